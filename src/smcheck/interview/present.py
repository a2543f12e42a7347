"""What is shown at a place: the question with its choices, what was said so far, and how to answer."""

from fractions import Fraction

from smcheck import reading
from smcheck.answers.model import Chosen
from smcheck.answers.values import group_of
from smcheck.answers.write import encode
from smcheck.bank.model import Asked, Choice, Question, Text, Type
from smcheck.interview import accept, own, rows, speak
from smcheck.interview.asker import Answer, Kind, Nav, Option, Prompt
from smcheck.interview.engine import Interview
from smcheck.interview.follow_up import FollowUp
from smcheck.interview.state import Place
from smcheck.logic.values import BLANK, Value, normal, rows_of
from smcheck.yamlio import Data

KINDS = {
    Type.PARAGRAPH: Kind.LINES,
    Type.CONFIRM: Kind.YES_NO,
    Type.SINGLE: Kind.ONE,
    Type.RATING: Kind.ONE,
    Type.MULTI: Kind.SEVERAL,
    Type.RANK: Kind.ORDER,
}
ENOUGH = 90  # characters of an old answer in a list
GO_THERE, LEAVE_OPEN = "no_rows_go", "no_rows_skip"
EVERYWHERE = frozenset({Nav.BACK, Nav.SKIP, Nav.NOTE, Nav.JUMP, Nav.REVIEW, Nav.QUIT})


def prompt(interview: Interview, *, minutes: int) -> Prompt:
    """Return what is asked where one is; *minutes* have been spent so far."""
    place = interview.here()
    if place.section is not None and isinstance(interview, FollowUp):
        return _changed(interview, place, place.section, minutes)
    if place.fill is not None:
        return _fill(interview, place, minutes)
    asked = interview.asked_at(place)
    if isinstance(asked, Question) and asked.type.has_rows:
        return _menu(interview, asked, minutes)
    group = group_of(asked, interview.bank)
    if group is not None and not asked.own_choices and not interview.names(group.id):
        return _nothing_to_choose(interview, place, group, minutes)
    default = interview.drafts.get(place)
    commands = EVERYWHERE | ({Nav.PRIVATE} if interview.private_key() else frozenset())
    return Prompt(
        kind=KINDS.get(asked.type, Kind.LINE),
        place=str(place),
        locale=interview.case.locale,
        text=_say(interview, asked.text),
        header=header(interview, minutes),
        row=_row(interview, place),
        advice=_advice(interview, asked),
        remark=_remark(interview, place),
        form=_form(interview, asked),
        example=_say(interview, asked.example),
        why=_say(interview, asked.why),
        probe=_say(interview, asked.probe),
        options=options(interview, asked),
        own=asked.own_choices,
        limit=int(asked.max) if asked.max is not None and asked.type in {Type.MULTI, Type.RANK} else None,
        table=speak.table(interview, place) if place.row is not None else None,
        default=typed(interview, asked, interview.value_at(place)) if default is None else default,
        optional=not asked.required,
        commands=commands,
        check=lambda answer: accept.read(interview, place, answer).refused,
        understood=lambda answer: _understood(interview, place, answer),
    )


def _understood(interview: Interview, place: Place, answer: Answer) -> str:
    """Return a figure or a date as it was read; of other answers nothing is read into what was typed or picked."""
    asked = interview.asked_at(place)
    figure = asked.type is Type.DATE or (asked.type.is_number and asked.type is not Type.RATING)
    return speak.say(interview, asked, accept.read(interview, place, answer).value) if figure else ""


def header(interview: Interview, minutes: int) -> str:
    """Return the line above a question: section, question n of m, minutes spent and left."""
    progress = interview.progress()
    section = interview.bank.section_of[interview.here().question]
    return interview.words.say(
        "interview.header",
        section=_say(interview, section.title),
        number=progress.number,
        total=progress.total,
        spent=minutes,
        left=progress.left,
    )


def typed(interview: Interview, asked: Asked, value: Value | None) -> Answer:
    """Return what a person would type or pick to give *value*: the mirror of reading."""
    if value is None or value is BLANK:
        return None
    if isinstance(value, bool | tuple):
        return value if isinstance(value, bool) else tuple(str(one) for one in value)
    if asked.type is Type.DATE:
        return interview.words.date(value) if interview.words.language == "de" else str(value)  # type: ignore[arg-type]
    if isinstance(value, Fraction):
        return _decimal(interview, value)
    if isinstance(value, Chosen):
        return str(value)
    data: Data = encode(asked, value)
    return data if isinstance(data, str) else None


def options(interview: Interview, asked: Asked) -> tuple[Option, ...]:
    """Return what can be picked, the choices of this type of organisation first."""
    if asked.type is Type.RATING:
        anchors = asked.anchors.get(interview.case.locale) or asked.anchors.get(interview.words.language, ())
        return tuple(
            Option(str(level), interview.words.localise(anchor), str(level)) for level, anchor in enumerate(anchors)
        )
    if not asked.type.has_choices:
        return ()
    if group := group_of(asked, interview.bank):
        named = [(name, name) for name in interview.names(group.id)]
        if asked.own_choices:
            named += [(role.id, _say(interview, role.text)) for role in own.roles(interview, asked)]
            named += [(name, name) for name in own.names(interview, asked)]
            named.append((own.OTHERS, interview.words.say(f"interview.others_{asked.type}")))
        return tuple(Option(id_, label, str(number)) for number, (id_, label) in enumerate(named, 1))
    first = asked.first.get(interview.case.variant or "", ())
    rank = {id_: number for number, id_ in enumerate(first)}
    choices = sorted(interview.bank.choices(asked), key=lambda choice: rank.get(choice.id, len(rank)))
    return tuple(
        Option(choice.id, _say(interview, choice.text), str(number), exclusive=choice.exclusive)
        for number, choice in enumerate(choices, 1)
    )


def _changed(interview: FollowUp, place: Place, section: str, minutes: int) -> Prompt:
    """Return the list of facts of a section, to tick what has changed since the earlier conversation."""
    words = interview.words
    facts = [
        f"{speak.label(interview, interview.question(id_))}: {_short(interview.said_before(id_))}"
        for id_ in interview.listed(section)
    ]
    return Prompt(
        kind=Kind.SEVERAL,
        place=str(place),
        locale=words.locale,
        text=interview.list_text(),
        header=header(interview, minutes),
        advice=words.say("interview.changed_advice"),
        options=tuple(
            Option(id_, fact, str(number))
            for number, (id_, fact) in enumerate(zip(interview.listed(section), facts, strict=True), 1)
        ),
        none=words.say("interview.changed_none"),
        default=interview.drafts.get(place, interview.changed(section)),
        optional=True,
        commands=EVERYWHERE - {Nav.SKIP, Nav.NOTE},
    )


def _short(text: str) -> str:
    """Return the beginning of an answer, on one line: enough to know it again."""
    line = " ".join(text.split())
    return line if len(line) <= ENOUGH else f"{line[:ENOUGH].rpartition(' ')[0] or line[:ENOUGH]} …"


def _fill(interview: Interview, place: Place, minutes: int) -> Prompt:
    """Return the prompt for the text beside a choice."""
    asked = interview.asked_at(place)
    if place.fill == own.OTHERS:
        return _others(interview, place, asked, minutes)
    choice = interview.bank.choice(asked, place.fill or "")
    given = rows.picked(interview.value_at(place), place.fill or "")
    return Prompt(
        kind=Kind.LINE,
        place=str(place),
        locale=interview.case.locale,
        text=_say(interview, choice.asks) if choice else "",
        header=header(interview, minutes),
        row=f"{speak.label(interview, asked)}: {_say(interview, choice.text)}" if choice else "",
        default=interview.drafts.get(place, given.text if given else None),
        optional=True,
        commands=EVERYWHERE,
        check=lambda answer: accept.read(interview, place, answer).refused,
    )


def _others(interview: Interview, place: Place, asked: Asked, minutes: int) -> Prompt:
    """Return the prompt for names beside those that are offered."""
    return Prompt(
        kind=Kind.LINE,
        place=str(place),
        locale=interview.case.locale,
        text=interview.words.say(f"interview.which_others_{asked.type}"),
        header=header(interview, minutes),
        row=" · ".join(part for part in (_row(interview, place), speak.label(interview, asked)) if part),
        default=interview.drafts.get(place),
        optional=True,
        commands=EVERYWHERE,
        check=lambda answer: accept.read(interview, place, answer).refused,
    )


def _nothing_to_choose(interview: Interview, place: Place, group: Question, minutes: int) -> Prompt:
    """Return the prompt where the rows to choose from do not exist yet: go there first, or leave it open."""
    words = interview.words
    actions = [GO_THERE, LEAVE_OPEN] if interview.asks(group.id) else [LEAVE_OPEN]
    return Prompt(
        kind=Kind.MENU,
        place=str(place),
        locale=interview.case.locale,
        text=_say(interview, interview.asked_at(place).text),
        header=header(interview, minutes),
        row=_row(interview, place),
        remark=words.say("interview.no_rows", group=speak.label(interview, group)),
        why=_say(interview, interview.asked_at(place).why),
        options=tuple(
            Option(action, words.say(f"interview.{action}"), str(number)) for number, action in enumerate(actions, 1)
        ),
        table=speak.table(interview, place) if place.row is not None else None,
        commands=EVERYWHERE,
    )


def _menu(interview: Interview, question: Question, minutes: int) -> Prompt:
    """Return the menu of the rows of a group or table."""
    place = Place(question.id)
    words = interview.words
    names = [_naming(interview, question, id_) for id_ in interview.presets(question.id)]
    missing = sum(len(interview.gaps(question.id, slot)) for slot in interview.slots(question.id))
    remarks = (_remark(interview, place), _named_by_others(interview, question))
    return Prompt(
        kind=Kind.MENU,
        place=str(place),
        locale=interview.case.locale,
        text=_say(interview, question.text),
        header=header(interview, minutes),
        remark="\n".join(remark for remark in remarks if remark),
        example=_say(interview, question.example),
        why=_say(interview, question.why),
        probe=_say(interview, question.probe),
        options=tuple(
            Option(action, words.say(f"interview.menu_{action}", n=missing, names=names), str(number))
            for number, action in enumerate(interview.menu(), 1)
        ),
        table=speak.table(interview, place),
        commands=EVERYWHERE,
    )


def _named_by_others(interview: Interview, question: Question) -> str:
    """Return what other respondents have put into the same list, and who; protected roles are never told apart."""
    if question.merging != "rows":
        return ""
    settings = interview.bank.settings
    protected = settings.protect
    own = {normal(slot.label) for slot in interview.slots(question.id)}
    named = []
    for row in rows_of(interview.case.value(question.id)):
        if row.name is None or normal(row.name) in own:
            continue
        texts = [
            protected.text if protected and role.id in protected.roles else role.text
            for role in settings.roles
            if role.id in row.roles
        ]
        who = ", ".join(dict.fromkeys(_say(interview, text) for text in texts))
        named.append(f"{row.name} ({who})" if who else row.name)
    return interview.words.say("interview.named_by_others", names=named) if named else ""


def _naming(interview: Interview, question: Question, id_: str) -> str:
    column = next(column for column in question.columns if column.id == question.naming)
    choice: Choice | None = interview.bank.choice(column, id_)
    return _say(interview, choice.text) if choice else id_


def _row(interview: Interview, place: Place) -> str:
    """Return where in a group or table one is."""
    if place.row is None:
        return ""
    columns = [column.id for column in interview.columns(place.question, interview.slot(place.question, place.row))]
    number = columns.index(place.column or "") + 1 if place.column in columns else len(columns)
    question = interview.question(place.question)
    return interview.words.say(
        "interview.cell",
        question=speak.label(interview, question),
        row=speak.row_label(interview, question.id, place.row),
        number=number,
        total=max(len(columns), number),
    )


def _advice(interview: Interview, asked: Asked) -> str:
    """Return how to answer, where the kind of prompt alone does not say it."""
    if asked.type is Type.RATING:
        return interview.words.say("interview.advice_rating")
    if asked.type in {Type.MULTI, Type.RANK}:
        kind = "rank" if asked.type is Type.RANK else "multi"
        if asked.max is not None and asked.max < len(options(interview, asked)):
            return interview.words.say(f"interview.advice_{kind}_max", n=int(asked.max))
        return interview.words.say(f"interview.advice_{kind}")
    return ""


def _form(interview: Interview, asked: Asked) -> str:
    """Return how the answer may be written, with its limits."""
    words = interview.words
    if asked.type is Type.DATE:
        return words.say("interview.form_date")
    if asked.type.is_text and asked.max is not None:
        return words.say("interview.form_text", n=int(asked.max))
    if not asked.type.is_number or asked.type is Type.RATING:
        return ""
    currency = interview.case.currency
    kind = "amount" if asked.type is Type.MONEY and not currency else asked.type.value
    form = words.say(f"interview.form_{kind}", currency=currency or "")
    if asked.min is not None and asked.max is not None:
        form += words.say("interview.form_between", min=asked.min, max=asked.max)
    elif asked.min is not None and asked.min != 0:
        form += words.say("interview.form_least", min=asked.min)
    elif asked.max is not None:
        form += words.say("interview.form_most", max=asked.max)
    return form


def _remark(interview: Interview, place: Place) -> str:
    """Return what one should know before answering: why it is asked again, that it is off the record, its note."""
    words = interview.words
    remarks = []
    point = interview.open.get(place.question)
    group = interview.question(place.question).type.has_rows
    before = interview.remark(place.question) if place.row is None and not group else ""
    if before:
        remarks.append(before)
    elif point is not None and place.row is None and point.status == "confirm" and group:
        remarks.append(words.say("interview.remark_list"))
    elif point is not None and place.row is None:
        remarks.append(words.say(f"interview.remark_{point.status}"))
        if point.ask:
            remarks.append(words.say("interview.remark_ask", name=point.ask))
    key = interview.private_key()
    if key and interview.is_private(key):
        remarks.append(words.say("interview.remark_private"))
    if wrong := interview.wrong.get(place.question):
        remarks.append(wrong)
    if note := interview.notes.get(place.question):
        remarks.append(words.say("interview.remark_note", text=note))
    return " ".join(remarks)


def _decimal(interview: Interview, value: Fraction) -> str:
    """Print a figure exactly, with the decimal sign of the locale and no grouping."""
    plain = reading.plain(value)
    return plain.replace(".", ",") if interview.words.language == "de" and interview.words.locale != "de-CH" else plain


def _say(interview: Interview, text: Text | None) -> str:
    return interview.bank.say(text, interview.case.locale, variant=interview.case.variant)
