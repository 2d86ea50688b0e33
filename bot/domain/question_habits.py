"""What people let us know without saying anything: that they asked again in other words, or never came back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from bot.domain.question_clusters import alike
from bot.domain.question_feedback import PastQuestion

AGAIN_WITHIN = timedelta(minutes=10)
GONE_AFTER = timedelta(days=30)


def asked_again(questions: Iterable[PastQuestion], *, within: timedelta = AGAIN_WITHIN) -> frozenset[int]:
    """The questions after which the same person soon asked something like it, wherever that was: they did not help."""
    found: set[int] = set()
    for mine in _by_person(questions).values():
        for one, later in pairwise(mine):
            if (
                one.question
                and timedelta(0) < later.asked - one.asked <= within
                and alike(one.question, later.question)
            ):
                found.add(one.id)
    return frozenset(found)


def never_returned(
    questions: Iterable[PastQuestion], unhelped: Iterable[int], *, now: datetime, after: timedelta = GONE_AFTER
) -> int:
    """How many people's last question was one that did not help them, that long ago. A count; nobody is named."""
    failed = frozenset(unhelped)
    last = [mine[-1] for mine in _by_person(questions).values()]
    return sum(one.id in failed and now - one.asked >= after for one in last)


def _by_person(questions: Iterable[PastQuestion]) -> dict[str, list[PastQuestion]]:
    found: dict[str, list[PastQuestion]] = {}
    for one in sorted(questions, key=lambda one: (one.asked, one.id)):
        found.setdefault(one.person, []).append(one)
    return found
