"""The tables of the knowledge base: questions, what is said of answers, what a workspace wrote and looked at itself.

What holds for all tables stands in `storage/tables.py`.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

PUBLISHED = text("state = 'published'")


class QuestionRow(SQLModel, table=True):
    """A question somebody asked and what it was answered with: what the knowledge base learns from.

    `meaning` is what a correction of it is remembered under; `settled` when a maintainer or a new entry saw to it.
    """

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        Index("questions_by_time", "workspace", "asked"),
        Index("questions_by_edition", "workspace", "tried"),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    key: str
    person: str
    asked: datetime
    question: str
    tier: str
    confidence: float
    passage: str | None = None
    meaning: str = Field(default="", sa_column_kwargs={"server_default": ""})
    shown: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default=text("'{}'"))
    )
    signals: dict[str, float] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default=text("'{}'"))
    )
    tried: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    settled: datetime | None = None


class FeedbackRow(SQLModel, table=True):
    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("question_id", "person", "kind"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    question_id: int = Field(foreign_key="questions.id")
    person: str
    kind: str
    value: str
    at: datetime


class AnswerCorrectionRow(SQLModel, table=True):
    """A person's word on what answers a question: a passage, or better words. Theirs at once, everybody's if accepted.

    `was` is the passage they had been given; `meaning` what the question is known by, whatever its wording.
    """

    __tablename__ = "answer_corrections"
    __table_args__ = (UniqueConstraint("workspace", "person", "meaning"),)
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    question_id: int = Field(foreign_key="questions.id")
    person: str
    meaning: str
    was: str | None = None
    passage: str | None = None
    words: str = ""
    state: str
    at: datetime
    decided_by: str | None = None
    decided: datetime | None = None


class EntryReviewRow(SQLModel, table=True):
    """A maintainer's word that an entry still holds, whoever wrote it, and until when."""

    __tablename__ = "entry_reviews"
    workspace: str = Field(primary_key=True, foreign_key="workspaces.id")
    entry: str = Field(primary_key=True)
    person: str
    verified: date
    review: date


class ConfidenceShiftRow(SQLModel, table=True):
    """How far a workspace's own labels moved its confidence from the weights that ship, by signal."""

    __tablename__ = "confidence_shifts"
    workspace: str = Field(primary_key=True, foreign_key="workspaces.id")
    learnt_on: date
    labels: int
    shifts: dict[str, float] = Field(sa_column=Column(JSON, nullable=False))


class EntryRow(SQLModel, table=True):
    """An answer that people of a workspace wrote: a draft until a manager publishes it under a `slug`."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("workspace", "key"),
        Index("entries_by_state", "workspace", "state"),
        Index(
            "entries_one_published",
            "workspace",
            "slug",
            unique=True,
            sqlite_where=PUBLISHED,
            postgresql_where=PUBLISHED,
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    workspace: str = Field(foreign_key="workspaces.id")
    team_id: int | None = Field(default=None, foreign_key="teams.id")
    key: str
    state: str
    slug: str = ""
    overrides: str = ""
    title: str = ""
    body: str = ""
    asks: str = ""
    source: str = ""
    ask: str = ""
    author: str
    verified_by: str | None = None
    verified: date | None = None
    review: date | None = None
    written: datetime
    changed: datetime
