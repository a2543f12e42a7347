"""The line of one case in the index: heading and cell.

Which answers stand in it, its bank says (`index` in `bank.yaml`). Texts that a spreadsheet would take for a formula are
written so that it shows them as they are.
"""

import datetime
from collections.abc import Iterable, Iterator
from fractions import Fraction

from smcheck.answers.printing import Printer, printer
from smcheck.answers.values import group_of
from smcheck.bank.model import Asked, Indexed
from smcheck.bank.rules.model import SEVERITIES
from smcheck.case import Case
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.logic.values import BLANK, Row, Unknown, Value, normal, rows_of
from smcheck.wording import wording

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def row(diagnosis: Diagnosis, language: str) -> dict[str, str]:
    """Return the line of one case: heading and cell, in *language*."""
    return {plain(heading): cell for heading, cell in _cells(diagnosis, language)}


def _cells(diagnosis: Diagnosis, language: str) -> Iterator[tuple[str, str]]:
    case = diagnosis.case
    say = wording(language).say
    show = printer(case.bank, case.locale_in(language), case.variant)
    yield say("batch.columns.case"), case.id
    yield say("batch.columns.round"), case.round
    yield show.label(case.bank.settings.title), plain(" ".join((case.title or "").split()))
    yield say("batch.columns.questions"), str(case.coverage.relevant)
    yield say("batch.columns.answered"), str(case.coverage.answered)
    for dimension in diagnosis.dimensions:
        text = show.say(dimension.rule.dimension.text)
        yield text, "" if dimension.value is None else show.wording.number(dimension.value, places=1)
    if case.bank.rules.findings:
        told: list[str] = [finding.severity for finding in diagnosis.findings if finding.waived is None]
        for severity in SEVERITIES:
            yield say(f"batch.columns.{severity}"), str(told.count(severity))
    for entry in case.bank.settings.index:
        yield show.label(entry.id), plain(_answer(case, entry, show))


def plain(text: str) -> str:
    """Return *text* as no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _answer(case: Case, entry: Indexed, show: Printer) -> str:
    item = case.item(entry.id)
    if item is None or item.value is None:
        return ""
    if not item.question.type.has_rows:
        return _said(case, item.question, item.value, show)
    columns = [column for column in item.question.columns if column.id in entry.columns]

    def told(row: Row) -> str:
        cells = [cell for column in columns if (cell := _said(case, column, row.cells[column.id], show))]
        name = show.row_name(item.question, row)
        return f"{name} ({', '.join(cells)})" if cells else name

    return "; ".join(filter(None, map(told, rows_of(item.value))))


def _said(case: Case, asked: Asked, value: Value, show: Printer) -> str:
    if value is BLANK or isinstance(value, Unknown):
        return ""
    if isinstance(value, datetime.date):
        return value.isoformat()  # which every spreadsheet reads as a day
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return show.wording.number(value)
    group = group_of(asked, case.bank)
    names = {normal(row.name): row.name for row in _rows(case, group.id) if row.name} if group else None
    return show.print(asked, value, names=names, currency=case.currency)["line"]


def _rows(case: Case, group: str) -> Iterable[Row]:
    return rows_of(case.value(group))
