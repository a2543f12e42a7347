"""A blank sheet to be filled in with an editor: every question is there as a comment, so that silence stays silence.

A line with one `#` is an entry, a line with `##` explains it; without its `# ` every entry is valid YAML.
"""

from collections.abc import Iterator
from datetime import date

from smcheck.answers.model import FORMAT
from smcheck.answers.names import name_from
from smcheck.answers.values import group_of
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked, Question, Text, Type
from smcheck.wording import wording

Lines = Iterator[str]


def blank_sheet(bank: Bank, *, mode: str, role: str | None, language: str, today: date, name: str = "") -> str:
    """Return the text of a blank sheet for *role* (None is the whole conversation) in *mode*.

    Case and round are taken from *name*, the name of the file without its folder (`acme.2026-12.boss.yaml`); otherwise
    the round is the month of *today*.
    """
    return "".join(line.rstrip() + "\n" for line in _Blank(bank, mode, role, language).lines(name, today))


class _Blank:
    def __init__(self, bank: Bank, mode: str, role: str | None, language: str) -> None:
        self.bank, self.mode, self.role = bank, mode, role
        self.words = wording("de-DE" if language == "de" else "en")

    def say(self, code: str, **values: object) -> str:
        return self.words.say(f"answers.{code}", **values)

    def text(self, text: Text | None) -> str:
        """Return a text of the bank as one line."""
        return " ".join(self.bank.say(text, self.words.locale).split())

    def lines(self, name: str, today: date) -> Lines:
        yield from self.head(name, today)
        yield from ("", "answers:")
        for section in self.bank.sections:
            asked = [one for one in section.questions if self.bank.asks(one, mode=self.mode, role=self.role)]
            if asked:
                yield from ("", f"  ## ===== {self.text(section.title)} =====")
            for question in asked:
                yield ""
                yield from self.question(question)
        yield from self.foot()

    def head(self, name: str, today: date) -> Lines:
        settings, parts = self.bank.settings, name.split(".")
        mode, role = self.bank.mode(self.mode), self.bank.role(self.role or "")
        title = self.say("blank_title", name=self.text(settings.name), mode=self.text(mode.text if mode else None))
        yield f"## {title}"
        if role:
            yield f"## {self.say('blank_role', role=self.text(role.text))}"
        yield "##"
        for hint in ("entries", "silence", "unknown", "numbers", "check"):
            yield f"## - {self.say('blank_how.' + hint)}"
        yield from ("", f"smcheck: {FORMAT}", f"bank: {{id: {settings.id}, version: {settings.version}}}")
        yield from ("", f"## {self.say('blank_names')}")
        case, round_ = name_from(parts[0]), name_from(parts[1]) if len(parts) > 2 else ""
        yield f"case: {case or self.say('blank_case')}"
        yield f"round: {round_ or f'{today:%Y-%m}'}"
        roles = [one.id for one in settings.roles]
        who = self.say("blank_respondent", roles=", ".join(roles)) if roles else self.say("blank_respondent_bare")
        yield from ("", f"## {who}", "respondent:")
        if roles:
            yield f"  role: {self.role}" if self.role else "  # role:"
        yield "  # function:"
        if settings.protect and self.role in settings.protect.roles:
            yield from (f"  ## {self.say('blank_shown', text=self.text(settings.protect.text))}", "  # shown: yes")
        yield from ("", f"mode: {self.mode}", f"language: {self.words.language}")
        yield from ("", f"## {self.say('blank_head')}", f"# date: {today.isoformat()}", "# consent: yes", "# minutes:")
        yield from ("# consultant:", "#   name:", "#   firm:")

    def question(self, question: Question) -> Lines:
        yield from (f"  ## {line}" for line in self.explain(question))
        columns = self.bank.columns(question, self.mode)
        if question.type is Type.GROUP:
            yield f"  ## {self.say('blank_rows', id=question.id)}"
            yield f"  # {question.id}:"
            for column, start in zip(columns, ["  - ", *["    "] * len(columns)], strict=False):
                yield from (f"  ##     {line}" for line in self.explain(column))
                yield f"  # {start}{column.id}:"
        elif question.type is Type.TABLE:
            yield f"  ## {self.say('blank_columns')}"
            for column in columns:
                first, *more = self.explain(column)
                yield f"  ##   {column.id}: {first}"
                yield from (f"  ##     {line}" for line in more)
            if question.own_rows:
                yield f"  ## {self.say('blank_own_rows')}"
            yield f"  # {question.id}:"
            for row in question.rows:
                ask = f" ({self.say('blank_ask', ask=self.text(row.ask))})" if row.ask else ""
                yield f"  ##   {self.text(row.text)}{ask}"
                if row.when:
                    yield f"  ##     {self.say('blank_when', when=row.when)}"
                yield f"  #   {row.id}:"
                yield from (f"  #     {column.id}:" for column in columns)
        else:
            yield f"  # {question.id}:"

    def explain(self, asked: Asked) -> list[str]:
        """Return what a person needs to know in order to answer: text, kind, limits, choices, condition, example."""
        required = f" ({self.say('blank_required')})" if asked.required else ""
        lines = [self.text(asked.text) + required]
        choices = self.bank.choices(asked)
        group = group_of(asked, self.bank)
        example = ", ".join(choice.id for choice in [one for one in choices if not one.exclusive][:2])
        kind = self.say(f"kind.{asked.type}", example=example or "…, …")
        own = ", ".join(role.id for role in self.bank.settings.roles) if asked.own_choices else ""
        rows = self.say("blank_own_choices" if own else "blank_from_rows", group=group.id, roles=own) if group else ""
        lines.append("; ".join(part for part in (kind, rows, self.limits(asked)) if part))
        for choice in choices:
            line = f"  {choice.id} = {self.text(choice.text)}"
            lines.append(line + (f"; {{choice: {choice.id}, text: {self.text(choice.asks)}}}" if choice.asks else ""))
        lines += [f"  {level} = {anchor}" for level, anchor in enumerate(asked.anchors.get(self.words.language, ()))]
        if asked.when:
            lines.append(self.say("blank_when", when=asked.when))
        if asked.example:
            lines.append(self.say("blank_example", example=self.text(asked.example)))
        return lines

    def limits(self, asked: Asked) -> str:
        if asked.type is Type.RATING or (asked.min is None and asked.max is None):
            return ""
        low = None if asked.min is None else self.words.number(asked.min)
        high = None if asked.max is None else self.words.number(asked.max)
        name = "blank_between" if low and high else "blank_from" if low else "blank_to"
        limits = self.say(name, min=low, max=high)
        return self.say("blank_characters", limits=limits) if asked.type.is_text else limits

    def foot(self) -> Lines:
        questions = [one for one in self.bank.questions.values() if self.bank.asks(one, mode=self.mode, role=self.role)]
        yield from ("", f"## {self.say('blank_open')}", "open:")
        ask, reason = self.say("blank_open_ask"), self.say("blank_open_reason")
        for question, entry in zip(questions, (f"unknown, ask: {ask}", "later", f"na, reason: {reason}"), strict=False):
            yield f"  ## {question.id}: {{status: {entry}}}"
        yield from ("", f"## {self.say('blank_notes')}", "notes:")
        if questions:
            yield f"  ## {questions[0].id}: …"
        private = [question.id for question in questions if question.private]
        yield from ("", f"## {self.say('blank_private')}", f"# private: [{', '.join(private)}]")
