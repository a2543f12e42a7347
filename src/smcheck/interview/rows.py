"""The rows of groups and tables: which are asked, what they say so far, what they are called, who refers to them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from smcheck.answers.model import Chosen, Sheet
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked, Column, Question, Type
from smcheck.case import Case
from smcheck.logic.values import BLANK, Row, Value, normal, rows_of, unknown

Key = int | str
"""Which row: its index in a group, in a table the id of a fixed row or the name of an own one."""


@dataclass(frozen=True)
class Slot:
    """A row as the interview sees it: where it is, what it is called, what it says so far."""

    key: Key
    label: str
    cells: Mapping[str, Value]
    own: bool  # made by the respondent, so it can be deleted


def slots(bank: Bank, case: Case, question: Question, value: Value | None) -> tuple[Slot, ...]:
    """Return the rows of *question* in the order they are asked: of a table the fixed ones that apply, then own."""
    rows = rows_of(value)
    if question.type is Type.GROUP:
        return tuple(Slot(index, row.name or "", row.cells, True) for index, row in enumerate(rows))
    cells = {row.name: row.cells for row in rows}
    fixed = {row.id for row in question.rows}
    asked = [
        Slot(row.id, bank.say(row.text, case.locale, variant=case.variant), cells.get(row.id, {}), False)
        for row in question.rows
        if holds(bank, case, f"{question.id}[{row.id}]")
    ]
    own = [Slot(row.name, row.name, row.cells, True) for row in rows if row.name is not None and row.name not in fixed]
    return (*asked, *own)


def as_written(sheet: Sheet, id_: str, value: Value) -> Value:
    """Return an answer of *sheet* with only those cells that stand in the file.

    For conditions an absent cell is blank; for the interview it has not been asked yet.
    """
    answers = sheet.document.data.get("answers")
    written = answers.get(id_) if isinstance(answers, dict) else None
    if not isinstance(value, tuple) or not isinstance(written, list | dict):
        return value

    def stands(row: Row) -> Mapping[str, Value]:
        cells = written[row.index] if isinstance(written, list) else written.get(row.name or "")
        return {id_: cell for id_, cell in row.cells.items() if isinstance(cells, dict) and id_ in cells}

    return tuple(replace(row, cells=stands(row)) if isinstance(row, Row) else row for row in value)


def holds(bank: Bank, case: Case, key: str, cells: Mapping[str, Value] | None = None) -> bool:
    """Tell whether the `when` of *key* does not rule it out; what is undecided is asked."""
    condition = bank.when.get(key)
    return condition is None or condition.condition(case, cells or {}) is not False


def local(question: Question, cells: Mapping[str, Value]) -> dict[str, Value]:
    """Return *cells* as conditions of the same row see them: what has not been said yet is unknown."""
    missing = {column.id: unknown(f"{question.id}.{column.id}", "missing") for column in question.columns}
    return missing | dict(cells)


def columns(bank: Bank, case: Case, question: Question, mode: str, *, cells: Mapping[str, Value]) -> list[Column]:
    """Return the columns that are asked in a row with *cells*."""
    seen = local(question, cells)
    return [column for column in bank.columns(question, mode) if holds(bank, case, f"{question.id}.{column.id}", seen)]


def put(question: Question, rows: tuple[Row, ...], key: Key, cells: Mapping[str, Value]) -> tuple[Row, ...]:
    """Return *rows* with the row at *key* replaced or added, its name not yet looked at."""
    if isinstance(key, int):
        row = replace(rows[key], cells=cells) if key < len(rows) else Row(name=None, cells=cells, index=key)
        return (*rows[:key], row, *rows[key + 1 :])
    known = {row.name: row for row in rows}
    known[key] = replace(known[key], cells=cells) if key in known else Row(name=key, cells=cells, index=len(rows))
    fixed = [row.id for row in question.rows]
    order = sorted(known, key=lambda name: fixed.index(name) if name in fixed else len(fixed))
    return numbered(known[name] for name in order)


def numbered(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return *rows* with the index of their new order."""
    return tuple(replace(row, index=index) for index, row in enumerate(rows))


def referring(bank: Bank, group: str) -> Iterator[tuple[Question, Asked]]:
    """Yield every question, and every column with its question, that chooses from the rows of *group*."""
    for question in bank.questions.values():
        for asked in (question, *question.columns):
            if asked.choices_from == group:
                yield question, asked


def references(bank: Bank, answers: Mapping[str, Value], group: str) -> Iterator[tuple[str, str]]:
    """Yield each question that refers to rows of *group*, with the names it refers to.

    Names that may also stand for themselves refer to nothing.
    """
    for question, asked in referring(bank, group):
        if asked.own_choices:
            continue
        answer = answers.get(question.id)
        cells = [answer] if asked is question else [row.cells.get(asked.id) for row in rows_of(answer)]
        for value in cells:
            for name in value if isinstance(value, tuple) else (value,):
                if isinstance(name, str):
                    yield question.id, name


def renamed(bank: Bank, answers: Mapping[str, Value], group: str, names: Mapping[str, str | None]) -> dict[str, Value]:
    """Return the answers that refer to rows of *group* by another name than before, changed.

    *names* has the new name by the folded old one; None drops the reference, unless names of one's own are taken.
    """
    changed: dict[str, Value] = {}
    for question, asked in referring(bank, group):
        old = changed.get(question.id, answers.get(question.id))
        if old is None:
            continue
        if asked is question:
            new = _refer(asked, old, names)
        else:
            new = tuple(
                replace(row, cells={**row.cells, asked.id: _refer(asked, row.cells[asked.id], names)})
                if asked.id in row.cells
                else row
                for row in rows_of(old)
            )
        if not same(new, old):
            changed[question.id] = new
    return changed


def _refer(asked: Asked, value: Value, names: Mapping[str, str | None]) -> Value:
    def today(name: str) -> str | None:
        return names.get(normal(name), name) or (name if asked.own_choices else None)

    if isinstance(value, str):
        return today(value) or BLANK
    if isinstance(value, tuple):
        kept = [new for old in value if isinstance(old, str) and (new := today(old))]
        return tuple(kept) if kept else BLANK
    return value


def same(one: Value | None, two: Value | None) -> bool:
    """Tell whether two answers are the same, filled-in texts included."""
    if isinstance(one, Row) and isinstance(two, Row):
        return (
            one.name == two.name
            and one.cells.keys() == two.cells.keys()
            and all(same(one.cells[key], two.cells[key]) for key in one.cells)
        )
    if isinstance(one, tuple) and isinstance(two, tuple):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, str) and isinstance(two, str):
        return str(one) == str(two) and getattr(one, "text", None) == getattr(two, "text", None)
    return type(one) is type(two) and one == two


def picked(value: Value | None, choice: str) -> Chosen | None:
    """Return *choice* as it was picked in an answer, with its text; None if it was not."""
    for part in value if isinstance(value, tuple) else (value,):
        if isinstance(part, Chosen) and part == choice:
            return part
    return None
