"""Groups and tables of several respondents as one: union of rows by name, and cell by cell the first role wins."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from smcheck.answers.model import Chosen, Sheet
from smcheck.answers.values import Ground, named_by, naming_cell, row_name
from smcheck.bank.load import Bank
from smcheck.bank.model import Question, Type
from smcheck.logic import Expression, Scope
from smcheck.logic.values import BLANK, Row, Unknown, Value, normal, rows_of, unknown

Given = tuple[Sheet, Row]
Condition = tuple[str, Expression, Unknown]
"""A column, when it is asked in a row, and what stands there when it is not."""


def merge(bank: Bank, question: Question, sheets: Sequence[Sheet], *, scope: Scope) -> tuple[Row, ...]:
    """Return the rows that *sheets* give together, in the order of respondents; fixed rows of a table in the bank's.

    Each row keeps the roles that gave it. A cell that the mode of one of its sheets asks is `BLANK` where nobody filled
    it in; one that is not asked, that its `when` rules out in this row, or that is off the record is unknown. A row
    whose `when` is false is not there. Cells that refer to rows of groups are still as they were written.
    """
    kept: list[tuple[str | None, dict[str, Value], tuple[str, ...]]] = []
    conditions = row_conditions(bank, question)
    hidden = _cell_conditions(bank, question)
    empty = {sheet: _unfilled(bank, question, sheet) for sheet in sheets}
    for given in _unite(question, sheets):
        sheet, first = given[0]
        name = first.name
        when = conditions.get(name or "")
        if when is not None and when.condition(scope) is False:
            continue
        own = [_own_cells(row, empty[sheet], hidden, scope=scope) for sheet, row in given]
        cells = own[0] if len(own) == 1 else _united(question, own, hidden, scope=scope)
        if question.type is Type.GROUP and name is not None and not _still_named(question, first, cells):
            name = row_name(question, cells, Ground(bank, sheet.locale, None, sheet.header.mode))
        kept.append((name, cells, tuple(dict.fromkeys([sheet.role for sheet, _ in given if sheet.role]))))
    if question.type is Type.TABLE:
        order = {row.id: place for place, row in enumerate(question.rows)}
        kept.sort(key=lambda row: order.get(row[0] or "", len(order)))
    return tuple([Row(name, cells, index, roles) for index, (name, cells, roles) in enumerate(kept)])


@lru_cache(maxsize=1024)
def row_conditions(bank: Bank, question: Question) -> Mapping[str, Expression]:
    """Return the conditions of those rows of a table that have one, by row."""
    return {row.id: when for row in question.rows if (when := bank.when.get(f"{question.id}[{row.id}]"))}


class References:
    """The rows of *group*, a value or why there is none, that answers refer to by their names.

    Where *own* names are taken as well, only those are hidden that name a row which *sheets* have and nobody may see.
    """

    def __init__(self, target: Question, group: Value, sheets: Iterable[Sheet], *, own: bool) -> None:
        self._group = group
        self._own = own
        self._names = {row.name for row in rows_of(group) if row.name}
        self._hidden: frozenset[str] = frozenset()
        if own:
            rows = (row for sheet in sheets for row in rows_of(sheet.answers.get(target.id)))
            self._hidden = frozenset({normal(row.name) for row in rows if row.name} - {*map(normal, self._names)})

    def present(self, value: Value) -> Value:
        """Return the references in *value* to rows that may be seen.

        Where none is left the answer is as if it had been left blank; where the group itself is hidden or open, why it
        is.
        """
        if value is BLANK or value == () or isinstance(value, Unknown):
            return value
        if isinstance(self._group, Unknown) and not self._own:
            return self._group
        if not isinstance(value, tuple):
            return value if self._shows(value) else BLANK
        return tuple(one for one in value if self._shows(one)) or BLANK

    def _shows(self, name: Value) -> bool:
        return normal(str(name)) not in self._hidden if self._own else name in self._names


def _unite(question: Question, sheets: Sequence[Sheet]) -> Iterable[list[Given]]:
    """Return what each respondent said about one row, row by row, the first respondent first."""
    if len(sheets) == 1:
        return [[(sheets[0], row)] for row in rows_of(sheets[0].answers[question.id])]
    united: list[list[Given]] = []
    known: dict[object, list[Given]] = {}
    for sheet in sheets:
        for row in rows_of(sheet.answers[question.id]):
            known_by = keys(question, row)
            same = next((known[key] for key in known_by if key in known), None)
            if same is None or same[-1][0] is sheet:
                same = []
                united.append(same)
            same.append((sheet, row))
            known.update(dict.fromkeys(known_by, same))
    return united


def _still_named(question: Question, row: Row, cells: Mapping[str, Value]) -> bool:
    """Tell whether the cell that gave *row* its name is among the visible *cells*; else its name is hidden with it."""
    return isinstance(cells[named_by(question, row.cells)], str)


def keys(question: Question, row: Row) -> list[object]:
    """Return what tells that rows of two sheets are the same: their name, and the choice behind it in any language."""
    found: list[object] = [] if row.name is None else [normal(row.name)]
    if question.type is Type.GROUP:
        _, cell = naming_cell(question, row.cells)
        if isinstance(cell, Chosen) and cell.text is None:
            found.append((cell,))
    return found


class _Empty(NamedTuple):
    """A row that nobody has filled in, and what stands in a cell in place of what a respondent wrote there."""

    cells: Mapping[str, Value]
    not_asked: Mapping[str, Value]
    private: Mapping[str, Value]


def _unfilled(bank: Bank, question: Question, sheet: Sheet) -> _Empty:
    cells, not_asked = _unasked(bank, question, sheet.header.mode)
    off_record = (key.partition(".") for key in sheet.private)
    columns = [column for of, _, column in off_record if of == question.id and column in cells]
    private = {one: unknown(f"{question.id}.{one}", "private") for one in columns if one not in not_asked}
    return _Empty(cells, not_asked, private)


@lru_cache(maxsize=1024)
def _unasked(bank: Bank, question: Question, mode: str) -> tuple[Mapping[str, Value], Mapping[str, Value]]:
    """Return a row that nobody has filled in, and of it the cells that *mode* does not ask."""
    asked = bank.columns(question, mode)
    not_asked = {
        column.id: unknown(f"{question.id}.{column.id}", "not asked")
        for column in question.columns
        if column not in asked
    }
    return {column.id: not_asked.get(column.id, BLANK) for column in question.columns}, not_asked


def _own_cells(row: Row, empty: _Empty, conditions: Sequence[Condition], *, scope: Scope) -> dict[str, Value]:
    """Return the cells of one respondent's row; what is hidden from them there stays hidden in a union."""
    cells: dict[str, Value] = {**empty.cells, **row.cells, **empty.not_asked}
    for column, instead in empty.private.items():
        if cells[column] is not BLANK:
            cells[column] = instead
    _hide(cells, conditions, scope=scope)
    return cells


def _united(
    question: Question, own: Sequence[Mapping[str, Value]], conditions: Sequence[Condition], *, scope: Scope
) -> dict[str, Value]:
    """Return the cells of a row that several respondents gave."""
    cells: dict[str, Value] = {}
    for column in question.columns:
        key = f"{question.id}.{column.id}"
        given = [each[column.id] for each in own]
        said = (cell for cell in given if cell is not BLANK and not isinstance(cell, Unknown))
        instead = (cell for cell in (unknown(key, "private"), BLANK) if cell in given)
        cells[column.id] = next(said, next(instead, unknown(key, "not asked")))
    _hide(cells, conditions, scope=scope)
    return cells


def _hide(cells: dict[str, Value], conditions: Sequence[Condition], *, scope: Scope) -> None:
    """Take out the cells whose `when` is false in this row; a hidden cell decides about no other."""
    for column, when, hidden in conditions:
        if when.condition(scope, cells) is False:
            cells[column] = hidden


@lru_cache(maxsize=1024)
def _cell_conditions(bank: Bank, question: Question) -> tuple[Condition, ...]:
    """Return the columns that have a condition, each after those that its condition reads."""
    conditions = ((column.id, bank.when.get(f"{question.id}.{column.id}")) for column in question.columns)
    left = {column: when for column, when in conditions if when}
    ordered: list[Condition] = []

    def settle(columns: Iterable[str]) -> None:
        for column in columns:
            if when := left.pop(column, None):
                settle(when.names)
                ordered.append((column, when, unknown(f"{question.id}.{column}", "not asked")))

    settle(list(left))
    return tuple(ordered)
