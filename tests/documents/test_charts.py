"""Charts in text: what a person sees, and columns that stand below each other in every script."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smcheck.documents.charts import Level, fenced, legend, letters, line, profile, then_and_now, width

FIGURES = st.fractions(0, 4)


def level(value: Fraction | int | str | None, **marks: int) -> Level:
    value = Fraction(value) if isinstance(value, str) else value
    return Level(value, "–" if value is None else f"{float(value):.1f}", **marks)


def test_a_profile_has_a_bar_of_eight_halves_for_each_label() -> None:
    drawn = profile(
        [
            ("Goals and benefit", level(2)),
            ("Leadership", level("3.3", unknown=1)),
            ("Rules", level("0.7", provisional=True)),
            ("Security", level("2.5", provisional=True, unknown=12)),
            ("Culture", level(None)),
        ]
    )
    assert drawn.splitlines() == [
        "Goals and benefit  ████░░░░ 2.0",
        "Leadership         ███████░ 3.3  ?1",
        "Rules              ▒░░░░░░░ 0.7  ~",
        "Security           ▒▒▒▒▒░░░ 2.5  ~ ?12",
        "Culture            ········ –",
    ]


@pytest.mark.parametrize(
    ("value", "blocks"), [("0", 0), ("0.24", 0), ("0.25", 1), ("1.74", 3), ("1.75", 4), ("3.75", 8), ("4", 8)]
)
def test_a_bar_is_filled_to_the_nearest_half(value: str, blocks: int) -> None:
    assert profile([("x", level(value))]).count("█") == blocks


def test_then_and_now_stand_below_their_headings_with_an_arrow() -> None:
    drawn = then_and_now(
        [
            ("Ziele", level(2), level(3), 1),
            ("Führung", level("2.5", provisional=True), level("2.6"), 0),
            ("Kultur", level("1.5"), level("0.5"), -1),
            ("Regeln", level(None), level(1), 0),
        ],
        then="2026-12",
        now="2027-12",
    )
    assert drawn.splitlines() == [
        "         2026-12       2027-12",
        "Ziele    ████░░░░ 2.0  ██████░░ 3.0  ↑",
        "Führung  ▒▒▒▒▒░░░ 2.5  █████░░░ 2.6",
        "Kultur   ███░░░░░ 1.5  █░░░░░░░ 0.5  ↓",
        "Regeln   ········ –    ██░░░░░░ 1.0",
    ]


@pytest.mark.parametrize(
    ("answers", "drawn"),
    [
        ([], "0 ········· 4"),
        ([("S", 1), ("T", 2), ("M", Fraction(7, 2))], "0 ··S·T··M· 4"),
        ([("M", 4), ("T", 0)], "0 T·······M 4"),
        ([("M", 3), ("S", 1), ("T", 3)], "0 ··S···(M T)·· 4"),
        ([("HR", 1), ("S", 2)], "0 ··(HR)·S···· 4"),
        ([("T", 1), ("T", 1)], "0 ··(T T)······ 4"),
    ],
)
def test_answers_stand_on_a_line_from_0_to_4(answers: list[tuple[str, Fraction]], drawn: str) -> None:
    assert line(answers) == drawn


def test_without_anything_to_draw_nothing_is_drawn() -> None:
    assert profile([]) == ""
    assert then_and_now([], then="a", now="b") == "  a  b"


def test_everybody_has_a_letter_of_their_own() -> None:
    """The first of the name, else of a long word in it, else any that is free, else a figure."""
    names = ["Leitung", "Verkauf, Service oder Fachbereich", "Vertretung der Mitarbeitenden", "Laden", "Team", "T", "t"]
    assert list(letters(names).values()) == ["L", "V", "M", "A", "T", "1", "2"]
    assert letters(["ß-Team", "目"]) == {"ß-Team": "T", "目": "1"}


def test_a_legend_says_whom_each_letter_stands_for() -> None:
    assert legend([("L", "Leitung"), ("T", "Team")]) == "L  Leitung\nT  Team"


@pytest.mark.parametrize("body", ["x", "a ``` b", "```", "`````\n```"])
def test_no_line_of_a_body_closes_its_fence(body: str) -> None:
    first, *inside, last = fenced("line", body).split("\n")
    assert first == f"{last}chart line"
    assert not any(each.startswith(last) for each in inside)
    assert len(last) >= 3


def test_nothing_is_not_fenced() -> None:
    assert fenced("profile", "") == ""


@pytest.mark.parametrize(
    ("text", "columns"), [("Ziele", 5), ("Führung", 7), ("Fu\u0308hrung", 7), ("目標", 4), ("ｶ", 1), ("a\u200db", 2)]
)
def test_a_label_takes_the_columns_that_it_is_wide(text: str, columns: int) -> None:
    """Composed or not, wide or half as wide, and with signs that nobody sees."""
    assert width(text) == columns


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["C"])), FIGURES), min_size=1))
def test_bars_stand_below_each_other_whatever_the_labels_are(rows: list[tuple[str, Fraction]]) -> None:
    lines = profile([(f"{label}:", level(value)) for label, value in rows]).split("\n")
    assert len(lines) == len(rows)
    starts = {width(drawn[: len(drawn) - len("░░░░░░░░ 0.0")]) for drawn in lines}
    assert len(starts) == 1


@given(st.lists(st.tuples(st.sampled_from("MSTHB"), FIGURES)))
def test_every_answer_is_on_the_line_at_its_nearest_place(answers: list[tuple[str, Fraction]]) -> None:
    drawn = line(answers)
    places: list[str] = []
    for sign in drawn[2:-2]:
        if places and places[-1].startswith("(") and not places[-1].endswith(")"):
            places[-1] += sign
        else:
            places.append(sign)
    assert len(places) == 9
    found = [(letter, place) for place, letters in enumerate(places) for letter in letters if letter in "MSTHB"]
    assert sorted(found) == sorted((letter, int(value * 2 + Fraction(1, 2))) for letter, value in answers)
