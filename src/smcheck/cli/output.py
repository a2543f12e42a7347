"""What a command says beside its result: problems and remarks on stderr, in the language of whoever reads them."""

import os
import re
import sys
from collections.abc import Iterable
from typing import Any, Literal

from smcheck.problems import Problem
from smcheck.terminal.screen import colourful, console, plain

__all__ = ["colourful", "console", "environment_language", "json_text", "plain", "report", "talk"]

COLOURS = {"error": "31", "warning": "33", "hint": "36"}

# What JSON may hold as it is, and a terminal would act upon: in the name of a file, for example.
_ACTING = "[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"


def json_text(data: Any) -> str:
    """Return *data* as JSON in which every sign that cannot be seen is written as a code."""
    import json

    text = json.dumps(data, ensure_ascii=False, indent=2)
    return re.sub(_ACTING, lambda sign: f"\\u{ord(sign[0]):04x}", text)


def environment_language() -> Literal["de", "en"]:
    """Return the language of the environment: German where it says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "de" if value.lower().startswith("de") else "en"
    return "en"


def report(problems: Iterable[Problem], locale: str | None = None) -> None:
    """Print *problems* on stderr, one line each: `file:line:column: question: what is wrong, what to do`."""
    from smcheck.wording import wording

    words = wording(locale or environment_language())
    for problem in problems:
        line = plain(words.located(problem))
        if colourful(sys.stderr):
            line = f"\x1b[{COLOURS[problem.level]}m{line}\x1b[0m"
        print(line, file=sys.stderr)


def talk(text: str) -> None:
    """Say something beside the result, on stderr."""
    print(plain(text), file=sys.stderr)
