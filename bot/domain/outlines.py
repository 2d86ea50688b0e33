"""A project's plan as people edit it: milestones, approaches and tasks with their ids, also while it is incomplete.

Says what may stand in each field and what a change changed; plans.py is what forecasts compute with.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.checkins import FieldError
from bot.domain.errors import WrongInput
from bot.domain.plan_documents import MOST_NAME
from bot.domain.plans import Effort
from bot.domain.statuses import Resolution

MOST_EFFORT = 1_000_000
MOST_WORTH = 1_000_000_000
MOST_EXPERIMENTS = 1_000_000
MOST_KEY = 40


class FormRefused(WrongInput):
    """Some fields cannot be used as they are; nothing was changed."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__(" ".join(str(error) for error in errors))
        self.errors = tuple(errors)


class Priority(StrEnum):
    """How much a project matters to whoever pays for it; decides what is listed first."""

    HIGHEST = "highest"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


@dataclass(frozen=True)
class ProjectWish:
    """What a project should be. `worth` is what success is worth in person-days, if somebody said so."""

    name: str
    target: date
    impact: str = ""
    sponsor: str = ""
    priority: Priority = Priority.NORMAL
    worth: float | None = None


@dataclass(frozen=True)
class TaskWish:
    """What a task should be; `needs` and `approaches` are ids, None leaves them as they are."""

    title: str
    likelihood: float
    owner: str | None = None
    effort: Effort | None = None
    planned_experiments: int | None = None
    needs: tuple[int, ...] | None = None
    approaches: tuple[int, ...] | None = None


@dataclass(frozen=True)
class TaskOutline:
    """A task as it stands. `likelihood` is the one its evidence starts from."""

    id: int
    key: str
    title: str
    owner: str | None
    likelihood: float
    effort: Effort | None
    planned_experiments: int | None
    needs: tuple[int, ...]
    resolution: Resolution | None
    reason: str


@dataclass(frozen=True)
class ApproachOutline:
    """One way to reach a milestone; all its tasks are needed."""

    id: int
    name: str
    tasks: tuple[int, ...]


@dataclass(frozen=True)
class MilestoneOutline:
    """A must-have; any of its approaches is enough."""

    id: int
    name: str
    approaches: tuple[ApproachOutline, ...]


@dataclass(frozen=True)
class ProjectOutline:
    """A project with everything in it. `graph`: its success is written in a plan file, not as milestones."""

    id: int
    team: int
    name: str
    impact: str
    sponsor: str
    target: date
    priority: Priority
    worth: float | None
    closed: date | None
    graph: bool
    milestones: tuple[MilestoneOutline, ...]
    tasks: Mapping[int, TaskOutline]

    @property
    def uncounted(self) -> tuple[str, ...]:
        """The milestones that are in no odds yet, because no approach of theirs has a task."""
        return tuple(one.name for one in self.milestones if not any(way.tasks for way in one.approaches))

    def milestone(self, id: int) -> MilestoneOutline | None:
        """The milestone with this id."""
        return next((one for one in self.milestones if one.id == id), None)

    def approach(self, id: int) -> ApproachOutline | None:
        """The approach with this id."""
        return next((way for one in self.milestones for way in one.approaches if way.id == id), None)

    def approaches_of(self, task: int) -> tuple[int, ...]:
        """The approaches a task belongs to."""
        return tuple(way.id for one in self.milestones for way in one.approaches if task in way.tasks)


@dataclass(frozen=True)
class Change:
    """One field of one thing: what it said, and what it says now."""

    field: str
    before: str
    after: str


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """What differs between two descriptions, in the order of the newer one."""
    fields = dict.fromkeys([*after, *before])
    return tuple(
        Change(field, before.get(field, ""), after.get(field, ""))
        for field in fields
        if before.get(field, "") != after.get(field, "")
    )


def check_name(field: str, name: str, *, taken: Collection[str] = ()) -> list[FieldError]:
    """What is wrong with a name, beside its field: it is missing, too long, or there already."""
    if not name:
        return [FieldError(field, "This cannot stay empty.")]
    if len(name) > MOST_NAME:
        return [FieldError(field, f"At most {MOST_NAME} characters, please; this has {len(name)}.")]
    if name.lower() in {one.lower() for one in taken}:
        return [FieldError(field, f"{name[:60]!r} is there already; choose another name.")]
    return []


def check_project(wish: ProjectWish, *, today: date, taken: Collection[str], was: date | None) -> list[FieldError]:
    """Every field of a project that cannot be used."""
    found = check_name("name", wish.name, taken=taken)
    for field, text in (("impact", wish.impact), ("sponsor", wish.sponsor)):
        if len(text) > MOST_NAME:
            found.append(FieldError(field, f"At most {MOST_NAME} characters, please; this has {len(text)}."))
    if wish.target < today and wish.target != was:
        found.append(FieldError("target", f"{wish.target} has passed; choose today or later."))
    if wish.worth is not None and not 0 <= wish.worth <= MOST_WORTH:
        found.append(FieldError("worth", "Person-days from 0, or leave it empty."))
    return found


def check_task(wish: TaskWish) -> list[FieldError]:
    """Every field of a task that cannot be used."""
    found = check_name("title", wish.title)
    if not 0 < wish.likelihood < 1:
        found.append(FieldError("likelihood", "A percentage from 1 to 99: nothing open is sure either way."))
    if wish.effort is not None:
        if not 0 < wish.effort.p50 <= MOST_EFFORT:
            found.append(FieldError("p50", "Person-days above 0, please."))
        elif not wish.effort.p50 <= wish.effort.p90 <= MOST_EFFORT:
            found.append(FieldError("p90", f"At least as much as the likely effort, {wish.effort.p50:g}."))
    if wish.planned_experiments is not None and not 0 <= wish.planned_experiments <= MOST_EXPERIMENTS:
        found.append(FieldError("experiments", "A whole number from 0, or leave it empty."))
    if wish.approaches == ():
        found.append(FieldError("approaches", "Choose at least one: a task outside every approach helps no milestone."))
    return found


def new_key(title: str, taken: Collection[str]) -> str:
    """A short key for a task that no other of its project has; files name tasks by it."""
    stem = re.sub(r"[^a-z0-9]+", "-", title.lower())[:MOST_KEY].strip("-") or "task"
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def split_names(text: str) -> tuple[str, ...]:
    """The names in a field with one in each line, each once, without bullets."""
    lines = (" ".join(line.strip().lstrip("-•* ").split()) for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))
