"""`python -m benchmarks`: the budgets of the program as ratios of one run; docs/benchmarks.md says how to read them."""

import argparse
import gc
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import yaml

from benchmarks.formats import formats
from benchmarks.measure import by_turns, output, run
from benchmarks.one import PARTS
from benchmarks.sheets import sheets, write_sheets
from smcheck.answers.model import Sheet
from smcheck.answers.read import read_sheet
from smcheck.answers.store import SheetFile
from smcheck.bank.load import Bank, load
from smcheck.batch.run import collect_from_now_on
from smcheck.case import group
from smcheck.documents.environment import templates
from smcheck.documents.folders import chain
from smcheck.documents.make import orders
from smcheck.documents.state import Folder

BANK = "social-media"
PLAIN = gc.get_threshold()
"""How often Python looks for garbage where nobody told it anything else."""

STAGES = ("yaml", "read", "validate", "relevance", "diagnosis", "render", "write")

Row = tuple[str, str, str]
"""What was measured, how much it is, and how much it may be."""


def main() -> None:
    """Measure, and print a table as it comes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--cases", type=int, default=300, help="cases of the batches that are timed (300)")
    parser.add_argument("--rounds", type=int, default=9, help="rounds of what is measured by turns (9)")
    parser.add_argument("--memory", type=int, nargs="*", default=[100, 1000], help="cases of those weighed (100 1000)")
    options = parser.parse_args()
    bank = load(BANK)
    in_memory = Path("/dev/shm")  # it is the program that is measured, not the disk
    work = Path(tempfile.mkdtemp(prefix="smcheck-bench-", dir=in_memory if in_memory.is_dir() else None))
    try:
        print(f"{'what':<48}{'measured':>14}{'budget':>10}")
        for what, measured, budget in rows(bank, work, options):
            print(f"{what:<48}{measured:>14}{budget:>10}".rstrip(), flush=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def rows(bank: Bank, work: Path, options: argparse.Namespace) -> Iterator[Row]:
    """Yield the lines of the table."""
    yield from start_up(bank, work, options.rounds)
    yield from one_case(bank, work, options.rounds)
    yield from batches(bank, work, options.cases)
    yield from memory(bank, work, options.memory)
    yield from saving(bank, options.rounds)
    yield from formats(bank, options.rounds)


def start_up(bank: Bank, work: Path, rounds: int) -> Iterator[Row]:
    """Whole processes, as multiples of a Python that does nothing."""
    ((name, text),) = sheets(bank, 0, mode="quick")
    (work / name).write_text(text, encoding="utf-8")
    words = {
        "--version": ["--version"],
        "--help": ["--help"],
        "brief --help": ["brief", "--help"],
        "a usage error": ["brief", "--no-such-option"],
        "one brief": ["brief", str(work / name)],
    }
    budgets = {"--version": "6.5 x", "one brief": "30 x"}
    program = {what: ["-m", "smcheck", *arguments] for what, arguments in words.items()}
    least = by_turns({"nothing": ["-c", "pass"], **program}, rounds)
    yield "python -c pass", f"{1000 * least['nothing']:.1f} ms", ""
    for what in words:
        yield f"  smcheck {what}", f"{least[what] / least['nothing']:.1f} x", budgets.get(what, "14 x")
    taken = [json.loads(output(["-m", "benchmarks.one", str(work / name)])) for _ in range(rounds)]
    for part, *seconds in zip(PARTS, *taken, strict=True):
        yield f"    {part}", f"{min(seconds) / least['nothing']:.1f} x", ""


def one_case(bank: Bank, work: Path, rounds: int) -> Iterator[Row]:
    """One case in a batch, stage by stage, as multiples of one `yaml.load` of its sheets with PyYAML's C loader."""
    for what, mode, number in (
        ("a quick interview", "quick", 0),
        ("a full interview", "full", 0),
        ("full interviews of several people", "full", 9),
    ):
        folder = work / f"{mode}-{number}"
        folder.mkdir()
        paths = []
        for name, text in sheets(bank, number, mode=mode):
            paths.append(folder / name)
            paths[-1].write_text(text, encoding="utf-8")
        gc.disable()  # as each process of a batch until its first case is made, with which come bank and templates
        stages(bank, paths, folder)
        collect_from_now_on()
        measured = [stages(bank, paths, folder) for _ in range(2 * rounds)]
        yardstick, *least = (min(seconds) for seconds in zip(*measured, strict=True))
        size = sum(path.stat().st_size for path in paths)
        yield f"{what}, {size / 1000:.0f} KB as YAML", f"{1000 * yardstick:.2f} ms", ""
        yield "  from sheets to the written brief", f"{sum(least) / yardstick:.1f} x", "3 x"
        for stage, seconds in zip(STAGES[1:], least, strict=True):
            yield f"    {stage}", f"{seconds / yardstick:.2f} x", ""


def stages(bank: Bank, paths: list[Path], folder: Path) -> list[float]:
    """Return the seconds of each of `STAGES` for the brief of one case.

    For `yaml` garbage is looked for as often as in a plain Python, for all that follows as often as in a batch.
    """
    out, found, as_in_a_batch = Folder(folder / "out"), templates(chain(bank.id)), gc.get_threshold()
    gc.set_threshold(*PLAIN)
    times = [time.process_time()]
    for path in paths:
        yaml.load(path.read_bytes(), yaml.CSafeLoader)
    times.append(time.process_time())
    gc.set_threshold(*as_in_a_batch)
    data = [path.read_bytes() for path in paths]
    times.append(time.process_time())
    read: list[Sheet] = []
    for one, path in zip(data, paths, strict=True):
        home = next((sheet.home for sheet in read if sheet.home), None)  # as a batch does it
        read.append(read_sheet(one, path.name, bank=bank, home=home))
    times.append(time.process_time())
    (case,) = group(read)
    _ = case.items(), case.problems  # what applies, what is known, what is wrong
    times.append(time.process_time())
    (order,) = orders(case, found=found)
    diagnosis = order.diagnosis
    _ = diagnosis.findings, diagnosis.dimensions, diagnosis.portraits, diagnosis.alignment
    times.append(time.process_time())
    text = order.made().data
    times.append(time.process_time())
    out.write(order.file, text, inputs="00" * 32, force=True)
    times.append(time.process_time())
    (folder / "out" / order.file).unlink()
    return [after - before for before, after in pairwise(times)]


def batches(bank: Bank, work: Path, cases: int) -> Iterator[Row]:
    """Whole batches by one and by two processes, by the clock, their start included."""
    write_sheets(work / "many", bank, cases)
    clock = {}
    for jobs in (1, 2):
        command = ["-m", "smcheck", "brief", str(work / "many"), "-o", str(work / f"out-{jobs}"), "--jobs", str(jobs)]
        clock[jobs] = min(run([*command, "--force"]).clock for _ in range(2))
    yield f"{cases} full cases, one process", f"{cases / clock[1]:.0f} a second", ""
    yield "  two processes", f"{clock[1] / clock[2]:.2f} x", "1.8 x"
    again = run(["-m", "smcheck", "brief", str(work / "many"), "-o", str(work / "out-1")])
    yield "  again, all unchanged", f"{cases / again.clock:.0f} a second", ""


def memory(bank: Bank, work: Path, sizes: list[int]) -> Iterator[Row]:
    """The most memory that any process of a batch has."""
    for cases in sizes:
        folder = work / f"memory-{cases}"
        write_sheets(folder, bank, cases, mode="quick")
        command = ["-m", "smcheck", "brief", str(folder), "-o", str(folder / "out")]
        for what in (f"memory of a process, {cases} cases", "  again, all unchanged"):
            yield what, f"{run(command).memory:.0f} MB", "60 MB"
        shutil.rmtree(folder)


def saving(bank: Bank, rounds: int) -> Iterator[Row]:
    """One answer into a full sheet, until it is safe on the disk of this folder, by the clock."""
    ((name, text),) = sheets(bank, 0)
    seconds = []
    with tempfile.TemporaryDirectory(prefix=".smcheck-bench-", dir=Path.cwd()) as disk:
        path = Path(disk) / name
        path.write_text(text, encoding="utf-8")
        file = SheetFile.open(path, bank=bank)
        for number in range(3 * rounds):
            start = time.perf_counter()
            file.answer(bank.settings.title, f"Name {number}")
            seconds.append(time.perf_counter() - start)
    yield "saving one answer, median", f"{1000 * sorted(seconds)[len(seconds) // 2]:.1f} ms", "50 ms"


if __name__ == "__main__":
    main()
