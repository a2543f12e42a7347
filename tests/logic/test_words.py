"""Conditions in words, in both languages, with labels where there are some."""

from collections.abc import Callable
from typing import get_args

import pytest

from smcheck.logic import FUNCTIONS, Expression, Kind, in_words
from smcheck.logic.types import KindName
from smcheck.wording import wording

Check = Callable[..., Expression]

LABELS: dict[str | tuple[str, str], str] = {
    "house": "Haus",
    ("house", "rented"): "gemietet",
    ("house", "own"): "eigenes",
    "budget": "Jahresbudget",
    "insured": "Versichert",
    "wishes": "Wünsche",
    ("wishes", "music"): "Musik",
    "events": "Anlässe",
    "teams": "Gruppen",
    "events.kind": "Art",
    ("events.kind", "party"): "Fest",
    "host": "Gastgeberin",
    "parties": "alle Feste",
    "has": "gibt es",
    "serves": "hilft bei",
}


@pytest.mark.parametrize(
    ("source", "german", "english"),
    [
        ("house == 'rented'", "Haus ist „gemietet“", "Haus is “gemietet”"),
        ("house != 'shared'", "Haus ist nicht „shared“", "Haus is not “shared”"),
        ("'rented' == house", "„gemietet“ ist Haus", "“gemietet” is Haus"),
        (
            "house in ['own', 'rented', 'shared']",
            "Haus ist „eigenes“, „gemietet“ oder „shared“",
            "Haus is “eigenes”, “gemietet” or “shared”",
        ),
        ("house not in ['own']", "Haus ist nicht „eigenes“", "Haus is not “eigenes”"),
        ("'music' in wishes", "Wünsche enthält „Musik“", "Wünsche includes “Musik”"),
        ("'music' not in wishes", "Wünsche enthält nicht „Musik“", "Wünsche does not include “Musik”"),
        ("first(wishes) == 'music'", "erster Eintrag von Wünsche ist „Musik“", "first entry of Wünsche is “Musik”"),
        ("budget >= 1000.5", "Jahresbudget ist mindestens 1.000,5", "Jahresbudget is at least 1,000.5"),
        (
            "0 < budget <= 40",
            "0 ist kleiner als Jahresbudget und Jahresbudget ist höchstens 40",
            "0 is less than Jahresbudget and Jahresbudget is at most 40",
        ),
        ("opening > '2027-01-31'", "opening ist größer als 31.01.2027", "opening is more than 31 January 2027"),
        ("insured", "Versichert", "Versichert"),
        ("insured == True", "Versichert ist ja", "Versichert is yes"),
        ("insured and not a", "Versichert: ja und nicht (a: ja)", "Versichert: yes and not (a: yes)"),
        ("a and (b or c)", "a: ja und (b: ja oder c: ja)", "a: yes and (b: yes or c: yes)"),
        (
            "budget + 2 * x > -y",
            "Jahresbudget + (2 × x) ist größer als (−y)",
            "Jahresbudget + (2 × x) is more than (−y)",
        ),
        ("(1 if a else 2) / 3 == 1", "(1, wenn a: ja, sonst 2) / 3 ist 1", "(1 if a: yes, else 2) / 3 is 1"),
        (
            "answered(motto) or empty(budget)",
            "motto ist beantwortet oder Jahresbudget ist leer",
            "motto is answered or Jahresbudget is blank",
        ),
        (
            "any(e.kind == 'party' for e in events)",
            "mindestens einmal in Anlässe: Art ist „Fest“",
            "at least once in Anlässe: Art is “Fest”",
        ),
        (
            "count(e.kind == 'party' for e in events if answered(e.host)) > 2",
            "(Anzahl in Anlässe (nur wo Gastgeberin ist beantwortet) mit: Art ist „Fest“) ist größer als 2",
            "(number in Anlässe (only where Gastgeberin is answered) with: Art is “Fest”) is more than 2",
        ),
        ("count(parties) > 2", "Anzahl von alle Feste ist größer als 2", "number of alle Feste is more than 2"),
        ("count(e for e in events) > 2", "Anzahl von Anlässe ist größer als 2", "number of Anlässe is more than 2"),
        (
            "sum(e.cost for e in events) > 2",
            "Summe von cost in Anlässe ist größer als 2",
            "sum of cost in Anlässe is more than 2",
        ),
        (
            "any(e.public for e in events) or a",
            "(mindestens einmal in Anlässe: public: ja) oder a: ja",
            "(at least once in Anlässe: public: yes) or a: yes",
        ),
        (
            "any(e in t.serves for e in events for t in teams)",
            "mindestens einmal in Anlässe, darin Gruppen: hilft bei enthält Eintrag von Anlässe",
            "at least once in Anlässe, in each Gruppen: hilft bei includes entry of Anlässe",
        ),
        (
            "has('party') and max(x, 3) > 4",
            "gibt es („party“) und größter Wert von x und 3 ist größer als 4",
            "gibt es (“party”) and greatest of x and 3 is more than 4",
        ),
        (
            "by_role(mood, 'board') - median_of(mood, 'board') >= 2",
            "mood laut „board“ − Median von mood (ohne „board“) ist mindestens 2",
            "mood according to “board” − median of mood (without “board”) is at least 2",
        ),
        (
            "any(w == 'music' for w in wishes)",
            "mindestens einmal in Wünsche: Eintrag von Wünsche ist „Musik“",
            "at least once in Wünsche: entry of Wünsche is “Musik”",
        ),
    ],
)
def test_a_condition_in_words(check: Check, source: str, german: str, english: str) -> None:
    assert in_words(check(source), "de", labels=LABELS) == german
    assert in_words(check(source), "en", labels=LABELS) == english


def test_without_labels_ids_do(check: Check) -> None:
    assert (
        in_words(check("house == 'rented' and it > 3", it=Kind("number")), "de-CH")
        == "house ist «rented» und it ist grösser als 3"
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_words(check: Check, name: str) -> None:
    """The example of each function is said in both languages without anything of its spelling left."""
    expression = check(FUNCTIONS[name].example)
    for language in ("de", "en"):
        words = in_words(expression, language)
        assert f"{name}(" not in words
        assert "{" not in words


def test_every_condition_of_a_bank_has_words(check: Check) -> None:
    """Loops in loops, too: each name of a loop is said as what it goes through."""
    source = "any(count(f == e for f in events) > 1 for e in distinct(g for g in events if g.cost > 1 if g.public))"
    assert in_words(check(source), "en") == (
        "at least once in different events (only where cost is more than 1 and public: yes): "
        "(number in events with: entry of events is entry of different events "
        "(only where cost is more than 1 and public: yes)) is more than 1"
    )


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_kind_has_a_word(language: str) -> None:
    assert all(wording(language).say(f"logic.in_words.kind.{kind}") for kind in get_args(KindName))
