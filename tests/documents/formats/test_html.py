"""HTML as a file: valid, self-contained, and literal about what was typed."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest

from smcheck.documents.formats.html import html
from smcheck.documents.formats.paper import Paper

html5lib = pytest.importorskip("html5lib", reason="checks HTML against the standard; it comes with smcheck[dev]")


def tree(paper: Paper) -> Element:
    """Read the page as the standard says; anything invalid is an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(html(paper).decode())  # type: ignore[no-any-return]


def tags(root: Element) -> list[str]:
    return [str(element.tag) for element in root.iter()]


def attributes(root: Element) -> set[str]:
    return {name for element in root.iter() for name in element.attrib}


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_every_element_is_valid_html(everything: Paper, long_brief: Paper) -> None:
    for paper in (everything, long_brief):
        root = tree(paper)
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        targets = {link.get("href", "")[1:] for link in root.iter("a") if link.get("href", "").startswith("#")}
        assert targets <= {*ids}


def test_a_page_says_its_language_title_and_organisation(everything: Paper) -> None:
    root = tree(everything)
    assert root.get("lang") == "de-CH"
    assert words(next(root.iter("title"))) == "Strategie: Muster AG"
    assert {meta.get("content") for meta in root.iter("meta")} >= {"Muster & Töchter AG", "2026-12-01"}


def test_nothing_is_fetched_and_nothing_runs(long_brief: Paper) -> None:
    text = html(long_brief).decode()
    assert not re.search(r"<script|<iframe|<img|\bon\w+=|@import|url\(|src=", text)
    assert "default-src 'none'" in text


def test_a_paper_without_parts_is_told_in_the_main_part(paper_of: Callable[..., Paper]) -> None:
    root = tree(paper_of("# Wer macht was\n\nStand: heute\n\n- **Viel:** alles\n"))
    assert [words(header) for header in root.iter("header")] == ["Wer macht was"]
    assert [words(main) for main in root.iter("main")] == ["Stand: heute Viel: alles"]


def test_a_long_paper_has_contents_that_lead_to_every_part(long_brief: Paper, everything: Paper) -> None:
    root = tree(long_brief)
    (contents,) = root.iter("nav")
    headings = [element for element in root.iter() if element.tag in {"h2", "h3"}]
    assert [link.get("href") for link in contents.iter("a")] == [f"#{heading.get('id')}" for heading in headings]
    assert not list(tree(everything).iter("nav"))


def test_two_parts_of_one_name_have_anchors_of_their_own(everything: Paper) -> None:
    assert [heading.anchor for heading in everything.headings.values()] == [
        *("strategie-muster-ag", "ziele", "ziele-2", "bilder")
    ]


def test_tables_have_captions_and_heads_for_columns_and_rows(everything: Paper) -> None:
    table = next(tree(everything).iter("table"))
    assert [words(caption) for caption in table.iter("caption")] == ["Stunden pro Woche"]
    heads = [(head.get("scope"), words(head)) for head in table.iter("th")]
    assert heads == [
        *(("col", "Ziel"), ("col", "Stunden"), ("col", "Bemerkung")),
        *(("row", "Bekannt werden"), ("row", "Gefunden werden")),
    ]
    assert [cell.get("data-label") for cell in table.iter("td")] == ["Stunden", "Bemerkung"] * 2
    assert [cell.get("class") for cell in table.iter("td")] == ["figure", None] * 2


def test_charts_are_drawings_with_their_figures_beside_them(everything: Paper) -> None:
    charts = [table for table in tree(everything).iter("table") if "chart" in table.get("class", "").split()]
    told = [[[words(cell) for cell in row] for row in chart.iter("tr")][1:] for chart in charts]
    assert told == [
        [
            ["Ziele und Nutzen", "", "2,0"],
            ["Führung", "", "2,5 (vorläufig, 3 Antworten unbekannt)"],
            ["Dialog mit dem Publikum", "", "3,3 (eine Antwort unbekannt)"],
            ["Rollen", "", "nicht eingeschätzt"],
        ],
        [
            ["Ziele", "", "2,0", "3,0", "↑ gestiegen"],
            ["Führung", "", "2,5 (vorläufig)", "2,6", ""],
            ["Kultur", "", "1,5", "0,5", "↓ gesunken"],
        ],
        [["Leitung", "", "3"], ["Social-Media-Verantwortung", "", "1"], ["Team", "", "1"]],
        [["Geplant", "", "14,5", "6,5 mehr"], ["Freigegeben", "", "8", "–"], ["Geleistet", "", "≥ 6", ""]],
        [["Nachfragen", "", "24.12.2026"], ["Anfangen", "", "29.01.2027"]],
    ]
    heads = [[words(cell) for cell in next(chart.iter("tr"))] for chart in charts]
    assert heads[1] == ["oben 2026-12, unten 2027-12", "0 – 4", "2026-12", "2027-12", "Veränderung"]
    assert heads[3:] == [
        ["", "0 – 14,5", "Stunden", "Gegenüber den freigegebenen"],
        ["Schritt", "Woche 1 – 13", "Bis wann"],
    ]
    assert [len(list(chart.iter("{http://www.w3.org/2000/svg}svg"))) for chart in charts] == [4, 3, 3, 3, 2]


def test_a_chart_of_an_unknown_kind_is_shown_as_it_was_written(everything: Paper) -> None:
    assert words([*tree(everything).iter("pre")][-1]) == "unbekannt ███"


def test_an_image_is_its_description(everything: Paper) -> None:
    assert "Ein Bild" in words(tree(everything))
    assert "passwd" not in html(everything).decode()


def test_findings_and_answers_can_be_linked_to(paper_of: Callable[..., Paper]) -> None:
    """By the id behind what is bold, else by their first words; a figure that changes leaves the link alone."""
    text = (
        "# T\n\n- **Stand:** heute\n\n## Risiko ein Ziel\n\n- **▲ Risiko:** Von 3 Zielen hat *eines* keinen Namen, was "
        "sich noch ändern wird\n  - **Rat:** einen Namen geben\n- **▲ Risiko:** Ein Ziel\n- **▲ Risiko:** Ein Ziel\n"
        "- **Name** (`org_name`): Muster\n- ohne Titel\n- `code` und **fett**\n\n1. **Eins**\n\n   mehr\n\n- **12**\n"
    )
    first, *ids = [item.get("id") for item in tree(paper_of(text)).iter("li") if "Inhalt" not in words(item)]
    assert first is None  # what the paper is about, not a part of it
    assert ids == [
        *("risiko-von-zielen-hat-eines-keinen-namen-was", None, "risiko-ein-ziel-2", "risiko-ein-ziel-3", "org_name"),
        *(None, None, "eins", "item"),
    ]
    other = tree(paper_of(text.replace("Von 3 Zielen", "Von 12 Zielen")))
    assert [item.get("id") for item in other.iter("li")][1:] == ids


def test_whatever_was_typed_is_shown_and_becomes_nothing_else(
    hostile: str, hostile_paper: Paper, harmless_paper: Paper, shown: Callable[[str], str]
) -> None:
    root = tree(hostile_paper)
    body, model = root.find("body"), tree(harmless_paper).find("body")
    assert body is not None
    assert model is not None
    assert set(tags(body)) - {"br", "p"} == set(tags(model)) - {"br", "p"}
    assert attributes(body) == attributes(model)
    places = [words(each) for each in body.iter() if each.tag in {"h1", "h2", "td", "li", "blockquote"}]
    line = " ".join(shown(hostile).split())
    assert sum(line in place for place in places) >= 5, places


@pytest.mark.parametrize("level", range(1, 7))
def test_headings_of_every_level_inside_of_quotations_have_no_anchor(
    level: int, paper_of: Callable[..., Paper]
) -> None:
    root = tree(paper_of(f"# T\n\n> {'#' * level} Zitat\n"))
    (quoted,) = next(root.iter("blockquote"))
    assert (quoted.tag, quoted.get("id")) == (f"h{level}", None)
