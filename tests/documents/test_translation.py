"""Templates become the same documents, whoever translates them: the quick translator or Jinja's own."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.environment import Environment
from jinja2.filters import FILTERS as JINJA_FILTERS

from smcheck.bank.load import Bank
from smcheck.case import Case
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.documents.context import Seen
from smcheck.documents.environment import FILTERS, Templates, folders, templates
from smcheck.documents.expressions import Unusual
from smcheck.documents.sandbox import Sandbox
from smcheck.documents.tokens import tokens
from smcheck.documents.translation import translated
from smcheck.problems import Problems

SHIPPED = Path(__file__).parents[2] / "templates"
LIBRARY = """
{% set colour = "red" %}{% set seen = namespace(n=0) %}
{% macro pair(x, y=2) %}({{ x }}|{{ y }}){% endmacro %}
{% macro framed(title) %}<{{ title }}:{{ caller() }}>{% endmacro %}
{% macro counted() %}{% set seen.n = seen.n + 1 %}{{ seen.n }}{{ z }}{% endmacro %}
"""


IMPORT = '{% import "lib.md.j2" as m with context %}'


def by_jinja(found: Templates) -> Templates:
    """Let Jinja do all that it can do itself."""
    found.jinja._tokenize = Environment._tokenize.__get__(found.jinja)  # type: ignore[method-assign]
    found.jinja._parse = Environment._parse.__get__(found.jinja)  # type: ignore[method-assign]
    found.jinja._generate = Environment._generate.__get__(found.jinja)  # type: ignore[method-assign]
    return found


@pytest.fixture(scope="session")
def names(the_fair: Case, every_type: Bank) -> Mapping[str, object]:
    """What templates see of a case."""
    return Seen(templates(folders(every_type)), "de").context("brief", Diagnosis(the_fair))


@pytest.fixture(scope="session")
def outcome(tmp_path_factory: pytest.TempPathFactory, names: Mapping[str, object]) -> Callable[..., object]:
    """Tell what comes of templates, a text or what is wrong, whether translated by us or not."""

    def outcome(make: Callable[[Templates], Templates], folder: Path) -> object:
        try:
            return make(Templates((folder,))).render("a.md.j2", names)
        except Problems as wrong:
            (problem,) = wrong.problems
            early = problem.values.get("message") == "TemplateRuntimeError"  # Jinja names the line before
            return problem.code, problem.values, problem.file, None if early else problem.line

    def both(source: str, **files: str) -> object:
        folder = tmp_path_factory.mktemp("templates")
        for name, text in {"a": source, "lib": LIBRARY, **files}.items():
            (folder / f"{name}.md.j2").write_text(text, encoding="utf-8")
        ours, theirs = outcome(lambda found: found, folder), outcome(by_jinja, folder)
        assert ours == theirs
        return ours

    return both


NAMES = st.sampled_from(
    [
        *("q", "m", "case", "sections", "respondents", "findings", "coverage", "colour", "gone"),
        *("x", "y", "row", "loop", "caller", "ns", "namespace"),
    ]
)
FIELDS = st.sampled_from(
    ["line", "org_name", "questions", "rows", "n", "pair", "answered", "stalls", "cells", "zzz", "_x"]
)
LITERALS = st.sampled_from(["1", "0", "2.5", "'a'", '"ä\\n"', "none", "true", "[1, 2]", "('b',)", "{'k': 1}", "[]"])


def joined(*parts: Any) -> st.SearchStrategy[str]:
    return st.tuples(*[st.just(part) if isinstance(part, str) else part for part in parts]).map("".join)


def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    rows = st.sampled_from(["q.stalls.rows", "sections", "q.stalls.columns", "x", "[3, 1, 2, 1]", "respondents"])
    filters = [
        *(
            "length",
            "first",
            "list",
            "trim",
            "join(', ')",
            "join",
            "select | list",
            "unique | list",
            "sort | list",
            "quoted",
        ),
        *(
            "selectattr('line', 'eq', 'a') | list | length",
            "map(attribute='id') | join('; ')",
            "reject('eq', 1) | list",
        ),
        *("selectattr('cells.stall_hours.open') | list", "rejectattr('name') | map(attribute='name') | list", "min"),
        *("selectattr('id', 'in', ('tasks', 'mood')) | map(attribute='label') | join(' ')", "map(attribute=0) | list"),
        *("selectattr('zzz') | list", "map('length') | list", "selectattr(1)", "select('none') | list", "sum(start=1)"),
    ]
    return st.one_of(
        joined(
            "(",
            inner,
            st.sampled_from([" + ", " - ", " ~ ", " == ", " and ", " or ", " in ", " < ", " // "]),
            inner,
            ")",
        ),
        joined("(not ", inner, ")"),
        joined("(", inner, " if ", inner, " else ", inner, ")"),
        joined("(", inner, " if ", inner, ")"),
        joined("(", st.one_of(inner, rows), " | ", st.sampled_from(filters), ")"),
        joined("(", inner, " is ", st.sampled_from(["defined", "none", "string"]), ")"),
        joined(NAMES, "(", inner, ")"),
        joined("m.", st.sampled_from(["pair", "framed", "counted", "gone"]), "(", inner, ")"),
        joined("t('still_open', what=", inner, ")"),
        joined("listed([", inner, ", ", inner, "])"),
        joined(inner, "[", st.sampled_from(["0", "'line'", "-1", ":1", "1:", "::2"]), "]"),
        joined("(", inner, ").", FIELDS),
        joined("(-", inner, ")"),
        joined("[", inner, ", ", inner, "]"),
    )


EXPRESSIONS = st.recursive(st.one_of(LITERALS, NAMES, joined(NAMES, ".", FIELDS)), deeper, max_leaves=6)


def bodies(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.lists(inner, min_size=1, max_size=3).map("".join)
    target = st.sampled_from(["x", "y", "row", "row, z"])
    return st.one_of(
        joined("{% if ", EXPRESSIONS, " %}", block, "{% endif %}\n"),
        joined(
            "{% if ",
            EXPRESSIONS,
            " %}",
            block,
            "{% elif ",
            EXPRESSIONS,
            " %}",
            block,
            "{% else %}",
            block,
            "{% endif %}",
        ),
        joined("{% for ", target, " in ", EXPRESSIONS, " %}", block, "{% endfor %}"),
        joined(
            "{% for row in sections if ",
            EXPRESSIONS,
            " %}\n",
            block,
            "{{ loop.index }}{% else %}",
            block,
            "{% endfor %}",
        ),
        joined("{% for row in q.stalls.rows if row.name %}", block, "{% endfor %}"),
        joined(
            "{% macro ", st.sampled_from(["x", "y", "f"]), "(z, row=", EXPRESSIONS, ") %}", block, "{% endmacro %}\n"
        ),
        joined("{% macro f() %}", block, "{{ caller() }}{% endmacro %}"),
        joined("{% call m.framed(", EXPRESSIONS, ") %}", block, "{% endcall %}\n"),
        joined("{% call f() %}", block, "{% endcall %}"),
    )


STATEMENTS = st.recursive(
    st.one_of(
        st.sampled_from(
            ["text\n", "  ", "{# note #}\n", "- {{- 'a' -}} b\n", "{{ m.pair(1, y=3) }}", "{{ f() }}", "{{ y }}"]
        ),
        joined("{{ ", EXPRESSIONS, " }}"),
        joined("  {% set ", st.sampled_from(["y", "z", "set_here"]), " = ", EXPRESSIONS, " %}\n"),
        joined("{% set ns = namespace(n=", EXPRESSIONS, ") %}"),
        joined("{% set ns.n = ", EXPRESSIONS, " %}"),
    ),
    bodies,
    max_leaves=8,
)
TEMPLATES = st.lists(STATEMENTS, min_size=1, max_size=5).map(lambda parts: f"{IMPORT}\n{''.join(parts)}")


@given(source=TEMPLATES)
def test_it_does_not_matter_who_translates(source: str, outcome: Callable[..., object]) -> None:
    """The same text, or the same mistake in the same line."""
    outcome(source)


@pytest.mark.parametrize("path", sorted(SHIPPED.rglob("*.j2")), ids=lambda path: path.name)
def test_what_is_shipped_is_translated_the_short_way(path: Path) -> None:
    """Neither its tokens nor its Python are left to Jinja."""
    source = path.read_text(encoding="utf-8")
    jinja = Templates((path.parent,)).jinja
    assert tokens(source) == list(Environment._tokenize(jinja, source, None))
    assert translated(jinja.parse(source), jinja, path.name)


@pytest.mark.parametrize(
    "source",
    [
        "{% block x %}{% endblock %}",
        "{% include 'lib.md.j2' %}",
        "{% with x = 1 %}{% endwith %}",
        "{% for x in [1] recursive %}{% endfor %}",
        "{% if q %}{% set x = 1 %}{% endif %}{{ x }}",
        "{{ x }}{% set x = 1 %}",
        "{% macro a() %}{{ varargs }}{% endmacro %}",
        "{{ self }}",
    ],
)
def test_what_is_unusual_is_left_to_jinja(source: str, outcome: Callable[..., object]) -> None:
    """It need not be made twice."""
    jinja = Templates(()).jinja
    with pytest.raises(Unusual):
        translated(jinja.parse(source), jinja, "a.md.j2")
    outcome(source)


def test_no_name_in_a_namespace_is_in_the_way(outcome: Callable[..., object]) -> None:
    """What a template calls `__setitem__` is never called in its stead."""
    names = "{% set n.__setitem__ = t %}{% set n.__dict__ = 1 %}{% set n.x = 'note' %}"
    assert outcome(f"{{% set n = namespace() %}}{names}{{{{ n.x }}}}") == "note\n"


PIECES = [
    *("{{", "{%", "{#", "}}", "%}", "#}", "-", "+", "~", ".", "(", ")", "[", "]", "{", "}", "=", "==", "!", "//", "|"),
    *("x", "raw", "endraw", "if", "ä", "²", "0", "1", "1.5", "1e3", "0x1", "00", "'", '"', "\\n", "\\x"),
    *(" ", "\n", "\n  ", "\r\n"),
]


@given(source=st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_tokens_are_those_of_jinja(source: str) -> None:
    """Or they are left to it."""
    found = tokens(source)
    assert found is None or found == list(Environment._tokenize(Templates(()).jinja, source, None))


def test_what_several_import_runs_once(tmp_path: Path, names: Mapping[str, object]) -> None:
    """Everybody has the same template, where nothing in it can differ."""
    (tmp_path / "lib.md.j2").write_text("{% macro pair(x) %}{{ t('note') }}{% endmacro %}", encoding="utf-8")
    (tmp_path / "own.md.j2").write_text(f"{IMPORT}{{% set library = m %}}", encoding="utf-8")
    source = IMPORT + '{% import "own.md.j2" as own with context %}{{ m == own.library }}'
    (tmp_path / "a.md.j2").write_text(source, encoding="utf-8")
    assert Templates((tmp_path,)).render("a.md.j2", names) == "True\n"


@pytest.mark.parametrize(
    ("library", "said"),
    [
        ("{% macro f() %}{{ colour }}{% endmacro %}", "blue green"),
        ("{% set n = namespace(x=0) %}{% macro f() %}{% set n.x = n.x + 1 %}{{ n.x }}{% endmacro %}", "1 1"),
        ("{% set rows = [1, 2] | map('abs') %}{% macro f() %}{{ rows | join }}{% endmacro %}", "12 12"),
        ('{% import "more.md.j2" as more with context %}{% macro f() %}{{ more.g() }}{% endmacro %}', "blue green"),
    ],
)
def test_who_sets_names_or_keeps_state_imports_a_template_of_its_own(
    library: str, said: str, outcome: Callable[..., object]
) -> None:
    """What one importer sets or counts is not seen by another."""
    own = f'{{% set colour = "green" %}}{IMPORT}{{% macro f() %}}{{{{ m.f() }}}}{{% endmacro %}}'
    source = f'{{% set colour = "blue" %}}{IMPORT}{{% import "own.md.j2" as own with context %}}'
    source += "{{ m.f() }} {{ own.f() }}"
    more = "{% macro g() %}{{ colour }}{% endmacro %}"
    assert outcome(source, own=own, lib=library, more=more) == f"{said}\n"


def test_what_jinja_has_inside() -> None:
    """What the quick translator rests on beside Jinja's documented interface: another version may have it otherwise."""
    assert {"name", "blocks", "root", "debug_info"} <= set(
        jinja2.Template.from_code.__func__.__code__.co_consts  # type: ignore[attr-defined]
    ) | set(jinja2.Template._from_namespace.__func__.__code__.co_consts)  # type: ignore[attr-defined]
    passed = {getattr(JINJA_FILTERS[name], "jinja_pass_arg", None) for name in FILTERS}
    assert {each and each.name for each in passed} <= {None, "context", "eval_context", "environment"}
    assert all(
        callable(getattr(Environment, hook)) and hook in vars(Sandbox) for hook in ("_tokenize", "_parse", "_generate")
    )
