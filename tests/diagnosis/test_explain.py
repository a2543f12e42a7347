"""The explanation of a finding: its condition in words, the figures in it, the answers, and what is missing."""

from collections.abc import Callable

import pytest

from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.explain import explain
from smcheck.diagnosis.sentences import Sentences

from .conftest import Diagnose, House, sheet

Speak = Callable[..., Sentences]


def rule(keys: str, severity: str = "risk") -> str:
    return f"- {{id: one, severity: {severity}, say: {{de: So ist es., en: So it is.}}, {keys}}}\n"


def lines(diagnosis: Diagnosis, speak: Speak, locale: str = "en") -> list[str]:
    found = explain(diagnosis, diagnosis.case.bank.rules.finding["one"], speak(diagnosis, locale))
    return [line.replace(sheet_folder(diagnosis), "") for line in found]


def sheet_folder(diagnosis: Diagnosis) -> str:
    return diagnosis.case.sheets[0].file.rpartition("/")[0] + "/"


def below(said: list[str], heading: str) -> list[str]:
    """Return the lines below a heading, without their indentation."""
    rest = said[said.index(heading) + 1 :]
    end = next((place for place, line in enumerate(rest) if not line.startswith("  ")), len(rest))
    return [line.strip() for line in rest[:end]]


def test_a_finding_that_fires_is_explained_whole(house: House, diagnose: Diagnose, speak: Speak) -> None:
    found = diagnose(house(findings=rule("if: joy <= low")), sheet("joy: 1", role="boss"))
    assert lines(found, speak, "de-DE") == [
        "one: trifft zu (Risiko).",
        "  So ist es.",
        "Bedingung:",
        "  Freude ist höchstens 1 (low)",
        "Werte:",
        "  low = 1 (Faustwert)",
        "Antworten:",
        "  Freude: 1 – eins (Leitung, 0.yaml)",
    ]
    assert lines(found, speak) == [
        "one: applies (risk).",
        "  So it is.",
        "Condition:",
        "  Joy is at most 1 (low)",
        "Values:",
        "  low = 1 (rule of thumb)",
        "Answers:",
        "  Joy: 1 – one (management, 0.yaml)",
    ]


def test_a_finding_that_does_not_fire_says_so_with_the_same_evidence(
    house: House, diagnose: Diagnose, speak: Speak
) -> None:
    found = diagnose(house(findings=rule("if: joy <= low")), sheet("joy: 3"))
    assert lines(found, speak, "de-DE")[0] == "one: trifft nicht zu."
    assert lines(found, speak)[0] == "one: does not apply."
    assert below(lines(found, speak), "Answers:") == ["Joy: 3 – three (0.yaml)"]


@pytest.mark.parametrize(
    ("locale", "first", "heading", "missing"),
    [
        ("de-DE", "one: nicht zu beurteilen.", "Dazu fehlt:", ["Budget: für später", "Ziele – Wer: offen gelassen"]),
        ("en", "one: could not be assessed.", "Missing for it:", ["Budget: for later", "Goals – Who: left open"]),
    ],
)
def test_what_is_missing_is_named_with_its_status(
    house: House, diagnose: Diagnose, speak: Speak, locale: str, first: str, heading: str, missing: list[str]
) -> None:
    """Down to the cell."""
    bank = house(findings=rule("if: \"budget > 5 and any(g.owner == 'Ann' for g in goals)\""))
    found = diagnose(bank, sheet("goals: [{goal: A}]", open="{budget: later}"))
    said = lines(found, speak, locale)
    assert said[0] == first
    assert below(said, heading) == missing


def test_what_is_not_asked_is_told_once(house: House, diagnose: Diagnose, speak: Speak) -> None:
    """Also where a function looked for what respondents said."""
    bank = house(findings=rule("if: spread(firm_joy) >= 2 or firm_joy == 0"))
    said = lines(diagnose(bank, sheet("kind: club")), speak)
    assert below(said, "Answers:") == ["Joy in firms: not asked"]
    assert below(said, "Missing for it:") == ["Joy in firms: not asked"]


def test_the_words_of_the_author_stand_before_the_condition(house: House, diagnose: Diagnose, speak: Speak) -> None:
    bank = house(findings=rule("if: joy == 0, means: {de: Keine Freude., en: No joy.}"))
    assert below(lines(diagnose(bank, sheet("joy: 0")), speak), "Condition:") == ["No joy.", "Joy is 0"]


def test_a_list_is_said_with_how_many_match(house: House, diagnose: Diagnose, speak: Speak) -> None:
    bank = house(findings=rule("each: g in goals, if: empty(g.owner)"))
    found = diagnose(bank, sheet("goals: [{goal: A}, {goal: B, owner: Ann}]"))
    assert below(lines(found, speak, "de-DE"), "Bedingung:") == [
        "mindestens einmal in Ziele: Wer ist leer",
        "trifft auf einen Eintrag von 2 zu",
    ]
    assert below(lines(found, speak), "Condition:") == [
        "at least once in Goals: Who is blank",
        "true for one entry of 2",
    ]


def test_named_values_and_computed_figures_are_told_with_what_they_come_to(
    house: House, diagnose: Diagnose, speak: Speak
) -> None:
    """Lists by their length; what cannot be computed as such. Values with parameters have no figure of their own."""
    condition = "count(owned) >= 1 and (f_hours > 2 or unknown_share < 0.5) and any(named(g) for g in goals)"
    bank = house(findings=rule(f'if: "{condition}"'))
    found = diagnose(bank, sheet("goals: [{goal: A, owner: Ann}]\njoy: 1", open="{hours: unknown}"))
    assert below(lines(found, speak), "Values:") == [
        "f_hours = not known",
        "owned = one entry",
        "share of “I don't know” = 0.33",
    ]


def test_the_reason_of_a_waived_finding_is_told(house: House, diagnose: Diagnose, speak: Speak) -> None:
    found = diagnose(house(findings=rule("if: joy == 0")), sheet("joy: 0", waived="{one: kommt noch}"))
    assert lines(found, speak, "de-DE")[2] == "  Zurückgestellt: kommt noch"
    assert lines(found, speak)[2] == "  Waived: kommt noch"


def test_every_view_is_told_and_no_file_of_protected_people(house: House, diagnose: Diagnose, speak: Speak) -> None:
    bank = house(findings=rule("if: joy <= 1"))
    found = diagnose(bank, *(sheet(f"joy: {joy}", role=role) for joy, role in ((4, "boss"), (1, "crew"), (0, "staff"))))
    assert below(lines(found, speak), "Answers:") == [
        "Joy: 4 – four (management, 0.yaml)",
        "Joy: 0 – zero (workforce)",
        "Joy: 1 – one (workforce)",
    ]


def test_what_is_off_the_record_is_in_no_explanation(house: House, diagnose: Diagnose, speak: Speak) -> None:
    bank = house(findings=rule("if: fear == 'Fire'"))
    said = lines(diagnose(bank, sheet("fear: Fire hazard")), speak)
    assert not any("hazard" in line for line in said)
    assert below(said, "Missing for it:") == ["Fear: off the record"]


def test_without_any_answer_there_is_no_heading_for_them(house: House, diagnose: Diagnose, speak: Speak) -> None:
    said = lines(diagnose(house(findings=rule("if: unknown_count == 0")), sheet("joy: 1")), speak)
    assert "Answers:" not in said
