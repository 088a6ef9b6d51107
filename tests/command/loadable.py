# SPDX-License-Identifier: MIT
"""The programs in scenarios/ that `--load` can take."""
import glob
import re

# A host has globals of its own only where programs are linked to the command.
GLOBAL = re.compile(r"^static (?!const\b|inline\b)[^(){]*[;=]", re.M)


def loadable():
    paths = []
    for path in sorted(glob.glob("scenarios/**/*.c", recursive=True)):
        with open(path, encoding="utf-8") as file:
            if not GLOBAL.search(file.read()):
                paths.append(path)
    return paths
