"""An interview driven at random: nothing confirmed is ever lost, one is never stuck and never out of bounds."""

import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from smcheck.answers.model import BankReference, Header, Respondent
from smcheck.answers.read import load_sheet
from smcheck.answers.store import SheetFile
from smcheck.bank.load import load
from smcheck.bank.model import Type
from smcheck.interview import overview, present, rows
from smcheck.interview.asker import Answer, Kind, Prompt
from smcheck.interview.engine import Interview, Outcome
from smcheck.interview.saver import Saver
from smcheck.interview.scripted import ScriptedAsker
from smcheck.logic.values import normal, rows_of

TODAY = date(2026, 11, 23)
WORDS = st.text(max_size=40) | st.sampled_from(
    ["", "~", "null", "no", "- x", "{a: b}", "a: b # c", "|", "'", '"', "a\nb", "ß « »"]
)
FIGURES = st.sampled_from(
    ["0", "1", "2", "3", "45", "7,5", "7.5", "99", "-1", "1.000", "12'000", "many", "40 %", "CHF 5"]
)
DATES = st.sampled_from(["31.12.2027", "2026-12-01", "1.1.2019", "30.2.2027", "03/04/2027", "soon"])


class Machine(RuleBasedStateMachine):
    """Every action of a person, in any order, on the bank with all types."""

    bank = load(Path(__file__).parents[1] / "banks" / "every-type")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.kept: dict[str, Any] = {}

    def teardown(self) -> None:
        try:
            if hasattr(self, "interview"):
                self.walk_to_the_end()
        finally:
            shutil.rmtree(self.folder)

    @initialize(
        mode=st.sampled_from(["short", "long"]),
        language=st.sampled_from(["de", "en"]),
        role=st.sampled_from([None, "boss", "crew", "guest"]),
    )
    def begin(self, mode: str, language: str, role: str | None) -> None:
        header = Header(
            bank=BankReference(id=self.bank.id, version=self.bank.settings.version),
            case="case",
            round="2026-11",
            date=TODAY,
            respondent=Respondent(role=role),
            mode=mode,
            language=language,
        )
        self.open(SheetFile.create(self.folder / "sheet.yaml", header, bank=self.bank))

    def open(self, file: SheetFile) -> None:
        self.file = file
        self.interview = Interview(file.sheet, today=TODAY)
        self.saver = Saver(file, ScriptedAsker())

    def save(self, outcome: Outcome) -> Outcome:
        self.saver.save(outcome.edits)
        return outcome

    @property
    def prompt(self) -> Prompt:
        return present.prompt(self.interview, minutes=0)

    @precondition(lambda self: self.interview.place is not None)
    @rule(data=st.data(), times=st.integers(1, 8))
    def answer_well(self, data: st.DataObject, times: int) -> None:
        for _ in range(times):
            if self.interview.place is not None:
                self.answer(data, good=True)

    @rule(data=st.data())
    def fill_in_rows(self, data: st.DataObject) -> None:
        groups = [id_ for id_ in self.interview.asked() if self.bank.questions[id_].type.has_rows]
        self.interview.jump(data.draw(st.sampled_from(groups or self.interview.asked())))
        self.answer_well(data, 12)

    @precondition(lambda self: self.interview.place is not None)
    @rule(data=st.data())
    def answer_anything(self, data: st.DataObject) -> None:
        self.answer(data, good=False)

    def answer(self, data: st.DataObject, *, good: bool) -> None:
        place, prompt = self.interview.here(), self.prompt
        if prompt.kind is Kind.MENU:
            self.act(data, prompt)
            return
        strategy = _good(self.interview, prompt) if good else _reply(prompt)
        reply = data.draw(strategy, label=prompt.place)
        complaint = prompt.check(reply)
        before = self.interview.value_at(place)
        outcome = self.save(self.interview.answer(reply))
        assert (outcome.refused is None) == (complaint is None)
        if outcome.refused is not None:
            assert self.interview.place == place
            assert rows.same(self.interview.value_at(place), before)
            return
        if place.row is None:
            self.kept[place.question] = self.interview.answers[place.question]

    def act(self, data: st.DataObject, prompt: Prompt) -> None:
        interview = self.interview
        if prompt.options[0].id in {present.GO_THERE, present.LEAVE_OPEN} or not interview.menu():
            self.save(interview.skip_cell() if interview.here().row is not None else interview.skip("later"))
            return
        id_ = interview.here().question
        action = data.draw(st.sampled_from(interview.menu()))
        slots = interview.slots(id_)
        if action == "gaps":
            interview.fill_gaps()
        elif action == "preset":
            self.save(interview.preset())
        elif action == "add":
            self.save(interview.add(data.draw(WORDS)))
        elif action == "change":
            slot = data.draw(st.sampled_from(slots))
            columns = [column.id for column in interview.columns(id_, slot)]
            interview.change(slot.key, data.draw(st.sampled_from([None, *columns])))
        elif action == "delete":
            key = data.draw(st.sampled_from([slot.key for slot in slots if slot.own]))
            self.save(interview.delete(key))
            assert key not in [slot.key for slot in interview.slots(id_)] or len(interview.slots(id_)) == len(slots) - 1
        elif action == "order":
            labels = sorted(slot.label for slot in slots)
            self.save(interview.reorder(data.draw(st.permutations(range(len(slots))))))
            assert sorted(slot.label for slot in interview.slots(id_)) == labels
        else:
            outcome = self.save(interview.done())
            assert outcome.refused is not None or interview.status(id_) == "answered"

    @precondition(lambda self: self.interview.place is not None)
    @rule(status=st.sampled_from(["unknown", "later", "na"]), name=st.sampled_from([None, "HR"]))
    def skip(self, status: Any, name: str | None) -> None:
        place = self.interview.here()
        if place.row is not None or place.fill is not None:
            before = self.interview.value_at(place)
            self.save(self.interview.skip_cell())
            if (
                before is not None
                and place.row is not None
                and place.row in [s.key for s in self.interview.slots(place.question)]
            ):
                assert rows.same(self.interview.value_at(place), before)
            return
        if status != "later":
            self.kept.pop(place.question, None)
        self.save(self.interview.skip(status))
        if status == "unknown":
            self.save(self.interview.explain(place.question, ask=name))
        if place.question not in self.kept and self.interview.place is not None:
            assert self.interview.place.question != place.question or not self.interview.needs(place.question)

    @rule(draft=st.none() | WORDS)
    def back(self, draft: str | None) -> None:
        before = self.interview.place
        if before is not None and draft is not None and not self.interview.question().type.has_rows:
            self.interview.drafts[before] = draft
        moved = self.interview.back()
        assert moved == (self.interview.place != before)

    @rule(data=st.data())
    def jump(self, data: st.DataObject) -> None:
        target = data.draw(st.sampled_from(self.interview.asked()))
        self.interview.jump(target)
        assert self.interview.here().question == target

    @rule()
    def take_up(self) -> None:
        self.interview.take_up(self.interview.put_off())

    @precondition(lambda self: self.interview.place is not None)
    @rule(text=WORDS)
    def note(self, text: str) -> None:
        id_ = self.interview.here().question
        self.save(self.interview.note(text))
        assert (id_ in self.interview.notes) == bool(self.interview.notes.get(id_))

    @precondition(lambda self: self.interview.place is not None and self.interview.private_key() is not None)
    @rule()
    def private(self) -> None:
        key = self.interview.private_key()
        assert key is not None
        before = self.interview.is_private(key)
        outcome = self.save(self.interview.toggle_private(key))
        assert outcome.refused is not None or self.interview.is_private(key) != before

    @rule()
    def leave_and_go_on(self) -> None:
        place = self.interview.place
        self.open(SheetFile.open(self.file.path, bank=self.bank))
        if place is None:
            assert not [id_ for id_ in self.interview.asked() if self.interview.status(id_) == "missing"]

    @rule(language=st.sampled_from(["de", "en"]))
    def change_language(self, language: str) -> None:
        self.file.head("language", language)
        self.open(SheetFile.open(self.file.path, bank=self.bank))

    @invariant()
    def everything_is_on_disk(self) -> None:
        if not hasattr(self, "file"):
            return
        sheet = load_sheet(self.file.path, bank=self.bank)
        fresh = Interview(sheet, today=TODAY)
        mine = self.interview
        assert fresh.answers.keys() == mine.answers.keys()
        for id_, value in mine.answers.items():
            assert rows.same(fresh.answers[id_], value), (id_, fresh.answers[id_], value)
        assert sheet.notes == mine.notes
        assert sheet.private == mine.private
        assert {id_: point for id_, point in sheet.open.items() if id_ not in mine.wrong} == {
            id_: point for id_, point in mine.open.items() if id_ not in mine.wrong
        }

    @invariant()
    def what_was_confirmed_is_kept(self) -> None:
        for id_, value in self.kept.items():
            if not self.bank.questions[id_].choices_from:
                assert rows.same(self.interview.answers.get(id_), value), id_

    @invariant()
    def one_is_somewhere(self) -> None:
        if not hasattr(self, "interview"):
            return
        interview, asked = self.interview, self.interview.asked()
        progress = interview.progress()
        assert 0 <= progress.number <= progress.total == len(asked)
        assert progress.left >= 0
        overview.review(interview)
        overview.closing(interview)
        place = interview.place
        if place is None:
            assert not any(interview.needs(id_) for id_ in asked)
            return
        assert place.question in asked
        assert progress.number == asked.index(place.question) + 1
        if place.row is not None:
            keys = [slot.key for slot in interview.slots(place.question)]
            fresh = isinstance(place.row, str) or place.row == len(keys)
            assert place.row in keys or fresh
            assert place.column in [
                c.id for c in interview.columns(place.question, interview.slot(place.question, place.row))
            ]
        assert self.prompt.kind is not Kind.MENU or self.prompt.options

    @invariant()
    def names_of_rows_differ(self) -> None:
        if not hasattr(self, "interview"):
            return
        for id_, value in self.interview.answers.items():
            names = [normal(row.name) for row in rows_of(value) if row.name]
            assert len(names) == len(set(names)), id_

    def walk_to_the_end(self) -> None:
        """However one got here, whoever puts everything off comes to the end."""
        interview = self.interview
        for _ in range(200):
            place = interview.place
            if place is None:
                return
            if place.row is not None or place.fill is not None:
                self.save(interview.skip_cell())
            elif "done" in interview.menu() if interview.question().type.has_rows else False:
                self.save(interview.done())
            else:
                self.save(interview.skip("later"))
        raise AssertionError(f"stuck at {interview.place}")


def _reply(prompt: Prompt) -> st.SearchStrategy[Answer]:
    ids = [option.id for option in prompt.options]
    if prompt.kind is Kind.YES_NO:
        return st.sampled_from([True, False, None])
    if prompt.kind is Kind.ONE:
        return st.sampled_from([*ids, None, "what"])
    if prompt.kind in {Kind.SEVERAL, Kind.ORDER}:
        return st.lists(st.sampled_from(ids), max_size=4).map(tuple)
    if prompt.default is not None:
        return st.just(prompt.default) | WORDS | FIGURES | DATES
    return WORDS | FIGURES | DATES


def _good(interview: Interview, prompt: Prompt) -> st.SearchStrategy[Answer]:
    """Return replies that mostly fit."""
    if prompt.kind not in {Kind.LINE, Kind.LINES}:
        return _reply(prompt)
    place = interview.here()
    asked = interview.asked_at(place)
    if asked.type.is_number:
        return st.sampled_from(["1", "2", "10", "45"])
    if asked.type is Type.DATE:
        return st.sampled_from(["31.12.2027", "2028-02-29"])
    return st.sampled_from(["Brot und Salz", "Kaffee & Kuchen", "no", "Wurst: scharf", "Bühne"])


TestMachine = Machine.TestCase
LONG = settings.get_current_profile_name() == "long"
TestMachine.settings = settings(max_examples=400 if LONG else 10, stateful_step_count=50 if LONG else 30, deadline=None)
