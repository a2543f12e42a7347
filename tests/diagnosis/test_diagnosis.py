"""The diagnosis as a whole: portraits, the names that only it knows, and that no answers make it stumble."""

import json
import random
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from searching import Search, State

from smcheck import resources
from smcheck.bank.lint.candidates import mentions_of
from smcheck.bank.load import Bank, load
from smcheck.diagnosis.data import as_data
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.explain import explain
from smcheck.diagnosis.sentences import Sentences
from smcheck.logic.values import Value

from .conftest import Diagnose, House, sheet

ONE = "id: one, components: [joy, trust]"


def portraits(diagnosis: Diagnosis) -> list[str]:
    return [portrait.id for portrait in diagnosis.portraits]


# Portraits.


@pytest.mark.parametrize(("answers", "told"), [("joy: 4", ["glad"]), ("joy: 1", []), ("", [])])
def test_a_portrait_is_told_if_its_condition_is_true(
    house: House, diagnose: Diagnose, answers: str, told: list[str]
) -> None:
    """Where it is open it is not told, and nothing is said about that."""
    assert portraits(diagnose(house(portraits="id: glad, if: joy >= 3"), sheet(answers))) == told


def test_the_first_two_portraits_that_match_are_told(house: House, diagnose: Diagnose) -> None:
    """In the order of the bank; a third would say less."""
    bank = house(portraits="id: a, if: joy == 0\nid: b, if: joy >= 1\nid: c, if: joy >= 2\nid: d, if: joy >= 3")
    assert portraits(diagnose(bank, sheet("joy: 4"))) == ["b", "c"]


def test_a_portrait_knows_how_many_above_it_match(house: House, diagnose: Diagnose) -> None:
    """All of them, not only the two that are told; those that are open do not count."""
    last = "id: last, if: matched_portraits == 0\n"
    bank = house(portraits="id: a, if: joy >= 1\nid: b, if: joy >= 2\n" + last)
    assert portraits(diagnose(bank, sheet("joy: 0"))) == ["last"]
    assert portraits(diagnose(bank, sheet())) == ["last"]
    assert portraits(diagnose(bank, sheet("joy: 1"))) == ["a"]


def test_a_portrait_compares_exact_figures_of_dimensions(house: House, diagnose: Diagnose) -> None:
    """2.5 is 2.5, and what is capped counts as capped."""
    capped = f"{ONE}, caps: [{{if: calm == 0, max: 2, because: B}}]"
    bank = house(dimensions=capped, portraits="id: sound, if: one >= 2.5")
    assert portraits(diagnose(bank, sheet("joy: 2\ntrust: 3"))) == ["sound"]
    assert portraits(diagnose(bank, sheet("joy: 2\ntrust: 3\ncalm: 0"))) == []


def test_a_dimension_that_is_not_assessed_leaves_a_portrait_open(house: House, diagnose: Diagnose) -> None:
    """Not sound, and not unsound either."""
    bank = house(dimensions=ONE, portraits="id: sound, if: one >= 2.5\nid: unsound, if: not one >= 2.5")
    assert portraits(diagnose(bank, sheet("joy: 4"))) == []


def test_a_portrait_may_look_at_all_assessed_dimensions(house: House, diagnose: Diagnose) -> None:
    bank = house(
        dimensions=f"{ONE}\nid: two, components: [calm, rules]",
        portraits="id: all_sound, if: all(d >= 3 for d in dimensions)\nid: single, if: count(dimensions) == 1",
    )
    assert portraits(diagnose(bank, sheet("joy: 4\ntrust: 3"))) == ["all_sound", "single"]
    assert portraits(diagnose(bank, sheet("joy: 4\ntrust: 3\ncalm: 0\nrules: lived"))) == []
    assert portraits(diagnose(bank, sheet())) == []


def test_waived_findings_are_not_critical_for_portraits(house: House, diagnose: Diagnose) -> None:
    findings = (
        "- {id: bad, severity: critical, say: S, if: joy == 0}\n- {id: odd, severity: risk, say: S, if: joy == 0}\n"
    )
    bank = house(
        findings=findings, portraits="id: none_bad, if: critical_findings == 0\nid: one_bad, if: critical_findings == 1"
    )
    assert portraits(diagnose(bank, sheet("joy: 0"))) == ["one_bad"]
    assert portraits(diagnose(bank, sheet("joy: 0", waived="{bad: known}"))) == ["none_bad"]


def test_a_bank_without_rules_has_nothing_to_say(house: House, diagnose: Diagnose) -> None:
    found = diagnose(house(), sheet("joy: 0"))
    assert (found.dimensions, found.findings, found.not_assessed, found.portraits) == ((), (), (), ())


# Whatever is answered.

BANKS = [
    Path(__file__).parents[1] / "banks" / "every-type",
    *sorted(resources.shipped("questions").glob("*/bank.yaml")),
]


@cache
def search_in(bank: Bank, mode: str) -> tuple[Search, Mapping[str, Sequence[Value]]]:
    """Return what makes cases of *bank*, and what can be answered to each question where its rules look."""
    rules = [one.source for rule in bank.rules.findings for one in (*rule.reads, *rule.values.values())]
    mentions = mentions_of([*bank.values.values.values(), *rules], bank.vocabulary)
    search = Search(bank, mode)
    asked = [question for question in bank.questions.values() if bank.asks(question, mode=mode, role=None)]
    return search, {question.id: search.candidates(question, mentions) for question in asked}


def by_chance(bank: Bank, mode: str, dice: random.Random) -> Diagnosis:
    """Return the diagnosis of up to four people who answer, do not know, or say nothing."""
    search, values = search_in(bank, mode)
    roles = tuple(dice.choice([None, *(role.id for role in bank.settings.roles)]) for _ in range(dice.randint(1, 4)))
    answered, unknown = dice.choice((0.1, 0.6, 0.95)), dice.choice((0, 0.3))
    answers, open_ones = {}, set()
    for name, known in values.items():
        for number in range(len(roles)):
            if dice.random() < unknown:
                open_ones.add((number, name))
            elif dice.random() < answered:
                answers[number, name] = dice.choice(known)
    return search.diagnosis(State(roles, answers, frozenset(open_ones)))


def say_everything(diagnosis: Diagnosis) -> None:
    """Let the diagnosis say all that it can, in both languages."""
    for locale in ("de-CH", "en"):
        sentences = Sentences(diagnosis.case, diagnosis, locale)
        json.dumps(as_data(diagnosis, sentences))
        for rule in diagnosis.case.bank.rules.findings:
            assert all(isinstance(line, str) for line in explain(diagnosis, rule, sentences))


@pytest.mark.parametrize("folder", BANKS, ids=lambda path: path.parent.name if path.name == "bank.yaml" else path.name)
@given(seed=st.integers(0, 10**9))
@settings(max_examples=settings().max_examples // 4)
def test_no_answers_make_a_diagnosis_stumble(folder: Path, seed: int) -> None:
    """Neither any number of people, nor silence, nor answers that do not go together."""
    bank, dice = load(folder), random.Random(seed)
    diagnosis = by_chance(bank, dice.choice(bank.settings.modes).id, dice)
    say_everything(diagnosis)
    for dimension in diagnosis.dimensions:
        assert dimension.value is None or 0 <= dimension.value <= 4
        assert dimension.level in (None, 0, 1, 2, 3, 4)
        assert (dimension.value is None) or dimension.low <= dimension.value <= dimension.high  # type: ignore[operator]
    assert len(diagnosis.portraits) <= 2
    assert not {one.id for one in diagnosis.findings} & {one.id for one in diagnosis.not_assessed}


@pytest.mark.parametrize("folder", BANKS, ids=lambda path: path.parent.name if path.name == "bank.yaml" else path.name)
def test_empty_sheets_fire_nothing(folder: Path) -> None:
    """Silence is no evidence, in any mode."""
    bank = load(folder)
    for mode in bank.settings.modes:
        diagnosis = Search(bank, mode.id).diagnosis(State((None,), {}))
        say_everything(diagnosis)
        assert diagnosis.findings == ()
        assert all(dimension.value is None for dimension in diagnosis.dimensions)
