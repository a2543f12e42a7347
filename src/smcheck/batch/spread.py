"""Cases handed out to processes or to any executor, a few at a time, and taken back in order.

What is handed out is bounded, so memory does not grow with the number of cases. A worker that dies takes nothing with
it but the case that killed it: what was handed out is tried again, one by one. A worker that is at one case for too
long is ended, and only that case fails.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from typing import Protocol

from smcheck.answers.find import Key
from smcheck.batch.model import Job, Lost, Made, Options, Step
from smcheck.batch.run import SETTLED
from smcheck.problems import Problem

_CHUNK = 8  # cases handed out at once: fewer cost more in messages, more are more to try again
_AHEAD = 2  # chunks for each worker that wait beside the one it works on
_MOST_DEATHS = 5  # in a row, with no case made in between: then the fault is not with the cases
_PATIENCE = 1.0  # seconds between two looks whether there is still somebody to wait for


class Crew(Protocol):
    """Whoever makes cases beside this process; *size* is how many they are."""

    size: int

    @property
    def late(self) -> Collection[Key]:
        """The cases for which a worker was ended because they took it too long."""

    def submit(self, jobs: Sequence[Job], options: Options) -> "Future[list[Made]]":
        """Hand out *jobs*."""

    def submit_alone(self, job: Job, options: Options) -> "Future[list[Made]]":
        """Hand out *job* in such a way that nothing else is lost with it."""

    def result(self, future: "Future[list[Made]]") -> list[Made]:
        """Wait for what was handed out. Raises whatever kept it from being made."""

    def renew(self) -> None:
        """Get over the death of a worker."""


def make_all(jobs: Sequence[Job], options: Options) -> list[Made]:
    """Make several cases, one after the other; all that it takes is loaded with the first of them."""
    from smcheck.batch.work import make

    return [make(job, options) for job in jobs]


class Hired:
    """The workers of any executor, which mends itself; *is_there* tells whether it is still there at all.

    How long they may take is for whoever runs them to say: none is ended from here.
    """

    late: Collection[Key] = frozenset()

    def __init__(self, executor: Executor, size: int, is_there: Callable[[], bool] = lambda: True) -> None:
        self.size = size
        self._executor = executor
        self._is_there = is_there

    def submit(self, jobs: Sequence[Job], options: Options) -> "Future[list[Made]]":
        """Hand out *jobs*."""
        return self._executor.submit(make_all, jobs, options)

    def submit_alone(self, job: Job, options: Options) -> "Future[list[Made]]":
        """Hand out *job* as a piece of work of its own."""
        return self._executor.submit(make_all, [job], options)

    def result(self, future: "Future[list[Made]]") -> list[Made]:
        """Wait for what was handed out, as long as there is somebody to wait for."""
        while not future.done() and self._is_there():
            wait([future], timeout=_PATIENCE)
        if not future.done():
            raise ConnectionError
        return future.result()

    def renew(self) -> None:
        """Leave that to the executor."""


def spread(steps: Iterable[Step], options: Options, crew: Crew) -> Iterator[Made | Lost]:
    """Yield what becomes of all *steps*, in their order, made by *crew*."""
    return _Spread(options, crew).run(steps)


class _Chunk:
    """Some steps in a row, and the future of those among them that are jobs."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps
        self.jobs = [step for step in steps if isinstance(step, Job)]
        self.future: Future[list[Made]] | None = None

    def is_done(self) -> bool:
        return self.future is None or self.future.done()

    def is_lost(self) -> bool:
        """Tell whether it went down with the executor, which has told all or is about to."""
        return self.future is not None and isinstance(self.future.exception(), BrokenExecutor)

    def made(self, of_jobs: Iterable[Made]) -> Iterator[Made]:
        made = iter(of_jobs)
        for step in self.steps:
            yield next(made) if isinstance(step, Job) else step


class _Spread:
    def __init__(self, options: Options, crew: Crew) -> None:
        self._options = options
        self._crew = crew
        self._waiting: deque[_Chunk] = deque()
        self._again: list[_Chunk] = []
        self._deaths = 0
        self._reason = ""

    def run(self, steps: Iterable[Step]) -> Iterator[Made | Lost]:
        most = self._crew.size * (1 + _AHEAD)
        for chunk in _chunks(steps):
            self._hand_out(chunk)
            while self._waiting and (
                self._waiting[0].is_done()
                or len(self._waiting) > SETTLED
                or sum(one.future is not None for one in self._waiting) >= most
            ):
                yield from self._take_back()
        while self._waiting:
            yield from self._take_back()

    def _hand_out(self, chunk: _Chunk) -> None:
        if chunk.jobs:
            try:
                chunk.future = self._crew.submit(chunk.jobs, self._options)
            except Exception as refused:
                chunk.future = Future()
                chunk.future.set_exception(refused)
        self._waiting.append(chunk)

    def _take_back(self) -> Iterator[Made | Lost]:
        """Yield the results of the first chunk that waits."""
        chunk = self._waiting.popleft()
        if chunk in self._again:
            self._again.remove(chunk)
            yield from chunk.made(map(self._try_again, chunk.jobs))
            return
        try:
            made = self._crew.result(chunk.future) if chunk.future else []
        except Exception as death:
            others = [one for one in self._waiting if one.is_lost()] if isinstance(death, BrokenExecutor) else []
            self._crew.renew()
            again = [job.key for lost in (chunk, *others) for job in lost.jobs if job.key not in self._crew.late]
            if again:
                yield Lost(tuple(again))
            self._again += others
            yield from chunk.made(map(self._try_again, chunk.jobs))
        else:
            self._deaths = 0 if made else self._deaths
            yield from chunk.made(made)

    def _try_again(self, job: Job) -> Made:
        """Make one job alone; if its worker dies again, it is the job."""
        if job.key in self._crew.late:
            return _failed(job, Problem("batch.late"))
        if self._deaths == _MOST_DEATHS:
            return Made(job.key, problems=(Problem("batch.gave_up", {"reason": self._reason}),))
        try:
            (made,) = self._crew.result(self._crew.submit_alone(job, self._options))
        except Exception as death:
            self._deaths += 1
            self._crew.renew()
            late = job.key in self._crew.late
            self._reason = "timeout" if late else type(death).__name__
            return _failed(job, Problem("batch.late") if late else Problem("batch.died", {"reason": self._reason}))
        self._deaths = 0
        return made


def _failed(job: Job, problem: Problem) -> Made:
    return Made(job.key, problems=(problem.at(job.sheets[0].file) if job.sheets else problem,))


def _chunks(steps: Iterable[Step]) -> Iterator[_Chunk]:
    chunk: list[Step] = []
    work = 0
    for step in steps:
        chunk.append(step)
        work += isinstance(step, Job)
        if not work or work == _CHUNK or len(chunk) == SETTLED:
            yield _Chunk(chunk)
            chunk, work = [], 0
    if chunk:
        yield _Chunk(chunk)
