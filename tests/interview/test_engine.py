"""The interview as a state: moving about, answering, leaving open, and what a change makes doubtful."""

THREE = """
    - {id: one, type: integer, text: One, min: 0, max: 9}
    - {id: two, type: text, required: true, text: Two, min: 2}
    - {id: three, type: confirm, text: Three}
"""
CHAIN = """
    - {id: kind, type: single, required: true, text: Kind, choices: [{id: a, text: A}, {id: b, text: B}]}
    - {id: only_a, type: text, text: Only A, when: kind == 'a'}
    - {id: size, type: integer, text: Size}
    - {id: part, type: integer, text: Part, check: [{unless: it <= size, level: warning, say: More than the whole.}]}
    - {id: last, type: text, text: Last}
"""


def test_questions_come_in_the_order_of_the_bank(small, desk):
    d = desk(small(THREE))
    places = []
    for answer in ("Name", "3", "two", True):
        places.append(d.place)
        d.answer(answer)
    assert places == ["name", "one", "two", "three"]
    assert d.place is None


def test_every_answer_is_on_disk_when_the_next_is_asked(small, desk):
    d = desk(small(THREE))
    d.answer("Name")
    assert d.data["answers"] == {"name": "Name"}
    d.answer("7")
    assert d.data["answers"] == {"name": "Name", "one": "7"}


def test_a_refused_answer_changes_nothing_and_says_why(small, desk):
    d = desk(small(THREE))
    d.answer("Name")
    outcome = d.interview.answer("11")
    assert "9" in outcome.refused
    assert outcome.edits == ()
    assert d.place == "one"


def test_empty_is_blank_on_an_optional_question(small, desk):
    d = desk(small(THREE))
    d.answer("Name", "")
    assert d.data["answers"] == {"name": "Name", "one": None}
    assert d.interview.status("one") == "blank"
    assert d.place == "two"


def test_empty_on_a_required_question_asks_to_answer_or_skip(small, desk):
    d = desk(small(THREE))
    assert "skip" in d.interview.answer("   ").refused
    assert d.place == "name"


def test_required_never_blocks_going_on(small, desk):
    d = desk(small(THREE))
    d.do(d.interview.skip("later"))
    assert d.place == "one"
    assert d.data["open"] == {"name": {"status": "later"}}


def test_back_offers_the_question_before_with_its_answer(small, desk):
    d = desk(small(THREE))
    d.answer("Name", "3")
    assert d.interview.back()
    assert d.place == "one"
    assert d.interview.answers["one"] == 3


def test_back_at_the_first_question_stays_there(small, desk):
    d = desk(small(THREE))
    assert not d.interview.back()
    assert d.place == "name"


def test_going_on_after_a_step_back_passes_what_is_settled(small, desk):
    d = desk(small(THREE))
    d.answer("Name", "3")
    d.interview.back()
    d.interview.back()
    d.answer("Other")
    assert d.place == "two"


def test_after_a_jump_what_was_passed_over_comes_later(small, desk):
    d = desk(small(THREE))
    d.answer("Name")
    d.interview.jump("three")
    d.answer(True)
    assert d.place == "one"


def test_what_is_put_off_is_not_asked_again_until_it_is_taken_up(small, desk):
    d = desk(small(THREE))
    d.do(d.interview.skip("later"))
    d.answer("1", "two", False)
    assert d.place is None
    assert d.interview.put_off() == ("name",)
    d.interview.take_up(d.interview.put_off())
    assert d.place == "name"
    d.do(d.interview.skip("later"))
    assert d.place is None


def test_an_open_point_says_who_might_know(small, desk):
    d = desk(small(THREE))
    d.do(d.interview.skip("unknown"))
    d.do(d.interview.explain("name", ask="HR"))
    assert d.data["open"] == {"name": {"status": "unknown", "ask": "HR"}}


def test_an_answer_takes_the_place_of_an_open_point(small, desk):
    d = desk(small(THREE))
    d.do(d.interview.skip("na"))
    d.interview.back()
    d.answer("Name")
    assert d.data["answers"] == {"name": "Name"}
    assert not d.data.get("open")


def test_not_known_takes_the_place_of_an_answer(small, desk):
    d = desk(small(THREE))
    d.answer("Name")
    d.interview.back()
    d.do(d.interview.skip("unknown"))
    assert not d.data["answers"]
    assert d.data["open"] == {"name": {"status": "unknown"}}


def test_later_keeps_an_answer_and_marks_it_to_be_confirmed(small, desk):
    d = desk(small(THREE))
    d.answer("Name")
    d.interview.back()
    d.do(d.interview.skip("later"))
    assert d.data["answers"] == {"name": "Name"}
    assert d.data["open"] == {"name": {"status": "confirm"}}
    assert d.place == "one"


def test_an_interview_goes_on_where_it_stopped(small, desk, again):
    d = desk(small(THREE))
    d.answer("Name", "3")
    assert again(d).place == "two"


def test_conditions_are_worked_out_at_every_step(small, desk):
    d = desk(small(CHAIN))
    d.answer("Name", "b")
    assert d.place == "size"
    d.interview.back()
    d.answer("a")
    assert d.place == "only_a"


def test_a_hidden_answer_stays_in_the_file_and_comes_back_to_be_confirmed(small, desk):
    d = desk(small(CHAIN))
    d.answer("Name", "a", "words")
    d.interview.jump("kind")
    d.answer("b")
    assert "only_a" not in d.interview.asked()
    assert d.data["answers"]["only_a"] == "words"
    d.interview.jump("kind")
    outcome = d.answer("a")
    assert d.place == "only_a"
    assert d.interview.status("only_a") == "confirm"
    assert outcome.said[0][0] == "note"
    d.answer("words")
    assert d.interview.status("only_a") == "answered"


def test_a_changed_answer_puts_those_up_whose_checks_read_it(small, desk):
    d = desk(small(CHAIN))
    d.answer("Name", "b", "10", "5", "end")
    assert d.place is None
    d.interview.jump("size")
    d.answer("4")
    assert d.place == "part"
    assert d.interview.status("part") == "confirm"
    assert d.data["open"] == {"part": {"status": "confirm"}}


def test_the_same_answer_once_more_makes_nothing_doubtful(small, desk):
    d = desk(small(CHAIN))
    d.answer("Name", "b", "10", "5", "end")
    d.interview.jump("size")
    d.answer("10")
    assert d.place is None


def test_a_first_answer_makes_nothing_doubtful_that_still_holds(small, desk):
    d = desk(small(CHAIN))
    d.answer("Name", "b")
    d.interview.jump("part")
    d.answer("5")
    d.interview.jump("size")
    d.answer("10")
    assert d.interview.status("part") == "answered"


def test_a_first_answer_puts_up_what_no_longer_holds(small, desk):
    d = desk(small(CHAIN))
    d.answer("Name", "b")
    d.interview.jump("part")
    d.answer("5")
    d.interview.jump("size")
    d.answer("3")
    assert d.interview.status("part") == "confirm"


def test_warnings_are_said_and_the_value_is_kept(small, desk):
    d = desk(small(CHAIN))
    d.answer("Name", "b", "3")
    outcome = d.answer("5")
    assert outcome.said == (("warning", "More than the whole."),)
    assert d.data["answers"]["part"] == "5"


def test_a_note_belongs_to_the_question_and_goes_when_it_is_emptied(small, desk):
    d = desk(small(THREE))
    d.do(d.interview.note("Remember\nthis"))
    assert d.data["notes"] == {"name": "Remember\nthis"}
    d.do(d.interview.note("  "))
    assert not d.data.get("notes")


def test_only_texts_can_be_off_the_record(small, desk):
    d = desk(small(THREE))
    assert d.interview.private_key() == "name"
    d.do(d.interview.toggle_private("name"))
    assert d.data["private"] == ["name"]
    d.do(d.interview.toggle_private("name"))
    assert not d.data.get("private")
    d.answer("Name")
    assert d.interview.private_key() is None


def test_the_bank_proposes_what_is_off_the_record_and_the_sheet_decides(small, desk):
    """What the bank marks is private until the consultant says otherwise; from then on the sheet's own list holds."""
    d = desk(small("- {id: worry, type: text, text: Worry, private: true}"))
    d.answer("Name")
    assert d.interview.is_private("worry")
    d.do(d.interview.toggle_private("worry"))
    assert not d.interview.is_private("worry")
    assert d.data["private"] == []
    again = type(d)(d.file)
    assert not again.interview.is_private("worry")
    d.do(d.interview.toggle_private("worry"))
    assert d.data["private"] == ["worry"]


def test_progress_counts_what_is_asked_now(small, desk):
    d = desk(small(CHAIN))
    d.answer("Name")
    assert (d.interview.progress().number, d.interview.progress().total) == (2, 6)
    d.answer("b")
    assert (d.interview.progress().number, d.interview.progress().total) == (3, 5)


def test_minutes_left_shrink_to_nothing(small, desk):
    d = desk(small(THREE))
    left = [d.interview.progress().left]
    for answer in ("Name", "3", "two", True):
        d.answer(answer)
        left.append(d.interview.progress().left)
    assert left == sorted(left, reverse=True)
    assert (left[0], left[-1]) == (10, 0)


def test_a_section_alone_is_gone_through_even_if_it_is_settled(every_type, desk):
    d = desk(every_type, only="feeling")
    assert d.place == "mood"
    assert {every_type.section_of[id_].id for id_ in d.interview.asked()} == {"feeling"}
    d.answer("3", ("fun",))
    while d.place:
        d.answer("word")
    again = type(d)(d.file, only="feeling")
    assert again.place == "mood"


def test_control_signs_never_reach_the_sheet(small, desk):
    d = desk(small(THREE))
    d.answer("A\x1b[31m\x00B\nC")
    assert d.data["answers"]["name"] == "A[31mB C"


def test_an_endless_text_is_refused(small, desk):
    d = desk(small(THREE))
    assert d.interview.answer("x" * 100_000).refused


def test_an_answer_in_the_file_that_does_not_fit_is_put_again(small, desk, again):
    d = desk(small(THREE))
    d.answer("Name", "3", "two", True)
    text = d.file.path.read_text(encoding="utf-8").replace("one: 3", "one: 33")
    d.file.path.write_text(text, encoding="utf-8")
    e = again(d)
    assert e.place == "one"
    assert e.interview.drafts[e.interview.place] == "33"
    assert "9" in e.interview.wrong["one"]


def test_rows_in_the_file_that_cannot_be_read_are_not_overwritten(small, desk, again):
    d = desk(small("- {id: rows, type: group, text: Rows, columns: [{id: a, type: integer, text: A}]}"))
    d.file.path.write_text(
        d.file.path.read_text(encoding="utf-8") + "answers:\n  name: N\n  rows: [{a: many}]\n", encoding="utf-8"
    )
    assert again(d).interview.unreadable == ["rows"]
