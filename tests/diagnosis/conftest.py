"""A small house with rules of one's own, and what its people say: real files, read by the real readers."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from textwrap import dedent, indent

import pytest

from smcheck.answers.read import load_sheet
from smcheck.bank.load import Bank, load
from smcheck.case import Case
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.sentences import Sentences

HOUSE = Path(__file__).parent / "house"
FINDINGS = """
roots: {all: {de: Alles, en: Everything}}
findings:
"""


def sheet(answers: str = "", *, mode: str = "full", role: str = "", language: str = "en", **sections: str) -> str:
    """Return a sheet with *answers* in lines, and further sections each in one line."""
    lines = ["smcheck: 1", "bank: {id: house, version: 1.0.0}", "case: acme", "round: 2026-12", "date: 2026-12-01"]
    lines += [f"mode: {mode}", f"language: {language}", *([f"respondent: {{role: {role}}}"] if role else [])]
    lines += [f"{name}: {section}" for name, section in sections.items()]
    return "\n".join([*lines, "answers:", indent(dedent(answers).strip("\n"), "  "), ""])


House = Callable[..., Bank]
Diagnose = Callable[..., Diagnosis]


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Return what writes the bank with rules: dimensions, findings (each without its root) and portraits."""

    def write(*, dimensions: str = "", findings: str = "", portraits: str = "") -> Bank:
        folder = tmp_path / "house"
        shutil.copytree(HOUSE, folder)
        (folder / "findings").mkdir()
        files = {}
        levels = "levels: {de: [a, b, c, d, e], en: [a, b, c, d, e]}"
        if dimensions:
            lines = [f"- {{text: D, {levels}, {line}}}" for line in dedent(dimensions).strip().splitlines()]
            files["readiness.yaml"] = "\n".join(["dimensions:", *lines])
        if findings:
            files["findings/all.yaml"] = FINDINGS + dedent(findings).replace("severity:", "root: all, severity:")
        if portraits:
            lines = [f"- {{text: P, say: S, {line}}}" for line in dedent(portraits).strip().splitlines()]
            files["portraits.yaml"] = "\n".join(["portraits:", *lines])
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        return load(folder)

    return write


@pytest.fixture
def diagnose(tmp_path: Path) -> Diagnose:
    """Return what writes sheets, reads them and diagnoses the case they make."""

    def make(bank: Bank, *sheets: str, as_of: date | None = None) -> Diagnosis:
        read = []
        for number, text in enumerate(sheets):
            path = tmp_path / f"{number}.yaml"
            path.write_text(text, encoding="utf-8")
            read.append(load_sheet(path, bank=bank))
            assert read[-1].valid, (text, read[-1].problems)
        return Diagnosis(Case(bank, read, as_of=as_of))

    return make


@pytest.fixture
def speak() -> Callable[..., Sentences]:
    """Return what speaks about a diagnosis."""

    def speaking(diagnosis: Diagnosis, locale: str = "en") -> Sentences:
        return Sentences(diagnosis.case, diagnosis, locale)

    return speaking
