"""What stands beside the answers: open points, notes, what is off the record, what the consultant decided."""

from collections.abc import Container, Mapping, Sequence

from smcheck.answers.model import SECTIONS, STATUSES, Header, OpenPoint
from smcheck.answers.places import Key, written_ids
from smcheck.answers.text import Suggestions, clean
from smcheck.bank.load import Bank
from smcheck.bank.model import Question, Type
from smcheck.problems import Level, Problem
from smcheck.yamlio import Data, Document


class Sections:
    """The sections of one sheet while it is read; *problems* gathers what is wrong with them."""

    def __init__(self, document: Document, bank: Bank, problems: list[Problem]) -> None:
        self.document = document
        self.bank = bank
        self.problems = problems
        self.suggestions = Suggestions()

    def say(self, code: str, *path: Key, key: bool = False, level: Level = "error", **values: object) -> None:
        """Note the problem `answers.<code>` at *path* of the file, with *key* at its key."""
        question = str(path[1]) if len(path) > 1 else None
        question = self.bank.renames.get(question or "", question)
        if question not in self.bank.questions:
            question = None
        full = f"answers.{code}"
        self.problems.append(self.document.problem(full, path, key=key, level=level, question=question, **values))

    def section(self, name: str) -> dict[str, Data]:
        """Return the entries of a section, none where it is blank."""
        data = self.document.data.get(name)
        if data is None or isinstance(data, dict):
            return data or {}
        self.say("wants_section", name, name=name)
        return {}

    def judge_keys(self) -> None:
        """Note the top-level keys that nobody reads; an answer that is not indented would be lost among them."""
        known = [*Header.model_fields, *SECTIONS]
        for key in [key for key in self.document.data if key not in known]:
            if self.bank.renames.get(key, key) in self.bank.questions:
                self.say("misplaced_question", key, key=True, word=key)
            else:
                self.say("unknown_key", key, key=True, level="warning", **self.suggestions.values(key, known))

    def by_question(self, name: str) -> dict[str, tuple[str, Data]]:
        """Return the entries of a section by today's id of their question, each with the id that is written.

        What was asked once and no longer is is left out; each renamed question is reported.
        """
        found: dict[str, tuple[str, Data]] = {}
        section = self.section(name)
        for written, data in section.items():
            id_ = self.bank.renames.get(written, written)
            if id_ != written and written_ids(self.bank, section, id_)[0] != written:
                self.say("renamed_twice", name, written, key=True, level="warning", old=written, new=id_)
                continue
            if id_ != written:
                self.say("renamed", name, written, key=True, level="hint", old=written, new=id_)
            if written not in self.bank.settings.retired:
                found[id_] = (written, data)
        return found

    def open_points(
        self, answers: Mapping[str, object], wrong: Container[str]
    ) -> tuple[dict[str, OpenPoint], set[str]]:
        """Return the open points, and the questions that are both open and answered, which is wrong.

        *wrong* are the questions whose answers cannot be read. An answer that waits to be confirmed may be open too.
        """
        points: dict[str, OpenPoint] = {}
        both: set[str] = set()
        for id_, (written, data) in self.by_question("open").items():
            if not self._known(id_, "open", written):
                continue
            point = self._point(data, written)
            if point is None:
                continue
            answered = id_ in answers or id_ in wrong
            if answered and point.status != "confirm":
                both.add(id_)
                self.say("answered_and_open", "open", written, key=True, status=point.status)
                continue
            if not answered and point.status == "confirm":
                self.say("nothing_to_confirm", "open", written, key=True, level="warning")
            if point.status == "na" and not point.reason:
                self.say("no_reason", "open", written, key=True, level="hint")
            points[id_] = point
        return points, both

    def notes(self) -> dict[str, str]:
        """Return the consultant's notes by question."""
        return {
            id_: text
            for id_, (written, data) in self.by_question("notes").items()
            if self._known(id_, "notes", written) and (text := self._text(data, "notes", written))
        }

    def waived(self) -> dict[str, str]:
        """Return the reasons why findings were put aside, by finding; none is put aside without a reason."""
        reasons = {}
        for finding, data in self.section("waived").items():
            self._known_finding(finding, "waived", finding)
            if text := self._text(data, "waived", finding):
                reasons[finding] = text
            elif not isinstance(data, list | dict):
                self.say("waived_for_nothing", "waived", finding, key=True, level="warning", name=finding)
        return reasons

    def accepted(self) -> tuple[str, ...]:
        """Return the findings whose step goes into the roadmap."""
        found = self._list("accepted")
        for index, finding in found:
            self._known_finding(finding, "accepted", index)
        return tuple(finding for _, finding in found)

    def _known_finding(self, name: str, *at: Key) -> None:
        """Note a finding that the bank does not have: the sheet may come from an older one."""
        known = list(self.bank.rules.finding)
        if name not in known:
            self.say("unknown_finding", *at, key=True, level="warning", **self.suggestions.values(name, known))

    def private(self) -> frozenset[str]:
        """Return what is off the record: `question`, `question.column` or `notes.question`, texts only.

        A sheet without this section has off the record what the bank proposes.
        """
        if "private" not in self.document.data:
            return frozenset(question.id for question in self.bank.questions.values() if question.private)
        found = set()
        for index, text in self._list("private"):
            head, _, below = text.partition(".")
            is_note = head == "notes" and below != ""
            name = below if is_note else head
            id_ = self.bank.renames.get(name, name)
            if id_ in self.bank.settings.retired or not self._known(id_, "private", index):
                continue
            if is_note:
                found.add(f"notes.{id_}")
            elif self._may_be_private(self.bank.questions[id_], below, index):
                found.add(f"{id_}.{below}" if below else id_)
        return frozenset(found)

    def _may_be_private(self, question: Question, column: str, index: int) -> bool:
        if not column:
            if not question.type.is_text:
                texts = [f"{question.id}.{one.id}" for one in question.columns if one.type.is_text]
                texts = [text for text in texts if text != f"{question.id}.{question.naming}"]
                code = "private_column" if texts else "private_no_text"
                self.say(code, "private", index, name=question.id, columns=texts)
            return question.type.is_text
        columns = {one.id: one for one in question.columns}
        if column not in columns:
            self.say("unknown_column", "private", index, **self.suggestions.values(column, list(columns)))
            return False
        if not columns[column].type.is_text:
            self.say("private_no_text", "private", index, name=f"{question.id}.{column}")
        elif question.type is Type.GROUP and column in (question.naming, question.row_name_else):
            self.say("private_name", "private", index, name=f"{question.id}.{column}")
        else:
            return True
        return False

    def _known(self, id_: str, section: str, at: Key) -> bool:
        if id_ in self.bank.questions:
            return True
        self.say("unknown_question", section, at, key=True, **self.suggestions.values(id_, list(self.bank.questions)))
        return False

    def _point(self, data: Data, written: str) -> OpenPoint | None:
        entry = {"status": data} if isinstance(data, str) else data
        given = entry.get("status") if isinstance(entry, dict) else None
        if not isinstance(entry, dict) or not isinstance(given, str):
            self.say("wants_status", "open", written, known=STATUSES)
            return None
        known = ("status", "ask", "reason")
        for key in [key for key in entry if key not in known]:
            self.say(
                "unknown_key", "open", written, key, key=True, level="warning", **self.suggestions.values(key, known)
            )
        ask, reason = (self._text(entry.get(key), "open", written, key) for key in ("ask", "reason"))
        for status in STATUSES:
            if given.strip() == status:
                return OpenPoint(status, ask, reason)
        self.say("unknown_status", "open", written, "status", **self.suggestions.values(given, STATUSES))
        return None

    def _text(self, data: Data, *path: Key) -> str | None:
        if isinstance(data, list | dict):
            self.say("wants_text", *path)
            return None
        return clean(data or "") or None

    def _list(self, name: str) -> Sequence[tuple[int, str]]:
        data = self.document.data.get(name)
        items = data if isinstance(data, list) else [data] if isinstance(data, str) else []
        if isinstance(data, dict):
            self.say("wants_list_of_ids", name, name=name)
        found = []
        for index, item in enumerate(items):
            if isinstance(item, str):
                found.append((index, item.strip()))
            else:
                self.say("wants_list_of_ids", name, index, name=name)
        return found
