/* SPDX-License-Identifier: MIT
 *
 * raise.c - exceptions cross the library as codes.
 *
 * The library carries one integer; the exception it stands for waits here.  One is
 * enough: the library is told of a failure, and acts for it before it calls again. */
#include "binding.h"

#include <errno.h>

PyObject *exit_now;

static PyObject *kept;
static int kept_code;

static bool is_exit(PyObject *exception)
{
	return PyObject_IsInstance(exception, exit_now) == 1 ||
	       PyObject_IsInstance(exception, PyExc_KeyboardInterrupt) == 1 ||
	       PyObject_IsInstance(exception, PyExc_SystemExit) == 1;
}

/* 0: it has none. */
static int errno_of(PyObject *exception)
{
	PyObject *number = PyObject_GetAttrString(exception, "errno");
	long value = number && PyLong_Check(number) ? PyLong_AsLong(number) : 0;

	Py_XDECREF(number);
	PyErr_Clear();
	return value > 0 && value < 4096 ? (int)value : 0;
}

static int code_of(PyObject *exception)
{
	int number;

	if (is_exit(exception))
		return AC_EXIT;
	/* By its class: a test raises it with a number that it does not take for one. */
	if (PyObject_IsInstance(exception, PyExc_BlockingIOError) == 1)
		return -EAGAIN;
	if (PyObject_IsInstance(exception, PyExc_OSError) != 1)
		return AC_E_USER;
	number = errno_of(exception);
	return number ? -number : AC_E_USER;
}

static PyObject *fetch(void)
{
	PyObject *type, *value, *traceback;

	PyErr_Fetch(&type, &value, &traceback);
	PyErr_NormalizeException(&type, &value, &traceback);
	if (traceback)
		PyException_SetTraceback(value, traceback);
	Py_XDECREF(type);
	Py_XDECREF(traceback);
	return value;
}

int raise_keep_as(int code)
{
	PyObject *value = fetch();

	raise_forget();
	kept = value;
	kept_code = code;
	return code;
}

int raise_keep(void)
{
	PyObject *value = fetch();

	raise_forget();
	kept = value;
	kept_code = code_of(value);
	return kept_code;
}

void raise_forget(void)
{
	Py_CLEAR(kept);
	kept_code = 0;
}

PyObject *raise_find(int code)
{
	PyObject *found;

	if (kept && kept_code == code) {
		found = kept;
		kept = NULL;
		return found;
	}
	if (code == AC_EXIT)
		return PyObject_CallNoArgs(exit_now);
	return PyObject_CallFunction(PyExc_OSError, "is", -code, ac_strerror(code));
}

PyObject *raise_again(int code)
{
	PyObject *exception = raise_find(code);

	if (exception)
		PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
	Py_XDECREF(exception);
	return NULL;
}
