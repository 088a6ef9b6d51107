# SPDX-License-Identifier: MIT
"""The other side: libasyncore, in a process of its own that does what it is told.

drive.c says a line for each system call and handler call, and waits; a command may so
lead to calls, in which further commands are given.  Lines from it:

    sys CALL ARG...            to be answered: NUMBER [TAIL]
    did CALL ARG... = ANSWER   the simulated kernel has answered already
    call CHANNEL HANDLER INFO  commands follow, and at last: return NUMBER
    log CHANNEL LEVEL TEXT
    = NUMBER [TAIL]            the result of a command
"""
import asyncore
import errno
import os
import socket
import subprocess

from kernel import of_poll, shown, to_poll
from side import ApiError, Failure, Side, error_text

EXIT, USER, API = -0x10000, -0x10001, -0x10002


class Drive:
    """The process, as lines."""

    def __init__(self, command):
        theirs_in, self.out = os.pipe()
        ours_in, theirs_out = os.pipe()
        # stdout and stderr of a simulated host are its trace's.
        self.process = subprocess.Popen([*command, str(theirs_in), str(theirs_out)],
                                        pass_fds=(theirs_in, theirs_out), stderr=subprocess.PIPE)
        os.close(theirs_in)
        os.close(theirs_out)
        self.lines = os.fdopen(ours_in, encoding="ascii")

    def say(self, text):
        os.write(self.out, (text + "\n").encode())

    def hear(self):
        line = self.lines.readline()
        if not line:
            raise RuntimeError("the driver is gone: " +
                               self.process.communicate()[1].decode(errors="replace"))
        return line.rstrip("\n")

    def end(self):
        os.close(self.out)
        self.lines.close()
        _, said = self.process.communicate()
        if self.process.returncode != 0:
            raise RuntimeError(f"the driver ends with {self.process.returncode}: " +
                               said.decode(errors="replace"))


def number_of(error):
    """The code a C handler returns."""
    if isinstance(error, OSError):
        return -error.errno
    return EXIT if isinstance(error, asyncore.ExitNow) else USER


def raised(number):
    """The exception for a code."""
    if number == EXIT:
        return asyncore.ExitNow()
    if number == USER:
        return Failure()
    if number == API:
        return ApiError()
    return OSError(-number, errno.errorcode.get(-number, "?"))


def ready_text(found):
    return " ".join(f"{fd}:{bits}" for fd, bits in found.items())


def pairs(words):
    return {int(fd): int(bits) for fd, bits in (word.split(":") for word in words)}


def wait_arguments(name, words):
    """TIMEOUT FD:EVENTS...: what is wanted, in one form for both pollers."""
    timeout = int(words[0])
    wanted = pairs(words[1:])
    if name == "poll":
        wanted = {fd: of_poll(bits) for fd, bits in wanted.items()}
    return [None if timeout < 0 else timeout, wanted]


def call_arguments(name, words):
    if name in ("poll", "select"):
        return wait_arguments(name, words)
    if name == "send":
        return [int(words[0]), bytes.fromhex(words[1]) if len(words) > 1 else b""]
    return [int(word) for word in words]


def answered(text):
    """CALL ARG... = NUMBER [TAIL]: what the simulated kernel did."""
    call, _, answer = text.partition(" = ")
    name, *words = call.split()
    number, *tail = answer.split()
    found = None
    if name == "recv":
        found = bytes.fromhex(tail[0]) if tail else b""
    elif name in ("poll", "select"):
        found = pairs(tail)
    return name, call_arguments(name, words), int(number), found


def tail_text(tail):
    if isinstance(tail, bytes):
        return tail.hex()
    return ready_text(tail) if isinstance(tail, dict) else ""


class Tank:
    """The simulated kernel as a backend: that of the driver's process."""

    def __init__(self, situation, drive):
        self.drive = drive
        self.names = [name for (_, call), names in situation.kernel.items()
                      if call == "accept" for name in names]

    def accepted(self, _tail):
        return self.names.pop(0)

    def answer(self, _kernel, name, args):
        """For stock asyncore; libasyncore asks the kernel itself."""
        words = [arg.hex() if isinstance(arg, bytes) else arg for arg in args]
        if name in ("poll", "select"):
            wanted = args[1] if name == "select" else \
                {fd: to_poll(bits) for fd, bits in args[1].items()}
            words = [-1 if args[0] is None else args[0], ready_text(wanted)]
        self.drive.say(" ".join(map(str, ["kernel", name, *words])))
        _, _, number, tail = answered(self.drive.hear().removeprefix("did "))
        return number, tail


class Library(Side):
    def __init__(self, situation, poller, kernel, log, drive):
        super().__init__(situation, poller, kernel, log)
        self.drive, self.accepted, self.known = drive, None, set()
        self.command("loop", poller)

    # ---- Lines ----

    def command(self, *words):
        """Returns the result, or raises it."""
        self.drive.say(" ".join(map(str, words)))
        while True:
            word, _, rest = self.drive.hear().partition(" ")
            if word == "=":
                number = int(rest.split()[0])
                if number < 0:
                    raise raised(number)
                return number
            getattr(self, "hear_" + word)(rest)

    def hear_sys(self, rest):
        name, *words = rest.split()
        number, tail = self.kernel.call(name, *call_arguments(name, words))
        self.drive.say(f"{number} {tail_text(tail)}")

    def hear_did(self, rest):
        self.kernel.account(*answered(rest))

    def hear_call(self, rest):
        channel, name, *info = rest.split(" ")
        try:
            result = self.handler(channel, name, self.information(name, info),
                                  lambda: self.inherited(channel, name))
        except (OSError, asyncore.ExitNow, Failure, ApiError) as error:
            result = number_of(error)
        self.drive.say(f"return {int(result)}")

    def inherited(self, channel, name):
        """Nothing is inherited of the two methods that every chat must have."""
        if name in ("collect_incoming_data", "found_terminator"):
            return 0
        return self.command("default", channel, name)

    def information(self, name, info):
        if name == "handle_accepted":
            self.accepted = int(info[0])
            return ""
        if name == "handle_error":
            return error_text(raised(int(info[0])))
        return shown(bytes.fromhex(info[0])) if name == "collect_incoming_data" else ""

    def hear_log(self, rest):
        channel, level, text = rest.split(" ", 2)
        self.log.say(f"{channel} logs {level}" + (f": {text}" if level != "error" else ""))

    # ---- The loop ----

    def run_pass(self, timeout_ns):
        self.command("pass", -1 if timeout_ns is None else timeout_ns)

    def readwrite(self, channel, bits):
        self.command("readwrite", channel, bits)

    def finish(self):
        self.log.quiet = True
        self.command("end")

    # ---- Opening ----

    def new(self, channel):
        if channel in self.known:
            return
        self.known.add(channel)
        flags = ["asks"] if self.asks(channel) else []
        flags += [word for word in self.words(channel) if word == "eof"]
        self.command("new", channel, self.kind(channel), self.number(channel, "out", 0), *flags)

    def adopt(self, channel, fd):
        self.command("adopt", channel, fd)

    def act_adopt(self, channel, accepted):
        del channel
        self.new(accepted)
        self.adopt(accepted, self.accepted)

    def act_create(self, channel, state="stream"):
        self.command("create", channel, state)

    # ---- Actions ----

    def act_connect(self, channel):
        self.command("connect", channel)

    def act_bind(self, channel):
        self.command("bind", channel)

    def act_listen(self, channel):
        self.command("listen", channel)

    def act_recv(self, channel, size):
        self.command("recv", channel, size)

    def act_urgent(self, channel):
        self.command("urgent", channel)

    def act_so_error(self, channel):
        self.command("so_error", channel)

    def act_send(self, channel, data):
        self.command("send", channel, data.hex())

    def act_close(self, channel):
        self.command("close", channel)

    def act_shutdown(self, channel, how):
        self.command("shutdown", channel, int(getattr(socket, how)))

    def act_close_all(self, _channel):
        self.command("close_all")

    def act_terminator(self, channel, what):
        kind = "bytes" if isinstance(what, bytes) else "none" if what == "none" else "count"
        self.command("terminator", channel, kind,
                     what.hex() if isinstance(what, bytes) else what)

    def act_push(self, channel, data):
        self.command("push", channel, data.hex())

    def act_produce(self, channel, data, size):
        self.command("produce", channel, data.hex(), size)

    def act_produce_pushing(self, channel, inner, data):
        self.command("produce_pushing", channel, inner.hex(), data.hex())

    def act_close_when_done(self, channel):
        self.command("close_when_done", channel)

    def act_discard(self, channel):
        self.command("discard", channel)

    def flags(self, channel):
        bits = self.command("state", channel)
        return [word for bit, word in ((1, "connected"), (2, "connecting"), (4, "accepting"))
                if bits & bit]
