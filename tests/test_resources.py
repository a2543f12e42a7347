"""Banks and templates are found wherever they may live."""

import os
import sys
from pathlib import Path

import pytest

from smcheck import resources


def test_checkout_finds_the_folders_at_the_top_level() -> None:
    """In a checkout `questions/` stands beside `src/`."""
    assert (resources.shipped("questions") / "social-media" / "bank.yaml").is_file()
    assert (resources.shipped("templates") / "generic").is_dir()


def test_wheel_carries_the_folders_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed wheel has no top level of the project."""
    (tmp_path / "questions").mkdir()
    monkeypatch.setattr(resources, "PACKAGE", tmp_path)
    assert resources.shipped("questions") == tmp_path / "questions"


def test_own_folder_comes_before_what_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bank of one's own may replace a shipped one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    (tmp_path / "smcheck" / "questions").mkdir(parents=True)
    assert list(resources.folders("questions")) == [tmp_path / "smcheck" / "questions", resources.shipped("questions")]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is closed to an administrator")
def test_own_folder_that_may_not_be_read_counts_as_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who borrows another person's session still has what ships."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "closed"))
    (tmp_path / "closed" / "smcheck" / "questions").mkdir(parents=True)
    (tmp_path / "closed").chmod(0)
    try:
        assert list(resources.folders("questions")) == [resources.shipped("questions")]
    finally:
        (tmp_path / "closed").chmod(0o700)
