"""Every thing Barometer says unprompted, as typed values: what is kept in the outbox until it is rendered.

A message carries all that its text needs, so that rendering is a pure function; it knows no Slack.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.domain.knowledge import Asked
from bot.domain.metric_lint import boast

# So many projects are told in full at the head of a digest; of more, only what needs a look is.
MOST_IN_FULL = 3


class Part(BaseModel):
    """A piece of a message."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Message(Part):
    """The root of all messages; `version` lets a newer program read what an older one queued."""

    version: Literal[1] = 1


class CheckinPrompt(Message):
    """Asks one person about their open tasks."""

    kind: Literal["checkin_prompt"] = "checkin_prompt"
    checkin: int
    team: str
    local_date: date
    tasks: tuple[str, ...]
    more_tasks: int = 0


class CheckinReminder(Message):
    """Reminds somebody of a check-in that still waits; `last` says that no other follows."""

    kind: Literal["checkin_reminder"] = "checkin_reminder"
    checkin: int
    team: str
    local_date: date
    last: bool


class PromptPreview(Message):
    """Shows a manager what their team will be asked; answers to it count for nothing."""

    kind: Literal["prompt_preview"] = "prompt_preview"
    team: str
    local_date: date
    tasks: tuple[str, ...]


class Welcome(Message):
    """Tells a newcomer when they will be asked, and who will see what they say, before the first question."""

    kind: Literal["welcome"] = "welcome"
    team: str
    by: str
    at: datetime | None
    zone: str


class Understood(Message):
    """Shows a typed check-in back to whoever typed it: `answer` is what a click on *Record* hands in."""

    kind: Literal["understood"] = "understood"
    titles: dict[int, str]
    guessed: bool
    answer: str


class Answered(Message):
    """Answers what somebody asked in a thread."""

    kind: Literal["answered"] = "answered"
    answers: tuple[Asked, ...]


class TeamDay(Message):
    """What a team's channel shows of one date's check-ins: counts, and never who answered."""

    kind: Literal["team_day"] = "team_day"
    team: str
    local_date: date
    answered: int
    asked: int
    away: int


class TeamNews(Message):
    """What stands in the thread under it: a task that ended, and what was learned; nobody's name."""

    kind: Literal["team_news"] = "team_news"
    title: str
    status: Literal["done", "ruled_out"]
    learned: str = ""


class PromptClosed(Message):
    """Takes the place of a prompt once it needs no answer any more."""

    kind: Literal["prompt_closed"] = "prompt_closed"
    checkin: int
    team: str
    local_date: date
    state: Literal["answered", "skipped", "away", "superseded"]
    tasks: int = 0


class Reason(Part):
    """One line of an evidence ledger in words; `points` are percentage points."""

    points: float
    words: str


class TaskMove(Part):
    """How one reply moved one task's likelihood; `low` and `high` hold four likelihoods in five."""

    task: int
    title: str
    before: float
    after: float
    low: float | None = None
    high: float | None = None
    reasons: tuple[Reason, ...] = ()


class ProjectMove(Part):
    """What a project's odds by its target date were, and are."""

    name: str
    before: float
    after: float


class BlockerNoted(Part):
    """A blocker somebody reported and who could help; `suggested` are people to ask while nobody is."""

    task: str
    what: str
    helper: str | None
    blocker: int | None = None
    suggested: tuple[str, ...] = ()


class NarrowMetric(Part):
    """A metric somebody wrote that says nothing of product impact, what is asked of it, and the entry that says why."""

    said: str
    question: str
    why: str


def narrow_metric(*texts: str) -> NarrowMetric | None:
    """The first boast of a narrow metric in these texts, as what is asked of it."""
    found = next((one for text in texts if (one := boast(text))), None)
    return NarrowMetric(said=found.said, question=found.question, why=found.why) if found else None


class ReplyRecorded(Message):
    """Tells who answered what their answer moved, by how much and why."""

    kind: Literal["reply_recorded"] = "reply_recorded"
    checkin: int | None
    local_date: date
    late: bool
    edited: bool
    moves: tuple[TaskMove, ...]
    projects: tuple[ProjectMove, ...]
    blockers: tuple[BlockerNoted, ...] = ()
    learned: int = 0
    untold: tuple[str, ...] = ()
    channel: str | None = None
    corrected: bool = False
    metric: NarrowMetric | None = None


class AnswerHeldUp(Message):
    """Says that an answer is written down and does not count yet; `reason` is a sentence, empty for a fault of ours."""

    kind: Literal["answer_held_up"] = "answer_held_up"
    local_date: date
    reason: str


class ResolutionAsked(Message):
    """Asks how a task ended whose project's target has passed; `number` counts the times, from 0."""

    kind: Literal["resolution_asked"] = "resolution_asked"
    task: int
    title: str
    project: str
    target: date
    number: int
    owned: bool = True


class Cause(Part):
    """Part of a change in a project's odds that one task explains."""

    task: str
    points: float
    words: str = ""


class Swing(Part):
    """How far a project's odds lie apart between one task working and failing.

    `low` and `high` hold four likelihoods in five; None where only the plan has spoken of the task yet.
    """

    task: str
    likelihood: float
    swing: float
    low: float | None = None
    high: float | None = None


class Order(Part):
    """What to work on next, and how that was found. Effort is expected person-days until the fate is known."""

    tasks: tuple[str, ...]
    exact: bool
    expected_effort: float
    saves: float | None = None


class Waiting(Part):
    """A task that cannot go on before somebody outside has done something: since when, and by when it is needed or
    expected. Whom it waits for is not said.
    """

    task: str
    blocked: bool
    since: date | None = None
    by: date | None = None


class Risk(Part):
    """What could go wrong, what it would cost in odds, and what a leader can do about it."""

    task: str
    milestone: str
    likelihood: float
    swing: float
    ask: str


class ProjectFigures(Part):
    """One project as a forecast or a digest shows it. Odds are shares of one; dates are given success.

    `last_by_target` are the odds of `last_on`, a week before or when they were told last.
    """

    name: str
    impact: str
    sponsor: str
    target: date
    as_of: date
    by_target: float
    ever: float
    last_by_target: float | None
    last_on: date | None = None
    p50: date | None
    p80: date | None
    p95: date | None
    causes: tuple[Cause, ...] = ()
    swings: tuple[Swing, ...] = ()
    risks: tuple[Risk, ...] = ()
    fragile: tuple[str, ...] = ()
    quick_wins: tuple[str, ...] = ()
    milestones: tuple[tuple[str, float], ...] = ()
    waiting: tuple[Waiting, ...] = ()
    order: Order | None = None
    net_worth: float | None = None
    second_ways: tuple[str, ...] = ()
    curve: tuple[tuple[date, float], ...] = ()


class Calibration(Part):
    """How true a team's odds were; `said` and `happened` are shares of one, None while too few tasks have ended."""

    tasks: int
    said: float | None = None
    happened: float | None = None
    of: int = 0


class RiskDigest(Message):
    """The weekly message to leadership.

    `as_of` is the local date of its readers. `unplanned` are projects without a task yet; `note` is its manager's word.
    """

    kind: Literal["risk_digest"] = "risk_digest"
    team: str
    as_of: date
    week: str
    projects: tuple[ProjectFigures, ...]
    calibration: Calibration | None = None
    note: str = ""
    unplanned: tuple[str, ...] = ()


class Unmoved(Part):
    """A project whose odds are what they were."""

    name: str
    by_target: float
    target: date


class NothingChanged(Message):
    """Takes the place of a digest that would say what the last one said; `next_on` is the date of the next one."""

    kind: Literal["nothing_changed"] = "nothing_changed"
    team: str
    since: date
    projects: tuple[Unmoved, ...]
    next_on: date | None


class OddsMoved(Message):
    """A word to a digest's readers between two digests: odds have moved far since they were told last."""

    kind: Literal["odds_moved"] = "odds_moved"
    team: str
    projects: tuple[ProjectFigures, ...]


class DigestDetails(Message):
    """What stands in the thread under a digest: one project's details."""

    kind: Literal["digest_details"] = "digest_details"
    week: str
    project: ProjectFigures


Purpose = Literal["help_wanted", "taken", "solved", "passed_on", "stale", "escalated"]


class BlockerCard(Message):
    """A word about a blocker to one person: asking for help, or telling what became of it.

    `by` and `helper` are people's ids; `told` is whom the card is for, `actor` who did what it tells.
    """

    kind: Literal["blocker_card"] = "blocker_card"
    blocker: int
    purpose: Purpose
    title: str
    project: str
    what: str
    by: str
    helper: str | None
    needed: date | None
    days: int
    told: str
    actor: str | None = None


class Undelivered(Message):
    """Tells who manages a team that a message did not reach somebody: its kind, the place, and Slack's reason.

    With `doubtful`, which names the delivery, it may be there all the same: whoever looks can say so.
    """

    kind: Literal["undelivered"] = "undelivered"
    what: str
    to: str
    reason: str
    doubtful: int | None = None


class EntryDecided(Message):
    """Tells who wrote an answer what became of it; `by` is the id of who decided, `word` what they said to it."""

    kind: Literal["entry_decided"] = "entry_decided"
    entry: int
    title: str
    published: bool
    by: str
    word: str = ""


class CorrectionDecided(Message):
    """Tells who put an answer right whether it holds for everybody now; `by` is the id of who decided."""

    kind: Literal["correction_decided"] = "correction_decided"
    question: str
    accepted: bool
    by: str
    word: str = ""


class NowKnown(Message):
    """Tells who waited for it that a question can be answered now; `more` of their questions are answered alike."""

    kind: Literal["now_known"] = "now_known"
    asked: Asked
    more: int = 0


class LeftUnanswered(Message):
    """Tells who waited for it that nobody here will write an answer to a question, and who may know instead."""

    kind: Literal["left_unanswered"] = "left_unanswered"
    question: str
    ask: str


AnyMessage = Annotated[
    CheckinPrompt
    | CheckinReminder
    | PromptPreview
    | Welcome
    | Understood
    | Answered
    | TeamDay
    | TeamNews
    | PromptClosed
    | ReplyRecorded
    | AnswerHeldUp
    | ResolutionAsked
    | BlockerCard
    | RiskDigest
    | NothingChanged
    | OddsMoved
    | DigestDetails
    | Undelivered
    | EntryDecided
    | CorrectionDecided
    | NowKnown
    | LeftUnanswered,
    Field(discriminator="kind"),
]
MESSAGES: TypeAdapter[AnyMessage] = TypeAdapter(AnyMessage)
