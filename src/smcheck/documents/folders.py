"""Where the templates of a bank stand, and a digest of all that documents are made with.

It loads no library: a batch asks it of cases for which nothing need be made.
"""

import hashlib
from pathlib import Path

from smcheck import __version__, resources

GENERIC = "generic"


def chain(bank: str, own: Path | None = None) -> tuple[Path, ...]:
    """Return the folders of templates for *bank* (its id), those that win first: *own*, its own, the generic ones."""
    known = [folder / kind for kind in (bank, GENERIC) for folder in resources.folders("templates")]
    return tuple(folder for folder in ([own.resolve()] if own else []) + known if folder.is_dir())


def files(folder: Path) -> list[Path]:
    """Return all templates and catalogues of *folder*, in order."""
    return sorted([*folder.rglob("*.j2"), *folder.glob("words/*.yaml")])


def digest(folders: tuple[Path, ...]) -> str:
    """Return the SHA-256 over names and bytes of all templates and catalogues, and the version of the program."""
    whole = hashlib.sha256(__version__.encode())
    for number, folder in enumerate(folders):
        for path in files(folder):
            content = path.read_bytes()
            whole.update(f"{number}/{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()
