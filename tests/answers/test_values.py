"""One value alone, as a prompt reads what was typed."""

from fractions import Fraction

import pytest

from smcheck.answers.model import Chosen
from smcheck.answers.names import name_from, read_name
from smcheck.answers.schema import read_value
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked
from smcheck.logic.values import BLANK
from smcheck.problems import Problem, Problems
from smcheck.wording import wording
from smcheck.yamlio import Data


def asked(bank: Bank, name: str) -> Asked:
    question, _, column = name.partition(".")
    found = bank.questions[question]
    return next(one for one in found.columns if one.id == column) if column else found


def read(bank: Bank, name: str, data: Data, locale: str = "de-CH") -> object:
    return read_value(asked(bank, name), data, wording(locale), bank=bank, currency="CHF", mode="long")


def refused(bank: Bank, name: str, data: Data) -> list[Problem]:
    with pytest.raises(Problems) as caught:
        read(bank, name, data)
    return list(caught.value.problems)


def test_what_is_typed_is_read_in_the_locale(bank: Bank) -> None:
    assert read(bank, "weekly_hours", "7,5") == Fraction(15, 2)
    assert read(bank, "budget", "CHF 12'000") == 12000
    assert read(bank, "litres", "1.125", "de-DE") == 1125


def test_nothing_typed_is_blank(bank: Bank) -> None:
    for name in ("org_name", "members", "channels", "stalls", "duties", "stalls.stall_due"):
        assert read(bank, name, None) is BLANK
    assert read(bank, "org_name", "  \n ") is BLANK


def test_a_column_is_read_as_a_question(bank: Bank) -> None:
    assert read(bank, "stalls.stall_owner", {"choice": "named", "text": "Vera"}) == Chosen("named", "Vera")
    assert refused(bank, "stalls.stall_due", "bald")[0].code == "answers.not_a_date"


def test_every_choice_that_does_not_fit_is_named(bank: Bank) -> None:
    assert [problem.values["word"] for problem in refused(bank, "channels", ["postres", "webb"])] == ["postres", "webb"]


def test_a_refused_value_carries_its_place(bank: Bank) -> None:
    assert [problem.question for problem in refused(bank, "stalls", [{}, {"stall_due": "x", "stall_hours": "y"}])] == [
        "stalls[2].stall_due",
        "stalls[2].stall_hours",
    ]


def test_a_blank_text_beside_a_choice_is_no_text(bank: Bank) -> None:
    chosen = read(bank, "stalls.stall_owner", {"choice": "named", "text": None})
    assert isinstance(chosen, Chosen)
    assert chosen.text is None


def test_a_paste_loses_only_what_no_file_can_hold(bank: Bank) -> None:
    """Line ends become one kind; control signs and halves of characters go, nothing else."""
    assert read(bank, "purpose", "  Wir\x07 feiern\r\n\u2028gern\ufeff\ud800.\t \n") == "Wir feiern\n\ngern\ufffd."
    assert read(bank, "org_name", "«Größe» 🎪 & <b>") == "«Größe» 🎪 & <b>"


def test_a_value_is_the_same_object_type_for_every_reader(bank: Bank) -> None:
    """A whole number and a level are ints, every other figure is exact."""
    assert type(read(bank, "members", "12")) is int
    assert type(read(bank, "mood", "3")) is int
    assert type(read(bank, "own_share", "12")) is type(read(bank, "own_share", "12,0")) is int
    assert type(read(bank, "own_share", "12,5")) is Fraction


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Brühlmatt Energie AG", "bruehlmatt-energie-ag"),
        ("Œuvre & Straße, Ålesund", "oeuvre-strasse-alesund"),
        ("CON", "con-1"),
        ("  --  ", ""),
        ("日本", ""),
        ("a" * 80, "a" * 60),
        ("ab " * 30, ("ab-" * 20).rstrip("-")),
        ("Mu\u0308ller", "mueller"),
    ],
)
def test_a_name_for_files_is_made_from_any_text(text: str, name: str) -> None:
    assert name_from(text) == name
    if name:
        assert read_name(name) == name
