"""Where respondents see things differently, exactly and by hand; and that merging people hides who said what."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smcheck import yamlio
from smcheck.answers.model import Chosen, Sheet
from smcheck.answers.read import read_sheet
from smcheck.bank.load import Bank, load
from smcheck.case import Case
from smcheck.diagnosis.alignment import Alignment, Comparison, align, distance
from smcheck.diagnosis.voices import MERGED, voices
from smcheck.logic.values import Value

SETTINGS = """
id: choir
version: 1.0.0
name: Choir
languages: [en]
modes: [{id: short, text: short}]
roles:
  - {id: press, text: Press}
  - {id: team, text: Team lead}
  - {id: board, text: Board}
  - {id: singers, text: Singers' committee}
leadership: board
protect: {roles: [singers, team], below: 3, text: The choir}
sections: [all]
title: name
"""
ANCHORS = "anchors: {en: [none, few, half, most, all]}"
QUESTIONS = f"""
id: all
title: All
questions:
  - {{id: name, type: text, text: Name}}
  - {{id: joy, type: rating, view: true, text: Joy, {ANCHORS}}}
  - {{id: trust, type: rating, view: true, text: Trust, {ANCHORS}}}
  - id: rights
    type: single
    view: true
    text: Rights
    choices: [{{id: all, text: A, score: 4}}, {{id: some, text: S, score: 2.5}}, {{id: none, text: N, score: 0}}]
  - id: trigger
    type: single
    view: true
    text: Trigger
    choices: [{{id: wish, text: Wish}}, {{id: need, text: Need, score: 3}}, {{id: other, text: Other, asks: Which?}}]
  - id: tools
    type: multi
    view: true
    text: Tools
    choices: [{{id: mail, text: Mail}}, {{id: chat, text: Chat}}, {{id: wall, text: Wall}}]
  - id: stakes
    type: rank
    view: true
    text: Stakes
    choices: [{{id: a, text: A}}, {{id: b, text: B}}, {{id: c, text: C}}, {{id: d, text: D}}, {{id: e, text: E}}]
  - {{id: hours, type: hours, view: true, text: Hours}}
  - {{id: open, type: confirm, view: true, text: Open}}
  - {{id: hopes, type: paragraph, view: true, text: Hopes}}
  - {{id: fears, type: text, view: true, private: true, text: Fears}}
  - {{id: members, type: integer, text: Members}}
  - id: kind
    type: single
    text: Kind
    choices: [{{id: club, text: Club}}, {{id: firm, text: Firm}}, {{id: own, text: Own, asks: Which?}}]
  - id: rooms
    type: multi
    text: Rooms
    choices: [{{id: hall, text: Hall}}, {{id: church, text: Church}}]
  - {{id: since, type: date, text: Since}}
  - {{id: paid, type: confirm, text: Paid}}
  - {{id: remark, type: text, text: Remark}}
  - {{id: songs, type: group, text: Songs, columns: [{{id: song, type: text, text: Song}}]}}
  - {{id: firm_joy, type: rating, view: true, when: kind == 'firm', text: Joy in firms, {ANCHORS}}}
"""


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    folder = tmp_path_factory.mktemp("choir")
    return write(folder)


def write(folder: Path, settings: str = SETTINGS) -> Bank:
    (folder / "sections").mkdir(parents=True)
    (folder / "bank.yaml").write_text(settings, encoding="utf-8")
    (folder / "sections" / "all.yaml").write_text(QUESTIONS, encoding="utf-8")
    return load(folder)


def sheet(bank: Bank, role: str | None, *, shown: str | None = None, **answers: Any) -> Sheet:
    """Return a sheet of *role*; the answer `?` is "I don't know", and `_private` lists what is off the record."""
    private = answers.pop("_private", None)
    data: dict[str, Any] = {
        "smcheck": "1",
        "bank": {"id": "choir", "version": "1.0.0"},
        "case": "choir",
        "round": "2026-12",
        "respondent": {"role": role, "shown": shown},
        "mode": "short",
        "language": "en",
        "answers": {id_: value for id_, value in answers.items() if value != "?"} or None,
        "open": {id_: "unknown" for id_, value in answers.items() if value == "?"} or None,
    }
    if private is not None:
        data["private"] = private
    read = read_sheet(yamlio.dump(data).encode(), f"{role}.yaml", bank=bank)
    assert read.valid, read.problems
    return read


def aligned(bank: Bank, *sheets: Sheet) -> Alignment:
    found = align(Case(bank, sheets))
    assert found is not None
    return found


def told(comparison: Comparison) -> list[tuple[str | None, Value]]:
    return [(said.voice.id, said.value) for said in comparison.answers]


def ids(comparisons: Sequence[Comparison]) -> list[str]:
    return [comparison.question.id for comparison in comparisons]


DISTANCES: list[tuple[str, list[Value], Fraction | int]] = [
    ("joy", [2, 2], 0),
    ("joy", [4, 1], Fraction(3, 4)),
    ("joy", [3, 0, 4], 1),
    ("rights", ["all", "some"], Fraction(3, 8)),
    ("rights", ["none", "all", "some"], 1),
    ("trigger", ["wish", "wish", "wish"], 0),
    ("trigger", ["wish", "need"], 1),
    ("trigger", ["wish", "need", "other"], 1),
    ("trigger", ["wish", "wish", "need"], Fraction(1, 2)),
    ("trigger", ["wish", "wish", "need", "other"], Fraction(2, 3)),
    ("trigger", [Chosen("other", "a letter"), Chosen("other", "a call")], 0),
    ("tools", [("mail", "chat"), ("chat", "mail")], 0),
    ("tools", [("mail", "chat"), ("chat", "wall")], Fraction(2, 3)),
    ("tools", [(), ()], 0),
    ("tools", [(), ("mail",)], 1),
    ("tools", [("mail",), ("mail",), ("chat",)], Fraction(2, 3)),
    ("stakes", [("a", "b", "c"), ("a", "d", "e")], 0),
    ("stakes", [("a", "b", "c"), ("d", "e", "a")], Fraction(1, 2)),
    ("stakes", [("a", "b", "c"), ("d", "b", "e")], 1),
    ("stakes", [("a", "b", "c", "d"), ("d", "e", "b", "a")], 1),
    ("stakes", [("a", "b"), ("a",), ("a", "c")], 0),
    ("stakes", [("a", "b"), ("b", "a"), ("b", "c", "a")], Fraction(1, 2)),
    ("stakes", [("a", "b"), ("b", "a"), ("b", "c")], 1),
    ("stakes", [(), ("a",)], 1),
    ("stakes", [(), (), ("a",)], 1),
    ("hours", [Fraction(8), Fraction(8)], 0),
    ("hours", [Fraction(0), Fraction(0)], 0),
    ("hours", [Fraction(0), Fraction(1)], 1),
    ("hours", [Fraction(8), Fraction(10)], Fraction(1, 8)),
    ("hours", [Fraction(2), Fraction(6), Fraction(3)], 1),
    ("hours", [Fraction(-2), Fraction(-3)], Fraction(1, 4)),
    ("open", [True, True], 0),
    ("open", [True, False], 1),
]


class TestDistance:
    """How far answers are apart, by type."""

    @pytest.mark.parametrize(("question", "values", "expected"), DISTANCES)
    def test_by_type(self, bank: Bank, question: str, values: list[Value], expected: Fraction | int) -> None:
        """Also after texts beside a choice were left out, and exactly."""
        values = [Chosen(value) if isinstance(value, str) else value for value in values]
        assert distance(bank, bank.questions[question], values) == expected

    @pytest.mark.parametrize(("question", "values"), [("joy", [3]), ("joy", []), ("hopes", ["a", "b"])])
    def test_there_is_none_for_one_answer_and_for_texts(self, bank: Bank, question: str, values: list[Value]) -> None:
        assert distance(bank, bank.questions[question], values) is None


def values_of(question: str) -> st.SearchStrategy[Value]:
    choices = {
        "rights": st.sampled_from(["all", "some", "none"]),
        "trigger": st.sampled_from(["wish", "need", "other"]),
        "tools": st.lists(st.sampled_from(["mail", "chat", "wall"]), unique=True).map(tuple),
        "stakes": st.lists(st.sampled_from("abcde"), unique=True, min_size=1).map(tuple),
        "hours": st.fractions(0, 400, max_denominator=4),
        "open": st.booleans(),
    }
    return choices.get(question, st.integers(0, 4))


MEASURED = ("joy", "rights", "trigger", "tools", "stakes", "hours", "open")
ANSWERS = st.sampled_from(MEASURED).flatmap(
    lambda question: st.tuples(st.just(question), st.lists(values_of(question), min_size=2, max_size=6))
)


@given(ANSWERS, st.randoms())
def test_distance_lies_between_0_and_1_and_does_not_depend_on_the_order(bank: Bank, said: Any, random: Any) -> None:
    question, values = bank.questions[said[0]], said[1]
    found = distance(bank, question, values)
    assert isinstance(found, Fraction)
    assert 0 <= found <= 1
    random.shuffle(values)
    assert distance(bank, question, values) == found


@given(st.lists(st.integers(0, 4), min_size=2, max_size=8))
def test_ratings_have_no_distance_if_and_only_if_they_are_equal(bank: Bank, ratings: list[int]) -> None:
    assert (distance(bank, bank.questions["joy"], ratings) == 0) == (len(set(ratings)) == 1)


@given(ANSWERS)
def test_the_same_answer_from_everybody_is_no_distance(bank: Bank, said: Any) -> None:
    question, values = bank.questions[said[0]], said[1]
    assert distance(bank, question, [values[0]] * len(values)) == 0


class TestIndex:
    """One figure for the case, and the order of gaps and agreements."""

    def test_below_two_respondents_there_is_nothing_to_compare(self, bank: Bank) -> None:
        assert align(Case(bank, [sheet(bank, "board", joy="3")])) is None

    def test_it_is_the_mean_over_views_with_two_answers(self, bank: Bank) -> None:
        found = aligned(
            bank,
            sheet(bank, "board", joy="4", trust="3", tools=["mail"], hours="9", hopes="much", members="3"),
            sheet(bank, "press", joy="1", trust="3", tools=["mail", "chat"], hopes="little", members="5"),
        )
        assert {view.question.id: view.distance for view in found.views} == {
            "joy": Fraction(3, 4),
            "trust": 0,
            "tools": Fraction(1, 2),
            "hours": None,
            "hopes": None,
        }
        assert found.index == 100 * (1 - Fraction(5, 4) / 3)
        assert ids(found.gaps) == ["joy", "tools"]
        assert ids(found.agreements) == ["trust", "tools", "joy"]

    def test_equal_distances_stay_in_the_order_of_the_bank(self, bank: Bank) -> None:
        found = aligned(
            bank,
            sheet(bank, "board", trust="2", joy="3", trigger="wish", open="yes"),
            sheet(bank, "press", trust="3", joy="4", trigger="need", open="no"),
        )
        assert ids(found.gaps) == ["trigger", "open", "joy", "trust"]
        assert ids(found.agreements) == ["joy", "trust", "trigger", "open"]

    def test_who_does_not_know_is_counted_and_left_out(self, bank: Bank) -> None:
        found = aligned(
            bank,
            sheet(bank, "board", joy="4", trust="?"),
            sheet(bank, "press", joy="?", trust="?"),
            sheet(bank, "team", joy="2"),
        )
        joy, trust = found.views
        assert (joy.unknown, joy.distance, len(joy.answers)) == (1, Fraction(1, 2), 2)
        assert (trust.unknown, trust.distance, trust.answers) == (2, None, ())

    def test_without_two_answers_anywhere_there_is_no_index(self, bank: Bank) -> None:
        found = aligned(bank, sheet(bank, "board", joy="4"), sheet(bank, "press", trust="1"))
        assert found.index is None
        assert found.gaps == found.agreements == ()

    def test_what_is_hidden_or_off_the_record_is_not_there(self, bank: Bank) -> None:
        """Neither an answer nor an "I don't know", of views and of facts."""
        found = aligned(
            bank,
            sheet(bank, "board", kind="club", firm_joy="4", fears="decline", hopes="growth", _private=["fears"]),
            sheet(bank, "press", firm_joy="0", fears="noise", hopes="?", _private=["hopes"]),
        )
        assert [(view.question.id, told(view), view.unknown) for view in found.views] == [
            ("hopes", [("board", "growth")], 0),
            ("fears", [("press", "noise")], 0),
        ]


class TestLeadership:
    """What the leadership sees more favourably than the others."""

    def test_is_its_rating_minus_the_lower_median_of_all_others(self, bank: Bank) -> None:
        found = aligned(
            bank,
            sheet(bank, "board", joy="4", trust="1", rights="all"),
            sheet(bank, "press", joy="3", trust="3", rights="none"),
            sheet(bank, "team", joy="1", rights="none"),
        )
        assert [(one.question.id, one.leadership, one.others, one.difference) for one in found.leadership] == [
            ("joy", 4, 1, 3),
            ("trust", 1, 3, -2),
        ]

    def test_is_averaged_by_dimension(self, bank: Bank) -> None:
        found = aligned(
            bank, sheet(bank, "board", joy="4", trust="3"), sheet(bank, "press", joy="3", trust="1", hours="2")
        )
        mood, rest = found.by_dimension({"mood": ["joy", "trust", "firm_joy"], "rest": ["hours"]})
        assert (mood.dimension, mood.mean, mood.count) == ("mood", Fraction(3, 2), 2)
        assert (rest.dimension, rest.mean, rest.count) == ("rest", None, 0)

    def test_needs_the_leadership_and_somebody_else(self, bank: Bank) -> None:
        assert aligned(bank, sheet(bank, "board", joy="4"), sheet(bank, "board", joy="1")).leadership == ()
        assert aligned(bank, sheet(bank, "team", joy="4"), sheet(bank, "press", joy="1")).leadership == ()

    def test_is_not_there_in_a_bank_that_names_no_leadership(self, tmp_path: Path) -> None:
        bank = write(tmp_path, SETTINGS.replace("leadership: board\n", ""))
        found = aligned(bank, sheet(bank, "board", joy="4"), sheet(bank, "press", joy="1"))
        assert found.leadership == ()
        assert found.index == 25


class TestSideBySide:
    """Contradictions on facts, and texts."""

    def test_facts_contradict_where_what_they_mean_differs(self, bank: Bank) -> None:
        board = {"members": "40", "kind": "club", "rooms": ["hall"], "since": "2020-01-01", "paid": "no"}
        press = {"members": "45", "kind": "firm", "rooms": ["church"], "since": "2021-01-01", "paid": "yes"}
        rows = {"remark": "a", "songs": [{"song": "Ave"}]}
        found = aligned(
            bank, sheet(bank, "board", **board, **rows), sheet(bank, "press", **press, remark="b", songs=[])
        )
        assert ids(found.contradictions) == ["members", "kind", "rooms", "since", "paid"]
        assert told(found.contradictions[0]) == [("press", 45), ("board", 40)]
        assert found.contradictions[0].distance is None

    def test_facts_said_otherwise_are_no_contradiction(self, bank: Bank) -> None:
        found = aligned(
            bank,
            sheet(bank, "board", members="40", kind={"choice": "own", "text": "x"}, rooms=["hall", "church"]),
            sheet(bank, "press", members="40,0", kind={"choice": "own", "text": "y"}, rooms=["church", "hall"]),
            sheet(bank, "team", members="?"),
        )
        assert found.contradictions == ()

    def test_texts_stand_side_by_side_in_the_order_of_the_roles(self, bank: Bank) -> None:
        found = aligned(
            bank,
            sheet(bank, "board", hopes="more young people"),
            sheet(bank, "press", hopes="a full hall"),
            sheet(bank, None, hopes="new songs"),
        )
        assert [told(view) for view in found.texts] == [
            [(None, "new songs"), ("press", "a full hall"), ("board", "more young people")]
        ]

    def test_texts_that_nobody_wrote_are_left_out(self, bank: Bank) -> None:
        assert aligned(bank, sheet(bank, "board", hopes="?"), sheet(bank, "press")).texts == ()


class TestVoices:
    """Who is shown as whom."""

    def shown(self, bank: Bank, *sheets: Sheet) -> dict[str | None, str | None]:
        return {role: voice.id for role, voice in voices(Case(bank, sheets)).items()}

    def test_protected_roles_are_shown_together_while_they_are_few(self, bank: Bank) -> None:
        few = [sheet(bank, "board", joy="3"), sheet(bank, "team", joy="1"), sheet(bank, "singers", joy="4")]
        assert self.shown(bank, *few) == {
            None: None,
            "press": "press",
            "team": MERGED,
            "board": "board",
            "singers": MERGED,
        }
        assert self.shown(bank, *few, sheet(bank, "team", joy="2"))["singers"] == "singers"

    def test_texts_are_those_of_the_role_and_of_the_protection(self, bank: Bank) -> None:
        known = voices(Case(bank, [sheet(bank, "team", joy="1")]))
        texts = [voice.text.form("en") if voice.text else None for voice in known.values()]
        assert texts == [None, "Press", "The choir", "Board", "The choir"]

    def test_who_has_no_view_on_the_record_hides_nobody(self, bank: Bank) -> None:
        """Facts, an "I don't know" and what is off the record are no answers to hide among."""
        more = [
            sheet(bank, "team", name="Choir", members="3"),
            sheet(bank, "team", joy="?"),
            sheet(bank, "singers", fears="x"),
        ]
        assert self.shown(bank, sheet(bank, "team", joy="1"), *more)["team"] == MERGED

    def test_all_of_them_may_agree_to_be_shown(self, bank: Bank) -> None:
        team, singers = sheet(bank, "team", joy="1", shown="yes"), sheet(bank, "singers", joy="4", shown="ja")
        assert self.shown(bank, team, singers)["team"] == "team"
        assert self.shown(bank, team, sheet(bank, "singers", joy="4", shown="no"))["team"] == MERGED
        assert self.shown(bank, team, sheet(bank, "singers", joy="4"))["team"] == MERGED

    def test_bank_without_protection_shows_every_role(self, tmp_path: Path) -> None:
        bank = write(tmp_path, "\n".join(line for line in SETTINGS.splitlines() if "protect" not in line))
        assert self.shown(bank, sheet(bank, "team", joy="1"))["team"] == "team"

    def test_merged_answers_are_told_one_by_one_and_sorted(self, bank: Bank) -> None:
        found = aligned(
            bank,
            sheet(bank, "board", joy="3", trigger="need", hopes="calm"),
            sheet(bank, "team", joy="4", trigger={"choice": "other", "text": "b"}, hopes="zeal"),
            sheet(bank, "singers", joy="1", trigger={"choice": "other", "text": "a"}, hopes="Art"),
        )
        joy, trigger, hopes = found.views
        assert told(joy) == [(MERGED, 1), (MERGED, 4), ("board", 3)]
        assert [said.value.text for said in trigger.answers if isinstance(said.value, Chosen)] == ["a", "b", None]
        assert told(hopes) == [(MERGED, "Art"), (MERGED, "zeal"), ("board", "calm")]
        assert [voice.id for voice in found.respondents] == [MERGED, MERGED, "board"]


def written(value: Value) -> Any:
    """Return *value* as it stands in a file."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return list(value)
    return f"{float(value):.2f}" if isinstance(value, Fraction) else str(value)


SHEETS = st.fixed_dictionaries({}, optional={id_: values_of(id_).map(written) for id_ in (*MEASURED, "trust")})
TEXTS = st.fixed_dictionaries({}, optional={"hopes": st.sampled_from(["b", "B", "a  a", "a a"])})
CHOSEN = st.sampled_from(["a", "b", "A"]).map(lambda text: {"trigger": {"choice": "other", "text": text}})
PERSON = st.builds(lambda *parts: {key: value for part in parts for key, value in part.items()}, SHEETS, TEXTS, CHOSEN)


def everything(found: Alignment) -> list[Any]:
    """Return all that an alignment shows, texts beside choices included."""
    comparisons = (*found.views, *found.contradictions, *found.gaps, *found.agreements, *found.texts)
    return [
        found.index,
        [(one.question.id, one.difference) for one in found.leadership],
        [voice.id for voice in found.respondents],
        [(one.question.id, one.unknown, one.distance) for one in comparisons],
        [(said.voice.id, repr(said.value)) for one in comparisons for said in one.answers],
    ]


@given(st.lists(PERSON, min_size=2, max_size=4))
def test_index_lies_between_0_and_100(bank: Bank, people: list[dict[str, Any]]) -> None:
    roles = ["board", "press", "team", "singers"]
    found = aligned(bank, *(sheet(bank, role, **said) for role, said in zip(roles, people, strict=False)))
    assert found.index is not None
    assert 0 <= found.index <= 100
    assert {*ids(found.gaps)} <= {*ids(found.agreements)}


@given(PERSON, PERSON, PERSON)
def test_nothing_shown_tells_which_of_two_merged_people_said_what(
    bank: Bank, board: dict[str, Any], one: dict[str, Any], two: dict[str, Any]
) -> None:
    """Whichever of the two protected roles gave an answer, everything looks the same."""
    team_one = aligned(bank, sheet(bank, "board", **board), sheet(bank, "team", **one), sheet(bank, "singers", **two))
    team_two = aligned(bank, sheet(bank, "board", **board), sheet(bank, "team", **two), sheet(bank, "singers", **one))
    assert everything(team_one) == everything(team_two)


@given(PERSON, PERSON, PERSON)
def test_merging_changes_what_is_shown_and_no_figure(
    bank: Bank, board: dict[str, Any], one: dict[str, Any], two: dict[str, Any]
) -> None:
    merged, open_ = (
        aligned(
            bank,
            sheet(bank, "board", **board),
            sheet(bank, "team", shown=shown, **one),
            sheet(bank, "singers", shown=shown, **two),
        )
        for shown in (None, "yes")
    )
    assert merged.index == open_.index
    assert [(view.question.id, view.distance) for view in merged.gaps] == [
        (view.question.id, view.distance) for view in open_.gaps
    ]
    assert [one.difference for one in merged.leadership] == [one.difference for one in open_.leadership]
    assert {said.voice.id for view in merged.views for said in view.answers} <= {MERGED, "board"}
    assert MERGED not in {said.voice.id for view in open_.views for said in view.answers}
