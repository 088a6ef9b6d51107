/* SPDX-License-Identifier: MIT
 *
 * module.c - the loop as a Python type, and the module _ac. */
#include "binding.h"

/* ---- The loop ---- */

static const char *const level_names[] = {
	[AC_LOG_ERROR] = "error",
	[AC_LOG_WARNING] = "warning",
	[AC_LOG_INFO] = "info",
};

static void log_to_python(struct ac_loop *loop, enum ac_log_level level,
			  const struct ac_dispatcher *channel, const char *text)
{
	const char *inside = (const char *)channel;
	PyObject *self, *result;

	(void)loop;
	if (!channel)
		return;
	count("ac", "log");
	self = (PyObject *)(uintptr_t)(inside - offsetof(struct channel, u.base));
	result = PyObject_CallMethod(self, "log_info", "ss", text, level_names[level]);
	if (!result) /* a log has no way to fail */
		PyErr_WriteUnraisable(self);
	Py_XDECREF(result);
}

static int loop_init(PyObject *self, PyObject *args, PyObject *keywords)
{
	struct loop *loop = (struct loop *)self;
	int rc;

	(void)args;
	(void)keywords;
	if (loop->ac.sys)
		return 0;
	rc = ac_loop_init(&loop->ac, seam(), AC_POLLER_SELECT);
	if (rc < 0) {
		raise_again(rc);
		return -1;
	}
	loop->ac.log = log_to_python;
	return 0;
}

/* Each channel that the library knows of holds the loop, so none is left. */
static void loop_dealloc(PyObject *self)
{
	struct loop *loop = (struct loop *)self;

	if (loop->ac.sys)
		ac_loop_fini(&loop->ac);
	Py_TYPE(self)->tp_free(self);
}

static struct ac_loop *enter_loop(PyObject *self, const char *method)
{
	raise_forget();
	count("ac", method);
	return &((struct loop *)self)->ac;
}

static PyObject *loop_set_poller(PyObject *self, PyObject *args)
{
	int poller;

	if (!PyArg_ParseTuple(args, "i", &poller))
		return NULL;
	return done(ac_set_poller(enter_loop(self, "set_poller"), (enum ac_poller)poller));
}

static PyObject *loop_poll(PyObject *self, PyObject *args)
{
	long long timeout;

	if (!PyArg_ParseTuple(args, "L", &timeout))
		return NULL;
	return done(ac_poll(enter_loop(self, "poll"), timeout));
}

static PyObject *loop_loop(PyObject *self, PyObject *args)
{
	long long timeout;
	int times;

	if (!PyArg_ParseTuple(args, "Li", &timeout, &times))
		return NULL;
	return done(ac_loop(enter_loop(self, "loop"), timeout, times));
}

static PyObject *loop_close_all(PyObject *self, PyObject *unused)
{
	(void)unused;
	ac_close_all(enter_loop(self, "close_all"));
	Py_RETURN_NONE;
}

static PyMethodDef loop_methods[] = {
	{"set_poller", loop_set_poller, METH_VARARGS, NULL},
	{"poll", loop_poll, METH_VARARGS, NULL},
	{"loop", loop_loop, METH_VARARGS, NULL},
	{"close_all", loop_close_all, METH_NOARGS, NULL},
	{0},
};

PyTypeObject loop_type = {
	PyVarObject_HEAD_INIT(NULL, 0).tp_name = "_ac.loop",
	.tp_basicsize = sizeof(struct loop),
	.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
	.tp_new = PyType_GenericNew,
	.tp_init = loop_init,
	.tp_dealloc = loop_dealloc,
	.tp_methods = loop_methods,
};

/* ---- The module ---- */

static PyObject *module_strerror(PyObject *module, PyObject *args)
{
	int number;

	(void)module;
	if (!PyArg_ParseTuple(args, "i", &number))
		return NULL;
	count("ac", "strerror");
	return PyUnicode_FromString(ac_strerror(-number));
}

static PyObject *module_find_prefix_at_end(PyObject *module, PyObject *args)
{
	const char *haystack, *needle;
	Py_ssize_t haystack_len, needle_len;

	(void)module;
	if (!PyArg_ParseTuple(args, "y#y#", &haystack, &haystack_len, &needle, &needle_len))
		return NULL;
	count("ac", "find_prefix_at_end");
	return PyLong_FromSize_t(
		ac_find_prefix_at_end(haystack, (size_t)haystack_len, needle, (size_t)needle_len));
}

static PyMethodDef module_methods[] = {
	{"find_prefix_at_end", module_find_prefix_at_end, METH_VARARGS, NULL},
	{"strerror", module_strerror, METH_VARARGS, NULL},
	{0},
};

static struct PyModuleDef module_def = {
	PyModuleDef_HEAD_INIT,
	.m_name = "_ac",
	.m_size = -1,
	.m_methods = module_methods,
};

static int add_names(PyObject *module)
{
	static PyTypeObject *const types[] = {
		&loop_type, &dispatcher_type, &sender_type, &chat_type, &file_wrapper_type,
	};
	size_t i;

	exit_now = PyErr_NewException("asyncore.ExitNow", NULL, NULL);
	if (!exit_now || seam_init() < 0)
		return -1;
	for (i = 0; i < sizeof types / sizeof *types; i++)
		if (PyModule_AddType(module, types[i]) < 0)
			return -1;
	if (PyModule_AddObjectRef(module, "ExitNow", exit_now) < 0 ||
	    PyModule_AddObjectRef(module, "counts", counts) < 0 ||
	    PyModule_AddObjectRef(module, "lent", lent) < 0 ||
	    PyModule_AddObjectRef(module, "foreign", foreign) < 0)
		return -1;
	if (PyModule_AddIntConstant(module, "SELECT", AC_POLLER_SELECT) < 0)
		return -1;
	if (PyModule_AddIntConstant(module, "EPOLL", AC_POLLER_EPOLL) < 0)
		return -1;
	return PyModule_AddIntConstant(module, "POLL", AC_POLLER_POLL);
}

PyMODINIT_FUNC PyInit__ac(void);
PyMODINIT_FUNC PyInit__ac(void)
{
	PyObject *module = PyModule_Create(&module_def);

	if (module && add_names(module) < 0)
		Py_CLEAR(module);
	return module;
}
