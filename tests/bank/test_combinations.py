"""Verdicts reached by trying agree with going through every answer by brute force."""

from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from smcheck.bank.lint import lint

from .conftest import QUESTIONS, SETTINGS

ASKED = """\
  - {id: kind, type: single, text: Kind, choices: [{id: a, text: Apple}, {id: b, text: Bean}, {id: c, text: Corn}]}
  - {id: ways, type: multi, text: Ways, choices: [{id: x, text: Ex}, {id: y, text: Why}, {id: z, text: Zed}]}
  - {id: done, type: confirm, text: Done}
  - {id: size, type: integer, text: Size, min: 0, max: 9}
  - {id: last, type: text, text: Last, when: "%s"}
"""
SUBSETS = [
    tuple(name for name, chosen in zip("xyz", flags, strict=True) if chosen) for flags in product((0, 1), repeat=3)
]
ANSWERS = [
    {"kind": kind, "ways": ways, "done": done, "size": size}
    for kind, ways, done, size in product("abc", SUBSETS, (True, False), range(10))
]

ATOMS = st.one_of(
    st.sampled_from(["kind == 'a'", "kind != 'b'", "kind in ['a', 'c']", "'x' in ways", "'y' not in ways", "done"]),
    st.builds("size {} {}".format, st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), st.integers(0, 9)),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=6,
)


def told(condition: str) -> set[str]:
    with TemporaryDirectory() as folder:
        (Path(folder) / "sections").mkdir()
        (Path(folder) / "bank.yaml").write_text(SETTINGS, encoding="utf-8")
        (Path(folder) / "sections" / "one.yaml").write_text(QUESTIONS + ASKED % condition, encoding="utf-8")
        return {problem.code for problem in lint(folder)}


@given(condition=CONDITIONS)
def test_a_condition_is_called_constant_or_contradictory_exactly_where_it_is(condition: str) -> None:
    code = compile(condition, "condition", "eval")
    outcomes = {bool(eval(code, {}, answers)) for answers in ANSWERS}
    expected = {(True,): {"lint.constant_condition"}, (False,): {"lint.contradiction"}}.get(tuple(outcomes), set())
    assert told(condition) == expected
