"""The rules of a bank that is in order: every expression checked against the names it may use, and compiled."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from smcheck.bank.expressions import Compiled, expression_problem
from smcheck.bank.model import Choice, Figure, Question, Text, Type
from smcheck.bank.reading import Draft, Place, unknown
from smcheck.bank.rules.model import Cap, Component, Dimension, Finding, Portrait, Severity
from smcheck.bank.rules.names import COMPUTED, FINDING_NAMES, PORTRAIT_NAMES
from smcheck.logic import FUNCTIONS, Expression, ExpressionError, Kind, Vocabulary, compile_expression, valid_id
from smcheck.logic.types import NUMBER, member

LEVELS = 5

_EACH = re.compile(r"\s*(\w+)\s+in\s+(.+)", re.DOTALL)


@dataclass(frozen=True, eq=False)
class ComponentRule:
    """A component and what it is: a question with its scores, or a named value."""

    component: Component
    question: Question | None
    expression: Expression | None


@dataclass(frozen=True, eq=False)
class DimensionRule:
    """A dimension with its components and caps."""

    dimension: Dimension
    components: tuple[ComponentRule, ...]
    caps: tuple[tuple[Cap, Expression], ...]


@dataclass(frozen=True, eq=False)
class FindingRule:
    """A finding: *members* is the list whose *variable* its condition is tried for; None where it stands alone."""

    finding: Finding
    condition: Expression
    variable: str | None
    members: Expression | None
    by: Expression | None
    severity: tuple[tuple[Severity, Expression | None], ...]
    values: Mapping[str, Expression]

    @property
    def id(self) -> str:
        """The stable name."""
        return self.finding.id

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


@dataclass(frozen=True, eq=False)
class PortraitRule:
    """A portrait and its condition."""

    portrait: Portrait
    condition: Expression


@dataclass(frozen=True, eq=False)
class Rules:
    """Everything that a bank says about the organisation behind the answers; a bank may say nothing."""

    dimensions: tuple[DimensionRule, ...] = ()
    findings: tuple[FindingRule, ...] = ()
    portraits: tuple[PortraitRule, ...] = ()
    roots: Mapping[str, Text] = field(default_factory=dict)

    @cached_property
    def finding(self) -> Mapping[str, FindingRule]:
        """The findings by id."""
        return MappingProxyType({rule.id: rule for rule in self.findings})


def compile_rules(draft: Draft, compiled: Compiled) -> Rules:
    """Check and compile the rules of *draft*, noting each that cannot be."""
    rules = _Rules(draft, compiled)
    return Rules(
        dimensions=tuple(rules.dimensions()),
        findings=tuple(rules.findings()),
        portraits=tuple(rules.portraits()),
        roots={name: text for name, (text, _) in draft.roots.items()},
    )


class _Rules:
    def __init__(self, draft: Draft, compiled: Compiled) -> None:
        self.draft = draft
        self.base = compiled.vocabulary
        self.named = compiled.values
        self.questions = {question.id: question for question, _ in draft.questions}
        self.for_findings = replace(self.base, questions={**self.base.questions, **FINDING_NAMES})
        figures = {dimension.id: NUMBER for dimension, _ in draft.dimensions}
        names = {**self.base.questions, **FINDING_NAMES, **PORTRAIT_NAMES, **figures}
        self.for_portraits = replace(self.base, questions=names)

    def dimensions(self) -> Iterator[DimensionRule]:
        for dimension, place in self.draft.dimensions:
            for language in self.draft.settings.languages:
                n = len(dimension.levels.get(language, ()))
                if n != LEVELS:
                    self.draft.say(place, "bank.anchors", "levels", language=language, n=n)
            components = (
                self._component(one, place.below("components", number))
                for number, one in enumerate(dimension.components)
            )
            caps = []
            for number, cap in enumerate(dimension.caps):
                expression = self._condition(place.below("caps", number, "if"), cap.when, self.base)
                if expression:
                    caps.append((cap, expression))
            yield DimensionRule(dimension, tuple(one for one in components if one), tuple(caps))

    def _component(self, component: Component, place: Place) -> ComponentRule | None:
        question = self.questions.get(component.id)
        if question is not None:
            if question.type is not Type.RATING and not _scored(question.choices):
                self.draft.say(place, "bank.no_scores", word=component.id)
            return ComponentRule(component, question, None)
        if component.id in self.named:
            if component.text is None:
                self.draft.say(place, "bank.component_text", word=component.id)
            return ComponentRule(component, None, compile_expression(component.id, self.base))
        if component.id not in self.draft.unread and self.draft.whole:
            known = [*self.questions, *self.named]
            self.draft.say(place, "bank.unknown_component", **unknown(component.id, known))
        return None

    def findings(self) -> Iterator[FindingRule]:
        seen: dict[str, Place] = {}
        roles = [role.id for role in self.draft.settings.roles]
        for finding, place in self.draft.findings:
            self._once(finding.id, place, seen)
            if finding.root not in self.draft.roots and self.draft.rules_whole:
                self.draft.say(place, "bank.unknown_root", "root", **unknown(finding.root, list(self.draft.roots)))
            if finding.suggests and finding.suggests.who not in roles and "roles" not in self.draft.unread_keys:
                self.draft.say(place, "bank.unknown_role", "suggests", "who", **unknown(finding.suggests.who, roles))
            for name in finding.otherwise:
                if name not in finding.values:
                    known = list(finding.values)
                    self.draft.say(place, "bank.unknown_value", "otherwise", name, key=True, **unknown(name, known))
            for number, grade in enumerate(finding.severity):
                last = number == len(finding.severity) - 1
                if last != (grade.when is None):
                    self.draft.say(place, "bank.grades", "severity", number)
            rule = self._finding(finding, place)
            if rule:
                yield rule

    def _finding(self, finding: Finding, place: Place) -> FindingRule | None:
        variable, members = None, None
        local: Mapping[str, Kind] = {}
        if finding.each is not None:
            variable, members, kind = self._each(finding.each, place.below("each"))
            if variable is None or members is None or kind is None:
                return None
            local = {variable: kind}
        condition = self._condition(place.below("if"), finding.when, self.for_findings, local)
        by = self._compile(place.below("by"), finding.by, self.for_findings, local) if finding.by else None
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
        return FindingRule(finding, condition, variable, members, by, severity, values) if condition else None

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
        members = self._compile(place, source, self.for_findings, offset=match.start(2))
        kind = member(members.kind) if members else None
        if members and kind is None:
            self.draft.say(place, "bank.each", word=written)
        return name, members, kind

    def portraits(self) -> Iterator[PortraitRule]:
        seen: dict[str, Place] = {}
        for portrait, place in self.draft.portraits:
            self._once(portrait.id, place, seen)
            condition = self._condition(place.below("if"), portrait.when, self.for_portraits)
            if condition:
                yield PortraitRule(portrait, condition)

    def _once(self, name: str, place: Place, seen: dict[str, Place]) -> None:
        if name in seen:
            self.draft.say(place, "bank.duplicate_id", "id", word=name, where=str(seen[name]))
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
        offset: int = 0,
    ) -> Expression | None:
        try:
            return compile_expression(source, vocabulary, local=local, expected=expected)
        except ExpressionError as wrong:
            problem = expression_problem(place, wrong.code, source, offset=wrong.offset + offset, values=wrong.values)
            self.draft.problems.append(problem)
            return None


def _scored(choices: Sequence[Choice]) -> bool:
    scores: list[Figure | None] = [choice.score for choice in choices]
    return bool(scores) and None not in scores
