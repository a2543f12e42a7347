"""The Python for the expressions of templates, and for the names in them: see `translation`."""

from collections.abc import Callable, Sequence
from keyword import iskeyword
from math import isfinite
from typing import Any

from jinja2 import Environment, nodes

_COMPARED = {"eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<=", "in": "in", "notin": "not in"}
_BETWEEN: dict[type[nodes.Node], str] = {
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
    nodes.Pow: "**",
    nodes.And: "and",
    nodes.Or: "or",
}
_BEFORE: dict[type[nodes.Node], str] = {nodes.Not: "not ", nodes.Neg: "-", nodes.Pos: "+"}
_CHOOSING = ("select", "reject", "selectattr", "rejectattr")
_TESTED = {"eq": "==", "ne": "!=", "in": "in"}
_PASSED = {"context": "context, ", "eval_context": "context.eval_ctx, ", "environment": "environment, "}
_OF_JINJA = frozenset({"self", "super", "varargs", "kwargs"})


class Unusual(Exception):
    """Something that is left to Jinja's own translator."""


class Scope:
    """Where names live: a template, a macro, a loop. *sets* are those it sets anywhere, *known* those it has by now."""

    def __init__(self, outer: "Scope | None", kind: type[nodes.Node], known: Sequence[str], sets: set[str]) -> None:
        self.outer = outer
        self.kind = kind
        self.level: int = outer.level + 1 if outer else 0
        self.known = set(known)
        self.sets = sets | self.known
        self.loops = False
        self.calls = False


class Expressions:
    """Writes the Python of expressions, and notes what has to be there for them."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.scope = Scope(None, nodes.Template, (), set())
        self.certain: set[str] = set()
        """Names that the template sets in no branch, so that they are there at its end."""
        self.settled: set[str] = set()
        """Names that are there whenever one of its macros runs."""
        self.macros: dict[str, nodes.Macro] = {}
        """Those of its macros that are settled, so that their functions can be called."""
        # What turns out to be needed, in this order, as keys:
        self.free: dict[str, None] = {}
        """Names of the context."""
        self.called: dict[str, None] = {}
        """Those of them that are called."""
        self.helpers: dict[str, str] = {}
        """Filters and tests, and where the sandbox has them."""
        self.fields: dict[str, None] = {}
        """Names read as `a.b`."""
        self.entries: dict[str, None] = {}
        """Names that filters read of rows."""
        self.late: dict[str, None] = {}
        """Names that may be read before they are set."""

    def expression(self, node: nodes.Node) -> str:
        """Return the Python for *node*, such that anything may stand before and behind it."""
        write = _EXPRESSIONS.get(type(node))
        if write is None:
            raise Unusual
        return write(self, node)

    def text(self, node: nodes.Node) -> str:
        """Return the Python for *node* as a text."""
        kind = type(node)
        if kind is nodes.TemplateData:
            return repr(node.data)  # type: ignore[attr-defined]
        if kind is nodes.CondExpr:
            otherwise = self.text(node.expr2) if node.expr2 else "''"  # type: ignore[attr-defined]
            return f"({self.text(node.expr1)} if {self.expression(node.test)} else {otherwise})"  # type: ignore[attr-defined]
        if kind is nodes.Call and (direct := self._direct(node)):  # type: ignore[arg-type]
            return direct
        if kind is nodes.Concat or (kind is nodes.Const and isinstance(node.value, str)):  # type: ignore[attr-defined]
            return self.expression(node)
        return f"str({self.expression(node)})"

    def read(self, name: str) -> str:
        """Return the variable that *name* means here."""
        if name in _OF_JINJA:
            raise Unusual
        scope: Scope | None = self.scope
        later = False
        while scope:
            if name in scope.sets:
                if name in scope.known or (later and not scope.outer and name in self.settled):
                    return f"{name}_{scope.level}"
                if scope.outer or not later or name not in self.certain:
                    raise Unusual
                self.late[name] = None
                return f"({name}_0 if {name}_0 is not missing else undefined(name={name!r}))"
            if name == "loop" and scope.kind in (nodes.For, nodes.Test):
                if scope.kind is nodes.Test:
                    raise Unusual
                scope.loops = True
                return f"loop_{scope.level}"
            if name == "caller" and scope.kind in (nodes.Macro, nodes.CallBlock):
                if scope.kind is nodes.CallBlock:
                    raise Unusual
                scope.calls = True
                return f"caller_{scope.level}"
            later = later or scope.kind is nodes.Macro
            scope = scope.outer
        self.free[name] = None
        return f"{name}_0"

    def _name(self, node: nodes.Name) -> str:
        return self.read(node.name)

    def target(self, node: nodes.Node) -> str:
        """Return where something is put."""
        return self._several([f"{name}_{self.scope.level}" for name in targets(node)], isinstance(node, nodes.Tuple))

    def _several(self, items: Sequence[str], several: bool = True) -> str:
        inner = ", ".join(items)
        return f"({inner},)" if several and len(items) == 1 else f"({inner})" if several else inner

    def _constant(self, node: nodes.Const) -> str:
        if isinstance(node.value, float) and not isfinite(node.value):
            raise Unusual
        return repr(node.value)

    def _tuple(self, node: nodes.Tuple) -> str:
        return self._several([self.expression(item) for item in node.items])

    def _list(self, node: nodes.List) -> str:
        return f"[{', '.join([self.expression(item) for item in node.items])}]"

    def _dict(self, node: nodes.Dict) -> str:
        pairs = [f"{self.expression(pair.key)}: {self.expression(pair.value)}" for pair in node.items]
        return "{" + ", ".join(pairs) + "}"

    def _condition(self, node: nodes.CondExpr) -> str:
        otherwise = self.expression(node.expr2) if node.expr2 else "nothing"
        return f"({self.expression(node.expr1)} if {self.expression(node.test)} else {otherwise})"

    def _between(self, node: nodes.BinExpr) -> str:
        return f"({self.expression(node.left)} {_BETWEEN[type(node)]} {self.expression(node.right)})"

    def _before(self, node: nodes.UnaryExpr) -> str:
        return f"({_BEFORE[type(node)]}{self.expression(node.node)})"

    def _comparison(self, node: nodes.Compare) -> str:
        operands = "".join([f" {_COMPARED[each.op]} {self.expression(each.expr)}" for each in node.ops])
        return f"({self.expression(node.expr)}{operands})"

    def _joined(self, node: nodes.Concat) -> str:
        return f"''.join(map(str, ({', '.join([self.expression(each) for each in node.nodes])},)))"

    def _attribute(self, node: nodes.Getattr) -> str:
        if not node.attr.isascii():
            raise Unusual  # Python may take it for another one
        self.fields[node.attr] = None
        return f"{node.attr}_of({self.expression(node.node)})"

    def _entry(self, node: nodes.Getitem) -> str:
        if not isinstance(node.arg, nodes.Slice):
            return f"item({self.expression(node.node)}, {self.expression(node.arg)})"
        if isinstance(node.node, nodes.Literal) and not _is_text(node.node):
            raise Unusual  # Python would warn of some
        bounds = [self.expression(each) if each else "" for each in (node.arg.start, node.arg.stop)]
        step = f":{self.expression(node.arg.step)}" if node.arg.step else ""
        return f"{self.expression(node.node)}[{bounds[0]}:{bounds[1]}{step}]"

    def _tested(self, node: nodes.Test) -> str:
        return self._helped(node, "tests", "is")

    def _filtered(self, node: nodes.Filter) -> str:
        if rows := self._rows(node):
            return f"({rows})"
        if node.name == "list" and not node.args and not node.kwargs and (rows := self._rows(node.node)):
            return f"[{rows}]"
        if node.name == "join" and node.node and not node.kwargs and len(node.args) == 1 and _is_text(node.args[0]):
            return f"{self.expression(node.args[0])}.join(map(str, {self.expression(node.node)}))"
        return self._helped(node, "filters", "to")

    def _helped(self, node: nodes.Filter | nodes.Test, kind: str, prefix: str) -> str:
        """Return the call of a filter or test of Jinja's."""
        function = getattr(self.environment, kind).get(node.name)
        if function is None or node.node is None:
            raise Unusual
        helper = f"{prefix}_{node.name}"
        self.helpers[helper] = f"{kind}[{node.name!r}]"
        passed = getattr(function, "jinja_pass_arg", None)
        first = _PASSED[passed.name] if passed else ""
        return f"{helper}({first}{self._arguments(node, self.expression(node.node))})"

    def _rows(self, node: nodes.Node | None) -> str:
        """Return the inside of a comprehension for a filter that chooses rows or reads of them, else nothing."""
        if not isinstance(node, nodes.Filter) or node.node is None or node.dyn_args or node.dyn_kwargs:
            return ""
        each, condition, compared = "each", "", ""
        if node.name == "map":
            given = {str(pair.key): pair.value for pair in node.kwargs}
            each = self._path(given["attribute"]) if given.keys() == {"attribute"} and not node.args else ""
        elif node.name in _CHOOSING and not node.kwargs:
            condition, compared = self._chosen(node.name, list(node.args))
        if not each or (each == "each" and not condition):
            return ""
        inner = self._rows(node.node)
        rows = f"({inner})" if inner else f"{self.expression(node.node)} or ()"
        if compared:  # found out once, and at once
            return f"{each} for rows, compared in (({rows}, {compared}),) for each in rows{condition}"
        return f"{each} for each in {rows}{condition}"

    def _chosen(self, how: str, args: list[nodes.Expr]) -> tuple[str, str]:
        """Return the condition that a filter of rows sets, and what they are compared with if it is not written out."""
        read = "each" if not how.endswith("attr") else self._path(args.pop(0)) if args else ""
        compared = ""
        if args and read:
            test = _TESTED.get(args[0].value) if isinstance(args[0], nodes.Const) else None
            if not test or len(args) != len(("test", "value")):
                return "", ""
            value = self.expression(args[1])
            compared = "" if is_plain(args[1]) else value
            read = f"{read} {test} {'compared' if compared else value}"
        return read and (f" if not ({read})" if how.startswith("reject") else f" if {read}"), compared

    def _path(self, node: nodes.Node) -> str:
        """Return the Python that reads the field or entry `a.b` of a row; nothing where it is not written out."""
        if not isinstance(node, nodes.Const) or not isinstance(node.value, str):
            return ""
        read = "each"
        for name in node.value.split("."):
            if not (name.isidentifier() and name.isascii()):
                return ""
            self.entries[name] = None
            read = f"{name}_in({read})"
        return read

    def call(self, node: nodes.Call, caller: str = "") -> str:
        """Return the Python of a call, with *caller* as its last argument."""
        if not caller and (direct := self._direct(node)):
            return direct
        if isinstance(node.node, nodes.Name):
            name = self.read(node.node.name)
            if node.node.name in self.free and name == f"{node.node.name}_0":
                self.called[node.node.name] = None
                return f"{node.node.name}_call({self._arguments(node, '', caller)})"
        return f"run({self._arguments(node, self.expression(node.node), caller)})"

    def _direct(self, node: nodes.Call) -> str:
        """Return the call of a macro of this template by its function, if it takes what it is given; else nothing."""
        macro = self.macros.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if not macro or node.dyn_args or node.dyn_kwargs or self.read(macro.name) != f"{macro.name}_0":
            return ""
        names = [argument.name for argument in macro.args]
        given = {str(pair.key): pair.value for pair in node.kwargs}
        if (
            len(node.args) > len(names)
            or len(given) < len(node.kwargs)
            or not given.keys() <= {*names[len(node.args) :]}
        ):
            return ""
        values = [self.expression(each) for each in node.args]
        values += [f"{name}_1={self.expression(value)}" for name, value in given.items()]
        return f"{macro.name}_macro({', '.join(values)})"

    def _arguments(self, node: nodes.Call | nodes.Filter | nodes.Test, first: str, last: str = "") -> str:
        given = [self.expression(each) for each in node.args]
        for each in node.kwargs:
            if not isinstance(each, nodes.Keyword) or iskeyword(each.key) or each.key == "caller":
                raise Unusual
            given.append(f"{each.key}={self.expression(each.value)}")
        given += [last] if last else []
        given += [f"*{self.expression(node.dyn_args)}"] if node.dyn_args else []
        given += [f"**{self.expression(node.dyn_kwargs)}"] if node.dyn_kwargs else []
        return ", ".join([first, *given] if first else given)


_EXPRESSIONS: dict[type[nodes.Node], Callable[[Expressions, Any], str]] = {
    nodes.Name: Expressions._name,
    nodes.Const: Expressions._constant,
    nodes.Tuple: Expressions._tuple,
    nodes.List: Expressions._list,
    nodes.Dict: Expressions._dict,
    nodes.CondExpr: Expressions._condition,
    nodes.Compare: Expressions._comparison,
    nodes.Concat: Expressions._joined,
    nodes.Getattr: Expressions._attribute,
    nodes.Getitem: Expressions._entry,
    nodes.Filter: Expressions._filtered,
    nodes.Test: Expressions._tested,
    nodes.Call: Expressions.call,
    **dict.fromkeys(_BETWEEN, Expressions._between),
    **dict.fromkeys(_BEFORE, Expressions._before),
}


def targets(node: nodes.Node) -> list[str]:
    """Return the names that something is put into."""
    found = node.items if isinstance(node, nodes.Tuple) else [node]
    if not all(isinstance(each, nodes.Name) for each in found):
        raise Unusual
    return [each.name for each in found]  # type: ignore[attr-defined]


def is_plain(node: nodes.Node) -> bool:
    """Tell whether *node* is written out: a constant, or several."""
    return isinstance(node, nodes.Const) or (isinstance(node, nodes.Tuple) and all(map(is_plain, node.items)))


def _is_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Const) and isinstance(node.value, str)
