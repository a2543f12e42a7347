"""Steps that findings suggest, offered before the rows of a question that takes them up."""

from collections.abc import Callable, Sequence

from smcheck.case import Case
from smcheck.interview import present
from smcheck.interview.asker import Kind, Option, Prompt
from smcheck.interview.talk import ASIDE, Talk, aside

Suggestions = Callable[[Case], Sequence[tuple[str, str, bool]]]
"""What gives the steps for a case: of each the finding, its words, and whether it has been taken up."""


def offer(talk: Talk, suggestions: Suggestions) -> None:
    """Let some of the suggested steps be picked, if there are any. Raises WentBack and Left."""
    interview = talk.interview
    steps = suggestions(interview.case)
    if not steps:
        return
    words = interview.words
    prompt = Prompt(
        kind=Kind.SEVERAL,
        place="suggested",
        locale=words.locale,
        text=words.say("interview.suggested"),
        header=present.header(interview, talk.spent()),
        options=tuple(Option(finding, text, str(number)) for number, (finding, text, _) in enumerate(steps, 1)),
        default=tuple(finding for finding, _, taken in steps if taken),
        optional=True,
        none=words.say("interview.suggested_none"),
        commands=ASIDE,
    )
    reply = aside(talk.ask(prompt))
    picked = reply if isinstance(reply, tuple) else ()
    talk.done(interview.accept({finding: finding in picked for finding, _, _ in steps}))
