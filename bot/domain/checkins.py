"""Check-ins and what answers them: effort inputs per task, never results of people.

Knows when a check-in is open and what a valid answer is; not how one is asked or stored.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.errors import WrongInput
from bot.domain.statuses import Status

MOST_TEXT = 1000


class CheckinState(StrEnum):
    """What became of one person's check-in for one local date."""

    OPEN = "open"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    AWAY = "away"
    SUPERSEDED = "superseded"
    SKIPPED_LATE = "skipped_late"
    NOT_NEEDED = "not_needed"


CLOSED = frozenset(CheckinState) - {CheckinState.OPEN}


class Source(StrEnum):
    """How a reply was given."""

    FORM = "form"
    NOTHING_CHANGED = "nothing_changed"
    TYPED = "typed"
    IMPORTED = "imported"


@dataclass(frozen=True)
class Checkin:
    """One person's prompt for one local date."""

    id: int
    ritual: int
    team: int
    person: str
    local_date: date
    state: CheckinState
    due: datetime


@dataclass(frozen=True)
class EffortInputs:
    """What one reply says of one task. Hours are optional on purpose; confidence is a share of one."""

    task: int
    status: Status
    experiments: int | None = None
    approaches: int | None = None
    hours: float | None = None
    blocked: bool | None = None
    blocker: str = ""
    helper: str | None = None
    needed: date | None = None
    confidence: float | None = None
    expected: date | None = None
    learned: str = ""


@dataclass(frozen=True)
class Reply:
    """An answer to a check-in; `key` is what makes the same click count once."""

    key: str
    person: str
    checkin: int | None
    local_date: date
    source: Source
    inputs: tuple[EffortInputs, ...]


@dataclass(frozen=True)
class AskedTask:
    """A task as a check-in asks about it: what is known now, and what this person said last time.

    `given` is what they said for this very date, or typed, so that editing loses nothing. `likelihood` is None where
    the odds are shown only after the answer.
    """

    id: int
    title: str
    project: str
    likelihood: float | None
    last: EffortInputs | None
    given: EffortInputs | None = None


@dataclass(frozen=True)
class Questions:
    """What a person is asked for one local date. `checkin` is None while the date's window has not struck."""

    checkin: int | None
    ritual: int
    local_date: date
    tasks: tuple[AskedTask, ...]


class FieldError(WrongInput):
    """One field of an answer cannot be used; the others are kept."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def check(inputs: EffortInputs, *, today: date) -> list[FieldError]:
    """Every field that cannot be used, each with one sentence that says what would do."""
    found: list[FieldError] = []

    def expect(right: bool, field: str, sentence: str) -> None:
        if not right:
            found.append(FieldError(field, sentence))

    expect(_within(inputs.experiments, 0, 1000), "experiments", "Experiments: a whole number from 0 to 1000.")
    expect(_within(inputs.approaches, 0, 100), "approaches", "Approaches: a whole number from 0 to 100.")
    expect(_within(inputs.hours, 0, 168), "hours", "Hours: a number from 0 to 168, or leave it empty.")
    expect(_within(inputs.confidence, 0, 1), "confidence", "Confidence: a percentage from 0 to 100.")
    expect(
        inputs.expected is None or inputs.expected >= today or inputs.status is Status.DONE,
        "expected",
        f"Expected date: {inputs.expected} has passed; choose today or later, or leave it empty.",
    )
    expect(
        inputs.needed is None or inputs.needed >= today,
        "needed",
        f"Needed by: {inputs.needed} has passed; choose today or later, or leave it empty.",
    )
    for field in ("blocker", "learned"):
        text = getattr(inputs, field)
        expect(len(text) <= MOST_TEXT, field, f"At most {MOST_TEXT} characters, please; this has {len(text)}.")
    return found


def unchanged(last: EffortInputs) -> EffortInputs:
    """What *Nothing changed* says of a task: the same state of things, and no new effort.

    A stated confidence and date are restated; experiments are zero rather than repeated, so that one
    click never counts an old experiment twice.
    """
    return EffortInputs(
        task=last.task,
        status=last.status,
        experiments=0,
        approaches=None,
        blocked=last.blocked,
        blocker=last.blocker,
        helper=last.helper,
        needed=last.needed,
        confidence=last.confidence,
        expected=last.expected,
    )


def _within(value: float | None, least: float, most: float) -> bool:
    return value is None or least <= value <= most
