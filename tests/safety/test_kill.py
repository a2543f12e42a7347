"""Kill -9 at random moments of an interview and of a batch: nothing is lost, nothing is half, nothing is left over."""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from many_cases import names, write_sheet
from safety.forks import Forks
from talks import FAIR

from smcheck.answers.read import load_sheet
from smcheck.bank.load import load
from smcheck.documents.state import RECORD

pytestmark = [
    pytest.mark.safety,
    pytest.mark.skipif(sys.platform == "win32", reason="forks"),
    pytest.mark.timeout(1200),
]

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
KILLS = 400 if LONG else 20
BATCH_KILLS = 200 if LONG else 10
BANK = Path(__file__).parents[1] / "banks" / "every-type"
CASES = 8

Tally = Callable[[str, object], None]


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    with Forks(tmp_path_factory.mktemp("log") / "log.txt") as forks:
        yield forks


@pytest.fixture
def dice() -> random.Random:
    """Return dice that fall differently each time; a failure says how."""
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")
    return random.Random(seed)


class Course:
    """An interview that nobody disturbs: all *states* of its sheet, and how many are *reached* before each line."""

    def __init__(self, forks: Forks, folder: Path) -> None:
        self.script = folder / "lines.txt"
        self.script.write_text(FAIR, encoding="utf-8")
        sheets, states = folder / "sheets", folder / "states"
        for one in (sheets, states):
            one.mkdir()
        assert forks.run("recorded", states, sheets, BANK, self.script) == 0
        self.reached: list[int] = json.loads((states / "reached").read_text())
        self.states = [(states / str(number)).read_bytes() for number in range(self.reached[-1])]

    def possible(self, line: int) -> list[bytes]:
        """Return the states a sheet may be in when *line* was being answered: all before it was confirmed."""
        return self.states[max(self.reached[line] - 1, 0) : self.reached[line + 1]]


@pytest.fixture(scope="module")
def course(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = Course(forks, tmp_path_factory.mktemp("course"))
    assert len(course.states) > 30
    return course


def note(count: Counter[str], record_property: Tally) -> None:
    for what, number in count.items():
        record_property(what, number)


def check_interview(forks: Forks, course: Course, folder: Path, told: int, count: Counter[str]) -> None:
    """The sheet is to the byte as the undisturbed interview saves it, and no answer back from what was confirmed."""
    sheets = list(folder.glob("*.yaml"))
    count["temporary files after a kill, all removed by the next interview"] += len([*folder.iterdir()]) - len(sheets)
    if not sheets:  # killed before there was one; the next interview makes it
        assert told < 0 or not course.reached[told]
        assert forks.run("interview", folder, BANK, course.script) == 0
        assert len(list(folder.iterdir())) == 1
        return
    (sheet,) = sheets
    saved = sheet.read_bytes()
    assert saved in course.possible(told)
    read = load_sheet(sheet, bank=load(BANK))
    assert read.valid
    count["answers confirmed before a kill, all there"] += len(read.answers) + len(read.open)
    assert forks.run("interview", sheet, BANK) == 0
    assert [path.name for path in folder.iterdir()] == [sheet.name]
    assert sheet.read_bytes() == saved


def test_kill_at_random_moments_of_an_interview(
    forks: Forks, course: Course, dice: random.Random, tmp_path: Path, record_property: Tally
) -> None:
    count: Counter[str] = Counter()
    for kill in range(KILLS):
        folder = tmp_path / str(kill)
        folder.mkdir()
        child = forks.start("interview", folder, BANK, course.script)
        if child.wait(dice.randrange(len(course.reached) - 1)):
            time.sleep(dice.uniform(0, 0.008))
        child.kill()
        count["kills of an interview at random moments"] += 1
        check_interview(forks, course, folder, child.told, count)
    note(count, record_property)


def test_kill_before_each_change_that_an_interview_makes(
    forks: Forks, course: Course, dice: random.Random, tmp_path: Path, record_property: Tally
) -> None:
    """Random moments rarely hit the few instants at which a file is neither old nor new."""
    count: Counter[str] = Counter()
    step = 1 if LONG else 17
    for number in range(dice.randrange(1, step + 1), 1000, step):
        folder = tmp_path / str(number)
        folder.mkdir()
        child = forks.start("killed_before", number, "interview", folder, BANK, course.script)
        child.wait()
        if child.code == 0:
            break
        assert child.code == -signal.SIGKILL
        count["kills of an interview before one of the changes it makes on the disk"] += 1
        check_interview(forks, course, folder, child.told, count)
    assert number > len(course.states)
    note(count, record_property)


class Batch:
    """A batch of which three versions are made by turns, each from sheets that all changed."""

    def __init__(self, forks: Forks, folder: Path, cases: int) -> None:
        self.forks, self.folder, self.out = forks, folder, folder / "out"
        self.models: list[dict[str, bytes]] = []
        for number in range(3):
            sheets, model = folder / f"sheets-{number}", folder / f"model-{number}"
            sheets.mkdir()
            for name in names(cases):
                write_sheet(sheets / f"{name}.yaml", headcount=45 + number)
            assert forks.run("brief", sheets, "-o", model, "--jobs", "1", "-q") == 0
            self.models.append({path.name: path.read_bytes() for path in model.glob("*.md")})
        self.known = {RECORD, "index.csv", *self.models[0]}

    def words(self, number: int) -> tuple[object, ...]:
        sheets, report = self.folder / f"sheets-{number % 3}", self.folder / "report.json"
        return (sheets, "-o", self.out, "--jobs", "1", "--index", "--report", report, "-q")

    def check(self, count: Counter[str]) -> None:
        """Each document is one of its versions, whole."""
        for path in self.out.glob("*.md"):
            assert path.read_bytes() in [model[path.name] for model in self.models]
            count["documents after a kill, all whole"] += 1
        here = {path.name for path in self.out.glob("*")} - self.known
        left = len(here) + len(list(self.folder.glob(".*.new")))
        count["temporary files after a kill, all removed by the next batch"] += left

    def go_on(self, number: int) -> None:
        """The next batch takes none of them for edited by hand, and leaves nothing over."""
        assert self.forks.run("brief", *self.words(number)) == 0
        assert {path.name for path in self.out.iterdir()} == self.known
        assert {path.name: path.read_bytes() for path in self.out.glob("*.md")} == self.models[number % 3]
        assert not list(self.folder.glob(".*.new"))
        assert json.loads((self.folder / "report.json").read_text())["counts"]["kept"] == 0


def test_kill_at_random_moments_of_a_batch(
    forks: Forks, dice: random.Random, tmp_path: Path, record_property: Tally
) -> None:
    count: Counter[str] = Counter()
    batch = Batch(forks, tmp_path, CASES)
    for kill in range(BATCH_KILLS):
        child = forks.start("brief", *batch.words(kill))
        if child.wait(dice.randrange(1, CASES + 1)):
            time.sleep(dice.uniform(0, 0.012))
        child.kill()
        count["kills of a batch at random moments"] += 1
        batch.check(count)
        if dice.random() < 0.3:  # else the next one finds what several of them left
            batch.go_on(kill)
    note(count, record_property)


def test_kill_before_each_change_that_a_batch_makes(forks: Forks, tmp_path: Path, record_property: Tally) -> None:
    count: Counter[str] = Counter()
    batch = Batch(forks, tmp_path, 2)
    batch.go_on(1)
    for number in range(1, 1000):
        child = forks.start("killed_before", number, "brief", *batch.words(2 * number))
        child.wait()
        if child.code == 0:
            break
        assert child.code == -signal.SIGKILL
        count["kills of a batch before each of the changes it makes on the disk"] += 1
        batch.check(count)
        batch.go_on(2 * number + 1)
    assert number > 15
    note(count, record_property)
