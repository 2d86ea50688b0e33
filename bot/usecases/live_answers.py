"""Questions about the asker's own team, answered from its plan and roster, as far as the asker may see them.

What is said where others read along is never more than everybody there may know: no names beside what is blocked, no
odds, and the plan only in its team's own channel.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.domain.knowledge import Answer, Known, Tier
from bot.domain.live_answers import LiveAnswer
from bot.domain.live_questions import LiveKind, LiveQuestion, live_question
from bot.usecases.live_asker import Asker, asker_of
from bot.usecases.live_plans import blocked_longest, next_for_asker, odds, who_owns, work_on
from bot.usecases.live_rosters import missing_jobs, who_is, who_is_away, who_is_here, who_manages
from storage.database import Tx

# What could as well have been meant of teams in general; then the passages are offered below.
_ALSO_IN_GENERAL = {LiveKind.WHO_IS, LiveKind.WHO_OWNS, LiveKind.MISSING_JOBS}
_LOOKED_UP: dict[LiveKind, Callable[[Asker, LiveQuestion], LiveAnswer | None]] = {
    LiveKind.WHO_IS: who_is,
    LiveKind.WHO_OWNS: who_owns,
    LiveKind.MISSING_JOBS: missing_jobs,
    LiveKind.LONGEST_BLOCKED: blocked_longest,
    LiveKind.WORK_ON: work_on,
    LiveKind.ODDS: odds,
    LiveKind.MINE: next_for_asker,
    LiveKind.AWAY: who_is_away,
    LiveKind.TEAM: who_is_here,
    LiveKind.MANAGERS: who_manages,
}


# What a team's data said is not kept with the question: it is the team's, and it changes.
LOOKED_UP_BEFORE = LiveAnswer(("I looked this up for you. Ask again to see it as it stands now.",))


def with_live(tx: Tx, workspace: str, whole: Answer, *, person: str, channel: str | None, now: datetime) -> Answer:
    """An answer in which every question about the asker's own team is answered from the team's own data.

    `channel` is where others read the answer too; None when only the asker does.
    """
    if all(live_question(one.question) is None for one in whole.parts or (whole,)):
        return whole
    asker = asker_of(tx, workspace, person, channel, now)

    def live(one: Answer) -> Answer:
        asked = live_question(one.question)
        found = _looked_up(asker, asked) if asked is not None else None
        if asked is None or found is None or one.known is not Known.FOUND:
            return one
        general = one.found[:2] if one.tier is not Tier.ABSTAIN and asked.kind in _ALSO_IN_GENERAL else ()
        return replace(
            one, tier=Tier.ANSWER, confidence=1.0, live=found, found=general, route_to=None, note="", signals={}
        )

    return replace(whole, parts=tuple(live(part) for part in whole.parts)) if whole.parts else live(whole)


def _looked_up(asker: Asker, asked: LiveQuestion) -> LiveAnswer | None:
    if not asker.teams:
        if not asked.sure:
            return None
        return LiveAnswer(
            ("That is about your own team, and you are in none that I know.",),
            then="A manager of your team adds you on App Home; anybody may set a team up there.",
        )
    return _LOOKED_UP[asked.kind](asker, asked)
