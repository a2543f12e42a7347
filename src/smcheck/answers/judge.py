"""What can be judged only when all answers are read: names of rows, references to rows, the bank's own checks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import get_args

from smcheck.answers.model import Chosen
from smcheck.answers.schema import KEY, Located
from smcheck.answers.values import group_of, naming_cell
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked, Locale, Question, Text, Type
from smcheck.bank.reading import unknown
from smcheck.logic.values import BLANK, Row, Scope, Value, normal
from smcheck.problems import Problem
from smcheck.reading import shown


def judge_rows(bank: Bank, answers: Mapping[str, Value]) -> Iterator[Located]:
    """Yield what is wrong with the rows of groups and tables: a name twice, a row without content, too few rows."""
    for id_, rows in answers.items():
        question = bank.questions[id_]
        if not question.type.has_rows or not isinstance(rows, tuple):
            continue
        labels = {normal(label): row.id for row in question.rows for label in _labels(row.text)}
        first: dict[str, Row] = {}
        for row in rows:
            assert isinstance(row, Row)
            if question.type is Type.GROUP and all(cell is BLANK for cell in row.cells.values()):
                yield (id_, row.index), Problem("answers.empty_row", level="warning")
            if row.name is None:
                continue
            if normal(row.name) in first:
                yield _name_place(question, row), Problem("answers.same_name", {"name": shown(row.name)})
            first.setdefault(normal(row.name), row)
            if question.type is Type.TABLE and (known := _meant(row.name, question, labels)):
                values = {"name": shown(row.name), "nearest": known}
                yield (id_, row.name, KEY), Problem("answers.own_row_near", values, level="warning")
        if question.type is Type.GROUP and question.min is not None and len(rows) < question.min:
            yield (id_,), Problem("answers.too_few_rows", {"n": question.min}, level="warning")


def resolve(
    bank: Bank, answers: Mapping[str, Value], rows: Mapping[str, Sequence[Row]]
) -> tuple[dict[str, Value], list[Located]]:
    """Return *answers* with every reference to a row spelt as the row's name, and warnings for rows that do not exist.

    *rows* are the rows of each group that may be referred to; other groups are not looked at. Case does not matter, and
    a row named by a choice answers to the choice's id and to its label in any language.
    """
    known = {group: _names(bank.questions[group], group_rows, bank) for group, group_rows in rows.items()}
    found: list[Located] = []

    def look(asked: Asked, value: Value, path: tuple[str | int, ...]) -> Value:
        group = group_of(asked, bank)
        if group is None or group.id not in known or value is BLANK:
            return value
        if isinstance(value, tuple):
            return tuple(str(look(asked, one, (*path, index))) for index, one in enumerate(value))
        name = known[group.id].get(normal(str(value)))
        if name is None:
            names = list(dict.fromkeys(known[group.id].values()))
            values = unknown(shown(str(value)), names) | {"group": group.id}
            found.append((path, Problem("answers.unknown_reference", values, level="warning")))
        return name or value

    resolved: dict[str, Value] = {}
    for id_, value in answers.items():
        question = bank.questions[id_]
        if not question.type.has_rows or not isinstance(value, tuple):
            resolved[id_] = look(question, value, (id_,))
            continue
        referring = [column for column in question.columns if group_of(column, bank)]
        resolved[id_] = value
        if referring:
            resolved[id_] = tuple(
                replace(
                    row,
                    cells={
                        **row.cells,
                        **{
                            one.id: look(one, row.cells[one.id], (*row_path(question, row), one.id))
                            for one in referring
                            if one.id in row.cells
                        },
                    },
                )
                for row in value
                if isinstance(row, Row)
            )
    return resolved, found


def checks(
    bank: Bank, key: str, value: Value, scope: Scope, *, locale: str, cells: Mapping[str, Value] | None = None
) -> list[Problem]:
    """Return what the bank's own checks say to *value* of the question or column *key* (`goals.goal_due`) in *scope*.

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
        question = bank.questions[id_]
        if _hidden(bank, id_, scope, {}):
            continue
        for problem in checks(bank, id_, value, scope, locale=locale):
            yield (id_,), problem
        if not question.type.has_rows or not isinstance(value, tuple):
            continue
        checked = [column for column in question.columns if f"{id_}.{column.id}" in bank.checks]
        for row in value if checked else ():
            assert isinstance(row, Row)
            if question.type is Type.TABLE and _hidden(bank, f"{id_}[{row.name}]", scope, {}):
                continue
            for column in checked:
                key = f"{id_}.{column.id}"
                if column.id not in row.cells or _hidden(bank, key, scope, row.cells):
                    continue
                for problem in checks(bank, key, row.cells[column.id], scope, locale=locale, cells=row.cells):
                    yield (*row_path(question, row), column.id), problem


def row_path(question: Question, row: Row) -> tuple[str | int, ...]:
    """Return where *row* is written: by its place in a group, by its name in a table."""
    return question.id, row.index if question.type is Type.GROUP else str(row.name)


def _hidden(bank: Bank, key: str, scope: Scope, cells: Mapping[str, Value]) -> bool:
    when = bank.when.get(key)
    return when is not None and when.condition(scope, cells) is False


def _name_place(question: Question, row: Row) -> tuple[str | int, ...]:
    if question.type is Type.TABLE:
        return question.id, str(row.name), KEY
    return question.id, row.index, question.naming


def _meant(name: str, question: Question, labels: Mapping[str, str]) -> str | None:
    """Return the fixed row that an own row of this name probably is."""
    known = [row.id for row in question.rows]
    if name in known:
        return None
    near = get_close_matches(normal(name), known, n=1, cutoff=0.8)
    return labels.get(normal(name)) or (near[0] if near else None)


def _labels(text: Text) -> list[str]:
    return [label for locale in get_args(Locale) if (label := text.form(locale))]


def _names(question: Question, rows: Sequence[Row], bank: Bank) -> dict[str, str]:
    """Return the names of *rows* by everything they may be called."""
    names: dict[str, str] = {}
    for row in rows:
        if row.name is None:
            continue
        column, value = naming_cell(question, row.cells)
        choice = bank.choice(column, value) if isinstance(value, Chosen) and value.text is None else None
        for called in [choice.id, *_labels(choice.text)] if choice else []:
            names.setdefault(normal(called), row.name)
        names[normal(row.name)] = row.name
    return names
