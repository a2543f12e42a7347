"""The steps that an interview offers come from the findings of the case, the most severe ones first."""

from pathlib import Path

from smcheck.answers.read import load_sheet
from smcheck.case import Case, group
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.steps import MOST, suggested_steps

EXAMPLES = Path(__file__).parents[2] / "examples"


def bruehlmatt() -> Case:
    return group(load_sheet(path) for path in sorted(EXAMPLES.glob("bruehlmatt-energie.2026-12.*.yaml")))[0]


def test_most_severe_steps_come_first_and_are_few_enough_to_choose_from() -> None:
    """Of some forty findings as many steps as fit on a screen are offered, critical ones before all."""
    steps = suggested_steps(bruehlmatt())
    severity = {one.id: one.severity for one in Diagnosis(bruehlmatt()).findings}
    assert len(steps) == MOST
    found = [severity[finding] for finding, _, taken in steps if not taken]
    assert found == sorted(found, key=["critical", "risk", "note"].index)


def test_steps_that_were_taken_up_stay_and_waived_findings_suggest_nothing() -> None:
    """What is in the roadmap can be seen and taken out again; what was put aside does not come back."""
    case = bruehlmatt()
    steps = {finding: taken for finding, _, taken in suggested_steps(case)}
    accepted = {finding for sheet in case.sheets for finding in sheet.accepted}
    waived = {finding for sheet in case.sheets for finding in sheet.waived}
    assert accepted
    assert waived
    assert {finding for finding, taken in steps.items() if taken} == accepted
    assert not waived & steps.keys()


def test_steps_are_said_in_the_language_of_the_case() -> None:
    """A German sheet in Switzerland is offered German steps, spelt as there."""
    words = " ".join(text for _, text, _ in suggested_steps(bruehlmatt()))
    assert "Konten" in words
    assert "ß" not in words
