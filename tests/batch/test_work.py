"""The unit of work: one case, from bytes to bytes, anywhere."""

import pickle
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from many_cases import Many

from smcheck import problems
from smcheck.batch.deliver import Delivery, Status
from smcheck.batch.model import Job, Lost, Made, Options
from smcheck.batch.plan import Plan
from smcheck.batch.run import run
from smcheck.batch.spread import Hired, spread
from smcheck.batch.work import make
from smcheck.documents.state import Folder


def jobs(*paths: Path) -> list[Job]:
    return list(Plan(paths or [Path("sheets")]).jobs())


def test_job_options_and_result_can_be_pickled(many: Many) -> None:
    """Whatever is wrong with the case."""
    good, bad = many(2)
    bad.write_text(bad.read_text().replace("45", "viele").replace("quick", "quikc"))
    for path in (good, bad):
        (job,) = pickle.loads(pickle.dumps(jobs(path)))
        made = make(job, pickle.loads(pickle.dumps(Options(("all",), index_in="de"))))
        assert pickle.loads(pickle.dumps(made)) == made
        assert bool(made.documents) is (path is good)


def test_every_problem_of_every_sheet_of_the_case_is_told(many: Many) -> None:
    """A sheet that cannot be read fails the whole case: a document without it would mislead."""
    first, second = many(2)
    second.write_text(second.read_text().replace("case-001\n", "case-000\n").replace("quick", "quikc"))
    first.write_text(first.read_text().replace("45", "viele"))
    (job,) = jobs()
    made = make(job, Options())
    assert made.documents == ()
    assert {problem.file for problem in made.problems} == {str(first), str(second)}
    assert made.locale == "de-CH"


def test_sheet_that_changes_its_case_meanwhile_is_refused(many: Many) -> None:
    """Its documents would bear another name."""
    many(1)
    (job,) = jobs()
    other = job._replace(
        sheets=tuple(one._replace(data=one.data.replace(b"case-000\n", b"zoo\n")) for one in job.sheets)
    )
    assert [problem.code for problem in make(other, Options()).problems] == ["batch.changed"]


def test_other_bank_or_templates_than_those_asked_for_make_nothing(many: Many) -> None:
    """Another version of the program counts too."""
    many(1)
    (job,) = jobs()
    made = make(job, Options(digests={"social-media": "0.0.1 x y"}))
    assert [problem.code for problem in made.problems] == ["batch.other_version"]


def test_mistake_of_ours_is_told_without_values(many: Many) -> None:
    """It fails its case, and says where it happened."""
    many(1)
    (job,) = jobs()
    made = make(job._replace(sheets=(None,)), Options())  # type: ignore[arg-type]
    assert made.bug is not None
    assert made.bug.startswith("AttributeError\n")
    assert "work.py" in made.bug


class Dying(ThreadPoolExecutor):
    """An executor whose workers die of one case."""

    def __init__(self, poison: str) -> None:
        super().__init__(2)
        self._poison = poison

    def submit(self, work: Callable[..., object], jobs: list[Job], options: Options) -> "Future[object]":  # type: ignore[override]
        if any(self._poison in job.key.case for job in jobs):
            future: Future[object] = Future()
            future.set_exception(ConnectionError("the worker is gone"))
            return future
        return super().submit(work, jobs, options)


def outcome(executor: Executor) -> tuple[list[str], list[str], list[Lost]]:
    """Which cases were made and which were not, in the order in which that was told, and what was lost."""
    with executor:
        told = list(spread(jobs(), Options(), Hired(executor, 2)))
    made = [one for one in told if isinstance(one, Made)]
    return (
        [one.key.case for one in made if one.documents],
        [one.key.case for one in made if not one.documents],
        [one for one in told if isinstance(one, Lost)],
    )


def test_any_executor_will_do(many: Many) -> None:
    """In the order of the cases."""
    paths = many(30)
    assert outcome(ThreadPoolExecutor(3)) == ([path.stem for path in paths], [], [])


def test_what_dies_twice_fails_and_all_else_is_made(many: Many) -> None:
    """The cases that were handed out together are tried again one by one."""
    paths = many(30)
    made, failed, lost = outcome(Dying("case-011"))
    assert failed == ["case-011"]
    assert made == [path.stem for path in paths if path.stem != "case-011"]
    assert [[key.case for key in one.cases] for one in lost] == [[f"case-{number:03}" for number in range(8, 16)]]


def test_workers_that_all_die_are_given_up(many: Many) -> None:
    """Nobody waits for a thousand cases to fail one by one."""
    many(30)
    with Dying("case") as executor:
        told = [one for one in spread(jobs(), Options(), Hired(executor, 2)) if isinstance(one, Made)]
    codes = [problem.code for one in told for problem in one.problems]
    assert codes == ["batch.died"] * 5 + ["batch.gave_up"] * 25


@pytest.fixture
def deliver(tmp_path: Path) -> Callable[..., list[tuple[str, Status]]]:
    """Make all cases into `out`, and return what became of them."""

    def deliver(**options: object) -> list[tuple[str, Status]]:
        with Folder(Path("out")) as folder:
            delivery = Delivery(Plan([Path("sheets")]), Options(**options), folder)  # type: ignore[arg-type]
            made = run(delivery.steps(), delivery.options, jobs=1)
            return [(one.key.case, delivery.deliver(one).status) for one in made if isinstance(one, Made)]

    return deliver


def test_only_what_changed_is_made_again(many: Many, deliver: Callable[..., list[tuple[str, Status]]]) -> None:
    """The sheet, an option, a file that is gone or was edited."""
    first, second, third = (path.stem for path in many(3))
    assert {status for _, status in deliver()} == {Status.MADE}
    assert {status for _, status in deliver()} == {Status.UNCHANGED}
    Path("out", f"{second}.2026-12.brief.de.md").write_text("von Hand")
    Path("out", f"{third}.2026-12.brief.de.md").unlink()
    assert deliver() == [(first, Status.UNCHANGED), (second, Status.KEPT), (third, Status.MADE)]
    assert {status for _, status in deliver(language="en")} == {Status.MADE}


def test_unchanged_cases_are_not_even_read(many: Many, deliver: Callable[..., list[tuple[str, Status]]]) -> None:
    """They are known by the bytes of their sheets; and yet it is told which files they have."""
    many(1)
    deliver()
    delivery = Delivery(Plan([Path("sheets")]), Options(), Folder(Path("out")))
    (step,) = delivery.steps()
    assert step == Made(step.key)
    assert [file.name for file in delivery.deliver(step).files] == ["case-000.2026-12.brief.de.md"]


def test_worker_may_write_only_files_of_its_case(many: Many) -> None:
    """Whatever a machine elsewhere sends back."""
    many(1)
    delivery = Delivery(Plan([Path("sheets")]), Options(), Folder(Path("out")))
    (step,) = delivery.steps()
    assert isinstance(step, Job)
    made = make(step, delivery.options)
    strange = made._replace(documents=tuple(one._replace(file=f"x{one.file}") for one in made.documents))
    with pytest.raises(ValueError, match="no file of this case"):
        delivery.deliver(strange)


def test_what_a_crash_file_may_hold() -> None:
    """Type and frames of a mistake, no values."""
    with pytest.raises(KeyError) as bug:
        raise KeyError("secret")
    assert problems.trace(bug.value).startswith("KeyError\ntest_work.py:")
    assert "secret" not in problems.trace(bug.value)
