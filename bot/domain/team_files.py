"""What a team file says: the team, its people, what recurs for it, and its projects.

Turns a plain document into values and names the place of everything that cannot be used; reads no disk.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from bot.domain.errors import WrongInput
from bot.domain.people import Role
from bot.domain.plan_documents import parse_plan
from bot.domain.plans import Plan
from bot.domain.sheets import Faults, Place

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def weekday_number(name: Any) -> int:
    """Monday is 0; full names, short names and numbers are understood."""
    if isinstance(name, int) and not isinstance(name, bool) and 0 <= name <= 6:
        return name
    short = str(name).strip().lower()[:3]
    if short not in WEEKDAYS:
        raise ValueError(f"{name!r} is not a weekday; write mon, tue, wed, thu, fri, sat or sun")
    return WEEKDAYS.index(short)


Weekday = Annotated[int, BeforeValidator(weekday_number)]


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GivenMember(_Given):
    """A person of the team, named by their Slack handle."""

    handle: str = Field(min_length=1)
    role: Role = Role.MEMBER
    job: str = ""
    country: str | None = None
    subdivision: str | None = None


class GivenCheckins(_Given):
    """When the team checks in, in each person's own zone. Twice a week suits research work."""

    weekdays: tuple[Weekday, ...] = (1, 3)
    at: time = time(9, 30)
    every_weeks: int = Field(default=1, ge=1, le=12)
    reminders: int = Field(default=1, ge=0, le=2)


class GivenDigest(_Given):
    """Where and when leadership reads the weekly digest, of which projects (none: of all), and from how many points
    on a move is told at once (0: never). What stays None is kept as it is.
    """

    channel: str = Field(min_length=1)
    weekday: Weekday = 0
    at: time = time(9, 0)
    zone: str = "UTC"
    projects: tuple[str, ...] | None = None
    jump: int | None = Field(default=None, ge=0, le=100)

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError(f"{zone!r} is not a time zone; write one such as Europe/Berlin")
        ZoneInfo(zone)
        return zone


class _GivenTeam(_Given):
    as_of: date | None = None
    team: str = Field(min_length=1, max_length=80)
    channel: str | None = None
    members: tuple[GivenMember, ...] = ()
    checkins: GivenCheckins | None = None
    digests: tuple[GivenDigest, ...] = ()
    projects: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class TeamFile:
    """A whole team as a file gives it. What it does not say (`channel`, `checkins`) stays as it is.

    `places` says where in a workbook each part stands, `passed_over` what of the workbook was not used.
    """

    name: str
    channel: str | None
    members: tuple[GivenMember, ...]
    checkins: GivenCheckins | None
    digests: tuple[GivenDigest, ...]
    plans: tuple[Plan, ...]
    as_of: date | None
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)
    passed_over: tuple[str, ...] = field(default=(), compare=False)


def parse_team(
    document: Mapping[str, Any], places: Mapping[str, Place] | None = None, passed_over: tuple[str, ...] = ()
) -> TeamFile:
    """The team in a document, or `WrongInput` with a sentence for each fault: its place and what is wrong there."""
    known = places or {}
    try:
        given = _GivenTeam.model_validate(document)
    except ValidationError as error:
        raise_faults(
            [
                f"{'.'.join(str(part) for part in problem['loc']) or 'the file'}: {_plain(problem)}"
                for problem in error.errors(include_url=False)
            ],
            known,
        )
    faults, plans = [*_people_faults(given.members), *_digest_faults(given.digests)], []
    for index, project in enumerate(given.projects):
        try:
            plans.append(parse_plan(project))
        except WrongInput as error:
            faults.append(f"projects.{index}.{error}")
    names = Counter(plan.project for plan in plans)
    for name in (name for name, count in names.items() if count > 1):
        faults.append(f"projects: {name!r} stands there twice; give one of them another name")
    raise_faults(faults, known)
    return TeamFile(
        given.team,
        given.channel,
        given.members,
        given.checkins,
        given.digests,
        tuple(plans),
        given.as_of,
        known,
        passed_over,
    )


def raise_faults(faults: Sequence[str], places: Mapping[str, Place]) -> None:
    """Raise `WrongInput` if there is any fault, with its place in the workbook where that is known."""
    told = [_in_workbook(fault, places) for fault in faults]
    if len(told) == 1:
        raise WrongInput(told[0])
    if told:
        raise Faults(told)


def _in_workbook(fault: str, places: Mapping[str, Place]) -> str:
    prefixes = [name for name in places if fault.startswith((f"{name}:", f"{name}."))]
    if not prefixes:
        return fault
    nearest = max(prefixes, key=len)
    _, _, what = fault[len(nearest) :].partition(": ")
    return f"{places[nearest].words}: {what or fault}"


def _people_faults(members: Sequence[GivenMember]) -> list[str]:
    handles = [member.handle.lstrip("@").lower() for member in members]
    faults = [
        f"members.{place}.handle: @{handle} stands there twice; keep one"
        for place, handle in enumerate(handles)
        if handle in handles[:place]
    ]
    if members and all(member.role is not Role.MANAGER for member in members):
        faults.append("members: a team needs at least one manager; give somebody `role: manager`")
    return faults


def _digest_faults(digests: Sequence[GivenDigest]) -> list[str]:
    channels = [digest.channel.lstrip("#") for digest in digests]
    return [
        f"digests.{place}.channel: #{channel} stands there twice; a channel reads one digest of a team"
        for place, channel in enumerate(channels)
        if channel in channels[:place]
    ]


def _plain(problem: Mapping[str, Any]) -> str:
    if problem["type"] == "extra_forbidden":
        return "I do not know this; remove it or check its spelling"
    if problem["type"] == "missing":
        return "is missing"
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{message} (it says {problem.get('input')!r:.60})"
