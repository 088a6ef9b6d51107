/* SPDX-License-Identifier: MIT
 *
 * seam.c - a layer over the real kernel: counts its calls, gives descriptors back to
 * Python, and lets Python's other threads run during a wait. */
#include "binding.h"

#include <errno.h>

PyObject *counts, *lent, *foreign;

void count(const char *prefix, const char *name)
{
	PyObject *key = PyUnicode_FromFormat("%s.%s", prefix, name);
	PyObject *before = key ? PyDict_GetItem(counts, key) : NULL;
	PyObject *now = PyLong_FromLong(before ? PyLong_AsLong(before) + 1 : 1);

	if (!key || !now || PyDict_SetItem(counts, key, now) < 0)
		Py_FatalError("no memory for a count");
	Py_DECREF(key);
	Py_DECREF(now);
}

static const struct ac_sys_ops *posix(const char *called)
{
	count("sys", called);
	return ac_sys_posix()->ops;
}

/* ---- Calls that are counted, and no more ---- */

static int seam_socket(struct ac_sys *sys, int family, int type, int protocol)
{
	return posix("socket")->socket(sys, family, type, protocol);
}

static int seam_bind(struct ac_sys *sys, int fd, const struct sockaddr *addr, socklen_t len)
{
	return posix("bind")->bind(sys, fd, addr, len);
}

static int seam_listen(struct ac_sys *sys, int fd, int backlog)
{
	return posix("listen")->listen(sys, fd, backlog);
}

static int seam_accept(struct ac_sys *sys, int fd, struct sockaddr *addr, socklen_t *len)
{
	return posix("accept")->accept(sys, fd, addr, len);
}

static int seam_connect(struct ac_sys *sys, int fd, const struct sockaddr *addr, socklen_t len)
{
	return posix("connect")->connect(sys, fd, addr, len);
}

static int seam_getsockopt(struct ac_sys *sys, int fd, int level, int name, void *value,
			   socklen_t *len)
{
	return posix("getsockopt")->getsockopt(sys, fd, level, name, value, len);
}

static int seam_setsockopt(struct ac_sys *sys, int fd, int level, int name, const void *value,
			   socklen_t len)
{
	return posix("setsockopt")->setsockopt(sys, fd, level, name, value, len);
}

static ssize_t seam_read(struct ac_sys *sys, int fd, void *buf, size_t len)
{
	return posix("read")->read(sys, fd, buf, len);
}

static ssize_t seam_write(struct ac_sys *sys, int fd, const void *buf, size_t len)
{
	return posix("write")->write(sys, fd, buf, len);
}

static int seam_dup(struct ac_sys *sys, int fd)
{
	return posix("dup")->dup(sys, fd);
}

/* ---- Descriptors that are Python's ---- */

/* A new reference, or NULL. */
static PyObject *find(PyObject *table, int fd)
{
	PyObject *key = PyLong_FromLong(fd);
	PyObject *found = key ? PyDict_GetItem(table, key) : NULL;

	Py_XINCREF(found);
	Py_XDECREF(key);
	return found;
}

static int seam_close(struct ac_sys *sys, int fd)
{
	PyObject *channel = find(lent, fd);
	PyObject *done;

	if (!channel)
		return posix("close")->close(sys, fd);
	count("sys", "close");
	done = PyObject_CallMethod(channel, "_give_back", "i", fd);
	if (!done) /* nobody could be told: ac_close never fails */
		PyErr_WriteUnraisable(channel);
	Py_XDECREF(done);
	Py_DECREF(channel);
	return 0;
}

static ssize_t foreign_recv(PyObject *object, void *buf, size_t len)
{
	PyObject *data = PyObject_CallMethod(object, "recv", "n", (Py_ssize_t)len);
	ssize_t n = -EINVAL;

	if (!data)
		return raise_keep();
	if (PyBytes_Check(data) && (size_t)PyBytes_GET_SIZE(data) <= len) {
		n = PyBytes_GET_SIZE(data);
		memcpy(buf, PyBytes_AS_STRING(data), (size_t)n);
	}
	Py_DECREF(data);
	return n;
}

static ssize_t seam_recv(struct ac_sys *sys, int fd, void *buf, size_t len, int flags)
{
	PyObject *object = find(foreign, fd);
	ssize_t n;

	if (!object)
		return posix("recv")->recv(sys, fd, buf, len, flags);
	count("sys", "recv");
	n = foreign_recv(object, buf, len);
	Py_DECREF(object);
	return n;
}

static ssize_t seam_send(struct ac_sys *sys, int fd, const void *buf, size_t len, int flags)
{
	return posix("send")->send(sys, fd, buf, len, flags);
}

/* ---- Waits ---- */

/* A Python signal handler may raise, e.g. KeyboardInterrupt: that ends the loop. */
static int waited(int rc)
{
	if (rc == -EINTR && PyErr_CheckSignals() < 0)
		return raise_keep_as(-ECANCELED);
	return rc;
}

static int seam_poll(struct ac_sys *sys, struct pollfd *fds, nfds_t nfds, int64_t timeout_ns)
{
	const struct ac_sys_ops *ops = posix("poll");
	int rc;

	Py_BEGIN_ALLOW_THREADS;
	rc = ops->poll(sys, fds, nfds, timeout_ns);
	Py_END_ALLOW_THREADS;
	return waited(rc);
}

static int seam_select(struct ac_sys *sys, int nfds, fd_set *r, fd_set *w, fd_set *x,
		       int64_t timeout_ns)
{
	const struct ac_sys_ops *ops = posix("select");
	int rc;

	Py_BEGIN_ALLOW_THREADS;
	rc = ops->select(sys, nfds, r, w, x, timeout_ns);
	Py_END_ALLOW_THREADS;
	return waited(rc);
}

static int seam_epoll_wait(struct ac_sys *sys, int epfd, struct epoll_event *events, int max,
			   int64_t timeout_ns)
{
	const struct ac_sys_ops *ops = posix("epoll_wait");
	int rc;

	Py_BEGIN_ALLOW_THREADS;
	rc = ops->epoll_wait(sys, epfd, events, max, timeout_ns);
	Py_END_ALLOW_THREADS;
	return waited(rc);
}

/* ---- What the library tells ---- */

static uint32_t seam_notes_wanted(struct ac_sys *sys)
{
	(void)sys;
	return AC_NOTE_BIT(AC_NOTE_HANDLER_ENTERED);
}

static void seam_note(struct ac_sys *sys, const struct ac_note *note)
{
	static const char *const names[] = {
#define NAME(handler) #handler,
		AC_HANDLERS(NAME)
#undef NAME
	};

	(void)sys;
	count("note", names[note->handler]);
}

static struct ac_sys_ops seam_ops;

static void replace_slots(void)
{
	seam_ops.name = "parity";
	seam_ops.socket = seam_socket;
	seam_ops.bind = seam_bind;
	seam_ops.listen = seam_listen;
	seam_ops.accept = seam_accept;
	seam_ops.connect = seam_connect;
	seam_ops.getsockopt = seam_getsockopt;
	seam_ops.setsockopt = seam_setsockopt;
	seam_ops.read = seam_read;
	seam_ops.write = seam_write;
	seam_ops.dup = seam_dup;
	seam_ops.close = seam_close;
	seam_ops.recv = seam_recv;
	seam_ops.send = seam_send;
	seam_ops.poll = seam_poll;
	seam_ops.select = seam_select;
	seam_ops.epoll_wait = seam_epoll_wait;
	seam_ops.notes_wanted = seam_notes_wanted;
	seam_ops.note = seam_note;
}

struct ac_sys *seam(void)
{
	static struct ac_sys sys = {.ops = &seam_ops};

	return &sys;
}

int seam_init(void)
{
	seam_ops = *ac_sys_posix()->ops;
	replace_slots();
	counts = PyDict_New();
	lent = PyDict_New();
	foreign = PyDict_New();
	return counts && lent && foreign ? 0 : -1;
}
