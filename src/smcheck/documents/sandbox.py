"""The sandbox that templates run in: they read the context's own shapes, call its functions, and reach nothing else."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from operator import attrgetter
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateRuntimeError, Undefined, nodes
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.lexer import TokenStream
from jinja2.parser import Parser
from jinja2.runtime import BlockReference, Context, LoopContext
from jinja2.runtime import Macro as JinjaMacro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace as JinjaNamespace
from jinja2.utils import missing

from smcheck.bank.reading import shown
from smcheck.documents.expressions import Unusual
from smcheck.documents.functions import Functions
from smcheck.documents.shapes import SHAPES, Lookup
from smcheck.documents.tokens import tokens
from smcheck.documents.translation import translated
from smcheck.problems import Problem, Problems

__all__ = ["LoopContext", "Macro", "Message", "Namespace", "Sandbox", "missing", "nothing"]

nothing = Undefined("an inline if-expression was false and had no else")
"""What an `if` without an `else` is in an expression: no text, and no value to go on with."""


Reader = Callable[[Any], Any]

_SHAPES_WITH: dict[str, set[type]] = {}
for _shape, _fields in SHAPES.items():
    for _name in _fields:
        _SHAPES_WITH.setdefault(_name, set()).add(_shape)


class Message(str):
    """What Jinja says about a name that does not exist, with the name and what it was looked for in."""

    name: str
    owner: object


class _Unknown(StrictUndefined):
    """A name that does not exist; using it in any way is an error that knows what was looked for where."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        message = Message(super()._undefined_message)
        message.name = str(self._undefined_name)
        message.owner = self._undefined_obj
        return message


class Macro:
    """A macro that takes what it names and no more; Jinja's own looks at each argument anew."""

    __slots__ = ("arguments", "calls", "function", "name")

    def __init__(self, function: Callable[..., str], name: str | None, arguments: tuple[str, ...], calls: bool) -> None:
        self.function = function
        """It takes what is handed over in its order; each of its parameters has a default."""
        self.name = name
        self.arguments = arguments
        self.calls = calls

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        """Return what the macro writes; TypeError, in Jinja's words, where it does not take what it is given."""
        names = (*self.arguments, "caller") if self.calls else self.arguments
        defaults = self.function.__defaults__ or ()
        rest = range(len(args), len(names))
        values = [kwargs.pop(names[place], defaults[place]) for place in rest]
        if "caller" in kwargs:
            raise TypeError(
                f"macro {self.name!r} was invoked with two values for the special caller argument."
                " This is most likely a bug."
            )
        if kwargs:
            raise TypeError(f"macro {self.name!r} takes no keyword argument {next(iter(kwargs))!r}")
        if len(args) > len(self.arguments):
            raise TypeError(f"macro {self.name!r} takes not more than {len(self.arguments)} argument(s)")
        return self.function(*args, *values)

    def __repr__(self) -> str:
        return f"<Macro {'anonymous' if self.name is None else repr(self.name)}>"


class Namespace(JinjaNamespace):
    """What templates hold values in; Jinja's own goes through two functions for each that is read."""

    def __init__(*args: Any, **values: Any) -> None:
        self, *rest = args
        vars(self).update(*rest, **values)

    __getattribute__ = object.__getattribute__

    def __repr__(self) -> str:
        return f"<Namespace {vars(self)!r}>"

    def __setitem__(self, name: str, value: Any) -> None:
        vars(self)[name] = value


class _Scope(Context):
    """What the names of a template mean, and the templates that others have imported for the same document."""

    modules: dict[str, TemplateModule]
    added: frozenset[str]
    """Names that templates have set on the way from the document to here."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.modules, self.added = {}, frozenset()


class Sandbox(ImmutableSandboxedEnvironment):
    """Lets templates read the fields of the context's own shapes and call its own functions, and nothing else."""

    context_class = _Scope

    def __init__(self, **options: Any) -> None:
        super().__init__(undefined=_Unknown, **options)
        self._reader = cache(self._make_reader)
        self._wanted: dict[str, frozenset[str] | None] = {}

    def compile(self, source: Any, name: Any = None, filename: Any = None, *rest: Any, **more: Any) -> Any:
        """Compile a template; one that is nested deeper than Jinja or Python can follow has no line to be named."""
        try:
            return super().compile(source, name, filename, *rest, **more)
        except (RecursionError, MemoryError, SyntaxError):
            file = shown(Path(filename)) if filename else name
            raise Problems([Problem("documents.too_deep", file=file, line=1)]) from None

    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        """Take a template apart: another hook of Jinja, which does it itself with what is unusual."""
        found = None if state else tokens(source)
        if found is None:
            return super()._tokenize(source, name, filename, state)
        return TokenStream(found, name, filename)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Parse a template without Jinja's walk that tells each node whose it is: only its own translator asks."""
        template = nodes.Template(Parser(self, source, name, filename).subparse(), lineno=1)
        template.environment = self
        return template

    def _generate(self, source: nodes.Template, name: str | None, *rest: Any, **more: Any) -> str:
        """Translate a template: a hook of Jinja, which does it itself with what is unusual."""
        try:
            return translated(source, self, name)
        except Unusual:
            source.set_environment(self)
            return super()._generate(source, name, *rest, **more)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the field or entry *attribute* of *obj*."""
        kind = type(obj)
        if kind in SHAPES:
            return getattr(obj, attribute) if attribute in SHAPES[kind] else self.undefined(obj=obj, name=attribute)
        if kind is Lookup:
            return self.getitem(obj, attribute)
        if kind in (TemplateModule, Namespace) and not attribute.startswith("_"):
            held = vars(obj)  # no attributes but those they were given
            return held[attribute] if attribute in held else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def absent(self, name: str) -> Undefined:
        """Return what a macro has for the argument *name* that it is not given."""
        return self.undefined(
            "No caller defined" if name == "caller" else f"parameter {name!r} was not provided", name=name
        )

    def getter(self, name: str) -> Reader:
        """Return what `getattr` is for *name*, by a shorter way to what is read most."""
        return self._reader(name, self.getattr)

    def entry(self, name: str) -> Reader:
        """Return what `getitem` is for *name*, by a shorter way to what is read most."""
        return self._reader(name, self.getitem)

    def _make_reader(self, name: str, otherwise: Callable[[Any, str], Any]) -> Reader:
        own = () if name.startswith("_") else (TemplateModule, Namespace)
        kinds = _SHAPES_WITH.get(name, set()).union(own)
        read = attrgetter(name)

        def reader(obj: Any) -> Any:
            kind = type(obj)
            if kind in kinds:
                try:
                    return read(obj)
                except AttributeError:
                    if kind not in own:
                        raise
            elif kind is Lookup and name in obj:
                return obj[name]
            return otherwise(obj, name)

        return reader

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return the entry *argument* of *obj*, or its field of this name."""
        if type(obj) is Lookup:
            try:
                return obj[argument]
            except KeyError:
                return self.undefined(obj=obj, name=argument)
        if type(obj) in SHAPES:
            return self.getattr(obj, argument)
        return super().getitem(obj, argument)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        """Call *obj* from what Jinja translated, which adds something for functions that take the whole context."""
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return self.run(obj, *args, **kwargs)

    def run(self, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a macro, a function of the context, or what else templates may call."""
        if type(obj) is Macro and not kwargs and len(args) <= len(obj.arguments):
            return obj.function(*args)
        if isinstance(obj, Undefined):
            return obj()  # says which name does not exist
        if not self.is_safe_callable(obj):
            raise SecurityError(f"{obj!r} is not safely callable")
        return obj(*args, **kwargs)

    def caller(self, obj: Any) -> Any:
        """Return what calls *obj* as `run` does: itself where it is a function of the context."""
        return obj if obj is Namespace or _is_function(obj) else partial(self.run, obj)

    def imported(self, context: _Scope, name: str, by: str, names: Mapping[str, Any]) -> TemplateModule:
        """Return the template *name* as the template *by* imports it with its context and its own *names*.

        Where no name that it wants from the context is one that templates have set, everybody imports the same.
        """
        template = self.get_template(name, by)
        added = context.added.union(names)
        if name in context.modules and added.isdisjoint(self._wanted[name] or ()):
            return context.modules[name]
        scope = template.new_context(context.get_all(), shared=True, locals=names)
        assert isinstance(scope, _Scope)
        scope.modules, scope.added = context.modules, added
        module = TemplateModule(template, scope)
        if name not in self._wanted:
            self._wanted[name] = self._wants(template)
        wanted = self._wanted[name]
        if wanted is not None and added.isdisjoint(wanted):
            context.modules[name] = module
        return module

    def _wants(self, template: Template) -> frozenset[str] | None:
        """Return the names that *template* and all it imports want from the context; None if each needs its own."""
        own = getattr(template.root_render_func, "wanted", None)
        if own is None:
            return None
        names, imports = own
        others = [self._wanted.get(name) for name in imports]
        return None if None in others else frozenset(names).union(*[other for other in others if other is not None])

    def setter(self, obj: Any) -> Callable[[str, Any], None]:
        """Return what puts a value into *obj*, a namespace."""
        if not isinstance(obj, Namespace):
            raise TemplateRuntimeError("cannot assign attribute on non-namespace object")
        return partial(Namespace.__setitem__, obj)  # whatever a template has put into it by that name

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
        """Tell whether templates may read *attr*: of loops, imported templates, namespaces; never a value's method."""
        return not attr.startswith("_") and isinstance(obj, LoopContext | TemplateModule | Namespace)

    def is_safe_callable(self, obj: Any) -> bool:
        """Tell whether templates may call *obj*: macros, the context's functions, blocks, a loop's, `namespace`."""
        return (
            isinstance(obj, Macro | JinjaMacro | BlockReference)
            or obj is Namespace
            or isinstance(getattr(obj, "__self__", None), Functions | LoopContext)
        )


def _is_function(obj: Any) -> bool:
    return isinstance(getattr(obj, "__self__", None), Functions)
