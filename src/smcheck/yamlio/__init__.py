"""YAML files, read strictly and edited one entry at a time: the only part of the program that knows a YAML library."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from smcheck.yamlio.document import Data, Document, Mark
from smcheck.yamlio.reader import CONTROL, read, read_bytes, read_file

if TYPE_CHECKING:
    from smcheck.yamlio.editor import put, remove, splice
    from smcheck.yamlio.writer import dump

__all__ = ["CONTROL", "Data", "Document", "Mark", "dump", "put", "read", "read_bytes", "read_file", "remove", "splice"]

_WRITING = {"dump": "writer", "put": "editor", "remove": "editor", "splice": "editor"}


def __getattr__(name: str) -> Any:
    """Load what writes when something is written: most commands only read."""
    if name not in _WRITING:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WRITING[name]}"), name)
