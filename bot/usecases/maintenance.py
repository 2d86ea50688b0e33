"""Looking after the answers: what is unanswered, disputed, waiting for a word, or to be looked at again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.answer_corrections import AnswerCorrection, CorrectionState
from bot.domain.entries import Entry, review_due
from bot.domain.errors import NotFound
from bot.domain.knowledge import Tier
from bot.domain.maintenance import Disputed, Quality, Unanswered, disputes, open_questions, quality
from bot.domain.outlines import Change
from bot.domain.question_habits import never_returned
from bot.domain.team_entries import MOST_ASKS, REVIEWED_AFTER, EntryState, EntryWish, TeamEntry
from bot.usecases.entries import keeper
from bot.usecases.knowledge import Library
from bot.usecases.question_labels import Past, past
from bot.usecases.waiting_questions import tell_left
from storage import answer_corrections, audit, confidence_learning, entries, entry_reviews, knowledge
from storage.audit import Author
from storage.database import Database, Tx
from storage.entry_reviews import EntryReview

LOOKED_BACK = timedelta(days=90)
NOT_FOR_US, SEEN_TO = "not for us", "seen to"


@dataclass(frozen=True)
class Proposal:
    """A correction that waits for a decision. `before` is what was answered, empty where nothing was straight."""

    correction: AnswerCorrection
    question: str
    before: str
    after: str


@dataclass(frozen=True)
class Upkeep:
    """All that whoever looks after the answers has before them. `titles` are entries', by id; `labels` what the
    confidence was refitted from, None while it is the one that ships."""

    unanswered: Sequence[Unanswered]
    disputed: Sequence[Disputed]
    proposals: Sequence[Proposal]
    drafts: Sequence[TeamEntry]
    due: Sequence[Entry]
    broken: Sequence[str]
    quality: Quality
    labels: int | None
    titles: Mapping[str, str]

    @property
    def waiting(self) -> int:
        """How many things wait for somebody."""
        lists = (self.unanswered, self.disputed, self.proposals, self.drafts, self.due, self.broken)
        return sum(len(one) for one in lists)


def upkeep(db: Database, library: Library, workspace: str, *, person: str, now: datetime) -> Upkeep:
    """Everything to look after, for who may; of the last ninety days."""
    with db.snapshot() as tx:
        who, _ = keeper(tx, workspace, person, now)
        index = library.of(tx, workspace)
        seen = past(tx, workspace, since=now - LOOKED_BACK)
        learnt = confidence_learning.newest(tx, workspace)
        return Upkeep(
            unanswered=open_questions(seen.questions, seen.given),
            disputed=disputes(seen.questions, seen.given),
            proposals=_proposals(tx, library, workspace),
            drafts=entries.in_state(tx, workspace, EntryState.DRAFT),
            due=review_due(index.entries, today=who.today),
            broken=[one.sentence() for one in library.broken],
            quality=_quality(seen, now),
            labels=learnt[1] if learnt else None,
            titles={entry.id: entry.title for entry in index.entries},
        )


def prefilled(db: Database, workspace: str, questions: Sequence[int], *, person: str, now: datetime) -> EntryWish:
    """What the form of an answer to these questions begins with: they are the wordings people use."""
    with db.snapshot() as tx:
        keeper(tx, workspace, person, now)
        asked = [" ".join(knowledge.question(tx, workspace, id).question.split()) for id in questions[:MOST_ASKS]]
    wordings = tuple(dict.fromkeys(one for one in asked if one))
    if not wordings:
        raise NotFound("What was asked there has been forgotten meanwhile. Write the answer under *Add an answer*.")
    return EntryWish(title=wordings[0], asks=wordings)


def to_edit(
    db: Database, library: Library, workspace: str, entry: str, *, person: str, now: datetime
) -> tuple[int | None, EntryWish | None]:
    """An entry to change: the id of one of our own, or what one that takes the place of ours begins with."""
    with db.snapshot() as tx:
        keeper(tx, workspace, person, now)
        own = [one for one in entries.in_state(tx, workspace, EntryState.PUBLISHED) if one.slug == entry]
        if own:
            return own[0].id, None
        found = library.of(tx, workspace).entry(entry)
    if found is None:
        raise NotFound("That entry is not here any more.")
    source = f"{found.source} {found.url}".strip()
    return None, EntryWish(
        title=found.title, text=found.text, asks=found.asks[:MOST_ASKS], source=source, ask=found.ask, overrides=entry
    )


def set_aside(
    db: Database, library: Library, workspace: str, questions: Sequence[int], *, person: str, what: str, now: datetime
) -> None:
    """`NOT_FOR_US` or `SEEN_TO`: these need nobody any more. Who waited for what is not for us is told whom to ask."""
    with db.transaction() as tx:
        _, team = keeper(tx, workspace, person, now)
        if what == NOT_FOR_US:
            tell_left(tx, library, workspace, questions, now=now)
        knowledge.settle(tx, workspace, questions, now=now)
        subject = f"questions {', '.join(str(one) for one in questions)}"
        change = Change("state", "open", what)
        audit.note(tx, Author(workspace, person, now, team=team), what="questions", subject=subject, changes=[change])


def still_true(db: Database, library: Library, workspace: str, entry: str, *, person: str, now: datetime) -> date:
    """*Still true*: whose word that is, and until when it is believed; a year."""
    with db.transaction() as tx:
        who, team = keeper(tx, workspace, person, now)
        found = library.of(tx, workspace).entry(entry)
        if found is None:
            raise NotFound("That entry is not here any more.")
        word = EntryReview(entry, person, who.today, who.today + REVIEWED_AFTER)
        entry_reviews.save(tx, workspace, word)
        entries.turn(tx, workspace)
        change = Change("review by", found.review.isoformat() if found.review else "", word.review.isoformat())
        audit.note(tx, Author(workspace, person, now, team=team), what="answer", subject=found.title, changes=[change])
        return word.review


def _proposals(tx: Tx, library: Library, workspace: str) -> list[Proposal]:
    index = library.of(tx, workspace)
    found = []
    for one in answer_corrections.in_state(tx, workspace, CorrectionState.WAITING):
        asked, after = knowledge.question(tx, workspace, one.question), index.entry(one.passage or "")
        given = index.entry(one.was or "") if asked.tier is Tier.ANSWER else None
        found.append(
            Proposal(
                correction=one,
                question=asked.question,
                before=given.title if given else "",
                after=after.title if after else one.words,
            )
        )
    return found


def _quality(seen: Past, now: datetime) -> Quality:
    labels = [one for question in seen.questions for one in seen.labels(question)]
    failed = [one.question for one in labels if not one.right]
    return quality(
        seen.questions,
        [one for one in labels if one.explicit],
        seen.given,
        again=len(seen.again),
        gone=never_returned(seen.questions, failed, now=now),
    )
