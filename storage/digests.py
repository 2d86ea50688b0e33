"""Queries about digests: what each one told, by week. No commits here; rows stay inside."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, select

from bot.domain.audiences import Told
from storage.database import Tx, upsert
from storage.tables import DigestRow

# A digest that went out, one that said that nothing changed, and a word between digests.
WHOLE = ("published", "unchanged")
TOLD = (*WHOLE, "jump")


def is_recorded(tx: Tx, workspace: str, ritual: int, week: str) -> bool:
    """Whether this digest was already dealt with for this ISO week, or under another name that stands for one."""
    query = select(DigestRow.id).where(
        DigestRow.workspace == workspace, DigestRow.ritual_id == ritual, DigestRow.week == week
    )
    return bool(tx.exec(query).first())


def add_digest(
    tx: Tx, workspace: str, ritual: int, *, week: str, state: str, due: datetime, told: Told | None = None
) -> bool:
    """Record what became of a digest and what it told; False if somebody else was faster."""
    figures = (
        {"channel": told.channel, "odds": {str(id): odds for id, odds in told.odds.items()}, "said": told.fingerprint}
        if told
        else {}
    )
    adding = upsert(tx, DigestRow).values(
        workspace=workspace, ritual_id=ritual, week=week, state=state, due=due, figures=figures
    )
    adding = adding.on_conflict_do_nothing(index_elements=["ritual_id", "week"]).returning(col(DigestRow.id))
    return tx.connection().execute(adding).first() is not None


def last_told(
    tx: Tx, workspace: str, ritual: int, *, channel: str, before: datetime, states: Collection[str] = TOLD
) -> Told | None:
    """What the channel was told last before an instant; None when it has been told nothing yet."""
    rows = tx.exec(
        select(DigestRow)
        .where(
            DigestRow.workspace == workspace,
            DigestRow.ritual_id == ritual,
            DigestRow.due < before,
            col(DigestRow.state).in_(states),
        )
        .order_by(col(DigestRow.due).desc(), col(DigestRow.id).desc())
        .limit(1)
    )
    row = rows.first()
    # Another channel has other readers: they were told nothing of this yet.
    if row is None or row.figures.get("channel") != channel:
        return None
    odds = {int(id): float(share) for id, share in row.figures["odds"].items()}
    return Told(row.due, channel, odds, str(row.figures.get("said", "")))
