"""What is allowed in an expression and probably wrong: comparisons that cannot hold, values of the wrong kind."""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial, wraps
from typing import Concatenate, NamedTuple, ParamSpec, TypeAlias

from smcheck.logic.syntax import Tree
from smcheck.logic.types import Kind, comparable, dates, fits, member
from smcheck.logic.values import normal

Side: TypeAlias = tuple[ast.expr, Kind]
Look = ParamSpec("Look")


class Note(NamedTuple):
    """Something a person should look at again: *code* is bare (`order_on_text`), *offset* counts characters from 0."""

    code: str
    values: Mapping[str, object]
    offset: int


def _later(look: "Callable[Concatenate[Notes, Look], None]") -> "Callable[Concatenate[Notes, Look], None]":
    """Let *look* wait until somebody wants the notes: who only uses a bank never does."""

    @wraps(look)
    def wait(notes: "Notes", /, *args: Look.args, **kwargs: Look.kwargs) -> None:
        notes.waiting.append(partial(look, notes, *args, **kwargs))

    return wait


class Notes:
    """Collects the notes on one tree; what is still to be looked at is *waiting*."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.waiting: list[Callable[[], None]] = []
        self._found: dict[tuple[str, int], Note] = {}

    def all(self) -> tuple[Note, ...]:
        """Return the notes in the order of the source."""
        for look in self.waiting:
            look()
        self.waiting.clear()
        return tuple(sorted(self._found.values(), key=lambda note: (note.offset, note.code)))

    def _add(self, node: ast.expr, code: str, **values: object) -> None:
        """Note something about *node*, once."""
        offset = self.tree.offset(node)
        self._found.setdefault((code, offset), Note(code, values, offset))

    @_later
    def cell(self, node: ast.Attribute, name: str, group: str | None) -> None:
        """Note a cell of *name*, a row, that may be blank under `not`."""
        self._add(node, "unguarded_cell", name=name, column=node.attr, group=group or "")

    @_later
    def inside(self, node: ast.Call, name: str, notes: "Callable[[], Iterable[Note]]") -> None:
        """Note what is probably wrong inside *name*, a value with parameters that is called here."""
        for note in notes():
            self._add(node, note.code, **{**note.values, "within": name})

    @_later
    def members(self, node: ast.expr, kind: Kind, takes: str) -> None:
        """Note a value that is no list, or a list whose members are of another kind than *takes* names."""
        item = member(kind)
        if item is None:
            self._add(node, "list_expected", found=self.tree.written(node), kind=kind.name)
        else:
            self._expect(node.elt if isinstance(node, ast.GeneratorExp) else node, item, takes)

    @_later
    def expect(self, node: ast.expr, kind: Kind, takes: str) -> None:
        """Note a value of another kind than *takes* names (see `types.fits`)."""
        self._expect(node, kind, takes)

    def _expect(self, node: ast.expr, kind: Kind, takes: str) -> None:
        if not fits(kind, takes):
            code = "number_expected" if takes == "number or date" else f"{takes}_expected"
            self._add(node, code, found=self.tree.written(node), kind=kind.name)

    @_later
    def membership(self, node: ast.expr, left: Side, right: Side) -> None:
        """Look at `left in right`."""
        item = member(right[1])
        if item is None:
            self._add(right[0], "list_expected", found=self.tree.written(right[0]), kind=right[1].name)
        elif member(left[1]) is not None and left[1].name != "any":
            self._add(left[0], "equals_on_multi", name=self.tree.written(left[0]))
        else:
            self._equality(node, left, (right[0], item))

    @_later
    def equality(self, node: ast.expr, left: Side, right: Side) -> None:
        """Look at `left == right`."""
        self._equality(node, left, right)

    def _equality(self, node: ast.expr, left: Side, right: Side) -> None:
        for (one, kind), (_, other) in ((left, right), (right, left)):
            if member(kind) is not None and kind.name != "any":
                self._add(one, "equals_on_multi", name=self.tree.written(one))
                return
            if kind.name == "choice" and kind.choices is not None and other.name == "text":
                self._literals(one, kind, other, node)
        if not comparable(left[1], right[1]):
            self._mixed(node, left, right)

    def _literals(self, one: ast.expr, kind: Kind, texts: Kind, node: ast.expr) -> None:
        """Note each text that is no choice of what it is compared with."""
        for text in self._strangers(texts, kind.choices or ()):
            self._no_choice(_place(text, node, one), text, self.tree.written(one), kind.choices or ())

    def _strangers(self, texts: Kind, choices: Iterable[str]) -> list[str]:
        known = {normal(choice) for choice in choices}
        return sorted(text for text in texts.choices or () if normal(text) not in known)

    def _no_choice(self, place: ast.expr, text: str, name: str, choices: Iterable[str]) -> None:
        self._add(place, "literal_no_choice", literal=text, name=name, choices=tuple(sorted(choices)))

    @_later
    def order(self, node: ast.expr, left: Side, right: Side) -> None:
        """Look at `left < right` and its like."""
        if dates(left[1], right[1]):
            return
        for one, kind in (left, right):
            if kind.name not in ("number", "date", "any"):
                self._add(one, "order_on_text", name=self.tree.written(one), kind=kind.name)
                return
        if not comparable(left[1], right[1]):
            self._mixed(node, left, right)

    def _mixed(self, node: ast.expr, left: Side, right: Side) -> None:
        self._add(
            node,
            "mixed_kinds",
            left=self.tree.written(left[0]),
            left_kind=left[1].name,
            right=self.tree.written(right[0]),
            right_kind=right[1].name,
        )

    @_later
    def key(self, node: ast.expr, key: Kind, *, table: str, entries: Iterable[str]) -> None:
        """Look at the key of `lookup(table, key)`: a text has to be one of its *entries*."""
        for text in self._strangers(key, entries) if key.name == "text" else ():
            self._no_choice(node, text, table, entries)

    @_later
    def role(self, node: ast.expr, kind: Kind, roles: frozenset[str] | None) -> None:
        """Look at a role, or a list of roles: each text has to be one of *roles*, if these are known."""
        texts = member(kind) or kind
        if roles is None or texts.name != "text":
            return
        for text in self._strangers(texts, roles):
            self._add(_place(text, node, node), "unknown_role", word=text, known=sorted(roles))


def _place(text: str, node: ast.expr, otherwise: ast.expr) -> ast.expr:
    """Return where *text* is written in *node*; one that comes from elsewhere, such as a table, is told *otherwise*."""
    written = (part for part in ast.walk(node) if isinstance(part, ast.Constant) and part.value == text)
    return next(written, otherwise)


def guarded(parts: Sequence[ast.expr], *, positive: bool) -> Iterator[tuple[str, str]]:
    """Yield the cells that *parts* make safe: `answered(x.y)` in an and-chain, `empty(x.y)` in an or-chain."""
    for part in parts:
        match part:
            case ast.UnaryOp(op=ast.Not()):
                yield from guarded([part.operand], positive=not positive)
            case ast.BoolOp() if isinstance(part.op, ast.And if positive else ast.Or):
                yield from guarded(part.values, positive=positive)
            case ast.Call(func=ast.Name(id=name), args=[ast.Attribute(value=ast.Name(id=variable), attr=column)]):
                if name == ("answered" if positive else "empty"):
                    yield variable, column
