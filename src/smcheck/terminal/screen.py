"""The screen: consoles, and the one way a person's text gets onto it.

Everything a person typed is printed through `plain`, so that no answer can steer the terminal.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console


def plain(text: str) -> str:
    """Return *text* without control signs, so that it cannot move the cursor, set colours or turn the writing round."""
    return "".join(
        sign if sign.isprintable() or sign in "\n\u00a0\u202f\u00ad" else "�" for sign in text.replace("\t", " ")
    )


def colourful(stream: TextIO) -> bool:
    """Tell whether *stream* is a terminal whose owner did not refuse colours."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def console(*, stderr: bool = False) -> "Console":
    """Return a rich console. Piped lines are never wrapped or cut: it is wider than any line there."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(file=stream, markup=False, highlight=False, emoji=False, width=None if stream.isatty() else 10_000)


@contextmanager
def unechoed() -> Iterator[None]:
    """Keep keys that are pressed between two prompts for the next one.

    A terminal would echo them in the middle of the screen, and turn Enter into a line end that answers nothing.
    """
    if sys.platform == "win32":  # its console keeps them
        yield
        return
    import termios

    before = termios.tcgetattr(sys.stdin)
    quiet = termios.tcgetattr(sys.stdin)
    quiet[0] &= ~(termios.ICRNL | termios.IXON)
    quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        with suppress(termios.error):  # the window may be gone
            termios.tcsetattr(sys.stdin, termios.TCSANOW, before)
