"""One expression of a bank: what it reads, and its value for a case."""

from collections.abc import Mapping
from functools import cached_property
from itertools import repeat

from smcheck.logic.checker import Checker
from smcheck.logic.compiler import Code, compile_tree
from smcheck.logic.language import Language, Vocabulary
from smcheck.logic.notes import Note
from smcheck.logic.operators import MANY, Members, Truth, undecided
from smcheck.logic.syntax import Tree
from smcheck.logic.types import Kind
from smcheck.logic.values import BLANK, COMPUTED, Scope, Unknown, Value, merged, unknown

NOTHING: Mapping[str, Value] = {}
NO_KINDS: Mapping[str, Kind] = {}
_LEFT_OUT = repeat(COMPUTED)


class Expression:
    """A checked expression.

    *kind* is what its value will be, *questions* and *cells* (group, column) are all it rests on, through named values
    too; *names* are those it uses itself. *tree* is what was written, *facts* are for this package.
    """

    def __init__(
        self, language: Language, tree: Tree, local: Mapping[str, Kind] = NO_KINDS, expected: str = "any"
    ) -> None:
        kinds = {name: language.group_of(kind) for name, kind in local.items()}
        checker = Checker(language, tree, kinds)
        facts = checker.check(expected=expected)
        self.source = tree.source
        self.kind = facts.kind
        self.questions = facts.questions
        self.cells = facts.cells
        self.names = facts.names
        self._language = language
        self.tree = tree
        self.facts = facts
        self._local = tuple(sorted(checker.used & local.keys()))

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """What is allowed in it and probably wrong."""
        return self.facts.notes.all()

    def evaluate(self, scope: Scope, local: Mapping[str, Value] = NOTHING) -> Value:
        """Return the value for *scope*; an `Unknown` or a `Between` where it is not decided. It always ends.

        *local* gives the values of the local names the expression was compiled with; one that is left out is unknown.
        """
        return _outside(self._run(scope, local))

    def members(self, scope: Scope) -> tuple[tuple[Truth, Value], ...] | Unknown:
        """Return each member of a list with whether it belongs to it; why there is no list where there is none."""
        value = self._run(scope, NOTHING)
        if isinstance(value, Members):
            return tuple((certain, COMPUTED if member is MANY else member) for certain, member in value)
        return tuple((True, member) for member in value) if isinstance(value, tuple) else undecided(value)

    @cached_property
    def _code(self) -> Code:
        return compile_tree(self._language, self.tree, self.facts, self._local)

    def _run(self, scope: Scope, local: Mapping[str, Value]) -> Value:
        if not self._local:
            return self._code(scope)
        return self._code(scope, *map(local.get, self._local, _LEFT_OUT))

    def condition(self, scope: Scope, local: Mapping[str, Value] = NOTHING) -> bool | Unknown:
        """Return the value for *scope* as a condition; one that is none is unknown."""
        value = self._run(scope, local) if self._local else self._code(scope)
        return value if value is True or value is False else undecided(_outside(value))


def compile_expression(
    source: str, vocabulary: Vocabulary, *, local: Mapping[str, Kind] = NO_KINDS, expected: str = "any"
) -> Expression:
    """Check *source* against *vocabulary* and the *local* names.

    An expression that gives another kind than *expected* (see `types.fits`) gets a note.

    Raises:
        ExpressionError: what is wrong, and where.
    """
    language = vocabulary.language
    return Expression(language, language.parse(source), local, expected)


def _outside(value: Value) -> Value:
    """Return *value* as the rest of the program knows values: a list with undecided members is unknown."""
    if value is BLANK:
        return unknown("", "blank")
    if isinstance(value, Members):
        return merged(certain for certain, _ in value)
    if isinstance(value, tuple) and any(isinstance(each, Members) for each in value):
        return tuple(map(_outside, value))
    return value
