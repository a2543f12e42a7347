"""Readiness, rule by rule: what counts, what is left out, when a dimension is assessed, what keeps it down."""

from fractions import Fraction

import pytest

from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.readiness import Component, Dimension

from .conftest import Diagnose, House, sheet

ONE = "id: one, components: [joy, trust, calm]"


def only(diagnosis: Diagnosis) -> Dimension:
    (dimension,) = diagnosis.dimensions
    return dimension


def parts(diagnosis: Diagnosis) -> dict[str, tuple[str, Fraction | None]]:
    return {part.id: (part.status, part.value) for part in only(diagnosis).components}


def part(diagnosis: Diagnosis, name: str) -> Component:
    return next(one for one in only(diagnosis).components if one.id == name)


# Rule 1 and 2: what a component is worth, and that a dimension is their mean.


def test_a_dimension_is_the_exact_mean_of_its_components(house: House, diagnose: Diagnose) -> None:
    """Not a rounded one: two thirds stay two thirds."""
    dimension = only(diagnose(house(dimensions=ONE), sheet("joy: 3\ntrust: 3\ncalm: 2")))
    assert (dimension.mean, dimension.value) == (Fraction(8, 3), Fraction(8, 3))


def test_a_single_choice_is_worth_its_score(house: House, diagnose: Diagnose) -> None:
    """Also a score that is no whole number."""
    found = diagnose(house(dimensions="id: one, components: [rules, joy]"), sheet("rules: draft\njoy: 0"))
    assert part(found, "rules").value == Fraction(5, 2)


@pytest.mark.parametrize(
    ("picked", "points"), [("[mail]", 1), ("[mail, chat]", 3), ("[mail, chat, wall]", 4), ("[]", 0)]
)
def test_a_multiple_choice_is_worth_the_sum_of_its_scores_at_most_4(
    house: House, diagnose: Diagnose, picked: str, points: int
) -> None:
    """To pick nothing on purpose is an answer, and worth nothing."""
    found = diagnose(house(dimensions="id: one, components: [tools, joy]"), sheet(f"tools: {picked}\njoy: 0"))
    assert parts(found)["tools"] == ("answered", points)


def test_a_named_value_is_worth_what_it_comes_to(house: House, diagnose: Diagnose) -> None:
    bank = house(dimensions="id: one, components: [joy, {id: f_owned, text: V}]")
    found = diagnose(bank, sheet("joy: 0\ngoals: [{goal: A, owner: Ann}, {goal: B}, {goal: C}]"))
    assert parts(found)["f_owned"] == ("answered", Fraction(4, 3))


def test_a_named_value_does_not_leave_the_scale(house: House, diagnose: Diagnose) -> None:
    """A formula that is wrong by a factor must not lift a dimension above what can be reached."""
    found = diagnose(house(dimensions="id: one, components: [joy, {id: f_far, text: V}]"), sheet("joy: 2"))
    assert parts(found)["f_far"] == ("answered", 4)


# Rule 3: "I don't know" counts 0, and is counted.


def test_unknown_counts_0_and_is_counted(house: House, diagnose: Diagnose) -> None:
    found = diagnose(house(dimensions=ONE), sheet("joy: 4\ncalm: 2", open="{trust: unknown}"))
    assert only(found).value == 2
    assert only(found).unknown == 1
    assert parts(found)["trust"] == ("unknown", 0)


def test_a_dimension_nobody_knows_anything_about_is_assessed_as_0(house: House, diagnose: Diagnose) -> None:
    """Not to know is a state of the organisation; silence is none."""
    found = diagnose(house(dimensions=ONE), sheet(open="{joy: unknown, trust: unknown, calm: unknown}"))
    assert (only(found).value, only(found).unknown) == (0, 3)


def test_a_named_value_that_is_undecided_only_because_nobody_knows_counts_0(house: House, diagnose: Diagnose) -> None:
    bank = house(dimensions="id: one, components: [joy, {id: f_hours, text: V}]")
    found = diagnose(bank, sheet("joy: 4\nmembers: 8", open="{hours: unknown}"))
    assert parts(found)["f_hours"] == ("unknown", 0)
    assert (only(found).value, only(found).unknown) == (2, 1)


@pytest.mark.parametrize(
    ("answers", "open_points", "status"),
    [
        ("joy: 4", "{hours: unknown}", "missing"),
        ("joy: 4\nmembers:", "{hours: unknown}", "blank"),
        ("joy: 4", "{hours: unknown, members: later}", "later"),
        ("joy: 4", "{hours: unknown, members: {status: na, reason: none}}", "na"),
    ],
)
def test_a_named_value_that_lacks_something_else_too_is_left_out(
    house: House, diagnose: Diagnose, answers: str, open_points: str, status: str
) -> None:
    bank = house(dimensions="id: one, components: [joy, {id: f_hours, text: V}]")
    assert parts(diagnose(bank, sheet(answers, open=open_points)))["f_hours"] == (status, None)


def test_a_range_that_is_open_only_because_nobody_knows_counts_0(house: House, diagnose: Diagnose) -> None:
    """A sum is a range where it is not decided which rows belong to it."""
    bank = house(dimensions="id: one, components: [joy, {id: f_sum, text: V}]")
    found = diagnose(bank, sheet("joy: 4\ngoals: [{goal: A, rank: 3}]", open="{kind: unknown}"))
    assert parts(found)["f_sum"] == ("unknown", 0)


# Rule 4: what is left out, and how much has to be left.


@pytest.mark.parametrize(
    ("answers", "open_points", "status"),
    [
        ("joy: 4\ncalm: 2", "{trust: later}", "later"),
        ("joy: 4\ncalm: 2", "{trust: {status: na, reason: none}}", "na"),
        ("joy: 4\ncalm: 2\ntrust:", "{}", "blank"),
        ("joy: 4\ncalm: 2", "{}", "missing"),
    ],
)
def test_what_has_no_answer_is_left_out(
    house: House, diagnose: Diagnose, answers: str, open_points: str, status: str
) -> None:
    found = diagnose(house(dimensions=ONE), sheet(answers, open=open_points))
    assert only(found).value == 3
    assert only(found).unknown == 0
    assert parts(found)["trust"] == (status, None)


@pytest.mark.parametrize("component", ["firm_joy", "deep"])
def test_what_is_not_asked_is_left_out_and_not_missed(house: House, diagnose: Diagnose, component: str) -> None:
    """Neither what a condition rules out nor what the mode does not ask."""
    bank = house(dimensions=f"id: one, components: [joy, trust, calm, rules, {component}]")
    answers = "kind: club\njoy: 4\ntrust: 2" if component == "firm_joy" else "joy: 4\ntrust: 2"
    found = diagnose(bank, sheet(answers, mode="full" if component == "firm_joy" else "quick"))
    assert parts(found)[component] == ("not asked", None)
    assert only(found).value == 3  # 2 of 4, not 2 of 5


def test_an_answer_that_is_hidden_now_is_not_counted(house: House, diagnose: Diagnose) -> None:
    found = diagnose(
        house(dimensions="id: one, components: [joy, trust, firm_joy]"),
        sheet("kind: club\nfirm_joy: 4\njoy: 1\ntrust: 1"),
    )
    assert only(found).value == 1


def test_fewer_than_half_of_the_components_that_are_asked_are_no_assessment(house: House, diagnose: Diagnose) -> None:
    five = "id: one, components: [joy, trust, calm, rules, deep]"
    assert only(diagnose(house(dimensions=five), sheet("joy: 4\ntrust: 4"))).value is None


def test_half_of_the_components_is_enough(house: House, diagnose: Diagnose) -> None:
    four = "id: one, components: [joy, trust, calm, rules]"
    assert only(diagnose(house(dimensions=four), sheet("joy: 4\ntrust: 4"))).value == 4


def test_one_component_alone_is_no_assessment(house: House, diagnose: Diagnose) -> None:
    """Two at least, even where there are no more."""
    dimension = only(diagnose(house(dimensions="id: one, components: [joy, trust]"), sheet("joy: 4")))
    assert (dimension.value, dimension.level, dimension.mean) == (None, None, None)


def test_a_component_that_has_no_figure_is_left_out_and_not_missed(house: House, diagnose: Diagnose) -> None:
    """A share of nothing, a division by zero."""
    bank = house(dimensions="id: one, components: [joy, trust, {id: f_owned, text: V}, {id: f_hours, text: V}, calm]")
    found = diagnose(bank, sheet("joy: 4\ntrust: 2\ngoals: []\nhours: 8\nmembers: 0"))
    assert parts(found)["f_owned"] == parts(found)["f_hours"] == ("nothing", None)
    assert only(found).value == 3  # 2 of the 3 that there are


def test_a_named_value_is_asked_if_something_it_reads_is(house: House, diagnose: Diagnose) -> None:
    """What decides it may do without the rest; a value of questions alone that are not asked is not asked."""
    bank = house(dimensions="id: one, components: [joy, {id: f_both, text: V}, {id: f_deep, text: V}]")
    found = diagnose(bank, sheet("joy: 2", mode="quick", role="crew"))
    assert parts(found)["f_both"] == ("answered", 0)
    assert parts(found)["f_deep"] == ("not asked", None)


# Rule 5: caps.

CAPS = "[{if: calm == 0, max: 2, because: A}, {if: hours == 0, max: 1, because: B}]"
CAPPED = f"id: one, components: [joy, trust], caps: {CAPS}"


def test_a_cap_keeps_a_dimension_down_and_says_why(house: House, diagnose: Diagnose) -> None:
    """After the mean, which stays as it is."""
    dimension = only(diagnose(house(dimensions=CAPPED), sheet("joy: 4\ntrust: 4\ncalm: 0")))
    assert (dimension.mean, dimension.value) == (4, 2)
    assert dimension.cap is not None
    assert dimension.cap.because.written == "A"


def test_the_lowest_of_several_caps_counts(house: House, diagnose: Diagnose) -> None:
    dimension = only(diagnose(house(dimensions=CAPPED), sheet("joy: 4\ntrust: 4\ncalm: 0\nhours: 0")))
    assert dimension.value == 1
    assert dimension.cap is not None
    assert dimension.cap.because.written == "B"


def test_a_cap_that_lowers_nothing_is_not_told(house: House, diagnose: Diagnose) -> None:
    dimension = only(diagnose(house(dimensions=CAPPED), sheet("joy: 2\ntrust: 2\ncalm: 0")))
    assert (dimension.value, dimension.cap) == (2, None)


def test_a_cap_whose_condition_is_open_does_not_apply(house: House, diagnose: Diagnose) -> None:
    """Silence takes nothing away."""
    dimension = only(diagnose(house(dimensions=CAPPED), sheet("joy: 4\ntrust: 4", open="{calm: unknown}")))
    assert (dimension.value, dimension.cap) == (4, None)


def test_a_cap_changes_nothing_where_there_is_no_assessment(house: House, diagnose: Diagnose) -> None:
    dimension = only(diagnose(house(dimensions=CAPPED), sheet("joy: 4\ncalm: 0")))
    assert (dimension.value, dimension.cap) == (None, None)


# Rule 6: several respondents.


def test_of_several_ratings_the_lower_median_counts_with_its_range(house: House, diagnose: Diagnose) -> None:
    """Of two the lower one."""
    bank = house(dimensions=ONE)
    found = diagnose(bank, sheet("joy: 4\ntrust: 2", role="boss"), sheet("joy: 1\ntrust: 2", role="lead"))
    assert (part(found, "joy").value, part(found, "joy").low, part(found, "joy").high) == (1, 1, 4)
    dimension = only(found)
    assert (dimension.low, dimension.value, dimension.high) == (Fraction(3, 2), Fraction(3, 2), 3)


def test_of_three_ratings_the_middle_one_counts(house: House, diagnose: Diagnose) -> None:
    sheets = [sheet(f"joy: {joy}\ntrust: 2", role=role) for joy, role in ((4, "boss"), (0, "lead"), (3, "crew"))]
    assert part(diagnose(house(dimensions=ONE), *sheets), "joy").value == 3


def test_who_does_not_know_is_left_out_of_the_median(house: House, diagnose: Diagnose) -> None:
    bank = house(dimensions=ONE)
    found = diagnose(
        bank, sheet("joy: 4\ntrust: 2", role="boss"), sheet("trust: 2", role="lead", open="{joy: unknown}")
    )
    assert parts(found)["joy"] == ("answered", 4)
    assert only(found).unknown == 0


def test_a_rating_nobody_knows_counts_0_once(house: House, diagnose: Diagnose) -> None:
    bank, unknown = house(dimensions=ONE), "{joy: unknown}"
    found = diagnose(bank, sheet("trust: 2", role="boss", open=unknown), sheet("trust: 2", role="lead", open=unknown))
    assert parts(found)["joy"] == ("unknown", 0)
    assert only(found).unknown == 1


def test_of_a_fact_the_first_of_its_roles_counts(house: House, diagnose: Diagnose) -> None:
    """The question asks the lead first."""
    bank = house(dimensions="id: one, components: [rules, joy]")
    found = diagnose(bank, sheet("rules: none\njoy: 0", role="boss"), sheet("rules: lived\njoy: 0", role="lead"))
    assert (part(found, "rules").value, part(found, "rules").low) == (4, 4)


def test_of_a_rating_that_is_no_view_there_is_no_median(house: House, diagnose: Diagnose) -> None:
    bank = house(dimensions="id: one, components: [calm, joy]")
    found = diagnose(bank, sheet("calm: 1\njoy: 0", role="boss"), sheet("calm: 3\njoy: 0", role="lead"))
    assert part(found, "calm").value == 1


def test_a_cap_bounds_the_range_too(house: House, diagnose: Diagnose) -> None:
    bank = house(dimensions=CAPPED)
    found = diagnose(bank, sheet("joy: 4\ntrust: 4\ncalm: 0", role="boss"), sheet("joy: 1\ntrust: 4", role="lead"))
    dimension = only(found)
    assert (dimension.low, dimension.value, dimension.high) == (2, 2, 2)


# Rule 7: no figure over all.


def test_there_is_no_overall_score(house: House, diagnose: Diagnose) -> None:
    bank = house(dimensions="id: one, components: [joy, trust]\nid: two, components: [rules, calm]")
    found = diagnose(bank, sheet("joy: 4\ntrust: 4\nrules: none\ncalm: 0"))
    assert [(one.id, one.value) for one in found.dimensions] == [("one", 4), ("two", 0)]


# Rule 8: levels.


@pytest.mark.parametrize(
    ("joy", "trust", "level"), [(0, 0, 0), (0, 1, 1), (2, 2, 2), (2, 3, 3), (1, 2, 2), (3, 4, 4), (4, 4, 4)]
)
def test_the_level_is_the_value_rounded_halves_up(
    house: House, diagnose: Diagnose, joy: int, trust: int, level: int
) -> None:
    dimension = only(
        diagnose(house(dimensions="id: one, components: [joy, trust]"), sheet(f"joy: {joy}\ntrust: {trust}"))
    )
    assert dimension.level == level


def test_the_level_rests_on_the_exact_value(house: House, diagnose: Diagnose) -> None:
    """2.4999… shown as 2.5 is still level 2."""
    bank = house(dimensions="id: one, components: [joy, {id: f_owned, text: V}]")
    goals = ", ".join(["{goal: A0, owner: Ann}", *(f"{{goal: B{n}}}" for n in range(1, 41))])
    dimension = only(diagnose(bank, sheet(f"joy: 4\ngoals: [{goals}]")))
    assert dimension.value == 2 + Fraction(2, 41)
    assert dimension.level == 2


# Rule 9: short interviews.


def test_after_a_short_interview_one_component_is_enough_and_provisional(house: House, diagnose: Diagnose) -> None:
    dimension = only(diagnose(house(dimensions=ONE), sheet("joy: 3", mode="quick")))
    assert (dimension.value, dimension.provisional) == (3, True)


def test_without_any_component_there_is_nothing_provisional_either(house: House, diagnose: Diagnose) -> None:
    assert only(diagnose(house(dimensions=ONE), sheet(mode="quick"))).value is None


def test_one_full_interview_makes_the_case_a_full_one(house: House, diagnose: Diagnose) -> None:
    bank = house(dimensions=ONE)
    dimension = only(diagnose(bank, sheet("joy: 3", mode="quick", role="boss"), sheet("name: A", role="lead")))
    assert (dimension.value, dimension.provisional) == (None, False)
