"""Groups and tables of several respondents as one: union of rows by name, and cell by cell the first role wins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from smcheck.answers.model import Chosen, Sheet
from smcheck.answers.values import Ground, naming_cell, row_name
from smcheck.bank.model import Question, Type
from smcheck.case.blueprint import Blueprint, Rows
from smcheck.logic import Scope
from smcheck.logic.values import BLANK, Row, Unknown, Value, normal

Given = tuple[Sheet, Row]


def merge(plan: Blueprint, question: Question, sheets: Sequence[Sheet], *, scope: Scope) -> tuple[Row, ...]:
    """Return the rows that *sheets* give together, in the order of respondents; fixed rows of a table in the bank's.

    Each row keeps the roles that gave it. A cell that the mode of one of its sheets asks is `BLANK` where nobody filled
    it in; one that is not asked, that its `when` rules out in this row, or that is off the record is unknown. A row
    whose `when` is false is not there. Cells that refer to rows of groups are still as they were written.
    """
    known = plan.rows[question.id]
    fixed = question.type is Type.TABLE
    rows: list[Row] = []
    for given in _unite(question, sheets):
        name = given[0][1].name
        if fixed and name is not None and name in known.rows and known.rows[name].condition(scope) is False:
            continue
        cells = _cells(plan, question, given, scope=scope)
        if not fixed and name is not None and not _still_named(question, given[0][1], cells):
            name = row_name(question, cells, Ground(plan.bank, given[0][0].locale, None, given[0][0].header.mode))
        rows.append(Row(name, cells, len(rows), tuple(dict.fromkeys(sheet.role for sheet, _ in given if sheet.role))))
    if fixed:
        rows.sort(key=lambda row: known.order.get(row.name or "", len(known.order)))
        rows = [replace(row, index=index) for index, row in enumerate(rows)]
    return tuple(rows)


def rows_of(value: Value | None) -> tuple[Row, ...]:
    """Return the rows of a value; none where it is no answer."""
    return tuple(row for row in value if isinstance(row, Row)) if isinstance(value, tuple) else ()


def present(value: Value, group: Value) -> Value:
    """Return the references in *value* that name a row of *group*.

    Where none is left the answer is as if it had been left blank; where the group itself is hidden or open, why it is.
    """
    if value is BLANK or value == () or isinstance(value, Unknown):
        return value
    if isinstance(group, Unknown):
        return group
    names = {row.name for row in rows_of(group)}
    if not isinstance(value, tuple):
        return value if value in names else BLANK
    return tuple(one for one in value if one in names) or BLANK


def _unite(question: Question, sheets: Sequence[Sheet]) -> Iterable[list[Given]]:
    """Return what each respondent said about one row, row by row, the first respondent first."""
    united: list[list[Given]] = []
    known: dict[object, list[Given]] = {}
    for sheet in sheets:
        for row in rows_of(sheet.answers[question.id]):
            keys = _keys(question, row)
            same = next((known[key] for key in keys if key in known), None)
            if same is None or same[-1][0] is sheet:
                same = []
                united.append(same)
            same.append((sheet, row))
            known.update(dict.fromkeys(keys, same))
    return united


def _still_named(question: Question, row: Row, cells: Mapping[str, Value]) -> bool:
    """Tell whether the cell that gave *row* its name is among the visible *cells*; else its name is hidden with it."""
    column, _ = naming_cell(question, row.cells)
    return isinstance(cells[column.id], str)


def _keys(question: Question, row: Row) -> list[object]:
    """Return what tells that rows of two sheets are the same: their name, and the choice behind it in any language."""
    keys: list[object] = [] if row.name is None else [normal(row.name)]
    if question.type is Type.GROUP:
        _, cell = naming_cell(question, row.cells)
        if isinstance(cell, Chosen) and cell.text is None:
            keys.append((cell,))
    return keys


def _cells(plan: Blueprint, question: Question, united: Sequence[Given], *, scope: Scope) -> dict[str, Value]:
    """Return the cells of one row; what was hidden from the respondent in their own row stays hidden in the union."""
    own = [_own_cells(plan, question, sheet, row=row, scope=scope) for sheet, row in united]
    if len(own) == 1:
        return own[0]
    known = plan.rows[question.id]
    cells: dict[str, Value] = {}
    for column in question.columns:
        given = [each[column.id] for each in own]
        said = (cell for cell in given if cell is not BLANK and not isinstance(cell, Unknown))
        instead = (cell for cell in (known.private[column.id], BLANK) if cell in given)
        cells[column.id] = next(said, next(instead, known.not_asked[column.id]))
    _hide(known, cells, scope)
    return cells


def _own_cells(plan: Blueprint, question: Question, sheet: Sheet, *, row: Row, scope: Scope) -> dict[str, Value]:
    known = plan.rows[question.id]
    asked = plan.asks_columns(question, sheet.header.mode)
    cells: dict[str, Value] = {}
    for column in question.columns:
        cell = row.cells.get(column.id, BLANK) if column.id in asked else known.not_asked[column.id]
        off_record = cell is not BLANK and f"{question.id}.{column.id}" in sheet.private
        cells[column.id] = known.private[column.id] if off_record and column.id in asked else cell
    _hide(known, cells, scope)
    return cells


def _hide(known: Rows, cells: dict[str, Value], scope: Scope) -> None:
    """Take out the cells whose `when` is false in this row; a hidden cell decides about no other."""
    done: set[str] = set()

    def settle(columns: Iterable[str]) -> None:
        for column in columns:
            if column in known.columns and column not in done:
                done.add(column)
                condition = known.columns[column]
                settle(condition.names)
                if condition.condition(scope, cells) is False:
                    cells[column] = known.not_asked[column]

    settle(known.columns)
