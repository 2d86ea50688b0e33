"""The two published scores, through the real tick, database and outbox."""

from datetime import time

from storage.database import Database
from tests.rituals.scores import Score, a_year, six_people


def test_six_people_around_the_world_are_asked_84_times_on_time(database: Database) -> None:
    """Four clocks change in those three weeks; nobody is asked at night, at a weekend, twice, or not at all."""
    assert six_people(database) == Score(84, 84, 0, 0, 0, 0)


def test_half_past_two_exists_once_on_every_date_of_a_year(database: Database) -> None:
    """In New York, Cairo, Lord Howe and São Paulo, whatever their clocks do: one prompt per local date."""
    found = a_year(database, year=2026, times=[time(2, 30)])
    assert (found.wanted, found.on_time, found.missed, found.twice) == (1460, 1460, 0, 0)
