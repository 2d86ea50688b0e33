"""Queries about entries that people of a workspace wrote. No commits here; rows stay inside.

`edition` rises with every change to what is published, so that whoever keeps an index knows whether it is current.
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import col, select, update

from bot.domain.errors import NotFound
from bot.domain.team_entries import EntryState, EntryWish, TeamEntry
from storage.database import Tx
from storage.knowledge_tables import EntryRow
from storage.tables import TeamRow, WorkspaceRow


def add(tx: Tx, workspace: str, *, key: str, wish: EntryWish, author: str, now: datetime) -> int:
    """Write a draft down; its id, the same one when it is handed in again."""
    known = tx.exec(select(EntryRow.id).where(EntryRow.workspace == workspace, EntryRow.key == key)).one_or_none()
    if known is not None:
        return known
    row = EntryRow(workspace=workspace, key=key, state=EntryState.DRAFT, author=author, written=now, changed=now)
    _fill(row, wish)
    tx.add(row)
    tx.flush()
    assert row.id is not None
    return row.id


def entry(tx: Tx, workspace: str, id: int) -> TeamEntry:
    """One entry, or `NotFound`."""
    return _entries(tx, [_row(tx, workspace, id)])[0]


def in_state(tx: Tx, workspace: str, state: EntryState) -> list[TeamEntry]:
    """Every entry in a state, the one that was written first at the top."""
    query = select(EntryRow).where(EntryRow.workspace == workspace, EntryRow.state == state)
    return _entries(tx, tx.exec(query.order_by(col(EntryRow.id))))


def rewrite(tx: Tx, workspace: str, id: int, wish: EntryWish, *, now: datetime) -> None:
    """Say something else in an entry."""
    row = _row(tx, workspace, id)
    _fill(row, wish)
    row.changed = now
    tx.flush()
    if row.state == EntryState.PUBLISHED:
        turn(tx, workspace)


def publish(tx: Tx, workspace: str, id: int, *, slug: str, team: int | None, verified: date, now: datetime) -> None:
    """Answer with an entry from now on; what was published under the same id until now is retired."""
    tx.flush()
    tx.connection().execute(
        update(EntryRow)
        .where(
            col(EntryRow.workspace) == workspace,
            col(EntryRow.slug) == slug,
            col(EntryRow.state) == EntryState.PUBLISHED,
            col(EntryRow.id) != id,
        )
        .values(state=EntryState.RETIRED, changed=now)
    )
    tx.expire_all()
    row = _row(tx, workspace, id)
    row.state, row.slug, row.team_id, row.verified, row.changed = EntryState.PUBLISHED, slug, team, verified, now
    tx.flush()
    turn(tx, workspace)


def end(tx: Tx, workspace: str, id: int, state: EntryState, *, now: datetime) -> None:
    """Answer with an entry no more, or never."""
    row = _row(tx, workspace, id)
    row.state, row.changed = state, now
    tx.flush()
    turn(tx, workspace)


def edition(tx: Tx, workspace: str) -> int:
    """How often what questions are answered with has changed here; 0 while it is what everybody has."""
    found = tx.exec(select(WorkspaceRow.entries_edition).where(WorkspaceRow.id == workspace)).one_or_none()
    return found or 0


def turn(tx: Tx, workspace: str) -> None:
    """What questions are answered with has changed: whoever keeps an index builds it again."""
    tx.connection().execute(
        update(WorkspaceRow)
        .where(col(WorkspaceRow.id) == workspace)
        .values(entries_edition=col(WorkspaceRow.entries_edition) + 1)
    )
    tx.expire_all()


def _row(tx: Tx, workspace: str, id: int) -> EntryRow:
    row = tx.exec(select(EntryRow).where(EntryRow.workspace == workspace, EntryRow.id == id)).one_or_none()
    if row is None:
        raise NotFound("That answer is not here any more; somebody saw to it meanwhile.")
    return row


def _fill(row: EntryRow, wish: EntryWish) -> None:
    row.title, row.body, row.asks = wish.title, wish.text, "\n".join(wish.asks)
    row.source, row.ask, row.overrides = wish.source, wish.ask, wish.overrides
    row.verified_by, row.review = wish.verified_by, wish.review


def _entries(tx: Tx, rows: Iterable[EntryRow]) -> list[TeamEntry]:
    known = list(rows)
    teams = {row.team_id for row in known if row.team_id is not None}
    found = tx.exec(select(TeamRow).where(col(TeamRow.id).in_(teams)))
    names = {team.id: team.name for team in found}
    return [_entry(row, names.get(row.team_id, "")) for row in known]


def _entry(row: EntryRow, team: str) -> TeamEntry:
    assert row.id is not None
    return TeamEntry(
        id=row.id,
        wish=EntryWish(
            title=row.title,
            text=row.body,
            asks=tuple(row.asks.splitlines()),
            source=row.source,
            ask=row.ask,
            verified_by=row.verified_by,
            review=row.review,
            overrides=row.overrides,
        ),
        state=EntryState(row.state),
        author=row.author,
        written=row.written,
        changed=row.changed,
        slug=row.slug,
        team=team,
        verified=row.verified,
    )
