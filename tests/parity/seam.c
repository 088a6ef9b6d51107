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

static int seam_socket(int family, int type, int protocol, struct ac_sys *sys)
{
	return posix("socket")->socket(family, type, protocol, sys);
}

static int seam_bind(int fd, const struct sockaddr *addr, socklen_t len, struct ac_sys *sys)
{
	return posix("bind")->bind(fd, addr, len, sys);
}

static int seam_listen(int fd, int backlog, struct ac_sys *sys)
{
	return posix("listen")->listen(fd, backlog, sys);
}

static int seam_accept(int fd, struct sockaddr *addr, socklen_t *len, struct ac_sys *sys)
{
	return posix("accept")->accept(fd, addr, len, sys);
}

static int seam_connect(int fd, const struct sockaddr *addr, socklen_t len, struct ac_sys *sys)
{
	return posix("connect")->connect(fd, addr, len, sys);
}

static int seam_getsockopt(int fd, int level, int name, void *value, socklen_t *len,
			   struct ac_sys *sys)
{
	return posix("getsockopt")->getsockopt(fd, level, name, value, len, sys);
}

static int seam_setsockopt(int fd, int level, int name, const void *value, socklen_t len,
			   struct ac_sys *sys)
{
	return posix("setsockopt")->setsockopt(fd, level, name, value, len, sys);
}

static ssize_t seam_read(int fd, void *buf, size_t len, struct ac_sys *sys)
{
	return posix("read")->read(fd, buf, len, sys);
}

static ssize_t seam_write(int fd, const void *buf, size_t len, struct ac_sys *sys)
{
	return posix("write")->write(fd, buf, len, sys);
}

static int seam_dup(int fd, struct ac_sys *sys)
{
	return posix("dup")->dup(fd, sys);
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

static int seam_close(int fd, struct ac_sys *sys)
{
	PyObject *channel = find(lent, fd);
	PyObject *done;

	if (!channel)
		return posix("close")->close(fd, sys);
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

static ssize_t seam_recv(int fd, void *buf, size_t len, int flags, struct ac_sys *sys)
{
	PyObject *object = find(foreign, fd);
	ssize_t n;

	if (!object)
		return posix("recv")->recv(fd, buf, len, flags, sys);
	count("sys", "recv");
	n = foreign_recv(object, buf, len);
	Py_DECREF(object);
	return n;
}

static ssize_t seam_send(int fd, const void *buf, size_t len, int flags, struct ac_sys *sys)
{
	return posix("send")->send(fd, buf, len, flags, sys);
}

/* ---- Waits ---- */

/* A Python signal handler may raise, e.g. KeyboardInterrupt: that ends the loop. */
static int waited(int rc)
{
	if (rc == -EINTR && PyErr_CheckSignals() < 0)
		return raise_keep_as(-ECANCELED);
	return rc;
}

static int seam_poll(struct pollfd *fds, nfds_t nfds, int64_t timeout_ns, struct ac_sys *sys)
{
	const struct ac_sys_ops *ops = posix("poll");
	int rc;

	Py_BEGIN_ALLOW_THREADS;
	rc = ops->poll(fds, nfds, timeout_ns, sys);
	Py_END_ALLOW_THREADS;
	return waited(rc);
}

static int seam_select(int nfds, fd_set *r, fd_set *w, fd_set *x, int64_t timeout_ns,
		       struct ac_sys *sys)
{
	const struct ac_sys_ops *ops = posix("select");
	int rc;

	Py_BEGIN_ALLOW_THREADS;
	rc = ops->select(nfds, r, w, x, timeout_ns, sys);
	Py_END_ALLOW_THREADS;
	return waited(rc);
}

static int seam_epoll_wait(int epfd, struct epoll_event *events, int max, int64_t timeout_ns,
			   struct ac_sys *sys)
{
	const struct ac_sys_ops *ops = posix("epoll_wait");
	int rc;

	Py_BEGIN_ALLOW_THREADS;
	rc = ops->epoll_wait(epfd, events, max, timeout_ns, sys);
	Py_END_ALLOW_THREADS;
	return waited(rc);
}

/* ---- What the library tells ---- */

static uint32_t seam_notes_wanted(struct ac_sys *sys)
{
	(void)sys;
	return AC_NOTE_BIT(AC_NOTE_HANDLER_ENTERED);
}

static void seam_note(const struct ac_note *note, struct ac_sys *sys)
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
