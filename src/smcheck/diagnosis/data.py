"""The diagnosis as data for JSON; docs/json.md describes every key."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from smcheck.bank.model import plain_number
from smcheck.diagnosis.alignment import Alignment, Comparison
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.findings import Finding
from smcheck.diagnosis.readiness import Component, Dimension
from smcheck.diagnosis.sentences import Sentences
from smcheck.diagnosis.voices import voices
from smcheck.logic.values import Value


def as_data(diagnosis: Diagnosis, sentences: Sentences) -> dict[str, Any]:
    """Return the findings, readiness, portraits and alignment of a case, its texts in the language of *sentences*."""
    return {
        "findings": [_finding(finding, sentences) for finding in diagnosis.findings],
        "not_assessed": [{"id": one.id, "missing": list(one.missing)} for one in diagnosis.not_assessed],
        "readiness": [_dimension(dimension, sentences) for dimension in diagnosis.dimensions],
        "portraits": [portrait.id for portrait in diagnosis.portraits],
        "alignment": _alignment(diagnosis.alignment, sentences) if diagnosis.alignment else None,
    }


def _finding(finding: Finding, sentences: Sentences) -> dict[str, Any]:
    shown = voices(sentences.case)
    return {
        "id": finding.id,
        "severity": finding.severity,
        "message": sentences.message(finding),
        "recommendation": sentences.recommendation(finding) or None,
        "rests_on": [
            {"question": one.question.id, "role": shown[one.role].id, "answer": sentences.answer(finding.rule, one)}
            for one in finding.evidence
        ],
        "values": sentences.values(finding),
        "waived": finding.waived,
    }


def _dimension(dimension: Dimension, sentences: Sentences) -> dict[str, Any]:
    cap = dimension.cap
    return {
        "id": dimension.id,
        "value": _figure(dimension.value),
        "level": dimension.level,
        "provisional": dimension.provisional,
        "unknown": dimension.unknown,
        "cap": {"max": plain_number(cap.max), "because": sentences.printer.say(cap.because)} if cap else None,
        "components": [_component(component) for component in dimension.components],
    }


def _component(component: Component) -> dict[str, Any]:
    return {"id": component.id, "value": _figure(component.value), "status": component.status}


def _alignment(alignment: Alignment, sentences: Sentences) -> dict[str, Any]:
    return {
        "index": _figure(alignment.index),
        "gaps": _comparisons(alignment.gaps, sentences),
        "agreements": _comparisons(alignment.agreements, sentences),
    }


def _comparisons(comparisons: Iterable[Comparison], sentences: Sentences) -> list[dict[str, Any]]:
    found = []
    for comparison in comparisons:
        answers: dict[str, list[str]] = {}
        for said in comparison.answers:
            answers.setdefault(said.voice.id or "conversation", []).append(_said(comparison, said.value, sentences))
        found.append({"question": comparison.question.id, "distance": _figure(comparison.distance), "answers": answers})
    return found


def _said(comparison: Comparison, value: Value, sentences: Sentences) -> str:
    return sentences.said(comparison.question, value)


def _figure(value: int | Fraction | None) -> object:
    return None if value is None else plain_number(value)
