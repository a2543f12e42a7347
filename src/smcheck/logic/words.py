"""A condition as a person would say it."""

import ast
from collections.abc import Mapping
from datetime import date

from smcheck.logic.expression import Expression
from smcheck.logic.functions import FUNCTIONS
from smcheck.logic.operators import as_date
from smcheck.wording import Wording, wording

NO_LABELS: Mapping[str | tuple[str, str], str] = {}

_COMPARISONS = {
    ast.Eq: "is",
    ast.NotEq: "is_not",
    ast.Lt: "less",
    ast.LtE: "at_most",
    ast.Gt: "more",
    ast.GtE: "at_least",
}
_ARITHMETIC = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "/"}


def in_words(expression: Expression, locale: str, *, labels: Mapping[str | tuple[str, str], str] = NO_LABELS) -> str:
    """Say *expression* in the language of *locale*.

    *labels* name questions (`house`), columns (`events.kind`), named values, and choices as pairs of question or
    column and choice; what has no label goes by its id.
    """
    return _Speaker(expression, wording(locale), labels).say(expression.tree.body)


class _Speaker:
    def __init__(self, expression: Expression, words: Wording, labels: Mapping[str | tuple[str, str], str]) -> None:
        self.tree = expression.tree
        self.groups = expression.facts.groups
        self.words = words
        self.labels = labels
        self.loops: dict[str, ast.expr] = {}

    def say(self, node: ast.expr) -> str:
        """Return the words for one part."""
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name():
                return self._name(node)
            case ast.Attribute():
                return self._label(*self._keys(node))
            case ast.BoolOp():
                key = "and" if isinstance(node.op, ast.And) else "or"
                return self._phrase(key, [self._part(part, last=part is node.values[-1]) for part in node.values])
            case ast.UnaryOp(op=ast.Not()):
                return self._with("not", it=self._condition(node.operand))
            case ast.UnaryOp():
                return f"−{self._figure(node.operand)}"
            case ast.BinOp():
                return f"{self._figure(node.left)} {_ARITHMETIC[type(node.op)]} {self._figure(node.right)}"
            case ast.Compare():
                return self._compare(node)
            case ast.IfExp():
                return self._with(
                    "choice", yes=self.say(node.body), test=self._condition(node.test), no=self.say(node.orelse)
                )
            case ast.List() | ast.Tuple():
                return self.words.join([self.say(part) for part in node.elts])
            case ast.GeneratorExp():
                return self._members(node)
            case ast.Call():
                return self._call(node)
        raise AssertionError(node)

    def _with(self, key: str, **values: str) -> str:
        return self.words.say(f"logic.in_words.{key}", **values)

    def _phrase(self, key: str, parts: list[str]) -> str:
        return f" {self._with(key)} ".join(parts)

    def _condition(self, node: ast.expr) -> str:
        """Return the words for a condition; the bare name of a question is one that is answered by yes or no."""
        words = self.say(node)
        return self._with("yes", it=words) if isinstance(node, ast.Name | ast.Attribute) else words

    def _part(self, node: ast.expr, *, last: bool) -> str:
        """Return a part of a chain; a chain inside it, and what would run on into the next part, in brackets."""
        words = self._condition(node)
        bracketed = isinstance(node, ast.BoolOp | ast.IfExp) or (_has_loop(node) and not last)
        return f"({words})" if bracketed else words

    def _figure(self, node: ast.expr) -> str:
        words = self.say(node)
        return f"({words})" if isinstance(node, ast.BinOp | ast.IfExp | ast.UnaryOp) or _has_loop(node) else words

    def _constant(self, node: ast.Constant, subject: tuple[str, ...] = ()) -> str:
        if isinstance(node.value, bool):
            return self.words.show(node.value)
        if not isinstance(node.value, str):
            return self.words.number(self.tree.number(node))
        day: date | None = as_date(node.value)
        if day:
            return self.words.date(day)
        found = (self.labels[key, node.value] for key in subject if (key, node.value) in self.labels)
        return self.words.quote(next(found, node.value))

    def _label(self, *keys: str) -> str:
        return next((self.labels[key] for key in keys if key in self.labels), keys[-1])

    def _name(self, node: ast.Name) -> str:
        if node.id not in self.loops:
            return self._label(node.id)
        source = self.loops[node.id]
        return self._with("member", list=self.say(source))

    def _keys(self, node: ast.expr) -> tuple[str, ...]:
        """Return the names under which *node*'s label and those of its choices may stand."""
        match node:
            case ast.Attribute():
                group = self.groups.get(node)
                return (f"{group}.{node.attr}", node.attr) if group else (node.attr,)
            case ast.Name() if node.id in self.loops:
                return self._keys(self.loops[node.id])
            case ast.Name():
                return (node.id,)
            case ast.Call(func=ast.Name(id="first" | "distinct" | "known" | "by_role" | "others"), args=[inner, *_]):
                return self._keys(inner)
            case ast.GeneratorExp():
                return self._keys(node.elt)
        return ()

    def _compare(self, node: ast.Compare) -> str:
        parts, left = [], node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self._comparison(operator, left, right))
            left = right
        return self._phrase("and", parts)

    def _comparison(self, operator: ast.cmpop, left: ast.expr, right: ast.expr) -> str:
        one, other = self._side(left, right), self._side(right, left)
        if not isinstance(operator, ast.In | ast.NotIn):
            return self._with(_COMPARISONS[type(operator)], left=one, right=other)
        written = isinstance(right, ast.List | ast.Tuple)
        if written:
            return self._with("is" if isinstance(operator, ast.In) else "is_not", left=one, right=other)
        return self._with("contains" if isinstance(operator, ast.In) else "lacks", left=other, right=one)

    def _side(self, node: ast.expr, other: ast.expr) -> str:
        """Return the words for one side of a comparison; texts are choices of the *other* side."""
        if isinstance(node, ast.Constant):
            return self._constant(node, self._keys(other))
        if isinstance(node, ast.List | ast.Tuple):
            return self.words.join([self._side(part, other) for part in node.elts], word="or")
        return self.say(node) if isinstance(node, ast.BinOp) else self._figure(node)

    def _members(self, node: ast.GeneratorExp) -> str:
        """Return the words for what a loop gives: what of which list."""
        where, outer = self._lists(node), dict(self.loops)
        self.loops |= {loop.target.id: loop.iter for loop in node.generators}  # type: ignore[attr-defined]
        last = node.generators[-1].target
        same = isinstance(node.elt, ast.Name) and isinstance(last, ast.Name) and node.elt.id == last.id
        words = where if same else self._with("members", what=self.say(node.elt), list=where)
        self.loops = outer
        return words

    def _lists(self, node: ast.GeneratorExp) -> str:
        """Return the words for the list or lists a loop goes through, and for what it leaves out."""
        outer, words = dict(self.loops), ""
        for loop in node.generators:
            source = self.say(loop.iter)
            words = self._with("inner_list", outer=words, list=source) if words else source
            self.loops[loop.target.id] = loop.iter  # type: ignore[attr-defined]
            if loop.ifs:
                tests = [self._part(test, last=len(loop.ifs) == 1) for test in loop.ifs]
                words = self._with("only", list=words, test=self._phrase("and", tests))
        self.loops = outer
        return words

    def _call(self, node: ast.Call) -> str:
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        if name not in FUNCTIONS:
            return f"{self._label(name)} ({', '.join(map(self.say, node.args))})"
        loop = node.args[0]
        if (
            name in ("any", "all", "count", "share")
            and isinstance(loop, ast.GeneratorExp)
            and not isinstance(loop.elt, ast.Name)
        ):
            outer, where = dict(self.loops), self._lists(loop)
            self.loops |= {each.target.id: each.iter for each in loop.generators}  # type: ignore[attr-defined]
            words = self._with(f"{name}_where", list=where, what=self._condition(loop.elt))
            self.loops = outer
            return words
        if name == "median_of" and len(node.args) == 2:
            return self._with("median_without", a=self.say(node.args[0]), b=self.say(node.args[1]))
        if name in ("min", "max"):
            return self._with(f"f_{name}", a=self.words.join(map(self.say, node.args)))
        values = dict(zip("ab", map(self.say, node.args), strict=False))
        return self._with(f"f_{name}", **values)


def _has_loop(node: ast.expr) -> bool:
    """Tell whether *node* is said as "… in list: condition"."""
    match node:
        case ast.Call(func=ast.Name(id="any" | "all" | "count" | "share"), args=[ast.GeneratorExp(elt=ast.Name())]):
            return False
        case ast.Call(func=ast.Name(id="any" | "all" | "count" | "share"), args=[ast.GeneratorExp()]):
            return True
    return False
