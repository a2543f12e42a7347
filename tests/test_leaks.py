"""Nothing that is hidden or off the record leaves its sheet, by any command, in any file.

Every text, cell, "who might know", reason and note of a generated case is a marker of its own. What the bank's
conditions rule out, what mode or role do not ask, and what is off the record must be in no output at all; everything
else may be.
"""

import math
import os
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from safety.elements import words
from typer.testing import CliRunner

from smcheck import yamlio
from smcheck.answers.model import Sheet
from smcheck.answers.read import load_sheet
from smcheck.bank.folders import find
from smcheck.bank.load import Bank, load
from smcheck.bank.model import Asked, Question, Type
from smcheck.case import Case, Round
from smcheck.cli import app, boundary
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.explain import explain
from smcheck.diagnosis.sentences import Sentences
from smcheck.logic.values import Row

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
BANKS = Path(__file__).parent / "banks"
NAMES = ["every-type", "social-media", "goal-check", "next-year"]


@pytest.fixture(autouse=True, scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the commands run in a folder of their own and find the banks for tests as a person's own."""
    own = tmp_path_factory.mktemp("data")
    (own / "smcheck").mkdir()
    (own / "smcheck" / "questions").symlink_to(BANKS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(own))
        patch.chdir(own)
        yield


@dataclass(frozen=True)
class Place:
    """Where a marker stands: in an answer, its cell, an open point or a note."""

    question: str
    part: str  # "answer", "ask", "reason", "note"
    column: str | None = None
    row: int | str | None = None


@dataclass
class Writer:
    """Fills in a sheet at random; every text is a marker."""

    bank: Bank
    rng: random.Random
    tag: str
    mode: str
    role: str | None
    round: str = "2026-12"
    places: dict[str, Place] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)

    def mark(self, place: Place, least: int = 0) -> str:
        marker = f"{self.tag}{len(self.places):04d}x"
        self.places[marker] = place
        return marker + "y" * (least - len(marker))

    def sheet(self) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        points: dict[str, Any] = {}
        notes: dict[str, Any] = {}
        for question in self.bank.questions.values():
            status = self.rng.choice(["", "", "", "", "", "confirm", "unknown", "later", "na"])
            if status in ("", "confirm"):
                value = (
                    self.rows(question)
                    if question.type.has_rows
                    else self.value(question, Place(question.id, "answer"))
                )
                if value is None:
                    continue
                answers[question.id] = value
            if status:
                points[question.id] = {
                    "status": status,
                    "ask": self.mark(Place(question.id, "ask")),
                    "reason": self.mark(Place(question.id, "reason")),
                }
            notes[question.id] = self.mark(Place(question.id, "note"))
        private = [entry for entry in self.may_be_private() if self.rng.random() < 0.25]
        return {
            "smcheck": "1",
            "bank": {"id": self.bank.id, "version": self.bank.settings.version},
            "case": "leaks",
            "round": self.round,
            "date": f"{self.round}-01",
            "respondent": {"role": self.role},
            "mode": self.mode,
            "language": self.rng.choice(["de", "en"]),
            "answers": answers,
            "open": points,
            "notes": notes,
            "private": private,
        }

    def may_be_private(self) -> Iterator[str]:
        for question in self.bank.questions.values():
            yield f"notes.{question.id}"
            if question.type.is_text:
                yield question.id
            for column in question.columns:
                if column.type.is_text and (question.type is Type.TABLE or column.id != question.naming):
                    yield f"{question.id}.{column.id}"

    def rows(self, question: Question) -> Any:
        if question.type is Type.TABLE:
            own = [self.mark(Place(question.id, "answer", None, "own"))] if question.own_rows else []
            names = [*(row.id for row in question.rows), *own]
            return {name: self.cells(question, name) for name in names if self.rng.random() < 0.9} or None
        count = self.rng.randint(0, 3)
        naming = next(column for column in question.columns if column.id == question.naming)
        kinds = (
            self.rng.sample([choice.id for choice in self.bank.choices(naming)], count)
            if naming.type.has_choices
            else []
        )
        rows = [self.cells(question, index, kinds[index] if kinds else None) for index in range(count)]
        self.names[question.id] = [str(row[naming.id]) for row in rows] if naming.type.is_text else []
        return rows

    def cells(self, question: Question, row: int | str, kind: str | None = None) -> dict[str, Any]:
        cells: dict[str, Any] = {}
        for column in question.columns:
            naming = question.type is Type.GROUP and column.id == question.naming
            if naming and kind:
                choice = self.bank.choice(column, kind)
                place = Place(question.id, "answer", column.id, row)
                cells[column.id] = {"choice": kind, "text": self.mark(place)} if choice and choice.asks else kind
            elif naming or self.rng.random() < 0.85:
                value = self.value(column, Place(question.id, "answer", column.id, row))
                if value is not None:
                    cells[column.id] = value
        return cells

    def value(self, asked: Asked, place: Place) -> Any:
        low = math.ceil(asked.min or 0)
        if asked.type.is_text:
            return self.mark(place, low)
        if asked.type is Type.RATING:
            return str(self.rng.randint(0, 4))
        if asked.type.is_number:
            return str(self.rng.choice([low, low + 1, int(asked.max) if asked.max is not None else low + 40]))
        if asked.type is Type.DATE:
            return self.rng.choice(["2026-12-24", "2027-05-17", "2028-01-01"])
        if asked.type is Type.CONFIRM:
            return self.rng.choice(["yes", "no"])
        if asked.choices_from and self.bank.questions[asked.choices_from].type.has_rows:
            names = self.names.get(asked.choices_from, []) + ([self.mark(place)] if asked.own_choices else [])
            if not names:
                return None
            return self.rng.choice(names) if asked.type is Type.SINGLE else self.rng.sample(names, 1)
        choices = list(self.bank.choices(asked))
        picked = self.rng.choice(choices)
        if asked.type is Type.SINGLE or picked.exclusive:
            several = [picked]
        else:
            open_ = [choice for choice in choices if not choice.exclusive]
            most = min(len(open_), int(asked.max) if asked.max is not None else len(open_))
            several = self.rng.sample(open_, self.rng.randint(max(1, low), most))
        written = [{"choice": choice.id, "text": self.mark(place)} if choice.asks else choice.id for choice in several]
        return written[0] if asked.type is Type.SINGLE else written


def write(
    bank: Bank, seed: int, path: Path, tag: str = "qz", round_: str = "2026-12"
) -> tuple[Sheet, dict[str, Place]]:
    """Write a sheet made from *seed* and return it as it reads, with its markers."""
    rng = random.Random(seed)
    roles = [None, None, *(role.id for role in bank.settings.roles)]
    writer = Writer(bank, rng, tag, rng.choice(bank.settings.modes).id, rng.choice(roles), round_)
    path.write_text(yamlio.dump(writer.sheet()), encoding="utf-8")
    sheet = load_sheet(path, bank=bank)
    assert sheet.valid, sheet.problems
    return sheet, writer.places


def why_hidden(case: Case, sheet: Sheet, place: Place) -> str | None:
    """Return why a marker must stay in its sheet: judged by the bank's conditions, not by what the case lets out."""
    bank, question = case.bank, case.bank.questions[place.question]
    if not bank.asks(question, mode=sheet.header.mode, role=sheet.role):
        return f"{question.id} is not asked"
    condition = bank.when.get(question.id)
    if condition is not None and condition.condition(case) is False:
        return f"{question.id} is dormant"
    if question.id in sheet.private:
        return f"{question.id} is private"
    if place.part == "note" and f"notes.{question.id}" in sheet.private:
        return f"notes.{question.id} is private"
    if place.part != "answer" or place.row is None:
        return None
    row = bank.when.get(f"{question.id}[{place.row}]")
    if row is not None and row.condition(case) is False:
        return f"{question.id}[{place.row}] is dormant"
    return why_cell_hidden(case, sheet, question, place)


def hidden_in(case: Case, sheet: Sheet, places: dict[str, Place]) -> dict[str, str]:
    """Return the markers of a sheet that must stay in it, and why."""
    return {marker: why for marker, place in places.items() if (why := why_hidden(case, sheet, place))}


def hidden_by_seed(bank: Bank, reasons: set[str], path: Path) -> dict[int, set[str]]:
    """Make sheets until something has been hidden for each of *reasons*; return what each of them hides."""
    found: dict[int, set[str]] = {}
    left = set(reasons)
    for seed in range(4000):
        sheet, places = write(bank, seed, path)
        found[seed] = reasons & set(hidden_in(Case(bank, [sheet]), sheet, places).values())
        left -= found[seed]
        if not left:
            return found
    pytest.fail(f"never hidden: {sorted(left)}")


def few_that_cover(reasons: set[str], found: dict[int, set[str]]) -> Iterator[int]:
    """Yield seeds until each of *reasons* is met, always the one that adds most; all of them in the long profile."""
    left = set(reasons)
    while left:
        seed = max(found, key=lambda seed: len(found[seed] & left))
        left -= found.pop(seed)
        yield seed
    if LONG:
        yield from found


def why_cell_hidden(case: Case, sheet: Sheet, question: Question, place: Place) -> str | None:
    key = f"{question.id}.{place.column}"
    if key in sheet.private:
        return f"{key} is private"
    if place.column is None:
        return None
    if place.column not in {column.id for column in case.bank.columns(question, sheet.header.mode)}:
        return f"{key} is not asked"
    condition = case.bank.when.get(key)
    if condition is not None:
        rows = sheet.answers[question.id]
        assert isinstance(rows, tuple)
        cells = next(
            row.cells
            for row in rows
            if isinstance(row, Row) and place.row in (row.index if question.type is Type.GROUP else row.name, row.name)
        )
        if condition.condition(case, cells) is False:
            return f"{key} is dormant"
    return None


def every_reason(bank: Bank) -> set[str]:
    """Return every way in which something of this bank can be hidden."""
    reasons = {f"{key} is dormant" for key in bank.when if has_text(bank, key)}
    writer = Writer(bank, random.Random(), "", "", None)
    reasons |= {f"{entry} is private" for entry in writer.may_be_private()}
    modes = [mode.id for mode in bank.settings.modes]
    for question in bank.questions.values():
        if not all(bank.asks(question, mode=mode, role=role.id) for mode in modes for role in bank.settings.roles):
            reasons.add(f"{question.id} is not asked")
        for column in question.columns:
            if column.type.is_text and any(column not in bank.columns(question, mode) for mode in modes):
                reasons.add(f"{question.id}.{column.id} is not asked")
    return reasons


def has_text(bank: Bank, key: str) -> bool:
    """Tell whether what stands at *key* holds a text (a question always does: its note)."""
    question = bank.questions[key.partition(".")[0].partition("[")[0]]
    parts = [column for column in question.columns if key in (f"{question.id}.{column.id}",) or "[" in key]
    texts = any(column.type.is_text or any(one.asks for one in bank.choices(column)) for column in parts)
    return key == question.id or texts


ALL = ["brief", "{sheets}", "-o", "{out}", "--document", "all", "--notes"]
COMMANDS = {
    "check": ["check", "{sheets}"],
    "check --json": ["check", "--json", "{sheets}"],
    "brief": ["brief", "{sheets}"],
    "brief de": [*ALL, "--language", "de", "--index", "--report", "{out}.json", "--verbose"],
    "brief en": [*ALL, "--language", "en", "--format", "md", "--format", "html"],
}
# What these formats say beside the text of the document is the same for every sheet, and to read them takes long.
ON_PAPER = {"brief on paper": [*ALL, "--format", "docx", "--format", "pdf"]}
WITHOUT_SHEETS = {
    "sheet new": ["sheet", "new", "--bank", "{bank}"],
    "bank list": ["bank", "list"],
    "bank show": ["bank", "show", "{bank}", "--json"],
    "bank lint": ["bank", "lint", "{bank}"],
    "bank schema": ["bank", "schema", "{bank}"],
}


def available(commands: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return those of *commands* whose names and options this version has."""
    found = {}
    for name, command_line in commands.items():
        command: Any = typer.main.get_command(app)
        for word in command_line:
            if hasattr(command, "commands"):
                command = command.commands.get(word)
        options = {option for parameter in getattr(command, "params", ()) for option in parameter.opts}
        if command is not None and options >= {word for word in command_line if word.startswith("-")}:
            found[name] = command_line
    return found


def output(command: list[str], folder: Path, bank: str) -> str:
    """Run a command on the sheets in *folder* and return all it printed and wrote, what only programs read included."""
    before = {path for path in folder.rglob("*") if path.stat().st_size}
    out = folder / "out"
    done = CliRunner().invoke(app, [word.format(sheets=folder / "sheets", out=out, bank=bank) for word in command])
    assert done.exit_code == 0, (command, done.output, done.exception)
    files = [path for path in folder.rglob("*") if path.is_file() and (path not in before or path.suffix == ".jsonl")]
    return done.output + "".join(words(path.suffix[1:], path.read_bytes()) for path in files)


def explained(case: Case) -> str:
    """Return what `check --explain` says of all findings of a case."""
    diagnosis = Diagnosis(case)
    sentences = Sentences(case, diagnosis, case.locale)
    return "\n".join(line for rule in case.bank.rules.findings for line in explain(diagnosis, rule, sentences))


@pytest.mark.parametrize("name", NAMES)
def test_each_question_in_turn_is_hidden_or_off_the_record_and_leaves_no_trace(
    name: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Sheets are made until everything that can be hidden has been; a few that cover it go through every command."""
    bank = load(find(name))
    left = every_reason(bank)
    record_property("ways in which something can be hidden or off the record, each one met", len(left))
    seen: set[str] = set()
    looked_for = 0
    for seed in few_that_cover(left, hidden_by_seed(bank, left, tmp_path / "tried.yaml")):
        folder = tmp_path / str(seed)
        (folder / "sheets").mkdir(parents=True)
        sheet, places = write(bank, seed, folder / "sheets" / "a.yaml")
        case = Case(bank, [sheet])
        hidden = hidden_in(case, sheet, places)
        paper = LONG or not {"answer by brief on paper", "ask by brief on paper"} <= seen
        commands = COMMANDS | ON_PAPER if paper else COMMANDS
        said = {command: output(line, folder, name) for command, line in available(commands).items()}
        for command, text in {**said, "check --explain": explained(case)}.items():
            found = {marker: why for marker, why in hidden.items() if marker in text}
            assert not found, (command, seed)
            looked_for += len(hidden)
            seen |= {f"{places[marker].part} by {command}" for marker in places if marker in text}
    record_property("hidden texts looked for in all that a command says and writes", looked_for)
    for line in available(WITHOUT_SHEETS).values():
        text = output(line, tmp_path / "beside", name)
        assert not [marker for marker in places if marker in text], line
    every = COMMANDS | ON_PAPER
    assert {f"ask by {command}" for command in every} <= seen
    assert {f"answer by {command}" for command in every if command.startswith("brief")} <= seen
    if bank.rules.findings:
        assert {"answer by check --json", "answer by check --explain"} <= seen


@given(seed=st.integers(0, 10**9))
@settings(max_examples=60 if LONG else 4)
@pytest.mark.parametrize("name", ["every-type", "social-media", "next-year"])
def test_several_respondents_leak_nothing_of_each_other(
    name: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What one keeps off the record does not come out because another one was asked too."""
    bank, folder = load(find(name)), tmp_path_factory.mktemp("case")
    (folder / "sheets").mkdir()
    written = [write(bank, seed + n, folder / "sheets" / f"{n}.yaml", tag) for n, tag in enumerate(("qa", "qb", "qc"))]
    case = Case(bank, [sheet for sheet, _ in written])
    hidden = {marker: why for sheet, places in written for marker, why in hidden_in(case, sheet, places).items()}
    check_silence(hidden, folder, name, case)


def check_silence(
    hidden: dict[str, str],
    folder: Path,
    bank: str,
    *cases: Case,
    commands: dict[str, list[str]] = COMMANDS | ON_PAPER if LONG else COMMANDS,
) -> None:
    """See to it that nothing *hidden* is in what any command says and writes."""
    said = {command: output(line, folder, bank) for command, line in available(commands).items()}
    said["check --explain"] = "".join(map(explained, cases))
    for command, text in said.items():
        assert not {marker: why for marker, why in hidden.items() if marker in text}, command


@given(seed=st.integers(0, 10**9))
@settings(max_examples=40 if LONG else 3)
@pytest.mark.parametrize("name", ["social-media", "next-year"])
def test_a_later_round_leaks_nothing_of_the_one_before(
    name: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What is off the record in either of two rounds is in no document that compares them."""
    bank, folder = load(find(name)), tmp_path_factory.mktemp("case")
    (folder / "sheets").mkdir()
    hidden: dict[str, str] = {}
    cases = []
    for number, round_ in enumerate(("2026-12", "2027-12")):
        sheet, places = write(bank, seed + number, folder / "sheets" / f"{number}.yaml", f"q{number}z", round_)
        cases.append(Case(bank, [sheet]))
        hidden |= hidden_in(cases[-1], sheet, places)
    commands = {command: line for command, line in COMMANDS.items() if command != "brief"}  # two cases need a folder
    check_silence(hidden, folder, name, *cases, commands=commands)
    if bank.settings.reviews:
        assert list((folder / "out").glob(f"leaks.2027-12.{bank.settings.reviews[0]}.*.md"))


def test_crash_file_has_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bug in the middle of a case tells where it happened and nothing of what was said."""
    bank = load(find("every-type"))
    _, places = write(bank, 1, tmp_path / "a.yaml")

    def broken(_: object, cases: list[Case]) -> None:
        raise RuntimeError([case.value(question) for case in cases for question in case.bank.questions])

    monkeypatch.setattr("smcheck.cli.check.show", broken)
    monkeypatch.setattr(sys, "argv", ["smcheck", "check", str(tmp_path / "a.yaml")])
    assert boundary.guarded(app) == 3
    said = capsys.readouterr()
    crash = Path(said.err.rpartition(": ")[2].strip())
    text = crash.read_text(encoding="utf-8") + said.out + said.err
    crash.unlink()
    assert "RuntimeError" in text
    assert not [marker for marker in places if marker in text]


def test_crash_of_a_batch_has_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor has the report, nor what is said of the case."""
    bank = load(find("every-type"))
    _, places = write(bank, 1, tmp_path / "a.yaml")

    def broken(given: Round, *_: object, **__: object) -> None:
        raise RuntimeError([given.case.value(question) for question in given.case.bank.questions])

    monkeypatch.setattr("smcheck.batch.work.orders", broken)
    words = ["brief", str(tmp_path / "a.yaml"), "-o", str(tmp_path / "out"), "--index"]
    monkeypatch.setattr(sys, "argv", ["smcheck", *words, "--report", str(tmp_path / "report.json"), "-v"])
    assert boundary.guarded(app) == 3
    said = capsys.readouterr()
    crash = Path(next(line for line in said.err.splitlines() if "went wrong" in line).rpartition(": ")[2])
    files = [crash, tmp_path / "report.json", *(tmp_path / "out").glob("*")]
    text = said.out + said.err + "".join(file.read_text(encoding="utf-8") for file in files)
    crash.unlink()
    assert "RuntimeError" in text
    assert not [marker for marker in places if marker in text]
