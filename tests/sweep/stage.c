/* SPDX-License-Identifier: MIT */
#include "stage.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#include "peer.h"

/* Waits in a row.  A kernel under load may take its time over loopback, so idle ones
 * really wait, for a millisecond. */
#define IDLE_MAX  20
#define BUSY_MAX  500
#define WAITS_MAX 12000 /* in all */
#define STOPS_MAX 1000

static struct stage *of(struct ac_sys *sys)
{
	return (struct stage *)(void *)sys;
}

/* ---- Calls that only pass ---- */

static int stage_socket(int family, int type, int protocol, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->socket(family, type, protocol, under);
}

static int stage_bind(int fd, const struct sockaddr *addr, socklen_t len, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->bind(fd, addr, len, under);
}

static int stage_shutdown(int fd, int how, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->shutdown(fd, how, under);
}

static int stage_getsockopt(int fd, int level, int name, void *value, socklen_t *len,
			    struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->getsockopt(fd, level, name, value, len, under);
}

static int stage_setsockopt(int fd, int level, int name, const void *value, socklen_t len,
			    struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->setsockopt(fd, level, name, value, len, under);
}

static int stage_getsockname(int fd, struct sockaddr *addr, socklen_t *len, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->getsockname(fd, addr, len, under);
}

static int stage_getpeername(int fd, struct sockaddr *addr, socklen_t *len, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->getpeername(fd, addr, len, under);
}

static int stage_set_nonblock(int fd, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->set_nonblock(fd, under);
}

static int stage_dup(int fd, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->dup(fd, under);
}

static int stage_pipe(int ret_fds[2], struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->pipe(ret_fds, under);
}

static int stage_socketpair(int family, int type, int ret_fds[2], struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->socketpair(family, type, ret_fds, under);
}

static int stage_open(const char *path, int flags, mode_t mode, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->open(path, flags, mode, under);
}

static int stage_mkfifo(const char *path, mode_t mode, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->mkfifo(path, mode, under);
}

static int stage_eventfd(unsigned count, int flags, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->eventfd(count, flags, under);
}

static int stage_fcntl(int fd, int cmd, int arg, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->fcntl(fd, cmd, arg, under);
}

static int stage_epoll_create(struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->epoll_create(under);
}

static int stage_epoll_ctl(int epfd, int op, int fd, struct epoll_event *event, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return under->ops->epoll_ctl(epfd, op, fd, event, under);
}

/* ---- Calls that move something ---- */

/* A descriptor that is not there was closed before, or never opened. */
static ssize_t moved(struct stage *stage, ssize_t result)
{
	if (result >= 0)
		stage->busy = 0;
	if (result == -EBADF)
		stage->misused = true;
	return result;
}

/* Small sends must not wait for the acknowledgement of those before. */
static int hurried(int fd)
{
	int on = 1;

	if (fd >= 0)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

static int stage_accept(int fd, struct sockaddr *addr, socklen_t *len, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return (int)moved(of(sys), hurried(under->ops->accept(fd, addr, len, under)));
}

static int stage_connect(int fd, const struct sockaddr *addr, socklen_t len, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	hurried(fd);
	return (int)moved(of(sys), under->ops->connect(fd, addr, len, under));
}

static int stage_close(int fd, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return (int)moved(of(sys), under->ops->close(fd, under));
}

static ssize_t stage_recv(int fd, void *buf, size_t len, int flags, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return moved(of(sys), under->ops->recv(fd, buf, len, flags, under));
}

static ssize_t stage_send(int fd, const void *buf, size_t len, int flags, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return moved(of(sys), under->ops->send(fd, buf, len, flags, under));
}

static ssize_t stage_recvfrom(int fd, void *buf, size_t len, int flags, struct sockaddr *addr,
			      socklen_t *addr_len, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return moved(of(sys), under->ops->recvfrom(fd, buf, len, flags, addr, addr_len, under));
}

static ssize_t stage_sendto(int fd, const void *buf, size_t len, int flags,
			    const struct sockaddr *addr, socklen_t addr_len, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return moved(of(sys), under->ops->sendto(fd, buf, len, flags, addr, addr_len, under));
}

static ssize_t stage_read(int fd, void *buf, size_t len, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return moved(of(sys), under->ops->read(fd, buf, len, under));
}

static ssize_t stage_write(int fd, const void *buf, size_t len, struct ac_sys *sys)
{
	struct ac_sys *under = of(sys)->under;

	return moved(of(sys), under->ops->write(fd, buf, len, under));
}

static int stage_listen(int fd, int backlog, struct ac_sys *sys)
{
	struct stage *stage = of(sys);
	struct sockaddr_in addr;
	socklen_t len = sizeof addr;
	int rc = stage->under->ops->listen(fd, backlog, stage->under);

	if (rc >= 0 && getsockname(fd, (struct sockaddr *)&addr, &len) == 0)
		stage->port = ntohs(addr.sin_port);
	return rc;
}

/* ---- Waits ---- */

static bool play(struct stage *stage)
{
	bool any = false;

	for (unsigned i = 0; i < stage->peer_count; i++)
		any |= peer_play(&stage->peers[i], stage->port);
	return any;
}

static bool all_done(const struct stage *stage)
{
	for (unsigned i = 0; i < stage->peer_count; i++)
		if (!peer_is_done(&stage->peers[i]))
			return false;
	return stage->peer_count > 0;
}

/* The program is told once more each time it waits; one that never heeds it would
 * keep us for ever. */
static int stop(struct stage *stage)
{
	if (++stage->stops < STOPS_MAX)
		return -ECANCELED;
	stage->deaf = true;
	stage_end(stage);
	_exit(99);
}

/* Before a wait: what it must answer at once, or how long it may really take. */
static int64_t enter(struct stage *stage)
{
	if (play(stage))
		stage->idle = stage->busy = 0;
	if (stage->stops > 0 || (all_done(stage) && stage->idle > 3))
		return -1;
	stage->hot = ++stage->busy > BUSY_MAX;
	stage->stalled = stage->idle > IDLE_MAX || ++stage->waits > WAITS_MAX;
	if (stage->hot || stage->stalled)
		return -1;
	return stage->idle > 3 ? 1000000 : 0;
}

static int leave(struct stage *stage, int ready)
{
	stage->idle = ready == 0 ? stage->idle + 1 : 0;
	if (ready == 0) /* time has passed */
		stage->busy = 0;
	return ready;
}

static int stage_poll(struct pollfd *fds, nfds_t nfds, int64_t timeout_ns, struct ac_sys *sys)
{
	struct stage *stage = of(sys);
	int64_t real = enter(stage);

	(void)timeout_ns;
	return real < 0 ? stop(stage)
			: leave(stage, stage->under->ops->poll(fds, nfds, real, stage->under));
}

static int stage_select(int nfds, fd_set *r, fd_set *w, fd_set *x, int64_t timeout_ns,
			struct ac_sys *sys)
{
	struct stage *stage = of(sys);
	int64_t real = enter(stage);

	(void)timeout_ns;
	return real < 0
		       ? stop(stage)
		       : leave(stage, stage->under->ops->select(nfds, r, w, x, real, stage->under));
}

static int stage_epoll_wait(int epfd, struct epoll_event *events, int max, int64_t timeout_ns,
			    struct ac_sys *sys)
{
	struct stage *stage = of(sys);
	int64_t real = enter(stage);

	(void)timeout_ns;
	return real < 0 ? stop(stage)
			: leave(stage, stage->under->ops->epoll_wait(epfd, events, max, real,
								     stage->under));
}

/* ---- The rest ---- */

static uint64_t stage_now_ns(struct ac_sys *sys)
{
	return of(sys)->under->ops->now_ns(of(sys)->under);
}

static uint64_t stage_wall_ns(struct ac_sys *sys)
{
	return of(sys)->under->ops->wall_ns(of(sys)->under);
}

static void stage_random(void *buf, size_t len, struct ac_sys *sys)
{
	of(sys)->under->ops->random(buf, len, of(sys)->under);
}

static void *stage_realloc(void *ptr, size_t size, const char *purpose, struct ac_sys *sys)
{
	return of(sys)->under->ops->realloc(ptr, size, purpose, of(sys)->under);
}

static uint32_t stage_notes_wanted(struct ac_sys *sys)
{
	(void)sys;
	return 0;
}

static void stage_note(const struct ac_note *note, struct ac_sys *sys)
{
	(void)sys;
	(void)note;
}

static const struct ac_sys_ops stage_ops = {
	.name = "stage",
	.socket = stage_socket,
	.bind = stage_bind,
	.listen = stage_listen,
	.accept = stage_accept,
	.connect = stage_connect,
	.shutdown = stage_shutdown,
	.close = stage_close,
	.getsockopt = stage_getsockopt,
	.setsockopt = stage_setsockopt,
	.getsockname = stage_getsockname,
	.getpeername = stage_getpeername,
	.set_nonblock = stage_set_nonblock,
	.recv = stage_recv,
	.send = stage_send,
	.recvfrom = stage_recvfrom,
	.sendto = stage_sendto,
	.read = stage_read,
	.write = stage_write,
	.dup = stage_dup,
	.pipe = stage_pipe,
	.socketpair = stage_socketpair,
	.open = stage_open,
	.mkfifo = stage_mkfifo,
	.eventfd = stage_eventfd,
	.fcntl = stage_fcntl,
	.poll = stage_poll,
	.select = stage_select,
	.epoll_create = stage_epoll_create,
	.epoll_ctl = stage_epoll_ctl,
	.epoll_wait = stage_epoll_wait,
	.now_ns = stage_now_ns,
	.wall_ns = stage_wall_ns,
	.random = stage_random,
	.realloc = stage_realloc,
	.notes_wanted = stage_notes_wanted,
	.note = stage_note,
};

void stage_begin(struct stage *stage, struct ac_sys *under, const struct real_case *c)
{
	*stage = (struct stage){.base.ops = &stage_ops, .under = under};
	while (stage->peer_count < PEERS_MAX && c->peers[stage->peer_count]->kind != STEP_DONE) {
		peer_begin(&stage->peers[stage->peer_count], c->peers[stage->peer_count]);
		stage->peer_count++;
	}
}

unsigned stage_port(const struct stage *stage)
{
	struct sockaddr_in addr;
	socklen_t len = sizeof addr;

	if (getsockname(stage->peers[0].listener, (struct sockaddr *)&addr, &len) < 0)
		return 0;
	return ntohs(addr.sin_port);
}

void stage_end(struct stage *stage)
{
	for (unsigned i = 0; i < stage->peer_count; i++)
		peer_end(&stage->peers[i]);
}
