"""Which cases there are, before anything is made of them."""

from pathlib import Path

from many_cases import Many, write_sheet

from smcheck.batch.plan import Plan


def test_each_case_in_each_round_once_and_in_order(many: Many) -> None:
    """The latest of several rounds has the sheets of the one before it."""
    many(2)
    write_sheet(Path("sheets/z.yaml"), case="case-000", round="2025-12")
    write_sheet(Path("sheets/y.yaml"), case="case-000", round="2027-12")
    write_sheet(Path("sheets/x.yaml"), case="case-000", round="2027-12")
    plan = Plan([Path("sheets")])
    assert (plan.sheets, plan.cases, plan.language) == (5, 4, "de")
    found = [
        (job.key.case, job.key.round, len(job.sheets), [source.file for source in job.before], job.latest)
        for job in plan.jobs()
    ]
    assert found == [
        ("case-000", "2025-12", 1, [], False),
        ("case-000", "2026-12", 1, [], False),
        ("case-000", "2027-12", 2, [str(Path("sheets/case-000.yaml"))], True),
        ("case-001", "2026-12", 1, [], True),
    ]


def test_a_file_that_several_paths_lead_to_counts_once(many: Many) -> None:
    """A folder, the sheet itself, and a link to it."""
    (sheet,) = many(1)
    (sheet.parent / "link.yaml").symlink_to(sheet.name)
    (job,) = Plan([Path("sheets"), sheet, Path("sheets") / ".." / sheet]).jobs()
    assert len(job.sheets) == 1


def test_a_sheet_with_a_readable_head_belongs_to_its_case(many: Many) -> None:
    """However broken what stands below: it is its case that fails, and no part of it is left out."""
    first, second = many(2)
    write_sheet(second, case="case-000")
    second.write_text(second.read_text().replace("answers:", "answers: ["))
    plan = Plan([Path("sheets")])
    (job,) = plan.jobs()
    assert plan.problems == []
    assert [source.file for source in job.sheets] == [str(first), str(second)]


def test_a_sheet_without_a_readable_head_is_of_no_case(many: Many) -> None:
    """It is told with its place, in the language it asks for; all others are cases."""
    first, _ = many(2)
    first.write_text(first.read_text().replace("case: case-000", "case: Case Null"))
    plan = Plan([Path("sheets")])
    ((problem, locale),) = plan.problems
    assert (problem.code, problem.file, problem.line, locale) == ("answers.bad_name_near", str(first), 3, "de-CH")
    assert plan.cases == 1


def test_one_name_of_two_banks_is_one_case_too_many(many: Many) -> None:
    """The second one is a job that fails."""
    (sheet,) = many(1)
    text = sheet.read_text().replace("social-media", "goal-check").partition("answers:")[0]
    other = sheet.parent / "other.yaml"
    other.write_text(text.replace("mode: quick", "mode: talk"))
    one, two = Plan([Path("sheets")]).jobs()
    assert (one.problems, one.key.bank) == ((), "goal-check")
    assert [problem.code for problem in two.problems] == ["documents.same_file"]


def test_what_lies_beside_is_looked_for_only_beside_sheets_that_were_named(many: Many) -> None:
    """Sheets of the same case and round, that were not named as well."""
    first, second = many(2)
    write_sheet(second, case="case-000")
    assert Plan([first]).beside() == {next(Plan([first]).jobs()).key: (second.resolve(),)}
    assert Plan([first, second]).beside() == {}
    assert Plan([Path("sheets")]).beside() == {}


def test_a_file_that_goes_away_fails_its_case(many: Many) -> None:
    """Between the look at its head and the reading."""
    first, _ = many(2)
    plan = Plan([Path("sheets")])
    first.unlink()
    one, two = plan.jobs()
    assert [problem.code for problem in one.problems] == ["yaml.missing_file"]
    assert two.problems == ()
