/* SPDX-License-Identifier: MIT
 *
 * channel.c - dispatcher and dispatcher_with_send as Python types.
 *
 * Each method of the library's table is here twice: as the trampoline that the
 * library calls, which looks the method up on the object, and as the method that is
 * found there if no subclass overrides it, which calls the library's own. */
#include "binding.h"

#include <errno.h>
#include <structmember.h>

#include "ac_file.h"

static struct channel *of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct channel, u.base);
}

static PyObject *object_of(struct ac_dispatcher *d)
{
	return (PyObject *)of(d);
}

/* ---- Trampolines: the library calls Python ---- */

int outcome(PyObject *result)
{
	int truth = result ? PyObject_IsTrue(result) : -1;

	Py_XDECREF(result);
	return truth < 0 ? raise_keep() : truth;
}

static int call(struct ac_dispatcher *d, const char *method)
{
	raise_forget();
	return outcome(PyObject_CallMethod(object_of(d), method, NULL));
}

#define METHODS(X)              \
	X(readable)             \
	X(writable)             \
	X(handle_read_event)    \
	X(handle_write_event)   \
	X(handle_expt_event)    \
	X(handle_connect_event) \
	X(handle_read)          \
	X(handle_write)         \
	X(handle_expt)          \
	X(handle_connect)       \
	X(handle_accept)        \
	X(handle_close)

#define TRAMPOLINE(method)                                \
	static int call_##method(struct ac_dispatcher *d) \
	{                                                 \
		return call(d, #method);                  \
	}
METHODS(TRAMPOLINE)
TRAMPOLINE(initiate_send)

static PyObject *bytes_of(const struct sockaddr *addr, socklen_t len)
{
	return PyBytes_FromStringAndSize((const char *)addr, (Py_ssize_t)len);
}

static int call_handle_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr,
				socklen_t len)
{
	raise_forget();
	return outcome(PyObject_CallMethod(object_of(d), "_handle_accepted", "iN", fd,
					   bytes_of(addr, len)));
}

/* What the library is about to have handled, for its own handle_error. */
static const struct ac_error *handled;

/* As in an except clause: handlers say `raise`, and look at sys.exc_info. */
static int call_handle_error(struct ac_dispatcher *d, const struct ac_error *error)
{
	const struct ac_error *outer = handled;
	PyObject *before = PyErr_GetHandledException();
	PyObject *exception = raise_find(error->code);
	int rc;

	raise_forget();
	PyErr_SetHandledException(exception);
	handled = error;
	rc = outcome(PyObject_CallMethod(object_of(d), "handle_error", NULL));
	handled = outer;
	PyErr_SetHandledException(before);
	Py_XDECREF(exception);
	Py_XDECREF(before);
	return rc;
}

static void call_released(struct ac_dispatcher *d)
{
	of(d)->held = false;
	Py_DECREF(object_of(d));
}

#define SLOT(method) .method = call_##method,
#define SLOTS                                                                                    \
	METHODS(SLOT).handle_accepted = call_handle_accepted, .handle_error = call_handle_error, \
	.released = call_released

static const struct ac_ops dispatcher_table = {
	.super = &ac_dispatcher_ops,
	.name = "asyncore.dispatcher",
	SLOTS,
};

static const struct ac_ops sender_table = {
	.super = &ac_sender_ops,
	.name = "asyncore.dispatcher_with_send",
	SLOTS,
	.initiate_send = call_initiate_send,
};

static const struct ac_ops chat_table = {
	.super = &ac_chat_ops,
	.name = "asynchat.async_chat",
	SLOTS,
	.initiate_send = call_initiate_send,
	.recv = call_recv,
	.send = call_send,
	.collect_incoming_data = call_collect_incoming_data,
	.found_terminator = call_found_terminator,
};

/* ---- Python calls the library ---- */

struct channel *enter(PyObject *self, const char *method)
{
	struct channel *c = (struct channel *)self;

	if (!c->loop) {
		PyErr_SetString(PyExc_RuntimeError, "__init__ was not called");
		return NULL;
	}
	raise_forget();
	count("ac", method);
	return c;
}

PyObject *done(int rc)
{
	if (rc < 0)
		return raise_again(rc);
	Py_RETURN_NONE;
}

PyObject *handler_done(int rc)
{
	return done(rc == -EAGAIN ? 0 : rc);
}

PyObject *answer(int rc)
{
	return rc < 0 ? raise_again(rc) : PyBool_FromLong(rc);
}

OWN(dispatcher, readable, answer)
OWN(dispatcher, writable, answer)
OWN(dispatcher, handle_read_event, handler_done)
OWN(dispatcher, handle_write_event, handler_done)
OWN(dispatcher, handle_expt_event, handler_done)
OWN(dispatcher, handle_connect_event, handler_done)
OWN(dispatcher, handle_read, handler_done)
OWN(dispatcher, handle_write, handler_done)
OWN(dispatcher, handle_expt, handler_done)
OWN(dispatcher, handle_connect, handler_done)
OWN(dispatcher, handle_accept, handler_done)
OWN(dispatcher, handle_close, handler_done)
OWN(sender, writable, answer)
OWN(sender, handle_write, handler_done)
OWN(sender, initiate_send, handler_done)

static PyObject *dispatcher_handle_accepted(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "handle_accepted");
	int fd;

	if (!c || !PyArg_ParseTuple(args, "i", &fd))
		return NULL;
	return done(ac_dispatcher_ops.handle_accepted(&c->u.base, fd, NULL, 0));
}

/* Called by hand, it has no error to speak of. */
static PyObject *dispatcher_handle_error(PyObject *self, PyObject *unused)
{
	struct channel *c = enter(self, "handle_error");
	struct ac_error error = {.code = AC_E_USER, .text = ac_strerror(AC_E_USER)};

	(void)unused;
	if (!c)
		return NULL;
	error.channel = &c->u.base;
	return done(ac_dispatcher_ops.handle_error(&c->u.base, handled ? handled : &error));
}

/* ---- Opening and closing ---- */

/* The library keeps a pointer from a successful opening to `released`. */
static PyObject *opened(struct channel *c, int rc)
{
	if (rc < 0)
		return raise_again(rc);
	if (!c->held)
		Py_INCREF(c);
	c->held = true;
	return PyLong_FromLong(c->u.base.fd);
}

static PyObject *dispatcher_create_socket(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "create_socket");
	int family, type;

	if (!c || !PyArg_ParseTuple(args, "ii", &family, &type))
		return NULL;
	return opened(c, ac_create_socket(&c->u.base, family, type));
}

static PyObject *dispatcher_set_socket(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "set_socket");
	int fd;

	if (!c || !PyArg_ParseTuple(args, "i", &fd))
		return NULL;
	return opened(c, ac_set_socket(&c->u.base, fd));
}

static PyObject *dispatcher_set_file(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "set_file");
	int fd;

	if (!c || !PyArg_ParseTuple(args, "i", &fd))
		return NULL;
	return opened(c, ac_set_file(&c->u.base, fd));
}

/* Python's addresses are struct sockaddr in bytes here; asyncore.py converts. */
struct address {
	union {
		struct sockaddr any;
		struct sockaddr_storage storage;
	} u;
	socklen_t len;
};

static int to_address(PyObject *object, void *ret)
{
	struct address *address = ret;

	if (!PyBytes_Check(object) || (size_t)PyBytes_GET_SIZE(object) > sizeof address->u) {
		PyErr_SetString(PyExc_TypeError, "an address is bytes here");
		return 0;
	}
	memset(address, 0, sizeof *address);
	address->len = (socklen_t)PyBytes_GET_SIZE(object);
	memcpy(&address->u, PyBytes_AS_STRING(object), address->len);
	return 1;
}

static PyObject *dispatcher_set_accepted(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "set_accepted");
	struct address peer;
	int fd;

	if (!c || !PyArg_ParseTuple(args, "iO&", &fd, to_address, &peer))
		return NULL;
	return opened(c, ac_set_accepted(&c->u.base, fd, &peer.u.any, peer.len));
}

static PyObject *dispatcher_close(PyObject *self, PyObject *unused)
{
	struct channel *c = enter(self, "close");

	(void)unused;
	if (!c)
		return NULL;
	ac_close(&c->u.base);
	Py_RETURN_NONE;
}

/* ---- Calls on a channel ---- */

static PyObject *dispatcher_set_reuse_addr(PyObject *self, PyObject *unused)
{
	struct channel *c = enter(self, "set_reuse_addr");

	(void)unused;
	if (!c)
		return NULL;
	ac_set_reuse_addr(&c->u.base);
	Py_RETURN_NONE;
}

static PyObject *dispatcher_bind(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "bind");
	struct address own;

	if (!c || !PyArg_ParseTuple(args, "O&", to_address, &own))
		return NULL;
	return done(ac_bind(&c->u.base, &own.u.any, own.len));
}

static PyObject *dispatcher_listen(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "listen");
	int backlog;

	if (!c || !PyArg_ParseTuple(args, "i", &backlog))
		return NULL;
	return done(ac_listen(&c->u.base, backlog));
}

static PyObject *dispatcher_connect(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "connect");
	struct address peer;

	if (!c || !PyArg_ParseTuple(args, "O&", to_address, &peer))
		return NULL;
	return done(ac_connect(&c->u.base, &peer.u.any, peer.len));
}

/* (fd, address), or None. */
static PyObject *dispatcher_accept(PyObject *self, PyObject *unused)
{
	struct channel *c = enter(self, "accept");
	struct address peer;
	int fd;

	(void)unused;
	if (!c)
		return NULL;
	fd = ac_accept(&c->u.base, &peer.u.storage, &peer.len);
	if (fd == -EAGAIN)
		Py_RETURN_NONE;
	if (fd < 0)
		return raise_again(fd);
	return Py_BuildValue("iN", fd, bytes_of(&peer.u.any, peer.len));
}

static PyObject *dispatcher_send(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "send");
	Py_buffer data;
	ssize_t n;

	if (!c || !PyArg_ParseTuple(args, "y*", &data))
		return NULL;
	n = ac_send(&c->u.base, data.buf, (size_t)data.len);
	PyBuffer_Release(&data);
	return n < 0 ? raise_again((int)n) : PyLong_FromSsize_t(n);
}

PyObject *bytes_read(PyObject *data, ssize_t n)
{
	if (n < 0) {
		Py_DECREF(data);
		return raise_again((int)n);
	}
	_PyBytes_Resize(&data, n);
	return data;
}

static PyObject *dispatcher_recv(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "recv");
	PyObject *data;
	Py_ssize_t size;
	ssize_t n;

	if (!c || !PyArg_ParseTuple(args, "n", &size))
		return NULL;
	data = PyBytes_FromStringAndSize(NULL, size);
	if (!data)
		return NULL;
	n = ac_recv(&c->u.base, PyBytes_AS_STRING(data), (size_t)size);
	return bytes_read(data, n);
}

static PyObject *sender_send(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "send");
	Py_buffer data;
	int rc;

	if (!c || !PyArg_ParseTuple(args, "y*", &data))
		return NULL;
	rc = ac_sender_send(&c->u.sender, data.buf, (size_t)data.len);
	PyBuffer_Release(&data);
	return done(rc);
}

/* ---- The guards ---- */

#define GUARD(method)                                                          \
	static PyObject *dispatcher_##method(PyObject *self, PyObject *unused) \
	{                                                                      \
		struct channel *c = enter(self, #method);                      \
                                                                               \
		(void)unused;                                                  \
		return c ? done(ac_##method(&c->u.base)) : NULL;               \
	}
GUARD(read)
GUARD(write)
GUARD(exception)

static PyObject *dispatcher_readwrite(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "readwrite");
	int revents;

	if (!c || !PyArg_ParseTuple(args, "i", &revents))
		return NULL;
	return done(ac_readwrite(&c->u.base, revents));
}

/* ---- The types ---- */

static int init_struct(struct channel *c, struct ac_loop *loop)
{
	if (PyObject_TypeCheck((PyObject *)c, &sender_type))
		return ac_sender_init(&c->u.sender, loop, &sender_table);
	if (PyObject_TypeCheck((PyObject *)c, &chat_type))
		return ac_chat_init(&c->u.chat, loop, &chat_table);
	return ac_init(&c->u.base, loop, &dispatcher_table);
}

static int dispatcher_init(PyObject *self, PyObject *args, PyObject *keywords)
{
	struct channel *c = (struct channel *)self;
	struct loop *loop;
	int rc;

	if (keywords || !PyArg_ParseTuple(args, "O!", &loop_type, &loop)) {
		PyErr_SetString(PyExc_TypeError, "one argument: a loop");
		return -1;
	}
	if (c->held) {
		PyErr_SetString(PyExc_RuntimeError, "__init__ of a channel in use");
		return -1;
	}
	rc = init_struct(c, &loop->ac);
	if (rc < 0) {
		raise_again(rc);
		return -1;
	}
	Py_INCREF(loop);
	Py_XSETREF(c->loop, loop);
	return 0;
}

static void dispatcher_dealloc(PyObject *self)
{
	struct channel *c = (struct channel *)self;

	Py_XDECREF(c->terminator);
	Py_XDECREF(c->loop);
	Py_TYPE(self)->tp_free(self);
}

static PyObject *get_addr(PyObject *self, void *unused)
{
	const struct ac_dispatcher *d = &((struct channel *)self)->u.base;
	const void *any = &d->addr;

	(void)unused;
	return bytes_of(any, d->addr_len);
}

static PyObject *get_queued(PyObject *self, void *unused)
{
	(void)unused;
	return PyLong_FromSize_t(ac_sender_queued(&((struct channel *)self)->u.sender));
}

static PyGetSetDef dispatcher_getset[] = {
	{.name = "sockaddr", .get = get_addr},
	{0},
};

static PyGetSetDef sender_getset[] = {
	{.name = "queued", .get = get_queued},
	{0},
};

static PyMemberDef dispatcher_members[] = {
	{"fd", T_INT, offsetof(struct channel, u.base.fd), READONLY, NULL},
	{"connected", T_BOOL, offsetof(struct channel, u.base.connected), READONLY, NULL},
	{"connecting", T_BOOL, offsetof(struct channel, u.base.connecting), READONLY, NULL},
	{"accepting", T_BOOL, offsetof(struct channel, u.base.accepting), READONLY, NULL},
	{0},
};

#define OWN_NOARGS(method) NOARGS(dispatcher, method)

static PyMethodDef dispatcher_methods[] = {
	METHODS(OWN_NOARGS) NOARGS(dispatcher, handle_error) ARGS(dispatcher, handle_accepted) ARGS(
		dispatcher, create_socket) ARGS(dispatcher, set_socket)
		ARGS(dispatcher, set_accepted) ARGS(dispatcher, set_file) NOARGS(dispatcher, close)
			NOARGS(dispatcher, set_reuse_addr) ARGS(dispatcher, bind)
				ARGS(dispatcher, listen) ARGS(dispatcher, connect)
					NOARGS(dispatcher, accept) ARGS(dispatcher, send)
						ARGS(dispatcher, recv) NOARGS(dispatcher, read)
							NOARGS(dispatcher, write) NOARGS(dispatcher,
											 exception)
								ARGS(dispatcher, readwrite){0},
};

static PyMethodDef sender_methods[] = {
	NOARGS(sender, writable) NOARGS(sender, handle_write) NOARGS(sender, initiate_send)
		ARGS(sender, send){0},
};

PyTypeObject dispatcher_type = {
	PyVarObject_HEAD_INIT(NULL, 0).tp_name = "_ac.dispatcher",
	.tp_basicsize = sizeof(struct channel),
	.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
	.tp_new = PyType_GenericNew,
	.tp_init = dispatcher_init,
	.tp_dealloc = dispatcher_dealloc,
	.tp_methods = dispatcher_methods,
	.tp_members = dispatcher_members,
	.tp_getset = dispatcher_getset,
};

PyTypeObject sender_type = {
	PyVarObject_HEAD_INIT(NULL, 0).tp_name = "_ac.dispatcher_with_send",
	.tp_basicsize = sizeof(struct channel),
	.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
	.tp_base = &dispatcher_type,
	.tp_methods = sender_methods,
	.tp_getset = sender_getset,
};
