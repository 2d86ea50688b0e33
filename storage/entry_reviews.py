"""Queries about maintainers' word that entries still hold. No commits here; rows stay inside."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import select

from storage.database import Tx
from storage.knowledge_tables import EntryReviewRow


@dataclass(frozen=True)
class EntryReview:
    """Who said that an entry still holds, when, and until when it is believed."""

    entry: str
    person: str
    verified: date
    review: date


def save(tx: Tx, workspace: str, found: EntryReview) -> None:
    """Remember it; the newest word on an entry counts."""
    tx.merge(
        EntryReviewRow(
            workspace=workspace, entry=found.entry, person=found.person, verified=found.verified, review=found.review
        )
    )
    tx.flush()


def reviews(tx: Tx, workspace: str) -> dict[str, EntryReview]:
    """The newest word on each entry, by its id."""
    rows = tx.exec(select(EntryReviewRow).where(EntryReviewRow.workspace == workspace))
    return {row.entry: EntryReview(row.entry, row.person, row.verified, row.review) for row in rows}
