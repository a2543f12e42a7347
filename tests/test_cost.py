"""What the program costs, as far as that is the same on every machine: what is loaded, read and kept, and how often.

How long things take is measured by `python -m benchmarks`.
"""

import gc
import json
import os
import subprocess
import sys
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest
from many_cases import write_sheet

from smcheck import yamlio
from smcheck.answers.store import SheetFile
from smcheck.bank.load import load
from smcheck.batch.deliver import Delivery
from smcheck.batch.model import Made, Options
from smcheck.batch.plan import Plan
from smcheck.batch.run import run
from smcheck.documents.state import Folder

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # for the benchmarks

from benchmarks.measure import run as run_process  # noqa: E402
from benchmarks.sheets import sheets, write_sheets  # noqa: E402

WATCHED = """
import json, os, runpy, sys
opened = []
sys.addaudithook(lambda event, values: opened.append(str(values[0])) if event == "open" else None)
sys.argv = ["smcheck", *sys.argv[1:]]
try:
    runpy.run_module("smcheck", run_name="__main__")
except SystemExit:
    pass
print(json.dumps({"opened": opened, "modules": sorted(sys.modules)}), file=sys.stderr)
"""


def watched(*arguments: str | Path) -> dict[str, list[str]]:
    """Run the program and return the files it opened and the modules it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    seen: dict[str, list[str]] = json.loads(done.stderr.splitlines()[-1])
    return seen


def libraries(modules: list[str]) -> set[str]:
    known = {"babel", "distributed", "jinja2", "markdown_it", "prompt_toolkit", "pydantic", "questionary", "rich"}
    return {module.partition(".")[0] for module in modules} & (known | {"typer", "yaml"})


def test_version_loads_nothing() -> None:
    """Of the program only its own name."""
    modules = watched("--version")["modules"]
    assert {module for module in modules if module.startswith("smcheck")} == {"smcheck"}
    assert libraries(modules) == set()


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["--help"], {"typer", "rich", "markdown_it"}),
        (["--no-such-option"], {"typer"}),
        (["no-such-command"], {"typer"}),
        (["brief", "--no-such-option"], {"typer"}),
        (["brief", "--help"], {"typer", "rich", "markdown_it"}),
        (["brief", "some.yaml", "-h"], {"typer", "rich", "markdown_it"}),
        (["bank", "show", "--help"], {"typer", "rich", "markdown_it"}),
        (["bank", "show", "--no-such-option"], {"typer"}),
    ],
)
def test_help_and_usage_errors_load_the_commands_and_no_more(arguments: list[str], needed: set[str]) -> None:
    """What commands work with is loaded when they work, and a command that is named without the others."""
    modules = watched(*arguments)["modules"]
    own = {module.split(".")[1] for module in modules if module.startswith("smcheck.")}
    assert own <= {"cli", "documents", "problems", "terminal"}
    assert not (arguments[0] in ("bank", "brief") and "smcheck.cli.interview" in modules)
    assert {module for module in modules if module.startswith("smcheck.documents")} <= {
        "smcheck.documents",
        "smcheck.documents.formats",
    }
    assert libraries(modules) <= needed


def test_bank_and_templates_are_read_once_for_all_cases(tmp_path: Path) -> None:
    """Thirty cases open no file of the program, the bank or the templates more often than three."""

    def opened(count: int) -> Counter[str]:
        folder = tmp_path / str(count)
        (folder / "sheets").mkdir(parents=True)
        for number in range(count):
            write_sheet(folder / "sheets" / f"case-{number}.yaml")
        files = watched("brief", folder / "sheets", "-o", folder / "out", "--jobs", "1", "-q")["opened"]
        return Counter(file for file in files if file.endswith((".yaml", ".j2")) and not file.startswith(str(tmp_path)))

    few, many = opened(3), opened(30)
    assert few == many
    # Twice at most, for what they say and for the digest of it; a file that is opened with care is seen to be so twice.
    assert max(many.values()) <= 4


def test_whoever_hands_out_cases_does_not_load_what_they_are_made_with(tmp_path: Path) -> None:
    """Neither where others make them nor where nothing is to be made."""
    (tmp_path / "sheets").mkdir()
    for number in range(3):
        write_sheet(tmp_path / "sheets" / f"case-{number}.yaml")
    for _ in range(2):
        modules = watched("brief", tmp_path / "sheets", "-o", tmp_path / "out", "--jobs", "2", "-q")["modules"]
        assert libraries(modules) & {"jinja2", "markdown_it"} == set()
        own = {module for module in modules if module.startswith("smcheck.")}
        assert own & {"smcheck.answers.read", "smcheck.bank.load", "smcheck.batch.work", "smcheck.case"} == set()


OPENED_BY_EACH = """
import os, sys
log = os.open(os.environ["SMCHECK_OPENED"], os.O_CREAT | os.O_WRONLY | os.O_APPEND)
sys.addaudithook(
    lambda event, values: os.write(log, f"{os.getpid()} {values[0]}\\n".encode()) if event == "open" else None
)
"""


def test_every_process_reads_the_bank_once(tmp_path: Path) -> None:
    """Whoever makes the batch and each of its workers, however many cases they make."""
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(OPENED_BY_EACH)  # Python runs it in each of its processes

    def loads(cases: int) -> list[int]:
        """Return how often each process that did so opened the first file of the bank."""
        folder = tmp_path / str(cases)
        (folder / "sheets").mkdir(parents=True)
        for number in range(cases):
            write_sheet(folder / "sheets" / f"case-{number:03}.yaml")
        watching = {"PYTHONPATH": str(tmp_path / "hook"), "SMCHECK_OPENED": str(folder / "opened")}
        work = ["brief", folder / "sheets", "-o", folder / "out", "--jobs", "2", "-q"]
        subprocess.run([sys.executable, "-m", "smcheck", *work], check=True, env=os.environ | watching)
        lines = (folder / "opened").read_text(encoding="utf-8").splitlines()
        opened = (line.split(" ", 1) for line in lines)
        return list(Counter(pid for pid, file in opened if Path(file).name == "bank.yaml").values())

    few, many = loads(40), loads(120)
    assert max(many) == max(few)
    assert len(many) <= 3
    # Once for what it says and once for the digest of it; a file that is opened with care is seen to be so twice.
    assert max(many) <= 3


def test_memory_does_not_grow_with_the_number_of_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the process that hands out remembers of each is in a file."""
    monkeypatch.chdir(tmp_path)
    Path("sheets").mkdir()
    for number in range(250):
        write_sheet(Path("sheets") / f"case-{number:03}.yaml")
    with Folder(Path("out")) as folder:
        delivery = Delivery(Plan([Path("sheets")]), Options(), folder)
        made = run(delivery.steps(), delivery.options, jobs=1)

        def kept_after(cases: int) -> int:
            for _ in range(cases):
                one = next(made)
                assert isinstance(one, Made)
                delivery.deliver(one)
            gc.collect()
            return tracemalloc.get_traced_memory()[0]

        kept_after(10)
        tracemalloc.start()
        before = kept_after(40)
        after = kept_after(200)
        tracemalloc.stop()
    assert (after - before) / 200 < 750


@pytest.mark.skipif(os.environ.get("HYPOTHESIS_PROFILE") != "long", reason="takes minutes: HYPOTHESIS_PROFILE=long")
@pytest.mark.timeout(3600)
def test_ten_thousand_cases_take_hardly_more_memory_than_a_thousand(tmp_path: Path) -> None:
    """Of any process of the batch, the first time and when nothing is to be made: less than half a kilobyte a case."""
    bank = load("goal-check")
    most = {}
    for cases in (1000, 10_000):
        write_sheets(tmp_path / str(cases), bank, cases, mode="talk")
        command = ["-m", "smcheck", "brief", str(tmp_path / str(cases)), "-o", str(tmp_path / f"out-{cases}")]
        most[cases] = max(run_process(command).memory for _ in range(2))
    assert most[10_000] - most[1000] < 4.5


def test_saving_an_answer_opens_the_sheet_and_nothing_else(tmp_path: Path) -> None:
    """As often at the end of an interview as at its beginning, and no file of the bank."""
    bank = load("goal-check")
    path = tmp_path / "talk.yaml"
    opened: list[str] = []
    listening = [False]
    sys.addaudithook(lambda event, values: opened.append(str(values[0])) if listening[0] and event == "open" else None)

    def save(text: str) -> Counter[str]:
        file = SheetFile.open(path, bank=bank)
        opened.clear()
        listening[0] = True
        file.answer(bank.settings.title, text)
        listening[0] = False
        return Counter(Path(one).suffix for one in opened if one.startswith(str(tmp_path)))

    ((_, full),) = sheets(bank, 0, mode="talk")
    empty = yamlio.read(full.encode(), "full").data | {"answers": {}, "open": None}
    path.write_text(yamlio.dump(empty), encoding="utf-8")
    first = save("Team Nord")
    path.write_text(full, encoding="utf-8")
    assert save("Team Süd") == first
    assert sum(first.values()) <= 6
    assert not [one for one in opened if "questions" in one]


@pytest.mark.parametrize("name", ["social-media", "goal-check"])
def test_sheets_of_the_benchmarks_are_in_order_and_the_same_every_time(name: str) -> None:
    """A tenth of the cases has several respondents."""
    bank = load(name)
    mode = bank.settings.modes[0].id
    made = [list(sheets(bank, number, mode=mode)) for number in (0, 9)]
    assert made == [list(sheets(bank, number, mode=mode)) for number in (0, 9)]
    assert made != [list(sheets(bank, number, mode=mode, seed=2)) for number in (0, 9)]
    assert len(made[0]) == 1
    assert len(made[1]) in ((3, 4) if bank.settings.roles else (1,))
