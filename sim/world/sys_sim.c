/* SPDX-License-Identifier: MIT
 *
 * The simulated kernel behind the seam: a thin adapter that turns calls of
 * struct ac_sys into calls of a host's kernel, and tells each of them. */
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "decisions/mix.h"
#include "kernel/syscall.h"
#include "world/sys_missing.h"
#include "world/tank.h"

static struct wt_host *host_of(struct ac_sys *sys)
{
	return (struct wt_host *)(void *)sys;
}

static struct wt_object *object_at(const struct wt_host *host, int fd)
{
	const struct wt_file *file = wt_fd_get(&host->kernel, fd);

	return file ? file->object : NULL;
}

static struct wt_event call_event(const struct wt_host *host, enum wt_call call,
				  const struct wt_object *object, int64_t result)
{
	return (struct wt_event){
		.kind = WT_EV_CALL,
		.what = (uint8_t)call,
		.host = host->kernel.index,
		.actor = host->kernel.name,
		.object = object,
		.result = result,
	};
}

static int tell(struct wt_host *host, enum wt_call call, const struct wt_object *object,
		int64_t arg, int result)
{
	struct wt_event event = call_event(host, call, object, result);

	event.arg = arg;
	wt_net_emit(&host->tank->net, &event);
	return result;
}

/* A call on a number that is not open is a fault of the program's own. */
static void check_fd(struct wt_host *host, enum wt_call call, int fd)
{
	if (wt_fd_get(&host->kernel, fd))
		return;
	wt_net_fact(&host->tank->net, &host->kernel, NULL, WT_FACT_BAD_FD, fd, call,
		    wt_fd_was_open(&host->kernel, fd) ? "closed" : "never opened");
}

/* Is the call to be made again, later? */
static bool is_late(struct wt_host *host, int64_t result)
{
	if (result != WT_LATE)
		return false;
	wt_host_be_late(host);
	return true;
}

static int sim_socket(struct ac_sys *sys, int family, int type, int protocol)
{
	struct wt_host *host = host_of(sys);
	int fd = wt_sys_socket(&host->kernel, family, type, protocol);

	return tell(host, WT_CALL_socket, object_at(host, fd), type, fd);
}

static int sim_bind(struct ac_sys *sys, int fd, const struct sockaddr *name, socklen_t len)
{
	struct wt_host *host = host_of(sys);

	check_fd(host, WT_CALL_bind, fd);
	return tell(host, WT_CALL_bind, object_at(host, fd), 0,
		    wt_sys_bind(&host->kernel, fd, name, len));
}

static int sim_listen(struct ac_sys *sys, int fd, int backlog)
{
	struct wt_host *host = host_of(sys);
	int rc;

	check_fd(host, WT_CALL_listen, fd);
	rc = wt_sys_listen(&host->kernel, fd, backlog);
	return tell(host, WT_CALL_listen, object_at(host, fd), backlog, rc);
}

static int sim_accept(struct ac_sys *sys, int fd, struct sockaddr *name, socklen_t *len)
{
	struct wt_host *host = host_of(sys);
	int rc;

	check_fd(host, WT_CALL_accept, fd);
	do
		rc = wt_sys_accept(&host->kernel, fd, name, len);
	while (is_late(host, rc));
	return tell(host, WT_CALL_accept, object_at(host, fd), 0, rc);
}

static int sim_connect(struct ac_sys *sys, int fd, const struct sockaddr *name, socklen_t len)
{
	struct wt_host *host = host_of(sys);
	int rc;

	check_fd(host, WT_CALL_connect, fd);
	do
		rc = wt_sys_connect(&host->kernel, fd, name, len);
	while (is_late(host, rc));
	return tell(host, WT_CALL_connect, object_at(host, fd), 0, rc);
}

static int sim_shutdown(struct ac_sys *sys, int fd, int how)
{
	struct wt_host *host = host_of(sys);

	check_fd(host, WT_CALL_shutdown, fd);
	return tell(host, WT_CALL_shutdown, object_at(host, fd), how,
		    wt_sys_shutdown(&host->kernel, fd, how));
}

static int sim_close(struct ac_sys *sys, int fd)
{
	struct wt_host *host = host_of(sys);
	const struct wt_object *object = object_at(host, fd);
	int rc;

	check_fd(host, WT_CALL_close, fd);
	do
		rc = wt_sys_close(&host->kernel, fd);
	while (is_late(host, rc));
	return tell(host, WT_CALL_close, object, 0, rc);
}

static int sim_getsockopt(struct ac_sys *sys, int fd, int level, int name, void *value,
			  socklen_t *len)
{
	struct wt_host *host = host_of(sys);

	check_fd(host, WT_CALL_getsockopt, fd);
	return tell(host, WT_CALL_getsockopt, object_at(host, fd), name,
		    wt_sys_getsockopt(&host->kernel, fd, level, name, value, len));
}

static int sim_setsockopt(struct ac_sys *sys, int fd, int level, int name, const void *value,
			  socklen_t len)
{
	struct wt_host *host = host_of(sys);

	check_fd(host, WT_CALL_setsockopt, fd);
	return tell(host, WT_CALL_setsockopt, object_at(host, fd), name,
		    wt_sys_setsockopt(&host->kernel, fd, level, name, value, len));
}

static int sim_getsockname(struct ac_sys *sys, int fd, struct sockaddr *name, socklen_t *len)
{
	struct wt_host *host = host_of(sys);

	check_fd(host, WT_CALL_getsockname, fd);
	return tell(host, WT_CALL_getsockname, object_at(host, fd), 0,
		    wt_sys_getsockname(&host->kernel, fd, name, len));
}

static int sim_getpeername(struct ac_sys *sys, int fd, struct sockaddr *name, socklen_t *len)
{
	struct wt_host *host = host_of(sys);

	check_fd(host, WT_CALL_getpeername, fd);
	return tell(host, WT_CALL_getpeername, object_at(host, fd), 0,
		    wt_sys_getpeername(&host->kernel, fd, name, len));
}

static int sim_set_nonblock(struct ac_sys *sys, int fd)
{
	struct wt_host *host = host_of(sys);

	check_fd(host, WT_CALL_fcntl, fd);
	return tell(host, WT_CALL_fcntl, object_at(host, fd), 0, object_at(host, fd) ? 0 : -EBADF);
}

static uint64_t offset_at(const struct wt_host *host, int fd, enum wt_side side)
{
	const struct wt_file *file = wt_fd_get(&host->kernel, fd);

	return file && file->ops->offset ? file->ops->offset(file, side) : 0;
}

static ssize_t tell_bytes(struct wt_host *host, enum wt_call call, int fd, uint64_t offset,
			  const struct wt_io *io, ssize_t result)
{
	struct wt_event event = call_event(host, call, object_at(host, fd), result);

	event.arg = (int64_t)io->len;
	event.offset = offset;
	if (result > 0) {
		event.bytes = io->moved ? io->moved : io->from;
		event.len = io->moved ? io->moved_len : (size_t)result;
	}
	wt_net_emit(&host->tank->net, &event);
	return result;
}

static ssize_t do_read(struct wt_host *host, enum wt_call call, int fd, struct wt_io *io)
{
	uint64_t offset = offset_at(host, fd, WT_READABLE);
	ssize_t n;

	check_fd(host, call, fd);
	do
		n = wt_sys_read(&host->kernel, fd, io);
	while (is_late(host, n));
	return tell_bytes(host, call, fd, offset, io, n);
}

static ssize_t do_write(struct wt_host *host, enum wt_call call, int fd, struct wt_io *io)
{
	uint64_t offset = offset_at(host, fd, WT_WRITABLE);
	ssize_t n;

	check_fd(host, call, fd);
	do
		n = wt_sys_write(&host->kernel, fd, io);
	while (is_late(host, n));
	return tell_bytes(host, call, fd, offset, io, n);
}

static ssize_t sim_recv(struct ac_sys *sys, int fd, void *buf, size_t len, int flags)
{
	struct wt_io io = {.into = buf, .len = len, .flags = flags};

	return do_read(host_of(sys), WT_CALL_recv, fd, &io);
}

static ssize_t sim_send(struct ac_sys *sys, int fd, const void *buf, size_t len, int flags)
{
	struct wt_io io = {.from = buf, .len = len, .flags = flags};

	return do_write(host_of(sys), WT_CALL_send, fd, &io);
}

static ssize_t sim_recvfrom(struct ac_sys *sys, int fd, void *buf, size_t len, int flags,
			    struct sockaddr *name, socklen_t *name_len)
{
	struct wt_io io = {.into = buf,
			   .len = len,
			   .flags = flags,
			   .name_into = name,
			   .name_len = name ? name_len : NULL};

	return do_read(host_of(sys), WT_CALL_recvfrom, fd, &io);
}

static ssize_t sim_sendto(struct ac_sys *sys, int fd, const void *buf, size_t len, int flags,
			  const struct sockaddr *name, socklen_t name_len)
{
	struct wt_io io = {.from = buf,
			   .len = len,
			   .flags = flags,
			   .name_from = name,
			   .name_from_len = name_len};

	return do_write(host_of(sys), WT_CALL_sendto, fd, &io);
}

static ssize_t sim_read(struct ac_sys *sys, int fd, void *buf, size_t len)
{
	struct wt_io io = {.into = buf, .len = len, .plain = true};

	return do_read(host_of(sys), WT_CALL_read, fd, &io);
}

static ssize_t sim_write(struct ac_sys *sys, int fd, const void *buf, size_t len)
{
	struct wt_io io = {.from = buf, .len = len, .plain = true, .quiet = true};

	return do_write(host_of(sys), WT_CALL_write, fd, &io);
}

static int sim_dup(struct ac_sys *sys, int fd)
{
	struct wt_host *host = host_of(sys);

	check_fd(host, WT_CALL_dup, fd);
	return tell(host, WT_CALL_dup, object_at(host, fd), 0, wt_sys_dup(&host->kernel, fd));
}

#define POLL_MAX 65536

/* struct wt_interest and struct pollfd have the same three fields; the copy
 * keeps the kernel's type its own. */
static struct wt_interest *new_interest(struct wt_host *host, size_t count)
{
	return wt_arena_take(&host->tank->net.arena, (count + 1) * sizeof(struct wt_interest));
}

static struct wt_interest *interest_for(struct wt_host *host, size_t count)
{
	if (count > host->wait_capacity) {
		struct wt_interest *list = new_interest(host, count * 2);

		if (!list)
			return NULL;
		host->wait_list = list;
		host->wait_capacity = count * 2;
	}
	return host->wait_list ? host->wait_list : (host->wait_list = new_interest(host, 0));
}

static int sim_poll(struct ac_sys *sys, struct pollfd *fds, nfds_t nfds, int64_t timeout_ns)
{
	struct wt_host *host = host_of(sys);
	struct wt_interest *list;
	int rc;

	if (nfds > POLL_MAX)
		return -EINVAL;
	list = interest_for(host, nfds);
	if (!list)
		return -ENOMEM;
	for (nfds_t i = 0; i < nfds; i++) {
		list[i] = (struct wt_interest){fds[i].fd, fds[i].events, 0};
		if (fds[i].fd >= 0)
			check_fd(host, WT_CALL_poll, fds[i].fd);
	}
	rc = wt_host_wait(host, list, nfds, timeout_ns);
	for (nfds_t i = 0; i < nfds; i++)
		fds[i].revents = rc > 0 ? list[i].revents : 0;
	return tell(host, WT_CALL_poll, NULL, timeout_ns, rc);
}

static short select_events(int fd, const fd_set *r, const fd_set *w, const fd_set *x)
{
	short events = 0;

	if (r && FD_ISSET(fd, r))
		events |= POLLIN;
	if (w && FD_ISSET(fd, w))
		events |= POLLOUT;
	if (x && FD_ISSET(fd, x))
		events |= POLLPRI;
	return events;
}

/* select(2) as Linux maps poll's bits: readable is IN, HUP or ERR, writable is
 * OUT or ERR, exceptional is PRI. */
static int select_give(fd_set *set, int fd, bool wanted, int bits)
{
	if (!wanted)
		return 0;
	if (!bits) {
		FD_CLR(fd, set);
		return 0;
	}
	return 1;
}

static int select_results(const struct wt_interest *list, size_t count, fd_set *r, fd_set *w,
			  fd_set *x)
{
	int ready = 0;

	for (size_t i = 0; i < count; i++) {
		int fd = list[i].fd, bits = list[i].revents, events = list[i].events;

		ready += select_give(r, fd, events & POLLIN, bits & (POLLIN | POLLHUP | POLLERR));
		ready += select_give(w, fd, events & POLLOUT, bits & (POLLOUT | POLLERR));
		ready += select_give(x, fd, events & POLLPRI, bits & POLLPRI);
	}
	return ready;
}

static void clear_sets(fd_set *r, fd_set *w, fd_set *x)
{
	if (r)
		FD_ZERO(r);
	if (w)
		FD_ZERO(w);
	if (x)
		FD_ZERO(x);
}

static int sim_select(struct ac_sys *sys, int nfds, fd_set *r, fd_set *w, fd_set *x,
		      int64_t timeout_ns)
{
	struct wt_host *host = host_of(sys);
	struct wt_interest *list;
	size_t count = 0;
	int rc;

	if (nfds < 0 || nfds > FD_SETSIZE)
		return tell(host, WT_CALL_select, NULL, timeout_ns, -EINVAL);
	list = interest_for(host, (size_t)nfds);
	if (!list)
		return -ENOMEM;
	for (int fd = 0; fd < nfds; fd++) {
		short events = select_events(fd, r, w, x);

		if (!events)
			continue;
		if (!wt_fd_get(&host->kernel, fd)) {
			check_fd(host, WT_CALL_select, fd);
			return tell(host, WT_CALL_select, NULL, timeout_ns, -EBADF);
		}
		list[count++] = (struct wt_interest){fd, events, 0};
	}
	host->selects = true;
	rc = wt_host_wait(host, list, count, timeout_ns);
	host->selects = false;
	if (rc > 0)
		rc = select_results(list, count, r, w, x);
	else
		clear_sets(r, w, x);
	return tell(host, WT_CALL_select, NULL, timeout_ns, rc);
}

static uint64_t sim_now_ns(struct ac_sys *sys)
{
	return host_of(sys)->tank->net.clock.now_ns;
}

/* Runs begin on 2000-01-01, a Saturday. */
#define EPOCH_NS (UINT64_C(946684800) * WT_S)

static uint64_t sim_wall_ns(struct ac_sys *sys)
{
	const struct wt_host *host = host_of(sys);

	return EPOCH_NS + host->tank->net.clock.now_ns + (uint64_t)host->wall_shift_ns;
}

static void sim_random(struct ac_sys *sys, void *buf, size_t len)
{
	struct wt_host *host = host_of(sys);
	uint64_t state = wt_mix_text(host->tank->net.seed, host->kernel.name);
	unsigned char *bytes = buf;

	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)(wt_mix(state, host->random_taken++) >> 32);
}

static void *sim_realloc(struct ac_sys *sys, void *ptr, size_t size, const char *purpose)
{
	struct wt_host *host = host_of(sys);
	void *taken = wt_host_realloc(host, ptr, size, purpose);

	if (size > 0 && !taken)
		tell(host, WT_CALL_alloc, NULL, 0, -ENOMEM);
	return taken;
}

static uint32_t sim_notes_wanted(struct ac_sys *sys)
{
	(void)sys;
	return AC_NOTES_ALL;
}

static void sim_note(struct ac_sys *sys, const struct ac_note *note)
{
	wt_host_note(host_of(sys), note);
}

const struct ac_sys_ops wt_sys_sim_ops = {
	.name = "sim",
	.socket = sim_socket,
	.bind = sim_bind,
	.listen = sim_listen,
	.accept = sim_accept,
	.connect = sim_connect,
	.shutdown = sim_shutdown,
	.close = sim_close,
	.getsockopt = sim_getsockopt,
	.setsockopt = sim_setsockopt,
	.getsockname = sim_getsockname,
	.getpeername = sim_getpeername,
	.set_nonblock = sim_set_nonblock,
	.recv = sim_recv,
	.send = sim_send,
	.recvfrom = sim_recvfrom,
	.sendto = sim_sendto,
	.read = sim_read,
	.write = sim_write,
	.dup = sim_dup,
	.pipe = wt_missing_pipe,
	.socketpair = wt_missing_socketpair,
	.poll = sim_poll,
	.select = sim_select,
	.epoll_create = wt_missing_epoll_create,
	.epoll_ctl = wt_missing_epoll_ctl,
	.epoll_wait = wt_missing_epoll_wait,
	.now_ns = sim_now_ns,
	.wall_ns = sim_wall_ns,
	.random = sim_random,
	.realloc = sim_realloc,
	.notes_wanted = sim_notes_wanted,
	.note = sim_note,
};
