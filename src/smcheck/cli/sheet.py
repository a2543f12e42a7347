"""`smcheck sheet`: answer sheets without an interview."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from smcheck.cli.frame import Commands

app = Commands(help="Answer sheets: make a blank one to fill in with an editor.")


@app.callback()
def sheet() -> None:
    """Make answer sheets."""


@app.command(epilog="Example: smcheck sheet new --role hr -o acme.2026-12.hr.yaml")
def new(
    bank: Annotated[str, typer.Option(help="The question bank: its id or its folder.")] = "social-media",
    role: Annotated[str | None, typer.Option(help="Only what is asked of this role; without it, everything.")] = None,
    mode: Annotated[str | None, typer.Option(help="How much is asked; the bank's usual mode if not given.")] = None,
    language: Annotated[
        Literal["de", "en"] | None, typer.Option("--language", help="The language of the sheet.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to a new file instead of printing.")
    ] = None,
) -> None:
    """Make a blank, commented sheet to be filled in with an editor.

    A FILE named like acme.2026-12.hr.yaml gives the sheet its case (acme) and round (2026-12).
    """
    from datetime import date

    from smcheck.answers import disk
    from smcheck.answers.blank import blank_sheet
    from smcheck.bank.load import load
    from smcheck.cli.output import environment_language

    loaded = load(bank)
    settings = loaded.settings
    languages: list[str] = list(settings.languages)
    usual = environment_language()
    text = blank_sheet(
        loaded,
        mode=_one_of([one.id for one in settings.modes], mode, "--mode") or settings.modes[0].id,
        role=_one_of([one.id for one in settings.roles], role, "--role"),
        language=_one_of(languages, language, "--language") or (usual if usual in languages else languages[0]),
        today=date.today(),
        name=output.name if output else "",
    )
    if output is None:
        print(text, end="")
    else:
        disk.create(output.resolve(), text.encode())


def _one_of(known: list[str], given: str | None, option: str) -> str | None:
    if given is not None and given not in known:
        raise typer.BadParameter(f"'{given}' is not one of {', '.join(known) or 'none'}.", param_hint=option)
    return given
