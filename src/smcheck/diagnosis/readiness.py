"""Readiness: dimensions from 0 to 4, each the mean of its components.

The rules are those of the content design, section 3.1:

- A component is the score of a choice, a rating, or a named value of the bank. A multiple choice has the sum of its
  scores. None is below 0 or above 4.
- "I don't know" counts 0 and is counted apart; so does a named value that is undecided only because of it.
- What is left for later, does not apply, was left blank or was not asked is left out, and so is a figure that does not
  exist (a share of nothing). A named value is asked if something that it reads is.
- A dimension is assessed if at least half of the components that are asked in this case, and at least two, count;
  where the whole case is provisional one is enough, and it says so.
- Caps come last. All figures are exact and compared as they are; only what is printed is rounded, halves up.

There is no figure over all dimensions: a mean would hide the weakest link.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple, cast

from smcheck.bank.model import Question, Type
from smcheck.bank.rules.compiled import ComponentRule, DimensionRule
from smcheck.bank.rules.model import Cap
from smcheck.case import Case, Status
from smcheck.logic import Between, Expression, Unknown, Value
from smcheck.logic.values import Number

TOP = 4
"""The most that a component or a dimension can have."""
LEAST = 2
"""The fewest components that make an assessment, unless it is provisional."""

Standing = Literal["answered", "unknown", "later", "na", "blank", "missing", "not asked", "nothing"]
"""How a component stands; `nothing` where its figure does not exist. Only the first two count."""


class Component(NamedTuple):
    """One component in a case.

    *value* is from 0 to 4, None where it is left out; *low* and *high* are the lowest and the highest of what the
    respondents said.
    """

    rule: ComponentRule
    status: Standing
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None

    @property
    def id(self) -> str:
        """The question or named value."""
        return self.rule.component.id


class Dimension(NamedTuple):
    """One dimension in a case.

    *mean* is that of the components that count, *value* the same after the caps, both exact and None while there is no
    assessment; *low* and *high* are the value with the lowest and the highest of what several respondents said. *cap*
    is the one that made the value smaller.
    """

    rule: DimensionRule
    components: tuple[Component, ...]
    provisional: bool
    mean: Fraction | None = None
    value: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    cap: Cap | None = None

    @property
    def id(self) -> str:
        """The stable name."""
        return self.rule.dimension.id

    @property
    def unknown(self) -> int:
        """How many components count 0 because nobody knows."""
        return sum(component.status == "unknown" for component in self.components)

    @property
    def level(self) -> int | None:
        """The level whose sentence describes the value: rounded, halves up."""
        if self.value is None:
            return None
        over, under = self.value.as_integer_ratio()
        return (2 * over + under) // (2 * under)


def readiness(case: Case) -> tuple[Dimension, ...]:
    """Return all dimensions of the bank in their order."""
    modes = [case.bank.mode(sheet.header.mode) for sheet in case.sheets]
    provisional = all(mode is not None and mode.provisional for mode in modes)
    return tuple(_dimension(case, rule, provisional=provisional) for rule in case.bank.rules.dimensions)


def _dimension(case: Case, rule: DimensionRule, *, provisional: bool) -> Dimension:
    components = tuple(assess(case, component) for component in rule.components)
    counted = [component for component in components if component.value is not None]
    asked = sum(component.status not in ("not asked", "nothing") for component in components)
    if len(counted) < (1 if provisional else max(LEAST, -(-asked // 2))):
        return Dimension(rule, components, provisional)
    caps = [cap for cap, condition in rule.caps if condition.condition(case) is True]
    lowest = min(caps, key=lambda cap: cap.max, default=None)
    values, lows, highs = zip(*((each.value, each.low, each.high) for each in counted), strict=True)
    mean = _mean(values)
    return Dimension(
        rule,
        components,
        provisional,
        mean=mean,
        value=_capped(mean, lowest),
        low=_capped(mean if lows == values else _mean(lows), lowest),
        high=_capped(mean if highs == values else _mean(highs), lowest),
        cap=lowest if lowest is not None and mean > lowest.max else None,
    )


def _mean(figures: Sequence[Number | None]) -> Fraction:
    given = [figure for figure in figures if figure is not None]
    return Fraction(sum(given), len(given))


def _capped(value: Fraction, cap: Cap | None) -> Fraction:
    return value if cap is None or value <= cap.max else Fraction(cap.max)


def _on_scale(figure: Number) -> Number:
    return 0 if figure < 0 else min(figure, TOP)


def assess(case: Case, rule: ComponentRule) -> Component:
    """Return what one component counts, from 0 to 4, or why it counts nothing."""
    if rule.question is not None:
        return _of_question(case, rule, rule.question)
    assert rule.expression is not None
    return _of_value(case, rule, rule.expression)


def _of_question(case: Case, rule: ComponentRule, question: Question) -> Component:
    item = case.item(question.id)
    if item is None:
        return Component(rule, "not asked")
    if item.status is Status.UNKNOWN:
        return Component(rule, "unknown", 0, 0, 0)
    if item.status is not Status.ANSWERED:
        return Component(rule, cast(Standing, item.status.value))
    value = points(question, item.value)
    if value is None:
        return Component(rule, "nothing")
    if not question.view or len(case.sheets) == 1:
        return Component(rule, "answered", value, value, value)
    said = [value, *(one for _, view in case.views(question.id) if (one := points(question, view)) is not None)]
    return Component(rule, "answered", value, min(said), max(said))


def points(question: Question, value: Value | None) -> Number | None:
    """Return what an answer counts, from 0 to 4: a rating itself, of choices the scores; None where it has none.

    An answer that picks nothing on purpose counts 0.
    """
    if question.type is Type.RATING:
        return _on_scale(value) if isinstance(value, int) else None
    if value == ():
        return 0
    picked = [value] if isinstance(value, str) else value if isinstance(value, tuple) else ()
    scores = _scores(question)
    given = [scores[one] for one in picked if isinstance(one, str) and one in scores]
    return _on_scale(sum(given)) if given else None


@lru_cache(maxsize=1024)
def _scores(question: Question) -> Mapping[str, Number]:
    return {choice.id: choice.score for choice in question.choices if choice.score is not None}


def _of_value(case: Case, rule: ComponentRule, expression: Expression) -> Component:
    if expression.questions and not any(case.relevant(question) for question in expression.questions):
        return Component(rule, "not asked")
    value = case.evaluate(rule.component.id)
    if isinstance(value, int | Fraction):
        figure = _on_scale(value)
        return Component(rule, "answered", figure, figure, figure)
    statuses = {reason.status for reason in value.reasons} if isinstance(value, Unknown | Between) else set()
    if statuses == {"unknown"}:
        return Component(rule, "unknown", 0, 0, 0)
    open_ones: tuple[Standing, ...] = ("missing", "blank", "later", "na")
    return Component(rule, next((status for status in open_ones if status in statuses), "nothing"))
