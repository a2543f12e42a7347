"""Real processes: many cases, workers that die, Ctrl-C, and a kill."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from many_cases import LINUX, Many, children, is_running, made, names, smcheck, start, write_sheet

from smcheck.documents.state import RECORD

pytestmark = [LINUX, pytest.mark.safety]


def wait_for(true: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "this never came true"
        time.sleep(0.01)


def test_several_processes_make_what_one_makes(many: Many) -> None:
    """The same bytes, told in the same order."""
    many(60)
    one = smcheck("brief", "sheets", "-o", "one", "--jobs", "1", "-v")
    two = smcheck("brief", "sheets", "-o", "two", "--jobs", "2", "-v")
    assert (one.returncode, two.returncode) == (0, 0)
    said = [re.sub(r".* von 60 Fällen, .*\n", "", done.stderr) for done in (one, two)]  # how far it is, now and then
    assert said[1] == said[0].replace("one", "two")
    assert len(made(Path("one"))) == 60
    for name in made(Path("one")):
        assert (Path("one") / name).read_bytes() == (Path("two") / name).read_bytes()


def test_killed_worker_is_reported_and_everything_is_made(many: Many) -> None:
    """Its cases are named, tried again, and made; so are all others."""
    many(90)
    batch = start("brief", "sheets", "-o", "out", "--jobs", "2", "--report", "report.json")
    wait_for(lambda: len(made(Path("out"))) > 10)
    os.kill(children(batch.pid)[0], signal.SIGKILL)
    _, err = batch.communicate(timeout=100)
    assert batch.returncode == 0
    assert len(made(Path("out"))) == 90
    report = json.loads(Path("report.json").read_text(encoding="utf-8"))
    (lost,) = report["problems"]
    assert (lost["code"], lost["level"]) == ("batch.lost", "warning")
    assert "case-0" in lost["message"]
    assert lost["message"] in err
    assert report["counts"] == {"made": 90, "unchanged": 0, "kept": 0, "failed": 0}


def test_worker_that_is_killed_while_it_hands_over(many: Many) -> None:
    """Half of what it made has arrived, and nobody waits for the rest: all of it is made again."""
    many(100)
    batch = start("brief", "sheets", "-o", "out", "--jobs", "2", "--document", "all")
    wait_for(lambda: len(made(Path("out"))) > 10)
    os.kill(batch.pid, signal.SIGSTOP)  # it takes nothing, until its workers have no room to say more
    worker = children(batch.pid)[0]
    wait_for(lambda: is_at_rest(worker))
    os.kill(worker, signal.SIGKILL)
    os.kill(batch.pid, signal.SIGCONT)
    _, err = batch.communicate(timeout=60)
    assert batch.returncode == 0
    assert "case-0" in err  # those that are made again
    assert len({name.partition(".")[0] for name in made(Path("out"))}) == 100


def is_at_rest(pid: int) -> bool:
    """Tell whether a process has done nothing for a while."""
    before, _, after = processor_time(pid), time.sleep(0.3), processor_time(pid)
    return before == after


def processor_time(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]


def test_case_that_kills_its_worker_fails_alone(many: Many) -> None:
    """All others are made; it is named with what happened."""
    many(30)
    write_sheet(Path("sheets") / "case-011.yaml", name="Endlos AG")
    loop = "{% for a in sections %}" * 12 + "x" + "{% endfor %}" * 12
    Path("mine").mkdir()
    template = "{% if q.org_name.line == 'Endlos AG' %}" + loop + "{% endif %}{{ case.title }}"
    Path("mine/brief.md.j2").write_text(template, encoding="utf-8")
    limited = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_CPU, (3, 3));"
        "sys.argv[0] = 'smcheck'; runpy.run_module('smcheck', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, "brief", "sheets", "-o", "out", "--jobs", "2", "--templates", "mine"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=100,
    )
    assert done.returncode == 1
    assert made(Path("out")) == [f"{name}.2026-12.brief.de.md" for name in names(30) if name != "case-011"]
    assert f"{Path('sheets', 'case-011.yaml')}: Der Arbeitsprozess ist zweimal" in done.stderr
    assert done.stderr.splitlines()[-1].split() == ["gescheitert", "1", "case-011.2026-12"]


# One goes on for ever in Python, the other in a single step of C that looks at no clock and no signal.
TWICE = "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}"
ENDLESS = {"python": TWICE + "{{ m(99) }}", "c": "{% set a = 9 ** case.title|length ** 9 %}{{ 7 ** a }}"}


@pytest.mark.parametrize(("endless", "jobs"), [("python", []), ("c", ["--jobs", "2"])])
def test_template_that_does_not_end_fails_its_case(many: Many, endless: str, jobs: list[str]) -> None:
    """Its worker is ended after the timeout; it is named with the reason, and all others are made."""
    many(10)
    write_sheet(Path("sheets") / "case-004.yaml", name="Endlos AG")
    Path("mine").mkdir()
    template = "{% if q.org_name.line == 'Endlos AG' %}" + ENDLESS[endless] + "{% endif %}{{ case.title }}"
    Path("mine/brief.md.j2").write_text(template, encoding="utf-8")
    done = smcheck("brief", "sheets", "-o", "out", "--templates", "mine", "--timeout", "4", *jobs, timeout=100)
    assert done.returncode == 1
    assert made(Path("out")) == [f"{name}.2026-12.brief.de.md" for name in names(10) if name != "case-004"]
    assert f"{Path('sheets', 'case-004.yaml')}: Das dauerte länger, als --timeout erlaubt" in done.stderr
    assert done.stderr.splitlines()[-1].split() == ["gescheitert", "1", "case-004.2026-12"]


def test_template_that_never_ends_does_not_keep_a_batch_for_ever(many: Many) -> None:
    """When one case after the other takes too long, the rest is not tried any more, and that is told."""
    many(12)
    Path("mine").mkdir()
    Path("mine/brief.md.j2").write_text(ENDLESS["python"], encoding="utf-8")
    done = smcheck("brief", "sheets", "-o", "out", "--templates", "mine", "--timeout", "1", timeout=100)
    assert done.returncode == 1
    assert done.stderr.count("Das dauerte länger, als --timeout erlaubt") == 6
    assert "ein Arbeitsprozess nach dem anderen" in done.stderr
    assert done.stderr.splitlines()[-1].split()[:2] == ["gescheitert", "12"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_leaves_whole_files_and_a_summary(many: Many, jobs: str) -> None:
    """Exit 130; what is done stays done, and the same command goes on from there."""
    many(120)
    batch = start("brief", "sheets", "-o", "out", "--jobs", jobs, "--report", "report.json")
    wait_for(lambda: len(made(Path("out"))) > 10)
    workers = children(batch.pid)
    os.killpg(batch.pid, signal.SIGINT)  # as a terminal does: to all of them
    out, err = batch.communicate(timeout=30)
    assert (batch.returncode, out) == (130, "")
    assert "Traceback" not in err
    done = len(made(Path("out")))
    assert 10 < done < 120
    told = int(re.search(r"Abgebrochen: (\d+) von 120 Fällen sind fertig\.", err)[1])
    assert told in {done - 1, done}  # one may have landed that was not counted any more
    assert {path.name for path in Path("out").iterdir()} == {RECORD, *made(Path("out"))}
    report = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert (report["complete"], report["counts"]["made"], len(report["cases"])) == (False, told, told)
    wait_for(lambda: not any(map(is_running, workers)), 10)
    again = smcheck("brief", "sheets", "-o", "out")
    assert (again.returncode, len(made(Path("out")))) == (0, 120)
    assert [line.split()[1] for line in again.stderr.splitlines()[:2]] == [str(120 - done), str(done)]


def test_killed_batch_knows_its_own_files_again(many: Many) -> None:
    """After a kill -9 and a change to every sheet, none of its files is taken for one that somebody edited."""
    many(90)
    for headcount in (46, 47):
        before = {path.name: path.stat().st_mtime_ns for path in Path("out").glob("*.md")}
        batch = start("brief", "sheets", "-o", "out", "--jobs", "2")

        def has_begun(before: dict[str, int] = before) -> bool:
            with contextlib.suppress(OSError):  # a file may be about to be replaced
                now = {path.name: path.stat().st_mtime_ns for path in Path("out").glob("*.md")}
                return len(now.items() - before.items()) > 15
            return False

        wait_for(has_begun)
        workers = children(batch.pid)
        batch.kill()
        batch.communicate(timeout=30)
        wait_for(lambda workers=workers: not any(map(is_running, workers)), 10)
        many(90, headcount=headcount)
    done = smcheck("brief", "sheets", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert len(made(Path("out"))) == 90
    assert all("47" in path.read_text(encoding="utf-8") for path in Path("out").glob("*.md"))
    assert {path.name for path in Path("out").iterdir()} == {RECORD, *made(Path("out"))}
