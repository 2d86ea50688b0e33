"""Importing a file that somebody sent in Slack: only into teams they manage, with a line for every change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.domain.errors import NotAllowed, WrongInput
from bot.domain.import_previews import Preview
from bot.domain.outlines import Change
from bot.domain.people import Action, may
from bot.domain.team_files import TeamFile
from bot.usecases.files import preview_import, read_teams
from bot.usecases.teams import Imported, bring_in
from storage import audit, people
from storage.audit import Author
from storage.database import Database


@dataclass(frozen=True)
class Offered:
    """What a file holds and what importing it would change."""

    teams: Sequence[TeamFile]
    previews: Sequence[Preview]


def offer(db: Database, workspace: str, path: Path, *, person: str, channels: Mapping[str, str]) -> Offered:
    """Read a file for somebody who may import it; nothing is changed."""
    mine = managed(db, workspace, person)
    if not mine:
        raise NotAllowed("Only managers can import a plan. Ask one of your team's, or set a team up on my *Home* tab.")
    teams = read_teams(path, team=mine[0] if len(mine) == 1 else None)
    for team in teams:
        if team.name not in mine:
            raise NotAllowed(
                f"You manage no team called {team.name!r}; a file can change {' or '.join(mine)}. "
                "New teams are set up on my *Home* tab."
            )
    return Offered(teams, preview_import(db, workspace, teams, channels=channels))


def accept(
    db: Database, workspace: str, path: Path, *, person: str, channels: Mapping[str, str], now: datetime
) -> list[Imported]:
    """Import a file as it was offered, and note who changed what."""
    offered = offer(db, workspace, path, person=person, channels=channels)
    if not offered.teams:
        raise WrongInput("There is no team in this file.")
    with db.transaction() as tx:
        done = [bring_in(tx, workspace, team, channels=channels, today=now.date()) for team in offered.teams]
        ids = {team.name: team.id for team in people.teams(tx, workspace)}
        for known in offered.previews:
            author = Author(workspace, person, now, team=ids[known.team])
            for edit in [*known.likelihoods, *known.other]:
                change = Change(edit.field, edit.before, edit.after)
                audit.note(tx, author, what="import", subject=edit.subject, changes=[change])
            for what, names in (("task", known.tasks_added), ("project", known.projects_added)):
                for name in names:
                    audit.note(tx, author, what="import", subject=name, changes=[Change(what, "", name)])
            for name in known.people_added:
                audit.note(tx, author, what="import", subject=name, changes=[Change("member", "", name)])
    return done


def managed(db: Database, workspace: str, person: str) -> list[str]:
    """The teams whose plan and people this person may change."""
    with db.snapshot() as tx:
        who = people.person(tx, workspace, person)
        if who is None:
            return []
        mine = people.memberships(tx, workspace, person=person)
        return [
            team.name
            for team in people.teams(tx, workspace)
            if may(Action.EDIT_PLAN, who, mine, team.id) and may(Action.EDIT_TEAM, who, mine, team.id)
        ]
