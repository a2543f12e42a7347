"""Findings: when one fires, for whom, how severe it is, and what it rests on."""

from datetime import date

import pytest

from smcheck.case import Status
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.evidence import Evidence
from smcheck.diagnosis.findings import Finding
from smcheck.logic.values import BLANK, Row

from .conftest import Diagnose, House, sheet


def rule(keys: str, severity: str = "risk", name: str = "one") -> str:
    return f"- {{id: {name}, severity: {severity}, say: Told., {keys}}}\n"


SAD = rule("if: joy <= low")
UNOWNED = rule("each: g in goals, if: empty(g.owner)")


def fired(diagnosis: Diagnosis) -> list[str]:
    return [finding.id for finding in diagnosis.findings]


def only(diagnosis: Diagnosis) -> Finding:
    (finding,) = diagnosis.findings
    return finding


def names(finding: Finding) -> list[object]:
    return [match.name if isinstance(match, Row) else match for match in finding.matches]


def evidence_of(finding: Finding) -> list[tuple[str, object, str | None, str | None]]:
    return [(one.question.id, one.value, one.role, one.file and one.file[-6:]) for one in finding.evidence]


# True fires, false does not, unknown is told apart.


@pytest.mark.parametrize(("joy", "told"), [(1, ["one"]), (2, [])])
def test_a_finding_fires_if_its_condition_is_true(house: House, diagnose: Diagnose, joy: int, told: list[str]) -> None:
    found = diagnose(house(findings=SAD), sheet(f"joy: {joy}"))
    assert fired(found) == told
    assert found.not_assessed == ()


@pytest.mark.parametrize("answers", ["", "joy:"])
def test_silence_fires_nothing_and_is_not_assessed(house: House, diagnose: Diagnose, answers: str) -> None:
    found = diagnose(house(findings=SAD), sheet(answers))
    assert fired(found) == []
    assert [(one.id, one.missing) for one in found.not_assessed] == [("one", ("joy",))]


@pytest.mark.parametrize("status", ["unknown", "later"])
def test_i_do_not_know_fires_nothing(house: House, diagnose: Diagnose, status: str) -> None:
    """Also under `not`."""
    found = diagnose(house(findings=rule("if: not joy >= 3")), sheet(open=f"{{joy: {status}}}"))
    assert fired(found) == []
    assert [{reason.status for reason in one.reasons} for one in found.not_assessed] == [{status}]


def test_what_decides_makes_the_rest_needless(house: House, diagnose: Diagnose) -> None:
    """One half of an or is enough; one half of an and is not."""
    bank = house(findings=rule("if: joy <= 1 or trust <= 1") + rule("if: joy <= 1 and trust <= 1", name="two"))
    found = diagnose(bank, sheet("joy: 0"))
    assert fired(found) == ["one"]
    assert [(one.id, one.missing) for one in found.not_assessed] == [("two", ("trust",))]


def test_missing_questions_are_named_once_in_one_order(house: House, diagnose: Diagnose) -> None:
    """A cell counts as its group."""
    bank = house(findings=rule('if: "any(g.rank > 1 and g.cost > budget for g in goals)"'))
    found = diagnose(bank, sheet("goals: [{goal: A}, {goal: B}]"))
    assert found.not_assessed[0].missing == ("budget", "goals")


def test_a_hidden_answer_fires_nothing_and_leaves_nothing_open(house: House, diagnose: Diagnose) -> None:
    """The question is not asked of a club; what stands in the sheet sleeps, and nobody waits for it."""
    found = diagnose(house(findings=rule("if: firm_joy == 0")), sheet("kind: club\nfirm_joy: 0"))
    assert (fired(found), found.not_assessed) == ([], ())


def test_what_neither_mode_nor_role_asks_is_still_missed(house: House, diagnose: Diagnose) -> None:
    """Another conversation could answer it."""
    found = diagnose(house(findings=rule("if: deep == 0")), sheet("name: A", mode="quick"))
    assert (fired(found), [one.missing for one in found.not_assessed]) == ([], [("deep",)])


# Each.


def test_each_fires_for_those_members_that_match(house: House, diagnose: Diagnose) -> None:
    goals = "goals: [{goal: A, owner: Ann}, {goal: B}, {goal: C}]"
    finding = only(diagnose(house(findings=UNOWNED), sheet(goals)))
    assert (names(finding), finding.of) == (["B", "C"], 3)


def test_each_does_not_fire_for_no_member(house: House, diagnose: Diagnose) -> None:
    found = diagnose(house(findings=UNOWNED), sheet("goals: []"))
    assert (fired(found), found.not_assessed) == ([], ())


def test_one_match_is_enough_where_others_are_open(house: House, diagnose: Diagnose) -> None:
    """It speaks of the certain ones alone."""
    bank = house(findings=rule("each: g in goals, if: g.rank > 1"))
    finding = only(diagnose(bank, sheet("goals: [{goal: A}, {goal: B, rank: 2}]")))
    assert (names(finding), finding.of) == (["B"], 2)


def test_without_a_certain_match_open_members_are_not_assessed(house: House, diagnose: Diagnose) -> None:
    bank = house(findings=rule("each: g in goals, if: g.rank > 1"))
    found = diagnose(bank, sheet("goals: [{goal: A}, {goal: B, rank: 1}]"))
    assert (fired(found), [one.missing for one in found.not_assessed]) == ([], [("goals",)])


def test_a_list_nobody_knows_is_not_assessed(house: House, diagnose: Diagnose) -> None:
    found = diagnose(house(findings=UNOWNED), sheet(open="{goals: unknown}"))
    assert [one.missing for one in found.not_assessed] == [("goals",)]


def test_a_member_that_perhaps_belongs_to_the_list_does_not_match(house: House, diagnose: Diagnose) -> None:
    """The list holds those of a sort that is not known of one of them."""
    bank = house(findings=rule("each: g in (x for x in goals if x.sort == 'more'), if: empty(g.owner)"))
    found = diagnose(bank, sheet("goals: [{goal: A}, {goal: B, sort: more}]"))
    assert names(only(found)) == ["B"]


@pytest.mark.parametrize(
    ("each", "condition", "expected"),
    [
        ("g in owned", "g.rank > 0", ["A"]),
        ("t in tools", "t != 'chat'", ["mail"]),
        ("o in distinct(g.owner for g in owned)", "o != 'Bob'", ["Ann"]),
        ("p in points", "p.state == 'open'", ["noise"]),
    ],
)
def test_each_goes_through_any_list(
    house: House, diagnose: Diagnose, each: str, condition: str, expected: list[str]
) -> None:
    """Named values, choices that were ticked, texts, rows of tables."""
    answers = """
        tools: [mail, chat]
        goals: [{goal: A, owner: Ann, rank: 1}, {goal: B, owner: Bob, rank: 0}, {goal: C, rank: 2}]
        points: {noise: {state: open}, light: {state: settled}}
    """
    assert names(only(diagnose(house(findings=rule(f'each: "{each}", if: "{condition}"')), sheet(answers)))) == expected


@pytest.mark.parametrize(
    ("by", "order"),
    [
        ("by: g.rank, ", ["C", "A", "B"]),
        ("by: 0 - g.rank, ", ["A", "C", "B"]),
        ("by: g.due, ", ["B", "C", "A"]),
        ("", ["A", "B", "C"]),
    ],
)
def test_by_says_who_is_spoken_of_first(house: House, diagnose: Diagnose, by: str, order: list[str]) -> None:
    """By figure or day; what is open comes last, and what is alike stays in order."""
    goals = "goals: [{goal: A, rank: 5}, {goal: B, due: 2027-01-01}, {goal: C, rank: 2, due: 2027-02-01}]"
    bank = house(findings=rule(f"each: g in goals, {by}if: empty(g.owner)"))
    assert names(only(diagnose(bank, sheet(goals)))) == order


# Severity.

GRADED = rule("if: joy <= 2", "[{level: critical, if: joy == 0}, {level: risk, if: trust == 0}, {level: note}]")


@pytest.mark.parametrize(
    ("answers", "severity"),
    [
        ("joy: 0\ntrust: 0", "critical"),
        ("joy: 1\ntrust: 0", "risk"),
        ("joy: 1\ntrust: 4", "note"),
        ("joy: 1", "note"),
    ],
)
def test_the_first_grade_whose_condition_is_true_counts(
    house: House, diagnose: Diagnose, answers: str, severity: str
) -> None:
    """An open one is none."""
    assert only(diagnose(house(findings=GRADED), sheet(answers))).severity == severity


def test_findings_come_by_severity_and_then_in_the_order_of_the_bank(house: House, diagnose: Diagnose) -> None:
    severities = ("strength", "note", "risk", "critical", "risk")
    findings = "".join(rule("if: joy == 1", severity, f"f{n}") for n, severity in enumerate(severities))
    assert fired(diagnose(house(findings=findings), sheet("joy: 1"))) == ["f3", "f2", "f4", "f1", "f0"]


# What is computed from the whole case.


def test_the_share_of_unknowns_counts_every_answer_of_everybody(house: House, diagnose: Diagnose) -> None:
    """Of two people who were asked the same; what is left for later or missing does not count."""
    bank = house(findings=rule("if: unknown_share == 0.25 and unknown_count == 1"))
    first = sheet("joy: 2\ntrust: 2", role="boss", open="{calm: later}")
    assert fired(diagnose(bank, first, sheet("joy: 2", role="lead", open="{trust: unknown}"))) == ["one"]


def test_without_any_answer_there_is_no_share_of_unknowns(house: House, diagnose: Diagnose) -> None:
    found = diagnose(house(findings=rule("if: unknown_share > 0.5")), sheet())
    assert [(one.id, one.missing) for one in found.not_assessed] == [("one", ())]


def test_the_alignment_index_is_open_with_one_respondent(house: House, diagnose: Diagnose) -> None:
    bank = house(findings=rule("if: alignment_index < 60"))
    assert fired(diagnose(bank, sheet("joy: 4"))) == []
    assert fired(diagnose(bank, sheet("joy: 4", role="boss"), sheet("joy: 1", role="lead"))) == ["one"]


def test_deadlines_are_judged_as_of_the_latest_sheet_or_a_given_day(house: House, diagnose: Diagnose) -> None:
    bank, text = house(findings=rule("if: days_since(opening) > 30")), sheet("opening: 2026-11-15")
    assert fired(diagnose(bank, text)) == []
    assert fired(diagnose(bank, text, as_of=date(2027, 1, 1))) == ["one"]


# What the consultant decided.


def test_a_waived_finding_keeps_its_reason(house: House, diagnose: Diagnose) -> None:
    found = diagnose(
        house(findings=SAD),
        sheet("joy: 0"),
    )
    assert only(found).waived is None
    found = diagnose(found.case.bank, sheet("joy: 0", waived="{one: wir wissen es}"))
    assert only(found).waived == "wir wissen es"


def test_a_finding_is_waived_or_accepted_in_any_sheet_of_the_case(house: House, diagnose: Diagnose) -> None:
    bank = house(findings=SAD)
    found = diagnose(bank, sheet("joy: 0", role="boss"), sheet(role="crew", waived="{one: ja}", accepted="[one]"))
    assert (only(found).waived, only(found).accepted) == ("ja", True)


def test_a_finding_that_does_not_fire_is_not_waived(house: House, diagnose: Diagnose) -> None:
    assert fired(diagnose(house(findings=SAD), sheet("joy: 4", waived="{one: ja}"))) == []


# Evidence.


def test_a_fact_rests_on_the_one_who_counts(house: House, diagnose: Diagnose) -> None:
    bank = house(findings=rule("if: rules == 'none'"))
    found = diagnose(bank, sheet("rules: lived", role="boss"), sheet("rules: none", role="lead"))
    assert evidence_of(only(found)) == [("rules", "none", "lead", "1.yaml")]


def test_a_view_rests_on_everybody_who_gave_it(house: House, diagnose: Diagnose) -> None:
    found = diagnose(house(findings=SAD), sheet("joy: 4", role="boss"), sheet("joy: 0", role="lead"))
    assert evidence_of(only(found)) == [("joy", 4, "boss", "0.yaml"), ("joy", 0, "lead", "1.yaml")]


def test_rows_that_several_gave_rest_on_all_of_them_together(house: House, diagnose: Diagnose) -> None:
    found = diagnose(
        house(findings=UNOWNED), sheet("goals: [{goal: A}]", role="boss"), sheet("goals: [{goal: B}]", role="lead")
    )
    (goals,) = only(found).evidence
    assert (goals.role, goals.file) == (None, None)
    assert [row.name for row in goals.rows] == ["A", "B"]


def test_evidence_comes_in_the_order_of_the_questions_and_only_what_was_asked(house: House, diagnose: Diagnose) -> None:
    """Whatever the order in the condition, and through named values."""
    bank = house(findings=rule("if: budget < 5 and (f_owned == 0 or firm_joy == 0) and joy <= 2"))
    found = diagnose(bank, sheet("kind: club\njoy: 1\nbudget: 1\ngoals: [{goal: A}]"))
    assert [one.question.id for one in only(found).evidence] == ["joy", "budget", "goals"]


def test_the_rows_that_match_are_the_evidence(house: House, diagnose: Diagnose) -> None:
    finding = only(diagnose(house(findings=UNOWNED), sheet("goals: [{goal: A, owner: Ann}, {goal: B}]")))
    assert [row.name for row in finding.evidence[0].rows] == ["B"]


def test_a_blank_or_open_answer_is_evidence_as_such(house: House, diagnose: Diagnose) -> None:
    bank = house(findings=rule("if: empty(members) and not answered(budget)"))
    found = diagnose(bank, sheet("members:", open="{budget: unknown}"))
    assert [(one.status, one.value) for one in only(found).evidence] == [(Status.UNKNOWN, None), (Status.BLANK, BLANK)]


@pytest.mark.parametrize("condition", ["if: answered(fear)", "if: empty(fear)", "if: fear == 'Fire'"])
def test_what_is_off_the_record_supports_no_finding(house: House, diagnose: Diagnose, condition: str) -> None:
    """The question is off the record from the start."""
    found = diagnose(house(findings=rule(condition)), sheet("fear: Fire"))
    assert fired(found) == []


def test_what_is_off_the_record_is_no_evidence_of_what_others_say(house: House, diagnose: Diagnose) -> None:
    """The finding rests on the answer that is on the record."""
    bank = house(findings=rule("if: joy == 0 or answered(fear)"))
    assert evidence_of(only(diagnose(bank, sheet("joy: 0\nfear: Fire")))) == [("joy", 0, None, "0.yaml")]


def test_cells_off_the_record_support_no_finding(house: House, diagnose: Diagnose) -> None:
    bank = house(findings=rule("each: g in goals, if: answered(g.remark)"))
    text = sheet("goals: [{goal: A, remark: Hush}]", private="[goals.remark]")
    assert fired(diagnose(bank, text)) == []


def test_views_of_protected_people_stand_in_an_order_that_tells_nothing(house: House, diagnose: Diagnose) -> None:
    """By what they say, not by role or file; and no file tells whose they are."""
    bank = house(findings=SAD)

    def rests_on(crew: int, staff: int) -> list[Evidence]:
        sheets = [sheet(f"joy: {joy}", role=role) for joy, role in ((0, "boss"), (crew, "crew"), (staff, "staff"))]
        return list(only(diagnose(bank, *sheets)).evidence)

    assert [one.value for one in rests_on(1, 0)] == [one.value for one in rests_on(0, 1)] == [0, 0, 1]
    assert [one.file is None for one in rests_on(1, 0)] == [False, True, True]


def test_enough_people_are_told_apart(house: House, diagnose: Diagnose) -> None:
    sheets = [sheet("joy: 1", role=role) for role in ("crew", "crew", "staff")]
    finding = only(diagnose(house(findings=SAD), *sheets))
    assert [one.role for one in finding.evidence] == ["crew", "crew", "staff"]
    assert all(one.file for one in finding.evidence)
