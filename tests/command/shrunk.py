# SPDX-License-Identifier: MIT
"""What `explore` writes of a broken program, and what must be true of it."""
import os
import re
import subprocess

LINES_MAX = 15  # of decisions and script


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Shrunk:
    """A search with default settings, and the file it wrote; check None: nothing failed."""

    def __init__(self, wavetank, scenario, program, folder, *more, runs=20000):
        os.makedirs(folder, exist_ok=True)
        self.wavetank, self.program, self.more, self.folder = wavetank, program, more, folder
        self.said = self.run("explore", scenario, "--program", program, "--no-cache", "--quiet",
                             "--jobs", "1", "--runs", str(runs), "-o", folder).stdout
        found = re.search(r" fails `([a-z-]+)`.* in run (\d+)", self.said)
        written = re.search(r"^ +(\d+) lines? of decisions and script, .*: (\S+\.scn)$",
                            self.said, re.M)
        flip = re.search(r"^ +decided last by: (.*)$", self.said, re.M)
        self.check = found.group(1) if found else None
        self.runs = int(found.group(2)) if found else 0
        self.lines = int(written.group(1)) if written else 0
        self.path = written.group(2) if written else None
        self.flip = flip.group(1) if flip else None

    def run(self, *words):
        return subprocess.run([self.wavetank, *words, *self.more], capture_output=True, text=True,
                              timeout=600, check=False)

    def claims(self):
        """Sentences, and whether they hold."""
        if not self.path:
            return {"a failing run is found and written": False}
        done = self.run("run", self.path)
        again = self.run("shrink", self.path, "--program", self.program)
        held = {
            f"{self.lines} lines of at most {LINES_MAX}": self.lines <= LINES_MAX,
            f"it fails {self.check}, and the sound program passes": done.returncode == 0 and
            f" {self.program} fails {self.check}\n" in read(self.path),
            "shrunk again it is the same": again.stdout == read(self.path),
        }
        if self.flip:
            held[f"without `{self.flip}` it passes"] = self.passes_without(self.flip)
        return held

    def passes_without(self, decision):
        lines = read(self.path).splitlines(keepends=True)
        rest = [line for line in lines if not line.startswith(decision)]
        path = os.path.join(self.folder, "flipped.scn")
        with open(path, "w", encoding="utf-8") as file:
            file.write("".join(rest))
        done = self.run("run", path, "--program", self.program)
        os.unlink(path)
        return len(rest) < len(lines) and "but passes every check" in done.stdout
