"""Templates: found file by file, kept in a sandbox, and precise about what is wrong in them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from smcheck.bank.load import Bank
from smcheck.case import Case
from smcheck.documents.environment import Templates, folders, tidy
from smcheck.documents.make import orders
from smcheck.problems import Problem, Problems
from smcheck.wording import LOCALES, wording

Render = Callable[..., str]


@pytest.fixture
def render(tmp_path: Path, the_fair: Case) -> Render:
    """Render a template of one's own, with further files beside it."""

    def render(source: str, **files: str) -> str:
        (tmp_path / "brief.md.j2").write_text(source, encoding="utf-8")
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_j2", ".md.j2").replace("_yaml", ".yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return orders(the_fair, ["brief"], own=tmp_path)[0].text()

    return render


def wrong(render: Render, source: str, **files: str) -> Problem:
    """The one problem that a template has; its sentence exists in every language."""
    with pytest.raises(Problems) as caught:
        render(source, **files)
    (problem,) = caught.value.problems
    for locale in LOCALES:
        assert wording(locale).located(problem)
    return problem


def test_own_file_replaces_one_file_and_leaves_the_others(render: Render) -> None:
    """A folder named by the user comes first, file by file."""
    text = render('{% import "macros.md.j2" as m with context %}# Eigenes\n{{ m.coverage_statement() }}')
    first, second = text.split("\n")[:2]
    assert first == "# Eigenes"
    assert "Fragen sind beantwortet" in second


def test_one_sentence_can_be_replaced_alone(render: Render) -> None:
    """Catalogues are laid over each other sentence by sentence."""
    text = render('{{ t("still_open", what="x") }} {{ t("note") }}', words__de_yaml="note: Anmerkung\n")
    assert text == "Noch offen: x. Anmerkung\n"


def test_order_of_folders(social_media: Bank, tmp_path: Path) -> None:
    """The named folder, then those of the bank, then the generic ones."""
    names = [folder.name for folder in folders(social_media, tmp_path)]
    assert names == [tmp_path.name, "social-media", "generic"]


@pytest.mark.parametrize(
    ("source", "name", "near"),
    [
        ("{{ respondens }}", "respondens", "respondents"),
        ("{{ q.org_nam }}", "org_nam", "org_name"),
        ("{{ q.org_name.lin }}", "lin", "line"),
        ("{{ q.stalls.rows[0].cells.stall_hour }}", "stall_hour", "stall_hours"),
        ("{{ q['stallz'].line }}", "stallz", "stalls"),
        ("{{ values.hours_plam }}", "hours_plam", "hours_plan"),
        ("{{ case.titel }}", "titel", "title"),
        ("{% for x in sektions %}{% endfor %}", "sektions", "sections"),
        ("{% if coverage.opn %}{% endif %}", "opn", "open"),
        ('{% import "macros.md.j2" as m with context %}{{ m.gird(q.stalls) }}', "gird", "grid"),
    ],
)
def test_unknown_name_is_named_with_line_and_nearest(
    render: Render, tmp_path: Path, source: str, name: str, near: str
) -> None:
    """Template, line, and what was probably meant."""
    problem = wrong(render, f"# Titel\n\n{source}\n")
    assert (problem.code, problem.values) == ("documents.unknown_name_near", {"name": name, "near": near})
    assert (problem.file, problem.line) == (str(tmp_path / "brief.md.j2"), 3)


def test_unknown_name_without_a_near_one(render: Render) -> None:
    """Where nothing is near, the guide is named."""
    assert wrong(render, "{{ xyzzy }}").code == "documents.unknown_name"


def test_mistake_in_a_macro_is_found_where_it_stands(render: Render, tmp_path: Path) -> None:
    """The place is that of the innermost template."""
    problem = wrong(
        render,
        '{% import "own.md.j2" as own with context %}\n{{ own.x() }}',
        own_j2="{% macro x() %}\n{{ bankk }}{% endmacro %}",
    )
    assert (problem.file, problem.line) == (str(tmp_path / "own.md.j2"), 2)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("{{ t('notte') }}", "documents.unknown_word_near"),
        ("{{ t('qwertz.uiop') }}", "documents.unknown_word"),
        ("{{ t('still_open') }}", "documents.word_value"),
        ("{{ number(q.org_name) }}", "documents.no_figure"),
        ("{{ money(none) }}", "documents.no_figure"),
        ("{{ date(q.org_name) }}", "documents.no_date"),
        ("{{ q.mood.number + 'x' }}", "documents.failed"),
        ("{{ 1 / 0 }}", "documents.failed"),
        ("{{ t() }}", "documents.failed"),
        ("{{ case.title() }}", "documents.not_callable"),
        ("{{ quote() }}", "documents.failed"),
        ("{{ q[:1] }}", "documents.failed"),
        ("{{ listed(5) }}", "documents.failed"),
        ("{{ long_date('x', y=1) }}", "documents.failed"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "documents.failed"),
        ("{% if %}", "documents.syntax"),
        ("{{ 'x' | upper }}", "documents.syntax"),
        ("{{ q | tojson }}", "documents.syntax"),
        ("{% include 'gone.md.j2' %}", "documents.no_template"),
        ("{{ say(q.org_kind) }}", "documents.unknown_word"),
    ],
)
def test_mistakes_have_a_code_and_a_line(render: Render, source: str, code: str) -> None:
    """What is wrong, in which line."""
    problem = wrong(render, f"\n{source}")
    assert problem.code.removesuffix("_near") == code.removesuffix("_near")
    assert problem.line == 2


@pytest.mark.parametrize(
    "source",
    [
        "{{ q.__class__ }}",
        "{{ q._entries }}",
        "{{ case.__init__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ 'x'.upper() }}",
        "{{ '{0.__class__}'.format(q) }}",
        "{{ respondents.__len__() }}",
        "{{ t.__globals__ }}",
        "{{ t.__self__._words }}",
        "{{ t.__func__ }}",
        "{{ number.__self__ }}",
        "{{ sections | map(attribute='__class__') | first }}",
        "{{ [q] | map(attribute='_entries') | list | first }}",
        "{{ q.org_name['__class__'] }}",
        "{{ q['__class__'] }}",
        "{{ q.org_name['line'].__class__ }}",
        "{{ self.__init__ }}",
        "{{ namespace.__init__ }}",
        "{{ q.mood.number.numerator }}",
        "{{ q.fair_date.date.today() }}",
        "{% set x = [] %}{{ x.append(1) }}",
        "{{ (1).__class__ }}",
        "{{ cycler.__init__ }}",
        "{{ lipsum() }}",
        "{{ range(3) }}",
        "{{ joiner() }}",
        "{{ dict() }}",
        "{% macro m() %}{% endmacro %}{{ m.__func__ }}",
        "{% for x in sections %}{{ loop.__class__ }}{% endfor %}",
        "{{ (q | first).__class__ }}",
        "{{ sections | groupby('__class__') }}",
        "{{ q.org_name.line | attr('upper') }}",
    ],
)
def test_templates_reach_nothing_but_the_context(render: Render, source: str) -> None:
    """No private attribute, no method, no class, no function that is not documented."""
    assert wrong(render, source).code.startswith("documents.")


@pytest.mark.parametrize(
    "name",
    [
        "../secret.md.j2",
        "/etc/passwd",
        "words/../../secret.md.j2",
        "secret.md.j2/../../secret.md.j2",
        "..\\\\secret.md.j2",
        "words/de.yaml",
        "~/secret.md.j2",
        ".hidden.md.j2",
        "C:/secret.md.j2",
        "a\x00.md.j2",
        "",
    ],
)
def test_includes_stay_in_the_folders(render: Render, tmp_path: Path, name: str) -> None:
    """A template can include templates of its folders and no other file."""
    (tmp_path.parent / "secret.md.j2").write_text("secret", encoding="utf-8")
    (tmp_path / ".hidden.md.j2").write_text("secret", encoding="utf-8")
    assert wrong(render, f'{{% include "{name}" %}}', words__de_yaml="x: y\n").code == "documents.no_template"


def test_link_out_of_the_folder_is_no_template(render: Render, tmp_path: Path) -> None:
    """A symbolic link does not lead out."""
    outside = tmp_path.parent / "outside.md.j2"
    outside.write_text("secret", encoding="utf-8")
    (tmp_path / "link.md.j2").symlink_to(outside)
    assert wrong(render, '{% include "link.md.j2" %}').code == "documents.no_template"


def test_what_templates_may_do(render: Render) -> None:
    """Macros, loops, namespaces, filters and arithmetic are there."""
    source = (
        "{% macro pair(a, b=2) %}{{ a }}/{{ b }}{% endmacro %}"
        "{% set n = namespace(x=0) %}{% for s in sections %}{% set n.x = n.x + s.questions | length %}{% endfor %}"
        "{{ pair(1) }} {{ n.x > 5 }} {{ listed(['a', 'b', 'c']) }} "
        "{{ listed(['a', 'b'], word='or') }} {{ quote('x') }}\n"
        "{% for s in sections %}{{ loop.index }}{{ loop.cycle('a', 'b') }}{{ ' ' if not loop.last }}{% endfor +%}\n"
        "{{ number(q.weekly_hours.number / 2) }} {{ percent(7) }} {{ money(3) }} "
        "{{ date(q.fair_date) }} {{ long_date(q.fair_date) }}\n"
        "{% macro quotation() %}{{ caller() | quoted }}{% endmacro %}"
        "{% call quotation() %}x\ny{% endcall %}"
    )
    assert render(source) == (
        "1/2 True a, b und c a oder b «x»\n1a 2b 3a\n3.75 7\u00a0% CHF\u00a03 21.08.2027 21. August 2027\n> x\n> y\n"
    )


@pytest.mark.parametrize("layout", ["flow", "one page", "landscape"])
def test_a_template_says_how_it_is_laid_out(layout: str, tmp_path: Path) -> None:
    """For formats that have pages; its text does not change."""
    (tmp_path / "brief.md.j2").write_text(f'{{% set layout = "{layout}" %}}\n# Titel\n', encoding="utf-8")
    (tmp_path / "plain.md.j2").write_text("# Titel\n{% if x %}{% set layout = 1 %}{% endif %}", encoding="utf-8")
    found = Templates((tmp_path,))
    assert (found.layout("brief.md.j2"), found.layout("plain.md.j2")) == (layout, "flow")
    assert found.render("brief.md.j2", {}) == "# Titel\n"


@pytest.mark.parametrize("layout", ['"portrait"', "3", "x"])
def test_a_layout_that_does_not_exist_is_named_with_its_line(layout: str, tmp_path: Path) -> None:
    (tmp_path / "brief.md.j2").write_text(f"# Titel\n{{% set layout = {layout} %}}\n", encoding="utf-8")
    with pytest.raises(Problems) as caught:
        Templates((tmp_path,)).layout("brief.md.j2")
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("documents.unknown_layout", 2)
    assert all(wording(locale).located(problem) for locale in LOCALES)


def test_template_that_is_not_utf8_is_refused(render: Render, tmp_path: Path) -> None:
    """The message says what to do."""
    (tmp_path / "own.md.j2").write_bytes(b"\xff\xfe")
    assert wrong(render, '{% include "own.md.j2" %}').code == "documents.not_utf8"


@pytest.mark.parametrize(
    "source",
    [
        "{{ " + "(" * 1000 + "1" + ")" * 1000 + " }}",
        "{{ 1" + " + 1" * 20_000 + " }}",
        "{% for a in [1] %}" * 30 + "{% endfor %}" * 30,
        "{" * 100_000,
    ],
    ids=["brackets", "sums", "loops", "braces"],
)
def test_template_that_is_nested_too_deeply_is_refused(render: Render, tmp_path: Path, source: str) -> None:
    """Neither Jinja nor Python says in which line it gave up."""
    problem = wrong(render, '{% include "deep.md.j2" %}', deep_j2=source)
    assert (problem.code, problem.file) == ("documents.too_deep", str(tmp_path / "deep.md.j2"))


def test_control_signs_of_a_template_are_in_no_document(render: Render) -> None:
    """Not as they are, not as codes: a document may be printed on a terminal."""
    assert render("a\x1b[31m\x07\x9bb {{ 'c\\x1b]0;x\\x9b\\r\\ud800d' }}\te") == "a[31mb c]0;xd\te\n"


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
@pytest.mark.parametrize("target", ["/dev/zero", "more.md.j2", "nowhere", "/etc"])
def test_link_that_leads_to_no_template_is_passed_over(render: Render, tmp_path: Path, target: str) -> None:
    """It is neither read nor a reason to make documents anew."""
    before = Templates((tmp_path,)).digest
    (tmp_path / "more.md.j2").symlink_to(target)
    assert Templates((tmp_path,)).digest == before
    assert wrong(render, '{% include "more.md.j2" %}').code == "documents.no_template"


def test_bug_of_ours_is_no_template_error(the_fair: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks inside the program is not blamed on the template."""

    def broken(*_: object) -> str:
        raise RuntimeError("ours")

    (tmp_path / "brief.md.j2").write_text("{{ quote('x') }}", encoding="utf-8")
    (order,) = orders(the_fair, ["brief"], own=tmp_path)
    monkeypatch.setattr("smcheck.wording.Wording.quote", broken)
    with pytest.raises(RuntimeError):
        order.text()


def test_digest_changes_with_every_template_and_catalogue(tmp_path: Path) -> None:
    """What a document is made of is known by its hash."""
    (tmp_path / "words").mkdir()
    seen = set()
    for name, content in [
        ("a.md.j2", "1"),
        ("a.md.j2", "2"),
        ("b.md.j2", "2"),
        ("words/de.yaml", "x: y"),
        ("words/de.yaml", "x: z"),
    ]:
        (tmp_path / name).write_text(content, encoding="utf-8")
        seen.add(Templates((tmp_path,)).digest)
    assert len(seen) == 5


@pytest.mark.parametrize(
    ("made", "tidied"),
    [
        ("\n\na  \n\n\n\nb\n\n", "a\n\nb\n"),
        ("- a\n\n- b\n\n\n  - c\n\nd", "- a\n- b\n  - c\n\nd\n"),
        ("a\n\n- b", "a\n\n- b\n"),
        ("- a\n\nb\n\n- c", "- a\n\nb\n\n- c\n"),
    ],
)
def test_tidy(made: str, tidied: str) -> None:
    """Blank lines do not matter much to those who write templates."""
    assert tidy(made) == tidied


def test_unknown_document_and_language(the_fair: Case) -> None:
    """What a bank does not make or speak is refused with what there is."""
    with pytest.raises(Problems) as caught:
        orders(the_fair, ["brief", "poem"], language="fr")
    assert [problem.code for problem in caught.value.problems] == [
        "documents.unknown_document",
        "documents.unknown_language",
    ]
    assert [order.document for order in orders(the_fair, ["all", "brief"])] == ["brief"]
