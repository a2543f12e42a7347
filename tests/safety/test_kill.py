"""Kill -9 at random moments of an interview and of a batch: nothing is lost, nothing is half, nothing is left over."""

import json
import os
import random
import sys
import time
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
KILLS = 1000 if LONG else 40
BATCH_KILLS = 400 if LONG else 15
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


def test_kill_at_random_moments_of_an_interview(
    forks: Forks, dice: random.Random, tmp_path: Path, record_property: Tally
) -> None:
    """The sheet is to the byte as the undisturbed interview saves it, and no answer back from what was confirmed."""
    bank = load(BANK)
    course = Course(forks, tmp_path)
    assert len(course.states) > 30
    confirmed = left = 0
    for kill in range(KILLS):
        folder = tmp_path / str(kill)
        folder.mkdir()
        child = forks.start("interview", folder, BANK, course.script)
        if child.wait(dice.randrange(len(course.reached) - 1)):
            time.sleep(dice.uniform(0, 0.008))
        child.kill()
        sheets = list(folder.glob("*.yaml"))
        if not sheets:  # killed before there was one; the next interview makes it
            assert not course.reached[child.told]
            left += len(list(folder.iterdir()))
            assert forks.run("interview", folder, BANK, course.script) == 0
            assert len(list(folder.iterdir())) == 1
            continue
        (sheet,) = sheets
        saved = sheet.read_bytes()
        assert saved in course.possible(child.told)
        read = load_sheet(sheet, bank=bank)
        assert read.valid
        confirmed += len(read.answers) + len(read.open)
        left += len(list(folder.iterdir())) - 1
        assert forks.run("interview", sheet, BANK) == 0
        assert [path.name for path in folder.iterdir()] == [sheet.name]
        assert sheet.read_bytes() == saved
    record_property("kills of an interview", KILLS)
    record_property("answers confirmed before a kill, all there", confirmed)
    record_property("temporary files after a kill, all removed by the next interview", left)


def test_kill_at_random_moments_of_a_batch(
    forks: Forks, dice: random.Random, tmp_path: Path, record_property: Tally
) -> None:
    """Each document is one of its versions, whole; none is taken for edited by hand, although all sheets change."""
    out = tmp_path / "out"
    models = []
    for number in range(3):
        sheets, model = tmp_path / f"sheets-{number}", tmp_path / f"model-{number}"
        sheets.mkdir()
        for name in names(CASES):
            write_sheet(sheets / f"{name}.yaml", headcount=45 + number)
        assert forks.run("brief", sheets, "-o", model, "--jobs", "1", "-q") == 0
        models.append({path.name: path.read_bytes() for path in model.glob("*.md")})
    known = {RECORD, "index.csv", *models[0]}
    left = whole = 0
    for kill in range(BATCH_KILLS):
        now = kill % len(models)
        words = (tmp_path / f"sheets-{now}", "-o", out, "--jobs", "1", "--index", "--report", tmp_path / "report.json")
        child = forks.start("brief", *words, "-q")
        if child.wait(dice.randrange(1, CASES + 1)):
            time.sleep(dice.uniform(0, 0.012))
        child.kill()
        for path in out.glob("*.md"):
            assert path.read_bytes() in [model[path.name] for model in models]
            whole += 1
        left += len({path.name for path in out.iterdir()} - known) + len(list(tmp_path.glob(".*.new")))
        if dice.random() < 0.3:  # else the next one finds what several of them left
            assert forks.run("brief", *words, "-q") == 0
            assert {path.name for path in out.iterdir()} == known
            assert {path.name: path.read_bytes() for path in out.glob("*.md")} == models[now]
            assert not list(tmp_path.glob(".*.new"))
            assert json.loads((tmp_path / "report.json").read_text())["counts"]["kept"] == 0
    record_property("kills of a batch", BATCH_KILLS)
    record_property("documents after a kill, all whole", whole)
    record_property("temporary files after a kill, all removed by the next batch", left)
