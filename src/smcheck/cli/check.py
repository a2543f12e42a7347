"""`smcheck check`: what is wrong in answer sheets, what is answered and what is still open."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from smcheck.cli.output import COLOURS, colourful, environment_language, json_text, plain, report, talk
from smcheck.problems import Problem, Problems, has_errors

if TYPE_CHECKING:
    from smcheck.answers.model import Sheet
    from smcheck.case import Case, Point
    from smcheck.wording import Wording

FORMAT = 1
"""Of `--json`; see docs/json.md."""

_MANY = 12  # names that are worth reading one by one

Unread = list[tuple[Problem, str]]
"""Problems of files that belong to no case, each with the locale to tell it in."""


def check(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH",
            help="Answer sheets, or folders that are searched for sheets.",
            show_default=False,
            readable=False,  # asked of each file later, and said in the language of the person
        ),
    ],
    bank: Annotated[
        str | None,
        typer.Option(metavar="BANK", help="Question bank of the sheets, where it is not found by its id: its folder."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    explain: Annotated[
        str | None,
        typer.Option(metavar="FINDING", help="Say why a finding fired, did not fire, or could not be assessed."),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            formats=["%Y-%m-%d", "%d.%m.%Y"],
            help="Judge deadlines as of this day instead of the date of the latest sheet.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Say what is wrong in answer sheets, what is answered, and what is open with who might know.

    An incomplete sheet is not wrong: the exit code is 1 only for errors.
    """
    from smcheck.case import group

    if explain is not None and as_json:
        raise typer.BadParameter("An explanation is for people and not printed as JSON.", param_hint="--explain")
    sheets, unread, files = read(paths, bank)
    cases = group(sheets, as_of=as_of.date() if as_of else None)
    if explain is not None:
        _explain(unread, cases, explain)
    elif as_json:
        print(json_text(as_data(unread, cases)))
    else:
        show(unread, cases)
    tell_beside(cases, files)
    if has_errors(problem for problem, _ in unread) or not all(case.valid for case in cases):
        raise typer.Exit(1)


def read(paths: Iterable[Path], bank: str | None) -> "tuple[list[Sheet], Unread, list[Path]]":
    """Return the sheets that *paths* name, what is wrong with those that cannot be read at all, and all their files.

    *bank* is the folder of their bank, where it is not found by its id. Raises Problems if that one is wrong.
    """
    from smcheck.answers.find import find_sheets
    from smcheck.answers.read import load_sheet
    from smcheck.bank.load import load

    known = load(bank) if bank else None
    unread: Unread = []
    sheets = []
    files: dict[Path, None] = {}
    for path in paths:
        try:
            found = find_sheets([path])
        except Problems as wrong:
            found = []
            unread += [(problem, environment_language()) for problem in wrong.problems]
        else:
            if not found:
                unread.append((Problem("check.no_sheets", {"path": str(path)}), environment_language()))
        for file in found:
            if file in files:
                continue
            files[file] = None
            try:
                sheets.append(load_sheet(file, bank=known))
            except Problems as wrong:
                new = [(problem, wrong.locale or environment_language()) for problem in wrong.problems]
                unread += [one for one in new if one not in unread]  # a broken bank is told once, not for every sheet
    return sheets, unread, list(files)


def as_data(unread: Unread, cases: "Iterable[Case]") -> dict[str, Any]:
    """Return everything that is known as data for JSON, as docs/json.md describes it."""
    from smcheck.wording import wording

    return {
        "smcheck": FORMAT,
        "problems": [problem_data(problem, wording(locale)) for problem, locale in unread],
        "cases": [_case_data(case) for case in cases],
    }


def problem_data(problem: Problem, words: "Wording") -> dict[str, Any]:
    """Return *problem* as data for JSON, with its message in the language of *words*."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "question": problem.question,
        "level": problem.level,
        "code": problem.code,
        "message": words.message(problem),
    }


def _case_data(case: "Case") -> dict[str, Any]:
    from smcheck.diagnosis import data
    from smcheck.diagnosis.diagnosis import Diagnosis
    from smcheck.diagnosis.sentences import Sentences
    from smcheck.wording import wording

    words = wording(case.locale)
    diagnosis = Diagnosis(case)
    return {
        "case": case.id,
        "round": case.round,
        "as_of": case.as_of.isoformat() if case.as_of else None,
        "sheets": [
            {
                "file": sheet.file,
                "role": sheet.role,
                "mode": sheet.header.mode,
                "language": sheet.header.language,
                "date": sheet.header.date.isoformat() if sheet.header.date else None,
            }
            for sheet in case.sheets
        ],
        "valid": case.valid,
        "complete": case.complete,
        "problems": [problem_data(problem, words) for problem in case.problems],
        "coverage": case.coverage._asdict(),
        "open": [
            {
                "question": point.question,
                "text": case.bank.say(asked.text, case.locale, variant=case.variant),
                "status": str(point.status),
                "ask": point.ask,
                "reason": point.reason,
                "role": point.role,
                "file": point.file,
            }
            for point in case.agenda
            for asked in (case.bank.asked_at(point.question),)
        ],
        **data.as_data(diagnosis, Sentences(case, diagnosis, case.locale)),
    }


def _explain(unread: Unread, cases: "Sequence[Case]", finding: str) -> None:
    """Explain one finding for each case whose bank has it. Where no bank has it, say so and end as a wrong usage."""
    from smcheck.bank.reading import unknown
    from smcheck.diagnosis.diagnosis import Diagnosis
    from smcheck.diagnosis.explain import explain
    from smcheck.diagnosis.sentences import Sentences
    from smcheck.wording import wording

    for problem, locale in unread:
        _print_problem(problem, wording(locale))
    having = [case for case in cases if finding in case.bank.rules.finding]
    if cases and not having:
        known = [name for case in cases for name in case.bank.rules.finding]
        report([Problem("diagnosis.explain.unknown", unknown(finding, known))], cases[0].locale)
        raise typer.Exit(2)
    for place, case in enumerate(having):
        if place:
            print()
        diagnosis = Diagnosis(case)
        print(plain(_heading(case, wording(case.locale))))
        sentences = Sentences(case, diagnosis, case.locale)
        for line in explain(diagnosis, case.bank.rules.finding[finding], sentences):
            print(plain(line))


def show(unread: Unread, cases: "Sequence[Case]") -> None:
    """Print the report for people, each case in the language of its first sheet."""
    from smcheck.wording import wording

    for problem, locale in unread:
        _print_problem(problem, wording(locale))
    for place, case in enumerate(cases):
        if place or unread:
            print()
        _show_case(case, wording(case.locale))


def _print_problem(problem: Problem, words: "Wording") -> None:
    line = plain(words.located(problem))
    print(f"\x1b[{COLOURS[problem.level]}m{line}\x1b[0m" if colourful(sys.stdout) else line)


def _show_case(case: "Case", words: "Wording") -> None:
    print(plain(_heading(case, words)))
    for sheet in case.sheets:
        mode = case.bank.mode(sheet.header.mode)
        day = words.date(sheet.header.date) if sheet.header.date else words.say("check.no_day")
        what = [_role(case, sheet.role, words), case.bank.say(mode.text, case.locale) if mode else "", day]
        print(plain("  " + words.say("check.sheet", file=sheet.file, what=", ".join(filter(None, what)))))
    for problem in case.problems:
        _print_problem(problem, words)
    print("  " + _verdict(case, words))
    print("  " + _completeness(case, words))
    for line in (*_open(case, words), *_findings(case, words)):
        print(plain(line))


def _heading(case: "Case", words: "Wording") -> str:
    as_of = words.say("check.as_of", date=case.as_of) if case.as_of else words.say("check.no_day")
    title = f"{_line(case.title)} – " if case.title else ""
    return f"{title}{case.id}, {case.round} ({as_of})"


def _verdict(case: "Case", words: "Wording") -> str:
    counts = {level: sum(problem.level == level for problem in case.problems) for level in ("error", "warning", "hint")}
    found = [words.say(f"check.{level}s", n=count) for level, count in counts.items() if count]
    if not found:
        return words.say("check.valid")
    return words.say("check.wrong" if counts["error"] else "check.valid_but", found=found)


def _completeness(case: "Case", words: "Wording") -> str:
    counts: Mapping[str, int] = case.coverage._asdict()
    parts = [words.say(f"check.{status}", n=n) for status, n in counts.items() if n and status != "relevant"]
    covered = words.say("check.coverage", n=counts["relevant"], parts=parts)
    lacking = len(case.missing) + sum(item.question.required and item.status == "later" for item in case.items())
    return (words.say("check.incomplete", n=lacking) if lacking else words.say("check.complete")) + " " + covered


def _open(case: "Case", words: "Wording") -> Iterator[str]:
    if not case.agenda:
        return
    yield "  " + words.say("check.open", n=len(case.agenda))
    for point in case.agenda:
        said = [words.say(f"check.status_{point.status}")]
        if point.ask:
            said.append(words.say("check.ask", ask=_line(point.ask)))
        if point.reason:
            said.append(_line(point.reason))
        if len(case.sheets) > 1 and point.status != "missing":
            said.append(_role(case, point.role, words))
        yield f"    {_label(case, point)}: {'; '.join(said)}"


def _findings(case: "Case", words: "Wording") -> Iterator[str]:
    """Yield the findings by the names that `--explain` takes, the most severe first; none where a bank has no rules."""
    from smcheck.bank.rules.model import SEVERITIES
    from smcheck.diagnosis.diagnosis import Diagnosis

    diagnosis = Diagnosis(case)
    named = {
        words.say(f"diagnosis.severity.{severity}"): [one.id for one in diagnosis.findings if one.severity == severity]
        for severity in SEVERITIES
    }
    unassessed = [one.id for one in diagnosis.not_assessed]
    named[words.say("check.not_assessed")] = unassessed
    if len(unassessed) > _MANY:  # in a short interview most of them were simply not asked about
        named[words.say("check.not_assessed")] = [words.say("check.many", n=len(unassessed))]
    if any(named.values()):
        yield "  " + words.say("check.findings")
    for label, names in named.items():
        if names:
            yield f"    {label}: {', '.join(names)}"


def _label(case: "Case", point: "Point") -> str:
    """Return what *point* is about in a few words: the question, of a cell also its row and its column."""
    from smcheck.logic.values import Row

    name, _, cell = point.question.partition("[")
    question = case.bank.questions[name]
    labels = [case.bank.label(question, case.locale, variant=case.variant)]
    if cell:
        row = cell.partition("]")[0]
        item = case.item(name)
        rows = item.value if item and isinstance(item.value, tuple) else ()
        fixed = next((one.text for one in question.rows if one.id == row), None)
        named = next((one.name for one in rows if isinstance(one, Row) and str(one.index + 1) == row), None)
        labels.append(case.bank.say(fixed, case.locale) if fixed else _line(named or row))
        labels.append(case.bank.label(case.bank.asked_at(point.question), case.locale, variant=case.variant))
    return " – ".join(labels)


def _line(text: str) -> str:
    return " ".join(text.split())


def _role(case: "Case", role: str | None, words: "Wording") -> str:
    known = case.bank.role(role) if role else None
    return case.bank.say(known.text, case.locale) if known else words.say("check.conversation")


def tell_beside(cases: "Iterable[Case]", given: Sequence[Path]) -> None:
    """Say which sheets lie beside the given ones and belong to their cases, one line for each case."""
    from smcheck.case import beside
    from smcheck.wording import wording

    for case, paths in beside(cases, given=given):
        files = [path.name for path in paths]
        talk(wording(case.locale).say("check.beside", n=len(files), case=case.id, round=case.round, files=files))
