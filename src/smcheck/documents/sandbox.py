"""The sandbox that templates run in: they read the context's own shapes, call its functions, and reach nothing else."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import StrictUndefined, Undefined
from jinja2.environment import TemplateModule
from jinja2.runtime import BlockReference, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace as JinjaNamespace

from smcheck.bank.reading import shown
from smcheck.documents.functions import Functions
from smcheck.documents.shapes import SHAPES, Lookup
from smcheck.problems import Problem, Problems

nothing = Undefined("an inline if-expression was false and had no else")
"""What an `if` without an `else` is in an expression: no text, and no value to go on with."""


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


class Namespace(SimpleNamespace):
    """What templates hold values in where they run as Python; it has what they have given it and nothing else."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Namespace {vars(self)!r}>"


class Sandbox(ImmutableSandboxedEnvironment):
    """Lets templates read the fields of the context's own shapes and call its own functions, and nothing else."""

    def __init__(self, **options: Any) -> None:
        super().__init__(undefined=_Unknown, **options)

    def compile(self, source: Any, name: Any = None, filename: Any = None, *rest: Any, **more: Any) -> Any:
        """Compile a template; one that is nested deeper than Jinja or Python can follow has no line to be named."""
        try:
            return super().compile(source, name, filename, *rest, **more)
        except (RecursionError, MemoryError, SyntaxError):
            file = shown(Path(filename)) if filename else name
            raise Problems([Problem("documents.too_deep", file=file, line=1)]) from None

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

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
        """Tell whether templates may read *attr*: of loops, imported templates, namespaces; never a value's method."""
        return not attr.startswith("_") and isinstance(obj, LoopContext | TemplateModule | JinjaNamespace)

    def is_safe_callable(self, obj: Any) -> bool:
        """Tell whether templates may call *obj*: macros, the context's functions, blocks, a loop's, `namespace`.

        What does not exist says so when it is called.
        """
        return (
            isinstance(obj, Macro | BlockReference | Undefined)
            or obj is JinjaNamespace
            or is_function(obj)
            or isinstance(getattr(obj, "__self__", None), LoopContext)
        )


def is_function(obj: Any) -> bool:
    """Tell whether *obj* is a function of the context."""
    return isinstance(getattr(obj, "__self__", None), Functions)
