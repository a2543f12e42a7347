"""Schemas for editors and the reference for authors follow the models."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from smcheck import resources, yamlio
from smcheck.answers.blank import blank_sheet
from smcheck.bank.lint import lint
from smcheck.bank.load import load
from smcheck.bank.schema import PARTS, bank_schema, reference, sheet_schema

EVERY_TYPE = Path(__file__).parents[1] / "banks" / "every-type"
BANKS = [EVERY_TYPE, *sorted(resources.shipped("questions").iterdir())]
GUIDE = Path(__file__).parents[2] / "docs" / "question-banks.md"
BANK = bank_schema()


def faults(data: Any, schema: Any, root: Any, path: str = "") -> Iterator[str]:
    """Yield where *data* does not meet *schema*; knows the part of JSON Schema that ours use, and refuses the rest."""
    known = {"$schema", "$defs", "title", "description", "default"}
    for key, rule in schema.items():
        if key in known:
            continue
        if key == "$ref":
            yield from faults(data, root["$defs"][rule.removeprefix("#/$defs/")], root, path)
        elif key == "type":
            names = rule if isinstance(rule, list) else [rule]
            if not any(is_a(data, name) for name in names):
                yield f"{path}: {data!r} is no {rule}"
        elif key in ("enum", "const"):
            if data not in (rule if key == "enum" else [rule]):
                yield f"{path}: {data!r} is not {rule}"
        elif key in ("anyOf", "oneOf"):
            fitting = sum(not list(faults(data, each, root)) for each in rule)
            if not fitting or (key == "oneOf" and fitting > 1):
                yield f"{path}: {data!r} fits {fitting} of {key}"
        elif key == "if":
            branch = "else" if list(faults(data, rule, root)) else "then"
            yield from faults(data, schema[branch], root, path)
        elif key == "required":
            yield from (f"{path}: {name} is missing" for name in rule if isinstance(data, dict) and name not in data)
        elif key == "properties":
            for name in rule.keys() & (data.keys() if isinstance(data, dict) else set()):
                yield from faults(data[name], rule[name], root, f"{path}/{name}")
        elif key == "additionalProperties":
            patterns = schema.get("patternProperties", {})
            others = [
                name
                for name in (data if isinstance(data, dict) else ())
                if name not in schema.get("properties", {}) and not any(re.search(each, name) for each in patterns)
            ]
            for name in others:
                if rule is False:
                    yield f"{path}: {name} is too much"
                elif rule is not True:
                    yield from faults(data[name], rule, root, f"{path}/{name}")
        elif key == "patternProperties":
            for pattern, rule_of_pattern in rule.items():
                for name in data if isinstance(data, dict) else ():
                    if re.search(pattern, name):
                        yield from faults(data[name], rule_of_pattern, root, f"{path}/{name}")
        elif key == "propertyNames":
            for name in data if isinstance(data, dict) else ():
                yield from faults(name, rule, root, f"{path}/{name}")
        elif key == "items":
            for number, item in enumerate(data if isinstance(data, list) else ()):
                yield from faults(item, rule, root, f"{path}/{number}")
        elif key in ("minLength", "maxLength", "pattern"):
            if isinstance(data, str) and not meets(data, key, rule):
                yield f"{path}: {data!r} does not meet {key}"
        elif key in ("minimum", "maximum"):
            if is_a(data, "number") and (data < rule if key == "minimum" else data > rule):
                yield f"{path}: {data} is beyond {rule}"
        elif key in ("minItems", "maxItems"):
            if isinstance(data, list) and (len(data) < rule if key == "minItems" else len(data) > rule):
                yield f"{path}: {len(data)} items are beyond {rule}"
        elif key not in ("then", "else"):
            raise AssertionError(f"this keyword is not known here: {key}")


def meets(text: str, key: str, rule: Any) -> bool:
    if key == "pattern":
        return re.search(rule, text) is not None
    return len(text) >= rule if key == "minLength" else len(text) <= rule


def is_a(data: Any, name: str) -> bool:
    if name == "number":
        return isinstance(data, int | float) and not isinstance(data, bool)
    if name == "integer":
        return isinstance(data, int) and not isinstance(data, bool)
    types = {"string": str, "boolean": bool, "array": list, "object": dict, "null": type(None)}
    return isinstance(data, types[name])


def as_an_editor_sees(data: Any) -> Any:
    """Return *data* with the types that YAML gives plain scalars: an editor checks those."""
    if isinstance(data, dict):
        return {key: as_an_editor_sees(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_an_editor_sees(value) for value in data]
    if isinstance(data, str) and re.fullmatch(r"-?\d+(\.\d+)?", data):
        return float(data) if "." in data else int(data)
    return {"true": True, "false": False}.get(data, data) if isinstance(data, str) else data


@pytest.mark.parametrize("folder", BANKS, ids=lambda folder: folder.name)
def test_every_file_of_a_bank_meets_the_schema(folder: Path) -> None:
    for file in folder.rglob("*.yaml"):
        assert list(faults(as_an_editor_sees(yamlio.read_file(file).data), BANK, BANK)) == []


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"questions": [], "id": "a", "title": "A", "colour": 1}, "colour is too much"),
        ({"questions": [{"id": "a", "type": "texx", "text": "A"}], "id": "a", "title": "A"}, "'texx' is not"),
        ({"sections": ["a"], "id": "a"}, "version is missing"),
        ({"values": {"A": "1"}}, "A is too much"),
        ({"dimensions": [{"id": "a"}]}, "levels is missing"),
        ({"dimensions": [{"id": "a", "caps": [{"iff": "x", "max": 1}]}]}, "iff is too much"),
        ({"findings": [{"id": "a", "when": "x"}]}, "when is too much"),
        ({"findings": [{"id": "a", "severity": "riks"}]}, "/findings/0/severity: 'riks' fits 0"),
        ({"portraits": [{"id": "a", "text": "A", "say": "A"}]}, "if is missing"),
    ],
)
def test_a_mistake_does_not_meet_the_schema(data: Any, fault: str) -> None:
    assert any(fault in told for told in faults(data, BANK, BANK))


def test_each_kind_of_file_can_be_picked_from_the_schema() -> None:
    assert {part.__name__ for part in PARTS} <= BANK["$defs"].keys()
    assert json.loads(json.dumps(BANK)) == BANK


def test_every_key_in_the_schema_has_its_description_from_the_models() -> None:
    for part in PARTS:
        properties = BANK["$defs"][part.__name__]["properties"]
        assert list(properties) == part.keys()
        for key, field in zip(part.keys(), part.model_fields.values(), strict=True):
            assert field.description
            assert properties[key]["description"] == field.description


SHEET: dict[str, Any] = {
    "smcheck": 1,
    "bank": {"id": "every-type", "version": "1.2.0"},
    "case": "turnverein",
    "round": "2026-12",
    "date": "2026-12-01",
    "consent": True,
    "respondent": {"role": "boss", "function": "Präsidentin"},
    "mode": "long",
    "language": "de",
    "minutes": 12,
    "answers": {
        "org_name": "Turnverein",
        "org_kind": "club",
        "countries": ["ch", {"choice": "elsewhere", "text": "Italien"}],
        "members": 45,
        "fair_date": "2027-06-01",
        "permitted": "ja",
        "budget": "12'000",
        "channels": ["posters"],
        "stalls": [{"stall_name": "Grill", "stall_kind": "kitchen", "stall_ready": 3, "stall_days": ["fri"]}],
        "duties": {"noise": {"duty_state": "settled", "duty_by": None}, "parking": {"duty_state": "open"}},
        "mood": 4,
    },
    "open": {"purpose": {"status": "unknown", "ask": "Vorstand"}},
    "notes": {"stalls": "nachfragen"},
    "private": ["worries", "stalls.stall_note", "notes.stalls"],
    "waived": {"stall_unowned": "ist vergeben"},
    "accepted": ["money_short"],
}


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ((), None, None),
        (("answers", "org_kind"), "clubb", "fits 0 of oneOf"),
        (("answers", "members"), -1, "-1 is beyond 0"),
        (("answers", "colour"), "red", "colour is too much"),
        (("answers", "stalls"), [{"stall_nam": "x"}], "stall_nam is too much"),
        (("answers", "weather"), {"sun": {}}, "sun is too much"),
        (("answers", "mood"), 5, "fits 0 of oneOf"),
        (("mode",), "medium", "fits 0 of oneOf"),
        (("bank", "id"), "other", "'other' is not"),
        (("open", "members"), {"status": "perhaps"}, "fits 0 of anyOf"),
        (("waived",), {"stall_unownd": "x"}, "'stall_unownd' is not"),
        (("accepted",), ["money"], "'money' is not"),
    ],
)
def test_a_sheet_meets_the_schema_of_its_bank_and_a_mistake_does_not(
    path: tuple[str, ...], value: Any, fault: str | None
) -> None:
    schema = sheet_schema(load(EVERY_TYPE), "de")
    sheet = json.loads(json.dumps(SHEET))
    if path:
        *way, last = path
        here = sheet
        for step in way:
            here = here[step]
        here[last] = value
    told = list(faults(sheet, schema, schema))
    assert any(fault in each for each in told) if fault else told == []


def test_a_sheet_schema_speaks_the_language_that_is_wanted() -> None:
    answers = sheet_schema(load(EVERY_TYPE), "de")["properties"]["answers"]["properties"]
    assert answers["members"]["title"] == "Mitglieder"
    assert "gehören zu Ihrer Organisation" in answers["members"]["description"]
    assert {"const": "club", "title": "Verein"} in answers["org_kind"]["oneOf"]


def test_the_reference_in_the_guide_is_the_current_one() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    before, _, rest = guide.partition("reference() -->\n")
    assert rest.partition("<!-- end of reference -->")[0].strip() == reference().strip()
    assert before


def test_every_key_of_every_part_is_in_the_reference() -> None:
    written = reference()
    for part in PARTS:
        table = written.partition(f"### {part.__name__}: ")[2].partition("\n### ")[0]
        for key, field in zip(part.keys(), part.model_fields.values(), strict=True):
            assert f"| `{key}` |" in table
            assert str(field.description) in table


def test_the_example_in_the_guide_is_a_bank_without_fault(tmp_path: Path) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    for name, text in re.findall(r"^`([\w/.]+)`\n\n```yaml\n(.*?)^```", guide, re.MULTILINE | re.DOTALL):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert lint(tmp_path) == ()
    bank = load(tmp_path)
    assert list(bank.questions) == ["team_name", "team_size", "open_jobs", "mood"]
    assert [len(part) for part in (bank.rules.dimensions, bank.rules.findings, bank.rules.portraits)] == [1, 2, 1]


@pytest.mark.parametrize("folder", BANKS, ids=lambda folder: folder.name)
def test_a_blank_sheet_meets_the_schema_of_its_bank(folder: Path) -> None:
    """What `sheet new` writes is not underlined by an editor."""
    bank = load(folder)
    mode, today = bank.settings.modes[0].id, date(2026, 12, 1)
    text = blank_sheet(bank, mode=mode, role=None, language="de", today=today)
    schema = sheet_schema(bank, "de-DE")
    data = yamlio.read(text.encode(), "blank.yaml").data
    assert list(faults(as_an_editor_sees(data), schema, schema)) == []


@pytest.mark.parametrize("path", sorted((GUIDE.parents[1] / "examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_meet_the_schema_of_their_bank(path: Path) -> None:
    """Whether an editor reads `yes` as a text or as true."""
    schema = sheet_schema(load("social-media"), "en")
    data = as_an_editor_sees(yamlio.read_file(path).data)
    assert list(faults(data, schema, schema)) == []
    for row in data["answers"].get("departments", ()):
        row["dep_asked"] = {"yes": True, "no": False}.get(row["dep_asked"], row["dep_asked"])
    assert list(faults(data, schema, schema)) == []
