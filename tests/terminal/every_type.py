"""Sheets of the test bank that has every type, answered as far as a test wants."""

from collections.abc import Collection
from pathlib import Path

from smcheck import yamlio

BANK = Path(__file__).parents[1] / "banks" / "every-type"
ANSWERS = {
    "org_name": "Turnverein Altdorf",
    "org_kind": "club",
    "countries": ["de", "at"],
    "members": "45",
    "fair_date": "2027-06-30",
    "permitted": "yes",
    "purpose": "Damit neue Nachbarn uns kennenlernen.",
    "worries": "keine",
    "budget": "12000",
    "own_share": "40",
    "weekly_hours": "7.5",
    "litres": "0.75",
    "channels": ["posters", "letters"],
    "stalls": [
        {
            "stall_name": "Grill",
            "stall_kind": "kitchen",
            "stall_owner": "nobody",
            "stall_hours": "8",
            "stall_cost": "300",
        }
    ],
    "shifts": [{"shift_area": "bar", "shift_stall": "Grill", "shift_people": "3"}],
    "best_channel": "posters",
    "duties": {
        "noise": {"duty_state": "settled", "duty_by": "Ordnungsamt"},
        "minutes_taken": {"duty_state": "open"},
    },
    "weather": {"rain": {"weather_plan": "Zelt", "weather_ready": "2"}, "storm": {"weather_plan": "absagen"}},
    "mood": "3",
    "motives": ["fun", "people"],
}
"""Every question of the bank with an answer, in the order they are asked."""


def write_sheet(
    path: Path,
    *,
    without: Collection[str] = (),
    upto: str | None = None,
    mode: str = "short",
    language: str = "de",
    version: str = "1.2.0",
    **more: yamlio.Data,
) -> Path:
    """Write a sheet with every answer but those of *without*; those before *upto* alone if it is given."""
    ids = list(ANSWERS)
    ids = ids[: ids.index(upto)] if upto else ids
    head: dict[str, yamlio.Data] = {
        "smcheck": "1",
        "bank": {"id": "every-type", "version": version},
        "case": path.name.split(".")[0],
        "round": "2026-12",
        "date": "2026-12-01",
        "consent": "yes",
        "mode": mode,
        "language": language,
        "minutes": "7",
        "answers": {id_: ANSWERS[id_] for id_ in ids if id_ not in without},
    }
    path.write_text(yamlio.dump({**head, **more}), encoding="utf-8")
    return path


def entry(path: Path, *keys: str | int) -> yamlio.Data:
    """Return what stands in the sheet at *keys*; None where nothing does."""
    data = yamlio.read_file(path).data
    for key in keys:
        try:
            data = data[key]  # type: ignore[call-overload,index]
        except (KeyError, IndexError, TypeError):
            return None
    return data
