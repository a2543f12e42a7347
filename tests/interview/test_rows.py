"""Groups and tables: rows cell by cell, their menu, their names and who refers to them."""

import pytest

from smcheck.interview import present
from smcheck.interview.asker import Kind

GOALS = """
    - id: goals
      type: group
      text: Goals
      min: 0
      max: 3
      columns:
        - {id: goal, type: text, required: true, text: Goal}
        - {id: kind, type: single, text: Kind, choices: [{id: own, text: Own, asks: Whose?}, {id: none, text: None}]}
        - {id: due, type: date, text: Due, when: kind == 'own'}
    - id: channels
      type: group
      text: Channels
      row_name: label
      row_name_else: platform
      columns:
        - {id: label, type: text, text: Label}
        - id: platform
          type: single
          text: Platform
          choices: [{id: web, text: Web}, {id: post, text: {de: Brief, en: Post}}]
        - {id: serves, type: multi, text: Serves, choices_from: goals}
    - {id: best, type: single, text: Best, choices_from: goals}
    - id: any_own
      type: text
      text: Any own
      when: any(g.kind == 'own' for g in goals)
"""
TABLE = """
    - {id: strict, type: confirm, text: Strict}
    - id: rules
      type: table
      text: Rules
      own_rows: true
      rows: [{id: noise, text: Noise}, {id: smoke, text: Smoke, when: strict}, {id: dogs, text: Dogs}]
      columns:
        - id: state
          type: single
          required: true
          text: State
          choices: [{id: good, text: Good}, {id: open, text: Open}]
        - {id: by, type: text, text: By whom, when: state == 'good'}
    - {id: last, type: text, text: Last}
"""


@pytest.fixture
def goals(small, desk):
    """Return an interview at the menu of its first group."""
    d = desk(small(GOALS))
    d.answer("Name")
    return d


def add(d, *answers):
    d.do(d.interview.add())
    d.answer(*answers)


def test_a_group_begins_with_its_menu(goals):
    assert goals.place == "goals"
    assert goals.interview.menu() == ("add", "none")


def test_cells_come_one_after_another_and_the_row_ends_in_the_menu(goals):
    goals.do(goals.interview.add())
    places = []
    for answer in ("Grow", "own", "ours", "2027-12-31"):
        places.append(goals.place)
        goals.answer(answer)
    assert places == ["goals[1].goal", "goals[1].kind", "goals[1].kind=own", "goals[1].due"]
    assert goals.place == "goals"
    assert goals.data["answers"]["goals"] == [
        {"goal": "Grow", "kind": {"choice": "own", "text": "ours"}, "due": "2027-12-31"}
    ]


def test_a_half_filled_row_is_on_disk_and_is_where_one_goes_on(goals, again):
    add(goals, "Grow")
    assert goals.data["answers"]["goals"] == [{"goal": "Grow"}]
    e = again(goals)
    assert e.place == "goals"
    assert e.interview.menu()[0] == "gaps"
    e.interview.fill_gaps()
    assert e.place == "goals[1].kind"


def test_a_column_that_a_cell_rules_out_is_not_asked(goals):
    add(goals, "Grow", "none")
    assert goals.place == "goals"


def test_none_is_an_answer(goals):
    goals.do(goals.interview.done())
    assert goals.data["answers"]["goals"] == []
    assert goals.interview.status("goals") == "answered"
    assert goals.place == "channels"


def test_a_group_that_needs_a_row_cannot_have_none(small, desk):
    d = desk(small(GOALS.replace("min: 0", "min: 1")))
    d.answer("Name")
    assert d.interview.menu() == ("add",)


def test_the_list_is_settled_when_its_end_is_said(goals, again):
    add(goals, "Grow", "none")
    assert goals.data["open"] == {"goals": {"status": "confirm"}}
    assert again(goals).place == "goals"
    goals.do(goals.interview.done())
    assert not goals.data["open"]
    assert again(goals).place == "channels"


def test_no_more_rows_than_the_bank_allows(goals):
    for name in ("A", "B", "C"):
        add(goals, name, "none")
    assert "add" not in goals.interview.menu()


def test_back_from_the_first_cell_leads_to_the_menu_and_keeps_what_was_typed(goals):
    goals.do(goals.interview.add())
    goals.interview.drafts[goals.interview.place] = "Half a go"
    assert goals.interview.back()
    assert goals.place == "goals"
    goals.do(goals.interview.add())
    assert present.prompt(goals.interview, minutes=0).default == "Half a go"


def test_back_goes_from_cell_to_cell_and_from_the_menu_to_the_question_before(goals):
    add(goals, "Grow")
    goals.interview.back()
    assert goals.place == "goals[1].goal"
    goals.interview.back()
    assert goals.place == "goals"
    goals.interview.back()
    assert goals.place == "name"


def test_back_from_a_filled_in_text_leads_to_its_choice(goals):
    add(goals, "Grow", "own")
    assert goals.place == "goals[1].kind=own"
    goals.interview.back()
    assert goals.place == "goals[1].kind"


def test_picking_the_same_choice_again_keeps_its_text(goals):
    add(goals, "Grow", "own", "ours", "2027-12-31")
    goals.interview.change(0, "kind")
    goals.answer("own")
    assert present.prompt(goals.interview, minutes=0).default == "ours"
    assert goals.data["answers"]["goals"][0]["kind"] == {"choice": "own", "text": "ours"}


def test_changing_one_cell_asks_what_it_opens_and_returns_to_the_menu(goals):
    add(goals, "Grow", "none")
    goals.interview.change(0, "kind")
    goals.answer("own", "ours")
    assert goals.place == "goals[1].due"
    goals.answer("2027-12-31")
    assert goals.place == "goals"


def test_skipping_a_cell_leaves_it_blank(goals):
    goals.do(goals.interview.add())
    goals.do(goals.interview.skip_cell())
    goals.answer("none")
    assert goals.data["answers"]["goals"] == [{"goal": None, "kind": "none"}]


def test_skipping_a_cell_that_says_something_keeps_it(goals):
    add(goals, "Grow", "none")
    goals.interview.change(0)
    goals.do(goals.interview.skip_cell())
    assert goals.data["answers"]["goals"][0]["goal"] == "Grow"


def test_a_row_that_says_nothing_goes(goals):
    goals.do(goals.interview.add())
    goals.do(goals.interview.skip_cell())
    goals.do(goals.interview.skip_cell())
    goals.do(goals.interview.skip_cell())
    assert goals.data["answers"]["goals"] == []


def test_a_name_twice_asks_for_a_word_that_tells_them_apart(goals):
    add(goals, "Grow", "none")
    goals.do(goals.interview.add())
    assert "GROW ".strip() in goals.interview.answer(" GROW ").refused
    goals.answer("Grow more")


def test_a_choice_that_names_two_rows_gets_a_number(goals):
    goals.do(goals.interview.done())
    add(goals, "", "web", "")
    goals.do(goals.interview.add())
    goals.answer("")
    outcome = goals.answer("web")
    assert outcome.said[0][0] == "hint"
    assert goals.data["answers"]["channels"][1] == {"label": "Web 2", "platform": "web"}


def test_a_name_that_a_choice_has_in_another_language_is_taken_too(goals):
    """Else the interview could not go on in that language."""
    goals.do(goals.interview.done())
    add(goals, "", "post", "")
    goals.do(goals.interview.add())
    assert "brief" in goals.interview.answer("brief").refused
    goals.answer("Letter")


def test_references_follow_a_row_to_its_new_name(goals):
    add(goals, "Grow", "none")
    goals.do(goals.interview.done())
    add(goals, "Site", "web", ("Grow",))
    goals.do(goals.interview.done())
    goals.answer("Grow")
    goals.interview.jump("goals")
    goals.interview.change(0, "goal")
    goals.answer("Flourish")
    assert goals.data["answers"]["channels"][0]["serves"] == ["Flourish"]
    assert goals.data["answers"]["best"] == "Flourish"


def test_deleting_a_row_drops_its_references_and_puts_them_up_again(goals):
    add(goals, "Grow", "none")
    add(goals, "Stay", "none")
    goals.do(goals.interview.done())
    add(goals, "Site", "web", ("Grow", "Stay"))
    goals.do(goals.interview.done())
    goals.answer("Grow")
    goals.interview.jump("goals")
    goals.do(goals.interview.delete(0))
    assert [row["goal"] for row in goals.data["answers"]["goals"]] == ["Stay"]
    assert goals.data["answers"]["channels"][0]["serves"] == ["Stay"]
    assert goals.data["answers"]["best"] is None
    assert goals.interview.status("channels") == "confirm"


def test_another_order_is_saved_and_makes_nothing_doubtful(goals):
    add(goals, "A", "own", "", "")
    add(goals, "B", "none")
    goals.do(goals.interview.done())
    goals.do(goals.interview.done())
    goals.answer("A", "yes")
    goals.interview.jump("goals")
    outcome = goals.do(goals.interview.reorder([1, 0]))
    assert [row["goal"] for row in goals.data["answers"]["goals"]] == ["B", "A"]
    assert outcome.said == ()
    assert goals.interview.status("best") == "answered"


def test_rows_can_be_chosen_only_if_there_are_any(goals):
    goals.do(goals.interview.done())
    goals.do(goals.interview.done())
    assert goals.place == "best"
    prompt = present.prompt(goals.interview, minutes=0)
    assert prompt.kind is Kind.MENU
    assert [option.id for option in prompt.options] == [present.GO_THERE, present.LEAVE_OPEN]


def test_only_rows_that_exist_can_be_chosen(goals):
    add(goals, "A", "none")
    goals.do(goals.interview.done())
    goals.do(goals.interview.done())
    assert goals.interview.answer("B").refused


def test_a_changed_cell_puts_up_what_reads_its_column_only(goals):
    add(goals, "A", "own", "", "")
    goals.do(goals.interview.done())
    goals.do(goals.interview.done())
    goals.answer("A", "words")
    assert goals.place is None
    goals.interview.jump("goals")
    goals.interview.change(0, "due")
    goals.answer("2028-01-01")
    assert goals.interview.status("any_own") == "answered"
    goals.interview.change(0, "kind")
    goals.answer("none")
    assert "any_own" not in goals.interview.asked()
    assert goals.data["answers"]["any_own"] == "words"


def test_a_group_begins_with_the_rows_its_type_usually_has(every_type, desk):
    d = desk(every_type)
    d.answer("Name", "club")
    d.interview.jump("shifts")
    assert d.interview.menu()[:2] == ("preset", "add")
    d.do(d.interview.preset())
    assert [row["shift_area"] for row in d.data["answers"]["shifts"]] == ["kitchen", "bar"]
    assert d.place == "shifts[1].shift_stall"


def test_another_mode_asks_for_the_columns_it_adds(every_type, desk):
    d = desk(every_type, mode="short")
    d.interview.jump("stalls")
    add(d, "Bread", "kitchen", "nobody", "3", "10")
    d.do(d.interview.done())
    d.file.head("mode", "long")
    e = type(d)(d.file)
    assert e.interview.status("stalls") == "answered"
    e.do(e.interview.reopen())
    assert e.interview.status("stalls") == "confirm"
    e.interview.jump("stalls")
    e.interview.fill_gaps()
    assert e.place == "stalls[1].stall_share"


def test_a_table_is_gone_through_row_by_row(small, desk):
    d = desk(small(TABLE))
    d.answer("Name", False)
    places = []
    for answer in ("good", "me", "open"):
        places.append(d.place)
        d.answer(answer)
    assert places == ["rules[noise].state", "rules[noise].by", "rules[dogs].state"]
    assert d.place == "rules"
    assert d.interview.menu() == ("done", "add", "change")
    d.do(d.interview.done())
    assert d.place == "last"


def test_back_in_a_table_leads_to_the_row_before(small, desk):
    d = desk(small(TABLE))
    d.answer("Name", False, "good", "me")
    d.interview.back()
    assert d.place == "rules[noise].by"
    d.interview.back()
    d.interview.back()
    assert d.place == "rules"
    d.interview.back()
    assert d.place == "strict"


def test_a_row_of_ones_own_has_a_name_that_is_new(small, desk):
    d = desk(small(TABLE))
    d.answer("Name", False, "open", "open")
    assert d.interview.add("noise").refused
    assert d.interview.add("Dogs").refused
    assert d.interview.add("  ").refused
    d.do(d.interview.add("Cats: all"))
    d.answer("open")
    assert d.data["answers"]["rules"]["Cats: all"] == {"state": "open"}
    d.do(d.interview.delete("Cats: all"))
    assert "Cats: all" not in d.data["answers"]["rules"]


def test_rows_of_a_table_that_do_not_apply_keep_their_answers(small, desk):
    d = desk(small(TABLE))
    d.answer("Name", True, "open", "open", "open")
    d.do(d.interview.done())
    d.interview.jump("strict")
    d.answer(False)
    assert [slot.key for slot in d.interview.slots("rules")] == ["noise", "dogs"]
    d.interview.jump("rules")
    d.interview.change("noise", "state")
    d.answer("good", "me")
    assert d.data["answers"]["rules"]["smoke"] == {"state": "open"}


def test_a_table_without_a_row_to_ask_is_not_asked(small, desk):
    d = desk(
        small(
            TABLE.replace("own_rows: true", "own_rows: false")
            .replace("{id: noise, text: Noise}, ", "")
            .replace(", {id: dogs, text: Dogs}", "")
        )
    )
    d.answer("Name", False)
    assert d.place == "last"


def test_a_check_of_the_whole_holds_up_the_end_of_the_list(small, desk):
    check = "check: [{unless: count(goals) >= 2, say: At least two.}]\n      columns:"
    d = desk(small(GOALS.replace("columns:", check, 1)))
    d.answer("Name")
    add(d, "A", "none")
    assert d.interview.done().refused == "At least two."
    assert d.place == "goals"
    add(d, "B", "none")
    d.do(d.interview.done())
    assert d.place == "channels"


def test_columns_of_text_can_be_off_the_record_but_not_the_name_of_a_row(goals):
    goals.do(goals.interview.done())
    goals.do(goals.interview.add())
    assert goals.place == "channels[1].label"
    assert goals.interview.private_key() is None


def test_answers_of_others_make_rows_to_choose_from(small, desk):
    bank = small(GOALS)
    boss = desk(bank, role="boss", name="boss.yaml")
    boss.answer("Name")
    add(boss, "Theirs", "none")
    crew = desk(bank, role="crew", name="crew.yaml", others=[boss.file.sheet])
    crew.answer("Name")
    crew.interview.jump("best")
    prompt = present.prompt(crew.interview, minutes=0)
    assert [option.id for option in prompt.options] == ["Theirs"]
    crew.answer("Theirs")
    assert crew.data["answers"]["best"] == "Theirs"


def test_a_filled_in_text_that_names_a_row_must_be_new_too(every_type, desk):
    d = desk(every_type)
    d.interview.jump("shifts")
    add(d, "stage")
    d.interview.jump("shifts")
    d.do(d.interview.add())
    d.answer("other_area")
    assert d.interview.answer("Stage").refused
    d.answer("Cellar")
    assert d.data["answers"]["shifts"][1]["shift_area"] == {"choice": "other_area", "text": "Cellar"}


def test_a_reference_that_moves_leaves_its_list_to_be_finished(every_type, desk):
    d = desk(every_type)
    d.interview.jump("stalls")
    add(d, "Bread", "kitchen", "nobody", "3", "10")
    d.do(d.interview.done())
    d.interview.jump("shifts")
    add(d, "bar", "Bread")
    d.interview.jump("stalls")
    d.interview.change(0, "stall_name")
    d.answer("Cake")
    assert d.data["answers"]["shifts"] == [{"shift_area": "bar", "shift_stall": "Cake"}]
    assert d.data["open"]["shifts"] == {"status": "confirm"}


SPELT = """
    - {id: home, type: single, text: Home, choices: [{id: de, text: D}, {id: ch, text: CH}]}
    - id: places
      type: group
      text: Places
      columns: [{id: place, type: single, text: Place, choices: [{id: street, text: {de: Straße, en: street}}]}]
    - {id: best, type: single, text: Best, choices_from: places}
"""


def test_names_of_rows_are_spelt_as_the_country_does_once_it_is_known(small, settings, desk, again):
    regions = "regions: {ch: {locale: {de: de-CH}, currency: CHF}, default: {locale: {de: de-DE}, currency: EUR}}\n"
    d = desk(small(SPELT, settings=settings + "home: home\n" + regions), language="de")
    d.interview.jump("places")
    add(d, "street")
    d.do(d.interview.done())
    d.answer("Straße")
    d.interview.jump("home")
    d.answer("ch")
    assert d.data["answers"]["best"] == "Strasse"
    assert again(d).interview.answers["best"] == "Strasse"
    d.interview.jump("home")
    d.answer("de")
    assert d.data["answers"]["best"] == "Straße"
