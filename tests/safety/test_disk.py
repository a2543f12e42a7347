"""A full disk, folders that close or go, other programs at work: what was confirmed is neither lost nor overwritten."""

import contextlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from many_cases import made, names, smcheck, start, write_sheet
from talks import Process

from smcheck.answers.model import BankReference, Header
from smcheck.answers.read import load_sheet
from smcheck.answers.store import SheetFile
from smcheck.bank.load import load
from smcheck.problems import Problems

pytestmark = [pytest.mark.safety, pytest.mark.skipif(sys.platform == "win32", reason="POSIX")]

BANK = Path(__file__).parents[1] / "banks" / "every-type"
SIZE = 96 << 10


@pytest.fixture
def disk(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Return a folder that can be closed: for root, who may write everywhere, a disk."""
    if os.geteuid() == 0:
        return request.getfixturevalue("small")
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of a few pages."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("nobody but root may mount")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Leave no room on the disk of *folder*; return the file that takes it."""
    full = folder / "full"
    with full.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 512)
    return full


def half_way(folder: Path, **more: object) -> tuple[Process, Path]:
    """Return an interview in the middle, and its sheet."""
    process = Process(folder, "--bank", str(BANK), **more)  # type: ignore[arg-type]
    process.wait_for("Antwort: ")
    process.type("Fest", "", "ja", "1", "3")
    process.wait_for("Wie viele Menschen")
    (sheet,) = folder.glob("*.yaml")
    return process, sheet


def end(process: Process) -> str:
    """Close its input, and return all that it still says."""
    out, _ = process.child.communicate(timeout=30)
    assert process.child.returncode == 130
    return out.decode()


def answers(sheet: Path) -> dict[str, object]:
    return dict(load_sheet(sheet, bank=load(BANK)).answers)


def test_full_disk_in_an_interview(small: Path, tmp_path: Path) -> None:
    """It is told, a copy is saved elsewhere, one goes on, and with room everything is in the sheet."""
    home = tmp_path / "home"
    home.mkdir()
    process, sheet = half_way(small, HOME=str(home))
    before, full = sheet.read_bytes(), fill(small)
    process.type("45")
    process.wait_for("Der Datenträger ist voll")
    process.wait_for("Aufhören")
    assert sheet.read_bytes() == before
    process.type("2")
    process.wait_for(str(home / f"{sheet.name}.rescue"))
    assert answers(home / f"{sheet.name}.rescue")["members"] == 45
    process.type("4")
    process.wait_for("Wann beginnt")
    process.type("31.12.2099")
    process.wait_for("Aufhören")
    full.unlink()
    process.type("1")
    process.wait_for("beschlossen?")
    end(process)
    assert set(answers(sheet)) == {"org_name", "org_kind", "countries", "members", "fair_date"}
    assert [path.name for path in small.iterdir()] == [sheet.name]


@pytest.mark.skipif(sys.platform != "linux", reason="limits another process")
def test_no_room_anywhere(tmp_path: Path) -> None:
    """A process that may write nothing any more shows all answers on the screen before it ends."""
    import resource

    process, sheet = half_way(tmp_path)
    before = sheet.read_bytes()
    resource.prlimit(process.child.pid, resource.RLIMIT_FSIZE, (10, resource.RLIM_INFINITY))
    process.type("45")
    process.wait_for("Aufhören")
    process.type("2")
    process.wait_for("Aufhören")
    process.type("5")
    said = end(process)
    assert "members: 45" in said
    assert "org_name: Fest" in said
    assert sheet.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [sheet.name]


@contextlib.contextmanager
def closed(folder: Path) -> Iterator[None]:
    """Let nobody write to *folder*, the root of a disk, for a while."""
    if os.geteuid():
        folder.chmod(0o555)
    else:
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    yield
    if os.geteuid():
        folder.chmod(0o755)
    else:
        subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)


def test_permission_that_is_lost_half_way(disk: Path, tmp_path: Path) -> None:
    """The sheet stays as it was; once one may write again, both answers are in it."""
    process, sheet = half_way(disk, HOME=str(tmp_path))
    with closed(disk):
        before = sheet.read_bytes()
        process.type("45")
        process.wait_for("schreibgeschützt")
        process.wait_for("Aufhören")
        assert sheet.read_bytes() == before
    process.type("4")
    process.wait_for("Wann beginnt")
    process.type("31.12.2099")
    process.wait_for("beschlossen?")
    end(process)
    assert {"members", "fair_date"} <= set(answers(sheet))
    assert [path.name for path in disk.iterdir()] == [sheet.name]


def test_folder_that_goes_in_an_interview(tmp_path: Path) -> None:
    """A drive that is pulled out: it is told, and once it is back, everything is in the sheet."""
    folder = tmp_path / "drive"
    folder.mkdir()
    process, sheet = half_way(folder, HOME=str(tmp_path))
    folder.rename(tmp_path / "away")
    process.type("45")
    process.wait_for(f"{folder}» gibt es nicht")
    process.wait_for("Aufhören")
    (tmp_path / "away").rename(folder)
    process.type("1")
    process.wait_for("Wann beginnt")
    end(process)
    assert answers(sheet)["members"] == 45
    assert [path.name for path in folder.iterdir()] == [sheet.name]


def test_documents_for_a_folder_that_is_closed(disk: Path, tmp_path: Path) -> None:
    """Each is named, none is half, the old ones stay."""
    write_sheet(tmp_path / "a.yaml")
    assert smcheck("brief", tmp_path / "a.yaml", "-o", disk, "-q").returncode == 0
    before = contents(disk)
    write_sheet(tmp_path / "a.yaml", headcount=46)
    with closed(disk):
        done = smcheck("brief", tmp_path / "a.yaml", "-o", disk, "--index", "--report", disk / "report.json")
        assert done.returncode == 1
        assert str(disk) in done.stderr
        assert "went wrong inside" not in done.stderr
        assert contents(disk) == before
    assert smcheck("brief", tmp_path / "a.yaml", "-o", disk, "-q").returncode == 0
    assert contents(disk) != before


def test_two_interviews_line_by_line(tmp_path: Path) -> None:
    """What both said is on disk, each in a file of its own."""
    one, sheet = half_way(tmp_path)
    two = Process(tmp_path, "--bank", str(BANK), sheet.name)
    two.wait_for("Wie viele Menschen")
    one.type("45")
    one.wait_for("Wann beginnt")
    two.type("46")
    two.wait_for(f"{sheet.name}.conflict-1")
    two.wait_for("Wann beginnt")
    one.type("31.12.2099")
    two.type("30.12.2099")
    one.wait_for("beschlossen?")
    two.wait_for("beschlossen?")
    end(one)
    end(two)
    first, second = (answers(tmp_path / name) for name in (sheet.name, f"{sheet.name}.conflict-1"))
    assert (first["members"], second["members"]) == (45, 46)
    assert first["fair_date"] != second["fair_date"]


def begun(folder: Path) -> SheetFile:
    """Return a new sheet with one answer."""
    bank = load(BANK)
    reference = BankReference(id=bank.id, version=bank.settings.version)
    head = Header(bank=reference, case="a", round="2026-12", mode="long", language="de")
    file = SheetFile.create(folder / "a.yaml", head, bank=bank)
    file.answer("org_name", "Fest")
    return file


def test_an_answer_is_on_the_disk_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """First the whole file, then its place in the folder: a power cut takes nothing back."""
    file, original = begun(tmp_path), os.fsync
    seen: list[int | bytes] = []

    def watched(handle: int) -> None:
        status = os.fstat(handle)
        seen.append(file.path.read_bytes() if stat.S_ISDIR(status.st_mode) else status.st_size)
        original(handle)

    monkeypatch.setattr(os, "fsync", watched)
    file.answer("members", 45)
    assert seen == [file.path.stat().st_size, file.path.read_bytes()]


# --- what other programs do to a sheet meanwhile

MEANWHILE: dict[str, Callable[[Path], object]] = {
    "the same bytes anew": lambda path: path.write_bytes(path.read_bytes()),
    "the same bytes as another file": lambda path: swap(path, path.read_bytes()),
    "another answer": lambda path: path.write_bytes(path.read_bytes().replace(b"Fest", b"Gala")),
    "a longer one, as another file": lambda path: swap(path, path.read_bytes() + b"# more"),
    "other line ends": lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n")),
    "nothing in it": lambda path: path.write_bytes(b""),
    "half of it": lambda path: path.write_bytes(path.read_bytes()[:40]),
    "what is no sheet": lambda path: path.write_bytes(b"\x00" * 100),
    "away": lambda path: path.unlink(),
    "away, and a copy beside it": lambda path: path.rename(path.with_name("a (conflicted copy).yaml")),
    "a folder in its place": lambda path: (path.unlink(), path.mkdir()),
    "a link in its place": lambda path: (path.rename(path.with_name("x")), path.symlink_to("x")),
    "a link to nowhere": lambda path: (path.unlink(), path.symlink_to("nowhere")),
}


def swap(path: Path, data: bytes) -> None:
    path.with_name("x").write_bytes(data)
    path.with_name("x").replace(path)


@pytest.mark.parametrize("name", MEANWHILE)
def test_another_program_at_the_sheet(name: str, tmp_path: Path) -> None:
    """Whatever it leaves is not overwritten, and what was answered since stands in one file, whole."""
    file = begun(tmp_path)
    path = file.path
    ours = path.read_bytes()
    MEANWHILE[name](path)
    there = contents(tmp_path)
    for question, value in (("members", 45), ("mood", 3)):
        with contextlib.suppress(Problems):
            file.answer(question, value)
    if file.unsaved:
        assert file.rescue() is not None
    for one, data in there.items():
        if data != ours:
            assert contents(tmp_path)[one] == data
    whole = [one for one in contents(tmp_path) if one not in there or contents(tmp_path)[one] != there[one]]
    assert len(whole) == 1
    assert answers(tmp_path / whole[0]) == {"org_name": "Fest", "members": 45, "mood": 3}
    assert not list(tmp_path.glob(".*"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


# --- documents


def test_full_disk_in_a_batch(small: Path, tmp_path: Path) -> None:
    """What found room is whole, the rest is named; with room the same command makes the rest and keeps none."""
    sheets, model, out = tmp_path / "sheets", tmp_path / "model", small / "out"
    sheets.mkdir()
    for name in names(20):
        write_sheet(sheets / f"{name}.yaml")
    assert smcheck("brief", sheets, "-o", model, "-q").returncode == 0
    whole = contents(model)
    assert sum(map(len, whole.values())) > SIZE
    command = ("brief", sheets, "-o", out, "--report", out.parent / "report.json")
    done = smcheck(*command)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "went wrong inside" not in done.stderr
    some = made(out)
    assert 0 < len(some) < 20
    assert all((out / name).read_bytes() == whole[name] for name in some)
    lost = {f"{name}.2026-12.brief.de.md" for name in names(20)} - {*some}
    assert all(name in done.stderr for name in lost)
    assert not list(out.glob(".smcheck-*"))
    assert not list(small.glob(".report*"))
    subprocess.run(["mount", "-o", "remount,size=4m", str(small)], check=True)
    done = smcheck(*command)
    assert done.returncode == 0, done.stderr
    assert all((out / name).read_bytes() == data for name, data in whole.items() if name.endswith(".md"))


def test_folder_that_goes_or_closes_while_a_batch_writes(tmp_path: Path) -> None:
    """Nothing is half, and what is not where it should be is named or made in a new folder of that name."""
    sheets, out = tmp_path / "sheets", tmp_path / "out"
    sheets.mkdir()
    for name in names(120):
        write_sheet(sheets / f"{name}.yaml")
    process = start("brief", sheets, "-o", out, "--jobs", "1")
    while len(made(out)) < 5:
        assert process.poll() is None
    out.rename(tmp_path / "away")
    out.write_text("a file in its place")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "went wrong inside" not in said
    assert out.read_text() == "a file in its place"
    there = made(tmp_path / "away")
    failed = [name for name in names(120) if f"{out / name}.2026-12.brief.de.md" in said]
    assert len(there) + len(failed) == 120
    assert all(path.stat().st_size > 500 for path in (tmp_path / "away").glob("*.md"))
