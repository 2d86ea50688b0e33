"""How a manager's forms look: who is in the team, its name, when it checks in, days off."""

from datetime import time

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
    UserMultiSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.people import Role
from bot.usecases.rosters import MOST_JOB, Member, Roster
from bot.usecases.team_settings import TeamSettings
from handlers.blocks import forms
from handlers.blocks.audiences import AUDIENCES
from handlers.blocks.forms import field
from handlers.blocks.settings import TeamPlace, absence_words
from handlers.blocks.text import clip, day, safe

MEMBERS = "team.members"
CHECKIN = "team.checkin"
DAYS_OFF = "team.days_off"
RENAME = "team.rename"
BUTTONS = {
    "Members": MEMBERS,
    "Check-ins": CHECKIN,
    "Days off": DAYS_OFF,
    "Digests": AUDIENCES,
    "Name and channel": RENAME,
}

TAKE_OVER = "team.take_over"
ADD_MEMBERS = "team.add_members"
MEMBER_MENU = "team.member_menu"
TURN_MEMBERS = "team.turn_members"
FORGET_DAY_OFF = "team.forget_day_off"
MEMBERS_FORM = "team.members_form"
MEMBER_FORM = "team.member_form"
LEAVE_FORM = "team.leave_form"
CHECKIN_FORM = "team.checkin_form"
DAYS_OFF_FORM = "team.days_off_form"
RENAME_FORM = "team.rename_form"

MEMBERS_ON_PAGE = 40
ROLE_WORDS = {
    Role.MANAGER: "Manager",
    Role.MEMBER: "Member",
    Role.LEADER: "Leader",
}
ROLE_CHOICES = {
    Role.MANAGER.value: "Manager: edits the plan and the team, sees effort",
    Role.MEMBER.value: "Member: is asked, sees forecasts, edits their own tasks",
    Role.LEADER.value: "Leader: reads forecasts and digests, is not asked",
}
_HALF_PAST_NINE = time(9, 30)
WEEKS = {"1": "Every week", "2": "Every second week", "3": "Every third week", "4": "Every fourth week"}
OPTIONS = {
    "adaptive": "Ask sooner where it matters. On other working days, about dates that are near and odds unknown.",
    "blind": "Show the odds after the answer. So that nobody's confidence leans on a number they see.",
}
REMINDERS = {"0": "Never", "1": "Once the same day", "2": "Twice the same day"}


def members_page(roster: Roster, *, page: int) -> View:
    """Everybody in the team, each with what can be done about them."""
    pages = max(1, -(-len(roster.members) // MEMBERS_ON_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = roster.members[page * MEMBERS_ON_PAGE : (page + 1) * MEMBERS_ON_PAGE]
    add = ButtonElement(text="Add people", action_id=ADD_MEMBERS, style="primary")
    blocks: list[Block] = [ActionsBlock(elements=[add]), *(_member_row(member) for member in shown)]
    if not shown:
        blocks.append(forms.words("Nobody is in this team yet."))
    if pages > 1:
        after = (page + 1) % pages
        turn = ButtonElement(text=f"Page {after + 1} of {pages}", action_id=TURN_MEMBERS, value=str(after))
        blocks.append(ActionsBlock(elements=[turn]))
    note = "A team always keeps one manager. Changes apply from the next check-in on."
    blocks.append(ContextBlock(elements=[MarkdownTextObject(text=note)]))
    return View(
        type="modal",
        title=PlainTextObject(text="Members"),
        close=PlainTextObject(text="Done"),
        private_metadata=TeamPlace(team=roster.team.id, page=page).dumped(),
        blocks=blocks,
    )


def members_form(place: TeamPlace) -> View:
    """Who is to be added, and as what."""
    return forms.form(
        MEMBERS_FORM,
        "Add people",
        place.dumped(),
        [
            field("people", "Who?", UserMultiSelectElement(action_id="people", max_selected_items=100)),
            field("role", "As what?", forms.choice("role", ROLE_CHOICES, Role.MEMBER.value)),
            _job(""),
        ],
        submit="Add",
    )


def member_form(place: TeamPlace, member: Member) -> View:
    """Somebody's role and job."""
    role = member.membership.role.value
    return forms.form(
        MEMBER_FORM,
        "Role and job",
        place.dumped(),
        [
            forms.words(f"*{safe(member.person.name, 100)}*"),
            field("role", "Role", forms.choice("role", ROLE_CHOICES, role)),
            _job(member.membership.job),
        ],
    )


def leave_form(place: TeamPlace, member: Member) -> View:
    """Asks once more before somebody is taken out."""
    text = (
        f"*{safe(member.person.name, 100)}* is not asked any more, and what waits for an answer ends. "
        "Their tasks stay in the plan with their name; give them to somebody else there."
    )
    return forms.form(LEAVE_FORM, "Take out of the team?", place.dumped(), [forms.words(text)], submit="Take out")


def checkin_form(place: TeamPlace, team: TeamSettings) -> View:
    """When the team checks in."""
    return forms.form(CHECKIN_FORM, "Check-ins", place.dumped(), checkin_fields(team))


def checkin_fields(team: TeamSettings | None) -> list[Block]:
    """Weekdays, rhythm, time, reminders and options."""
    ritual = team.checkin if team else None
    weeks = str(ritual.rule.every_weeks) if ritual else "1"
    choices = WEEKS if weeks in WEEKS else {**WEEKS, weeks: f"Every {weeks} weeks"}
    reminders = str(ritual.reminders) if ritual else "1"
    ticked = [name for name in OPTIONS if ritual is not None and getattr(ritual, name)]
    return [
        field("weekdays", "On these days", forms.weekdays(ritual.rule.weekdays if ritual else frozenset({1, 3}))),
        field("every_weeks", "How often", forms.choice("every_weeks", choices, weeks)),
        field(
            "at",
            "At",
            forms.at(ritual.rule.at if ritual else _HALF_PAST_NINE),
            hint="In each person's own time zone; everybody may choose another time for themselves.",
        ),
        field("reminders", "Remind who has not answered", forms.choice("reminders", REMINDERS, reminders)),
        field("options", "If you like", forms.ticks("options", OPTIONS, ticked), optional=True),
    ]


def days_off_form(place: TeamPlace, team: TeamSettings) -> View:
    """The team's days off, and one more."""
    blocks: list[Block] = []
    for on, name in team.days_off:
        remove = ButtonElement(text="Remove", action_id=FORGET_DAY_OFF, value=on.isoformat())
        what = f" · {safe(name, 100)}" if name else ""
        text = MarkdownTextObject(text=f"{day(on)}{what}")
        blocks.append(SectionBlock(text=text, accessory=remove, block_id=f"day.{on.isoformat()}"))
    if not blocks:
        blocks.append(forms.words("No day off yet. Everybody's public holidays are known without this."))
    blocks += forms.fresh(
        str(len(team.days_off)),
        [
            field("on", "One more day off for the whole team", forms.day("on")),
            field("name", "What is it?", forms.line("name", most=100), optional=True),
        ],
    )
    return forms.form(DAYS_OFF_FORM, "Days off", place.dumped(), blocks, submit="Add")


def rename_form(place: TeamPlace, team: TeamSettings) -> View:
    """The team's name and home."""
    return forms.form(RENAME_FORM, "Name and channel", place.dumped(), name_fields(team.team.name, team.team.channel))


def name_fields(name: str, channel: str | None) -> list[Block]:
    """What the team is called and where it lives."""
    return [
        field("name", "What is the team called?", forms.line("name", name, most=100)),
        field(
            "channel",
            "Where does it talk?",
            forms.channel("channel", channel),
            optional=True,
            hint="Invite me there first: /invite @Barometer",
        ),
    ]


def _member_row(member: Member) -> SectionBlock:
    person, membership = member.person, member.membership
    facts = [ROLE_WORDS[membership.role], *([safe(membership.job, 60)] if membership.job else [])]
    facts.append(person.zone.replace("_", " "))
    if person.deactivated:
        facts.append("has left Slack")
    lines = [f"*{safe(person.name, 100)}* · {' · '.join(facts)}"]
    lines += [f"Away {absence_words(absence)}" for absence in member.absences[:3]]
    choices = {f"edit:{person.id}": "Role and job…", f"away:{person.id}": "Away…"}
    choices |= {f"forget:{one.id}": clip(f"Not away {absence_words(one)}", 75) for one in member.absences[:2]}
    choices |= {f"leave:{person.id}": "Take out of the team…"}
    menu = OverflowMenuElement(
        action_id=MEMBER_MENU, options=[Option(value=value, label=label) for value, label in choices.items()]
    )
    text = MarkdownTextObject(text="\n".join(lines))
    return SectionBlock(text=text, accessory=menu, block_id=f"member.{person.id}")


def _job(value: str) -> Block:
    hint = "Such as ML researcher or data engineer: milestones with one culture only are flagged."
    return field("job", "Job", forms.line("job", value, most=MOST_JOB), optional=True, hint=hint)
