"""The front door: which sheet, where it lies, how to go on; and what happens when it cannot be saved."""

import os
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from smcheck.answers.read import load_sheet
from smcheck.answers.store import SheetFile
from smcheck.bank.load import load
from smcheck.case import Case
from smcheck.interview import beside, door, overview
from smcheck.interview.asker import Command, Nav
from smcheck.interview.loop import Ending
from smcheck.interview.saver import Saver
from smcheck.interview.scripted import ScriptedAsker
from smcheck.interview.sitting import Misuse, Wish, hold
from smcheck.logic.values import rows_of
from smcheck.problems import Problems

TODAY = date(2026, 11, 23)
EVERY_TYPE = str(Path(__file__).parents[1] / "banks" / "every-type")
NEXT_YEAR = str(Path(__file__).parents[1] / "banks" / "next-year")
QUIT, JUMP = Command(Nav.QUIT), Command(Nav.JUMP)


@pytest.fixture
def sit(tmp_path, monkeypatch):
    """Return what holds a sitting in an empty folder with these replies."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def run(*replies, **wish):
        asker = ScriptedAsker(replies)
        asker.ending = hold(Wish(**{"bank": EVERY_TYPE, **wish}), asker, today=TODAY, clock=lambda: 0.0)
        return asker

    return run


def said(asker):
    return "\n".join(text for _, text in asker.said)


def test_a_new_sheet_is_named_after_organisation_month_and_role(sit):
    sit("Brühlmatt Energie AG", "boss", True, QUIT)
    sheet = load_sheet(Path("bruehlmatt-energie-ag.2026-11.boss.yaml"), bank=load(EVERY_TYPE))
    assert (sheet.header.case, sheet.header.round, sheet.role) == ("bruehlmatt-energie-ag", "2026-11", "boss")
    assert sheet.answers == {"org_name": "Brühlmatt Energie AG"}


def test_the_whole_conversation_has_no_role(sit):
    sit("Fair", "", True, QUIT)
    assert Path("fair.2026-11.all.yaml").exists()


def test_names_without_latin_letters_get_a_file_too(sit):
    sit("東京", "", True, QUIT)
    assert Path("interview.2026-11.all.yaml").exists()


def test_an_existing_sheet_is_never_taken_for_the_new_one(sit):
    sit("Fair", "", True, QUIT)
    sit("new", "Fair", "", True, QUIT)
    assert load_sheet(Path("fair-2.2026-11.all.yaml"), bank=load(EVERY_TYPE)).header.case == "fair-2"


def test_another_role_joins_the_case(sit):
    sit("Fair", "boss", True, QUIT)
    sit("new", "Fair", "crew", True, QUIT)
    assert load_sheet(Path("fair.2026-11.crew.yaml"), bank=load(EVERY_TYPE)).header.case == "fair"


def test_a_name_the_bank_would_refuse_is_refused_at_the_door(sit):
    asker = sit("F", "Fair", "", True, QUIT)
    assert len(asker.refused) == 1


def test_unfinished_sheets_are_offered_the_newest_first(sit):
    for name in ("Old", "Young"):
        sit(*(["new"] if Path("old.2026-11.all.yaml").exists() else []), name, "", True, QUIT)
    os.utime("old.2026-11.all.yaml", (10**9, 10**9))
    asker = sit("1", QUIT)
    labels = [option.label for option in asker.asked[0].options]
    assert [label.split(" ·")[0] for label in labels] == ["Young", "Old", "Begin a new interview"]
    assert "16 questions left" in labels[0]
    assert asker.asked[1].header.startswith("Basics · question 2")


def test_a_finished_sheet_is_not_offered(sit):
    sit("Fair", "guest", True, QUIT)
    bank = load(EVERY_TYPE)
    assert [one.left for one in door.waiting(Path(), today=TODAY, bank=bank)] == [4]
    sit("45", "none", "3", "word", overview.GO_ON, path=Path("fair.2026-11.guest.yaml"))
    assert door.waiting(Path(), today=TODAY, bank=bank) == []


def test_a_sheet_without_consent_is_not_offered(sit):
    assert sit("Fair", "", False).ending is Ending.REFUSED
    assert door.waiting(Path(), today=TODAY, bank=load(EVERY_TYPE)) == []


def test_a_role_that_is_named_is_not_asked_and_sorts_out_other_sheets(sit):
    sit("Fair", "boss", True, QUIT)
    asker = sit("Other", True, QUIT, role="crew")
    assert Path("other.2026-11.crew.yaml").exists()
    assert "which_role" not in [prompt.place for prompt in asker.asked]


def test_where_the_answers_lie_is_said_at_the_start_and_at_the_end(sit):
    asker = sit("Fair", "", True, QUIT)
    path = str(Path("fair.2026-11.all.yaml").resolve())
    assert said(asker).count(path) == 2
    assert said(asker).count("smcheck interview fair.2026-11.all.yaml") == 2


def test_the_command_that_goes_on_can_be_pasted(sit):
    path = Path("a folder with 'quotes' & blanks")
    path.mkdir()
    asker = sit(True, "Fair", "", True, QUIT, path=path / "my sheet.yaml", options=("--plain",))
    line = next(text for _, text in asker.said if "smcheck interview" in text).partition(":\n")[2]
    words = shlex.split(line)
    assert words[:3] == ["smcheck", "interview", str(path / "my sheet.yaml")]
    done = subprocess.run(
        [sys.executable, "-m", *words], input="", capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 130
    assert "question 2 of" in done.stdout


def test_resuming_says_where_and_when_one_stopped(sit):
    sit("Fair", "", True, "club", QUIT)
    os.utime("fair.2026-11.all.yaml", (1_800_000_000, 1_800_000_000))
    asker = sit(QUIT, path=Path("fair.2026-11.all.yaml"))
    assert "Last saved on 15 January 2027" in said(asker)
    assert "question 3 of 17: Countries" in said(asker)


def test_resuming_in_another_language_goes_on_at_the_same_question(sit):
    sit("Fair", "", True, "club", QUIT)
    asker = sit(QUIT, path=Path("fair.2026-11.all.yaml"), language="de")
    assert asker.asked[0].place == "countries"
    assert asker.asked[0].text.startswith("In welchen Ländern")
    assert load_sheet(Path("fair.2026-11.all.yaml"), bank=load(EVERY_TYPE)).header.language == "de"


def test_another_language_renames_rows_called_by_a_choice_and_keeps_references(sit):
    sit("Fair", "", True, "club", QUIT)
    path = Path("fair.2026-11.all.yaml")
    sit(*(Command(Nav.JUMP), "stalls", "add", "", "kitchen", "nobody", "", "", "done"), QUIT, path=path)
    sit(*(Command(Nav.JUMP), "shifts", "add", "bar", "kitchen", "2", "done"), QUIT, path=path)
    asker = sit(*(Command(Nav.JUMP), "shifts", QUIT), path=path, language="de")
    assert asker.asked[-1].table.rows == (("Getränke", "Küche", "2"),)


def test_a_longer_mode_goes_on_without_asking_again(sit):
    sit("Fair", "", True, "club", QUIT)
    asker = sit("", Command(Nav.JUMP), "worries", QUIT, path=Path("fair.2026-11.all.yaml"), mode="long")
    assert [prompt.place for prompt in asker.asked] == ["countries", "members", "worries"]


@pytest.mark.parametrize(
    "wish", [{"mode": "endless"}, {"role": "king"}, {"section": "sky"}, {"path": Path("sheet.txt")}], ids=str
)
def test_a_wish_that_cannot_be_met_says_what_can(sit, wish):
    with pytest.raises(Misuse):
        sit("Fair", "", **wish)
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("role", ["boss", ""])
def test_another_role_gets_a_sheet_of_its_own_beside_the_one_that_is_named(sit, role):
    sit("Fair", role, True, "club", QUIT, mode="long", language="de")
    old = Path(f"fair.2026-11.{role or 'all'}.yaml")
    before = old.read_bytes()
    asker = sit(True, QUIT, path=old, role="crew")
    assert "Für die Rolle Team beginnt ein eigener Bogen desselben Falls: fair.2026-11.crew.yaml" in said(asker)
    header = load_sheet(Path("fair.2026-11.crew.yaml"), bank=load(EVERY_TYPE)).header
    assert (header.case, header.round, header.respondent.role) == ("fair", "2026-11", "crew")
    assert (header.mode, header.language) == ("long", "de")
    assert old.read_bytes() == before


def test_the_sheet_that_another_role_has_is_gone_on_with(sit):
    sit("Fair", "boss", True, QUIT)
    sit(True, "Fair", QUIT, path=Path("fair.2026-11.boss.yaml"), role="crew")
    asker = sit(QUIT, path=Path("fair.2026-11.boss.yaml"), role="crew")
    assert "There already is a sheet for the role crew: fair.2026-11.crew.yaml" in said(asker)
    assert asker.asked[0].place == "org_kind"
    assert len(list(Path().iterdir())) == 2


def test_a_role_hears_its_own_opening_and_how_long_it_takes(sit):
    sit("Fair", "boss", True, "firm", QUIT)
    asker = sit(True, QUIT, path=Path("fair.2026-11.boss.yaml"), role="crew")
    assert "about 6 minutes" in asker.asked[0].text
    assert "What does the crew need to make it work?" in said(asker)


def test_parts_without_a_question_for_the_role_are_left_out(sit):
    asker = sit("Chor", "helper", True, "3", "none", "", "2", overview.GO_ON, bank=NEXT_YEAR, mode="full")
    assert asker.ending is Ending.DONE
    assert [text for tone, text in asker.said if tone == "title"] == ["Beginning", "Aims", "Steps"]
    assert [section for section, _ in asker.overviews[0].sections] == ["Beginning", "Aims", "Steps"]


def test_rows_that_others_have_put_into_a_list_are_told_with_who_named_them(sit):
    """A role that the bank protects is not told apart."""
    for role, aims in (("helper", ["Bessere Noten", "Ein Konzert"]), ("boss", ["Mehr Tenöre"])):
        rows = [word for aim in aims for word in ("add", aim)]
        sit(True, JUMP, "aims", *rows, "done", QUIT, bank=NEXT_YEAR, path=choir(role), language="de")
    asker = sit(True, JUMP, "aims", "add", "ein konzert", QUIT, bank=NEXT_YEAR, path=choir("crew"), language="de")
    menus = [prompt for prompt in asker.asked if prompt.place == "aims"]
    assert (
        menus[0].remark
        == "Schon genannt: Mehr Tenöre (Vorstand), Bessere Noten (Mitwirkende) und Ein Konzert (Mitwirkende)."
    )
    assert menus[1].remark.splitlines()[-1] == "Schon genannt: Mehr Tenöre (Vorstand) und Bessere Noten (Mitwirkende)."
    case = Case(load(NEXT_YEAR), [load_sheet(path, bank=load(NEXT_YEAR)) for path in sorted(Path().iterdir())])
    assert [(row.name, row.roles) for row in rows_of(case.value("aims"))] == [
        ("Mehr Tenöre", ("boss",)),
        ("ein konzert", ("crew", "helper")),
        ("Bessere Noten", ("helper",)),
    ]


def test_suggested_steps_are_handed_to_the_conversation(sit):
    path = choir("boss")
    asker = ScriptedAsker([True, JUMP, "todo", ("no_aim",), QUIT])
    hold(
        Wish(path=path, bank=NEXT_YEAR),
        asker,
        today=TODAY,
        clock=lambda: 0.0,
        suggestions=lambda case: [("no_aim", f"An aim for {case.id}", False)],
    )
    assert asker.asked[-2].options[0].label == "An aim for chor"
    assert load_sheet(path, bank=load(NEXT_YEAR)).accepted == ("no_aim",)


def choir(role):
    """A sheet for *role* that says nothing yet."""
    path = Path(f"chor.2026-11.{role}.yaml")
    head = "smcheck: 1\nbank: {id: next-year, version: 1.0.0}\ncase: chor\nround: 2026-11\nmode: quick\n"
    path.write_text(f"{head}respondent: {{role: {role}}}\nanswers:\n", encoding="utf-8")
    return path


def test_a_section_alone_can_be_asked(sit):
    sit("Fair", "", True, QUIT)
    asker = sit("2", ("fun",), "word", overview.GO_ON, path=Path("fair.2026-11.all.yaml"), section="feeling")
    assert [prompt.place for prompt in asker.asked] == ["mood", "motives", "last_word"]
    assert asker.ending is Ending.DONE


def test_a_sheet_of_an_older_bank_is_reported(sit):
    sit("Fair", "", True, QUIT)
    path = Path("fair.2026-11.all.yaml")
    text = path.read_text(encoding="utf-8").replace("version: 1.2.0", "version: 1.0.0")
    path.write_text(text + "  member_count: 45\n", encoding="utf-8")
    asker = sit("club", ("de",), QUIT, path=path)
    assert "member_count" in said(asker)
    assert "1.0.0" in said(asker)
    assert asker.asked[-1].place == "fair_date"
    assert load_sheet(path, bank=load(EVERY_TYPE)).header.bank.version == "1.2.0"


def test_rows_that_cannot_be_read_keep_the_door_shut(sit):
    sit("Fair", "", True, QUIT)
    path = Path("fair.2026-11.all.yaml")
    text = path.read_text(encoding="utf-8") + "  stalls: [{stall_hours: plenty}]\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Problems):
        sit(QUIT, path=path)
    assert path.read_text(encoding="utf-8") == text


def test_refusing_at_the_door_makes_no_file(sit):
    assert sit(QUIT).ending is Ending.LEFT
    assert sit("Fair", QUIT).ending is Ending.LEFT
    assert sit(False, path=Path("new.yaml")).ending is Ending.LEFT
    assert list(Path().iterdir()) == []


def test_a_folder_is_looked_through_for_its_sheets(sit):
    Path("clients").mkdir()
    sit("Fair", "", True, QUIT, path=Path("clients"))
    assert Path("clients/fair.2026-11.all.yaml").exists()
    asker = sit("0", QUIT, path=Path("clients"))
    assert asker.asked[0].place == "which_sheet"


def test_other_sheets_of_the_case_are_read_for_what_they_make_relevant(sit):
    sit("Fair", "boss", True, "firm", QUIT)
    asker = sit("new", "Fair", "crew", True, QUIT)
    assert asker.asked[-1].place == "org_kind"
    sheet = load_sheet(Path("fair.2026-11.crew.yaml"), bank=load(EVERY_TYPE))
    assert [one.file for one in beside.others(sheet, Path("fair.2026-11.crew.yaml"))] == ["fair.2026-11.boss.yaml"]


def test_what_cannot_be_saved_is_offered_elsewhere_and_saved_when_it_works_again(sit, every_type, desk, tmp_path):
    d = desk(every_type)
    folder = tmp_path / "gone"
    folder.mkdir()
    path = folder / "sheet.yaml"
    path.write_bytes(d.file.path.read_bytes())
    file = SheetFile.open(path, bank=every_type)
    (tmp_path / "moved").mkdir()
    folder.rename(tmp_path / "moved" / "gone")
    asker = ScriptedAsker(["show", "go_on"])
    saver = Saver(file, asker)
    saver.save(d.interview.answer("Fair").edits)
    assert asker.asked[0].place == "unsaved"
    assert "org_name: Fair" in said(asker)
    assert file.unsaved
    (tmp_path / "moved" / "gone").rename(folder)
    saver.save(d.interview.answer("club").edits)
    assert not file.unsaved
    assert load_sheet(path, bank=every_type).answers == {"org_name": "Fair", "org_kind": "club"}


def test_what_was_never_saved_is_rescued_at_the_end(every_type, desk, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    d = desk(every_type)
    folder = tmp_path / "gone"
    folder.mkdir()
    path = folder / "sheet.yaml"
    path.write_bytes(d.file.path.read_bytes())
    file = SheetFile.open(path, bank=every_type)
    path.unlink()
    folder.rmdir()
    asker = ScriptedAsker(["go_on"])
    saver = Saver(file, asker)
    saver.save(d.interview.answer("Fair").edits)
    saver.rescue()
    rescued = next(tmp_path.glob("sheet.yaml.rescue*"))
    assert "org_name: Fair" in rescued.read_text(encoding="utf-8")
    assert str(rescued) in said(asker)


def test_a_sheet_that_somebody_else_changed_keeps_their_change(every_type, desk):
    d = desk(every_type)
    theirs = d.file.path.read_text(encoding="utf-8") + "notes: {org_name: theirs}\n"
    d.file.path.write_text(theirs, encoding="utf-8")
    asker = ScriptedAsker()
    saver = Saver(d.file, asker)
    saver.save(d.interview.answer("Fair").edits)
    saver.save(d.interview.answer("club").edits)
    assert d.file.path.name == "sheet.yaml.conflict-1"
    assert len(asker.said) == 1
    assert "org_kind: club" in d.file.path.read_text(encoding="utf-8")
    assert d.file.path.with_name("sheet.yaml").read_text(encoding="utf-8") == theirs


def test_a_bank_of_one_language_is_spoken_in_it(sit, small, settings):
    bank = small("- {id: more, type: text, text: {de: Mehr}}", settings=settings.replace("[de, en]", "[de]"))
    asker = sit("Fair", "", QUIT, bank=str(bank.folder))
    assert asker.asked[0].locale == "de-DE"
    assert asker.asked[-1].text == "Mehr"


def test_a_folder_full_of_sheets_is_not_read_to_its_end(sit):
    sit("Fair", "", True, QUIT)
    text = Path("fair.2026-11.all.yaml").read_text(encoding="utf-8")
    for number in range(20):
        Path(f"{number}.yaml").write_text(text, encoding="utf-8")
    assert len(door.waiting(Path(), today=TODAY, bank=load(EVERY_TYPE))) == door.OFFERED
