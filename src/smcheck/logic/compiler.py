"""From a checked tree to a Python function.

The source that is compiled is written here from scratch: names of the expression become local variables with a prefix
or texts that are looked up, so that nothing of what was typed is ever run. What `and`, `or` and `if` do not need is
not computed. Little source is written for an expression, since compiling it takes longer than most evaluations.
"""

import ast
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from smcheck.logic import operators
from smcheck.logic.checker import ROW, Facts
from smcheck.logic.functions import FUNCTIONS, LISTS, Function
from smcheck.logic.operators import MANY, Exhausted
from smcheck.logic.syntax import Tree
from smcheck.logic.values import BLANK, COMPUTED, Value, normal, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smcheck.logic.language import Language

Code: TypeAlias = Callable[..., Value]

STEPS = 100_000
"""How many members an evaluation may look at, in all its loops together."""

ARITHMETIC = {ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide"}
COMPARISONS = {
    ast.Eq: ("equals", ""),
    ast.NotEq: ("equals", ""),
    ast.Lt: ("less", ""),
    ast.LtE: ("at_most", ""),
    ast.Gt: ("more", ""),
    ast.GtE: ("at_least", ""),
    ast.In: ("contains", ", budget"),
    ast.NotIn: ("contains", ", budget"),
}
HELPERS: Mapping[str, Any] = {
    "__builtins__": {},
    "BLANK": BLANK,
    "COMPUTED": COMPUTED,
    "Exhausted": Exhausted,
    "MANY": MANY,
    "STEPS": STEPS,
    **{
        name: getattr(operators, name)
        for name in (
            *ARITHMETIC.values(),
            *(helper for helper, _ in COMPARISONS.values()),
            *("both", "call", "cell", "either", "equals_text", "gathered"),
            *("is_text_in", "negation", "negative", "over", "pick", "row_name", "truth", "walk", "walk_inner"),
        )
    },
    **{f"f_{name}": function.run for name, function in FUNCTIONS.items()},
}


def compile_tree(language: "Language", tree: Tree, facts: Facts, local: tuple[str, ...] = ()) -> Code:
    """Return a function of scope and *local* names that computes *tree*; one that needs too many steps has no value."""
    writer = _Writer(language, tree, facts, local=local)
    return writer.function(["scope", *(f"v_{name}" for name in local)], own_budget=True)


def compile_call(language: "Language", tree: Tree, facts: Facts, parameters: tuple[str, ...]) -> Code:
    """Return a function of scope, budget and *parameters* that computes *tree*, a value with parameters.

    For each parameter it takes two arguments: what is given, perhaps `BLANK`, and what a blank there is unknown as.
    """
    writer = _Writer(language, tree, facts, parameters=parameters)
    given = (f"v_{name}, b_{name}" for name in parameters)
    return writer.function(["scope", "budget", *given], own_budget=False)


class _Writer:
    """Writes one function; `visit` returns the Python expression that computes a part, to be put in one place only."""

    def __init__(
        self,
        language: "Language",
        tree: Tree,
        facts: Facts,
        *,
        parameters: tuple[str, ...] = (),
        local: tuple[str, ...] = (),
    ) -> None:
        self.language = language
        self.tree = tree
        self.facts = facts
        self.parameters = frozenset(parameters)
        self.local = frozenset(local)
        self.loops: set[str] = set()
        self.lines: list[str] = []
        self.space = dict(HELPERS)
        self._level = 1
        self._number = 0

    def function(self, arguments: list[str], *, own_budget: bool) -> Code:
        """Return the function; one with its *own_budget* catches the end of it, if it counts anything at all."""
        result = self.visit(self.tree.body)
        body = [*self.lines, f" return {result}"]
        if own_budget and any("budget" in line for line in body):
            within = (f" {line}" for line in body)
            body = [" budget = [STEPS]", " try:", *within, " except Exhausted:", "  return COMPUTED"]
        source = "\n".join([f"def run({', '.join(arguments)}):", *body])
        exec(compile(source, "<condition>", "exec", dont_inherit=True), self.space)
        run: Code = self.space["run"]
        return run

    def visit(self, node: ast.expr) -> str:
        """Write what *node* needs beforehand and return what computes it."""
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name() | ast.Attribute():
                return self._read(node)
            case ast.BoolOp():
                return self._chain([self._condition(part) for part in node.values], node.op)
            case ast.UnaryOp(op=ast.Not()):
                return f"negation({self._condition(node.operand)})"
            case ast.UnaryOp():
                return f"negative({self.visit(node.operand)})"
            case ast.BinOp():
                return f"{ARITHMETIC[type(node.op)]}({self.visit(node.left)}, {self.visit(node.right)})"
            case ast.Compare():
                return self._compare(node)
            case ast.IfExp():
                return self._choice(node)
            case ast.List() | ast.Tuple():
                return f"({''.join(f'{self.visit(part)}, ' for part in node.elts)})"
            case ast.GeneratorExp():
                return f"gathered({self._loop(node)})"
            case ast.Call():
                return self._call(node)
        raise AssertionError(node)

    def _constant(self, node: ast.Constant) -> str:
        if isinstance(node.value, bool | str):
            return ascii(node.value)
        number = self.tree.number(node)
        return self._keep(number) if isinstance(number, Fraction) else repr(number)

    # Names and cells

    def _read(self, node: ast.expr) -> str:
        """Return what gives a name or cell; a blank is unknown."""
        if isinstance(node, ast.Attribute):
            return self._cell(node, raw=False)
        blank = self._blank(node)
        if not blank:
            return self._raw(node)
        result = self._fresh("t")
        return f"({blank} if ({result} := {self._raw(node)}) is BLANK else {result})"

    def _blank(self, node: ast.expr) -> str:
        """Return what a blank at *node* is unknown as; nothing if there can be none."""
        match node:
            case ast.Name(id=name) if name in self.loops:
                return ""
            case ast.Name(id=name) if name in self.parameters:
                return f"b_{name}"
            case ast.Name(id=name) if name in self.local or name in self.language.questions:
                return self._keep(unknown(name, "blank"))
            case ast.Attribute(attr=column) if column != ROW:
                return self._keep(unknown(self._place(node), "blank"))
        return ""

    def _place(self, node: ast.Attribute) -> str:
        """Return how reasons name a cell: `group.column`."""
        group = self.facts.groups.get(node)
        return f"{group}.{node.attr}" if group else node.attr

    def _raw(self, node: ast.expr) -> str:
        """Return what gives a name or cell as it is."""
        if isinstance(node, ast.Attribute):
            return self._cell(node, raw=True)
        assert isinstance(node, ast.Name)
        name, language = node.id, self.language
        if name in self.loops or name in self.parameters or name in self.local:
            return f"v_{name}"
        if name in language.questions:
            return f"scope.value({name!r})"
        if name in language.vocabulary.values:
            return f"{self._keep(language.named(name))}(scope)"
        return self._keep(language.vocabulary.limits[name])

    def _cell(self, node: ast.Attribute, *, raw: bool) -> str:
        assert isinstance(node.value, ast.Name)
        row, column = f"v_{node.value.id}", node.attr
        if column == ROW:
            return f"row_name({row})"
        blank = "BLANK" if raw else self._blank(node)
        return f"cell({row}, {column!r}, {self._keep(unknown(self._place(node), 'missing'))}, {blank})"

    # Conditions

    def _condition(self, node: ast.expr) -> str:
        """Return what gives *node* as true, false or unknown and nothing else."""
        return self.visit(node) if _is_truth(node) else f"truth({self.visit(node)})"

    def _chain(self, parts: list[str], operator: ast.boolop) -> str:
        """Return an and- or or-chain: what the parts before decide, the others are not asked."""
        join, decisive = ("both", "False") if isinstance(operator, ast.And) else ("either", "True")
        result = self._fresh("t")
        first, *middle, last = parts
        asked = [f"({result} := {first}) is {decisive}"]
        asked += [f"({result} := {join}({result}, {part})) is {decisive}" for part in middle]
        return f"({result} if {' or '.join(asked)} else {join}({result}, {last}))"

    def _choice(self, node: ast.IfExp) -> str:
        test = self._fresh("t")
        condition, yes, no = self._condition(node.test), self.visit(node.body), self.visit(node.orelse)
        return (
            f"pick(({test} := {condition}), "
            f"{yes} if {test} is not False else False, {no} if {test} is not True else False)"
        )

    def _compare(self, node: ast.Compare) -> str:
        if len(node.ops) == 1:
            return self._comparison(node.ops[0], (node.left, self.visit(node.left)), node.comparators[0])
        parts, left, given = [], node.left, self.visit(node.left)
        for operator, right in zip(node.ops, node.comparators, strict=True):
            kept = self._fresh("t")
            parts.append(self._comparison(operator, (left, given), right, keep=kept))
            left, given = right, kept
        return self._chain(parts, ast.And())

    def _comparison(self, operator: ast.cmpop, left: tuple[ast.expr, str], right: ast.expr, *, keep: str = "") -> str:
        """Return one comparison; the value of *right* stays in the variable *keep* for the next one of a chain."""
        text = right.value if isinstance(right, ast.Constant) and isinstance(right.value, str) else None
        texts = None if keep else _texts(right)
        if isinstance(operator, ast.In | ast.NotIn) and texts is not None:
            result = f"is_text_in({left[1]}, {self._keep(frozenset(map(normal, texts)))})"
        elif isinstance(operator, ast.Eq | ast.NotEq) and text is not None and not keep:
            result = f"equals_text({left[1]}, {normal(text)!a})"
        else:
            other = f"({keep} := {self.visit(right)})" if keep else self.visit(right)
            compare, budget = COMPARISONS[type(operator)]
            result = f"{compare}({left[1]}, {other}{budget})"
        return f"negation({result})" if isinstance(operator, ast.NotIn | ast.NotEq) else result

    # Lists

    def _pairs(self, node: ast.expr) -> str:
        """Return what gives the members of *node* to a function that walks over them once."""
        return self._loop(node) if isinstance(node, ast.GeneratorExp) else f"walk({self.visit(node)}, budget)"

    def _loop(self, node: ast.GeneratorExp) -> str:
        first, *inner = node.generators
        source, generate = self.visit(first.iter), self._fresh("g")
        with self._block(f"def {generate}(pairs):"):
            self._turn(node, [first, *inner], "pairs")
        return f"over({generate}, {source}, budget)"

    def _turn(self, node: ast.GeneratorExp, loops: list[ast.comprehension], pairs: str) -> None:
        """Write one `for` of a generator: who is in, how certainly, and what comes out."""
        (loop, *inner), certain = loops, self._fresh("m")
        assert isinstance(loop.target, ast.Name)
        name = loop.target.id
        self.loops.add(name)
        with self._block(f"for {certain}, v_{name} in {pairs}:"):
            if len(loops) < len(node.generators):
                with self._block(f"if v_{name} is MANY:"):
                    self._emit(f"yield {certain}, MANY")
                    self._emit("continue")
            for test in loop.ifs:
                self._emit(f"{certain} = both({certain}, {self._condition(test)})")
                self._emit(f"if {certain} is False: continue")
            if inner:
                self._turn(node, inner, f"walk_inner({certain}, {self.visit(inner[0].iter)}, budget)")
            else:
                self._emit(f"yield {certain}, {self.visit(node.elt)}")
        self.loops.discard(name)

    # Calls

    def _call(self, node: ast.Call) -> str:
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        if name in self.language.vocabulary.with_parameter:
            run = self._keep(self.language.instance_code(name, self.facts.calls[node]))
            return f"{run}({', '.join(['scope', 'call(budget)', *map(self._given, node.args)])})"
        function = FUNCTIONS[name]
        arguments = self._arguments(function, node.args)
        return f"f_{name}({', '.join(['scope', *arguments] if function.with_scope else arguments)})"

    def _given(self, node: ast.expr) -> str:
        """Return the two arguments of a value with parameters: a place that may be blank is handed on as it is."""
        blank = self._blank(node)
        return f"{self._raw(node)}, {blank}" if blank else f"{self.visit(node)}, {self._keep(COMPUTED)}"

    def _arguments(self, function: Function, nodes: list[ast.expr]) -> list[str]:
        takes, (first, *rest) = function.takes[0], nodes
        if takes in LISTS:
            values = "".join(f"{self.visit(node)}, " for node in nodes) if rest else ""
            return [f"walk(({values}), budget)" if rest else self._pairs(first)]
        if takes == "reference":
            return [self._raw(first)]
        if takes in ("views", "figures", "table"):
            assert isinstance(first, ast.Name)
            named = self._keep(self.language.tables[first.id]) if takes == "table" else repr(first.id)
            return [named, *map(self.visit, rest)]
        return [*map(self.visit, nodes)]

    # Source

    def _emit(self, line: str) -> None:
        self.lines.append(" " * self._level + line)

    @contextmanager
    def _block(self, head: str) -> "Iterator[None]":
        self._emit(head)
        self._level += 1
        yield
        self._level -= 1

    def _fresh(self, letter: str) -> str:
        self._number += 1
        return f"{letter}{self._number}"

    def _keep(self, constant: object) -> str:
        name = self._fresh("k")
        self.space[name] = constant
        return name


def _is_truth(node: ast.expr) -> bool:
    """Tell whether *node* gives true, false or unknown whatever the answers are."""
    match node:
        case ast.BoolOp() | ast.Compare() | ast.UnaryOp(op=ast.Not()) | ast.Constant(value=bool()):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in FUNCTIONS and FUNCTIONS[name].gives == "condition"
    return False


def _texts(node: ast.expr) -> list[str] | None:
    """Return the texts of a list that is written out and contains nothing else."""
    if not isinstance(node, ast.List | ast.Tuple):
        return None
    texts = [part.value for part in node.elts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return texts if len(texts) == len(node.elts) else None
