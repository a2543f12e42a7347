"""Templates as Python functions: the quick way to documents, as long as nothing is unusual or wrong.

Whatever raises an exception here is for Jinja to do again (`environment`): nothing is said about it. What a template
gets to see is what the sandbox would let it see, by the same objects:

- An attribute is read as it is (`row_2.cells`) where nothing but the context's own shapes, and what templates have
  made themselves, can have one of that name; any other name goes through the sandbox.
- Only macros, functions of the context and those of a loop are called.
"""

import builtins
import datetime
import types
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache, partial
from operator import getitem
from types import SimpleNamespace as Module
from typing import Any

# Inside Jinja, to call its filters as it does itself; a test holds what is used of it.
from jinja2.filters import _GroupTuple, make_attrgetter
from jinja2.nodes import EvalContext
from jinja2.runtime import LoopContext
from jinja2.utils import _PassArg, missing

from smcheck.documents.sandbox import Namespace, Sandbox, is_function, nothing
from smcheck.documents.shapes import Lookup
from smcheck.documents.translation import Unusual, translated

_OTHERS = {
    *(kind for kind in vars(builtins).values() if isinstance(kind, type) and not issubclass(kind, BaseException)),
    *(kind for kind in vars(types).values() if isinstance(kind, type)),
    *(Fraction, datetime.date, _GroupTuple),
}
"""Types of all that a template can hold beside its own and the context's, and many more."""
_OF_OTHERS = frozenset().union(*map(dir, _OTHERS))
_ENTERED = (tuple, list, dict, Lookup)


def is_plain(name: str) -> bool:
    """Tell whether the attribute *name*, whatever it is read of, is one that templates may read."""
    return name not in _OF_OTHERS and not name.startswith("_")


class Macro:
    """A macro that is handed on."""

    __slots__ = ("_call", "_name")

    def __init__(self, call: Callable[..., str], name: str) -> None:
        self._call = call
        """It takes what is handed over in its order, or by names that end with the level of its scope."""
        self._name = name

    def __repr__(self) -> str:
        return f"<Macro {self._name!r}>"


class Quick:
    """The templates of an environment as functions."""

    def __init__(self, jinja: Sandbox, source: Callable[[str], str]) -> None:
        self._source = source
        self._filters = _bound(jinja, jinja.filters)
        self._tests = _bound(jinja, jinja.tests)
        self._jinja = jinja
        self.absent = jinja.undefined()
        self.template = cache(self._template)
        self.shared = cache(self._shared)
        self._helpers = {
            **{f"to_{name}": filter_ for name, filter_ in self._filters.items()},
            **{f"is_{name}": test for name, test in self._tests.items()},
            "LoopContext": LoopContext,
            "Macro": Macro,
            "Module": Module,
            "Namespace": Namespace,
            "absent": self.absent,
            "cut": getitem,
            "item": self._item,
            "missing": missing,
            "nothing": nothing,
            "path": partial(make_attrgetter, jinja),
            "run": run,
            "undefined": jinja.undefined,
        }

    def render(self, name: str, names: Mapping[str, object]) -> str:
        """Return the text that the template *name* makes of *names*."""
        return _Document(self, names).made(name)[0]

    def _template(self, name: str) -> tuple[Callable[..., tuple[str, Module]], tuple[str, ...], bool]:
        translation = translated(self._source(name), self._filters, self._tests, is_plain)
        made: dict[str, Any] = dict(self._helpers)
        made |= {f"{field}_of": partial(_read, self._jinja.getattr, field) for field in translation.fields}
        exec(compile(translation.python, name, "exec"), made)
        return made["root"], tuple(translation.imports), translation.shared

    def _shared(self, name: str) -> bool:
        _, imports, shared = self.template(name)
        return shared and all(map(self.shared, imports))

    def _item(self, obj: Any, key: Any) -> Any:
        return obj[key] if type(obj) in _ENTERED else self._jinja.getitem(obj, key)


class _Document:
    """One document while it is made: the names of its context and the templates it has imported."""

    def __init__(self, quick: Quick, names: Mapping[str, object]) -> None:
        self._quick = quick
        self._names = names
        self._modules: dict[str, Module] = {}
        self._aliases: set[str] = set()
        self._absent: set[str] = set()

    def made(self, template: str) -> tuple[str, Module]:
        """Return what *template* says and what it has for those who import it."""
        return self._quick.template(template)[0](self)

    def named(self, name: str) -> object:
        """Return what the context has by this *name*."""
        if name not in self._names:
            self._absent.add(name)
        return self._names.get(name, self._quick.absent)

    def function(self, name: str) -> object:
        """Return a function of the context."""
        function = self._names[name]
        if not is_function(function):
            raise Unusual
        return function

    def imported(self, template: str, name: str) -> Module:
        """Return *template* for one that calls it *name*; the same one for everybody if nothing in it can change."""
        self._aliases.add(name)
        if template not in self._modules or not self._quick.shared(template):
            self._modules[template] = self.made(template)[1]
        if not (self._aliases.isdisjoint(self._absent) and self._aliases.isdisjoint(self._names)):
            raise Unusual  # whatever is imported sees them too, which is seldom meant
        return self._modules[template]


def run(obj: Any, /, *args: Any, **named: Any) -> Any:
    """Call a macro, a function of the context or of a loop, and nothing else."""
    if type(obj) is Macro:
        return obj._call(*args, **{f"{name}_1": value for name, value in named.items()})
    if "caller" in named or not (is_function(obj) or isinstance(getattr(obj, "__self__", None), LoopContext)):
        raise Unusual
    return obj(*args, **named)


def _read(getattr_: Callable[[Any, str], Any], name: str, obj: Any) -> Any:
    return getattr_(obj, name)


def _bound(jinja: Sandbox, functions: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
    """Return filters or tests without what Jinja hands over to them first; not those that want the whole context."""
    bound = {}
    for name, function in functions.items():
        wanted = _PassArg.from_obj(function)
        if wanted is None:
            bound[name] = function
        elif wanted is not _PassArg.context:
            bound[name] = partial(function, jinja if wanted is _PassArg.environment else EvalContext(jinja))
    return bound
