# SPDX-License-Identifier: MIT
"""What of `make check` runs under Valgrind: argument lists and how to read the logs.

Few processes with many runs each: Valgrind takes a second to start, and an error is
the verdict of the run it happened in (sim/world/checker.h).
"""
import glob
import math
import re

SUPPRESSIONS = "tests/valgrind.supp"
SEEDS = 10000
SHARDS = 4
# Small ones: what memcheck sees in ten thousand runs of them is worth a minute.
SEEDED = ("scenarios/docs/", "scenarios/echo/")
# Its broken program waits a hundred thousand times, and touches nothing on the way.
SOUND_ALONE = "scenarios/life/ping-pong.scn"
LEAKS = ["--leak-check=full", "--errors-for-leak-kinds=definite"]
# Tests that repeat themselves do so fewer times.
ENV = {"WT_FEWER": "1"}


def argv(command, judges=False):
    """An error fails the process, unless it judges them itself.  -s names the
    suppressions that were used."""
    exits = [] if judges else ["--error-exitcode=99", *LEAKS]
    return ["valgrind", "-q", "-s", "--num-callers=20", "--error-limit=no",
            f"--suppressions={SUPPRESSIONS}", *exits, *command]


def scenario_files():
    """Those whose programs are in order, or fail without touching what they may not;
    the others; and small ones of the first with choices left open."""
    others, faulty, opens = [], [], []
    for path in sorted(glob.glob("scenarios/**/*.scn", recursive=True)):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        is_faulty = re.search(r"^  broken .* fails (memory|crash)", text, re.M)
        (faulty if is_faulty else others).append(path)
        if not is_faulty and path.startswith(SEEDED) and re.search(r"^may ", text, re.M):
            opens.append(path)
    return others, faulty, opens


def scenario_commands(build, seeds_in_all=SEEDS):
    """Yields name, command, and whether wavetank's exit code alone counts."""
    run = [f"{build}/wavetank", "run", "--quiet"]
    others, faulty, opens = scenario_files()
    for shard in range(SHARDS):
        files = [path for path in others[shard::SHARDS] if path != SOUND_ALONE]
        if files:
            yield f"scenarios, part {shard + 1} of {SHARDS}", [*run, *files], False
    yield "scenarios, the long one", [*run, "--sound", SOUND_ALONE], False
    if faulty:
        yield "scenarios of programs that misuse memory", [*run, *faulty], True
    for half in (0, 1):
        files = opens[half::2]
        if files:
            seeds = math.ceil(seeds_in_all / len(opens))
            yield (f"{seeds * len(files)} seeds",
                   [*run, "--sound", "--runs", str(seeds), *files], False)


def suppressions(text):
    """The names of the entries of a file."""
    return re.findall(r"^\{\s*(\S[^\n]*)\n", text, re.M)


def used(log):
    """The names of the entries that were of use, from what -s prints."""
    return set(re.findall(r"used_suppression: +\d+ (.+?) \S+:\d+$", log, re.M))


def unused(text, logs):
    """The names of entries of a suppression file that none of the logs has used."""
    seen = set().union(*map(used, logs))
    return [name for name in suppressions(text) if name not in seen]
