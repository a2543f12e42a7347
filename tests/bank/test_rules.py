"""Readiness, findings and portraits of a bank: every mistake at its place, in both languages; or rules to rely on."""

from pathlib import Path

import pytest

from smcheck import resources
from smcheck.bank.lint import lint
from smcheck.bank.load import load
from smcheck.bank.rules.model import Cap, Component, Dimension, Finding, Grade, Part, Portrait, Step
from smcheck.problems import Problem, Problems
from smcheck.wording import wording
from smcheck.yamlio import read_file

from .conftest import there

EVERY_TYPE = Path(__file__).parents[1] / "banks" / "every-type"

QUESTIONS = """
- {id: mood, type: rating, view: true, text: Mood, anchors: {de: [a, b, c, d, e], en: [a, b, c, d, e]}}
- {id: way, type: single, text: Way, choices: [{id: near, text: Near, score: 4}, {id: far, text: Far, score: 0}]}
- {id: place, type: single, text: Place, choices: [{id: hall, text: Hall, score: 4}, {id: field, text: Field}]}
- id: tasks
  type: group
  text: Tasks
  columns:
    - {id: task, type: text, text: Task}
    - {id: effort, type: hours, text: Effort}
"""
VALUES = """
limits: {low: {value: 1}}
values: {f_tasks: "4 * share(answered(t.effort) for t in tasks)", many: count(tasks) > 3}
"""
LEVELS = "levels: {de: [a, b, c, d, e], en: [a, b, c, d, e]}"
READINESS = f"dimensions:\n- {{id: spirit, text: Spirit, components: [mood, way], {LEVELS}}}\n"
FINDINGS = """
roots: {all: Everything}
findings:
- {id: sad, severity: risk, root: all, if: mood <= low, say: Sad.}
"""
PORTRAITS = "portraits:\n- {id: glad, text: Glad, if: spirit >= 3, say: You are glad.}\n"


def bank_with(write, **files: str) -> Path:
    folder: Path = write(
        QUESTIONS,
        values=VALUES,
        readiness=files.get("readiness", READINESS),
        findings=files.get("findings", FINDINGS),
        portraits=files.get("portraits", PORTRAITS),
    )
    return folder


def problems_of(write, **files: str) -> tuple[Problem, ...]:
    with pytest.raises(Problems) as raised:
        load(bank_with(write, **files))
    return raised.value.problems


def dimension(keys: str) -> dict[str, str]:
    return {"readiness": READINESS.replace("components: [mood, way]", keys)}


def finding(keys: str, old: str = "if: mood <= low") -> dict[str, str]:
    return {"findings": FINDINGS.replace(old, keys)}


def portrait(keys: str, old: str = "if: spirit >= 3") -> dict[str, str]:
    return {"portraits": PORTRAITS.replace(old, keys)}


def test_the_bank_of_these_tests_is_in_order(write) -> None:
    """So what is wrong below is what was changed."""
    assert lint(bank_with(write)) == ()


# What is spoilt, the code, what stands at the place, and both sentences.
MISTAKES: list[tuple[dict[str, str], str, str, str, str]] = [
    (
        dimension("components: [mood, place]"),
        "bank.no_scores",
        "place], leve",
        "Als Bestandteil braucht „place“ Punkte: Geben Sie jeder Auswahl einen `score` von 0 bis 4, "
        "oder nehmen Sie eine Einschätzung (rating).",
        "As a component, “place” needs points: give each choice a `score` from 0 to 4, or take a rating.",
    ),
    (
        dimension("components: [mood, f_tasks]"),
        "bank.component_text",
        "f_tasks], le",
        "Der benannte Wert „f_tasks“ steht in der Rechnung eines Berichts und braucht dafür Worte: "
        "Schreiben Sie `id: f_tasks` und `text: …`.",
        "The named value “f_tasks” stands in the arithmetic of a report and needs words for it: "
        "write `id: f_tasks` and `text: …`.",
    ),
    (
        dimension("components: [mood, {id: moood, text: M}]"),
        "bank.unknown_component",
        "moood, text:",
        "Weder eine Frage noch ein benannter Wert heißt „moood“. Meinten Sie „mood“?",
        "Neither a question nor a named value is called “moood”. Did you mean “mood”?",
    ),
    (
        dimension("components: [mood, mood]"),
        "bank.duplicate_entry",
        "mood], level",
        "„mood“ steht zweimal in dieser Liste. Löschen Sie eines davon.",
        "“mood” is in this list twice. Delete one of the two.",
    ),
    (
        dimension("components: []"),
        "bank.empty_list",
        "[], levels: ",
        "„components“ ist leer. Ein Fragenkatalog braucht hier mindestens einen Eintrag.",
        "“components” is empty. A bank needs at least one entry here.",
    ),
    (
        {"readiness": READINESS.replace("en: [a, b, c, d, e]", "en: [a, b, c, d]")},
        "bank.anchors",
        "{de: [a, b, ",
        "Hier braucht es in jeder Sprache fünf Sätze für die Stufen 0 bis 4; für „en“ sind es 4.",
        "Five sentences are needed here in every language, for the levels 0 to 4; for “en” there are 4.",
    ),
    (
        {"readiness": READINESS.replace("en: [a", "fr: [a, b, c, d, e], en: [a")},
        "bank.unknown_language",
        "fr: [a, b, c",
        "Der Fragenkatalog hat keine Sprache „fr“. Er hat: de, de-AT, de-CH und en.",
        "The bank has no language “fr”. It has: de, de-AT, de-CH and en.",
    ),
    (
        dimension("components: [mood, way], caps: [{if: mod == 0, max: 1, because: B}]"),
        "logic.unknown_name_near",
        "mod == 0, ma",
        "„mod“ ist weder eine Frage noch ein benannter Wert. Meinten Sie „mood“? "
        "Texte stehen in geraden Anführungszeichen.",
        "“mod” is neither a question nor a named value. Did you mean “mood”? Texts stand in straight quotation marks.",
    ),
    (
        dimension("components: [mood, way], caps: [{iff: mood == 0, max: 1, because: B}]"),
        "bank.unknown_key",
        "iff: mood ==",
        "Den Schlüssel „iff“ gibt es hier nicht. Meinten Sie „if“?",
        "There is no key “iff” here. Did you mean “if”?",
    ),
    (
        dimension("components: [mood, {id: way, txt: W}]"),
        "bank.unknown_key",
        "txt: W}], le",
        "Den Schlüssel „txt“ gibt es hier nicht. Meinten Sie „text“?",
        "There is no key “txt” here. Did you mean “text”?",
    ),
    (
        {"readiness": READINESS.replace("id: spirit", "id: unknown_share")},
        "bank.name_clash",
        "unknown_shar",
        "„unknown_share“ ist ein Wort der Bedingungssprache. Wählen Sie einen anderen Namen.",
        "“unknown_share” is a word of the condition language. Choose another name.",
    ),
    (
        {"readiness": READINESS.replace("id: spirit", "id: mood"), "portraits": PORTRAITS.replace("spirit", "mood")},
        "bank.duplicate_id",
        "mood, text: ",
        "Der Name „mood“ ist schon vergeben: {where}. Fragen, Spalten und benannte Werte teilen sich ihre Namen; "
        "wählen Sie einen anderen.",
        "The name “mood” is already taken at {where}. Questions, columns and named values share their names; "
        "choose another one.",
    ),
    (
        finding("if: moood <= low"),
        "logic.unknown_name_near",
        "moood <= low",
        "„moood“ ist weder eine Frage noch ein benannter Wert. Meinten Sie „mood“? "
        "Texte stehen in geraden Anführungszeichen.",
        "“moood” is neither a question nor a named value. Did you mean “mood”? "
        "Texts stand in straight quotation marks.",
    ),
    (
        finding("when: mood <= low"),
        "bank.unknown_key",
        "when: mood <",
        "Den Schlüssel „when“ gibt es hier nicht. Möglich sind: by, do, each, id, if, means, otherwise, root, say, "
        "severity, suggests und values.",
        "There is no key “when” here. Possible are: by, do, each, id, if, means, otherwise, root, say, severity, "
        "suggests and values.",
    ),
    (
        finding("", ", if: mood <= low"),
        "bank.missing_key",
        "{id: sad, se",
        "Der Schlüssel „if“ fehlt. Ergänzen Sie ihn.",
        "The key “if” is missing. Add it.",
    ),
    (
        finding("root: al", "root: all"),
        "bank.unknown_root",
        "al, if: mood",
        "Unter `roots` gibt es keine Überschrift „al“. Meinten Sie „all“?",
        "There is no heading “al” among `roots`. Did you mean “all”?",
    ),
    (
        finding("severity: riks", "severity: risk"),
        "bank.not_allowed",
        "riks, root: ",
        "„riks“ ist hier nicht möglich. Meinten Sie „risk“?",
        "“riks” is not possible here. Did you mean “risk”?",
    ),
    (
        finding("severity: []", "severity: risk"),
        "bank.empty_list",
        "[], root: al",
        "„severity“ ist leer. Ein Fragenkatalog braucht hier mindestens einen Eintrag.",
        "“severity” is empty. A bank needs at least one entry here.",
    ),
    (
        finding("severity: [{level: risk}, {level: note}]", "severity: risk"),
        "bank.grades",
        "{level: risk",
        "Jede Stufe außer der letzten braucht ein `if`, die letzte keines: Sie gilt, wenn keine andere gilt.",
        "Every grade but the last needs an `if`, and the last has none: it holds where no other does.",
    ),
    (
        finding("severity: [{level: risk, if: mood == 0}]", "severity: risk"),
        "bank.grades",
        "{level: risk",
        "Jede Stufe außer der letzten braucht ein `if`, die letzte keines: Sie gilt, wenn keine andere gilt.",
        "Every grade but the last needs an `if`, and the last has none: it holds where no other does.",
    ),
    (
        finding("severity: [{level: risk, iff: mood == 0}, {level: note}]", "severity: risk"),
        "bank.unknown_key",
        "iff: mood ==",
        "Den Schlüssel „iff“ gibt es hier nicht. Meinten Sie „if“?",
        "There is no key “iff” here. Did you mean “if”?",
    ),
    (
        finding("each: tasks, if: mood <= low"),
        "bank.each",
        "tasks, if: m",
        "„tasks“ nennt keine Liste. Schreiben Sie zum Beispiel `t in tasks`.",
        "“tasks” names no list. Write for example `t in tasks`.",
    ),
    (
        finding("each: t in mood, if: mood <= low"),
        "bank.each",
        "t in mood, i",
        "„t in mood“ nennt keine Liste. Schreiben Sie zum Beispiel `t in tasks`.",
        "“t in mood” names no list. Write for example `t in tasks`.",
    ),
    (
        finding("each: t in taks, if: mood <= low"),
        "logic.unknown_name_near",
        "taks, if: mo",
        "„taks“ ist weder eine Frage noch ein benannter Wert. Meinten Sie „tasks“? "
        "Texte stehen in geraden Anführungszeichen.",
        "“taks” is neither a question nor a named value. Did you mean “tasks”? "
        "Texts stand in straight quotation marks.",
    ),
    (
        finding("each: mood in tasks, if: mood <= low"),
        "bank.name_clash",
        "mood in task",
        "„mood“ ist ein Wort der Bedingungssprache. Wählen Sie einen anderen Namen.",
        "“mood” is a word of the condition language. Choose another name.",
    ),
    (
        finding("each: t in tasks, if: t.efort > 1"),
        "logic.unknown_column_near",
        "efort > 1, s",
        "tasks hat keine Spalte „efort“. Meinten Sie „effort“?",
        "tasks has no column “efort”. Did you mean “effort”?",
    ),
    (
        finding("if: mood <= low, values: {hours: sum(t.effort for t in taks)}"),
        "logic.unknown_name_near",
        "taks)}, say:",
        "„taks“ ist weder eine Frage noch ein benannter Wert. Meinten Sie „tasks“? "
        "Texte stehen in geraden Anführungszeichen.",
        "“taks” is neither a question nor a named value. Did you mean “tasks”? "
        "Texts stand in straight quotation marks.",
    ),
    (
        finding("each: t in tasks, by: t.due, if: t.effort > 1"),
        "logic.unknown_column",
        "due, if: t.e",
        "tasks hat keine Spalte „due“. Sehen Sie in der Frage nach, wie die Spalten heißen.",
        "tasks has no column “due”. See in the question what its columns are called.",
    ),
    (
        finding("if: mood <= low, values: {level: mood}, otherwise: {levl: open}"),
        "bank.unknown_value",
        "levl: open},",
        "Unter `values` gibt es „levl“ nicht. Meinten Sie „level“?",
        "There is no “levl” among `values`. Did you mean “level”?",
    ),
    (
        finding("if: mood <= low, suggests: {who: bos, days: 30}"),
        "bank.unknown_role",
        "bos, days: 3",
        "Es gibt keine Rolle „bos“. Meinten Sie „boss“?",
        "There is no role “bos”. Did you mean “boss”?",
    ),
    (
        finding("if: mood <= low, suggests: {who: boss, days: 45}"),
        "bank.not_allowed",
        "45}, say: Sa",
        "„45“ ist hier nicht möglich. Wählen Sie eines von: 30, 60 und 90.",
        "“45” is not possible here. Choose one of: 30, 60 and 90.",
    ),
    (
        finding("if: mood <= low, suggests: {how: boss, days: 30}"),
        "bank.unknown_key",
        "how: boss, d",
        "Den Schlüssel „how“ gibt es hier nicht. Meinten Sie „who“?",
        "There is no key “how” here. Did you mean “who”?",
    ),
    (
        {"findings": FINDINGS + "- {id: sad, severity: note, root: all, if: mood == 0, say: Sad.}\n"},
        "bank.duplicate_rule",
        "sad, severit",
        "Der Name „sad“ ist schon vergeben: {where}. Wählen Sie einen anderen.",
        "The name “sad” is already taken at {where}. Choose another one.",
    ),
    (
        finding("if: mood <= low, say: {de: Traurig.}", "if: mood <= low, say: Sad."),
        "bank.missing_language",
        "{de: Traurig",
        "Dieser Text fehlt in: en. Ergänzen Sie ihn.",
        "This text is missing in: en. Add it.",
    ),
    (
        portrait("if: spirits >= 3"),
        "logic.unknown_name_near",
        "spirits >= 3",
        "„spirits“ ist weder eine Frage noch ein benannter Wert. Meinten Sie „spirit“? "
        "Texte stehen in geraden Anführungszeichen.",
        "“spirits” is neither a question nor a named value. Did you mean “spirit”? "
        "Texts stand in straight quotation marks.",
    ),
    (
        portrait("iff: spirit >= 3"),
        "bank.unknown_key",
        "iff: spirit ",
        "Den Schlüssel „iff“ gibt es hier nicht. Meinten Sie „if“?",
        "There is no key “iff” here. Did you mean “if”?",
    ),
    (
        {"portraits": PORTRAITS + "- {id: glad, text: Glad, if: spirit >= 2, say: You are glad.}\n"},
        "bank.duplicate_rule",
        "glad, text: ",
        "Der Name „glad“ ist schon vergeben: {where}. Wählen Sie einen anderen.",
        "The name “glad” is already taken at {where}. Choose another one.",
    ),
]


@pytest.mark.parametrize(
    ("spoilt", "code", "there_stands", "german", "english"),
    MISTAKES,
    ids=[f"{code} {place}" for _, code, place, _, _ in MISTAKES],
)
def test_each_mistake_is_told_at_its_place_in_both_languages(
    write, spoilt: dict[str, str], code: str, there_stands: str, german: str, english: str
) -> None:
    problem = next(each for each in problems_of(write, **spoilt) if each.code == code)
    assert there(problem) == there_stands
    where = str(problem.values.get("where"))
    assert wording("de").message(problem) == german.replace("{where}", where)
    assert wording("en").message(problem) == english.replace("{where}", where)


def test_a_heading_stands_in_one_file_only(write) -> None:
    """All files share their headings."""
    folder = bank_with(write)
    (folder / "findings" / "more.yaml").write_text("roots: {all: Again}\nfindings: []\n", encoding="utf-8")
    with pytest.raises(Problems) as raised:
        load(folder)
    (problem,) = raised.value.problems
    assert (problem.code, there(problem)) == ("bank.duplicate_rule", "all: Again}")
    assert "all.yaml:2" in str(problem.values["where"])


def test_reading_goes_on_after_a_mistake(write) -> None:
    """One run tells what is wrong with all entries of all files."""
    more = "- {id: odd, severity: risk, root: none, iff: mood == 0, say: Odd.}\n- {id: far, severity: risk, root: far, "
    found = problems_of(
        write,
        readiness=READINESS.replace("[mood, way]", "[mood, wai]"),
        findings=FINDINGS + more + "if: way == far, say: Far.}\n",
        portraits=PORTRAITS.replace("spirit >= 3", "spirit >"),
    )
    assert [problem.code for problem in found if problem.code != "bank.missing_key"] == [
        "bank.unknown_key",
        "bank.unknown_component",
        "logic.unknown_name",
        "logic.syntax",
    ]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"readiness": READINESS.replace("text: Spirit", "texd: Spirit")},
        {"readiness": "dimensions: none\n"},
        {"readiness": "dimensions:\n  - [\n"},
    ],
    ids=["entry", "list", "file"],
)
def test_portraits_do_not_echo_a_dimension_that_could_not_be_read(write, spoilt: dict[str, str]) -> None:
    """Only the dimension is wrong, not what uses it."""
    assert {Path(problem.file or "").name for problem in problems_of(write, **spoilt)} == {"readiness.yaml"}


@pytest.mark.parametrize(
    "headings", ["roots: {all: {fr: Tout}}", "roots: {All: Everything, all: All}", "roots: [all]", "roots: {all: }"]
)
def test_findings_do_not_echo_a_heading_that_could_not_be_read(write, headings: str) -> None:
    """Only the heading is wrong, not the findings under it."""
    found = problems_of(write, **finding(headings, "roots: {all: Everything}"))
    assert "bank.unknown_root" not in {problem.code for problem in found}


def test_rules_do_not_echo_a_broken_value(write) -> None:
    """A named value that does not compile is told where it stands, and nowhere else."""
    folder = bank_with(write, **dimension("components: [mood, {id: f_tasks, text: T}]"), **finding("if: f_tasks > 1"))
    (folder / "values.yaml").write_text("limits: {low: {value: 1}}\nvalues: {f_tasks: '4 *'}\n", encoding="utf-8")
    with pytest.raises(Problems) as raised:
        load(folder)
    assert [(each.code, Path(each.file or "").name) for each in raised.value.problems] == [
        ("logic.syntax", "values.yaml")
    ]


def test_the_place_in_a_list_over_an_expression_is_exact(write) -> None:
    """`each` holds a name and an expression; the mistake is in the expression."""
    (problem,) = problems_of(write, **finding("each: t in (t2 for t2 in tasks if t2.efort > 1), if: t.effort > 1"))
    assert there(problem) == "efort > 1), "


def test_a_bank_needs_no_rules(write) -> None:
    """What is in no file is not there."""
    rules = load(write(QUESTIONS)).rules
    assert (rules.dimensions, rules.findings, rules.portraits, rules.roots) == ((), (), (), {})


# What a bank in order offers.


def test_rules_come_in_the_order_of_the_files() -> None:
    rules = load(EVERY_TYPE).rules
    assert [rule.dimension.id for rule in rules.dimensions] == ["spirit", "order"]
    assert [rule.id for rule in rules.findings] == ["views_differ", "good_mood", "stall_unowned", "money_short"]
    assert [rule.portrait.id for rule in rules.portraits] == ["ready_house", "eager_crew", "blank_page"]
    assert list(rules.roots) == ["people", "somebody", "money"]


def test_what_a_finding_rests_on_is_what_its_condition_reads() -> None:
    """Through named values too, and with its severity; not what only its texts need."""
    rule = load(EVERY_TYPE).rules.finding["money_short"]
    assert rule.questions == {"stalls", "budget"}
    assert rule.cells == {("stalls", "stall_cost")}
    assert load(EVERY_TYPE).rules.finding["views_differ"].questions == frozenset()


def test_the_test_bank_uses_every_key_of_the_rules() -> None:
    """So that whatever reads rules is tried with all of them."""
    used: set[tuple[type[Part], str]] = set()
    for rule in load(EVERY_TYPE).rules.dimensions:
        used |= keys(rule.dimension)
    for finding_rule in load(EVERY_TYPE).rules.findings:
        used |= keys(finding_rule.finding)
    for portrait_rule in load(EVERY_TYPE).rules.portraits:
        used |= keys(portrait_rule.portrait)
    parts = (Dimension, Component, Cap, Finding, Grade, Step, Portrait)
    assert used == {(part, key) for part in parts for key in part.model_fields}


def keys(part: object) -> set[tuple[type[Part], str]]:
    if isinstance(part, tuple):
        return set().union(*map(keys, part))
    if not isinstance(part, Part) or type(part) is Part:
        return set()
    below = (keys(getattr(part, key)) for key in part.model_fields_set)
    return {(type(part), key) for key in part.model_fields_set}.union(*below)


@pytest.mark.parametrize("folder", sorted(resources.shipped("questions").iterdir()), ids=lambda folder: folder.name)
def test_every_file_of_rules_of_a_shipped_bank_is_read(folder: Path) -> None:
    """A file that is misspelt would be silently left out."""
    known = {"bank.yaml", "values.yaml", "readiness.yaml", "portraits.yaml"}
    assert {file.name for file in folder.glob("*.yaml")} <= known
    assert {path.name for path in folder.iterdir() if path.is_dir()} <= {"sections", "findings"}
    rules, written = load(folder).rules, [read_file(file).data for file in (folder / "findings").glob("*.yaml")]
    assert len(rules.findings) == sum(len(data["findings"]) for data in written)
