# SPDX-License-Identifier: MIT
"""What both sides have in common: handlers that do what the situation says.

A side makes channels, calls their methods and runs passes; stock.py does so with Python's
own asyncore, library.py with libasyncore.  Whatever a method raises is a Python exception
on both sides: OSError, asyncore.ExitNow, Failure for errors of the program's own, ApiError
for refusals of the library.
"""
import asyncore
import errno

from kernel import error_name, poll_bits, shown

PREDICATES = ("readable", "writable")


class Failure(Exception):
    """raise user"""


class ApiError(Exception):
    """Python: ValueError, AttributeError...; C: of kind AC_ERROR_API."""


def error_text(error):
    if isinstance(error, OSError):
        return error_name(-error.errno)
    if isinstance(error, asyncore.ExitNow):
        return "exit"
    return "user" if isinstance(error, Failure) else "api"


class Side:
    """Subclasses give new, opening and the methods named after actions."""

    def __init__(self, situation, poller, kernel, log):
        self.situation, self.poller, self.kernel, self.log = situation, poller, kernel, log
        self.script = getattr(kernel.backend, "coming", None)
        self.inner = list(situation.inner)
        self.calls = {}  # (channel, handler): how often
        self.opened = {}  # channel: its state, when it was first made

    # ---- The situation ----

    def play(self):
        for channel, state in self.situation.given:
            self.open_first(channel, state)
        self.log.quiet = False
        for number, step in enumerate(self.situation.steps, 1):
            if step[0] == "do":
                self.log.say(f"do {step[1]} {self.describe(step[2])}")
                self.guarded(lambda step=step: self.act_all(step[1], step[2]))
            else:
                self.log.say(f"pass {number}")
                self.prepare(step[2])
                self.guarded(lambda step=step: self.run_pass(step[1]))
        self.finish()

    @staticmethod
    def describe(found):
        return "; ".join(" ".join(shown(word) if isinstance(word, bytes) else word
                                  for word in action) for action in found)

    def prepare(self, ready):
        if self.script is not None:
            self.script[:] = [ready]

    def guarded(self, step):
        self.log.depth += 1
        try:
            step()
        except (OSError, asyncore.ExitNow, Failure, ApiError) as error:
            self.log.say(f"raises {error_text(error)}")
        self.log.depth -= 1

    def words(self, channel):
        return self.situation.words.get(channel, [])

    def number(self, channel, word, otherwise):
        """N of the channel's word=N."""
        for found in self.words(channel):
            if found.startswith(word + "="):
                return int(found[len(word) + 1:])
        return otherwise

    def kind(self, channel):
        known = [word for word in self.words(channel) if word in ("sender", "chat")]
        return known[0] if known else "dispatcher"

    def constant(self, channel, predicate):
        """Its answer, if the channel has a word for that; else None."""
        return False if {"readable": "deaf", "writable": "mute"}[predicate] in \
            self.words(channel) else None

    def asks(self, channel):
        """Are readable and writable overridden?"""
        return any(self.constant(channel, predicate) is not None or
                   (channel, predicate) in self.situation.handlers for predicate in PREDICATES)

    # ---- Handlers ----

    def handler(self, channel, name, info, inherited):
        """The library calls a handler; returns its answer, or raises."""
        if name in PREDICATES and (channel, name) not in self.situation.handlers:
            constant = self.constant(channel, name)
            return inherited() if constant is None else constant
        self.log.say(f"{channel}.{name}" + (f" {info}" if info else ""))
        lines = self.situation.handlers.get((channel, name))
        self.log.depth += 1
        try:
            if not lines:
                return inherited()
            times = self.calls.get((channel, name), 0)
            self.calls[channel, name] = times + 1
            return self.act_all(channel, lines[min(times, len(lines) - 1)], inherited)
        finally:
            self.log.depth -= 1

    def act_all(self, channel, found, inherited=None):
        result = 0
        for verb, *args in found:
            target = channel
            if "." in verb:
                target, verb = verb.split(".")
            if verb == "default":
                result = inherited()
            else:
                result = getattr(self, "act_" + verb)(target, *args)
        return 0 if result is None else result

    # ---- Actions that need no side ----

    def act_raise(self, _channel, what):
        if what == "user":
            raise Failure()
        if what == "exit":
            raise asyncore.ExitNow()
        raise OSError(getattr(errno, what), what)

    def act_note(self, channel, text):
        self.log.say(f"{channel} notes {text}")

    def act_yes(self, _channel):
        return True

    def act_no(self, _channel):
        return False

    def act_nothing(self, _channel):
        return 0

    def act_try(self, channel, *action):
        """What the action raises is written down and forgotten."""
        try:
            return self.act_all(channel, [list(action)])
        except (OSError, Failure, ApiError) as error:
            self.log.say(f"{channel} is told {error_text(error)}")
            return 0

    def act_open(self, channel, state):
        self.open_first(channel, state)

    def act_poll(self, _channel):
        """A pass inside a handler."""
        if self.script is not None:
            self.script[:] = [self.inner.pop(0)]
        self.run_pass(0)

    def act_vanish(self, channel):
        """Its descriptor is closed behind the library's back."""
        for fd, name in list(self.kernel.names.items()):
            if name == channel:
                self.kernel.call("close", fd)

    def act_state(self, channel):
        self.log.say(f"{channel} is " + (" ".join(self.flags(channel)) or "nothing"))

    def act_readwrite(self, channel, bits):
        self.readwrite(channel, poll_bits(bits))

    # ---- Opening ----

    def open_first(self, channel, state):
        """A channel is made, in that state."""
        self.new(channel)
        self.kernel.opener = channel
        if state == "connected":
            self.adopt_new(channel)
        elif state != "new":
            self.act_create(channel, state)
        if state == "connecting":
            self.act_connect(channel)
        if state in ("listening", "bound", "udp"):
            self.act_bind(channel)
        if state == "listening":
            self.act_listen(channel)

    def adopt_new(self, channel):
        """A connection that was accepted before the situation begins."""
        fd = self.kernel.backend.new_fd(self.number(channel, "fd", 3))
        self.kernel.open_as(channel, fd)
        self.adopt(channel, fd)

    def act_reconnect(self, channel):
        self.kernel.opener = channel
        self.act_create(channel)
        self.act_connect(channel)
