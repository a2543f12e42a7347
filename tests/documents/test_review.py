"""The review of two rounds: what was agreed, what has happened, what has changed, and nothing that nobody knows."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from smcheck import yamlio
from smcheck.answers.model import Sheet
from smcheck.answers.read import load_sheet
from smcheck.bank.load import Bank
from smcheck.case import Case, Round, group, rounds
from smcheck.documents.make import left_out, orders
from smcheck.problems import Problems

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
LANGUAGES = ("de", "en")
LINES, WIDTH = 52, 90  # of a page of A4 in a common text size

CULTURE = ("cult_trust", "cult_errors", "cult_internal", "cult_knowledge")

Answers = dict[str, yamlio.Data]
Make = Callable[..., str]


@pytest.fixture
def review(sheet_of: Callable[..., Sheet], social_media: Bank) -> Make:
    """The review of what one conversation in December and one in June brought; parts of the later sheet by keyword."""

    def review(before: Answers, now: Answers, language: str = "de", **parts: yamlio.Data) -> str:
        then = {"round": "2026-12", "date": "2026-12-01", "mode": "full"}
        later = {"round": "2027-06", "date": "2027-06-10", "mode": "follow-up"} | parts
        sheets = [sheet_of(social_media, before, **then), sheet_of(social_media, now, **later)]
        return orders(latest(group(sheets)), ["review"], language=language)[0].text()

    return review


def latest(cases: list[Case]) -> Round:
    return next(one for one in rounds(cases) if one.before)


def part(text: str, heading: str, level: str = "##") -> str:
    """What stands under a heading; nothing where there is none."""
    return text.partition(f"\n{level} {heading}\n")[2].partition("\n## ")[0].partition("\n### ")[0].strip()


def goal(name: str, **cells: yamlio.Data) -> yamlio.Data:
    kind: dict[str, yamlio.Data] = {"goal_text": name, "goal_kind": "awareness", "goal_department": "sales"}
    return kind | {f"goal_{key}": value for key, value in cells.items()}


def step(name: str, **cells: yamlio.Data) -> yamlio.Data:
    return {"m_text": name} | {f"m_{key}": value for key, value in cells.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_fits_on_six_pages(language: str) -> None:
    """Also where nearly everything has changed; what is to be decided stands before the appendix, on four of them."""
    text = orders(latest(group(load_sheet(path) for path in EXAMPLES)), ["review"], language=language)[0].text()
    body = text.partition("\n## Anhang" if language == "de" else "\n## Appendix")[0]
    assert sum(len(textwrap.wrap(line, WIDTH)) or 0.5 for line in text.split("\n")) <= 6 * LINES
    assert sum(len(textwrap.wrap(line, WIDTH)) or 0.5 for line in body.split("\n")) <= 4 * LINES


def test_goals_from_the_start_to_the_target(review: Make) -> None:
    """Each with what it has reached; what was changed, is new or is no longer named stands below."""
    kept = {"metric": "Zahl", "baseline": "5", "target": "10", "due": "2027-05-01"}
    text = review(
        {"goals": [goal("Anfragen", **kept), goal("Alt")]},
        {"goals": [goal("Anfragen", **kept | {"target": "8", "now": "7", "owner": "Anna"}), goal("Neues")]},
    )
    goals = part(text, "Ziele", "###")
    assert "| Anfragen | 5 | 7 | 8 | 01.05.2027 (vorbei) |\n| Neues | **offen** |" in goals
    assert "- **Geändert:** Anfragen (Zielwert: 10 → 8; Verantwortlich: **offen** → Anna)\n" in goals
    assert "- **Neu:** Neues\n- **Nicht mehr genannt:** Alt" in goals


def test_steps_by_what_has_become_of_them(review: Make) -> None:
    before = [step(name) for name in ("Eins", "Zwei", "Drei", "Vier", "Fünf")]
    now = [
        step("Eins", state="done", owner="Anna"),
        step("Zwei", state="moved", reason="Krank", owner="Bert", due="2027-09-01"),
        step("Drei", state="dropped", reason="Zu teuer"),
        step("Vier", state="open"),
        step("Sechs"),
    ]
    assert part(review({"measures": before}, {"measures": now}), "Schritte", "###").split("\n") == [
        "- **Erledigt:** Eins (Anna)",
        "- **Verschoben:** Zwei (Bert, bis 01.09.2027) – Krank",
        "- **Gestrichen:** Drei – Zu teuer",
        "- **Noch offen:** Vier",
        "- **Neu vereinbart:** Sechs",
        "- **Nicht mehr genannt:** Fünf",
    ]


def test_steps_of_findings_that_were_accepted(sheet_of: Callable[..., Sheet], social_media: Bank) -> None:
    """Whether the finding is resolved, persists, or cannot be told."""
    for answer, said in (("all", "ist gelöst."), ("some", "besteht weiter."), (None, "lässt sich heute nicht")):
        parts = {"mode": "full", "accepted": ["second_factor_partly"]}
        before = sheet_of(social_media, {"sec_2fa": "some"}, round="2026-12", **parts)
        now = sheet_of(social_media, {"sec_2fa": answer} if answer else {}, round="2027-06", mode="follow-up")
        text = orders(latest(group([before, now])), ["review"])[0].text()
        assert said in part(text, "Aus Befunden übernommen", "###")


def test_decision_of_then_is_quoted(review: Make) -> None:
    """Beside the one that is needed now; neither is told as an answer that changed."""
    text = review({"next_decision": "Zehn Stunden ab März."}, {"next_decision": "Zwei Kanäle schließen."})
    assert part(text, "Die Entscheidung, die anstand", "###") == "> Zehn Stunden ab März."
    assert "- **Die nötige Entscheidung:** Zwei Kanäle schließen.\n" in text
    assert "Anhang" not in text


def test_profile_has_arrows_for_what_moved(review: Make) -> None:
    same = {"org_goal_rhythm": "2", "meas_level": "2", "meas_rhythm": "yearly"}
    text = review(same | dict.fromkeys(CULTURE, "1"), same | dict.fromkeys(CULTURE, "3"))
    profile = part(text, "Profil damals und heute")
    assert "Offenheit und Vertrauen             ██░░░░░░ 1,0  ██████░░ 3,0  ↑\n" in profile
    assert "Messen und Ziele überprüfen         ████░░░░ 2,0  ████░░░░ 2,0\n" in profile
    assert profile.count("\n- ↑ ") == 1
    assert "Einer von 11 Bereichen ist gestiegen." in text
    fallen = review(dict.fromkeys(CULTURE, "3"), dict.fromkeys(CULTURE, "1"))
    assert "Gesunken ist: Offenheit und Vertrauen." in fallen
    assert "\n- ↓ **Offenheit und Vertrauen:** " in fallen


def test_small_moves_are_none(review: Make) -> None:
    before = dict.fromkeys(CULTURE, "2")
    text = review(before, before | {"cult_trust": "3"})
    assert "Kein Bereich ist um eine halbe Stufe oder mehr gestiegen oder gesunken." in text
    assert "↑" not in text


def test_findings_by_what_has_become_of_them(review: Make) -> None:
    """A message for each; what to do only where there is still something to be done."""
    before = {"sec_2fa": "some", "sec_leavers": "none", "sec_incident": "none", "now_reviews": "read"}
    text = review(before, {"sec_2fa": "all", "sec_leavers": "none", "res_tradeoff": "nothing", "now_reviews": "yes"})
    assert "Nur ein Teil der Konten hat einen zweiten Faktor." in part(text, "Gelöst", "###")
    assert "Reihenfolge:" not in text
    assert "Wer geht, behält womöglich Zugang. " in part(text, "Besteht weiter", "###")
    assert "Wird ein Konto übernommen" in part(text, "Heute nicht zu beurteilen, weil Antworten fehlen", "###")


def test_answers_with_old_and_new_wording(review: Make) -> None:
    """Figures and choices on one line, ratings with their level, what was written in full."""
    text = part(
        review(
            {"org_headcount": "45", "cult_trust": "1", "cult_concerns": "Zu laut", "org_purpose": "Wärme für alle"},
            {"org_headcount": "47", "cult_trust": "3", "cult_concerns": "Zu leise", "org_purpose": "Wärme für alle"},
        ),
        "Anhang: Antworten, die sich geändert haben",
    )
    assert "- **Beschäftigte:** 45 → 47\n" in text
    assert "- **Vertrauen:** 1 – Vorsicht, alles wird geprüft → 3 – Vertrauen mit klarem Rahmen\n" in text
    assert "- **Bedenken**\n  - Damals: Zu laut\n  - Heute: Zu leise" in text
    assert "Wärme" not in text


def test_rows_that_changed(review: Make) -> None:
    """New and missing ones by name, the others with what was there and is another; a cell left blank says nothing."""
    before = {"people": [{"p_name": "Anna", "p_hours": "6"}, {"p_name": "Bert", "p_hours": "2"}, {"p_name": "Eva"}]}
    now = {"people": [{"p_name": "Anna", "p_hours": "8"}, {"p_name": "Cem"}, {"p_name": "Eva", "p_hours": "1"}]}
    text = review(before, now)
    lines = text.partition("- **Mitwirkende:**\n")[2].rstrip("\n").split("\n")
    assert lines == ["  - Neu: Cem", "  - Nicht mehr genannt: Bert", "  - Anna (Stunden pro Woche: 6 → 8)"]


def test_rows_of_a_table_are_found_again(review: Make) -> None:
    """Fixed ones and those of one's own, in whatever order they are filled in."""
    text = review(
        {"competences": {"c_law": {"comp_need": "1"}, "Drohnen": {"comp_need": "0"}}},
        {"competences": {"Drohnen": {"comp_need": "2"}, "c_law": {"comp_need": "3"}}},
    )
    assert "  - Rechtliches Grundwissen (Bedarf: Grundkenntnisse → selbstständig)\n" in text
    assert "  - Drohnen (Bedarf: gar nicht → sicher unter Anleitung)\n" in text


def test_rows_with_the_same_change_stand_together(review: Make) -> None:
    topics = ("t_ai", "t_tone")
    before, now = ({"guide_topics": {id_: {"gt_status": state} for id_ in topics}} for state in ("open", "settled"))
    text = review(before, now)
    assert "Kommentare; Einsatz von KI (Stand: offen → geklärt)" in text


def test_unknowns_that_are_settled_and_those_that_are_not(sheet_of: Callable[..., Sheet], social_media: Bank) -> None:
    unknown: yamlio.Data = {one: {"status": "unknown"} for one in ("org_headcount", "cult_trust")}
    before = sheet_of(social_media, {}, round="2026-12", mode="full", open=unknown)
    still: yamlio.Data = {"cult_trust": {"status": "unknown"}}
    now = sheet_of(social_media, {"org_headcount": "12"}, round="2027-06", mode="follow-up", open=still)
    text = orders(latest(group([before, now])), ["review"])[0].text()
    assert "Eine Frage von damals ist geklärt." in text
    assert part(text, "Was damals offen war") == "- **Beschäftigte:** 12\n\nWeiter offen ist: Vertrauen."


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        ("18", "18", "Monat 7 von 18."),
        ("18", "24", "Monat 7 von 18. Heute ist an 24 Monate gedacht."),
        ("6", None, "Monat 7; gedacht war an 6."),
        ("1", "1", "Monat 7; gedacht war an einen."),
        (None, "9", "Seit der früheren Runde läuft der 7. Monat."),
    ],
)
def test_patience_clock(review: Make, then: str | None, now: str | None, said: str) -> None:
    text = review({"cult_patience": then} if then else {}, {"cult_patience": now} if now else {})
    assert f"- **Zeit und Geduld:** {said}\n" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_questions_are_asked_whatever_is_known(review: Make, language: str) -> None:
    """And nothing else that would need an answer; an empty case has no empty table."""
    text = review({}, {}, language)
    asked = ("Was behalten wir bei?", "Was ändern wir?", "Was beenden wir?")
    assert all(f". **{one}**\n" in text for one in asked) or language == "en"
    assert "|" not in text
    assert "None" not in text


def test_channels_that_end_are_named(review: Make) -> None:
    channels: yamlio.Data = [{"ch_platform": "blog", "ch_state": "stop"}]
    text = review({}, {"channels": channels, "meas_stop": "Nichts kommt mehr"})
    assert "3. **Was beenden wir?** Dieser Kanal soll enden: Blog. Das Zeichen dafür" in text
    assert "„Nichts kommt mehr“" in text


def test_what_is_off_the_record_stays_there(review: Make) -> None:
    """In both rounds, for both of them."""
    text = review({"cult_concerns": "Geheim alt"}, {"cult_concerns": "Geheim neu"}, private=["cult_concerns"])
    assert "Geheim" not in text


# Which rounds it is made of


def test_one_round_is_not_enough(case_of: Callable[..., Case], social_media: Bank) -> None:
    """Asked for by name it is an error; of all documents it is left out, with a hint."""
    case = case_of(social_media, {}, mode="full")
    with pytest.raises(Problems) as wrong:
        orders(case, ["review"])
    assert [problem.code for problem in wrong.value.problems] == ["documents.one_round"]
    assert "review" not in [order.document for order in orders(case, ["all"])]
    alone = Round(case, None, latest=True)
    assert [problem.level for problem in left_out(alone, ["all"])] == ["hint"]
    assert left_out(alone, ["brief"]) == []


def test_an_earlier_round_has_no_review_of_its_own(sheet_of: Callable[..., Sheet], social_media: Bank) -> None:
    sheets = [sheet_of(social_media, {}, round=f"2027-0{month}", mode="full") for month in (1, 2, 3)]
    made = [[order.document for order in orders(one, ["review"])] for one in rounds(group(sheets))]
    assert made == [[], [], ["review"]]
