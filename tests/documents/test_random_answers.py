"""Whatever was answered, left open or taken off the record: every document is made, in every language."""

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from searching import Search

from smcheck import resources, yamlio
from smcheck.answers.model import BankReference, Header, OpenPoint, Respondent, Sheet
from smcheck.bank.lint.candidates import AS_OF, mentions_of
from smcheck.bank.load import Bank, load
from smcheck.bank.model import Question
from smcheck.case import Case
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.sentences import Sentences
from smcheck.documents.make import orders
from smcheck.logic.values import Value

BANKS = sorted(folder.name for folder in resources.shipped("questions").iterdir() if (folder / "bank.yaml").is_file())
OPEN = ("unknown", "later", "na")


@cache
def candidates(bank: Bank, question: Question, mode: str) -> list[Value]:
    mentions = mentions_of(bank.values.values.values(), bank.vocabulary)
    return Search(bank, mode).candidates(question, mentions)


def sheet(bank: Bank, role: str | None, mode: str, dice: random.Random, number: int) -> Sheet:
    """A sheet in which each question is answered, left open, or not reached, by chance."""
    answers: dict[str, Value] = {}
    points = {}
    notes = {}
    answered = dice.choice((0.1, 0.6, 0.95))
    for question in bank.questions.values():
        if not bank.asks(question, mode=mode, role=role):
            continue
        if dice.random() < answered:
            answers[question.id] = dice.choice(candidates(bank, question, mode))
        elif dice.random() < 0.5:
            points[question.id] = OpenPoint(dice.choice(OPEN), ask=dice.choice((None, "Finance")), reason=None)
        if dice.random() < 0.05:
            notes[question.id] = "A note."
    texts = [id_ for id_ in answers if bank.questions[id_].type.is_text and id_ != bank.settings.title]
    header = Header(
        bank=BankReference(id=bank.id, version=bank.settings.version),
        case="chance",
        round="1",
        date=dice.choice((AS_OF, None)),
        respondent=Respondent(role=role),
        mode=mode,
        language=dice.choice(("de", "en")),
    )
    name = f"chance.1.{number}.yaml"
    locale = "de-DE" if header.language == "de" else "en"
    findings = [rule.id for rule in bank.rules.findings]
    return Sheet(
        name,
        None,
        yamlio.read(b"{}", name),
        header,
        bank,
        locale,
        currency="EUR",
        answers=answers,
        open=points,
        notes=notes,
        private=frozenset(text for text in texts if dice.random() < 0.2),
        waived={one: "Not now." for one in findings if dice.random() < 0.05},
        accepted=tuple(one for one in findings if dice.random() < 0.2),
    )


@pytest.mark.parametrize("name", BANKS)
@settings(deadline=None)
@given(seed=st.integers(0, 10**9))
def test_every_document_is_made(name: str, seed: int) -> None:
    """One to three respondents, any mode, any answers: no document of the bank fails, and nothing stays unfilled."""
    bank = load(name)
    dice = random.Random(seed)
    mode = dice.choice(bank.settings.modes).id
    roles = [None, *(role.id for role in bank.settings.roles)]
    heard = dice.sample(roles, dice.randint(1, min(3, len(roles))))
    case = Case(bank, [sheet(bank, role, mode, dice, number) for number, role in enumerate(heard)])
    diagnosis = Diagnosis(case)
    for language in bank.settings.languages:
        sentences = Sentences(case, diagnosis, case.locale_in(language))
        for finding in diagnosis.findings:
            said = f"{sentences.message(finding)} {sentences.recommendation(finding)}"
            assert "{" not in said
            assert "  " not in said
            assert ".." not in said.replace("…", "")
        for order in orders(case, ["all"], language=language):
            text = order.text()
            assert text.strip()
            assert "{" not in text
            assert "None" not in text
            assert "Fraction" not in text
