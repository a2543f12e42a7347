"""YAML files, read strictly and edited one entry at a time: the only part of the program that knows a YAML library."""

from smcheck.yamlio.document import Data, Document, Mark
from smcheck.yamlio.editor import put, remove, splice
from smcheck.yamlio.reader import CONTROL, read, read_bytes, read_file
from smcheck.yamlio.writer import dump

__all__ = ["CONTROL", "Data", "Document", "Mark", "dump", "put", "read", "read_bytes", "read_file", "remove", "splice"]
