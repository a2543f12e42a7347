"""Two invented clients, whole: exactly the findings, the profile and the portraits that their answers give.

They are the sheets in `examples`. Where something else was expected of a client when it was invented, the rule as it is
wins, and a comment beside the expectation says why.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor
from pathlib import Path

import pytest

from smcheck.answers.model import Sheet
from smcheck.answers.read import load_sheet, read_sheet
from smcheck.case import group
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.logic.values import rows_of

EXAMPLES = Path(__file__).parents[2] / "examples"
COMPANY, COMPANY_LATER, ASSOCIATION = (
    "bruehlmatt-energie.2026-12",
    "bruehlmatt-energie.2027-06",
    "miteinander-muerzregion.2026-12",
)
SEVERITIES = ("critical", "risk", "note", "strength")

Expected = Mapping[str, frozenset[str]]


def sheets_of(client: str, *, without: str = "") -> list[Sheet]:
    """The sheets of one round, except that of a role."""
    paths = sorted(EXAMPLES.glob(f"{client}.*.yaml"))
    return [load_sheet(path) for path in paths if path.name.split(".")[2] != without]


def diagnose(sheets: Iterable[Sheet]) -> Diagnosis:
    (case,) = group(sheets)
    assert case.valid
    return Diagnosis(case)


def changed(client: str, role: str, old: str, new: str, *, without: str = "") -> Diagnosis:
    """The diagnosis of a client one of whose respondents says something else in one line."""
    sheets = sheets_of(client, without=without)
    (sheet,) = (one for one in sheets if one.role == role)
    text = sheet.document.text
    assert text.count(f"\n  {old}\n") == 1
    other = read_sheet(text.replace(f"\n  {old}\n", f"\n  {new}\n").encode(), sheet.file, bank=sheet.bank)
    return diagnose([other if one is sheet else one for one in sheets])


def fired(diagnosis: Diagnosis) -> Expected:
    return {
        severity: frozenset(one.id for one in diagnosis.findings if one.severity == severity) for severity in SEVERITIES
    }


def undecided(diagnosis: Diagnosis) -> frozenset[str]:
    return frozenset(one.rule.id for one in diagnosis.not_assessed)


def profile(diagnosis: Diagnosis) -> dict[str, float]:
    """The profile as documents print it: one decimal, half up."""
    return {one.id: one_decimal(one.value) for one in diagnosis.dimensions if one.value is not None}


def one_decimal(value: Fraction) -> float:
    return floor(value * 10 + Fraction(1, 2)) / 10


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A company of 45 people, with and without its personnel administration

COMPANY_EXPECTED: Expected = {
    # expected_without_rules was expected here: it is critical only without any guidelines, and there is a draft.
    "critical": words("""
        approval_slower_than_promise responsible_no_rights single_point_of_failure law_basics_open ownership_agency
    """),
    # leavers_access does not need the personnel administration: the communications lead is asked too.
    "risk": words("""
        goal_no_owner goal_no_metric goal_owner_unaware goal_unagreed audience_assumed channel_without_goal
        channels_vs_people promise_vs_weekend crisis_unprepared feedback_dead_end talking_before_listening
        reviews_unread sponsor_silent lead_not_heard leadership_unspoken consensus_illusion raci_conflict raci_overload
        agency_unsteered comp_unknown comp_gap_unplanned budget_without_training expected_without_rules
        hate_unprotected ai_unregulated law_many_unknown claims_open second_factor_partly leavers_access
        incident_unprepared hours_gap nothing_dropped patience_short patience_disagree goal_review_habit_missing
        applause_only measures_incomplete
    """),
    "note": words("""
        goal_no_date goal_no_baseline goal_without_channel channel_to_close training_one_person hours_hidden
        review_undated report_nowhere
    """),
    "strength": frozenset(),
}
COMPANY_NOT_FIRED = words("hours_disagree on_top staff_uninformed")
ONLY_WITHOUT_HR: Expected = {
    "critical": words("recruiting_without_hr"),
    # dialogue_gagged: without her the lower median of the dialogue wanted is 3 instead of 2. It is a risk and not
    # critical, for management may answer. inside_outside_gap was not expected, but 3 outside stands against 1 inside.
    "risk": words("goal_department_unheard departments_unheard dialogue_gagged inside_outside_gap"),
    "note": frozenset(),
    "strength": frozenset(),
}
COMPANY_PROFILE = {
    "direction": 2.0,
    "leadership": 1.8,
    "roles": 1.9,
    "cooperation": 1.6,  # expected as 1.5 to 1.7; 1.5 without the personnel administration
    "competence": 1.3,
    "resources": 1.3,
    # Expected as capped at 2. The cap is there, but it takes nothing away: the mean is below it anyway.
    "rules": 1.3,
    "security": 0.7,
    "dialogue": 1.3,  # 1.5 without the personnel administration, who wants less of it
    "culture": 1.9,
    "learning": 1.4,
}


def test_findings_of_the_company() -> None:
    diagnosis = diagnose(sheets_of(COMPANY))
    assert fired(diagnosis) == COMPANY_EXPECTED


def test_findings_of_the_company_without_its_personnel_administration() -> None:
    """Nobody has asked those who know most about the largest goal."""
    diagnosis = diagnose(sheets_of(COMPANY, without="hr"))
    assert fired(diagnosis) == {name: COMPANY_EXPECTED[name] | ONLY_WITHOUT_HR[name] for name in SEVERITIES}


@pytest.mark.parametrize("without", ["", "hr"])
def test_what_does_not_fire_for_the_company_is_decided(without: str) -> None:
    """It is false, not left open."""
    diagnosis = diagnose(sheets_of(COMPANY, without=without))
    silent = COMPANY_NOT_FIRED | (frozenset() if without else words("dialogue_gagged inside_outside_gap"))
    assert not silent & (undecided(diagnosis) | frozenset().union(*fired(diagnosis).values()))
    # Whether anybody needs protection is an open point of this client. A question to public bodies alone leaves nothing
    # open here: what does not apply is not missing.
    assert undecided(diagnosis) == {"protected_groups"}
    assert diagnosis.case.ruled_out("aud_alternatives")


def test_profile_of_the_company() -> None:
    diagnosis = diagnose(sheets_of(COMPANY))
    assert profile(diagnosis) == COMPANY_PROFILE
    assert not any(one.cap for one in diagnosis.dimensions)
    assert not any(one.provisional for one in diagnosis.dimensions)
    without = profile(diagnose(sheets_of(COMPANY, without="hr")))
    assert without == COMPANY_PROFILE | {"cooperation": 1.5, "dialogue": 1.5}


@pytest.mark.parametrize("without", ["", "hr"])
def test_portraits_of_the_company(without: str) -> None:
    diagnosis = diagnose(sheets_of(COMPANY, without=without))
    assert [portrait.id for portrait in diagnosis.portraits] == ["unheard", "one_stage"]


def test_what_the_company_decided_about_its_findings() -> None:
    """One is put aside with a reason, two have become steps."""
    findings = diagnose(sheets_of(COMPANY)).findings
    assert {one.id for one in findings if one.waived} == {"training_one_person"}
    assert {one.id for one in findings if one.accepted} == {"ownership_agency", "single_point_of_failure"}


@pytest.mark.parametrize(("hours", "expected"), [("8", False), ("9", False), ("10", True)])
def test_hours_disagree_from_one_and_a_half_times_on(hours: str, expected: bool) -> None:
    """8 against 6 is a third more and as good as agreed; 9 against 6 is exactly one and a half times."""
    diagnosis = changed(COMPANY, "management", "res_hours: 8", f"res_hours: {hours}")
    assert ("hours_disagree" in fired(diagnosis)["risk"]) is expected


def test_time_on_top_is_what_management_says() -> None:
    """The lead respondent for the hours is management: agreed. That the one who works them says otherwise is a gap."""
    diagnosis = diagnose(sheets_of(COMPANY))
    assert diagnosis.alignment is not None
    (gap,) = (one for one in diagnosis.alignment.gaps if one.question.id == "res_hours_basis")
    assert gap.distance == Fraction(1, 2)
    told = changed(COMPANY, "management", "res_hours_basis: agreed", "res_hours_basis: ontop")
    assert "on_top" in fired(told)["risk"]


# An association with 160 employees and 420 volunteers

ASSOCIATION_EXPECTED: Expected = {
    # expected_without_rules was expected here: it is critical only where it is expected of people, not where welcome.
    "critical": words("protected_groups staff_rep_uninvolved law_basics_open recruiting_without_hr"),
    "risk": words("""
        goal_no_owner goal_no_metric goal_department_unheard unofficial_unknown channels_vs_people crisis_unprepared
        talking_before_listening reviews_unread inbound_overload comp_gap_unplanned budget_without_training
        expected_without_rules hate_unprotected ai_unregulated second_factor_partly shared_password leavers_access
        incident_unprepared hours_gap budget_unsecured
    """),
    "note": words("goal_no_date goal_without_channel channel_to_close platform_dependence hours_hidden"),
    "strength": words("culture_ready"),
}
ASSOCIATION_NOT_FIRED = words("departments_unheard ownership_agency on_top patience_short hours_disagree")


def test_findings_of_the_association() -> None:
    diagnosis = diagnose(sheets_of(ASSOCIATION))
    assert fired(diagnosis) == ASSOCIATION_EXPECTED
    assert not ASSOCIATION_NOT_FIRED & undecided(diagnosis)


def test_goals_of_the_association_whose_departments_nobody_asked() -> None:
    """The most urgent one is spoken of first."""
    findings = diagnose(sheets_of(ASSOCIATION)).findings
    (finding,) = (one for one in findings if one.id == "goal_department_unheard")
    departments = [str(row.cells["goal_department"]) for row in rows_of(finding.matches)]
    assert departments == ["hr", "finance", "specialist"]


def test_profile_of_the_association() -> None:
    """Much trust and few handrails: culture is high, rules and security stay at or below 1.5."""
    diagnosis = diagnose(sheets_of(ASSOCIATION))
    assert profile(diagnosis) == {
        "direction": 2.7,
        "leadership": 3.0,
        "roles": 3.0,
        "cooperation": 1.8,
        "competence": 1.3,
        "resources": 2.2,
        "rules": 0.7,
        "security": 1.0,
        "dialogue": 1.8,
        "culture": 2.9,
        "learning": 2.8,
    }
    # One is not known: whom to ask.
    assert {one.id: one.unknown for one in diagnosis.dimensions if one.unknown} == {"rules": 1}


def test_portrait_of_the_association() -> None:
    diagnosis = diagnose(sheets_of(ASSOCIATION))
    assert [portrait.id for portrait in diagnosis.portraits] == ["open_house"]


@pytest.mark.parametrize(("hours", "severity"), [("8", "risk"), ("7.9", "critical"), ("8.1", "risk")])
def test_gap_of_hours_is_critical_above_one_and_a_half_times(hours: str, severity: str) -> None:
    """12 planned against 8 set aside is exactly one and a half times: still a risk."""
    diagnosis = changed(ASSOCIATION, "management", "res_hours: 8", f"res_hours: {hours}")
    assert "hours_gap" in fired(diagnosis)[severity]


# The company half a year later


def test_findings_of_the_company_half_a_year_later() -> None:
    """Most of what was found is done, one gap is new, and the legal notices are still waiting."""
    diagnosis = diagnose(sheets_of(COMPANY_LATER))
    assert fired(diagnosis) == {
        "critical": words("law_basics_open"),
        "risk": words("""
            channels_vs_people comp_gap_unplanned ai_unregulated crisis_unprepared goal_no_metric claims_open
            incident_unprepared consensus_illusion inbound_overload
        """),
        "note": words("goal_no_date goal_no_baseline hours_hidden"),
        "strength": words("security_sound resources_solid"),
    }
    before = frozenset().union(*COMPANY_EXPECTED.values())
    new = frozenset().union(*fired(diagnosis).values()) - before
    assert new == {"inbound_overload", "security_sound", "resources_solid"}
    assert [portrait.id for portrait in diagnosis.portraits] == ["learner"]
