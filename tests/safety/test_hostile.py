"""Hostile files: refused with place and remedy, or shown as they are; nothing else happens."""

import csv
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from safety.elements import acts, elements, words
from safety.hostile import BANK, FORMATS, SHEET, Hostile, corpus, sheet_of
from safety.poison import DIRECTIONS
from safety.watched import Deed, Watched

pytestmark = [pytest.mark.safety, pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal of POSIX")]

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
PARTS = 4
EVERYTHING = list(corpus())
# Two of five, each with one of its commands, every time; all of them with all in the long run.
TRIED = [one for number, one in enumerate(EVERYTHING) if LONG or number % 5 in (0, 2)]
SLOW = 10.0  # seconds; on a slow machine
GROWTH = 300 << 20
"""Bytes that one command may take more than the one before; what stands in files of 1 MiB is held several times."""

PLACE = re.compile(r":\d+(:\d+)?: ")
# What a terminal takes for a command; a line end is written as the terminal does it.
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    with Watched(tmp_path_factory.mktemp("watched")) as watched:
        watched.run("check", BANK.parents[1] / "documents" / "sheets", "--bank", BANK)  # what is loaded once
        yield watched


@pytest.fixture(scope="module")
def harmless(watched: Watched, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What documents consist of in which somebody typed a word."""
    folder = tmp_path_factory.mktemp("harmless")
    (folder / "a.yaml").write_bytes(sheet_of("Qzjx"))
    formats = [word for format_ in FORMATS for word in ("--format", format_)]
    assert watched.run("brief", folder, "-o", folder / "out", "--bank", BANK, "--notes", *formats).code == 0
    return {path.suffix: elements(path.suffix[1:], path.read_bytes()) for path in (folder / "out").glob("hostile.*")}


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.timeout(900)
def test_no_hostile_file_does_harm(
    part: int,
    watched: Watched,
    harmless: dict[str, list[str]],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """No crash, no hang, no growth, nothing outside the folder for output, nothing that steers the terminal."""
    wrong = []
    mine = TRIED[part::PARTS]
    ran = refused = 0
    for number, hostile in enumerate(mine):
        here = tmp_path / str(number)
        hostile.lay_out(here)
        commands = hostile.commands if LONG else [hostile.commands[number % len(hostile.commands)]]
        for command in commands:
            asked = [word.replace("{here}", str(here)) for word in command]
            ran += 1
            try:
                deed = watched.run(*asked)
                refused += deed.code != 0
                harm = [*judge(hostile, deed, here, watched), *judge_made(here), *judge_typed(hostile, here, harmless)]
            except AssertionError as died:
                harm = [str(died)]
            wrong += [f"{hostile} ({command[0]} {command[1] if command[0] == 'bank' else ''}): {one}" for one in harm]
    record_property("hostile files", len(mine))
    record_property("commands run on hostile files", ran)
    record_property("of these refused", refused)
    assert not wrong, "\n".join(wrong)


def test_there_are_as_many_files_as_we_say() -> None:
    guide = (BANK.parents[2] / "docs" / "trust.md").read_text(encoding="utf-8")
    assert len(EVERYTHING) >= 300
    assert f"| {len(EVERYTHING)} hostile files" in guide
    assert len({str(hostile) for hostile in EVERYTHING}) == len(EVERYTHING)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep no such limit")
def test_a_text_that_grows_without_end_has_bounds(tmp_path: Path) -> None:
    """It fails with its line before the machine stands still."""
    (tmp_path / "brief.md.j2").write_text(
        "{% set n = namespace(x='x') %}" + "\n{% set n.x = n.x ~ n.x %}" * 60, encoding="utf-8"
    )
    words = ["-m", "smcheck", "brief", str(SHEET), "--bank", str(BANK), "--templates", str(tmp_path)]
    run = "import resource as r, subprocess as s, sys; done = s.run([sys.executable, *sys.argv[1:]])"
    run += "; print(r.getrusage(r.RUSAGE_CHILDREN).ru_maxrss >> 10); sys.exit(done.returncode)"
    done = subprocess.run([sys.executable, "-c", run, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.search(r"brief\.md\.j2:\d\d: ", done.stderr)
    assert int(done.stdout) < 2048 + 100


def judge(hostile: Hostile, deed: Deed, here: Path, watched: Watched) -> Iterable[str]:
    """Yield what is wrong with what a command did."""
    if deed.code not in (0, 1, 2):
        yield f"exit {deed.code}: {deed.terminal[-300:]}"
    if found := STEERING.search(deed.terminal):
        yield f"the terminal was sent {found[0]!r} in {deed.terminal[max(0, found.start() - 60) : found.end() + 20]!r}"
    if "root:x:0:" in deed.terminal:  # what a link leads to is opened under the name of the link
        yield "it showed /etc/passwd"
    if deed.acts:
        yield f"it acted: {deed.acts}"
    temporary = watched.folder / "tmp"
    for path in deed.written:
        report = path.parent == here and path.name.startswith(("out.json", ".out.json."))
        if not (report or path.is_relative_to(here / "out") or path.is_relative_to(temporary)):
            yield f"it wrote {path}"
    roots = (Path(sys.prefix), Path(sys.base_prefix), BANK.parents[2], here, Path("/usr"), temporary)
    for path in deed.read:
        if not path.is_relative_to(watched.folder) and not any(path.is_relative_to(root) for root in roots):
            yield f"it read {path}"
    if deed.seconds > SLOW:
        yield f"it took {deed.seconds:.1f} seconds"
    if deed.grown > GROWTH:
        yield f"the process grew by {deed.grown >> 20} MiB"
    if hostile.fate == "refused":
        if deed.code == 0:
            yield f"it was taken: {deed.terminal[-200:]!r}"
        elif hostile.file and Path(hostile.file).name not in deed.terminal:
            yield f"the file is not named: {deed.terminal[-300:]!r}"
    if hostile.fate == "taken" and deed.code:
        yield f"it was refused: {deed.terminal[-400:]!r}"


def judge_made(here: Path) -> Iterable[str]:
    """Yield what a document would do to whoever opens it."""
    for path in (here / "out").glob("[!.]*"):
        kind, data = path.suffix[1:], path.read_bytes()
        if kind in ("html", "docx", "pdf"):
            yield from (f"{path.suffix}: {act}" for act in acts(kind, data))
            if kind == "docx" and "Qzold" in words(kind, data):
                yield f"{path.suffix}: what stood on the letterhead is in it"


def judge_typed(hostile: Hostile, here: Path, harmless: dict[str, list[str]]) -> Iterable[str]:
    """Yield where a text that somebody typed became something else than text."""
    for path in sorted((here / "out").glob("[!.]*")) if hostile.typed else ():
        if path.suffix in harmless and elements(path.suffix[1:], path.read_bytes()) != harmless[path.suffix]:
            yield f"{path.suffix}: it consists of something else"
        if path.suffix in (".docx", ".pdf"):
            continue
        text = path.read_text(encoding="utf-8-sig")
        if STEERING.search(text):
            yield f"{path.suffix}: a control sign is in it"
        if path.suffix in harmless and any(sign in text for sign in DIRECTIONS):
            yield f"{path.suffix}: a sign that turns the direction of writing is in it"
        if path.suffix == ".csv":
            for row in csv.reader(text.splitlines(), delimiter=";"):
                yield from (f"the cell {cell!r}" for cell in row if cell.startswith(("=", "+", "-", "@", "\uff1d")))
