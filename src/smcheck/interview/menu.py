"""The menu of the rows of a group or table: add, change, delete and reorder them, one small question after another."""

from smcheck.bank.model import Type
from smcheck.interview import speak
from smcheck.interview.asker import Kind, Option, Prompt
from smcheck.interview.rows import Key
from smcheck.interview.talk import ASIDE, Talk, aside


def act(talk: Talk, action: str) -> None:
    """Do what was picked in the menu. Raises WentBack and Left."""
    interview = talk.interview
    if action == "gaps":
        interview.fill_gaps()
    elif action == "preset":
        talk.done(interview.preset())
    elif action == "add":
        _add(talk)
    elif action == "change":
        _change(talk)
    elif action == "delete":
        _delete(talk)
    elif action == "order":
        _order(talk)
    else:
        talk.done(interview.done())


def _add(talk: Talk) -> None:
    interview = talk.interview
    if interview.question().type is Type.GROUP:
        talk.done(interview.add())
        return
    label = speak.label(interview, interview.question())
    while not talk.done(interview.add(talk.line("row", interview.words.say("interview.new_row"), label))):
        pass


def _change(talk: Talk) -> None:
    interview = talk.interview
    words, id_ = interview.words, interview.here().question
    key = _pick_row(talk, words.say("interview.which_row"), own=False)
    slot = interview.slot(id_, key)
    columns = [("", words.say("interview.all_cells"))]
    for column in interview.columns(id_, slot):
        value = speak.say(interview, column, slot.cells.get(column.id))
        columns.append((column.id, speak.label(interview, column) + (f": {value}" if value else "")))
    interview.change(key, talk.pick("column", words.say("interview.which_cell"), columns) or None)


def _delete(talk: Talk) -> None:
    interview = talk.interview
    key = _pick_row(talk, interview.words.say("interview.which_delete"), own=True)
    name = speak.row_label(interview, interview.here().question, key)
    if talk.yes_or_no("delete", interview.words.say("interview.delete", name=name), default=False):
        talk.done(interview.delete(key))


def _order(talk: Talk) -> None:
    words = talk.interview.words
    options = _options(talk, own=True)
    prompt = Prompt(
        Kind.ORDER,
        "order",
        words.locale,
        words.say("interview.order"),
        advice=words.say("interview.advice_order"),
        options=options,
        default=tuple(option.id for option in options),
        commands=ASIDE,
    )
    picked = aside(talk.ask(prompt))
    talk.done(talk.interview.reorder([int(id_) for id_ in picked] if isinstance(picked, tuple) else []))


def _options(talk: Talk, *, own: bool) -> tuple[Option, ...]:
    interview = talk.interview
    id_ = interview.here().question
    slots = [slot for slot in interview.slots(id_) if slot.own or not own]
    return tuple(
        Option(str(slot.key), speak.row_label(interview, id_, slot.key), str(number))
        for number, slot in enumerate(slots, 1)
    )


def _pick_row(talk: Talk, text: str, *, own: bool) -> Key:
    options = _options(talk, own=own)
    only = options[0].id if len(options) == 1 else None
    picked = only or talk.pick("row", text, [(option.id, option.label) for option in options])
    slots = talk.interview.slots(talk.interview.here().question)
    return next(slot.key for slot in slots if str(slot.key) == picked)
