"""Word's own matters: elements, styles, lists, fields, and bytes that know no time of day."""

import io
import zipfile
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import docx as library
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.parts.numbering import NumberingPart
from docx.shared import Mm
from docx.table import _Cell

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that a zip file knows
_STYLE, _ID, _VALUE = qn("w:style"), qn("w:styleId"), qn("w:val")
_WORD_2013 = "15"  # the latest there is: how Word lays out pages has its number since
_LEVELS = 9
_BULLETS = "•–·"

A4 = Mm(210), Mm(297)
_MARGINS = {
    **dict.fromkeys(("left_margin", "right_margin", "top_margin", "bottom_margin"), 25),
    "header_distance": 12,
    "footer_distance": 12,
    "gutter": 0,
}
_ACCENT, _SOFT, _PALE, _WHITE = "0B4A59", "C9D3D7", "B9C2C7", "FFFFFF"

# How boxes of a chart are filled, and the colour of the line around them.
_BOXES = {
    "full": ({"val": "clear", "color": "auto", "fill": _ACCENT}, _WHITE),
    "hatched": ({"val": "diagStripe", "color": _ACCENT, "fill": _WHITE}, _WHITE),
    "soft": ({"val": "clear", "color": "auto", "fill": _SOFT}, _WHITE),
    "empty": ({"val": "clear", "color": "auto", "fill": "auto"}, _PALE),
    "none": ({"val": "clear", "color": "auto", "fill": "auto"}, _WHITE),
}

INDENT, _HANGING = 360, 280  # twentieths of a point


def make(tag: str, *inside: Any, **attributes: object) -> Any:
    """Return an element `w:`*tag* with *attributes* (of the same name space) and *inside*."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(inside)
    return element


def words(text: str, tag: str = "t") -> Any:
    """Return an element that holds *text* with all its blanks."""
    element = make(tag)
    element.text = text
    element.set(qn("xml:space"), "preserve")
    return element


def field(code: str, *shown: Any, dirty: bool = False) -> list[Any]:
    """Return the runs of a field that shows *shown* until Word works it out; a *dirty* one it works out at once."""
    first = make("fldChar", fldCharType="begin")
    if dirty:
        first.set(qn("w:dirty"), "true")
    return [
        make("r", first),
        make("r", words(f" {code} ", "instrText")),
        make("r", make("fldChar", fldCharType="separate")),
        *shown,
        make("r", make("fldChar", fldCharType="end")),
    ]


def house() -> Document:
    """Return an empty document in our own styles."""
    document = library.Document()
    styles = document.styles.element
    names, ids = {_name(style) for style in _look()}, {style.get(_ID) for style in _look()}
    for old in styles.findall(_STYLE):
        if _name(old) in names or old.get(_ID) in ids:
            styles.remove(old)
    styles.extend(map(deepcopy, _look()))
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]  # a picture of somebody else's page
    settings = document.settings.element
    for zoom in settings.iter(qn("w:zoom")):
        zoom.set(qn("w:percent"), "100")  # which python-docx leaves out and Word's schema asks for
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(_VALUE, _WORD_2013)  # or Word calls the file one of an older version
    return document


def complete(document: Document) -> None:
    """Add what a letterhead lacks: a page, margins, styles."""
    section: Any = document.sections[0]
    if not (section.page_width and section.page_height):
        section.page_width, section.page_height = A4
    for margin, usual in _MARGINS.items():
        if getattr(section, margin) is None:
            setattr(section, margin, Mm(usual))
    styles = document.styles.element
    known = {_name(style): style.get(_ID) for style in styles.findall(_STYLE)}
    names = {"TableNormal": "normal table", **{style.get(_ID): _name(style) for style in _look()}}
    for style in _look():
        if _name(style) not in known:
            added = deepcopy(style)
            while added.get(_ID) in known.values():
                added.set(_ID, f"{added.get(_ID)}1")
            known[_name(style)] = added.get(_ID)
            for link in (*added.findall(qn("w:basedOn")), *added.findall(qn("w:next"))):
                if names[link.get(_VALUE)] in known:
                    link.set(_VALUE, known[names[link.get(_VALUE)]])
                else:
                    added.remove(link)
            styles.append(added)


@cache
def _look() -> list[Any]:
    return list(parse_xml(Path(__file__).with_name("docx.xml").read_bytes()).findall(_STYLE))


def _name(style: Any) -> str:
    return str(style.find(qn("w:name")).get(_VALUE)).lower()


def styles(document: Document) -> dict[str, str]:
    """Return the ids of all styles of *document* by their names in small letters."""
    return {_name(style): str(style.get(_ID)) for style in document.styles.element.findall(_STYLE)}


def spell(document: Document, locale: str) -> None:
    """Let Word check spelling and hyphenate in the language of *locale*."""
    styles = document.styles.element
    if styles.find(_DEFAULT_LANGUAGE) is None:  # a letterhead of another program may not say any
        place = styles
        for step, first in (("docDefaults", True), ("rPrDefault", True), ("rPr", True), ("lang", False)):
            found = place.find(qn(f"w:{step}"))
            if found is None:
                found = make(step)
                place.insert(0, found) if first else place.append(found)
            place = found
    for language in styles.iter(qn("w:lang")):
        language.set(_VALUE, locale)
    settings = document.settings.element
    for clean in settings.findall(qn("w:proofState")):
        settings.remove(clean)  # nobody has checked it yet
    for language in settings.findall(qn("w:themeFontLang")):
        language.set(_VALUE, locale)
    if settings.find(qn("w:autoHyphenation")) is None:
        before = [place for place, each in enumerate(settings, 1) if each.tag in _BEFORE_HYPHENATION]
        settings.insert(max(before, default=0), make("autoHyphenation"))


_DEFAULT_LANGUAGE = "/".join(qn(f"w:{step}") for step in ("docDefaults", "rPrDefault", "rPr", "lang"))

# Word insists on the order of settings: these stand before the one for hyphenation.
_BEFORE_HYPHENATION = {
    qn(f"w:{name}")
    for name in (
        *("writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime"),
        *("doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText"),
        *("printFractionalCharacterWidth", "printFormsData", "embedTrueTypeFonts", "embedSystemFonts"),
        *("saveSubsetFonts", "saveFormsData", "mirrorMargins", "alignBordersAndEdges", "bordersDoNotSurroundHeader"),
        *("bordersDoNotSurroundFooter", "gutterAtTop", "hideSpellingErrors", "hideGrammaticalErrors"),
        *("activeWritingStyle", "formsDesign", "attachedTemplate", "linkStyles", "stylePaneFormatFilter"),
        *("stylePaneSortMethod", "documentType", "mailMerge", "revisionView", "trackRevisions", "doNotTrackMoves"),
        *("doNotTrackFormatting", "documentProtection", "autoFormatOverride", "styleLockTheme", "styleLockQFSet"),
        "defaultTabStop",
    )
}


def numbering(document: Document, kind: str, start: int = 1) -> int:
    """Add a list to *document*, `bullet` or `decimal`, and return its number; each begins at *start*."""
    lists = _lists(document)
    plans, numbers = lists.findall(qn("w:abstractNum")), lists.findall(qn("w:num"))
    plan = max((int(each.get(qn("w:abstractNumId"))) for each in plans), default=-1) + 1
    number = max((int(each.get(qn("w:numId"))) for each in numbers), default=0) + 1
    levels = (_level(level, kind, start) for level in range(_LEVELS))
    added = make("abstractNum", make("multiLevelType", val="hybridMultilevel"), *levels, abstractNumId=plan)
    plans[-1].addnext(added) if plans else lists.insert(0, added)
    last = numbers[-1] if numbers else added
    last.addnext(make("num", make("abstractNumId", val=plan), numId=number))
    return number


def in_list(number: int, level: int) -> Any:
    """Return what makes a paragraph an item of the list *number*."""
    return make("numPr", make("ilvl", val=min(level, _LEVELS - 1)), make("numId", val=number))


def _level(level: int, kind: str, start: int) -> Any:
    sign = _BULLETS[min(level, len(_BULLETS) - 1)] if kind == "bullet" else f"%{level + 1}."
    return make(
        "lvl",
        make("start", val=start if level == 0 else 1),
        make("numFmt", val=kind),
        make("lvlText", val=sign),
        make("lvlJc", val="left"),
        make("pPr", make("ind", left=INDENT * (level + 1), hanging=_HANGING)),
        ilvl=level,
    )


def _lists(document: Document) -> Any:
    """Return the lists of *document*; a letterhead may have none yet, and python-docx makes none."""
    part = document.part
    try:
        found: Any = part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        name = PackURI("/word/numbering.xml")
        found = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, make("numbering"), part.package)
        part.relate_to(found, RELATIONSHIP_TYPE.NUMBERING)
    return found.element


def shade(cell: _Cell, kind: str, *, below_head: bool) -> None:
    """Fill *cell* as a box of a chart and draw a line around it, but none over that of the head."""
    fill, line = _BOXES[kind]
    size = 4 if line == _PALE else 12
    sides = [make(side, val="single", sz=size, space=0, color=line) for side in ("top", "left", "bottom", "right")]
    if below_head:
        del sides[0]
    properties = cell._tc.get_or_add_tcPr()
    if kind != "none":
        properties.append(make("tcBorders", *sides))
    properties.append(make("shd", **fill))


def packed(document: Document) -> bytes:
    """Return the bytes of *document* without the time of day that a zip file remembers."""
    saved, result = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(result, "w") as new:
        for entry in old.infolist():
            plain = zipfile.ZipInfo(entry.filename, _EPOCH)
            plain.compress_type, plain.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(plain, old.read(entry))
    return result.getvalue()
