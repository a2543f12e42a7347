"""The guide to conditions says what the program does."""

import re
from pathlib import Path

import pytest

from smcheck import yamlio
from smcheck.logic import FUNCTIONS, Kind, Vocabulary, compile_expression
from smcheck.logic.checker import EXPECTED
from smcheck.logic.functions import LISTS, reference
from smcheck.logic.syntax import MAX_DEPTH, MAX_LENGTH, MAX_NODES

GUIDE = (Path(__file__).parents[2] / "docs" / "conditions.md").read_text(encoding="utf-8")
INTRODUCTION, _, TABLE = GUIDE.partition("## Functions\n\n")


def test_the_table_of_functions_is_the_generated_one() -> None:
    assert reference("en") == TABLE


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_table_is_a_table(language: str) -> None:
    """One row of three columns per function."""
    head, rule, *lines = reference(language).splitlines()  # type: ignore[arg-type]
    assert len(lines) == len(FUNCTIONS)
    assert {line.count("|") for line in (head, rule, *lines)} == {4}


PARTS = {"check: - unless", "'Anna  Muster'", "e in t.serves", ">= 3", ">= 2"}
"""What stands in the guide between backticks and is no expression by itself."""


def examples() -> list[str]:
    """Return every expression the guide shows: its blocks, those in its sentences, and the functions' examples."""
    blocks = re.findall(r"```\n(.*?)\n```", INTRODUCTION, re.DOTALL)
    sentences = re.findall(r"`([^`]*)`", re.sub(r"```.*?```", "", INTRODUCTION, flags=re.DOTALL))
    shown = [text for text in sentences if " " in text and text not in PARTS]
    assert len(shown) >= 15
    return [*blocks, *shown, *(function.example for function in FUNCTIONS.values())]


@pytest.fixture(scope="module")
def documented(vocabulary: Vocabulary) -> Vocabulary:
    """The house, with the named values that the guide defines."""
    (block,) = re.findall(r"```yaml\n(.*?)```", INTRODUCTION, re.DOTALL)
    data = yamlio.read(block.encode(), "values.yaml").data
    assert isinstance(data, dict)
    macros = {}
    for written, source in data["with_parameter"].items():  # type: ignore[union-attr]
        name, parameter = written.rstrip(")").split("(")
        macros[name] = ((parameter,), str(source))
    return Vocabulary(
        questions={name: kind for name, kind in vocabulary.questions.items() if len(name) > 1},
        values=data["values"],  # type: ignore[arg-type]
        with_parameter=macros,
        tables={name: {key: tuple(entry) for key, entry in table.items()} for name, table in data["tables"].items()},  # type: ignore[union-attr]
        limits=vocabulary.limits,
    )


@pytest.mark.parametrize("example", examples())
def test_every_example_of_the_guide_is_right(documented: Vocabulary, example: str) -> None:
    """It can be used as it stands, and nothing about it is doubtful."""
    local = {"it": Kind("number")}
    expression = compile_expression(example, documented, local=local)
    assert {note.code for note in expression.notes} <= {"unguarded_cell"}


def test_the_limits_of_the_guide_are_those_of_the_program() -> None:
    assert f"at most {MAX_LENGTH} characters, {MAX_NODES} parts and {MAX_DEPTH} levels" in INTRODUCTION


def test_every_argument_a_function_takes_is_judged_or_looked_up() -> None:
    """The table that drives checking and evaluation knows no argument that nobody looks at."""
    takes = {each for function in FUNCTIONS.values() for each in function.takes}
    assert takes <= EXPECTED.keys() | LISTS | {"reference", "views", "figures", "table", "roles", "value", "steps"}
