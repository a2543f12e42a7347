"""Sentences, figures and dates in every locale."""

import ast
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from smcheck.problems import Problem
from smcheck.wording import LOCALES, catalogue, wording

SOURCE = Path(__file__).parents[1] / "src" / "smcheck"
NO_BREAK_SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("locale", "printed"),
    [("de-DE", "12.000,5"), ("de-AT", "12.000,5"), ("de-CH", "12’000.5"), ("en", "12,000.5")],
)
def test_number_is_written_as_in_the_country(locale: str, printed: str) -> None:
    """Grouping and decimal signs follow the locale."""
    assert wording(locale).number(Fraction(24001, 2)) == printed


@pytest.mark.parametrize(("value", "printed"), [("0.125", "0,13"), ("-0.125", "-0,13"), ("2.5", "2,5"), ("8", "8")])
def test_halves_round_away_from_zero(value: str, printed: str) -> None:
    """A figure has at most two decimals, rounded as people round."""
    assert wording("de-DE").number(Fraction(value)) == printed


def test_places_can_be_fixed() -> None:
    """Columns of figures keep their decimals."""
    assert wording("en").number(Fraction(5, 2), places=2) == "2.50"
    assert wording("en").number(Fraction(5, 2), places=0) == "3"


@pytest.mark.parametrize(
    ("locale", "currency", "printed"),
    [
        ("de-CH", "CHF", f"CHF{NO_BREAK_SPACE}18’000"),
        ("de-DE", "EUR", f"18.000{NO_BREAK_SPACE}€"),
        ("de-AT", "EUR", f"€{NO_BREAK_SPACE}18.000"),
        ("en", "EUR", "€18,000"),
        ("en", "CHF", f"CHF{NO_BREAK_SPACE}18,000"),
    ],
)
def test_money_has_cents_only_where_there_are_any(locale: str, currency: str, printed: str) -> None:
    """Round amounts are printed without cents."""
    assert wording(locale).money(18000, currency) == printed
    assert "50" in wording(locale).money(Fraction(37, 2), currency)


def test_dates_follow_the_language() -> None:
    """Short dates are digits in German and words in English."""
    day = date(2028, 1, 1)
    assert wording("de-DE").date(day) == "01.01.2028"
    assert wording("en").date(day) == "1 January 2028"
    assert wording("de-DE").long_date(day) == "1. Januar 2028"
    assert wording("de-AT").long_date(day) == "1. Jänner 2028"
    assert [wording(locale).month(day) for locale in LOCALES] == [
        "Januar 2028",
        "Jänner 2028",
        "Januar 2028",
        "January 2028",
    ]


def test_lists_read_as_people_say_them() -> None:
    """No comma before the last word, nothing for nothing."""
    words = wording("de-DE")
    assert [words.join(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a und b",
        "a, b und c",
    ]
    assert wording("en").join(["a", "b"], word="or") == "a or b"


def test_swiss_texts_have_no_sharp_s_and_their_own_quotation_marks() -> None:
    """Our own texts are spelt as in the country."""
    assert wording("de-CH").localise("Größe „groß“") == "Grösse «gross»"
    assert wording("de-CH").quote("x") == "«x»"
    assert wording("de-AT").localise("Größe") == "Größe"


def test_problem_is_one_line_with_its_place() -> None:
    """File, line, column and question lead to the mistake."""
    problem = Problem(
        "yaml.duplicate_key", {"key": "goals", "first": 3}, file="a.yaml", line=7, column=2, question="goals"
    )
    assert wording("en").located(problem).startswith("a.yaml:7:2: goals: ")


def placeholders(sentence: object) -> set[str]:
    texts = sentence.values() if isinstance(sentence, dict) else [sentence]
    return {name for text in texts for name in re.findall(r"\{(\w+)\}", str(text))}


def test_both_languages_say_the_same_things() -> None:
    """Every sentence exists in German and English and has the same placeholders."""
    german, english = catalogue("de"), catalogue("en")
    assert german.keys() == english.keys()
    for code in german:
        assert placeholders(german[code]) == placeholders(english[code]), code


def test_every_code_in_the_program_has_a_sentence() -> None:
    """A problem never comes without words."""
    sections = {code.split(".")[0] for code in catalogue("en")}
    pattern = re.compile(rf"[\"']((?:{'|'.join(sections)})\.[a-z][a-z0-9_.]*)[\"']")
    used = {code for path in SOURCE.rglob("*.py") for code in pattern.findall(path.read_text("utf-8"))}
    assert used
    assert {code for code in used if code not in catalogue("en") and not code.endswith(".yaml")} == set()


def spoken() -> tuple[set[str], list[re.Pattern[str]]]:
    """Every text in the program, and a pattern for every text that is put together: `f"case.status_{status}"`."""
    texts, patterns = set(), []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in node.values]
                if re.match(r"[a-z]+\\?\.", parts[0]):
                    patterns.append(re.compile("".join(parts)))
    return texts, patterns


def test_every_sentence_is_used() -> None:
    """A sentence that nothing says is removed."""
    texts, patterns = spoken()
    stems = {text for text in texts if "." in text}
    unused = {
        code
        for code in catalogue("en")
        if code not in texts
        and not any(pattern.fullmatch(code) for pattern in patterns)
        and code.removesuffix("_near") not in stems
    }
    assert unused == set()


def test_unknown_locale_is_refused() -> None:
    """Only locales that were thought through are offered."""
    with pytest.raises(ValueError, match="fr"):
        wording("fr")
    assert wording("de").locale in LOCALES


def test_a_warning_says_that_it_is_one() -> None:
    """Without colours, too, an error is told apart from a remark."""
    problem = Problem("yaml.missing_file", level="warning", file="a.yaml")
    assert wording("de-DE").located(problem).startswith("a.yaml: Warnung: ")
    assert not wording("en").located(Problem("yaml.missing_file", file="a.yaml")).startswith("a.yaml: warning")
