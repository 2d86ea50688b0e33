"""How the guided set-up looks, step by step, with who will see what; and the two messages that come of it."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
    UserMultiSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.messages import PromptPreview
from bot.domain.messages import Welcome as WelcomeMessage
from bot.domain.people import AUDIENCE, Person
from bot.usecases.setups import Answers, SetUp
from handlers.blocks import forms
from handlers.blocks.forms import WEEKDAY_NAMES, field
from handlers.blocks.settings import OPEN_SETTINGS
from handlers.blocks.teams import REMINDERS, WEEKS, name_fields
from handlers.blocks.text import clip, day, instant, listed, safe

SETUP_FORM = "setup.form"
BACK = "setup.back"
RESTART = "setup.restart"
TEST_PROMPT = "setup.test_prompt"

NAME, PEOPLE, PLAN, OWNERS, CHECKINS, DIGEST, SUMMARY = range(7)
TITLES = ("Your team", "Its people", "Its goal", "Who tries what", "Check-ins", "Leadership", "Is this right?")


def step(answers: Answers, people: Mapping[str, Person]) -> View:
    """The step somebody has not finished yet, with what they answered before."""
    at = answers.step
    build = (_name, _people, _plan, _owners, _checkins, _digest, _summary)[at]
    head = ContextBlock(elements=[MarkdownTextObject(text=f"Step {at + 1} of {len(TITLES)}. {_NOTES[at]}")])
    blocks: list[Block] = [head, *forms.fresh(f"s{at}", build(answers, people))]
    if at > NAME:
        back = ButtonElement(text="← Back", action_id=BACK)
        blocks.append(ActionsBlock(elements=[back, ButtonElement(text="Start over", action_id=RESTART)]))
    return View(
        type="modal",
        callback_id=SETUP_FORM,
        title=PlainTextObject(text=TITLES[at]),
        submit=PlainTextObject(text="Set it up" if at == SUMMARY else "Next"),
        close=PlainTextObject(text="Later"),
        private_metadata=str(at),
        blocks=blocks,
    )


def done(made: SetUp) -> View:
    """What was set up, and what to try first."""
    when = (
        f"Who owns a task is asked first {instant(made.next_checkin)}" if made.next_checkin else "Nobody is asked yet"
    )
    test = ButtonElement(text="Send me a test prompt", action_id=TEST_PROMPT, value=str(made.team), style="primary")
    return View(
        type="modal",
        title=PlainTextObject(text="All set"),
        close=PlainTextObject(text="Done"),
        blocks=[
            forms.words(
                f"*{safe(made.name, 100)}* is set up. {when} (in {made.zone.replace('_', ' ')}). "
                "Everybody who is asked has been told when, and who sees what they say."
            ),
            ActionsBlock(elements=[test]),
            forms.words(
                "`/plan` fills in likelihoods, efforts and more tasks; `/forecast` shows the odds. My *Home* tab is "
                "where you change all of this."
            ),
        ],
    )


def sent() -> View:
    """The test prompt is on its way."""
    text = "Sent: look under *Messages*. That is what your people get, each at their own time."
    return View(
        type="modal",
        title=PlainTextObject(text="Test prompt"),
        close=PlainTextObject(text="Done"),
        blocks=[forms.words(text)],
    )


def preview(message: PromptPreview) -> list[Block]:
    """The prompt as the team gets it, without its buttons."""
    tasks = "\n".join(f"•  {safe(title, 150)}" for title in message.tasks) or "•  (the tasks that are theirs)"
    head = f"*Check-in for {day(message.local_date)}* · {safe(message.team, 80)}"
    return [
        ContextBlock(elements=[MarkdownTextObject(text="*A test.* Your people get this, each with their own tasks:")]),
        SectionBlock(text=MarkdownTextObject(text=f"{head}\n{tasks}")),
        ContextBlock(
            elements=[
                MarkdownTextObject(
                    text="Below it stand *Check in*, *Nothing changed*, *Skip today* and *I'm away…*. "
                    f"About two minutes. {AUDIENCE}"
                )
            ]
        ),
    ]


def preview_text(message: PromptPreview) -> str:
    """The same in one line."""
    return f"A test: this is how {safe(message.team, 80)} is asked."


def welcome(message: WelcomeMessage) -> list[Block]:
    """When a newcomer is asked, and who sees what they say."""
    by = f" {safe(message.by, 80)} added you." if message.by else ""
    when = (
        f"Once a task is yours I write, first {instant(message.at)} (in {message.zone.replace('_', ' ')})."
        if message.at
        else ""
    )
    text = (
        f"*Welcome to {safe(message.team, 80)}.*{by} I ask what effort went into your tasks, two minutes each time, "
        f"and never whose idea won. {when}"
    )
    change = ButtonElement(text="Change when", action_id=OPEN_SETTINGS)
    return [
        SectionBlock(text=MarkdownTextObject(text=text)),
        ContextBlock(elements=[MarkdownTextObject(text=f"Who sees what: {AUDIENCE}")]),
        ActionsBlock(elements=[change]),
    ]


def welcome_text(message: WelcomeMessage) -> str:
    """The same in one line."""
    return f"Welcome to {safe(message.team, 80)}: I will ask what effort went into your tasks. {AUDIENCE}"


_NOTES = (
    "You can stop at any time and go on later; nothing happens before the last step.",
    "Slack titles grant nothing here: a role is what you choose.",
    "Three questions are enough to begin with. Leave them empty to bring a plan file or a workbook later.",
    "Each approach begins as one task at even odds. Whoever owns it is asked about it.",
    "Each person is asked at this time in their own zone, never on their public holidays.",
    "One message a week in plain words.",
    "Nothing has happened yet.",
)


def _name(answers: Answers, people: Mapping[str, Person]) -> list[Block]:
    return name_fields(answers.name, answers.channel)


def _people(answers: Answers, people: Mapping[str, Person]) -> list[Block]:
    return [
        field(
            "managers",
            "Who manages it?",
            _users("managers", answers.managers),
            hint="They edit the plan and the team, and see effort per task and who is blocked.",
        ),
        field(
            "members",
            "Who works in it?",
            _users("members", answers.members),
            optional=True,
            hint="They are asked about their own tasks.",
        ),
        field(
            "leaders",
            "Who leads from outside?",
            _users("leaders", answers.leaders),
            optional=True,
            hint="They may ask for forecasts, and are not asked anything.",
        ),
    ]


def _plan(answers: Answers, people: Mapping[str, Person]) -> list[Block]:
    approaches = PlainTextInputElement(
        action_id="approaches",
        multiline=True,
        max_length=3000,
        initial_value="\n".join(answers.approaches) or None,
    )
    hint = "One in each line. Any that works is enough, so two or more are safer than one."
    return [
        field("goal", "What is the goal?", forms.line("goal", answers.goal), optional=True),
        field("impact", "What does it change for the product?", forms.line("impact", answers.impact), optional=True),
        field("approaches", "Which ways could reach it?", approaches, optional=True, hint=hint),
        field("target", "By when?", forms.day("target", answers.target), optional=True),
    ]


def _owners(answers: Answers, people: Mapping[str, Person]) -> list[Block]:
    owners = [*answers.owners, *[None] * len(answers.ways)]
    return [
        field(
            f"owner{place}",
            clip(f"Who tries: {way}", 300),
            UserSelectElement(action_id=f"owner{place}", initial_user=owners[place]),
            optional=True,
        )
        for place, way in enumerate(answers.ways)
    ]


def _checkins(answers: Answers, people: Mapping[str, Person]) -> list[Block]:
    return [
        field("weekdays", "On these days", forms.weekdays(frozenset(answers.weekdays))),
        field("every_weeks", "How often", forms.choice("every_weeks", WEEKS, str(answers.every_weeks))),
        field("at", "At", forms.at(answers.at)),
        field("reminders", "Remind who has not answered", forms.choice("reminders", REMINDERS, str(answers.reminders))),
    ]


def _digest(answers: Answers, people: Mapping[str, Person]) -> list[Block]:
    days = {str(number): name for number, name in enumerate(WEEKDAY_NAMES)}
    return [
        field(
            "channel",
            "Who reads the weekly digest? Post it in",
            forms.channel("channel", answers.digest_channel),
            optional=True,
            hint="Invite me there first: /invite @Barometer. Leave it empty for no digest.",
        ),
        field("weekday", "On", forms.choice("weekday", days, str(answers.digest_weekday))),
        field("at", "At", forms.at(answers.digest_at)),
        field("zone", "In this time zone", forms.zone(answers.digest_zone)),
    ]


def _summary(answers: Answers, people: Mapping[str, Person]) -> list[Block]:
    home = f" in <#{answers.channel}>" if answers.channel else ""
    days = listed([WEEKDAY_NAMES[one] for one in answers.weekdays])
    how_often = "" if answers.every_weeks == 1 else f", {WEEKS[str(answers.every_weeks)].lower()}"
    lines = [
        f"*{safe(answers.name, 100)}*{home}",
        f"Asked on {days} at {answers.at:%H:%M}{how_often}, in each person's zone.",
    ]
    if answers.goal and answers.target:
        ways = "; ".join(safe(way, 100) for way in answers.ways)
        lines.append(f"Goal: *{safe(answers.goal, 200)}* by {day(answers.target)}. Ways: {ways}")
    else:
        lines.append("No plan yet: `/plan`, or `barometer import` with a plan file or a workbook, adds one.")
    return [forms.words("\n".join(lines)), forms.words(clip(who_sees_what(answers, people), 2990))]


def who_sees_what(answers: Answers, people: Mapping[str, Person]) -> str:
    """The audience of every answer, with the names of those who were chosen."""
    asked = [*answers.members, *[one for one in answers.owners if one]]
    leaders = f" and anybody in <#{answers.digest_channel}>" if answers.digest_channel else ""
    return "\n".join(
        [
            "*Who will see what*",
            f"•  Everybody ({_named([*answers.managers, *asked], people)}): all of their own answers, and the odds.",
            f"•  Managers ({_named(answers.managers, people)}): effort per task and who is blocked.",
            f"•  Leadership ({_named(answers.leaders, people)}{leaders}): projects and odds: no names, no hours.",
        ]
    )


def _named(ids: Sequence[str], people: Mapping[str, Person]) -> str:
    known = [safe(people[one].name, 40) for one in dict.fromkeys(ids) if one in people]
    if not known:
        return "nobody yet"
    return listed(known[:12]) if len(known) <= 12 else f"{', '.join(known[:12])} and {len(known) - 12} more"


def _users(name: str, chosen: Sequence[str]) -> UserMultiSelectElement:
    return UserMultiSelectElement(action_id=name, initial_users=list(chosen) or None, max_selected_items=100)
