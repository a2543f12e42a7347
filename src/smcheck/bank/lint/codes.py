"""The codes of what lint finds in a bank that loads, and how much each matters."""

from collections.abc import Mapping
from typing import Any

from smcheck.bank.reading import Key, Place
from smcheck.problems import Level, Problem

CODES: Mapping[str, Level] = {
    "lint.literal_no_choice": "error",
    "lint.choice_text": "error",
    "lint.equals_on_multi": "error",
    "lint.order_on_text": "error",
    "lint.mixed_kinds": "error",
    "lint.wrong_kind": "error",
    "lint.unknown_role": "error",
    "lint.unguarded_cell": "warning",
    "lint.reads_later": "warning",
    "lint.unknown_placeholder": "error",
    "lint.undecided_placeholder": "warning",
    "lint.undecided_value": "warning",
    "lint.unused_value": "warning",
    "lint.unused_root": "warning",
    "lint.no_minutes": "warning",
    "lint.several_exclusive": "warning",
    "lint.score": "error",
    "lint.sentence_as_id": "hint",
    "lint.row_per_choice": "hint",
    "lint.constant_condition": "warning",
    "lint.contradiction": "error",
    "lint.never_shown": "error",
    "lint.cannot_fire": "warning",
    "lint.always_fires": "error",
    "lint.never_decided": "warning",
    "lint.not_proven": "hint",
}


def finding(place: Place, code: str, *below: Key, **values: Any) -> Problem:
    """Return what is found at *below* the *place*, with the level of its code."""
    return place.problem(code, *below, level=CODES[code], **values)
