"""The conversation: put what the engine asks, hand it the replies, save what it says before anything else is asked."""

from collections.abc import Callable
from enum import StrEnum

from smcheck.answers.model import OpenStatus
from smcheck.interview import accept, menu, overview, present, speak
from smcheck.interview.asker import Answer, Asker, Command, Kind, Nav, Prompt
from smcheck.interview.engine import Interview
from smcheck.interview.saver import Left
from smcheck.interview.state import Place
from smcheck.interview.suggest import Suggestions, offer
from smcheck.interview.talk import ASIDE, Store, Talk, WentBack, aside
from smcheck.logic.values import rows_of

STATUSES: dict[str, OpenStatus] = {"unknown": "unknown", "later": "later", "na": "na"}


class Ending(StrEnum):
    """How a conversation ended."""

    DONE = "done"
    LEFT = "left"
    REFUSED = "refused"


class Conversation:
    """One sitting. *clock* counts seconds; *path* is where the respondent is told the answers are.

    *suggestions* gives the steps that are offered before the rows of a question that takes them up.
    """

    def __init__(
        self,
        interview: Interview,
        asker: Asker,
        store: Store,
        *,
        clock: Callable[[], float],
        path: str,
        suggestions: Suggestions | None = None,
    ) -> None:
        self._interview = interview
        self._asker = asker
        self._talk = Talk(interview, asker, store, clock=clock)
        self._path = path
        self._suggestions = suggestions
        self._at: str | None = None  # the question one has arrived at
        self._section: str | None = None
        self._entered: set[str] = set()  # whose purpose was said, so that it is said once
        self._told: dict[str, list[str]] = {}  # what was said back of a section, so that it is said once

    def run(self, title: str | None = None) -> Ending:
        """Talk until everything has been asked, or until the person leaves.

        *title* answers the question that names the organisation, if it was asked before there was a sheet.
        """
        try:
            if not self._consent():
                return Ending.REFUSED
            self._talk.done(self._interview.begin())
            if title is not None and self._interview.place == Place(self._interview.bank.settings.title):
                self._talk.done(self._interview.answer(title))
            while True:
                while self._interview.place is not None:
                    self._enter_section()
                    self._put()
                self._leave_section(None)
                if self._close():
                    return Ending.DONE
        except Left:
            return Ending.LEFT
        finally:
            self._talk.note_time()

    # Beginning and end

    def _consent(self) -> bool:
        """Ask whether it is all right to begin; whoever has agreed is not asked again."""
        interview = self._interview
        bank, case, role_id = interview.bank, interview.case, interview.sheet.role
        new = not interview.answers and not interview.open
        if bank.settings.consent and interview.sheet.header.consent is not True:
            minutes = interview.words.number(bank.minutes(interview.mode, role_id))
            values = {"minutes": minutes, "path": self._path}
            text = bank.say(bank.settings.consent, case.locale, variant=case.variant, values=values)
            agreed = self._talk.yes_or_no("consent", text, commands=frozenset({Nav.QUIT}))
            self._talk.store.head("consent", agreed)
            if not agreed:
                self._asker.say("done", interview.words.say("interview.no_consent"))
                return False
        role = bank.role(role_id) if role_id else None
        for opening in (bank.settings.opening, role.opening if role else None):
            if opening and new:
                self._asker.say("said", bank.say(opening, case.locale, variant=case.variant))
        return True

    def _close(self) -> bool:
        """Show everything once more; False if something is to be asked again."""
        reply = self._asker.choose(overview.review(self._interview))
        if isinstance(reply, Command):
            if reply.nav is Nav.BACK and self._interview.back():
                return False
            raise Left
        if reply == overview.TAKE_UP:
            self._interview.take_up(self._interview.put_off())
        elif reply != overview.GO_ON:
            self._interview.jump(reply)
        if self._interview.place is not None:
            return False
        self._asker.say("done", overview.closing(self._interview))
        if missing := overview.missing(self._interview):
            self._asker.say("note", self._interview.words.say("interview.missing", n=len(missing), names=missing))
        return True

    def _enter_section(self) -> None:
        interview = self._interview
        section = interview.bank.section_of[interview.here().question]
        if section.id == self._section:
            return
        self._leave_section(section.id)
        self._section = section.id
        case = interview.case
        self._asker.say("title", interview.bank.say(section.title, case.locale, variant=case.variant))
        if section.purpose and section.id not in self._entered:
            self._entered.add(section.id)
            self._asker.say("said", interview.bank.say(section.purpose, case.locale, variant=case.variant))

    def _leave_section(self, following: str | None) -> None:
        """Say back what a section came to, when nothing is left to ask in it."""
        old, self._section = self._section, following
        if old is None:
            return
        interview = self._interview
        if any(interview.needs(id_) for id_ in interview.asked() if interview.bank.section_of[id_].id == old):
            return
        lines = overview.summary(interview, old)
        if lines != self._told.get(old):
            again = old in self._told
            self._told[old] = lines
            for line in lines:
                self._asker.say("done", line)
            if interview.place is not None and not again:
                self._pause(old)

    def _pause(self, section_id: str) -> None:
        """Offer a break where the bank has one; whoever wants it leaves as at any time."""
        interview, case = self._interview, self._interview.case
        section = next(section for section in interview.bank.sections if section.id == section_id)
        if section.pause:
            self._asker.say("said", interview.bank.say(section.pause, case.locale, variant=case.variant))

    # One prompt

    def _put(self) -> None:
        """Ask what is asked where one is, and do what comes back."""
        interview = self._interview
        place = interview.here()
        if self._suggestions and interview.question().suggests and place.question != self._at:
            self._suggest(self._suggestions)
            return
        self._at = place.question
        prompt = present.prompt(interview, minutes=self._talk.spent())
        reply = self._talk.ask(prompt)
        try:
            if isinstance(reply, Command):
                if reply.draft is not None and prompt.kind is not Kind.MENU:
                    interview.drafts[place] = reply.draft
                self._command(reply.nav, place)
            elif reply == present.GO_THERE:
                interview.jump(interview.asked_at(place).choices_from or "")
            elif reply == present.LEAVE_OPEN:
                self._command(Nav.SKIP, place)
            elif prompt.kind is Kind.MENU:
                menu.act(self._talk, str(reply))
            else:
                self._talk.done(interview.answer(reply))
        except WentBack:
            return

    def _suggest(self, suggestions: Suggestions) -> None:
        """Offer steps before the rows that take them up, each time one arrives there."""
        place = self._interview.here()
        try:
            offer(self._talk, suggestions)
        except WentBack:
            self._command(Nav.BACK, place)
        else:
            self._at = place.question

    def _command(self, nav: Nav, place: Place) -> None:
        interview = self._interview
        if nav is Nav.QUIT:
            raise Left
        if nav is Nav.BACK:
            if not interview.back():
                self._asker.say("note", interview.words.say("interview.first"))
        elif nav is Nav.SKIP and place.row is None and place.fill is None:
            self._skip()
        elif nav is Nav.SKIP:
            self._talk.done(interview.skip_cell())
        elif nav is Nav.NOTE:
            self._note()
        elif nav is Nav.PRIVATE:
            self._private()
        else:
            self._look(nav)

    def _look(self, nav: Nav) -> None:
        """Show the review or the list of questions, and go where the person points."""
        interview = self._interview
        page = overview.review(interview) if nav is Nav.REVIEW else overview.jump(interview)
        reply = self._asker.choose(page)
        if isinstance(reply, Command):
            if reply.nav is Nav.QUIT:
                raise Left
        elif reply != overview.GO_ON:
            interview.jump(reply)

    def _skip(self) -> None:
        """Leave a question open: not known and who might know, for later, or it does not apply and why."""
        interview = self._interview
        words, question = interview.words, interview.question()
        given = question.id in interview.answers
        ways = [*(["keep"] if given else []), "unknown", "later", "na"]
        way = self._talk.pick(
            "skip", words.say("interview.skip"), [(one, words.say(f"interview.skip_{one}")) for one in ways]
        )
        if way == "keep":
            interview.pass_by()
            return
        count = len(rows_of(interview.answers.get(question.id)))
        if count and way != "later":
            answers = [(one, words.say(f"interview.{one}")) for one in ("keep_rows", "drop_rows")]
            if self._talk.pick("drop", words.say("interview.drop", n=count), answers) == "keep_rows":
                return
        label = speak.label(interview, question)
        self._talk.done(interview.skip(STATUSES[way]))
        # The point is saved before its particulars are asked, so that leaving here loses nothing.
        if way == "unknown":
            name = self._talk.line(f"{question.id}.unknown", words.say("interview.who"), label)
            self._talk.done(interview.explain(question.id, ask=name or None))
        elif way == "na":
            reason = self._talk.line(f"{question.id}.na", words.say("interview.reason"), label)
            self._talk.done(interview.explain(question.id, reason=reason or None))

    def _note(self) -> None:
        interview = self._interview
        question = interview.question()
        key = f"notes.{question.id}"
        typed: Answer = interview.notes.get(question.id)
        while True:
            words = interview.words
            prompt = Prompt(
                Kind.LINES,
                key,
                words.locale,
                words.say("interview.note", question=speak.label(interview, question)),
                remark=words.say("interview.remark_private") if interview.is_private(key) else "",
                default=typed,
                optional=True,
                commands=ASIDE | {Nav.PRIVATE},
                check=lambda answer: accept.too_long(interview, answer),
            )
            reply = self._talk.ask(prompt)
            if isinstance(reply, Command) and reply.nav is Nav.PRIVATE:
                typed = reply.draft
                self._talk.done(interview.toggle_private(key))
                continue
            text = aside(reply)
            self._talk.done(interview.note(text if isinstance(text, str) else ""))
            return

    def _private(self) -> None:
        interview = self._interview
        key = interview.private_key()
        if key is None:
            self._asker.say("hint", interview.words.say("interview.not_private"))
            return
        if self._talk.done(interview.toggle_private(key)):
            on = interview.is_private(key)
            self._asker.say("note", interview.words.say("interview.now_private" if on else "interview.now_public"))
