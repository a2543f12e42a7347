"""`smcheck brief`: documents from answer sheets, of one case or of thousands."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smcheck.cli.batch import Batch, Reporter
from smcheck.documents.formats import Format, Letterhead
from smcheck.problems import Problem, Problems

if TYPE_CHECKING:
    from datetime import date

    from smcheck.batch.model import Made, Options
    from smcheck.batch.plan import Plan


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
    from smcheck.batch.model import Options
    from smcheck.batch.plan import Plan

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
