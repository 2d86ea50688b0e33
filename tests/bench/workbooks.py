"""What a long workbook costs: a database with 100,000 effort inputs exported in a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bot.domain.people import Membership, Person, Role
from bot.domain.plan_documents import parse_plan
from bot.usecases.exports import export_team
from bot.usecases.files import read_teams
from storage import people, plans
from storage.database import Database
from storage.tables import ReplyRow, TaskReplyRow

ROWS = 100_000
PROJECTS, TASKS = 20, 50
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def measure(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Each figure as its name, its value, and the bound it is held against."""
    url, path = f"sqlite:///{folder / 'long.db'}", folder / "long.xlsx"
    _fill(url)
    began = time.perf_counter()
    command = [sys.executable, "-m", "tests.bench.workbooks", url, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    took = time.perf_counter() - began
    yield f"memory of exporting {ROWS:,} effort inputs, whole process", f"{done.stdout.strip()} MB", "at most 150 MB"
    yield "the same, from start to end", f"{took:.0f} s", ""
    yield "its size", f"{path.stat().st_size / 2**20:.1f} MB", ""
    began = time.perf_counter()
    read_teams(path)
    yield "reading the plan back from it", f"{time.perf_counter() - began:.1f} s", ""


def _fill(url: str) -> None:
    database = Database(url)
    database.migrate()
    with database.transaction() as tx:
        people.save_workspace(tx, "T1", name="Bench", bot_user="UBOT")
        people.save_people(tx, "T1", [Person("U1", "Somebody", "UTC", "somebody")])
        team = people.save_team(tx, "T1", name="Team", channel=None)
        start = (NOW - timedelta(days=360)).date()
        people.save_member(tx, "T1", Membership(team.id, "U1", Role.MANAGER, "", start))
        for number in range(PROJECTS):
            tasks = {f"t{n}": {"likelihood": 0.5, "effort": [2, 4]} for n in range(TASKS)}
            document = {
                "project": f"P{number}",
                "target": "2027-01-29",
                "success": {"all": list(tasks)},
                "tasks": tasks,
            }
            plans.save_plan(tx, "T1", team.id, parse_plan(document), owners={}, today=start)
        ids = [task.id for project in plans.projects(tx, "T1") for task in project.tasks.values()]
        each = ROWS // len(ids)
        for occasion in range(each):
            at = NOW - timedelta(hours=17 * (each - occasion))
            reply = ReplyRow(
                workspace="T1", person="U1", local_date=at.date(), key=f"k{occasion}", source="form", submitted=at
            )
            tx.add(reply)
            tx.flush()
            rows = [
                {
                    "workspace": "T1", "reply_id": reply.id, "task_id": id, "status": "moving", "experiments": 2,
                    "hours": 3.5, "confidence": 0.6, "blocker": "", "learned": f"Something worth a line, {occasion}",
                }
                for id in ids
            ]  # fmt: skip
            tx.connection().execute(insert(TaskReplyRow), rows)
    database.close()


if __name__ == "__main__":
    opened = Database(sys.argv[1])
    export_team(opened, Path(sys.argv[2]), now=NOW)
    # What `resource` tells would begin with the memory of whoever started this process.
    told = Path("/proc/self/status").read_text("ascii")
    print(f"{int(told.split('VmHWM:')[1].split()[0]) / 1024:.0f}")
