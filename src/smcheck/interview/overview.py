"""The interview seen from above: all answers, where to jump, what a section came to, the closing words."""

import re

from smcheck.bank.model import Text
from smcheck.interview import speak
from smcheck.interview.asker import Entry, Option, Overview
from smcheck.interview.engine import Interview

_PLACEHOLDER = re.compile(r"\{(\w+)\}")

GO_ON = "go on"
TAKE_UP = "take up"


def review(interview: Interview) -> Overview:
    """Return all answers by section; any of them can be picked and changed."""
    words = interview.words
    actions = [(GO_ON, words.say("interview.go_on" if interview.place else "interview.finish"))]
    if not interview.place and (put_off := interview.put_off()):
        actions.append((TAKE_UP, words.say("interview.take_up", n=len(put_off))))
    return _overview(interview, "review", actions, values=True)


def jump(interview: Interview) -> Overview:
    """Return all questions by section with their status, to go to one of them."""
    return _overview(interview, "jump", [(GO_ON, interview.words.say("interview.stay"))], values=False)


def summary(interview: Interview, section_id: str) -> list[str]:
    """Return what a section came to: its sentences, without those that lack an answer, and the count of open points."""
    section = next(section for section in interview.bank.sections if section.id == section_id)
    said = [sentence for text in section.summary if (sentence := _sentence(interview, text))]
    lines = [interview.words.say("interview.understood", text=" ".join(said))] if said else []
    asked = [id_ for id_ in interview.asked() if interview.bank.section_of[id_] is section]
    unsettled = sum(not settled(interview, id_) for id_ in asked)
    if asked:
        lines.append(
            interview.words.say("interview.section_open" if unsettled else "interview.section_settled", n=unsettled)
        )
    return lines


def closing(interview: Interview) -> str:
    """Return the last words, with the counts of settled and open points."""
    asked = interview.asked()
    good = sum(settled(interview, id_) for id_ in asked)
    settings, case = interview.bank.settings, interview.case
    counts = {"settled": (settings.settled, good), "unsettled": (settings.unsettled, len(asked) - good)}
    values = {
        name: interview.bank.say(text, case.locale, variant=case.variant, count=count)
        if text
        else interview.words.number(count)
        for name, (text, count) in counts.items()
    }
    if settings.closing is None:
        return interview.words.say("interview.closing", **values)
    return interview.bank.say(settings.closing, case.locale, variant=case.variant, values=values)


def missing(interview: Interview) -> list[str]:
    """Return the labels of the required questions that nobody has answered or left open on purpose."""
    return [
        speak.label(interview, interview.bank.questions[id_])
        for id_ in interview.asked()
        if interview.bank.questions[id_].required and interview.status(id_) == "missing"
    ]


def settled(interview: Interview, id_: str) -> bool:
    """Tell whether nothing is left to find out: answered, left blank, or it does not apply."""
    return interview.status(id_) in {"answered", "blank", "na"}


def _overview(interview: Interview, name: str, actions: list[tuple[str, str]], *, values: bool) -> Overview:
    case = interview.case
    sections = []
    for section in interview.bank.sections:
        ids = [id_ for id_ in interview.asked() if interview.bank.section_of[id_] is section]
        if ids:
            title = interview.bank.say(section.title, case.locale, variant=case.variant)
            sections.append((title, tuple(_entry(interview, id_, values=values) for id_ in ids)))
    return Overview(
        locale=case.locale,
        title=interview.words.say(f"interview.{name}_title"),
        text=interview.words.say(f"interview.{name}_text"),
        sections=tuple(sections),
        options=tuple(Option(id_, label, str(number)) for number, (id_, label) in enumerate(actions, 1)),
        current=interview.place.question if interview.place else None,
    )


def _entry(interview: Interview, id_: str, *, values: bool) -> Entry:
    question = interview.bank.questions[id_]
    point = interview.open.get(id_)
    status = interview.words.say(f"interview.status_{interview.status(id_)}")
    if point is not None and (more := point.ask or point.reason):
        status += f": {more}"
    if interview.is_private(id_):
        status += f" · {interview.words.say('interview.status_private')}"
    return Entry(
        id=id_,
        label=speak.label(interview, question),
        value=speak.say(interview, question, interview.answers.get(id_)) if values else "",
        status=status,
        settled=settled(interview, id_),
    )


def _sentence(interview: Interview, text: Text) -> str:
    """Return a sentence with the short answers it names; "" if one of them is missing."""
    case = interview.case
    form = text.form(case.locale, variant=case.variant) or ""
    names = [name for name in _PLACEHOLDER.findall(form) if name in interview.bank.questions]
    answers = {
        name: speak.short(interview, interview.bank.questions[name], interview.answers.get(name))
        if interview.asks(name) and not interview.is_private(name)
        else ""
        for name in names
    }
    if not all(answers.values()):
        return ""
    return interview.bank.say(text, case.locale, variant=case.variant, values=answers)
