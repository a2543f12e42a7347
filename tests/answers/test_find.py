"""Which files are taken for sheets, and in which order."""

import os
from pathlib import Path

import pytest

from smcheck.answers.find import find_sheets, is_sheet
from smcheck.problems import Problems

SHEET = "smcheck: 1\n"


def write(folder: Path, *names: str, text: str = SHEET) -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return paths


@pytest.mark.parametrize(
    "text",
    [
        "smcheck: 1",
        "# note\n\nsmcheck: 1\n",
        "case: a\nsmcheck: 1\n",
        '"smcheck": 1',
        "{smcheck: 1}",
        "\ufeffsmcheck: 1",
        "a: 1\r\nsmcheck: 1",
        "smcheck:\n",
        "smcheck: 1\na: [\n",
    ],
)
def test_a_top_level_key_makes_a_sheet(tmp_path: Path, text: str) -> None:
    """A broken sheet is one too: it is to be reported, not passed over."""
    (path,) = write(tmp_path, "a.yaml", text=text)
    assert is_sheet(path)


@pytest.mark.parametrize(
    "text",
    ["", "case: a", "  smcheck: 1", "# smcheck: 1", "smchecker: 1", "a: smcheck", "smcheck:1", "a:\n  - smcheck: 1\n"],
)
def test_anything_else_does_not(tmp_path: Path, text: str) -> None:
    (path,) = write(tmp_path, "a.yaml", text=text)
    assert not is_sheet(path)


def test_a_sheet_in_the_encoding_of_an_old_editor_is_found_so_that_it_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(SHEET.encode("utf-16"))
    assert is_sheet(path)


def test_a_folder_is_no_sheet(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    assert not is_sheet(tmp_path / "a.yaml")
    assert find_sheets([tmp_path]) == []


def test_folders_are_searched_in_order_of_names(tmp_path: Path) -> None:
    found = write(tmp_path, "a.yaml", "b.YML", "c.yml", "sub/a.yaml", "sub/deep/a.yaml")
    write(tmp_path, ".hidden.yaml", ".git/a.yaml", "a.yaml.conflict-1", "a.yaml.rescue", "a.txt", "sub/.x/a.yaml")
    write(tmp_path, "bank.yaml", text="id: x\n")
    assert find_sheets([tmp_path]) == found


def test_files_are_taken_as_they_are_named_and_none_twice(tmp_path: Path) -> None:
    """A file that is named is reported if it is no sheet; a copy with another ending can be opened."""
    (sheet, rescue) = write(tmp_path, "a.yaml", "a.yaml.rescue")
    assert find_sheets([rescue, sheet, tmp_path, tmp_path / "." / "a.yaml"]) == [rescue, sheet]


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_links_that_lead_out_of_the_folder_are_skipped(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    (sheet,) = write(inside, "z.yaml")
    (other,) = write(outside, "b.yaml")
    (inside / "out.yaml").symlink_to(other)
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "broken.yaml").symlink_to(inside / "none")
    (inside / "circle.yaml").symlink_to(inside / "circle.yaml")
    assert find_sheets([inside]) == [sheet]
    (inside / "y.yaml").symlink_to(sheet)
    assert find_sheets([inside]) == [inside / "y.yaml"]
    assert find_sheets([inside / "out.yaml"]) == [inside / "out.yaml"]


def test_every_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml")
    with pytest.raises(Problems) as caught:
        find_sheets([tmp_path / "x", tmp_path, tmp_path / "y\0"])
    assert [problem.values["path"] for problem in caught.value.problems] == [str(tmp_path / "x"), str(tmp_path / "y\0")]
