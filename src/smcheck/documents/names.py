"""Names that do not exist, and the nearest ones that do."""

import difflib
from collections.abc import Iterable
from typing import Literal

from smcheck.problems import Problem


def unknown_name(name: str, known: Iterable[str], *, kind: Literal["name", "word"] = "name") -> Problem:
    """Return the problem that templates use *name*, which is none of *known*, with the nearest one there is."""
    near = difflib.get_close_matches(name, [each for each in known if not each.startswith("_")], n=1, cutoff=0.5)
    if near:
        return Problem(f"documents.unknown_{kind}_near", {"name": name, "near": near[0]})
    return Problem(f"documents.unknown_{kind}", {"name": name})
