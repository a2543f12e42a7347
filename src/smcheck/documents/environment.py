"""Templates in a sandbox: found file by file, unable to reach anything but the context, precise about what is wrong.

Every template error becomes a `Problem` with template, line and the nearest known name.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from types import TracebackType

import jinja2
from jinja2 import (
    BaseLoader,
    Environment,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.utils import Namespace, missing

from smcheck.bank.load import Bank
from smcheck.bank.reading import shown
from smcheck.documents import functions, sandbox, shapes
from smcheck.documents.folders import chain, digest, is_inside
from smcheck.documents.formats import LAYOUTS
from smcheck.documents.names import unknown_name
from smcheck.documents.quick import Quick
from smcheck.documents.sandbox import Message, Sandbox
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
_BLAMED = (str(Path(jinja2.__file__).parent), functions.__file__, sandbox.__file__, shapes.__file__)

_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# What a template may write into a document by its codes, and what would act on a terminal or cannot be written at all.
_CONTROL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"


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


class Templates:
    """All templates and catalogues of one chain of folders, compiled once and kept."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders
        self.files = Files(folders)
        self.jinja = Sandbox(
            loader=self.files,
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
        self.quick = Quick(self.jinja, lambda name: self.files.get_source(self.jinja, name)[0])
        self.unusual: set[str] = set()
        """Those that Jinja can make documents of and `quick` cannot."""
        self.catalogue = cache(self._catalogue)
        self.layout = cache(self._layout)

    def _catalogue(self, language: str) -> Catalogue:
        return read_catalogue(self.folders, language)

    def _layout(self, name: str) -> str:
        """Return how the template *name* asks to be laid out: `{% set layout = "landscape" %}`; else it flows.

        Raises `Problems` for a layout there is not.
        """
        source, file, _ = self.files.get_source(self.jinja, name)
        body = self.jinja.parse(source).body if "layout" in source else ()
        for node in body:
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
        if name not in self.unusual:
            try:
                return tidy(self.quick.render(name, context))
            except Exception:
                pass  # Jinja does it again, or says what is wrong
        try:
            text = tidy(self.jinja.get_template(name).render(context))
        except MemoryError as error:
            file, line, _ = _place(error.__traceback__)
            raise Problems([Problem("documents.too_large", file=file or name, line=line)]) from None
        except Exception as error:
            problem = self.problem(error, known=context)
            if problem is None:
                raise
            raise Problems([problem] if isinstance(problem, Problem) else problem) from None
        self.unusual.add(name)
        return text

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
            if not isinstance(said, Message):
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
        theirs = template or code.co_filename.startswith(_BLAMED)
        trace = trace.tb_next
    return file, line, theirs


def tidy(text: str) -> str:
    """Return *text* with at most one empty line in a row and none between items of a list: macros stay readable.

    Only the template's own list items begin with a dash and a blank: in what somebody typed the dash is escaped.
    Control signs, which only a template can have brought in, are dropped.
    """
    kept: list[str] = []
    gap = False
    for written in text.split("\n"):
        line = (written if written.isprintable() else re.sub(_CONTROL, "", written)).rstrip(" \t")
        if not line:
            gap = bool(kept)
            continue
        if gap and not (_is_item(line) and _is_item(kept[-1])):
            kept.append("")
        kept.append(line)
        gap = False
    return "\n".join(kept) + "\n"


def _is_item(line: str) -> bool:
    return line.lstrip(" ").startswith("- ")


def quoted(text: object) -> str:
    """Return a block of Markdown as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in str(text).split("\n"))


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
