"""The names that rules may use besides those of their bank: what diagnosis computes from a whole case."""

from collections.abc import Mapping

from smcheck.logic.types import NUMBER, Kind

FINDING_NAMES: Mapping[str, Kind] = {"unknown_share": NUMBER, "unknown_count": NUMBER, "alignment_index": NUMBER}
"""Names that the conditions of findings may use besides those of the bank.

The share and the number of "I don't know" among all answers, and the alignment index from 0 to 100.
"""
PORTRAIT_NAMES: Mapping[str, Kind] = {
    "dimensions": Kind("list", item=NUMBER),
    "critical_findings": NUMBER,
    "matched_portraits": NUMBER,
}
"""Names that the conditions of portraits may use besides those and the dimensions.

The figures of all assessed dimensions, how many critical findings fired, and how many portraits above it match.
"""
COMPUTED = frozenset({*FINDING_NAMES, *PORTRAIT_NAMES})
"""All of them; no question, value or dimension may be called so."""
ALWAYS_KNOWN = frozenset({"unknown_count", "critical_findings", "matched_portraits"})
"""Those that every case has a figure for."""
