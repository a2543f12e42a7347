"""What the parser complains of, as problems a person can mend: its English is never shown."""

import re

from yaml import MarkedYAMLError

from smcheck.problems import Problem

# What the parser was doing, what it met, the code. Both parsers are meant: each words it in its own way.
_KNOWN = (
    ("", "tab character", "yaml.tab"),
    ("quoted scalar", "end of stream", "yaml.unclosed_quote"),
    ("quoted scalar", "document", "yaml.unclosed_quote"),
    ("quoted scalar", "", "yaml.bad_escape"),
    ("directive", "", "yaml.directive"),
    ("", "incompatible", "yaml.directive"),
    ("", "duplicate %YAML", "yaml.directive"),
    ("anchor", "", "yaml.anchor"),
    ("alias", "", "yaml.alias"),
    ("tag", "", "yaml.tag"),
    ("", "tag handle", "yaml.tag"),
    ("block scalar", "", "yaml.block_header"),
    ("", "find expected ':'", "yaml.missing_colon"),
    ("", "mapping values", "yaml.colon_in_text"),
    ("", "sequence entries", "yaml.dash"),
    ("", "',' or", "yaml.unclosed_bracket"),
    ("", "document start", "yaml.second_document"),
    ("", "unexpected ':'", "yaml.unexpected"),
    ("", "start any token", "yaml.unexpected"),
    ("", "node content", "yaml.unexpected"),
    ("", "keys are not allowed", "yaml.unexpected"),
    ("", "expected key", "yaml.indentation"),
    ("", "block end", "yaml.indentation"),
    ("", "'-' indicator", "yaml.indentation"),
)
# These are mended where the thing begins, not where the parser gave up.
_AT_START = frozenset(
    f"yaml.{name}" for name in ("unclosed_quote", "unclosed_bracket", "missing_colon", "anchor", "alias", "tag")
)
_DIRECTIVE = re.compile(r"(?:^|(?<=[\r\n]))%\S*")
_DOCUMENT_END = re.compile(r"(?:^|[\r\n])\.\.\.")
_KEY = re.compile(r"\S\s*:\s")
_GLUED_KEY = re.compile(r"[\s-]*[\w.-]+:(?=[^\s/])")


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of the character at *offset*; lines end as they do in an editor."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def complaint(error: MarkedYAMLError, text: str) -> Problem:
    """Return the problem behind *error*, which the parser raised on *text*."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem("yaml.syntax")
    context, problem = error.context or "", error.problem or ""
    offset = mark.index if mark.index < len(text) else len(text.rstrip())
    code = next((code for doing, met, code in _KNOWN if doing in context and met in problem), "yaml.syntax")
    if code in _AT_START and error.context_mark:
        offset = error.context_mark.index
    code, offset = _closer(code, offset, text)
    line, column = place(text, offset)
    return Problem(code, _values(code, offset, text), line=line, column=column)


def _closer(code: str, offset: int, text: str) -> tuple[str, int]:
    """Return a code and a place that say more, from the characters at and before *offset*."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    before = text[start:offset].rstrip()
    character = text[offset : offset + 1]
    if code == "yaml.unexpected":
        if character == "\t":
            return "yaml.tab", offset
        if not character.strip():
            bracket = max(text.rfind("[", 0, offset), text.rfind("{", 0, offset))
            return ("yaml.unclosed_bracket", bracket) if bracket >= 0 else ("yaml.syntax", offset)
    elif code == "yaml.directive":
        return code, start
    elif code == "yaml.bad_escape":
        return code, text.rfind("\\", 0, offset + 1)
    elif code == "yaml.colon_in_text" and not _KEY.search(text[start:offset]):
        above = text[:start].rstrip()
        glued = _GLUED_KEY.match(above, max(above.rfind("\n"), above.rfind("\r")) + 1)
        return ("yaml.missing_space", glued.end()) if glued else ("yaml.indentation", offset - len(before.lstrip()))
    elif code == "yaml.second_document":
        if directive := _DIRECTIVE.search(text[:offset]):
            return "yaml.directive", directive.start()
        if not _DOCUMENT_END.search(text[:offset]):
            return ("yaml.unexpected" if character and character in "]}" else "yaml.indentation"), offset
    elif code == "yaml.indentation":
        if character and character in "]},":
            return "yaml.unexpected", offset
        if character == ":" and not before:
            return "yaml.blank_key", offset
        if before.endswith(('"', "'")):
            opening = max(text.rfind(f"{sign} {before[-1]}", 0, start) for sign in ":-,")
            if before.count(before[-1]) % 2 and opening >= 0:  # it closes what was opened lines above and never closed
                return "yaml.unclosed_quote", opening + 2
            return "yaml.text_after_quote", offset
        if before.endswith(("]", "}")):
            return "yaml.text_after_bracket", offset
        if before.lstrip(" -"):
            return "yaml.syntax", offset
    return code, offset


def _values(code: str, offset: int, text: str) -> dict[str, object]:
    character = text[offset : offset + 1]
    if code == "yaml.directive":
        return {"directive": text[offset:].split()[0]}
    if code == "yaml.unclosed_quote":
        return {"quote": character}
    if code == "yaml.text_after_quote":
        return {"quote": text[:offset].rstrip()[-1]}
    if code == "yaml.unclosed_bracket":
        return {"bracket": character}
    return {"character": character} if code == "yaml.unexpected" else {}
