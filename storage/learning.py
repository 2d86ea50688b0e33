"""Queries about what resolved tasks teach: their ends, people's corrections, and the models learnt from both.

No commits here; rows stay inside.
"""

from datetime import UTC, date, datetime

from sqlalchemy import func
from sqlmodel import col, select

from bot.domain.learning import Learnt
from bot.domain.statuses import Resolution
from bot.domain.weights import SHIPPED, model_of
from storage.database import Tx
from storage.tables import CorrectionRow, ModelRow, TaskRow


def learnt(tx: Tx, workspace: str, *, on: date) -> Learnt:
    """What a workspace is told with on a day: the newest that was learnt by then, or what ships."""
    row = tx.exec(
        select(ModelRow)
        .where(ModelRow.workspace == workspace, ModelRow.learnt_on <= on)
        .order_by(col(ModelRow.learnt_on).desc())
    ).first()
    if row is None:
        return Learnt(SHIPPED)
    return Learnt(
        model_of({name: (weight, spread) for name, (weight, spread) in row.weights.items()}),
        {int(team): tuple(ratios) for team, ratios in row.ratios.items()},
    )


def newest(tx: Tx, workspace: str) -> tuple[date, int] | None:
    """When the newest model was learnt, and from how many lessons; None while the shipped one is used."""
    row = tx.exec(
        select(ModelRow).where(ModelRow.workspace == workspace).order_by(col(ModelRow.learnt_on).desc())
    ).first()
    return (row.learnt_on, row.lessons) if row else None


def lessons(tx: Tx, workspace: str, *, before: date) -> int:
    """How many ends of tasks and standing corrections there are to learn from, of the days before."""
    ended = select(func.count()).where(
        col(TaskRow.workspace) == workspace, col(TaskRow.resolution).is_not(None), col(TaskRow.resolved) < before
    )
    words = select(func.count()).where(
        col(CorrectionRow.workspace) == workspace,
        col(CorrectionRow.undone).is_(None),
        col(CorrectionRow.at) < datetime(before.year, before.month, before.day, tzinfo=UTC),
    )
    return int(tx.exec(ended).one()) + int(tx.exec(words).one())


def ends(tx: Tx, workspace: str, *, before: date) -> dict[int, tuple[Resolution, date]]:
    """How each task that was resolved before a day ended, and when."""
    rows = tx.exec(select(TaskRow).where(TaskRow.workspace == workspace, col(TaskRow.resolution).is_not(None)))
    return {
        row.id: (Resolution(row.resolution), row.resolved)
        for row in rows
        if row.id is not None and row.resolution is not None and row.resolved is not None and row.resolved < before
    }


def save(tx: Tx, workspace: str, found: Learnt, *, on: date, lessons: int) -> None:
    """Keep what was learnt; what was learnt on the same day is replaced."""
    model = found.model
    weights = {
        name: [weight, spread] for name, weight, spread in zip(model.names, model.weights, model.spreads, strict=True)
    }
    ratios = {str(team): list(known) for team, known in found.ratios.items()}
    tx.merge(ModelRow(workspace=workspace, learnt_on=on, lessons=lessons, weights=weights, ratios=ratios))
