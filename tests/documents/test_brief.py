"""Whole documents: golden files, and what must hold for every document whatever was answered."""

import math
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from smcheck import yamlio
from smcheck.answers.read import load_sheet
from smcheck.bank.load import Bank, load
from smcheck.bank.model import Asked, Question, Text, Type
from smcheck.case import Case, group
from smcheck.documents.environment import folders, templates
from smcheck.wording import catalogue

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
QUICK = [path for path in EXAMPLES if path.name.split(".")[2] == "all"]
SHEETS = Path(__file__).parent / "sheets"
READER = MarkdownIt("commonmark").enable("table")
LANGUAGES = ("de", "en")
CHART = re.compile(r"^```chart \w+(?:-\w+)*\n.*?\n```$", re.MULTILINE | re.DOTALL)

Make = Callable[..., str]


@pytest.mark.parametrize("language", LANGUAGES)
def test_golden_brief_of_every_type(the_fair: Case, brief_of: Make, compare: Callable, language: str) -> None:
    """All fifteen types, several respondents, notes, private answers, text that looks like Markdown."""
    compare(f"every-type.{language}.md", brief_of(the_fair, language=language, notes=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_golden_brief_of_the_goal_check(brief_of: Make, compare: Callable, language: str) -> None:
    """A bank without templates of its own has a good brief."""
    (case,) = group([load_sheet(SHEETS / "goals.yaml")])
    compare(f"goal-check.{language}.md", brief_of(case, language=language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_briefs_of_the_examples_are_sound(brief_of: Make, language: str) -> None:
    """Quick or full, one sheet or several, first round or second."""
    for case in group(load_sheet(path) for path in EXAMPLES):
        text = brief_of(case, language=language)
        judge(text, case.bank, language)
        assert not foreign_words(text, case, language)


@pytest.mark.parametrize("path", QUICK, ids=[path.name.split(".")[0] for path in QUICK])
@pytest.mark.parametrize("language", LANGUAGES)
def test_quick_interview_gives_about_four_pages(brief_of: Make, path: Path, language: str) -> None:
    """Four pages hold about 1,900 words with tables."""
    (case,) = group([load_sheet(path)])
    assert len(re.findall(r"\w+", brief_of(case, language=language))) <= 1900


# What holds for every document


def judge(text: str, bank: Bank, language: str) -> None:
    """Check what no document may contain; texts typed in it must not look like faults themselves."""
    assert all(token.info.startswith("chart ") for token in READER.parse(text) if token.type == "fence")
    text = CHART.sub("A picture.", text)
    lines = text.split("\n")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    for number, line in enumerate(lines):
        here = f"line {number + 1}: {line!r}"
        assert "  " not in line.lstrip(" "), f"doubled space in {here}"
        assert line == line.rstrip(), f"trailing space in {here}"
        assert not line.startswith(" ") or re.match(r" +(- |\|)", line), f"indented {here}"
        assert not re.search(r"\bNone\b|[{}]|\bUndefined\b|<[a-z_]+\.", line), f"leftover in {here}"
        assert not re.search(r"\(\)|„“|«»|“”|: *\.|[:;,]$|, *,|; *;|\.\.", line.rstrip("…")) or allowed(line), (
            f"gap in {here}"
        )
        assert not re.search(r"\b1 (Fragen|Stunden|questions|hours|Monate|months|Ziele|goals)\b", line), here
    assert "\n\n\n" not in text
    for before, _, after in zip(lines, lines[1:], [*lines[2:], ""], strict=False):
        if before.startswith("| ---") or re.match(r"\|( -+:? \|)+$", before):
            continue
        if re.match(r"\|( -+:? \|)+$", lines[lines.index(before) + 1] if before in lines else ""):
            assert after.startswith("|"), f"empty table under {before!r}"
    headings_have_text(lines)
    body = text.split("\n## Anhang")[0].split("\n## Appendix")[0]
    ids = [
        asked.id for question in bank.questions.values() for asked in (question, *question.columns) if "_" in asked.id
    ]
    assert not [id_ for id_ in ids if re.search(rf"\b{id_}\b", body)]
    assert not {token.type for token in READER.parse(text)} & {"html_block", "code_block", "fence", "lheading"}


def allowed(line: str) -> bool:
    """A line that introduces a list ends with a colon."""
    return bool(re.search(r":\*\*$|:$", line)) and not re.search(r"\(\)|„“|«»|“”|: *\.|, *,|; *;|\.\.", line)


def headings_have_text(lines: list[str]) -> None:
    for number, line in enumerate(lines):
        if match := re.match(r"(#+) (.*)", line):
            assert match[2].strip(), f"empty heading in line {number + 1}"
            following = next((each for each in lines[number + 1 :] if each), "")
            deeper = re.match(r"(#+) ", following)
            assert following, f"heading {line!r} at the end"
            assert not deeper or len(deeper[1]) > len(match[1]), f"nothing under {line!r}"
        if re.match(r" *- \*\*[^*]*:\*\*$", line):
            assert re.match(r" +- ", lines[number + 1]), f"nothing under {line!r}"
        assert not re.fullmatch(r" *-", line), f"item of nothing in line {number + 1}"
        if re.match(r"- \*\*[^*]*\*\* \(`\w+`\):$", line):
            assert re.match(r"$|  - ", lines[number + 1]), f"nothing under {line!r}"


# Labels of the other language


def words_of(bank: Bank, language: str) -> set[str]:
    """Every word of four letters and more that bank, templates and program say in *language*."""
    said: list[str] = [str(sentence) for sentence in catalogue(language).values()]
    for sentence in templates(folders(bank)).catalogue(language).sentences.values():
        said += sentence.forms()
    for text in texts_of(bank):
        said += forms(text.written if isinstance(text.written, str) else text.written.get(language, ""))
    for asked in every_asked(bank):
        said += asked.anchors.get(language, ())
    for rule in bank.rules.dimensions:
        said += rule.dimension.levels.get(language, ())
    return {word.lower() for text in said for word in re.findall(r"[^\W\d_]{4,}", text)}


def forms(form: str | dict[str, str]) -> list[str]:
    return [form] if isinstance(form, str) else list(form.values())


def every_asked(bank: Bank) -> Iterator[Asked]:
    for question in bank.questions.values():
        yield from (question, *question.columns)


def texts_of(bank: Bank) -> Iterator[Text]:
    settings = bank.settings
    yield from (settings.name, *settings.words.values())
    yield from (part.text for part in (*settings.modes, *settings.roles))
    yield from (section.title for section in bank.sections)
    for asked in every_asked(bank):
        yield from (text for text in (asked.text, asked.short) if text)
        yield from (choice.text for choice in bank.choices(asked))
        if isinstance(asked, Question):
            yield from (row.text for row in asked.rows)
    yield from (text for text in texts_of_rules(bank) if text)


def texts_of_rules(bank: Bank) -> Iterator[Text | None]:
    yield from bank.rules.roots.values()
    for limit in bank.values.limits.values():
        yield from (limit.text, limit.label)
    for rule in bank.rules.findings:
        yield from (rule.finding.say, rule.finding.do, *rule.finding.otherwise.values())
    for portrait in bank.rules.portraits:
        yield from (portrait.portrait.text, portrait.portrait.say)
    for dimension in bank.rules.dimensions:
        yield dimension.dimension.text
        yield from (cap.because for cap, _ in dimension.caps)
        yield from (part.component.text for part in dimension.components)


def foreign_words(text: str, case: Case, language: str) -> set[str]:
    """Return words of the document that only the other language has, those of the answers left out."""
    other = "de" if language == "en" else "en"
    only_other = words_of(case.bank, other) - words_of(case.bank, language)
    typed = {word.lower() for sheet in case.sheets for word in re.findall(r"[^\W\d_]{4,}", sheet.document.text)}
    without_ids = re.sub(r"`\w+`|^```chart [\w-]+$", "", text, flags=re.MULTILINE)
    return {word.lower() for word in re.findall(r"[^\W\d_]{4,}", without_ids)} & (only_other - typed)


# Documents of any answers. A seed draws a whole sheet: hypothesis would need seconds for the choices of one.

TYPED = [
    "Xaver",
    "Quid pro quo",
    "*Zeta*",
    "a|b",
    "1. Omikron",
    "https://zeta.example",
    "Pi & Rho",
    "- Tau",
    "# Phi",
    "Zeta_Eta",
]
SEEDS = st.integers(0, 2**32)


def draw_sheet(bank: Bank, seed: int) -> dict[str, yamlio.Data]:
    """Return answers, open points and head of a sheet of *bank*; each answer is valid on its own."""
    dice = Random(seed)
    answers: dict[str, yamlio.Data] = {}
    points: dict[str, yamlio.Data] = {}
    for question in bank.questions.values():
        fate = dice.choice(["answer", "answer", "answer", "blank", "open", "absent"])
        value = draw_value(bank, question, dice) if fate == "answer" else None
        if value is not None or fate == "blank":
            answers[question.id] = value
        elif fate == "open":
            point: dict[str, yamlio.Data] = {"status": dice.choice(["unknown", "later", "na"])}
            points[question.id] = point | (
                {dice.choice(["ask", "reason"]): dice.choice(TYPED)} if dice.random() < 0.5 else {}
            )
    roles = [None, *(role.id for role in bank.settings.roles)]
    role = dice.choice(roles)
    private: list[yamlio.Data] = [id_ for id_ in answers if bank.questions[id_].type.is_text and dice.random() < 0.3]
    head: dict[str, yamlio.Data] = {"open": points or None, "private": private or None}
    head |= {"mode": dice.choice(bank.settings.modes).id, "language": dice.choice(bank.settings.languages)}
    return {"answers": answers} | head | ({"respondent": {"role": role}} if role else {})


def draw_value(bank: Bank, asked: Asked, dice: Random) -> yamlio.Data:
    low, high = math.ceil(asked.min or 0), int(asked.max or 100)
    if asked.type.is_text:
        text = dice.choice(TYPED)
        return text if len(text) >= low else text + " und so weiter" * (1 + low // 14)
    if asked.type is Type.RATING:
        return str(dice.randint(0, 4))
    if asked.type.is_number:
        return str(dice.randint(low, min(high, low + 3)))
    if asked.type is Type.DATE:
        return (date(2027, 3, 1) + timedelta(days=dice.randint(0, 300))).isoformat()
    if asked.type is Type.CONFIRM:
        return dice.choice(["yes", "no"])
    if isinstance(asked, Question) and asked.type.has_rows:
        return draw_rows(bank, asked, dice)
    choices = list(bank.choices(asked))
    if not choices:
        return None
    if asked.type is Type.SINGLE:
        choice = dice.choice(choices)
        return {"choice": choice.id, "text": "Eigenes"} if choice.asks and dice.random() < 0.5 else choice.id
    exclusive: list[yamlio.Data] = [choice.id for choice in choices if choice.exclusive]
    if exclusive and dice.random() < 0.2:
        return exclusive[:1]
    several: list[yamlio.Data] = [choice.id for choice in choices if not choice.exclusive]
    return dice.sample(several, dice.randint(max(low, 1), min(int(asked.max or 9), len(several))))


def draw_rows(bank: Bank, question: Question, dice: Random) -> yamlio.Data:
    def cells() -> dict[str, yamlio.Data]:
        columns = [column for column in question.columns if not column.choices_from]
        return {column.id: draw_value(bank, column, dice) for column in columns if dice.random() < 0.7}

    if question.type is Type.TABLE:
        return {row.id: cells() for row in question.rows if dice.random() < 0.7}
    rows = [cells() for _ in range(dice.randint(int(question.min or 0), 3))]
    return unlike(question, rows)


def unlike(question: Question, rows: list[dict[str, yamlio.Data]]) -> list[dict[str, yamlio.Data]]:
    """Leave out rows whose name came before."""
    seen: list[object] = []
    found = []
    for row in rows:
        names = {str(row.get(each)) for each in (question.naming, question.row_name_else) if each and row.get(each)}
        if not names & set(map(str, seen)):
            found.append(row)
        seen += names
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["social-media", "goal-check", "every-type"])
@settings(max_examples=settings.default.max_examples // 3)
@given(seed=SEEDS)
def test_every_document_is_whole(case_of: Callable, brief_of: Make, name: str, language: str, seed: int) -> None:
    """No gaps, leftovers, empty tables, lists of nothing or headings without text, whatever was answered."""
    bank = load(name if name != "every-type" else ROOT / "tests" / "banks" / name)
    drawn = draw_sheet(bank, seed)
    case = case_of(bank, drawn.pop("answers"), **drawn)
    text = brief_of(case, language=language)
    judge(text, bank, language)
    assert not foreign_words(text, case, language)


@settings(max_examples=settings.default.max_examples // 3)
@given(seed=SEEDS)
def test_same_answers_give_the_same_bytes(case_of: Callable, brief_of: Make, social_media: Bank, seed: int) -> None:
    """Nothing in a document depends on the run."""
    drawn = draw_sheet(social_media, seed)
    answers = drawn.pop("answers")
    first, second = (brief_of(case_of(social_media, answers, **drawn)) for _ in range(2))
    assert first == second


def test_decimal_comma_and_currency_follow_the_country(case_of: Callable, brief_of: Make, social_media: Bank) -> None:
    """Numbers, money and quotation marks are those of the place."""
    answers: dict[str, yamlio.Data] = {"org_name": "Straße & Söhne", "res_hours": "7.5", "res_budget_total": "12000"}
    swiss = brief_of(case_of(social_media, answers | {"org_countries": ["ch"]}))
    german = brief_of(case_of(social_media, answers | {"org_countries": ["de"]}))
    assert "7.5 Stunden" in swiss
    assert "7,5 Stunden" in german
    assert "CHF\u00a012’000" in swiss
    assert "12.000\u00a0€" in german
    assert "Fragen aus „Social-Media-Strategie“" in german
    assert "Fragen aus «Social-Media-Strategie»" in swiss
    assert "Straße & Söhne" in swiss
    assert "ß" not in swiss.replace("Straße", "")


def test_austrian_january(case_of: Callable, brief_of: Make, social_media: Bank) -> None:
    """Dates speak the German of the country."""
    assert "4. Jänner 2027" in brief_of(case_of(social_media, {"org_countries": ["at"]}))


def test_private_answers_notes_and_dormant_ones_are_nowhere(
    case_of: Callable, brief_of: Make, every_type: Bank
) -> None:
    """What is off the record or no longer asked does not reach a document, nor do notes unless they are wanted."""
    case = case_of(
        every_type,
        {"org_name": "Verein", "purpose": "Geheimzweck, lang genug", "budget": "0", "own_share": "77", "mood": "3"},
        notes={"mood": "Randnotiz", "purpose": "Zwecknotiz"},
        private=["purpose"],
        mode="long",
    )
    quiet, loud = brief_of(case), brief_of(case, notes=True)
    for hidden in ("Geheimzweck", "77", "Zwecknotiz"):
        assert hidden not in loud
    assert "Randnotiz" in loud
    assert "Randnotiz" not in quiet


def test_open_is_printed_only_for_columns_that_were_asked(
    case_of: Callable, brief_of: Make, social_media: Bank
) -> None:
    """The quick mode does not ask for baseline and target, so nothing is open there."""
    goals: list[yamlio.Data] = [{"goal_text": "Mehr Anfragen", "goal_kind": "awareness", "goal_department": "sales"}]
    quick = brief_of(case_of(social_media, {"goals": goals}))
    full = brief_of(case_of(social_media, {"goals": goals}, mode="full"))
    row = "| Mehr Anfragen | Verkauf | **offen** | **offen** | **offen** |"
    assert row in quick
    assert "Zielwert" not in quick
    assert "| Nr. | Ziel | Bereich | Messwert | Heute → Zielwert | Termin | Verantwortlich |" in full


def test_hours_are_compared_exactly(case_of: Callable, brief_of: Make, social_media: Bank) -> None:
    """Figures are fractions from answer to print: a tenth is a tenth."""
    channels: list[yamlio.Data] = [
        {"ch_platform": "linkedin", "ch_state": "active", "ch_hours": "0.1"},
        {"ch_platform": "blog", "ch_state": "active", "ch_hours": "0.2"},
    ]
    text = brief_of(case_of(social_media, {"channels": channels, "res_hours": "0.3"}))
    assert "  ██░░░░░░░░░░░░░░░░░░  0,3      gleich viele\n" in text
    assert Fraction("0.1") + Fraction("0.2") == Fraction("0.3")


SHEET = """smcheck: 1
bank: {id: social-media, version: 1.0.0}
case: haus-nord
round: 2026-12
date: 2026-12-01
language: de
"""


def test_what_two_people_say_alike_is_one_open_point(brief_of: Make, tmp_path: Path) -> None:
    """Two respondents who do not know the same thing make one point, and rows without a role name nobody."""
    unsure = "open: {cult_trust: {status: unknown, ask: die Teamleitungen}}\n"
    channel = "channels: [{ch_platform: blog, ch_state: active, ch_hours: 2}]"
    (tmp_path / "all.yaml").write_text(f"{SHEET}answers: {{org_name: Haus Nord, {channel}}}\n{unsure}", "utf-8")
    (tmp_path / "hr.yaml").write_text(
        f"{SHEET}respondent: {{role: hr}}\nanswers: {{org_headcount: 45}}\n{unsure}", "utf-8"
    )
    (case,) = group([load_sheet(tmp_path / "all.yaml"), load_sheet(tmp_path / "hr.yaml")])
    text = brief_of(case)
    agenda = text.split("\n## Offene Punkte\n")[1].split("\n## ")[0]
    assert agenda.count("die Teamleitungen") == 1
    assert "Genannt von" not in text


# What a whole interview adds


@pytest.fixture
def whole(case_of: Callable, brief_of: Make, social_media: Bank) -> Make:
    """The German brief of a few answers to the whole interview; other parts of the sheet by keyword."""
    return lambda answers, **parts: brief_of(case_of(social_media, answers, mode="full", **parts))


def below(text: str, heading: str) -> str:
    """What stands under a heading, up to the next of the same rank or above."""
    level = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
    assert level, f"no heading {heading!r}"
    return re.split(rf"^#{{1,{len(level[1])}}} ", text[level.end() :], maxsplit=1, flags=re.MULTILINE)[0]


SIXTEEN = [
    *("Auf einen Blick", "Warum Sie das tun", "Ziele", "Zielgruppen", "Kanäle und Dialog"),
    *("Rollen und Entscheidungsrechte", "Leitlinien und Klärungsstand", "Zeit und Geld"),
    *("Kompetenzen und Weiterbildung", "Reifeprofil", "Befunde und Empfehlungen", "Risiken", "Offene Punkte"),
    *("Fahrplan: 30, 60, 90 Tage", "Überprüfung", "Anhang"),
]


def test_whole_brief_has_sixteen_parts(brief_of: Make) -> None:
    """Reasons and goals first, then people and means, then what follows from them, and how it comes about."""
    cases = group(load_sheet(path) for path in EXAMPLES if path.name.startswith("miteinander"))
    text = brief_of(next(iter(cases)))
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == SIXTEEN


GOALS: list[yamlio.Data] = [
    {
        "goal_text": "Mehr Bewerbungen",
        "goal_kind": "recruiting",
        "goal_department": "hr",
        "goal_metric": "Bewerbungen",
        "goal_baseline": "5",
        "goal_target": "24",
        "goal_due": "2027-12-31",
        "goal_owner": "Leitung Personal",
        "goal_owner_knows": "yes",
        "goal_priority": "1",
    },
    {"goal_text": "Bekannter werden", "goal_kind": "awareness", "goal_department": "sales", "goal_priority": "3"},
]


def test_goals_tell_way_owner_and_channels(whole: Make) -> None:
    """From today's value to the target, whether the owner knows, and what serves the goal; channels give its number."""
    channels: list[yamlio.Data] = [
        {"ch_platform": "tiktok", "ch_state": "planned", "ch_hours": "2", "ch_goals": ["Mehr Bewerbungen"]},
        {"ch_platform": "blog", "ch_state": "dormant", "ch_goals": ["Mehr Bewerbungen"]},
    ]
    text = whole({"goals": GOALS, "channels": channels})
    goals = below(text, "Ziele")
    way = "| Bewerbungen | 5 → 24 | 31.12.2027 | Leitung Personal ✓ | TikTok (geplant) |"
    assert f"| 1 | Mehr Bewerbungen | Personal {way}" in goals
    assert "| 2 | Bekannter werden | Verkauf | **offen** | **offen** | **offen** | **offen** | keiner |" in goals
    assert "- **Zuerst:** Mehr Bewerbungen\n- **Später:** Bekannter werden\n" in goals
    assert "| TikTok | geplant | 1 | – | 2 | **offen** |" in below(text, "Kanäle und Dialog")


def test_views_that_differ_are_told_with_who_said_what(brief_of: Make, sheet_of: Callable, social_media: Bank) -> None:
    """A median alone would hide that people see it differently; who says the same stands together."""
    sheets = [
        sheet_of(social_media, {"lead_consensus": level}, mode="full", respondent={"role": role})
        for role, level in (("management", "3"), ("lead", "1"), ("hr", "1"))
    ]
    text = brief_of(next(iter(group(sheets))))
    said = "Leitung 3; Social-Media-Verantwortung / Personal 1"
    assert f"Das sehen nicht alle gleich: Einigkeit der Führung ({said})." in below(text, "Rückhalt")
    assert f"(Stufe 1 von 4) – im Einzelnen: {said}\n" in below(text, "Alle Antworten")


def test_hours_stand_below_each_other_in_four_bars(whole: Make) -> None:
    """Needed by rule of thumb, planned, set aside, worked, and what each is against the hours set aside."""
    text = below(
        whole(
            {
                "channels": [{"ch_platform": "blog", "ch_state": "active", "ch_hours": "9"}],
                "people": [{"p_name": "Pressestelle", "p_hours": "7"}],
                "res_hours": "8",
            }
        ),
        "Zeit und Geld",
    )
    drawn = re.findall(r"^(\w+).*  ([█▒░]{20})  (\S+) +(.+)$", text, re.MULTILINE)
    assert drawn == [
        ("Zum", "█████████████▒▒▒▒▒▒▒", "12", "4 mehr"),
        ("Laufende", "█████████████▒▒░░░░░", "9", "eine mehr"),
        ("Freigegeben", "█████████████░░░░░░░", "8", "–"),
        ("Tatsächlich", "████████████░░░░░░░░", "7", "eine weniger"),
    ]
    assert "Schraffiert ist, was über die freigegebenen Stunden hinausgeht.\n" in text


def test_hours_that_nobody_knows_have_no_bar(whole: Make) -> None:
    """Nor has a sum of which a part is missing; where only one figure is known, it stands in a table."""
    channels: list[yamlio.Data] = [{"ch_platform": "blog", "ch_state": "active", "ch_hours": "9"}]
    people: list[yamlio.Data] = [{"p_name": "Pressestelle", "p_hours": "7"}, {"p_name": "Praktikum"}]
    text = below(whole({"channels": channels, "people": people}), "Zeit und Geld")
    assert re.search(r"^Freigegeben +·{20}  –  +–$", text, re.MULTILINE)
    assert re.search(r"^Tatsächlich geleistet +·{20}  –  +–$", text, re.MULTILINE)
    assert "Noch offen: Freigegebene Stunden pro Woche." in text
    alone = below(whole({"res_hours": "8"}), "Zeit und Geld")
    assert "```chart" not in alone
    assert "| **offen** | 8 | **offen** |" in alone


def test_money_is_added_up_once_and_by_year(whole: Make) -> None:
    """Monthly amounts count twelve times, and everything that is not settled about a line is said."""
    lines: list[yamlio.Data] = [
        {"bl_kind": "ads", "bl_amount": "100", "bl_period": "monthly", "bl_status": "requested"},
        {"bl_kind": "training", "bl_amount": "800", "bl_period": "once", "bl_status": "approved"},
        {"bl_kind": "tools", "bl_label": "Planung", "bl_amount": None, "bl_period": "yearly"},
    ]
    text = below(whole({"budget_lines": lines}), "Geld")
    assert "| Anzeigen | – | – | 1.200\u00a0€ | beantragt |" in text
    assert "| **Zusammen** | | 800\u00a0€ | 1.200\u00a0€ | |" in text
    assert "Im ersten Jahr sind das 2.000\u00a0€. Nach Stand: beschlossen 800\u00a0€; beantragt 1.200\u00a0€." in text
    assert "Auf Weiterbildung entfallen 40\u00a0%." in text


def test_skills_show_the_widest_gap_first_and_whom_to_ask(whole: Make) -> None:
    """What is there, what is missing, and what is probably in the house."""
    skills: yamlio.Data = {
        "c_writing": {"comp_need": "3", "comp_level": "2", "comp_where": "train"},
        "c_visual": {"comp_need": "4", "comp_level": "1", "comp_where": "hidden", "comp_who": "Montage"},
        "c_law": {"comp_need": "2", "comp_level": "3", "comp_where": "inhouse"},
    }
    text = below(whole({"competences": skills}), "Kompetenzen und Weiterbildung")
    assert text.index("| Foto und Video | ●○○○ 1 von 4 |") < text.index("| Texten | ●●○ 2 von 3 |")
    assert "- **Ausreichend vorhanden:** Rechtliches Grundwissen (3 von 2; im Haus, bekannt)\n" in text
    assert "Hier lohnt sich die Frage ins Haus: Foto und Video (Montage)." in text


def test_legal_points_open_first_and_never_judged(whole: Make) -> None:
    """Clause, state, by whom, date; what does not apply is only named."""
    items: yamlio.Data = {
        "imprint": {"li_status": "settled", "li_by": "Kanzlei", "li_date": "2026-05-04"},
        "music": {"li_status": "unknown"},
        "secrets": {"li_status": "na"},
    }
    text = below(whole({"law_items": items}), "Fragen zum Klären, keine Rechtsauskunft")
    settled = "| … ob jedes Profil ein leicht auffindbares Impressum hat | geklärt | Kanzlei | 04.05.2026 |"
    assert text.index("| **unbekannt** |") < text.index(settled)
    assert "- **Trifft nicht zu:** was vertraulich bleibt\n" in text
    assert "§" not in text


def test_roadmap_has_own_steps_by_date_and_those_that_were_accepted(whole: Make) -> None:
    """The probe is judged as of 4 January 2027; a step of a finding ends with its phase."""
    text = below(
        whole(
            {
                "sec_2fa": "some",
                "measures": [
                    {"m_text": "Nachfragen", "m_owner": "Verkauf", "m_due": "2027-02-10", "m_first": "Anrufen"},
                    {"m_text": "Aufräumen"},
                    {"m_text": "Feiern", "m_due": "2027-12-31"},
                ],
            },
            accepted=["second_factor_partly"],
        ),
        "Fahrplan: 30, 60, 90 Tage",
    )
    first, second, later, undated = (
        text.index(each)
        for each in (
            "**Bis 03.02.2027: klären und sichern**",
            "**Bis 05.03.2027: vereinbaren und lernen**",
            "**Später**",
            "**Noch ohne Termin**",
        )
    )
    assert "klein beginnen" not in text
    assert first < text.index("*(aus den Befunden)* | IT und Informationssicherheit | 03.02.2027 |\n") < second
    assert second < text.index("| Nachfragen | Verkauf | 10.02.2027 | Anrufen |") < later
    assert later < text.index("| Feiern | **offen** | 31.12.2027 |\n") < undated
    assert undated < text.index("| Aufräumen | **offen** | **offen** |\n")
    drawn = re.findall(r"^.*  ([━◆·]{13})  (\S+)$", text, re.MULTILINE)
    assert drawn == [("━━━━◆········", "03.02.2027"), ("━━━━━◆·······", "10.02.2027")]


def test_findings_rest_on_answers_and_put_aside_keep_their_reason(whole: Make) -> None:
    """Severity, recommendation, who and when, and the answers; what was waived is told with its reason."""
    text = below(
        whole({"sec_2fa": "some", "sec_leavers": "memory"}, waived={"leavers_access": "Wir sind nur zu zweit."}),
        "Befunde und Empfehlungen",
    )
    assert "- **▲ Risiko:** Nur ein Teil der Konten hat einen zweiten Faktor.\n  - *Empfehlung:* " in text
    assert "(Vorschlag: IT und Informationssicherheit, innerhalb von 30 Tagen)\n" in text
    assert "  - *Beruht auf:* Zweiter Faktor: einige\n" in text
    assert "Ihre Begründung: Wir sind nur zu zweit." in below(text, "Zurückgestellt")


def test_profile_is_calculated_in_the_open(whole: Make) -> None:
    """Bars, words and what keeps a value down in the paper; every component and the rule in the appendix."""
    answers: dict[str, yamlio.Data] = {
        "sec_owner": "agency",
        "sec_2fa": "all",
        "sec_credentials": "roles",
        "sec_inventory": "complete",
    }
    text = whole(answers, open={"sec_incident": {"status": "unknown"}, "sec_leavers": {"status": "later"}})
    profile = below(text, "Reifeprofil")
    assert "```chart profile\nSicherheit  ██░░░░░░ 1,0  ?1  Schlüssel in fremder Hand\n```" in profile
    assert "- **Sicherheit:** auf 1 begrenzt. Die Konten gehören einem Dienstleister.\n" in profile
    assert "- **Sicherheit (1,0):** Schlüssel in fremder Hand. Eine Stufe mehr heißt: teilweise geschützt.\n" in profile
    assert "Noch nicht beurteilt: Ziele und Nutzen; " in profile
    told = below(text, "Wie das Profil gerechnet ist")
    assert "- **Sicherheit 1,0:** Liste der Konten 4,0; Eigentum der Konten 0,0; Zweiter Faktor 4,0; " in told
    assert "Übernommenes Konto 0 (unbekannt). Das Mittel ist 2,4, höchstens gilt 1: " in told
    assert "Nicht mitgezählt: Zugänge beim Austritt (verschoben).\n" in told


def test_what_nobody_knows_has_no_level(whole: Make, social_media: Bank) -> None:
    """All 0 because all unknown: the words of level 0 would claim something."""
    profile = below(whole({}, open={id_: {"status": "unknown"} for id_ in social_media.questions}), "Reifeprofil")
    assert re.search(r"^Sicherheit +░{8} 0,0  \?6 +noch nicht bekannt$", profile, re.MULTILINE)
    assert "Eine Stufe mehr" not in profile


def test_limits_say_what_they_limit(whole: Make) -> None:
    """Only those by which this case was judged, with their kind and year."""
    text = below(
        whole({"res_hours": "5", "channels": [{"ch_platform": "blog", "ch_state": "active", "ch_hours": "9"}]}),
        "Faustwerte und Grenzen",
    )
    assert "Für alle gilt: Faustwert (2026)." in text
    assert "über denen eine Lücke dringend ist: **1,5**\n" in text
    assert "Geduld" not in text


def test_portraits_are_told_as_hypotheses(whole: Make) -> None:
    """With what they rest on, and the question whether the picture is right."""
    text = whole({"role_deputy": "none", "res_absence": "stops", "now_presence": "2"})
    summary = below(text, "Auf einen Blick")
    assert "- **Das Bild, das sich zeigt – eine Vermutung:**\n  - **Die Ein-Personen-Bühne.** " in summary
    assert "Beruht auf: Vertretung: nein · Bei Ausfall von vier Wochen: es steht still.\n" in summary
    assert "  - Stimmt das Bild? Was übersieht es?\n" in summary
