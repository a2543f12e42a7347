"""Markdown as a Word file that one can go on writing in: real styles, lists, heads of tables, fields and properties.

A letterhead keeps its styles, header and footer; styles that it does not have are added from our own (`docx.xml`). The
bytes are the same on every day: the dates inside are those of the paper. It is one long file on purpose: one
walk, with a method for each kind of element.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from markdown_it.tree import SyntaxTreeNode as Node

from smcheck import __version__
from smcheck.documents.charts import DUE, EMPTY, FULL, OVER, PLACE, RUN
from smcheck.documents.formats import Letterhead, pictures
from smcheck.documents.formats.letterhead import opened
from smcheck.documents.formats.paper import (
    Heading,
    Paper,
    address,
    caption,
    is_caption,
    is_chart,
    is_label,
    is_right,
    rows,
    shares,
    text,
)
from smcheck.documents.formats.word import (
    A4,
    INDENT,
    complete,
    field,
    house,
    in_list,
    make,
    numbering,
    packed,
    shade,
    spell,
    styles,
    words,
)
from smcheck.problems import Problem, Problems

_CHAPTER = 2  # the level of headings that the contents show
_DAY = datetime.date(2000, 1, 1)  # of a paper that has no date
_LONGEST = 255  # letters of a property
_BOX, _TRACK, _BESIDE = Mm(5), Mm(46), Mm(25)
_LINES = {"one page": 47, "landscape": 31}  # that fit a page in the usual size
_LETTER = 92  # twentieths of a point that a letter takes
_SMALLEST = 0.7

_SIGNS = {FULL: "full", OVER: "hatched", EMPTY: "none", PLACE: "none", RUN: "soft", DUE: "full"}
_MARKS = {"strong": "b", "em": "i", "s": "strike"}


def docx(paper: Paper, letterhead: Letterhead | None = None) -> bytes:
    """Return *paper* as a Word file, on a *letterhead* where there is one.

    Raises `Problems` if that is no Word file, or one that loads something from elsewhere.
    """
    if letterhead is None:
        return _written(paper, house(), own=True)
    try:
        document = opened(letterhead)
        complete(document)
        return _written(paper, document, own=False)
    except Problems:
        raise
    except Exception:  # the library says in a dozen ways that a file is not what it expects
        _written(paper, house(), own=True)  # a mistake of ours shows itself here too
        raise Problems([Problem("formats.bad_reference", file=letterhead.file)]) from None


def _written(paper: Paper, document: Document, *, own: bool) -> bytes:
    _Writer(paper, document, own=own).write()
    return packed(document)


class _Writer:
    """One walk over the tree of a paper that fills *document*; *own* if it has no letterhead."""

    def __init__(self, paper: Paper, document: Document, *, own: bool) -> None:
        self.paper = paper
        self.document = document
        self.own = own
        self.say = paper.words.say
        self.styles = styles(document)
        self.bookmarks = {heading.anchor: number for number, heading in enumerate(paper.headings.values(), 1)}
        self.width = 0
        self.depth = 0  # of lists in lists
        self.style = "opening"  # of plain paragraphs
        self.bullets = 0
        self.blocks: dict[str, Callable[[Node], None]] = {
            "heading": self.heading,
            "paragraph": self.paragraph,
            "bullet_list": self.bulleted,
            "ordered_list": self.numbered,
            "blockquote": self.quotation,
            "table": self.table,
            "fence": self.code,
            "code_block": self.code,
            "hr": lambda _: None,
        }

    def write(self) -> None:
        """Fill the document."""
        spell(self.document, self.paper.locale)
        self.properties()
        self.page()
        self.all(self.paper.opening)
        self.style = "normal"
        self.contents(self.paper.contents)
        begin = len(self.document.element.body)
        self.all(self.paper.parts)
        if self.paper.contents and self.paper.parts:
            Paragraph(self.document.element.body[begin - 1], self.document).paragraph_format.page_break_before = True

    # The file and its pages

    def properties(self) -> None:
        core, day = self.document.core_properties, self.paper.date or _DAY
        core.title, core.author = self.paper.title[:_LONGEST], self.paper.organisation[:_LONGEST]
        core.last_modified_by, core.language, core.revision = f"smcheck {__version__}", self.paper.locale, 1
        core.comments = core.keywords = core.subject = core.category = ""
        core.created = core.modified = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)

    def page(self) -> None:
        section: Any = self.document.sections[0]
        layout = self.paper.layout
        if self.own:
            section.page_width, section.page_height = A4
            side, edge = (22, 19) if layout == "flow" else (18, 16)
            section.left_margin = section.right_margin = Mm(side)
            section.top_margin = section.bottom_margin = Mm(edge)
            section.header_distance = section.footer_distance = Mm(edge // 2)
        if layout == "landscape" and section.page_width < section.page_height:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = section.page_height, section.page_width
        self.width = round((section.page_width - section.left_margin - section.right_margin) / Twips(1))
        for tab in self.document.styles.element.iter(qn("w:tab")):
            if tab.get(qn("w:pos")) == "0":
                tab.set(qn("w:pos"), str(self.width))
        if layout != "flow":
            self.shrink(_LINES[layout])
        if self.own:
            section.different_first_page_header_footer = self.paper.is_long
        if self.own and layout == "flow":
            self.running(section.header.paragraphs[0], self.paper.title, [_run(self.paper.day)])
        if section.footer.is_linked_to_previous:
            self.running(section.footer.paragraphs[0], self.paper.organisation, self.page_number())

    def page_number(self) -> list[Any]:
        before, between, after = self.say("formats.page", page="\0", pages="\0").split("\0")
        page, pages = field("PAGE", _run("1")), field("NUMPAGES", _run("1"))
        return [_run(before), *page, _run(between), *pages, _run(after)]

    def running(self, line: Paragraph, left: str, right: Iterable[Any]) -> None:
        """Fill a line that stands on every page."""
        stops: Any = line.paragraph_format.tab_stops
        for stop in line.style.paragraph_format.tab_stops if line.style else ():  # a letterhead may have one half-way
            stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
        stops.add_tab_stop(Twips(self.width), WD_TAB_ALIGNMENT.RIGHT)
        line._p.extend((_run(left), make("r", make("tab")), *right))

    def shrink(self, room: int) -> None:
        """Choose a size in which a page holds everything, by the length of the text: nobody counts pages here."""
        lines = sum(_lines(node, self.width / _LETTER) for node in self.paper.tree.children)
        factor = min(1.0, max(_SMALLEST, (room / max(lines, 1)) ** 0.5))
        for size in self.document.styles.element.iter(qn("w:sz"), qn("w:szCs")):
            size.set(qn("w:val"), str(max(round(int(size.get(qn("w:val"))) * factor), 15)))
        for spacing in self.document.styles.element.iter(qn("w:spacing")):
            for side in (qn("w:before"), qn("w:after")):
                if spacing.get(side):
                    spacing.set(side, str(round(int(spacing.get(side)) * factor**2 * 0.7)))

    def contents(self, headings: Sequence[Heading]) -> None:
        """Write a table of contents: a field that Word fills with page numbers, and links until then."""
        if not headings:
            return
        self.add("toc heading", _run(self.say("formats.contents")))
        lines = [
            self.add(f"toc {heading.level - 1}", self.entry(heading))._p
            for heading in headings
            if heading.level == _CHAPTER
        ]
        begin, code, separate, end = field('TOC \\o "1-1" \\h \\z \\u', dirty=True)
        for run in (separate, code, begin):
            lines[0].insert(1, run)  # after the properties of the paragraph
        lines[-1].append(end)

    def entry(self, heading: Heading) -> Any:
        mark = self.bookmark(heading)
        return make("hyperlink", _run(heading.text), make("r", make("tab")), *field(f"PAGEREF {mark} \\h"), anchor=mark)

    def bookmark(self, heading: Heading) -> str:
        return f"_Toc{self.bookmarks[heading.anchor]:08}"  # Word hides names like these

    # Blocks

    def all(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            self.blocks[node.type](node)

    def add(self, style: str, *runs: Any) -> Paragraph:
        return self.fill(self.document.add_paragraph(), style, *runs)

    def fill(self, paragraph: Paragraph, style: str, *runs: Any) -> Paragraph:
        """Fill an empty *paragraph*; python-docx would look through all styles to set one."""
        paragraph._p.extend((make("pPr", make("pStyle", val=self.styles[style])), *runs))
        return paragraph

    def heading(self, node: Node) -> None:
        heading = self.paper.headings.get(node)
        if heading is None:  # inside a list or quotation
            self.add(self.style, *self.inline(node, "strong"))
        elif self.style == "opening" and heading.level == 1:
            title = self.add("title", *self.inline(node))
            if self.own and self.paper.is_long:
                title.paragraph_format.space_before, title.paragraph_format.space_after = Mm(30), Mm(10)
        else:
            number = self.bookmarks[heading.anchor]
            start = make("bookmarkStart", id=number, name=self.bookmark(heading))
            style = f"heading {min(max(heading.level - 1, 1), 5)}"
            self.add(style, start, *self.inline(node), make("bookmarkEnd", id=number))

    def paragraph(self, node: Node) -> None:
        if not is_caption(node):
            paragraph = self.add(self.style, *self.inline(node))
            paragraph.paragraph_format.keep_with_next = is_label(node) or None

    def bulleted(self, node: Node) -> None:
        if self.style == "opening":
            self.items(node, "opening", None)
        else:
            self.bullets = self.bullets or numbering(self.document, "bullet")
            self.items(node, "list bullet", self.bullets)

    def numbered(self, node: Node) -> None:
        start = int(node.attrs.get("start", 1))
        self.items(node, "list number", numbering(self.document, "decimal", start))

    def items(self, node: Node, style: str, number: int | None) -> None:
        """Write the items of a list; without a *number* they are lines without a mark."""
        for item in node.children:
            for child in item.children:
                if child.type != "paragraph":
                    self.depth += 1
                    self.blocks[child.type](child)
                    self.depth -= 1
                    continue
                paragraph = self.add("quote" if self.style == "quote" else style, *self.inline(child))
                if number is not None and child is item.children[0]:
                    paragraph._p.get_or_add_pPr()._insert_numPr(in_list(number, self.depth))
                else:
                    further = self.depth if number is None else self.depth + 1
                    paragraph.paragraph_format.left_indent = Twips(INDENT * further)

    def quotation(self, node: Node) -> None:
        outside, self.style = self.style, "quote"
        self.all(node.children)
        self.style = outside
        self.part()

    def code(self, node: Node) -> None:
        picture = pictures.read(node.info, node.content) if is_chart(node) else None
        if picture:
            self.picture(picture, node)
            return
        for line in node.content.rstrip("\n").split("\n"):
            self.add("source code", _run(line))
        self.part()

    def part(self) -> None:
        """Leave a gap after what has no room of its own below it; Word would join two tables or two boxes."""
        gap = self.add("normal").paragraph_format
        gap.space_before = gap.space_after = Pt(0)
        gap.line_spacing = Pt(9)

    def table(self, node: Node) -> None:
        heads, body = rows(node)
        parts = shares(node)
        cells = self.grid(len(body) + 1, [self.width * part // sum(parts) for part in parts], caption(node))
        for style, line, contents in zip(("table head", *["compact"] * len(body)), cells, (heads, *body), strict=True):
            for cell, content in zip(line, contents, strict=True):
                paragraph = self.fill(cell.paragraphs[0], style, *self.inline(content))
                if is_right(content):
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.part()

    def grid(self, lines: int, widths: Sequence[int], label: Node | None) -> list[list[_Cell]]:
        """Add a table below its caption and return its cells; its head stands on every page and its rows stay whole."""
        if label:
            self.add("caption", *self.inline(label.children[0]))
        table = self.document.add_table(lines, len(widths))
        table.autofit = False
        properties = table._tbl.tblPr
        for look in properties.findall(qn("w:tblStyle")):
            properties.remove(look)
        properties.insert(0, make("tblStyle", val=self.styles["table"]))
        for look in properties.findall(qn("w:tblLook")):
            properties.remove(look)
        bands = {"firstColumn": 0, "lastColumn": 0, "noHBand": 1, "noVBand": 1}
        properties.append(make("tblLook", val="0620", firstRow=1, lastRow=0, **bands))
        if label:
            properties.append(make("tblCaption", val=text(label)))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Twips(width)
        found = []
        for place, row in enumerate(table.rows):
            row._tr.get_or_add_trPr().append(make("cantSplit"))
            if place == 0:
                row._tr.get_or_add_trPr().append(make("tblHeader"))
            found.append(list(row.cells))
            for cell, width in zip(found[-1], widths, strict=True):
                cell.width = Twips(width)
        return found

    def picture(self, picture: pictures.Picture, node: Node) -> None:
        """Write a chart as a table with shaded cells, the figures beside them."""
        heads = pictures.heads(picture, self.paper.words)
        shape = picture.rows[0]
        boxes = len(shape.track) or (pictures.HALVES if shape.bars else pictures.HALVES + 1)
        box = round((_TRACK / boxes if shape.track else _BOX) / Twips(1))
        rest = self.width - boxes * box
        label = rest - len(heads) * round(_BESIDE / Twips(1)) if shape.track else rest * 2 // 5
        beside = [(rest - label) // len(heads)] * len(heads)
        if picture.noted:
            beside = [(rest - label) * 2 // 5, (rest - label) * 3 // 5]
        widths = [label, *[box] * boxes, *beside]
        drawn = [(row, place) for row in picture.rows for place in range(max(len(row.bars), 1))]
        first, *lines = self.grid(len(drawn) + 1, widths, caption(node))
        low, high = first[1].merge(first[boxes // 2]), first[boxes // 2 + 1].merge(first[boxes])
        above = (pictures.key(picture, self.paper.words), *pictures.scale(picture, self.paper.words), *heads)
        for cell, head in zip((first[0], low, high, *first[boxes + 1 :]), above, strict=True):
            self.fill(cell.paragraphs[0], "compact", _run(head))
        high.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for cells, (row, place) in zip(lines, drawn, strict=True):
            said = ("" for _ in heads) if place else pictures.beside(picture, row, self.paper.words)
            self.fill(cells[0].paragraphs[0], "compact", _run("" if place else row.label))
            for cell, kind in _joined(cells[1 : boxes + 1], _boxes(row, place), in_one=bool(row.track)):
                self.fill(cell.paragraphs[0], "compact")
                shade(cell, kind, below_head=cells is lines[0])
            for cell, figure in zip(cells[boxes + 1 :], said, strict=True):
                self.fill(cell.paragraphs[0], "compact", _run(figure))
            for cell in cells if cells is not lines[-1] else ():
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        self.part()

    # Words

    def inline(self, node: Node, *marks: str) -> list[Any]:
        """Return the runs of *node*; *marks* are those of what it stands in."""
        runs: list[Any] = []
        for child in node.children:
            match child.type:
                case "text":
                    runs.append(self.run(child.content, marks))
                case "softbreak":
                    runs.append(_run(" "))
                case "hardbreak":
                    runs.append(make("r", make("br")))
                case "code_inline":
                    runs.append(self.run(child.content, (*marks, "code")))
                case "image":
                    runs.append(self.run(text(child), marks))
                case "link" if address(child):
                    runs.append(self.link(child, marks))
                case "strong" | "em" | "s" as kind:
                    runs += self.inline(child, *marks, kind)
                case _:
                    runs += self.inline(child, *marks)
        return runs

    def run(self, said: str, marks: Sequence[str]) -> Any:
        named = {"code": "verbatim char", "link": "hyperlink"}
        styled = [make("rStyle", val=self.styles[style]) for mark, style in named.items() if mark in marks]
        plain = [make(tag) for mark, tag in _MARKS.items() if mark in marks]
        # A run has one style: of code in a link the first counts.
        look = [make("rPr", *styled[:1], *plain)] if styled or plain else []
        return make("r", *look, words(said))

    def link(self, node: Node, marks: Sequence[str]) -> Any:
        link = make("hyperlink", *self.inline(node, *marks, "link"))
        target = self.document.part.relate_to(address(node), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), target)
        return link


def _run(said: str) -> Any:
    return make("r", words(said))


def _boxes(row: pictures.Row, place: int) -> list[str]:
    """Return how each box of a line of a chart is filled."""
    if row.track:
        return [_SIGNS[sign] for sign in row.track]
    if not row.bars:
        low, high = row.span
        places = range(pictures.HALVES + 1)
        return ["full" if dot in row.dots else "soft" if low <= dot <= high else "none" for dot in places]
    bar = row.bars[place]
    if bar.halves is None:
        return ["none"] * pictures.HALVES
    filled = "hatched" if bar.provisional else "full"
    return [filled if half < bar.halves else "empty" for half in range(pictures.HALVES)]


def _joined(cells: Sequence[_Cell], kinds: Sequence[str], *, in_one: bool) -> Iterator[tuple[_Cell, str]]:
    """Yield the boxes and how they are filled; those that are filled alike become one where they are drawn *in_one*."""
    if not in_one:
        yield from zip(cells, kinds, strict=True)
        return
    for kind, places in groupby(range(len(cells)), key=kinds.__getitem__):
        first, *others = places
        yield (cells[first].merge(cells[others[-1]]) if others else cells[first]), kind


def _lines(node: Node, letters: float) -> float:
    """Estimate how many lines of so many *letters* a block takes."""
    match node.type:
        case "table":
            _, body = rows(node)
            widths = [max(letters * share / 100, 4) for share in shares(node)]
            tall = (max(-(-len(text(cell)) // wide) for cell, wide in zip(line, widths, strict=True)) for line in body)
            return 2 + 1.15 * sum(max(lines, 1) for lines in tall)
        case "bullet_list" | "ordered_list" | "list_item" | "blockquote":
            return sum(_lines(child, letters - 4) for child in node.children)
        case "heading":
            return 1.7 + -(-len(text(node)) // letters)
        case _:
            return 0.5 + -(-len(text(node)) // letters)
