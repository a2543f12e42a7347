"""`smcheck interview`: begin an interview or go on with one."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from smcheck.cli.output import environment_language, report
from smcheck.problems import Problem
from smcheck.terminal.screen import unechoed

if TYPE_CHECKING:
    from smcheck.interview.asker import Asker, Command, Overview, Prompt, Reply, Tone

LEFT = 130


class Language(StrEnum):
    """The languages one can be interviewed in."""

    DE = "de"
    EN = "en"


def interview(
    sheet: Annotated[
        Path | None,
        typer.Argument(
            metavar="SHEET",
            help="The sheet to go on with, an earlier one to follow up, or a new one.",
            show_default=False,
        ),
    ] = None,
    bank: Annotated[
        str | None, typer.Option(metavar="BANK", help="Question bank: its id or its folder.", show_default=False)
    ] = None,
    language: Annotated[Language | None, typer.Option(help="Language of the interview.", show_default=False)] = None,
    mode: Annotated[
        str | None,
        typer.Option(metavar="MODE", help="A mode of the bank, such as quick or follow-up.", show_default=False),
    ] = None,
    role: Annotated[
        str | None, typer.Option(metavar="ROLE", help="Who is interviewed: a role of the bank.", show_default=False)
    ] = None,
    section: Annotated[
        str | None, typer.Option(metavar="SECTION", help="Ask only this section of the bank.", show_default=False)
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Ask line by line, without moving the cursor.")] = False,
) -> None:
    """Interview somebody, or go on with an interview; every answer is saved at once.

    Without SHEET the unfinished sheets of this folder are offered, or a new one is begun. With another --role than that
    of SHEET, or the --mode of a follow-up, a new sheet begins beside it.
    """
    by_lines = plain or bool(os.environ.get("ACCESSIBLE")) or os.environ.get("TERM") == "dumb"
    if not by_lines and not (sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()):
        report([Problem("interview.no_terminal")], language)
        raise typer.Exit(2)
    from smcheck.answers.model import UnreadableSheet
    from smcheck.diagnosis.steps import suggested_steps
    from smcheck.interview.loop import Ending
    from smcheck.interview.sitting import Misuse, Wish, hold

    wish = Wish(
        path=sheet,
        bank=bank,
        language=language,
        mode=mode,
        role=role,
        section=section,
        surroundings=environment_language(),
        options=("--plain",) if plain else (),
    )
    try:
        with Signals() as signals, nullcontext() if by_lines else unechoed():
            ending = hold(
                wish,
                Attentive(asker(by_lines), signals),
                today=date.today(),
                clock=time.monotonic,
                suggestions=suggested_steps,
            )
    except Misuse as wrong:
        report(wrong.problems, language)
        raise typer.Exit(2) from None
    except UnreadableSheet as wrong:
        report(wrong.problems, wrong.locale)
        raise typer.Exit(1) from None
    raise typer.Exit(LEFT if ending is Ending.LEFT else 0)


def asker(by_lines: bool) -> "Asker":
    """Return who asks: line by line, or with everything a terminal can do."""
    if by_lines:
        from smcheck.terminal.plain import PlainAsker

        return PlainAsker()
    from smcheck.terminal.prompts import QuestionaryAsker

    return QuestionaryAsker()


class Interrupted(SystemExit):
    """A signal asks to leave. It is a SystemExit, because event loops let those through."""


class Signals:
    """SIGINT, SIGTERM and SIGHUP take effect while somebody is being asked; in between, saving comes first."""

    def __init__(self) -> None:
        self._waiting = False
        self._pending: int | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if number := getattr(signal, name, None):  # Windows has no SIGHUP
                self._before[number] = signal.signal(number, self._arrived)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def awake(self) -> Iterator[None]:
        """Let a signal end what is done within."""
        if self._pending is not None:
            raise Interrupted(128 + self._pending)
        self._waiting = True
        try:
            yield
        finally:
            self._waiting = False

    def _arrived(self, number: int, _frame: FrameType | None) -> None:
        self._pending = number
        if self._waiting:
            self._waiting = False
            raise Interrupted(128 + number)


class Attentive:
    """An asker that signals may interrupt, but only while it waits for a reply."""

    def __init__(self, asker: "Asker", signals: Signals) -> None:
        self._asker = asker
        self._signals = signals

    def ask(self, prompt: "Prompt") -> "Reply":
        """Ask as the asker does."""
        with self._signals.awake():
            return self._asker.ask(prompt)

    def choose(self, overview: "Overview") -> "str | Command":
        """Show an overview as the asker does."""
        with self._signals.awake():
            return self._asker.choose(overview)

    def say(self, tone: "Tone", text: str) -> None:
        """Say it as the asker does; a terminal that has gone hears nothing."""
        with suppress(OSError):
            self._asker.say(tone, text)
