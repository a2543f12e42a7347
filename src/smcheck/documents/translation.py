"""Templates as Python: what is written plainly becomes short and quick Python, all else is left to Jinja.

A template is gone through once, from its text to Python. What it sets has to be set for certain wherever it is read;
any other name is the context's, and is read from it once. What is not so, all that is seldom written (blocks,
`include`, `with`, recursion …) and whatever is wrong is `Unusual`. The Python need only be right where nothing is
wrong: whatever raises an exception is done again by Jinja, which knows the line and has the words for it.

In the Python a name of a template has the number of its scope behind it (`row_2`), and nothing else ends like that.
"""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from smcheck.documents.expressions import CONSTANTS, RESERVED, Expressions, Scope, formatted, text_of
from smcheck.documents.tokens import Piece, Unusual, pieces

__all__ = ["Translation", "Unusual", "translated"]

_CALL = re.compile(r"\w\(")
_MACRO = re.compile(r"\{%[-+]?\s*macro\s+(\w+)", re.ASCII)


class Translation(NamedTuple):
    """A template in Python."""

    python: str
    """It makes a function `root` of a document, which returns what the template says and what it has for others."""
    fields: Collection[str]
    """What it reads in the long way, each by a function (`title_of`)."""
    imports: Collection[str]
    shared: bool
    """Whether nothing that it sets can change, so that everybody may import the same."""


def translated(
    source: str, filters: Collection[str], tests: Collection[str], is_plain: Callable[[str], bool]
) -> Translation:
    """Return the template *source* as Python that calls *filters* and *tests*. Raises `Unusual`.

    What *is_plain* can be read as an attribute, whatever it is read of.
    """
    return _Translator(source, filters, tests, is_plain).translation()


class _Translator(Expressions):
    """Writes the Python of one template."""

    def __init__(
        self, source: str, filters: Collection[str], tests: Collection[str], is_plain: Callable[[str], bool]
    ) -> None:
        super().__init__(filters, tests, is_plain)
        self.pieces: Iterator[Piece] = pieces(source)
        self.macros = set(_MACRO.findall(source))
        self.made: dict[str, int] = {}
        """Its macros, and for each the line behind it."""
        self.imports: list[str] = []
        self.lines: list[str] = []
        self.margin = " "
        self.waiting: list[tuple[str, bool]] = []
        self.wrote = False
        self.idle = 0
        self.branches = 0
        self.shared = True

    def translation(self) -> Translation:
        self.block()
        self.write()
        root = self.scope
        wanted = self.free - root.known
        if not (root.maybe.isdisjoint(self.free) and root.known.isdisjoint(self.called)):
            raise Unusual
        if not self.direct | self.valued <= self.made.keys():
            raise Unusual
        head = ["def root(document):\n"]
        if wanted:
            head.append(f" {_each(wanted, '0')} = map(document.named, {sorted(wanted)})\n")
        if self.called:
            head.append(f" {_each(self.called, 'call')} = map(document.function, {sorted(self.called)})\n")
        head.append(" out = ''\n")
        for name in self.valued:
            self.lines[self.made[name]] = f" {name}_0 = Macro({name}_macro, {name!r})"
        public = sorted(name for name in root.known - self.modules if not name.startswith("_"))
        exports = [
            f"{name}=Macro({name}_macro, {name!r})" if name in self.made else f"{name}={name}_0" for name in public
        ]
        self.line(f"return out, Module({', '.join(exports)})")
        return Translation("".join(head) + "\n".join(self.lines), self.fields, self.imports, self.shared)

    # Statements

    def line(self, text: str) -> None:
        self.lines.append(self.margin + text)

    @contextmanager
    def inside(self, scope: Scope) -> Iterator[Scope]:
        """Write what stands in *scope*."""
        outer, margin = self.scope, self.margin
        self.scope, self.margin = scope, margin + " "
        yield scope
        self.scope, self.margin = outer, margin

    def block(self, *ends: str) -> str:
        """Write statements up to one of *ends*, which is returned; the rest of its tag is what comes next."""
        for piece in self.pieces:
            if not piece.kind:
                self.waiting.append((piece.text, True))
                continue
            self.tokens, self.at = piece.tokens, 0
            if piece.kind == "{":
                python = self.several(lambda: self.expression("''"))
                self.waiting.append(self.part(0, python))
                self.need("")
                continue
            word = self.name()
            if word in ends:
                return word
            write = _STATEMENTS.get(word)
            if write is None:
                raise Unusual
            write(self)
        if ends:
            raise Unusual
        return ""

    def end(self) -> None:
        """Note that the tag has no more tokens."""
        if self.tokens[self.at]:
            raise Unusual

    def write(self) -> None:
        """Write out what waits to be."""
        if self.waiting:
            self.line(f"out += {formatted(self.waiting)}")
            self.waiting = []
            self.wrote = True

    def body(self, *ends: str) -> str:
        """Write what stands inside a statement, which has to be something in Python."""
        before = len(self.lines)
        end = self.block(*ends)
        self.write()
        if len(self.lines) == before:
            self.line("pass")
        return end

    def choice(self) -> None:
        self.write()
        before, ends = self.scope.known, []
        word = "if"
        self.branches += 1
        while word != "endif":
            self.scope.known = set(before)
            test = "" if word == "else" else f" {self.several(self.terms)}"
            self.end()
            self.line(f"{word}{test}:")
            with self.inside(self.scope):
                following = self.body(*(("endif",) if word == "else" else ("elif", "else", "endif")))
            ends.append(self.scope.known)
            if following == "endif" and word != "else":
                ends.append(before)
            word = following
        self.end()
        self.branches -= 1
        self.scope.known = set.intersection(*ends)
        self.scope.maybe |= set.union(*ends) - self.scope.known

    def loop(self) -> None:
        self.write()
        names = self.targets()
        self.need("in")
        if "loop" in self.tokens:
            raise Unusual
        rows = self.several(self.terms)
        scope = Scope(self.scope, names)
        target = ", ".join([f"{name}_{scope.level}" for name in names])
        head = len(self.lines)
        self.line("")
        with self.inside(scope):
            test = self.expression() if self.skip("if") else ""
            self.end()
            if test:
                self.line(f"if {test}:")
                self.margin += " "
            scope.loops = False
            first, margin = len(self.lines), self.margin
            end = self.body("else", "endfor")
        self.end()
        self.lines[head] = f"{self.margin}for {target} in {rows}:"
        if scope.loops:
            chosen = f"(({target}) for {target} in {rows} if {test})" if test else rows
            self.lines[head] = f"{self.margin}for ({target}), loop_{scope.level} in LoopContext({chosen}, undefined):"
            if test:
                self.lines[head + 1] = ""
        if end == "else":
            self.idle += 1
            idle = f"idle{self.idle}"
            self.lines.insert(first, f"{margin}{idle} = False")
            self.lines.insert(head, f"{self.margin}{idle} = True")
            self.line(f"if {idle}:")
            with self.inside(Scope(self.scope)):
                self.body("endfor")
            self.end()

    def targets(self) -> list[str]:
        """Go past names that something is put into, and return them."""
        names = [self.name()]
        while self.skip(","):
            names.append(self.name())
        if not RESERVED.isdisjoint(names):
            raise Unusual
        return names

    def assignment(self) -> None:
        if not all(is_text for _, is_text in self.waiting):
            self.write()
        if self.tokens[self.at + 1] == ".":
            self.set_in_space()
            return
        names = self.targets()
        self.need("=")
        start = self.at
        value = self.call(self.name()) if self.tokens[start : start + 2] == ["namespace", "("] else ""
        is_space = bool(value) and not self.tokens[self.at]
        if not is_space:
            self.at = start
            value = self.several(self.expression)
            self.end()
        if not self.scope.outer and _CALL.search(value):
            self.shared = False
        self.line(f"{', '.join([f'{name}_{self.scope.level}' for name in names])} = {value}")
        for name in names:
            self.set(name, is_space)

    def set_in_space(self) -> None:
        name = self.name()
        scope = self.find(name)
        if not scope or name not in scope.spaces:
            raise Unusual
        self.need(".")
        attribute = self.settable()
        self.need("=")
        self.line(f"{name}_{scope.level}.{attribute} = {self.several(self.expression)}")
        self.end()

    def set(self, name: str, is_space: bool = False) -> None:
        """Note that *name* is set from here on, to a namespace or never to one."""
        scope = self.scope
        if name in scope.passed or (not scope.outer and name in self.modules | self.macros):
            raise Unusual
        if name in scope.known | scope.maybe and (name in scope.spaces) != is_space:
            raise Unusual
        scope.known.add(name)
        if is_space:
            scope.spaces.add(name)

    def import_(self) -> None:
        template = text_of(self.tokens[self.at])
        self.at += 1
        self.need("as")
        name = self.name()
        self.need("with", "context")
        self.end()
        if self.scope.outer or self.branches or not self.scope.known <= self.modules or name in RESERVED:
            raise Unusual
        self.set(name)
        self.modules.add(name)
        self.imports.append(template)
        self.line(f"{name}_0 = document.imported({template!r}, {name!r})")

    def macro(self) -> None:
        name = self.name()
        scope = self.scope
        if scope.outer or self.branches or name in scope.known | scope.maybe | scope.passed | RESERVED:
            raise Unusual
        self.need("(")
        self.function(f"{name}_macro", "endmacro", Scope(scope, function=True, calls=False))
        scope.known.add(name)
        self.made[name] = len(self.lines)
        self.line("")

    def call_block(self) -> None:
        self.write()
        name = self.name()
        if self.tokens[self.at] == "(":
            call = self.call(name, "body")
        else:
            scope = self.find(name)
            if not scope or not self.is_module(name, scope):
                raise Unusual
            self.need(".")
            call = self.call_of_module(name, "body")
        self.end()
        self.tokens, self.at = [")", ""], 0
        self.function("body", "endcall", Scope(self.scope, function=True))
        self.waiting.append((call, False))

    def function(self, name: str, end: str, scope: Scope) -> None:
        """Write a function for what stands up to *end*, after its arguments."""
        head = len(self.lines)
        self.line("")
        outer = self.waiting, self.wrote
        self.waiting, self.wrote = [], False
        with self.inside(scope):
            parameters = self.parameters()
            self.end()
            first, margin = len(self.lines), self.margin
            self.block(end)
            said = formatted(self.waiting) if self.waiting else "''"
            if self.wrote:
                self.lines.insert(first, f"{margin}out = ''")
                said = f"out + {said}" if self.waiting else "out"
            self.line(f"return {said}")
        self.end()
        self.waiting, self.wrote = outer
        if scope.calls:
            parameters += ["*", f"caller_{scope.level}=absent"]
        self.lines[head] = f"{self.margin}def {name}({', '.join(parameters)}):"

    def parameters(self) -> list[str]:
        """Go past the arguments of a macro, and return them as Python has them."""
        parameters: list[str] = []
        known = self.scope.known
        while not self.skip(")"):
            if parameters:
                self.need(",")
            name = self.name()
            if name in RESERVED | known | self.scope.passed:
                raise Unusual
            variable, default = f"{name}_{self.scope.level}", "absent"
            start = self.at
            if self.skip("="):
                default = self.expression()
                if any(token.isidentifier() and token not in CONSTANTS for token in self.tokens[start : self.at]):
                    self.line(f"if {variable} is missing: {variable} = {default}")
                    default = "missing"
            elif parameters and not parameters[-1].endswith("=absent"):
                raise Unusual
            parameters.append(f"{variable}={default}")
            known.add(name)
        return parameters


_STATEMENTS: dict[str, Callable[[_Translator], None]] = {
    "if": _Translator.choice,
    "for": _Translator.loop,
    "set": _Translator.assignment,
    "import": _Translator.import_,
    "macro": _Translator.macro,
    "call": _Translator.call_block,
}


def _each(names: Collection[str], suffix: str) -> str:
    return "".join([f"{name}_{suffix}," for name in sorted(names)])
