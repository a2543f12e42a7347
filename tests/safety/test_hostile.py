"""Hostile files: refused with place and remedy, or shown as they are; nothing else happens."""

import csv
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from safety.hostile import BANK, DIRECTIONS, Hostile, corpus, sheet_of
from safety.watched import Deed, Watched

pytestmark = [pytest.mark.safety, pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal of POSIX")]

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
PARTS = 4
EVERYTHING = list(corpus())
SLOW = 10.0  # seconds; on a slow machine
GROWTH = 300 << 20
"""Bytes that one command may take more than the one before; what stands in files of 1 MiB is held several times."""

PLACE = re.compile(r":\d+(:\d+)?: ")
# What a terminal takes for a command; a line end is written as the terminal does it.
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
READER = MarkdownIt("gfm-like") if find_spec("linkify_it") else MarkdownIt("commonmark").enable("table")


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
    words = ("brief", folder, "-o", folder / "out", "--bank", BANK, "--format", "md", "--format", "html", "--notes")
    assert watched.run(*words).code == 0
    return {path.suffix: structure(path) for path in (folder / "out").iterdir() if path.suffix in (".md", ".html")}


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
    mine = EVERYTHING[part::PARTS]
    ran = refused = 0
    for number, hostile in enumerate(mine):
        here = tmp_path / str(number)
        hostile.lay_out(here)
        commands = hostile.commands if LONG else [hostile.commands[number // PARTS % len(hostile.commands)]]
        for command in commands:
            words = [word.replace("{here}", str(here)) for word in command]
            ran += 1
            try:
                deed = watched.run(*words)
                refused += deed.code != 0
                harm = [*judge(hostile, deed, here, watched), *judge_typed(hostile, here, harmless)]
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


def judge(hostile: Hostile, deed: Deed, here: Path, watched: Watched) -> Iterable[str]:
    """Yield what is wrong with what a command did."""
    if deed.code not in (0, 1, 2):
        yield f"exit {deed.code}: {deed.terminal[-300:]}"
    if found := STEERING.search(deed.terminal):
        yield f"the terminal was sent {found[0]!r} in {deed.terminal[max(0, found.start() - 60) : found.end() + 20]!r}"
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
    if deed.grown > GROWTH and not hostile.greedy:
        yield f"the process grew by {deed.grown >> 20} MiB"
    if hostile.fate == "refused":
        if deed.code == 0:
            yield f"it was taken: {deed.terminal[-200:]!r}"
        elif hostile.file and Path(hostile.file).name not in deed.terminal:
            yield f"the file is not named: {deed.terminal[-300:]!r}"
    if hostile.fate == "taken" and deed.code:
        yield f"it was refused: {deed.terminal[-400:]!r}"


def judge_typed(hostile: Hostile, here: Path, harmless: dict[str, list[str]]) -> Iterable[str]:
    """Yield where a text that somebody typed became something else than text."""
    for path in sorted((here / "out").glob("*")) if hostile.typed else ():
        text = path.read_text(encoding="utf-8-sig")
        if STEERING.search(text):
            yield f"{path.suffix}: a control sign is in it"
        if path.suffix in harmless:
            if structure(path) != harmless[path.suffix]:
                yield f"{path.suffix}: its structure is another one"
            if any(sign in text for sign in DIRECTIONS):
                yield f"{path.suffix}: a sign that turns the direction of writing is in it"
        if path.suffix == ".csv":
            for row in csv.reader(text.splitlines(), delimiter=";"):
                yield from (f"the cell {cell!r}" for cell in row if cell.startswith(("=", "+", "-", "@", "\uff1d")))


def structure(path: Path) -> list[str]:
    """What a document consists of, but for the words."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        page = Elements()
        page.feed(text)
        return page.seen
    seen: list[str] = []
    for token in READER.parse(text):
        seen.append(token.type)
        for child in token.children or ():
            kind = "text" if child.type == "text_special" else child.type
            if kind != "text" or seen[-1] != "text":
                seen.append(kind)
    return seen


class Elements(HTMLParser):
    """Notes the elements of a page and the names of their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # How a table is set depends on the words in it.
        names = " ".join(name for name, _ in attrs if name != "class")
        self.seen.append(f"<{tag} {names}>")

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(f"</{tag}>")

    def handle_comment(self, _: str) -> None:
        self.seen.append("<!-- -->")
