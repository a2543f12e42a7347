"""Which answers a change makes doubtful, so that they are offered again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from smcheck.bank.load import Bank
from smcheck.bank.model import Question
from smcheck.case import Case
from smcheck.interview import rows
from smcheck.logic.expression import Expression
from smcheck.logic.values import BLANK, Row, Value, rows_of


@dataclass(frozen=True)
class Change:
    """What an action changed in a question: *columns* whose cells had another value, None for the answer as a whole.

    Something that was only added, where nothing had been said before, is no reason to doubt what was said elsewhere.
    """

    question: str
    columns: frozenset[str] | None


NOTHING = Change("", frozenset())
"""No value was taken back."""


def changed(question: Question, old: Value | None, new: Value | None) -> Change:
    """Return what of *old* is not there any more in *new*."""
    if old is None or old is BLANK or rows.same(old, new):
        return NOTHING
    if not question.type.has_rows:
        return Change(question.id, None)
    before, after = rows_of(old), rows_of(new)
    if len(after) < len(before):
        return Change(question.id, None)
    columns = {
        column
        for row, kept in zip(before, after, strict=False)
        for column, value in row.cells.items()
        if value is not BLANK and not rows.same(value, kept.cells.get(column))
    }
    return Change(question.id, frozenset(columns))


def doubtful(bank: Bank, before: Case, after: Case, *, change: Change, given: Iterable[str]) -> list[str]:
    """Return those of the questions *given* that were answered under other circumstances, in the order they are asked.

    A question is doubtful if it was hidden and is asked again, if its conditions or checks read what was changed, or if
    a check that held does not hold any more.
    """
    found = []
    for id_ in given:
        question = bank.questions[id_]
        if not after.relevant(id_):
            continue
        if (
            not before.relevant(id_)
            or any(_reads(expression, change) for expression in _conditions(bank, question))
            or _fails(bank, question, after) > _fails(bank, question, before)
        ):
            found.append(id_)
    return sorted(found, key=list(bank.questions).index)


def _conditions(bank: Bank, question: Question) -> Iterator[Expression]:
    """Yield the conditions and checks of a question, of its columns and of its rows."""
    keys = [question.id, *(f"{question.id}.{column.id}" for column in question.columns)]
    keys += [f"{question.id}[{row.id}]" for row in question.rows]
    for key in keys:
        if condition := bank.when.get(key):
            yield condition
        for _, expression in bank.checks.get(key, ()):
            yield expression


def _reads(expression: Expression, change: Change) -> bool:
    if change.question not in expression.questions:
        return False
    return change.columns is None or any((change.question, column) in expression.cells for column in change.columns)


def _fails(bank: Bank, question: Question, case: Case) -> int:
    """Return how many checks of *question* its answer in *case* does not meet."""
    value = case.value(question.id)
    count = sum(
        expression.condition(case, {"it": value}) is False for _, expression in bank.checks.get(question.id, ())
    )
    for column in question.columns:
        for _, expression in bank.checks.get(f"{question.id}.{column.id}", ()):
            for row in value if isinstance(value, tuple) else ():
                if isinstance(row, Row) and column.id in row.cells:
                    local = {**row.cells, "it": row.cells[column.id]}
                    count += expression.condition(case, local) is False
    return count
