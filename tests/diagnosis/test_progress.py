"""What lies between two rounds of a case, by hand."""

from datetime import date
from typing import Any

import pytest

from smcheck import yamlio
from smcheck.answers.model import Sheet
from smcheck.answers.read import read_sheet
from smcheck.bank.load import Bank, load
from smcheck.case import Case, group, rounds
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.progress import Pair, Progress, direction, progress

FILES = {
    "bank.yaml": """
id: garden
version: 1.0.0
name: Garden
languages: [en, de]
modes: [{id: short, text: short}, {id: again, text: again, like: short}]
sections: [all]
title: name
""",
    "sections/all.yaml": """
id: all
title: All
questions:
  - {id: name, type: text, text: Name}
  - {id: joy, type: rating, text: Joy, anchors: {en: [a, b, c, d, e], de: [a, b, c, d, e]}}
  - {id: rest, type: rating, text: Rest, anchors: {en: [a, b, c, d, e], de: [a, b, c, d, e]}}
  - id: tools
    type: multi
    text: Tools
    choices: [{id: rake, text: Rake}, {id: hoe, text: Hoe}, {id: own, text: Own, asks: Which?}]
  - id: order
    type: rank
    text: Order
    choices: [{id: a, text: A}, {id: b, text: B}]
  - {id: area, type: integer, text: Area}
  - {id: wish, type: text, text: Wish, private: true}
  - id: beds
    type: group
    text: Beds
    row_name: bed_name
    columns:
      - {id: bed_name, type: text, text: Bed}
      - {id: bed_size, type: integer, text: Size}
      - {id: bed_state, type: single, text: State, modes: [again], choices: [{id: dug, text: Dug}]}
  - id: kinds
    type: group
    text: Kinds
    row_name: kind
    columns:
      - id: kind
        type: single
        text: Kind
        choices: [{id: rose, text: {en: Rose, de: Rosenbusch}}, {id: herb, text: {en: Herb, de: Kraut}}]
      - {id: number, type: integer, text: Number}
  - id: duties
    type: table
    text: Duties
    rows: [{id: water, text: Water}, {id: weed, text: Weed}]
    columns: [{id: who, type: text, text: Who}]
""",
    "readiness.yaml": """
dimensions:
  - id: mood
    text: Mood
    components: [joy, rest]
    levels: {en: [a, b, c, d, e], de: [a, b, c, d, e]}
""",
    "findings/all.yaml": """
roots: {all: All}
findings:
  - {id: joyless, severity: risk, root: all, if: joy <= 1, say: Joyless, do: Sing}
  - {id: tiny, severity: note, root: all, if: area < 10, say: Tiny, do: Grow}
  - {id: toolless, severity: risk, root: all, if: count(tools) == 0, say: Toolless, do: Buy}
  - {id: happy, severity: strength, root: all, if: joy >= 3, say: Happy}
""",
}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    folder = tmp_path_factory.mktemp("garden")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load(folder)


def written(value: Any) -> Any:
    """Return *value* as YAML has it: figures are text."""
    if isinstance(value, dict):
        return {key: written(one) for key, one in value.items()}
    return [written(one) for one in value] if isinstance(value, list) else str(value) if value is not None else None


def sheet(bank: Bank, answers: dict[str, Any], *, name: str = "2026-12", **parts: Any) -> Sheet:
    """Return a sheet of the round *name*; the answer `?` is "I don't know"."""
    data = {
        "smcheck": "1",
        "bank": {"id": "garden", "version": "1.0.0"},
        "case": "garden",
        "round": name,
        "date": f"{name}-01",
        "mode": "short" if name == "2026-12" else "again",
        "language": "en",
        "answers": {id_: value for id_, value in answers.items() if value != "?"} or None,
        "open": {id_: "unknown" for id_, value in answers.items() if value == "?"} or None,
    }
    read = read_sheet(yamlio.dump(written(data | parts)).encode(), f"{name}.yaml", bank=bank)
    assert read.valid, read.problems
    return read


def between(bank: Bank, before: dict[str, Any], now: dict[str, Any], **parts: Any) -> Progress:
    old = Case(bank, [sheet(bank, before)])
    new = Case(bank, [sheet(bank, now, **({"name": "2027-06"} | parts))])
    return progress(Diagnosis(old), Diagnosis(new))


def ids(parts: Any) -> list[str]:
    return [part.id for part in parts]


@pytest.mark.parametrize(
    ("before", "now", "turn"),
    [(1, 1.5, 1), (1.5, 1, -1), (1, 1.25, 0), (2, 1.75, 0), (None, 4, 0), (4, None, 0), (0, 4, 1)],
)
def test_a_dimension_moves_from_half_a_level_on(before: Any, now: Any, turn: int) -> None:
    assert direction(before, now) == turn


def test_dimensions_of_both_rounds(bank: Bank) -> None:
    found = between(bank, {"joy": 1, "rest": 1}, {"joy": 3, "rest": 1})
    assert [(turn.before.value, turn.now.value, turn.direction) for turn in found.dimensions] == [(1, 2, 1)]


def test_a_finding_is_resolved_only_if_its_condition_is_false_now(bank: Bank) -> None:
    """Where nobody answers any more, nobody knows."""
    before = {"joy": 1, "area": 5, "tools": []}
    found = between(bank, before, {"joy": 2, "area": "?", "tools": []})
    assert ids(found.resolved) == ["joyless"]
    assert ids(found.not_assessable) == ["tiny"]
    assert ids(found.persisting) == ["toolless"]


def test_a_finding_is_new_only_if_its_condition_was_false_then(bank: Bank) -> None:
    """What nobody knew then may have been so already."""
    found = between(bank, {"joy": 2}, {"joy": 1, "area": 5})
    assert ids(found.new) == ["joyless"]
    assert ids(found.first_assessed) == ["tiny"]
    assert found.persisting == found.resolved == ()


def test_what_was_put_aside_is_told_by_nobody(bank: Bank) -> None:
    found = between(bank, {"joy": 1}, {"joy": 1}, waived={"joyless": "We know."})
    assert found.persisting == found.resolved == found.new == ()


def test_strengths_come_and_go_like_other_findings(bank: Bank) -> None:
    assert ids(between(bank, {"joy": 2}, {"joy": 3}).new) == ["happy"]
    assert ids(between(bank, {"joy": 3}, {"joy": 2}).resolved) == ["happy"]


@pytest.mark.parametrize(
    ("id_", "before", "now", "changed"),
    [
        ("area", 4, 5, True),
        ("area", 4, 4, False),
        ("name", "Rose  Garden", "rose garden", False),
        ("tools", ["rake", "hoe"], ["hoe", "rake"], False),
        ("tools", ["rake"], ["rake", "hoe"], True),
        ("tools", [{"choice": "own", "text": "Axe"}], [{"choice": "own", "text": "Saw"}], True),
        ("order", ["a", "b"], ["b", "a"], True),
        ("area", 4, "?", False),
        ("area", "?", 4, False),
    ],
)
def test_answers_that_changed(bank: Bank, id_: str, before: Any, now: Any, changed: bool) -> None:
    """The order of choices means nothing unless it is asked for; an open question has not changed."""
    assert ids(between(bank, {id_: before}, {id_: now}).changed) == ([id_] if changed else [])


def test_what_was_unknown_and_is_known_now(bank: Bank) -> None:
    found = between(bank, {"area": "?", "joy": "?", "rest": "?"}, {"area": 4, "joy": "?"})
    assert ids(found.closed) == ["area"]
    assert ids(found.still_open) == ["joy"]


def test_what_is_off_the_record_in_one_round_is_compared_with_nothing(bank: Bank) -> None:
    found = between(bank, {"wish": "Peace"}, {"wish": "Quiet"}, private=["wish"])
    assert found.changed == ()


def rows(pairs: tuple[Pair, ...]) -> list[tuple[str | None, str | None, tuple[str, ...]]]:
    return [(pair.before and pair.before.name, pair.now and pair.now.name, pair.changed) for pair in pairs]


def test_rows_are_matched_by_name(bank: Bank) -> None:
    """New ones stand where they are now, those that are gone at the end; a cell that was not asked has not changed."""
    before = {"beds": [{"bed_name": "East", "bed_size": 2}, {"bed_name": "West", "bed_size": 3}]}
    now = {"beds": [{"bed_name": "North"}, {"bed_name": "west", "bed_size": 4, "bed_state": "dug"}]}
    assert rows(between(bank, before, now).rows["beds"]) == [
        (None, "North", ()),
        ("West", "west", ("bed_size",)),
        ("East", None, ()),
    ]


def test_rows_that_a_choice_names_are_the_same_in_every_language(bank: Bank) -> None:
    before = {"kinds": [{"kind": "rose", "number": 1}]}
    now = {"kinds": [{"kind": "herb"}, {"kind": "rose", "number": 2}]}
    found = between(bank, before, now, language="de").rows["kinds"]
    assert rows(found) == [(None, "Kraut", ()), ("Rose", "Rosenbusch", ("number",))]


def test_rows_of_a_table(bank: Bank) -> None:
    before = {"duties": {"water": {"who": "Ann"}, "weed": {"who": "Bob"}}}
    now = {"duties": {"water": {"who": "Ann"}, "weed": {"who": "Cem"}}}
    assert rows(between(bank, before, now).rows["duties"]) == [("water", "water", ()), ("weed", "weed", ("who",))]


def test_a_group_that_one_round_left_open_has_no_pairs(bank: Bank) -> None:
    assert between(bank, {"beds": [{"bed_name": "East"}]}, {"beds": "?"}).rows == {}


@pytest.mark.parametrize(
    ("day", "months"), [("2026-12-01", 0), ("2026-12-02", 1), ("2027-06-01", 6), ("2027-06-02", 7), (None, None)]
)
def test_begun_months_count(bank: Bank, day: str | None, months: int | None) -> None:
    assert between(bank, {}, {}, date=day).months == months


# Which rounds belong together


def case(bank: Bank, round_: str, **parts: Any) -> Case:
    return Case(bank, [sheet(bank, {"name": "x"}, name=round_, **parts)])


def test_the_latest_round_has_the_one_before_it(bank: Bank) -> None:
    """Whatever order they come in, and other cases apart."""
    cases = [case(bank, "2027-06"), case(bank, "2026-12"), case(bank, "2027-12"), case(bank, "2027-06", case="other")]
    found = [(one.case.round, one.before and one.before.round, one.latest) for one in rounds(cases)]
    assert found == [
        ("2027-06", None, False),
        ("2026-12", None, False),
        ("2027-12", "2027-06", True),
        ("2027-06", None, True),
    ]


def test_the_earlier_round_is_judged_as_of_its_own_day(bank: Bank) -> None:
    cases = group([sheet(bank, {}), sheet(bank, {}, name="2027-06")], as_of=date(2028, 1, 1))
    assert [one.before.as_of for one in rounds(cases) if one.before] == [date(2026, 12, 1)]
