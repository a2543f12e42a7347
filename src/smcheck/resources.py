"""Where banks, templates and the program's words live: in the wheel, in a checkout, or in a person's own folder.

Own folders come first, so that a bank or template of one's own may replace a shipped one of the same name:
the folder that was named, then `questions/` and `templates/` under the user's data folder, then what ships.
"""

import os
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent


def shipped(kind: str) -> Path:
    """Return the folder *kind* (`questions` or `templates`) that ships with the program.

    A wheel carries it inside the package; in a checkout, and so in an editable install, it stands at the top level.
    """
    inside = PACKAGE / kind
    return inside if inside.is_dir() else PACKAGE.parents[1] / kind


def own(kind: str) -> Path:
    """Return a person's own folder for *kind*; it need not exist."""
    from platformdirs import user_data_path  # costs 10 ms, and `--version` must not pay for it

    return user_data_path("smcheck", appauthor=False) / kind


def folders(kind: str) -> Iterator[Path]:
    """Yield the folders that may hold *kind*, in order of precedence; one that is not ours to read counts as absent."""
    yield from (folder for folder in (own(kind), shipped(kind)) if _is_open(folder))


def _is_open(folder: Path) -> bool:
    return os.access(folder, os.R_OK | os.X_OK) and folder.is_dir()
