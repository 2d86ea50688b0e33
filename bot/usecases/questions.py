"""Questions people ask: answered, and remembered with what they were answered with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.answer_corrections import CorrectionState, standing
from bot.domain.entries import Entry
from bot.domain.errors import NotFound
from bot.domain.knowledge import Answer, Asked, Found, Known, Tier
from bot.domain.messages import Answered
from bot.domain.question_feedback import Given, PastQuestion, given
from bot.usecases.knowledge import Library, answer
from bot.usecases.live_answers import LOOKED_UP_BEFORE, with_live
from storage import answer_corrections, entries, knowledge, outbox
from storage.database import Database, Tx

ANSWER_LIVES = timedelta(days=2)
# What a person is shown of what was found; an answer on its way carries no more.
MOST_SHOWN = 3
MOST_TEXT = 2000


@dataclass(frozen=True)
class Said:
    """A question as it was typed: where, and in the thread of which message (`root`) it is answered.

    `private` where nobody but the asker reads the answer.
    """

    workspace: str
    person: str
    channel: str
    ts: str
    root: str
    question: str
    private: bool = False

    @property
    def key(self) -> str:
        """What makes the same question the same, however often it is brought."""
        return _key(self.channel, self.ts)


@dataclass(frozen=True)
class Shown:
    """A message's answers as they were given, and what one person has said of each so far, by question."""

    asked: tuple[Asked, ...]
    given: Mapping[int, Given]

    def one(self, question: int) -> tuple[Asked, Given]:
        """One of them."""
        return next(one for one in self.asked if one.id == question), self.given[question]


def ask(
    db: Database, library: Library, workspace: str, *, person: str, question: str, key: str, now: datetime
) -> list[Asked]:
    """Answer a question, part by part if it has several, and remember what was answered."""
    with db.snapshot() as tx:
        edition = entries.edition(tx, workspace)
        whole = answered(tx, library, workspace, question, person=person)
        whole = with_live(tx, workspace, whole, person=person, channel=None, now=now)
    with db.transaction() as tx:
        return remember(tx, workspace, whole, person=person, key=key, edition=edition, now=now)


def answer_in_thread(db: Database, library: Library, said: Said, *, now: datetime) -> None:
    """Queue the answer to a typed question, once however often it is brought; in a thread it is read as a follow-up."""
    with db.snapshot() as tx:
        edition = entries.edition(tx, said.workspace)
        previous = knowledge.asked_under(tx, said.workspace, f"{_key(said.channel, said.root)}:0")
        whole = answered(
            tx,
            library,
            said.workspace,
            said.question,
            person=said.person,
            previous=None if said.root == said.ts else previous,
        )
        channel = None if said.private else said.channel
        whole = with_live(tx, said.workspace, whole, person=said.person, channel=channel, now=now)
    with db.transaction() as tx:
        asked = remember(tx, said.workspace, whole, person=said.person, key=said.key, edition=edition, now=now)
        message = Answered(answers=tuple(for_sending(one) for one in asked))
        outbox.add(
            tx,
            said.workspace,
            key=f"v1:answer:{said.key}",
            kind=message.kind,
            payload=message.model_dump_json(),
            conversation=said.channel,
            now=now,
            expires=now + ANSWER_LIVES,
            thread_ts=said.root,
        )


def answered(
    tx: Tx, library: Library, workspace: str, question: str, *, person: str, previous: str | None = None
) -> Answer:
    """The answer for one person: with what they put right themselves, and what holds for everybody here."""
    index = library.of(tx, workspace)
    accepted = answer_corrections.in_state(tx, workspace, CorrectionState.ACCEPTED)
    right = standing(answer_corrections.of_person(tx, workspace, person), accepted, index.entry)
    return answer(index, question, previous, right)


def remember(
    tx: Tx, workspace: str, whole: Answer, *, person: str, key: str, edition: int, now: datetime
) -> list[Asked]:
    """Write a question down, part by part, each with what it was answered with, and of which `edition` that was."""
    return [
        Asked(
            knowledge.add_question(
                tx,
                workspace,
                key=f"{key}:{place}",
                person=person,
                question=one.question[:MOST_TEXT],
                tier=one.tier,
                confidence=one.confidence,
                passage=one.found[0].entry.id if one.found and one.live is None else None,
                meaning=one.meaning,
                shown=_shown(one),
                signals=one.signals,
                tried=edition,
                now=now,
            ),
            one,
        )
        for place, one in enumerate(whole.parts or (whole,))
    ]


def for_sending(asked: Asked) -> Asked:
    """An answer with no more than a message needs."""
    whole = asked.answer
    return Asked(
        asked.id,
        replace(whole, question=whole.question[:MOST_TEXT], found=whole.found[:MOST_SHOWN], signals={}, meaning=""),
    )


def as_shown(tx: Tx, library: Library, workspace: str, question: int, *, person: str) -> Shown:
    """The answers of the message in which a question was asked, as they were given, or `NotFound`."""
    index = library.of(tx, workspace)
    together = knowledge.asked_together(tx, workspace, question)
    ids = [one.id for one, _ in together]
    said = knowledge.feedback_of(tx, workspace, ids)
    right = [one for one in answer_corrections.of_questions(tx, workspace, ids) if one.person == person]
    corrections = standing(right, (), index.entry)
    says = {one.question: what for one in right if (what := one.says) is not None}
    found = {
        id: given([(kind, value) for who, kind, value in said.get(id, ()) if who == person], says.get(id)) for id in ids
    }
    asked = tuple(Asked(one.id, _again(one, shown, index.entry, corrections)) for one, shown in together)
    return Shown(asked, found)


def entry_of(db: Database, library: Library, workspace: str, id: str) -> Entry:
    """An entry by its id as it stands now, or `NotFound`."""
    with db.snapshot() as tx:
        entry = library.of(tx, workspace).entry(id)
    if entry is None:
        raise NotFound("That entry is not here any more; ask again.")
    return entry


def _key(channel: str, ts: str) -> str:
    return f"message:{channel}:{ts}"


def _shown(one: Answer) -> dict[str, Any]:
    """What is needed to show an answer again as it was; ids and words of ours only, nothing of what somebody typed."""
    return {
        "found": [[found.entry.id, found.score] for found in one.found[:MOST_SHOWN]],
        "route": one.route_to,
        "note": one.note,
        "aside": one.aside,
        "known": one.known.value,
        "live": one.live is not None,
    }


def _again(
    was: PastQuestion, shown: Mapping[str, Any], of: Callable[[str], Entry | None], corrections: Mapping[str, Entry]
) -> Answer:
    """An answer as it was given; or, once somebody has put it right, as they did. Entries say what they say today."""
    found = tuple(Found(entry, score) for id, score in shown.get("found", ()) if (entry := of(id)) is not None)
    if shown.get("live"):
        return Answer(was.question, Tier.ANSWER, 1.0, found, live=LOOKED_UP_BEFORE)
    right = corrections.get(was.meaning)
    if right is not None:
        rest = tuple(one for one in found if one.entry.id != right.id)
        return Answer(was.question, Tier.ANSWER, 1.0, (Found(right, 1.0), *rest), known=Known.CORRECTED)
    tier = was.tier if found else Tier.ABSTAIN
    known = Known(shown.get("known") or Known.FOUND)
    return Answer(
        was.question,
        tier,
        was.confidence,
        found,
        shown.get("route"),
        str(shown.get("note") or ""),
        known=known,
        aside=str(shown.get("aside") or ""),
    )
