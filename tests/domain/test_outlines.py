"""A plan as people edit it: what a field may hold, what a change changed, and names that files can carry."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.outlines import (
    MOST_KEY,
    Change,
    ProjectWish,
    TaskWish,
    changes,
    check_name,
    check_project,
    check_task,
    new_key,
    split_names,
)
from bot.domain.places import holiday_name, holiday_places, joined, split, time_zones
from bot.domain.plans import Effort

TODAY = date(2026, 11, 24)


def test_only_what_differs_is_a_change() -> None:
    """Equal fields say nothing; new and vanished ones say from or to nothing."""
    before, after = {"name": "A", "owner": "Jo", "effort": "2"}, {"name": "A", "owner": "Lena", "needs": "x"}
    assert changes(before, after) == (
        Change("owner", "Jo", "Lena"),
        Change("needs", "", "x"),
        Change("effort", "2", ""),
    )


@given(st.text(max_size=400), st.lists(st.text(max_size=10), max_size=3))
def test_every_title_gets_a_short_key_of_its_own(title: str, others: list[str]) -> None:
    """Whatever the title, its key is plain, short and not taken, also the tenth time."""
    taken = set(others)
    for _ in range(10):
        key = new_key(title, taken)
        assert key not in taken
        assert 0 < len(key) <= MOST_KEY + 4
        assert key == key.lower()
        taken.add(key)


def test_lines_become_names_once_each_without_their_bullets() -> None:
    """What people paste: bullets, blank lines, doubled lines and stray spaces."""
    assert split_names(" - Audit  by hand\n\n• Rules\n* Rules\nAudit by hand ") == ("Audit by hand", "Rules")
    assert split_names("\n \n") == ()


@pytest.mark.parametrize(
    ("wish", "fields"),
    [
        (TaskWish("A task", 0.5), set()),
        (TaskWish("", 0.5), {"title"}),
        (TaskWish("x" * 301, 0.5), {"title"}),
        (TaskWish("A task", 0.0), {"likelihood"}),
        (TaskWish("A task", 1.0), {"likelihood"}),
        (TaskWish("A task", 0.5, effort=Effort(0, 3)), {"p50"}),
        (TaskWish("A task", 0.5, effort=Effort(4, 3)), {"p90"}),
        (TaskWish("A task", 0.5, planned_experiments=-1), {"experiments"}),
        (TaskWish("A task", 0.5, approaches=()), {"approaches"}),
        (TaskWish("", 2.0, effort=Effort(4, 3)), {"title", "likelihood", "p90"}),
    ],
)
def test_every_field_of_a_task_that_cannot_be_used_is_named(wish: TaskWish, fields: set[str]) -> None:
    """All faults at once, each beside its field."""
    assert {error.field for error in check_task(wish)} == fields


def test_a_project_keeps_a_date_that_has_passed_but_takes_no_new_one() -> None:
    """An overdue project can still be edited; a new date lies ahead."""
    overdue = ProjectWish("P", date(2026, 1, 1))
    assert check_project(overdue, today=TODAY, taken=(), was=date(2026, 1, 1)) == []
    assert [one.field for one in check_project(overdue, today=TODAY, taken=(), was=None)] == ["target"]
    assert [one.field for one in check_project(overdue, today=TODAY, taken=("p",), was=overdue.target)] == ["name"]
    assert check_name("name", "Q", taken=("p",)) == []


def test_places_are_found_by_part_of_their_name_and_come_back_as_they_were() -> None:
    """Countries, parts and zones by words in any case; a code and its part join and split without loss."""
    assert ("DE/BY", "Germany: Bayern (DE/BY)") in holiday_places("BAYERN", most=5)
    assert holiday_places("germany", most=1) == [("DE", "Germany (DE)")]
    assert len(holiday_places("a", most=7)) == 7
    assert holiday_places("atlantis", most=5) == []
    assert time_zones("new york", most=5) == [("America/New_York", "America/New York")]
    assert split(joined("DE", "BY")) == ("DE", "BY")
    assert split(joined("IN", None)) == ("IN", None)
    assert split(joined(None, None)) == (None, None)
    assert holiday_name("US", "NY") == "United States: New York (US/NY)"
