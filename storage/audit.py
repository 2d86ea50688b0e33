"""Queries about who changed what. Lines are only ever added. No commits here; rows stay inside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from bot.domain.outlines import Change
from storage.database import Tx
from storage.tables import AuditRow

MOST_TEXT = 1000
# Who did it when nobody in Slack did: whoever runs Barometer, at its command line.
OPERATOR = "operator"


@dataclass(frozen=True)
class AuditLine:
    """One change: who, when, what, before and after."""

    at: datetime
    person: str
    what: str
    subject: str
    change: Change
    reason: str


@dataclass(frozen=True)
class Author:
    """Who changes something, when, and in which team and project."""

    workspace: str
    person: str
    at: datetime
    team: int | None = None
    project: int | None = None


def note(tx: Tx, author: Author, *, what: str, subject: str, changes: Iterable[Change], reason: str = "") -> None:
    """Write down a change beside the change itself, one line for each field."""
    tx.add_all(
        AuditRow(
            workspace=author.workspace,
            at=author.at,
            person=author.person,
            team_id=author.team,
            project_id=author.project,
            what=what,
            subject=subject[:MOST_TEXT],
            field=change.field,
            before=change.before[:MOST_TEXT],
            after=change.after[:MOST_TEXT],
            reason=reason[:MOST_TEXT],
        )
        for change in changes
    )
    tx.flush()


def lines(
    tx: Tx, workspace: str, *, team: int | None = None, project: int | None = None, most: int = 50
) -> list[AuditLine]:
    """What was changed in a team or a project, the newest first."""
    query = select(AuditRow).where(AuditRow.workspace == workspace)
    if team is not None:
        query = query.where(AuditRow.team_id == team)
    if project is not None:
        query = query.where(AuditRow.project_id == project)
    return [
        AuditLine(row.at, row.person, row.what, row.subject, Change(row.field, row.before, row.after), row.reason)
        for row in tx.exec(query.order_by(col(AuditRow.id).desc()).limit(most))
    ]
