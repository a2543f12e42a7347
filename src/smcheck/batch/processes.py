"""Processes of this machine that make cases: how they begin, what ends them, who watches that none takes too long."""

import atexit
import contextlib
import gc
import math
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from types import TracebackType
from typing import Self

from smcheck.answers.find import Key
from smcheck.batch.model import Job, Made, Options
from smcheck.batch.run import collect_from_now_on

_LOOK = 0.2  # seconds between two looks how long a process has been at its case
_PATIENCE = 1.0  # seconds that a pool has to get over the end of a process by itself


class Processes:
    """Processes on this machine, started when the first case is handed out and ended with the context."""

    def __init__(self, size: int, timeout: float = math.inf) -> None:
        self.size = size
        self._timeout = timeout
        self._many: ProcessPoolExecutor | None = None
        self._alone: ProcessPoolExecutor | None = None
        self._workers: set[BaseProcess] = set()
        self._watches: list[_Watch] = []
        self.late: set[Key] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:  # left early: what they are at is of no use any more
            for worker in self._workers:
                worker.terminate()
        self._end()

    def submit(self, jobs: Sequence[Job], options: Options) -> "Future[list[Made]]":
        """Hand out *jobs*."""
        if self._alone is not None:
            self._end()
        if self._many is None:
            self._many = self._start(self.size)
        return self._many.submit(_make_watched, jobs, options)

    def submit_alone(self, job: Job, options: Options) -> "Future[list[Made]]":
        """Hand out *job* to a process that has nothing else."""
        if self._alone is None:
            self._alone = self._start(1)
        return self._alone.submit(_make_watched, [job], options)

    def result(self, future: "Future[list[Made]]") -> list[Made]:
        """Wait for what was handed out."""
        return future.result()

    def renew(self) -> None:
        """Let go of all processes; the next case starts new ones."""
        self._end()

    def _end(self) -> None:
        for pool in (self._many, self._alone):
            if pool is not None:
                pool.shutdown(cancel_futures=True)
        for watch in self._watches:
            watch.over.set()
        self._many = self._alone = None
        self._workers = set()
        self._watches = []

    def _start(self, size: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        begun: SimpleQueue[_Begun] = context.SimpleQueue()
        pool = ProcessPoolExecutor(size, context, _enlist, (begun,))
        before = set(multiprocessing.active_children())
        with _deaf():
            for _ in range(size):
                pool.submit(os.getpid)  # a process each
        workers = set(multiprocessing.active_children()) - before
        self._workers |= workers
        self._watches.append(_Watch(pool, workers, begun, self._timeout, self.late))
        self._watches[-1].start()
        return pool


class _Watch(threading.Thread):
    """Ends a worker that is at one case for longer than *timeout* seconds, and puts that case among those *late*.

    From without, because what keeps a process from coming to an end may keep it from looking at a clock too.
    """

    def __init__(
        self,
        pool: ProcessPoolExecutor,
        workers: Iterable[BaseProcess],
        begun: "SimpleQueue[_Begun]",
        timeout: float,
        late: set[Key],
    ) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self._pool = pool
        self._workers = {worker.pid: worker for worker in workers}
        self._begun = begun
        self._timeout = timeout
        self._late = late

    def run(self) -> None:
        """Look again and again what each worker is at, until there is nothing more to look at."""
        at: dict[int, tuple[Key, float]] = {}
        ended = math.inf
        while not self.over.wait(_LOOK):
            now = time.monotonic()
            while not self._begun.empty():
                pid, key = self._begun.get()
                at.pop(pid, None)
                if key:
                    at[pid] = key, now
            late = next((pid for pid, (_, since) in at.items() if now - since > self._timeout), None)
            if late is not None:
                self._late.add(at[late][0])
                self._workers[late].kill()
                at.clear()  # the others of a pool end with it
            if wait([worker.sentinel for worker in self._workers.values()], timeout=0):
                ended = min(ended, now)
            if now - ended > _PATIENCE:
                self._let_go()
                return

    def _let_go(self) -> None:
        """Let the pool see that nothing more will come.

        Where a worker ended in the middle of what it had to say, the pool waits for the rest as long as anybody could
        still say it: any other worker, or itself. It has no public way to be told (a test holds the private one).
        """
        for worker in self._workers.values():
            worker.kill()
        line = self._pool._result_queue._writer  # type: ignore[attr-defined]
        if sys.platform == "win32":
            line.close()
        else:  # the pool closes it itself, perhaps at this moment: it must not be closed twice
            with Path(os.devnull).open("wb") as nowhere:
                os.dup2(nowhere.fileno(), line.fileno())


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Start processes that do not hear Ctrl-C, not even before they run: it is for their parent to end them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


_Begun = tuple[int, Key | None]
"""Which process has begun which case; no case where it is done with those it was given."""

_tell_begun: Callable[[_Begun], None]


def _enlist(begun: "SimpleQueue[_Begun]") -> None:
    """Begin the life of a worker: deaf to Ctrl-C, and at an end when its parent is, however that came about."""
    global _tell_begun
    _tell_begun = begun.put
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # until the first case is made
    atexit.register(gc.freeze)  # else its end waits until everything it knows has been looked through
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=[parent], daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _make_watched(jobs: Sequence[Job], options: Options) -> list[Made]:
    """Make several cases in a worker, and say which one it is at."""
    from smcheck.batch.work import make

    made = []
    for job in jobs:
        _tell_begun((os.getpid(), job.key))
        made.append(make(job, options))
        collect_from_now_on()
    _tell_begun((os.getpid(), None))
    return made
