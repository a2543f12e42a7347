"""What a key press costs: no file is read for it."""

import sys
from pathlib import Path

import pytest
from every_type import BANK, write_sheet
from pty_screen import DOWN, Terminal

pytestmark = pytest.mark.terminal

WATCHED = """
import os, runpy, sys
log = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY | os.O_APPEND)
sys.addaudithook(lambda event, values: os.write(log, f"{values[0]}\\n".encode()) if event == "open" else None)
sys.argv = ["smcheck", *sys.argv[2:]]
runpy.run_module("smcheck", run_name="__main__")
"""


def test_no_file_is_opened_while_somebody_types(tmp_path: Path) -> None:
    """Neither the bank nor the sheet, nor anything else."""
    sheet = write_sheet(tmp_path / "fest.yaml", upto="org_name")
    log = tmp_path / "opened"
    argv = [sys.executable, "-c", WATCHED, str(log), "interview", sheet.name, "--bank", str(BANK)]
    with Terminal(argv, folder=tmp_path, env={"LANG": "de_DE.UTF-8"}) as terminal:
        terminal.answer("Wie heißt Ihre Organisation?", "Fest")
        terminal.pump(0.5)
        before = log.read_text()
        for key in ("e", "s", DOWN, "t"):
            terminal.child.send(key)
            terminal.pump(0.2)
        assert "Festest" in terminal.text
        assert log.read_text() == before
