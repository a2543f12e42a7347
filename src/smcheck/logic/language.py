"""The language of one bank: its names, and everything that was already worked out about them."""

import ast
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from smcheck.logic.checker import Checker, Facts
from smcheck.logic.compiler import Code, compile_call, compile_tree
from smcheck.logic.notes import Note
from smcheck.logic.single import Table, table
from smcheck.logic.syntax import ExpressionError, Tree, parse
from smcheck.logic.types import ANY, Kind
from smcheck.logic.values import Number, Scope, Value

NOTHING: Mapping[str, Any] = {}
MAX_CHAIN = 30
"""How many named values may rest on one another, so that no evaluation runs out of stack."""


class Vocabulary:
    """All names that the expressions of a bank may use, in one flat namespace.

    *questions* maps ids to kinds, *values* names to the expressions they stand for (these may use one another), and
    *with_parameter* names to parameters and expression. *tables* are for `lookup()`, *limits* are named constants.
    *roles* are those that may be asked, None where they are not known beforehand; they are texts and no names.
    """

    def __init__(
        self,
        questions: Mapping[str, Kind],
        values: Mapping[str, str] = NOTHING,
        with_parameter: Mapping[str, tuple[tuple[str, ...], str]] = NOTHING,
        tables: Mapping[str, Mapping[str, Value]] = NOTHING,
        limits: Mapping[str, Number] = NOTHING,
        roles: frozenset[str] | None = None,
    ) -> None:
        self.questions = questions
        self.values = values
        self.with_parameter = with_parameter
        self.tables = tables
        self.limits = limits
        self.roles = roles

    def knowing(self, names: Mapping[str, Kind]) -> "Vocabulary":
        """Return a vocabulary that has *names* beside its questions."""
        questions = {**self.questions, **names}
        return Vocabulary(questions, self.values, self.with_parameter, self.tables, self.limits, self.roles)

    @cached_property
    def language(self) -> "Language":
        """What was worked out about these names, kept as long as they are."""
        return Language(self)


Key = tuple[Any, ...]


class Language:
    """Checks and compiles named values and values with parameters, each once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.questions = {
            name: kind._replace(group=name) if kind.name == "rows" and kind.group is None else kind
            for name, kind in vocabulary.questions.items()
        }
        self.tables: Mapping[str, Table] = {name: table(entries) for name, entries in vocabulary.tables.items()}
        self.taken = (
            self.questions.keys()
            | vocabulary.values.keys()
            | vocabulary.with_parameter.keys()
            | vocabulary.tables.keys()
            | vocabulary.limits.keys()
        )
        self._trees: dict[str, Tree] = {}
        self._uses: dict[str, frozenset[str]] = {}
        self._facts: dict[Key, Facts] = {}
        self._kinds: list[Kind] = []  # kept, so that no other columns get the identity that stands for theirs in a key
        self._codes: dict[Key, Code] = {}
        self._open: list[str] = []

    def parse(self, source: str) -> Tree:
        """Return the tree of *source*, read once."""
        if source not in self._trees:
            self._trees[source] = parse(source)
        return self._trees[source]

    def mentioned(self, names: Iterable[str]) -> frozenset[str]:
        """Return *names* and every name that they use, through named values and values with parameters."""
        left, seen = list(names), set[str]()
        while left:
            name = left.pop()
            if name not in seen:
                seen.add(name)
                left += self._used_by(name)
        return frozenset(seen)

    def _used_by(self, name: str) -> frozenset[str]:
        """Return the names that a named value, or one with parameters, uses itself; none for everything else."""
        if name not in self._uses:
            values, with_parameter = self.vocabulary.values, self.vocabulary.with_parameter
            source = values[name] if name in values else with_parameter[name][1] if name in with_parameter else ""
            nodes = ast.walk(self.parse(source).body) if source else ()
            self._uses[name] = frozenset(node.id for node in nodes if isinstance(node, ast.Name))
        return self._uses[name]

    @cached_property
    def columns(self) -> Mapping[str, list[str]]:
        """Every column there is, with the groups and tables that have it."""
        groups: dict[str, list[str]] = {}
        for name, kind in self.questions.items():
            for column in kind.columns or ():
                groups.setdefault(column, []).append(name)
        return groups

    def group_of(self, kind: Kind) -> Kind:
        """Return *kind* with the group its columns come from, where it does not say so."""
        if kind.columns is None or kind.group is not None:
            return kind
        groups = (name for name, question in self.questions.items() if question.columns is kind.columns)
        return kind._replace(group=next(groups, None))

    def named_facts(self, name: str, offset: int) -> Facts:
        """Return what is known about a named value that is used at *offset*."""
        return self._check(name, self.vocabulary.values[name], {}, offset=offset, key=(name,))

    def instance_facts(
        self, name: str, kinds: tuple[Kind, ...], offset: int, *, negated: bool, guards: frozenset[tuple[str, str]]
    ) -> Facts:
        """Return what is known about a value with parameters when its arguments are of *kinds*."""
        parameters, source = self.vocabulary.with_parameter[name]
        key = (name, negated, guards, *map(_key, kinds))
        local = dict(zip(parameters, kinds, strict=True))
        self._kinds += kinds
        return self._check(name, source, local, offset=offset, key=key, negated=negated, guards=guards)

    def notes_of_call(self, name: str, facts: Facts) -> tuple[Note, ...]:
        """Return those notes of *facts* that come from the arguments, not from the value with parameters itself."""
        parameters, _ = self.vocabulary.with_parameter[name]
        own = self.instance_facts(name, (ANY,) * len(parameters), 0, negated=False, guards=frozenset())
        known = {(note.code, note.offset) for note in own.notes.all()}
        return tuple(note for note in facts.notes.all() if (note.code, note.offset) not in known)

    def _check(
        self,
        name: str,
        source: str,
        local: Mapping[str, Kind],
        *,
        offset: int,
        key: Key,
        negated: bool = False,
        guards: frozenset[tuple[str, str]] = frozenset(),
    ) -> Facts:
        if key in self._facts:
            return self._facts[key]
        if name in self._open:
            circle = [*self._open[self._open.index(name) :], name]
            raise ExpressionError("cycle", offset, name=name, path=" → ".join(circle))
        if len(self._open) >= MAX_CHAIN:
            raise ExpressionError("long_chain", offset, name=name, limit=MAX_CHAIN)
        self._open.append(name)
        try:
            checker = Checker(self, self.parse(source), local)
            facts = checker.check(negated=negated, guards=guards)
        except ExpressionError as wrong:
            if wrong.code in ("logic.cycle", "logic.long_chain", "logic.broken_value"):
                raise ExpressionError(wrong.code.removeprefix("logic."), offset, **wrong.values) from None
            raise ExpressionError("broken_value", offset, name=name) from wrong
        finally:
            self._open.pop()
        self._facts[key] = facts
        return facts

    def named(self, name: str) -> Callable[[Scope], Value]:
        """Return what computes a named value and keeps it in the scope."""

        def compute(scope: Scope) -> Value:
            value = scope.memo.get(name)
            if value is not None:
                return value
            value = scope.memo[name] = self._value(name)(scope)
            return value

        return compute

    def instance_code(self, name: str, facts: Facts) -> Code:
        """Return the code of a value with parameters for arguments like those *facts* were found for."""
        parameters, source = self.vocabulary.with_parameter[name]
        key = (name, *sorted(facts.cells))
        if key not in self._codes:
            self._codes[key] = compile_call(self, self.parse(source), facts, parameters)
        return self._codes[key]

    def _value(self, name: str) -> Code:
        key = (name,)
        if key not in self._codes:
            self._codes[key] = compile_tree(self, self.parse(self.vocabulary.values[name]), self._facts[key])
        return self._codes[key]


def _key(kind: Kind) -> Key:
    """Return what tells kinds apart for the checks of a value with parameters."""
    return kind.name, kind.choices, kind.group, id(kind.columns), kind.item and _key(kind.item)
