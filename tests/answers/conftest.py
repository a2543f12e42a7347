"""Sheets of the bank with every type of question, written as a person would."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from smcheck.answers.model import Sheet
from smcheck.answers.read import read_sheet
from smcheck.bank.load import Bank, load

EVERY_TYPE = Path(__file__).parents[1] / "banks" / "every-type"


@pytest.fixture(scope="session")
def bank() -> Bank:
    return load(EVERY_TYPE)


@pytest.fixture(scope="session")
def text() -> Callable[..., str]:
    """Return what writes a sheet: its head from keywords, then *body*."""

    def write(body: str = "", **head: str) -> str:
        entries = {"case": "alpha", "round": "2026-12", "date": "2026-12-01", "mode": "long", "language": "de"} | head
        role = entries.pop("role", "")
        lines = ["smcheck: 1", "bank: {id: every-type, version: 1.2.0}"]
        lines += [f"{key}: {value}" for key, value in entries.items() if value]
        lines += [f"respondent: {{role: {role}}}"] if role else []
        return "\n".join(lines) + "\n" + dedent(body)

    return write


@pytest.fixture(scope="session")
def sheet(bank: Bank, text: Callable[..., str]) -> Callable[..., Sheet]:
    """Return what reads a sheet written by `text`."""

    def read(body: str = "", **head: str) -> Sheet:
        return read_sheet(text(body, **head).encode(), "a.yaml", bank=bank)

    return read
