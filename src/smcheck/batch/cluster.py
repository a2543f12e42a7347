"""Workers of a Dask cluster that runs already; they need the same smcheck, and no disk that is shared with us."""

import contextlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from smcheck.bank import load
from smcheck.bank.reading import shown
from smcheck.batch.model import Options, Parcel
from smcheck.batch.plan import Plan
from smcheck.batch.spread import Hired
from smcheck.documents import folders
from smcheck.problems import Problem, Problems
from smcheck.resources import shipped

_WAIT = 10  # seconds until a scheduler that does not answer is taken for none


@contextlib.contextmanager
def hired(address: str) -> Iterator[Hired]:
    """Hire the workers of the scheduler at *address*. Raises Problems where there are none."""
    try:
        from distributed import Client
    except ImportError:
        raise Problems([Problem("batch.no_dask")]) from None
    # What goes wrong is told case by case. Each of its loggers has a level of its own.
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=_WAIT)
    except (OSError, ValueError) as error:
        raise Problems([Problem("batch.no_scheduler", {"address": address, "reason": type(error).__name__})]) from None
    with client:
        threads = sum(client.ncores().values())
        if not threads:
            raise Problems([Problem("batch.no_workers", {"address": address})])
        executor = client.get_executor()
        try:
            yield Hired(executor, threads, lambda: client.status != "closed")
        finally:
            if client.status == "running":
                executor.shutdown(wait=False)


def packed(plan: Plan, options: Options) -> Options:
    """Return *options* with all that workers need who do not share the disk: what does not ship with the program."""
    banks, chains = {}, {}
    for name in plan.banks:
        bank = load.load(options.bank or name).folder  # what is wrong with it is said before anything is sent
        if not bank.is_relative_to(shipped("questions").resolve()):
            banks[name] = _parcel(bank, bank.rglob("*.yaml"))
        chain = folders.chain(name, options.templates)
        if not folders.are_shipped(chain):
            chains[name] = tuple(_parcel(folder, folders.files(folder)) for folder in chain)
    return replace(options, bank=None, templates=None, banks=banks, folders=chains)


def _parcel(folder: Path, paths: Iterable[Path]) -> Parcel:
    names = sorted(path.relative_to(folder).as_posix() for path in paths)
    return Parcel(shown(folder), tuple((name, (folder / name).read_bytes()) for name in names))
