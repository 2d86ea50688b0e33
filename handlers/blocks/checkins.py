"""How a check-in looks: the prompt, the form, and what comes back. Pure; ids are constants here."""

from datetime import date

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DatePickerElement,
    DividerBlock,
    InputBlock,
    InputInteractiveElement,
    MarkdownTextObject,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.domain.digests import in_whole_points
from bot.domain.messages import AnswerHeldUp, CheckinPrompt, PromptClosed, ReplyRecorded, TaskMove
from bot.domain.people import AUDIENCE
from bot.usecases.corrections import Shown
from handlers.blocks import blockers, metric_lint
from handlers.blocks.text import between, clip, day, moved, percent, plural, points, safe, whole_percent

MOST_BLOCKERS = 10
MOST_UNTOLD = 5
MOST_REASONS = 6
OPEN_FORM = "checkin.open_form"
NOTHING_CHANGED = "checkin.nothing_changed"
SKIP = "checkin.skip"
AWAY = "checkin.away"
FORM = "checkin.form"
AWAY_FORM = "checkin.away_form"
THATS_WRONG = "checkin.thats_wrong"
CORRECTION_FORM = "checkin.correction_form"
TAKE_BACK = "checkin.take_back"


def prompt(message: CheckinPrompt) -> list[Block]:
    """The card that asks."""
    value = str(message.checkin)
    tasks = "\n".join(f"•  {safe(title, 150)}" for title in message.tasks)
    if message.more_tasks:
        tasks += f"\n•  and {message.more_tasks} more"
    return [
        SectionBlock(text=_mrkdwn(f"*Check-in for {day(message.local_date)}* · {safe(message.team, 80)}\n{tasks}")),
        ActionsBlock(
            elements=[
                ButtonElement(text="Check in", action_id=OPEN_FORM, value=value, style="primary"),
                ButtonElement(text="Nothing changed", action_id=NOTHING_CHANGED, value=value),
                ButtonElement(text="Skip today", action_id=SKIP, value=value),
                ButtonElement(text="I'm away…", action_id=AWAY, value=value),
            ]
        ),
        ContextBlock(elements=[_mrkdwn(f"About two minutes. {AUDIENCE}")]),
    ]


def prompt_text(message: CheckinPrompt) -> str:
    """The prompt as a notification or a screen reader has it."""
    count = len(message.tasks) + message.more_tasks
    return f"Check-in for {day(message.local_date)}: {plural(count, 'task')}, about two minutes."


CLOSED_WORDS = {
    "answered": "answered, thank you",
    "skipped": "skipped; nothing moves, and that is fine",
    "away": "you are away; enjoy it",
    "superseded": "not needed any more: a newer one is here",
}


def prompt_closed(message: PromptClosed) -> list[Block]:
    """What stands in the prompt's place afterwards."""
    blocks: list[Block] = [SectionBlock(text=_mrkdwn(prompt_closed_text(message)))]
    if message.state in {"answered", "skipped"}:
        label = "Edit my answer" if message.state == "answered" else "Check in after all"
        button = ButtonElement(text=label, action_id=OPEN_FORM, value=str(message.checkin))
        blocks.append(ActionsBlock(elements=[button]))
    return blocks


def prompt_closed_text(message: PromptClosed) -> str:
    """The same in one line."""
    return f"Check-in for {day(message.local_date)}: {CLOSED_WORDS[message.state]}."


def away_form(*, metadata: str, first: date) -> View:
    """Asks from when to when somebody is away; always with an end."""
    return View(
        type="modal",
        callback_id=AWAY_FORM,
        title=PlainTextObject(text="I'm away"),
        submit=PlainTextObject(text="Save"),
        close=PlainTextObject(text="Cancel"),
        private_metadata=metadata,
        blocks=[
            _input("first", "First day", DatePickerElement(action_id="first", initial_date=first.isoformat())),
            _input(
                "last",
                "Last day",
                DatePickerElement(action_id="last", initial_date=first.isoformat()),
                hint="No check-ins until the day after. You are left out of the counts.",
            ),
            _input(
                "reason",
                "Reason",
                PlainTextInputElement(action_id="reason", max_length=200),
                optional=True,
                hint="Only you and your managers see it.",
            ),
        ],
    )


def correction_form(shown: Shown) -> View:
    """Asks for a person's own number, beside the ledger they disagree with."""
    lines = "\n".join(f"{_signed(line.points)} · {safe(line.words, 200)}" for line in shown.ledger)
    return View(
        type="modal",
        callback_id=CORRECTION_FORM,
        title=PlainTextObject(text="That's wrong"),
        submit=PlainTextObject(text="Correct it"),
        close=PlainTextObject(text="Cancel"),
        private_metadata=str(shown.task),
        blocks=[
            SectionBlock(
                text=_mrkdwn(
                    clip(
                        f"*{safe(shown.title, 300)}* stands at {percent(shown.likelihood)}, "
                        f"somewhere from {between(shown.low, shown.high)}, because:\n{lines}"
                        + ("" if shown.enough else "\nThat is not enough yet to say more than the plan does."),
                        2900,
                    )
                )
            ),
            _input(
                "direction",
                "It is",
                RadioButtonsElement(
                    action_id="direction",
                    options=[Option(value="high", label="Too high"), Option(value="low", label="Too low")],
                ),
                optional=True,
            ),
            _input(
                "should_be",
                "It should be, in %, if you know",
                NumberInputElement(action_id="should_be", is_decimal_allowed=True, min_value="0", max_value="100"),
                optional=True,
            ),
            _input(
                "reason",
                "What does it not know?",
                PlainTextInputElement(action_id="reason", multiline=True, max_length=500),
                optional=True,
            ),
        ],
    )


def recorded(message: ReplyRecorded) -> list[Block]:
    """What an answer moved, by how much and why."""
    blocks: list[Block] = [SectionBlock(text=_mrkdwn(f"*{_recorded_headline(message)}*"))]
    for move in message.moves[:15]:
        text = SectionBlock(text=_mrkdwn(clip(_move_words(move), 2900)))
        if message.corrected:
            text.accessory = ButtonElement(text="Take it back", action_id=TAKE_BACK, value=str(move.task))
        elif move.before != move.after or move.reasons:
            text.accessory = ButtonElement(text="That's wrong", action_id=THATS_WRONG, value=str(move.task))
        blocks.append(text)
    if len(message.moves) > 15:
        blocks.append(ContextBlock(elements=[_mrkdwn(f"and {len(message.moves) - 15} more tasks")]))
    if message.projects:
        lines = "\n".join(f"*{safe(p.name, 120)}*: {moved(p.before, p.after)} by its date" for p in message.projects)
        blocks += [DividerBlock(), SectionBlock(text=_mrkdwn(lines))]
    blocks += [blockers.noted(blocker) for blocker in message.blockers[:MOST_BLOCKERS]]
    blocks += [_ask_what_it_taught(title, message) for title in message.untold[:MOST_UNTOLD]]
    if message.learned:
        blocks.append(
            ContextBlock(elements=[_mrkdwn(f"Thank you for writing down what you learned ({message.learned}).")])
        )
    if message.metric is not None:
        blocks += metric_lint.question(message.metric)
    if message.channel and message.checkin is not None:
        note = f"<#{message.channel}> shows how many have answered, never what anybody said. `/checkin mine` has yours."
        blocks.append(ContextBlock(elements=[_mrkdwn(note)]))
    return blocks


def _ask_what_it_taught(title: str, message: ReplyRecorded) -> SectionBlock:
    text = f"Ruling out *{safe(title, 150)}* is progress. What did it teach? A sentence spares the next one the way."
    button = ButtonElement(text="Write it down", action_id=OPEN_FORM, value=str(message.checkin))
    return SectionBlock(text=_mrkdwn(text), accessory=button)


def held_up(message: AnswerHeldUp) -> list[Block]:
    """That an answer does not count yet, why, and that nothing of it is lost."""
    return [SectionBlock(text=_mrkdwn(held_up_text(message)))]


def held_up_text(message: AnswerHeldUp) -> str:
    """The same in one line."""
    why = safe(message.reason, 300) or "Something went wrong on my side."
    return (
        f"Your check-in for {day(message.local_date)} is written down and nothing of it is lost, but it does not count "
        f"yet. {why} I try again when I am next started; whoever runs me sees it in `barometer status`."
    )


def recorded_text(message: ReplyRecorded) -> str:
    """The same for a notification or a screen reader."""
    if not message.moves:
        return f"{_recorded_headline(message)}."
    moves = "; ".join(
        f"{safe(move.title, 80)} {percent(move.before)} to {percent(move.after)}" for move in message.moves[:5]
    )
    return f"{_recorded_headline(message)}: {moves}."


def _recorded_headline(message: ReplyRecorded) -> str:
    what = "Changed" if message.edited else "Recorded"
    late = " (late, and welcome)" if message.late else ""
    return f"{what} for {day(message.local_date)}{late}, thank you"


def _move_words(move: TaskMove) -> str:
    """What became of a likelihood and why, in whole points that add up to the move as it is read."""
    whole = whole_percent(move.after) - whole_percent(move.before)
    head = f"*{safe(move.title, 200)}*: {moved(move.before, move.after)}"
    if whole:
        head += f" ({points(whole / 100)})"
    if move.low is not None and move.high is not None:
        head += f", somewhere from {between(move.low, move.high)}"
    named = move.reasons[:MOST_REASONS]
    rest = move.after - move.before - sum(reason.points for reason in named) / 100
    *told, others = in_whole_points([*(reason.points / 100 for reason in named), rest], whole)
    lines = [f"{_signed(part)} · {safe(reason.words, 250)}" for reason, part in zip(named, told, strict=True) if part]
    if others and named:
        lines.append(f"{_signed(others)} · everything else")
    return "\n".join([head, *(f"      {line}" for line in lines)])


def _signed(points_moved: float) -> str:
    return f"{points_moved:+.0f}".replace("-", "−")


def _input(
    block_id: str,
    label: str,
    element: InputInteractiveElement,
    *,
    optional: bool = False,
    hint: str | None = None,
) -> InputBlock:
    return InputBlock(block_id=block_id, label=label, element=element, optional=optional, hint=hint)


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
