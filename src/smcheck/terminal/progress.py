"""How far a batch is: a bar on a terminal, a line now and then elsewhere, or nothing."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Literal, Self

from smcheck.terminal.screen import console
from smcheck.wording import Wording

_FIRST = 0.5  # seconds: whatever is done by then needs no bar
_EVERY = 5.0  # seconds between two lines

Style = Literal["bar", "lines", "none"]


class Progress:
    """Shows how many of *total* cases are done, on stderr; as a context it clears the bar away at its end."""

    def __init__(self, total: int, words: Wording, style: Style) -> None:
        self._total = total
        self._words = words
        self._style = style
        self._done = 0
        self._start = self._last = time.monotonic()
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def advance(self) -> None:
        """Count one more case."""
        self._done += 1
        now = time.monotonic()
        if self._style == "bar" and (self._bar or now - self._start > _FIRST):
            self._draw()
        elif self._style == "lines" and now - self._last > _EVERY and self._done < self._total:
            self._last = now
            print(self._line(now), file=sys.stderr)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Make room on the screen for a line that is printed meanwhile."""
        bar, self._bar = self._bar, None
        if bar is not None:
            bar.stop()
        yield

    def _line(self, now: float) -> str:
        rate = self._done / (now - self._start)
        words, number = self._words, self._words.number
        minutes, seconds = divmod(round((self._total - self._done) / rate), 60)
        left = words.say("batch.minutes" if minutes else "batch.seconds", minutes=minutes, seconds=seconds)
        return words.say(
            "batch.progress", done=number(self._done), total=number(self._total), rate=number(round(rate)), left=left
        )

    def _draw(self) -> None:
        if self._bar is None:
            from rich.progress import BarColumn, TextColumn
            from rich.progress import Progress as Bar

            columns = BarColumn(), TextColumn("{task.fields[line]}", markup=False)
            self._bar = Bar(*columns, console=console(stderr=True), transient=True, redirect_stdout=False)
            self._task = self._bar.add_task("", total=self._total, line="")
            self._bar.start()
        self._bar.update(self._task, completed=self._done, line=self._line(time.monotonic()))
