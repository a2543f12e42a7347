"""Decide by trying what a condition can come to: every combination of what it reads, or many of them at random."""

import random
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from math import prod
from typing import Protocol, TypeAlias

from smcheck.bank.expressions import Compiled, base, names_in
from smcheck.bank.lint.candidates import AS_OF, Dimension, Mentions, answers_to, figures, mentions_of, one_of
from smcheck.bank.model import Asked, Question
from smcheck.bank.rules.compiled import FindingRule
from smcheck.bank.rules.names import ALWAYS_KNOWN
from smcheck.logic import BLANK, Between, Expression, Row, Scope, Unknown, Value
from smcheck.logic.values import rows_of, unknown

MOST = 100_000
RANDOM = 2_000
FIRING = 12
"""In so many cases in which a finding fires its values are looked at."""
_SEED = 2027
_MANY_ROLES = 4
# Functions that look at each respondent's answer instead of the one that counts.
_VIEWS = frozenset({"spread", "highest", "lowest", "median_of", "by_role", "others"})


class Firing(Protocol):
    """Whether a finding fires, tried like a condition."""

    @property
    def sources(self) -> tuple[str, ...]:
        """What is written."""

    @property
    def questions(self) -> frozenset[str]:
        """All that it rests on."""

    def condition(self, scope: Scope, local: Mapping[str, Value]) -> bool | Unknown:
        """Return whether it fires."""


Condition: TypeAlias = Expression | Firing


@dataclass(frozen=True)
class Verdict:
    """What a condition came to in the combinations that were tried.

    *total* is the number of combinations there are. *proven* tells that all were tried, and that they stand for every
    answer a person could give.
    """

    true: bool
    false: bool
    proven: bool
    tried: int
    total: int


@dataclass
class Trial:
    """One combination, as a scope for conditions.

    *given* holds the value of each question, of each view (`question/role`) and of each role (`/role`). Where *when* is
    given, a question whose condition is false there counts as not asked, as do rows and cells.
    """

    given: Mapping[str, Value]
    when: Mapping[str, Expression] = field(default_factory=dict)
    as_of: date = AS_OF
    memo: MutableMapping[str, Value] = field(default_factory=dict)
    _seen: dict[str, Value] = field(default_factory=dict)

    def value(self, question: str) -> Value:
        """Return the value of *question*, unless it would not be asked."""
        if question not in self._seen:
            self._seen[question] = self._value(question)
        return self._seen[question]

    def views(self, question: str) -> Sequence[tuple[str | None, Value]]:
        """Return what each role says."""
        if isinstance(self.value(question), Unknown):
            return []
        roles = [name for name in self.given if name.startswith(f"{question}/")]
        said = [(name.partition("/")[2], self.given[name]) for name in roles]
        return [(role, value) for role, value in said if not isinstance(value, Unknown)] or [
            (None, self.value(question))
        ]

    def role_answered(self, role: str) -> bool:
        """Tell whether *role* was there."""
        return self.given.get(f"/{role}") is True

    def _value(self, question: str) -> Value:
        condition = self.when.get(question)
        if condition is not None and condition.condition(self) is False:
            return unknown(question, "not asked")
        value = self.given.get(question, unknown(question, "missing"))
        if not self.when or not isinstance(value, tuple):
            return value
        return tuple(
            replace(each, cells=self.cells(question, each.cells)) if isinstance(each, Row) else each
            for each in value
            if self._there(question, each)
        )

    def _there(self, question: str, row: Value) -> bool:
        condition = self.when.get(f"{question}[{row.name}]") if isinstance(row, Row) else None
        return condition is None or condition.condition(self) is not False

    def cells(self, question: str, cells: Mapping[str, Value]) -> Mapping[str, Value]:
        """Return the cells of a row of *question*, those not asked because of the others replaced by that."""
        left = dict(cells)
        for column in cells:
            condition = self.when.get(f"{question}.{column}")
            if condition is not None and condition.condition(self, cells) is False:
                left[column] = unknown(f"{question}.{column}", "not asked")
        return left


class Combinations:
    """What the conditions of one bank can come to."""

    def __init__(
        self, questions: Mapping[str, Question], compiled: Compiled, *, dimensions: Iterable[str] = ()
    ) -> None:
        self.questions = questions
        self.figures = figures(dimensions)
        self.when = compiled.when
        self.vocabulary = compiled.vocabulary

    def judge(self, expression: Condition, local: Mapping[str, Asked], *, row_of: Question | None = None) -> Verdict:
        """Try what *expression* reads; *local* are the answers it names besides questions, in a row of *row_of*."""
        mentions = mentions_of(_sources(expression), self.vocabulary)
        return self._try(expression, self._dimensions(mentions, expression.questions, local), {}, row_of)

    def together(
        self,
        expression: Condition,
        local: Mapping[str, Asked],
        *,
        row_of: Question | None = None,
        under: Expression | None = None,
    ) -> Verdict:
        """Try *expression* with the conditions under which what it reads is asked, and with what these read in turn.

        *under* is the condition of the question that a column or row belongs to.
        """
        read: list[Condition] = [expression]
        needed = set(expression.questions)
        if under:
            read.append(under)
            needed |= under.questions
        left, columns = set(needed), _columns(row_of, expression)
        while left or columns:
            here = {key for key in self.when if base(key) in left or key in columns}
            left, columns = set(), set()
            for condition in (self.when[key] for key in here):
                if condition in read:
                    continue
                read.append(condition)
                left |= condition.questions - needed
                needed |= condition.questions
                columns |= _columns(row_of, condition)
        mentions = mentions_of((source for condition in read for source in _sources(condition)), self.vocabulary)
        return self._try(expression, self._dimensions(mentions, needed, local), self.when, row_of, under=under)

    def depends(self, expression: Condition, row_of: Question | None) -> bool:
        """Tell whether something that *expression* reads is not always asked."""
        columns = _columns(row_of, expression)
        return any(base(key) in expression.questions or key in columns for key in self.when)

    def undecided(self, rule: FindingRule, names: Iterable[str]) -> list[str]:
        """Return those of the values *names* that may be undecided although *rule* fires.

        Where it fires by chance, one answer after the other that the value reads is taken away: what still fires then
        needs other words.
        """
        left = {name: rule.values[name] for name in sorted(names)}
        read = [*rule.reads, *left.values()]
        mentions = mentions_of((one.source for one in read), self.vocabulary)
        dimensions = self._dimensions(mentions, frozenset().union(*(one.questions for one in read)), {})
        total = prod(dimension.size for dimension in dimensions.values())
        found: set[str] = set()
        firing = 0
        for values in self._draws(dimensions, total, random.Random(_SEED)):
            if firing == FIRING or found == left.keys():
                break
            given = dict(zip(dimensions, values, strict=True))
            if rule.matches(Trial(given)).truth is not True:
                continue
            firing += 1
            for name in left.keys() - found:
                if any(self._open(rule, left[name], one) for one in (given, *_holes(given, left[name]))):
                    found.add(name)
        return [name for name in rule.values if name in found]

    @staticmethod
    def _open(rule: FindingRule, value: Expression, given: Mapping[str, Value]) -> bool:
        """Tell whether *rule* fires and *value* is undecided for the first match."""
        trial = Trial(given)
        matches = rule.matches(trial)
        if matches.truth is not True:
            return False
        first = matches.members[0] if matches.members else None
        return isinstance(value.evaluate(trial, rule.local(first)), Unknown | Between)

    def _try(
        self,
        expression: Condition,
        dimensions: Mapping[str, Dimension],
        when: Mapping[str, Expression],
        row_of: Question | None,
        *,
        under: Expression | None = None,
    ) -> Verdict:
        names = list(dimensions)
        total = prod(dimension.size for dimension in dimensions.values())
        dice = random.Random(_SEED)
        seen: set[bool] = set()
        tried = 0
        for values in self._draws(dimensions, total, dice):
            tried += 1
            given = dict(zip(names, values, strict=True))
            local: Mapping[str, Value] = {name[1:]: value for name, value in given.items() if name.startswith("@")}
            trial = Trial(given, when)
            if under and under.condition(trial) is False:
                continue
            if when and row_of:
                local = trial.cells(row_of.id, local)
            came_to = expression.condition(trial, local)
            if not isinstance(came_to, Unknown):
                seen.add(came_to)
            if len(seen) == 2:
                break
        exact = total <= MOST and all(dimension.exact for dimension in dimensions.values())
        return Verdict(True in seen, False in seen, exact, min(tried, total), total)

    @staticmethod
    def _draws(dimensions: Mapping[str, Dimension], total: int, dice: random.Random) -> Iterator[tuple[Value, ...]]:
        """Yield combinations at random, where most conditions show both sides at once; then all, if they are few."""
        for _ in range(min(RANDOM, total)):
            yield tuple(dimension.draw(dice) for dimension in dimensions.values())
        if total <= MOST:
            yield from product(*(tuple(dimension.all()) for dimension in dimensions.values()))

    def _dimensions(self, mentions: Mentions, questions: Set[str], local: Mapping[str, Asked]) -> dict[str, Dimension]:
        found: dict[str, Dimension] = {}
        for name in sorted(questions):
            question = self.questions.get(name)
            if question is None:
                if name in self.figures:
                    found[name] = self.figures[name](mentions)
                continue
            found[name] = answers_to(question, mentions, self.questions)
            if mentions.names & _VIEWS and not question.type.has_rows:
                missing = unknown(name, "missing")
                heard = (*question.roles, *question.also) or sorted(self.vocabulary.roles or ())
                for role in sorted(heard, key=lambda role: role not in mentions.texts)[:_MANY_ROLES]:
                    found[f"{name}/{role}"] = one_of([missing, *found[name].all()], exact=False)
        if "role_answered" in mentions.names:
            for role in sorted(mentions.texts):
                found[f"/{role}"] = one_of([True, False])
        for name, asked in local.items():
            if name in mentions.names:
                found[f"@{name}"] = answers_to(asked, mentions, self.questions, blank=name != "it")
        return found


def _sources(condition: Condition) -> tuple[str, ...]:
    return (condition.source,) if isinstance(condition, Expression) else condition.sources


def _columns(row_of: Question | None, condition: Condition) -> set[str]:
    """Return what may be cells of the row that *condition* stands in."""
    if row_of is None or not isinstance(condition, Expression):
        return set()
    return {f"{row_of.id}.{name}" for name in names_in(condition)}


def _holes(given: Mapping[str, Value], value: Expression) -> Iterator[Mapping[str, Value]]:
    """Yield *given* without one of the answers that *value* reads: left blank, or not known."""
    for name in sorted((value.questions & given.keys()) - ALWAYS_KNOWN):
        rows = rows_of(given[name])
        for hole in (BLANK, unknown(name, "missing")):
            yield {**given, name: hole}
            for row in rows:
                for column in (column for group, column in sorted(value.cells) if group == name):
                    torn = replace(row, cells={**row.cells, column: hole})
                    yield {**given, name: tuple(torn if each is row else each for each in rows)}
    for view in (name for name in given if name.partition("/")[0] in value.questions and "/" in name):
        yield {**given, view: unknown(view, "missing")}
