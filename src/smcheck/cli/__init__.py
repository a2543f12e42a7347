"""The command line: one module per command, each a thin use of the library.

Commands import what they need when they run, so that `--help` and a usage error come at once.
"""

import sys
from importlib import import_module
from typing import Annotated, Any

import typer

from smcheck import __version__
from smcheck.cli.boundary import guarded
from smcheck.cli.frame import Commands

# To find that its options of completion were not given, typer loads pydantic. They never stand behind a command.
_of_program = not sys.argv[1:] or sys.argv[1].startswith("-")

app = Commands(
    name="smcheck",
    add_completion=_of_program,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="A guided strategy interview in the terminal, and the documents made from its answers.",
    epilog="""[bold]Start here[/bold]\n
[cyan]smcheck interview[/cyan]  begin or go on in this folder\n
[cyan]smcheck brief my-sheet.yaml[/cyan]  print the strategy brief\n
[cyan]smcheck brief examples -o briefs[/cyan]  a brief for every case in a folder\n
[cyan]smcheck check my-sheet.yaml[/cyan]  what is answered, what is open""",
)
_EXAMPLES = {
    "interview": "Examples: smcheck interview · smcheck interview acme.2026-12.all.yaml --language de",
    "brief": "Examples: smcheck brief acme.2026-12.all.yaml"
    " · smcheck brief sheets -o briefs --format html --format pdf",
    "check": "Examples: smcheck check acme.2026-12.all.yaml · smcheck check sheets --json",
}
_COMMANDS = (*_EXAMPLES, "bank", "sheet")

# Typer takes every command apart that it knows; whoever names one does not wait for the others.
for name in sys.argv[1:2] if sys.argv[1:2] and sys.argv[1] in _COMMANDS else _COMMANDS:
    module = import_module(f"{__name__}.{name}")
    if name in _EXAMPLES:
        app.command(epilog=_EXAMPLES[name])(getattr(module, name))
    else:
        app.add_typer(module.app, name=name)


def show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        print(f"smcheck {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Hold the options of the program itself."""


# What typer says about wrong words on the command line; its click is its own or not, by version.
_Refused: type[Any] = typer.BadParameter.__mro__[2]


def run() -> int:
    """Run the command that the arguments of this process name and return the exit code."""
    return guarded(_run)


def _run() -> None:
    """Run the program. What is wrong with its arguments is told plainly: a library for frames takes long to load."""
    try:
        code = app(standalone_mode=False)
    except _Refused as refused:
        refused.show()
        code = refused.exit_code
    sys.exit(code)
