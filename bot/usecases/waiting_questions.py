"""*Tell me when you know*: questions nobody could answer are tried again whenever the answers have changed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.knowledge import NOBODY_KNOWN, Answer, Tier
from bot.domain.messages import LeftUnanswered, NowKnown
from bot.domain.question_feedback import WAITING, Given, Kind, PastQuestion, given, unanswered
from bot.usecases.knowledge import Library
from bot.usecases.questions import answered, as_shown, for_sending, remember
from storage import entries, knowledge, outbox
from storage.database import Database, Tx

# Older questions are let rest: who asked has gone on by then.
TRIED_FOR = timedelta(days=180)
NOBODY = ""


def tell_due(db: Database, library: Library, *, now: datetime) -> int:
    """Try what could not be answered, wherever the answers have changed; how many people are told."""
    with db.snapshot() as tx:
        behind = knowledge.to_try(tx)
    return sum(tell_waiting(db, library, workspace, now=now) for workspace in behind)


def tell_waiting(db: Database, library: Library, workspace: str, *, now: datetime) -> int:
    """Tell everybody who waits for what can be answered now, each once for all of their questions answered alike.

    A question that can be answered is settled, whether somebody waits for it or not. How many people are told.
    """
    with db.snapshot() as tx:
        edition = entries.edition(tx, workspace)
        waiting = _waiting(tx, workspace, edition=edition, now=now)
        known = [
            (one, by)
            for one, by in waiting
            if _now(one, answered(tx, library, workspace, one.question, person=NOBODY)) is not None
        ]
    with db.transaction() as tx:
        told = _tell(tx, library, workspace, known, edition=edition, now=now)
        knowledge.settle(tx, workspace, [one.id for one, _ in known], now=now)
        knowledge.told(tx, workspace, [one.id for one, _ in known])
        knowledge.tried(tx, workspace, edition=edition)
    return told


def tell_left(tx: Tx, library: Library, workspace: str, questions: Iterable[int], *, now: datetime) -> None:
    """Tell everybody who waits for one of these that it is not for us, and who may know; each once for all of them."""
    ids = list(questions)
    told: set[str] = set()
    for id, lines in knowledge.feedback_of(tx, workspace, ids).items():
        for person in dict.fromkeys(who for who, kind, value in lines if (kind, value) == (Kind.TELL, WAITING)):
            if person in told:
                continue
            told.add(person)
            asked, _ = as_shown(tx, library, workspace, id, person=person).one(id)
            message = LeftUnanswered(question=asked.answer.question, ask=asked.answer.route_to or NOBODY_KNOWN)
            outbox.add(
                tx,
                workspace,
                key=f"v1:left:{id}:{person}",
                kind=message.kind,
                payload=message.model_dump_json(),
                conversation=person,
                now=now,
            )
    knowledge.told(tx, workspace, ids)


def _waiting(tx: Tx, workspace: str, *, edition: int, now: datetime) -> list[tuple[PastQuestion, tuple[str, ...]]]:
    """The unanswered questions, each with who waits for it."""
    untried = knowledge.untried(tx, workspace, edition=edition, since=now - TRIED_FOR)
    said = knowledge.feedback_of(tx, workspace, [one.id for one in untried])
    found = []
    for one in untried:
        by_person: dict[str, list[tuple[str, str]]] = {}
        for person, kind, value in said.get(one.id, ()):
            by_person.setdefault(person, []).append((kind, value))
        told: dict[str, Given] = {person: given(lines) for person, lines in by_person.items()}
        if one.question and unanswered(one, told.values()):
            found.append((one, tuple(person for person, say in told.items() if say.waits)))
    return found


def _tell(
    tx: Tx,
    library: Library,
    workspace: str,
    known: list[tuple[PastQuestion, tuple[str, ...]]],
    *,
    edition: int,
    now: datetime,
) -> int:
    """One message for each person and each entry that answers them now."""
    answers: dict[tuple[str, str], list[Answer]] = {}
    for one, people in known:
        for person in people:
            whole = _now(one, answered(tx, library, workspace, one.question, person=person))
            if whole is not None:
                answers.setdefault((person, whole.found[0].entry.id), []).append(whole)
    for (person, entry), found in answers.items():
        key = f"known:{edition}:{entry}:{person}"
        (asked,) = remember(tx, workspace, found[0], person=person, key=key, edition=edition, now=now)
        message = NowKnown(asked=for_sending(asked), more=len(found) - 1)
        outbox.add(
            tx,
            workspace,
            key=f"v1:{key}",
            kind=message.kind,
            payload=message.model_dump_json(),
            conversation=person,
            now=now,
        )
    return len(answers)


def _now(was: PastQuestion, whole: Answer) -> Answer | None:
    """An answer given straight, and not the very one that was no answer to it; or None."""
    if whole.tier is not Tier.ANSWER or whole.parts or not whole.found:
        return None
    rejected = was.tier is not Tier.ABSTAIN and whole.found[0].entry.id == was.passage
    return None if rejected else whole
