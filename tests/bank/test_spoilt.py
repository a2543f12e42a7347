"""Whatever stands in a bank's files: problems with places and sentences, never anything else."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smcheck import yamlio
from smcheck.bank.lint import lint
from smcheck.bank.load import load
from smcheck.problems import Problems, has_errors
from smcheck.wording import wording

EVERY_TYPE = Path(__file__).parents[1] / "banks" / "every-type"
SECTIONS = ("bank.yaml", "values.yaml", "sections/basics.yaml", "sections/plan.yaml", "sections/feeling.yaml")
RULES = ("readiness.yaml", "findings/people.yaml", "findings/stalls.yaml", "portraits.yaml")
FILES = (*SECTIONS, *RULES)
DATA = {file: yamlio.read_file(EVERY_TYPE / file).data for file in FILES}

# Words that mean something in a bank, in places where they may not.
WORDS = [
    "x",
    "true",
    "-1",
    "3",
    "1/0",
    "stalls",
    "org_kind",
    "it > 3",
    "count(stalls) >",
    "group",
    "rating",
    "{x}",
    "de",
    "s in stalls",
    "mood",
    "budget",
    "all",
    "n",
]
SCALARS = st.one_of(
    st.none(), st.sampled_from(WORDS), st.text(st.characters(exclude_categories=["C", "Z"]), max_size=5)
)
NODES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["id", "de", "en", "type", "when", "if", "level", "a"]), inner),
    ),
    max_leaves=6,
)


def paths(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from paths(child, (*path, key))


PLACES = {part: [(file, path) for file in part for path in paths(DATA[file])] for part in (SECTIONS, RULES)}


def spoil(node: Any, path: tuple[str | int, ...], new: Any, *, remove: bool) -> Any:
    """Return *node* with what stands at *path* replaced or gone; what does not change is shared."""
    head, *rest = path
    copy: Any = dict(node) if isinstance(node, dict) else list(node)
    if rest:
        copy[head] = spoil(node[head], tuple(rest), new, remove=remove)
    elif remove:
        del copy[head]
    else:
        copy[head] = new
    return copy


@pytest.mark.parametrize("part", [SECTIONS, RULES], ids=["questions", "rules"])
@given(data=st.data(), new=NODES, remove=st.booleans())
def test_any_change_of_one_entry_loads_or_is_told(
    part: tuple[str, ...], data: st.DataObject, new: yamlio.Data, remove: bool
) -> None:
    file, path = data.draw(st.sampled_from(PLACES[part]))
    with TemporaryDirectory() as folder:
        bank = Path(folder) / "bank"
        shutil.copytree(EVERY_TYPE, bank)
        (bank / file).write_text(yamlio.dump(spoil(DATA[file], path, new, remove=remove)), encoding="utf-8")
        found = lint(bank)
        try:
            load(bank)
            told = set()
        except Problems as wrong:
            told = {problem.code for problem in wrong.problems}
            assert has_errors(found)
        assert told <= {problem.code for problem in found}
        for problem in found:
            assert problem.code != "bank.does_not_fit"
            assert problem.file
            assert problem.line
            for language in ("de", "en"):
                assert wording(language).located(problem)
