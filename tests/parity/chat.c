/* SPDX-License-Identifier: MIT
 *
 * chat.c - async_chat as a Python type. */
#include "binding.h"

#include <structmember.h>

static PyObject *object_of(struct ac_dispatcher *d)
{
	return (PyObject *)ac_container_of(d, struct channel, u.base);
}

/* ---- Trampolines: the library calls Python ---- */

ssize_t call_recv(struct ac_dispatcher *d, void *buf, size_t len)
{
	PyObject *data;
	Py_ssize_t n;

	raise_forget();
	data = PyObject_CallMethod(object_of(d), "recv", "n", (Py_ssize_t)len);
	if (!data)
		return raise_keep();
	n = PyBytes_Check(data) ? PyBytes_GET_SIZE(data) : -1;
	if (n >= 0 && (size_t)n <= len)
		memcpy(buf, PyBytes_AS_STRING(data), (size_t)n);
	else
		n = AC_E_USER;
	Py_DECREF(data);
	return n;
}

ssize_t call_send(struct ac_dispatcher *d, const void *buf, size_t len)
{
	PyObject *sent;
	Py_ssize_t n;

	raise_forget();
	sent = PyObject_CallMethod(object_of(d), "send", "y#", (const char *)buf, (Py_ssize_t)len);
	n = sent ? PyLong_AsSsize_t(sent) : -1;
	Py_XDECREF(sent);
	return n < 0 ? raise_keep() : n;
}

int call_collect_incoming_data(struct ac_chat *chat, const void *bytes, size_t len)
{
	raise_forget();
	return outcome(PyObject_CallMethod(object_of(&chat->base), "collect_incoming_data", "y#",
					   (const char *)bytes, (Py_ssize_t)len));
}

int call_found_terminator(struct ac_chat *chat)
{
	raise_forget();
	return outcome(PyObject_CallMethod(object_of(&chat->base), "found_terminator", NULL));
}

/* ---- Python calls the library ---- */

OWN(chat, readable, answer)
OWN(chat, writable, answer)
OWN(chat, handle_read, handler_done)
OWN(chat, handle_write, handler_done)
OWN(chat, handle_close, handler_done)
OWN(chat, initiate_send, handler_done)

/* The library does not copy a terminator, so the object is kept. */
static PyObject *chat_set_terminator(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "set_terminator");
	PyObject *bytes;

	if (!c || !PyArg_ParseTuple(args, "S", &bytes))
		return NULL;
	ac_chat_set_terminator_bytes(&c->u.chat, PyBytes_AS_STRING(bytes),
				     (size_t)PyBytes_GET_SIZE(bytes));
	Py_INCREF(bytes);
	Py_XSETREF(c->terminator, bytes);
	Py_RETURN_NONE;
}

static PyObject *chat_set_terminator_count(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "set_terminator_count");
	Py_ssize_t n;

	if (!c || !PyArg_ParseTuple(args, "n", &n))
		return NULL;
	ac_chat_set_terminator_count(&c->u.chat, (size_t)n);
	Py_RETURN_NONE;
}

static PyObject *chat_set_terminator_none(PyObject *self, PyObject *unused)
{
	struct channel *c = enter(self, "set_terminator_none");

	(void)unused;
	if (!c)
		return NULL;
	ac_chat_set_terminator_none(&c->u.chat);
	Py_RETURN_NONE;
}

static PyObject *chat_get_terminator(PyObject *self, PyObject *unused)
{
	struct channel *c = enter(self, "get_terminator");
	struct ac_terminator terminator;

	(void)unused;
	if (!c)
		return NULL;
	terminator = ac_chat_get_terminator(&c->u.chat);
	if (terminator.kind == AC_TERMINATOR_COUNT)
		return PyLong_FromSize_t(terminator.len);
	if (terminator.kind == AC_TERMINATOR_BYTES)
		return PyBytes_FromStringAndSize(terminator.bytes, (Py_ssize_t)terminator.len);
	Py_RETURN_NONE;
}

static PyObject *chat_push(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "push");
	Py_buffer data;
	int rc;

	if (!c || !PyArg_ParseTuple(args, "y*", &data))
		return NULL;
	rc = ac_chat_push(&c->u.chat, data.buf, (size_t)data.len);
	PyBuffer_Release(&data);
	return done(rc);
}

static PyObject *push_producer(struct channel *c, struct ac_producer *producer)
{
	if (!producer)
		return NULL;
	return done(ac_chat_push_with_producer(&c->u.chat, producer));
}

/* (object with more) */
static PyObject *chat_push_with_producer(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "push_with_producer");
	PyObject *object;

	if (!c || !PyArg_ParseTuple(args, "O", &object))
		return NULL;
	return push_producer(c, producer_of_object(object));
}

/* (bytes, size of a piece) */
static PyObject *chat_push_with_simple_producer(PyObject *self, PyObject *args)
{
	struct channel *c = enter(self, "push_with_producer");
	PyObject *bytes;
	Py_ssize_t buffer_size;

	if (!c || !PyArg_ParseTuple(args, "On", &bytes, &buffer_size))
		return NULL;
	return push_producer(c, producer_of_bytes(bytes, (size_t)buffer_size));
}

static PyObject *chat_close_when_done(PyObject *self, PyObject *unused)
{
	struct channel *c = enter(self, "close_when_done");

	(void)unused;
	return c ? done(ac_chat_close_when_done(&c->u.chat)) : NULL;
}

static PyObject *chat_discard_buffers(PyObject *self, PyObject *unused)
{
	struct channel *c = enter(self, "discard_buffers");

	(void)unused;
	if (!c)
		return NULL;
	ac_chat_discard_buffers(&c->u.chat);
	Py_RETURN_NONE;
}

/* ---- The type ---- */

static PyMemberDef chat_members[] = {
	{"in_buffer_size", T_PYSSIZET, offsetof(struct channel, u.chat.in_buffer_size), 0, NULL},
	{"out_buffer_size", T_PYSSIZET, offsetof(struct channel, u.chat.out_buffer_size), 0, NULL},
	{0},
};

static PyMethodDef chat_methods[] = {
	NOARGS(chat, readable) NOARGS(chat, writable) NOARGS(chat, handle_read)
		NOARGS(chat, handle_write) NOARGS(chat, handle_close) NOARGS(chat, initiate_send)
			ARGS(chat, set_terminator) ARGS(chat, set_terminator_count)
				NOARGS(chat, set_terminator_none) NOARGS(chat, get_terminator)
					ARGS(chat, push) ARGS(chat, push_with_producer)
						ARGS(chat, push_with_simple_producer)
							NOARGS(chat, close_when_done)
								NOARGS(chat, discard_buffers){0},
};

PyTypeObject chat_type = {
	PyVarObject_HEAD_INIT(NULL, 0).tp_name = "_ac.async_chat",
	.tp_basicsize = sizeof(struct channel),
	.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
	.tp_base = &dispatcher_type,
	.tp_methods = chat_methods,
	.tp_members = chat_members,
};
