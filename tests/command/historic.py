# SPDX-License-Identifier: MIT
"""The historic bugs: what their files say, and how far a broken program is from its sound
twin.  `make historic` writes docs/historic.md with it, measured anew."""
import argparse
import glob
import os
import re
import subprocess
import sys

SEEDS = 20000
LINES_MAX = 15


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


# -- Scenario files ----------------------------------------------------------

def head(text):
    """The comments at the top, without their marks."""
    lines = text.splitlines()[1:]
    count = next((i for i, line in enumerate(lines) if not line.startswith("# ")), len(lines))
    return [line[2:] for line in lines[:count]]


def reason(text, word):
    """What stands behind `Kept:` or `Scripted:` in the head; None: nothing."""
    found = [line[len(word) + 2:] for line in head(text) if line.startswith(word + ": ")]
    return found[0] if found else None


class Bug:
    def __init__(self, path):
        text = read(path)
        self.path = path
        self.id, self.claim = re.match(r"(BM-\d\d): (.*)", head(text)[0]).groups()
        self.project, self.link = re.match(r"(.*): (https://\S+)$", head(text)[1]).groups()
        self.why = " ".join(head(text)[2:])
        host = re.search(r"^host (\S+) runs (\S+)(?:(?!\nhost ).)*?\n  broken (\S+) fails (\S+)$",
                         text, re.M | re.S)
        self.sound, self.broken, self.check = host.group(2), host.group(3), host.group(4)
        stem = path[:-len(".scn")]
        self.search = existing(f"{stem}-search.scn")
        self.ordinary = existing(f"{stem}-ordinary.scn")


def existing(path):
    return path if os.path.exists(path) else None


def is_companion(path):
    return path.endswith(("-search.scn", "-ordinary.scn"))


def scenarios():
    return sorted(glob.glob("scenarios/**/*.scn", recursive=True))


def bugs():
    found = [Bug(path) for path in scenarios()
             if not is_companion(path) and head(read(path)) and
             re.match(r"BM-\d\d: ", head(read(path))[0])]
    return sorted(found, key=lambda bug: bug.id)


def calm(text, sound, broken):
    """That file with the broken program in the sound one's place, and nothing open."""
    text = re.sub(r"^  broken .*\n|^may .*\n", "", text, flags=re.M)
    return re.sub(rf"\bruns {sound}\b", f"runs {broken}", text)


# -- How far the twins are from each other -----------------------------------

def definitions(source):
    """Everything defined at the first column, by name: its lines, without comments."""
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.S)
    found, block = {}, []
    for line in source.splitlines():
        if not block and not re.match(r"[a-z]", line):
            continue
        if line.strip():
            block.append(line)
        if line.rstrip() in ("}", "};") or (len(block) == 1 and line.rstrip().endswith(";")):
            name = re.search(r"(\w+)(?:\(| = |\[\] = | \{)", " ".join(block))
            if name and not line.rstrip().endswith(");"):
                found[name.group(1)] = block
            block = []
    return found


def reachable(defined, name):
    """What is used by it, directly or not, within the file."""
    done, todo = set(), [name]
    while todo:
        name = todo.pop()
        if name not in done:
            done.add(name)
            todo += [word for word in re.findall(r"\w+", "\n".join(defined[name]))
                     if word in defined]
    return done


def difference(sound, broken):
    """The lines that only one of the twins is made of; those in which their mains differ count
    once.  Returns them and the file."""
    path = next(path for path in sorted(glob.glob("scenarios/**/*.c", recursive=True))
                if re.search(rf"^int {broken}_main\(", read(path), re.M))
    defined = definitions(read(path))
    one, other = (reachable(defined, f"{name}_main") for name in (sound, broken))
    mains = [defined[f"{name}_main"][1:] for name in (sound, broken)]
    lines = [line for name in sorted(one ^ other) if not name.endswith("_main")
             for line in defined[name]]
    lines += [line for line in mains[1] if line not in mains[0]]
    return lines, path


# -- Running -----------------------------------------------------------------

def run(*words):
    wavetank = os.environ.get("WAVETANK", "build/wavetank")
    return subprocess.run([wavetank, "run", *words], capture_output=True, text=True,
                          check=False).stdout


def conviction(path, broken, seeds):
    """Check, first seed, how many of so many seeds; None: it passes."""
    said = run(path, "--program", broken, "--runs", str(seeds))
    check = re.search(r" fails `(\S+)`.*, as it should$", said, re.M)
    first = re.search(r"To see it again: .* --seed (\d+) ", said)
    count = re.search(r"fails in (\d+) of ", said)
    return (check.group(1), int(first.group(1)), int(count.group(1))) if check and first else None


# -- The page ----------------------------------------------------------------

BEGINNING = """# Historic bugs

27 bugs of other people's socket code, all of them public, as scenarios. Each stands in a folder by
topic, with a sound program that passes and a broken one, in the shape of the real code, that fails
exactly one check. The programs are ours.

`make historic` makes this page; `tests/command/test-historic` keeps it true.

| | what happened | where | scenario | sound | broken | fails | lines |
|---|---|---|---|---|---|---|---|
"""
LINES = """
*lines*: how many lines only one of the two programs is made of: the function that does it wrong, its
table of methods, the line in which the mains differ. BM-24, 42, 43 and 64 sit in the loop itself:
their broken programs run on `scenarios/oldloop.c`, asyncore's pass as it was.
"""
SEARCHED = """
## Searched for

Ordinary peers, `may any` or `may any harmful`, no expectation: nothing in the file knows of the
bug, and the broken program passes its calm run. What convicts it is always on. *first* is the first
seed that does, *seeds* how many of %d do; the sound program passes them all.

| | file | opens | caught by | first | seeds |
|---|---|---|---|---|---|
"""
SCRIPTED = """
## Scripted

These a search can not find, at least not in a file that does not know of them. That the broken
program passes with ordinary peers is shown by the file named here.

| | why | ordinary peers |
|---|---|---|
"""


def link(path):
    return f"[{os.path.basename(path)[:-len('.scn')]}](../{path})"


def rows(table):
    return "".join("| " + " | ".join(str(cell) for cell in row) + " |\n" for row in table)


def search_row(bug, measured):
    opened = re.search(r"^(may any.*)$", read(bug.search), re.M).group(1)
    check, first, count = measured
    return bug.id, link(bug.search), f"`{opened}`", f"*{check}*", first, count


def page(measure):
    """measure: of a bug with a search file, what conviction() gives."""
    found = bugs()
    text = BEGINNING + rows((bug.id, bug.claim, f"[{bug.project}]({bug.link})", link(bug.path),
                             f"`{bug.sound}`", f"`{bug.broken}`", f"*{bug.check}*",
                             len(difference(bug.sound, bug.broken)[0])) for bug in found)
    text += LINES + SEARCHED % SEEDS
    text += rows(search_row(bug, measure(bug)) for bug in found if bug.search)
    text += SCRIPTED
    return text + rows((bug.id, reason(read(bug.ordinary), "Scripted"), link(bug.ordinary))
                       for bug in found if bug.ordinary)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", default="docs/historic.md")
    args = parser.parse_args()
    text = page(lambda bug: conviction(bug.search, bug.broken, SEEDS))
    with open(args.output, "w", encoding="utf-8") as file:
        file.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
