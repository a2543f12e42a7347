"""Every code of lint is brought about by the least that deserves it, is documented, and stays silent on sound banks."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from smcheck import resources
from smcheck.bank.lint import CODES, lint
from smcheck.problems import Problem
from smcheck.wording import catalogue, wording

from .conftest import QUESTIONS, there

EVERY_TYPE = Path(__file__).parents[1] / "banks" / "every-type"
GUIDE = Path(__file__).parents[2] / "docs" / "lint.md"

SINGLE = "- {id: kind, type: single, text: Kind, choices: [{id: a, text: Apple}, {id: b, text: Bean}]}\n"
MULTI = "- {id: ways, type: multi, text: Ways, choices: [{id: x, text: X}, {id: y, text: Y}, {id: z, text: Z}]}\n"
NUMBER = "- {id: size, type: integer, text: Size, min: 0, max: 9}\n"
TEXT = '- {id: last, type: text, text: Last, when: "%s"}\n'

SUMMARY = QUESTIONS.replace("questions:", "summary: ['Told: %s']\nquestions:")
GROUP = """
- id: goals
  type: group
  text: Goals
  columns:
    - {id: goal, type: text, text: Goal}
    - {id: done, type: confirm, text: Done}
    - {id: due, type: date, text: Due, when: done}
"""

FINDING = """
roots: {{all: Everything}}
findings:
- {{id: first, severity: risk, root: all, {keys}}}
"""
LEVELS = "levels: {de: [a, b, c, d, e], en: [a, b, c, d, e]}"
READINESS = "dimensions: [{id: spirit, text: Spirit, components: [kind], %s, " + LEVELS + "}]"
SCORED = SINGLE.replace("Apple}", "Apple, score: 4}").replace("Bean}", "Bean, score: 0}")
PORTRAIT = "portraits: [{id: glad, text: Glad, if: %s, say: Glad.}]"


def finding(keys: str, questions: str = NUMBER + GROUP) -> dict[str, str]:
    return {"questions": questions, "findings": FINDING.format(keys=keys)}


# Code, what is written, and what stands at the place it points to.
CASES: list[tuple[str, dict[str, str], str]] = [
    ("lint.literal_no_choice", {"questions": SINGLE + TEXT % "kind == 'c'"}, "'c'\"}"),
    ("lint.choice_text", {"questions": SINGLE + TEXT % "kind in ['a', 'Bean']"}, "'Bean']\"}"),
    ("lint.equals_on_multi", {"questions": MULTI + TEXT % "ways == 'x'"}, "ways == 'x'\""),
    ("lint.order_on_text", {"questions": TEXT % "org_name > 'x'"}, "org_name > '"),
    ("lint.mixed_kinds", {"questions": SINGLE + NUMBER + TEXT % "size == kind"}, "size == kind"),
    ("lint.wrong_kind", {"questions": NUMBER + TEXT % "org_name and size > 3"}, "org_name and"),
    ("lint.unguarded_cell", {"questions": GROUP + TEXT % "any(not g.done for g in goals)"}, "g.done for g"),
    ("lint.reads_later", {"questions": TEXT % "kind == 'a'" + SINGLE}, "kind == 'a'\""),
    ("lint.unknown_placeholder", {"questions": "- {id: a, type: text, text: 'Hello {name}'}"}, "'Hello {name"),
    (
        "lint.undecided_placeholder",
        {
            "whole_section": SUMMARY % "{secret}",
            "questions": "- {id: secret, type: text, text: S, private: true}",
        },
        "'Told: {secr",
    ),
    ("lint.no_minutes", {"settings": "consent: 'It takes {minutes} minutes.'"}, "'It takes {m"),
    (
        "lint.several_exclusive",
        {"questions": MULTI.replace("Y}", "Y, exclusive: true}").replace("Z}", "Z, exclusive: true}")},
        "true}]}",
    ),
    ("lint.score", {"questions": SINGLE.replace("Bean", "Bean, score: 5")}, "5}]}"),
    (
        "lint.sentence_as_id",
        {"questions": SINGLE.replace("{id: b, text: Bean}", "{id: it_is_a_bean, text: It is a bean}")},
        "it_is_a_bean",
    ),
    (
        "lint.row_per_choice",
        {"questions": GROUP.replace("goal, type: text", "goal, type: single, choices: [{id: a, text: A}]")},
        "goal, type: ",
    ),
    ("lint.constant_condition", {"questions": NUMBER + TEXT % "size >= 0"}, 'size >= 0"}'),
    ("lint.contradiction", {"questions": NUMBER + TEXT % "size > 3 and size < 3"}, "size > 3 and"),
    (
        "lint.never_shown",
        {
            "questions": SINGLE
            + "- {id: deep, type: text, text: Deep, when: kind == 'a'}\n"
            + TEXT % "answered(deep) and kind == 'b'"
        },
        "answered(dee",
    ),
    (
        "lint.cannot_fire",
        {"questions": NUMBER[:-2] + ", check: [{unless: it <= 9, say: No}]}"},
        "it <= 9, say",
    ),
    (
        "lint.always_fires",
        {"questions": NUMBER[:-2] + ", check: [{unless: it > 9, say: No}]}"},
        "it > 9, say:",
    ),
    ("lint.unknown_role", {"questions": NUMBER + TEXT % "by_role(size, 'bos') > 1"}, "'bos') > 1\"}"),
    ("lint.unknown_role", {"questions": NUMBER + TEXT % "role_answered(['boss', 'cook'])"}, "'cook'])\"}"),
    (
        "lint.never_decided",
        {"questions": SINGLE + TEXT % "lookup(marks, kind) > 1", "values": "tables: {marks: {z: 1}}"},
        "lookup(marks",
    ),
    ("lint.undecided_value", finding("if: count(goals) > 2, values: {much: size}, say: 'So {much}.'"), "size}, say: "),
    ("lint.unused_value", finding("if: size > 2, values: {much: size}, say: So much."), "size}, say: "),
    (
        "lint.unused_root",
        {"questions": NUMBER, "findings": "roots: {none: Nothing}\nfindings: []\n"},
        "none: Nothin",
    ),
    (
        "lint.score",
        {"questions": SCORED, "readiness": READINESS % "caps: [{if: kind == 'a', max: 5, because: B}]"},
        "5, because: ",
    ),
    (
        "lint.unknown_placeholder",
        finding("if: size > 2, values: {much: size}, say: 'So {much} {muc}.'"),
        "'So {much} {",
    ),
    ("lint.unguarded_cell", finding("if: any(not g.done for g in goals), say: Open."), "g.done for g"),
    ("lint.wrong_kind", finding("if: count(goals), say: Goals."), "count(goals)"),
    ("lint.contradiction", finding("if: size > 3 and size < 3, say: Odd."), "size > 3 and"),
    ("lint.constant_condition", finding("if: size >= 0, say: Always."), "size >= 0, s"),
    (
        "lint.never_shown",
        finding(
            "if: answered(deep) and kind == 'b', say: Never.",
            SINGLE + "- {id: deep, type: text, text: Deep, when: kind == 'a'}\n",
        ),
        "answered(dee",
    ),
    (
        "lint.not_proven",
        {
            "questions": "".join(NUMBER.replace("size", f"size_{n}") for n in range(8))
            + TEXT % (" + ".join(f"size_{n}" for n in range(8)) + " > 72")
        },
        "size_0 + siz",
    ),
]


def found_in(write, spoilt: dict[str, str]) -> tuple[Problem, ...]:
    return lint(write(**spoilt))


@pytest.mark.parametrize(("code", "spoilt", "there_stands"), CASES, ids=[code for code, _, _ in CASES])
def test_each_code_is_brought_about_and_points_at_its_place(
    write, code: str, spoilt: dict[str, str], there_stands: str
) -> None:
    found = found_in(write, spoilt)
    assert {problem.code for problem in found} == {code}
    problem = next(each for each in found if each.code == code)
    assert there(problem) == there_stands
    assert problem.level == CODES[code]
    for language in ("de", "en"):
        assert wording(language).located(problem).startswith(str(problem.file))


def test_every_code_is_tried_and_has_words() -> None:
    assert {code for code, _, _ in CASES} == set(CODES)
    for language in ("de", "en"):
        assert {code for code in catalogue(language) if code.startswith("lint.")} == set(CODES)


def test_every_code_that_keeps_a_bank_from_loading_is_in_the_guide() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    codes = {code for code in catalogue("en") if code.startswith(("logic.", "yaml.")) and "in_words" not in code}
    assert {code for code in codes if f"| `{code}` |" not in guide} == set()


def test_every_code_is_described_in_the_guide() -> None:
    headings = re.findall(r"^### .*$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    described = [code for heading in headings for code in re.findall(r"`([a-z_.]+)`", heading)]
    assert len(described) == len(set(described))
    loading = {code for code in catalogue("en") if code.startswith("bank.") and not code.startswith("bank.show")}
    of_templates = {code for code in described if code.startswith("documents.")}
    assert of_templates <= set(catalogue("en"))
    assert set(described) - of_templates == set(CODES) | loading


@pytest.mark.parametrize(
    "folder", [EVERY_TYPE, *sorted(resources.shipped("questions").iterdir())], ids=lambda f: f.name
)
def test_nothing_is_found_in_banks_that_are_in_order(folder: Path) -> None:
    assert lint(folder) == ()


@pytest.mark.parametrize(
    "questions",
    [
        SINGLE + TEXT % "kind == 'b'",
        MULTI + TEXT % "'x' in ways",
        NUMBER + TEXT % "size > 0",
        NUMBER + TEXT % "size == 9",
        GROUP + TEXT % "any(answered(g.done) and not g.done for g in goals)",
        GROUP + TEXT % "count(goals) >= 7",
        GROUP + TEXT % "any(months_until(g.due) > 30 for g in goals)",
        GROUP + TEXT % "all(g.done for g in goals)",
        SINGLE + NUMBER + TEXT % "kind == 'a' and size > 3 or kind == 'b' and size < 3",
        SINGLE + "- {id: deep, type: text, text: Deep, when: kind == 'a'}\n" + TEXT % "answered(deep)",
        NUMBER + TEXT % "empty(size)",
        MULTI + TEXT % "'x' in ways and 'y' in ways and 'z' not in ways",
        "- {id: day, type: date, text: Day}\n" + TEXT % "day > '2031-05-01' and day <= '2031-05-02'",
        NUMBER[:-2] + ", check: [{unless: it <= 8, say: No}]}",
        TEXT % "org_name == 'Chor'",
        TEXT % "role_answered('boss')",
        NUMBER + TEXT % "by_role(size, 'boss') > 1",
        GROUP + "    - {id: kind, type: single, text: Kind, choices: [{id: a, text: A}]}\n  row_name_else: kind\n",
    ],
)
def test_a_sound_condition_is_left_alone(write, questions: str) -> None:
    assert lint(write(questions)) == ()


@pytest.mark.parametrize(
    ("code", "keys", "there_stands"),
    [
        ("lint.contradiction", "each: g in goals, if: size > 1 and size < 1, say: Odd.", "size > 1 and"),
        ("lint.contradiction", "each: g in goals, if: answered(g.due) and empty(g.due), say: Odd.", "answered(g.d"),
        ("lint.wrong_kind", "each: g in goals, by: g.goal, if: g.done, say: Done.", "g.goal, if: "),
        ("lint.wrong_kind", "if: size > 2, values: {n: sum(g.goal for g in goals)}, say: '{n}'", "g.goal for g"),
        (
            "lint.contradiction",
            "severity: [{level: note, if: size > 9}, {level: risk}], if: size > 2, say: S",
            "size > 9}, {",
        ),
        (
            "lint.constant_condition",
            "severity: [{level: note, if: size <= 9}, {level: risk}], if: size > 2, say: S",
            "size <= 9}, ",
        ),
        ("lint.undecided_value", "if: size > 2, values: {n: count(goals)}, say: '{n}'", "count(goals)"),
        (
            "lint.undecided_value",
            "each: g in goals, if: g.done, values: {due: g.due}, say: 'By {due}.'",
            "g.due}, say:",
        ),
        (
            "lint.undecided_value",
            "each: g in goals, if: g.done, values: {due: g.due}, say: 'By {all}.'",
            "g.due}, say:",
        ),
        (
            "lint.undecided_value",
            "if: size > 2, values: {days: sum(months_until(g.due) for g in goals)}, say: S, do: '{days}'",
            "sum(months_u",
        ),
        ("lint.unused_value", "each: g in goals, if: g.done, values: {n: size}, say: '{n}'", "size}, say: "),
        ("lint.unknown_placeholder", "if: size > 2, say: '{n}'", "'{n}'}"),
        ("lint.unknown_placeholder", "if: size > 2, say: '{m}'", "'{m}'}"),
        ("lint.unknown_placeholder", "each: g in goals, if: g.done, say: '{all}'", "'{all}'}"),
        ("lint.unknown_placeholder", "if: size > 2, say: S, values: {x: size}, otherwise: {x: '{x}'}", "'{x}'}}"),
        ("lint.unknown_placeholder", "if: size > 2, say: S, means: '{x}'", "'{x}'}"),
    ],
)
def test_what_is_odd_in_a_finding_is_told_where_it_stands(write, code: str, keys: str, there_stands: str) -> None:
    spoilt = finding(keys)
    if "severity" in keys:
        spoilt["findings"] = spoilt["findings"].replace("severity: risk, root", "root")
    problem = next(each for each in found_in(write, spoilt) if each.code == code)
    assert there(problem) == there_stands


@pytest.mark.parametrize(
    "keys",
    [
        "if: size > 2, values: {much: size}, say: 'So {much}.'",
        "if: count(goals) > 2, values: {much: size}, say: 'Much (so {much}).'",
        "if: count(goals) > 2, values: {much: size}, otherwise: {much: a lot}, say: 'So {much}.'",
        "if: count(goals) > 2, values: {n: count(goals)}, say: 'So {n}.'",
        "if: count(goals) > 2, values: {n: count(goals)}, say: {de: {one: E, other: M}, en: {one: O, other: M}}",
        "if: any(g.done for g in goals), values: {ready: count(known(g for g in goals if g.done))}, say: '{ready}'",
        "each: g in goals, if: g.done, values: {goal: g}, say: '{n} of {m}: {goal}'",
        "each: g in goals, if: g.done, values: {goal: g}, say: '{n} of {m}: {all}'",
        "each: g in goals, if: days_since(g.due) > 9, values: {goal: g, due: g.due}, say: '{goal}, {due}'",
        "each: g in goals, by: g.due, if: answered(g.due) and g.done, values: {due: g.due}, say: '{due}'",
        "if: unknown_share > 0.5 or alignment_index < 30, values: {times: unknown_count}, say: '{times} unknown'",
        "severity: [{level: note, if: size > 5}, {level: risk}], if: size > 2, say: S",
        "if: \"spread(size) > 3\", values: {low: lowest(size), high: highest(size)}, say: '{low} to {high}'",
        "if: count(g.done for g in goals) >= 7, say: Many.",
    ],
)
def test_a_sound_finding_is_left_alone(write, keys: str) -> None:
    """Above all: what the condition makes sure of needs no other words."""
    spoilt = finding(keys)
    if "severity" in keys:
        spoilt["findings"] = spoilt["findings"].replace("severity: risk, root", "root")
    assert found_in(write, spoilt) == ()


@pytest.mark.parametrize(
    ("portrait", "codes"),
    [
        ("spirit >= 3 and count(dimensions) >= 2", []),
        ("matched_portraits == 0 and critical_findings == 0", []),
        ("all(d >= 2.5 for d in dimensions) and kind == 'a'", []),
        ("spirit > 4", ["lint.contradiction"]),
        ("critical_findings >= 0", ["lint.constant_condition"]),
        ("alignment_index > 100", ["lint.contradiction"]),
        ("unknown_share > 1", ["lint.contradiction"]),
        ("'a' in spirit", ["lint.wrong_kind"]),
    ],
)
def test_a_portrait_is_judged_by_what_figures_can_be(write, portrait: str, codes: list[str]) -> None:
    """Dimensions go from 0 to 4, shares to 1, the index to 100."""
    written = {"readiness": READINESS % "caps: []", "portraits": PORTRAIT % f'"{portrait}"'}
    assert [problem.code for problem in lint(write(SCORED, **written))] == codes


def test_a_cap_and_a_component_are_judged(write) -> None:
    """A cap that never applies, and a named value that is no figure."""
    readiness = READINESS % "caps: [{if: kind == 'c', max: 1, because: B}]"
    readiness = readiness.replace("[kind]", "[kind, {id: glad, text: G}]")
    found = lint(write(SCORED, values="values: {glad: kind == 'a'}", readiness=readiness))
    assert [(problem.code, there(problem)) for problem in found] == [
        ("lint.wrong_kind", "glad, text: "),
        ("lint.literal_no_choice", "'c', max: 1,"),
    ]


def test_many_rows_of_a_table_are_tried_where_they_are_counted(write) -> None:
    """A finding about many open rows is no contradiction."""
    rows = ", ".join(f"{{id: r{n}, text: R}}" for n in range(9))
    column = "{id: state, type: single, text: S, choices: [{id: open, text: O}, {id: done, text: D}]}"
    table = f"- {{id: rules, type: table, text: R, columns: [{column}], rows: [{rows}]}}\n"
    keys = "if: count(r.state == 'open' for r in rules) >= 6, say: Many."
    assert lint(write(table, findings=FINDING.format(keys=keys))) == ()


def test_levels_and_reasons_of_a_dimension_fill_words_or_nothing(write) -> None:
    """Levels stand as they are; a reason may use the words of the bank."""
    readiness = READINESS % "caps: [{if: kind == 'a', max: 1, because: 'For {us} {you}.'}]"
    found = lint(write(SCORED, "words: {us: us}", readiness=readiness.replace("en: [a", "en: ['{us}'")))
    assert [(problem.code, there(problem)) for problem in found] == [
        ("lint.unknown_placeholder", "'For {us} {y"),
        ("lint.unknown_placeholder", "'{us}', b, c"),
    ]


def test_rows_named_by_a_choice_are_left_alone_where_there_is_one_of_each(write) -> None:
    kinds = "- {id: kind, type: single, text: Kind, choices: [{id: a, text: A}]}\n"
    group = "- {id: parts, type: group, text: P, preset: {a: [x]}, columns: [%s]}"
    column = "{id: part, type: single, text: Part, choices: [{id: x, text: X}]}"
    assert lint(write(kinds + group % column, "variants_by: kind\n")) == ()


def test_minutes_that_could_not_be_read_are_not_called_missing(write) -> None:
    consent = "consent: 'It takes {minutes} minutes.'"
    found = lint(write("- {id: a, type: txt, text: A}", consent))
    assert [problem.code for problem in found] == ["bank.not_allowed"]


def test_kinds_are_said_in_the_language_of_the_reader(write) -> None:
    (found,) = lint(write(TEXT % "org_name"))
    assert "„org_name“ (Text), gebraucht wird: Bedingung" in wording("de").message(found)


def test_a_condition_is_judged_with_the_named_values_it_uses(write) -> None:
    values = "values: {large: size > 5, small: size < 5}"
    found = lint(write(NUMBER + TEXT % "large and small", values=values))
    assert [(problem.code, problem.question) for problem in found] == [("lint.contradiction", "last")]


def test_a_named_value_that_is_always_true_is_told_where_it_stands(write) -> None:
    found = lint(write(NUMBER, values="values: {any_size: size >= 0}"))
    assert [(problem.code, Path(problem.file or "").name) for problem in found] == [
        ("lint.constant_condition", "values.yaml")
    ]


def test_a_cell_that_is_not_asked_decides_nothing(write) -> None:
    """`due` is asked where `done` holds, so a row cannot have a date and not be done."""
    column = "- {id: why, type: text, text: Why, when: answered(due) and not done}"
    found = lint(write(GROUP + f"    {column}\n"))
    assert [(problem.code, problem.question) for problem in found] == [("lint.never_shown", "goals.why")]


def test_a_column_is_judged_under_the_condition_of_its_group(write) -> None:
    group = GROUP.replace("text: Goals", "text: Goals\n  when: kind == 'a'")
    column = "    - {id: why, type: text, text: Why, when: %s}\n"
    found = lint(write(SINGLE + group + column % "kind == 'b'"))
    assert [(problem.code, problem.question) for problem in found] == [("lint.never_shown", "goals.why")]
    assert lint(write(SINGLE + NUMBER + group + column % "size > 4")) == ()


def test_a_table_row_is_judged_too(write) -> None:
    table = """
    - id: rules
      type: table
      text: Rules
      columns: [{id: state, type: text, text: State}]
      rows: [{id: r, text: R, when: size > 9}]
    """
    found = lint(write(NUMBER + dedent(table)))
    assert [(problem.code, problem.question) for problem in found] == [("lint.contradiction", "rules[r]")]


def test_a_verdict_does_not_depend_on_the_day_or_the_run(write) -> None:
    folder = write("".join(spoilt.get("questions", "") for code, spoilt, _ in CASES if code == "lint.not_proven"))
    assert lint(folder) == lint(folder)


def test_what_keeps_a_bank_from_loading_is_told_along_with_what_is_odd_in_its_texts(write) -> None:
    found = lint(write("- {id: a, typ: text, text: A}\n- {id: b, type: text, text: 'Hello {name}'}"))
    assert [problem.code for problem in found] == ["bank.missing_key", "bank.unknown_key", "lint.unknown_placeholder"]


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ("words: {us: {de: wir, en: we}}\nopening: 'Hello {us}'", []),
        ("words: {us: {de: 'wir {us}', en: we}}", ["us"]),
        ("closing: '{settled} and {unsettled}'\nsettled: '{n}'\nunsettled: '{n}'", []),
        ("opening: '{minutes}'", ["minutes"]),
        ("consent: '{path} {pfad}'", ["pfad"]),
        ("consent: {de: '{ path }', en: '{path}'}", [" path "]),
    ],
)
def test_each_text_may_use_its_own_names(write, settings: str, names: list[str]) -> None:
    assert [problem.values["word"] for problem in lint(write(settings=settings))] == names


def test_a_summary_may_use_answers_that_come_before_it(write) -> None:
    assert lint(write("- {id: a, type: text, text: A}", whole_section=SUMMARY % "{a} {org_name}")) == ()


def test_an_anchor_has_no_placeholders(write) -> None:
    found = lint(write("- {id: a, type: rating, text: A, anchors: {de: [a, b, c, d, '{e}'], en: [a, b, c, d, e]}}"))
    assert [(problem.code, there(problem)) for problem in found] == [("lint.unknown_placeholder", "'{e}'], en: ")]
