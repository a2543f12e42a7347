"""`smcheck brief`: documents from answer sheets."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smcheck.cli.output import report, talk
from smcheck.documents.formats import Format
from smcheck.problems import Problem, Problems, has_errors

if TYPE_CHECKING:
    from datetime import date

    from smcheck.answers.model import Sheet
    from smcheck.case import Case
    from smcheck.documents.make import Order
    from smcheck.documents.state import Outcome


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
        typer.Option("--output", "-o", metavar="DIR", help="Write files to this folder, one for each document."),
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
            metavar="md|html",
            help="Markdown, or one HTML file for a browser; md if not given. Repeat it for both.",
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
    force: Annotated[bool, typer.Option("--force", help="Replace files that were edited by hand.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say hints and unchanged files too.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say errors only.")] = False,
) -> None:
    """Make the strategy brief, or other documents, from answer sheets.

    Sheets of the same case and round make one case. One document without -o is printed; several are written to files.
    """
    from smcheck.answers.find import find_sheets
    from smcheck.case import group, rounds
    from smcheck.documents.make import left_out, only_reviews, orders

    say = Reporter(verbose=verbose, quiet=quiet)
    day = _day(as_of)
    found = find_sheets(paths)
    if not found:
        raise Problems([Problem("documents.no_sheets", {"paths": [str(path) for path in paths]})])
    wanted: list[Order] = []
    cases = group(_read(found, say, bank), as_of=day)
    for case in cases:
        say.problems(case.problems, case.locale)
    makes = [one for one in rounds(cases) if one.latest or not only_reviews(one.case.bank, document or ())]
    for one in makes:
        say.problems(left_out(one, document or ()), one.case.locale)
        if has_errors(one.case.problems):
            continue
        if one.before and has_errors(one.before.problems):  # which have been said: no review, but all the rest
            one = replace(one, before=None, latest=False)
        try:
            wanted += orders(one, document or (), language=language, own=templates, notes=notes, formats=formats or ())
        except Problems as wrong:
            say.problems(wrong.problems, one.case.locale)
    if output is None:
        if len(makes) > 1 or len(wanted) > 1:
            raise typer.BadParameter(
                f"{_count(len(makes), wanted)} cannot be printed one after the other. Add -o DIR to write files."
            )
        _print(wanted, say)
    else:
        _write(wanted, output, say, force=force)
    say.beside(cases)
    if say.failed:
        raise typer.Exit(1)


class Reporter:
    """What is said on stderr; *failed* as soon as something went wrong."""

    def __init__(self, *, verbose: bool, quiet: bool) -> None:
        self.failed = False
        self._levels = {"error"} if quiet else {"error", "warning", "hint"} if verbose else {"error", "warning"}
        self._verbose = verbose
        self._quiet = quiet
        self._said: set[tuple[object, ...]] = set()

    def problems(self, problems: Iterable[Problem], locale: str | None) -> None:
        """Report *problems*, those of a level that is wanted, each once even if it meets every case."""
        for problem in problems:
            self.failed = self.failed or problem.level == "error"
            same = (problem.code, problem.file, problem.line, problem.column, problem.question, str(problem.values))
            if problem.level in self._levels and same not in self._said:
                report([problem], locale)
            self._said.add(same)

    def outcome(self, order: "Order", outcome: "Outcome", path: Path) -> None:
        """Say what became of a file."""
        from smcheck.documents.state import Outcome
        from smcheck.wording import wording

        if outcome is Outcome.KEPT:
            self.problems([Problem("documents.kept", file=str(path))], order.case.locale)
        elif not self._quiet and (self._verbose or outcome is Outcome.MADE):
            talk(wording(order.case.locale).say(f"documents.{outcome}", path=str(path)))

    def beside(self, cases: "Sequence[Case]") -> None:
        """Say which sheets of the same cases lie beside the given ones and were not read."""
        from smcheck.case import beside
        from smcheck.wording import wording

        if self._quiet:
            return
        for case, others in beside(cases):
            names = [path.name for path in others]
            talk(wording(case.locale).say("documents.beside", n=len(names), case=case.id, names=names))


def _day(text: str | None) -> "date | None":
    if text is None:
        return None
    from smcheck import reading

    try:
        return reading.date(text)
    except Problems:
        raise typer.BadParameter("Give a day as 2026-12-31 or 31.12.2026.", param_hint="--as-of") from None


def _read(paths: Iterable[Path], say: Reporter, bank: str | None) -> "list[Sheet]":
    """Read all sheets; those that cannot be read are reported and left out."""
    from smcheck.answers.model import UnreadableSheet
    from smcheck.answers.read import load_sheet
    from smcheck.bank.load import load

    known = load(bank) if bank else None
    sheets = []
    for path in paths:
        try:
            sheets.append(load_sheet(path, bank=known))
        except Problems as wrong:
            say.problems(wrong.problems, wrong.locale if isinstance(wrong, UnreadableSheet) else None)
    return sheets


def _count(cases: int, orders: "Sequence[Order]") -> str:
    """Say of what there is more than one."""
    if cases > 1:
        return f"{cases} cases"
    documents = len({order.document for order in orders})
    return f"{documents} documents" if documents > 1 else f"{len(orders)} formats"


def _print(orders: "Sequence[Order]", say: Reporter) -> None:
    for order in orders:
        try:
            sys.stdout.write(order.data().decode())
        except Problems as wrong:
            say.problems(wrong.problems, order.case.locale)


def _write(orders: "Sequence[Order]", output: Path, say: Reporter, *, force: bool) -> None:
    """Write the documents to the folder *output*, those that are not up to date and that nobody edited."""
    from smcheck.documents.state import Folder, Outcome

    folder = Folder(output)
    taken: set[str] = set()
    for order in orders:
        path = output / order.file
        try:
            if order.file in taken:  # two banks, one name of a case
                raise Problems([Problem("documents.same_file", {"bank": order.case.bank.id}, file=str(path))])
            taken.add(order.file)
            if folder.is_current(order.file, order.inputs):
                outcome = Outcome.UNCHANGED
            else:
                outcome = folder.write(order.file, order.data(), inputs=order.inputs, force=force)
        except Problems as wrong:
            say.problems(wrong.problems, order.case.locale)
        else:
            say.outcome(order, outcome, path)
