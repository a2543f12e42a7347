"""Functions of single values: is there one, on which step of a scale, how far away."""

import calendar
from collections.abc import Mapping
from typing import NamedTuple

from smcheck.logic.operators import Truth, as_date, at_least, equals, undecided
from smcheck.logic.values import BLANK, COMPUTED, UNDECIDED, Row, Scope, Value, merged, normal


class Table(NamedTuple):
    """A table of the bank, ready to be looked up: entries by normal key, and what there is for any other key."""

    entries: Mapping[str, Value]
    otherwise: Value


def table(entries: Mapping[str, Value]) -> Table:
    """Prepare a table; a key without an entry gives the empty list where the entries are lists."""
    lists = any(isinstance(value, tuple) for value in entries.values())
    return Table({normal(key): value for key, value in entries.items()}, () if lists else COMPUTED)


def lookup(entries: Table, key: Value) -> Value:
    """Return what the table has for *key*."""
    if isinstance(key, Row):
        key = key.name if key.name is not None else COMPUTED
    if isinstance(key, int) and not isinstance(key, bool) and abs(key) < 10**9:
        key = str(key)
    return entries.entries.get(normal(key), entries.otherwise) if isinstance(key, str) else undecided(key)


def answered(value: Value) -> bool:
    """Tell whether there is a value; this is decided always."""
    return not (value is BLANK or isinstance(value, UNDECIDED))


def empty(value: Value) -> Truth:
    """Tell whether the place was asked and left blank; unknown where it was not asked or left open."""
    if value is BLANK:
        return True
    return undecided(value) if isinstance(value, UNDECIDED) else False


def surely(value: Value) -> bool:
    """Tell whether a condition is true, and neither false nor unknown."""
    return value is True


def steps(measure: Value, *rest: Value) -> Value:
    """Return the value beside the first limit that *measure* reaches, else the last value."""
    possible: list[Value] = []
    doubts: list[Value] = []
    result = rest[-1]
    for limit, value in zip(rest[:-1:2], rest[1:-1:2], strict=True):
        reached = at_least(measure, limit)
        if reached is True:
            result = value
            break
        if reached is not False:
            possible.append(value)
            doubts.append(reached)
    if all(equals(value, result) is True for value in possible):
        return result
    return merged((*doubts, *possible, result))


def months_until(scope: Scope, day: Value) -> Value:
    """Return the months from the day of the case until *day*; a begun month counts as whole, a past day is 0.

    Where the case has no day there is no such figure.
    """
    end, start = as_date(day), scope.as_of
    if end is None:
        return undecided(day)
    if start is None:
        return COMPUTED
    if end <= start:
        return 0
    months = (end.year - start.year) * 12 + end.month - start.month
    last = calendar.monthrange(end.year, end.month)[1]
    return months + (end.day > min(start.day, last))


def days_since(scope: Scope, day: Value) -> Value:
    """Return the days from *day* to the day of the case, negative if *day* is still to come; as `months_until`."""
    start, end = as_date(day), scope.as_of
    if start is None:
        return undecided(day)
    return COMPUTED if end is None else (end - start).days
