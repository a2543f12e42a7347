"""What `smcheck brief` tells of the cases it makes: how far it is, what is wrong, and what became of them."""

import sys
import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smcheck.cli.output import colourful, environment_language, report, talk
from smcheck.problems import Problem

if TYPE_CHECKING:
    from smcheck.answers.find import Key
    from smcheck.batch.deliver import Delivery, Done, Status
    from smcheck.batch.index import Index
    from smcheck.batch.model import Lost, Made, Options
    from smcheck.batch.plan import Plan
    from smcheck.terminal.progress import Progress, Style
    from smcheck.wording import Wording

_NAMED = 5  # cases that the table at the end names one by one
_REMEMBERED = 5000  # problems that are told once even if they meet every case


class Reporter:
    """What is said on stderr; *failed* as soon as something went wrong, *bug* where it was we who did wrong."""

    def __init__(self, *, verbose: bool, quiet: bool) -> None:
        self.failed = False
        self.bug = False
        self.verbose = verbose
        self.quiet = quiet
        self.progress: Progress | None = None
        self._levels = {"error"} if quiet else {"error", "warning", "hint"} if verbose else {"error", "warning"}
        self._said: set[int] = set()

    def problems(self, problems: Iterable[Problem], locale: str | None) -> None:
        """Report *problems*, those of a level that is wanted, each once even if it meets every case."""
        for problem in problems:
            self.failed = self.failed or problem.level == "error"
            if problem.level not in self._levels:
                continue
            place = (problem.file, problem.line, problem.column, problem.question)
            same = hash((problem.code, *place, str(problem.values)))
            if same not in self._said:
                with self.progress.aside() if self.progress else nullcontext():
                    report([problem], locale)
            if len(self._said) < _REMEMBERED:
                self._said.add(same)

    def crash(self, where: str) -> None:
        """Tell of a mistake of the program."""
        from smcheck.cli.boundary import tell

        with self.progress.aside() if self.progress else nullcontext():
            tell(where)
        self.bug = True

    def talk(self, text: str) -> None:
        """Say something beside the result, unless nothing but errors is to be said."""
        if not self.quiet:
            with self.progress.aside() if self.progress else nullcontext():
                talk(text)

    def beside(self, found: "Mapping[Key, tuple[Path, ...]]") -> None:
        """Say which sheets of the same cases lie beside the given ones and were not read."""
        from smcheck.wording import wording

        for key, paths in found.items():
            names = [path.name for path in paths]
            words = wording(environment_language())
            self.talk(words.say("documents.beside", n=len(names), case=key.case, names=names))


class Batch:
    """Writes the documents of all cases of *plan* to a folder, and tells how far it is and what became of them."""

    def __init__(
        self,
        plan: "Plan",
        options: "Options",
        say: Reporter,
        *,
        jobs: int | None,
        timeout: float,
        scheduler: str | None,
    ) -> None:
        from smcheck.wording import wording

        self._plan = plan
        self._options = options
        self._say = say
        self._jobs = jobs
        self._timeout = timeout
        self._scheduler = scheduler
        self._words: Wording = wording(options.language or plan.language or environment_language())
        self._lost: list[Problem] = []
        self._counts: dict[Status, int] = {}
        self._named: dict[Status, list[str]] = {}

    def write(self, output: Path, *, force: bool, report_file: Path | None, index: bool) -> None:
        """Write the documents that are not up to date and that nobody edited to *output*.

        Ctrl-C leaves whole files, tells what is done, and goes on as what it is.
        """
        from smcheck.batch.deliver import Delivery, Report
        from smcheck.batch.index import Index
        from smcheck.batch.run import collect_from_now_on
        from smcheck.documents.state import Folder

        start = time.monotonic()
        language = self._words.language
        with ExitStack() as stack:
            folder = stack.enter_context(Folder(output))
            if folder.damaged:
                self._say.problems([Problem("documents.damaged_record", level="warning", file=str(output))], language)
            self._options = replace(self._options, index_in=language if index else None)
            delivery = Delivery(self._plan, self._options, folder, force=force)
            lines = stack.enter_context(Index(language)) if index else None
            written = stack.enter_context(Report(report_file)) if report_file else None
            stopped: KeyboardInterrupt | None = None
            try:
                for number, done in enumerate(self._deliver(delivery)):
                    if number:  # for a single case it is not worth while
                        collect_from_now_on()
                    if lines and done.made.row:
                        lines.add(done.made.row)
                    if written:
                        written.add(done, self._as_data((problem, done.made.locale) for problem in done.problems))
                    self._tell(done, output)
                if lines:
                    self._write_index(delivery, lines)
            except KeyboardInterrupt as interrupt:
                stopped = interrupt
            if written:
                general = [*self._plan.problems, *((problem, language) for problem in self._lost)]
                written.finish(self._as_data(general), complete=stopped is None, seconds=time.monotonic() - start)
        self._sum_up(output)
        if stopped:
            done_with = sum(self._counts.values())
            self._say.talk(self._words.say("batch.stopped", n=self._plan.cases, done=done_with))
            raise stopped

    def _deliver(self, delivery: "Delivery") -> "Iterator[Done]":
        """Have every case made and its files written."""
        from smcheck.batch.model import Lost
        from smcheck.terminal.progress import Progress

        style: Style = "none"
        if not self._say.quiet:
            style = "bar" if colourful(sys.stderr) else "lines" if self._say.verbose else "none"
        with Progress(self._plan.cases, self._words, style) as progress, closing(self._results(delivery)) as results:
            self._say.progress = progress
            try:
                for made in results:
                    if isinstance(made, Lost):
                        self._tell_lost(made)
                        continue
                    done = delivery.deliver(made)
                    if not (made.left_out and not made.problems):
                        yield done
                    progress.advance()
            finally:
                self._say.progress = None

    def _results(self, delivery: "Delivery") -> "Generator[Made | Lost, None, None]":
        from smcheck.batch.run import run

        if self._scheduler is None:
            yield from run(
                delivery.steps(), delivery.options, jobs=self._jobs, timeout=self._timeout, apart=delivery.apart
            )
            return
        from smcheck.batch.cluster import hired, packed
        from smcheck.batch.spread import spread

        options = packed(self._plan, delivery.options)
        with hired(self._scheduler) as crew:
            yield from spread(delivery.steps(), options, crew)

    def _write_index(self, delivery: "Delivery", index: "Index") -> None:
        from smcheck.batch.index import NAME
        from smcheck.documents.state import Outcome

        path, outcome = delivery.add(NAME, index.data())
        if outcome is Outcome.KEPT:
            self._say.problems([Problem("documents.kept", file=path)], self._words.locale)

    # What is told

    def _tell(self, done: "Done", output: Path) -> None:
        from smcheck.documents.state import Outcome
        from smcheck.wording import wording

        if done.made.bug:
            self._say.crash(done.made.bug)
        self._say.problems(done.problems, done.made.locale or self._words.locale)
        words = wording(done.made.locale) if done.made.locale else self._words
        for file in done.files:
            told = file.outcome in {Outcome.KEPT, Outcome.FAILED}  # as a problem
            if not told and (self._say.verbose or (self._plan.cases == 1 and file.outcome is Outcome.MADE)):
                self._say.talk(words.say(f"documents.{file.outcome}", path=str(output / file.name)))
        self._counts[done.status] = self._counts.get(done.status, 0) + 1
        named = self._named.setdefault(done.status, [])
        if len(named) < _NAMED:
            named.append(f"{done.key.case}.{done.key.round}")

    def _tell_lost(self, lost: "Lost") -> None:
        names = [f"{key.case}.{key.round}" for key in lost.cases]
        problem = Problem("batch.lost", {"n": len(names), "names": names}, "warning")
        self._lost.append(problem)
        self._say.problems([problem], self._words.locale)

    def _sum_up(self, output: Path) -> None:
        """Tell at the end what was made, unchanged, kept and failed, and where."""
        from smcheck.batch.deliver import Status

        if self._plan.cases == 1 and not self._plan.problems:
            return
        rows = []
        for status in Status:
            count, named = self._counts.get(status, 0), self._named.get(status, [])
            by_name = status in (Status.KEPT, Status.FAILED)
            rows.append((f"batch.{status}", count, self._some(named, count) if by_name and count else ""))
            if not by_name and count:
                rows[-1] = (*rows[-1][:2], str(output))
        files = list(dict.fromkeys(problem.file for problem, _ in self._plan.problems if problem.file))
        if files:
            rows.append(("batch.unread", len(files), self._some(files[:_NAMED], len(files))))
        labels = [self._words.say(code) for code, _, _ in rows]
        figures = [self._words.number(count) for _, count, _ in rows]
        wide, high = max(map(len, labels)), max(map(len, figures))
        for label, figure, (_, _, where) in zip(labels, figures, rows, strict=True):
            self._say.talk(f"{label:<{wide}}  {figure:>{high}}  {where}".rstrip())

    def _some(self, names: list[str], count: int) -> str:
        listed = ", ".join(names)
        if count <= len(names):
            return listed
        return self._words.say("batch.more", names=listed, n=self._words.number(count - len(names)))

    def _as_data(self, problems: "Iterable[tuple[Problem, str | None]]") -> list[dict[str, Any]]:
        from smcheck.cli.check import problem_data
        from smcheck.wording import wording

        return [problem_data(problem, wording(locale or self._words.locale)) for problem, locale in problems]
