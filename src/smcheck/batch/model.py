"""What goes from who hands out cases to who makes them, and what comes back.

It can be pickled, for another process or another machine, and loads nothing that a case is made with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from smcheck import __version__
from smcheck.answers.find import Key
from smcheck.documents.formats import Format, Letterhead
from smcheck.problems import Problem


class Source(NamedTuple):
    """A sheet that has not been read yet: its name, for problems, and its bytes."""

    file: str
    data: bytes


class Job(NamedTuple):
    """One case in one round.

    *before* has the sheets of the round before it, only for the latest of several. *problems* are what keeps it from
    being made at all. Without *render* only its line of the index is wanted.
    """

    key: Key
    sheets: tuple[Source, ...]
    before: tuple[Source, ...] = ()
    latest: bool = True
    problems: tuple[Problem, ...] = ()
    render: bool = True


class Parcel(NamedTuple):
    """A folder on its way to where the disk is not shared: where it stood, and its files by name."""

    origin: str
    files: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, eq=False)
class Options:
    """What is to be made of every case; they are a key by themselves, whatever they say.

    *bank* and *templates* are folders of one's own. *index_in* is the language of the index, if there is to be one.
    *digests* has, by the id of a bank, what its documents are made with (`made_with`): workers that have something
    else make nothing. *banks* and *folders* are what they bring along where they share no disk.
    """

    documents: tuple[str, ...] = ()
    language: str | None = None
    bank: str | None = None
    templates: Path | None = None
    as_of: date | None = None
    notes: bool = False
    formats: tuple[Format, ...] = ()
    letterhead: Letterhead | None = None
    index_in: str | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    banks: Mapping[str, Parcel] = field(default_factory=dict)
    folders: Mapping[str, tuple[Parcel, ...]] = field(default_factory=dict)


class Document(NamedTuple):
    """A document, and how long it took to make; *data* is None where that failed."""

    file: str
    data: bytes | None
    seconds: float


class Made(NamedTuple):
    """What became of a job.

    *locale* is the one to tell its problems in. *of* is how many documents there should be. *row* is its line of the
    index. *left_out* tells that nothing was to be made of this round. *bug* is where a mistake of ours happened first.
    """

    key: Key
    documents: tuple[Document, ...] = ()
    of: int = 0
    problems: tuple[Problem, ...] = ()
    locale: str | None = None
    row: Mapping[str, str] | None = None
    left_out: bool = False
    bug: str | None = None
    seconds: float = 0.0


def made_with(bank: str, templates: str) -> str:
    """Return one digest for the digests of a bank and of templates, and the version of the program."""
    return f"{__version__} {bank} {templates}"


class Lost(NamedTuple):
    """A worker died, and with it the work on some of these cases; they are tried again one by one."""

    cases: tuple[Key, ...]


Step = Job | Made
"""A case to be made, or one of which it is known what becomes of it."""
