"""A year later: what has changed, how things stand, and views without the old answer."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from choir import ANSWERS, BANK, OPEN, write_sheet

from smcheck import yamlio
from smcheck.answers.read import load_sheet
from smcheck.answers.store import SheetFile
from smcheck.bank.load import load
from smcheck.interview import beside, overview, present
from smcheck.interview.asker import Command, Kind, Nav
from smcheck.interview.follow_up import FollowUp
from smcheck.interview.loop import Ending
from smcheck.interview.saver import Saver
from smcheck.interview.scripted import ScriptedAsker
from smcheck.interview.sitting import Misuse, Wish, hold

LATER = date(2027, 12, 3)
QUIT, BACK, SKIP, JUMP = Command(Nav.QUIT), Command(Nav.BACK), Command(Nav.SKIP), Command(Nav.JUMP)
OLD, NEW = Path("chor.2026-12.boss.yaml"), Path("chor.2027-12.boss.yaml")


@pytest.fixture
def sit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ScriptedAsker]:
    """Return what holds a sitting a year later, in a folder of its own, with these replies."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def run(*replies, path: Path | None = OLD, mode: str | None = "follow-up", today: date = LATER, **wish: Any):
        asker = ScriptedAsker([*replies, QUIT])
        asker.ending = hold(Wish(path=path, bank=str(BANK), mode=mode, **wish), asker, today=today, clock=lambda: 0.0)
        return asker

    return run


class Desk:
    """A follow-up of what the choir said, and the file it is saved in."""

    def __init__(self, folder: Path, **earlier: Any) -> None:
        self.old = write_sheet(folder, **earlier)
        self.new = write_sheet(folder, round_="2027-12", mode="follow-up", answers={}, follows=self.old.name)
        self.open()

    def open(self) -> "Desk":
        """Open both sheets, as on another day."""
        file = SheetFile.open(self.new, bank=load(BANK))
        earlier = beside.earlier(file.sheet, file.path)
        assert earlier is not None
        self.interview = FollowUp(file.sheet, earlier, today=LATER)
        self.saver = Saver(file, ScriptedAsker())
        self.do(self.interview.begin())
        return self

    def do(self, outcome):
        assert outcome.refused is None, outcome.refused
        self.saver.save(outcome.edits)
        return outcome

    def answer(self, *answers):
        for answer in answers:
            outcome = self.do(self.interview.answer(answer))
        return outcome

    @property
    def place(self) -> str | None:
        return str(self.interview.place) if self.interview.place else None

    @property
    def prompt(self):
        return present.prompt(self.interview, minutes=0)

    @property
    def data(self) -> Any:
        return yamlio.read_file(self.new).data


@pytest.fixture
def desk(tmp_path: Path) -> Callable[..., Desk]:
    return lambda **earlier: Desk(tmp_path, **earlier)


def places(asker: ScriptedAsker) -> list[str]:
    return [prompt.place for prompt in asker.asked]


def said(asker: ScriptedAsker) -> str:
    return "\n".join(text for _, text in asker.said)


# Which sheet


def test_a_follow_up_begins_a_new_sheet_beside_the_old_one_which_stays_as_it_is(sit):
    before = write_sheet(Path()).read_bytes()
    asker = sit(True)
    sheet = load_sheet(NEW, bank=load(BANK))
    assert (sheet.header.case, sheet.header.round, sheet.role) == ("chor", "2027-12", "boss")
    assert (sheet.header.mode, sheet.header.follows) == ("follow-up", OLD.name)
    assert (sheet.header.respondent.function, sheet.header.consultant.name) == ("Vorsitz", "Vera")
    assert OLD.read_bytes() == before
    assert f"Folgegespräch zum Gespräch vom 01.12.2026 ({OLD})" in said(asker)
    assert str(NEW.resolve()) in said(asker)


def test_the_round_that_has_begun_is_gone_on_with(sit):
    write_sheet(Path())
    sit(True, ())
    asker = sit()
    assert "In der Runde 2027-12 gibt es schon einen Bogen: chor.2027-12.boss.yaml" in said(asker)
    assert places(asker) == ["spirit"]
    assert len(list(Path().iterdir())) == 2


def test_a_sheet_of_another_mode_in_this_round_keeps_its_mode(sit):
    write_sheet(Path())
    write_sheet(Path(), round_="2027-12", mode="quick", answers={"org_name": "Chor"})
    sit()
    assert load_sheet(NEW, bank=load(BANK)).header.mode == "quick"


def test_a_follow_up_that_is_begun_goes_on_without_being_told_the_mode(sit):
    write_sheet(Path())
    sit(True, ())
    asker = sit(path=NEW, mode=None)
    assert places(asker) == ["spirit"]
    assert f"({OLD})" in said(asker)


@pytest.mark.parametrize("path", [None, Path(), Path("chor.next.yaml")], ids=str)
def test_without_the_old_sheet_the_latest_one_of_the_folder_is_found(sit, path):
    write_sheet(Path(), round_="2025-12")
    write_sheet(Path())
    asker = sit(True, path=path)
    new = path if path and path.suffix else NEW
    assert load_sheet(new, bank=load(BANK)).header.follows == OLD.name
    assert places(asker) == ["consent", "changed[start]"]


def test_of_several_conversations_one_is_chosen(sit):
    write_sheet(Path())
    write_sheet(Path(), role="crew", date="2026-12-05", answers={"spirit": "2"})
    asker = sit("0", True, path=None)
    assert asker.asked[0].place == "which_earlier"
    assert [option.label.split(" · ")[:2] for option in asker.asked[0].options] == [
        ["chor", "singers"],
        ["Chor Altdorf", "board"],
    ]
    assert Path("chor.2027-12.crew.yaml").exists()


def test_a_role_picks_its_own_conversation(sit):
    write_sheet(Path())
    write_sheet(Path(), role="crew", answers={"spirit": "2"})
    sit(True, role="crew")
    assert load_sheet(Path("chor.2027-12.crew.yaml"), bank=load(BANK)).header.follows == "chor.2026-12.crew.yaml"


def test_a_role_that_was_not_asked_before_is_asked_everything(sit):
    write_sheet(Path())
    asker = sit(True, role="crew")
    assert "Darum wird alles gefragt" in said(asker)
    assert places(asker) == ["consent", "spirit"]
    assert load_sheet(Path("chor.2027-12.crew.yaml"), bank=load(BANK)).header.follows is None


def test_nothing_to_follow_up_is_said(sit):
    with pytest.raises(Misuse) as wrong:
        sit(path=None)
    assert wrong.value.problems[0].code == "interview.nothing_earlier"
    assert list(Path().iterdir()) == []


def test_a_conversation_of_this_month_is_not_followed_up_yet(sit):
    write_sheet(Path())
    with pytest.raises(Misuse) as wrong:
        sit(today=date(2026, 12, 20))
    assert wrong.value.problems[0].code == "interview.same_round"


def test_a_follow_up_is_followed_up_once_it_is_finished(sit):
    write_sheet(Path(), mode="follow-up", answers={"spirit": "2"})
    asker = sit()
    assert asker.asked[0].place != "consent", "unfinished, so it goes on"
    write_sheet(
        Path(),
        role="helper",
        mode="follow-up",
        answers=dict.fromkeys(("spirit", "worries", "hope"), "2") | {"aims": []},
    )
    sit(True, path=Path("chor.2026-12.helper.yaml"))
    assert Path("chor.2027-12.helper.yaml").exists()


def test_a_sheet_that_says_nothing_is_no_earlier_conversation(sit):
    write_sheet(Path(), answers={})
    sit()
    assert load_sheet(OLD, bank=load(BANK)).header.mode == "follow-up"


def test_a_sheet_that_is_gone_is_told_and_everything_is_asked(sit):
    write_sheet(Path())
    sit(True)
    OLD.unlink()
    asker = sit(path=NEW, mode=None)
    assert "liegt nicht in diesem Ordner" in said(asker)
    assert places(asker) == ["spirit"]


def test_a_renamed_sheet_is_found_by_case_and_role(sit):
    write_sheet(Path())
    sit(True)
    OLD.rename("before.yaml")
    assert places(sit(path=NEW, mode=None)) == ["changed[start]"]


def test_unfinished_follow_ups_are_offered_with_the_questions_that_are_left(sit):
    write_sheet(Path())
    sit(True)
    asker = sit(path=None, mode=None)
    assert "11 questions left (chor.2027-12.boss.yaml)" in asker.asked[0].options[0].label


# Facts


def test_each_section_begins_with_what_was_settled(desk):
    d = desk()
    assert d.place == "changed[start]"
    prompt = d.prompt
    assert (prompt.kind, prompt.text) == (Kind.SEVERAL, "Was hat sich davon seit Dezember 2026 geändert?")
    assert [option.label for option in prompt.options] == [
        "Name: Chor Altdorf",
        "Art: Verein",
        "Länder: Schweiz",
        "Beitrag: CHF 120",
    ]
    assert (prompt.default, prompt.none) == ((), "nichts davon")


def test_what_has_not_changed_is_written_as_it_was(desk):
    d = desk()
    d.answer(())
    assert {id_: ANSWERS[id_] for id_ in ("org_name", "org_kind", "countries", "fee")}.items() <= d.data[
        "answers"
    ].items()
    assert d.place == "spirit"
    d.answer("3")
    assert d.place == "members", "the rest of the section is not put again"


def test_what_has_changed_is_asked_again_with_the_old_answer_to_begin_with(desk):
    d = desk()
    d.answer(("fee", "org_name"))
    assert d.data["open"]["fee"] == {"status": "confirm"}
    d.answer("3")
    assert (d.place, d.prompt.default, d.prompt.remark) == (
        "org_name",
        "Chor Altdorf",
        "Im Dezember 2026: Chor Altdorf",
    )
    d.answer("Chor Altdorf-Nord", "46")
    assert (d.place, d.prompt.default) == ("fee", "120")
    d.answer("150")
    assert d.data["answers"]["fee"] == "150"
    assert not {"fee", "org_name"} & d.data["open"].keys()


def test_whoever_goes_on_another_day_is_asked_what_was_ticked(desk):
    d = desk()
    d.answer(("fee",), "3", "46")
    d.open()
    assert (d.place, d.prompt.default) == ("fee", "120")


def test_what_was_open_before_is_asked_again(desk):
    d = desk()
    d.answer((), "3")
    assert d.place == "members"
    assert d.prompt.remark == "Im Dezember 2026: weiss ich nicht (Kassier)"


def test_the_text_beside_a_choice_is_kept(desk):
    d = desk()
    d.interview.jump("aim_source")
    assert d.prompt.options[0].label == "Herkunft der Ziele: aus einem Papier: Satzung"
    d.answer(())
    assert d.data["answers"]["aim_source"] == ANSWERS["aim_source"]


def test_what_did_not_apply_stays_so_or_is_asked(desk):
    na = {"fee": {"status": "na", "reason": "Spenden"}}
    answers = {id_: value for id_, value in ANSWERS.items() if id_ != "fee"}
    d = desk(answers=answers, open=na)
    assert d.prompt.options[-1].label == "Beitrag: trifft nicht zu (Spenden)"
    d.answer(())
    assert d.data["open"]["fee"] == na["fee"]
    d.interview.back()
    d.answer(("fee",), "3", "46")
    assert d.place == "fee"
    d.answer("100")
    assert d.data["answers"]["fee"] == "100"


def test_what_still_had_to_be_confirmed_is_ticked(desk):
    d = desk(open={"fee": {"status": "confirm"}})
    assert d.prompt.default == ("fee",)
    d.answer(())
    assert "fee" not in d.data["open"]


def test_a_blank_is_listed_too(desk):
    d = desk(answers={**ANSWERS, "fee": None})
    assert d.prompt.options[-1].label == "Beitrag: leer gelassen"
    d.answer(())
    assert d.data["answers"]["fee"] is None


def test_a_long_answer_is_listed_with_its_beginning(desk):
    d = desk(answers={**ANSWERS, "org_name": "Chor " * 40})
    assert d.prompt.options[0].label.endswith("Chor …")
    assert len(d.prompt.options[0].label) < 100


def test_what_is_hidden_by_a_new_answer_is_not_carried_over(desk):
    d = desk()
    d.answer(("org_kind",), "3", "firm")
    d.interview.jump("hope")
    assert "fee" not in d.interview.asked()


def test_what_was_dormant_is_asked_when_it_comes_up(desk):
    d = desk(answers={**ANSWERS, "org_kind": "firm"})
    assert [option.id for option in d.prompt.options] == ["org_name", "org_kind", "countries"]
    d.answer(("org_kind",), "3", "club", "46")
    assert (d.place, d.prompt.default) == ("fee", None)


def test_a_shorter_conversation_before_leaves_the_rest_to_be_asked(desk):
    short = {id_: ANSWERS[id_] for id_ in ("spirit", "org_name", "org_kind", "countries", "backing", "hope")}
    d = desk(mode="quick", answers={**short, "aims": [{"aim": "Mehr Tenöre"}], "todo": []})
    d.answer((), "3", "46")
    assert d.place == "fee"
    d.answer("120")
    assert d.place == "aim_source"
    d.answer("none")
    assert d.place == "aims[1].aim_due", "a column that was not asked then"


def test_locale_and_words_are_those_of_before_until_something_else_is_said(desk):
    d = desk()
    assert d.interview.case.locale == "de-CH"
    assert d.interview.case.variant == "club"


# Going about


def test_back_leads_through_the_list_and_not_through_each_fact(desk):
    d = desk()
    d.answer((), "3", "46")
    assert d.place == "changed[aims]"
    way = []
    while d.interview.back():
        way.append(d.place)
    assert way == ["members", "spirit", "changed[start]"]


def test_the_list_can_be_answered_once_more(desk):
    d = desk()
    d.answer(("fee",), "3", "46", "150")
    for _ in range(4):
        d.interview.back()
    assert (d.place, d.prompt.default) == ("changed[start]", ("fee",))
    d.answer(("fee", "org_name"))
    assert d.data["answers"]["fee"] == "150", "what was answered anew stays"
    assert d.place == "org_name"
    d.interview.jump("spirit")
    d.interview.back()
    d.answer(("org_name",))
    assert d.data["answers"]["fee"] == "120", "what has not changed after all is as it was"


def test_a_jump_to_a_fact_that_was_not_listed_leads_to_its_list(desk):
    d = desk()
    d.interview.jump("duties")
    assert d.place == "changed[people]"


def test_a_jump_to_a_fact_that_was_listed_leads_to_it(desk):
    d = desk()
    d.answer(())
    d.interview.jump("fee")
    assert (d.place, d.prompt.default) == ("fee", "120")


def test_the_count_of_questions_takes_a_list_as_one(desk):
    d = desk()
    assert (d.interview.progress().number, d.interview.progress().total) == (1, 11)
    d.answer(("fee",))
    assert (d.interview.progress().number, d.interview.progress().total) == (2, 12)
    assert d.interview.left() == 11


def test_the_estimate_is_that_of_the_follow_up(desk):
    d = desk()
    assert d.interview.minutes_left() == 12
    d.interview.jump("hope")
    d.answer("3")
    assert d.interview.minutes_left() < 12


# Rows


def test_rows_that_are_asked_more_about_are_carried_over_at_once(desk):
    d = desk()
    assert [row["aim"] for row in d.data["answers"]["aims"]] == ["Mehr Tenöre", "Ein Konzert"]
    assert d.data["open"]["aims"] == {"status": "confirm"}
    assert "people" not in d.data["answers"]


def test_how_it_stands_is_asked_of_each_old_row_then_new_ones_can_be_added(desk):
    d = desk()
    d.interview.jump("aims")
    assert d.place == "aims[1].aim_now"
    d.answer("fünf Tenöre")
    assert d.place == "aims[2].aim_now"
    d.answer("")
    assert d.place == "aims"
    assert "add" in d.interview.menu()
    d.do(d.interview.add())
    d.answer("Neue Noten", "31.12.2028")
    assert d.place == "aims", "how a new one stands is not asked"
    d.do(d.interview.done())
    assert d.data["answers"]["aims"] == [
        {"aim": "Mehr Tenöre", "aim_due": "2027-12-31", "aim_now": "fünf Tenöre"},
        {"aim": "Ein Konzert", "aim_due": None, "aim_now": None},
        {"aim": "Neue Noten", "aim_due": "2028-12-31"},
    ]


def test_a_row_that_was_there_goes_on_where_one_stopped(desk):
    d = desk()
    d.interview.jump("todo")
    d.answer("dropped")
    d.open()
    d.interview.jump("todo")
    assert d.place == "todo[1].s_reason"


def test_an_old_row_that_is_renamed_keeps_what_was_said_of_it(desk):
    d = desk()
    d.interview.jump("aims")
    d.answer("fünf Tenöre", "")
    d.interview.change(0, "aim")
    d.answer("Viel mehr Tenöre")
    assert [column.id for column in d.interview.columns("aims", d.interview.slots("aims")[0])][-1] == "aim_now"


def test_no_rows_before_are_a_fact_like_any_other(desk):
    d = desk(answers={**ANSWERS, "aims": []})
    d.interview.jump("aim_source")
    assert [option.label for option in d.prompt.options][1:] == ["Ziele: keine"]
    d.answer(("aims",))
    assert d.place == "aims"


def test_rows_that_have_changed_are_gone_through_in_their_menu(desk):
    d = desk()
    d.interview.jump("people")
    assert [option.label for option in d.prompt.options] == [
        "Menschen: 2 Einträge: Dirigentin, Kassier",
        "Aufgaben: 2 Einträge: Noten, Bühne",
    ]
    d.answer(("people",))
    assert d.place == "people"
    assert d.prompt.table is not None
    assert d.data["answers"]["duties"] == ANSWERS["duties"]


def test_a_renamed_row_takes_along_what_waits_to_be_listed(desk):
    """A fact that names it is put again, by its new name; so nothing refers to a row that is gone."""
    d = desk()
    d.interview.jump("people")
    d.answer(("people",))
    d.interview.change(0, "p_name")
    d.answer("Dirigent")
    assert "keeper" not in d.data["answers"], "it does not name that row"
    d.interview.change(1, "p_name")
    d.answer("Kassierin")
    assert d.data["answers"]["duties"]["stage"]["d_decide"] == "Kassierin"
    assert (d.data["answers"]["keeper"], d.data["open"]["keeper"]) == ("Kassierin", {"status": "confirm"})
    d.open()
    assert d.data["answers"]["keeper"] == "Kassierin"


def test_what_names_a_row_that_is_gone_is_asked_again(desk):
    d = desk()
    d.interview.jump("people")
    d.answer(("people",))
    d.do(d.interview.delete(1))
    assert (d.data["answers"]["keeper"], d.data["open"]["keeper"]) == (None, {"status": "confirm"})
    assert d.data["answers"]["duties"]["stage"]["d_decide"] == "Kassier", "a name of one's own stays"


# Views


def test_a_view_is_asked_without_the_old_answer_which_follows_the_new_one(desk):
    d = desk()
    d.answer(())
    shown = d.prompt
    assert (d.place, shown.default, shown.remark) == ("spirit", None, "")
    outcome = d.answer("3")
    assert outcome.said == (("before", "Geändert. Im Dezember 2026: 1 – gedrückt"),)


def test_no_screen_shows_an_old_view_before_the_new_answer(desk):
    d = desk()
    d.answer(())
    pages = [overview.review(d.interview), overview.jump(d.interview)]
    shown = str(pages) + str(overview.summary(d.interview, "start"))
    assert "gedrückt" not in shown
    assert "Präsidentin" not in shown


def test_the_same_view_is_told_without_a_mark(desk):
    d = desk()
    d.answer(())
    assert d.answer("1").said == (("before", "Im Dezember 2026: 1 – gedrückt"),)


def test_the_old_view_follows_the_text_beside_a_choice(desk):
    d = desk()
    d.interview.jump("backing")
    assert d.answer("named").said == ()
    assert d.answer("Präsidentin").said == (("before", "Im Dezember 2026: eine bestimmte Person: Präsidentin"),)


def test_a_view_that_was_open_is_told_as_open(desk):
    answers = {id_: value for id_, value in ANSWERS.items() if id_ != "hope"}
    d = desk(answers=answers, open={"hope": {"status": "unknown", "ask": "alle"}})
    d.interview.jump("hope")
    assert d.prompt.remark == ""
    assert d.answer("3").said == (("before", "Geändert. Im Dezember 2026: weiss ich nicht (alle)"),)


def test_of_a_conversation_without_a_date_the_round_is_told(desk):
    d = desk(date=None)
    assert d.prompt.text == "Was hat sich davon seit der Runde 2026-12 geändert?"
    d.answer(())
    assert d.answer("1").said == (("before", "In der Runde 2026-12: 1 – gedrückt"),)


# Off the record


def test_what_was_off_the_record_stays_so(desk):
    d = desk(private=["worries", "todo.s_owner", "notes.hope"])
    assert d.data["private"] == ["worries", "todo.s_owner"]
    d = d.open()
    d.do(d.interview.toggle_private("todo.s_owner"))
    assert d.open().data["private"] == ["worries"], "what was put on the record on purpose stays there"


def test_the_notes_and_decisions_of_then_are_not_carried_over(desk):
    d = desk(notes={"fee": "streng vertraulich"}, accepted=["x"], waived={"y": "z"})
    d.answer(())
    assert not {"notes", "accepted", "waived"} & d.data.keys()


# The whole


def test_a_whole_follow_up_from_consent_to_the_end(sit):
    write_sheet(Path())
    asker = sit(
        True,
        (),
        "3",
        "46",
        (),
        "fünf Tenöre",
        "geplant",
        "done",
        "nobody",
        "Keine mehr.",
        (),
        (),
        "done",
        "open",
        "done",
        "4",
        overview.GO_ON,
    )
    assert asker.ending is Ending.DONE
    assert asker.refused == []
    assert places(asker) == [
        "consent",
        "changed[start]",
        "spirit",
        "members",
        "changed[aims]",
        "aims[1].aim_now",
        "aims[2].aim_now",
        "aims",
        "backing",
        "worries",
        "changed[people]",
        "changed[steps]",
        "todo[1].s_state",
        "todo[2].s_state",
        "todo",
        "hope",
    ]
    assert "etwa 12 Minuten" in asker.asked[0].text
    sheet = load_sheet(NEW, bank=load(BANK))
    assert sheet.problems == ()
    assert not sheet.open
    assert set(sheet.answers) == {*ANSWERS, *OPEN}


def test_refusing_carries_nothing_over(sit):
    write_sheet(Path())
    assert sit(False).ending is Ending.REFUSED
    assert load_sheet(NEW, bank=load(BANK)).answers == {}
