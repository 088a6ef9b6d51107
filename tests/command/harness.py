# SPDX-License-Identifier: MIT
"""What tests of the command share: a scratch folder, one call, one claim a line."""
import os
import subprocess
import sys
import tempfile

WAVETANK = os.path.abspath(os.environ.get("WAVETANK", "build/wavetank"))
BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
# With the sanitizers the libraries were built with.
CC = os.environ.get("CC", "gcc").split()
CXX = os.environ.get("CXX", "g++").split()
REPOSITORY = os.getcwd()

_scratch = tempfile.TemporaryDirectory()
_failed = False

# The program does what it should, and a broken one does not.
PLAIN = """scenario 1
# Echo gives back what it got.
host server runs echo --port 7
  broken echo_ignores_short_send fails stream
peer alice
  connects server:7
  sends "hello world"
  waits 11 bytes
server:alice send@0 take 5
expect alice received exactly "hello world"
"""
FAILING = PLAIN.replace('exactly "hello world"', 'exactly "hello"')
OPEN = """scenario 1
# However the kernel cuts it, the echo comes back.
host server runs echo --port 7
peer alice
  connects server:7
  sends "hello world"
  waits 11 bytes
may any
"""


def scratch(name=""):
    return os.path.join(_scratch.name, name)


def write(name, text):
    """Writes a file into the scratch folder; returns its path."""
    path = scratch(name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def wavetank(*words, stdin="", env=None):
    """Runs the command in the scratch folder."""
    return subprocess.run([WAVETANK, *words], cwd=scratch(), input=stdin, capture_output=True,
                          text=True, timeout=60, check=False,
                          env={**os.environ, "XDG_CACHE_HOME": scratch("cache"), **(env or {})})


def claim(name, held, done=None):
    """Prints whether it held; with what the command said where it did not."""
    global _failed
    print(f"{'ok' if held else 'not ok'} - {name}")
    if held:
        return
    _failed = True
    if done is not None:
        said = f"exit {done.returncode}\n{done.stdout}{done.stderr}"
        print("\n".join(f"# {line}" for line in said.splitlines()))


def exits(name, code, done):
    claim(f"{name}: exit code {code}", done.returncode == code, done)


def finish():
    sys.stdout.flush()
    _scratch.cleanup()
    sys.exit(1 if _failed else 0)
