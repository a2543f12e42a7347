"""Read the rule files of a bank into its draft; what is in none of them is simply not there."""

from typing import TypeVar

from smcheck.bank.model import Part
from smcheck.bank.reading import Draft, Place, fit, read_document
from smcheck.bank.rules.model import Findings, Portraits, Readiness

AnyPart = TypeVar("AnyPart", bound=Part)


def read_rules(draft: Draft) -> None:
    """Add the dimensions, findings and portraits of the bank to *draft*, each with its place.

    A file that is not in order in every key is told and left out as a whole.
    """
    if readiness := _read(draft, "readiness.yaml", Readiness):
        part, place = readiness
        draft.dimensions = [(one, place.below("dimensions", number)) for number, one in enumerate(part.dimensions)]
    for file in sorted((draft.folder / "findings").glob("*.yaml")):
        if findings := _read(draft, f"findings/{file.name}", Findings):
            found, place = findings
            draft.findings += [(one, place.below("findings", number)) for number, one in enumerate(found.findings)]
            for root, text in found.roots.items():
                at = place.below("roots", root)
                if root in draft.roots:
                    draft.say(at, "bank.duplicate_id", key=True, word=root, where=str(draft.roots[root][1]))
                draft.roots.setdefault(root, (text, at))
    if portraits := _read(draft, "portraits.yaml", Portraits):
        pictures, place = portraits
        draft.portraits = [(one, place.below("portraits", number)) for number, one in enumerate(pictures.portraits)]


def _read(draft: Draft, name: str, model: type[AnyPart]) -> tuple[AnyPart, Place] | None:
    if not (draft.folder / name).exists():
        return None
    document = read_document(draft.folder / name, draft.problems)
    if document is None:
        draft.whole = False
        return None
    part, wrong = fit(model, document)
    draft.problems += [problem for problem, _ in wrong]
    if part is None:
        draft.rules_whole = False
        return None
    place = Place(document, ())
    draft.rule_files.append((part, place))
    return part, place
