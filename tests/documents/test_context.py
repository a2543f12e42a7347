"""The context of templates: documented, immutable, and nothing that is not for printing."""

import gc
import re
import weakref
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from smcheck.answers.model import Sheet
from smcheck.answers.printing import printer
from smcheck.answers.read import load_sheet
from smcheck.bank.load import Bank, load
from smcheck.case import Case, group
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.documents import markdown, shapes
from smcheck.documents.context import NAMES, Seen
from smcheck.documents.environment import FILTERS, folders, templates
from smcheck.documents.functions import FUNCTIONS

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")


@pytest.fixture
def seen(case_of: Callable[..., Case]) -> Callable[..., dict[str, object]]:
    """The context of a case made from a bank and answers, in German."""

    def see(bank: Bank, answers: dict[str, object], **parts: object) -> dict[str, object]:
        return of_case(case_of(bank, answers, **parts))

    return see


def of_case(case: Case, *, language: str = "de", notes: bool = False) -> dict[str, object]:
    return Seen(templates(folders(case.bank)), language, notes=notes).context("brief", Diagnosis(case))


def table(heading: str) -> set[str]:
    """The names in the first column of the table under a heading of the guide."""
    part = re.search(rf"^##+ {heading}\n(.*?)(?=^##|\Z)", DOCS, re.MULTILINE | re.DOTALL)
    assert part, f"no heading {heading}"
    return {
        name for row in re.findall(r"^\| (`.*?) \|", part[1], re.MULTILINE) for name in re.findall(r"`(\w+)", row)[:1]
    }


def test_what_somebody_typed_is_not_kept_when_the_case_is_done(every_type: Bank) -> None:
    """What belongs to a bank is printed once for all cases; an answer in one's own words is of one case alone."""
    typed = f"eigene Worte {every_type.id}"
    printed = printer(every_type, "de-DE", None, markdown).choice("main_stall", typed)
    assert printed == typed
    assert not [held for held in gc.get_referrers(typed) if isinstance(held, tuple)]


def test_a_case_is_gone_with_the_last_that_holds_it(every_type: Bank) -> None:
    """Neither reading nor diagnosing nor what templates see leaves a circle that the search for garbage has to find."""
    folder = Path(__file__).parent / "sheets"
    gc.disable()
    try:
        sheets = [load_sheet(folder / name, bank=every_type) for name in ("fair-boss.yaml", "fair-crew.yaml")]
        (case,) = group(sheets)
        assert case.problems is not None
        assert of_case(case)
        held = [*map(weakref.ref, (case, *case.sheets))]
        del sheets, case
        assert not [one for one in held if one() is not None]
    finally:
        gc.enable()


def test_every_name_of_the_context_is_documented_and_there(the_fair: Case) -> None:
    """The guide names exactly what a template may use."""
    assert table("Names") == set(NAMES)
    assert table("Functions") == set(FUNCTIONS)
    assert set(of_case(the_fair)) == {*NAMES, *FUNCTIONS}


@pytest.mark.parametrize("shape", shapes.SHAPES, ids=lambda shape: shape.__name__)
def test_every_field_is_documented_and_there(shape: type) -> None:
    """The guide names exactly the fields of each shape; a question is an answer too."""
    fields = set(shapes.SHAPES[shape])
    documented = table(shape.__name__) | (table("Answer") if shape is shapes.Question else set())
    assert documented == fields


def test_every_filter_is_documented() -> None:
    """The guide lists the filters there are."""
    listed = re.search(r"^Filters: `(.*?)`", DOCS, re.MULTILINE | re.DOTALL)
    assert listed
    assert set(listed[1].split()) == {*FILTERS, "quoted"}


def test_macros_that_the_guide_names_are_there() -> None:
    """The building blocks are those of the generic templates."""
    named = re.search(r"has what most documents need: (.*?) Import it", DOCS, re.DOTALL)
    assert named
    source = (Path(__file__).parents[2] / "templates" / "generic" / "macros.md.j2").read_text(encoding="utf-8")
    macros = set(re.findall(r"macro (\w+)\(", source))
    assert set(re.findall(r"`(\w+)`", named[1])) <= macros


def test_roles_among_names_are_called_as_the_language_does(seen, case_of) -> None:
    """A role id is a role, a row is a row, and everything else stands as it was written."""
    bank = load(ROOT / "tests" / "banks" / "next-year")
    answers = {
        "org_name": "Chor",
        "people": [{"p_name": "Crew"}, {"p_name": "Anna"}],
        "duties": {
            "notes": {"d_do": ["anna", "boss", "crew"], "d_decide": "helper"},
            "stage": {"d_do": ["Bert & Co.", "Boss"], "d_decide": "boss"},
        },
    }
    case = case_of(bank, answers, mode="full")
    german, english = (of_case(case, language=language)["q"]["duties"].rows for language in ("de", "en"))
    assert german[0].cells["d_do"].parts == ("Anna", "Vorstand", "Crew")
    assert german[0].cells["d_decide"].line == "Helfende"
    assert german[1].cells["d_do"].parts == ("Bert & Co.", "Boss")
    assert english[1].cells["d_decide"].line == "board"


def test_nothing_can_be_changed(the_fair: Case) -> None:
    """Templates see frozen objects, all the way down."""
    waiting, seen = list(of_case(the_fair).values()), 0
    while waiting:
        each = waiting.pop()
        assert not isinstance(each, list | dict | set)
        if isinstance(each, tuple | shapes.Lookup):
            waiting += list(each)
        elif isinstance(each, shapes.Shape):
            seen += 1
            fields = shapes.SHAPES[type(each)]
            for name in fields:
                with pytest.raises(AttributeError):
                    setattr(each, name, "changed")
                with pytest.raises(AttributeError):
                    delattr(each, name)
            waiting += [getattr(each, name) for name in fields]
    assert seen > 100


def test_documents_of_a_case_share_what_they_see(the_fair: Case) -> None:
    """All but their own name is made once."""
    seen, diagnosis = Seen(templates(folders(the_fair.bank)), "de"), Diagnosis(the_fair)
    one, other = (seen.context(name, diagnosis) for name in ("brief", "plan"))
    assert [names["document"].name for names in (one, other)] == ["brief", "plan"]
    assert all(one[name] is other[name] for name in NAMES if name != "document")


def test_what_is_made_on_demand_is_made_once() -> None:
    """Neither counting nor looking for an id makes anything; an id that does not exist is one of no thing."""
    made: list[str] = []
    things = shapes.Lookup(shapes.OnDemand(["a", "b"], lambda id_: made.append(id_) or id_.upper()))
    assert (len(things), "a" in things, "c" in things, list(shapes.names(things))) == (2, True, False, ["a", "b"])
    assert made == []
    assert (things["b"], things["b"], list(things)) == ("B", "B", ["A", "B"])
    assert made == ["b", "a"]
    with pytest.raises(KeyError):
        things["c"]


def test_a_mistake_of_ours_is_no_unknown_id() -> None:
    """A template that asks for a thing which cannot be made is not told that there is no such thing."""
    with pytest.raises(RuntimeError):
        shapes.Lookup(shapes.OnDemand(["a"], {}.__getitem__))["a"]


def test_what_says_the_same_is_equal() -> None:
    """Whether it was made at once or on demand; templates find the same evidence among that of several findings."""
    one, same, other = (
        shapes.Evidence(id="x", label="X", role="", _answer=answer)
        for answer in (lambda: "1", lambda: "1", lambda: "2")
    )
    assert (one == same, one == other, len({one, same, other})) == (True, False, 2)
    assert one != shapes.Answer()


def test_forms_of_every_type(the_fair: Case) -> None:
    """Values are printed the way the place writes them, with their parts for those who need them."""
    q = of_case(the_fair, language="de")["q"]
    assert q["org_name"].line == r"Turnverein \*Altdorf\* 1891"
    assert q["org_kind"].choice == "club"
    assert (q["countries"].parts, q["countries"].choices) == (
        ("Schweiz", "anderes Land (Liechtenstein)"),
        ("ch", "elsewhere"),
    )
    assert (q["members"].line, q["members"].number) == ("1’240", 1240)
    assert q["fair_date"].date == date(2027, 8, 21)
    assert (q["permitted"].line, q["permitted"].choice) == ("ja", "yes")
    assert q["purpose"].block.count("\\\n") == 2
    assert "\n" not in q["purpose"].line
    assert q["budget"].line == "CHF\u00a012’500.50"
    assert q["own_share"].line == "40\u00a0%"
    assert q["own_share"].number / 3 == Fraction(40, 3)  # exactly, whole as it is
    assert q["weekly_hours"].number == Fraction(15, 2)
    assert (q["mood"].line, q["mood"].number) == ("Wenige freuen sich.", 1)
    assert [option.id for option in q["motives"].options if option.picked] == ["fun", "people"]
    assert q["best_channel"].text == r"Mund-zu-Mund \| überall"
    assert str(q["litres"]) == "**offen** (noch nicht bekannt)"


def test_rows_columns_and_cells(the_fair: Case) -> None:
    """Rows carry their names, what is open in them and who named them; cells that were not asked say so."""
    stalls = of_case(the_fair)["q"]["stalls"]
    kitchen, bar, stage = stalls.rows
    assert bar.name == "Bar"
    assert bar.roles == ("Leitung", "Team")
    assert stage.roles == ("Team",)
    assert bar.cells["stall_hours"].number == 8  # the crew filled what the boss left blank
    assert (bar.cells["stall_due"].asked, bar.cells["stall_due"].line) == (False, "–")
    assert kitchen.gaps == ()
    assert "Kosten" in bar.gaps
    assert [column.id for column in stalls.columns if column.right][:2] == ["stall_hours", "stall_cost"]


def test_fixed_rows_that_were_not_filled_in_are_open(the_fair: Case) -> None:
    """A table shows every row that was asked, not those that a condition rules out, and own ones last."""
    duties = of_case(the_fair)["q"]["duties"]
    assert [row.name for row in duties.rows] == ["Lärm", "Protokoll", "Brandschutz"]
    protocol = next(row for row in duties.rows if row.name == "Protokoll")
    assert protocol.gaps == ("Stand",)


def test_private_column_and_question_are_not_there(the_fair: Case) -> None:
    """What is off the record looks like what was never asked."""
    q = of_case(the_fair)["q"]
    assert not q["worries"].asked
    assert not q["stalls"].rows[0].cells["stall_note"].asked
    assert not any(
        question.id == "worries" for section in of_case(the_fair)["sections"] for question in section.questions
    )


def test_question_that_was_not_asked_is_empty(seen: Callable, every_type: Bank) -> None:
    """A template may name every question of the bank; what the mode does not ask has no text."""
    q = seen(every_type, {"org_name": "Verein"})["q"]
    assert "litres" not in q
    assert (q["litres"].asked, q["litres"].open, q["litres"].line, q["litres"].label) == (
        False,
        False,
        "",
        "Liter pro Kopf",
    )
    assert (q["members"].asked, q["members"].open, q["members"].line) == (True, True, "**offen**")


def test_names_of_rows_are_in_the_language_of_the_document(sheet_of: Callable[..., Sheet], every_type: Bank) -> None:
    """A row named by a choice, and what refers to it, is translated with its label."""
    answers = {"stalls": [{"stall_kind": "bar"}], "shifts": [{"shift_area": "bar", "shift_stall": "Getränke"}]}
    (case,) = group([sheet_of(every_type, answers)])
    q = of_case(case, language="en")["q"]
    assert q["stalls"].rows[0].name == "bar"
    assert q["shifts"].rows[0].cells["shift_stall"].line == "bar"


def test_group_without_rows_is_an_answer(seen: Callable, every_type: Bank) -> None:
    """An empty list says "none"; nothing is open."""
    stalls = seen(every_type, {"stalls": []})["q"]["stalls"]
    assert (stalls.answered, stalls.open, stalls.line, stalls.rows) == (True, False, "keine", ())


def test_named_values(seen: Callable, every_type: Bank) -> None:
    """Named values of the bank are printed; what cannot be decided says so."""
    known = seen(
        every_type,
        {"stalls": [{"stall_name": "Bar", "stall_hours": "12.5"}, {"stall_name": "Tee", "stall_hours": "1"}]},
    )
    assert (known["values"]["hours_plan"].line, known["values"]["hours_plan"].number) == ("13,5", Fraction(27, 2))
    assert known["values"]["big_stalls"].parts == ("Bar",)
    unknown = seen(every_type, {})["values"]["hours_plan"]
    assert (unknown.known, unknown.line, unknown.number) == (False, "", None)


def test_open_points_say_who_might_know(seen: Callable, every_type: Bank) -> None:
    """Open points carry question, status and who might know; what does not apply is none of them."""
    there = seen(
        every_type,
        {},
        open={"members": {"status": "unknown", "ask": "die *Kasse*"}, "budget": {"status": "na", "reason": "Verein"}},
    )
    (point,) = there["points"]
    assert (point.id, point.label, point.status, point.ask) == ("members", "Mitglieder", "unknown", r"die \*Kasse\*")
    assert there["q"]["budget"].points[0].reason == "Verein"
    assert not there["q"]["budget"].open


def test_coverage_counts_each_question_once(seen: Callable, every_type: Bank) -> None:
    """The open ones are those that are neither answered nor out of place."""
    there = seen(
        every_type,
        {"org_name": "Verein", "members": None},
        open={"budget": {"status": "na"}, "fair_date": {"status": "later"}},
    )
    coverage = there["coverage"]
    assert (coverage.answered, coverage.na, coverage.later, coverage.blank) == (1, 1, 1, 1)
    assert coverage.relevant == coverage.answered + coverage.na + coverage.open
    assert coverage.open == coverage.unknown + coverage.later + coverage.blank + coverage.missing


def test_respondents_and_dates(the_fair: Case) -> None:
    """Who was asked, as which role, when; the case is as of the latest conversation."""
    there = of_case(the_fair)
    assert [(one.role, one.function) for one in there["respondents"]] == [
        ("Leitung", "Präsidentin"),
        ("Team", "Festwirtin"),
    ]
    assert there["respondents"][0].date == "3. Februar 2027"
    assert there["case"].date == "10. Februar 2027"
    assert there["consultants"] == ("A. Beraterin, Rat & Tat",)


def test_notes_only_where_they_are_wanted(the_fair: Case) -> None:
    """The consultant's own notes are not part of a document unless asked for."""
    assert of_case(the_fair)["q"]["mood"].notes == ()
    assert of_case(the_fair, notes=True)["q"]["mood"].notes[0].line == "Müde nach dem letzten Fest."
