"""The rules of a bank that is in order: every expression checked against the names it may use, and compiled."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from smcheck.bank.consistency import unique
from smcheck.bank.expressions import UNKNOWN_NAMES, Compiled, drop_echoes, expression_problem, names_in
from smcheck.bank.model import Choice, Figure, Question, Text, Type
from smcheck.bank.reading import Draft, Place, unknown
from smcheck.bank.rules.model import DAYS, Cap, Component, Dimension, Finding, Portrait, Severity
from smcheck.bank.rules.names import COMPUTED, FINDING_NAMES, PORTRAIT_NAMES
from smcheck.bank.text import TEXT_KEYS
from smcheck.logic import (
    FUNCTIONS,
    Expression,
    ExpressionError,
    Kind,
    Scope,
    Unknown,
    Value,
    Vocabulary,
    compile_expression,
    valid_id,
)
from smcheck.logic.operators import Truth, both, either
from smcheck.logic.types import NUMBER, member

LEVELS = 5

COUNTS = ("n", "m")
"""In the texts of a finding with a list: how many members match, and how many there are."""
ALL = "all"
"""In the texts of a finding with a list: what the first of its values is for every match."""

_EACH = re.compile(r"\s*(\w+)\s+in\s+(.+)", re.DOTALL)


class ComponentRule(NamedTuple):
    """A component and what it is: a question with its scores, or a named value."""

    component: Component
    question: Question | None
    expression: Expression | None


class DimensionRule(NamedTuple):
    """A dimension with its components and caps."""

    dimension: Dimension
    components: tuple[ComponentRule, ...]
    caps: tuple[tuple[Cap, Expression], ...]


class Matches(NamedTuple):
    """Whether a condition is true, and for which *members* of its list, the first one to be told first.

    *of* is how many members there are; without a list there are none.
    """

    truth: Truth
    members: tuple[Value, ...] = ()
    of: int = 0


_NOWHERE = Matches(truth=False)


class FindingRule:
    """A finding: *members* is the list whose *variable* its condition is tried for; None where it stands alone."""

    def __init__(
        self,
        finding: Finding,
        condition: Expression,
        *,
        variable: str | None,
        members: Expression | None,
        by: Expression | None,
        severity: tuple[tuple[Severity, Expression | None], ...],
        values: Mapping[str, Expression],
    ) -> None:
        self.finding = finding
        self.condition = condition
        self.variable = variable
        self.members = members
        self.by = by
        self.severity = severity
        self.values = values

    @property
    def id(self) -> str:
        """The stable name."""
        return self.finding.id

    def matches(self, scope: Scope) -> Matches:
        """Return whether it fires, and for which members of its list."""
        if self.members is None:
            truth = self.condition.condition(scope)
            return _NOWHERE if truth is False else Matches(truth)
        members = self.members.members(scope)
        if isinstance(members, Unknown):
            return Matches(members)
        truth = False
        matching = []
        for certain, member_ in members:
            found = both(certain, self.condition.condition(scope, self.local(member_)))
            truth = either(truth, found)
            if found is True:
                matching.append(member_)
        if self.by is not None:
            matching.sort(key=lambda each: self._order(scope, each))
        return Matches(truth, tuple(matching), len(members))

    def local(self, member_: Value | None) -> Mapping[str, Value]:
        """Return what its expressions know of one member of its list; nothing where there is none."""
        return {self.variable: member_} if self.variable is not None and member_ is not None else {}

    def _order(self, scope: Scope, member_: Value) -> tuple[bool, int | Fraction]:
        assert self.by is not None
        figure = self.by.evaluate(scope, self.local(member_))
        if isinstance(figure, date):
            figure = figure.toordinal()
        return (False, figure) if isinstance(figure, int | Fraction) else (True, 0)

    def fills(self, name: str) -> bool:
        """Tell whether it has something for the placeholder *name* of its texts; other names are words of the bank."""
        if self.members is None:
            return name in self.values
        return name in self.values or name in COUNTS or (name == ALL and self.speaks_of([ALL]) is not None)

    def speaks_of(self, used: Collection[str]) -> str | None:
        """Return the value by which a text that uses these names speaks of the member it is about; None: by none."""
        about = (name for name, value in self.values.items() if self.variable in names_in(value))
        return next((name for name in about if name in used or ALL in used), None)

    @cached_property
    def reads(self) -> tuple[Expression, ...]:
        """The expressions that decide whether it fires, and how severe it is."""
        grades = (expression for _, expression in self.severity)
        return tuple(one for one in (self.condition, self.members, *grades) if one is not None)

    @cached_property
    def questions(self) -> frozenset[str]:
        """The questions it rests on."""
        return frozenset().union(*(one.questions for one in self.reads)) - COMPUTED

    @cached_property
    def cells(self) -> frozenset[tuple[str, str]]:
        """The cells it rests on: group or table, and column."""
        return frozenset().union(*(one.cells for one in self.reads))


class PortraitRule(NamedTuple):
    """A portrait and its condition."""

    portrait: Portrait
    condition: Expression


class Rules:
    """Everything that a bank says about the organisation behind the answers; a bank may say nothing."""

    def __init__(
        self,
        dimensions: Iterable[DimensionRule],
        findings: Iterable[FindingRule],
        portraits: Iterable[PortraitRule],
        roots: Mapping[str, Text],
    ) -> None:
        self.dimensions = tuple(dimensions)
        self.findings = tuple(findings)
        self.portraits = tuple(portraits)
        self.roots = roots
        self.finding: Mapping[str, FindingRule] = {rule.id: rule for rule in self.findings}


def compile_rules(draft: Draft, compiled: Compiled) -> Rules:
    """Check and compile the rules of *draft*, noting each that cannot be."""
    rules = _Rules(draft, compiled)
    roots = {name: text for name, (text, _) in draft.roots.items()}
    found = Rules(rules.dimensions(), rules.findings(), rules.portraits(), roots)
    drop_echoes(draft, compiled)
    return found


class _Rules:
    def __init__(self, draft: Draft, compiled: Compiled) -> None:
        self.draft = draft
        self.base = compiled.vocabulary
        self.named = compiled.values
        self.questions = {question.id: question for question, _ in draft.questions}
        self.for_findings = self.base.knowing(FINDING_NAMES)
        figures = {dimension.id: NUMBER for dimension, _ in draft.dimensions}
        self.for_portraits = self.base.knowing({**FINDING_NAMES, **PORTRAIT_NAMES, **figures})

    # Dimensions

    def dimensions(self) -> Iterator[DimensionRule]:
        for dimension, place in self.draft.dimensions:
            self._levels(dimension, place)
            if not dimension.components:
                self.draft.say(place, "bank.empty_list", "components", word="components")
            unique(self.draft, place, "components", [one.id for one in dimension.components], "bank.duplicate_entry")
            components = [
                self._component(one, place.below("components", number))
                for number, one in enumerate(dimension.components)
            ]
            caps = [
                (cap, self._condition(place.below("caps", number, "if"), cap.when, self.base))
                for number, cap in enumerate(dimension.caps)
            ]
            yield DimensionRule(
                dimension,
                tuple(one for one in components if one),
                tuple((cap, condition) for cap, condition in caps if condition),
            )

    def _levels(self, dimension: Dimension, place: Place) -> None:
        """Check that there are five sentences in every language, and in none that the bank does not have."""
        languages = self.draft.settings.languages
        known = [key for key in TEXT_KEYS if key.partition("-")[0] in languages]
        for language in dict.fromkeys([*languages, *dimension.levels]):
            n = len(dimension.levels.get(language, ()))
            if language not in known and "languages" not in self.draft.unread_keys:
                values = unknown(language, known)
                self.draft.say(place, "bank.unknown_language", "levels", language, key=True, **values)
            elif n != LEVELS:
                self.draft.say(place, "bank.anchors", "levels", language=language, n=n)

    def _component(self, component: Component, place: Place) -> ComponentRule | None:
        question = self.questions.get(component.id)
        if question is not None:
            if question.type is not Type.RATING and not _scored(question.choices):
                self.draft.say(place, "bank.no_scores", "id", word=component.id)
            return ComponentRule(component, question, None)
        if component.id in self.base.values:
            if component.text is None:
                self.draft.say(place, "bank.component_text", word=component.id)
            if component.id not in self.named:
                return None  # it does not compile, which is told where it stands
            expression = compile_expression(component.id, self.base, expected="number")
            return ComponentRule(component, None, expression)
        if component.id not in self.draft.unread and self.draft.whole:
            known = [*self.questions, *self.named]
            self.draft.say(place, "bank.unknown_component", "id", **unknown(component.id, known))
        return None

    # Findings

    def findings(self) -> Iterator[FindingRule]:
        seen: dict[str, Place] = {}
        for finding, place in self.draft.findings:
            self._once(finding.id, place, seen)
            self._names(finding, place)
            if not finding.severity:
                self.draft.say(place, "bank.empty_list", "severity", word="severity")
            for number, grade in enumerate(finding.severity):
                last = number == len(finding.severity) - 1
                if last != (grade.when is None):
                    self.draft.say(place, "bank.grades", "severity", number)
            rule = self._finding(finding, place)
            if rule:
                yield rule

    def _names(self, finding: Finding, place: Place) -> None:
        """Check what a finding names: its heading, who could take the step and when, its values."""
        if finding.root not in self.draft.roots and self.draft.rules_whole:
            self.draft.say(place, "bank.unknown_root", "root", **unknown(finding.root, list(self.draft.roots)))
        if finding.suggests:
            roles = [role.id for role in self.draft.settings.roles]
            who, days = finding.suggests.who, finding.suggests.days
            if who not in roles and "roles" not in self.draft.unread_keys:
                self.draft.say(place, "bank.unknown_role", "suggests", "who", **unknown(who, roles))
            if days not in DAYS:
                values = unknown(str(days), list(map(str, DAYS)))
                self.draft.say(place, "bank.not_allowed", "suggests", "days", **values)
        for name in finding.otherwise:
            if name not in finding.values:
                values = unknown(name, list(finding.values))
                self.draft.say(place, "bank.unknown_value", "otherwise", name, key=True, **values)

    def _finding(self, finding: Finding, place: Place) -> FindingRule | None:
        variable, members = None, None
        local: Mapping[str, Kind] = {}
        if finding.each is not None:
            variable, members, kind = self._each(finding.each, place.below("each"))
            if variable is None or members is None or kind is None:
                return None
            local = {variable: kind}
        condition = self._condition(place.below("if"), finding.when, self.for_findings, local)
        by = None
        if finding.by is not None:
            at = place.below("by")
            by = self._compile(at, finding.by, self.for_findings, local, expected="number or date")
        severity = tuple(
            (
                grade.level,
                self._condition(place.below("severity", number, "if"), grade.when, self.for_findings)
                if grade.when
                else None,
            )
            for number, grade in enumerate(finding.severity)
        )
        values = {
            name: expression
            for name, source in finding.values.items()
            if (expression := self._compile(place.below("values", name), source, self.for_findings, local))
        }
        if condition is None:
            return None
        return FindingRule(
            finding, condition, variable=variable, members=members, by=by, severity=severity, values=values
        )

    def _each(self, written: str, place: Place) -> tuple[str | None, Expression | None, Kind | None]:
        """Take `g in goals` apart: the name, the list, and the kind of its members."""
        match = _EACH.fullmatch(written)
        if match is None:
            self.draft.say(place, "bank.each", word=written)
            return None, None, None
        name, source = match[1], match[2]
        if not valid_id(name) or name in FUNCTIONS or name in self.for_findings.language.taken:
            self.draft.say(place, "bank.name_clash", word=name)
            return None, None, None
        members = self._compile(place, source, self.for_findings, within=written)
        kind = member(members.kind) if members else None
        if members and kind is None:
            self.draft.say(place, "bank.each", word=written)
        return name, members, kind

    # Portraits

    def portraits(self) -> Iterator[PortraitRule]:
        seen: dict[str, Place] = {}
        before = len(self.draft.problems)
        for portrait, place in self.draft.portraits:
            self._once(portrait.id, place, seen)
            condition = self._condition(place.below("if"), portrait.when, self.for_portraits)
            if condition:
                yield PortraitRule(portrait, condition)
        if not self.draft.rules_whole:  # what they do not know may be a dimension that could not be read
            found = self.draft.problems[before:]
            self.draft.problems[before:] = [problem for problem in found if problem.code not in UNKNOWN_NAMES]

    # What all of them share

    def _once(self, name: str, place: Place, seen: dict[str, Place]) -> None:
        if name in seen:
            self.draft.say(place, "bank.duplicate_rule", "id", word=name, where=str(seen[name]))
        seen.setdefault(name, place)

    def _condition(
        self, place: Place, source: str, vocabulary: Vocabulary, local: Mapping[str, Kind] = MappingProxyType({})
    ) -> Expression | None:
        return self._compile(place, source, vocabulary, local, expected="condition")

    def _compile(
        self,
        place: Place,
        source: str,
        vocabulary: Vocabulary,
        local: Mapping[str, Kind] = MappingProxyType({}),
        *,
        expected: str = "any",
        within: str = "",
    ) -> Expression | None:
        """Return *source* compiled, or note what is wrong; *within* is all that stands at *place*, if that is more."""
        try:
            return compile_expression(source, vocabulary, local=local, expected=expected)
        except ExpressionError as wrong:
            whole = within or source
            offset = wrong.offset + whole.rindex(source)
            problem = expression_problem(place, wrong.code, whole, offset=offset, values=wrong.values)
            self.draft.problems.append(problem)
            return None


def without_bracket(form: str, name: str) -> str:
    """Return a text without each bracket that holds the placeholder *name*, and without the space before it."""
    return re.sub(rf"\s*\([^()]*\{{{name}\}}[^()]*\)", "", form)


def _scored(choices: Sequence[Choice]) -> bool:
    scores: list[Figure | None] = [choice.score for choice in choices]
    return bool(scores) and None not in scores
