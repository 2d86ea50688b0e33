"""What sheets and columns mean, whatever a manager called them: headings matched by meaning, in any order and case.

Knows words, not values.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.sheets import Broken, FoundSheet, Place, letters

HEADINGS_WITHIN = 20

SHEETS: Mapping[str, tuple[str, ...]] = {
    "team": ("team", "teams", "about the team"),
    "members": ("members", "people", "team members", "staff", "who", "persons", "roster"),
    "digests": ("digests", "digest", "reports", "audiences"),
    "projects": ("projects", "project", "initiatives", "goals", "portfolio", "epics"),
    "approaches": ("approaches", "milestones", "alternatives", "structure", "options", "milestones and approaches"),
    "tasks": ("tasks", "task", "plan", "work", "backlog", "work items", "task list", "to do", "project plan"),
}

_PROJECT = ("project", "initiative", "epic", "programme", "program", "product", "project name")
_TEAM = ("team", "team name", "squad", "group")
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "team": {
        "team": (*_TEAM, "name"),
        "channel": ("channel", "slack channel", "home channel"),
        "weekdays": ("weekdays", "days", "check in days", "checkin days", "check in weekdays"),
        "at": ("at", "time", "check in time", "checkin time"),
        "every_weeks": ("every weeks", "every n weeks", "weeks between", "interval weeks"),
        "reminders": ("reminders", "number of reminders"),
    },
    "members": {
        "team": _TEAM,
        "handle": ("handle", "slack", "slack handle", "slack name", "user", "username", "person", "member", "name",
                   "slack user", "who"),
        "role": ("role", "access", "permission", "permissions"),
        "job": ("job", "job title", "position", "function", "profession", "works as", "discipline"),
        "country": ("country", "country code", "nation"),
        "subdivision": ("subdivision", "state", "region", "province", "land"),
    },
    "digests": {
        "team": _TEAM,
        "channel": ("channel", "slack channel", "audience"),
        "weekday": ("weekday", "day", "on"),
        "at": ("at", "time"),
        "zone": ("zone", "time zone", "timezone", "tz"),
        "projects": ("projects", "project", "about", "which projects"),
        "jump": ("jump", "alert", "points", "tell at once"),
    },
    "projects": {
        "team": _TEAM,
        "project": (*_PROJECT, "name", "goal"),
        "impact": ("impact", "product impact", "why", "benefit", "business impact", "business value", "value"),
        "target": ("target", "target date", "deadline", "due", "due date", "date", "end date", "by", "launch"),
        "sponsor": ("sponsor", "stakeholder", "executive sponsor", "accountable", "for whom"),
        "correlation": ("correlation", "shared luck", "common luck"),
        "worth": ("worth", "worth days", "worth in days", "worth in person days"),
        "success": ("success", "success graph", "what it takes", "success rule"),
    },
    "approaches": {
        "project": _PROJECT,
        "milestone": ("milestone", "must have", "objective", "phase", "step", "stage"),
        "approach": ("approach", "option", "alternative", "way", "method", "idea"),
        "tasks": ("tasks", "task", "work items", "needs tasks", "its tasks"),
    },
    "tasks": {
        "project": _PROJECT,
        "key": ("key", "id", "task id", "task key", "ref", "reference", "no", "nr", "number", "code", "#"),
        "task": ("task", "work item", "item", "activity", "story", "issue", "ticket", "to do", "todo", "deliverable",
                 "work", "experiment"),
        "title": ("title", "task name", "task title", "name", "description", "summary", "task description", "what"),
        "likelihood": ("likelihood", "probability", "chance", "odds", "p success", "success probability", "p",
                       "probability of success", "chance of success", "likelihood of success", "chances", "prob",
                       "confidence", "success chance"),
        "p50": ("p50", "effort p50", "estimate p50", "days p50", "p50 days", "p50 effort", "likely", "most likely",
                "median", "typical", "best guess", "expected days"),
        "p90": ("p90", "effort p90", "estimate p90", "days p90", "p90 days", "p90 effort", "worst case", "pessimistic",
                "upper", "at worst", "worst", "high estimate"),
        "estimate": ("estimate", "effort", "days", "person days", "effort days", "effort in days", "remaining",
                     "remaining days", "remaining effort", "estimated days", "estimated effort", "size"),
        "spent": ("spent", "days spent", "spent days", "actual", "actuals", "effort spent", "done so far",
                  "effort so far", "spent so far"),
        "needs": ("needs", "depends on", "dependencies", "dependency", "predecessor", "predecessors", "blocked by",
                  "after", "requires", "prerequisites", "waits for"),
        "owner": ("owner", "assignee", "responsible", "who", "assigned to", "person", "dri", "lead", "task owner"),
        "planned_experiments": ("planned experiments", "experiments", "experiments planned", "number of experiments",
                                "planned runs"),
        "resolution": ("resolution", "status", "state", "result", "outcome", "ended"),
        "milestone": ("milestone", "must have", "objective", "phase", "step", "stage"),
        "approach": ("approach", "option", "alternative", "way", "method", "idea"),
        "target": ("target", "target date", "deadline", "due date", "project target"),
    },
}  # fmt: skip
# A sheet whose name says nothing is known by having all of one of these.
TELLING = {
    "tasks": (("task", "likelihood"), ("title", "likelihood"), ("key", "likelihood")),
    "projects": (("project", "target"),),
    "members": (("handle", "role"), ("handle", "job")),
    "approaches": (("milestone", "approach", "tasks"),),
}
_SIGNS = re.compile(r"[^\w#]+|_")
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")


@dataclass(frozen=True)
class Table:
    """A sheet that was understood: where its columns stand, and its rows below the headings."""

    title: str
    columns: Mapping[str, int]
    headings: Mapping[str, str]
    rows: Sequence[tuple[int, tuple[Any, ...]]]

    def cell(self, row: tuple[Any, ...], column: str) -> Any:
        """What stands in a column of a row; None when it is empty or there is no such column."""
        at = self.columns.get(column)
        value = row[at] if at is not None and at < len(row) else None
        return None if isinstance(value, str) and not value.strip() else value

    def place(self, row: int, column: str) -> Place:
        """Where that is, for people."""
        return Place(self.title, row, self.columns.get(column), self.headings.get(column, column))


@dataclass(frozen=True)
class Understood:
    """The sheets of a workbook by what they mean; `passed_over` says in words what was not used."""

    tables: Mapping[str, Table]
    passed_over: tuple[str, ...]
    faults: tuple[str, ...]


def understand(sheets: Sequence[FoundSheet], *, ours: frozenset[str] = frozenset()) -> Understood:
    """What each sheet and column means; `ours` are titles an export adds, passed over without a word."""
    tables: dict[str, Table] = {}
    passed_over: list[str] = []
    faults: list[str] = []
    mine = {plain(title) for title in ours}
    named = [(sheet, _named(sheet.title)) for sheet in sheets if plain(sheet.title) not in mine]
    # Sheets with a telling name come first, so that none of the others takes their place.
    for sheet, kind in sorted(named, key=lambda one: one[1] is None):
        meaning = kind if kind is not None and sheet.rows else _telling(sheet)
        if meaning is None:
            if sheet.rows:
                passed_over.append(f"sheet {sheet.title}: I do not use it")
            continue
        if meaning in tables:
            passed_over.append(f"sheet {sheet.title}: not used, because sheet {tables[meaning].title} says the same")
            continue
        table, unknown, twice = _table(sheet, meaning)
        if table is None:
            expected = ", ".join(COLUMNS[meaning])
            faults.append(f"sheet {sheet.title}: I find no headings; name the columns in its first row: {expected}")
            continue
        tables[meaning] = table
        passed_over += [f"sheet {sheet.title}: I do not use the column {one}" for one in unknown]
        faults += twice
    return Understood(tables, tuple(passed_over), tuple(faults))


def plain(words: Any) -> str:
    """A heading without case, signs and runs of spaces."""
    if words is None or isinstance(words, Broken):
        return ""
    return " ".join(_SIGNS.sub(" ", str(words).casefold()).split())


def _meaning(heading: Any, meanings: Mapping[str, str]) -> str | None:
    """What a heading names; what stands in brackets counts if it says something, such as `Effort (P90)`."""
    if heading is None or isinstance(heading, Broken):
        return None
    return meanings.get(plain(heading)) or meanings.get(plain(_BRACKETS.sub(" ", str(heading))))


def _named(title: str) -> str | None:
    wanted = plain(title)
    return next((kind for kind, words in SHEETS.items() if wanted in words), None)


def _telling(sheet: FoundSheet) -> str | None:
    for kind, choices in TELLING.items():
        table, _, _ = _table(sheet, kind)
        if table and any(all(one in table.columns for one in choice) for choice in choices):
            return kind
    return None


def _table(sheet: FoundSheet, kind: str) -> tuple[Table | None, list[str], list[str]]:
    meanings = {words: name for name, synonyms in COLUMNS[kind].items() for words in synonyms}
    best: tuple[int, int] | None = None
    for place, (_, row) in enumerate(sheet.rows[:HEADINGS_WITHIN]):
        known = len({name for name in (_meaning(value, meanings) for value in row) if name})
        if known and (best is None or known > best[0]):
            best = (known, place)
    if best is None:
        return None, [], []
    number, row = sheet.rows[best[1]]
    columns: dict[str, int] = {}
    headings: dict[str, str] = {}
    unknown: list[str] = []
    twice: list[str] = []
    for at, value in enumerate(row):
        name = _meaning(value, meanings)
        shown = "" if value is None else " ".join(str(value).split())[:60]
        if name is None:
            if shown and not isinstance(value, Broken):
                unknown.append(f"{letters(at)} ({shown})")
        elif name in columns:
            there = f"column {letters(columns[name])} ({headings[name]})"
            twice.append(
                f"{Place(sheet.title, number, at, shown).words}: means the same as {there}; keep one of the two"
            )
        else:
            columns[name], headings[name] = at, shown
    return Table(sheet.title, columns, headings, sheet.rows[best[1] + 1 :]), unknown, twice
