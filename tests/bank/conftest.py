"""A tiny bank to spoil in one place at a time."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from smcheck.problems import Problem

SETTINGS = """\
id: mini
version: 1.0.0
name: {de: Klein, en: Small}
languages: [de, en]
modes:
  - {id: short, text: {de: kurz, en: short}}
  - {id: long, text: {de: lang, en: long}}
roles:
  - {id: boss, text: {de: Leitung, en: management}}
  - {id: crew, text: {de: Team, en: crew}}
title: org_name
sections: [one]
"""
QUESTIONS = """\
id: one
title: {de: Eins, en: One}
questions:
  - {id: org_name, type: text, text: Name?}
"""


def there(problem: Problem) -> str:
    """Return the twelve characters that stand at the place of a problem."""
    assert problem.file is not None
    assert problem.line is not None
    assert problem.column is not None
    line = Path(problem.file).read_text(encoding="utf-8").splitlines()[problem.line - 1]
    return line[problem.column - 1 :][:12]


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a bank: the tiny one, with questions, settings, values or rules added."""

    def write_bank(
        questions: str = "",
        settings: str = "",
        *,
        values: str | None = None,
        readiness: str | None = None,
        findings: str | None = None,
        portraits: str | None = None,
        whole_settings: str = SETTINGS,
        whole_section: str = QUESTIONS,
        folder: str = "mini",
    ) -> Path:
        bank = tmp_path / folder
        (bank / "sections").mkdir(parents=True, exist_ok=True)
        (bank / "bank.yaml").write_text(whole_settings + dedent(settings), encoding="utf-8")
        added = dedent(questions).strip("\n")
        lines = "".join(f"  {line}\n" for line in added.splitlines()) if added else ""
        (bank / "sections" / "one.yaml").write_text(whole_section + lines, encoding="utf-8")
        added_files = {
            "values.yaml": values,
            "readiness.yaml": readiness,
            "findings/all.yaml": findings,
            "portraits.yaml": portraits,
        }
        for name, text in added_files.items():
            if text is not None:
                (bank / name).parent.mkdir(exist_ok=True)
                (bank / name).write_text(dedent(text), encoding="utf-8")
        return bank

    return write_bank
