"""The Python for the expressions of templates: see `translation`.

An expression of Jinja is nearly one of Python, so that operators need no more than to be written out in brackets. What
binds otherwise (`~`, filters and tests behind a sign, `**`) is written as Jinja takes it, or left to it.

It is one long file on purpose: one grammar, a method for each rule of it, from one token to the next.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from keyword import iskeyword
from typing import NamedTuple

from smcheck.documents.tokens import Unusual

CONSTANTS = {name: name.capitalize() for name in ("true", "false", "none", "True", "False", "None")}
_WORDS = frozenset({"not", "and", "or", "in", "is", "if", "else"})
_OF_JINJA = frozenset({"self", "super", "varargs", "kwargs"})
RESERVED = _WORDS | _OF_JINJA | CONSTANTS.keys() | {"loop", "caller", "namespace"}
"""Names that a template cannot give to something of its own here."""
_BETWEEN = frozenset({"and", "or", "==", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "//", "%", "in"})
_CHOOSING = frozenset({"select", "reject", "selectattr", "rejectattr"})
_QUOTES = frozenset("'\"")
_WRITTEN_OUT = frozenset("'\"0123456789")
_AFTER_TEST = frozenset({"", *")]},|:=!<>+-*/%~"})
_TIMES = frozenset({"*", "/", "//", "%"})
_BEFORE_NOT = frozenset({"not", "and", "or"})
_COMPARED = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "in": "in"}


class Scope:
    """Where names live: a template, a macro, a loop."""

    def __init__(
        self,
        outer: "Scope | None",
        known: Collection[str] = (),
        *,
        function: bool = False,
        calls: bool | None = None,
    ) -> None:
        self.outer = outer
        self.level: int = outer.level + 1 if outer else 0
        self.function = function
        self.known = set(known)
        """Names that are certainly set by now."""
        self.maybe: set[str] = set()
        """Those that only a branch has set."""
        self.passed: set[str] = set()
        """Those that were looked for outside, before anything could have set them here."""
        self.spaces: set[str] = set()
        """Those that are namespaces, and nothing else at any time."""
        self.loops: bool | None = None
        """Whether somebody asked for the state of the loop; None where there is none."""
        self.calls = calls
        """Whether a macro calls what stands between `call` and `endcall`; None where it cannot."""


class _Rows(NamedTuple):
    """What filters choose and read of rows: the inside of a comprehension."""

    source: str
    each: str = "each"
    given: Mapping[str, str] = {}
    """What is found out once, and at once, by the names it has inside."""
    conditions: str = ""

    def once(self, name: str, value: str) -> "tuple[_Rows, str]":
        """Find out *value* once, for what follows; return its name too."""
        if name in self.given:
            return _Rows(f"({self.python()})", given={name: value}), name
        return self._replace(given={**self.given, name: value}), name

    def where(self, how: str, condition: str) -> "_Rows":
        """Choose those for which *condition* holds, or does not, as the filter *how* has it."""
        test = f" if not ({condition})" if how.startswith("reject") else f" if {condition}"
        return self._replace(conditions=self.conditions + test)

    def python(self, form: str = "{}") -> str:
        """Return the inside of a comprehension, with each in the *form* wanted."""
        source = self.source if self.source[0] == "[" else f"{self.source} or ()"
        each = form.replace("{}", self.each)
        if not self.given:
            return f"{each} for each in {source}{self.conditions}"
        names, values = ", ".join(self.given), ", ".join(self.given.values())
        return f"{each} for rows, {names} in (({source}, {values}),) for each in rows{self.conditions}"


class Expressions:
    """Writes the Python of expressions, and notes what has to be there for them."""

    def __init__(self, filters: Collection[str], tests: Collection[str], is_plain: Callable[[str], bool]) -> None:
        self.filters = filters
        self.tests = tests
        self.is_plain = is_plain
        self.scope = Scope(None)
        self.tokens: list[str] = [""]
        self.at = 0
        self.macros: set[str] = set()
        """Names of macros of the template, before they are there."""
        self.modules: set[str] = set()
        """Names of templates that it imports."""
        # What turns out to be needed:
        self.free: set[str] = set()
        """Names of the context, or of the template where a macro asks before they are there."""
        self.called: set[str] = set()
        """Functions of the context."""
        self.direct: set[str] = set()
        """Macros that are called by their functions."""
        self.valued: set[str] = set()
        """Macros that are handed on."""
        self.fields: set[str] = set()
        """What is read in the long way."""

    # Tokens

    def skip(self, token: str) -> bool:
        """Go past *token* if it is there."""
        if self.tokens[self.at] != token:
            return False
        self.at += 1
        return True

    def need(self, *tokens: str) -> None:
        """Go past *tokens*, which have to be there."""
        for token in tokens:
            if not self.skip(token):
                raise Unusual

    def name(self) -> str:
        """Go past a name and return it."""
        name = self.tokens[self.at]
        if not (name.isidentifier() and name.isascii()):
            raise Unusual
        self.at += 1
        return name

    # Expressions

    def several(self, one: Callable[[], str]) -> str:
        """Write what may be several expressions with commas between them, and so a tuple."""
        first = one()
        if self.tokens[self.at] != ",":
            return first
        items = [first]
        while self.skip(",") and self.tokens[self.at] not in ("", ")"):
            items.append(one())
        return f"({', '.join(items)},)"

    def expression(self, otherwise: str = "nothing") -> str:
        """Write an expression; *otherwise* is what an `if` without an `else` stands for."""
        value = self.terms()
        if not self.skip("if"):
            return value
        test = self.terms()
        if self.skip("else"):
            otherwise = self.expression(otherwise)
        elif self.tokens[self.at] == "if":
            raise Unusual
        return f"({value} if {test} else {otherwise})"

    def terms(self) -> str:
        """Write operands and what stands between them."""
        written: list[str] = []
        while True:
            token = self.tokens[self.at]
            if token == "not" and (not written or written[-1] in _BEFORE_NOT):
                written.append(token)
                self.at += 1
                continue
            signed = token in ("-", "+")
            if signed:
                written.append(token)
                self.at += 1
            start = self.at
            written.append(self.operand(signed))
            token = self.tokens[self.at]
            if token == "~":
                if signed or (len(written) > 1 and written[-2] in _TIMES):
                    raise Unusual
                written[-1] = self.joined(start, written[-1])
                token = self.tokens[self.at]
                if token in _TIMES:
                    raise Unusual
            if token in _BETWEEN:
                written.append(token)
            elif token == "not" and self.tokens[self.at + 1] == "in":
                written.append("not in")
                self.at += 1
            else:
                return written[0] if len(written) == 1 else f"({' '.join(written)})"
            self.at += 1

    def joined(self, start: int, first: str) -> str:
        """Write what is joined by `~`, of which the *first* begins at *start*."""
        parts = [self.part(start, first)]
        while self.skip("~"):
            start = self.at
            parts.append(self.part(start, self.operand()))
        return formatted(parts)

    def part(self, start: int, python: str) -> tuple[str, bool]:
        """Return the text written out from *start* to here, or the *python* of something else, and which it is."""
        token = self.tokens[start]
        is_text = token[:1] in _QUOTES and self.at == start + 1
        return (text_of(token) if is_text else python), is_text

    def operand(self, signed: bool = False) -> str:
        """Write what operators stand between: a value, and what is read or made of it."""
        token = self.tokens[self.at]
        first = token[:1]
        if first == "(":
            self.at += 1
            written = "()" if self.tokens[self.at] == ")" else self.several(self.expression)
            self.need(")")
        elif first == "[":
            written = f"[{', '.join(self.items(']'))}]"
        elif first == "{":
            written = f"{{{', '.join(self.items('}', self.pair))}}}"
        elif first in _QUOTES:
            self.at += 1
            written = repr(text_of(token))
            if self.tokens[self.at][:1] in _QUOTES:
                raise Unusual
        elif first.isdecimal():
            self.at += 1
            written = token
        elif token in CONSTANTS:
            self.at += 1
            written = CONSTANTS[token]
        else:
            written = self.named()
        return self.filtered(self.read_of(written), signed)

    def items(self, end: str, one: Callable[[], str] | None = None) -> list[str]:
        """Write what stands in brackets that end with *end*."""
        self.at += 1
        items: list[str] = []
        while not self.skip(end):
            if items:
                self.need(",")
                if self.skip(end):
                    break
            items.append((one or self.expression)())
        return items

    def pair(self) -> str:
        """Write an entry of a dictionary."""
        key = self.expression()
        self.need(":")
        return f"{key}: {self.expression()}"

    # Names

    def find(self, name: str) -> Scope | None:
        """Return where *name* is set for certain; None if it is the context's, or the template sets it later."""
        if name in _WORDS or name in _OF_JINJA:
            raise Unusual
        scope, later = self.scope, False
        while name not in scope.known:
            if name in scope.maybe or (name == "caller" and scope.function):
                raise Unusual
            if name == "loop" and scope.loops is not None:
                scope.loops = True
                return scope
            if scope.outer is None:
                if not later:
                    scope.passed.add(name)
                self.free.add(name)
                return None
            scope.passed.add(name)
            later = later or scope.function
            scope = scope.outer
        return scope

    def named(self) -> str:
        """Write what begins with a name."""
        name = self.name()
        if self.tokens[self.at] == "(":
            return self.call(name)
        if name == "namespace":
            raise Unusual
        scope = self.find(name)
        variable = f"{name}_{scope.level if scope else 0}"
        if name in self.macros and not (scope and scope.outer):
            self.valued.add(name)
        elif scope and self.is_module(name, scope):
            self.need(".")
            if self.tokens[self.at + 1] == "(":
                return self.call_of_module(name)
            return f"{variable}.{self.settable()}"
        is_own = scope and (name in scope.spaces or (name == "loop" and name not in scope.known))
        if is_own and self.tokens[self.at] == "." and self.tokens[self.at + 2] != "is":
            self.at += 1
            return f"{variable}.{self.settable()}"
        return variable

    def is_module(self, name: str, scope: Scope) -> bool:
        """Tell whether *name* in *scope* is an imported template."""
        return not scope.outer and name in self.modules

    def settable(self) -> str:
        """Go past a name that templates may have given to something of their own, and return it."""
        name = self.name()
        if name.startswith("_") or iskeyword(name):
            raise Unusual
        return name

    # Calls

    def call(self, name: str, caller: str = "") -> str:
        """Write the call of *name*, with the function *caller* for what stands between `call` and `endcall`."""
        if name == "caller":
            scope = self.scope
            while scope.outer and not scope.function:
                scope.passed.add(name)
                scope = scope.outer
            if scope.calls is None or caller:
                raise Unusual
            scope.calls = True
            self.need("(", ")")
            return f"caller_{scope.level}()"
        scope_ = self.find(name)
        if name in self.macros and not (scope_ and scope_.outer):
            self.direct.add(name)
            return f"{name}_macro({self.arguments('_1', caller)})"
        if scope_:
            if self.is_module(name, scope_):
                raise Unusual
            return f"run({name}_{scope_.level}, {self.arguments(caller=caller)})"
        if caller:
            raise Unusual  # the context's functions would take it for a value
        if name == "namespace":
            return f"Namespace({self.arguments()})"
        self.called.add(name)
        return f"{name}_call({self.arguments()})"

    def call_of_module(self, name: str, caller: str = "") -> str:
        """Write the call of a macro of the imported template *name*."""
        return f"{name}_0.{self.settable()}._call({self.arguments('_1', caller)})"

    def arguments(self, suffix: str = "", caller: str = "") -> str:
        """Write what stands in the brackets of a call; macros know their arguments with a *suffix*."""
        if self.tokens[self.at] != "(":
            raise Unusual
        items = self.items(")", lambda: self.argument(suffix))
        if caller:
            items.append(f"caller{suffix}={caller}")
        return ", ".join(items)

    def argument(self, suffix: str) -> str:
        """Write one argument of a call."""
        token = self.tokens[self.at]
        if token in ("*", "**"):
            self.at += 1
            return f"{token}{self.expression()}"
        if self.tokens[self.at + 1] != "=":
            return self.expression()
        name = self.name()
        self.at += 1
        if iskeyword(name) or name == "caller":
            raise Unusual
        return f"{name}{suffix}={self.expression()}"

    # What is read or made of a value

    def read_of(self, written: str) -> str:
        """Write what is read of the value *written*, by name or by place, and what it returns if it is called."""
        while True:
            token = self.tokens[self.at]
            if token == ".":
                self.at += 1
                name = self.name()
                if name.startswith("_"):
                    raise Unusual
                tested = self.tokens[self.at] == "is" and "none" not in self.tokens[self.at + 1 : self.at + 3]
                if self.is_plain(name) and not tested:
                    written = f"{written}.{name}"
                else:
                    self.fields.add(name)
                    written = f"{name}_of({written})"
            elif token == "[":
                written = self.entry(written)
            elif token == "(":
                written = f"run({written}, {self.arguments()})"
            else:
                return written

    def entry(self, written: str) -> str:
        """Write what is read of *written* by its place or key, or a part of it."""
        self.at += 1
        bounds = ["None" if self.tokens[self.at] == ":" else self.expression()]
        while self.skip(":"):
            bounds.append("None" if self.tokens[self.at] in (":", "]") else self.expression())
        self.need("]")
        if len(bounds) == 1:
            return f"item({written}, {bounds[0]})"
        if written[0].isdecimal() or written in CONSTANTS.values():
            raise Unusual  # Python would warn of what Jinja makes of it
        return f"cut({written}, slice({', '.join(bounds)}))"

    def filtered(self, written: str, signed: bool) -> str:
        """Write what filters and tests make of the value *written*."""
        rows: _Rows | None = None
        while (token := self.tokens[self.at]) in ("|", "is"):
            if signed:
                raise Unusual
            self.at += 1
            if token == "is":
                written = self.tested(f"({rows.python()})" if rows else written)
                rows = None
                if (following := self.tokens[self.at]) not in ("else", "or", "and") and following[
                    :1
                ] not in _AFTER_TEST:
                    raise Unusual
                break
            name = self.name()
            chosen = self.chosen(name, rows or _Rows(written))
            if chosen:
                rows = chosen
                continue
            written = self.helped(name, written, rows)
            rows = None
            if self.tokens[self.at] in (".", "[", "("):
                raise Unusual
        return f"({rows.python()})" if rows else written

    def tested(self, written: str) -> str:
        """Write the test of *written*."""
        no = self.skip("not")
        name = self.name()
        if name not in self.tests:
            raise Unusual
        more = f", {self.arguments()}" if self.tokens[self.at] == "(" else ""
        is_none = name == "none" and not more and written[0].isalpha()  # of anything else Python may warn
        test = f"{written} is None" if is_none else f"is_{name}({written}{more})"
        return f"(not {test})" if no else f"({test})"

    def helped(self, name: str, written: str, rows: _Rows | None) -> str:
        """Write the filter *name* of a value, or of *rows*."""
        given = self.tokens[self.at] == "("
        if name == "list" and not given:
            return f"[{rows.python()}]" if rows else f"list({written})"
        if name == "join" and (separator := self.separator()):
            return f"{separator}.join([{rows.python('str({})')}])" if rows else f"{separator}.join(map(str, {written}))"
        if name not in self.filters:
            raise Unusual
        value = f"({rows.python()})" if rows else written
        if given:
            return f"to_{name}({value}, {self.arguments()})"
        if name == "trim":
            return f"str({value}).strip()"
        return f"len({value})" if name == "length" else f"to_{name}({value})"

    def separator(self) -> str:
        """Go past what `join` puts between texts if it is written out, and return it."""
        if self.tokens[self.at] != "(":
            return "''"
        if self.tokens[self.at + 1][:1] not in _QUOTES or self.tokens[self.at + 2] != ")":
            return ""
        self.at += 3
        return repr(text_of(self.tokens[self.at - 2]))

    def chosen(self, name: str, rows: _Rows) -> _Rows | None:
        """Return what the filter *name* chooses or reads of *rows*; None where it is none that does."""
        if name == "map":
            self.need("(")
            if self.tokens[self.at : self.at + 2] == ["attribute", "="]:
                self.at += 2
                rows = self.path(rows)
            elif self.tokens[self.at][:1] in _QUOTES and (filter_ := text_of(self.tokens[self.at])) in self.filters:
                self.at += 1
                rows = rows._replace(each=f"to_{filter_}({rows.each})")
            else:
                raise Unusual
            self.need(")")
            return rows
        if name not in _CHOOSING:
            return None
        if rows.each != "each" or rows.given:
            rows = _Rows(f"({rows.python()})")
        read = "each"
        if self.skip("("):
            if name.endswith("attr"):
                read_of = self.path(rows)
                rows, read = read_of._replace(each="each"), read_of.each
                if not self.skip(","):
                    self.need(")")
                    return rows.where(name, read)
            test = text_of(self.tokens[self.at])
            self.at += 1
            if test == "none":
                read = f"{read} is None"
            elif test in _COMPARED:
                self.need(",")
                start = self.at
                value = self.expression()
                if self.at - start > 1 or self.tokens[start][:1] not in _WRITTEN_OUT:
                    rows, value = rows.once("compared", value)
                read = f"{read} {_COMPARED[test]} {value}"
            else:
                raise Unusual
            self.need(")")
        elif name.endswith("attr"):
            raise Unusual
        return rows.where(name, read)

    def path(self, rows: _Rows) -> _Rows:
        """Return *rows* with the field or entry `a.b` that is read of each."""
        token = self.tokens[self.at]
        following = self.tokens[self.at + 1]
        if following in (",", ")") and token[:1] in _QUOTES:
            self.at += 1
            each = rows.each
            for name in text_of(token).split("."):
                plain = name.isidentifier() and name.isascii() and self.is_plain(name)
                each = f"{each}.{name}" if plain else f"item({each}, {int(name) if name.isdecimal() else name!r})"
            return rows._replace(each=each)
        if following in (",", ")") and token.isdecimal():
            self.at += 1
            return rows._replace(each=f"{rows.each}[{token}]")
        rows, path = rows.once("path", f"path({self.expression()})")
        return rows._replace(each=f"{path}({rows.each})")


def text_of(token: str) -> str:
    """Return the text that *token* stands for."""
    if token[:1] not in _QUOTES:
        raise Unusual
    if "\\" not in token:
        return token[1:-1]
    try:
        return token[1:-1].encode("ascii", "backslashreplace").decode("unicode-escape")
    except UnicodeDecodeError:
        raise Unusual from None


def formatted(parts: Sequence[tuple[str, bool]]) -> str:
    """Return the Python that joins *parts*, each a text or the Python of something, and which it is.

    Python makes one step of it all where the format and the values are written out.
    """
    values = [python for python, is_text in parts if not is_text]
    if not values:
        return repr("".join([text for text, _ in parts]))
    if len(parts) == 1:
        return f"str({values[0]})"
    form = "".join([text.replace("%", "%%") if is_text else "%s" for text, is_text in parts])
    return f"({form!r} % ({', '.join(values)},))"
