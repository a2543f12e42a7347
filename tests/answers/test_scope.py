"""What a check of one sheet may read."""

from datetime import date
from fractions import Fraction
from pathlib import Path

from smcheck.answers.read import SheetScope
from smcheck.bank.load import load
from smcheck.logic.values import Unknown

BANK = load(Path(__file__).parents[1] / "banks" / "every-type")
DAY = date(2026, 12, 1)


def spender() -> str:
    """The question that is asked only where there is a budget."""
    return next(id_ for id_, when in BANK.when.items() if when.source == "budget > 0")


def test_an_answer_that_its_condition_hides_is_not_read() -> None:
    """A check never leans on a dormant answer."""
    answers = {"budget": Fraction(0), spender(): "yes"}
    assert isinstance(SheetScope(answers, DAY, when=BANK.when).value(spender()), Unknown)


def test_an_answer_whose_condition_is_open_is_read() -> None:
    """Not knowing whether a question applies does not hide its answer."""
    assert SheetScope({spender(): "yes"}, DAY, when=BANK.when).value(spender()) == "yes"
