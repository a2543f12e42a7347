"""Templates in a sandbox: found file by file, unable to reach anything but the context, precise about what is wrong.

Every template error becomes a `Problem` with template, line and the nearest known name.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2
from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
    nodes,
)
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, missing

from smcheck.bank.load import Bank
from smcheck.bank.reading import shown
from smcheck.documents import functions
from smcheck.documents.folders import chain, digest, is_inside
from smcheck.documents.formats import LAYOUTS
from smcheck.documents.functions import Functions
from smcheck.documents.names import unknown_name
from smcheck.documents.shapes import SHAPES, Lookup, names
from smcheck.documents.words import Catalogue, read_catalogue
from smcheck.problems import Problem, Problems

# Jinja's own filters that templates may use. The rest reads attributes by name, writes HTML, or changes every day.
FILTERS = (
    *("abs", "batch", "first", "groupby", "indent", "join", "last", "length", "list", "map", "max", "min"),
    *("reject", "rejectattr", "replace", "reverse", "round", "select", "selectattr", "slice", "sort", "sum"),
    *("trim", "unique"),
)
GLOBALS = {"namespace": Namespace}

# Where an error comes from what a template handed over.
_BLAMED = (str(Path(jinja2.__file__).parent), functions.__file__)

_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# What a template may write into a document by its codes, and what would act on a terminal or cannot be written at all.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_EMPTY_LINES = re.compile(r"\n{3,}")
_LOOSE = re.compile(r"^( *- .*)\n\n(?= *- )", re.MULTILINE)


class Files(BaseLoader):
    """Finds a template in the first of its folders that has it."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders

    def find(self, name: str) -> Path | None:
        """Return the file of the template *name*; None for what is no plain name of a template below the folders."""
        if not name.endswith(".j2") or not all(_PART.fullmatch(part) for part in name.split("/")):
            return None
        for folder in self.folders:
            path = folder / name
            if is_inside(path, folder):
                return path
        return None

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002
        template: str,
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return text and file of *template*; it is not looked at again while the program runs."""
        path = self.find(template)
        if path is None:
            raise TemplateNotFound(template)
        try:
            return path.read_text(encoding="utf-8"), str(path), lambda: True
        except UnicodeDecodeError:
            raise Problems([Problem("documents.not_utf8", file=shown(path))]) from None
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise Problems([Problem("documents.unreadable", {"reason": reason}, file=shown(path))]) from None

    def list_templates(self) -> list[str]:
        """Return the names of all templates."""
        return sorted(
            {
                path.relative_to(folder).as_posix()
                for folder in self.folders
                for path in folder.rglob("*.j2")
                if self.find(path.relative_to(folder).as_posix())
            }
        )


class _Message(str):
    """What Jinja says about a name that does not exist, with the name and what it was looked for in."""

    name: str
    owner: object


class _Unknown(StrictUndefined):
    """A name that does not exist; using it in any way is an error that knows what was looked for where."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        message = _Message(super()._undefined_message)
        message.name = str(self._undefined_name)
        message.owner = self._undefined_obj
        return message


class Sandbox(ImmutableSandboxedEnvironment):
    """Lets templates read the fields of the context's own shapes and call its own functions, and nothing else."""

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
        fields = SHAPES.get(kind)
        if fields is not None:
            return getattr(obj, attribute) if attribute in fields else self.undefined(obj=obj, name=attribute)
        if kind is TemplateModule and attribute in vars(obj) and not attribute.startswith("_"):
            return vars(obj)[attribute]  # what the sandbox would come to as well, by a long way
        if kind is Lookup:
            return self.getitem(obj, attribute)
        if kind is Namespace and not attribute.startswith("_"):
            held = getattr(obj, attribute, missing)  # it has no attributes but those it was given
            return self.undefined(obj=obj, name=attribute) if held is missing else held
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

    def call(self, context: Context, obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a macro or a function of the context; the short way, for a document has hundreds of calls."""
        if type(obj) is Macro:
            _drop_scope(kwargs)
            return obj(context.eval_ctx, *args, **kwargs)
        if obj is Namespace or isinstance(getattr(obj, "__self__", None), Functions):
            _drop_scope(kwargs)
            return obj(*args, **kwargs)
        if isinstance(obj, Undefined):
            return obj()  # says which name does not exist
        return super().call(context, obj, *args, **kwargs)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002
        """Tell whether templates may read *attr*: of loops, imported templates, namespaces; never a value's method."""
        return not attr.startswith("_") and isinstance(obj, LoopContext | TemplateModule | Namespace)

    def is_safe_callable(self, obj: Any) -> bool:
        """Tell whether templates may call *obj*, beside macros and functions: blocks, `namespace`, a loop's own."""
        return (
            isinstance(obj, BlockReference)
            or obj is Namespace
            or isinstance(getattr(obj, "__self__", None), LoopContext)
        )


def _drop_scope(arguments: dict[str, Any]) -> None:
    """Take out what compiled templates add to calls in loops and blocks, for functions that take the whole context."""
    arguments.pop("_loop_vars", None)
    arguments.pop("_block_vars", None)


class Templates:
    """All templates and catalogues of one chain of folders, compiled once and kept."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders
        self.files = Files(folders)
        self.jinja = Sandbox(
            loader=self.files,
            undefined=_Unknown,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            optimized=False,  # it takes a fifth of the time to compile and makes nothing faster here
            cache_size=-1,
        )
        # Without what Jinja wraps them in to find out, at every call, that nothing here is asynchronous.
        self.jinja.filters = {name: inspect.unwrap(JINJA_FILTERS[name]) for name in FILTERS} | {"quoted": quoted}
        self.jinja.globals = dict(GLOBALS)
        self.catalogue = cache(self._catalogue)
        self.layout = cache(self._layout)

    def _catalogue(self, language: str) -> Catalogue:
        return read_catalogue(self.folders, language)

    def _layout(self, name: str) -> str:
        """Return how the template *name* asks to be laid out: `{% set layout = "landscape" %}`; else it flows.

        Raises `Problems` for a layout there is not.
        """
        source, file, _ = self.files.get_source(self.jinja, name)
        for node in self.jinja.parse(source).body:
            if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name) and node.target.name == "layout":
                layout = node.node.value if isinstance(node.node, nodes.Const) else None
                if layout not in LAYOUTS:
                    known = {"name": layout or "…", "known": list(LAYOUTS)}
                    raise Problems([Problem("documents.unknown_layout", known, file=file, line=node.lineno)])
                return str(layout)
        return LAYOUTS[0]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over names and bytes of all templates and catalogues, and the version of the program."""
        return digest(self.folders)

    def render(self, name: str, context: Mapping[str, object]) -> str:
        """Return the text that the template *name* makes of *context*; raises `Problems` with what is wrong in it."""
        try:
            return tidy(self.jinja.get_template(name).render(context))
        except MemoryError as error:
            file, line, _ = _place(error.__traceback__)
            raise Problems([Problem("documents.too_large", file=file or name, line=line)]) from None
        except Exception as error:
            problem = self.problem(error, known=context)
            if problem is None:
                raise
            raise Problems([problem] if isinstance(problem, Problem) else problem) from None

    def problem(self, error: Exception, *, known: Iterable[str]) -> Problem | list[Problem] | None:
        """Return what a template did wrong; None where *error* is a mistake of the program."""
        if isinstance(error, TemplateSyntaxError):
            file = shown(Path(error.filename)) if error.filename else error.name
            return Problem("documents.syntax", {"message": error.message}, file=file, line=error.lineno)
        file, line, theirs = _place(error.__traceback__)
        if isinstance(error, Problems):
            return [problem if problem.file else problem.at(file, line) for problem in error.problems]
        if isinstance(error, TemplateNotFound):
            return Problem("documents.no_template", {"name": error.name}, file=file, line=line)
        if isinstance(error, UndefinedError | SecurityError):
            said = error.args[0]
            if not isinstance(said, _Message):
                return Problem("documents.not_callable", file=file, line=line)
            if isinstance(error, SecurityError):
                return Problem("documents.unsafe", {"name": said.name}, file=file, line=line)
            return unknown_name(said.name, _names(said.owner, known)).at(file, line)
        if file is None or not (theirs or isinstance(error, RecursionError)):
            return None
        message = str(error) if isinstance(error, TypeError | ArithmeticError) else type(error).__name__
        return Problem("documents.failed", {"message": message}, file=file, line=line)


def _place(trace: TracebackType | None) -> tuple[str | None, int | None, bool]:
    """Return template and line where it happened, and whether the template is to blame: its code, or a call it made."""
    file, line, theirs = None, None, False
    while trace is not None:
        code = trace.tb_frame.f_code
        template = code.co_filename.endswith(".j2")
        if template:
            file, line = shown(Path(code.co_filename)), trace.tb_lineno
        theirs = template or code.co_filename.startswith(_BLAMED) or code is Sandbox.call.__code__
        trace = trace.tb_next
    return file, line, theirs


def tidy(text: str) -> str:
    """Return *text* with at most one empty line in a row and none between items of a list: macros stay readable.

    Only the template's own list items begin with a dash and a blank: in what somebody typed the dash is escaped.
    Control signs, which only a template can have brought in, are dropped.
    """
    text = _CONTROL.sub("", text)
    trimmed = "\n".join([line.rstrip(" \t") for line in text.split("\n")])
    return _LOOSE.sub(r"\1\n", _EMPTY_LINES.sub("\n\n", trimmed)).strip("\n") + "\n"


def quoted(text: str) -> str:
    """Return a block of Markdown as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _names(owner: object, known: Iterable[str]) -> Iterable[str]:
    """Return the names that could have been meant where *owner* (or the whole context) was asked for one."""
    if owner is missing:
        return known
    if isinstance(owner, Lookup):
        return names(owner)
    if isinstance(owner, TemplateModule):
        return list(vars(owner))
    return SHAPES.get(type(owner), ())


def folders(bank: Bank, own: Path | None = None) -> tuple[Path, ...]:
    """Return the folders of templates for *bank*, those that win first: *own*, those of the bank, the generic ones."""
    return chain(bank.id, own)


@cache
def templates(folders: tuple[Path, ...]) -> Templates:
    """Return the templates of a chain of folders; each chain is read once."""
    return Templates(folders)
