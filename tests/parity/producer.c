/* SPDX-License-Identifier: MIT
 *
 * producer.c - Python's producers as the library's. */
#include "binding.h"

#include <stdlib.h>

static void *no_memory(void)
{
	return PyErr_NoMemory();
}

/* ---- Bytes: the library's own simple producer ---- */

struct bytes_producer {
	struct ac_simple_producer simple;
	Py_buffer bytes;
};

static void bytes_done(struct ac_simple_producer *simple)
{
	struct bytes_producer *p = ac_container_of(simple, struct bytes_producer, simple);

	PyBuffer_Release(&p->bytes);
	free(p);
}

struct ac_producer *producer_of_bytes(PyObject *bytes, size_t buffer_size)
{
	struct bytes_producer *p = calloc(1, sizeof *p);

	if (!p)
		return no_memory();
	if (PyObject_GetBuffer(bytes, &p->bytes, PyBUF_SIMPLE) < 0) {
		free(p);
		return NULL;
	}
	ac_simple_producer_init(&p->simple, p->bytes.buf, (size_t)p->bytes.len, buffer_size);
	p->simple.done = bytes_done;
	count("ac", "simple_producer");
	return &p->simple.base;
}

/* ---- Objects with a method more ---- */

/* more may give any number of bytes; what there is no room for waits in rest. */
struct object_producer {
	struct ac_producer base;
	PyObject *object, *rest;
	Py_ssize_t taken;
};

static struct object_producer *of(struct ac_producer *base)
{
	return ac_container_of(base, struct object_producer, base);
}

static int ask(struct object_producer *p)
{
	PyObject *data = PyObject_CallMethod(p->object, "more", NULL);

	if (data && !PyBytes_Check(data)) {
		PyErr_SetString(PyExc_TypeError, "more must return bytes");
		Py_CLEAR(data);
	}
	if (!data)
		return raise_keep();
	Py_XSETREF(p->rest, data);
	p->taken = 0;
	return 0;
}

static ssize_t object_more(struct ac_producer *base, void *buf, size_t size)
{
	struct object_producer *p = of(base);
	Py_ssize_t n;

	if (!p->rest || p->taken == PyBytes_GET_SIZE(p->rest)) {
		int rc = ask(p);

		if (rc < 0)
			return rc;
	}
	n = PyBytes_GET_SIZE(p->rest) - p->taken;
	if ((size_t)n > size)
		n = (Py_ssize_t)size;
	memcpy(buf, PyBytes_AS_STRING(p->rest) + p->taken, (size_t)n);
	p->taken += n;
	return n;
}

static void object_done(struct ac_producer *base)
{
	struct object_producer *p = of(base);

	Py_XDECREF(p->rest);
	Py_DECREF(p->object);
	free(p);
}

struct ac_producer *producer_of_object(PyObject *object)
{
	static const struct ac_producer_ops ops = {.more = object_more, .done = object_done};
	struct object_producer *p = calloc(1, sizeof *p);

	if (!p)
		return no_memory();
	p->base.ops = &ops;
	Py_INCREF(object);
	p->object = object;
	return &p->base;
}
