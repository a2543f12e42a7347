"""Values: blanks, unknowns, rows, and texts as comparisons see them."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smcheck.logic import BLANK, Between, Reason, Row, Unknown
from smcheck.logic.values import merged, normal, unknown


def test_blank_is_one_of_a_kind() -> None:
    """It survives copying and the way to another process, and says what it is."""
    assert repr(BLANK) == "BLANK"
    assert copy.deepcopy(BLANK) is BLANK
    assert pickle.loads(pickle.dumps(BLANK)) is BLANK


@pytest.mark.parametrize("value", [unknown("a", "missing"), Between(1, 2, frozenset())])
def test_what_is_not_decided_is_no_condition_of_python(value: object) -> None:
    """`if value:` would quietly take it for true."""
    with pytest.raises(TypeError):
        bool(value)


def test_unknowns_of_the_same_reasons_are_equal() -> None:
    assert unknown("a", "blank") == Unknown(frozenset({Reason("a", "blank")}))
    assert repr(unknown("a", "blank")) == "Unknown(a: blank)"


def test_merging_keeps_every_reason() -> None:
    """Whatever is decided adds nothing; a range adds its own reasons."""
    between = Between(1, 2, frozenset({Reason("c", "na")}))
    together = merged([unknown("a", "blank"), True, 3, unknown("b", "later"), between])
    assert together.reasons == {Reason("a", "blank"), Reason("b", "later"), Reason("c", "na")}


def test_rows_are_themselves() -> None:
    """Two rows of equal content are two rows."""
    assert Row("a") != Row("a")
    assert Row("a").index == 0


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Anna  Muster ", "anna muster"),
        ("GROSS", "groß"),
        ("Bu\u0308ro", "Büro"),
        ("a\n b", "A B"),
        ("a\u00a0b", "a b"),
        ("x" * 70, "X" * 70),
    ],
)
def test_texts_that_are_the_same(text: str, same: str) -> None:
    assert normal(text) == normal(same)


@given(st.text())
def test_what_is_normal_stays_so(text: str) -> None:
    """Literals are made normal when they are compiled, answers when they are compared."""
    assert normal(normal(text)) == normal(text)
