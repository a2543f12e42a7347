"""A follow-up driven at random: the old sheet stays, no old view is seen too early, and nothing confirmed is lost."""

import random
import sys
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from smcheck.answers.read import load_sheet
from smcheck.answers.store import SheetFile
from smcheck.bank.load import load
from smcheck.interview import rows
from smcheck.interview.follow_up import FollowUp
from smcheck.interview.saver import Saver
from smcheck.interview.scripted import ScriptedAsker

sys.path.insert(0, str(Path(__file__).parent))  # for what both machines share
from choir import ANSWERS, BANK, write_sheet
from test_machine import LONG, TODAY, Machine


class Later(Machine):
    """Every action of a person, in any order, a year after a conversation that knew more or less."""

    bank = load(BANK)

    @initialize(
        seed=st.integers(0, 10**6),
        before=st.sampled_from(["quick", "full"]),
        language=st.sampled_from(["de", "en"]),
        role=st.sampled_from(["", "boss", "crew", "helper"]),
    )
    def begin(self, seed: int, before: str, language: str, role: str) -> None:
        dice = random.Random(seed)
        answers: dict[str, Any] = {id_: value for id_, value in ANSWERS.items() if dice.random() < 0.8}
        statuses = {id_: dice.choice(["unknown", "later", "na"]) for id_ in ANSWERS.keys() - answers.keys()}
        statuses |= {id_: "confirm" for id_ in answers if dice.random() < 0.1}
        self.old = write_sheet(self.folder, role=role, mode=before, answers=answers, open=statuses)
        self.bytes = self.old.read_bytes()
        self.earlier = load_sheet(self.old, bank=self.bank)
        assert self.earlier.valid, self.earlier.problems
        new = write_sheet(
            self.folder, round_="2027-12", role=role, mode="follow-up", language=language, answers={}, name="sheet.yaml"
        )
        self.open(SheetFile.open(new, bank=self.bank))

    def open(self, file: SheetFile) -> None:
        begun = hasattr(self, "file")
        self.file = file
        self.interview = FollowUp(file.sheet, self.earlier, today=TODAY)
        self.saver = Saver(file, ScriptedAsker())
        outcome = self.save(self.interview.begin())
        assert not begun or not outcome.edits, "it begins once"

    def answer(self, data: st.DataObject, *, good: bool) -> None:
        interview, place = self.interview, self.interview.here()
        if place.section is None:
            self.look(place.question)
            super().answer(data, good=good)
            return
        listed = interview.listed(place.section)
        assert [option.id for option in self.prompt.options] == list(listed)
        ticked = data.draw(st.lists(st.sampled_from(listed), unique=True, max_size=2).map(tuple))
        for id_ in listed:
            self.kept.pop(id_, None)
        self.save(interview.answer(ticked))
        for id_ in listed:
            assert interview.status(id_) != "missing"
            if id_ not in ticked:
                assert not interview.needs(id_) or not interview.asks(id_) or id_ in interview.wanted
                assert rows.same(interview.answers.get(id_), interview.before(id_)), id_

    def look(self, id_: str) -> None:
        """See that a view is asked as if for the first time."""
        interview = self.interview
        if self.bank.questions[id_].view and interview.status(id_) == "missing" and not interview.drafts:
            assert self.prompt.default is None
            assert (
                self.prompt.remark
                in ("", "Vertraulich: steht in keinem Dokument.", "Off the record: appears in no document.")
                or id_ in interview.notes
            )

    @precondition(lambda self: self.interview.place is not None and self.interview.place.section is None)
    @rule(status=st.sampled_from(["unknown", "later", "na"]))
    def skip(self, status: Any) -> None:
        place = self.interview.here()
        if place.row is not None or place.fill is not None:
            self.save(self.interview.skip_cell())
            return
        if status != "later":
            self.kept.pop(place.question, None)
        self.save(self.interview.skip(status))

    @rule(data=st.data())
    def jump(self, data: st.DataObject) -> None:
        target = data.draw(st.sampled_from(self.interview.asked()))
        waits = (
            target in self.interview.facts(self.bank.section_of[target].id)
            and self.interview.status(target) == "missing"
        )
        self.interview.jump(target)
        here = self.interview.here()
        assert here.section == self.bank.section_of[target].id if waits else here.question == target

    @invariant()
    def one_is_somewhere(self) -> None:
        if not hasattr(self, "interview"):
            return
        interview, progress = self.interview, self.interview.progress()
        assert 0 <= progress.number <= progress.total == len(interview.stops())
        place = interview.place
        if place is None:
            assert not any(interview.needs(id_) for id_ in interview.asked())
        elif place.section is not None:
            assert interview.listed(place.section)
        else:
            assert place.question in interview.asked()
            assert self.prompt.text

    @invariant()
    def the_old_sheet_stays(self) -> None:
        if hasattr(self, "bytes"):
            assert self.old.read_bytes() == self.bytes

    def walk_to_the_end(self) -> None:
        """However one got here, whoever leaves everything as it was comes to the end."""
        for _ in range(300):
            place = self.interview.place
            if place is not None and place.section is not None:
                self.save(self.interview.answer(()))
            elif place is None:
                return
            elif place.row is not None or place.fill is not None:
                self.save(self.interview.skip_cell())
            elif self.interview.question().type.has_rows and "done" in self.interview.menu():
                self.save(self.interview.done())
            else:
                self.save(self.interview.skip("later"))
        raise AssertionError(f"stuck at {self.interview.place}")


TestLater = Later.TestCase
TestLater.settings = settings(max_examples=400 if LONG else 15, stateful_step_count=50 if LONG else 30, deadline=None)
