"""`python -m benchmarks.one SHEET`: what a process waits for that makes one brief, in seconds of the processor."""

# The order of the imports is what is measured.
# ruff: noqa: E402, F401

import time

times = [0.0, time.process_time()]

import babel.dates
import babel.numbers
import jinja2.sandbox
import typer
import yaml
from pydantic import BaseModel, TypeAdapter

times.append(time.process_time())

import gc
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import smcheck.batch.plan
import smcheck.cli
from smcheck.answers.read import read_sheet
from smcheck.bank.load import load
from smcheck.case import group
from smcheck.documents.make import orders
from smcheck.documents.quick import Quick

times.append(time.process_time())

PARTS = ("Python", "libraries", "own modules", "bank", "templates translated", "the case and its brief")


def main(path: Path) -> None:
    """Make the brief of the sheet at *path* and print the seconds that each of `PARTS` took."""
    gc.set_threshold(10_000, 20, 50)  # as the program does
    translating = [0.0]
    translate = Quick._template

    def timed(quick: Quick, name: str) -> Any:
        start = time.process_time()
        made = translate(quick, name)
        translating[0] += time.process_time() - start
        return made

    Quick._template = timed  # type: ignore[method-assign, assignment]
    bank = load("social-media")
    times.append(time.process_time())
    (case,) = group([read_sheet(path.read_bytes(), path.name, bank=bank)])
    (order,) = orders(case)
    order.made()
    times.append(time.process_time())
    *before, rest = [after - before for before, after in pairwise(times)]
    print(json.dumps([*before, translating[0], rest - translating[0]]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
