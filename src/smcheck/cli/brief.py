"""`smcheck brief`: documents from answer sheets, of one case or of thousands."""

import sys
import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from smcheck.cli.output import colourful, environment_language, report, talk
from smcheck.documents.formats import Format, Letterhead
from smcheck.problems import Problem, Problems

if TYPE_CHECKING:
    from datetime import date

    from smcheck.answers.find import Key
    from smcheck.batch.deliver import Delivery, Done, Status
    from smcheck.batch.index import Index
    from smcheck.batch.plan import Plan
    from smcheck.batch.run import Lost
    from smcheck.batch.work import Made, Options
    from smcheck.terminal.progress import Progress, Style
    from smcheck.wording import Wording

_NAMED = 5  # cases that the table at the end names one by one
_REMEMBERED = 5000  # problems that are told once even if they meet every case


def brief(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH",
            help="Answer sheets, or folders that are searched for them.",
            readable=False,  # asked of each file later, and said in the language of the person
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Write files to this folder, one for each case."),
    ] = None,
    bank: Annotated[
        str | None,
        typer.Option(metavar="BANK", help="Question bank of the sheets, where it is not found by its id: its folder."),
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option(
            "--document", metavar="NAME|all", help="Which document, or all; the brief if not given. May be repeated."
        ),
    ] = None,
    formats: Annotated[
        list[Format] | None,
        typer.Option(
            "--format",
            metavar="md|html|docx|pdf",
            help="Markdown, one HTML file for a browser, Word, or PDF; md if not given. May be repeated.",
        ),
    ] = None,
    reference: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.docx",
            exists=True,
            dir_okay=False,
            help="Your letterhead: Word files take its styles, header and footer.",
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", metavar="de|en", help="Language of the document, else that of the sheet."),
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", exists=True, file_okay=False, help="Your own templates; each file replaces the usual one."
        ),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="Judge as of this day, else as of the latest conversation.")
    ] = None,
    notes: Annotated[bool, typer.Option("--notes", help="Print the consultant's own notes too.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Make everything anew and replace files that were edited by hand.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", metavar="N", min=1, help="How many processes; as many as are worth it if not given."
        ),
    ] = None,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=1, help="How long one case may take a process before it is ended.")
    ] = 60,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Let the workers of this Dask scheduler make the documents.")
    ] = None,
    report_file: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write what became of each case to this JSON file.")
    ] = None,
    index: Annotated[
        bool, typer.Option("--index", help="Write index.csv too: a line for each case, for a spreadsheet.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say hints and every file too.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say errors only.")] = False,
) -> None:
    """Make the strategy brief, or other documents, from answer sheets.

    Sheets of the same case and round make one case. One document without -o is printed; several are written to files.
    """
    from smcheck.batch.plan import Plan
    from smcheck.batch.work import Options

    if output is None and (index or report_file):
        raise typer.BadParameter(
            "Add -o DIR: there is an index or a report only of documents that are written to files."
        )
    if reference and Format.DOCX not in (formats or ()):
        raise typer.BadParameter("Add --format docx: a letterhead is only for Word files.", param_hint="--reference")
    if output is None and not all(format_.is_text for format_ in formats or ()):
        raise typer.BadParameter("Word and PDF are not printed. Add -o DIR to write files.")
    options = Options(
        documents=tuple(document or ()),
        language=language,
        bank=bank,
        templates=templates,
        as_of=_day(as_of),
        notes=notes,
        formats=tuple(formats or ()),
        letterhead=Letterhead.read(reference) if reference else None,
    )
    say = Reporter(verbose=verbose, quiet=quiet)
    plan = Plan(paths, bank)
    if not plan.sheets:
        raise Problems([Problem("documents.no_sheets", {"paths": [str(path) for path in paths]})])
    for problem, locale in plan.problems:
        say.problems([problem], locale)
    if output is None:
        _print(plan, options, say)
    else:
        batch = Batch(plan, options, say, jobs=jobs, timeout=timeout, scheduler=scheduler)
        batch.write(output, force=force, report_file=report_file, index=index)
    say.beside(plan.beside())
    if say.bug:
        raise typer.Exit(3)
    if say.failed:
        raise typer.Exit(1)


class Reporter:
    """What is said on stderr; *failed* as soon as something went wrong, *bug* where it was we who did wrong."""

    def __init__(self, *, verbose: bool, quiet: bool) -> None:
        self.failed = False
        self.bug = False
        self.verbose = verbose
        self.quiet = quiet
        self.progress: Progress | None = None
        self._levels = {"error"} if quiet else {"error", "warning", "hint"} if verbose else {"error", "warning"}
        self._said: set[tuple[object, ...]] = set()

    def problems(self, problems: Iterable[Problem], locale: str | None) -> None:
        """Report *problems*, those of a level that is wanted, each once even if it meets every case."""
        for problem in problems:
            self.failed = self.failed or problem.level == "error"
            same = (problem.code, problem.file, problem.line, problem.column, problem.question, str(problem.values))
            if problem.level in self._levels and same not in self._said:
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


def _day(text: str | None) -> "date | None":
    if text is None:
        return None
    from smcheck import reading

    try:
        return reading.date(text)
    except Problems:
        raise typer.BadParameter("Give a day as 2026-12-31 or 31.12.2026.", param_hint="--as-of") from None


def _print(plan: "Plan", options: "Options", say: Reporter) -> None:
    """Print the one document there is."""
    from smcheck.batch.work import make

    def refuse(what: str) -> typer.BadParameter:
        return typer.BadParameter(f"{what} cannot be printed one after the other. Add -o DIR to write files.")

    if plan.cases > 1 and not options.documents:
        raise refuse(f"{plan.cases} cases")
    made: list[Made] = []
    for job in plan.jobs():
        one = make(job, options)
        made += [] if one.left_out else [one]
        if len(made) > 1 or one.of > 1:
            alone = one.of == len(set(options.formats))
            what = f"{one.of} {'formats' if alone else 'documents'}" if one.of > 1 else f"{plan.cases} cases"
            raise refuse(what)
    for one in made:
        if one.bug:
            say.crash(one.bug)
        say.problems(one.problems, one.locale)
        for document in one.documents:
            sys.stdout.write((document.data or b"").decode())


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
        from dataclasses import replace

        from smcheck.batch.deliver import Delivery, Report
        from smcheck.batch.index import Index
        from smcheck.batch.work import collect_from_now_on
        from smcheck.documents.state import Folder

        start = time.monotonic()
        language = self._words.language
        with ExitStack() as stack:
            folder = stack.enter_context(Folder(output))
            if folder.damaged:
                self._say.problems([Problem("documents.damaged_record", level="warning", file=str(output))], language)
            self._options = replace(self._options, index=language if index else None)
            delivery = Delivery(self._plan, self._options, folder, force=force)
            lines = stack.enter_context(Index(language)) if index else None
            written = stack.enter_context(Report(report_file)) if report_file else None
            stopped: KeyboardInterrupt | None = None
            try:
                for done in self._deliver(delivery):
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
        from smcheck.batch.run import Lost
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
        from smcheck.batch.run import run, spread

        if self._scheduler is None:
            yield from run(
                delivery.steps(), delivery.options, jobs=self._jobs, timeout=self._timeout, apart=delivery.apart
            )
            return
        from smcheck.batch.cluster import hired
        from smcheck.batch.deliver import packed

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
