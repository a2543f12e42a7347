"""Where the templates of a bank stand, and a digest of all that documents are made with.

It loads no library: a batch asks it of cases for which nothing need be made.
"""

import hashlib
import os
from pathlib import Path

from smcheck import __version__, resources

GENERIC = "generic"


def chain(bank: str, own: Path | None = None) -> tuple[Path, ...]:
    """Return the folders of templates for *bank* (its id), those that win first: *own*, its own, the generic ones."""
    known = [folder / kind for kind in (bank, GENERIC) for folder in resources.folders("templates")]
    return tuple(folder for folder in ([own.resolve()] if own else []) + known if folder.is_dir())


def are_shipped(folders: tuple[Path, ...]) -> bool:
    """Tell whether all *folders* came with the program, so that nobody else wrote a template in them."""
    return all(folder.is_relative_to(resources.shipped("templates")) for folder in folders)


def files(folder: Path) -> list[Path]:
    """Return all templates and catalogues of *folder*, in order; what leads out of it or nowhere is none."""
    return sorted(path for path in (*folder.rglob("*.j2"), *folder.glob("words/*.yaml")) if is_inside(path, folder))


def is_inside(path: Path, folder: Path) -> bool:
    """Tell whether *path* is a file below *folder*, and no link that leads out of it."""
    try:
        return path.is_file() and path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # a name that is too long, or links that lead in a circle
        return False


def digest(folders: tuple[Path, ...]) -> str:
    """Return the SHA-256 over names and bytes of all templates and catalogues, and the version of the program."""
    whole = hashlib.sha256(__version__.encode())
    for number, folder in enumerate(folders):
        for path in files(folder):
            content = path.read_bytes()
            name = os.fsencode(path.relative_to(folder).as_posix())
            whole.update(b"%d/%s\0%d\0" % (number, name, len(content)) + content)
    return whole.hexdigest()
