"""Who an answer is shown as: a role, or several roles together while few of their people have answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from smcheck.answers.model import Sheet
from smcheck.bank.load import Bank
from smcheck.bank.model import Protect, Question, Text
from smcheck.case import Case
from smcheck.logic.values import Value, normal

MERGED = "merged"
"""The id of the voice that stands for the protected roles together."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What stands beside an answer instead of a name.

    *id* is a role of the bank, `MERGED`, or None for a conversation without a role, which has no *text* either.
    """

    id: str | None
    text: Text | None = field(compare=False)


def voices(case: Case) -> Mapping[str | None, Voice]:
    """Return what each role is shown as in *case*, wherever a result says who answered.

    Roles that the bank protects share one voice while fewer of their people than it asks for have answered, unless all
    of them agree to be shown (content design, section 5, fairness rules). Voices come in the order of the roles in the
    bank, a conversation without a role first; the shared one has a place that does not depend on who answered.
    """
    protection = case.bank.settings.protect
    return _shown(case.bank, merged=protection is not None and _recognisable(case, protection))


@lru_cache(maxsize=16)
def _shown(bank: Bank, *, merged: bool) -> Mapping[str | None, Voice]:
    known = {None: Voice(None, None)} | {role.id: Voice(role.id, role.text) for role in bank.settings.roles}
    protection = bank.settings.protect
    if merged and protection is not None:
        known |= dict.fromkeys(protection.roles, Voice(MERGED, protection.text))
    return MappingProxyType(known)


def by_voice(
    bank: Bank, question: Question, shown: Mapping[str | None, Voice]
) -> Callable[[tuple[str | None, Value]], Any]:
    """Return what answers to *question*, each with its role, are ordered by: who they are *shown* as, what they say.

    The order of answers that are shown together then tells nothing about who gave which.
    """
    places = {voice: place for place, voice in enumerate(dict.fromkeys(shown.values()))}
    choices = {choice.id: place for place, choice in enumerate(bank.choices(question))}

    def said(value: Value) -> Any:
        """Order figures and days by size, choices as in the bank, words by the alphabet."""
        if isinstance(value, tuple):
            return tuple(map(said, value))
        if isinstance(value, str):
            return choices.get(value, len(choices)), normal(value), str(value), getattr(value, "text", None) or ""
        return value

    return lambda given: (places[shown[given[0]]], said(given[1]))


def _recognisable(case: Case, protection: Protect) -> bool:
    """Tell whether people of the protected roles could be recognised and do not all agree to that."""
    people = [sheet for sheet in case.sheets if sheet.role in protection.roles]
    if all(sheet.header.respondent.shown for sheet in people):
        return False
    return sum(_has_view(case, sheet) for sheet in people) < protection.below


def _has_view(case: Case, sheet: Sheet) -> bool:
    """Tell whether a respondent has said what they think; a sheet with facts alone hides nobody among others."""
    return any(question.view and case.seen(sheet, question) is not None for question in case.bank.questions.values())
