"""What all cases of a bank need to know of it, worked out once: who is asked what, conditions, references."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from smcheck.answers.values import group_of
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked, Question
from smcheck.logic import Expression, compile_expression
from smcheck.logic.values import Unknown, unknown


@dataclass(frozen=True)
class Rows:
    """Of a group or table: conditions of fixed rows and of columns, and the groups that columns refer to."""

    order: Mapping[str, int]
    rows: Mapping[str, Expression]
    columns: Mapping[str, Expression]
    targets: Mapping[str, str]
    not_asked: Mapping[str, Unknown]
    private: Mapping[str, Unknown]


@dataclass(frozen=True, eq=False)
class Blueprint:
    """The bank as cases need it.

    *all_rows* has the conditions of the rows of each table that may be left without any.
    """

    bank: Bank
    rank: Mapping[str | None, int]
    targets: Mapping[str, str]
    rows: Mapping[str, Rows]
    all_rows: Mapping[str, tuple[Expression, ...]]
    asked: dict[tuple[str, str | None], frozenset[str]] = field(default_factory=dict)
    columns: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    named: dict[str, Expression] = field(default_factory=dict)

    def asks(self, mode: str, role: str | None) -> frozenset[str]:
        """Return the questions that *mode* asks of *role*, conditions aside."""
        ids = self.asked.get((mode, role))
        if ids is None:
            questions = self.bank.questions.values()
            ids = frozenset(one.id for one in questions if self.bank.asks(one, mode=mode, role=role))
            self.asked[mode, role] = ids
        return ids

    def asks_columns(self, question: Question, mode: str) -> frozenset[str]:
        """Return the columns of *question* that *mode* asks, conditions aside."""
        ids = self.columns.get((question.id, mode))
        if ids is None:
            ids = frozenset(column.id for column in self.bank.columns(question, mode))
            self.columns[question.id, mode] = ids
        return ids

    def value(self, name: str) -> Expression:
        """Return the named value *name* of the bank; KeyError where there is none."""
        if name not in self.bank.vocabulary.values:
            raise KeyError(name)
        if name not in self.named:
            self.named[name] = compile_expression(name, self.bank.vocabulary)
        return self.named[name]


@lru_cache(maxsize=16)
def blueprint(bank: Bank) -> Blueprint:
    """Return the blueprint of *bank*."""
    questions = bank.questions.values()
    ranks: dict[str | None, int] = {role.id: place for place, role in enumerate(bank.settings.roles)}
    rows = {one.id: _rows(one, bank) for one in questions if one.type.has_rows}
    conditional = (
        one for one in questions if one.rows and not one.own_rows and len(rows[one.id].rows) == len(one.rows)
    )
    return Blueprint(
        bank=bank,
        rank={**ranks, None: -1},
        targets={one.id: target for one in questions if (target := _target(one, bank))},
        rows=rows,
        all_rows={one.id: tuple(rows[one.id].rows.values()) for one in conditional},
    )


def _target(asked: Asked, bank: Bank) -> str | None:
    group = group_of(asked, bank)
    return group.id if group else None


def _rows(question: Question, bank: Bank) -> Rows:
    keys = {column.id: f"{question.id}.{column.id}" for column in question.columns}
    return Rows(
        order={row.id: place for place, row in enumerate(question.rows)},
        rows={row.id: bank.when[key] for row in question.rows if (key := f"{question.id}[{row.id}]") in bank.when},
        columns={column: bank.when[key] for column, key in keys.items() if key in bank.when},
        targets={column.id: target for column in question.columns if (target := _target(column, bank))},
        not_asked={column: unknown(key, "not asked") for column, key in keys.items()},
        private={column: unknown(key, "private") for column, key in keys.items()},
    )
