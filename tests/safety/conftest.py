"""At the end stands what was tried and counted; `docs/trust.md` says how to read it."""

from collections import Counter

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the counts that tests noted, those of several tests added up."""
    counts: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        for what, count in report.user_properties:
            if isinstance(count, int):
                counts[what] += count
    if counts:
        terminalreporter.section("tried and counted")
        for what, count in counts.items():
            terminalreporter.line(f"{count:>9,}  {what}")
