"""The house keeps its order: imports run one way, and each library has its one room."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "smcheck"

# From the ground up: a module imports only from the rows before its own.
ROWS = (
    "problems",
    "ledger",
    "resources",
    "yamlio",
    "wording",
    "reading",
    "logic",
    "bank",
    "answers",
    "case",
    "diagnosis",
    "interview",
    "documents",
    "batch",
    "terminal",
    "cli",
)
ROOMS = {
    "sqlite3": {"ledger"},
    "yaml": {"yamlio"},
    "typer": {"cli"},
    "questionary": {"terminal.prompts"},
    "prompt_toolkit": {"terminal.prompts"},
    "jinja2": {"documents"},
    "babel": {"wording"},
    "distributed": {"batch.cluster"},
    "markdown_it": {"documents.formats"},
    "typst": {"documents.formats.pdf"},
    "docx": {"documents.formats.docx", "documents.formats.word", "documents.formats.letterhead"},
}


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


def row(name: str) -> str:
    return name.split(".")[0]


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_imports_run_one_way(path: Path) -> None:
    """A module knows only what stands below it."""
    here = row(dotted(path))
    if here in {"__main__", "__init__"}:
        return
    below = set(ROWS[: ROWS.index(here) + 1])
    known = {name.removeprefix("smcheck.") for name in imported(path) if name.startswith("smcheck.")}
    assert {row(name) for name in known if row(name) in ROWS} <= below


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_every_library_has_its_room(path: Path) -> None:
    """Only one module knows a library that the others should not depend on."""
    for name in imported(path):
        rooms = ROOMS.get(row(name))
        here = dotted(path)
        assert rooms is None or any(here == room or here.startswith(room + ".") for room in rooms), (
            f"{here} imports {name}"
        )


def test_every_module_has_a_row() -> None:
    """A new module is given its place on purpose."""
    assert {row(dotted(path)) for path in modules()} - {"__main__", "__init__", ""} <= set(ROWS)
