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
from storage import audit, outlines, people
from storage.audit import OPERATOR, Author
from storage.database import Database, Tx


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
    """Import a file as it was offered."""
    offered = offer(db, workspace, path, person=person, channels=channels)
    if not offered.teams:
        raise WrongInput("There is no team in this file.")
    return import_teams(db, workspace, offered.teams, channels=channels, now=now, by=person)


def import_teams(
    db: Database,
    workspace: str,
    given: Sequence[TeamFile],
    *,
    channels: Mapping[str, str],
    now: datetime,
    by: str = OPERATOR,
) -> list[Imported]:
    """Set up all the teams of a file, or none of them, with a line for every change."""
    previews = preview_import(db, workspace, given, channels=channels)
    with db.transaction() as tx:
        done = [bring_in(tx, workspace, team, channels=channels, today=now.date()) for team in given]
        for known in previews:
            _note(tx, workspace, known, by=by, now=now)
    return done


def _note(tx: Tx, workspace: str, known: Preview, *, by: str, now: datetime) -> None:
    team = next(one.id for one in people.teams(tx, workspace) if one.name == known.team)
    projects = {one.name: one.id for one in outlines.outlines(tx, workspace, team=team, closed=True)}

    def note(subject: str, change: Change, project: str = "") -> None:
        author = Author(workspace, by, now, team=team, project=projects.get(project))
        audit.note(tx, author, what="import", subject=subject, changes=[change])

    for name in known.projects_added:
        note(name, Change("added", "", name), name)
    for task in known.tasks_added:
        note(task.name, Change("added", "", task.name), task.project)
    for edit in [*known.likelihoods, *known.other]:
        note(edit.subject, Change(edit.field, edit.before, edit.after), edit.project)
    for name in known.people_added:
        note(name, Change("added", "", name))


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
