"""A folder of documents: replaced, unchanged, or kept because somebody edited it."""

import json
import os
import sys
from pathlib import Path

import pytest

from smcheck.documents.state import RECORD, Folder, Outcome
from smcheck.problems import Problems

NAME = "probe.2027-01.brief.de.md"


def write(folder: Path, text: str, *, inputs: str = "1", force: bool = False) -> Outcome:
    return Folder(folder).write(NAME, text.encode(), inputs=inputs, force=force)


def test_new_file_is_made_and_recorded(tmp_path: Path) -> None:
    """The folder is made with the first file, and the record says what was written."""
    assert write(tmp_path / "a" / "b", "eins") is Outcome.MADE
    assert (tmp_path / "a" / "b" / NAME).read_text() == "eins"
    entry = json.loads((tmp_path / "a" / "b" / RECORD).read_text())
    assert (entry["file"], entry["inputs"], len(entry["hash"])) == (NAME, "1", 64)


def test_same_bytes_are_left_alone(tmp_path: Path) -> None:
    """A file that is already as it should be is not written again."""
    write(tmp_path, "eins")
    before = (tmp_path / NAME).stat()
    assert write(tmp_path, "eins") is Outcome.UNCHANGED
    assert (tmp_path / NAME).stat() == before
    assert len((tmp_path / RECORD).read_text().splitlines()) == 1


def test_own_file_is_replaced(tmp_path: Path) -> None:
    """What is as it was written may be replaced."""
    write(tmp_path, "eins")
    assert write(tmp_path, "zwei", inputs="2") is Outcome.MADE
    assert (tmp_path / NAME).read_text() == "zwei"


def test_edited_file_is_kept(tmp_path: Path) -> None:
    """What a person changed is theirs."""
    write(tmp_path, "eins")
    (tmp_path / NAME).write_text("eins, verbessert")
    assert write(tmp_path, "zwei") is Outcome.KEPT
    assert (tmp_path / NAME).read_text() == "eins, verbessert"


def test_file_of_somebody_else_is_kept(tmp_path: Path) -> None:
    """A file that was never recorded is not ours."""
    (tmp_path / NAME).write_text("fremd")
    assert write(tmp_path, "eins") is Outcome.KEPT


def test_force_replaces_an_edited_file(tmp_path: Path) -> None:
    """Asked for, and then recorded as ours."""
    (tmp_path / NAME).write_text("fremd")
    assert write(tmp_path, "eins", force=True) is Outcome.MADE
    assert write(tmp_path, "zwei") is Outcome.MADE


def test_edit_that_is_taken_back_makes_the_file_ours_again(tmp_path: Path) -> None:
    """Only the bytes count."""
    write(tmp_path, "eins")
    (tmp_path / NAME).write_text("anders")
    (tmp_path / NAME).write_text("eins")
    assert write(tmp_path, "zwei") is Outcome.MADE


def test_equal_file_without_a_record_is_recorded(tmp_path: Path) -> None:
    """A record that got lost is made anew from what is there."""
    write(tmp_path, "eins")
    (tmp_path / RECORD).unlink()
    assert write(tmp_path, "eins") is Outcome.UNCHANGED
    assert write(tmp_path, "zwei") is Outcome.MADE


def test_deleted_file_is_made_again(tmp_path: Path) -> None:
    """A record alone is no file."""
    write(tmp_path, "eins")
    (tmp_path / NAME).unlink()
    assert write(tmp_path, "eins") is Outcome.MADE


def test_current_only_with_same_inputs_and_untouched_file(tmp_path: Path) -> None:
    """Then nothing need be made."""
    write(tmp_path, "eins", inputs="1")
    assert Folder(tmp_path).is_current(NAME, "1")
    assert not Folder(tmp_path).is_current(NAME, "2")
    assert not Folder(tmp_path).is_current("other.md", "1")
    (tmp_path / NAME).write_text("anders")
    assert not Folder(tmp_path).is_current(NAME, "1")


@pytest.mark.parametrize("cut", [2, 20, 90])
def test_torn_last_line_is_dropped(tmp_path: Path, cut: int) -> None:
    """A program that was stopped while it wrote the record loses that line and nothing else."""
    write(tmp_path, "eins")
    Folder(tmp_path).write("other.md", b"x", inputs="1")
    record = tmp_path / RECORD
    record.write_bytes(record.read_bytes()[:-cut])
    assert not Folder(tmp_path).is_current("other.md", "1")
    assert Folder(tmp_path).is_current(NAME, "1")
    assert Folder(tmp_path).write("third.md", b"y", inputs="1") is Outcome.MADE
    assert all(Folder(tmp_path).is_current(name, "1") for name in (NAME, "third.md"))


def test_two_programs_may_write_to_one_folder(tmp_path: Path) -> None:
    """Lines are appended, so neither loses what the other wrote."""
    first, second = Folder(tmp_path), Folder(tmp_path)
    first.write("a.md", b"a", inputs="1")
    second.write("b.md", b"b", inputs="1")
    first.write("c.md", b"c", inputs="1")
    assert all(Folder(tmp_path).is_current(name, "1") for name in ("a.md", "b.md", "c.md"))


@pytest.mark.parametrize("damage", [b"\xff\xfe\n", b"[]\n", b"null\n", b'{"file": 1}\n', b"\n\n", b"{}\n"])
def test_damaged_lines_are_passed_over(tmp_path: Path, damage: bytes) -> None:
    """A record that somebody edited does not stop the work."""
    write(tmp_path, "eins")
    record = tmp_path / RECORD
    record.write_bytes(damage + record.read_bytes() + damage)
    assert Folder(tmp_path).is_current(NAME, "1")


@pytest.mark.parametrize("name", ["../out.md", "a/b.md", "/tmp/out.md", "..", ".hidden.md", ""])
def test_names_lead_nowhere_else(tmp_path: Path, name: str) -> None:
    """Nothing is ever written outside the folder."""
    with pytest.raises(ValueError, match="no name"):
        Folder(tmp_path).write(name, b"x", inputs="1")


def test_link_in_place_of_a_file_is_kept(tmp_path: Path) -> None:
    """What a link leads to is not touched, not even read."""
    target = tmp_path / "target"
    target.write_text("fremd")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / NAME).symlink_to(target)
    assert write(tmp_path / "out", "eins") is Outcome.KEPT
    assert write(tmp_path / "out", "eins", force=True) is Outcome.MADE
    assert target.read_text() == "fremd"


def test_linked_record_is_refused(tmp_path: Path) -> None:
    """The record is never written somewhere else."""
    (tmp_path / RECORD).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Problems) as caught:
        Folder(tmp_path)
    assert caught.value.problems[0].code == "documents.linked_record"


def test_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """The message names it."""
    (tmp_path / "file").write_text("")
    with pytest.raises(Problems) as caught:
        Folder(tmp_path / "file")
    assert caught.value.problems[0].code == "documents.not_a_folder"


def test_failure_leaves_the_old_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is replaced as a whole or not at all."""
    write(tmp_path, "eins")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Problems) as caught:
        write(tmp_path, "zwei")
    assert caught.value.problems[0].code == "documents.cannot_write"
    assert sorted(path.name for path in tmp_path.iterdir()) == [RECORD, NAME]
    assert (tmp_path / NAME).read_text() == "eins"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_permissions_of_a_file_stay(tmp_path: Path) -> None:
    """A document that only some may read stays so."""
    write(tmp_path, "eins")
    (tmp_path / NAME).chmod(0o600)
    write(tmp_path, "zwei")
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a folder that cannot be written to")
def test_read_only_folder_is_said(tmp_path: Path) -> None:
    """With the reason."""
    tmp_path.chmod(0o500)
    with pytest.raises(Problems) as caught:
        write(tmp_path, "eins")
    tmp_path.chmod(0o700)
    assert caught.value.problems[0].code == "documents.cannot_write"
