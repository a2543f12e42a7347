"""Answer sheets made from a bank: any number of cases, the same ones for the same seed, a tenth with several people."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from smcheck import yamlio
from smcheck.answers.read import read_sheet
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked, Question, Type
from smcheck.yamlio import Data

DAY = date(2026, 12, 1)
WORDS = (
    *("Wir möchten", "mehr Menschen", "aus der Region", "erreichen", "ohne", "die tägliche Arbeit", "zu stören"),
    *("Antworten", "kommen", "innerhalb eines Tages", "von einer Person", "die das gern macht", "Vertrauen", "wächst"),
)

Rows = dict[str, list[str]]
"""The names of the rows of each group so far."""


def write_sheets(folder: Path, bank: Bank, cases: int, *, mode: str = "full", seed: int = 1) -> None:
    """Write the sheets of so many cases to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(cases):
        for name, text in sheets(bank, number, mode=mode, seed=seed):
            (folder / name).write_text(text, encoding="utf-8", newline="\n")


def sheets(bank: Bank, number: int, *, mode: str = "full", seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield name and text of each sheet of one case: one in nine of ten cases, three or four in the tenth."""
    dice = random.Random(f"{seed} {number}")
    roles: Sequence[str | None] = [None]
    if number % 10 == 9 and bank.settings.roles:
        roles = [role.id for role in bank.settings.roles][: dice.choice((3, 4))]
    for role in roles:
        case = f"case-{number:06}"
        head: dict[str, Data] = {
            "smcheck": "1",
            "bank": {"id": bank.id, "version": bank.settings.version},
            "case": case,
            "round": "2026-12",
            "date": DAY.isoformat(),
            "respondent": {"role": role} if role else None,
            "mode": mode,
            "language": dice.choice(bank.settings.languages),
        }
        yield f"{case}.{role or 'all'}.yaml", yamlio.dump(_filled(bank, head, role, mode, dice))


def _filled(bank: Bank, head: dict[str, Data], role: str | None, mode: str, dice: random.Random) -> dict[str, Data]:
    """Return a sheet with answers in which nothing is wrong; a few questions are left open."""
    answers: dict[str, Data] = {}
    points: dict[str, Data] = {}
    rows: Rows = {}
    for question in bank.questions.values():
        if not bank.asks(question, mode=mode, role=role):
            continue
        if question.id != bank.settings.title and dice.random() < 0.1:
            points[question.id] = {"status": dice.choice(("unknown", "later"))}
        else:
            answers[question.id] = _answer(bank, question, mode, rows, dice)
    while True:
        whole = head | {"answers": dict(answers), "open": points or None}
        found = read_sheet(yamlio.dump(whole).encode(), "sheet", bank=bank).problems
        refused = {str(one.question).partition("[")[0] for one in found if one.level == "error"}
        if not refused:
            return whole
        for name in refused:
            del answers[name]


def _answer(bank: Bank, question: Question, mode: str, rows: Rows, dice: random.Random) -> Data:
    columns = bank.columns(question, mode)
    if question.type is Type.TABLE:
        return {
            row.id: {column.id: _value(bank, column, rows, dice) for column in columns}
            for row in question.rows
            if dice.random() < 0.9
        }
    if question.type is not Type.GROUP:
        return _value(bank, question, rows, dice)
    named_by = next(column for column in question.columns if column.id == question.naming)
    picks = [choice.id for choice in bank.choices(named_by)]
    names = picks[:3] or [f"{question.id} {number + 1}" for number in range(dice.randint(2, 4))]
    rows[question.id] = names
    return [
        {column.id: name if column.id == question.naming else _value(bank, column, rows, dice) for column in columns}
        for name in names
    ]


def _value(bank: Bank, asked: Asked, rows: Rows, dice: random.Random) -> Data:
    if asked.type.has_choices:
        names = [choice.id for choice in bank.choices(asked) if not choice.exclusive]
        names = names or rows.get(asked.choices_from or "", [])
        if not names:
            return None
        if asked.type is Type.SINGLE:
            return dice.choice(names)
        most = min(int(asked.max or 4), len(names))
        return list(dice.sample(names, dice.randint(min(int(asked.min or 1), most), most)))
    if asked.type.is_text:
        return " ".join(dice.choices(WORDS, k=dice.randint(2, 12 if asked.type is Type.PARAGRAPH else 5)))
    if asked.type is Type.CONFIRM:
        return dice.choice(("yes", "no"))
    if asked.type is Type.DATE:
        return (DAY + timedelta(days=dice.randint(10, 300))).isoformat()
    if asked.type is Type.RATING:
        return str(dice.randint(0, 4))
    least, most = int(asked.min or 0), int(asked.max or 40)
    return str(dice.randint(least, min(most, least + 40)))
