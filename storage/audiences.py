"""Queries about what each digest's audience reads. No commits here; rows stay inside."""

from collections.abc import Iterable, Mapping

from sqlmodel import col, select

from bot.domain.audiences import Audience
from storage.database import Tx, upsert
from storage.tables import AudienceRow


def audiences(tx: Tx, workspace: str, digests: Iterable[int]) -> Mapping[int, Audience]:
    """The audience of each of these digests; one that nobody set anything for reads everything."""
    wanted = list(digests)
    query = select(AudienceRow).where(AudienceRow.workspace == workspace, col(AudienceRow.ritual_id).in_(wanted))
    known = {row.ritual_id: row for row in tx.exec(query)}
    return {id: _audience(known[id]) if id in known else Audience() for id in wanted}


def audience(tx: Tx, workspace: str, digest: int) -> Audience:
    """One digest's audience."""
    return audiences(tx, workspace, [digest])[digest]


def save(tx: Tx, workspace: str, digest: int, audience: Audience) -> None:
    """Set a digest's audience."""
    values = {
        "projects": sorted(audience.projects),
        "jump": audience.jump,
        "note": audience.note,
        "noted_by": audience.noted_by,
        "held": audience.held,
        "looked": audience.looked,
    }
    adding = upsert(tx, AudienceRow).values(workspace=workspace, ritual_id=digest, **values)
    mine = AudienceRow.workspace == workspace
    tx.connection().execute(adding.on_conflict_do_update(index_elements=["ritual_id"], set_=values, where=mine))
    tx.expire_all()


def _audience(row: AudienceRow) -> Audience:
    return Audience(frozenset(row.projects), row.jump, row.note, row.noted_by, row.held, row.looked)
