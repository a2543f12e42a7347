"""What findings say, word by word: values as they are printed, counts, brackets, the names of the others."""

from collections.abc import Callable

import pytest

from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.sentences import Sentences

from .conftest import Diagnose, House, sheet

Speak = Callable[..., Sentences]
EURO = "\N{NO-BREAK SPACE}€"


def rule(keys: str) -> str:
    return f"- {{id: one, severity: risk, {keys}}}\n"


def said(diagnosis: Diagnosis, speak: Speak, locale: str = "en") -> str:
    (finding,) = diagnosis.findings
    return speak(diagnosis, locale).message(finding)


GOALS = "goals: [{goal: Alpha}, {goal: Beta, owner: Ann}, {goal: Gamma}, {goal: Delta}]"


# Counts and members.


@pytest.mark.parametrize(
    ("goals", "german", "english"),
    [
        ("goals: [{goal: A}, {goal: B, owner: Ann}]", "Ein Ziel von 2.", "One goal of 2."),
        ("goals: [{goal: A}, {goal: B}]", "2 Ziele von 2.", "2 goals of 2."),
    ],
)
def test_the_count_of_matches_decides_between_singular_and_plural(
    house: House, diagnose: Diagnose, speak: Speak, goals: str, german: str, english: str
) -> None:
    """`{n}` is how many match, `{m}` how many there are."""
    say = (
        "say: {de: {one: 'Ein Ziel von {m}.', other: '{n} Ziele von {m}.'}, "
        "en: {one: 'One goal of {m}.', other: '{n} goals of {m}.'}}"
    )
    found = diagnose(house(findings=rule(f"each: g in goals, if: empty(g.owner), {say}")), sheet(goals))
    assert (said(found, speak, "de-DE"), said(found, speak)) == (german, english)


@pytest.mark.parametrize(("members", "text"), [(1, "One member."), (7, "7 members.")])
def test_without_a_list_a_value_called_n_is_the_count(
    house: House, diagnose: Diagnose, speak: Speak, members: int, text: str
) -> None:
    say = "say: {de: D, en: {one: One member., other: '{n} members.'}}"
    bank = house(findings=rule(f"if: members > 0, values: {{n: members}}, {say}"))
    assert said(diagnose(bank, sheet(f"members: {members}")), speak) == text


def test_without_a_list_a_value_called_m_is_that_value(house: House, diagnose: Diagnose, speak: Speak) -> None:
    bank = house(findings=rule("if: members > 0, values: {m: members}, say: 'Of {m}.'"))
    assert said(diagnose(bank, sheet("members: 12")), speak) == "Of 12."


@pytest.mark.parametrize(
    ("say", "text"), [("'{n} people.'", "not known people."), ("'People (so many: {n}).'", "People.")]
)
def test_a_count_that_is_open_is_said_to_be(
    house: House, diagnose: Diagnose, speak: Speak, say: str, text: str
) -> None:
    """It is a value like any other then."""
    bank = house(findings=rule(f"if: joy == 0, values: {{n: members}}, say: {say}"))
    assert said(diagnose(bank, sheet("joy: 0", open="{members: unknown}")), speak) == text


def test_a_sentence_speaks_of_the_first_match_and_names_the_others(
    house: House, diagnose: Diagnose, speak: Speak
) -> None:
    bank = house(findings=rule("each: g in goals, if: empty(g.owner), values: {goal: g}, say: 'Nobody for {goal}.'"))
    found = diagnose(bank, sheet(GOALS))
    assert said(found, speak) == "Nobody for Alpha. Also: Gamma and Delta."
    assert said(found, speak, "de-DE") == "Nobody for Alpha. Ebenso: Gamma und Delta."


def test_names_in_quotation_marks_stay_so_where_the_others_are_named(
    house: House, diagnose: Diagnose, speak: Speak
) -> None:
    say = "say: {de: '„{goal}“ fehlt.', en: '“{goal}” lacks.'}"
    bank = house(findings=rule(f"each: g in goals, if: empty(g.owner), values: {{goal: g}}, {say}"))
    found = diagnose(bank, sheet(GOALS))
    assert said(found, speak, "de-DE") == "„Alpha“ fehlt. Ebenso: „Gamma“ und „Delta“."
    assert said(found, speak) == "“Alpha” lacks. Also: “Gamma” and “Delta”."
    assert said(found, speak, "de-CH") == "«Alpha» fehlt. Ebenso: «Gamma» und «Delta»."


def test_all_names_every_match_and_nobody_else_is_added(house: House, diagnose: Diagnose, speak: Speak) -> None:
    bank = house(findings=rule("each: g in goals, if: empty(g.owner), values: {goal: g}, say: 'Open: {all}.'"))
    found = diagnose(bank, sheet(GOALS))
    assert said(found, speak, "de-DE") == "Open: Alpha, Gamma und Delta."
    assert said(found, speak) == "Open: Alpha, Gamma and Delta."


def test_all_leaves_out_what_is_not_known(house: House, diagnose: Diagnose, speak: Speak) -> None:
    bank = house(findings=rule("each: g in goals, if: answered(g.goal), values: {who: g.owner}, say: 'By {all}.'"))
    assert said(diagnose(bank, sheet("goals: [{goal: A}, {goal: B, owner: Ann}]")), speak) == "By Ann."


def test_a_sentence_that_speaks_of_no_member_names_no_others(house: House, diagnose: Diagnose, speak: Speak) -> None:
    bank = house(findings=rule("each: g in goals, if: empty(g.owner), values: {who: f_owned}, say: 'Share {who}.'"))
    assert said(diagnose(bank, sheet(GOALS)), speak) == "Share 1."


# Values as they are printed.


@pytest.mark.parametrize(
    ("expression", "german", "english"),
    [
        ("g", "Alpha", "Alpha"),
        ("g.owner", "Ann", "Ann"),
        ("g.sort", "mehr", "more"),
        ("g.cost", f"1.200{EURO}", "€1,200"),
        ("g.cost + budget", f"1.700{EURO}", "€1,700"),
        ("g.cost / g.rank", "600", "600"),
        ("g.due", "01.03.2027", "1 March 2027"),
        ("g.rank / 4", "0,5", "0.5"),
        ("members", "1.500", "1,500"),
        ("rules", "Entwurf", "draft"),
        ("tools", "Post und Wand", "mail and wall"),
        ("first(tools)", "Post", "mail"),
        ("(p for p in points if p.state == 'open')", "Lärm und Wasser", "noise and water"),
        ("first(p.row for p in points if p.state == 'open')", "Lärm", "noise"),
        ("owned", "Alpha", "Alpha"),
        ("g.rank == 2", "ja", "yes"),
    ],
)
def test_a_value_is_printed_as_what_it_is(
    house: House, diagnose: Diagnose, speak: Speak, expression: str, german: str, english: str
) -> None:
    """Rows by name, choices in words, money and days as such, lists joined; in the language of the reader."""
    answers = """
        members: 1500
        budget: 500
        rules: draft
        tools: [mail, wall]
        goals: [{goal: Alpha, owner: Ann, sort: more, cost: 1200, rank: 2, due: 2027-03-01}]
        points: {noise: {state: open}, light: {state: settled}, water: {state: open}}
    """
    keys = f"each: g in goals, if: answered(g.owner), values: {{it_is: \"{expression}\"}}, say: '{{it_is}}'"
    found = diagnose(house(findings=rule(keys)), sheet(answers))
    assert (said(found, speak, "de-DE"), said(found, speak)) == (german, english)


def test_a_row_without_a_name_is_told_by_its_place(house: House, diagnose: Diagnose, speak: Speak) -> None:
    bank = house(findings=rule("each: g in goals, if: g.rank == 2, values: {goal: g}, say: '{goal}'"))
    found = diagnose(bank, sheet("goals: [{goal: A}, {rank: 2}]"))
    assert (said(found, speak, "de-DE"), said(found, speak)) == ("Eintrag 2", "entry 2")


def test_what_a_client_typed_is_put_in_as_it_is(house: House, diagnose: Diagnose, speak: Speak) -> None:
    """Braces in it are no placeholders, its lines are joined, and Swiss spelling leaves it alone."""
    bank = house(findings=rule("each: g in goals, if: empty(g.owner), values: {goal: g}, say: 'Groß: {goal}'"))
    found = diagnose(bank, sheet('goals: [{goal: "{n} Maße\\n„heute“"}]'))
    assert said(found, speak, "de-CH") == "Gross: {n} Maße „heute“"


def test_words_of_the_bank_follow_the_kind_of_organisation(house: House, diagnose: Diagnose, speak: Speak) -> None:
    """In messages, in recommendations and in the words instead of a value."""
    keys = (
        "if: joy == 0, values: {who: budget}, otherwise: {who: '{at_the_top}'}, "
        "say: 'So {at_the_top} {who}.', do: 'Ask {at_the_top}.'"
    )
    found = diagnose(house(findings=rule(keys)), sheet("kind: club\njoy: 0"))
    assert said(found, speak, "de-DE") == "So im Vorstand im Vorstand."
    assert speak(found).recommendation(found.findings[0]) == "Ask on the board."


# What is not decided.

OPEN = "if: joy == 0, values: {money: budget}, "


@pytest.mark.parametrize(
    ("say", "german", "english"),
    [
        ("say: 'So {money}.'", "So nicht bekannt.", "So not known."),
        ("say: 'So (about {money}).'", "So.", "So."),
        ("say: 'So (about {money}) much (yes).'", "So much (yes).", "So much (yes)."),
        ("say: 'So {money} (about {money}).'", "So nicht bekannt.", "So not known."),
        (
            "otherwise: {money: {de: wenig, en: little}}, say: 'So {money} (about {money}).'",
            "So wenig (about wenig).",
            "So little (about little).",
        ),
    ],
)
def test_a_value_that_is_open_takes_other_words_or_its_bracket_with_it(
    house: House, diagnose: Diagnose, speak: Speak, say: str, german: str, english: str
) -> None:
    found = diagnose(house(findings=rule(OPEN + say)), sheet("joy: 0"))
    assert (said(found, speak, "de-DE"), said(found, speak)) == (german, english)


def test_a_bracket_stays_where_its_value_is_known(house: House, diagnose: Diagnose, speak: Speak) -> None:
    found = diagnose(house(findings=rule(OPEN + "say: 'So (about {money}).'")), sheet("joy: 0\nbudget: 5"))
    assert said(found, speak) == "So (about €5)."


def test_a_bracket_of_two_values_goes_with_either(house: House, diagnose: Diagnose, speak: Speak) -> None:
    keys = "if: joy == 0, values: {money: budget, people: members}, say: 'So ({people} for {money}).'"
    assert said(diagnose(house(findings=rule(keys)), sheet("joy: 0\nbudget: 5")), speak) == "So."


@pytest.mark.parametrize("budget", ["budget:", ""])
def test_a_blank_is_as_open_as_silence(house: House, diagnose: Diagnose, speak: Speak, budget: str) -> None:
    found = diagnose(house(findings=rule(OPEN + "say: 'So {money}.'")), sheet(f"joy: 0\n{budget}"))
    assert said(found, speak) == "So not known."


def test_a_cell_off_the_record_is_in_no_sentence(house: House, diagnose: Diagnose, speak: Speak) -> None:
    keys = "each: g in goals, if: g.rank == 1, values: {goal: g, note: g.remark}, say: '{goal} ({note})'"
    text = sheet("goals: [{goal: A, rank: 1, remark: Hush}]", private="[goals.remark]")
    assert said(diagnose(house(findings=rule(keys)), text), speak) == "A"


def test_values_come_as_they_are_printed_and_open_ones_as_nothing(
    house: House, diagnose: Diagnose, speak: Speak
) -> None:
    keys = "if: joy == 0, values: {money: budget, mood: joy}, otherwise: {money: x}, say: '{money}{mood}'"
    found = diagnose(house(findings=rule(keys)), sheet("joy: 0"))
    assert speak(found).values(found.findings[0]) == {"money": None, "mood": "0"}


def test_a_finding_without_recommendation_recommends_nothing(house: House, diagnose: Diagnose, speak: Speak) -> None:
    found = diagnose(house(findings=rule("if: joy == 0, say: So.")), sheet("joy: 0"))
    assert speak(found).recommendation(found.findings[0]) == ""


def test_the_heading_is_said_in_the_language_of_the_reader(house: House, diagnose: Diagnose, speak: Speak) -> None:
    found = diagnose(house(findings=rule("if: joy == 0, say: So.")), sheet("joy: 0"))
    assert [speak(found, locale).root(found.findings[0].rule) for locale in ("de-AT", "en")] == ["Alles", "Everything"]


# Answers in a few words.


def answers(diagnosis: Diagnosis, speak: Speak, locale: str = "en") -> list[str]:
    (finding,) = diagnosis.findings
    sentences = speak(diagnosis, locale)
    return [sentences.answer(finding.rule, one) for one in finding.evidence]


@pytest.mark.parametrize(
    ("condition", "given", "german", "english"),
    [
        ("joy == 2", "joy: 2", "2 – zwei", "2 – two"),
        ("rules == 'draft'", "rules: draft", "Entwurf", "draft"),
        ("'mail' in tools", "tools: [mail, chat]", "Post, Chat", "mail, chat"),
        ("count(tools) == 0", "tools: []", "keine", "none"),
        ("budget == 1200", "budget: 1200", f"1.200{EURO}", "€1,200"),
        ("count(goals) == 2", "goals: [{goal: A}, {goal: B}]", "A; B", "A; B"),
        ("count(goals) == 4", GOALS, "4 Einträge", "4 entries"),
        ("count(goals) == 0", "goals: []", "keine", "none"),
        ("empty(members)", "members:", "offen gelassen", "left open"),
    ],
)
def test_an_answer_is_told_in_a_few_words(
    house: House, diagnose: Diagnose, speak: Speak, condition: str, given: str, german: str, english: str
) -> None:
    found = diagnose(house(findings=rule(f'if: "{condition}", say: So.')), sheet(given))
    assert (answers(found, speak, "de-DE"), answers(found, speak)) == ([german], [english])


def test_of_rows_those_that_match_are_told_with_the_cells_that_decide(
    house: House, diagnose: Diagnose, speak: Speak
) -> None:
    bank = house(findings=rule("each: g in goals, if: empty(g.owner) and g.due > '2027-01-01', say: So."))
    found = diagnose(bank, sheet("goals: [{goal: A, due: 2027-03-01}, {goal: B, due: 2026-03-01}]"))
    assert answers(found, speak) == ["A (Who: left open, Due: 1 March 2027)"]


def test_many_rows_are_told_in_part(house: House, diagnose: Diagnose, speak: Speak) -> None:
    bank = house(findings=rule("each: g in goals, if: empty(g.owner), say: So."))
    four = "goals: [{goal: A}, {goal: B}, {goal: C}, {goal: D}]"
    told = answers(diagnose(bank, sheet(four)), speak)
    assert told == ["A (Who: left open); B (Who: left open); C (Who: left open); one more"]
    assert answers(diagnose(bank, sheet(four.replace("}]", "}, {goal: E}]"))), speak)[0].endswith("; 2 more")


def test_protected_roles_are_shown_as_one(house: House, diagnose: Diagnose, speak: Speak) -> None:
    bank = house(findings=rule("if: joy <= 1, say: So."))
    found = diagnose(bank, *(sheet("joy: 1", role=role) for role in ("boss", "crew")))
    shown = [speak(found).voice(one.role) for one in found.findings[0].evidence]
    assert shown == ["management", "workforce"]
