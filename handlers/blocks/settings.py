"""How a person's own settings look, and the form for absences."""

from datetime import date

from pydantic import BaseModel, ConfigDict
from slack_sdk.models.blocks import Block, ExternalDataSelectElement, Option
from slack_sdk.models.views import View

from bot.domain.people import Absence
from bot.domain.places import holiday_name, joined
from bot.usecases.settings import MySettings
from handlers.blocks import forms
from handlers.blocks.forms import HOLIDAYS, field
from handlers.blocks.text import clip, safe, short_day

OPEN_SETTINGS = "settings.open"
ADD_ABSENCE = "settings.add_absence"
FORGET_ABSENCE = "settings.forget_absence"
SETTINGS_FORM = "settings.form"
ABSENCE_FORM = "settings.absence_form"

NO_HOLIDAYS = "-"
ON, OFF = "on", "off"


class TeamPlace(BaseModel):
    """What an open form about people or a team is about, and the form below it that follows. Ids only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    team: int | None = None
    person: str | None = None
    root: str | None = None
    page: int = 0

    def dumped(self) -> str:
        """For a view's metadata."""
        return self.model_dump_json(exclude_defaults=True)


def settings_form(mine: MySettings) -> View:
    """My time, zone, reminders and holidays."""
    settings = mine.settings
    zone = settings.zone or settings.slack_zone
    place = joined(settings.country, settings.subdivision)
    times = " or ".join(dict.fromkeys(f"{one:%H:%M}" for one in mine.team_times))
    team_time = f"Your team's is {times}; choose that to follow your team." if times else "Your team has none yet."
    holidays = ExternalDataSelectElement(
        action_id=HOLIDAYS,
        placeholder="Search for a country or a part of it",
        min_query_length=2,
        initial_option=Option(
            value=place or NO_HOLIDAYS,
            label=clip(holiday_name(settings.country, settings.subdivision) or NO_HOLIDAYS_WORDS, 75),
        ),
    )
    shown = settings.checkin_at or (mine.team_times[0] if mine.team_times else None)
    blocks: list[Block] = [
        field("at", "Ask me at", forms.at(shown), optional=True, hint=team_time),
        field(
            "zone",
            "In this time zone",
            forms.zone(zone),
            hint=f"Slack says {settings.slack_zone.replace('_', ' ')}; choose that to follow Slack when you travel.",
        ),
        field(
            "reminded",
            "Remind me when I have not answered",
            forms.choice(
                "reminded", {ON: "Yes, as my team does", OFF: "No, once is enough"}, ON if settings.reminded else OFF
            ),
        ),
        field("holidays", "My public holidays", holidays, hint="I do not ask you on these days."),
    ]
    return forms.form(SETTINGS_FORM, "My settings", "", blocks)


NO_HOLIDAYS_WORDS = "None"


def absence_form(place: TeamPlace, *, first: date, name: str | None) -> View:
    """From when to when somebody is away; always with an end. `name` is somebody else's."""
    who = f"*{safe(name, 100)}* is" if name else "You are"
    return forms.form(
        ABSENCE_FORM,
        "Away",
        place.dumped(),
        [
            forms.words(f"{who} not asked on these days, and not counted."),
            field("first", "First day", forms.day("first", first)),
            field("last", "Last day", forms.day("last", first)),
            field(
                "reason",
                "Reason",
                forms.line("reason", most=200),
                optional=True,
                hint="Only you and your managers see it.",
            ),
        ],
    )


def absence_words(absence: Absence) -> str:
    """From when to when, and why."""
    first, last = short_day(absence.first), short_day(absence.last)
    year = f" {absence.last.year}"
    days = f"{first}{year}" if absence.first == absence.last else f"{first} to {last}{year}"
    return f"{days} · {safe(absence.reason, 100)}" if absence.reason else days
