"""From text to a checked tree: Python's expression syntax, reduced to what a condition needs, within fixed bounds."""

import ast
import io
import keyword
import re
import tokenize
import warnings
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from smcheck.reading import reduced

MAX_LENGTH = 500
MAX_NODES = 250
MAX_DEPTH = 40

_ID = re.compile(r"[a-z][a-z0-9_]*")
_DOUBTFUL = re.compile(r"\\|[0-9][A-Za-z_]")
_DECIMAL = re.compile(r"[0-9_]*\.[0-9_]*")

REFUSED: Mapping[type[ast.AST], str] = {
    ast.Lambda: "lambda",
    ast.Dict: "{…: …}",
    ast.Set: "{…}",
    ast.SetComp: "{… for …}",
    ast.DictComp: "{…: … for …}",
    ast.JoinedStr: 'f"…"',
    ast.NamedExpr: ":=",
    ast.Starred: "*…",
    ast.Await: "await",
    ast.Yield: "yield",
    ast.YieldFrom: "yield from",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.FloorDiv: "//",
    ast.MatMult: "@",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.UAdd: "+…",
}
INSTEAD: Mapping[type[ast.AST], tuple[str, str]] = {
    ast.BitAnd: ("&", "and"),
    ast.BitOr: ("|", "or"),
    ast.Invert: ("~", "not"),
    ast.Is: ("is", "=="),
    ast.IsNot: ("is not", "!="),
}
SLIPS = (
    (r"&&", "and"),
    (r"\|\|", "or"),
    (r"<>|≠|=!", "!="),
    (r"=>|≥", ">="),
    (r"=<|≤", "<="),
    (r"(?<![=<>!:])=(?!=)", "=="),
    (r"!(?!=)", "not"),
    (r"\b(?:AND|And)\b", "and"),
    (r"\b(?:OR|Or)\b", "or"),
    (r"\b(?:NOT|Not)\b", "not"),
    (r"\b(?:IN|In)\b", "in"),
    (r"×", "*"),
    (r"[−–]", "-"),
    (r"÷", "/"),
)
QUOTES = "„“”«»‚‘’`´"


class ExpressionError(Exception):
    """An expression that cannot be used.

    *code* is `logic.*`, *values* fill its sentence, *offset* is the character (from 0) where it goes wrong.
    """

    def __init__(self, code: str, offset: int = 0, **values: object) -> None:
        super().__init__(f"{code} at {offset}: {values}")
        self.code = f"logic.{code}"
        self.offset = offset
        self.values: Mapping[str, object] = values


def valid_id(text: str) -> bool:
    """Tell whether *text* may be an id: a small letter, then small letters, digits and `_`; no word of Python."""
    return _ID.fullmatch(text) is not None and not keyword.iskeyword(text)


class Tree(NamedTuple):
    """An expression whose every node is allowed; nothing is known yet about its names."""

    source: str
    body: ast.expr
    text: str
    lead: int

    def offset(self, node: ast.expr) -> int:
        """Return the place of *node* in the source, in characters from 0."""
        return self.lead + characters(self.text, node.col_offset)

    def written(self, node: ast.expr) -> str:
        """Return the part of the source that is *node*."""
        start, end = characters(self.text, node.col_offset), characters(self.text, node.end_col_offset or 0)
        return self.text[start:end]

    def number(self, node: ast.Constant) -> int | Fraction:
        """Return the number *node* exactly as it is written: 0.1 is a tenth."""
        if isinstance(node.value, int):
            return node.value
        return reduced(Fraction(self.written(node).replace("_", "")))


def characters(text: str, byte: int) -> int:
    """Return how many characters of *text* come before *byte* of its UTF-8 form."""
    return byte if text.isascii() else len(text.encode()[:byte].decode(errors="ignore"))


def parse(source: str) -> Tree:
    """Read *source* and check that it consists of allowed parts only.

    Raises:
        ExpressionError: it is empty, too long, too large or too deep, is no expression, or uses what is not allowed.
    """
    if len(source) > MAX_LENGTH:
        raise ExpressionError("too_long", MAX_LENGTH, length=len(source), limit=MAX_LENGTH)
    flat = re.sub(r"[\t\n\r\f\v]", " ", source)
    text = flat.strip(" ")
    lead = len(flat) - len(flat.lstrip(" "))
    if not text:
        raise ExpressionError("empty")
    body = _read(text, lead)
    tree = Tree(source, body, text, lead)
    _inspect(tree)
    if "#" in text:
        _refuse_comment(text, lead)
    return tree


def _read(text: str, lead: int) -> ast.expr:
    try:
        if not _DOUBTFUL.search(text):
            return ast.parse(text, mode="eval").body
        with (
            warnings.catch_warnings()
        ):  # a Python that only warns of "\d" or "1if" refuses it like one that does not read it
            warnings.simplefilter("error")
            return ast.parse(text, mode="eval").body
    except SyntaxError as wrong:
        raise _slip(text, lead, wrong) from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise ExpressionError("syntax", lead) from None


def _slip(text: str, lead: int, wrong: SyntaxError) -> ExpressionError:
    """Return what a person probably did wrong, at the place where it is."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", lambda match: "_" * len(match[0]), text)
    for place, character in enumerate(bare):
        if character in QUOTES:
            return ExpressionError("quotes", lead + place, character=character)
    for pattern, instead in SLIPS:
        if match := re.search(pattern, bare):
            return ExpressionError("write_instead", lead + match.start(), found=match[0], instead=instead)
    place = min(max((wrong.offset or 1) - 1, 0), len(text))
    if "decimal literal" in str(wrong.msg) or "imaginary" in str(wrong.msg):
        return ExpressionError("bad_number", lead + place)
    if "EOL" in str(wrong.msg) or "unterminated string" in str(wrong.msg):
        return ExpressionError("open_quote", lead + place)
    if "was never closed" in str(wrong.msg) or "unmatched" in str(wrong.msg) or "does not match" in str(wrong.msg):
        return ExpressionError("bracket", lead + place, bracket=text[place : place + 1])
    return ExpressionError("syntax", lead + place)


def _inspect(tree: Tree) -> None:
    """Refuse what is no part of the language, and too much of it; without recursion, whatever was typed."""
    count = 0
    waiting: list[tuple[ast.expr, int]] = [(tree.body, 1)]
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if count > MAX_NODES:
            raise ExpressionError("too_large", tree.lead, limit=MAX_NODES)
        if depth > MAX_DEPTH:
            raise ExpressionError("too_deep", tree.offset(node), limit=MAX_DEPTH)
        parts = _PARTS.get(type(node), _refuse)(tree, node)
        waiting += [(part, depth + 1) for part in reversed(parts)]


def _refuse(tree: Tree, node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.Subscript):
        raise ExpressionError("index", tree.offset(node))
    if isinstance(node, ast.ListComp):
        raise ExpressionError("square_loop", tree.offset(node))
    construct = REFUSED.get(type(node), type(node).__name__)
    raise ExpressionError("not_allowed", tree.offset(node), construct=construct)


def _operator(tree: Tree, node: ast.expr, operator: ast.AST) -> None:
    kind = type(operator)
    if instead := INSTEAD.get(kind):
        raise ExpressionError("write_instead", tree.offset(node), found=instead[0], instead=instead[1])
    if refused := REFUSED.get(kind):
        raise ExpressionError("not_allowed", tree.offset(node), construct=refused)


def _constant(tree: Tree, node: ast.Constant) -> list[ast.expr]:
    value = node.value
    if value is None:
        raise ExpressionError("none", tree.offset(node))
    if not isinstance(value, bool | str | int | float):
        raise ExpressionError("not_allowed", tree.offset(node), construct=tree.written(node))
    if isinstance(value, float) and not _DECIMAL.fullmatch(tree.written(node)):
        raise ExpressionError("bad_number", tree.offset(node))
    return []


def _unary(tree: Tree, node: ast.UnaryOp) -> list[ast.expr]:
    _operator(tree, node, node.op)
    return [node.operand]


def _binary(tree: Tree, node: ast.BinOp) -> list[ast.expr]:
    _operator(tree, node, node.op)
    return [node.left, node.right]


def _compare(tree: Tree, node: ast.Compare) -> list[ast.expr]:
    for operator in node.ops:
        _operator(tree, node, operator)
    return [node.left, *node.comparators]


def _attribute(tree: Tree, node: ast.Attribute) -> list[ast.expr]:
    if not isinstance(node.value, ast.Name):
        raise ExpressionError("not_a_row", tree.offset(node), name=tree.written(node.value))
    return [node.value]


def _call(tree: Tree, node: ast.Call) -> list[ast.expr]:
    if not isinstance(node.func, ast.Name):
        raise ExpressionError("method", tree.offset(node))
    if node.keywords:
        construct = f"{node.keywords[0].arg or '**'}=…"
        raise ExpressionError("not_allowed", tree.offset(node.keywords[0].value), construct=construct)
    return node.args


def _loop(tree: Tree, node: ast.GeneratorExp) -> list[ast.expr]:
    if len(node.generators) > 2:
        raise ExpressionError("too_many_loops", tree.offset(node))
    parts: list[ast.expr] = [node.elt]
    for loop in node.generators:
        if loop.is_async or not isinstance(loop.target, ast.Name):
            raise ExpressionError("loop_name", tree.offset(loop.target))
        parts += [loop.iter, *loop.ifs]
    return parts


_PARTS: Mapping[type[ast.AST], Callable[[Tree, Any], list[ast.expr]]] = {
    ast.Name: lambda *_: [],
    ast.Constant: _constant,
    ast.Attribute: _attribute,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.BoolOp: lambda _, node: node.values,
    ast.Compare: _compare,
    ast.IfExp: lambda _, node: [node.test, node.body, node.orelse],
    ast.List: lambda _, node: node.elts,
    ast.Tuple: lambda _, node: node.elts,
    ast.GeneratorExp: _loop,
    ast.Call: _call,
}


def _refuse_comment(text: str, lead: int) -> None:
    """Refuse a comment, which would swallow the rest of an expression that stands on several lines."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            raise ExpressionError("comment", lead + token.start[1])
