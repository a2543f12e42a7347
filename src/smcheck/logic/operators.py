"""Operators of the language on values of any kind: three-valued, exact, and never raising."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from itertools import chain, product
from typing import Any, TypeAlias, TypeGuard

from smcheck.logic.values import BLANK, COMPUTED, Between, Number, Row, Unknown, Value, merged, normal

Truth: TypeAlias = bool | Unknown
Certainty: TypeAlias = Truth

_ISO_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

BITS = 4096
"""Figures longer than this do not exist: a chain of products must not fill the memory."""


class Exhausted(Exception):
    """An evaluation has taken all the steps it may take."""


class Members(tuple[tuple[Certainty, Value], ...]):
    """A list of which some members are not decided: pairs of certainty and value.

    The value is `MANY` where not even the number of members is known.
    """

    __slots__ = ()


class Many:
    """The type of `MANY`."""

    __slots__ = ()


MANY: Any = Many()
"""Stands in a list for members nobody can count."""

_CERTAIN = (True,)

Pairs: TypeAlias = Iterable[tuple[Certainty, Value]]


def walk(value: Value, budget: list[int]) -> Pairs | Unknown:
    """Return the members of a list with their certainty, or why there is no list.

    Raises:
        Exhausted: the list is longer than the steps that *budget* still allows.
    """
    if isinstance(value, tuple):
        budget[0] -= len(value) + 1
        if budget[0] < 0:
            raise Exhausted
        return value if value.__class__ is Members else product(_CERTAIN, value)
    return undecided(value)


def over(generate: Callable[[Pairs], Iterator[tuple[Certainty, Value]]], source: Value, budget: list[int]) -> Any:
    """Return what *generate* makes of the members of *source*, or why there are none; uncounted ones stay uncounted."""
    pairs = walk(source, budget)
    if isinstance(pairs, Unknown):
        return pairs
    if source.__class__ is Members and any(value is MANY for _, value in source):
        many = [(certain, value) for certain, value in pairs if value is MANY]
        return chain(many, generate((certain, value) for certain, value in source if value is not MANY))
    return generate(pairs)


def walk_inner(certain: Certainty, value: Value, budget: list[int]) -> Pairs:
    """Return the members of a list inside a list; where there is none, an unknown number of members."""
    pairs = walk(value, budget)
    if isinstance(pairs, Unknown):
        return ((pairs, MANY),)
    return pairs if certain is True else ((both(certain, inner), each) for inner, each in pairs)


def gathered(pairs: Pairs | Unknown) -> Value:
    """Return *pairs* as a plain list if all are certain, else with their certainty."""
    if isinstance(pairs, Unknown):
        return pairs
    kept = Members(pairs)
    return kept if any(certain is not True for certain, _ in kept) else tuple(value for _, value in kept)


def call(budget: list[int]) -> list[int]:
    """Count one call of a value with parameters."""
    budget[0] -= 1
    if budget[0] < 0:
        raise Exhausted
    return budget


def cell(row: Value, column: str, missing: Unknown, blank: Value) -> Value:
    """Return a cell of *row*, *missing* where it has no such cell and *blank* where it is blank."""
    if not isinstance(row, Row):
        return undecided(row)
    value = row.cells.get(column, missing)
    return blank if value is BLANK else value


def row_name(row: Value) -> Value:
    """Return what every row has besides its columns: the id of a row of a table, the name of a row of a group."""
    if not isinstance(row, Row):
        return undecided(row)
    name = row.cells.get("row", row.name)
    return COMPUTED if name is None or name is BLANK else name


def undecided(value: object) -> Unknown:
    """Return the unknown for something that is no condition, no number or no list where one is needed."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Between):
        return Unknown(value.reasons)
    return COMPUTED


def truth(value: object) -> Truth:
    """Return *value* as a condition."""
    return value if value is True or value is False else undecided(value)


def both(first: Truth, second: Truth) -> Truth:
    """Kleene's and."""
    if first is False or second is False:
        return False
    if first is True:
        return second
    return first if second is True or first is second else Unknown(first.reasons | second.reasons)


def either(first: Truth, second: Truth) -> Truth:
    """Kleene's or."""
    if first is True or second is True:
        return True
    if first is False:
        return second
    return first if second is False or first is second else Unknown(first.reasons | second.reasons)


def negation(value: Truth) -> Truth:
    """Kleene's not."""
    return False if value is True else True if value is False else value


def pick(condition: Truth, first: Value, second: Value) -> Value:
    """Return *first* if *condition* holds, else *second*; while it is unknown, what both ways agree on."""
    if condition is True:
        return first
    if condition is False:
        return second
    return first if equals(first, second) is True else merged((condition, first, second))


def equals(first: Value, second: Value) -> Truth:
    """Tell whether two values are the same (a row is its name); what cannot be the same kind of thing is undecided."""
    if first.__class__ is int and second.__class__ is int:
        return first == second
    if first.__class__ is Unknown or second.__class__ is Unknown:
        return merged((first, second))
    if isinstance(first, Row) and first.name is not None:
        first = first.name
    if isinstance(second, Row) and second.name is not None:
        second = second.name
    if isinstance(first, str):
        if isinstance(second, str):
            return first == second or normal(first) == normal(second)
        if second.__class__ is date:
            return equals(second, first)
    if is_number(first) and is_number(second):
        return bool(first == second)
    if isinstance(first, bool) and isinstance(second, bool):
        return first is second
    if isinstance(first, Row) or isinstance(second, Row):
        named = first if isinstance(second, Row) else second
        return first is second if isinstance(named, Row | str) else undecided(named)
    if first.__class__ is date:
        other = as_date(second)
        return first == other if other else undecided(second)
    if isinstance(first, Between) or isinstance(second, Between):
        low, high = bounds(first), bounds(second)
        if low and high and (low[1] < high[0] or high[1] < low[0]):
            return False
    elif isinstance(first, tuple) and isinstance(second, tuple):
        return _same_lists(first, second)
    return merged((first, second))


def _same_lists(first: tuple[Any, ...], second: tuple[Any, ...]) -> Truth:
    if first.__class__ is Members or second.__class__ is Members:
        return merged(certain for pairs in (first, second) if isinstance(pairs, Members) for certain, _ in pairs)
    if len(first) != len(second):
        return False
    result: Truth = True
    for one, other in zip(first, second, strict=True):
        result = both(result, COMPUTED if isinstance(one, tuple) else equals(one, other))
    return result


def equals_text(value: Value, text: str) -> Truth:
    """Tell whether *value* is *text*, which is already `normal`."""
    if isinstance(value, str):
        return value == text or normal(value) == text
    return value if isinstance(value, Unknown) else equals(value, text)


def is_text_in(value: Value, texts: frozenset[str]) -> Truth:
    """Tell whether *value* is one of *texts*, which are already `normal`."""
    if isinstance(value, str):
        return value in texts or normal(value) in texts
    if isinstance(value, Unknown):
        return value
    return contains(value, tuple(sorted(texts)), [len(texts) + 1])


def contains(value: Value, items: Value, budget: list[int]) -> Truth:
    """Tell whether *value* is a member of the list *items*; an unknown value is unknown even in an empty list."""
    pairs = walk(items, budget)
    if isinstance(pairs, Unknown):
        return merged((pairs, value)) if isinstance(value, Unknown) else pairs
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Between) or value is BLANK:
        return undecided(value)
    doubts: list[Unknown] = []
    for certain, item in pairs:
        found = certain if item is MANY else both(certain, equals(value, item))
        if found is True:
            return True
        if found is not False:
            doubts.append(found)
    return merged(doubts) if doubts else False


def is_number(value: object) -> TypeGuard[Number]:
    """Tell whether *value* is a figure; True and False are none."""
    return value.__class__ is int or value.__class__ is Fraction


def as_date(value: Value) -> date | None:
    """Return *value* as a date: one, or a text that is one in ISO form."""
    if value.__class__ is date:
        return value
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None


def bounds(value: Value) -> tuple[Number, Number] | None:
    """Return the least and the greatest figure *value* may be; None if it is no figure."""
    if isinstance(value, Between):
        return value.low, value.high
    return (value, value) if is_number(value) else None


def _order(holds: Callable[[Any, Any], bool]) -> Callable[[Value, Value], Truth]:
    """Return an order comparison; numbers and dates have an order, texts and choices have none."""

    def _of_figures(first: Any, second: Any) -> bool:
        # Four times as fast as the comparison of fractions, and as exact: denominators are positive.
        return holds(first.numerator * second.denominator, second.numerator * first.denominator)

    def compare(first: Value, second: Value) -> Truth:
        if first.__class__ is int and second.__class__ is int:
            return holds(first, second)
        if first.__class__ is Unknown or second.__class__ is Unknown:
            return merged((first, second))
        if is_number(first) and is_number(second):
            return _of_figures(first, second)
        left, right = bounds(first), bounds(second)
        if left and right:
            results = {holds(one, other) for one in left for other in right}
            return results.pop() if len(results) == 1 else merged((first, second))
        if first.__class__ is date or second.__class__ is date:
            day, other_day = as_date(first), as_date(second)
            if day and other_day:
                return holds(day, other_day)
        return merged((first, second))

    return compare


less = _order(lambda first, second: first < second)
at_most = _order(lambda first, second: first <= second)
more = _order(lambda first, second: first > second)
at_least = _order(lambda first, second: first >= second)


def figure(value: Number) -> Number | Unknown:
    """Return *value* as plainly as it can be written; one that is absurdly long does not exist."""
    if isinstance(value, int):
        return value if value.bit_length() <= BITS else COMPUTED
    if value.denominator == 1:
        return figure(value.numerator)
    return value if value.denominator.bit_length() + value.numerator.bit_length() <= BITS else COMPUTED


def _arithmetic(combine: Callable[[Any, Any], Number]) -> Callable[[Value, Value], Value]:
    def operate(first: Value, second: Value) -> Value:
        if first.__class__ is int and second.__class__ is int:
            return figure(combine(first, second))
        left, right = bounds(first), bounds(second)
        if left is None or right is None:
            return merged((first, second))
        if isinstance(first, Between) or isinstance(second, Between):
            ends = [combine(one, other) for one in left for other in right]
            return between(min(ends), max(ends), merged((first, second)))
        return figure(combine(first, second))

    return operate


def between(low: Number, high: Number, why: Unknown) -> Value:
    """Return the figure, or the range where it is not decided."""
    if low == high:
        return figure(low)
    least, most = figure(low), figure(high)
    return why if isinstance(least, Unknown) or isinstance(most, Unknown) else Between(least, most, why.reasons)


add = _arithmetic(lambda first, second: first + second)
subtract = _arithmetic(lambda first, second: first - second)
multiply = _arithmetic(lambda first, second: first * second)
_quotient = _arithmetic(Fraction)


def divide(first: Value, second: Value) -> Value:
    """Return the exact quotient; there is none by zero, nor by a range that touches zero."""
    range_ = bounds(second)
    if range_ and range_[0] <= 0 <= range_[1]:
        return merged((first, second))
    return _quotient(first, second)


def negative(value: Value) -> Value:
    """Return minus *value*."""
    return subtract(0, value)
