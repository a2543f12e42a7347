"""The script that makes the picture of pages in README and docs runs, whatever has become of the documents."""

import struct
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

pytest.importorskip("pypdf", reason="reads PDF; it comes with smcheck[dev]")
pytest.importorskip("typst", reason="makes PDF; it comes with smcheck[pdf]")


def test_the_picture_of_pages_can_be_made_anew(tmp_path: Path) -> None:
    spec = spec_from_file_location("docs_pages", Path(__file__).parents[3] / "docs" / "pages.py")
    assert spec is not None
    assert spec.loader is not None
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    script.main(tmp_path / "pages.png")
    head = (tmp_path / "pages.png").read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", head[16:24])
    assert wide > 2 * high > 0  # three pages side by side
