"""Steps that the findings of a case suggest, for the interview to offer."""

from smcheck.case import Case
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.sentences import Sentences

MOST = 8
"""As many steps as one can choose from without scrolling; the most severe findings come first."""


def suggested_steps(case: Case) -> tuple[tuple[str, str, bool], ...]:
    """Return the finding, the words and whether it has been taken up, of each step; those taken up always."""
    diagnosis = Diagnosis(case)
    sentences = Sentences(case, diagnosis, case.locale)
    suggesting = [one for one in diagnosis.findings if one.rule.finding.suggests and one.waived is None]
    taken = [one for one in suggesting if one.accepted]
    others = [one for one in suggesting if not one.accepted]
    chosen = {one.id for one in [*taken, *others[: max(0, MOST - len(taken))]]}
    # A recommendation alone does not say what it is about; the heading it stands under in documents does.
    return tuple(
        (one.id, f"{sentences.root(one.rule)}: {sentences.recommendation(one)}", one.accepted)
        for one in suggesting
        if one.id in chosen
    )
