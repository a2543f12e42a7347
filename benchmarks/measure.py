"""How things are measured: by the time of the processor, the least of several rounds, everything by turns."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]

# A process counts as its own what its parent had before it began, so the parent has to be a small one.
_LAUNCH = """
import os, sys
null = os.open(os.devnull, os.O_WRONLY)
silent = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
usage = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent), 0)[2]
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
"""


_AS_INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class Cost(NamedTuple):
    """What a process took: seconds by the clock, seconds of the processor, and the most MB that one process had."""

    clock: float
    processor: float
    memory: float


def run(command: Sequence[str]) -> Cost:
    """Run Python with *command*, and whatever it starts, to the end; bytecode is kept, as where it is installed."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _LAUNCH, sys.executable, *command],
        env=_AS_INSTALLED,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
        text=True,
    )
    clock = time.perf_counter() - start
    processor, memory = done.stdout.split()
    return Cost(clock, float(processor), float(memory))


def output(command: Sequence[str]) -> str:
    """Run Python with *command* and return what it prints."""
    done = subprocess.run([sys.executable, *command], env=_AS_INSTALLED, capture_output=True, check=True, cwd=ROOT)
    return done.stdout.decode()


def by_turns(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, float]:
    """Return the least seconds of the processor that each command took, one after the other, round by round."""
    least = dict.fromkeys(commands, float("inf"))
    for _ in range(rounds):
        for name, command in commands.items():
            least[name] = min(least[name], run(command).processor)
    return least
