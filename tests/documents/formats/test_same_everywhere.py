"""The same paper gives the same bytes in every format, whatever the machine is like."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from smcheck.documents.formats import Format, make
from smcheck.documents.formats.paper import Paper

pytest.importorskip("docx", reason="makes Word files; it comes with smcheck[docx]")
pytest.importorskip("typst", reason="makes PDF; it comes with smcheck[pdf]")

CODE = """
import datetime, sys
from pathlib import Path
from smcheck.documents.formats import Format, make
from smcheck.documents.formats.paper import Paper
text = sys.stdin.buffer.read().decode()
paper = Paper(text, 'de-CH', date=datetime.date(2026, 12, 1), organisation='Muster & Töchter AG')
for format_ in Format:
    Path(f'paper.{format_}').write_bytes(make(paper, format_).data)
"""


def test_the_same_bytes_on_another_machine(everything: Paper, tmp_path: Path) -> None:
    """Another day (by time zone), home, folder, locale, order of hashes, and fonts that have signs which ours lack."""
    fonts = tmp_path / ".fonts"
    fonts.mkdir()
    for font in sorted(Path("/usr/share/fonts").rglob("*.ttf"))[:30]:
        shutil.copy(font, fonts)
    machine = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    machine |= dict.fromkeys(("HOME", "TMPDIR", "TYPST_ROOT"), str(tmp_path))
    machine |= {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "TYPST_FONT_PATHS": str(fonts)}
    text = f"{everything.markdown}\n\nZeichen ohne Schrift: 漢 😀 ש\n"
    paper = Paper(text, everything.locale, date=everything.date, organisation=everything.organisation)
    command = [sys.executable, "-X", "utf8", "-c", CODE]
    subprocess.run(command, input=text.encode(), cwd=tmp_path, env=machine, check=True)
    for format_ in Format:
        assert (tmp_path / f"paper.{format_}").read_bytes() == make(paper, format_).data
    assert sorted(path.name for path in tmp_path.iterdir()) == [".fonts", *sorted(f"paper.{one}" for one in Format)]
