"""What each format adds to a brief: the time of a process, as multiples of the Markdown that it is made from."""

import time
from collections.abc import Iterator

from benchmarks.sheets import sheets
from smcheck.answers.read import read_sheet
from smcheck.bank.load import Bank
from smcheck.case import group
from smcheck.documents.formats import Format
from smcheck.documents.make import orders


def formats(bank: Bank, rounds: int) -> Iterator[tuple[str, str, str]]:
    """The brief of a full interview in every format; reading the Markdown counts for the first one that needs it."""
    case_of = [read_sheet(text.encode(), name, bank=bank) for name, text in sheets(bank, 0)]
    least: dict[Format, float] = {}
    size: dict[Format, int] = {}
    for _ in range(rounds):
        (case,) = group(case_of)
        for order in orders(case, formats=[*Format]):
            start = time.process_time()
            size[order.format] = len(order.made().data)
            seconds = time.process_time() - start
            least[order.format] = min(least.get(order.format, seconds), seconds)
    markdown = least[Format.MD]
    yield "the brief of a full interview as Markdown", f"{1000 * markdown:.1f} ms", ""
    for format_ in list(Format)[1:]:
        yield f"  as {format_} too, {size[format_] / 1000:.0f} KB", f"{least[format_] / markdown:.1f} x", ""
