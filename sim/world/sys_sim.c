/* SPDX-License-Identifier: MIT
 *
 * The simulated kernel behind the seam: a thin adapter that turns calls of
 * struct ac_sys into calls of a host's kernel, and tells each of them. */
#include <errno.h>
#include <string.h>

#include "decisions/mix.h"
#include "kernel/syscall.h"
#include "world/sys_sim.h"

int wt_sim_tell(struct wt_host *host, enum wt_call call, const struct wt_object *object,
		int64_t arg, int result)
{
	struct wt_event event = {
		.kind = WT_EV_CALL,
		.what = (uint8_t)call,
		.host = host->kernel.index,
		.actor = host->kernel.name,
		.object = object,
		.result = result,
		.arg = arg,
	};

	wt_net_emit(&host->tank->net, &event);
	return result;
}

void wt_sim_tell_bad_fd(struct wt_host *host, enum wt_call call, int fd)
{
	wt_net_fact(&host->tank->net, &host->kernel, NULL, WT_FACT_BAD_FD, fd, call,
		    wt_fd_was_open(&host->kernel, fd) ? "closed" : "never opened");
}

/* Is the call to be made again, later?  Handlers of signals ran meanwhile: the number
 * may stand for another file by then, or for none. */
static bool is_late(struct wt_host *host, int64_t result)
{
	if (result != WT_LATE)
		return false;
	wt_host_be_late(host);
	return true;
}

static int sim_socket(int family, int type, int protocol, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	int fd = wt_sys_socket(&host->kernel, family, type, protocol);

	return wt_sim_tell(host, WT_CALL_socket, wt_sim_object(host, fd), type, fd);
}

static int sim_bind(int fd, const struct sockaddr *name, socklen_t len, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file = wt_sim_serve(host, WT_CALL_bind, fd);

	return wt_sim_tell(host, WT_CALL_bind, wt_sim_object_of(file), 0,
			   wt_sys_bind(&host->kernel, fd, name, len));
}

static int sim_listen(int fd, int backlog, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file = wt_sim_serve(host, WT_CALL_listen, fd);

	return wt_sim_tell(host, WT_CALL_listen, wt_sim_object_of(file), backlog,
			   wt_sys_listen(&host->kernel, fd, backlog));
}

static int sim_accept(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file;
	int rc;

	do {
		file = wt_sim_serve(host, WT_CALL_accept, fd);
		rc = wt_sys_accept(&host->kernel, fd, name, len);
	} while (is_late(host, rc));
	return wt_sim_tell(host, WT_CALL_accept, wt_sim_object_of(file), 0, rc);
}

static int sim_connect(int fd, const struct sockaddr *name, socklen_t len, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file;
	int rc;

	do {
		file = wt_sim_serve(host, WT_CALL_connect, fd);
		rc = wt_sys_connect(&host->kernel, fd, name, len);
	} while (is_late(host, rc));
	return wt_sim_tell(host, WT_CALL_connect, wt_sim_object_of(file), 0, rc);
}

static int sim_shutdown(int fd, int how, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file = wt_sim_serve(host, WT_CALL_shutdown, fd);

	return wt_sim_tell(host, WT_CALL_shutdown, wt_sim_object_of(file), how,
			   wt_sys_shutdown(&host->kernel, fd, how));
}

static int sim_close(int fd, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file;
	int rc;

	do {
		file = wt_sim_serve(host, WT_CALL_close, fd);
		rc = wt_sys_close(&host->kernel, fd);
	} while (is_late(host, rc));
	return wt_sim_tell(host, WT_CALL_close, wt_sim_object_of(file), 0, rc);
}

static int sim_getsockopt(int fd, int level, int name, void *value, socklen_t *len,
			  struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file = wt_sim_serve(host, WT_CALL_getsockopt, fd);

	return wt_sim_tell(host, WT_CALL_getsockopt, wt_sim_object_of(file), name,
			   wt_sys_getsockopt(&host->kernel, fd, level, name, value, len));
}

static int sim_setsockopt(int fd, int level, int name, const void *value, socklen_t len,
			  struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file = wt_sim_serve(host, WT_CALL_setsockopt, fd);

	return wt_sim_tell(host, WT_CALL_setsockopt, wt_sim_object_of(file), name,
			   wt_sys_setsockopt(&host->kernel, fd, level, name, value, len));
}

static int sim_getsockname(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file = wt_sim_serve(host, WT_CALL_getsockname, fd);

	return wt_sim_tell(host, WT_CALL_getsockname, wt_sim_object_of(file), 0,
			   wt_sys_getsockname(&host->kernel, fd, name, len));
}

static int sim_getpeername(int fd, struct sockaddr *name, socklen_t *len, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file = wt_sim_serve(host, WT_CALL_getpeername, fd);

	return wt_sim_tell(host, WT_CALL_getpeername, wt_sim_object_of(file), 0,
			   wt_sys_getpeername(&host->kernel, fd, name, len));
}

static int sim_set_nonblock(int fd, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	const struct wt_file *file = wt_sim_serve(host, WT_CALL_fcntl, fd);

	return wt_sim_tell(host, WT_CALL_fcntl, wt_sim_object_of(file), 0,
			   wt_sys_set_nonblock(&host->kernel, fd));
}

static ssize_t tell_bytes(struct wt_host *host, enum wt_call call, const struct wt_file *file,
			  uint64_t offset, const struct wt_io *io, ssize_t result)
{
	const void *moved = io->moved ? io->moved : io->from;
	size_t len = io->moved ? io->moved_len : (size_t)result;
	struct wt_event event = {
		.kind = WT_EV_CALL,
		.what = (uint8_t)call,
		.host = host->kernel.index,
		.actor = host->kernel.name,
		.object = wt_sim_object_of(file),
		.result = result,
		.arg = (int64_t)io->len,
		.bytes = result > 0 ? moved : NULL,
		.len = result > 0 ? len : 0,
		.offset = offset,
	};

	wt_net_emit(&host->tank->net, &event);
	return result;
}

/* Reads or writes.  Where the first byte stands is asked before it has gone. */
static ssize_t transfer(struct wt_host *host, enum wt_call call, enum wt_side side, int fd,
			struct wt_io *io)
{
	struct wt_file *file;
	uint64_t offset;
	ssize_t n;

	do {
		file = wt_sim_serve(host, call, fd);
		offset = file && file->ops->offset ? file->ops->offset(file, side) : 0;
		n = side == WT_READABLE ? wt_sys_read(file, io) : wt_sys_write(file, io);
	} while (is_late(host, n));
	return tell_bytes(host, call, file, offset, io, n);
}

static ssize_t do_read(struct ac_sys *sys, enum wt_call call, int fd, struct wt_io *io)
{
	return transfer(wt_sim_host(sys), call, WT_READABLE, fd, io);
}

static ssize_t do_write(struct ac_sys *sys, enum wt_call call, int fd, struct wt_io *io)
{
	return transfer(wt_sim_host(sys), call, WT_WRITABLE, fd, io);
}

static ssize_t sim_recv(int fd, void *buf, size_t len, int flags, struct ac_sys *sys)
{
	struct wt_io io = {.into = buf, .len = len, .flags = flags};

	return do_read(sys, WT_CALL_recv, fd, &io);
}

static ssize_t sim_send(int fd, const void *buf, size_t len, int flags, struct ac_sys *sys)
{
	struct wt_io io = {.from = buf, .len = len, .flags = flags};

	return do_write(sys, WT_CALL_send, fd, &io);
}

static ssize_t sim_recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *name,
			    socklen_t *name_len, struct ac_sys *sys)
{
	struct wt_io io = {.into = buf,
			   .len = len,
			   .flags = flags,
			   .name_into = name,
			   .name_len = name ? name_len : NULL};

	return do_read(sys, WT_CALL_recvfrom, fd, &io);
}

static ssize_t sim_sendto(int fd, const void *buf, size_t len, int flags,
			  const struct sockaddr *name, socklen_t name_len, struct ac_sys *sys)
{
	struct wt_io io = {.from = buf,
			   .len = len,
			   .flags = flags,
			   .name_from = name,
			   .name_from_len = name_len};

	return do_write(sys, WT_CALL_sendto, fd, &io);
}

static ssize_t sim_read(int fd, void *buf, size_t len, struct ac_sys *sys)
{
	struct wt_io io = {.into = buf, .len = len, .plain = true};

	return do_read(sys, WT_CALL_read, fd, &io);
}

static ssize_t sim_write(int fd, const void *buf, size_t len, struct ac_sys *sys)
{
	struct wt_io io = {.from = buf, .len = len, .plain = true, .quiet = true};

	return do_write(sys, WT_CALL_write, fd, &io);
}

static uint64_t sim_now_ns(struct ac_sys *sys)
{
	return wt_sim_host(sys)->tank->net.clock.now_ns;
}

/* Runs begin on 2000-01-01, a Saturday. */
#define EPOCH_NS (UINT64_C(946684800) * WT_S)

static uint64_t sim_wall_ns(struct ac_sys *sys)
{
	const struct wt_host *host = wt_sim_host(sys);

	return EPOCH_NS + host->tank->net.clock.now_ns + (uint64_t)host->wall_shift_ns;
}

/* Of the host alone, not of the seed: a run is compared with a calm one, and who
 * sends a random token must not differ there for that. */
static void sim_random(void *buf, size_t len, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	uint64_t state = wt_mix_text(0, host->kernel.name);
	unsigned char *bytes = buf;

	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)(wt_mix(state, host->random_taken++) >> 32);
}

static uint32_t sim_notes_wanted(struct ac_sys *sys)
{
	(void)sys;
	return AC_NOTES_ALL;
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
	.dup = wt_sim_dup,
	.pipe = wt_sim_pipe,
	.socketpair = wt_sim_socketpair,
	.open = wt_sim_open,
	.mkfifo = wt_sim_mkfifo,
	.eventfd = wt_sim_eventfd,
	.fcntl = wt_sim_fcntl,
	.poll = wt_sim_poll,
	.select = wt_sim_select,
	.epoll_create = wt_sim_epoll_create,
	.epoll_ctl = wt_sim_epoll_ctl,
	.epoll_wait = wt_sim_epoll_wait,
	.now_ns = sim_now_ns,
	.wall_ns = sim_wall_ns,
	.random = sim_random,
	.realloc = wt_sim_realloc,
	.notes_wanted = sim_notes_wanted,
	.note = wt_sim_note,
};
