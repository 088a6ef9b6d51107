/* SPDX-License-Identifier: MIT
 *
 * binding.h - libasyncore as a Python module, for CPython's own tests.
 *
 * Python keeps the sockets and lends their descriptors; everything that decides
 * anything is the library's.  What is here converts: methods to calls and back
 * (channel.c), exceptions to codes and back (raise.c), and it stands between the
 * library and the kernel (seam.c), where it counts what was really called. */
#ifndef BINDING_H
#define BINDING_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "ac_chat.h"

struct loop {
	PyObject_HEAD struct ac_loop ac;
};

/* Every kind of channel has the same size, so that Python may derive from two. */
struct channel {
	PyObject_HEAD union {
		struct ac_dispatcher base;
		struct ac_sender sender;
		struct ac_chat chat;
	} u;
	struct loop *loop; /* NULL before __init__ */
	bool held;         /* the library has a pointer to it, and with it a reference */
	PyObject *terminator;
};

extern PyTypeObject loop_type, dispatcher_type, sender_type, chat_type, file_wrapper_type;

/* ---- channel.c ---- */

/* What a method returned, as the library wants it; < 0: it raised.  Takes the
 * reference. */
int outcome(PyObject *result);
/* The channel of a method that is about to call the library; NULL: __init__ was not
 * called. */
struct channel *enter(PyObject *self, const char *method);
/* What the library returned, as Python wants it. */
PyObject *done(int rc);
PyObject *answer(int rc);
/* n bytes are in data, which may be more, or -errno; takes the reference. */
PyObject *bytes_read(PyObject *data, ssize_t n);
/* Of a handler, whose -EAGAIN is no error, whoever has called it (K02). */
PyObject *handler_done(int rc);

/* The library's own METHOD, as its TABLE has it. */
#define OWN(table, method, convert)                                             \
	static PyObject *table##_##method(PyObject *self, PyObject *unused)     \
	{                                                                       \
		struct channel *c = enter(self, #method);                       \
                                                                                \
		(void)unused;                                                   \
		return c ? convert(ac_##table##_ops.method(&c->u.base)) : NULL; \
	}
#define NOARGS(kind, method) {#method, kind##_##method, METH_NOARGS, NULL},
#define ARGS(kind, method)   {#method, kind##_##method, METH_VARARGS, NULL},

/* ---- chat.c: the trampolines that only chats have ---- */

ssize_t call_recv(struct ac_dispatcher *, void *buf, size_t len);
ssize_t call_send(struct ac_dispatcher *, const void *buf, size_t len);
int call_collect_incoming_data(struct ac_chat *, const void *bytes, size_t len);
int call_found_terminator(struct ac_chat *);

/* ---- producer.c ---- */

/* Both are the library's once they are pushed, and free themselves. */
/* Bytes, or anything with the buffer interface, in pieces. */
struct ac_producer *producer_of_bytes(PyObject *bytes, size_t buffer_size);
/* Anything with a method more. */
struct ac_producer *producer_of_object(PyObject *object);

/* ---- seam.c ---- */

struct ac_sys *seam(void);
/* name -> times: "sys.recv" a call of the kernel, "note.handle_read" a handler that
 * the library entered, "ac.send" a call of the library from Python. */
extern PyObject *counts;
void count(const char *prefix, const char *name);
/* fd -> its channel, whose _give_back is called where the library would close. */
extern PyObject *lent;
/* fd -> a Python object that is no socket, whose recv and send are called. */
extern PyObject *foreign;
int seam_init(void);

/* ---- raise.c ---- */

extern PyObject *exit_now;
/* Keeps the exception that is set until it is raised again, and returns the code that
 * stands for it on its way through the library. */
int raise_keep(void);
/* The same, with a code of the caller's choice. */
int raise_keep_as(int code);
void raise_forget(void);
/* The exception that code stands for; a new reference. */
PyObject *raise_find(int code);
/* Sets it, and returns NULL. */
PyObject *raise_again(int code);

#endif
