"""Every shipped bank, asked from the first to the last question in both languages by somebody who has an answer."""

from pathlib import Path

import pytest

from smcheck.answers.read import load_sheet
from smcheck.bank.load import load
from smcheck.interview.asker import Answer, Command, Kind, Nav, Overview, Prompt, Reply
from smcheck.interview.loop import Conversation, Ending
from smcheck.interview.scripted import ScriptedAsker
from smcheck.resources import shipped

TYPED = ("31.12.2099", "2", "45", "Etwas, das lang genug ist, um als Satz durchzugehen", "2099-12-31")


class Anybody(ScriptedAsker):
    """Takes the first option, the first of a few texts that fits, and two rows of each list."""

    def ask(self, prompt: Prompt) -> Reply:
        self.asked.append(prompt)
        assert len(self.asked) < 1000, f"no end in sight at {prompt.place}"
        answer = self.fitting(prompt)
        return Command(Nav.SKIP) if answer is None and not prompt.optional else answer

    def fitting(self, prompt: Prompt) -> Answer:
        ids = tuple(option.id for option in prompt.options)
        if prompt.kind is Kind.MENU:
            enough = prompt.table is not None and len(prompt.table.rows) > 1
            return "done" if "done" in ids and enough and "gaps" not in ids else ids[0]
        if prompt.kind is Kind.YES_NO:
            return True
        if prompt.kind is Kind.ONE:
            return ids[0]
        if prompt.kind in {Kind.SEVERAL, Kind.ORDER}:
            return ids[:1]
        return next((text for text in TYPED if prompt.check(text) is None), None)

    def choose(self, overview: Overview) -> str:
        self.overviews.append(overview)
        return overview.options[0].id


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("folder", sorted(shipped("questions").iterdir()), ids=lambda folder: folder.name)
def test_a_shipped_bank_can_be_asked_from_beginning_to_end(folder: Path, language: str, desk) -> None:
    d = desk(load(folder), language=language)
    asker = Anybody()
    ending = Conversation(d.interview, asker, d.saver, clock=lambda: 0.0, path="sheet.yaml").run()
    assert ending is Ending.DONE
    sheet = load_sheet(d.file.path, bank=d.file.sheet.bank)
    assert sheet.valid
    assert not sheet.open
    assert {place.split("[")[0].split("=")[0] for place in (prompt.place for prompt in asker.asked)} >= set(
        sheet.answers
    )
    for prompt in asker.asked:
        texts = (prompt.text, prompt.row, prompt.why, prompt.probe, prompt.example, prompt.form, prompt.header)
        shown = [*texts, *(option.label for option in prompt.options)]
        assert prompt.text, prompt.place
        assert all(option.label for option in prompt.options), prompt.place
        assert not any("{" in text or "  " in text for text in shown), prompt.place
    assert not any("{" in text for _, text in asker.said)
