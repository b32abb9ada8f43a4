"""Runs commands and says what they took. Shared by the benchmarks here; needs nothing but Python."""

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass
class Run:
    """What one run of a command took."""

    wall: float  # seconds
    cpu: float  # seconds in user mode, of the command and all that it started
    system: float  # seconds in the kernel, likewise
    memory: int  # bytes: the most that one process held
    output: str
    code: int


def run(command, *, check=True, env=None, cwd=None):
    """Runs a command to its end. With `check`, one that fails ends the benchmark."""
    start = time.monotonic()
    child = subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **(env or {})},
        cwd=cwd,
    )
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    code = child.returncode = os.waitstatus_to_exitcode(status)
    if check and code != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{output}\nexit code {code}")
    return Run(wall, usage.ru_utime, usage.ru_stime, usage.ru_maxrss * 1024, output, code)


def median(numbers):
    """The median; nothing of nothing."""
    numbers = list(numbers)
    return statistics.median(numbers) if numbers else None


def table(head, rows):
    """A table in Markdown; the first column to the left, the others to the right."""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def load():
    """How busy the machine is: what is measured while others work says little about wall time."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
