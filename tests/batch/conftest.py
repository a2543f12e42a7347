"""A folder with the sheets of many small cases."""

from pathlib import Path

import pytest
from many_cases import Many, names, write_sheet


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Many:
    """Write so many sheets to `sheets`, each of a case of its own, and be in the folder above."""
    monkeypatch.chdir(tmp_path)

    def many(count: int, **values: object) -> list[Path]:
        (tmp_path / "sheets").mkdir(exist_ok=True)
        paths = [Path("sheets") / f"{name}.yaml" for name in names(count)]
        for path in paths:
            write_sheet(path, **values)
        return paths

    return many
