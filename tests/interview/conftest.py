"""Banks made of a few lines, sheets on disk, and an interview whose every edit is saved."""

import textwrap
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from smcheck.answers.model import BankReference, Header, Respondent
from smcheck.answers.read import load_sheet
from smcheck.answers.store import SheetFile
from smcheck.bank.load import Bank, load
from smcheck.interview.asker import Answer
from smcheck.interview.engine import Interview, Outcome
from smcheck.interview.saver import Saver
from smcheck.interview.scripted import ScriptedAsker

TODAY = date(2026, 11, 23)
EVERY_TYPE = Path(__file__).parents[1] / "banks" / "every-type"

SETTINGS = """\
id: small
version: 1.0.0
name: small
languages: [de, en]
modes: [{id: quick, text: quick}, {id: full, text: full}]
roles: [{id: boss, text: boss}, {id: crew, text: crew}]
sections: [main]
title: name
"""


class Desk:
    """An interview and the file it is saved in."""

    def __init__(self, file: SheetFile, *, only: str | None = None, others: Iterable[Any] = ()) -> None:
        self.file = file
        self.interview = Interview(file.sheet, today=TODAY, only=only, others=others)
        self.saver = Saver(file, ScriptedAsker())

    def do(self, outcome: Outcome) -> Outcome:
        """Save what an action changed."""
        assert outcome.refused is None, outcome.refused
        self.saver.save(outcome.edits)
        return outcome

    def answer(self, *answers: Answer) -> Outcome:
        """Give *answers* one after another."""
        for answer in answers:
            outcome = self.do(self.interview.answer(answer))
        return outcome

    @property
    def place(self) -> str | None:
        """Where one is, in words."""
        return str(self.interview.place) if self.interview.place else None

    @property
    def data(self) -> Any:
        """What stands in the file."""
        return load_sheet(self.file.path, bank=self.file.sheet.bank).document.data


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Bank]:
    """Return what makes a bank of the questions given as YAML, in one section."""

    def make(questions: str, *, settings: str = SETTINGS) -> Bank:
        folder = tmp_path / "bank"
        (folder / "sections").mkdir(parents=True, exist_ok=True)
        (folder / "bank.yaml").write_text(settings, encoding="utf-8")
        body = "- {id: name, type: text, required: true, text: Name}\n" + textwrap.dedent(questions)
        text = "id: main\ntitle: Main\nminutes: {quick: 10, full: 20}\nquestions:\n" + textwrap.indent(body, "  ")
        (folder / "sections" / "main.yaml").write_text(text, encoding="utf-8")
        return load(folder)

    return make


@pytest.fixture
def settings() -> str:
    """Return the `bank.yaml` of a small bank, to be added to."""
    return SETTINGS


@pytest.fixture
def every_type() -> Bank:
    """Return the bank with all types."""
    return load(EVERY_TYPE)


@pytest.fixture
def desk(tmp_path: Path) -> Callable[..., Desk]:
    """Return what opens a new interview with a bank."""

    def make(
        bank: Bank,
        *,
        mode: str | None = None,
        language: str = "en",
        role: str | None = None,
        only: str | None = None,
        others: Iterable[Any] = (),
        name: str = "sheet.yaml",
    ) -> Desk:
        header = Header(
            bank=BankReference(id=bank.id, version=bank.settings.version),
            case="case",
            round="2026-11",
            date=TODAY,
            consent=True,
            respondent=Respondent(role=role),
            mode=mode or bank.settings.modes[0].id,
            language=language,
            minutes=0,
        )
        return Desk(SheetFile.create(tmp_path / name, header, bank=bank), only=only, others=others)

    return make


@pytest.fixture
def again() -> Callable[[Desk], Desk]:
    """Return what opens the sheet of an interview anew, as on the next day."""

    def reopen(desk: Desk) -> Desk:
        return Desk(SheetFile.open(desk.file.path, bank=desk.file.sheet.bank))

    return reopen
