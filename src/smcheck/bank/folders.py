"""Where banks stand, and a digest of all that one says.

It loads none of them: a batch asks it of cases for which nothing need be made.
"""

import hashlib
import os
from pathlib import Path

from smcheck import resources, yamlio
from smcheck.problems import Problem, Problems


def available() -> tuple[Path, ...]:
    """Return the folders of all banks, a person's own first; one of them replaces a shipped one of the same name."""
    found: dict[str, Path] = {}
    for folder in resources.folders("questions"):
        for candidate in sorted(folder.iterdir()):
            if (candidate / "bank.yaml").is_file():
                found.setdefault(candidate.name, candidate)
    return tuple(found.values())


def find(reference: str | Path) -> Path:
    """Return the folder of the bank with this id, or at this path (its folder or its `bank.yaml`).

    Raises `Problems` with the banks there are.
    """
    path = Path(reference)
    named = isinstance(reference, str) and path.name == reference and reference not in (".", "..")
    if named:
        banks = available()
        match = [folder for folder in banks if folder.name == reference]
        match = match or [folder for folder in banks if _id(folder) == reference]
        if match:
            return match[0]
    folder = path.parent if path.name == "bank.yaml" and path.is_file() else path
    if (folder / "bank.yaml").is_file():
        return folder
    if named:
        known = [each.name for each in available()] or ["–"]
        raise Problems([Problem("bank.not_found", {"word": reference, "known": known})])
    raise Problems([Problem("bank.no_bank", {"word": str(reference)})])


def digest(folder: Path) -> str:
    """Return the SHA-256 over the names and the bytes of all files of a bank."""
    whole = hashlib.sha256()
    for file in sorted(file for file in folder.rglob("*.yaml") if file.is_file()):
        content = file.read_bytes()
        whole.update(os.fsencode(file.relative_to(folder).as_posix()) + f"\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def _id(folder: Path) -> str | None:
    """Return the id that a bank gives itself; None where its file cannot be read."""
    try:
        written = yamlio.read_file(folder / "bank.yaml").data.get("id")
    except Problems:
        return None
    return written if isinstance(written, str) else None
