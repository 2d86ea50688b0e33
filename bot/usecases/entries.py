"""Answers that people write themselves: anybody hands one in, whoever manages a team decides what is answered."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.checkins import FieldError
from bot.domain.errors import NotAllowed, NothingYet
from bot.domain.messages import EntryDecided
from bot.domain.outlines import Change, FormRefused, changes
from bot.domain.people import Action, may, may_keep_entries
from bot.domain.team_entries import (
    REVIEWED_AFTER,
    EntryState,
    EntryWish,
    TeamEntry,
    check_wish,
    slug_for,
    tidy_wish,
)
from bot.usecases.knowledge import Library
from bot.usecases.plans import Asker, asker
from storage import audit, entries, outbox, people
from storage.audit import Author
from storage.database import Database, Tx

MOST_FOUND = 20


@dataclass(frozen=True)
class EntryForm:
    """What the form is about: an entry that is there, or none yet, and whether whoever opens it may decide."""

    entry: TeamEntry | None
    may_decide: bool
    takes_the_place_of: str = ""


def entry_form(
    db: Database, library: Library, workspace: str, *, person: str, id: int | None, overrides: str = "", now: datetime
) -> EntryForm:
    """What the form needs to know; a draft opens for who wrote it and for who decides."""
    with db.snapshot() as tx:
        who = _somebody(tx, workspace, person, now)
        decides = may_keep_entries(who.person, who.memberships)
        found = entries.entry(tx, workspace, id) if id is not None else None
        if found is not None and not decides and found.state is not EntryState.PUBLISHED and found.author != person:
            raise NotAllowed("Only who wrote this draft and managers can open it.")
        instead = library.of(tx, workspace).entry(found.wish.overrides if found else overrides)
        return EntryForm(found, decides, instead.title if instead else "")


def save_draft(
    db: Database,
    library: Library,
    workspace: str,
    *,
    person: str,
    wish: EntryWish,
    key: str,
    id: int | None = None,
    now: datetime,
) -> int:
    """Keep a draft, new or changed; its id. Whoever may not decide changes what is published by a draft of their own.

    Raises `FormRefused` with what is wrong beside each field.
    """
    with db.transaction() as tx:
        who = _somebody(tx, workspace, person, now)
        wish = _checked(tx, library, workspace, wish, today=who.today)
        was = entries.entry(tx, workspace, id) if id is not None else None
        if was is None:
            return entries.add(tx, workspace, key=key, wish=wish, author=person, now=now)
        if was.state is EntryState.PUBLISHED:
            return entries.add(tx, workspace, key=key, wish=replace(wish, overrides=was.slug), author=person, now=now)
        if was.author != person and not may_keep_entries(who.person, who.memberships):
            raise NotAllowed("Only who wrote this draft and managers can change it.")
        _expect(was, EntryState.DRAFT)
        entries.rewrite(tx, workspace, was.id, wish, now=now)
        return was.id


def publish(
    db: Database,
    library: Library,
    workspace: str,
    *,
    person: str,
    wish: EntryWish,
    key: str,
    id: int | None = None,
    word: str = "",
    now: datetime,
) -> TeamEntry:
    """Answer with this from now on, in this workspace; verified by whoever publishes it unless the wish names somebody.

    `FormRefused` names what is wrong beside each field. Who wrote a draft is told, with the `word` to it.
    """
    with db.transaction() as tx:
        who, team = keeper(tx, workspace, person, now)
        wish = _checked(tx, library, workspace, wish, today=who.today)
        wish = replace(wish, verified_by=wish.verified_by or person, review=wish.review or who.today + REVIEWED_AFTER)
        if id is None:
            id = entries.add(tx, workspace, key=key, wish=wish, author=person, now=now)
        was = entries.entry(tx, workspace, id)
        _expect(was, EntryState.DRAFT, EntryState.PUBLISHED)
        entries.rewrite(tx, workspace, id, wish, now=now)
        slug = _slug(tx, library, workspace, was, wish)
        entries.publish(tx, workspace, id, slug=slug, team=team, verified=who.today, now=now)
        before = _description(was.wish) if was.state is EntryState.PUBLISHED else {}
        _note(tx, workspace, person, team, wish.title, changes(before, {**_description(wish), "id": slug}), now, word)
        if was.state is EntryState.DRAFT:
            _tell(tx, workspace, was, title=wish.title, published=True, by=person, word=word, now=now)
        return entries.entry(tx, workspace, id)


def decline(db: Database, workspace: str, *, person: str, id: int, word: str = "", now: datetime) -> None:
    """Say that a draft will not be answered with; who wrote it is told, with the `word` to it."""
    with db.transaction() as tx:
        _, team = keeper(tx, workspace, person, now)
        was = entries.entry(tx, workspace, id)
        _expect(was, EntryState.DRAFT)
        entries.end(tx, workspace, id, EntryState.DECLINED, now=now)
        _note(tx, workspace, person, team, was.wish.title, [Change("state", was.state, EntryState.DECLINED)], now, word)
        _tell(tx, workspace, was, title=was.wish.title, published=False, by=person, word=word, now=now)


def retire(db: Database, workspace: str, *, person: str, id: int, word: str = "", now: datetime) -> None:
    """Answer with this no more; what it took the place of answers again."""
    with db.transaction() as tx:
        _, team = keeper(tx, workspace, person, now)
        was = entries.entry(tx, workspace, id)
        _expect(was, EntryState.PUBLISHED)
        entries.end(tx, workspace, id, EntryState.RETIRED, now=now)
        _note(tx, workspace, person, team, was.wish.title, [Change("state", was.state, EntryState.RETIRED)], now, word)


def drafts(db: Database, workspace: str, *, person: str, now: datetime) -> tuple[TeamEntry, ...]:
    """Every draft that waits for a decision, the oldest first, for who may decide."""
    return _listed(db, workspace, person, EntryState.DRAFT, now)


def published(db: Database, workspace: str, *, person: str, now: datetime) -> tuple[TeamEntry, ...]:
    """Everything that this workspace published, for who may change it."""
    return _listed(db, workspace, person, EntryState.PUBLISHED, now)


def entries_called(db: Database, library: Library, workspace: str, query: str) -> list[tuple[str, str]]:
    """Entries whose title or id has what was typed, as (id, title): what a new one may take the place of."""
    wanted = query.lower().strip()
    with db.snapshot() as tx:
        index = library.of(tx, workspace)
    found = [one for one in index.entries if wanted in one.title.lower() or wanted in one.id]
    return [(one.id, one.title) for one in sorted(found, key=lambda one: one.title.lower())[:MOST_FOUND]]


def names_of(db: Database, workspace: str, ids: set[str]) -> dict[str, str]:
    """What people are called, by id."""
    with db.snapshot() as tx:
        return {id: one.name for id, one in people.people(tx, workspace, ids).items()}


def _listed(db: Database, workspace: str, person: str, state: EntryState, now: datetime) -> tuple[TeamEntry, ...]:
    with db.snapshot() as tx:
        keeper(tx, workspace, person, now)
        return tuple(entries.in_state(tx, workspace, state))


def _somebody(tx: Tx, workspace: str, person: str, now: datetime) -> Asker:
    who = asker(tx, workspace, person, now)
    if who.person.external or who.person.deactivated:
        raise NotAllowed("Guests cannot write answers for this workspace. Ask somebody who works here to do it.")
    return who


def keeper(tx: Tx, workspace: str, person: str, now: datetime) -> tuple[Asker, int]:
    """Whoever looks after the answers, and a team they may do it for; `NotAllowed` for everybody else."""
    who = asker(tx, workspace, person, now)
    for one in who.memberships:
        if may(Action.KEEP_ENTRIES, who.person, who.memberships, one.team):
            return who, one.team
    raise NotAllowed(f"Only managers {Action.KEEP_ENTRIES.value}. Hand it in as a draft, and one of them decides.")


def _expect(entry: TeamEntry, *states: EntryState) -> None:
    if entry.state not in states:
        raise NothingYet(f"Somebody decided about this meanwhile: it is {entry.state.value}. Write a new one instead.")


def _checked(tx: Tx, library: Library, workspace: str, wish: EntryWish, *, today: date) -> EntryWish:
    wish = tidy_wish(wish)
    known = {*library.everybodys, *(one.slug for one in entries.in_state(tx, workspace, EntryState.PUBLISHED))}
    wrong = check_wish(wish, today=today, known=known)
    if wish.verified_by and people.person(tx, workspace, wish.verified_by) is None:
        wrong.append(FieldError("verified_by", "I do not know that person; choose somebody of this workspace."))
    if wrong:
        raise FormRefused(wrong)
    return wish


def _slug(tx: Tx, library: Library, workspace: str, was: TeamEntry, wish: EntryWish) -> str:
    if wish.overrides:
        return wish.overrides
    if was.slug and not was.wish.overrides:
        return was.slug
    taken = {one.slug for one in entries.in_state(tx, workspace, EntryState.PUBLISHED)}
    return slug_for(wish.title, {*taken, *library.everybodys})


def _description(wish: EntryWish) -> dict[str, str]:
    return {
        "title": wish.title,
        "answer": wish.text,
        "asked as": " | ".join(wish.asks),
        "source": wish.source,
        "ask": wish.ask,
        "verified by": wish.verified_by or "",
        "review by": wish.review.isoformat() if wish.review else "",
    }


def _note(
    tx: Tx,
    workspace: str,
    person: str,
    team: int,
    title: str,
    what: tuple[Change, ...] | list[Change],
    now: datetime,
    word: str,
) -> None:
    audit.note(tx, Author(workspace, person, now, team=team), what="answer", subject=title, changes=what, reason=word)


def _tell(
    tx: Tx, workspace: str, was: TeamEntry, *, title: str, published: bool, by: str, word: str, now: datetime
) -> None:
    if was.author == by:
        return
    message = EntryDecided(entry=was.id, title=title, published=published, by=by, word=word)
    outbox.add(
        tx,
        workspace,
        key=f"v1:entry:{was.id}:{'published' if published else 'declined'}",
        kind=message.kind,
        payload=message.model_dump_json(),
        conversation=was.author,
        now=now,
    )
