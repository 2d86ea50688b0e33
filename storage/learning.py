"""Queries about what resolved tasks teach: their ends, people's corrections, and the models learnt from both.

No commits here; rows stay inside.
"""

from datetime import date

from sqlalchemy import func
from sqlmodel import col, select

from bot.domain.statuses import Resolution
from bot.domain.weights import SHIPPED, Model, model_of
from storage.database import Tx
from storage.tables import CorrectionRow, ModelRow, TaskRow


def model(tx: Tx, workspace: str, *, on: date) -> Model:
    """The model that a workspace's ledgers are told with on a day: the newest learnt by then, or the shipped one."""
    row = tx.exec(
        select(ModelRow)
        .where(ModelRow.workspace == workspace, ModelRow.learnt_on <= on)
        .order_by(col(ModelRow.learnt_on).desc())
    ).first()
    if row is None:
        return SHIPPED
    return model_of({name: (weight, spread) for name, (weight, spread) in row.weights.items()})


def newest(tx: Tx, workspace: str) -> tuple[date, int] | None:
    """When the newest model was learnt, and from how many lessons; None while the shipped one is used."""
    row = tx.exec(
        select(ModelRow).where(ModelRow.workspace == workspace).order_by(col(ModelRow.learnt_on).desc())
    ).first()
    return (row.learnt_on, row.lessons) if row else None


def lessons(tx: Tx, workspace: str) -> int:
    """How many ends of tasks and standing corrections there are to learn from."""
    ended = select(func.count()).where(col(TaskRow.workspace) == workspace, col(TaskRow.resolution).is_not(None))
    words = select(func.count()).where(col(CorrectionRow.workspace) == workspace, col(CorrectionRow.undone).is_(None))
    return int(tx.exec(ended).one()) + int(tx.exec(words).one())


def ends(tx: Tx, workspace: str) -> dict[int, tuple[Resolution, date]]:
    """How each resolved task ended, and when."""
    rows = tx.exec(select(TaskRow).where(TaskRow.workspace == workspace, col(TaskRow.resolution).is_not(None)))
    return {
        row.id: (Resolution(row.resolution), row.resolved)
        for row in rows
        if row.id is not None and row.resolution is not None and row.resolved is not None
    }


def save_model(tx: Tx, workspace: str, learnt: Model, *, on: date, lessons: int) -> None:
    """Keep what was learnt; a model of the same day is replaced."""
    weights = {
        name: [weight, spread]
        for name, weight, spread in zip(learnt.names, learnt.weights, learnt.spreads, strict=True)
    }
    tx.merge(ModelRow(workspace=workspace, learnt_on=on, lessons=lessons, weights=weights))
