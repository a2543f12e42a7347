"""Templates as Python: what is written plainly becomes short and quick Python, all else is left to Jinja's translator.

Jinja's own code generator looks through every part of a template many times over, writes out for each name what happens
where there is none, and asks the context for it at each call of each macro. Here a template is gone through once. What
it sets has to be set for certain wherever it is read; any other name is the context's, and is read from it once. What
is not so, and all that is seldom written (blocks, `include`, `with`, recursion …), is `Unusual`: then Jinja translates
the whole template, which makes the same of it. Its line numbers are Jinja's too, by `debug_info`.

In the Python a name of a template has the number of its scope behind it (`row_2`), and nothing else ends like that.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from jinja2 import Environment, nodes

from smcheck.documents.expressions import Expressions, Scope, Unusual, is_plain, targets

_MODULE = """\
from smcheck.documents.sandbox import LoopContext, Macro, missing, nothing
name = {name!r}
blocks = {{}}
item = environment.getitem
run = environment.run
setter = environment.setter
undefined = environment.undefined
"""


def translated(template: nodes.Template, environment: Environment, name: str | None) -> str:
    """Return *template* as the module that Jinja expects of a code generator. Raises `Unusual`."""
    return _Translator(environment, name).module(template)


class _Translator(Expressions):
    """Writes the Python of one template."""

    def __init__(self, environment: Environment, name: str | None) -> None:
        super().__init__(environment)
        self.name = name
        self.lines: list[str] = []
        self.places: list[tuple[int, int]] = []
        self.margin = " "
        self.in_function = False
        self.wrote = False
        self.idle = 0
        self.absent: dict[str, None] = {}
        self.modules: dict[str, str] = {}
        self.shared = True

    def module(self, template: nodes.Template) -> str:
        branches = [node for node in template.body if isinstance(node, nodes.If)]
        self.scope.sets = _set_in(template.body)
        self.certain = self.scope.sets - _set_in(branches)
        self.settled = _settled(template.body)
        often = Counter(name for node in template.body for name in _set_in([node]))
        macros = [node for node in template.body if isinstance(node, nodes.Macro)]
        self.macros = {node.name: node for node in macros if node.name in self.settled and often[node.name] == 1}
        self.block(template.body)
        self.export(sorted(self.scope.known))
        head = [_MODULE.format(name=self.name)]
        head += [f"{name} = environment.{source}\n" for name, source in self.helpers.items()]
        head += [_several("of", "getter", self.fields), _several("in", "entry", self.entries)]
        head += [_several("absent", "absent", self.absent), "def root(context):\n if 0: yield\n"]
        if self.free:
            head.append(f" {_each(self.free, '0')} = map(context.resolve, {[*self.free]})\n")
        if self.called:
            head.append(f" {_each(self.called, 'call')} = map(environment.caller, [{_each(self.called, '0')}])\n")
        head += [f" {name}_0 = missing\n" for name in self.late]
        before = "".join(head)
        first = before.count("\n")
        places = "&".join([f"{line}={first + place}" for line, place in self.places])
        wanted = (tuple(self.free), tuple(self.modules.values())) if self.shared else None
        return f"{before}{chr(10).join(self.lines)}\nroot.wanted = {wanted!r}\ndebug_info = {places!r}\n"

    # Statements

    def line(self, text: str, at: int | None = None) -> int:
        """Write a line that stands for the template's line *at*; return its number."""
        self.lines.append(self.margin + text)
        if at is not None and (not self.places or self.places[-1][0] != at):
            self.places.append((at, len(self.lines)))
        return len(self.lines) - 1

    @contextmanager
    def inside(self, scope: Scope, indent: str = " ") -> Iterator[Scope]:
        """Write what stands in *scope*."""
        outer, margin = self.scope, self.margin
        self.scope, self.margin = scope, margin + indent
        yield scope
        self.scope, self.margin = outer, margin

    def block(self, body: Sequence[nodes.Node], *, last: bool = False) -> None:
        """Write statements; *last* are those after which a function has nothing else to write."""
        before = len(self.lines)
        for number, node in enumerate(body, 1):
            write = _STATEMENTS.get(type(node))
            if write is None:
                raise Unusual
            write(self, node, last and number == len(body))
        if len(self.lines) == before:
            self.line("pass")

    def output(self, node: nodes.Output, last: bool) -> None:
        self.write([(self.text(child), child.lineno) for child in node.nodes], last)

    def write(self, items: list[tuple[str, int]], last: bool) -> None:
        """Write *items* out, each Python and its line; as the result of a function that has written nothing before."""
        if not self.in_function:
            for text, at in items:
                self.line(f"yield {text}", at)
            return
        result = last and not self.wrote
        self.wrote = not result
        if len(items) == 1:
            ((text, at),) = items
            self.line(f"return {text}" if result else f"out.append({text})", at)
            return
        self.line("return ''.join((" if result else "out += (")
        for text, at in items:
            self.line(f"{text},", at)
        self.line("))" if result else ")")

    def choice(self, node: nodes.If, last: bool) -> None:
        before, wrote = self.scope.known, self.wrote
        ends: list[tuple[set[str], bool]] = []

        def branch(head: str, body: Sequence[nodes.Node], at: int | None = None) -> None:
            self.scope.known, self.wrote = set(before), wrote
            self.line(head, at)
            with self.inside(self.scope):
                self.block(body, last=last)
            ends.append((self.scope.known, self.wrote))

        branch(f"if {self.expression(node.test)}:", node.body, node.lineno)
        for other in node.elif_:
            self.scope.known = before
            branch(f"elif {self.expression(other.test)}:", other.body, other.lineno)
        if node.else_:
            branch("else:", node.else_)
        else:
            ends.append((before, wrote))
        self.scope.known = set.intersection(*[known for known, _ in ends])
        self.wrote = any(wrote for _, wrote in ends)

    def loop(self, node: nodes.For, last: bool) -> None:  # noqa: ARG002
        names = targets(node.target)
        if node.recursive or "loop" in names:
            raise Unusual
        rows = self.expression(node.iter)
        idle = ""
        if node.else_:
            self.idle += 1
            idle = f"idle{self.idle}"
            self.line(f"{idle} = True")
        head = self.line("", node.lineno)
        test = ""
        with self.inside(Scope(self.scope, nodes.For, names, _set_in(node.body)), "  ") as scope:
            target = self.target(node.target)
            if node.test:
                self.line("", node.test.lineno)
                test = self.test(node.test, scope)
            if idle:
                self.line(f"{idle} = False")
            self.block(node.body)
        if scope.loops:
            chosen = f"({target} for {target} in {rows} if {test})" if test else rows
            self.lines[head] = f"{self.margin}for {target}, loop_{scope.level} in LoopContext({chosen}, undefined):"
        else:
            self.lines[head] = f"{self.margin}for {target} in {rows}:"
            if test:
                self.lines[head + 1] = f"{self.margin} if {test}:"
        if idle:
            self.line(f"if {idle}:")
            with self.inside(Scope(self.scope, nodes.If, (), _set_in(node.else_))):
                self.block(node.else_)

    def test(self, node: nodes.Node, scope: Scope) -> str:
        """Return the condition of a loop, which knows its names and nothing else of it."""
        sets, kind = scope.sets, scope.kind
        scope.sets, scope.kind = scope.known, nodes.Test
        test = self.expression(node)
        scope.sets, scope.kind = sets, kind
        return test

    def assignment(self, node: nodes.Assign, last: bool) -> None:  # noqa: ARG002
        value = self.expression(node.node)
        if isinstance(node.target, nodes.NSRef):
            self.line(f"setter({self.read(node.target.name)})({node.target.attr!r}, {value})", node.lineno)
            return
        if not self.scope.outer:
            self.shared = self.shared and _is_settled(node.node)
        self.line(f"{self.target(node.target)} = {value}", node.lineno)
        self.set(targets(node.target))

    def set(self, names: Sequence[str]) -> None:
        """Note that *names* are set from here on; a template tells at once what only one of its branches sets."""
        if not self.modules.keys().isdisjoint(names):
            raise Unusual
        self.scope.known.update(names)
        if not self.scope.outer and not self.certain.issuperset(names):
            self.late.update(dict.fromkeys(names))
            self.export(names)

    def export(self, names: Sequence[str]) -> None:
        """Tell the context what the template sets, and what of it is there for those who import it."""
        if names:
            self.line(f"context.vars.update({self.held(names)})")
            public = tuple(name for name in names if not name.startswith("_") and name not in self.modules)
            self.line(f"context.exported_vars.update({public!r})")

    def held(self, names: Sequence[str]) -> str:
        return "{" + ", ".join([f"{name!r}: {name}_0" for name in names]) + "}"

    def import_(self, node: nodes.Import, last: bool) -> None:  # noqa: ARG002
        template, name = node.template, node.target
        if not (isinstance(template, nodes.Const) and isinstance(template.value, str) and node.with_context):
            raise Unusual
        if self.scope.outer or name not in self.certain:
            raise Unusual
        held = self.held(sorted(self.scope.known | self.late.keys()))
        self.line(f"{name}_0 = environment.imported(context, {template.value!r}, {self.name!r}, {held})", node.lineno)
        self.set([name])
        self.modules[name] = template.value

    def macro(self, node: nodes.Macro, last: bool) -> None:  # noqa: ARG002
        made = self.function(node, "macro" if self.scope.outer else f"{node.name}_macro", node.name)
        self.line(f"{node.name}_{self.scope.level} = {made}", node.lineno)
        self.set([node.name])

    def call_block(self, node: nodes.CallBlock, last: bool) -> None:
        made = self.function(node, "body", None)
        self.write([(f"str({self.call(node.call, f'caller={made}')})", node.lineno)], last)

    def function(self, node: nodes.Macro | nodes.CallBlock, function: str, name: str | None) -> str:
        """Write the function of a macro or of what stands between `call` and `endcall`; return the macro made of it."""
        names = [argument.name for argument in node.args]
        if "caller" in names or len(set(names)) < len(names):
            raise Unusual
        head = self.line("", node.lineno)
        outer = self.in_function, self.wrote
        self.in_function, self.wrote = True, False
        required = len(names) - len(node.defaults)
        parameters: list[str] = []
        with self.inside(Scope(self.scope, type(node), (), _set_in(node.body) | set(names))) as scope:
            out = self.line("")
            for place, each in enumerate(names):
                variable = f"{each}_{scope.level}"
                if place < required:
                    self.absent[each] = None
                    parameters.append(f"{variable}={each}_absent")
                elif is_plain(default := node.defaults[place - required]):
                    parameters.append(f"{variable}={self.expression(default)}")
                else:
                    parameters.append(f"{variable}=missing")
                    self.line(f"if {variable} is missing: {variable} = {self.expression(default)}", node.lineno)
                scope.known.add(each)
            self.block(node.body, last=True)
            if self.wrote:
                self.lines[out] = f"{self.margin}out = []"
                self.line("return ''.join(out)")
            else:
                self.line("return ''")
        self.in_function, self.wrote = outer
        if scope.calls:
            self.absent["caller"] = None
            parameters.append(f"caller_{scope.level}=caller_absent")
        self.lines[head] = f"{self.margin}def {function}({', '.join(parameters)}):"
        return f"Macro({function}, {name!r}, {tuple(names)!r}, {scope.calls})"


_STATEMENTS: dict[type[nodes.Node], Callable[[_Translator, Any, bool], None]] = {
    nodes.Output: _Translator.output,
    nodes.If: _Translator.choice,
    nodes.For: _Translator.loop,
    nodes.Assign: _Translator.assignment,
    nodes.Import: _Translator.import_,
    nodes.Macro: _Translator.macro,
    nodes.CallBlock: _Translator.call_block,
}


def _several(suffix: str, source: str, names: Collection[str]) -> str:
    """Return the line that gets what the sandbox has for each of *names*."""
    return f"{_each(names, suffix)} = map(environment.{source}, {[*names]})\n" if names else ""


def _each(names: Iterable[str], suffix: str) -> str:
    return "".join([f"{name}_{suffix}," for name in names])


def _settled(body: Sequence[nodes.Node]) -> set[str]:
    """Return the names that are set whenever a macro of the template runs; none if it may run before they all are."""
    last = max([place for place, node in enumerate(body) if isinstance(node, nodes.Macro)], default=-1)
    before = body[: last + 1]
    imports = True
    for node in before:
        if isinstance(node, nodes.Macro):
            imports = False
        elif isinstance(node, nodes.Output):
            if not all(isinstance(each, nodes.TemplateData) for each in node.nodes):
                return set()
        elif isinstance(node, nodes.Assign):
            if node.find(nodes.Call):
                return set()
        elif not (isinstance(node, nodes.Import) and imports):
            return set()
    return _set_in(before)


def _set_in(body: Sequence[nodes.Node]) -> set[str]:
    """Return the names that statements set where they stand, and not in a loop or macro of their own."""
    names: set[str] = set()
    for node in body:
        if isinstance(node, nodes.If):
            names |= _set_in(node.body) | _set_in(node.elif_) | _set_in(node.else_)
        elif isinstance(node, nodes.Macro):
            names.add(node.name)
        elif isinstance(node, nodes.Import):
            names.add(node.target)
        elif isinstance(node, nodes.Assign) and not isinstance(node.target, nodes.NSRef):
            names.update(targets(node.target))
    return names


def _is_settled(node: nodes.Node) -> bool:
    """Tell whether nothing can change the value of *node* once it is there: it holds no state and is not used up."""
    return is_plain(node) or isinstance(node, nodes.Not | nodes.Compare | nodes.Test)
