# SPDX-License-Identifier: MIT
"""The kernel both sides talk to: it writes down every call, in one form.

Where the answers come from is the backend's: a script, or the simulated kernel.  A call
is (name, [arguments]); an answer is (number, tail): the number is >= 0 or -errno as at
the seam, the tail is bytes received, or {descriptor: bits} that are ready.
"""
import errno
import select
import socket

READ, WRITE, EXPT = 1, 2, 4
POLL_NAMES = [(select.POLLIN, "IN"), (select.POLLPRI, "PRI"), (select.POLLOUT, "OUT"),
              (select.POLLERR, "ERR"), (select.POLLHUP, "HUP"), (select.POLLNVAL, "NVAL")]
SILENT = {"set_nonblock"}  # the seam's socket and accept do it themselves
OPTIONS = {socket.SO_ERROR: "SO_ERROR", socket.SO_TYPE: "SO_TYPE",
           socket.SO_REUSEADDR: "SO_REUSEADDR"}


class Log:
    """Lines, indented by the handlers they happen in."""

    def __init__(self):
        self.lines, self.depth, self.quiet = [], 0, True

    def say(self, text):
        if not self.quiet:
            self.lines.append("  " * self.depth + text)


def error_name(number):
    return errno.errorcode.get(-number, str(number))


def shown(data):
    if len(data) <= 24:
        return repr(data)[1:]
    return f"{len(data)} bytes"


def duration_text(time_ns):
    for unit, size in (("s", 10**9), ("ms", 10**6), ("us", 1000)):
        if time_ns % size == 0:
            return f"{time_ns // size}{unit}"
    return f"{time_ns}ns"


def poll_bits(text):
    by_name = {name: bit for bit, name in POLL_NAMES}
    return sum(by_name[name] for name in text.split(",") if name)


def letters(bits):
    return "".join(letter for bit, letter in ((READ, "r"), (WRITE, "w"), (EXPT, "x"))
                   if bits & bit)


def to_poll(bits):
    return (select.POLLIN if bits & READ else 0) | (select.POLLOUT if bits & WRITE else 0) | \
        (select.POLLPRI if bits & EXPT else 0)


def of_poll(events):
    return (READ if events & select.POLLIN else 0) | \
        (WRITE if events & select.POLLOUT else 0) | (EXPT if events & select.POLLPRI else 0)


class Kernel:
    def __init__(self, backend, log):
        self.backend, self.log = backend, log
        self.names = {}       # of open descriptors
        self.count = {}       # how many sockets a name has had
        self.opener = "?"     # whose socket is made next

    def file(self, fd):
        return self.names.get(fd, "closed" if fd < 0 else "stale")

    def call(self, name, *args):
        number, tail = self.backend.answer(self, name, list(args))
        self.account(name, list(args), number, tail)
        return number, tail

    def open_as(self, name, fd):
        """Names the new descriptor: a, then a', a''..."""
        times = self.count.get(name, 0)
        self.count[name] = times + 1
        self.names[fd] = name + "'" * times
        return self.names[fd]

    def account(self, name, args, number, tail):
        """One call was made, with that answer."""
        if name in ("poll", "select"):
            self.wait(name, args, number, tail)
        elif name in ("socket", "accept") and number >= 0:
            before = f"accept({self.file(args[0])})" if name == "accept" else "socket()"
            opener = self.backend.accepted(tail) if name == "accept" else self.opener
            self.log.say(f"{before} = {self.open_as(opener, number)}")
        elif name not in SILENT:
            self.log.say(self.describe(name, args, number, tail))
        if name == "close" and args[0] in self.names:
            del self.names[args[0]]

    def describe(self, name, args, number, tail):
        what = [self.file(args[0])] if name != "socket" else []
        if name == "recv":
            what += [str(args[1])] + (["OOB"] if args[2] & socket.MSG_OOB else [])
        elif name == "send":
            what.append(shown(args[1]))
        elif name in ("getsockopt", "setsockopt"):
            what.append(OPTIONS[args[2]])
        text = f"{name}({', '.join(what)})"
        if name == "getsockopt" and args[2] == socket.SO_ERROR and number > 0:
            return f"{text} = {error_name(-number)}"
        if number < 0:
            return f"{text} = {error_name(number)}"
        if name == "recv":
            return f"{text} = {number}" + (f" {shown(tail)}" if number else "")
        return f"{text} = {number}" if name in ("send", "getsockopt") else text

    def wait(self, name, args, number, ready):
        """args: time-out in ns (None: no limit), {descriptor: wanted}."""
        timeout, wanted = args
        if name == "select":  # its sets have no order
            wanted = dict(sorted(wanted.items()))
            ready = dict(sorted((ready or {}).items()))
        words = ["wait"]
        if timeout is None:
            words.append("forever")
        elif timeout:
            words.append(duration_text(timeout))
        words += [f"{self.file(fd)}:{letters(bits)}" for fd, bits in wanted.items()]
        self.log.say(" ".join(words))
        if number < 0:
            self.log.say(f"  fails {error_name(number)}")
        for fd, bits in (ready or {}).items():
            self.log.say(f"  ready {self.file(fd)} {self.ready_text(name, bits)}")

    @staticmethod
    def ready_text(name, bits):
        if name == "select":
            return letters(bits)
        return ",".join(text for bit, text in POLL_NAMES if bits & bit)


class Script:
    """A kernel that says what the situation tells it to.

    The bits of a `pass` are poll's, whatever the poller: what select makes of them
    follows from Linux's own table (IN, HUP and ERR are readable, OUT and ERR writable,
    PRI exceptional)."""

    FAILS = {"connect": -errno.EINPROGRESS, "accept": -errno.EAGAIN, "recv": -errno.EAGAIN}

    def __init__(self, situation):
        self.queues = {key: list(answers) for key, answers in situation.kernel.items()}
        self.coming = []   # what is ready in the next waits
        self.open = set()  # descriptors
        self.failures = list(self.queues.get(("-", "wait"), []))

    @staticmethod
    def accepted(tail):
        """Whose connection accept gave."""
        return tail

    def new_fd(self, at_least=3):
        fd = at_least
        while fd in self.open:
            fd += 1
        self.open.add(fd)
        return fd

    def answer(self, kernel, name, args):
        if name in ("poll", "select"):
            return self.wait(kernel, name, *args)
        if name != "socket" and args[0] not in self.open:
            return -errno.EBADF, None
        if name == "close":
            self.open.remove(args[0])
            return 0, None
        file = kernel.opener if name == "socket" else kernel.file(args[0])
        if name == "getsockopt":
            return self.option(file, args[2])
        queue = self.queues.get((file, name), [])
        if name == "send" and not queue:
            return len(args[1]), None
        found = queue.pop(0) if queue else self.FAILS.get(name, 0)
        return getattr(self, "take_" + name, self.take)(found, queue, args)

    def option(self, file, option):
        queue = self.queues.get((file, "so_error"), [])
        if option != socket.SO_ERROR or not queue:
            return (socket.SOCK_STREAM if option == socket.SO_TYPE else 0), None
        found = queue.pop(0)
        # The errno is the option's value, unless the call itself fails.
        return (-found if found != -errno.EBADF else found), None

    @staticmethod
    def take(found, _queue, _args):
        return found, None

    def take_socket(self, found, _queue, _args):
        return (self.new_fd() if found == 0 else found), None

    def take_accept(self, found, _queue, _args):
        return (self.new_fd(), found) if isinstance(found, str) else (found, None)

    @staticmethod
    def take_recv(found, queue, args):
        if not isinstance(found, bytes):
            return found, None
        if len(found) > args[1]:
            queue.insert(0, found[args[1]:])
        return len(found[:args[1]]), found[:args[1]]

    def wait(self, kernel, name, _timeout, wanted):
        if self.failures:
            return self.failures.pop(0), {}
        said = self.coming.pop(0) if self.coming else {}
        bits = {fd: poll_bits(said.get(kernel.file(fd), "")) for fd in wanted}
        if name == "poll":
            found = {fd: self.polled(fd, wanted[fd], bits[fd]) for fd in wanted}
        elif any(fd not in self.open for fd in wanted):
            return -errno.EBADF, {}
        else:
            found = {fd: wanted[fd] & self.selected(bits[fd]) for fd in wanted}
        found = {fd: some for fd, some in found.items() if some}
        return len(found), found

    def polled(self, fd, wanted, bits):
        if fd not in self.open:
            return select.POLLNVAL
        return bits & (to_poll(wanted) | select.POLLERR | select.POLLHUP | select.POLLNVAL)

    @staticmethod
    def selected(bits):
        return (READ if bits & (select.POLLIN | select.POLLHUP | select.POLLERR) else 0) | \
            (WRITE if bits & (select.POLLOUT | select.POLLERR) else 0) | \
            (EXPT if bits & select.POLLPRI else 0)
