"""The diagnosis in the context of templates: findings, readiness, portraits, alignment; escaped, ready to print."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from smcheck.bank.rules.compiled import PortraitRule
from smcheck.diagnosis import alignment, findings, readiness
from smcheck.diagnosis.alignment import scored
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.sentences import Sentences
from smcheck.documents import markdown, shapes
from smcheck.logic.values import Value

MOST = 12
"""The most findings in the body of a document; the others stand in its appendix."""

NAMES = ("findings", "readiness", "portraits", "alignment", "limits")
"""The names of the context that come from here."""


def diagnosed(diagnosis: Diagnosis, locale: str) -> dict[str, object]:
    """Return what the diagnosis adds to the context of a document in *locale*."""
    return _Builder(diagnosis, Sentences(diagnosis.case, diagnosis, locale)).names()


class _Builder:
    def __init__(self, diagnosis: Diagnosis, sentences: Sentences) -> None:
        self.diagnosis = diagnosis
        self.sentences = sentences
        self.several = len(diagnosis.case.sheets) > 1

    def names(self) -> dict[str, object]:
        bank = self.diagnosis.case.bank
        shown = {rule.portrait: rule for rule in bank.rules.portraits}
        return {
            "findings": self._findings(),
            "readiness": tuple(self._dimension(one) for one in self.diagnosis.dimensions),
            "portraits": tuple(self._portrait(shown[one]) for one in self.diagnosis.portraits),
            "alignment": self._alignment(self.diagnosis.alignment) if self.diagnosis.alignment else None,
            "limits": tuple(self._limits()),
        }

    # Findings

    def _findings(self) -> shapes.Findings:
        fired = [self._finding(one) for one in self.diagnosis.findings]
        told = [one for one in fired if not one.waived]
        grave = [one for one in told if one.severity != "strength"]
        return shapes.Findings(
            all=tuple(told),
            strengths=tuple(one for one in told if one.severity == "strength"),
            body=tuple(_by_root(grave[:MOST])),
            rest=tuple(grave[MOST:]),
            waived=tuple(one for one in fired if one.waived),
            unassessed=tuple(self._unassessed(one) for one in self.diagnosis.not_assessed),
        )

    def _finding(self, finding: findings.Finding) -> shapes.Finding:
        step = finding.rule.finding.suggests
        role = self.sentences.bank.role(step.who) if step else None
        return shapes.Finding(
            id=finding.id,
            severity=finding.severity,
            message=markdown.line(self.sentences.message(finding)),
            recommendation=markdown.line(self.sentences.recommendation(finding)),
            root=markdown.line(self.sentences.root(finding.rule)),
            rests_on=tuple(self._evidence(finding)),
            who=markdown.line(self.sentences.printer.say(role.text)) if role else "",
            days=int(step.days) if step else None,
            accepted=finding.accepted,
            waived=markdown.line(finding.waived or ""),
        )

    def _evidence(self, finding: findings.Finding) -> Iterator[shapes.Evidence]:
        for one in finding.evidence:
            answer = self.sentences.answer(finding.rule, one)
            yield shapes.Evidence(
                id=one.question.id,
                label=markdown.line(self.sentences.label(one.question)),
                answer=markdown.line(answer),
                role=markdown.line(self.sentences.voice(one.role)) if self.several else "",
            )

    def _unassessed(self, one: findings.Unassessed) -> shapes.Unassessed:
        questions = self.sentences.bank.questions
        asked = (name for name in one.missing if name in questions and self.diagnosis.case.relevant(name))
        labels = (self.sentences.label(questions[name]) for name in asked)
        return shapes.Unassessed(
            one.id, markdown.line(self.sentences.root(one.rule)), tuple(map(markdown.line, labels))
        )

    # Readiness and portraits

    def _dimension(self, dimension: readiness.Dimension) -> shapes.Dimension:
        rule, level = dimension.rule.dimension, dimension.level
        levels = rule.levels.get(self.sentences.words.language, ())
        sentences = [markdown.line(self.sentences.words.localise(sentence)) for sentence in levels]
        return shapes.Dimension(
            id=dimension.id,
            label=markdown.line(self.sentences.printer.say(rule.text)),
            line=self._figure(dimension.value),
            number=dimension.value,
            mean=self._figure(dimension.mean),
            level=level,
            sentence="" if level is None else sentences[level],
            next=sentences[level + 1] if level is not None and level < readiness.TOP else "",
            assessed=dimension.value is not None,
            provisional=dimension.provisional,
            unknown=dimension.unknown,
            low=self._figure(dimension.low),
            high=self._figure(dimension.high),
            cap=markdown.line(self.sentences.printer.say(dimension.cap.because)) if dimension.cap else "",
            most=self.sentences.words.number(dimension.cap.max) if dimension.cap else "",
            components=tuple(self._component(one) for one in dimension.components),
        )

    def _component(self, component: readiness.Component) -> shapes.Component:
        rule = component.rule
        label = (
            self.sentences.label(rule.question) if rule.question else self.sentences.printer.say(rule.component.text)
        )
        return shapes.Component(
            id=component.id,
            label=markdown.line(label),
            line=self._figure(component.value),
            number=None if component.value is None else Fraction(component.value),
            status=component.status,
            counted=component.value is not None,
        )

    def _figure(self, value: int | Fraction | None) -> str:
        return "" if value is None else self.sentences.words.number(value, places=1)

    def _portrait(self, rule: PortraitRule) -> shapes.Portrait:
        case, printer = self.diagnosis.case, self.sentences.printer
        read = (question for question in case.bank.questions.values() if question.id in rule.condition.questions)
        rests_on = (
            shapes.Evidence(
                question.id,
                markdown.line(self.sentences.label(question)),
                markdown.line(self.sentences.brief(question, item.value)),
                "",
            )
            for question in read
            if (item := case.item(question.id)) and item.value is not None
        )
        figures = (
            shapes.Evidence(one.id, markdown.line(printer.say(one.rule.dimension.text)), self._figure(one.value), "")
            for one in self.diagnosis.dimensions
            if one.id in rule.condition.questions and one.value is not None
        )
        portrait = rule.portrait
        text = markdown.line(printer.say(portrait.say))
        return shapes.Portrait(portrait.id, markdown.line(printer.say(portrait.text)), text, (*rests_on, *figures))

    # What the assessments rest on beside answers

    def _limits(self) -> Iterator[shapes.Limit]:
        """Yield the limits by which this case was judged, in the order of the bank."""
        bank, printer = self.diagnosis.case.bank, self.sentences.printer
        read = [one for finding in self.diagnosis.findings for one in finding.rule.reads]
        for dimension in self.diagnosis.dimensions:
            counted = (one.rule.expression for one in dimension.components if one.value is not None)
            read += [one for one in counted if one is not None]
            read += [condition for cap, condition in dimension.rule.caps if cap is dimension.cap]
        told = [portrait.id for portrait in self.diagnosis.portraits]
        read += [rule.condition for rule in bank.rules.portraits if rule.portrait.id in told]
        used = bank.vocabulary.language.mentioned(name for one in read for name in one.names)
        for name, limit in bank.values.limits.items():
            if name in used:
                yield shapes.Limit(
                    id=name,
                    text=markdown.line(printer.say(limit.text) if limit.text else name),
                    line=self.sentences.words.number(limit.value),
                    number=Fraction(limit.value),
                    label=markdown.line(printer.say(limit.label)) if limit.label else "",
                    since=limit.since,
                )

    # Alignment

    def _alignment(self, found: alignment.Alignment) -> shapes.Alignment:
        dimensions = {one.id: one for one in self.diagnosis.dimensions}
        components = {id_: [part.id for part in one.components] for id_, one in dimensions.items()}
        leanings = found.by_dimension(components)
        return shapes.Alignment(
            line="" if found.index is None else self.sentences.words.number(found.index, places=0),
            number=found.index,
            respondents=tuple(markdown.line(self.sentences.shown_as(voice)) for voice in found.respondents),
            gaps=self._comparisons(found.gaps),
            agreements=self._comparisons(found.agreements),
            leadership=tuple(
                shapes.Leaning(
                    id=one.dimension,
                    label=markdown.line(self.sentences.printer.say(dimensions[one.dimension].rule.dimension.text)),
                    line=self._signed(one.mean),
                    number=one.mean,
                    count=one.count,
                )
                for one in leanings
            ),
            texts=self._comparisons(found.texts),
            contradictions=self._comparisons(found.contradictions),
        )

    def _signed(self, value: Fraction | None) -> str:
        return ("+" if value and value > 0 else "") + self._figure(value)

    def _comparisons(self, comparisons: Iterable[alignment.Comparison]) -> tuple[shapes.Comparison, ...]:
        return tuple(self._comparison(one) for one in comparisons)

    def _comparison(self, comparison: alignment.Comparison) -> shapes.Comparison:
        question = comparison.question
        return shapes.Comparison(
            id=question.id,
            label=markdown.line(self.sentences.label(question)),
            wording=markdown.line(self.sentences.printer.text(question.id)),
            type=question.type.value,
            answers=tuple(self._said(comparison, said) for said in comparison.answers),
            unknown=comparison.unknown,
            distance=comparison.distance,
        )

    def _said(self, comparison: alignment.Comparison, said: alignment.Said) -> shapes.Said:
        value: Value = said.value
        line = markdown.line(self.sentences.said(comparison.question, value))
        number = value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None
        block = markdown.block(value) if isinstance(value, str) and comparison.question.type.is_text else line
        score = scored(self.sentences.bank, comparison.question, value)
        return shapes.Said(markdown.line(self.sentences.shown_as(said.voice)), line, block, number, score)


def _by_root(found: Iterable[shapes.Finding]) -> Iterator[shapes.Root]:
    """Yield *found* by what causes them; a cause stands where its most severe finding does."""
    roots: dict[str, list[shapes.Finding]] = {}
    for finding in found:
        roots.setdefault(finding.root, []).append(finding)
    for title, alike in roots.items():
        yield shapes.Root(title, alike[0].severity, tuple(alike))
