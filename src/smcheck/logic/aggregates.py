"""Functions over the members of a list, of which some may not be decided."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from smcheck.logic.operators import (
    MANY,
    Pairs,
    Truth,
    between,
    both,
    bounds,
    either,
    figure,
    gathered,
    is_number,
    negation,
    truth,
    undecided,
)
from smcheck.logic.values import BLANK, COMPUTED, UNDECIDED, Between, Number, Row, Unknown, Value, merged, normal


def any_of(pairs: Pairs | Unknown) -> Truth:
    """Tell whether a member is true; of nothing: False."""
    if isinstance(pairs, Unknown):
        return pairs
    doubts: list[Unknown] = []
    for certain, value in pairs:
        if value is False:
            continue
        found = certain if value is True or value is MANY else both(certain, truth(value))
        if found is True:
            return True
        if found is not False:
            doubts.append(found)
    return merged(doubts) if doubts else False


def all_of(pairs: Pairs | Unknown) -> Truth:
    """Tell whether every member is true; of nothing: True."""
    if isinstance(pairs, Unknown):
        return pairs
    doubts: list[Unknown] = []
    for certain, value in pairs:
        if value is True:
            continue
        holds = certain if value is MANY else either(negation(certain), truth(value))
        if holds is False:
            return False
        if holds is not True:
            doubts.append(holds)
    return merged(doubts) if doubts else True


def count(pairs: Pairs | Unknown) -> Value:
    """Count the members, of conditions those that are true; those not decided make a range."""
    if isinstance(pairs, Unknown):
        return pairs
    low = high = 0
    doubts: list[Unknown] = []
    endless = False
    for certain, value in pairs:
        if value is False:
            continue
        if value is MANY:
            endless = True
            doubts.append(undecided(certain))
            continue
        found = both(certain, undecided(value)) if value is not True and _open(value) else certain
        if found is True:
            low += 1
            high += 1
        elif found is not False:
            high += 1
            doubts.append(found)
    if not doubts:
        return low
    return merged(doubts) if endless else Between(low, high, merged(doubts).reasons)


def share(pairs: Pairs | Unknown) -> Value:
    """Return how many of all members are true, 0 to 1; there is none of nothing, nor while a member is undecided."""
    if isinstance(pairs, Unknown):
        return pairs
    true = total = 0
    doubts: list[object] = []
    for certain, value in pairs:
        total += 1
        if certain is not True:
            doubts.append(certain)
        elif value is True:
            true += 1
        elif value is not False:
            doubts.append(undecided(value))
    if doubts:
        return merged(doubts)
    return figure(Fraction(true, total)) if total else COMPUTED


def sum_of(pairs: Pairs | Unknown) -> Value:
    """Add the members up; of nothing: 0. A member of which only the membership is undecided makes a range."""
    if isinstance(pairs, Unknown):
        return pairs
    low: Number = 0
    high: Number = 0
    doubts: list[object] = []
    endless = False
    for certain, value in pairs:
        range_ = None if value is MANY else bounds(value)
        if certain is not True:
            doubts.append(certain)
        if value is not MANY and (range_ is None or value.__class__ is Between):
            doubts.append(undecided(value))
        if range_ is None:
            endless = True
            continue
        least, most = range_ if certain is True else (min(0, range_[0]), max(0, range_[1]))
        same = low is high and least is most
        low = low + least
        high = low if same else high + most
        if isinstance(figure(low), Unknown) or isinstance(figure(high), Unknown):
            return COMPUTED
    if endless:
        return merged(doubts)
    return between(low, high, merged(doubts))


def mean(pairs: Pairs | Unknown) -> Value:
    """Return the exact mean; there is none of nothing."""
    values = _decided(pairs)
    if isinstance(values, Unknown):
        return values
    total = sum_of((True, value) for value in values)
    return figure(Fraction(total) / len(values)) if isinstance(total, int | Fraction) and values else undecided(total)


def median(pairs: Pairs | Unknown) -> Value:
    """Return the lower median; there is none of nothing."""
    values = _decided(pairs)
    return values if isinstance(values, Unknown) else lower_median(values)


def lower_median(values: Sequence[Value]) -> Value:
    """Return the middle one of *values*, the lower of the two where their number is even."""
    ordered: list[Any] = list(values)
    return sorted(ordered)[(len(ordered) - 1) // 2] if _comparable(ordered) else COMPUTED


def _extreme(choose: Callable[..., Any]) -> Callable[[Pairs | Unknown], Value]:
    def extreme(pairs: Pairs | Unknown) -> Value:
        if isinstance(pairs, Unknown):
            return pairs
        values = list(pairs)
        ranges = [bounds(value) if certain is True else None for certain, value in values]
        known = [range_ for range_ in ranges if range_ is not None]
        if values and len(known) == len(values):
            low, high = choose(range_[0] for range_ in known), choose(range_[1] for range_ in known)
            return between(low, high, merged(value for _, value in values))
        decided = _decided(values)
        if isinstance(decided, Unknown):
            return decided
        return choose(decided) if _comparable(decided) else COMPUTED

    return extreme


minimum = _extreme(min)
maximum = _extreme(max)


def distinct(pairs: Pairs | Unknown) -> Value:
    """Return each member once; texts that differ in case or spacing only are one, and so are rows of one name."""
    if isinstance(pairs, Unknown):
        return pairs
    kept: dict[object, tuple[Truth, Value]] = {}
    for certain, value in pairs:
        key = _key(value)
        seen = kept.get(key)
        kept[key] = (certain, value) if seen is None else (either(seen[0], certain), seen[1])
    return gathered(kept.values())


def known(pairs: Pairs | Unknown) -> Value:
    """Return the members that are decided; a list that is itself unknown stays unknown."""
    if isinstance(pairs, Unknown):
        return pairs
    return tuple(value for certain, value in pairs if certain is True and not _open(value))


def first(pairs: Pairs | Unknown) -> Value:
    """Return the first member; there is none of nothing."""
    if isinstance(pairs, Unknown):
        return pairs
    for certain, value in pairs:
        return value if certain is True and value is not BLANK else undecided(certain)
    return COMPUTED


def _open(value: object) -> bool:
    return isinstance(value, UNDECIDED) or value is BLANK


def _decided(pairs: Pairs | Unknown) -> list[Value] | Unknown:
    """Return the members if all are decided."""
    if isinstance(pairs, Unknown):
        return pairs
    values: list[Value] = []
    doubts: list[object] = []
    for certain, value in pairs:
        if certain is not True:
            doubts.append(certain)
        if value is not MANY and _open(value):
            doubts.append(undecided(value))
        values.append(value)
    return merged(doubts) if doubts else values


def _comparable(values: list[Any]) -> bool:
    """Tell whether there are *values*, all figures or all dates."""
    return bool(values) and (all(map(is_number, values)) or all(value.__class__ is date for value in values))


def _key(value: Value) -> object:
    if isinstance(value, Row) and value.name is not None:
        return normal(value.name)
    if isinstance(value, str):
        return normal(value)
    if isinstance(value, bool) or value.__class__ is date:
        return value.__class__, value
    return value if is_number(value) else id(value)
