"""Sheets of the test bank that is asked again a year later."""

from pathlib import Path

from smcheck import yamlio

BANK = Path(__file__).parent / "banks" / "next-year"
ANSWERS: dict[str, yamlio.Data] = {
    "spirit": "1",
    "org_name": "Chor Altdorf",
    "org_kind": "club",
    "countries": ["ch"],
    "fee": "120",
    "aim_source": {"choice": "written", "text": "Satzung"},
    "aims": [{"aim": "Mehr Tenöre", "aim_due": "2027-12-31"}, {"aim": "Ein Konzert", "aim_due": None}],
    "backing": {"choice": "named", "text": "Präsidentin"},
    "worries": "Der Nachwuchs fehlt.",
    "people": [{"p_name": "Dirigentin", "p_hours": "6"}, {"p_name": "Kassier", "p_hours": "1"}],
    "duties": {
        "notes": {"d_do": ["Dirigentin"], "d_decide": "boss"},
        "stage": {"d_do": ["Bert"], "d_decide": "Kassier"},
    },
    "keeper": "Kassier",
    "todo": [{"s_text": "Flyer drucken", "s_owner": "Kassier"}, {"s_text": "Raum suchen", "s_owner": None}],
    "hope": "2",
}
"""What the board of a choir said in December 2026; how many members there are nobody knew."""
OPEN: dict[str, yamlio.Data] = {"members": {"status": "unknown", "ask": "Kassier"}}


def write_sheet(
    folder: Path,
    *,
    round_: str = "2026-12",
    role: str = "boss",
    mode: str = "full",
    answers: dict[str, yamlio.Data] | None = None,
    name: str | None = None,
    **more: yamlio.Data,
) -> Path:
    """Write what the choir said; *more* are further entries of the sheet, or others than usual."""
    sheet: dict[str, yamlio.Data] = {
        "smcheck": "1",
        "bank": {"id": "next-year", "version": "1.0.0"},
        "case": "chor",
        "round": round_,
        "date": f"{round_}-01",
        "consent": "yes",
        "respondent": {"role": role, "function": "Vorsitz"},
        "consultant": {"name": "Vera"},
        "mode": mode,
        "language": "de",
        "answers": {**ANSWERS} if answers is None else answers,
        "open": OPEN if answers is None else {},
    }
    path = folder / (name or f"chor.{round_}.{role}.yaml")
    path.write_text(yamlio.dump({**sheet, **more}), encoding="utf-8")
    return path
