"""A folder of documents: replaced, unchanged, or kept because somebody edited it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smcheck.documents.state import RECORD, Folder, Outcome
from smcheck.problems import Problems

NAME = "probe.2027-01.brief.de.md"
ONE, TWO = "01" * 32, "02" * 32


def write(folder: Path, text: str, *, inputs: str = ONE, force: bool = False) -> Outcome:
    return Folder(folder).write(NAME, text.encode(), inputs=inputs, force=force)


def test_new_file_is_made_and_recorded(tmp_path: Path) -> None:
    """The folder is made with the first file, and the record says what was written."""
    assert write(tmp_path / "a" / "b", "eins") is Outcome.MADE
    assert (tmp_path / "a" / "b" / NAME).read_text() == "eins"
    entry = json.loads((tmp_path / "a" / "b" / RECORD).read_text())
    assert (entry["file"], entry["inputs"], len(entry["hash"])) == (NAME, ONE, 64)


def test_same_bytes_are_left_alone(tmp_path: Path) -> None:
    """A file that is already as it should be is not written again."""
    write(tmp_path, "eins")
    before = (tmp_path / NAME).stat()
    assert write(tmp_path, "eins") is Outcome.UNCHANGED
    assert ((tmp_path / NAME).stat().st_ino, (tmp_path / NAME).stat().st_mtime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
    )
    assert len((tmp_path / RECORD).read_text().splitlines()) == 1


def test_own_file_is_replaced(tmp_path: Path) -> None:
    """What is as it was written may be replaced."""
    write(tmp_path, "eins")
    assert write(tmp_path, "zwei", inputs=TWO) is Outcome.MADE
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
    write(tmp_path, "eins", inputs=ONE)
    assert Folder(tmp_path).is_current(NAME, ONE)
    assert not Folder(tmp_path).is_current(NAME, TWO)
    assert not Folder(tmp_path).is_current("other.md", ONE)
    (tmp_path / NAME).write_text("anders")
    assert not Folder(tmp_path).is_current(NAME, ONE)


@pytest.mark.parametrize("cut", [2, 20, 90])
def test_torn_last_line_is_dropped(tmp_path: Path, cut: int) -> None:
    """A program that was stopped while it wrote the record loses that line and nothing else."""
    write(tmp_path, "eins")
    Folder(tmp_path).write("other.md", b"x", inputs=ONE)
    record = tmp_path / RECORD
    record.write_bytes(record.read_bytes()[:-cut])
    assert not Folder(tmp_path).is_current("other.md", ONE)
    assert Folder(tmp_path).is_current(NAME, ONE)
    assert Folder(tmp_path).write("third.md", b"y", inputs=ONE) is Outcome.MADE
    assert all(Folder(tmp_path).is_current(name, ONE) for name in (NAME, "third.md"))


def test_two_programs_may_write_to_one_folder(tmp_path: Path) -> None:
    """Lines are appended, so neither loses what the other wrote."""
    first, second = Folder(tmp_path), Folder(tmp_path)
    first.write("a.md", b"a", inputs=ONE)
    second.write("b.md", b"b", inputs=ONE)
    first.write("c.md", b"c", inputs=ONE)
    assert all(Folder(tmp_path).is_current(name, ONE) for name in ("a.md", "b.md", "c.md"))


@pytest.mark.parametrize("damage", [b"\xff\xfe\n", b"[]\n", b"null\n", b'{"file": 1}\n', b"\n\n", b"{}\n"])
def test_damaged_lines_are_passed_over(tmp_path: Path, damage: bytes) -> None:
    """A record that somebody edited does not stop the work."""
    write(tmp_path, "eins")
    record = tmp_path / RECORD
    record.write_bytes(damage + record.read_bytes() + damage)
    assert Folder(tmp_path).is_current(NAME, ONE)


@pytest.mark.parametrize("name", ["../out.md", "a/b.md", "/tmp/out.md", "..", ".hidden.md", ""])
def test_names_lead_nowhere_else(tmp_path: Path, name: str) -> None:
    """Nothing is ever written outside the folder."""
    with pytest.raises(ValueError, match="no name"):
        Folder(tmp_path).write(name, b"x", inputs=ONE)


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


def die_before_replacing(folder: Path, text: str) -> None:
    """Leave the folder as a program does that is killed when the record has its line and the file is still the old."""
    script = (
        "import os, sys; from pathlib import Path; from smcheck.documents.state import Folder\n"
        "Path.replace = lambda *_: os._exit(9)\n"
        "Folder(Path(sys.argv[1])).write(sys.argv[2], sys.argv[3].encode(), inputs=sys.argv[4])"
    )
    done = subprocess.run([sys.executable, "-c", script, folder, NAME, text, TWO], check=False)
    assert done.returncode == 9


def test_killed_before_the_file_took_its_place(tmp_path: Path) -> None:
    """Its own old file is not taken for a person's, however often that happens, and no stray file stays."""
    write(tmp_path, "eins")
    for text in ("zwei", "drei"):
        die_before_replacing(tmp_path, text)
        assert (tmp_path / NAME).read_text() == "eins"
        assert not Folder(tmp_path).is_current(NAME, TWO)
    assert write(tmp_path, "vier") is Outcome.MADE
    assert sorted(path.name for path in tmp_path.iterdir()) == [RECORD, NAME]


def test_killed_before_the_file_took_its_place_and_then_edited(tmp_path: Path) -> None:
    """What a person does after that is theirs."""
    write(tmp_path, "eins")
    die_before_replacing(tmp_path, "zwei")
    (tmp_path / NAME).write_text("von Hand")
    assert write(tmp_path, "drei") is Outcome.KEPT


def test_version_before_put_back_by_hand_is_kept(tmp_path: Path) -> None:
    """Once a file is known to have taken its place, the one before it can only have come back through a person."""
    for text in ("eins", "zwei"):
        with Folder(tmp_path) as folder:
            folder.write(NAME, text.encode(), inputs=ONE)
    (tmp_path / NAME).write_text("eins")
    assert write(tmp_path, "drei") is Outcome.KEPT


def test_failed_replacement_does_not_count_as_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even if the same run goes on with other files, and not in a later one."""

    def failing(*_: object) -> None:
        raise OSError(28, "No space left on device")

    write(tmp_path, "eins")
    with Folder(tmp_path) as folder:
        monkeypatch.setattr(Path, "replace", failing)
        with pytest.raises(Problems):
            folder.write(NAME, b"zwei", inputs=TWO)
        monkeypatch.undo()
        folder.write("other.md", b"x", inputs=TWO)
        assert not folder.is_current(NAME, TWO)
        later = Folder(tmp_path)
        assert folder.write(NAME, b"drei", inputs=TWO) is Outcome.MADE
    (tmp_path / NAME).write_text("eins")
    assert later.write(NAME, b"vier", inputs=TWO) is Outcome.MADE


def test_all_that_was_made_from_the_same_inputs_is_current_or_nothing(tmp_path: Path) -> None:
    """One file that is missing or was edited, or was never made, and the case has to be looked at."""
    with Folder(tmp_path) as folder:
        for name in ("a.1.brief.md", "a.1.plan.md"):
            folder.write(name, b"x", inputs=ONE, of=2)
        folder.write("a.2.brief.md", b"x", inputs=ONE, of=2)
    assert Folder(tmp_path).current("a.1.", ONE) == ("a.1.brief.md", "a.1.plan.md")
    assert Folder(tmp_path).current("a.1.", TWO) == ()
    assert Folder(tmp_path).current("a.2.", ONE) == ()
    (tmp_path / "a.1.plan.md").write_text("von Hand")
    assert Folder(tmp_path).current("a.1.", ONE) == ()


def test_record_does_not_grow_for_ever(tmp_path: Path) -> None:
    """Hundreds of runs leave a line for each file, and what was in doubt stays so."""

    def run(times: int) -> int:
        for number in range(times):
            with Folder(tmp_path) as folder:
                folder.write(NAME, str(number).encode(), inputs=ONE)
        return len((tmp_path / RECORD).read_bytes().splitlines())

    assert run(300) < 250
    (tmp_path / RECORD).write_bytes((tmp_path / RECORD).read_bytes().splitlines(keepends=True)[-2])
    run(103)
    die_before_replacing(tmp_path, "x")
    with Folder(tmp_path) as folder:
        folder.write("other.md", b"y", inputs=ONE)
    assert len((tmp_path / RECORD).read_bytes().splitlines()) == 3
    assert write(tmp_path, "drei") is Outcome.MADE
