"""Nothing that comes in through a door brings an error that nobody foresaw."""

import pytest

from tests.fuzz.doors import DOORS, knock

CASES = {
    **{"a workbook's XML": 60, "a workbook's cells": 40},
    **{"a workbook": 60, "a YAML file": 80, "a team": 150, "a plan": 200, "a CSV file": 100, "a command": 60},
    **{
        "a button": 200,
        "a form over the wire": 150,
        "a form as it is drawn": 40,
        "an event": 60,
        "the playground": 200,
    },
}


@pytest.mark.parametrize("door", DOORS)
def test_every_door_takes_it_or_says_why_not(door: str) -> None:
    """Some are taken, some refused in a sentence; none ends in anything else."""
    taken = [knock(door, seed) for seed in range(CASES.get(door, 500))]
    assert taken
