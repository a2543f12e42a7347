"""From the bytes of a sheet to answers: head, country, answers, what stands beside them, and all that is wrong."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from smcheck import yamlio
from smcheck.answers import judge
from smcheck.answers.header import parts, read_bank, read_format, read_header
from smcheck.answers.model import Header, OpenPoint, Sheet, UnreadableSheet
from smcheck.answers.schema import KEY, Key, Located, place, schema
from smcheck.answers.scope import SheetScope
from smcheck.answers.sections import Sections
from smcheck.answers.values import Ground
from smcheck.bank.load import Bank
from smcheck.bank.model import Region
from smcheck.logic.values import Row, Value
from smcheck.problems import Problem, Problems, has_errors
from smcheck.yamlio import Data, Document

# A sheet without a date is judged on both: what they say alike holds on any day.
LONG_AGO, FAR_AHEAD = date(1900, 1, 1), date(2200, 1, 1)


def load_sheet(path: Path, *, bank: Bank | None = None) -> Sheet:
    """Read the sheet at *path* and judge it; raises as `read_sheet`, and for a file that cannot be read."""
    return _read(yamlio.read_file(path), bank, path)


def read_sheet(data: bytes, file: str, *, bank: Bank | None = None, path: Path | None = None) -> Sheet:
    """Read a sheet and judge it against its bank, which is loaded unless it is given.

    Raises Problems for what is no sheet at all: bad YAML, a wrong header, another bank, a later format or bank version.
    Everything else is in the sheet's `problems`.
    """
    return _read(yamlio.read(data, file), bank, path)


def at_home(sheet: Sheet, home: str | None) -> Sheet:
    """Return *sheet* as it reads where the case is at home, for a sheet that does not say so itself.

    *home* is what another sheet of the case says; with None, nobody knows, and the bank's default is meant.
    """
    region = region_of(sheet.bank, home)
    locale = locale_of(region, sheet.header.language)
    if sheet.home is not None or (locale, region and region.currency) == (sheet.locale, sheet.currency):
        return sheet
    return _sheet(sheet.document, sheet.bank, sheet.path, home=home or "default")


def region_of(bank: Bank, home: str | None) -> Region | None:
    """Return what holds in the country *home*, else the default; None for a bank without regions."""
    regions = bank.settings.regions
    return regions.get(home or "default") or regions.get("default")


def locale_of(region: Region | None, language: str) -> str:
    """Return the locale of *language* in *region*."""
    own = "de-DE" if language == "de" else "en"
    return {**region.locale}.get("de" if language == "de" else "en", own) if region else own


def _read(document: Document, bank: Bank | None, path: Path | None) -> Sheet:
    language = document.data.get("language")
    locale = locale_of(None, language) if language in ("de", "en") else None
    try:
        read_format(document)
        return _sheet(document, read_bank(document, bank), path)
    except UnreadableSheet:
        raise
    except Problems as wrong:
        raise UnreadableSheet(wrong.problems, locale) from None


def _sheet(document: Document, bank: Bank, path: Path | None, *, home: str | None = None) -> Sheet:
    """Read a sheet of *bank*; *home* is the country where the sheet itself names none."""
    header, wrong_header = read_header(document, bank)
    sections = Sections(document, bank, [*wrong_header, *_older(document, header, bank)])
    entries = sections.by_question("answers")
    data = {id_: entry for id_, (_, entry) in entries.items()}
    own = _home(data, header, bank)
    known, role = own or home, header.respondent.role
    region = region_of(bank, known)
    currency = region.currency if region and (known or role is None) else None
    ground = Ground(bank, locale_of(region, header.language), currency, header.mode)

    answers, wrong = schema(bank).read(data, ground)
    unread = {str(path[0]) for path, _ in wrong}
    points, both = sections.open_points(answers, unread)
    groups = (id_ for id_, question in bank.questions.items() if question.type.has_rows and id_ not in unread)
    answers, dangling = judge.resolve(bank, answers, {id_: _rows(answers.get(id_)) for id_ in groups})
    wrong += [] if role else dangling  # in a case of several sheets another one may have the row
    wrong += judge.judge_rows(bank, answers)
    wrong += _checks(bank, answers, points, header=header, locale=ground.locale)
    for where, problem in wrong:
        sections.problems.append(_located(document, bank, entries, where, problem))
    unread |= both | {str(where[0]) for where, problem in wrong if problem.level == "error"}

    sheet = Sheet(
        file=document.file,
        path=path,
        document=document,
        header=header,
        bank=bank,
        locale=ground.locale,
        home=own,
        currency=currency,
        answers={id_: answers[id_] for id_ in bank.questions if id_ in answers and id_ not in unread},
        open=points,
        notes=sections.notes(),
        private=sections.private(),
        waived=sections.waived(),
        accepted=sections.accepted(),
    )
    problems = tuple(sorted(sections.problems, key=lambda problem: (problem.line or 0, problem.column or 0)))
    if has_errors(wrong_header):
        raise UnreadableSheet(problems, ground.locale)
    return replace(sheet, problems=problems)


def _older(document: Document, header: Header, bank: Bank) -> list[Problem]:
    given, here = header.bank.version, bank.settings.version
    if parts(given) == parts(here):
        return []
    return [document.problem("answers.older_bank", ("bank", "version"), level="hint", given=given, version=here)]


def _home(data: Mapping[str, Data], header: Header, bank: Bank) -> str | None:
    """Return the home country. It is picked from choices, which read the same in every locale."""
    if bank.home is None:
        return None
    ground = Ground(bank, locale_of(None, header.language), None, header.mode)
    answers, _ = schema(bank).read({id_: data[id_] for id_ in bank.home.questions if id_ in data}, ground)
    home = bank.home.evaluate(SheetScope(answers, LONG_AGO))
    return str(home) if isinstance(home, str) and home in bank.settings.regions else None


def _rows(value: "Value | None") -> tuple[Row, ...]:
    return tuple(row for row in value if isinstance(row, Row)) if isinstance(value, tuple) else ()


def _checks(
    bank: Bank, answers: Mapping[str, Value], points: Mapping[str, OpenPoint], *, header: Header, locale: str
) -> list[Located]:
    def on(day: date) -> list[Located]:
        scope = SheetScope(answers, day, header.respondent.role, points, bank.when)
        return list(judge.judge_checks(bank, answers, scope, locale))

    if header.date is not None:
        return on(header.date)
    always = on(FAR_AHEAD)
    return [found for found in on(LONG_AGO) if found in always]


def _located(
    document: Document, bank: Bank, entries: Mapping[str, tuple[str, Data]], path: tuple[Key, ...], problem: Problem
) -> Problem:
    """Return a problem of an answer with its place in the file and its place in words."""
    written: tuple[Key, ...] = ("answers", entries[str(path[0])][0], *path[1:])
    mark = document.key_mark(written[:-1]) if written[-1] == KEY else document.mark(written)
    return problem.at(document.file, mark.line, mark.column, question=place(bank, path))
