"""A real Dask scheduler with workers that are processes of their own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from many_cases import Many, made, smcheck, start

pytest.importorskip("distributed")

pytestmark = pytest.mark.safety

SCHEDULER = "from distributed.cli.dask_scheduler import main; main()"
WORKER = "from distributed.cli.dask_worker import main; main()"


class Cluster:
    """A scheduler and two workers in folders of their own, where there is nothing of the batch."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        common = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
        self.scheduler = self._start("scheduler", SCHEDULER, *common)
        end = time.monotonic() + 60
        while not file.exists() or not file.read_text():
            assert time.monotonic() < end
            time.sleep(0.05)
        self.address = json.loads(file.read_text())["address"]

    def worker(self, name: str) -> "subprocess.Popen[bytes]":
        common = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(self._folder / name)]
        return self._start(name, WORKER, self.address, *common)

    def _start(self, name: str, script: str, *arguments: str) -> "subprocess.Popen[bytes]":
        (self._folder / name).mkdir()
        with (self._folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", script, *arguments],
                cwd=self._folder / name,
                stdout=log,
                stderr=log,
                env={**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "3s"},
            )
        self._processes.append(process)
        return process

    def end(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    (tmp_path / "cluster").mkdir()
    cluster = Cluster(tmp_path / "cluster")
    yield cluster
    cluster.end()


def wait_for_workers(address: str, count: int) -> None:
    from distributed import Client

    with Client(address, timeout=30) as client:
        client.wait_for_workers(count, timeout=60)


def test_one_of_two_workers_is_killed_in_the_middle(many: Many, cluster: Cluster) -> None:
    """Everything is made all the same, with the same bytes as here."""
    many(150)
    first, _ = cluster.worker("one"), cluster.worker("two")
    wait_for_workers(cluster.address, 2)
    batch = start("brief", "sheets", "-o", "out", "--scheduler", cluster.address)
    end = time.monotonic() + 60
    while len(made(Path("out"))) < 20:
        assert time.monotonic() < end
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    _, err = batch.communicate(timeout=100)
    assert batch.returncode == 0, err
    assert err.split()[:2] == ["erstellt", "150"]
    smcheck("brief", "sheets", "-o", "here")
    for name in made(Path("here")):
        assert (Path("out") / name).read_bytes() == (Path("here") / name).read_bytes()


def test_workers_need_no_shared_disk(many: Many, cluster: Cluster) -> None:
    """A bank and templates of one's own travel with the work; what is wrong in them is told as it lies here."""
    many(1)
    root = Path(__file__).parents[2]
    shutil.copytree(root / "questions" / "social-media", "my-bank")
    Path("mine").mkdir()
    Path("mine/brief.md.j2").write_text("{{ case.title }}: {{ q.org_headcount.line }}", encoding="utf-8")
    cluster.worker("one")
    wait_for_workers(cluster.address, 1)
    own = ["--bank", "my-bank", "--templates", "mine", "--scheduler", cluster.address]
    done = smcheck("brief", "sheets", "-o", "out", *own)
    assert (done.returncode, done.stderr) == (0, f"Geschrieben: {Path('out', 'case-000.2026-12.brief.de.md')}\n")
    assert Path("out", "case-000.2026-12.brief.de.md").read_text(encoding="utf-8") == "case-000 Energie AG: 45\n"
    Path("mine/brief.md.j2").write_text("\n{{ q.org_nmae }}", encoding="utf-8")
    done = smcheck("brief", "sheets", "-o", "out", *own)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{Path('mine', 'brief.md.j2')}:2: ")


def test_scheduler_that_goes_away(many: Many, cluster: Cluster) -> None:
    """What is done stays, the rest is reported as failed, and the command comes to an end."""
    many(150)
    cluster.worker("one")
    wait_for_workers(cluster.address, 1)
    env = {**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s"}
    batch = start("brief", "sheets", "-o", "out", "-q", "--scheduler", cluster.address, env=env)
    end = time.monotonic() + 60
    while len(made(Path("out"))) < 10:
        assert time.monotonic() < end
        time.sleep(0.01)
    cluster.scheduler.kill()
    _, err = batch.communicate(timeout=100)
    assert batch.returncode == 1
    assert "Traceback" not in err
    assert err.count("ein Arbeitsprozess nach dem anderen") == 1


def test_no_scheduler_and_no_workers(many: Many, cluster: Cluster) -> None:
    """Both are said with what to do."""
    many(1)
    done = smcheck("brief", "sheets", "-o", "out", "--scheduler", cluster.address)
    assert done.returncode == 1
    assert f"dask worker {cluster.address}" in done.stderr
    cluster.end()
    done = smcheck("brief", "sheets", "-o", "out", "--scheduler", "nonsense://x")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "nonsense://x" in done.stderr
