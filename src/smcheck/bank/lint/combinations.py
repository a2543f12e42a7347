"""Decide by trying what a condition can come to: every combination of what it reads, or many of them at random."""

import ast
import random
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, permutations, product
from math import prod
from typing import Protocol

from smcheck.bank.expressions import Compiled, base, names_in, offered, tree_of
from smcheck.bank.model import Asked, Choice, Question, Type
from smcheck.logic import BLANK, Expression, Reason, Row, Unknown, Value

MOST = 100_000
RANDOM = 2_000
# Conditions are tried as of this day, whatever day it is: the same bank always gets the same verdict.
AS_OF = date(2027, 6, 15)
_SEED = 2027
_MANY_ROWS = 40
# Functions that make new figures, so that a few marks beside those mentioned do not stand for every answer.
_FIGURES = frozenset({"sum", "mean", "share", "median", "steps", "count", "spread", "months_until", "days_since"})
# Functions that look at each respondent's answer instead of the one that counts.
_VIEWS = frozenset({"spread", "highest", "lowest", "median_of", "by_role", "others"})


@dataclass(frozen=True)
class Verdict:
    """What a condition came to in the combinations that were tried.

    *total* is the number of combinations there are. *proven* tells that all were tried, and that they stand for every
    answer a person could give.
    """

    true: bool
    false: bool
    proven: bool
    tried: int
    total: int


@dataclass
class Mentions:
    """What a condition and the named values it uses are made of.

    *names* are those of questions, columns and functions; *computes* tells of arithmetic.
    """

    numbers: set[Fraction] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    computes: bool = False

    @property
    def dates(self) -> set[date]:
        """The texts that are dates."""
        found = set()
        for text in self.texts:
            try:
                found.add(date.fromisoformat(text))
            except ValueError:
                continue
        return found


class Dimension(Protocol):
    """One thing that varies."""

    @property
    def size(self) -> int:
        """How many values it takes."""

    @property
    def exact(self) -> bool:
        """Whether these stand for all that an answer can be."""

    def all(self) -> Iterator[Value]:
        """Yield each value."""

    def draw(self, dice: random.Random) -> Value:
        """Return one of the values."""


@dataclass(frozen=True)
class Plain:
    """A few values."""

    values: Sequence[Value]
    exact: bool = True

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.values)

    def all(self) -> Iterator[Value]:
        """Yield each of them."""
        yield from self.values

    def draw(self, dice: random.Random) -> Value:
        """Return one of them."""
        return dice.choice(self.values)


@dataclass(frozen=True)
class Rows:
    """The rows of a group: none, one or two of any kind; *longer* groups have equal rows, or rows drawn at random."""

    cells: Mapping[str, Plain]
    longer: tuple[int, ...] = ()

    @property
    def kinds(self) -> int:
        """How many kinds of row there are."""
        return prod(cell.size for cell in self.cells.values())

    @property
    def size(self) -> int:
        """How many groups of rows there are."""
        return 1 + self.kinds + self.kinds**2 + len(self.longer) * self.kinds

    @property
    def exact(self) -> bool:
        """Whether longer groups would make no difference."""
        return not self.longer and all(cell.exact for cell in self.cells.values())

    def all(self) -> Iterator[Value]:
        """Yield each group of rows."""
        yield ()
        rows = [
            dict(zip(self.cells, values, strict=True)) for values in product(*(c.all() for c in self.cells.values()))
        ]
        for first in rows:
            yield self._numbered([first])
            for count in self.longer:
                yield self._numbered([first] * count)
        for pair in product(rows, repeat=2):
            yield self._numbered(list(pair))

    def draw(self, dice: random.Random) -> Value:
        """Return a group of rows."""
        count = dice.choice((0, 1, 2, 2, *self.longer))
        return self._numbered([{name: cell.draw(dice) for name, cell in self.cells.items()} for _ in range(count)])

    @staticmethod
    def _numbered(rows: list[dict[str, Value]]) -> tuple[Row, ...]:
        return tuple(Row(_NAMES[index % len(_NAMES)], cells, index) for index, cells in enumerate(rows))


@dataclass(frozen=True)
class FixedRows:
    """The rows of a table: each is there with its cells, or is not."""

    ids: tuple[str, ...]
    cells: Mapping[str, Plain]
    exact: bool

    @property
    def size(self) -> int:
        """How many tables there are."""
        return int((1 + prod(cell.size for cell in self.cells.values())) ** len(self.ids))

    def all(self) -> Iterator[Value]:
        """Yield each table."""
        rows = [
            dict(zip(self.cells, values, strict=True)) for values in product(*(c.all() for c in self.cells.values()))
        ]
        for chosen in product([None, *rows], repeat=len(self.ids)):
            yield self._rows(chosen)

    def draw(self, dice: random.Random) -> Value:
        """Return a table."""
        chosen = [
            {name: cell.draw(dice) for name, cell in self.cells.items()} if dice.random() < 0.7 else None
            for _ in self.ids
        ]
        return self._rows(chosen)

    def _rows(self, chosen: Sequence[dict[str, Value] | None]) -> tuple[Row, ...]:
        there = [(name, cells) for name, cells in zip(self.ids, chosen, strict=True) if cells is not None]
        return tuple(Row(name, {**cells, "row": name}, index) for index, (name, cells) in enumerate(there))


_NAMES = ("a", "b", "c", "d", "e")


@dataclass
class Trial:
    """One combination, as a scope for conditions.

    *given* holds the value of each question, of each view (`question/role`) and of each role (`/role`). Where *when* is
    given, a question whose condition is false there counts as not asked, as do rows and cells.
    """

    given: Mapping[str, Value]
    when: Mapping[str, Expression] = field(default_factory=dict)
    as_of: date = AS_OF
    memo: MutableMapping[str, Value] = field(default_factory=dict)
    _seen: dict[str, Value] = field(default_factory=dict)

    def value(self, question: str) -> Value:
        """Return the value of *question*, unless it would not be asked."""
        if question not in self._seen:
            self._seen[question] = self._value(question)
        return self._seen[question]

    def views(self, question: str) -> Sequence[tuple[str | None, Value]]:
        """Return what each role says."""
        if isinstance(self.value(question), Unknown):
            return []
        roles = [name for name in self.given if name.startswith(f"{question}/")]
        said = [(name.partition("/")[2], self.given[name]) for name in roles]
        return [(role, value) for role, value in said if not isinstance(value, Unknown)] or [
            (None, self.value(question))
        ]

    def role_answered(self, role: str) -> bool:
        """Tell whether *role* was there."""
        return self.given.get(f"/{role}") is True

    def _value(self, question: str) -> Value:
        condition = self.when.get(question)
        if condition is not None and condition.condition(self) is False:
            return _unknown(question, "not asked")
        value = self.given.get(question, _unknown(question, "missing"))
        if self.when and isinstance(value, tuple):
            return tuple(self._row(question, row) for row in value if self._there(question, row))
        return value

    def _there(self, question: str, row: Value) -> bool:
        condition = self.when.get(f"{question}[{row.name}]") if isinstance(row, Row) else None
        return condition is None or condition.condition(self) is not False

    def _row(self, question: str, row: Value) -> Value:
        if not isinstance(row, Row):
            return row
        return Row(row.name, without_hidden(question, row.cells, self), row.index, row.roles)


def without_hidden(question: str, cells: Mapping[str, Value], trial: Trial) -> dict[str, Value]:
    """Return the cells of a row of *question*, those not asked because of the others replaced by that."""
    left = dict(cells)
    for column in cells:
        condition = trial.when.get(f"{question}.{column}")
        if condition is not None and condition.condition(trial, cells) is False:
            left[column] = _unknown(f"{question}.{column}", "not asked")
    return left


class Combinations:
    """What the conditions of one bank can come to."""

    def __init__(self, questions: Mapping[str, Question], compiled: Compiled) -> None:
        self.questions = questions
        self.when = compiled.when
        self.vocabulary = compiled.vocabulary

    def judge(self, expression: Expression, local: Mapping[str, Asked], *, row_of: Question | None = None) -> Verdict:
        """Try what *expression* reads; *local* are the answers it names besides questions, in a row of *row_of*."""
        mentions = self._mentions([expression.source])
        return self._try(expression, self._dimensions(mentions, expression.questions, local), {}, row_of)

    def together(
        self,
        expression: Expression,
        local: Mapping[str, Asked],
        *,
        row_of: Question | None = None,
        under: Expression | None = None,
    ) -> Verdict:
        """Try *expression* with the conditions under which what it reads is asked, and with what these read in turn.

        *under* is the condition of the question that a column or row belongs to.
        """
        read, needed = [expression], set(expression.questions)
        if under:
            read.append(under)
            needed |= under.questions
        left = set(needed)
        own = row_of.id if row_of else None
        columns = {f"{own}.{name}" for name in names_in(expression.source)}
        while left or columns:
            here = {key for key in self.when if base(key) in left or key in columns}
            left, columns = set(), set()
            for condition in (self.when[key] for key in here):
                if condition in read:
                    continue
                read.append(condition)
                left |= condition.questions - needed
                needed |= condition.questions
                columns |= {f"{own}.{name}" for name in names_in(condition.source)}
        mentions = self._mentions([condition.source for condition in read])
        return self._try(expression, self._dimensions(mentions, needed, local), self.when, row_of, under=under)

    def depends(self, expression: Expression, row_of: Question | None) -> bool:
        """Tell whether something that *expression* reads is not always asked."""
        names = names_in(expression.source)
        return any(
            base(key) in expression.questions
            or (row_of is not None and key in {f"{row_of.id}.{each}" for each in names})
            for key in self.when
        )

    def _try(
        self,
        expression: Expression,
        dimensions: Mapping[str, Dimension],
        when: Mapping[str, Expression],
        row_of: Question | None,
        *,
        under: Expression | None = None,
    ) -> Verdict:
        names = list(dimensions)
        total = prod(dimension.size for dimension in dimensions.values())
        dice = random.Random(_SEED)
        seen: set[bool] = set()
        tried = 0
        for values in self._draws(dimensions, total, dice):
            tried += 1
            given = dict(zip(names, values, strict=True))
            local = {name[1:]: value for name, value in given.items() if name.startswith("@")}
            trial = Trial(given, when)
            if under and under.condition(trial) is False:
                continue
            if when and row_of:
                local = without_hidden(row_of.id, local, trial)
            came_to = expression.condition(trial, local)
            if not isinstance(came_to, Unknown):
                seen.add(came_to)
            if len(seen) == 2:
                break
        exact = total <= MOST and all(dimension.exact for dimension in dimensions.values())
        return Verdict(True in seen, False in seen, exact, min(tried, total), total)

    @staticmethod
    def _draws(dimensions: Mapping[str, Dimension], total: int, dice: random.Random) -> Iterator[tuple[Value, ...]]:
        """Yield combinations at random, where most conditions show both sides at once; then all, if they are few."""
        for _ in range(min(RANDOM, total)):
            yield tuple(dimension.draw(dice) for dimension in dimensions.values())
        if total <= MOST:
            yield from product(*(tuple(dimension.all()) for dimension in dimensions.values()))

    def _dimensions(self, mentions: Mentions, questions: Set[str], local: Mapping[str, Asked]) -> dict[str, Dimension]:
        found: dict[str, Dimension] = {}
        for name in sorted(questions):
            question = self.questions.get(name)
            if question is None:
                continue
            if question.type.has_rows:
                found[name] = self._rows(question, mentions)
                continue
            found[name] = self._plain(question, mentions)
            if mentions.names & _VIEWS:
                missing = _unknown(name, "missing")
                for role in question.roles[:4]:
                    found[f"{name}/{role}"] = Plain([missing, *self._plain(question, mentions).values], exact=False)
        if "role_answered" in mentions.names:
            for role in sorted(mentions.texts):
                found[f"/{role}"] = Plain([True, False])
        for name, asked in local.items():
            if name in mentions.names and isinstance(asked, Question) and asked.type.has_rows:
                found[f"@{name}"] = self._rows(asked, mentions)
            elif name in mentions.names:
                found[f"@{name}"] = self._plain(asked, mentions, blank=name != "it")
        return found

    def _rows(self, question: Question, mentions: Mentions) -> Rows | FixedRows:
        cells = {column.id: self._plain(column, mentions) for column in question.columns if column.id in mentions.names}
        if question.type is Type.TABLE:
            named = [row.id for row in question.rows if row.id in mentions.texts]
            others = [row.id for row in question.rows if row.id not in mentions.texts]
            own = ["a"] if question.own_rows else []
            ids = (*named[:3], *others[: max(1, 2 - len(named))], *own)
            return FixedRows(ids, cells, exact=len(ids) == len(question.rows) + len(own) and _exact(cells))
        counts = {int(number) + more for number in mentions.numbers for more in (0, 1) if number.denominator == 1}
        most = int(question.max) if question.max is not None else _MANY_ROWS
        return Rows(cells, tuple(sorted(count for count in counts if 3 <= count <= most)))

    def _plain(self, asked: Asked, mentions: Mentions, *, blank: bool = True) -> Plain:
        values, exact = _candidates(asked, mentions, offered(asked, self.questions))
        nothing: list[Value] = [BLANK, _unknown(asked.id, "missing")] if blank else []
        return Plain([*nothing, *values], exact)

    def _mentions(self, sources: Sequence[str]) -> Mentions:
        """Collect what the expressions mention, through named values, tables and limits."""
        mentions = Mentions()
        vocabulary = self.vocabulary
        left, seen = list(sources), set[str]()
        while left:
            for node in ast.walk(tree_of(left.pop())):
                match node:
                    case ast.Constant(value=bool()):
                        pass
                    case ast.Constant(value=str(text)):
                        mentions.texts.add(text)
                    case ast.Constant(value=int() | float()):
                        mentions.numbers.add(Fraction(str(node.value)))
                    case ast.BinOp():
                        mentions.computes = True
                    case ast.Attribute(attr=name):
                        mentions.names.add(name)
                    case ast.Name(id=name) if name not in seen:
                        seen.add(name)
                        if name in vocabulary.values:
                            left.append(vocabulary.values[name])
                        elif name in vocabulary.with_parameter:
                            left.append(vocabulary.with_parameter[name][1])
                        elif name in vocabulary.limits:
                            mentions.numbers.add(Fraction(vocabulary.limits[name]))
                        elif name in vocabulary.tables:
                            _mention_table(vocabulary.tables[name], mentions)
                        else:
                            mentions.names.add(name)
        return mentions


def _mention_table(table: Mapping[str, Value], mentions: Mentions) -> None:
    mentions.texts |= set(table)
    for entry in table.values():
        for value in entry if isinstance(entry, tuple) else (entry,):
            if isinstance(value, str):
                mentions.texts.add(value)
            elif isinstance(value, int | Fraction):
                mentions.numbers.add(Fraction(value))


def _candidates(asked: Asked, mentions: Mentions, choices: Sequence[Choice]) -> tuple[list[Value], bool]:
    """Return values that stand for what can be answered, and whether they stand for all of it."""
    if asked.type is Type.CONFIRM:
        return [True, False], True
    if asked.type is Type.RATING:
        return [0, 1, 2, 3, 4], True
    if asked.type.is_number:
        return list(_numbers(asked, mentions)), not mentions.computes and not mentions.names & _FIGURES
    if asked.type is Type.DATE:
        days = {-800, -400, -31, -1, 0, 1, 20, 45, 100, 200, 400, 800, 2000}
        near_marks = {
            int(mark * unit) + more
            for mark in mentions.numbers
            if mark < 1200
            for unit in (1, 30)
            for more in (-31, -1, 0, 1, 31)
        }
        near = {AS_OF + timedelta(days=number) for number in days | near_marks}
        beside = {day + timedelta(days=more) for day in mentions.dates for more in (-1, 0, 1)}
        return [*sorted(near | beside)], not mentions.computes
    if asked.type.is_text or not choices:
        names = sorted(mentions.texts)[:20] + list(_NAMES[:2])
        if asked.type in (Type.MULTI, Type.RANK):
            return [(), *((name,) for name in names), (names[0], names[-1])], False
        return list(names), True
    if asked.type is Type.SINGLE:
        return [choice.id for choice in choices], True
    return _selections(asked, mentions, choices)


def _numbers(asked: Asked, mentions: Mentions) -> Iterator[int | Fraction]:
    """Yield numbers on both sides of each one that is mentioned, within the limits of the question."""
    whole = asked.type is Type.INTEGER
    marks = {Fraction(0), Fraction(7), Fraction(1000), *mentions.numbers}
    marks |= {limit for limit in (asked.min, asked.max) if limit is not None}
    near = {mark + more for mark in marks for more in (Fraction(-1), Fraction(0), Fraction(1))}
    near |= set() if whole else {mark + Fraction(1, 100) for mark in mentions.numbers}
    low = asked.min if asked.min is not None else Fraction(0)
    for number in sorted(near):
        if number >= low and (asked.max is None or number <= asked.max) and not (whole and number.denominator != 1):
            yield number


def _selections(asked: Asked, mentions: Mentions, choices: Sequence[Choice]) -> tuple[list[Value], bool]:
    """Return selections of a multi or rank: all of the choices that are mentioned, with and without one that is not."""
    exclusive = [choice.id for choice in choices if choice.exclusive]
    named = [choice.id for choice in choices if choice.id in mentions.texts and choice.id not in exclusive]
    others = [choice.id for choice in choices if choice.id not in mentions.texts and choice.id not in exclusive]
    pool = [*named[:6], *others[:1]]
    least = int(asked.min) if asked.min is not None else 0
    most = int(asked.max) if asked.max is not None else len(choices)
    pick: Callable[[Sequence[str], int], Iterator[tuple[str, ...]]]
    pick = permutations if asked.type is Type.RANK and len(pool) <= 4 else combinations
    found: list[Value] = [chosen for count in range(len(pool) + 1) for chosen in pick(pool, count) if count <= most]
    if asked.type is Type.RANK and pick is combinations:
        found += [tuple(reversed(chosen)) for chosen in found if isinstance(chosen, tuple) and len(chosen) > 1]
    found += [tuple(choice.id for choice in choices if not choice.exclusive)[:most]]
    found += [(name,) for name in exclusive]
    enough: list[Value] = [chosen for chosen in found if isinstance(chosen, tuple) and len(chosen) >= min(least, 1)]
    return enough, len(named) <= 6 and not mentions.names & _FIGURES


def _exact(cells: Mapping[str, Plain]) -> bool:
    return all(cell.exact for cell in cells.values())


def _unknown(question: str, status: str) -> Unknown:
    return Unknown(frozenset({Reason(question, status)}))
