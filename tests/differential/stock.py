# SPDX-License-Identifier: MIT
"""One side: asyncore and asynchat of CPython 3.11, as they are, over a fake kernel.

Only the names `select`, `socket`, `time` that asyncore looks up in its own namespace are
others here; not a line of the modules is changed.
"""
import errno
import select
import socket
import sys
import types
import warnings

warnings.simplefilter("ignore", DeprecationWarning)
# pylint: disable=wrong-import-position
import asynchat
import asyncore

from kernel import EXPT, READ, WRITE, of_poll, shown
from side import ApiError, Side, error_text

REFUSALS = (ValueError, TypeError, AttributeError, IndexError, NotImplementedError)


def checked(number):
    if number < 0:
        raise OSError(-number, errno.errorcode.get(-number, "?"))
    return number


class FakeSocket:
    """socket.socket, as far as asyncore uses it."""

    def __init__(self, kernel, fd):
        self.kernel, self.fd = kernel, fd

    def fileno(self):
        return self.fd

    def setblocking(self, _flag):
        self.kernel.call("set_nonblock", self.fd)

    def call(self, name, *args):
        return checked(self.kernel.call(name, self.fd, *args)[0])

    def bind(self, _addr):
        self.call("bind")

    def listen(self, _backlog):
        self.call("listen")

    def connect_ex(self, _addr):
        return -self.kernel.call("connect", self.fd)[0]

    def accept(self):
        return FakeSocket(self.kernel, self.call("accept")), ("127.0.0.1", 1)

    def getpeername(self):
        self.call("getpeername")
        return ("127.0.0.1", 1)

    def getsockopt(self, level, option):
        return self.call("getsockopt", level, option)

    def setsockopt(self, level, option, _value):
        self.call("setsockopt", level, option)

    def shutdown(self, how):
        self.call("shutdown", int(how))

    def recv(self, size, flags=0):
        number, data = self.kernel.call("recv", self.fd, size, flags)
        return data if checked(number) else b""

    def send(self, data):
        return self.call("send", bytes(data))

    def close(self):
        """As socket.close: the second time nothing is left to close."""
        fd, self.fd = self.fd, -1
        if fd >= 0:
            checked(self.kernel.call("close", fd)[0])


class FakePoll:
    """select.poll(), with PEP 475: a signal does not end the wait."""

    def __init__(self, kernel):
        self.kernel, self.wanted = kernel, {}

    def register(self, fd, events):
        self.wanted[fd] = of_poll(events)

    def poll(self, timeout_ms=None):
        forever = timeout_ms is None or timeout_ms < 0
        timeout = None if forever else timeout_ms * 10**6
        number = -errno.EINTR
        while number == -errno.EINTR:
            number, ready = self.kernel.call("poll", timeout, dict(self.wanted))
        checked(number)
        return list(ready.items())


def fake_select(kernel):
    def wait(reads, writes, expts, timeout):
        if any(not 0 <= fd < 1024 for fd in (*reads, *writes, *expts)):
            raise ValueError("filedescriptor out of range in select()")
        wanted = {}
        for fds, bit in ((reads, READ), (writes, WRITE), (expts, EXPT)):
            for fd in fds:
                wanted[fd] = wanted.get(fd, 0) | bit
        if timeout is not None and timeout < 0:
            raise ValueError("timeout must be non-negative")
        timeout = None if timeout is None else round(timeout * 10**9)
        number = -errno.EINTR
        while number == -errno.EINTR:
            number, ready = kernel.call("select", timeout, wanted)
        checked(number)
        return tuple([fd for fd in fds if ready.get(fd, 0) & bit]
                     for fds, bit in ((reads, READ), (writes, WRITE), (expts, EXPT)))

    bits = {name: getattr(select, name) for name in dir(select) if name.startswith("POLL")}
    return types.SimpleNamespace(select=wait, poll=lambda: FakePoll(kernel), **bits)


def fake_socket_module(kernel):
    names = {name: getattr(socket, name) for name in dir(socket) if name.isupper()}

    def make(family, kind):
        return FakeSocket(kernel, checked(kernel.call("socket", int(family), int(kind))[0]))

    return types.SimpleNamespace(socket=make, **names)


def fake_time(kernel):
    """What sleeps waits for nothing."""
    def sleep(seconds):
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        kernel.call("select", round(seconds * 10**9), {})

    return types.SimpleNamespace(sleep=sleep)


HANDLERS = ("readable", "writable", "handle_read", "handle_write", "handle_expt",
            "handle_connect", "handle_accept", "handle_close", "found_terminator")


def overriding(name):
    def method(self):
        return self.side.handler(self.title, name, "", lambda: self.inherited(name))
    return method


class Told:
    """A mixin: every handler tells the side."""

    def inherited(self, name, *args):
        return getattr(super(), name)(*args)

    def handle_accepted(self, conn, addr):
        self.side.accepted = conn
        self.side.handler(self.title, "handle_accepted", "",
                          lambda: self.inherited("handle_accepted", conn, addr))

    def handle_error(self):
        self.side.handler(self.title, "handle_error", self.side.current_error(),
                          lambda: self.inherited("handle_error"))

    def collect_incoming_data(self, data):
        self.side.collected(self.title, data)

    def log_info(self, message, type="info"):  # pylint: disable=redefined-builtin
        self.side.logged(self.title, message, type)


for handler in HANDLERS:
    setattr(Told, handler, overriding(handler))


class Dispatcher(Told, asyncore.dispatcher):
    pass


class Sender(Told, asyncore.dispatcher_with_send):
    pass


class Chat(Told, asynchat.async_chat):
    def inherited(self, name, *args):
        return 0 if name == "found_terminator" else super().inherited(name, *args)


CLASSES = {"dispatcher": Dispatcher, "sender": Sender, "chat": Chat}


class Stock(Side):
    def __init__(self, *args):
        super().__init__(*args)
        self.channels, self.map, self.accepted = {}, {}, None
        asyncore.select = fake_select(self.kernel)
        asyncore.socket = fake_socket_module(self.kernel)
        asyncore.time = fake_time(self.kernel)

    # ---- What the classes above tell ----

    @staticmethod
    def current_error():
        return error_text(sys.exc_info()[1])

    def collected(self, channel, data):
        self.handler(channel, "collect_incoming_data", shown(bytes(data)), lambda: 0)

    def logged(self, channel, message, level):
        # The text of an error has a traceback in it.
        self.log.say(f"{channel} logs {level}" + (f": {message}" if level != "error" else ""))

    # ---- The loop ----

    def guarded(self, step):
        def translated():
            try:
                step()
            except REFUSALS as error:
                raise ApiError() from error
        super().guarded(translated)

    def run_pass(self, timeout_ns):
        one_pass = asyncore.poll if self.poller == "select" else asyncore.poll2
        one_pass(None if timeout_ns is None else timeout_ns / 10**9, self.map)

    def readwrite(self, channel, bits):
        asyncore.readwrite(self.channels[channel], bits)

    def finish(self):
        """Objects are dropped with what they hold."""

    # ---- Opening ----

    def new(self, channel, sock=None):
        made = CLASSES[self.kind(channel)].__new__(CLASSES[self.kind(channel)])
        made.side, made.title = self, channel
        self.channels[channel] = made
        if self.kind(channel) == "chat":
            made.ac_out_buffer_size = self.number(channel, "out", 65536)
        made.__init__(sock, self.map)

    def adopt(self, channel, fd):
        self.new(channel, FakeSocket(self.kernel, fd))

    def act_adopt(self, channel, accepted):
        """In handle_accepted: a channel for the connection."""
        del channel
        self.new(accepted, self.accepted)

    def act_create(self, channel, state=None):
        kind = socket.SOCK_DGRAM if state == "udp" else socket.SOCK_STREAM
        family = socket.AF_UNIX if state == "unix" else socket.AF_INET
        self.channels[channel].create_socket(family, kind)

    # ---- Actions ----

    def act_connect(self, channel):
        self.channels[channel].connect(("127.0.0.1", 7))

    def act_bind(self, channel):
        self.channels[channel].bind(("127.0.0.1", 7))

    def act_listen(self, channel):
        self.channels[channel].listen(5)

    def act_recv(self, channel, size):
        self.channels[channel].recv(int(size))

    def act_urgent(self, channel):
        self.channels[channel].socket.recv(1, socket.MSG_OOB)

    def act_so_error(self, channel):
        self.channels[channel].socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)

    def act_send(self, channel, data):
        self.channels[channel].send(data)

    def act_close(self, channel):
        self.channels[channel].close()

    def act_shutdown(self, channel, how):
        self.channels[channel].socket.shutdown(getattr(socket, how))

    def act_close_all(self, _channel):
        asyncore.close_all(self.map)

    def act_terminator(self, channel, what):
        if not isinstance(what, bytes):
            what = None if what == "none" else int(what)
        self.channels[channel].set_terminator(what)

    def act_push(self, channel, data):
        self.channels[channel].push(data)

    def act_produce(self, channel, data, size):
        self.channels[channel].push_with_producer(asynchat.simple_producer(data, int(size)))

    def act_produce_pushing(self, channel, inner, data):
        self.channels[channel].push_with_producer(Pushing(self.channels[channel], inner, data))

    def act_close_when_done(self, channel):
        self.channels[channel].close_when_done()

    def act_discard(self, channel):
        self.channels[channel].discard_buffers()

    def flags(self, channel):
        found = self.channels[channel]
        return [word for word in ("connected", "connecting", "accepting") if getattr(found, word)]


class Pushing:
    """A producer that pushes while it is asked."""

    def __init__(self, chat, inner, data):
        self.chat, self.inner, self.data = chat, inner, data

    def more(self):
        data, self.data = self.data, b""
        if data:
            self.chat.push(self.inner)
        return data
