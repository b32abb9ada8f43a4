"""Fails unless every caller has tried what the table of the README names, once each.

Usage: names.py README.md SAID...; a file SAID holds what the scenario of one caller has printed.
"""

import re
import sys
from pathlib import Path

readme, *files = sys.argv[1:]
section = Path(readme).read_text().partition("\n## The scenario\n")[2].partition("\n## ")[0]
wanted = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
bad = not wanted
for file in files:
    lines = Path(file).read_text().splitlines()
    found = []
    for line in lines:
        said = re.match(r"(?:ok  |skip|FAIL) (.*)", line)
        rest = said[1] if said else line
        # After the name of a case that failed comes what failed.
        names = [name for name in wanted if rest == name or rest.startswith(f"{name}: ")]
        found.append(names[0] if names else rest)
    if found != wanted:
        bad = True
        differing = sorted(set(found) ^ set(wanted)) or found
        print(f"FAIL {Path(file).name}: not the cases of the README: {differing}")
if not bad:
    print(f"ok   all {len(files)} callers have tried the same {len(wanted)} cases")
