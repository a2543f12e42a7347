"""What is wrong with dimensions, findings and portraits although all their expressions compile."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from smcheck.bank.expressions import Compiled
from smcheck.bank.lint.codes import finding
from smcheck.bank.lint.combinations import Combinations
from smcheck.bank.lint.conditions import Use, noted, told
from smcheck.bank.lint.texts import forms, placeholders_of
from smcheck.bank.model import Question, Text
from smcheck.bank.reading import Draft, Place
from smcheck.bank.rules.compiled import ALL, FindingRule, Rules, without_bracket
from smcheck.logic import Expression, Scope, Value
from smcheck.logic.operators import Truth
from smcheck.problems import Problem


def rules(draft: Draft, compiled: Compiled, found: Rules) -> Iterator[Problem]:
    """Yield what is odd about the rules of a bank that loads."""
    questions = {question.id: question for question, _ in draft.questions}
    combinations = Combinations(questions, compiled, dimensions=[dimension.id for dimension, _ in draft.dimensions])
    for use in _dimensions(draft, found):
        yield from _judged(use, questions, combinations)
    for (_, place), rule in zip(draft.findings, found.findings, strict=True):
        yield from _finding(rule, place, questions, combinations)
    for (_, place), portrait in zip(draft.portraits, found.portraits, strict=True):
        yield from _judged(Use("", place.below("if"), portrait.condition), questions, combinations)
    used = {rule.finding.root for rule in found.findings}
    for root, (_, place) in draft.roots.items():
        if root not in used:
            yield place.problem("lint.unused_root", key=True, level="warning", word=root)


@dataclass(frozen=True)
class Fires:
    """Whether a finding fires, as a condition: for at least one member of its list, where it has one."""

    rule: FindingRule

    @cached_property
    def _read(self) -> tuple[Expression, ...]:
        return tuple(one for one in (self.rule.condition, self.rule.members) if one is not None)

    @property
    def sources(self) -> tuple[str, ...]:
        """What is written."""
        return tuple(one.source for one in self._read)

    @property
    def questions(self) -> frozenset[str]:
        """All that it rests on."""
        return frozenset().union(*(one.questions for one in self._read))

    def condition(self, scope: Scope, local: Mapping[str, Value]) -> Truth:  # noqa: ARG002 - as expressions have it
        """Return whether it fires."""
        return self.rule.matches(scope).truth


def _dimensions(draft: Draft, found: Rules) -> Iterator[Use]:
    for (_, place), rule in zip(draft.dimensions, found.dimensions, strict=True):
        for number, component in enumerate(rule.components):
            if component.expression is not None:
                yield Use("", place.below("components", number, "id"), component.expression)
        for number, (_, condition) in enumerate(rule.caps):
            yield Use("", place.below("caps", number, "if"), condition)


def _judged(use: Use, questions: Mapping[str, Question], combinations: Combinations) -> Iterator[Problem]:
    """Yield the notes on one expression and, of a condition, what it can never come to."""
    notes = [noted(use, note, questions) for note in use.expression.notes]
    yield from notes
    if use.expression.kind.name in ("condition", "boolean") and not any(one.level == "error" for one in notes):
        yield from _tried(use, use.expression, combinations)


def _tried(use: Use, condition: Expression | Fires, combinations: Combinations) -> Iterator[Problem]:
    verdict = combinations.judge(condition, {})
    if verdict.true and verdict.false:
        if combinations.depends(condition, None):
            verdict = combinations.together(condition, {})
            if not verdict.true:
                yield told(use, verdict, "lint.never_shown")
    elif verdict.true:
        yield told(use, verdict, "lint.constant_condition")
    elif verdict.false:
        yield told(use, verdict, "lint.contradiction")
    else:
        yield told(use, verdict, "lint.never_decided")


def _finding(
    rule: FindingRule, place: Place, questions: Mapping[str, Question], combinations: Combinations
) -> Iterator[Problem]:
    condition = Use("", place.below("if"), rule.condition)
    beside = [Use("", place.below("values", name), value) for name, value in rule.values.items()]
    beside += [Use("", place.below("each"), rule.members)] if rule.members else []
    beside += [Use("", place.below("by"), rule.by)] if rule.by else []
    notes = [noted(use, note, questions) for use in (condition, *beside) for note in use.expression.notes]
    yield from notes
    for number, (_, grade) in enumerate(rule.severity):
        if grade is not None:
            yield from _judged(Use("", place.below("severity", number, "if"), grade), questions, combinations)
    yield from _unused(rule, place)
    if not any(note.level == "error" for note in notes):
        yield from _tried(condition, Fires(rule), combinations)
        for name in combinations.undecided(rule, _bare(rule)):
            yield finding(place, "lint.undecided_value", "values", name, word=name)


def _texts(rule: FindingRule) -> tuple[Text, ...]:
    return tuple(text for text in (rule.finding.say, rule.finding.do) if text)


def _unused(rule: FindingRule, place: Place) -> Iterator[Problem]:
    """Yield each value that no text uses; `{n}` of a finding with a list is not one of its values."""
    used = {name for text in _texts(rule) for name in placeholders_of(text)}
    counts = {name for text in _texts(rule) for path, _ in forms(text) for name in path}
    used |= {"n"} if "one" in counts else set()
    used |= {name for name in [rule.speaks_of(used)] if name and ALL in used}
    for name in rule.values:
        if name not in used or (rule.members is not None and name in ("n", "m", ALL)):
            yield finding(place, "lint.unused_value", "values", name, word=name)


def _bare(rule: FindingRule) -> frozenset[str]:
    """Return the values that stand in a text without other words for them and outside of brackets."""
    found = set()
    for text in _texts(rule):
        for _, form in forms(text):
            bare = [name for name in placeholders_of(Text(form)) if f"{{{name}}}" in without_bracket(form, name)]
            found |= {rule.speaks_of([ALL]) if name == ALL and rule.members else name for name in bare}
    return frozenset(rule.values.keys() & found - rule.finding.otherwise.keys())
