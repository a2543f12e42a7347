"""Entries in the order of their names, any number of them: what they take in memory is always the same.

They stand in a temporary file, once there are many, which nobody else sees and which is gone with the program.
"""

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator


class Ledger:
    """What is known of each name; a later entry takes the place of an earlier one.

    Whatever it is asked may raise OSError, where there is no room for its file.
    """

    def __init__(self) -> None:
        with _as_errors_of_the_system():
            self._entries = sqlite3.connect("", isolation_level=None)
            self._entries.execute("PRAGMA cache_size = -256")  # KB in memory; more is no faster
            self._entries.execute("PRAGMA journal_mode = OFF")  # nothing is ever taken back
            self._entries.execute("CREATE TABLE entry (name BLOB PRIMARY KEY, known BLOB) WITHOUT ROWID")

    def __del__(self) -> None:
        self._entries.close()

    def __len__(self) -> int:
        return sum(1 for _ in self.items())

    def put(self, name: str, known: bytes = b"") -> None:
        """Note what is *known* of *name*."""
        with _as_errors_of_the_system():
            self._entries.execute("INSERT OR REPLACE INTO entry VALUES (?, ?)", (_bytes(name), known))

    def get(self, name: str) -> bytes | None:
        """Return what is known of *name*; None where it has no entry."""
        with _as_errors_of_the_system():
            row = self._entries.execute("SELECT known FROM entry WHERE name = ?", (_bytes(name),)).fetchone()
        return row[0] if row else None

    def items(self, beginning: str = "") -> Iterator[tuple[str, bytes]]:
        """Yield all entries in order whose names have this *beginning*."""
        first = _bytes(beginning)
        with _as_errors_of_the_system():
            rows = self._entries.execute("SELECT * FROM entry WHERE name >= ? AND name < ?", (first, first + _PAST_ALL))
            for name, known in rows:
                yield name.decode("utf-8", "surrogatepass"), known


_PAST_ALL = b"\xff"  # no character begins with it


def _bytes(name: str) -> bytes:
    """Return *name* as bytes of the same order; the name of a file may be no Unicode."""
    return name.encode("utf-8", "surrogatepass")


@contextlib.contextmanager
def _as_errors_of_the_system() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(None, str(error), tempfile.gettempdir()) from None
