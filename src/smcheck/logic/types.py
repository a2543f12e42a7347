"""Kinds: what is known about a value before there is one."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from typing import Literal, NamedTuple

from smcheck.logic.operators import as_date, is_number

KindName = Literal["number", "text", "date", "boolean", "choice", "choices", "row", "rows", "list", "condition", "any"]


class Kind(NamedTuple):
    """What a value is.

    *choices* are the ids that a `choice` or the members of `choices` may be (None where that is not known beforehand);
    of a `text` they are the texts it can only be. *columns* belong to `row` and `rows`, *group* is the question these
    come from, and *item* is the kind of the members of a `list`.
    """

    name: KindName
    choices: frozenset[str] | None = None
    columns: Mapping[str, "Kind"] | None = None
    group: str | None = None
    item: "Kind | None" = None


ANY = Kind("any")
CONDITION = Kind("condition")
DATE = Kind("date")
NUMBER = Kind("number")
TEXT = Kind("text")

LISTS = frozenset({"choices", "rows", "list"})
TEXTS = frozenset({"text", "choice", "row"})
CONDITIONS = frozenset({"condition", "boolean"})


def member(kind: Kind) -> Kind | None:
    """Return the kind of the members of a list of *kind*; None if it is no list."""
    match kind.name:
        case "choices":
            return Kind("choice", kind.choices)
        case "rows":
            return Kind("row", columns=kind.columns, group=kind.group)
        case "list":
            return kind.item or ANY
        case "any":
            return ANY
        case _:
            return None


def list_of(kind: Kind) -> Kind:
    """Return the kind of a list whose members are of *kind*."""
    match kind.name:
        case "row":
            return Kind("rows", columns=kind.columns, group=kind.group)
        case "choice":
            return Kind("choices", kind.choices)
        case _:
            return Kind("list", item=kind)


def common(first: Kind, second: Kind) -> Kind:
    """Return the kind of something that is either of *first* or of *second*."""
    if first == second:
        return first
    if first.name != second.name:
        return CONDITION if {first.name, second.name} <= CONDITIONS else ANY
    if first.name in ("text", "choice", "choices"):
        both = first.choices is not None and second.choices is not None
        return Kind(first.name, (first.choices or frozenset()) | (second.choices or frozenset()) if both else None)
    if first.name == "list":
        return Kind("list", item=common(first.item or ANY, second.item or ANY))
    return ANY


def comparable(first: Kind, second: Kind) -> bool:
    """Tell whether values of the two kinds can be the same."""
    if "any" in (first.name, second.name) or first.name == second.name:
        return True
    pair = {first.name, second.name}
    return pair <= TEXTS or pair <= CONDITIONS or dates(first, second)


def dates(first: Kind, second: Kind) -> bool:
    """Tell whether both are dates, one of them perhaps a text in ISO form."""
    return "date" in (first.name, second.name) and all(
        kind.name in ("date", "any")
        or (kind.name == "text" and kind.choices is not None and all(map(_is_iso, kind.choices)))
        for kind in (first, second)
    )


def _is_iso(text: str) -> bool:
    return as_date(text) is not None


def fits(kind: Kind, takes: str) -> bool:
    """Tell whether a value of *kind* will do where a function takes a condition, a number, a date or a text."""
    match "any" if kind.name == "any" else takes:
        case "any":
            return True
        case "condition":
            return kind.name in CONDITIONS
        case "date":
            return dates(kind, DATE)
        case "text":
            return kind.name in TEXTS
        case "number or date":
            return kind.name in ("number", "date")
    return kind.name == takes


def kind_of_any(values: Iterable[object]) -> Kind:
    """Return the kind of something that is one of *values*."""
    kinds = [_kind_of(value) for value in values]
    return reduce(common, kinds) if kinds else ANY


def _kind_of(value: object) -> Kind:
    if isinstance(value, tuple):
        return Kind("list", item=kind_of_any(value))
    if isinstance(value, str):
        return Kind("text", frozenset({value}))
    if isinstance(value, bool):
        return CONDITION
    return NUMBER if is_number(value) else DATE if isinstance(value, date) else ANY
