"""Who makes the cases: this process, or several of its own where that is faster; in order.

One process alone loads nothing of what hands out work, which takes longer to load than to find the sheets.
"""

import gc
import math
import os
from collections.abc import Iterable, Iterator
from itertools import chain

from smcheck.batch.model import Job, Lost, Made, Options, Step

PAYS = 40
"""So many cases take one process about as long as it takes others to start."""

SETTLED = 256  # cases for which nothing is to be made that wait for one that is
_MOST_WORKERS = 61  # Windows cannot wait for more


def cores() -> int:
    """Return how many processes can run at once."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST_WORKERS)


def run(
    steps: Iterable[Step], options: Options, *, jobs: int | None = None, timeout: float = math.inf, apart: bool = False
) -> Iterator[Made | Lost]:
    """Yield what becomes of all *steps*, in their order: made here, or by several processes where that is faster.

    *jobs* is how many processes; if None, as many as can run at once, where there is enough for them to do. A case may
    take a process *timeout* seconds. *apart* is for templates that perhaps do not end: nothing is made in this process
    then, which nobody could end.
    """
    stream = iter(steps)
    few: list[Step] = []
    if jobs is None:
        work = 0
        for step in stream:
            few.append(step)
            work += isinstance(step, Job)
            if work > PAYS or (apart and work and len(few) > SETTLED):
                jobs = cores()
                break
            if not work or len(few) > SETTLED:
                yield from _here(few, options)
                few, work = [], 0
        else:
            jobs = 1
    if jobs == 1 and not apart:
        yield from _here(chain(few, stream), options)
        return
    from smcheck.batch.processes import Processes
    from smcheck.batch.spread import spread

    with Processes(min(jobs, _MOST_WORKERS), timeout) as crew:
        yield from spread(chain(few, stream), options, crew)


def _here(steps: Iterable[Step], options: Options) -> Iterator[Made]:
    """Make what is to be made; all that it takes is loaded with the first case."""
    for step in steps:
        if isinstance(step, Job):
            from smcheck.batch.work import make

            yield make(step, options)
        else:
            yield step


def collect_from_now_on() -> None:
    """Let garbage be looked for again, after the first cases, in a process that began without.

    With them came bank and templates, which stay: they are looked through this once, for what was left over from
    loading them, and never again. What comes later is little, and looking through it often keeps memory low at no cost.
    """
    if not gc.isenabled():
        gc.collect()
        gc.freeze()
        gc.set_threshold(200, 5, 5)
        gc.enable()
