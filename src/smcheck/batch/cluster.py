"""Workers of a Dask cluster that runs already; they need the same smcheck, and no disk that is shared with us."""

import contextlib
import logging
from collections.abc import Iterator

from smcheck.batch.run import Hired
from smcheck.problems import Problem, Problems

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
