"""Loading a bank: every problem at once and where it is, or a bank to rely on."""

import shutil
from pathlib import Path

import pytest

from smcheck import resources
from smcheck.bank.folders import available, find
from smcheck.bank.lint import lint
from smcheck.bank.load import Bank, load
from smcheck.bank.model import Text, Type
from smcheck.bank.show import as_data
from smcheck.problems import Problem, Problems
from smcheck.wording import catalogue, wording
from smcheck.yamlio import reader

from .conftest import QUESTIONS, SETTINGS, there
from .test_rules import MISTAKES

EVERY_TYPE = Path(__file__).parents[1] / "banks" / "every-type"


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(Problems) as raised:
        load(folder)
    for problem in raised.value.problems:
        for language in ("de", "en"):
            assert wording(language).located(problem)
    return raised.value.problems


@pytest.fixture(scope="module")
def every_type() -> Bank:
    return load(EVERY_TYPE)


BANKS = [EVERY_TYPE, *(folder for folder in resources.shipped("questions").iterdir() if folder.is_dir())]


@pytest.mark.parametrize("folder", BANKS, ids=lambda folder: folder.name)
def test_every_bank_loads_without_the_c_parser_too(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pure parser takes `?` inside braces for a key, so texts with one are quoted there."""
    usual = load(folder)
    shutil.copytree(folder, tmp_path / folder.name)
    monkeypatch.setattr(reader, "PARSER", reader.PureParser)
    pure = load(tmp_path / folder.name)
    assert (pure.digest, as_data(pure)) == (usual.digest, as_data(usual))


def test_the_test_bank_has_every_type_as_question_and_as_column(every_type: Bank) -> None:
    assert {question.type for question in every_type.questions.values()} == set(Type)
    columns = {column.type for question in every_type.questions.values() for column in question.columns}
    assert columns == set(Type) - {Type.GROUP, Type.TABLE}


TEN_MISTAKES = """
- {id: colour, type: singel, text: {de: Farbe, en: Colour}}
- {id: size, type: integer, text: {de: Größe, en: Size}, maximum: 4}
- {id: height, type: decimal, text: {de: Höhe}, min: 9, max: 2}
- {id: Width, type: text, text: {de: Breite, en: Width}}
- {id: any, type: text, text: {de: Irgendein, en: Any}}
- {id: org_name, type: text, text: {de: Name, en: Name}}
- id: shape
  type: single
  text: {de: Form, en: Shape}
  roles: [bos]
  choices:
    - {id: round, text: {de: rund, en: round}}
    - {id: round, text: {de: oval, en: oval}}
- id: surface
  type: text
  text: {de: Fläche, en: Surface}
  when: shap == 'round'
"""


def test_all_mistakes_of_a_bank_are_told_at_once_with_their_places(write) -> None:
    found = problems_of(write(TEN_MISTAKES))
    assert {(problem.code, problem.question, there(problem)) for problem in found} == {
        ("bank.not_allowed", "colour", "singel, text"),
        ("bank.unknown_key", "size", "maximum: 4}"),
        ("bank.missing_language", "height", "{de: Höhe}, "),
        ("bank.min_over_max", "height", "9, max: 2}"),
        ("bank.bad_id", "Width", "Width, type:"),
        ("bank.name_clash", "any", "any, type: t"),
        ("bank.duplicate_id", "org_name", "org_name, ty"),
        ("bank.unknown_role", "shape", "bos]"),
        ("bank.duplicate_choice", "shape", "round, text:"),
        ("logic.unknown_name_near", "surface", "shap == 'rou"),
    }


def test_mistakes_in_several_files_are_told_together(write) -> None:
    folder = write(
        "- {id: size, typ: text, text: Size}",
        "colour: red",
        values="limits: {few: {value: many}}",
    )
    (folder / "sections" / "two.yaml").write_text("id: two\n  title: x\n", encoding="utf-8")
    found = problems_of(folder)
    assert {(Path(problem.file or "").name, problem.code) for problem in found} == {
        ("bank.yaml", "bank.unknown_key"),
        ("one.yaml", "bank.unknown_key"),
        ("one.yaml", "bank.missing_key"),
        ("two.yaml", "bank.section_unlisted"),
        ("values.yaml", "bank.not_number"),
    }


def test_a_listed_section_that_is_no_yaml_is_told_and_the_rest_is_still_checked(write) -> None:
    folder = write("- {id: size, type: texx, text: Size}", whole_settings=SETTINGS.replace("[one]", "[one, two]"))
    (folder / "sections" / "two.yaml").write_text("id: two\n  title: x\n", encoding="utf-8")
    codes = [problem.code for problem in problems_of(folder)]
    assert len(codes) == 2
    assert codes[0] == "bank.not_allowed"
    assert codes[1].startswith("yaml.")


def test_names_that_may_stand_in_a_file_that_is_no_yaml_are_not_called_unknown(tmp_path: Path) -> None:
    """One file after the other is broken in a bank that is otherwise in order: that alone is told."""
    sections = ("bank.yaml", "values.yaml", "sections/basics.yaml", "sections/plan.yaml")
    for name in (*sections, "readiness.yaml", "findings/people.yaml", "portraits.yaml"):
        folder = tmp_path / name.replace("/", "-")
        shutil.copytree(EVERY_TYPE, folder)
        (folder / name).write_text("id: two\n  title: x\n", encoding="utf-8")
        found = problems_of(folder)
        assert {Path(problem.file or "").name for problem in found} == {Path(name).name}
        assert [problem.code.partition(".")[0] for problem in found] == ["yaml"]
        assert lint(folder) == found


def test_nothing_that_could_not_be_read_is_called_unknown(write) -> None:
    """A question, a value, the modes: what uses them says nothing, since only they themselves are wrong."""
    folder = write(
        """
        - {id: size, type: integr, text: Size}
        - {id: depth, type: text, text: Depth, when: size > 3 and wide and small(size), modes: [short]}
        - {id: which, type: single, text: Which, choices_from: size}
        """,
        whole_settings=SETTINGS.replace("{id: long", "{idd: long").replace("title: org_name", "title: size"),
        values="""
        values: {wide: "size >"}
        with_parameter: {small(x): "x <"}
        """,
    )
    assert [(problem.code, problem.question) for problem in problems_of(folder) if problem.code != "logic.syntax"] == [
        ("bank.missing_key", None),
        ("bank.unknown_key", None),
        ("bank.not_allowed", "size"),
    ]


def test_an_expression_is_pointed_at_where_it_goes_wrong(write) -> None:
    """Also inside quotation marks; where it stands on several lines, at its beginning."""
    folder = write(
        """
        - {id: a, type: text, text: A, when: answered(org_name) and nobody}
        - {id: b, type: text, text: B, when: "answered(org_name) and nobody"}
        - {id: c, type: text, text: C, when: 'answered(org_name) and nobody'}
        - id: d
          type: text
          text: D
          when:
            answered(org_name)
            and nobody
        """
    )
    assert [there(problem)[:8] for problem in problems_of(folder)] == ["nobody}", 'nobody"}', "nobody'}", "answered"]


# Every code with the least that brings it about, and what stands at the place it points to.
GROUP = """
- id: goals
  type: group
  text: Goals
  columns: [{id: goal, type: text, text: Goal}, {id: kind, type: single, text: Kind, choices: [{id: x, text: X}]}]
"""
MONEY = "- {id: cost, type: money, text: Cost}"
CASES: list[tuple[str, dict[str, str], str]] = [
    ("bank.missing_key", {"questions": "- {id: a, text: A}"}, "{id: a, text"),
    ("bank.blank", {"questions": "- {id: a, type: , text: A}"}, ", text: A}"),
    ("bank.unknown_key", {"settings": "colour: red"}, "colour: red"),
    ("bank.stray_comma", {"questions": "- {id: a, type: text, text: {de: Ja, bitte, en: Yes}}"}, "bitte, en: Y"),
    ("bank.stray_comma", {"values": "limits: {half: {value: 1,5}}"}, "5}}"),
    ("bank.not_for_columns", {"questions": GROUP.replace("Goal}", "Goal, roles: [boss]}", 1)}, "roles: [boss"),
    ("bank.not_text", {"questions": "- {id: a, type: text, text: A, when: [x]}"}, "[x]}"),
    ("bank.not_list", {"questions": "- {id: a, type: text, text: A, check: x}"}, "x}"),
    ("bank.not_mapping", {"settings": "words: x"}, "x"),
    ("bank.not_yes_no", {"questions": "- {id: a, type: text, text: A, required: perhaps}"}, "perhaps}"),
    ("bank.not_whole", {"questions": "", "values": "limits: {a: {value: 1, since: soon}}"}, "soon}}"),
    ("bank.not_number", {"questions": "- {id: a, type: integer, text: A, min: 1e3}"}, "1e3}"),
    ("bank.too_long", {"questions": f"- {{id: {'a' * 41}, type: text, text: A}}"}, "aaaaaaaaaaaa"),
    ("bank.text_shape", {"questions": "- {id: a, type: text, text: [A]}"}, "[A]}"),
    ("bank.text_key", {"questions": "- {id: a, type: text, text: {de: A, fr: A}}"}, "A}}"),
    ("bank.text_form", {"questions": "- {id: a, type: text, text: {de: A, en: }}"}, "}}"),
    ("bank.text_default", {"questions": "- {id: a, type: text, text: {de: A, en: {one: A}}}"}, "{one: A}}}"),
    ("bank.table_entry", {"values": "tables: {a: {b: {c: d}}}"}, "{c: d}}}"),
    ("bank.bad_id", {"questions": "- {id: A, type: text, text: A}"}, "A, type: tex"),
    ("bank.bad_slug", {"settings": "documents: [My Brief]"}, "My Brief]"),
    ("bank.bad_version", {"whole_settings": SETTINGS.replace("1.0.0", "1.0")}, "1.0"),
    ("bank.bad_currency", {"settings": "regions: {default: {currency: Euro}}"}, "Euro}}"),
    ("bank.not_allowed", {"questions": "- {id: a, type: texx, text: A}"}, "texx, text: "),
    ("bank.unknown_choice_set", {"questions": "- {id: a, type: single, text: A, choices: colours}"}, "colours}"),
    ("bank.section_missing", {"whole_settings": SETTINGS.replace("[one]", "[one, onee]")}, "onee]"),
    ("bank.section_id", {"whole_section": QUESTIONS.replace("id: one", "id: two")}, "two"),
    ("bank.duplicate_entry", {"questions": "- {id: a, type: text, text: A, modes: [short, short]}"}, "short]}"),
    (
        "bank.duplicate_choice",
        {"settings": "choice_sets: {a: [{id: x, text: X}, {id: x, text: Y}]}"},
        "x, text: Y}]",
    ),
    (
        "bank.duplicate_row",
        {
            "questions": "- {id: a, type: table, text: A, columns: [{id: b, type: text, text: B}], "
            "rows: [{id: x, text: X}, {id: x, text: Y}]}"
        },
        "x, text: Y}]",
    ),
    ("bank.duplicate_id", {"values": "limits: {org_name: {value: 1}}"}, "org_name: {v"),
    ("bank.name_clash", {"values": "values: {sum: 1 + 1}"}, "sum: 1 + 1}"),
    ("bank.old_id_in_use", {"settings": "retired: [org_name]"}, "org_name]"),
    ("bank.empty_list", {"whole_settings": SETTINGS.replace("[de, en]", "[]")}, "[]"),
    ("bank.unknown_question", {"whole_settings": SETTINGS.replace("org_name", "org_nam")}, "org_nam"),
    ("bank.wrong_type", {"settings": "variants_by: org_name"}, "org_name"),
    (
        "bank.type_name",
        {
            "questions": "- {id: a, type: single, text: A, choices: [{id: other, text: X}]}",
            "settings": "variants_by: a",
        },
        "a",
    ),
    ("bank.no_default_region", {"questions": MONEY}, "id: mini"),
    ("bank.unknown_mode", {"questions": "- {id: a, type: text, text: A, modes: [shrt]}"}, "shrt]}"),
    ("bank.unknown_role", {"questions": "- {id: a, type: text, text: A, also: [bos]}"}, "bos]}"),
    ("bank.unknown_column", {"questions": GROUP + "  row_name: goall"}, "goall"),
    ("bank.unknown_choice", {"questions": GROUP + "  row_name: kind\n  preset: {x: [y]}"}, "y]}"),
    ("bank.unknown_type", {"questions": GROUP + "  row_name: kind\n  preset: {x: [x]}"}, "x: [x]}"),
    (
        "bank.unknown_form",
        {"questions": "- {id: a, type: text, text: {de: A, en: {onee: a, other: b}}}"},
        "onee: a, oth",
    ),
    (
        "bank.unknown_language",
        {
            "whole_settings": SETTINGS.replace("[de, en]", "[de]"),
            "questions": """
- {id: a, type: rating, text: A, anchors: {de: [a, b, c, d, e], en: [a, b, c, d, e]}}""",
        },
        "en: [a, b, c",
    ),
    (
        "bank.unknown_region",
        {
            "questions": "- {id: a, type: single, text: A, choices: [{id: ch, text: Switzerland}]}",
            "settings": "home: a\nregions: {cc: {currency: CHF}, default: {currency: EUR}}",
        },
        "cc: {currenc",
    ),
    ("bank.signature", {"values": "with_parameter: {asked: 1 == 1}"}, "asked: 1 == "),
    ("bank.does_not_apply", {"questions": "- {id: a, type: date, text: A, max: 4}"}, "max: 4}"),
    ("bank.nested_rows", {"questions": GROUP.replace("type: text", "type: table")}, "table, text:"),
    ("bank.min_over_max", {"questions": "- {id: a, type: text, text: A, min: 5, max: 4}"}, "5, max: 4}"),
    ("bank.anchors", {"questions": "- {id: a, type: rating, text: A, anchors: {de: [a, b]}}"}, "{de: [a, b]}"),
    (
        "bank.choices_twice",
        {"questions": "- {id: a, type: single, text: A, choices: [{id: x, text: X}], choices_from: b}\n" + GROUP},
        "b}",
    ),
    ("bank.no_choices", {"questions": "- {id: a, type: multi, text: A}"}, "{id: a, type"),
    ("bank.no_source", {"questions": "- {id: a, type: multi, text: A, choices_from: org_name}"}, "org_name}"),
    (
        "bank.own_choices",
        {"questions": "- {id: a, type: multi, text: A, own_choices: true, choices: [{id: b, text: B}]}"},
        "own_choices:",
    ),
    ("bank.no_columns", {"questions": "- {id: a, type: group, text: A}"}, "{id: a, type"),
    (
        "bank.no_rows",
        {"questions": "- {id: a, type: table, text: A, columns: [{id: b, type: text, text: B}]}"},
        "{id: a, type",
    ),
    (
        "bank.naming_type",
        {"questions": "- {id: a, type: group, text: A, columns: [{id: b, type: date, text: B}], row_name: b}"},
        "b}",
    ),
    ("bank.naming_asked", {"questions": GROUP.replace("text: Goal}", "text: Goal, modes: [long]}")}, "id: goals"),
    ("bank.missing_language", {"questions": "- {id: a, type: text, text: {de-CH: A, en: A}}"}, "{de-CH: A, e"),
    ("bank.mode_circle", {"whole_settings": SETTINGS.replace("short}}", "short}, like: short}")}, "short}"),
    (
        "bank.circle",
        {
            "questions": "- {id: a, type: text, text: A, when: answered(b)}\n"
            "- {id: b, type: text, text: B, when: answered(c)}\n"
            "- {id: c, type: text, text: C, when: answered(a)}"
        },
        "answered(b)}",
    ),
]


@pytest.mark.parametrize(("code", "spoilt", "there_stands"), CASES, ids=[code for code, _, _ in CASES])
def test_each_mistake_is_told_where_it_is(write, code: str, spoilt: dict[str, str], there_stands: str) -> None:
    found = [problem for problem in problems_of(write(**spoilt)) if problem.code == code]
    assert len(found) >= 1, problems_of(write(**spoilt))
    assert there(found[0]) == there_stands


def test_a_section_with_mistakes_is_still_told_that_its_id_is_another(write) -> None:
    wrong = QUESTIONS.replace("id: one", "id: won").replace("type: text", "type: txt")
    assert {problem.code for problem in problems_of(write(whole_section=wrong))} >= {"bank.section_id"}


def test_a_section_nobody_listed_is_an_error(write) -> None:
    folder = write()
    (folder / "sections" / "spare.yaml").write_text("id: spare\n", encoding="utf-8")
    assert [(problem.code, problem.values["word"]) for problem in problems_of(folder)] == [
        ("bank.section_unlisted", "spare")
    ]


def test_every_sentence_about_banks_belongs_to_a_mistake_that_was_tried() -> None:
    codes = {code for code in catalogue("en") if code.startswith("bank.") and not code.startswith("bank.show")}
    elsewhere = {"bank.not_found", "bank.no_bank", "bank.section_unlisted", "bank.does_not_fit", "bank.unfilled"}
    tried = {code for code, _, _ in CASES} | {code for _, code, _, _, _ in MISTAKES if code.startswith("bank.")}
    assert codes == tried | elsewhere
    assert codes == {code for code in catalogue("de") if code.startswith("bank.") and "bank.show" not in code}


@pytest.mark.parametrize(
    ("spoilt", "word", "meant"),
    [
        ({"questions": "- {id: a, type: text, text: A, chek: x}"}, "chek", "check"),
        ({"questions": GROUP.replace("text: Goal}", "tex: Goal}")}, "tex", "text"),
        ({"settings": "regions: {default: {curency: EUR}}"}, "curency", "currency"),
        ({"questions": "- {id: a, type: intger, text: A}"}, "intger", "integer"),
        ({"questions": "- {id: a, type: text, text: A, roles: [bos]}"}, "bos", "boss"),
    ],
)
def test_the_nearest_known_word_is_offered(write, spoilt: dict[str, str], word: str, meant: str) -> None:
    problem = next(each for each in problems_of(write(**spoilt)) if each.values.get("word") == word)
    assert problem.values["known"] == [meant]
    assert wording("en").message(problem).endswith(f"Did you mean “{meant}”?")


def test_where_nothing_is_near_everything_possible_is_named(write) -> None:
    problem = problems_of(write("- {id: a, type: text, text: A, roles: [xyz]}"))[0]
    assert wording("de").message(problem) == "Es gibt keine Rolle „xyz“. Es gibt: boss und crew."


def test_the_only_known_word_is_not_offered_where_it_is_not_near(write) -> None:
    (problem,) = problems_of(write(whole_settings=SETTINGS.replace("[one]", "[one, xyz]")))
    assert wording("en").message(problem).endswith("There are: one.")


def test_a_circle_names_the_questions_on_it(write) -> None:
    questions = """
    - {id: a, type: text, text: A, when: answered(b)}
    - {id: b, type: text, text: B, when: answered(a)}
    """
    assert [problem.values["circle"] for problem in problems_of(write(questions))] == ["a → b → a"]


def test_a_column_that_needs_a_question_which_needs_its_group_is_a_circle(write) -> None:
    questions = GROUP.replace("text: Goal}", "text: Goal}, {id: due, type: date, text: Due, when: answered(a)}")
    folder = write(questions + "- {id: a, type: text, text: A, when: count(goals) > 1}")
    found = problems_of(folder)
    assert [(problem.code, problem.question, there(problem)) for problem in found] == [
        ("bank.circle", "goals.due", "answered(a)}")
    ]


@pytest.mark.parametrize(
    ("questions", "circle", "where"),
    [
        (
            GROUP + "  when: a != 'x'\n- {id: a, type: single, text: A, choices_from: goals}",
            "goals → a → goals",
            "a != 'x'",
        ),
        (
            GROUP + "  when: count(events) > 1\n"
            "- {id: events, type: group, text: O, columns: [{id: which, type: multi, text: W, choices_from: goals}]}",
            "goals → events → goals",
            "count(events",
        ),
        (
            GROUP.replace("text: Goal}", "text: Goal}, {id: way, type: single, text: W, choices_from: events}")
            + "- {id: events, type: group, text: O, columns: [{id: which, type: multi, text: W, choices_from: goals}]}",
            "goals → events → goals",
            "events}",
        ),
    ],
    ids=["question", "column", "two groups"],
)
def test_a_reference_to_rows_needs_them_as_a_condition_does(write, questions: str, circle: str, where: str) -> None:
    """Rows cannot be referred to before it is decided whether there are any."""
    (found,) = problems_of(write(questions))
    assert (found.code, found.values["circle"]) == ("bank.circle", circle)
    assert there(found).startswith(where[:12])


def test_rows_may_refer_to_rows_of_their_own_group(write) -> None:
    own = GROUP.replace("text: Goal}", "text: Goal}, {id: after, type: single, text: After, choices_from: goals}")
    assert load(write(own)).questions["goals"].columns[1].choices_from == "goals"


FOLLOW_UP = SETTINGS.replace("roles:", "  - {id: follow-up, text: again, like: long}\nroles:")


def test_modes_that_are_like_one_another_are_told_of_each(write) -> None:
    circle = SETTINGS.replace("short}}", "short}, like: long}").replace("long}}", "long}, like: short}")
    with pytest.raises(Problems) as raised:
        load(write(whole_settings=circle))
    assert [problem.values["circle"] for problem in raised.value.problems] == [
        "short → long → short",
        "long → short → long",
    ]


@pytest.mark.parametrize(
    ("settings", "there_stands"),
    [
        (SETTINGS.replace("long}}", "long}, like: shrt}"), "shrt}"),
        (SETTINGS + "leadership: bos\n", "bos"),
        (SETTINGS + "protect: {roles: [bos], below: 3, text: one}\n", "bos], below:"),
    ],
)
def test_settings_name_modes_and_roles_there_are(write, settings: str, there_stands: str) -> None:
    with pytest.raises(Problems) as raised:
        load(write(whole_settings=settings))
    (problem,) = raised.value.problems
    assert problem.code in ("bank.unknown_mode", "bank.unknown_role")
    assert there(problem) == there_stands


def test_a_key_of_protect_that_is_not_known_names_those_there_are(write) -> None:
    with pytest.raises(Problems) as raised:
        load(write(settings="protect: {roles: [boss], below: 3, text: one, xyz: 3}"))
    assert raised.value.problems[0].values["known"] == ["below", "roles", "text"]


def test_a_follow_up_asks_what_the_mode_it_is_like_asks_and_what_names_it(write) -> None:
    group = GROUP.replace("text: Goal}", "text: Goal}, {id: now, type: text, text: Now, modes: [follow-up]}")
    bank = load(write("- {id: a, type: text, text: A, modes: [long]}\n" + group, whole_settings=FOLLOW_UP))
    a, goals = bank.questions["a"], bank.questions["goals"]
    assert [bank.asks(a, mode=mode, role=None) for mode in ("short", "long", "follow-up")] == [False, True, True]
    assert "now" not in [column.id for column in bank.columns(goals, "long")]
    assert "now" in [column.id for column in bank.columns(goals, "follow-up")]
    assert (bank.follows("long"), bank.follows("follow-up")) == (None, "long")


def test_a_row_is_named_in_a_follow_up_by_a_column_of_the_mode_it_is_like(write) -> None:
    group = GROUP.replace("text: Goal}", "text: Goal, modes: [long]}").replace(
        "text: Goals", "text: A\n  modes: [long]"
    )
    assert load(write(group, whole_settings=FOLLOW_UP)).questions["goals"].naming == "goal"


@pytest.mark.parametrize(("minutes", "follow_up"), [("{long: 9}", 9), ("{long: 9, follow-up: 4}", 4)])
def test_a_follow_up_takes_its_own_minutes_or_those_of_the_mode_it_is_like(write, minutes: str, follow_up: int) -> None:
    section = QUESTIONS.replace("questions:", f"minutes: {minutes}\nquestions:")
    bank = load(write(whole_settings=FOLLOW_UP, whole_section=section))
    assert bank.minutes("long", None) == 9
    assert bank.minutes("follow-up", None) == follow_up


# What a bank in order offers.


def test_conditions_know_what_each_question_holds(every_type: Bank) -> None:
    kinds = every_type.vocabulary.questions
    assert {name: kinds[name].name for name in ("org_name", "members", "fair_date", "permitted", "mood")} == {
        "org_name": "text",
        "members": "number",
        "fair_date": "date",
        "permitted": "boolean",
        "mood": "number",
    }
    assert kinds["org_kind"].choices == {"club", "firm", "office"}
    assert kinds["countries"].name == "choices"
    assert kinds["best_channel"].choices == kinds["channels"].choices, "those of the question it chooses from"
    assert kinds["main_stall"].choices is None, "rows are not known beforehand"
    columns = kinds["stalls"].columns
    assert columns is not None
    assert columns["stall_days"].choices == {"fri", "sat", "no_day"}


def test_a_bank_is_loaded_once_for_each_folder(write) -> None:
    first, second = write(folder="first"), write(folder="second")
    assert load(first) is load(first)
    assert load(first / "bank.yaml") is load(str(first) + "/")
    assert load(first) is not load(second)


def test_the_digest_follows_the_bytes_of_every_file(tmp_path: Path) -> None:
    digests = set()
    for name, change in (("a", ""), ("b", ""), ("c", "\n# a remark\n")):
        shutil.copytree(EVERY_TYPE, tmp_path / name)
        with (tmp_path / name / "values.yaml").open("a", encoding="utf-8") as file:
            file.write(change)
        digests.add(load(tmp_path / name).digest)
    assert len(digests) == 2
    assert all(len(digest) == 64 for digest in digests)


def test_questions_come_in_the_order_of_the_sections(every_type: Bank) -> None:
    listed = [question.id for section in every_type.sections for question in section.questions]
    assert list(every_type.questions) == listed
    assert [section.id for section in every_type.sections] == ["basics", "plan", "feeling"]
    assert every_type.section_of["mood"].id == "feeling"


def test_conditions_are_kept_by_what_they_belong_to(every_type: Bank) -> None:
    assert {"own_share", "stalls.stall_due", "duties[alcohol]"} <= set(every_type.when)
    assert "org_name" not in every_type.when
    assert [check.level for check, _ in every_type.checks["fair_date"]] == ["error", "hint"]
    assert every_type.home is not None


def test_earlier_ids_lead_to_the_questions_of_today(every_type: Bank) -> None:
    assert every_type.renames == {"member_count": "members"}


def test_a_choice_set_stands_for_its_choices(every_type: Bank) -> None:
    kind = every_type.questions["stalls"].columns[1]
    assert [choice.id for choice in kind.choices] == ["kitchen", "bar", "stage", "other_area"]
    area = every_type.choice(kind, "bar")
    assert area is not None
    assert every_type.say(area.text, "de-AT") == "Getränke"


def test_choices_may_come_from_another_question_or_be_rows(every_type: Bank) -> None:
    assert every_type.choice(every_type.questions["best_channel"], "web") is not None
    assert every_type.choices(every_type.questions["main_stall"]) == ()


@pytest.mark.parametrize(
    ("question", "mode", "role", "asked"),
    [
        ("org_name", "short", None, True),
        ("org_name", "short", "guest", False),
        ("stalls", "short", "guest", True),
        ("worries", "short", "boss", False),
        ("worries", "long", "boss", True),
        ("worries", "long", None, True),
    ],
)
def test_mode_and_role_decide_who_is_asked(
    every_type: Bank, question: str, mode: str, role: str | None, asked: bool
) -> None:
    assert every_type.asks(every_type.questions[question], mode=mode, role=role) is asked


def test_a_short_interview_leaves_columns_out(every_type: Bank) -> None:
    stalls = every_type.questions["stalls"]
    short = [column.id for column in every_type.columns(stalls, "short")]
    assert "stall_share" not in short
    assert len(every_type.columns(stalls, "long")) == len(stalls.columns)


def test_minutes_are_those_of_the_mode_and_at_most_those_of_the_role(every_type: Bank) -> None:
    assert every_type.minutes("short", None) == 8
    assert every_type.minutes("long", None) == 18
    assert every_type.minutes("long", "boss") == 12
    assert every_type.minutes("short", "boss") == 8


def test_a_role_takes_the_share_of_each_section_that_it_is_asked(every_type: Bank) -> None:
    assert every_type.minutes("short", "guest") == 2
    assert every_type.minutes("long", "guest") == 4


# Words.


def test_a_text_speaks_of_the_organisation_by_its_type(every_type: Bank) -> None:
    text = every_type.questions["permitted"].text
    assert every_type.say(text, "de-DE", variant="club") == "Ist das Fest im Vorstand beschlossen?"
    assert every_type.say(text, "de-DE", variant="office") == "Ist das Fest in der Leitung beschlossen?"
    assert every_type.say(text, "en") == "Has the fair been decided in the management?"


def test_a_text_varies_by_count_and_fills_it_in(every_type: Bank) -> None:
    settled = every_type.settings.settled
    assert every_type.say(settled, "de-DE", count=1) == "einen Punkt"
    assert every_type.say(settled, "en", count=1200) == "1,200 points"


def test_given_values_are_filled_in_as_they_are(every_type: Bank) -> None:
    """What a person typed is never respelt, and braces in it are no placeholders."""
    text = every_type.sections[0].summary[0]
    assert every_type.say(text, "de-CH", values={"org_name": "Groß {org} „Chor“"}) == "Es feiert: Groß {org} „Chor“."


def test_swiss_texts_have_no_sharp_s_and_their_own_quotation_marks(every_type: Bank) -> None:
    assert every_type.say(every_type.settings.opening, "de-CH").endswith("«Weiss ich nicht» ist eine gute.")
    assert "ausführlich" in every_type.say(every_type.settings.modes[1].text, "de-CH")


def test_a_regional_text_wins_in_its_region_only(every_type: Bank) -> None:
    text = every_type.questions["countries"].text
    assert "Das erste Land ist Ihr Sitz" in every_type.say(text, "de-CH")
    assert "Das erste ist Ihr Sitz" in every_type.say(text, "de-AT")


def test_no_text_says_nothing_and_a_label_falls_back_to_the_text(every_type: Bank) -> None:
    assert every_type.say(None, "de-DE") == ""
    assert every_type.label(every_type.questions["org_name"], "en") == "Name"
    assert load(EVERY_TYPE).label(every_type.questions["purpose"], "de-DE") == "Zweck"


# Finding banks.


def test_banks_are_found_by_id_and_by_path() -> None:
    shipped = available()
    assert {folder.name for folder in shipped} >= {"social-media", "goal-check"}
    assert find("goal-check") in shipped
    assert find(EVERY_TYPE) == EVERY_TYPE
    assert find(str(EVERY_TYPE / "bank.yaml")) == EVERY_TYPE


def test_an_own_bank_takes_the_place_of_a_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    own = resources.own("questions")
    if tmp_path not in own.parents:
        pytest.skip("the folder for a person's data is named otherwise on this system")
    shutil.copytree(EVERY_TYPE, own / "goal-check")
    shutil.copytree(EVERY_TYPE, own / "fair")
    assert find("goal-check") == own / "goal-check"
    assert find("every-type") in (own / "fair", own / "goal-check"), "by the id it gives itself"
    assert available()[0].parent == own


@pytest.mark.parametrize(("reference", "code"), [("goal-chek", "bank.not_found"), ("./nowhere", "bank.no_bank")])
def test_a_bank_that_is_not_there_is_told_with_those_there_are(reference: str, code: str) -> None:
    with pytest.raises(Problems) as raised:
        find(reference)
    problem = raised.value.problems[0]
    assert problem.code == code
    said = wording("en").message(problem)
    assert code != "bank.not_found" or "goal-check" in said


def test_braces_that_nothing_fills_are_told_when_their_text_is_needed(write) -> None:
    """Also those of a word that leads to itself; `lint` has said where they stand."""
    bank = load(write(settings="words: {itself: 'the {itself}'}"))
    for name in ("nowhere", "itself"):
        with pytest.raises(Problems) as caught:
            bank.say(Text(f"Ask {{{name}}}"), "en")
        (problem,) = caught.value.problems
        assert (problem.code, problem.values["word"]) == ("bank.unfilled", name)
        assert wording("de").located(problem)
