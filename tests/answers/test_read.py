"""Sheets as people write them: what is read, what is refused, and where."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smcheck import yamlio
from smcheck.answers.model import Chosen, OpenPoint, Respondent, Sheet, UnreadableSheet
from smcheck.answers.read import at_home, load_sheet, read_sheet
from smcheck.answers.text import clean
from smcheck.bank.load import Bank
from smcheck.logic.values import BLANK, Row
from smcheck.problems import Problem, Problems
from smcheck.wording import wording

Read = Callable[..., Sheet]
Text = Callable[..., str]


def said(sheet: Sheet) -> list[str]:
    """Return every problem of *sheet* as `line: question: code`; each has a sentence in every locale."""
    for locale in ("de-DE", "de-CH", "en"):
        assert all(wording(locale).message(problem) for problem in sheet.problems)
    return [
        f"{problem.line}: {problem.question}: {problem.code.removeprefix('answers.')}" for problem in sheet.problems
    ]


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code.removeprefix("answers.") for problem in problems]


def rows(value: object) -> list[tuple[str | None, Mapping[str, object]]]:
    assert isinstance(value, tuple)
    return [(row.name, dict(row.cells)) for row in value if isinstance(row, Row)]


def refused(data: str, bank: Bank | None) -> UnreadableSheet:
    with pytest.raises(UnreadableSheet) as caught:
        read_sheet(data.encode(), "a.yaml", bank=bank)
    for problem in caught.value.problems:
        assert problem.file == "a.yaml"
        assert wording("de").located(problem)
        assert wording("en").located(problem)
    return caught.value


FULL = """
    answers:
      org_name: Turnverein Altdorf
      org_kind: club
      countries: [ch, {choice: elsewhere, text: Liechtenstein}]
      members: 1'200
      fair_date: 31.8.2027
      permitted: Ja
      purpose: |
        Damit neue Nachbarn uns kennenlernen.
        Und wir sie.
      budget: CHF 12'000.-
      own_share: 40 %
      weekly_hours: 7.5
      litres: 0,75
      channels: [posters, {choice: another, text: Ausrufer}]
      stalls:
        - stall_name: Grill
          stall_kind: kitchen
          stall_owner: {choice: named, text: Küchenchef}
          stall_due: 2027-08-30
          stall_share: 60%
          stall_power: no
          stall_days: [fri, sat]
          stall_wish: []
          stall_ready: 3
        - stall_kind: bar
      shifts:
        - {shift_area: kitchen, shift_stall: grill, shift_more: [Getränke], shift_people: 4}
      main_stall: Grill
      best_channel: posters
      duties:
        noise: {duty_state: settled, duty_by: Gemeinde}
        Feuerwehr: {duty_state: open}
      mood: 3
      motives: [people, fun]
"""


def test_every_type_is_read(sheet: Read) -> None:
    read = sheet(FULL)
    assert said(read) == []
    assert read.valid
    assert (read.locale, read.home, read.currency) == ("de-CH", "ch", "CHF")
    answers = dict(read.answers)
    stalls, shifts, duties = rows(answers.pop("stalls")), rows(answers.pop("shifts")), rows(answers.pop("duties"))
    assert answers == {
        "org_name": "Turnverein Altdorf",
        "org_kind": "club",
        "countries": ("ch", "elsewhere"),
        "members": 1200,
        "fair_date": date(2027, 8, 31),
        "permitted": True,
        "purpose": "Damit neue Nachbarn uns kennenlernen.\nUnd wir sie.",
        "budget": Fraction(12000),
        "own_share": Fraction(40),
        "weekly_hours": Fraction(15, 2),
        "litres": Fraction(3, 4),
        "channels": ("posters", "another"),
        "main_stall": "Grill",
        "best_channel": "posters",
        "mood": 3,
        "motives": ("people", "fun"),
    }
    assert [chosen.text for chosen in answers["countries"]] == [None, "Liechtenstein"]
    assert [name for name, _ in stalls] == ["Grill", "Getränke"]
    assert stalls[0][1]["stall_owner"] == "named"
    assert stalls[0][1]["stall_power"] is False
    assert stalls[0][1]["stall_wish"] == ()
    assert stalls[0][1]["stall_cost"] is BLANK
    assert set(stalls[1][1].values()) == {BLANK, "bar"}
    assert shifts[0][1]["shift_stall"] == "Grill"
    assert shifts[0][1]["shift_more"] == ("Getränke",)
    assert [name for name, _ in duties] == ["noise", "Feuerwehr"]


def test_answers_come_in_the_order_of_the_bank(sheet: Read) -> None:
    assert list(sheet("answers: {mood: 2, org_name: Klub}").answers) == ["org_name", "mood"]


def test_an_empty_sheet_is_not_wrong(sheet: Read) -> None:
    """Incomplete is not wrong."""
    read = sheet("answers:\nopen:\nnotes:\n")
    assert read.valid
    assert not read.answers


@pytest.mark.parametrize("written", ["", " ~", " null", ' ""', " ''", " '  '"])
def test_a_key_without_a_value_was_left_blank(sheet: Read, written: str) -> None:
    read = sheet(f"answers:\n  org_name:{written}\n")
    assert read.answers == {"org_name": BLANK}
    assert read.valid


def test_words_that_yaml_would_guess_at_stay_text(sheet: Read) -> None:
    """`No`, `012`, `1_000` and `22:30` mean what is written."""
    for written in ("No", "012", "1_000", "22:30", "2027-01-01", "0x10", "1e3", '"null"'):
        assert sheet(f"answers: {{org_name: {written}}}").answers == {"org_name": written.strip('"')}


def test_an_empty_list_is_an_answer_and_a_blank_group_is_not(sheet: Read) -> None:
    assert sheet("answers: {stalls: []}").answers == {"stalls": ()}
    assert sheet("answers: {stalls: }").answers == {"stalls": BLANK}


def test_one_choice_alone_needs_no_brackets(sheet: Read) -> None:
    assert sheet("answers: {channels: posters}").answers == {"channels": ("posters",)}


def test_absent_columns_are_blank_where_the_mode_asks_them_and_absent_where_not(sheet: Read) -> None:
    body = "answers: {stalls: [{stall_name: Grill}]}"
    short, long = (rows(sheet(body, mode=mode).answers["stalls"])[0][1] for mode in ("short", "long"))
    assert long["stall_note"] is BLANK
    assert "stall_note" not in short
    assert short["stall_due"] is BLANK


def test_an_answer_that_this_mode_or_role_does_not_ask_is_kept(sheet: Read) -> None:
    """A full interview that goes on as a quick one loses nothing."""
    read = sheet(
        "answers: {worries: Regen, stalls: [{stall_name: Grill, stall_seats: 12}]}", mode="short", role="guest"
    )
    assert read.answers["worries"] == "Regen"
    assert rows(read.answers["stalls"])[0][1]["stall_seats"] == 12


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("org_name: [a]", "wants_text"),
        ("org_name: x", "too_short"),
        (f"org_name: {'x' * 81}", "too_long"),
        ("members: viele", "not_a_number"),
        ("members: 1.5", "not_whole"),
        ("members: -1", "not_between"),
        ("members: 50 %", "no_percentage"),
        ("members: {a: b}", "wants_number"),
        ("members: 1/2", "not_a_number"),
        ("litres: -1", "too_small"),
        ("own_share: 101", "not_between"),
        ("budget: GBP 5", "other_currency"),
        ("fair_date: 03/04/2027", "unclear_date"),
        ("fair_date: 31.2.2027", "no_such_day"),
        ("fair_date: [1]", "wants_date"),
        ("fair_date: 2019-01-01", "check"),
        ("permitted: vielleicht", "not_yes_or_no"),
        ("permitted: []", "wants_yes_or_no"),
        ("mood: 5", "not_between"),
        ("mood: 2.5", "not_whole"),
        ("org_kind: [club]", "wants_choice"),
        ("org_kind: clubb", "unknown_choice"),
        ("org_kind: xyz", "unknown_choice"),
        ("org_kind: Verein", "label_for_choice"),
        ("org_kind: company", "label_for_choice"),
        ("org_kind: Club", "label_for_choice"),
        ("org_kind: {choice: club, text: a}", "no_text_asked"),
        ("org_kind: {club: a}", "wants_choice_and_text"),
        ("countries: [ch, ch]", "twice"),
        ("countries: []", "too_few"),
        ("countries: ch, de", "wants_list"),
        ("channels: [posters, nothing]", "exclusive"),
        ("channels: [posters, letters, web, another]", "too_many"),
        ("channels: [posters, plakate]", "label_for_choice"),
        ("channels: {posters: yes}", "wants_choice_and_text"),
        ("best_channel: web2", "unknown_choice"),
        ("stalls: Grill", "wants_rows"),
        ("stalls: {stall_name: Grill}", "wants_rows"),
        ("stalls: [Grill]", "wants_row"),
        ("duties: [noise]", "wants_table"),
        ("duties: {noise: settled}", "wants_row"),
        ("weather: {rein: {weather_plan: x}}", "unknown_row"),
        ("weather: {xyzxyz: {weather_plan: x}}", "unknown_row"),
        ("shifts: [{shift_stall: [a]}]", "wants_choice"),
        ("old_mood: 2", "unknown_question"),
        ("zzzzzzzz: 2", "unknown_question"),
    ],
)
def test_what_is_wrong_has_its_code_and_place_and_is_left_out(sheet: Read, entry: str, code: str) -> None:
    read = sheet(f"answers:\n  {entry}\n")
    question = entry.partition(":")[0]
    problem = read.problems[0]
    assert problem.code == f"answers.{code}"
    assert (problem.file, problem.line, problem.level) == ("a.yaml", 9, "error")
    assert problem.question is not None
    assert problem.question.startswith(question)
    assert not read.valid
    assert question not in read.answers
    assert said(read)


def test_all_problems_come_at_once_with_line_column_and_path(sheet: Read) -> None:
    read = sheet("""
        answers:
          members: viele
          stalls:
            - stall_name: Grill
              stall_kind: kitchen
            - stall_name: Bar
              stall_kind: Getränke
              stall_due: 31.2.2027
              stall_days: [fri, xyz]
              stall_colour: rot
          duties:
            noise:
              duty_state: maybe
              duty_on: bald
          mood: 9
          org_nam: x
    """)
    assert [(problem.line, problem.column, problem.question) for problem in read.problems] == [
        (10, 12, "members"),
        (15, 19, "stalls[2].stall_kind"),
        (16, 18, "stalls[2].stall_due"),
        (17, 25, "stalls[2].stall_days"),
        (18, 7, "stalls[2].stall_colour"),
        (21, 19, "duties[noise].duty_state"),
        (22, 16, "duties[noise].duty_on"),
        (23, 9, "mood"),
        (24, 3, "org_nam"),
    ]
    assert said(read)


def test_a_label_typed_instead_of_the_id_is_recognised(sheet: Read) -> None:
    problem = sheet("answers: {org_kind: VEREIN}").problems[0]
    assert problem.values == {"text": "VEREIN", "choice": "club"}
    assert "Meinten Sie club?" in wording("de").message(problem)


def test_the_sheets_locale_reads_its_figures(sheet: Read) -> None:
    """The home country decides which sign groups."""
    german = sheet("answers: {countries: [de], litres: 1.125}")
    swiss = sheet("answers: {countries: [ch], litres: 1.125}")
    english = sheet('answers: {countries: [de], litres: "1,125"}', language="en")
    assert german.answers["litres"] == english.answers["litres"] == 1125
    assert codes(swiss.problems) == ["unclear_number"]
    assert english.locale == "en"


def test_a_role_that_does_not_know_the_country_takes_it_from_the_case(sheet: Read) -> None:
    """Until then its amounts may be in any currency."""
    crew = sheet("answers: {budget: CHF 1'000, litres: 1.125}", role="crew")
    assert (crew.locale, crew.currency, crew.home) == ("de-DE", None, None)
    assert crew.valid
    swiss = at_home(crew, "ch")
    assert (swiss.locale, swiss.currency) == ("de-CH", "CHF")
    assert codes(swiss.problems) == ["unclear_number"]
    assert codes(at_home(crew, "de").problems) == ["other_currency"]
    assert codes(at_home(crew, None).problems) == ["other_currency"]


def test_a_sheet_that_names_its_country_keeps_it(sheet: Read) -> None:
    boss = sheet("answers: {countries: [at]}", role="boss")
    assert at_home(boss, "ch") is boss


def test_a_whole_conversation_without_a_country_has_the_default(sheet: Read) -> None:
    assert sheet("answers: {budget: 5 EUR}").currency == "EUR"


def test_checks_of_the_bank_speak_with_their_level(sheet: Read) -> None:
    read = sheet("answers: {members: 6000, fair_date: 2026-12-24}")
    assert [(problem.code, problem.level, problem.question) for problem in read.problems] == [
        ("answers.check", "warning", "members"),
        ("answers.check", "hint", "fair_date"),
    ]
    assert wording("de").message(read.problems[0]) == "Das ist sehr viel. Bitte prüfen Sie die Zahl."
    assert set(read.answers) == {"members", "fair_date"}
    assert read.valid


def test_checks_speak_the_sheets_language(sheet: Read) -> None:
    problem = sheet("answers: {members: 6000}", language="en").problems[0]
    assert problem.values["text"] == "That is a lot. Please check the figure."


def test_a_check_that_needs_another_answer_waits_for_it(sheet: Read) -> None:
    stalls = "stalls: [{stall_name: Grill}, {stall_name: Bar, stall_cost: 500}]"
    assert codes(sheet(f"answers: {{{stalls}}}").problems) == []
    problems = sheet(f"answers: {{budget: 400, {stalls}}}").problems
    assert [(problem.code, problem.question) for problem in problems] == [("answers.check", "stalls[2].stall_cost")]


def test_a_check_on_all_rows_reads_them_as_it(sheet: Read) -> None:
    body = "answers: {stalls: [{stall_name: a, stall_share: 60}, {stall_name: b, stall_share: 50}]}"
    assert [problem.question for problem in sheet(body).problems] == ["stalls"]


def test_a_hidden_answer_is_not_checked(sheet: Read) -> None:
    """`stall_due` is asked only where somebody is responsible; a check of a column nobody sees would confuse."""
    read = sheet("answers: {budget: 0, own_share: 50, weekly_hours: 100}")
    assert [problem.question for problem in read.problems] == ["weekly_hours"]


def test_an_undated_sheet_is_judged_only_by_what_holds_on_any_day(sheet: Read) -> None:
    assert codes(sheet("answers: {fair_date: 2026-12-24}", date="").problems) == []
    assert codes(sheet("answers: {fair_date: 2019-12-24}", date="").problems) == ["check"]


def test_a_name_twice_in_a_group_is_wrong(sheet: Read) -> None:
    read = sheet("answers: {stalls: [{stall_name: Grill}, {stall_name: Bar}, {stall_name: ' grill '}]}")
    assert [(problem.code, problem.question) for problem in read.problems] == [
        ("answers.same_name", "stalls[3].stall_name")
    ]


def test_rows_named_by_the_same_choice_are_told_apart_by_its_text(sheet: Read) -> None:
    twice = sheet("answers: {shifts: [{shift_area: bar}, {shift_area: bar}]}")
    assert codes(twice.problems) == ["same_name"]
    other = "{choice: other_area, text: %s}"
    apart = sheet(f"answers: {{shifts: [{{shift_area: {other % 'Kasse'}}}, {{shift_area: {other % 'Garderobe'}}}]}}")
    assert [name for name, _ in rows(apart.answers["shifts"])] == ["Kasse", "Garderobe"]
    assert apart.valid


def test_a_row_without_content_is_reported(sheet: Read) -> None:
    read = sheet("answers:\n  stalls:\n    - stall_name: Grill\n    -\n")
    assert [(problem.code, problem.level, problem.question) for problem in read.problems] == [
        ("answers.empty_row", "warning", "stalls[2]")
    ]


def test_a_reference_to_a_row_is_spelt_as_the_row(sheet: Read) -> None:
    """Case and spaces do not matter; a row named by a choice answers to its id and its label in any language."""
    body = "answers: {stalls: [{stall_name: Grill}, {stall_kind: bar}], shifts: [{shift_area: bar, shift_stall: %s}]}"
    for written, name in (("' GRILL '", "Grill"), ("bar", "Getränke"), ("getränke", "Getränke")):
        read = sheet(body % written)
        assert rows(read.answers["shifts"])[0][1]["shift_stall"] == name
        assert read.valid


def test_a_stand_in_names_a_row_only_where_the_name_is_blank(sheet: Read) -> None:
    read = sheet("answers: {stalls: [{stall_name: Grill, stall_kind: bar}], main_stall: bar}")
    assert codes(read.problems) == ["unknown_reference"]


def test_a_reference_to_no_row_names_the_nearest(sheet: Read) -> None:
    read = sheet("answers: {stalls: [{stall_name: Grill}], main_stall: Gril}")
    problem = read.problems[0]
    assert (problem.code, problem.level, problem.values["known"]) == ("answers.unknown_reference", "warning", ["Grill"])
    assert read.answers["main_stall"] == "Gril"


def test_a_reference_to_a_row_that_another_sheet_may_have_is_left_alone(sheet: Read) -> None:
    assert sheet("answers: {shifts: [{shift_area: bar, shift_stall: Grill}]}", role="crew").problems == ()


def test_a_typo_in_the_id_of_a_table_row_is_noticed_although_own_rows_are_possible(sheet: Read) -> None:
    read = sheet("answers: {duties: {noize: {duty_state: open}, Lärm: {duty_state: open}, Tanz: {duty_state: open}}}")
    assert [(problem.code, problem.values["nearest"]) for problem in read.problems] == [
        ("answers.own_row_near", "noise")
    ] * 2
    assert read.valid


def test_open_points_and_notes(sheet: Read) -> None:
    read = sheet("""
        answers: {org_name: Klub}
        open:
          budget: {status: unknown, ask: Leitung Finanzen}
          litres: later
          permitted: {status: na, reason: kein Beschluss nötig}
          org_name: {status: confirm}
        notes: {purpose: Nachfragen!, mood: }
        waived: {good_mood: so gewollt}
        accepted: [stall_unowned, money_short]
    """)
    assert read.problems == ()
    assert read.open == {
        "budget": OpenPoint("unknown", "Leitung Finanzen"),
        "litres": OpenPoint("later"),
        "permitted": OpenPoint("na", None, "kein Beschluss nötig"),
        "org_name": OpenPoint("confirm"),
    }
    assert read.notes == {"purpose": "Nachfragen!"}
    assert (read.waived, read.accepted) == ({"good_mood": "so gewollt"}, ("stall_unowned", "money_short"))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("answers: {mood: 2}\nopen: {mood: unknown}", "9: mood: answered_and_open"),
        ("answers: {mood: }\nopen: {mood: later}", "9: mood: answered_and_open"),
        ("open: {mood: na}", "8: mood: no_reason"),
        ("open: {mood: confirm}", "8: mood: nothing_to_confirm"),
        ("open: {mood: {status: unkown}}", "8: mood: unknown_status"),
        ("open: {mood: {ask: Vera}}", "8: mood: wants_status"),
        ("open: {mood: }", "8: mood: wants_status"),
        ("open: {mood: {status: later, who: Vera}}", "8: mood: unknown_key"),
        ("open: {mood: {status: later, aks: Vera}}", "8: mood: unknown_key"),
        ("open: {mood: {status: later, ask: [Vera]}}", "8: mood: wants_text"),
        ("open: {moot: later}", "8: None: unknown_question"),
        ("open: [mood]", "8: None: wants_section"),
        ("answers: mood", "8: None: wants_section"),
        ("notes: {moot: a}", "8: None: unknown_question"),
        ("notes: {mood: [a]}", "8: mood: wants_text"),
        ("private: [moot]", "8: None: unknown_question"),
        ("private: [notes.moot]", "8: None: unknown_question"),
        ("private: [mood]", "8: None: private_no_text"),
        ("private: [stalls]", "8: None: private_column"),
        ("private: [shifts]", "8: None: private_no_text"),
        ("private: [stalls.stall_kind]", "8: None: private_no_text"),
        ("private: [stalls.stall_name]", "8: None: private_name"),
        ("private: [stalls.stall_nota]", "8: None: unknown_column"),
        ("private: {purpose: yes}", "8: None: wants_list_of_ids"),
        ("accepted: [{a: b}]", "8: None: wants_list_of_ids"),
        ("waived: {good_mood: [b]}", "8: None: wants_text"),
        ("waived: {good_mod: gewollt}", "8: None: unknown_finding"),
        ("waived: {good_mood: }", "8: None: waived_for_nothing"),
        ("accepted: [stall_unowned, money_shot]", "8: None: unknown_finding"),
        ("privat: [purpose]", "8: None: unknown_key"),
        ("colour: red", "8: None: unknown_key"),
        ("mood: 2", "8: None: misplaced_question"),
    ],
)
def test_what_stands_beside_the_answers_is_judged_too(sheet: Read, body: str, found: str) -> None:
    assert said(sheet(body)) == [found]


@pytest.mark.parametrize(
    ("body", "place", "messages"),
    [
        (
            "waived: {good_mod: so gewollt}",
            (8, 10),
            (
                "Den Befund „good_mod“ gibt es nicht. Meinten Sie good_mood?",
                "There is no finding “good_mod”. Did you mean good_mood?",
            ),
        ),
        (
            "accepted: [money_short, xyz]",
            (8, 25),
            (
                "Den Befund „xyz“ gibt es nicht. Prüfen Sie die Schreibweise; „smcheck bank show“ zeigt alle Befunde.",
                "There is no finding “xyz”. Check the spelling; “smcheck bank show” shows all findings.",
            ),
        ),
        (
            "waived: {good_mood: }",
            (8, 10),
            (
                "„good_mood“ ist ohne Grund zurückgestellt und gilt deshalb weiter. "
                "Schreiben Sie den Grund hinter den Doppelpunkt.",
                "“good_mood” is put aside without a reason, so it still applies. Write the reason behind the colon.",
            ),
        ),
    ],
)
def test_decisions_about_findings_that_decide_nothing_are_warnings(
    sheet: Read, body: str, place: tuple[int, int], messages: tuple[str, str]
) -> None:
    """A mistyped id would bring a finding back that somebody put aside."""
    read = sheet(body)
    (problem,) = read.problems
    assert (problem.level, (problem.line, problem.column)) == ("warning", place)
    assert tuple(wording(language).message(problem) for language in ("de", "en")) == messages
    assert read.valid


def test_unknown_keys_are_warnings_and_missing_reasons_hints(sheet: Read) -> None:
    read = sheet("colour: red\nopen: {mood: na}")
    assert [problem.level for problem in read.problems] == ["warning", "hint"]
    assert read.valid


def test_an_answer_that_is_not_indented_is_an_error(sheet: Read) -> None:
    """It would be lost: a document made without it would not say so."""
    assert not sheet("answers:\nmood: 2\n").valid


def test_an_answer_that_is_also_open_counts_as_neither(sheet: Read) -> None:
    read = sheet("answers: {mood: 2}\nopen: {mood: unknown}")
    assert (dict(read.answers), dict(read.open)) == ({}, {})


def test_texts_columns_and_notes_can_be_off_the_record(sheet: Read) -> None:
    read = sheet("private: [purpose, org_name, stalls.stall_note, duties.duty_by, notes.mood]")
    assert read.problems == ()
    assert read.private == {"purpose", "org_name", "stalls.stall_note", "duties.duty_by", "notes.mood"}


def test_what_the_bank_keeps_private_is_so_until_the_sheet_says_otherwise(sheet: Read) -> None:
    assert sheet().private == {"worries"}
    assert sheet("private: []").private == set()
    assert sheet("private:").private == set()


def test_an_older_sheet_is_read_through_renames(bank: Bank, text: Text) -> None:
    """The old id is reported, the answer is read under the new one; what is no longer asked is kept quietly."""
    old = text(
        "answers:\n  member_count: 12\n  old_motto: Alle\nopen: {old_motto: later}\nnotes: {member_count: stimmt?}\n"
    )
    read = read_sheet(old.replace("1.2.0", "1.0.9").encode(), "a.yaml", bank=bank)
    assert said(read) == ["2: None: older_bank", "9: members: renamed", "12: members: renamed"]
    assert {problem.level for problem in read.problems} == {"hint"}
    assert (dict(read.answers), dict(read.notes)) == ({"members": 12}, {"members": "stimmt?"})


def test_a_problem_of_a_renamed_question_points_at_the_line_with_the_old_id(sheet: Read) -> None:
    read = sheet("answers:\n  member_count: viele\n")
    assert said(read) == ["9: members: renamed", "9: members: not_a_number"]


def test_of_an_old_and_a_new_id_the_new_one_counts(sheet: Read) -> None:
    read = sheet("answers:\n  member_count: 12\n  members: 13\n")
    assert read.answers == {"members": 13}
    assert said(read) == ["9: members: renamed_twice"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("smcheck: 1\n", ""), "no_sheet"),
        (("smcheck: 1\n", "smcheck: [1]\n"), "no_sheet"),
        (("smcheck: 1\n", "smcheck: one\n"), "bad_format"),
        (("smcheck: 1\n", "smcheck: 0\n"), "bad_format"),
        (("smcheck: 1\n", "smcheck: 2\n"), "newer_format"),
        (("bank: {id: every-type, version: 1.2.0}\n", ""), "no_bank"),
        (("bank: {id: every-type, version: 1.2.0}\n", "bank: every-type\n"), "no_bank"),
        (("id: every-type", "id: ./every-type"), "no_bank"),
        (("id: every-type", "id: /every-type"), "no_bank"),
        (("id: every-type", "id: '\\\\\\\\somewhere\\every-type'"), "no_bank"),
        (("id: every-type", f"id: {'x' * 300}"), "no_bank"),
        (("id: every-type", "id: other"), "other_bank"),
        (("1.2.0", "1.2"), "bad_version"),
        (("1.2.0", "1.2.1"), "newer_bank"),
        (("1.2.0", "1.10.0"), "newer_bank"),
        (("case: alpha\n", ""), "missing_name"),
        (("case: alpha\n", "case:\n"), "missing_name"),
        (("case: alpha", "case: Brühlmatt Energie"), "bad_name_near"),
        (("case: alpha", "case: a--b"), "bad_name_near"),
        (("case: alpha", "case: ???"), "bad_name"),
        (("case: alpha", "case: " + "a" * 61), "bad_name_near"),
        (("case: alpha", "case: con"), "device_name"),
        (("case: alpha", "case: [a]"), "wants_text"),
        (("round: 2026-12", "round: 12/2026"), "bad_name_near"),
        (("date: 2026-12-01", "date: 1.12.26"), "short_year"),
        (("mode: long", "mode: lang"), "unknown_mode"),
        (("mode: long", "mode: xxxxxx"), "unknown_mode"),
        (("language: de", "language: fr"), "unknown_language"),
        (("mode: long", "mode: long\nrespondent: {role: bos}"), "unknown_role"),
        (("mode: long", "mode: long\nrespondent: boss"), "wants_keys"),
        (("mode: long", "mode: long\nconsent: klar"), "not_yes_or_no"),
        (("mode: long", "mode: long\nminutes: -3"), "bad_minutes"),
        (("mode: long", "mode: long\nminutes: 1.5"), "bad_minutes"),
        (("mode: long", "mode: long\nminutes: 2h"), "bad_minutes"),
        (("mode: long", "mode: long\nfollows: ../alpha.yaml"), "bad_file_name"),
        (("mode: long", "mode: long\nfollows: c:alpha.yaml"), "bad_file_name"),
        (("mode: long", "mode: long\nfollows: ' .hidden'"), "bad_file_name"),
    ],
)
def test_a_wrong_head_is_refused(bank: Bank, text: Text, change: tuple[str, str], code: str) -> None:
    wrong = refused(text().replace(*change), bank)
    assert codes(wrong.problems) == [code]
    assert wrong.locale in {"de-DE", None}


def test_a_name_that_would_do_is_proposed(bank: Bank, text: Text) -> None:
    wrong = refused(text(case='"Brühlmatt Energie AG "', round="CON"), bank)
    assert [problem.values["proposal"] for problem in wrong.problems] == ["bruehlmatt-energie-ag", "con-1"]


def test_a_wrong_head_does_not_hide_what_is_wrong_below(bank: Bank, text: Text) -> None:
    wrong = refused(text("answers: {mood: 9}", mode="lang", round="X"), bank)
    assert codes(wrong.problems) == ["bad_name_near", "unknown_mode", "not_between"]


def test_the_head_is_read(bank: Bank, text: Text) -> None:
    body = (
        "respondent: {role: crew, function: ' Kassier ', shown: ja}\nconsultant: {name: Vera, firm: }\n"
        "consent: JA\nminutes: 42\n"
    )
    header = read_sheet(text(body, date="1.12.2026").encode(), "a.yaml", bank=bank).header
    assert (header.case, header.round, header.mode, header.language) == ("alpha", "2026-12", "long", "de")
    assert header.respondent == Respondent(role="crew", function="Kassier", shown=True)
    assert (header.consultant.name, header.consultant.firm) == ("Vera", None)
    assert (header.date, header.consent, header.minutes) == (date(2026, 12, 1), True, 42)


def test_mode_and_language_may_be_left_out(bank: Bank, text: Text) -> None:
    header = read_sheet(text(mode="", language="").encode(), "a.yaml", bank=bank).header
    assert (header.mode, header.language) == ("short", "de")


def test_unknown_keys_in_the_head_are_warnings(bank: Bank, text: Text) -> None:
    read = read_sheet(text("respondent: {rol: boss}\nbanks: x\n").encode(), "a.yaml", bank=bank)
    assert [(problem.code, problem.level, problem.values["known"]) for problem in read.problems] == [
        ("answers.unknown_key", "warning", ["role"]),
        ("answers.unknown_key", "warning", ["bank"]),
    ]
    assert read.role is None


def test_the_bank_is_found_by_its_id(text: Text) -> None:
    wrong = refused(text().replace("every-type", "no-such-bank"), None)
    assert wrong.problems[0].code == "bank.not_found"
    assert wrong.problems[0].line == 2


def test_bad_yaml_is_refused_with_its_place(bank: Bank) -> None:
    with pytest.raises(Problems) as caught:
        read_sheet(b"smcheck: 1\nanswers: {a: 1, a: 2}\n", "a.yaml", bank=bank)
    assert caught.value.problems[0].line == 2


def test_a_sheet_is_loaded_from_its_file(bank: Bank, text: Text, tmp_path: Path) -> None:
    path = tmp_path / "alpha.yaml"
    path.write_text(text("answers: {mood: 2}"), encoding="utf-8")
    read = load_sheet(path, bank=bank)
    assert (read.path, read.file, read.answers) == (path, str(path), {"mood": 2})


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problems) as caught:
        load_sheet(tmp_path / "none.yaml")
    assert caught.value.problems[0].code == "yaml.missing_file"


def test_a_chosen_id_compares_as_its_id_and_keeps_its_text() -> None:
    chosen = Chosen("named", "Vera")
    assert chosen == "named"
    assert {chosen: 1}["named"] == 1
    assert chosen.text == "Vera"
    assert repr(chosen) == "Chosen('named', 'Vera')"


@pytest.mark.safety
def test_a_file_full_of_mistakes_is_read_in_no_time(sheet: Read) -> None:
    """Every mistake is reported; what was meant is looked up for the first hundred."""
    read = sheet("answers:\n" + "".join(f"  mod{number}: x\n" for number in range(300)))
    assert len(read.problems) == 300
    assert read.problems[0].values["known"] == ["mood"]
    assert read.problems[-1].values["known"] == ["…"]


@pytest.mark.safety
def test_no_question_takes_thousands_of_rows_or_choices(sheet: Read) -> None:
    rows = ", ".join(f"row {number}: {{duty_state: open}}" for number in range(201))
    picked = ", ".join(f"c{number}" for number in range(201))
    problems = sheet(f"answers: {{duties: {{{rows}}}, channels: [{picked}]}}").problems
    assert [(problem.code, problem.values) for problem in problems] == [
        ("answers.too_many_rows", {"n": 200}),
        ("answers.too_many", {"n": 200}),
    ]


def test_a_group_has_its_own_limit(sheet: Read) -> None:
    rows = ", ".join(f"{{stall_name: s{number}}}" for number in range(13))
    problem = sheet(f"answers: {{stalls: [{rows}]}}").problems[0]
    assert (problem.code, problem.values) == ("answers.too_many_rows", {"n": 12})


words = st.sampled_from(
    ["posters", "named", "Grill", "yes", "1.125", "2027-01-01", "03/04/2027", "", "na", "stalls", "x"]
)
keys = st.sampled_from(
    [
        "mood",
        "stalls",
        "duties",
        "shifts",
        "stall_name",
        "stall_kind",
        "shift_stall",
        "noise",
        "choice",
        "text",
        "status",
        "ask",
        "x",
    ]
)
anything = st.recursive(
    st.none() | words | st.text(max_size=5).map(clean),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=12,
)


@given(st.data())
def test_whatever_a_sheet_says_is_read_or_refused_in_words(bank: Bank, data: st.DataObject) -> None:
    """No shape of any section crashes the reading, and every problem has its place and its sentence."""
    head = {"smcheck": "1", "bank": {"id": "every-type", "version": "1.2.0"}, "case": "a", "round": "b"}
    sections = (
        "date",
        "mode",
        "language",
        "respondent",
        "consultant",
        "open",
        "notes",
        "private",
        "accepted",
        "waived",
    )
    optional = dict.fromkeys(sections, anything)
    answers = st.fixed_dictionaries({}, optional=dict.fromkeys(bank.questions, anything)) | anything
    body = data.draw(st.fixed_dictionaries({}, optional={"answers": answers, **optional}))
    try:
        problems = read_sheet(yamlio.dump(head | body).encode(), "a.yaml", bank=bank).problems
    except Problems as wrong:
        problems = wrong.problems
    for problem in problems:
        assert problem.line is not None
        assert wording("de").located(problem)
        assert wording("en").located(problem)


def test_mistakes_in_one_group_do_not_hide_each_other(tmp_path: Path) -> None:
    """Too many rows, a cell that cannot be read, an unknown column and a name twice are told at once."""
    path = tmp_path / "a.yaml"
    path.write_text(
        "smcheck: 1\nbank: {id: goal-check, version: 1.0.0}\ncase: x\nround: 2026-12\nlanguage: en\nanswers:\n"
        "  goals:\n"
        "    - {goal: A, goal_due: nonsense}\n"
        "    - {goal: a, gaol: x}\n"
        "    - {goal: C}\n"
        "    - {goal: D}\n",
        encoding="utf-8",
    )
    sheet = load_sheet(path)
    assert [(problem.code, problem.line) for problem in sheet.problems if problem.level == "error"] == [
        ("answers.too_many_rows", 8),
        ("answers.not_a_date", 8),
        ("answers.same_name", 9),
        ("answers.unknown_column", 9),
    ]
    assert "goals" not in sheet.answers
