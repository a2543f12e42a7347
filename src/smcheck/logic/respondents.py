"""Functions over what several respondents said."""

from collections.abc import Callable
from typing import Any

from smcheck.logic.aggregates import lower_median
from smcheck.logic.operators import MANY, Members, Truth, either, figure, is_number, truth, undecided
from smcheck.logic.single import answered
from smcheck.logic.values import Number, Scope, Value, normal, unknown


def role_answered(scope: Scope, roles: Value) -> Truth:
    """Tell whether somebody of the role, or of one of the roles, has answered."""
    if isinstance(roles, str):
        return truth(scope.role_answered(roles))
    if not isinstance(roles, tuple):
        return undecided(roles)
    pairs = roles if isinstance(roles, Members) else tuple((True, role) for role in roles)
    result: Truth = False
    for certain, role in pairs:
        heard = truth(scope.role_answered(role)) if isinstance(role, str) else undecided(role)
        result = either(result, certain if heard is True or role is MANY else heard)
    return result


def by_role(scope: Scope, question: str, role: Value) -> Value:
    """Return what one role said; of several people of that role the lower median, else the first."""
    if not isinstance(role, str):
        return undecided(role)
    values = [value for given, value in scope.views(question) if _same_role(given, role) and answered(value)]
    if len(values) > 1 and all(map(is_number, values)):
        return lower_median(values)
    return values[0] if values else unknown(question, "missing")


def others(scope: Scope, question: str, role: Value) -> Value:
    """Return what all roles but one said."""
    if not isinstance(role, str):
        return undecided(role)
    values = tuple(value for given, value in scope.views(question) if not _same_role(given, role) and answered(value))
    return values or unknown(question, "missing")


def median_of(scope: Scope, question: str, role: Value = "") -> Value:
    """Return the lower median of what all respondents said, or of all but those of one role."""
    if not isinstance(role, str):
        return undecided(role)
    figures = [value for given, value in scope.views(question) if is_number(value) and not _same_role(given, role)]
    return lower_median(figures) if figures else unknown(question, "missing")


def _of_figures(combine: Callable[[list[Any]], Number]) -> Callable[[Scope, str], Value]:
    def over_views(scope: Scope, question: str) -> Value:
        figures = [value for _, value in scope.views(question) if is_number(value)]
        return figure(combine(figures)) if figures else unknown(question, "missing")

    return over_views


highest = _of_figures(max)
lowest = _of_figures(min)
spread = _of_figures(lambda figures: max(figures) - min(figures))


def _same_role(given: str | None, role: str) -> bool:
    return given is not None and normal(given) == normal(role)
