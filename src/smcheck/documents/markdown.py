"""Any text as Markdown that shows exactly that text, whatever it contains.

Two forms: `line` for cells, headings, list items, bold and the middle of a sentence; `block` for paragraphs of their
own, with their line breaks. Both are escaped so that a Markdown reader (CommonMark with tables, strikethrough and
GitHub's autolinks) shows what was typed and finds the same structure around it. Signs that cannot do harm where they
stand are left alone: the file is also read as plain text.
"""

import re

BREAK = "\\\n"  # a hard line break that survives editors which trim trailing blanks

# Control characters, and the invisible signs that turn the direction of everything after them.
_DROPPED = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff]+")
_BLANKS = re.compile(r"[ \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
_INLINE = re.compile(
    r"""[\\`*\[\]|~]
    | _ (?: (?<![^\W_]_) | (?![^\W_]) )     # between two letters it is no emphasis
    | < (?= [A-Za-z/!?] | $ )               # a tag or an autolink
    | & (?= \#?\w+; )                       # an entity
    | (?<=/) /                              # https://…, //…
    | (?<=\S) @ (?= \w )                    # an address
    | (?<=[wW]{3}) \.                       # www.…
    | (?<=\S) \. (?= [^\W\d_]{2} )          # example.org
    """,
    re.VERBOSE,
)
_START = re.compile(
    r"""\#{1,6} (?= \s | $ )                # heading
    | [-+] (?= \s | $ )                     # list item
    | - (?= [-:] )                          # rule, underline of a heading, second line of a table
    | : (?= - )
    | = (?= =*\s*$ )                        # underline of a heading
    | >                                     # quotation
    """,
    re.VERBOSE,
)
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_CLOSING = re.compile(r"(?<=\s)#+$")  # a heading would swallow it
_ESCAPED = re.compile(r"\\(.)")
# Signs that may have to be escaped or dropped wherever they stand, blanks other than the usual one among them.
_SUSPECT = re.compile(
    "[\\\\`*_\\[\\]|~<>&@#=+/\x00-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028-\u202f\u205f-\u2069\u3000\ufeff]"
)
_INNER_DOT = re.compile(r"\.\S")


def line(text: str) -> str:
    """Return *text* on one line: its lines are joined, runs of blanks become one."""
    if _is_harmless(text):
        return text
    return _CLOSING.sub(r"\\\g<0>", _escape(_flat(text)))


def _is_harmless(text: str) -> bool:
    """Tell quickly of most texts that nothing in them needs a change."""
    return not (
        _SUSPECT.search(text)
        or text.startswith((" ", "-", ":"))
        or text[:1].isdecimal()
        or "  " in text
        or text.endswith(" ")
        or _INNER_DOT.search(text)
    )


def block(text: str) -> str:
    """Return *text* as one or several paragraphs, its line breaks kept."""
    paragraphs: list[list[str]] = [[]]
    for written in text.splitlines():
        if flat := _flat(written):
            paragraphs[-1].append(_escape(flat))
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join(BREAK.join(lines) for lines in paragraphs if lines)


def literal(text: str) -> str:
    """Return what *text*, a line that was escaped, shows: for code, where escapes would be seen."""
    return _ESCAPED.sub(r"\1", text)


def _flat(text: str) -> str:
    return _BLANKS.sub(" ", _DROPPED.sub("", text)).strip()


def _escape(flat: str) -> str:
    escaped = _INLINE.sub(r"\\\g<0>", flat)
    if _START.match(flat):
        return "\\" + escaped
    return _NUMBERED.sub(r"\1\\\2", escaped, count=1) if _NUMBERED.match(flat) else escaped
