# SPDX-License-Identifier: MIT
"""Situations as text: what is there at first, what handlers do, what the kernel says.

    situation closes-itself-in-read
      claim A channel closed by its own read handler hears no more of this pass.
      from 4.5
      given a connected
      a.handle_read: recv 4096; close
      kernel a recv: "abc"
      pass a=IN,OUT
      differs K03 rest-of-report poll

Lines under `situation`:

    claim TEXT, from WHERE    what is shown, and the place that asks for it
    pollers NAME...           only these of stock's two, select and poll
    given CHANNEL STATE WORD...
                              a channel that is there at first; nothing of it is logged.
                              STATE: new open connected connecting listening bound udp
                              unix; WORDs: sender chat; deaf, mute (does not want to
                              read, write); fd=N; eof (handle_eof is overridden)
    class CHANNEL WORD...     the same words for a channel that is opened later
    CHANNEL.HANDLER: ACTION; ACTION
                              what it does; a second line is its second call, and the
                              last line all further ones.  Without a line: the inherited
    kernel FILE CALL: ANSWER...
                              in turn; a number, an errno, "bytes", N*x, EOF, or for
                              accept the name of a connection.  Files are named after the
                              channel that opens them; its second socket is a'
    inner FILE=BITS...        what is ready in the next wait of a nested pass
    | LINE                    of a scenario: the kernel is the simulated one
    do CHANNEL.ACTION         outside the loop
    pass [timeout TIME] FILE=BITS...
                              one pass, in which the kernel says this is ready
    differs K00 CLASS [POLLER]
                              an entry of deviations.txt must be seen here
"""
import errno
import glob
import os
import re

TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|;|[^\s;"]+)')
STEPS = ("do", "pass")
UNITS = {"us": 1000, "ms": 10**6, "s": 10**9}


class Mistake(Exception):
    """In a situation, or in the table of deviations."""


def tokens(text):
    """Words; what is bytes as bytes."""
    found = TOKEN.findall(text)
    if "".join(found).replace(" ", "") != text.replace(" ", ""):
        raise Mistake(f"can not be read: {text}")
    return [unquote(word) for word in found]


def unquote(word):
    """Bytes, if it is "text" or N*x; else the word."""
    if re.fullmatch(r"\d+\*.", word):
        return word[-1].encode() * int(word[:-2])
    if not word.startswith('"'):
        return word
    return word[1:-1].encode().decode("unicode_escape").encode("latin-1")


def actions(text):
    """[[word, ...], ...]: the actions between semicolons."""
    found = [[]]
    for word in tokens(text):
        if word == ";":
            found.append([])
        else:
            found[-1].append(word)
    return [action for action in found if action]


def answer(word):
    """What the kernel gives: an int (negative: an errno), bytes, or a name."""
    if isinstance(word, bytes):
        return word
    if word == "EOF":
        return b""
    if re.fullmatch(r"\d+", word):
        return int(word)
    if hasattr(errno, word):
        return -getattr(errno, word)
    return word


def bits_by_file(words):
    return dict(word.split("=", 1) for word in words)


def duration(text):
    """In ns; None: no limit."""
    if text == "none":
        return None
    number, unit = re.fullmatch(r"(-?[\d.]+)(us|ms|s)", text).groups()
    return round(float(number) * UNITS[unit])


class Situation:
    def __init__(self, name, place):
        self.name, self.place = name, place
        self.claim = self.source = ""
        self.pollers = ["select", "poll"]
        self.given = []      # (channel, state)
        self.words = {}      # channel: its WORDs
        self.handlers = {}   # (channel, handler): [actions of each call]
        self.kernel = {}     # (file, call): [answers]
        self.inner = []      # bits by file
        self.world = []      # lines of a scenario
        self.steps = []      # ("do", channel, action) or ("pass", timeout, bits)
        self.differs = []    # (number, class, poller or None)

    def add(self, line):
        word, _, rest = line.partition(" ")
        if word == "|":
            self.world.append(rest)
        elif re.fullmatch(r"[\w']+\.\w+:", word):
            channel, handler = word[:-1].split(".")
            self.handlers.setdefault((channel, handler), []).append(actions(rest))
        elif hasattr(self, "line_" + word):
            getattr(self, "line_" + word)(rest)
        else:
            raise Mistake(f"unknown line: {line}")

    def line_claim(self, rest):
        self.claim = rest

    def line_from(self, rest):
        self.source = rest

    def line_pollers(self, rest):
        self.pollers = rest.split()

    def line_given(self, rest):
        channel, state, *words = rest.split()
        self.given.append((channel, state))
        self.words[channel] = words

    def line_class(self, rest):
        channel, *words = rest.split()
        self.words[channel] = words

    def line_kernel(self, rest):
        head, _, words = rest.partition(":")
        file, call = head.split()
        queue = self.kernel.setdefault((file, call), [])
        queue.extend(map(answer, tokens(words)))

    def line_inner(self, rest):
        self.inner.append(bits_by_file(rest.split()))

    def line_do(self, rest):
        channel, _, action = rest.partition(".")
        self.steps.append(("do", channel, actions(action)))

    def line_pass(self, rest):
        words = rest.split()
        timeout = 0
        if words[:1] == ["timeout"]:
            timeout = duration(words[1])
            words = words[2:]
        self.steps.append(("pass", timeout, bits_by_file(words)))

    def line_differs(self, rest):
        number, name, *poller = rest.split()
        self.differs.append((number, name, poller[0] if poller else None))

    def expected(self, poller):
        """The deviations to be seen with that poller."""
        return [(number, name) for number, name, only in self.differs if only in (None, poller)]


def lines_of(path):
    """(place, text) of each line that says something; text keeps its indent."""
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            text = line.rstrip()
            if text and not text.lstrip().startswith("#"):
                yield f"{os.path.basename(path)}:{number}", text


def load_file(path):
    situation = None
    for place, text in lines_of(path):
        try:
            if text.startswith("situation "):
                situation = Situation(text.split()[1], place)
                yield situation
            else:
                situation.add(text.strip())
        except (Mistake, ValueError, AttributeError) as why:
            raise Mistake(f"{place}: {why}") from why


def load(folder):
    found, names = [], set()
    for path in sorted(glob.glob(os.path.join(folder, "*.txt"))):
        # A situation is complete only when the next one has begun.
        found.extend(list(load_file(path)))
    for situation in found:
        if situation.name in names or not situation.claim or not situation.steps:
            raise Mistake(f"{situation.place}: its name is taken, or claim or steps are missing")
        names.add(situation.name)
    return found
