"""A sheet on disk: every change is saved before the next question, and nobody else's change is ever overwritten."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from smcheck import yamlio
from smcheck.answers import disk
from smcheck.answers.model import Header, OpenPoint, Sheet
from smcheck.answers.places import written_ids
from smcheck.answers.read import read_sheet
from smcheck.answers.write import encode, encode_head, encode_header, encode_point
from smcheck.bank.load import Bank
from smcheck.logic.values import Value
from smcheck.problems import Problem, Problems
from smcheck.yamlio import Data

Edit = Callable[[str], str]


class SheetFile:
    """A sheet that is being filled in.

    Each change is one entry of the file: everything else keeps its bytes. It is on disk when the method returns. If it
    cannot be saved, Problems say why, the file is as it was, and the change is kept here: the next one saves both, and
    `rescue` writes everything elsewhere. A file that somebody else has changed since it was read stays as it is; ours
    goes to `<sheet>.conflict-1`, where all later changes go too, and Problems say so once.
    """

    def __init__(self, path: Path, sheet: Sheet, data: bytes) -> None:
        self.path = path
        """Where the next change goes: the sheet, after a conflict the file beside it."""
        self.sheet = sheet
        """The sheet with every change so far, saved or not."""
        self._file = sheet.file
        self._target = path.resolve()  # a link stays a link
        self._on_disk = data
        self._data = data
        self._tried = data

    @classmethod
    def create(cls, path: Path, header: Header, *, bank: Bank) -> Self:
        """Write a new sheet without answers and return it. Raises Problems, `store.exists` among them."""
        text = yamlio.dump(encode_header(header))
        data = text.encode()
        sheet = read_sheet(data, str(path), bank=bank, path=path)
        disk.create(path.resolve(), data)
        return cls(path, sheet, data)

    @classmethod
    def open(cls, path: Path, *, bank: Bank | None = None) -> Self:
        """Read the sheet at *path* and remove what a killed run left beside it.

        Raises Problems as `load_sheet`, and for a sheet that could not be saved, before anything is answered.
        """
        document = yamlio.read_file(path)
        data = _bytes(document.text, bom=document.bom)
        sheet = read_sheet(data, str(path), bank=bank, path=path)
        disk.require_writable(path.resolve())
        disk.remove_leftovers(path.resolve())
        return cls(path, sheet, data)

    @property
    def unsaved(self) -> bool:
        """Whether the last change could not be saved."""
        return self._data != self._on_disk

    @property
    def text(self) -> str:
        """The whole sheet with every change, to be shown where nothing can be written."""
        return self.sheet.document.text

    def answer(self, question: str, value: "Value | None", *, point: OpenPoint | None = None) -> None:
        """Save the answer to *question*; None takes it away. Beside it stands *point*, or nothing any more."""
        bank = self.sheet.bank
        data = None if value is None else encode(bank.questions[question], value)
        edits = [self._put("answers", question, data) if value is not None else self._remove("answers", question)]
        edits.append(self._point(question, point))
        self._save(edits)

    def set_open(self, question: str, point: OpenPoint | None) -> None:
        """Leave *question* open as *point* says, its answer kept only to be confirmed; None takes the point away."""
        edits = [self._point(question, point)]
        if point is not None and point.status != "confirm":
            edits.append(self._remove("answers", question))
        self._save(edits)

    def set_note(self, question: str, text: str | None) -> None:
        """Save the consultant's note on *question*; None or nothing takes it away."""
        self._save([self._put("notes", question, text) if text else self._remove("notes", question)])

    def set_private(self, entry: str, private: bool) -> None:
        """Take *entry* (`question`, `question.column`, `notes.question`) off the record, or put it back."""
        written: Data = self.sheet.document.data.get("private", [*sorted(self.sheet.private)])
        items = written if isinstance(written, list) else [written]
        entries = [one for one in items if isinstance(one, str)]
        kept = [one for one in entries if self._today(one) != entry]
        self.head("private", [*kept, entry] if private else kept)

    def set_accepted(self, finding: str, accepted: bool) -> None:
        """Take the step of *finding* into the roadmap, or out of it."""
        kept = [one for one in self.sheet.accepted if one != finding]
        self.head("accepted", [*kept, finding] if accepted else kept)

    def head(self, key: str, value: object) -> None:
        """Save one top-level entry: an entry of the header, or a list such as `accepted`."""
        data: Data = [str(one) for one in value] if isinstance(value, list | tuple) else encode_head(value)
        self._save([lambda text: yamlio.put(text, key, data)])

    def rescue(self, folder: Path | None = None) -> Path | None:
        """Write the sheet with every change to `<sheet>.rescue` in *folder*, else beside the sheet, else elsewhere.

        An existing file is never overwritten. None if it cannot be written anywhere: then `text` is all there is.
        """
        for place in [folder] if folder else [self._target.parent, *_shelters()]:
            with suppress(Problems):
                return _first_free(place / f"{self._target.name}.rescue", self._data, start="")
        return None

    def _put(self, section: str, question: str, data: Data) -> Edit:
        order = list(self.sheet.bank.questions)

        def edit(text: str) -> str:
            for earlier in [id_ for id_ in self._written(section, question) if id_ != question]:
                text = yamlio.remove(text, section, earlier)
            return yamlio.splice(text, section, question, data, order=order)

        return edit

    def _remove(self, section: str, question: str) -> Edit:
        def edit(text: str) -> str:
            for written in self._written(section, question):
                text = yamlio.remove(text, section, written)
            return text

        return edit

    def _point(self, question: str, point: OpenPoint | None) -> Edit:
        return self._remove("open", question) if point is None else self._put("open", question, encode_point(point))

    def _written(self, section: str, question: str) -> list[str]:
        return written_ids(self.sheet.bank, self.sheet.document.data.get(section), question)

    def _save(self, edits: Sequence[Edit]) -> None:
        """Apply *edits*, read the result back, and bring it to disk."""
        document = self.sheet.document
        text = document.text
        for edit in [*edits, self._version]:
            text = edit(text)
        data = _bytes(text, bom=document.bom)
        self.sheet = read_sheet(data, self._file, bank=self.sheet.bank, path=self.sheet.path)
        self._data = data
        if self._changed_by_others():
            sheet = self.path
            self.path = self._target = _first_free(
                self._target.with_name(f"{self._target.name}.conflict"), data, start="-1"
            )
            self._on_disk = data
            raise Problems([Problem("store.conflict", {"sheet": str(sheet), "copy": str(self.path)})])
        self._tried = data
        disk.replace(self._target, data)
        self._on_disk = data

    def _changed_by_others(self) -> bool:
        """Tell whether the file holds something else than we know; one that was moved away is not in our way.

        It may hold what we tried to save last: a signal can arrive between the replacing and the noting of it.
        """
        ours = {self._on_disk, self._tried}
        try:
            if self._target.stat().st_size not in {len(data) for data in ours}:
                return True
            return self._target.read_bytes() not in ours
        except OSError:
            return False

    def _today(self, entry: str) -> str:
        """Return an entry of `private` with today's id of its question."""
        renames = self.sheet.bank.renames
        return ".".join(renames.get(part, part) for part in entry.split("."))

    def _version(self, text: str) -> str:
        """Note the version of the bank that now answers, so that an older one refuses what it would misread."""
        version = self.sheet.bank.settings.version
        if self.sheet.header.bank.version == version:
            return text
        return yamlio.splice(text, "bank", "version", version)


def _bytes(text: str, *, bom: bool) -> bytes:
    return text.encode("utf-8-sig" if bom else "utf-8")


def _shelters() -> Iterator[Path]:
    """Yield folders that are probably there when that of the sheet is not; a full disk hinders finding them too."""
    with suppress(RuntimeError):
        yield Path.home()
    with suppress(OSError):
        yield Path(tempfile.gettempdir())


def _first_free(path: Path, data: bytes, *, start: str) -> Path:
    """Write *data* to the first of `<path><start>`, `<path>-2`, … that does not exist yet, and return it."""
    number = 1
    while True:
        free = path.with_name(path.name + (start if number == 1 else f"-{number}"))
        try:
            disk.create(free, data)
        except Problems as wrong:
            if wrong.problems[0].code != "store.exists":
                raise
        else:
            return free
        number += 1
