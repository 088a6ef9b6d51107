# SPDX-License-Identifier: MIT
"""Where libasyncore may differ, and how: the table deviations.txt.

    K03 rest-of-report
      A channel that was closed hears no more of what one wait reported of it.
      -$c.handle_write
      -  $c logs warning: unhandled write event

An entry is a number, the class of situations, why, and one or more patterns; a blank
line ends a pattern.  A pattern is what stock asyncore's log has instead (-), and what
ours has (+).  `$` and a letter stands for one word, the same word in all of a pattern;
`*` behind a line says that it may come again.  Indents are relative.

Two logs are compared by their longest common part.  Each place where they differ must
be one pattern, or several in a row, of the entries which the situation names.
"""
import difflib
import re

from situation import Mistake

HEAD = re.compile(r"(K\d\d) ([\w-]+)$")
VARIABLE = re.compile(r"(\$[a-z])")


class Entry:
    def __init__(self, number, name, place):
        self.number, self.name, self.place = number, name, place
        self.reason = []
        self.patterns = []  # ([stock's lines], [ours])

    @property
    def key(self):
        return self.number, self.name


def load(path):
    """{(number, class): Entry}"""
    entries, entry, fresh = {}, None, True
    with open(path, encoding="utf-8") as file:
        lines = [(number, line.rstrip()) for number, line in enumerate(file, 1)]
    for number, text in lines:
        head = HEAD.match(text)
        if text.startswith("#"):
            continue
        if head:
            entry = Entry(*head.groups(), f"deviations.txt:{number}")
            if entry.key in entries:
                raise Mistake(f"{entry.place}: twice")
            entries[entry.key] = entry
            fresh = True
        elif not text:
            fresh = True
        elif text.lstrip()[0] in "-+":
            if fresh:
                entry.patterns.append(([], []))
            fresh = False
            entry.patterns[-1]["-+".index(text.lstrip()[0])].append(text.lstrip()[1:])
        else:
            entry.reason.append(text.strip())
    for entry in entries.values():
        if not entry.reason or not entry.patterns:
            raise Mistake(f"{entry.place}: no reason, or no pattern")
    return entries


def indent(text):
    return len(text) - len(text.lstrip(" "))


def expression(pattern, variables, shift):
    """A regular expression for one line, in which known variables are words."""
    text = re.escape(" " * shift + pattern.removesuffix("*"))
    known, out = set(variables), ""
    for part in re.split(r"(\\\$[a-z])", text):
        if re.fullmatch(r"\\\$[a-z]", part):
            name = part[-1]
            out += re.escape(variables[name]) if name in variables else \
                f"(?P={name})" if name in known else f"(?P<{name}>[\\w'-]+)"
            known.add(name)
        else:
            out += part
    return re.compile(out)


def match_lines(patterns, lines, variables, shift):
    """Yields (lines used, variables) for each way to match."""
    if not patterns:
        yield 0, variables
        return
    if not lines:
        return
    found = expression(patterns[0], variables, shift).fullmatch(lines[0])
    if not found:
        return
    variables = {**variables, **found.groupdict()}
    if patterns[0].endswith("*"):
        for used, known in match_lines(patterns, lines[1:], variables, shift):
            yield used + 1, known
    for used, known in match_lines(patterns[1:], lines[1:], variables, shift):
        yield used + 1, known


def match_pattern(pattern, removed, added):
    """Yields (lines of removed, lines of added) that one pattern explains."""
    first, lines = (pattern[0], removed) if pattern[0] else (pattern[1], added)
    if not lines:
        return
    shift = indent(lines[0]) - indent(first[0])
    for used, variables in match_lines(pattern[0], removed, {}, shift):
        for used_added, _ in match_lines(pattern[1], added, variables, shift):
            yield used, used_added


def explain(removed, added, entries):
    """The entries that explain a place of difference, in order; None: they do not."""
    if not removed and not added:
        return []
    for entry in entries:
        for pattern in entry.patterns:
            for used, used_added in match_pattern(pattern, removed, added):
                rest = explain(removed[used:], added[used_added:], entries)
                if rest is not None:
                    return [entry, *rest]
    return None


def places(stock, ours):
    """(stock's lines, ours) wherever the logs differ."""
    matcher = difflib.SequenceMatcher(None, stock, ours, autojunk=False)
    for what, from_stock, to_stock, from_ours, to_ours in matcher.get_opcodes():
        if what != "equal":
            yield stock[from_stock:to_stock], ours[from_ours:to_ours]


def judge(stock, ours, entries):
    """(keys of the entries that were seen, places that none explains)."""
    seen, unexplained = set(), []
    for removed, added in places(stock, ours):
        found = explain(removed, added, entries)
        if found is None:
            unexplained.append((removed, added))
        else:
            seen.update(entry.key for entry in found)
    return seen, unexplained
