"""What Word is strict about, for want of a Word that could be asked: the schema of WordprocessingML and its references.

The order of elements is that of ECMA-376, Part 1 (WordprocessingML, transitional), for every element that is written
here; Word calls a file damaged where it differs. So it does where two bookmarks have one number, where a table is not
followed by a paragraph, a cell does not end with one, or a field does not end.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

ORDER = {
    name: order.split()
    for name, order in {
        "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
        "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
        "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
        "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
        "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof "
        "snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText "
        "vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
        "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
        "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
        "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
        "tr": "tblPrEx trPr tc",
        "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText "
        "vAlign hideMark",
        "tcBorders": "top start left bottom end right insideH insideV tl2br tr2bl",
        "tblBorders": "top start left bottom end right insideH insideV",
        "tblCellMar": "top start left bottom end right",
        "pBdr": "top left bottom right between bar",
        "numPr": "ilvl numId",
        "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
        "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
        "styles": "docDefaults latentStyles style",
        "docDefaults": "rPrDefault pPrDefault",
        "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat "
        "locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
        "tblStylePr": "pPr rPr tblPr trPr tcPr",
        "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
        "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
        "num": "abstractNumId lvlOverride",
        "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
        "settings": "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
        "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData "
        "embedTrueTypeFonts embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges "
        "bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors "
        "hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate linkStyles "
        "stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView trackRevisions "
        "doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme "
        "styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone "
        "doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders "
        "bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing "
        "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
        "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin "
        "doNotShadeFormData noPunctuationKerning characterSpacingControl printTwoOnOne "
        "strictFirstAndLastChars noLineBreaksAfter noLineBreaksBefore savePreviewPicture "
        "doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText "
        "doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt showXMLTags "
        "alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids "
        "attachedSchema themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats doNotAutoCompressPictures "
        "forceUpgrade captions readModeInkLockDown smartTagType schemaLibrary shapeDefaults "
        "doNotEmbedSmartTags decimalSymbol listSeparator",
    }.items()
}
ANY_NUMBER = {"bookmarkStart", "bookmarkEnd", "tr", "tc", "style", "tblStylePr", "abstractNum", "num", "lvl"} | {
    *("headerReference", "footerReference", "latentStyles", "numPicBullet", "lvlOverride", "activeWritingStyle"),
    *("attachedSchema", "smartTagType"),
}
NUMBERED = {"bookmarkStart": "id", "abstractNum": "abstractNumId", "num": "numId", "style": "styleId"}


def broken(data: bytes) -> list[str]:
    """Return every rule that the Word file *data* breaks, with where."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert packed.testzip() is None
        names = packed.namelist()
        parts = {name: ElementTree.fromstring(packed.read(name)) for name in names if name.endswith((".xml", ".rels"))}
    found = [f"{name} is there twice" for name, count in Counter(names).items() if count > 1]
    for name, root in parts.items():
        if name.startswith("word/"):
            found += [f"{name}: {what}" for element in root.iter() for what in _misplaced(element)]
    body = parts["word/document.xml"]
    return [*found, *_repeated(parts), *_dangling(parts), *_blocks(body), *_fields(body)]


def _misplaced(element: Element) -> Iterator[str]:
    name = element.tag.removeprefix(W)
    order = ORDER.get(name)
    inside = [child.tag.removeprefix(W) for child in element if child.tag.startswith(W)]
    if order is None:
        return
    if unknown := set(inside) - {*order}:
        yield f"{unknown} in {name}"
    places = [order.index(child) for child in inside if child in order]
    if name == "sectPr":  # references of both kinds may take turns
        places = [max(place, 1) for place in places]
    if places != sorted(places):
        yield f"{inside} is no order for {name}"
    if repeated := {child for child in inside if inside.count(child) > 1} - ANY_NUMBER:
        yield f"{repeated} twice in {name}"


def _repeated(parts: dict[str, Element]) -> Iterator[str]:
    for name, root in parts.items():
        for tag, number in NUMBERED.items():
            ids = [each.get(W + number) for each in root.iter(W + tag)]
            if len(ids) != len(set(ids)):
                yield f"{name}: {tag} with the same number"
    marks = [mark.get(W + "name", "") for mark in parts["word/document.xml"].iter(W + "bookmarkStart")]
    if len(marks) != len(set(marks)) or any(len(mark) > 40 for mark in marks):
        yield "names of bookmarks"


def _dangling(parts: dict[str, Element]) -> Iterator[str]:
    """What names something that is not there: styles, lists, bookmarks, other files."""
    styles = {style.get(W + "styleId") for style in parts["word/styles.xml"].iter(W + "style")}
    lists = {each.get(W + "numId") for each in parts.get("word/numbering.xml", Element("none")).iter(W + "num")}
    marks = {mark.get(W + "name") for mark in parts["word/document.xml"].iter(W + "bookmarkStart")}
    for name, root in parts.items():
        if not name.startswith("word/") or name.endswith((".rels", "stylesWithEffects.xml")):
            continue
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link"):
            for gone in {each.get(W + "val") for each in root.iter(W + tag)} - styles:
                yield f"{name}: no style {gone}"
        if root.tag == W + "document":
            used = {each.get(W + "val") for each in root.iter(W + "numId")} - {"0"}
            yield from (f"{name}: no list {gone}" for gone in used - lists)
            to = {each.get(W + "anchor") for each in root.iter(W + "hyperlink")} - {None}
            yield from (f"{name}: no bookmark {gone}" for gone in to - marks)
            starts, ends = (
                [each.get(W + "id") for each in root.iter(W + f"bookmark{kind}")] for kind in ("Start", "End")
            )
            if starts != ends:
                yield "bookmarks that do not end"
        links = parts.get(f"word/_rels/{name.removeprefix('word/')}.rels")
        known = {link.get("Id") for link in links} if links is not None else set()
        said = {value for each in root.iter() for key, value in each.attrib.items() if key.startswith(R)}
        yield from (f"{name}: no relation {gone}" for gone in said - known)


def _blocks(body: Element) -> Iterator[str]:
    for element in body.iter():
        children = list(element)
        for place, child in enumerate(children):
            if child.tag == W + "tbl" and (place + 1 == len(children) or children[place + 1].tag != W + "p"):
                yield "no paragraph below a table"
        if element.tag == W + "tc" and children[-1].tag != W + "p":
            yield "no paragraph at the end of a cell"
        if element.tag == W + "tbl":
            columns = len(element.findall(f"{W}tblGrid/{W}gridCol"))
            if {_width(row) for row in element.findall(W + "tr")} != {columns}:
                yield "a row that is not as wide as its table"
    content = body.find(W + "body")
    assert content is not None
    if [child.tag for child in content][-1] != W + "sectPr" or len(list(content.iter(W + "sectPr"))) != 1:
        yield "no section at the end"


def _width(row: Element) -> int:
    """Return over how many columns the cells of *row* reach."""
    spans = {id(cell): cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(W + "tc")}
    return sum(1 if span is None else int(span.get(W + "val", "1")) for span in spans.values())


def _fields(body: Element) -> Iterator[str]:
    """Fields begin, part and end, one inside the other."""
    open_: list[str] = []
    for mark in body.iter(W + "fldChar"):
        kind = mark.get(W + "fldCharType", "")
        if kind == "begin":
            open_.append(kind)
        elif not open_ or (open_[-1], kind) not in {("begin", "separate"), ("separate", "end"), ("begin", "end")}:
            yield f"a field that has {kind} in the wrong place"
        elif kind == "end":
            open_.pop()
        else:
            open_[-1] = kind
    if open_:
        yield "a field that does not end"
