"""Entries in order of their names, on disk where they are many."""

import subprocess
import sys

import pytest

from smcheck.ledger import Ledger


def test_entries_come_in_the_order_of_their_names() -> None:
    """As Python orders them, whatever characters they have, and the later entry of one name alone."""
    names = ["b", "a", "ä", "a\0b", "", "\U0001f600", "\udc80", "\ud800", "\uffff", "aa"]
    ledger = Ledger()
    for name in [*names, "a"]:
        ledger.put(name, name.encode("utf-8", "replace") * 2)
    assert [name for name, _ in ledger.items()] == sorted(names)
    assert len(ledger) == len(names)
    assert (ledger.get("ä"), ledger.get("aaa")) == ("ää".encode(), None)


def test_entries_with_one_beginning() -> None:
    """Which is no pattern."""
    ledger = Ledger()
    for name in ("a.1", "a.2", "a.\U0010ffff", "a%", "ab", "b"):
        ledger.put(name)
    assert [name for name, _ in ledger.items("a.")] == ["a.1", "a.2", "a.\U0010ffff"]
    assert list(ledger.items("c")) == []


FULL = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
from smcheck.ledger import Ledger
ledger = Ledger()
try:
    for number in range(200_000):
        ledger.put(f"{number:09}", b"x" * 64)
except OSError as error:
    print(error.strerror, error.filename)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit for the size of files")
def test_no_room_is_an_error_of_the_system() -> None:
    """Which everybody knows how to tell."""
    done = subprocess.run([sys.executable, "-c", FULL], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("disk I/O error /")
