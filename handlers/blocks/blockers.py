"""How blockers look: the cards that ask and tell, what a confirmation says, the form that changes one. Pure."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DatePickerElement,
    InputBlock,
    MarkdownTextObject,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.blockers import MOST_WHAT, Blocker
from bot.domain.messages import BlockerCard, BlockerNoted
from handlers.blocks.text import clip, day, listed, plural, safe

TAKE = "blocker.take"
SOLVE = "blocker.solve"
CHANGE = "blocker.change"
FORM = "blocker.form"

LABELS = {TAKE: "I'm on it", SOLVE: "It's solved", CHANGE: "Somebody else…"}


def card(message: BlockerCard) -> list[Block]:
    """One person's card: what is in the way, and what they can do about it."""
    blocks: list[Block] = [SectionBlock(text=_mrkdwn(clip(f"{_headline(message)}\n{_facts(message)}", 2900)))]
    offered = _offered(message)
    if offered:
        buttons = [
            ButtonElement(
                text=LABELS[action], action_id=action, value=str(message.blocker), style="primary" if not at else None
            )
            for at, action in enumerate(offered)
        ]
        blocks.append(ActionsBlock(elements=buttons))
    note = {
        "help_wanted": "I ask once more before it is needed, and no more than that.",
        "stale": "I will not ask about this one again.",
        "escalated": "You read this once. The next check-in, or *It's solved*, ends it.",
    }.get(message.purpose)
    if note:
        blocks.append(ContextBlock(elements=[_mrkdwn(note)]))
    return blocks


def card_text(message: BlockerCard) -> str:
    """The same in one line."""
    words = {
        "help_wanted": "Can you help?",
        "taken": "Somebody is on it:",
        "solved": "Solved:",
        "passed_on": "Nothing to do any more:",
        "stale": "Still in the way?",
        "escalated": f"In the way for {plural(message.days, 'day')}:",
    }
    return f"{words[message.purpose]} {safe(message.title, 150)}"


def noted(blocker: BlockerNoted) -> Block:
    """What a confirmation says of a blocker: who has been asked, or who could be."""
    what = f": {safe(blocker.what, 200)}" if blocker.what else ""
    if blocker.helper:
        who = f"<@{blocker.helper}> could help. I ask them, in their daytime."
    elif blocker.suggested:
        who = f"Who could help? Perhaps {listed([f'<@{one}>' for one in blocker.suggested])}; *Ask somebody* to say."
    else:
        who = "Who could help? *Ask somebody* to say."
    text = _mrkdwn(f"Blocked on *{safe(blocker.task, 120)}*{what}. {who}")
    if blocker.blocker is None:
        return SectionBlock(text=text)
    label = "Change…" if blocker.helper else "Ask somebody…"
    return SectionBlock(text=text, accessory=ButtonElement(text=label, action_id=CHANGE, value=str(blocker.blocker)))


def line(blocker: Blocker, *, days: int) -> Block:
    """An open blocker on App Home, with the button that changes it."""
    who = f" · asked <@{blocker.helper}>" if blocker.helper else " · nobody asked yet"
    taken = ", who is on it" if blocker.taken_by and blocker.taken_by == blocker.helper else ""
    needed = f" · needed by {day(blocker.needed)}" if blocker.needed else ""
    what = f"{safe(blocker.what, 200)}" if blocker.what else "not said what"
    text = f"*{safe(blocker.title, 120)}*: {what}\n{_since(days)}{who}{taken}{needed}"
    button = ButtonElement(text="Change…", action_id=CHANGE, value=str(blocker.id))
    return SectionBlock(text=_mrkdwn(text), accessory=button)


def form(blocker: Blocker) -> View:
    """Asks what is in the way, who could help, by when; and has a button for when it is gone."""
    solved = ButtonElement(text=LABELS[SOLVE], action_id=SOLVE, value=str(blocker.id))
    heading = f"*{safe(blocker.title, 200)}*\n{safe(blocker.project, 150)} · reported by <@{blocker.by}>"
    return View(
        type="modal",
        callback_id=FORM,
        title=PlainTextObject(text="Blocker"),
        submit=PlainTextObject(text="Save"),
        close=PlainTextObject(text="Cancel"),
        private_metadata=str(blocker.id),
        blocks=[
            SectionBlock(text=_mrkdwn(heading), accessory=solved),
            InputBlock(
                block_id="what",
                label="What is in the way?",
                element=PlainTextInputElement(
                    action_id="what", max_length=MOST_WHAT, initial_value=blocker.what or None, multiline=True
                ),
                optional=True,
            ),
            InputBlock(
                block_id="helper",
                label="Who could help?",
                element=UserSelectElement(action_id="helper", initial_user=blocker.helper),
                optional=True,
                hint="Somebody newly named is asked at once, in a message that only they read.",
            ),
            InputBlock(
                block_id="needed",
                label="Needed by",
                element=DatePickerElement(
                    action_id="needed", initial_date=blocker.needed.isoformat() if blocker.needed else None
                ),
                optional=True,
            ),
        ],
    )


def solved(blocker: Blocker) -> View:
    """What the form says once it is solved."""
    text = f"*{safe(blocker.title, 200)}* is not blocked any more. Thank you. From now on it counts as free."
    return View(
        type="modal",
        title=PlainTextObject(text="Blocker"),
        close=PlainTextObject(text="Close"),
        blocks=[SectionBlock(text=_mrkdwn(text))],
    )


def _offered(message: BlockerCard) -> tuple[str, ...]:
    if message.purpose in {"solved", "passed_on"}:
        return ()
    if message.purpose == "taken":
        return (SOLVE,)
    if message.purpose == "escalated":
        return (SOLVE, CHANGE)
    return (SOLVE, CHANGE) if message.told == message.by else (TAKE, SOLVE, CHANGE)


def _headline(message: BlockerCard) -> str:
    name = f"*{safe(message.title, 200)}*"
    mine = message.told == message.by
    match message.purpose:
        case "help_wanted":
            return f"*Can you help?* <@{message.by}> is blocked on {name}."
        case "taken":
            return f"You are on it, thank you: {name}." if not mine else f"<@{message.actor}> is on it: {name}."
        case "solved":
            return f"Solved, thank you: {name}." if not mine else f"<@{message.actor}> says it is solved: {name}."
        case "passed_on":
            return f"Nothing to do any more, somebody else was asked: {name}."
        case "stale":
            return f"Is {name} still blocked?" if mine else f"<@{message.by}> is still blocked on {name}."
        case "escalated":
            return f"{name} has been blocked for {plural(message.days, 'day')}."


def _facts(message: BlockerCard) -> str:
    facts = [safe(message.what, 600)] if message.what else []
    rest = [f"Project {safe(message.project, 120)}"]
    if message.needed:
        rest.append(f"needed by {day(message.needed)}")
    if message.purpose in {"stale", "escalated"}:
        rest.append(f"asked <@{message.helper}>" if message.helper else "nobody has been asked yet")
    return "\n".join([*facts, " · ".join(rest)])


def _since(days: int) -> str:
    return f"Blocked for {plural(days, 'day')}" if days else "Blocked since today"


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
