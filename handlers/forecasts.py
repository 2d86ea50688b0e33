"""`/forecast`: the card, another project, the order of work, and sharing it in the channel on a second click."""

from typing import Any

from slack_bolt import Respond
from slack_sdk import WebClient

from bot.deps import Deps
from bot.usecases import forecasts
from bot.usecases.forecasts import Card
from handlers import charts
from handlers.blocks import forecasts as blocks
from handlers.blocks.forecasts import CHOOSE_PROJECT, SHARE, SHOW_ORDER, WHAT_IF
from handlers.payloads import Payload, action_of, number_of, person_of, workspace_of
from handlers.rendering import Picture
from handlers.uploads import upload

__all__ = ["CHOOSE_PROJECT", "SHARE", "SHOW_ORDER", "WHAT_IF"]


def answer(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """`/forecast [project]`."""
    _respond(_card(body, deps, name=str(body.get("text", ""))), client, respond)


def choose_project(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """Another project, in the same place."""
    chosen = int(action_of(body)["selected_option"]["value"])
    _respond(_card(body, deps, project=chosen), client, respond, in_place=True)


def show_order(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """The whole order of work, below the card."""
    figures = _card(body, deps, project=number_of(body)).figures
    respond(
        text=f"Order of work for {figures.name}",
        blocks=[block.to_dict() for block in blocks.whole_order(figures)],
        response_type="ephemeral",
        replace_original=False,
    )


def share(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """The card for everybody in the channel: the asker's second click."""
    card = _card(body, deps, project=number_of(body))
    shown = blocks.shared(card.figures, by=person_of(body), picture=_picture(card, client))
    respond(
        text=blocks.summary(card.figures),
        blocks=[block.to_dict() for block in shown],
        response_type="in_channel",
        replace_original=False,
        delete_original=False,
    )


def _card(body: Payload, deps: Deps, *, name: str = "", project: int | None = None) -> Card:
    return forecasts.card(
        deps.database,
        workspace_of(body),
        person=person_of(body),
        now=deps.clock.now(),
        name=name,
        project=project,
    )


def _respond(card: Card, client: WebClient, respond: Respond, *, in_place: bool = False) -> None:
    shown = blocks.card(card.figures, card.projects, project=card.project, picture=_picture(card, client))
    respond(
        text=blocks.summary(card.figures),
        blocks=[block.to_dict() for block in shown],
        response_type="ephemeral",
        replace_original=in_place,
    )


def _picture(card: Card, client: WebClient) -> str | None:
    figures = card.figures
    if not figures.curve:
        return None
    name = f"forecast-{figures.as_of}.png"
    return upload(client, Picture(charts.finish_curve(figures), name, blocks.alt_text(figures)))
