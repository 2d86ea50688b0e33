"""Projects as plans: tasks with likelihoods and efforts, and how they combine into success.

Values only; plan_documents reads them, success computes with them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.statuses import Resolution

DEFAULT_CORRELATION = 0.2


@dataclass(frozen=True)
class Effort:
    """Remaining person-days given success: as likely more as less (P50), and exceeded once in ten (P90)."""

    p50: float
    p90: float


@dataclass(frozen=True)
class Task:
    """A piece of work with its probability of success; an ended one is sure either way."""

    key: str
    title: str
    likelihood: float
    effort: Effort | None = None
    spent: float = 0.0
    needs: tuple[str, ...] = ()
    owner: str | None = None
    planned_experiments: int | None = None
    resolution: Resolution | None = None

    @property
    def probability(self) -> float:
        """The probability that it works: its likelihood while open, then 1 or 0."""
        if self.resolution is None:
            return self.likelihood
        return 1.0 if self.resolution is Resolution.SUCCEEDED else 0.0


@dataclass(frozen=True)
class Leaf:
    """Success of one task."""

    task: str


@dataclass(frozen=True)
class AtLeast:
    """Success of at least `count` of the parts: all of them is AND, one of them is OR."""

    count: int
    parts: tuple["Node", ...]


Node = Leaf | AtLeast


@dataclass(frozen=True)
class Approach:
    """One way to reach a milestone: all its tasks are needed."""

    name: str
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class Milestone:
    """A must-have of a project: any of its approaches is enough."""

    name: str
    approaches: tuple[Approach, ...]


@dataclass(frozen=True)
class Plan:
    """A project: what leadership cares about, its tasks, and the graph of what it takes to succeed.

    `worth` is what success is worth in person-days, if somebody said so.
    """

    project: str
    target: date
    success: Node
    tasks: Mapping[str, Task]
    impact: str = ""
    sponsor: str = ""
    correlation: float = DEFAULT_CORRELATION
    worth: float | None = None
    milestones: tuple[Milestone, ...] = ()


def milestone_node(milestone: Milestone) -> Node:
    """What it takes to reach a milestone."""
    ways = tuple(all_of(tuple(Leaf(task) for task in approach.tasks)) for approach in milestone.approaches)
    return any_of(ways)


def all_of(parts: tuple[Node, ...]) -> Node:
    """Success of every part."""
    return parts[0] if len(parts) == 1 else AtLeast(len(parts), parts)


def any_of(parts: tuple[Node, ...]) -> Node:
    """Success of one part at least."""
    return parts[0] if len(parts) == 1 else AtLeast(1, parts)


def leaves(node: Node) -> Iterator[str]:
    """Every task a node mentions, in order, as often as it does."""
    stack: list[Node] = [node]
    while stack:
        top = stack.pop()
        if isinstance(top, Leaf):
            yield top.task
        else:
            stack.extend(reversed(top.parts))
