"""The index of many cases: a line each, for a spreadsheet."""

import csv
import io
import json
import tempfile
from collections.abc import Mapping
from types import TracebackType
from typing import IO, Self

NAME = "index.csv"

_SEPARATOR = {"de": ";", "en": ","}  # what spreadsheets of that language take for one


class Index:
    """Collects the lines of an index, on disk; as a context it removes what it collected at its end."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._columns: dict[str, None] = {}
        self._lines: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lines.close()

    def add(self, row: Mapping[str, str]) -> None:
        """Add the line of one case; what an earlier one did not have becomes a column at the end."""
        self._columns |= dict.fromkeys(row)
        self._lines.write(json.dumps(row) + "\n")

    def data(self) -> bytes:
        """Return the whole index as CSV in UTF-8, with the mark by which spreadsheets know that."""
        text = io.StringIO(newline="")
        sheet = csv.DictWriter(text, list(self._columns), delimiter=_SEPARATOR[self.language], lineterminator="\n")
        sheet.writeheader()
        self._lines.seek(0)
        sheet.writerows(json.loads(line) for line in self._lines)
        return text.getvalue().encode("utf-8-sig")
