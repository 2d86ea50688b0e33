"""*History* and *A closer look*: one more picture of a project, in words as well, below its card."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Respond
from slack_sdk import WebClient

from bot.deps import Deps
from bot.domain.errors import WrongInput
from bot.usecases import pictures
from handlers import charts
from handlers.blocks import pictures as blocks
from handlers.blocks.forecasts import HISTORY, LOOK, LOOKS
from handlers.blocks.text import safe
from handlers.payloads import action_of, number_of, person_of, workspace_of
from handlers.rendering import Picture
from handlers.uploads import upload

__all__ = ["HISTORY", "LOOK"]

# What is looked at, how it is drawn, and how it is told.
SEEN: Mapping[str, tuple[Callable[..., Any], Callable[[Any], bytes], Callable[[Any], str]]] = {
    "swings": (pictures.swing_bars, charts.swing_bars, charts.swings_alt),
    "success": (pictures.what_success_takes, charts.success_tree, charts.tree_alt),
    "reliability": (pictures.how_true, charts.reliability_diagram, charts.reliability_alt),
}


def show_history(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """*History*: the odds week by week, what moved them, and what happened meanwhile."""
    known = pictures.odds_history(
        deps.database, workspace_of(body), person=person_of(body), project=number_of(body), now=deps.clock.now()
    )
    title = f"How the odds of {safe(known.name, 100)} went"
    picture = Picture(charts.odds_history(known), "odds-over-time.png", charts.odds_history_alt(known))
    _answer(client, respond, title, picture, words=blocks.history_words(known))


def look_closer(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """*A closer look*: what the odds hang on, what success takes, or how true the odds were."""
    look, _, project = str(action_of(body)["selected_option"]["value"]).partition(".")
    if look not in SEEN or not project.isdigit():
        raise WrongInput("This menu is from an older version of me; use `/forecast` again.")
    see, draw, tell = SEEN[look]
    known = see(deps.database, workspace_of(body), person=person_of(body), project=int(project), now=deps.clock.now())
    _answer(client, respond, LOOKS[look], Picture(draw(known), f"{look}.png", tell(known)))


def _answer(client: WebClient, respond: Respond, title: str, picture: Picture, *, words: str = "") -> None:
    shown = blocks.shown(title, words, alt=picture.alt_text, picture=upload(client, picture))
    respond(
        text=safe(picture.alt_text, 2000),
        blocks=[block.to_dict() for block in shown],
        response_type="ephemeral",
        replace_original=False,
    )
