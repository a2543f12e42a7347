"""What can be judged only when all answers are read: names of rows, references to rows, the bank's own checks."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

from smcheck.answers.model import Chosen
from smcheck.answers.places import KEY, Located, Place, row_path
from smcheck.answers.text import Suggestions
from smcheck.answers.values import labels, naming_cell, references
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked, Choice, Column, Question, Type
from smcheck.logic.values import BLANK, Row, Scope, Unknown, Value, normal, rows_of
from smcheck.problems import Problem
from smcheck.reading import shown


def judge_rows(bank: Bank, answers: Mapping[str, Value]) -> Iterator[Located]:
    """Yield what is wrong with the rows of groups and tables: a name twice, a row without content, too few or many."""
    for id_, value in answers.items():
        question = bank.questions[id_]
        if not question.type.has_rows:
            continue
        rows, is_group = rows_of(value), question.type is Type.GROUP
        seen: set[str] = set()
        for row in rows:
            if is_group and all(cell is BLANK for cell in row.cells.values()):
                yield (id_, row.index), Problem("answers.empty_row", level="warning")
            if row.name is None:
                continue
            name = normal(row.name)
            if name in seen:
                below = question.naming if is_group else KEY
                yield (*row_path(question, row), below), Problem("answers.same_name", {"name": shown(row.name)})
            seen.add(name)
            if question.own_rows and (known := _meant(row.name, question)):
                values = {"name": shown(row.name), "nearest": known}
                yield (id_, row.name, KEY), Problem("answers.own_row_near", values, level="warning")
        if question.max is not None and len(rows) > question.max:
            yield (id_,), Problem("answers.too_many_rows", {"n": question.max})
        if is_group and value is not BLANK and len(rows) < (question.min or 0):
            yield (id_,), Problem("answers.too_few_rows", {"n": question.min}, level="warning")


def resolve(
    bank: Bank, answers: Mapping[str, Value], rows: Mapping[str, Sequence[Row]]
) -> tuple[dict[str, Value], list[Located]]:
    """Return *answers* with every reference to a row spelt as the row's name, and warnings for rows that do not exist.

    *rows* are the rows of each group that may be referred to; other groups are not looked at. Case does not matter, and
    a row named by a choice answers to the choice's id and to its label in any language. Where a question takes names of
    its own, one that is no row's stays as it is.
    """
    known: dict[str, dict[str, str]] = {}
    found: list[Located] = []
    suggestions = Suggestions()

    def named(asked: Asked, group: Question, value: Value, path: Place) -> Value:
        if group.id not in known:
            known[group.id] = _names(group, rows[group.id], bank)
        name = known[group.id].get(normal(str(value)))
        if name is None and not asked.own_choices:
            names = list(dict.fromkeys(known[group.id].values()))
            values = suggestions.values(str(value), names) | {"group": group.id}
            found.append((path, Problem("answers.unknown_reference", values, level="warning")))
        return name or value

    def look(asked: Asked, group: Question, value: Value, path: Place) -> Value:
        if group.id not in rows or value is BLANK or isinstance(value, Unknown):
            return value
        if isinstance(value, tuple):
            return tuple([str(named(asked, group, one, (*path, index))) for index, one in enumerate(value)])
        return named(asked, group, value, path)

    def look_in(question: Question, row: Row, targets: Mapping[Asked, Question]) -> Row:
        at = row_path(question, row)
        cells = {
            column.id: look(column, group, row.cells[column.id], (*at, column.id))
            for column, group in targets.items()
            if column.id in row.cells
        }
        return row.with_cells(cells)

    resolved = dict(answers)
    for id_, targets in references(bank).items():
        value = answers.get(id_, BLANK)
        if value is BLANK:
            continue
        question = bank.questions[id_]
        if question.type.has_rows:
            resolved[id_] = tuple([look_in(question, row, targets) for row in rows_of(value)])
        else:
            resolved[id_] = look(question, targets[question], value, (id_,))
    return resolved, found


def checks(
    bank: Bank, key: str, value: Value, scope: Scope, *, locale: str, cells: Mapping[str, Value] | None = None
) -> list[Problem]:
    """Return what the bank's own checks say to *value* of the question or column *key* (`tasks.due`) in *scope*.

    *cells* are the other cells of its row. A check that rests on something unknown says nothing.
    """
    if value is BLANK:
        return []
    local = {**(cells or {}), "it": value}
    variants = bank.settings.variants_by
    found = []
    for check, expression in bank.checks.get(key, ()):
        if expression.condition(scope, local) is False:
            variant = scope.value(variants) if variants else None
            said = bank.say(check.say, locale, variant=variant if isinstance(variant, str) else None)
            found.append(Problem("answers.check", {"text": said}, level=check.level))
    return found


def judge_checks(bank: Bank, answers: Mapping[str, Value], scope: Scope, locale: str) -> Iterator[Located]:
    """Yield what the bank's own checks say to *answers*; those that a condition hides are left alone."""
    for id_, value in answers.items():
        columns = checked(bank).get(id_)
        if columns is None or value is BLANK or _hidden(bank, id_, scope, {}):
            continue
        question = bank.questions[id_]
        for problem in checks(bank, id_, value, scope, locale=locale):
            yield (id_,), problem
        for row in rows_of(value) if columns else ():
            if _hidden(bank, f"{id_}[{row.name}]", scope, {}):
                continue
            for column in columns:
                key = f"{id_}.{column.id}"
                if column.id not in row.cells or _hidden(bank, key, scope, row.cells):
                    continue
                for problem in checks(bank, key, row.cells[column.id], scope, locale=locale, cells=row.cells):
                    yield (*row_path(question, row), column.id), problem


@lru_cache(maxsize=8)
def checked(bank: Bank) -> Mapping[str, Sequence[Column]]:
    """Return the questions that have checks, themselves or in these columns."""
    columns = {
        id_: [column for column in question.columns if f"{id_}.{column.id}" in bank.checks]
        for id_, question in bank.questions.items()
    }
    return {id_: with_checks for id_, with_checks in columns.items() if with_checks or id_ in bank.checks}


def _hidden(bank: Bank, key: str, scope: Scope, cells: Mapping[str, Value]) -> bool:
    when = bank.when.get(key)
    return when is not None and when.condition(scope, cells) is False


def _meant(name: str, question: Question) -> str | None:
    """Return the fixed row that an own row of this name probably is."""
    known = [row.id for row in question.rows]
    if name in known:
        return None
    near = get_close_matches(normal(name), known, n=1, cutoff=0.8)
    called = (row.id for row in question.rows if normal(name) in map(normal, labels(row.text)))
    return next(called, near[0] if near else None)


def _names(question: Question, rows: Sequence[Row], bank: Bank) -> dict[str, str]:
    """Return the names of *rows* by everything they may be called."""
    names: dict[str, str] = {}
    for row in rows:
        if row.name is None:
            continue
        column, value = naming_cell(question, row.cells)
        choice = bank.choice(column, value) if isinstance(value, Chosen) and value.text is None else None
        for called in _called(choice) if choice else ():
            names.setdefault(called, row.name)
        names[normal(row.name)] = row.name
    return names


@lru_cache(maxsize=4096)
def _called(choice: Choice) -> tuple[str, ...]:
    """Return what a row that is named by *choice* answers to, as names are compared."""
    return tuple(map(normal, (choice.id, *labels(choice.text))))
