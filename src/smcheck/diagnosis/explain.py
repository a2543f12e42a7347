"""Why a finding fired, did not fire, or could not be assessed: its condition in words, the figures and the answers."""

from collections.abc import Iterable, Iterator

from smcheck.bank.rules.compiled import FindingRule
from smcheck.bank.rules.names import FINDING_NAMES
from smcheck.bank.show import condition_in_words, labels
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.findings import Finding, Unassessed, judge
from smcheck.diagnosis.sentences import Sentences
from smcheck.logic import Reason, Value


def explain(diagnosis: Diagnosis, rule: FindingRule, sentences: Sentences) -> Iterator[str]:
    """Yield the explanation of *rule* for one case line by line; lines below a heading are indented."""
    say = sentences.words.say
    judged = judge(rule, diagnosis, diagnosis.record)
    if isinstance(judged, Finding):
        severity = say(f"diagnosis.severity.{judged.severity}")
        yield say("diagnosis.explain.fired", finding=rule.id, severity=severity)
        yield f"  {sentences.message(judged)}"
        if judged.waived is not None:
            yield f"  {say('diagnosis.explain.waived', reason=judged.waived)}"
    elif isinstance(judged, Unassessed):
        yield say("diagnosis.explain.not_assessed", finding=rule.id)
    else:
        yield say("diagnosis.explain.not_fired", finding=rule.id)
    yield say("diagnosis.explain.condition")
    if rule.finding.means:
        yield f"  {sentences.printer.say(rule.finding.means)}"
    yield f"  {condition_in_words(sentences.bank, rule, sentences.locale)}"
    if isinstance(judged, Finding) and judged.matches:
        yield f"  {say('diagnosis.explain.matches', n=len(judged.matches), of=judged.of)}"
    if figures := list(_figures(diagnosis, rule, sentences)):
        yield say("diagnosis.explain.values")
        yield from (f"  {figure}" for figure in figures)
    matches = judged.matches if isinstance(judged, Finding) else ()
    if answers := [*_answers(diagnosis, rule, matches, sentences), *_not_asked(diagnosis, rule, sentences)]:
        yield say("diagnosis.explain.answers")
        yield from (f"  {answer}" for answer in answers)
    if isinstance(judged, Unassessed):
        yield say("diagnosis.explain.missing")
        reasons = sorted(judged.reasons, key=lambda one: (one.question, one.status))
        yield from dict.fromkeys(f"  {_reason(reason, sentences)}" for reason in reasons)


def _figures(diagnosis: Diagnosis, rule: FindingRule, sentences: Sentences) -> Iterator[str]:
    """Yield the named values and limits that the conditions of *rule* use, with what they come to."""
    vocabulary, known = sentences.bank.vocabulary, labels(sentences.bank, sentences.locale)
    for name in dict.fromkeys(name for one in rule.reads for name in sorted(one.names)):
        if name in vocabulary.limits:
            limit = sentences.bank.values.limits[name]
            label = f" ({sentences.printer.say(limit.label)})" if limit.label else ""
            yield f"{name} = {sentences.words.number(limit.value)}{label}"
        elif name in vocabulary.values:
            yield f"{name} = {sentences.figure(diagnosis.case.evaluate(name))}"
        elif name in FINDING_NAMES:
            yield f"{known.get(name, name)} = {sentences.figure(diagnosis.value(name))}"


def _answers(diagnosis: Diagnosis, rule: FindingRule, matches: Iterable[Value], sentences: Sentences) -> Iterator[str]:
    """Yield what *rule* rests on, with who said it."""
    for one in diagnosis.record.of(rule, matches):
        who = ", ".join(filter(None, (sentences.voice(one.role), one.file)))
        answer = f"{sentences.label(one.question)}: {sentences.answer(rule, one)}"
        yield f"{answer} ({who})" if who else answer


def _not_asked(diagnosis: Diagnosis, rule: FindingRule, sentences: Sentences) -> Iterator[str]:
    for question in diagnosis.case.bank.questions.values():
        if question.id in rule.questions and not diagnosis.case.relevant(question.id):
            yield f"{sentences.label(question)}: {sentences.words.say('diagnosis.status.not_asked')}"


def _reason(reason: Reason, sentences: Sentences) -> str:
    name, _, column = reason.question.partition(".")
    question = sentences.bank.questions.get(name)
    if question is None:
        return sentences.words.say(f"diagnosis.status.{reason.status.replace(' ', '_')}")
    # Functions over what respondents said find no answer to a question that nobody was asked.
    status = reason.status if sentences.case.relevant(name) else "not asked"
    said = sentences.words.say(f"diagnosis.status.{status.replace(' ', '_')}")
    cell = next((one for one in question.columns if one.id == column), None)
    label = f"{sentences.label(question)} – {sentences.label(cell)}" if cell else sentences.label(question)
    return f"{label}: {said}"
