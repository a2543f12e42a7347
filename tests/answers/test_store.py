"""Sheets on disk: atomic, byte-keeping, never over somebody else's change."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import pytest

from smcheck.answers.model import BankReference, Header, OpenPoint, Respondent
from smcheck.answers.store import SheetFile
from smcheck.bank.load import Bank
from smcheck.logic.values import BLANK
from smcheck.problems import Problem, Problems
from smcheck.wording import wording

Text = Callable[..., str]

BODY = """
# my own remark
answers:
  org_name:   Klub   # short for Klubhaus

  mood: 2
open:
    budget: {status: unknown, ask: Kasse}   # ask on Monday
my_key: kept
"""


@pytest.fixture
def path(tmp_path: Path, text: Text) -> Path:
    """Return a sheet that a person has edited by hand."""
    path = tmp_path / "alpha.yaml"
    path.write_text(text(BODY), encoding="utf-8")
    return path


@pytest.fixture
def file(path: Path, bank: Bank) -> SheetFile:
    return SheetFile.open(path, bank=bank)


def header(**more: object) -> Header:
    reference = BankReference(id="every-type", version="1.2.0")
    return Header.model_validate(
        {"bank": reference, "case": "alpha", "round": "2026-12", "mode": "long", "language": "de"} | more
    )


def refused(change: Callable[[], object]) -> Problem:
    with pytest.raises(Problems) as caught:
        change()
    (problem,) = caught.value.problems
    assert wording("de").message(problem)
    assert wording("en").message(problem)
    return problem


def leftovers(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir() if "unsaved" in one.name]


@contextmanager
def without_rights() -> Iterator[None]:
    """Be an ordinary user for a while: root may write everywhere."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_new_sheet_is_for_its_owner_alone(tmp_path: Path, bank: Bank) -> None:
    path = tmp_path / "beta.yaml"
    made = SheetFile.create(path, header(respondent=Respondent(role="boss")), bank=bank)
    assert made.sheet.valid
    assert made.sheet.role == "boss"
    assert path.read_text(encoding="utf-8").startswith("smcheck: 1\nbank:\n  id: every-type\n")
    assert leftovers(tmp_path) == []
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_new_sheet_never_replaces_a_file(path: Path, bank: Bank) -> None:
    before = path.read_bytes()
    problem = refused(lambda: SheetFile.create(path, header(), bank=bank))
    assert problem == Problem("store.exists", {"path": str(path)})
    assert path.read_bytes() == before
    assert leftovers(path.parent) == []


def test_a_new_sheet_needs_a_folder(tmp_path: Path, bank: Bank) -> None:
    problem = refused(lambda: SheetFile.create(tmp_path / "none" / "a.yaml", header(), bank=bank))
    assert problem.code == "store.folder_gone"


def test_an_answer_changes_its_own_line_and_nothing_else(path: Path, file: SheetFile) -> None:
    before = path.read_text(encoding="utf-8")
    file.answer("mood", 4)
    assert path.read_text(encoding="utf-8") == before.replace("mood: 2", "mood: 4")
    assert file.sheet.answers["mood"] == 4


def test_a_new_answer_stands_where_the_bank_asks_it(path: Path, file: SheetFile) -> None:
    file.answer("weekly_hours", Fraction(15, 2))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert (
        lines.index("  org_name:   Klub   # short for Klubhaus")
        < lines.index("  weekly_hours: 7.5")
        < lines.index("  mood: 2")
    )


def test_the_first_answer_of_a_new_sheet(tmp_path: Path, bank: Bank) -> None:
    made = SheetFile.create(tmp_path / "a.yaml", header(), bank=bank)
    made.answer("org_name", "Klub: der, den es gibt # wirklich")
    assert SheetFile.open(tmp_path / "a.yaml", bank=bank).sheet.answers == {
        "org_name": "Klub: der, den es gibt # wirklich"
    }


def test_an_answer_settles_an_open_point(file: SheetFile, bank: Bank) -> None:
    file.answer("budget", Fraction(500))
    assert "budget" not in file.sheet.open
    assert SheetFile.open(file.path, bank=bank).sheet.valid


def test_an_open_point_takes_the_answer_away(file: SheetFile) -> None:
    file.set_open("mood", OpenPoint("unknown", ask="Team"))
    assert "mood" not in file.sheet.answers
    assert file.sheet.open["mood"] == OpenPoint("unknown", "Team")
    assert file.sheet.valid


def test_an_answer_to_be_confirmed_stays(file: SheetFile) -> None:
    file.set_open("mood", OpenPoint("confirm"))
    assert (file.sheet.answers["mood"], file.sheet.open["mood"]) == (2, OpenPoint("confirm"))
    file.answer("mood", 3, point=OpenPoint("confirm"))
    assert (file.sheet.answers["mood"], file.sheet.open["mood"]) == (3, OpenPoint("confirm"))
    file.set_open("mood", None)
    assert "mood" not in file.sheet.open


def test_an_answer_can_be_blank_or_taken_away(file: SheetFile) -> None:
    file.answer("mood", BLANK)
    assert file.sheet.answers["mood"] is BLANK
    file.answer("mood", None)
    assert "mood" not in file.sheet.answers


def test_notes_privacy_and_head(file: SheetFile, bank: Bank) -> None:
    file.set_note("mood", "Nachfragen")
    file.set_private("purpose", private=True)
    file.set_private("notes.mood", private=True)
    file.head("minutes", 42)
    file.head("consent", True)
    file.head("accepted", ["good_mood"])
    read = SheetFile.open(file.path, bank=bank).sheet
    assert read.notes == {"mood": "Nachfragen"}
    assert read.private == {"worries", "purpose", "notes.mood"}
    assert (read.header.minutes, read.header.consent, read.accepted) == (42, True, ("good_mood",))
    file.set_note("mood", None)
    assert file.sheet.notes == {}


def test_what_the_bank_keeps_private_can_be_put_on_the_record(file: SheetFile) -> None:
    file.set_private("worries", private=False)
    assert file.sheet.private == set()
    file.answer("mood", 1)
    assert file.sheet.private == set()


def test_an_older_sheet_takes_the_new_id_and_version_with_its_first_change(
    tmp_path: Path, text: Text, bank: Bank
) -> None:
    """An older program must not read the new answers as if they were its own."""
    path = tmp_path / "old.yaml"
    old = text("answers:\n  member_count: 12 # about\n  old_motto: Alle\n  mood: 2\n").replace("1.2.0", "1.0.0")
    path.write_text(old, encoding="utf-8")
    file = SheetFile.open(path, bank=bank)
    assert path.read_text(encoding="utf-8") == old
    file.answer("mood", 3)
    assert "member_count: 12 # about" in path.read_text(encoding="utf-8")
    file.answer("members", 13)
    written = path.read_text(encoding="utf-8")
    assert "member_count" not in written
    assert "old_motto: Alle" in written
    assert file.sheet.header.bank.version == "1.2.0"
    assert (file.sheet.problems, file.sheet.answers["members"]) == ((), 13)


@pytest.mark.parametrize(
    "change", [("smcheck: 1", "smcheck: 2"), ("1.2.0", "9.0.0"), ("id: every-type", "id: x"), ("mood: 2", "mood: [2")]
)
def test_what_cannot_be_read_is_never_touched(path: Path, bank: Bank, change: tuple[str, str]) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(Problems):
        SheetFile.open(path, bank=bank)
    assert path.read_bytes() == before


def test_marks_and_line_ends_of_an_editor_stay(path: Path, bank: Bank) -> None:
    data = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(data)
    file = SheetFile.open(path, bank=bank)
    file.answer("mood", 4)
    file.answer("mood", 2)
    assert path.read_bytes() == data


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_permissions_stay(path: Path, file: SheetFile) -> None:
    path.chmod(0o640)
    file.answer("mood", 4)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_stays_a_link(path: Path, bank: Bank, tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "to.yaml"
    link.symlink_to(path)
    SheetFile.open(link, bank=bank).answer("mood", 4)
    assert link.is_symlink()
    assert "mood: 4" in path.read_text(encoding="utf-8")


def test_somebody_elses_change_is_never_overwritten(path: Path, file: SheetFile, bank: Bank) -> None:
    """Ours goes beside it, once announced, and the interview goes on there."""
    theirs = path.read_text(encoding="utf-8").replace("Klub ", "Verein")
    path.write_text(theirs, encoding="utf-8")
    (path.parent / "alpha.yaml.conflict-1").write_text("an earlier one", encoding="utf-8")
    problem = refused(lambda: file.answer("mood", 4))
    copy = path.parent / "alpha.yaml.conflict-2"
    assert problem == Problem("store.conflict", {"sheet": str(path), "copy": str(copy)})
    file.answer("members", 12)
    assert path.read_text(encoding="utf-8") == theirs
    assert (path.parent / "alpha.yaml.conflict-1").read_text(encoding="utf-8") == "an earlier one"
    read = SheetFile.open(copy, bank=bank).sheet
    assert (read.answers["org_name"], read.answers["mood"], read.answers["members"]) == ("Klub", 4, 12)
    assert file.path == copy
    assert not file.unsaved


def test_a_change_of_the_same_length_is_noticed(path: Path, file: SheetFile) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("Klub", "Bulk"), encoding="utf-8")
    assert refused(lambda: file.answer("mood", 4)).code == "store.conflict"


def test_two_programs_on_one_sheet_lose_nothing(path: Path, bank: Bank) -> None:
    one, two = SheetFile.open(path, bank=bank), SheetFile.open(path, bank=bank)
    one.answer("mood", 4)
    assert refused(lambda: two.answer("members", 12)).code == "store.conflict"
    one.answer("org_name", "Erste")
    assert SheetFile.open(path, bank=bank).sheet.answers == {"org_name": "Erste", "mood": 4}
    assert SheetFile.open(two.path, bank=bank).sheet.answers == {"org_name": "Klub", "members": 12, "mood": 2}


def test_a_sheet_that_was_moved_away_is_written_again(path: Path, file: SheetFile) -> None:
    """Nothing is in the way, so nothing can be overwritten."""
    path.rename(path.with_name("moved.yaml"))
    file.answer("mood", 4)
    assert "mood: 4" in path.read_text(encoding="utf-8")


def test_what_a_killed_run_left_is_removed_and_nothing_else(path: Path, bank: Bank) -> None:
    ours = path.parent / ".alpha.yaml.x7f3.smcheck-unsaved"
    others = [path.parent / name for name in (".beta.yaml.x7f3.smcheck-unsaved", ".alpha.yaml.swp", "alpha.yaml~")]
    for one in (ours, *others):
        one.write_text("half", encoding="utf-8")
    SheetFile.open(path, bank=bank)
    assert not ours.exists()
    assert all(one.exists() for one in others)


def test_another_program_that_tidies_up_does_not_disturb_a_save(
    path: Path, file: SheetFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may take our temporary file for a left-over just before it takes its place."""
    original, stolen = os.fsync, []

    def steal(handle: int) -> None:
        original(handle)
        if not stolen:
            stolen.extend(path.parent.glob(".alpha.yaml.*"))
            stolen[0].unlink()

    monkeypatch.setattr(os, "fsync", steal)
    file.answer("mood", 4)
    assert stolen
    assert "mood: 4" in path.read_text(encoding="utf-8")


@pytest.mark.safety
@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_full_disk_leaves_the_old_sheet_and_keeps_the_answers(path: Path, file: SheetFile, bank: Bank) -> None:
    """The next change saves both; until then everything can be shown or written elsewhere."""
    import resource

    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, hard))
    try:
        problem = refused(lambda: file.answer("purpose", "Damit alle es wissen."))
        assert problem.code == "store.disk_full"
        assert file.rescue() is None
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == before
    assert leftovers(path.parent) == []
    assert file.unsaved
    assert "Damit alle es wissen." in file.text
    assert file.sheet.answers["purpose"] == "Damit alle es wissen."
    file.answer("mood", 0)
    assert not file.unsaved
    read = SheetFile.open(path, bank=bank).sheet
    assert (read.answers["purpose"], read.answers["mood"]) == ("Damit alle es wissen.", 0)


@pytest.mark.safety
@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize(("what", "code"), [("folder", "store.closed_folder"), ("file", "store.closed_file")])
def test_what_is_write_protected_is_left_alone(path: Path, file: SheetFile, what: str, code: str) -> None:
    before = path.read_bytes()
    for parent in path.parents[:5]:  # the folders of pytest are closed to others
        if "pytest" in str(parent):
            parent.chmod(0o755)
    path.parent.chmod(0o555 if what == "folder" else 0o777)
    path.chmod(0o444 if what == "file" else 0o666)
    with without_rights():
        assert refused(lambda: file.answer("mood", 4)).code == code
        assert refused(lambda: SheetFile.open(path, bank=file.sheet.bank)).code == code
    path.parent.chmod(0o755)
    assert path.read_bytes() == before


@pytest.mark.safety
@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_sheet_in_a_folder_that_may_not_be_entered_is_a_problem(path: Path, bank: Bank) -> None:
    path.parent.chmod(0)
    with without_rights():
        assert refused(lambda: SheetFile.open(path, bank=bank)).code == "yaml.unreadable"
    path.parent.chmod(0o755)


@pytest.mark.safety
def test_a_folder_that_vanishes_is_named_and_the_answers_are_rescued(
    path: Path, file: SheetFile, tmp_path: Path, bank: Bank
) -> None:
    gone = tmp_path.parent / f"{tmp_path.name}-gone"
    tmp_path.rename(gone)
    problem = refused(lambda: file.answer("mood", 4))
    assert problem == Problem("store.folder_gone", {"folder": str(tmp_path)})
    saved = file.rescue(gone)
    assert saved == gone / "alpha.yaml.rescue"
    assert SheetFile.open(saved, bank=bank).sheet.answers["mood"] == 4
    gone.rename(tmp_path)


def test_a_rescue_overwrites_nothing(path: Path, file: SheetFile) -> None:
    first, second = file.rescue(), file.rescue()
    assert (first, second) == (path.parent / "alpha.yaml.rescue", path.parent / "alpha.yaml.rescue-2")
    assert file.rescue(path.parent / "nowhere") is None
    if os.name == "posix":
        assert stat.S_IMODE((path.parent / "alpha.yaml.rescue").stat().st_mode) == 0o600


def test_a_rescue_goes_elsewhere_where_the_folder_is_gone(
    file: SheetFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path.parent / f"{tmp_path.name}-home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    gone = tmp_path.parent / f"{tmp_path.name}-gone"
    tmp_path.rename(gone)
    assert file.rescue() == home / "alpha.yaml.rescue"
    gone.rename(tmp_path)


KILLED = """
import sys
from pathlib import Path
from smcheck.answers.store import SheetFile
from smcheck.bank.load import load
file = SheetFile.open(Path(sys.argv[1]), bank=load(sys.argv[2]))
print("ready", flush=True)
number = 0
while True:
    number += 1
    file.answer("org_name", "Klub " + "x" * (number % 60))
    file.answer("members", number)
    print(number, flush=True)
"""


@pytest.mark.safety
@pytest.mark.skipif(os.name != "posix", reason="kills a process")
@pytest.mark.parametrize("milliseconds", [3, 17, 41])
def test_a_kill_at_any_moment_loses_no_confirmed_answer(path: Path, bank: Bank, milliseconds: int) -> None:
    """What the other process had confirmed is on disk, and the sheet is whole."""
    command = [sys.executable, "-c", KILLED, str(path), str(bank.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(milliseconds / 1000)
        process.send_signal(signal.SIGKILL)
        confirmed = [int(line) for line in process.stdout.read().splitlines()[:-1]]
    file = SheetFile.open(path, bank=bank)
    assert file.sheet.valid
    assert file.sheet.answers.get("members", 0) >= (confirmed[-1] if confirmed else 0)
    assert leftovers(path.parent) == []
