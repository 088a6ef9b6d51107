/* SPDX-License-Identifier: MIT
 *
 * fault.c - a layer over the seam that answers chosen calls itself. */
#include "fault.h"

#include <errno.h>
#include <string.h>

static struct fault *of(struct ac_sys *sys)
{
	return (struct fault *)(void *)sys;
}

/* Is this call to be answered here? */
static bool answers(struct fault *f, enum fault_call call)
{
	f->calls[call]++;
	if (f->answers[call].times == 0)
		return false;
	if (f->answers[call].skip > 0) {
		f->answers[call].skip--;
		return false;
	}
	f->answers[call].times--;
	return true;
}

static int count_fd(struct fault *f, int fd)
{
	if (fd >= 0)
		f->open_fds++;
	return fd;
}

static int fault_socket(int family, int type, int protocol, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_SOCKET))
		return f->answers[FAULT_SOCKET].result;
	return count_fd(f, f->under->ops->socket(family, type, protocol, f->under));
}

static int fault_bind(int fd, const struct sockaddr *addr, socklen_t len, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_BIND))
		return f->answers[FAULT_BIND].result;
	return f->under->ops->bind(fd, addr, len, f->under);
}

static int fault_listen(int fd, int backlog, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_LISTEN))
		return f->answers[FAULT_LISTEN].result;
	return f->under->ops->listen(fd, backlog, f->under);
}

static int fault_accept(int fd, struct sockaddr *addr, socklen_t *len, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_ACCEPT))
		return f->answers[FAULT_ACCEPT].result;
	return count_fd(f, f->under->ops->accept(fd, addr, len, f->under));
}

static int fault_connect(int fd, const struct sockaddr *addr, socklen_t len, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_CONNECT))
		return f->answers[FAULT_CONNECT].result;
	return f->under->ops->connect(fd, addr, len, f->under);
}

static int fault_shutdown(int fd, int how, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_SHUTDOWN))
		return f->answers[FAULT_SHUTDOWN].result;
	return f->under->ops->shutdown(fd, how, f->under);
}

/* The descriptor goes whatever is answered, as with close(2). */
static int fault_close(int fd, struct ac_sys *sys)
{
	struct fault *f = of(sys);
	int rc = f->under->ops->close(fd, f->under);

	f->open_fds--;
	return answers(f, FAULT_CLOSE) ? f->answers[FAULT_CLOSE].result : rc;
}

static int fault_getsockopt(int fd, int level, int name, void *value, socklen_t *len,
			    struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_GETSOCKOPT))
		return f->answers[FAULT_GETSOCKOPT].result;
	return f->under->ops->getsockopt(fd, level, name, value, len, f->under);
}

static int fault_setsockopt(int fd, int level, int name, const void *value, socklen_t len,
			    struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_SETSOCKOPT))
		return f->answers[FAULT_SETSOCKOPT].result;
	return f->under->ops->setsockopt(fd, level, name, value, len, f->under);
}

static int fault_getsockname(int fd, struct sockaddr *addr, socklen_t *len, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_GETSOCKNAME))
		return f->answers[FAULT_GETSOCKNAME].result;
	return f->under->ops->getsockname(fd, addr, len, f->under);
}

static int fault_getpeername(int fd, struct sockaddr *addr, socklen_t *len, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_GETPEERNAME))
		return f->answers[FAULT_GETPEERNAME].result;
	return f->under->ops->getpeername(fd, addr, len, f->under);
}

static int fault_set_nonblock(int fd, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_SET_NONBLOCK))
		return f->answers[FAULT_SET_NONBLOCK].result;
	return f->under->ops->set_nonblock(fd, f->under);
}

static ssize_t fault_recv(int fd, void *buf, size_t len, int flags, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_RECV))
		return f->answers[FAULT_RECV].result;
	return f->under->ops->recv(fd, buf, len, flags, f->under);
}

static ssize_t fault_send(int fd, const void *buf, size_t len, int flags, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	f->send_sizes[f->calls[FAULT_SEND] % 64] = len;
	f->send_flags = flags;
	if (answers(f, FAULT_SEND))
		return f->answers[FAULT_SEND].result;
	if (f->send_max > 0 && len > f->send_max)
		len = f->send_max;
	return f->under->ops->send(fd, buf, len, flags, f->under);
}

static ssize_t fault_recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *addr,
			      socklen_t *addr_len, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_RECVFROM))
		return f->answers[FAULT_RECVFROM].result;
	return f->under->ops->recvfrom(fd, buf, len, flags, addr, addr_len, f->under);
}

static ssize_t fault_sendto(int fd, const void *buf, size_t len, int flags,
			    const struct sockaddr *addr, socklen_t addr_len, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_SENDTO))
		return f->answers[FAULT_SENDTO].result;
	return f->under->ops->sendto(fd, buf, len, flags, addr, addr_len, f->under);
}

/* ---- Descriptors of every kind ---- */

static ssize_t fault_read(int fd, void *buf, size_t len, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_READ))
		return f->answers[FAULT_READ].result;
	return f->under->ops->read(fd, buf, len, f->under);
}

static ssize_t fault_write(int fd, const void *buf, size_t len, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_WRITE))
		return f->answers[FAULT_WRITE].result;
	if (f->send_max > 0 && len > f->send_max)
		len = f->send_max;
	return f->under->ops->write(fd, buf, len, f->under);
}

static int fault_dup(int fd, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_DUP))
		return f->answers[FAULT_DUP].result;
	return count_fd(f, f->under->ops->dup(fd, f->under));
}

static int count_pair(struct fault *f, int rc)
{
	if (rc >= 0)
		f->open_fds += 2;
	return rc;
}

static int fault_pipe(int ret_fds[2], struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_PIPE))
		return f->answers[FAULT_PIPE].result;
	return count_pair(f, f->under->ops->pipe(ret_fds, f->under));
}

static int fault_socketpair(int family, int type, int ret_fds[2], struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_SOCKETPAIR))
		return f->answers[FAULT_SOCKETPAIR].result;
	return count_pair(f, f->under->ops->socketpair(family, type, ret_fds, f->under));
}

static int fault_open(const char *path, int flags, mode_t mode, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_OPEN))
		return f->answers[FAULT_OPEN].result;
	return count_fd(f, f->under->ops->open(path, flags, mode, f->under));
}

static int fault_mkfifo(const char *path, mode_t mode, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_MKFIFO))
		return f->answers[FAULT_MKFIFO].result;
	return f->under->ops->mkfifo(path, mode, f->under);
}

static int fault_eventfd(unsigned count, int flags, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_EVENTFD))
		return f->answers[FAULT_EVENTFD].result;
	return count_fd(f, f->under->ops->eventfd(count, flags, f->under));
}

static int fault_fcntl(int fd, int cmd, int arg, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_FCNTL))
		return f->answers[FAULT_FCNTL].result;
	return f->under->ops->fcntl(fd, cmd, arg, f->under);
}

/* ---- Waits ---- */

/* With the clock kept by hand nobody waits: if nothing is ready, the time-out is
 * over at once. */
static int waited(struct fault *f, int ready, int64_t timeout_ns)
{
	if (f->keeps_clock && ready == 0 && timeout_ns > 0)
		f->now_ns += (uint64_t)timeout_ns;
	return ready;
}

void fault_let_pass(struct fault *f, int64_t ns)
{
	if (f->keeps_clock)
		f->now_ns += (uint64_t)ns;
	else if (f->sleeps)
		f->under->ops->poll(NULL, 0, ns, f->under);
}

/* Half of the time-out is over then. */
static int interrupted(struct fault *f, int result, int64_t timeout_ns)
{
	if (timeout_ns > 0)
		fault_let_pass(f, timeout_ns / 2);
	return result;
}

static int fault_poll(struct pollfd *fds, nfds_t nfds, int64_t timeout_ns, struct ac_sys *sys)
{
	struct fault *f = of(sys);
	int64_t real = f->keeps_clock ? 0 : timeout_ns;

	f->waited_ns = timeout_ns;
	if (answers(f, FAULT_POLL))
		return interrupted(f, f->answers[FAULT_POLL].result, timeout_ns);
	return waited(f, f->under->ops->poll(fds, nfds, real, f->under), timeout_ns);
}

static int fault_select(int nfds, fd_set *r, fd_set *w, fd_set *x, int64_t timeout_ns,
			struct ac_sys *sys)
{
	struct fault *f = of(sys);
	int64_t real = f->keeps_clock ? 0 : timeout_ns;

	f->waited_ns = timeout_ns;
	if (answers(f, FAULT_SELECT))
		return interrupted(f, f->answers[FAULT_SELECT].result, timeout_ns);
	return waited(f, f->under->ops->select(nfds, r, w, x, real, f->under), timeout_ns);
}

static int fault_epoll_create(struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_EPOLL_CREATE))
		return f->answers[FAULT_EPOLL_CREATE].result;
	return count_fd(f, f->under->ops->epoll_create(f->under));
}

static int fault_epoll_ctl(int epfd, int op, int fd, struct epoll_event *event, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (answers(f, FAULT_EPOLL_CTL))
		return f->answers[FAULT_EPOLL_CTL].result;
	return f->under->ops->epoll_ctl(epfd, op, fd, event, f->under);
}

static void turn_round(struct epoll_event *events, int count)
{
	for (int i = 0; i < count / 2; i++) {
		struct epoll_event event = events[i];

		events[i] = events[count - 1 - i];
		events[count - 1 - i] = event;
	}
}

static int fault_epoll_wait(int epfd, struct epoll_event *events, int max, int64_t timeout_ns,
			    struct ac_sys *sys)
{
	struct fault *f = of(sys);
	int64_t real = f->keeps_clock ? 0 : timeout_ns;
	int ready;

	f->waited_ns = timeout_ns;
	if (answers(f, FAULT_EPOLL_WAIT))
		return interrupted(f, f->answers[FAULT_EPOLL_WAIT].result, timeout_ns);
	ready = f->under->ops->epoll_wait(epfd, events, max, real, f->under);
	if (f->backwards)
		turn_round(events, ready);
	return waited(f, ready, timeout_ns);
}

/* ---- The rest ---- */

static uint64_t fault_now_ns(struct ac_sys *sys)
{
	struct fault *f = of(sys);

	return f->keeps_clock ? f->now_ns : f->under->ops->now_ns(f->under);
}

static uint64_t fault_wall_ns(struct ac_sys *sys)
{
	struct fault *f = of(sys);

	return f->under->ops->wall_ns(f->under);
}

static void fault_random(void *buf, size_t len, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	f->under->ops->random(buf, len, f->under);
}

static void *fault_realloc(void *ptr, size_t size, const char *purpose, struct ac_sys *sys)
{
	struct fault *f = of(sys);
	void *memory;

	if (size == 0) {
		f->blocks -= ptr != NULL;
		return f->under->ops->realloc(ptr, 0, purpose, f->under);
	}
	if (answers(f, FAULT_REALLOC))
		return NULL;
	memory = f->under->ops->realloc(ptr, size, purpose, f->under);
	f->blocks += memory != NULL && ptr == NULL;
	return memory;
}

static uint32_t fault_notes_wanted(struct ac_sys *sys)
{
	return of(sys)->wanted;
}

static void fault_note(const struct ac_note *note, struct ac_sys *sys)
{
	struct fault *f = of(sys);

	if (f->note_count < FAULT_NOTES_MAX)
		f->notes[f->note_count++] = *note;
	if (f->wanted_under & AC_NOTE_BIT(note->kind))
		f->under->ops->note(note, f->under);
}

static const struct ac_sys_ops fault_ops = {
	.name = "fault",
	.socket = fault_socket,
	.bind = fault_bind,
	.listen = fault_listen,
	.accept = fault_accept,
	.connect = fault_connect,
	.shutdown = fault_shutdown,
	.close = fault_close,
	.getsockopt = fault_getsockopt,
	.setsockopt = fault_setsockopt,
	.getsockname = fault_getsockname,
	.getpeername = fault_getpeername,
	.set_nonblock = fault_set_nonblock,
	.recv = fault_recv,
	.send = fault_send,
	.recvfrom = fault_recvfrom,
	.sendto = fault_sendto,
	.read = fault_read,
	.write = fault_write,
	.dup = fault_dup,
	.pipe = fault_pipe,
	.socketpair = fault_socketpair,
	.open = fault_open,
	.mkfifo = fault_mkfifo,
	.eventfd = fault_eventfd,
	.fcntl = fault_fcntl,
	.poll = fault_poll,
	.select = fault_select,
	.epoll_create = fault_epoll_create,
	.epoll_ctl = fault_epoll_ctl,
	.epoll_wait = fault_epoll_wait,
	.now_ns = fault_now_ns,
	.wall_ns = fault_wall_ns,
	.random = fault_random,
	.realloc = fault_realloc,
	.notes_wanted = fault_notes_wanted,
	.note = fault_note,
};

void fault_init(struct fault *f, struct ac_sys *under)
{
	memset(f, 0, offsetof(struct fault, notes));
	f->base.ops = &fault_ops;
	f->under = under;
	f->wanted_under = under->ops->notes_wanted(under);
	f->now_ns = UINT64_C(1000000000);
}

void fault_answer(struct fault *f, enum fault_call call, unsigned skip, unsigned times, int result)
{
	f->answers[call].skip = skip;
	f->answers[call].times = times;
	f->answers[call].result = result;
}

unsigned fault_noted(const struct fault *f, enum ac_note_kind kind)
{
	unsigned count = 0;
	size_t i;

	for (i = 0; i < f->note_count; i++)
		count += f->notes[i].kind == kind;
	return count;
}

unsigned fault_noted_handler(const struct fault *f, enum ac_note_kind kind, enum ac_handler handler)
{
	unsigned count = 0;
	size_t i;

	for (i = 0; i < f->note_count; i++)
		count += f->notes[i].kind == kind && f->notes[i].handler == handler;
	return count;
}

const struct ac_note *fault_last(const struct fault *f, enum ac_note_kind kind)
{
	size_t i;

	for (i = f->note_count; i > 0; i--)
		if (f->notes[i - 1].kind == kind)
			return &f->notes[i - 1];
	return NULL;
}

unsigned fault_waits(const struct fault *f)
{
	return f->calls[FAULT_POLL] + f->calls[FAULT_SELECT] + f->calls[FAULT_EPOLL_WAIT];
}

void fault_answer_waits(struct fault *f, unsigned times, int result)
{
	fault_answer(f, FAULT_POLL, 0, times, result);
	fault_answer(f, FAULT_SELECT, 0, times, result);
	fault_answer(f, FAULT_EPOLL_WAIT, 0, times, result);
}
