"""The tables. Rows never leave storage/: query functions turn them into domain values.

Every row belongs to a workspace. Instants are aware and stored as UTC; dates are local dates of a person
or a team.
"""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, ForeignKeyConstraint, Index, UniqueConstraint, false, text, true
from sqlmodel import Field, SQLModel

from storage import knowledge_tables as knowledge_tables

OPEN = text("state = 'open'")
PENDING = text("state = 'pending'")
SENT = text("state = 'sent'")
IN_FLIGHT = text("state IN ('sending', 'ambiguous')")


class WorkspaceRow(SQLModel, table=True):
    __tablename__ = "workspaces"
    id: str = Field(primary_key=True)
    name: str = ""
    bot_user: str = ""
    entries_edition: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})


class PersonRow(SQLModel, table=True):
    __tablename__ = "people"
    workspace: str = Field(primary_key=True, foreign_key="workspaces.id")
    id: str = Field(primary_key=True)
    name: str
    handle: str = ""
    zone: str = "UTC"
    zone_override: str | None = None
    country: str | None = None
    subdivision: str | None = None
    deactivated: bool = False
    external: bool = False
    checkin_at: time | None = None
    reminded: bool = Field(default=True, sa_column_kwargs={"server_default": true()})


class TeamRow(SQLModel, table=True):
    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("workspace", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    name: str
    channel: str | None = None


class MemberRow(SQLModel, table=True):
    """A person in a team: what they may do (`role`), what they work as (`job`), and since when."""

    __tablename__ = "members"
    __table_args__ = (
        ForeignKeyConstraint(["workspace", "person"], ["people.workspace", "people.id"]),
        Index("members_by_person", "workspace", "person"),
    )
    team_id: int = Field(primary_key=True, foreign_key="teams.id")
    person: str = Field(primary_key=True)
    workspace: str
    role: str
    job: str = ""
    joined: date
    left: date | None = None


class RitualRow(SQLModel, table=True):
    """What recurs for a team: its check-in (in each person's zone) or a digest (in the channel's)."""

    __tablename__ = "rituals"
    __table_args__ = (UniqueConstraint("workspace", "team_id", "kind", "channel"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    team_id: int = Field(foreign_key="teams.id")
    kind: str
    weekdays: str
    at: time
    every_weeks: int = 1
    anchor: date
    starts: date
    zone: str | None = None
    channel: str | None = None
    grace_minutes: int
    reminders: int = 1
    active: bool = True
    adaptive: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    blind: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class AbsenceRow(SQLModel, table=True):
    __tablename__ = "absences"
    __table_args__ = (Index("absences_by_person", "workspace", "person"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    person: str
    first: date
    last: date
    kind: str = "away"
    reason: str = ""
    set_by: str = ""


class DayOffRow(SQLModel, table=True):
    __tablename__ = "days_off"
    team_id: int = Field(primary_key=True, foreign_key="teams.id")
    on: date = Field(primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    name: str = ""


class ProjectRow(SQLModel, table=True):
    __tablename__ = "projects"
    __table_args__ = (UniqueConstraint("workspace", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    team_id: int = Field(foreign_key="teams.id", index=True)
    name: str
    impact: str = ""
    target: date
    sponsor: str = ""
    correlation: float = 0.2
    worth: float | None = None
    priority: str = Field(default="normal", sa_column_kwargs={"server_default": "normal"})
    success: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    started: date
    closed: date | None = None


class MilestoneRow(SQLModel, table=True):
    __tablename__ = "milestones"
    __table_args__ = (UniqueConstraint("project_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    project_id: int = Field(foreign_key="projects.id")
    name: str
    position: int


class ApproachRow(SQLModel, table=True):
    __tablename__ = "approaches"
    __table_args__ = (UniqueConstraint("milestone_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    milestone_id: int = Field(foreign_key="milestones.id")
    name: str
    position: int


class TaskRow(SQLModel, table=True):
    """A piece of work. `prior` is the likelihood its ledger begins with; effort is in person-days."""

    __tablename__ = "tasks"
    __table_args__ = (UniqueConstraint("project_id", "key"), Index("tasks_by_owner", "workspace", "owner"))
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    project_id: int = Field(foreign_key="projects.id")
    key: str
    title: str
    owner: str | None = None
    prior: float
    effort_p50: float | None = None
    effort_p90: float | None = None
    spent: float = 0.0
    planned_experiments: int | None = None
    started: date
    waiting_until: date | None = None
    resolution: str | None = None
    resolved: date | None = None
    reason: str = Field(default="", sa_column_kwargs={"server_default": ""})


class ApproachTaskRow(SQLModel, table=True):
    __tablename__ = "approach_tasks"
    approach_id: int = Field(primary_key=True, foreign_key="approaches.id")
    task_id: int = Field(primary_key=True, foreign_key="tasks.id")
    workspace: str = Field(foreign_key="workspaces.id")
    position: int


class TaskNeedRow(SQLModel, table=True):
    __tablename__ = "task_needs"
    task_id: int = Field(primary_key=True, foreign_key="tasks.id")
    needs_id: int = Field(primary_key=True, foreign_key="tasks.id")
    workspace: str = Field(foreign_key="workspaces.id")


class CheckinRow(SQLModel, table=True):
    """One person's occurrence of a ritual. Its unique key makes ticks, restarts and replicas harmless."""

    __tablename__ = "checkins"
    __table_args__ = (
        UniqueConstraint("ritual_id", "person", "local_date"),
        Index("checkins_by_person", "workspace", "person", "local_date"),
        Index("checkins_open", "due", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("checkins_still_open", "ritual_id", "local_date", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("checkins_by_day", "ritual_id", "local_date"),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    ritual_id: int = Field(foreign_key="rituals.id")
    person: str
    local_date: date
    state: str
    due: datetime
    closed: datetime | None = None


class ReplyRow(SQLModel, table=True):
    """An answer as it was given. An edit is a new row; the one before stays and is no longer `current`."""

    __tablename__ = "replies"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        Index("replies_by_person", "workspace", "person", "local_date"),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    checkin_id: int | None = Field(default=None, foreign_key="checkins.id", index=True)
    person: str
    local_date: date
    key: str
    source: str
    submitted: datetime
    late: bool = False
    current: bool = True


class TaskReplyRow(SQLModel, table=True):
    """The effort inputs of one reply for one task."""

    __tablename__ = "task_replies"
    __table_args__ = (
        UniqueConstraint("reply_id", "task_id"),
        Index("task_replies_by_task", "task_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    reply_id: int = Field(foreign_key="replies.id")
    task_id: int = Field(foreign_key="tasks.id")
    status: str
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


class BlockerRow(SQLModel, table=True):
    """Something in a task's way, from the reply that said so until somebody says that it is gone.

    `look` is the instant at which something may have to be said about it unasked.
    """

    __tablename__ = "blockers"
    __table_args__ = (
        Index("blockers_by_task", "workspace", "task_id"),
        Index("blockers_by_look", "look"),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    task_id: int = Field(foreign_key="tasks.id")
    what: str
    by: str
    helper: str | None = None
    needed: date | None = None
    raised: date
    heard: date
    taken_by: str | None = None
    resolved: date | None = None
    resolved_by: str | None = None
    nudged: bool = False
    escalated: bool = False
    look: datetime | None = None


class CorrectionRow(SQLModel, table=True):
    """A person's word that a likelihood is wrong: evidence of its own, with a trail, undoable."""

    __tablename__ = "corrections"
    __table_args__ = (UniqueConstraint("workspace", "key"), Index("corrections_by_task", "task_id"))
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    task_id: int = Field(foreign_key="tasks.id")
    person: str
    key: str
    at: datetime
    shown: float
    should_be: float
    reason: str = ""
    undone: datetime | None = None


class ModelRow(SQLModel, table=True):
    """What a workspace's own resolved tasks taught: the weights that its ledgers are told with from a day on."""

    __tablename__ = "models"
    workspace: str = Field(primary_key=True, foreign_key="workspaces.id")
    learnt_on: date = Field(primary_key=True)
    lessons: int
    weights: dict[str, list[float]] = Field(sa_column=Column(JSON, nullable=False))
    ratios: dict[str, list[float]] = Field(sa_column=Column(JSON, nullable=False))


class DigestRow(SQLModel, table=True):
    """The figures a digest showed, so that the next one can put last week's beside its own."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("ritual_id", "week"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    ritual_id: int = Field(foreign_key="rituals.id")
    week: str
    state: str
    due: datetime
    figures: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class AudienceRow(SQLModel, table=True):
    """Who reads a digest: of which projects (none: of all), from which move on at once, and what becomes of the next.

    `held` is the ISO week that has no digest, `looked` the date on which its odds were last compared.
    """

    __tablename__ = "audiences"
    ritual_id: int = Field(primary_key=True, foreign_key="rituals.id", sa_column_kwargs={"autoincrement": False})
    workspace: str = Field(foreign_key="workspaces.id")
    projects: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    jump: float | None = None
    note: str = ""
    noted_by: str | None = None
    held: str = ""
    looked: date | None = None


class InboxRow(SQLModel, table=True):
    """What a person handed in, written down before it is acknowledged, worked in one transaction."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        Index("inbox_open", "id", sqlite_where=text("done IS NULL"), postgresql_where=text("done IS NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    key: str
    kind: str
    payload: str
    received: datetime
    done: datetime | None = None
    attempts: int = 0
    error: str = ""


class HeardRow(SQLModel, table=True):
    """Up to when everything that a person typed in their DM is known to have been heard."""

    __tablename__ = "heard"
    workspace: str = Field(primary_key=True, foreign_key="workspaces.id")
    person: str = Field(primary_key=True)
    complete_through: datetime


class OutboxRow(SQLModel, table=True):
    """One delivery on its way to Slack.

    pending -> sending -> sent | ambiguous -> sent | pending | unknown; or dead; or expired. At most one
    delivery per conversation is in flight or in doubt: that keeps order and makes a look-up unambiguous.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        Index(
            "outbox_one_in_flight",
            "workspace",
            "conversation",
            unique=True,
            sqlite_where=IN_FLIGHT,
            postgresql_where=IN_FLIGHT,
        ),
        Index("outbox_due", "not_before", "id", sqlite_where=PENDING, postgresql_where=PENDING),
        Index("outbox_sent", "not_before", sqlite_where=SENT, postgresql_where=SENT),
        Index("outbox_by_conversation", "workspace", "conversation", "state", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    key: str
    kind: str
    payload: str
    conversation: str
    edits: str | None = None
    thread_of: str | None = None
    thread_ts: str | None = None
    state: str = "pending"
    created: datetime
    not_before: datetime
    expires: datetime | None = None
    attempt: int = 0
    owner: str | None = None
    lease_until: datetime | None = None
    first_attempt: datetime | None = None
    rendered: str | None = None
    channel: str | None = None
    ts: str | None = None
    sent: datetime | None = None
    audited: datetime | None = None
    error: str = ""


class AuditRow(SQLModel, table=True):
    """One change a person made to a team or its plan: who, when, to what, and what it said before and after."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("audit_by_project", "workspace", "project_id", "id"),
        Index("audit_by_team", "workspace", "team_id", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    at: datetime
    person: str
    team_id: int | None = None
    project_id: int | None = None
    what: str
    subject: str
    field: str
    before: str = ""
    after: str = ""
    reason: str = ""


class SetupRow(SQLModel, table=True):
    """What somebody has answered so far in a guided set-up, so that it can be gone on with later."""

    __tablename__ = "setups"
    workspace: str = Field(primary_key=True, foreign_key="workspaces.id")
    person: str = Field(primary_key=True)
    answers: str
    changed: datetime
