"""What an import would change, before it does: people, projects, tasks, likelihoods. Compares values only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.plans import Effort, Plan, Task
from bot.domain.team_files import GivenMember, TeamFile

SHOWN = ("title", "likelihood", "effort", "spent", "needs", "owner", "planned_experiments", "resolution")
PLAN_FIELDS = ("impact", "target", "sponsor", "correlation", "worth")


@dataclass(frozen=True)
class Edit:
    """One difference: what it is about, which part of it, before and after in words; `project` where it is in one."""

    subject: str
    field: str
    before: str
    after: str
    project: str = ""


@dataclass(frozen=True)
class NewTask:
    """A task that a file brings, by its name and that of its project."""

    project: str
    name: str


@dataclass(frozen=True)
class Preview:
    """What an import into one team would change. What is left out of the file stays as it is."""

    team: str
    new_team: bool
    people_added: tuple[str, ...]
    people_left_out: tuple[str, ...]
    projects_added: tuple[str, ...]
    projects_left_out: tuple[str, ...]
    tasks_added: tuple[NewTask, ...]
    tasks_left_out: tuple[str, ...]
    likelihoods: tuple[Edit, ...]
    other: tuple[Edit, ...]

    @property
    def changes(self) -> int:
        """How many things would change; what is left out of the file is none of them."""
        added = len(self.people_added) + len(self.projects_added) + len(self.tasks_added)
        return int(self.new_team) + added + len(self.likelihoods) + len(self.other)


def preview(before: TeamFile | None, after: TeamFile) -> Preview:
    """What would become of a team, none if there is none yet, when a file is imported."""
    people = {_bare(one.handle): one for one in before.members} if before else {}
    coming = {_bare(one.handle): one for one in after.members}
    plans = {plan.project: plan for plan in before.plans} if before else {}
    given = {plan.project: plan for plan in after.plans}
    kept = [(plans[name], plan) for name, plan in given.items() if name in plans]
    new = [plan for name, plan in given.items() if name not in plans]
    edits = [replace(edit, project=plan.project) for old, plan in kept for edit in _plan_edits(old, plan)]
    edits += [edit for handle, one in coming.items() if handle in people for edit in _member(people[handle], one)]
    edits += _rituals(before, after)
    return Preview(
        team=after.name,
        new_team=before is None,
        people_added=tuple(f"@{handle}" for handle in coming if handle not in people),
        people_left_out=tuple(f"@{handle}" for handle in people if coming and handle not in coming),
        projects_added=tuple(plan.project for plan in new),
        projects_left_out=tuple(name for name in plans if name not in given),
        tasks_added=tuple(
            NewTask(plan.project, _named(plan, key))
            for known, plan in [*kept, *((None, plan) for plan in new)]
            for key in plan.tasks
            if known is None or key not in known.tasks
        ),
        tasks_left_out=tuple(_named(old, key) for old, plan in kept for key in old.tasks if key not in plan.tasks),
        likelihoods=tuple(edit for edit in edits if edit.field == "likelihood"),
        other=tuple(edit for edit in edits if edit.field != "likelihood"),
    )


def preview_lines(known: Preview, *, most: int = 20) -> list[str]:
    """The preview in words, the shortest that tell everything; `most` of each kind are named."""
    lines = [f"The team {known.team} is new."] if known.new_team else []
    for what, names in (
        ("Added to the team", known.people_added),
        ("New projects", known.projects_added),
        ("New tasks", [task.name for task in known.tasks_added]),
    ):
        if names:
            lines.append(f"{what} ({len(names)}): {_listed(names, most)}.")
    for what, edits in (("Likelihoods", known.likelihoods), ("Other changes", known.other)):
        if edits:
            lines.append(f"{what} ({len(edits)}):")
            lines += [_edit_line(edit) for edit in edits[:most]]
            if len(edits) > most:
                lines.append(f"  and {len(edits) - most:,} more")
    if known.tasks_left_out:
        stay = _listed(known.tasks_left_out, most)
        lines.append(f"Not in the file; they stay, and success no longer needs them: {stay}.")
    kept = [*known.people_left_out, *known.projects_left_out]
    if kept:
        lines.append(f"Not in the file, and stay as they are: {_listed(kept, most)}.")
    if not known.changes and not known.tasks_left_out:
        lines.append("Everything is already as the file says.")
    return lines


def _plan_edits(old: Plan, new: Plan) -> Iterable[Edit]:
    yield from _edits(new.project, old, new, PLAN_FIELDS)
    if (old.milestones, old.success) != (new.milestones, new.success):
        yield Edit(new.project, "what success takes", _shape(old), _shape(new))
    for key, task in new.tasks.items():
        if key in old.tasks:
            yield from _task_edits(_named(new, key), old.tasks[key], task)


def _task_edits(subject: str, old: Task, new: Task) -> Iterable[Edit]:
    for edit in _edits(subject, old, new, SHOWN):
        # An owner's @ and case mean nothing; an end that a file does not name is not taken back.
        same = edit.field == "owner" and _bare(edit.before) == _bare(edit.after)
        if not same and not (edit.field == "resolution" and new.resolution is None):
            yield edit


def _member(old: GivenMember, new: GivenMember) -> Iterable[Edit]:
    fields = [name for name in ("role", "job") if getattr(old, name) != getattr(new, name)]
    if new.country:
        fields += [name for name in ("country", "subdivision") if getattr(old, name) != getattr(new, name)]
    return _edits(f"@{_bare(new.handle)}", old, new, fields)


def _rituals(before: TeamFile | None, after: TeamFile) -> Iterable[Edit]:
    if before is None:
        return
    if after.channel is not None and after.channel != before.channel:
        yield Edit(after.name, "channel", before.channel or "none", after.channel)
    if after.checkins is not None and after.checkins != before.checkins:
        fields = [
            name
            for name in ("weekdays", "at", "every_weeks", "reminders")
            if before.checkins is None or getattr(before.checkins, name) != getattr(after.checkins, name)
        ]
        for name in fields:
            old = _words(getattr(before.checkins, name)) if before.checkins else "none"
            yield Edit(f"{after.name}, check-ins", name, old, _words(getattr(after.checkins, name)))
    known = {digest.channel: digest for digest in before.digests}
    for digest in after.digests:
        if digest.channel not in known:
            yield Edit(f"{after.name}, digest", digest.channel, "none", f"weekly at {digest.at:%H:%M}")
        else:
            old_digest = known[digest.channel]
            said = [name for name in ("projects", "jump") if getattr(digest, name) is not None]
            yield from _edits(f"digest in {digest.channel}", old_digest, digest, ("weekday", "at", "zone", *said))


def _edits(subject: str, old: Any, new: Any, fields: Sequence[str]) -> list[Edit]:
    return [
        Edit(subject, name, _words(getattr(old, name), name), _words(getattr(new, name), name))
        for name in fields
        if getattr(old, name) != getattr(new, name)
    ]


def _words(value: Any, field: str = "") -> str:
    if value is None or value in ("", ()):
        return "none"
    if field == "likelihood":
        return f"{value:.0%}" if round(value * 100) == value * 100 else f"{value:.1%}"
    if isinstance(value, Effort):
        return f"{value.p50:g} to {value.p90:g} days"
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _shape(plan: Plan) -> str:
    if not plan.milestones:
        return "a rule of its own"
    ways = sum(len(milestone.approaches) for milestone in plan.milestones)
    return f"{len(plan.milestones)} milestones, {ways} approaches"


def _edit_line(edit: Edit) -> str:
    if edit.before == edit.after:
        return f"  {edit.subject}: {edit.field} changes"
    what = "" if edit.field == "likelihood" else f"{edit.field} "
    return f"  {edit.subject}: {what}{edit.before} → {edit.after}"


def _named(plan: Plan, key: str) -> str:
    task: Mapping[str, Task] = plan.tasks
    title = task[key].title
    return key if title == key else f"{title} ({key})"


def _listed(names: Sequence[str], most: int) -> str:
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _bare(handle: str) -> str:
    return handle.lstrip("@").lower()
