"""What several sheets say together, and what the gate holds back."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from smcheck.answers.model import Sheet
from smcheck.answers.read import load_sheet, read_sheet
from smcheck.bank.load import Bank, load
from smcheck.case import Case, Status, beside, group
from smcheck.logic.values import BLANK, Row, Unknown, Value
from smcheck.problems import Problem

EVERY_TYPE = Path(__file__).parent / "banks" / "every-type"

BANK = """
id: small
version: 1.0.0
name: Small
languages: [de, en]
modes: [{id: quick, text: quick}, {id: full, text: full}]
roles: [{id: boss, text: Boss}, {id: team, text: Team}, {id: hr, text: HR}]
sections: [all]
title: name
"""
NAME = "{id: name, type: text, text: Name}"


def bank(folder: Path, *questions: str, settings: str = "", values: str = "") -> Bank:
    """Write a bank with *questions* in flow style and load it."""
    (folder / "sections").mkdir(parents=True)
    (folder / "bank.yaml").write_text(BANK + settings, encoding="utf-8")
    lines = "".join(f"  - {question}\n" for question in (NAME, *questions))
    (folder / "sections" / "all.yaml").write_text(f"id: all\ntitle: All\nquestions:\n{lines}", encoding="utf-8")
    if values:
        (folder / "values.yaml").write_text(values, encoding="utf-8")
    return load(folder)


def text_of(
    bank: Bank,
    answers: str = "",
    *,
    role: str | None = None,
    day: str = "2026-12-01",
    mode: str | None = None,
    more: str = "",
    case: str = "acme",
    round_: str = "2026-12",
) -> str:
    """Return a sheet as a file holds it."""
    settings = bank.settings
    head = f"smcheck: 1\nbank: {{id: {settings.id}, version: {settings.version}}}\ncase: {case}\nround: {round_}\n"
    head += f"date: {day}\nrespondent: {{role: {role or ''}}}\nmode: {mode or settings.modes[0].id}\nlanguage: en\n"
    indented = "".join(f"  {line}\n" for line in answers.splitlines())
    return f"{head}answers:\n{indented}{more}\n"


def sheet(bank: Bank, answers: str = "", *, file: str = "a.yaml", **head: str) -> Sheet:
    """Read a sheet that holds *answers*."""
    read = read_sheet(text_of(bank, answers, **head).encode(), file, bank=bank)
    assert read.valid, read.problems
    return read


def case(bank: Bank, *sheets: Sheet, as_of: date | None = None) -> Case:
    return Case(bank, sheets, as_of=as_of)


def reasons(value: Value) -> set[tuple[str, str]]:
    assert isinstance(value, Unknown)
    return {(reason.question, reason.status) for reason in value.reasons}


def names(value: Value | None) -> list[str | None]:
    assert isinstance(value, tuple)
    return [row.name for row in value if isinstance(row, Row)]


def cells(value: Value | None, column: str) -> list[Value]:
    assert isinstance(value, tuple)
    return [row.cells[column] for row in value if isinstance(row, Row)]


def codes(problems: Sequence[Problem]) -> list[str]:
    return [problem.code for problem in problems]


YES_NO = "choices: [{id: 'yes', text: Yes}, {id: 'no', text: 'No'}]"


class TestRelevance:
    """Which questions are asked in a case, and what a hidden answer may still do: nothing."""

    def test_false_condition_hides_and_an_undecided_one_shows(self, tmp_path: Path) -> None:
        small = bank(
            tmp_path / "b",
            f"{{id: gate, type: single, text: Gate, {YES_NO}}}",
            "{id: inside, type: text, text: Inside, when: gate == 'yes'}",
        )
        assert not case(small, sheet(small, "gate: no\ninside: secret")).relevant("inside")
        assert case(small, sheet(small, "gate: yes")).relevant("inside")
        assert case(small, sheet(small)).relevant("inside")
        assert case(small, sheet(small, more="open: {gate: {status: unknown}}")).relevant("inside")

    def test_hidden_answer_makes_nothing_else_relevant(self, tmp_path: Path) -> None:
        """Conditions chain: what hangs on a dormant answer is undecided, not true and not false."""
        small = bank(
            tmp_path / "b",
            f"{{id: gate, type: single, text: Gate, {YES_NO}}}",
            f"{{id: second, type: single, text: Second, when: gate == 'yes', {YES_NO}}}",
            "{id: third, type: text, text: Third, when: second == 'yes'}",
            "{id: fourth, type: text, text: Fourth, when: surely(second == 'yes')}",
            "{id: fifth, type: text, text: Fifth, when: not surely(second == 'yes')}",
        )
        hidden = case(small, sheet(small, "gate: no\nsecond: yes\nthird: a\nfourth: b"))
        assert reasons(hidden.value("second")) == {("second", "not asked")}
        assert [item.question.id for item in hidden.items()] == ["name", "gate", "third", "fifth"]

    def test_hidden_answer_comes_back_with_its_question(self, tmp_path: Path) -> None:
        small = bank(
            tmp_path / "b",
            f"{{id: gate, type: single, text: Gate, {YES_NO}}}",
            "{id: inside, type: text, text: Inside, when: gate == 'yes'}",
        )
        assert case(small, sheet(small, "gate: yes\ninside: here again")).value("inside") == "here again"

    def test_condition_may_look_ahead(self, tmp_path: Path) -> None:
        """A question asked later decides about an earlier one, and about what stands between."""
        small = bank(
            tmp_path / "b",
            "{id: early, type: text, text: Early, when: late > 3}",
            "{id: between, type: text, text: Between, when: answered(early)}",
            "{id: late, type: integer, text: Late}",
        )
        both = case(small, sheet(small, "early: a\nbetween: b\nlate: 5"))
        assert both.value("early") == "a"
        assert both.value("between") == "b"
        none = case(small, sheet(small, "early: a\nbetween: b\nlate: 2"))
        assert [item.question.id for item in none.items()] == ["name", "late"]

    def test_long_chain_of_conditions_is_no_deep_recursion(self, tmp_path: Path) -> None:
        links = [f"{{id: q{n}, type: confirm, text: Q, when: q{n - 1}}}" for n in range(1, 400)]
        small = bank(tmp_path / "b", "{id: q0, type: confirm, text: Q}", *links)
        answers = "\n".join(f"q{n}: yes" for n in range(400))
        assert case(small, sheet(small, answers)).value("q399") is True
        assert not case(small, sheet(small, answers.replace("q0: yes", "q0: no"))).relevant("q1")

    def test_mode_and_role_decide_about_each_sheet(self, tmp_path: Path) -> None:
        """An answer counts only from a sheet that asks for it."""
        small = bank(
            tmp_path / "b",
            "{id: deep, type: text, text: Deep, modes: [full]}",
            "{id: staff, type: text, text: Staff, roles: [hr]}",
        )
        boss = sheet(small, "deep: dormant\nstaff: dormant", role="boss")
        assert [item.question.id for item in case(small, boss).items()] == ["name"]
        hr = sheet(small, "deep: asked", role="hr", mode="full", file="hr.yaml")
        both = case(small, boss, hr)
        assert both.value("deep") == "asked"
        assert reasons(both.value("staff")) == {("staff", "missing")}
        assert case(small, sheet(small, "staff: everything is asked")).value("staff") == "everything is asked"

    def test_table_without_any_row_left_is_not_asked(self, tmp_path: Path) -> None:
        small = bank(
            tmp_path / "b",
            "{id: size, type: integer, text: Size}",
            "{id: law, type: table, required: true, text: Law, rows: [{id: big, text: Big, when: size > 50}], "
            "columns: [{id: done, type: confirm, text: Done}]}",
        )
        assert not case(small, sheet(small, "size: 3")).relevant("law")
        assert case(small, sheet(small, "size: 80")).relevant("law")
        assert case(small, sheet(small)).relevant("law")


class TestRows:
    """Hidden columns, hidden rows, references."""

    COLUMNS = (
        "columns: [{id: what, type: text, text: What}, {id: who, type: single, text: Who, "
        "choices: [{id: one, text: One, asks: Name}, {id: none, text: None}]}, "
        "{id: due, type: date, text: Due, when: who == 'one'}, "
        "{id: late, type: text, text: Late, when: due >= '2027-01-01'}, "
        "{id: more, type: text, text: More, modes: [full]}]"
    )

    def test_column_is_hidden_row_by_row(self, tmp_path: Path) -> None:
        """A hidden cell is unknown, decides about no other, and a cell that was left out is blank."""
        small = bank(tmp_path / "b", f"{{id: goals, type: group, text: Goals, {self.COLUMNS}}}")
        answers = (
            "goals:\n- {what: a, who: {choice: one, text: Kim}, due: 2027-03-01, late: x, more: m}\n"
            "- {what: b, who: none, due: 2027-03-01, late: y}\n- {what: c, who: one}"
        )
        rows = case(small, sheet(small, answers)).value("goals")
        due, late, more = (cells(rows, column) for column in ("due", "late", "more"))
        assert due[0] == date(2027, 3, 1)
        assert reasons(due[1]) == {("goals.due", "not asked")}
        assert due[2] is BLANK
        assert late[0] == "x"
        assert reasons(more[0]) == {("goals.more", "not asked")}
        assert late[1] == "y", "undecided, because what it hangs on is hidden"

    def test_row_of_a_table_is_hidden(self, tmp_path: Path) -> None:
        small = bank(
            tmp_path / "b",
            "{id: size, type: integer, text: Size}",
            "{id: law, type: table, own_rows: true, text: Law, rows: [{id: always, text: A}, "
            "{id: big, text: B, when: size > 50}], columns: [{id: state, type: text, text: State}]}",
        )
        answers = "size: {}\nlaw: {{own: {{state: z}}, big: {{state: y}}, always: {{state: x}}}}"
        assert names(case(small, sheet(small, answers.format(3))).value("law")) == ["always", "own"]
        assert names(case(small, sheet(small, answers.format(80))).value("law")) == ["always", "big", "own"]

    GOALS = "{id: goals, type: group, text: Goals, when: size > 1, columns: [{id: goal, type: text, text: Goal}]}"
    CHANNELS = (
        "{id: channels, type: group, text: Channels, columns: [{id: label, type: text, text: Name}, "
        "{id: first_goal, type: single, text: First, choices_from: goals}, "
        "{id: all_goals, type: multi, text: All, choices_from: goals}]}"
    )

    def test_references_keep_only_rows_that_are_there(self, tmp_path: Path) -> None:
        """What nothing is left of is blank; where the group is hidden it is unknown, for nobody took anything back."""
        small = bank(tmp_path / "b", "{id: size, type: integer, text: Size}", self.GOALS, self.CHANNELS)
        answers = (
            "size: {}\ngoals: [{{goal: Grow}}, {{goal: Stay}}]\nchannels:\n"
            "- {{label: a, first_goal: grow, all_goals: [Gone, STAY]}}\n"
            "- {{label: b, first_goal: Gone, all_goals: [Gone]}}\n- {{label: c, all_goals: []}}"
        )
        rows = case(small, sheet(small, answers.format(5))).value("channels")
        assert cells(rows, "first_goal") == ["Grow", BLANK, BLANK]
        assert cells(rows, "all_goals") == [("Stay",), BLANK, ()]
        hidden = case(small, sheet(small, answers.format(0))).value("channels")
        assert reasons(cells(hidden, "first_goal")[0]) == {("goals", "not asked")}
        assert reasons(cells(hidden, "all_goals")[0]) == {("goals", "not asked")}
        assert cells(hidden, "all_goals")[2] == ()

    def test_rows_may_refer_to_rows_of_their_own_group(self, tmp_path: Path) -> None:
        small = bank(
            tmp_path / "b",
            "{id: plan, type: group, text: Steps, columns: [{id: step, type: text, text: Step}, "
            "{id: after, type: single, text: After, choices_from: plan}]}",
        )
        rows = case(small, sheet(small, "plan: [{step: A}, {step: B, after: a}, {step: C, after: X}]")).value("plan")
        assert cells(rows, "after") == [BLANK, "A", BLANK]

    OWN = (
        "{id: duties, type: table, text: Duties, rows: [{id: a, text: A}], columns: "
        "[{id: who, type: multi, text: Who, choices_from: goals, own_choices: true}]}"
    )

    def test_names_of_ones_own_stay_beside_rows_and_roles(self, tmp_path: Path) -> None:
        """A name that is a row's is that row, whatever its case; a row that is gone stays as a name."""
        small = bank(tmp_path / "b", "{id: size, type: integer, text: Size}", self.GOALS, self.OWN)
        answers = "size: 5\ngoals: [{goal: Anna}]\nduties: {a: {who: [' anna ', team, Team GmbH, Bert]}}"
        rows = case(small, sheet(small, answers)).value("duties")
        assert cells(rows, "who") == [("Anna", "team", "Team GmbH", "Bert")]
        assert sheet(small, answers).problems == ()

    def test_the_name_of_a_hidden_row_is_no_name_of_ones_own(self, tmp_path: Path) -> None:
        small = bank(tmp_path / "b", "{id: size, type: integer, text: Size}", self.GOALS, self.OWN)
        answers = "size: 0\ngoals: [{goal: Anna}]\nduties: {a: {who: [anna, Bert]}}"
        rows = case(small, sheet(small, answers)).value("duties")
        assert cells(rows, "who") == [("Bert",)]


class TestMerge:
    """Several sheets become one value."""

    FACT = "{id: effort, type: integer, text: Hours, roles: [team, boss]}"

    def test_first_role_of_the_question_wins_not_of_the_bank(self, tmp_path: Path) -> None:
        small = bank(tmp_path / "b", self.FACT)
        boss, team = sheet(small, "effort: 1", role="boss"), sheet(small, "effort: 2", role="team", file="b.yaml")
        both = case(small, boss, team)
        assert both.value("effort") == 2
        assert both.lead is boss
        assert both.views("effort") == (("boss", 1), ("team", 2))

    def test_next_role_counts_where_the_first_does_not_know(self, tmp_path: Path) -> None:
        """The first one's "I don't know" stays an open point."""
        small = bank(tmp_path / "b", self.FACT)
        team = sheet(small, role="team", more="open: {effort: {status: unknown, ask: Kim}}")
        both = case(small, team, sheet(small, "effort: 1", role="boss", file="b.yaml"))
        item = both.item("effort")
        assert item is not None
        assert (item.status, item.value) == (Status.ANSWERED, 1)
        assert [(point.ask, point.role, point.file) for point in both.points] == [("Kim", "team", "a.yaml")]
        assert both.coverage.unknown == 0

    @pytest.mark.parametrize(
        ("first", "second", "status"),
        [
            ("unknown", "na", Status.UNKNOWN),
            ("na", "unknown", Status.NA),
            ("later", "unknown", Status.LATER),
            (None, "later", Status.LATER),
            (None, None, Status.MISSING),
        ],
    )
    def test_without_an_answer_the_first_who_said_something_decides(
        self, tmp_path: Path, first: str | None, second: str | None, status: Status
    ) -> None:
        small = bank(tmp_path / "b", self.FACT)
        said = [f"open: {{effort: {one}}}" if one else "" for one in (first, second)]
        both = case(
            small, sheet(small, role="team", more=said[0]), sheet(small, role="boss", more=said[1], file="b.yaml")
        )
        item = both.item("effort")
        assert item is not None
        assert item.status is status

    def test_blank_is_a_status_and_not_an_answer(self, tmp_path: Path) -> None:
        small = bank(tmp_path / "b", self.FACT)
        team = sheet(small, "effort:", role="team")
        assert case(small, team).value("effort") is BLANK
        assert case(small, team, sheet(small, "effort: 4", role="boss", file="b.yaml")).value("effort") == 4

    def test_conversation_without_a_role_stands_behind_the_roles_a_question_names(self, tmp_path: Path) -> None:
        """It leads the case, counts before those who only complete a question, and makes no department heard."""
        small = bank(tmp_path / "b", self.FACT, "{id: fact, type: integer, text: F, roles: [team], also: [boss]}")
        talk, boss = (
            sheet(small, "effort: 7\nfact: 7", file="talk.yaml"),
            sheet(small, "effort: 1\nfact: 1", role="boss"),
        )
        both = case(small, boss, talk)
        assert both.lead is talk
        assert (both.value("effort"), both.value("fact")) == (1, 7)
        assert both.views("effort") == ((None, 7), ("boss", 1))
        assert both.role_answered("boss")
        assert not both.role_answered("team")

    def test_later_sheet_of_one_role_wins_facts_and_both_have_a_view(self, tmp_path: Path) -> None:
        small = bank(tmp_path / "b", self.FACT)
        old = sheet(small, "effort: 1", role="team", day="2026-11-01")
        new = sheet(small, "effort: 2", role="team", file="z.yaml")
        for order in ([old, new], [new, old]):
            both = case(small, *order)
            assert both.value("effort") == 2
            assert both.views("effort") == (("team", 2), ("team", 1))
            assert both.as_of == date(2026, 12, 1)

    def test_alignment_rating_is_the_lower_median_of_those_who_know(self, tmp_path: Path) -> None:
        rating = "type: rating, anchors: {de: [a, b, c, d, e], en: [a, b, c, d, e]}, roles: [boss, team, hr], text: R"
        small = bank(tmp_path / "b", f"{{id: mood, view: true, {rating}}}", f"{{id: level, {rating}}}")
        given = [
            sheet(small, f"mood: {rating}\nlevel: {rating}", role=role, file=f"{role}{rating}.yaml")
            for role, rating in (("hr", 0), ("team", 3), ("boss", 4))
        ]
        dont_know = sheet(small, role="hr", file="x.yaml", more="open: {mood: unknown, level: unknown}")
        assert case(small, *given).value("mood") == 3
        assert case(small, *given[1:], dont_know).value("mood") == 3, "of two the lower one"
        assert case(small, *given).value("level") == 4, "no view: the first role counts"
        assert reasons(case(small, dont_know).value("mood")) == {("mood", "unknown")}

    def test_rows_are_united_by_name_and_keep_who_gave_them(self, tmp_path: Path) -> None:
        """Cell by cell the first role wins; case and space make no other name."""
        small = bank(
            tmp_path / "b",
            "{id: goals, type: group, merge: rows, text: Goals, roles: [boss], also: [team, hr], columns: ["
            "{id: goal, type: text, text: Goal}, {id: owner, type: text, text: Owner}, "
            "{id: due, type: text, text: Due}]}",
        )
        boss = sheet(small, "goals: [{goal: Grow, owner: Kim}, {goal: Stay}]", role="boss")
        team = sheet(small, "goals: [{goal: ' grow', owner: Lee, due: May}, {goal: Rest}]", role="team", file="b.yaml")
        hr = sheet(small, "goals: []", role="hr", file="c.yaml")
        rows = case(small, hr, team, boss).value("goals")
        assert names(rows) == ["Grow", "Stay", "Rest"]
        assert cells(rows, "owner") == ["Kim", BLANK, BLANK]
        assert cells(rows, "due") == ["May", BLANK, BLANK]
        assert isinstance(rows, tuple)
        assert [(row.index, row.roles) for row in rows if isinstance(row, Row)] == [
            (0, ("boss", "team")),
            (1, ("boss",)),
            (2, ("team",)),
        ]

    def test_rows_named_by_a_choice_are_one_in_any_language(self, tmp_path: Path) -> None:
        small = bank(
            tmp_path / "b",
            "{id: areas, type: group, merge: rows, text: Areas, columns: [{id: area, type: single, text: Area, "
            "choices: [{id: sales, text: {de: Verkauf, en: sales}}]}, {id: done, type: text, text: Done}]}",
        )
        english = sheet(small, "areas: [{area: sales}]", role="boss")
        german_text = text_of(small, "areas: [{area: sales, done: halb}]", role="team").replace(
            "language: en", "language: de"
        )
        german = read_sheet(german_text.encode(), "b.yaml", bank=small)
        assert cells(case(small, english, german).value("areas"), "done") == ["halb"]

    def test_group_without_union_is_the_lead_respondents_whole_answer(self, tmp_path: Path) -> None:
        small = bank(
            tmp_path / "b",
            "{id: plan, type: group, text: S, columns: [{id: step, type: text, text: S}]}",
        )
        boss, team = (
            sheet(small, "plan: []", role="boss"),
            sheet(small, "plan: [{step: a}]", role="team", file="b.yaml"),
        )
        assert case(small, boss, team).value("plan") == ()

    def test_tables_merge_cell_by_cell(self, tmp_path: Path) -> None:
        small = bank(
            tmp_path / "b",
            "{id: law, type: table, text: Law, roles: [boss, team], rows: [{id: a, text: A}, {id: b, text: B}], "
            "columns: [{id: state, type: text, text: State}, {id: whom, type: text, text: Whom}]}",
        )
        boss = sheet(small, "law: {b: {state: open}}", role="boss")
        team = sheet(small, "law: {a: {state: done}, b: {state: done, whom: Kim}}", role="team", file="b.yaml")
        rows = case(small, team, boss).value("law")
        assert names(rows) == ["a", "b"]
        assert cells(rows, "state") == ["done", "open"]
        assert cells(rows, "whom") == [BLANK, "Kim"]

    def test_what_was_hidden_in_ones_own_row_is_not_shown_beside_what_another_one_says(self, tmp_path: Path) -> None:
        """A stale "by whom" of somebody who says "open" does not explain somebody else's "done"."""
        small = bank(
            tmp_path / "b",
            "{id: law, type: table, text: Law, roles: [boss, team], rows: [{id: a, text: A}], columns: ["
            "{id: state, type: text, text: State}, {id: whom, type: text, text: Whom, when: state == 'done'}]}",
        )
        boss = sheet(small, "law: {a: {state: done}}", role="boss")
        team = sheet(small, "law: {a: {state: open, whom: stale}}", role="team", file="b.yaml")
        assert cells(case(small, boss, team).value("law"), "whom") == [BLANK]

    def test_column_that_only_one_mode_asks_is_taken_from_there(self, tmp_path: Path) -> None:
        small = bank(
            tmp_path / "b",
            "{id: goals, type: group, merge: rows, text: G, columns: [{id: goal, type: text, text: G}, "
            "{id: extra, type: text, text: E, modes: [full]}]}",
        )
        quick = sheet(small, "goals: [{goal: Grow, extra: dormant}]", role="boss")
        full = sheet(small, "goals: [{goal: Grow}]", role="team", mode="full", file="b.yaml")
        assert cells(case(small, quick, full).value("goals"), "extra") == [BLANK]
        assert reasons(cells(case(small, quick).value("goals"), "extra")[0]) == {("goals.extra", "not asked")}


class TestPrivate:
    """What is off the record counts, and is seen by nothing."""

    def test_private_answer_counts_fires_nothing_and_is_not_shown(self, tmp_path: Path) -> None:
        small = bank(
            tmp_path / "b", "{id: fear, type: text, text: F}", "{id: after, type: text, text: A, when: empty(fear)}"
        )
        secret = sheet(small, "fear: of the board", more="notes: {fear: hush}\nprivate: [fear]")
        here = case(small, secret)
        item = here.item("fear")
        assert item is not None
        assert (item.status, item.private, item.value, item.notes) == (Status.ANSWERED, True, None, ())
        assert here.coverage.answered == 1
        assert reasons(here.value("fear")) == {("fear", "private")}
        assert here.views("fear") == ()

    @pytest.mark.parametrize(
        ("more", "status"),
        [("", "private"), ("private: []", None), ("private: [name]", None), ("private: [fear]", "private")],
    )
    def test_the_bank_proposes_and_the_list_of_the_sheet_decides(
        self, tmp_path: Path, more: str, status: str | None
    ) -> None:
        small = bank(tmp_path / "b", "{id: fear, type: text, text: F, private: true}")
        here = case(small, sheet(small, "fear: of the board", more=more))
        assert (
            here.value("fear") == "of the board"
            if status is None
            else reasons(here.value("fear")) == {("fear", status)}
        )

    def test_private_open_point_is_not_on_the_agenda(self, tmp_path: Path) -> None:
        small = bank(tmp_path / "b", "{id: fear, type: text, text: F}")
        here = case(small, sheet(small, more="open: {fear: {status: unknown, ask: Kim, reason: r}}\nprivate: [fear]"))
        assert here.agenda == ()
        assert here.coverage.unknown == 1
        assert reasons(here.value("fear")) == {("fear", "private")}

    def test_next_role_counts_where_the_first_is_off_the_record(self, tmp_path: Path) -> None:
        small = bank(tmp_path / "b", "{id: fear, type: text, text: F, roles: [boss, team]}")
        boss = sheet(small, "fear: mine", role="boss", more="private: [fear]")
        assert case(small, boss, sheet(small, "fear: ours", role="team", file="b.yaml")).value("fear") == "ours"

    def test_private_column_and_note(self, tmp_path: Path) -> None:
        small = bank(
            tmp_path / "b",
            "{id: goals, type: group, text: G, columns: "
            "[{id: goal, type: text, text: G}, {id: fear, type: text, text: F}]}",
        )
        here = case(
            small,
            sheet(
                small,
                "goals: [{goal: a, fear: x}, {goal: b}]",
                more="notes: {goals: hush, name: loud}\nprivate: [goals.fear, notes.goals]",
            ),
        )
        fears = cells(here.value("goals"), "fear")
        assert reasons(fears[0]) == {("goals.fear", "private")}
        assert fears[1] is BLANK
        assert [note.text for item in here.items() for note in item.notes] == ["loud"]


class TestStanding:
    """Coverage, open points, what is complete."""

    QUESTIONS = (
        "{id: one, type: integer, required: true, text: One}",
        "{id: two, type: integer, text: Two}",
        "{id: three, type: integer, text: Three}",
        "{id: four, type: integer, text: Four}",
        "{id: five, type: text, text: Five}",
    )

    def test_coverage_counts_each_question_once_and_sums_up(self, tmp_path: Path) -> None:
        small = bank(tmp_path / "b", *self.QUESTIONS)
        first = sheet(
            small,
            "one: 1\nfive:",
            role="boss",
            more="open: {one: confirm, two: unknown, three: later, four: {status: na, reason: r}}",
        )
        coverage = case(small, first, sheet(small, "one: 2", role="team", file="b.yaml")).coverage
        assert (coverage.answered, coverage.unknown, coverage.later, coverage.na) == (1, 1, 1, 1)
        assert (coverage.blank, coverage.missing, coverage.relevant) == (1, 1, 6)

    def test_agenda_has_open_points_but_not_what_does_not_apply(self, tmp_path: Path) -> None:
        """The reason why something does not apply stands with its question."""
        small = bank(tmp_path / "b", *self.QUESTIONS)
        here = case(
            small,
            sheet(
                small,
                "two: 2",
                more="open: {two: {status: confirm, ask: Kim}, three: later, four: {status: na, reason: r}}",
            ),
        )
        assert [(point.question, point.status, point.ask) for point in here.agenda] == [
            ("one", "missing", None),
            ("two", "confirm", "Kim"),
            ("three", "later", None),
        ]
        item = here.item("four")
        assert item is not None
        assert [(point.status, point.reason) for point in item.points] == [("na", "r")]

    @pytest.mark.parametrize(
        ("said", "complete"),
        [("answers: {one: 1}", True), ("answers: {one: }", False), ("", False), ("open: {one: later}", False)]
        + [(f"open: {{one: {{status: {status}, reason: r}}}}", True) for status in ("unknown", "na")],
    )
    def test_i_dont_know_is_a_full_answer_and_later_is_none(self, tmp_path: Path, said: str, complete: bool) -> None:
        small = bank(tmp_path / "b", *self.QUESTIONS)
        text = text_of(small).replace("answers:\n", f"{said}\n")
        assert case(small, read_sheet(text.encode(), "a.yaml", bank=small)).complete is complete

    def test_required_cell_is_missing_in_its_row(self, tmp_path: Path) -> None:
        """A cell that is hidden in its row is not missing."""
        small = bank(
            tmp_path / "b",
            "{id: goals, type: group, text: G, columns: [{id: goal, type: text, required: true, text: Goal}, "
            "{id: owner, type: text, required: true, text: Owner, when: goal != 'b'}]}",
        )
        here = case(small, sheet(small, "goals: [{goal: a, owner: Kim}, {goal: b}, {goal: c}]"))
        assert [point.question for point in here.missing] == ["goals[3].owner"]
        assert here.bank.asked_at("goals[3].owner").id == "owner"
        assert not here.complete

    def test_day_of_the_case(self, tmp_path: Path) -> None:
        """The latest date of the sheets; what is given wins; without any it stays open, and nothing invents a day."""
        small = bank(tmp_path / "b", "{id: due, type: date, text: D}", values="values: {months: months_until(due)}")
        answers = "due: 2027-02-01"
        dated = [sheet(small, answers), sheet(small, day="2027-01-01", role="boss", file="b.yaml")]
        assert case(small, *dated).evaluate("months") == 1
        assert case(small, *dated, as_of=date(2026, 1, 1)).evaluate("months") == 13
        undated = case(small, sheet(small, answers, day=""))
        assert undated.as_of is None
        assert isinstance(undated.evaluate("months"), Unknown)
        assert codes(undated.problems) == ["case.no_date"]

    def test_named_value_is_computed_from_what_the_gate_lets_through(self, tmp_path: Path) -> None:
        small = bank(
            tmp_path / "b",
            "{id: wage, type: integer, text: A}",
            "{id: effort, type: integer, text: B, when: wage > 0}",
            values="values: {total: wage + effort, twice: total * 2}",
        )
        assert case(small, sheet(small, "wage: 2\neffort: 3")).evaluate("twice") == 10
        assert reasons(case(small, sheet(small, "wage: 0\neffort: 3")).evaluate("twice")) == {("effort", "not asked")}
        with pytest.raises(KeyError):
            case(small, sheet(small)).evaluate("nothing")

    def test_role_has_answered_with_something_on_record(self, tmp_path: Path) -> None:
        small = bank(
            tmp_path / "b",
            "{id: hidden, type: text, text: H, when: surely(name == 'x')}",
            "{id: shown, type: text, text: S}",
        )

        def heard(answers: str, more: str = "") -> bool:
            return case(small, sheet(small, answers, role="hr", more=more)).role_answered("hr")

        assert heard("shown: a")
        assert heard("", "open: {shown: unknown}")
        assert not heard("")
        assert not heard("hidden: a")
        assert not heard("shown:")
        assert not heard("", "open: {shown: later}")
        assert not heard("shown: a", "private: [shown]")


class TestSpeech:
    """Locale, currency, organisation type and name come from the answers."""

    @pytest.mark.parametrize(
        ("answers", "language", "locale", "currency"),
        [
            ("countries: [ch, de]", "de", "de-CH", "CHF"),
            ("countries: [at]", "de", "de-AT", "EUR"),
            ("countries: [ch]", "en", "en", "CHF"),
            ("", "de", "de-DE", "EUR"),
            ("countries: [{choice: elsewhere, text: Peru}]", "de", "de-DE", "EUR"),
        ],
    )
    def test_home_country_gives_locale_and_currency(
        self, answers: str, language: str, locale: str, currency: str
    ) -> None:
        fair = load(EVERY_TYPE)
        text = text_of(fair, answers, role="boss").replace("language: en", f"language: {language}")
        here = case(fair, read_sheet(text.encode(), "a.yaml", bank=fair))
        assert (here.locale, here.currency) == (locale, currency)
        assert here.locale_in("en") == "en"

    def test_name_and_kind_of_the_organisation(self) -> None:
        fair = load(EVERY_TYPE)
        here = case(fair, sheet(fair, "org_name: Chor Altdorf\norg_kind: club", role="boss"))
        assert (here.title, here.variant) == ("Chor Altdorf", "club")
        empty = case(fair, sheet(fair))
        assert (empty.title, empty.variant) == (None, None)


class TestProblems:
    """What is wrong between sheets, each with its place."""

    def test_check_that_reads_another_sheet_is_made_on_the_case(self, tmp_path: Path) -> None:
        small = bank(
            tmp_path / "b",
            "{id: budget, type: integer, text: B, roles: [boss]}",
            "{id: costs, type: group, merge: rows, text: C, roles: [team], columns: [{id: what, type: text, text: W}, "
            "{id: cost, type: integer, text: C, check: [{unless: it <= budget, level: warning, say: Too dear.}]}]}",
        )
        boss = sheet(small, "budget: 10", role="boss")
        team = sheet(small, "costs: [{what: a, cost: 5}, {what: b, cost: 20}]", role="team", file="b.yaml")
        assert codes(team.problems) == []
        (problem,) = case(small, boss, team).problems
        assert (problem.file, problem.line, problem.question, problem.level) == (
            "b.yaml",
            10,
            "costs[2].cost",
            "warning",
        )

    def test_check_does_not_lean_on_a_dormant_answer(self, tmp_path: Path) -> None:
        """What the sheet alone complained about is judged again where only what applies is seen."""
        small = bank(
            tmp_path / "b",
            f"{{id: gate, type: single, text: G, {YES_NO}}}",
            "{id: budget, type: integer, text: B, when: gate == 'yes'}",
            "{id: cost, type: integer, text: C, check: [{unless: it <= budget, level: warning, say: Too dear.}]}",
        )
        assert codes(case(small, sheet(small, "gate: yes\nbudget: 1\ncost: 5")).problems) == ["answers.check"]
        assert codes(case(small, sheet(small, "gate: no\nbudget: 1\ncost: 5")).problems) == ["case.dormant"]

    def test_dormant_answers_are_named_without_what_they_say(self, tmp_path: Path) -> None:
        small = bank(tmp_path / "b", "{id: deep, type: text, text: D, modes: [full]}")
        (problem,) = case(small, sheet(small, "deep: secret")).problems
        assert (problem.code, problem.level, problem.line) == ("case.dormant", "hint", 10)
        assert problem.values == {"n": 1, "names": ["deep"]}

    def test_reference_to_a_row_of_no_sheet_is_a_warning(self, tmp_path: Path) -> None:
        """A row that another sheet has is fine."""
        small = bank(
            tmp_path / "b",
            "{id: goals, type: group, text: G, roles: [boss], columns: [{id: goal, type: text, text: G}]}",
            "{id: main, type: single, text: M, roles: [team], choices_from: goals}",
        )
        boss = sheet(small, "goals: [{goal: Grow}]", role="boss")
        good = sheet(small, "main: grow", role="team", file="b.yaml")
        assert codes(case(small, boss, good).problems) == []
        assert case(small, boss, good).value("main") == "Grow"
        bad = case(small, boss, sheet(small, "main: Shrink", role="team", file="b.yaml"))
        assert [(problem.level, problem.question, problem.file) for problem in bad.problems] == [
            ("warning", "main", "b.yaml")
        ]
        assert bad.value("main") is BLANK

    def test_heads_that_do_not_agree(self, tmp_path: Path) -> None:
        small = bank(tmp_path / "b")
        first = sheet(small, "name: Acme", role="boss")
        no = sheet(small, "name: Other", role="team", file="b.yaml", more="consent: no")
        copy = sheet(small, "name: Acme", role="boss", file="c.yaml")
        again = sheet(small, "name: acme", role="team", file="d.yaml")
        here = case(small, first, no, copy, again)
        assert sorted((problem.file, problem.code, problem.level) for problem in here.problems) == [
            ("b.yaml", "case.no_consent", "warning"),
            ("b.yaml", "case.other_name", "warning"),
            ("c.yaml", "case.copy", "warning"),
            ("d.yaml", "case.same_role_and_date", "hint"),
        ]
        assert here.valid

    def test_errors_of_a_sheet_are_errors_of_its_case(self, tmp_path: Path) -> None:
        small = bank(tmp_path / "b", "{id: size, type: integer, text: S}")
        wrong = read_sheet(text_of(small, "size: many").encode(), "a.yaml", bank=small)
        here = case(small, wrong)
        assert not here.valid
        assert here.coverage.missing == 2


class TestGroup:
    """Which sheets make a case."""

    def write(self, folder: Path, fair: Bank, name: str, **head: str) -> Path:
        path = folder / name
        path.write_text(text_of(fair, head.pop("answers", ""), **head), encoding="utf-8")
        return path

    def test_case_and_round_in_a_steady_order(self, tmp_path: Path) -> None:
        fair = load(EVERY_TYPE)
        written = [
            self.write(tmp_path, fair, "1.yaml", case="zoo"),
            self.write(tmp_path, fair, "2.yaml", case="acme", round_="2027-01"),
            self.write(tmp_path, fair, "3.yaml", case="acme", role="crew"),
            self.write(tmp_path, fair, "4.yaml", case="acme", role="boss"),
        ]
        sheets = [load_sheet(path, bank=fair) for path in (*written, written[0])]
        for order in (sheets, sheets[::-1]):
            found = group(order)
            assert [(one.id, one.round, [s.role for s in one.sheets]) for one in found] == [
                ("acme", "2026-12", ["boss", "crew"]),
                ("acme", "2027-01", [None]),
                ("zoo", "2026-12", [None]),
            ]

    def test_figures_are_read_where_the_organisation_is_at_home(self, tmp_path: Path) -> None:
        """A sheet that does not name the country takes it from the others of its case."""
        fair = load(EVERY_TYPE)
        crew = self.write(tmp_path, fair, "a.yaml", role="crew", answers="weekly_hours: 12")
        boss = self.write(tmp_path, fair, "b.yaml", role="boss", answers="countries: [ch]")
        (found,) = group([load_sheet(path, bank=fair) for path in (crew, boss)])
        assert {one.currency for one in found.sheets} == {"CHF"}

    def test_sheets_that_lie_beside(self, tmp_path: Path) -> None:
        fair = load(EVERY_TYPE)
        own = self.write(tmp_path, fair, "own.yaml", role="boss")
        other = self.write(tmp_path, fair, "other.yml", role="crew")
        self.write(tmp_path, fair, "elsewhere.yaml", case="zoo")
        self.write(tmp_path, fair, "earlier.yaml", round_="2025-12")
        self.write(tmp_path, fair, ".hidden.yaml")
        (tmp_path / "broken.yaml").write_text("case: acme\n  x: [", encoding="utf-8")
        (tmp_path / "folder.yaml").mkdir()
        cases = group([load_sheet(own, bank=fair)])
        assert beside(cases) == [(cases[0], (other,))]
        assert beside(cases, given=[other]) == []
