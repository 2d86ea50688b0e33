"""How App Home looks: mine first, then what I manage."""

from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.domain.people import AUDIENCE, Role
from bot.usecases.home import Home, MyTeam
from handlers.blocks import advice, blockers, entries, maintenance, role_cards, teams, undelivered
from handlers.blocks.checkins import OPEN_FORM
from handlers.blocks.settings import ADD_ABSENCE, FORGET_ABSENCE, OPEN_SETTINGS, absence_words
from handlers.blocks.setup import TEST_PROMPT
from handlers.blocks.text import clip, day, instant, listed, odds, percent, safe

PLAN = "home.plan"
SET_UP = "setup.open"

MOST_TASKS = 25
MOST_PROJECTS = 20
MOST_ABSENCES = 8
MOST_BLOCKERS = 10
MOST_UNDELIVERED = 5
# Five blocks a team at most, of the hundred that App Home holds.
MOST_TEAMS = 8
MOST_NAMES = 40

WELCOME = (
    "*Welcome.* I ask engineers twice a week what effort went into their tasks, keep the odds of every project "
    "honest, and tell leadership once a week in plain words. Anybody can ask me how machine-learning teams work: "
    "`/ask who should own the data pipeline?`"
)
FIRST_TEAM = "No team is set up here yet. It takes about three minutes, and you can stop and go on later."
OTHER_TEAMS = "You are in no team yet. Ask a manager to add you to theirs, or set up a team of your own."


def home(page: Home) -> View:
    """One person's page."""
    return View(type="home", blocks=_known(page) if page.known else _stranger(page))


def _stranger(page: Home) -> list[Block]:
    label = "Go on with the set-up" if page.setup_under_way else "Set up a team"
    button = ButtonElement(text=label, action_id=SET_UP, style="primary")
    return [
        _section(WELCOME),
        _section(OTHER_TEAMS if page.any_team else FIRST_TEAM),
        ActionsBlock(elements=[button]),
        *_advice(keeps_entries=False),
    ]


def _advice(*, keeps_entries: bool) -> list[Block]:
    return [
        DividerBlock(),
        HeaderBlock(text="How ML teams work"),
        _section("`/ask` answers questions; these have buttons, and only you see what you say."),
        ActionsBlock(
            elements=[
                advice.start_button("structure"),
                advice.start_button("process"),
                role_cards.list_button(),
                entries.add_button(),
                *([entries.list_button()] if keeps_entries else []),
            ]
        ),
    ]


def _known(page: Home) -> list[Block]:
    blocks = _checkins(page)
    blocks += [DividerBlock(), HeaderBlock(text="Your tasks")]
    lines = [
        f"•  {safe(task.title, 120)} · {_shown(task.likelihood)} · {safe(task.project, 60)}"
        for task in page.tasks[:MOST_TASKS]
    ]
    blocks += _paragraphs(lines) or [_section("No open task is yours, so you are not asked until one is.")]
    if page.blockers:
        blocks += [DividerBlock(), HeaderBlock(text="What is blocked")]
        blocks += [blockers.line(one, days=days) for one, days in page.blockers[:MOST_BLOCKERS]]
    if len(page.blockers) > MOST_BLOCKERS:
        blocks.append(_section(f"And {len(page.blockers) - MOST_BLOCKERS} more, newer ones."))
    if page.undelivered:
        blocks += [DividerBlock(), HeaderBlock(text="What I could not deliver")]
        blocks += [block for one in page.undelivered[:MOST_UNDELIVERED] for block in undelivered.line(one)]
    if len(page.undelivered) > MOST_UNDELIVERED:
        blocks.append(_section(f"And {len(page.undelivered) - MOST_UNDELIVERED} more, newer ones."))
    names = listed([team.name for team in page.teams])
    blocks += [DividerBlock(), HeaderBlock(text=clip(f"Projects of {names}", 150))]
    lines = [
        f"•  {safe(project.name, 120)} · *{odds(project.by_target)}* by its date · {odds(project.ever)} ever"
        for project in page.projects[:MOST_PROJECTS]
    ]
    blocks += _paragraphs(lines) or [_section("No project with a task yet. *The plan* is where they are added.")]
    if page.asked:
        blocks.append(ActionsBlock(elements=[ButtonElement(text="The plan", action_id=PLAN)]))
    for team in page.teams[:MOST_TEAMS]:
        blocks += _team(team)
    if len(page.teams) > MOST_TEAMS:
        blocks.append(_section(f"And {len(page.teams) - MOST_TEAMS} more teams, which I cannot show on one page."))
    label = "Go on with the set-up" if page.setup_under_way else "Set up another team"
    note = "`/forecast` shows what these hang on and what to do next. "
    return [
        *blocks,
        *_advice(keeps_entries=page.keeps_entries),
        *([maintenance.way_in()] if page.keeps_entries else []),
        DividerBlock(),
        ContextBlock(elements=[MarkdownTextObject(text=note + AUDIENCE)]),
        ActionsBlock(elements=[ButtonElement(text=label, action_id=SET_UP)]),
    ]


def _checkins(page: Home) -> list[Block]:
    blocks: list[Block] = [HeaderBlock(text="Your check-ins")]
    if page.open_checkin is not None:
        button = ButtonElement(text="Check in", action_id=OPEN_FORM, value=str(page.open_checkin), style="primary")
        blocks += [_section("A check-in is waiting for you."), ActionsBlock(elements=[button])]
    if not page.asked:
        blocks.append(_section("You are not asked anything: you read forecasts and digests."))
    elif page.next_checkin is None:
        blocks.append(_section("None is planned. `/checkin` works any time."))
    else:
        local = page.next_checkin.astimezone(ZoneInfo(page.zone))
        when = f"{day(local.date())}, {local:%H:%M} in {page.zone.replace('_', ' ')}"
        blocks.append(
            _section(
                f"Your next one comes {instant(page.next_checkin)} ({when}). `/checkin` works any time, also before."
            )
        )
    for absence in page.absences[:MOST_ABSENCES]:
        remove = ButtonElement(text="Remove", action_id=FORGET_ABSENCE, value=str(absence.id))
        blocks.append(SectionBlock(text=MarkdownTextObject(text=f"Away {absence_words(absence)}"), accessory=remove))
    buttons = [
        ButtonElement(text="My settings", action_id=OPEN_SETTINGS),
        ButtonElement(text="I'll be away…", action_id=ADD_ABSENCE),
    ]
    return [*blocks, ActionsBlock(elements=buttons)]


def _team(team: MyTeam) -> list[Block]:
    if not team.managed and team.role is Role.MEMBER:
        button = ButtonElement(text="I manage it now", action_id=teams.TAKE_OVER, value=str(team.id))
        text = f"Nobody in Slack manages *{safe(team.name, 100)}* any more."
        return [DividerBlock(), SectionBlock(text=MarkdownTextObject(text=text), accessory=button)]
    if team.role is not Role.MANAGER:
        return []
    names = ", ".join(safe(name, 60) for name in team.members[:MOST_NAMES])
    more = f" and {len(team.members) - MOST_NAMES} more" if len(team.members) > MOST_NAMES else ""
    blocks: list[Block] = [
        DividerBlock(),
        HeaderBlock(text=clip(f"You manage {team.name}", 150)),
        _section(clip(f"{names}{more}" if names else "Nobody is in it yet.", 2900)),
    ]
    if not team.checks_in:
        blocks.append(_section("It does not check in yet: *Check-ins* sets the days and the time."))
    blocks.append(
        ActionsBlock(
            elements=[
                ButtonElement(text=label, action_id=action, value=str(team.id))
                for label, action in {**teams.BUTTONS, "Send me a test prompt": TEST_PROMPT}.items()
            ]
        )
    )
    return blocks


def _shown(likelihood: float | None) -> str:
    return f"*{percent(likelihood)}*" if likelihood is not None else "_after your check-in_"


def _paragraphs(lines: list[str]) -> list[Block]:
    return [_section("\n".join(lines[start : start + 10])) for start in range(0, len(lines), 10)]


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=text))
