"""What stands around an open prompt, and how the lines of the window are shared out."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from prompt_toolkit.application import Application, run_in_terminal
from prompt_toolkit.filters import Always
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.layout import AnyContainer, Dimension, FormattedTextControl, HSplit, Layout, Window
from rich.console import Console, RenderableType

from smcheck.interview.asker import Prompt
from smcheck.terminal import drawing
from smcheck.terminal.screen import plain
from smcheck.wording import Wording

SMALLEST = 5  # lines of a prompt that are always to be seen, however small the window


class Page:
    """What stands around an open prompt, and how the lines of the window are shared out.

    *head* has been printed right above and should stay in sight; *above* are styled texts between it and the prompt,
    *hints* stand below.
    """

    def __init__(
        self,
        screen: Console,
        app: Application[Any],
        head: RenderableType,
        *,
        above: Iterable[tuple[str, str]] = (),
        hints: Iterable[Sequence[str]] = (),
    ) -> None:
        self._screen = screen
        self._app = app
        self._head = head
        self._above = [(style, text) for style, text in above if text]
        self._hints = list(hints)
        self._why: list[tuple[str, str]] = []
        self._heights: dict[int, int] = {}  # of the heading, by the columns there are
        self._printed = self.width
        self._again: asyncio.TimerHandle | None = None

    @property
    def width(self) -> int:
        """The columns of the window."""
        return max(self._app.output.get_size().columns, drawing.NARROWEST)

    def room(self) -> int:
        """Return the lines that are left for the prompt itself."""
        if self.width not in self._heights:
            options = self._screen.options.update(width=self.width)
            self._heights[self.width] = len(self._screen.render_lines(self._head, options))
        taken = self._heights[self.width] + len(self._said()) + len(self._below())
        return max(self._app.output.get_size().rows - taken, SMALLEST)

    def lay_out(self, body: AnyContainer, *, focus: Window) -> None:
        """Put *body* between what stands above and below it."""
        focus.height = lambda: Dimension(max=self.room())
        focus.dont_extend_height = Always()
        self._app.layout = Layout(
            HSplit(
                [
                    Window(
                        FormattedTextControl(lambda: _fragments(self._said())),
                        height=lambda: Dimension.exact(len(self._said())),
                    ),
                    body,
                    Window(
                        FormattedTextControl(lambda: _fragments(self._below())),
                        height=lambda: Dimension(max=len(self._below())),
                        dont_extend_height=True,
                    ),
                ]
            ),
            focused_element=focus,
        )

    def explain(self, prompt: Prompt, words: Wording) -> None:
        """Show why this is asked and the follow-up question, or hide them again."""
        texts = [("terminal.why", prompt.why), ("terminal.probe", prompt.probe)]
        self._why = [] if self._why else [(words.say(code), plain(text)) for code, text in texts if text]

    def watch(self, _app: Application[Any]) -> None:
        """Print the heading again for a window that has become narrower: much of it may have been cut off."""
        if self.width >= self._printed or not self._app.is_running:
            self._printed = max(self._printed, self.width)
            return
        self._printed = self.width
        if self._again is not None:
            self._again.cancel()
        # Only once the window has come to rest: while it is dragged, it has many sizes.
        self._again = asyncio.get_running_loop().call_later(0.2, self._print_again)

    def _print_again(self) -> None:
        if self._app.is_running:
            run_in_terminal(lambda: self._screen.print(self._head))

    def _said(self) -> list[tuple[str, str]]:
        return [(style, line) for style, text in self._above for line in drawing.wrapped(text, self.width - 1)]

    def _below(self) -> list[tuple[str, str]]:
        lines = [("", "")]
        for title, text in self._why:
            lines.append(("class:why bold", title))
            lines += [("class:why", f"  {line}") for line in drawing.wrapped(text, self.width - 3)]
        if self._why:
            lines.append(("", ""))
        for hints in self._hints:
            lines += [("class:hint", line) for line in drawing.in_lines(hints, self.width)]
        return lines


def _fragments(lines: Iterable[tuple[str, str]]) -> FormattedText:
    """Return styled lines as prompt_toolkit wants them."""
    return FormattedText([part for style, line in lines for part in ((style, line), ("", "\n"))][:-1])
