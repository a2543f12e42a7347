"""The diagnosis in the context of templates: findings, readiness, portraits, alignment; escaped, ready to print."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache, partial

from smcheck.answers.printing import Printer, printer
from smcheck.bank.load import Bank
from smcheck.bank.model import Question
from smcheck.bank.rules.compiled import ComponentRule, FindingRule, PortraitRule
from smcheck.bank.rules.model import Dimension
from smcheck.diagnosis import alignment, evidence, findings, readiness
from smcheck.diagnosis.alignment import scored
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.sentences import Sentences
from smcheck.documents import markdown, shapes
from smcheck.logic import Expression
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
        self.bank = diagnosis.case.bank
        self.printer = printer(self.bank, sentences.locale, diagnosis.case.variant, markdown)
        self.several = len(diagnosis.case.sheets) > 1

    def names(self) -> dict[str, object]:
        shown = {rule.portrait: rule for rule in self.bank.rules.portraits}
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
            _unassessed=lambda: tuple(map(self._unassessed, self.diagnosis.not_assessed)),
        )

    def _finding(self, finding: findings.Finding) -> shapes.Finding:
        step = finding.rule.finding.suggests
        role = self.bank.role(step.who) if step else None
        return shapes.Finding(
            id=finding.id,
            severity=finding.severity,
            message=markdown.line(self.sentences.message(finding)),
            recommendation=markdown.line(self.sentences.recommendation(finding)),
            root=self._root(finding.rule),
            rests_on=tuple([self._evidence(finding, one) for one in finding.evidence]),
            who=self.printer.say(role.text) if role else "",
            days=int(step.days) if step else None,
            accepted=finding.accepted,
            waived=markdown.line(finding.waived or ""),
        )

    def _evidence(self, finding: findings.Finding, one: evidence.Evidence) -> shapes.Evidence:
        return shapes.Evidence(
            id=one.question.id,
            label=self.printer.label(one.question.id),
            role=markdown.line(self.sentences.voice(one.role)) if self.several else "",
            _answer=lambda: markdown.line(self.sentences.answer(finding.rule, one)),
        )

    def _unassessed(self, one: findings.Unassessed) -> shapes.Unassessed:
        asked = (name for name in one.missing if name in self.bank.questions and self.diagnosis.case.relevant(name))
        return shapes.Unassessed(id=one.id, root=self._root(one.rule), missing=tuple(map(self.printer.label, asked)))

    def _root(self, rule: FindingRule) -> str:
        return self.printer.say(self.bank.rules.roots[rule.finding.root])

    # Readiness and portraits

    def _dimension(self, dimension: readiness.Dimension) -> shapes.Dimension:
        rule, level = dimension.rule.dimension, dimension.level
        return shapes.Dimension(
            id=dimension.id,
            label=self.printer.say(rule.text),
            line=self._figure(dimension.value),
            number=dimension.value,
            mean=self._figure(dimension.mean),
            level=level,
            sentence="" if level is None else self._level(rule, level),
            next="" if level is None or level == readiness.TOP else self._level(rule, level + 1),
            assessed=dimension.value is not None,
            provisional=dimension.provisional,
            unknown=dimension.unknown,
            low=self._figure(dimension.low),
            high=self._figure(dimension.high),
            cap=self.printer.say(dimension.cap.because) if dimension.cap else "",
            most=self.sentences.words.number(dimension.cap.max) if dimension.cap else "",
            components=tuple([self._component(one) for one in dimension.components]),
        )

    def _component(self, one: readiness.Component) -> shapes.Component:
        made = _component if isinstance(one.value, Fraction) else _plain_component
        return made(self.printer, one.rule, one.status, one.value)

    def _level(self, rule: Dimension, level: int) -> str:
        return _levels(self.printer, rule)[level]

    def _figure(self, value: int | Fraction | None) -> str:
        return _figure(self.printer, value)

    def _portrait(self, rule: PortraitRule) -> shapes.Portrait:
        case, portrait = self.diagnosis.case, rule.portrait
        read = (question for question in self.bank.questions.values() if question.id in rule.condition.questions)
        rests_on = (
            shapes.Evidence(
                id=question.id,
                label=self.printer.label(question.id),
                role="",
                _answer=partial(self._brief, question, item.value),
            )
            for question in read
            if (item := case.item(question.id)) and item.value is not None
        )
        figures = (
            shapes.Evidence(
                id=one.id,
                label=self.printer.say(one.rule.dimension.text),
                role="",
                _answer=partial(self._figure, one.value),
            )
            for one in self.diagnosis.dimensions
            if one.id in rule.condition.questions and one.value is not None
        )
        return shapes.Portrait(
            id=portrait.id,
            label=self.printer.say(portrait.text),
            text=self.printer.say(portrait.say),
            rests_on=(*rests_on, *figures),
        )

    def _brief(self, question: Question, value: Value) -> str:
        return markdown.line(self.sentences.brief(question, value))

    # What the assessments rest on beside answers

    def _limits(self) -> Iterator[shapes.Limit]:
        """Yield the limits by which this case was judged, in the order of the bank."""
        read = [one for finding in self.diagnosis.findings for one in finding.rule.reads]
        for dimension in self.diagnosis.dimensions:
            counted = (one.rule.expression for one in dimension.components if one.value is not None)
            read += [one for one in counted if one is not None]
            read += [condition for cap, condition in dimension.rule.caps if cap is dimension.cap]
        told = [portrait.id for portrait in self.diagnosis.portraits]
        read += [rule.condition for rule in self.bank.rules.portraits if rule.portrait.id in told]
        used = set[str]().union(*[_limits_of(self.bank, one) for one in read])
        yield from (limit for limit in _all_limits(self.printer) if limit.id in used)

    # Alignment

    def _alignment(self, found: alignment.Alignment) -> shapes.Alignment:
        dimensions = {one.id: one for one in self.diagnosis.dimensions}
        components = {id_: [part.id for part in one.components] for id_, one in dimensions.items()}
        leanings = found.by_dimension(components)
        compared = {one.question.id: self._comparison(one) for one in (*found.views, *found.contradictions)}

        def those(comparisons: Iterable[alignment.Comparison]) -> tuple[shapes.Comparison, ...]:
            return tuple(compared[one.question.id] for one in comparisons)

        return shapes.Alignment(
            line="" if found.index is None else self.sentences.words.number(found.index, places=0),
            number=found.index,
            respondents=tuple(markdown.line(self.sentences.shown_as(voice)) for voice in found.respondents),
            gaps=those(found.gaps),
            agreements=those(found.agreements),
            leadership=tuple(
                shapes.Leaning(
                    id=one.dimension,
                    label=self.printer.say(dimensions[one.dimension].rule.dimension.text),
                    line=self._signed(one.mean),
                    number=one.mean,
                    count=one.count,
                )
                for one in leanings
            ),
            texts=those(found.texts),
            contradictions=those(found.contradictions),
        )

    def _signed(self, value: Fraction | None) -> str:
        return ("+" if value and value > 0 else "") + self._figure(value)

    def _comparison(self, comparison: alignment.Comparison) -> shapes.Comparison:
        question = comparison.question
        return shapes.Comparison(
            id=question.id,
            label=self.printer.label(question.id),
            wording=self.printer.text(question.id),
            type=question.type.value,
            _answers=lambda: tuple(self._said(question, said) for said in comparison.answers),
            unknown=comparison.unknown,
            distance=comparison.distance,
        )

    def _said(self, question: Question, said: alignment.Said) -> shapes.Said:
        value: Value = said.value
        line = markdown.line(self.sentences.said(question, value))
        number = value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None
        block = markdown.block(value) if isinstance(value, str) and question.type.is_text else line
        score = scored(self.bank, question, value)
        voice = markdown.line(self.sentences.shown_as(said.voice))
        return shapes.Said(voice=voice, line=line, block=block, number=number, score=score)


# What the bank says is the same in every case, and so is a component with one of its five levels or none.


def _component(
    shown: Printer, rule: ComponentRule, status: readiness.Standing, value: int | Fraction | None
) -> shapes.Component:
    return shapes.Component(
        id=rule.component.id,
        label=shown.label(rule.question.id) if rule.question else shown.say(rule.component.text),
        line=_figure(shown, value),
        number=None if value is None else Fraction(value),
        status=status,
        counted=value is not None,
    )


_plain_component = lru_cache(maxsize=2048)(_component)


def _figure(shown: Printer, value: int | Fraction | None) -> str:
    return "" if value is None else shown.wording.number(value, places=1)


@lru_cache(maxsize=1024)
def _levels(shown: Printer, rule: Dimension) -> tuple[str, ...]:
    words = shown.wording
    return tuple(markdown.line(words.localise(level)) for level in rule.levels[words.language])


@lru_cache(maxsize=1024)
def _limits_of(bank: Bank, expression: Expression) -> frozenset[str]:
    return bank.vocabulary.language.mentioned(expression.names) & bank.values.limits.keys()


@lru_cache(maxsize=64)
def _all_limits(shown: Printer) -> tuple[shapes.Limit, ...]:
    """Return the limits of the bank, in its order."""
    return tuple(
        shapes.Limit(
            id=name,
            text=shown.say(limit.text) if limit.text else markdown.line(name),
            line=shown.wording.number(limit.value),
            number=Fraction(limit.value),
            label=shown.say(limit.label),
            since=limit.since,
        )
        for name, limit in shown.bank.values.limits.items()
    )


def _by_root(found: Iterable[shapes.Finding]) -> Iterator[shapes.Root]:
    """Yield *found* by what causes them; a cause stands where its most severe finding does."""
    roots: dict[str, list[shapes.Finding]] = {}
    for finding in found:
        roots.setdefault(finding.root, []).append(finding)
    for title, alike in roots.items():
        yield shapes.Root(title=title, severity=alike[0].severity, findings=tuple(alike))
