"""Values that stand for all that can be answered: each choice, figures and dates on both sides of those mentioned."""

import ast
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, permutations, product
from math import prod
from typing import Any

from smcheck.bank.expressions import offered
from smcheck.bank.model import Asked, Choice, Question, Type
from smcheck.bank.rules.names import ALWAYS_KNOWN
from smcheck.logic import BLANK, Row, Value, Vocabulary
from smcheck.logic.operators import as_date
from smcheck.logic.values import COMPUTED, unknown

# Conditions are tried as of this day, whatever day it is: the same bank always gets the same verdict.
AS_OF = date(2027, 6, 15)
_MANY_ROWS = 40
_MANY_FIGURES = 20
_MANY_COUNTED = 8  # rows of a table
_BEST = 4
_NAMES = ("a", "b", "c", "d", "e")
# Functions that make new figures, so that a few marks beside those mentioned do not stand for every answer.
_FIGURES = frozenset({"sum", "mean", "share", "median", "steps", "count", "spread", "months_until", "days_since"})


@dataclass
class Mentions:
    """What a condition and the named values it uses are made of.

    *names* are those of questions, columns and functions; *computes* tells of arithmetic.
    """

    numbers: set[Fraction] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    computes: bool = False


def mentions_of(sources: Iterable[str], vocabulary: Vocabulary) -> Mentions:
    """Collect what expressions mention, through named values, tables and limits."""
    mentions = Mentions()
    left, seen = list(sources), set[str]()
    while left:
        for node in ast.walk(vocabulary.language.parse(left.pop()).body):
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


@dataclass(frozen=True)
class Dimension:
    """One thing that varies: *size* is how many values it takes, *exact* whether they stand for all an answer can be.

    *all* gives each value, *draw* one of them by chance.
    """

    size: int
    exact: bool
    all: Callable[[], Iterable[Any]]
    draw: Callable[[random.Random], Any]


def one_of(values: Sequence[Value], *, exact: bool = True) -> Dimension:
    """Return what takes each of *values*."""
    return Dimension(len(values), exact, lambda: values, lambda dice: dice.choice(values))


def answers_to(asked: Asked, mentions: Mentions, questions: Mapping[str, Question], *, blank: bool = True) -> Dimension:
    """Return what can be answered to *asked*; with *blank* also nothing, except rows, of which there may be none."""
    if isinstance(asked, Question) and asked.type.has_rows:
        read = [column for column in asked.columns if column.id in mentions.names]
        kinds = _kinds_of_row({column.id: answers_to(column, mentions, questions) for column in read})
        return _table(asked, mentions, kinds) if asked.type is Type.TABLE else _group(asked, mentions, kinds)
    values, exact = _candidates(asked, mentions, offered(asked, questions))
    nothing: list[Value] = [BLANK, unknown(asked.id, "missing")] if blank else []
    return one_of([*nothing, *values], exact=exact)


def _kinds_of_row(columns: Mapping[str, Dimension]) -> Dimension:
    """Return the cells a row can have."""

    def every() -> Iterator[Mapping[str, Value]]:
        for values in product(*(column.all() for column in columns.values())):
            yield dict(zip(columns, values, strict=True))

    def draw(dice: random.Random) -> Mapping[str, Value]:
        return {name: column.draw(dice) for name, column in columns.items()}

    size = prod(column.size for column in columns.values())
    return Dimension(size, all(column.exact for column in columns.values()), every, draw)


def _group(group: Question, mentions: Mentions, kinds: Dimension) -> Dimension:
    """Return no row, one or two of any kind; where greater counts matter, also so many equal ones, or any by chance."""
    counts = {int(number) + more for number in mentions.numbers for more in (0, 1) if number.denominator == 1}
    most = int(group.max) if group.max is not None else _MANY_ROWS
    longer = sorted(count for count in counts if 3 <= count <= most)

    def rows(cells: Sequence[Mapping[str, Value]]) -> tuple[Row, ...]:
        return tuple(Row(_NAMES[index % len(_NAMES)], each, index) for index, each in enumerate(cells))

    def every() -> Iterator[Value]:
        yield ()
        each_kind = list(kinds.all())
        for kind in each_kind:
            for count in (1, *longer):
                yield rows([kind] * count)
        for pair in product(each_kind, repeat=2):
            yield rows(pair)

    def draw(dice: random.Random) -> Value:
        return rows([kinds.draw(dice) for _ in range(dice.choice((0, 1, 2, 2, *longer)))])

    size = 1 + kinds.size * (1 + len(longer) + kinds.size)
    return Dimension(size, kinds.exact and not longer, every, draw)


def _table(table: Question, mentions: Mentions, kinds: Dimension) -> Dimension:
    """Return the rows that are mentioned and a few of the others, or so many as matter where they are counted.

    Each is there with its cells, or is not.
    """
    named = [row.id for row in table.rows if row.id in mentions.texts]
    others = [row.id for row in table.rows if row.id not in mentions.texts]
    own = ["a"] if table.own_rows else []
    counts = [int(mark) + 1 for mark in mentions.numbers if mark <= _MANY_COUNTED] if "count" in mentions.names else []
    ids = [*named[:3], *others[: max(1, max([2, *counts]) - len(named))], *own]

    def rows(chosen: Sequence[Mapping[str, Value] | None]) -> tuple[Row, ...]:
        there = [(name, cells) for name, cells in zip(ids, chosen, strict=True) if cells is not None]
        return tuple(Row(name, {**cells, "row": name}, index) for index, (name, cells) in enumerate(there))

    def every() -> Iterator[Value]:
        return map(rows, product([None, *kinds.all()], repeat=len(ids)))

    def draw(dice: random.Random) -> Value:
        alike = kinds.draw(dice) if dice.random() < 0.2 else None
        return rows([(alike or kinds.draw(dice)) if dice.random() < 0.7 else None for _ in ids])

    exact = kinds.exact and len(ids) == len(table.rows) + len(own)
    return Dimension((1 + kinds.size) ** len(ids), exact, every, draw)


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
        named = filter(None, map(as_date, mentions.texts))
        beside = {day + timedelta(days=more) for day in named for more in (-1, 0, 1)}
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
    marks: set[int | Fraction] = {0, 7, 1000, *mentions.numbers}
    marks |= {limit for limit in (asked.min, asked.max) if limit is not None}
    near = {mark + more for mark in marks for more in (-1, 0, 1)}
    near |= set() if whole else {mark + Fraction(1, 100) for mark in mentions.numbers}
    low = asked.min if asked.min is not None else 0
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


def figures(dimensions: Iterable[str]) -> Mapping[str, Callable[[Mentions], Dimension]]:
    """Return what the figures of rules can be: those that diagnosis computes, and the *dimensions* of readiness."""
    scales: Mapping[str, tuple[Type, int | None]] = {
        "unknown_share": (Type.DECIMAL, 1),
        "unknown_count": (Type.INTEGER, None),
        "alignment_index": (Type.DECIMAL, 100),
        "critical_findings": (Type.INTEGER, None),
        "matched_portraits": (Type.INTEGER, None),
        **dict.fromkeys(dimensions, (Type.DECIMAL, _BEST)),
    }

    def figure(name: str, type_: Type, most: int | None) -> Callable[[Mentions], Dimension]:
        asked = Question.model_validate({"id": name, "type": type_, "text": name, "min": 0, "max": most})
        return lambda mentions: answers_to(asked, mentions, {}, blank=name not in ALWAYS_KNOWN)

    return {**{name: figure(name, *scale) for name, scale in scales.items()}, "dimensions": _assessed}


def _assessed(mentions: Mentions) -> Dimension:
    """Return the figures of all dimensions that are assessed: none, or so many as matter, equal ones or two kinds."""
    marks = {mark + more for mark in mentions.numbers for more in (Fraction(-1, 100), Fraction(0), Fraction(1, 100))}
    values = sorted({mark for mark in marks if 0 <= mark <= _BEST} | {Fraction(0), Fraction(_BEST)})
    counts = {1, 2} | {int(mark) + more for mark in mentions.numbers for more in (0, 1) if 1 <= mark <= _MANY_FIGURES}
    lists: list[Value] = [(value,) * count for value in values for count in sorted(counts)]
    lists += [(one,) * (count - 1) + (other,) for one, other in combinations(values, 2) for count in sorted(counts)]
    return one_of([COMPUTED, *lists], exact=False)
