# SPDX-License-Identifier: MIT
"""asyncore by libasyncore: what is found instead of CPython's by its own tests.

Whatever decides anything is in C.  Here are Python's spellings: addresses, time-outs,
socket objects, and the socket map, whose entries are the channels that the library
has open.
"""
import atexit
import io
import os
import socket
import struct
import sys
import warnings
import weakref

import _ac

ExitNow = _ac.ExitNow
socket_map = {}
POLL = _ac.POLL  # what use_poll means; run tries _ac.EPOLL, too


# ---- One loop of the library for each map ----

class _Loop(_ac.loop):
    def __init__(self, map):
        super().__init__()
        self.map = map  # as long as this loop lives no other map can have its id


_loops = weakref.WeakValueDictionary()


def _loop_of(map):
    map = socket_map if map is None else map
    found = _loops.get(id(map))
    if found is None:
        found = _loops[id(map)] = _Loop(map)
    return found


@atexit.register
def _release_all():
    for each in list(_loops.values()):
        each.close_all()
        each.loop(0, 0)


def _nanoseconds(timeout):
    return -1 if timeout is None else int(timeout * 1_000_000_000)


def loop(timeout=30.0, use_poll=False, map=None, count=None):
    own = _loop_of(map)
    own.set_poller(POLL if use_poll else _ac.SELECT)
    own.loop(_nanoseconds(timeout), -1 if count is None else max(count, 0))


def poll(timeout=0.0, map=None):
    own = _loop_of(map)
    own.set_poller(_ac.SELECT)
    own.poll(_nanoseconds(timeout))


def poll2(timeout=0.0, map=None):
    own = _loop_of(map)
    own.set_poller(POLL)
    own.poll(_nanoseconds(timeout))


poll3 = poll2


def close_all(map=None, ignore_all=False):
    map = socket_map if map is None else map
    _loop_of(map).close_all()
    for other in list(map.values()):  # objects that the library has never seen
        other.close()
    map.clear()


# ---- Guarded calls ----

class _Duck(_ac.dispatcher):
    """Makes any object with event methods a channel, for the length of one event."""

    EVENTS = ("handle_read_event", "handle_write_event", "handle_expt_event",
              "handle_close", "handle_error")

    def __init__(self, own, duck):
        super().__init__(own)
        for name in self.EVENTS:  # the library looks methods up on the object
            if hasattr(duck, name):
                setattr(self, name, getattr(duck, name))

    def _give_back(self, fd):
        del _ac.lent[fd]


def _guard(obj, event, *args):
    if isinstance(obj, _ac.dispatcher):
        return event(obj, *args)
    own = _Loop({})
    duck = _Duck(own, obj)
    with socket.socket() as anything_open:
        duck.set_accepted(anything_open.fileno(), b"")
        _ac.lent[anything_open.fileno()] = duck
        try:
            return event(duck, *args)
        finally:
            own.close_all()
            own.loop(0, 0)  # which releases the duck


def read(obj):
    _guard(obj, _ac.dispatcher.read)


def write(obj):
    _guard(obj, _ac.dispatcher.write)


def _exception(obj):
    _guard(obj, _ac.dispatcher.exception)


def readwrite(obj, flags):
    _guard(obj, _ac.dispatcher.readwrite, flags)


# ---- Addresses ----

def _pack(family, address):
    """Python's address as struct sockaddr."""
    if family == socket.AF_UNIX:
        return struct.pack("=H", family) + os.fsencode(address) + b"\0"
    host, port = address[:2]
    resolved = socket.getaddrinfo(host, port, family)[0][4]
    number = socket.inet_pton(family, resolved[0])
    if family == socket.AF_INET:
        return struct.pack("=H", family) + struct.pack("!H4s8x", port, number)
    return struct.pack("=H", family) + struct.pack("!HI16sI", port, 0, number, 0)


def _unpack(sockaddr):
    if not sockaddr:
        return None
    family, = struct.unpack_from("=H", sockaddr)
    if family == socket.AF_UNIX:
        return os.fsdecode(sockaddr[2:].split(b"\0")[0])
    port, = struct.unpack_from("!H", sockaddr, 2)
    if family == socket.AF_INET:
        return socket.inet_ntop(family, sockaddr[4:8]), port
    return socket.inet_ntop(family, sockaddr[8:24]), port, 0, 0


class _Accepted(socket.socket):
    """Remembers who it was accepted from: asking later may be too late (K10)."""


def _accepted(fd, sockaddr):
    sock = _Accepted(fileno=fd)
    sock.sockaddr = sockaddr
    return sock


# ---- Channels ----

class dispatcher(_ac.dispatcher):

    debug = False
    closing = False
    ignore_log_types = frozenset({"warning"})

    def __init__(self, sock=None, map=None):
        self._map = socket_map if map is None else map
        self.socket = None
        self._keeps = False
        self._stand_in = None
        _ac.dispatcher.__init__(self, _loop_of(self._map))
        if sock:
            sock.setblocking(False)
            self.set_socket(sock)

    def __repr__(self):
        words = [f"{type(self).__module__}.{type(self).__qualname__}"]
        if self.accepting and self.addr:
            words.append("listening")
        elif self.connected:
            words.append("connected")
        if isinstance(self.addr, tuple):
            words.append("%s:%d" % self.addr[:2])
        elif self.addr is not None:
            words.append(repr(self.addr))
        return f"<{' '.join(words)} at {id(self):#x}>"

    @property
    def addr(self):
        return _unpack(self.sockaddr)

    @property
    def _fileno(self):
        return self.fd if self.fd >= 0 else None

    # Who owns the descriptor: the socket object.  The library closes by giving back.

    def add_channel(self, map=None):
        self._map[self.fd] = self
        _ac.lent[self.fd] = self

    def _give_back(self, fd):
        del _ac.lent[fd]
        if self._map.get(fd) is self:
            del self._map[fd]
        if self._stand_in:
            del _ac.foreign[fd]
            self._stand_in.close()
            self._stand_in = None
        if not self._keeps:
            self.socket.close()

    def _number_for(self, sock):
        """A descriptor for what is no socket; its recv is Python's (seam.c)."""
        self._stand_in = socket.socket()
        _ac.foreign[self._stand_in.fileno()] = sock
        return self._stand_in.fileno()

    def del_channel(self, map=None):
        self._keeps = True
        try:
            _ac.dispatcher.close(self)
        finally:
            self._keeps = False

    def create_socket(self, family=socket.AF_INET, type=socket.SOCK_STREAM):
        if self.socket is not None and self.socket.fileno() < 0:
            # Closed behind the library's back, but not behind ours.
            self.close()
        self.family_and_type = family, type
        fd = _ac.dispatcher.create_socket(self, family, type)
        self.socket = socket.socket(fileno=fd)
        self.socket.setblocking(False)
        self.add_channel()

    def set_socket(self, sock, map=None):
        fd = sock.fileno()
        if isinstance(sock, _Accepted):
            _ac.dispatcher.set_accepted(self, fd, sock.sockaddr)
        elif isinstance(fd, int):
            _ac.dispatcher.set_socket(self, fd)
        else:
            _ac.dispatcher.set_socket(self, self._number_for(sock))
        self.socket = sock
        self.add_channel()

    def close(self):
        _ac.dispatcher.close(self)
        if self.socket is not None:
            self.socket.close()

    def bind(self, addr):
        _ac.dispatcher.bind(self, _pack(self.socket.family, addr))

    def connect(self, address):
        _ac.dispatcher.connect(self, _pack(self.socket.family, address))

    def accept(self):
        pair = _ac.dispatcher.accept(self)
        return pair and (_accepted(*pair), _unpack(pair[1]))

    def _handle_accepted(self, fd, sockaddr):
        self.handle_accepted(_accepted(fd, sockaddr), _unpack(sockaddr))

    def handle_accepted(self, sock, addr):
        _ac.dispatcher.handle_accepted(self, sock.detach())

    def log(self, message):
        sys.stderr.write(f"log: {message}\n")

    def log_info(self, message, type="info"):
        if type not in self.ignore_log_types:
            print(f"{type}: {message}")


class dispatcher_with_send(_ac.dispatcher_with_send, dispatcher):

    @property
    def out_buffer(self):
        """As long as what is queued; the bytes themselves are the library's."""
        return range(self.queued)


# ---- Files ----

class file_wrapper(_ac.file_wrapper):

    def __init__(self, fd):
        super().__init__(_loop_of(None), fd)

    def __del__(self):
        if self.fd >= 0:
            warnings.warn(f"unclosed file {self!r}", ResourceWarning, source=self)
            self.close()

    def fileno(self):
        return self.fd

    recv = _ac.file_wrapper.read
    send = _ac.file_wrapper.write


class file_dispatcher(dispatcher):

    def __init__(self, fd, map=None):
        dispatcher.__init__(self, None, map)
        self.set_file(fd.fileno() if hasattr(fd, "fileno") else fd)

    def set_file(self, fd):
        _ac.dispatcher.set_file(self, fd)
        self.socket = io.FileIO(self.fd)  # whose close gives the duplicate back
        self.add_channel()


# ---- The rest of asyncore's names ----

def _strerror(err):
    return _ac.strerror(err)


def compact_traceback():
    kind, value, traceback = sys.exc_info()
    assert traceback, "no exception is handled"
    steps = []
    while traceback:
        code = traceback.tb_frame.f_code
        steps.append((code.co_filename, code.co_name, str(traceback.tb_lineno)))
        traceback = traceback.tb_next
    return steps[-1], kind, value, " ".join("[%s|%s|%s]" % step for step in steps)
