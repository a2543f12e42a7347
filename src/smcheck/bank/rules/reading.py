"""Read the rule files of a bank into its draft; what is in none of them is simply not there."""

from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from smcheck.bank.model import Part
from smcheck.bank.reading import Draft, Key, Place, fit, read_document
from smcheck.bank.rules.model import Dimension, Finding, Findings, Portrait, Portraits, Readiness
from smcheck.yamlio import Document

File = TypeVar("File", bound=Part)
Entry = TypeVar("Entry", bound=Part)


def read_rules(draft: Draft) -> None:
    """Add the dimensions, findings and portraits of the bank to *draft*, each with its place.

    An entry that is not in order in every key is told and left out; reading goes on with the next one.
    """
    if readiness := _read(draft, "readiness.yaml", Readiness):
        draft.dimensions = list(readiness.entries("dimensions", Dimension))
    for file in sorted((draft.folder / "findings").glob("*.yaml")):
        if findings := _read(draft, f"findings/{file.name}", Findings):
            draft.findings += findings.entries("findings", Finding)
            _roots(draft, findings)
    if portraits := _read(draft, "portraits.yaml", Portraits):
        draft.portraits = list(portraits.entries("portraits", Portrait))
    draft.rule_parts += [*draft.dimensions, *draft.findings, *draft.portraits]


class _Read(NamedTuple, Generic[File]):
    """A file that is YAML: *part* is None where something in it is not in order, *wrong* are the paths of that."""

    document: Document
    part: File | None
    wrong: frozenset[tuple[Key, ...]]

    def entries(self, key: str, model: type[Entry]) -> Iterator[tuple[Entry, Place]]:
        """Yield each entry of the list at *key* that is in order, with its place."""
        written = self.document.data.get(key)
        sound: Iterable[tuple[int, Entry]] = ()
        if self.part is not None:
            sound = enumerate(getattr(self.part, key))
        elif isinstance(written, list):
            sound = ((n, model.model_validate(entry)) for n, entry in enumerate(written) if self._is_sound(key, n))
        for number, entry in sound:
            yield entry, Place(self.document, (key, number))

    def roots(self) -> Findings:
        """Return the headings that are in order, as a file without findings."""
        written = self.document.data.get("roots")
        every = written.items() if isinstance(written, dict) else ()
        sound = {name: text for name, text in every if self._is_sound("roots", name)}
        return Findings.model_validate({"roots": sound, "findings": []})

    def _is_sound(self, *path: Key) -> bool:
        return not any(wrong[:2] == path or wrong == path[:1] for wrong in self.wrong)


def _read(draft: Draft, name: str, model: type[File]) -> _Read[File] | None:
    if not (draft.folder / name).exists():
        return None
    document = read_document(draft.folder / name, draft.problems)
    if document is None:
        draft.whole = draft.rules_whole = False
        return None
    part, wrong = fit(model, document)
    draft.problems += [problem for problem, _ in wrong]
    draft.rules_whole = draft.rules_whole and part is not None
    return _Read(document, part, frozenset(path for _, path in wrong))


def _roots(draft: Draft, file: _Read[Findings]) -> None:
    """Add the headings of one file; a name stands for one heading in all files."""
    part, place = file.roots(), Place(file.document, ())
    draft.rule_parts.append((part, place))
    for root, text in part.roots.items():
        at = place.below("roots", root)
        if root in draft.roots:
            draft.say(at, "bank.duplicate_rule", key=True, word=root, where=str(draft.roots[root][1]))
        draft.roots.setdefault(root, (text, at))
