"""Advice from prescribed questions: one at a time with buttons, then what the answers come to. Pure.

Each button carries where it leads and all that was answered, so that nothing is kept and any process can go on.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
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

from bot.domain import process_adviser, structure_adviser
from bot.domain.entries import Entry
from bot.domain.prescribed import SKIPPED, Question, next_question
from bot.domain.process_adviser import Process
from bot.domain.structure_adviser import CHOICES, NAMES
from bot.usecases.advice import ProcessChoice, Structure, TeamCoverage
from handlers.blocks import role_cards
from handlers.blocks.text import clip, listed, paragraphs, passages, safe

START = "advice.start"
GO = "advice.go"
SHARE = "advice.share"
MOST_TEAMS = 3
MOST_NAMES = 8

About = Literal["structure", "process"]
QUESTIONS: dict[About, Sequence[Question[Any]]] = {
    "structure": structure_adviser.QUESTIONS,
    "process": process_adviser.QUESTIONS,
}
TITLES: dict[About, str] = {"structure": "How should we be organised?", "process": "TDSP, CRISP-DM or neither?"}
PROCESS_NAMES = {
    Process.NEITHER: "Neither TDSP nor CRISP-DM",
    Process.CRISP: "CRISP-DM, if any",
    Process.TDSP: "TDSP, if any",
}


class Walk(BaseModel):
    """How far somebody has come: what they answered, and the question they look at; where none is named, the next."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: About
    answers: dict[str, str] = {}
    at: str = ""

    @property
    def question(self) -> Question[Any] | None:
        """The question to show; None when it is time for the result."""
        named = next((one for one in QUESTIONS[self.about] if one.id == self.at), None)
        return named or next_question(QUESTIONS[self.about], self.answers)

    def answered(self, question: Question[Any], option: str) -> "Walk":
        """The way on after an answer."""
        return Walk(about=self.about, answers={**self.answers, question.id: option})

    def looking_at(self, question: Question[Any]) -> "Walk":
        """The same, at another question."""
        return self.model_copy(update={"at": question.id})


def question(walk: Walk, asked: Question[Any]) -> list[Block]:
    """One question with its answers, one below the other; what was answered before is marked."""
    all_of_them = list(QUESTIONS[walk.about])
    place = all_of_them.index(asked)
    blocks: list[Block] = [
        _note(f"{TITLES[walk.about]} · question {place + 1} of {len(all_of_them)} · only you see this"),
        _section(f"*{asked.text}*"),
    ]
    given = asked.chosen(walk.answers)
    for number, option in enumerate(asked.options):
        value = walk.answered(asked, option.id).model_dump_json()
        style = "primary" if option is given else None
        button = ButtonElement(text=option.label, action_id=f"{GO}.{number}", value=value, style=style)
        blocks.append(ActionsBlock(elements=[button]))
    ways = [("Skip this one", walk.answered(asked, SKIPPED))]
    if place:
        ways.insert(0, ("← Back", walk.looking_at(all_of_them[place - 1])))
        ways.append(("Start over", Walk(about=walk.about)))
    return [*blocks, _ways(ways)]


def question_text(walk: Walk, asked: Question[Any]) -> str:
    """The same in one line."""
    return f"{TITLES[walk.about]} {asked.text}"


def structure(walk: Walk, found: Structure, *, in_channel: bool) -> list[Block]:
    """What the five answers come to, for who gave them."""
    blocks = _structure(found, names=True)
    wanted = list(dict.fromkeys(job for team in found.teams for job in team.missing))
    if wanted:
        blocks.append(role_cards.buttons(wanted[:5]))
    return [*blocks, *_afterwards(walk, in_channel)]


def structure_shared(found: Structure, *, by: str) -> list[Block]:
    """The same for everybody in a channel: nobody's name, nothing to press."""
    return [*_structure(found, names=False), _note(f"Shared by <@{by}>.")]


def structure_text(found: Structure) -> str:
    """The same in one line."""
    return f"Your answers resemble {NAMES[found.advice.archetype]} most."


def process(walk: Walk, found: ProcessChoice, *, in_channel: bool) -> list[Block]:
    """What the answers about a process come to, for who gave them."""
    return [*_process(found), *_afterwards(walk, in_channel)]


def process_shared(found: ProcessChoice, *, by: str) -> list[Block]:
    """The same for everybody in a channel."""
    return [*_process(found), _note(f"Shared by <@{by}>.")]


def process_text(found: ProcessChoice) -> str:
    """The same in one line."""
    return f"{PROCESS_NAMES[found.advice.process]}: that is what your answers speak for."


def start_button(about: About) -> ButtonElement:
    """The way in, beneath a passage or on App Home."""
    label = "Five questions about our structure" if about == "structure" else TITLES[about]
    return ButtonElement(text=label, action_id=f"{START}.{about}", value=Walk(about=about).model_dump_json())


def offers_first(question: str) -> list[Block]:
    """What is offered above the answer to a question that no text answers as well as five questions do."""
    if not structure_adviser.is_about_us(question):
        return []
    text = "What fits you depends on what you are. Five questions with buttons tell, with the roles you have in it."
    return [_section(text), ActionsBlock(elements=[start_button("structure")])]


def offers(question: str, shown: Entry | None) -> list[Block]:
    """What is offered below an answer: questions with buttons about the same, and the card of its role."""
    found: list[Block] = []
    topic = shown.id.partition(".")[0] if shown else ""
    if topic in {"arch", "axis", "design"} and not structure_adviser.is_about_us(question):
        found.append(ActionsBlock(elements=[start_button("structure")]))
    elif shown and shown.id in {"process.when", "process.compared"}:
        found.append(ActionsBlock(elements=[start_button("process")]))
    return found + role_cards.offer(shown)


def _structure(found: Structure, *, names: bool) -> list[Block]:
    advice = found.advice
    blocks: list[Block] = [
        HeaderBlock(text=clip(f"This resembles {NAMES[advice.archetype]}", 150)),
        _section(passages(found.traits)),
    ]
    if advice.runner_up is not None:
        blocks.append(_note(f"Nearly as like: {NAMES[advice.runner_up]}. Change an answer below to see what tips it."))
    blocks += [DividerBlock(), _section(f"*The three design choices, here*\n{_design(found.design)}")]
    blocks += [DividerBlock(), _section("*Roles*")]
    for team in found.teams[:MOST_TEAMS]:
        blocks.append(_section(_coverage(team, names=names)))
    if not found.teams:
        blocks.append(
            _section("You are in no team here, so I cannot say which roles are covered and which are missing.")
        )
    steps = "\n".join(
        f"{number}.  {words} _{safe(why.title, 80)}_" for number, (words, why) in enumerate(found.steps, 1)
    )
    blocks += [DividerBlock(), _section(f"*What to do next*\n{steps}")]
    used = [*found.traits, *found.design, *(why for _, why in found.steps)]
    caveat = safe(found.caveat.text.partition(";")[0], 200).rstrip(".")
    return [*blocks, _note(f"{caveat}; a table of five answers decided this, not a model."), sources(used)]


def _design(design: Sequence[Entry]) -> str:
    """What each choice means: one passage says them in this order, a sentence each, or each has one of its own."""
    texts = [one.text for one in design]
    if len(design) == 1:
        texts = re.split(r"(?<=[.!?])\s+(?=[A-Z])", design[0].text)
    if len(texts) != len(CHOICES):
        return "\n".join(paragraphs(one.text) for one in design)
    return "\n".join(f"•  *{choice}.* {paragraphs(text)}" for choice, text in zip(CHOICES, texts, strict=True))


def _coverage(team: TeamCoverage, *, names: bool) -> str:
    held = [
        f"{job} ({_named(who)})" if names else f"{job}{f' ×{len(who)}' if len(who) > 1 else ''}"
        for job, who in team.jobs.held.items()
    ]
    lines = [f"*{safe(team.jobs.team, 100)}* has: {', '.join(held) or 'nobody whose job I can read'}."]
    for job, why in team.missing.items():
        lines.append(f"•  Nobody yet: *{job}*. _{safe(why.title, 80)}_")
    if not team.missing:
        lines.append("•  Every role that this set-up usually wants is there.")
    if team.jobs.unread and names:
        lines.append(f"•  I cannot read the job of {_named(team.jobs.unread)}; a manager sets it on my *Home* tab.")
    return "\n".join(lines)


def _named(who: Sequence[str]) -> str:
    more = [f"{len(who) - MOST_NAMES} more"] if len(who) > MOST_NAMES else []
    return listed([safe(name, 60) for name in who[:MOST_NAMES]] + more)


def _process(found: ProcessChoice) -> list[Block]:
    blocks: list[Block] = [HeaderBlock(text=PROCESS_NAMES[found.advice.process])]
    if found.advice.runner_up is not None:
        blocks.append(_note(f"Nearly as much speaks for: {PROCESS_NAMES[found.advice.runner_up]}."))
    blocks.append(_section("*Why*\n" + "\n".join(f"•  {paragraphs(one.text)}" for one in found.why)))
    what = "What helps instead" if found.advice.process is Process.NEITHER else "What it asks of you"
    blocks.append(_section(f"*{what}*\n" + "\n".join(f"•  {paragraphs(one.text)}" for one in found.about)))
    return [*blocks, sources([*found.why, *found.about])]


def _afterwards(walk: Walk, in_channel: bool) -> list[Block]:
    """What was answered, each with a way to answer differently; sharing it; starting over."""
    blocks: list[Block] = [DividerBlock(), _note("You said (only you see this):")]
    for number, asked in enumerate(QUESTIONS[walk.about]):
        given = asked.chosen(walk.answers)
        change = ButtonElement(
            text="Change", action_id=f"{GO}.{number}", value=walk.looking_at(asked).model_dump_json()
        )
        said = given.label if given else "_skipped_"
        blocks.append(SectionBlock(text=_mrkdwn(f"{asked.text}\n{said}"), accessory=change))
    share = ButtonElement(text="Share here", action_id=SHARE, value=walk.model_dump_json())
    again = ButtonElement(text="Start over", action_id=f"{GO}.again", value=Walk(about=walk.about).model_dump_json())
    return [*blocks, ActionsBlock(elements=[share, again] if in_channel else [again])]


def sources(used: Iterable[Entry]) -> Block:
    """Where all of this is from, each once, for opening."""
    named = dict.fromkeys(
        f"<{one.url}|{safe(one.source, 120)}>" if one.url else safe(one.source, 120) for one in used if one.source
    )
    return _note(clip(f"Sources: {' · '.join(named)}", 2900))


def _ways(ways: Sequence[tuple[str, Walk]]) -> ActionsBlock:
    return ActionsBlock(
        elements=[
            ButtonElement(text=label, action_id=f"{GO}.way{number}", value=walk.model_dump_json())
            for number, (label, walk) in enumerate(ways)
        ]
    )


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=_mrkdwn(clip(text, 2900)))


def _note(text: str) -> ContextBlock:
    return ContextBlock(elements=[_mrkdwn(text)])


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
