"""Where respondents see things differently, and where they agree: the formulas of the content design, section 5.

Figures rest on what each respondent said; what is shown of them goes by `voices`, so that merging roles changes no
figure. Answers come through the gate of the case: none is off the record or not asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations, permutations
from typing import Any, NamedTuple

from smcheck.bank.load import Bank
from smcheck.bank.model import Question, Type
from smcheck.case import Case, Status
from smcheck.diagnosis.voices import Voice, by_voice, voices
from smcheck.logic.respondents import by_role, median_of
from smcheck.logic.values import Value, normal

_BEST = 4  # of ratings and scores
_FIRST_FEW = 3  # of a ranking; what stands below hardly tells


class Said(NamedTuple):
    """One person's answer, under what they are shown as."""

    voice: Voice
    value: Value


class Comparison(NamedTuple):
    """What several respondents said to one question.

    *answers* has one entry for each person who gave an answer, voice by voice in the order of the bank's roles; those
    of one voice are ordered by what they say, which tells nothing about who said it. *unknown* counts those who said
    that they do not know. *distance* is how far the answers are apart, from 0 (alike) to 1 (content design, section 5);
    None with fewer than two answers, for texts, and for facts.
    """

    question: Question
    answers: tuple[Said, ...]
    unknown: int
    distance: Fraction | None


class Leaning(NamedTuple):
    """A rating of the leadership beside the lower median of everybody else's, both from 0 to 4."""

    question: Question
    leadership: int
    others: int

    @property
    def difference(self) -> int:
        """How much more favourably the leadership sees it, from -4 to 4 (content design, section 5)."""
        return self.leadership - self.others


@dataclass(frozen=True, slots=True)
class DimensionLeaning:
    """How much more favourably the leadership sees a readiness dimension.

    *mean* is that of the differences of its ratings, from -4 to 4; None where none of them could be compared. *count*
    is how many could.
    """

    dimension: str
    mean: Fraction | None
    count: int


@dataclass(frozen=True)
class Alignment:
    """How far the respondents of a case see things alike.

    *respondents* has the voice of every sheet; *views* what was said to each view that somebody answered or did not
    know about, in the order of the bank; *contradictions* the facts that were answered differently; *leadership* every
    rating that the leadership and somebody else gave.
    """

    respondents: tuple[Voice, ...]
    views: tuple[Comparison, ...]
    contradictions: tuple[Comparison, ...]
    leadership: tuple[Leaning, ...]

    @cached_property
    def index(self) -> Fraction | None:
        """100 times 1 minus the mean distance, from 0 to 100; None where no view has two answers."""
        distances = [view.distance for view in self.views if view.distance is not None]
        return 100 * (1 - sum(distances, Fraction()) / len(distances)) if distances else None

    @cached_property
    def gaps(self) -> tuple[Comparison, ...]:
        """The views that differ, the greatest distance first, then as in the bank."""
        return tuple(sorted((view for view in self.views if view.distance), key=lambda view: -(view.distance or 0)))

    @cached_property
    def agreements(self) -> tuple[Comparison, ...]:
        """All views with a distance, the smallest first, then as in the bank."""
        measured = (view for view in self.views if view.distance is not None)
        return tuple(sorted(measured, key=lambda view: view.distance or 0))

    @cached_property
    def texts(self) -> tuple[Comparison, ...]:
        """The views in free text that somebody answered."""
        return tuple(view for view in self.views if view.question.type.is_text and view.answers)

    def by_dimension(self, components: Mapping[str, Iterable[str]]) -> tuple[DimensionLeaning, ...]:
        """Return how the leadership sees each dimension; *components* has the ids of its questions."""
        known = {leaning.question.id: leaning.difference for leaning in self.leadership}
        found = []
        for dimension, questions in components.items():
            differences = [known[question] for question in questions if question in known]
            mean = Fraction(sum(differences), len(differences)) if differences else None
            found.append(DimensionLeaning(dimension, mean, len(differences)))
        return tuple(found)


def align(case: Case) -> Alignment | None:
    """Return how far the respondents of *case* see things alike; None where there are fewer than two."""
    if len(case.sheets) < 2:
        return None
    shown = voices(case)
    order = {voice: place for place, voice in enumerate(dict.fromkeys(shown.values()))}
    views, contradictions = [], []
    for item in case.items():
        question = item.question
        if question.type.has_rows or (question.type.is_text and not question.view):
            continue
        given = sorted(case.views(question.id), key=by_voice(case.bank, question, shown))
        answers = tuple(Said(shown[role], value) for role, value in given)
        values = [said.value for said in answers]
        unknown = sum(point.status == Status.UNKNOWN for point in item.points)
        if question.view:
            if answers or unknown:
                views.append(Comparison(question, answers, unknown, distance(case.bank, question, values)))
        elif len({_meaning(question, value) for value in values}) > 1:
            contradictions.append(Comparison(question, answers, unknown, None))
    return Alignment(
        respondents=tuple(sorted((shown[sheet.role] for sheet in case.sheets), key=order.__getitem__)),
        views=tuple(views),
        contradictions=tuple(contradictions),
        leadership=_leadership(case),
    )


def distance(bank: Bank, question: Question, values: Sequence[Value]) -> Fraction | None:
    """Return how far *values*, answers to *question*, are apart, from 0 (alike) to 1 (content design, section 5).

    Texts beside a choice are ignored. None with fewer than two answers, and for texts and rows, which have no distance.
    """
    if len(values) < 2 or question.type.is_text or question.type.has_rows:
        return None
    said = [_meaning(question, value) for value in values]
    if len(set(said)) == 1:
        return Fraction(0)
    if question.type is Type.RATING:
        return _on_scale(said)
    if question.type is Type.MULTI:
        return _overlap(said)
    if question.type is Type.RANK:
        return _priorities(said)
    if question.type.is_number:
        return _ratio(said)
    points = [scored(bank, question, value) for value in values]
    return _majority(said) if None in points else _on_scale([point for point in points if point is not None])


def scored(bank: Bank, question: Question, value: Value) -> int | Fraction | None:
    """Return where *value* stands from 0 to 4: a rating, or a choice of a question all of whose choices have a score.

    None for everything else.
    """
    if question.type is Type.RATING:
        return value if isinstance(value, int) else None
    scores = {choice.id: choice.score for choice in bank.choices(question)}
    return scores.get(value) if isinstance(value, str) and None not in scores.values() else None


def _meaning(question: Question, value: Value) -> Any:
    """Return what of an answer is compared: choices without the texts beside them, those of a multi in any order."""
    if isinstance(value, tuple):
        names = [_meaning(question, one) for one in value]
        return frozenset(names) if question.type is Type.MULTI else tuple(names)
    return normal(value) if isinstance(value, str) else value


def _on_scale(figures: Sequence[int | Fraction]) -> Fraction:
    """Return the distance of ratings or scores: how much of the scale lies between the least and the greatest."""
    return min(Fraction(max(figures) - min(figures)) / _BEST, Fraction(1))


def _majority(said: Sequence[Any]) -> Fraction:
    """Return the distance of choices without an order, 1 where everybody says something else."""
    most, alone = Fraction(max(map(said.count, said)), len(said)), Fraction(1, len(said))
    return 1 - (most - alone) / (1 - alone)


def _overlap(said: Sequence[frozenset[str]]) -> Fraction:
    """Return the distance of selections: the mean over all pairs of 1 minus what they share of all they name."""
    shared = [Fraction(len(one & two), len(one | two)) if one or two else 1 for one, two in combinations(said, 2)]
    return 1 - Fraction(sum(shared)) / len(shared)


def _priorities(said: Sequence[tuple[str, ...]]) -> Fraction:
    """Return the distance of rankings: 0 where all begin alike, a half where what is first for one matters to others.

    Of two people it is enough that one of them has the other's first choice among their first three; of more, every
    first choice has to be among everybody's first three.
    """
    if len({ranking[:1] for ranking in said}) == 1:
        return Fraction(0)
    enough = any if len(said) == 2 else all
    near = enough(bool(one) and one[0] in two[:_FIRST_FEW] for one, two in permutations(said, 2))
    return Fraction(1, 2) if near else Fraction(1)


def _ratio(said: Sequence[int | Fraction]) -> Fraction:
    """Return the distance of figures: 1 where the greatest is three times the least, or only one of them is zero."""
    least, greatest = Fraction(min(said)), Fraction(max(said))
    if least * greatest <= 0:
        return Fraction(1)
    return min((max(greatest / least, least / greatest) - 1) / 2, Fraction(1))


def _leadership(case: Case) -> tuple[Leaning, ...]:
    role = case.bank.settings.leadership
    if role is None:
        return ()
    found = []
    for question in case.bank.questions.values():
        if question.view and question.type is Type.RATING:
            own, others = by_role(case, question.id, role), median_of(case, question.id, role)
            if isinstance(own, int) and isinstance(others, int):
                found.append(Leaning(question, own, others))
    return tuple(found)
