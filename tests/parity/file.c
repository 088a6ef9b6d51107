/* SPDX-License-Identifier: MIT
 *
 * file.c - file_wrapper as a Python type. */
#include "binding.h"

#include <structmember.h>

#include "ac_file.h"

struct wrapper {
	PyObject_HEAD struct ac_file_wrapper file;
	struct loop *loop; /* NULL before __init__ */
};

static int wrapper_init(PyObject *self, PyObject *args, PyObject *keywords)
{
	struct wrapper *w = (struct wrapper *)self;
	struct loop *loop;
	int fd, rc;

	if (keywords || w->loop || !PyArg_ParseTuple(args, "O!i", &loop_type, &loop, &fd)) {
		PyErr_SetString(PyExc_TypeError, "once, with two arguments: a loop, a descriptor");
		return -1;
	}
	count("ac", "file_wrapper_init");
	raise_forget();
	rc = ac_file_wrapper_init(&w->file, &loop->ac, fd);
	if (rc < 0) {
		raise_again(rc);
		return -1;
	}
	Py_INCREF(loop);
	w->loop = loop;
	return 0;
}

static void wrapper_dealloc(PyObject *self)
{
	Py_XDECREF(((struct wrapper *)self)->loop);
	Py_TYPE(self)->tp_free(self);
}

static struct ac_file_wrapper *enter_file(PyObject *self, const char *method)
{
	struct wrapper *w = (struct wrapper *)self;

	if (!w->loop) {
		PyErr_SetString(PyExc_RuntimeError, "__init__ was not called");
		return NULL;
	}
	raise_forget();
	count("ac", method);
	return &w->file;
}

static PyObject *wrapper_read(PyObject *self, PyObject *args)
{
	struct ac_file_wrapper *file = enter_file(self, "file_wrapper_read");
	PyObject *data;
	Py_ssize_t size;
	ssize_t n;

	if (!file || !PyArg_ParseTuple(args, "n", &size))
		return NULL;
	data = PyBytes_FromStringAndSize(NULL, size);
	if (!data)
		return NULL;
	n = ac_file_wrapper_read(file, PyBytes_AS_STRING(data), (size_t)size);
	return bytes_read(data, n);
}

static PyObject *wrapper_write(PyObject *self, PyObject *args)
{
	struct ac_file_wrapper *file = enter_file(self, "file_wrapper_write");
	Py_buffer data;
	ssize_t n;

	if (!file || !PyArg_ParseTuple(args, "y*", &data))
		return NULL;
	n = ac_file_wrapper_write(file, data.buf, (size_t)data.len);
	PyBuffer_Release(&data);
	return n < 0 ? raise_again((int)n) : PyLong_FromSsize_t(n);
}

static PyObject *wrapper_close(PyObject *self, PyObject *unused)
{
	struct ac_file_wrapper *file = enter_file(self, "file_wrapper_close");

	(void)unused;
	return file ? done(ac_file_wrapper_close(file)) : NULL;
}

static PyMemberDef wrapper_members[] = {
	{"fd", T_INT, offsetof(struct wrapper, file.fd), READONLY, NULL},
	{0},
};

static PyMethodDef wrapper_methods[] = {
	ARGS(wrapper, read) ARGS(wrapper, write) NOARGS(wrapper, close){0},
};

PyTypeObject file_wrapper_type = {
	PyVarObject_HEAD_INIT(NULL, 0).tp_name = "_ac.file_wrapper",
	.tp_basicsize = sizeof(struct wrapper),
	.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
	.tp_new = PyType_GenericNew,
	.tp_init = wrapper_init,
	.tp_dealloc = wrapper_dealloc,
	.tp_methods = wrapper_methods,
	.tp_members = wrapper_members,
};
