"""`/forecast`: the card, which project is meant, all of them, the order of work, and sharing it on a second click."""

import re
from typing import Any

from slack_bolt import Respond
from slack_sdk import WebClient
from slack_sdk.models.blocks import Block, DividerBlock

from bot.deps import Deps
from bot.domain.errors import WrongInput
from bot.usecases import forecasts
from bot.usecases.forecasts import Card, Choice
from handlers import charts
from handlers.blocks import forecasts as blocks
from handlers.blocks import overview
from handlers.blocks.forecasts import CHOOSE_PROJECT, OVERVIEW, SHARE, SHOW_ORDER, WHAT_IF
from handlers.payloads import Payload, action_of, number_of, person_of, workspace_of
from handlers.rendering import Picture
from handlers.uploads import upload

__all__ = ["CHOOSE_PROJECT", "OPEN", "OVERVIEW", "SHARE", "SHOW_ORDER", "WHAT_IF"]

OPEN = re.compile(rf"^{re.escape(overview.OPEN)}(\.\d+|_from_menu)$")
# What Slack calls conversations that only the asker and the bot, or nobody by name, can be told of.
DIRECT, NAMELESS = "directmessage", frozenset({"", "privategroup"})


def answer(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """`/forecast [project]`: its card, below all projects when none was named; or which of several is meant."""
    name = str(body.get("text", ""))
    found = forecasts.answer(deps.database, workspace_of(body), person=person_of(body), name=name, now=deps.clock.now())
    if isinstance(found, Choice):
        _say(respond, overview.choice_text(found), overview.choice(found))
    else:
        _show(found, body, client, respond, with_others=not name.strip())


def choose_project(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """Another project, in the same place."""
    action = action_of(body)
    chosen = str((action.get("selected_option") or action).get("value", ""))
    if not chosen.isdigit():
        raise WrongInput("This menu is from an older version of me; use `/forecast` again.")
    _show(_card(body, deps, int(chosen)), body, client, respond, in_place=True)


def show_overview(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """All projects side by side, in place of the card."""
    known = forecasts.overview(deps.database, workspace_of(body), person=person_of(body), now=deps.clock.now())
    text = overview.overview_text(known)
    if not _say(respond, text, overview.overview(known), in_place=True):
        _say(respond, text, overview.overview(known, as_table=False), in_place=True)


def show_order(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """The whole order of work, below the card."""
    figures = _card(body, deps, number_of(body)).figures
    _say(respond, f"Order of work for {blocks.summary(figures)}", blocks.whole_order(figures))


def share(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
    """The card for everybody in the channel: the asker's second click."""
    if _place(body) == DIRECT:
        _say(
            respond, "Only you and I read here. Use `/forecast` in the channel that should see it, and share it there."
        )
        return
    card = _card(body, deps, number_of(body), to_share=True)
    shown = blocks.shared(card.figures, by=person_of(body), picture=_picture(card, client))
    respond(
        text=blocks.summary(card.figures),
        blocks=[block.to_dict() for block in shown],
        response_type="in_channel",
        replace_original=False,
        delete_original=False,
    )


def _card(body: Payload, deps: Deps, project: int, *, to_share: bool = False) -> Card:
    return forecasts.card(
        deps.database,
        workspace_of(body),
        person=person_of(body),
        project=project,
        now=deps.clock.now(),
        to_share=to_share,
    )


def _show(
    card: Card, body: Payload, client: WebClient, respond: Respond, *, in_place: bool = False, with_others: bool = False
) -> None:
    shown = blocks.card(
        card.figures, card.projects, project=card.project, picture=_picture(card, client), channel=_channel(body)
    )
    text = blocks.summary(card.figures)
    if not with_others or len(card.projects) < 2:
        _say(respond, text, shown, in_place=in_place)
        return
    most = overview.MOST_ABOVE_A_CARD
    if not _say(respond, text, [*overview.table(card.projects, most=most), DividerBlock(), *shown]):
        _say(respond, text, [*overview.lines(card.projects, most=most), DividerBlock(), *shown])


def _say(respond: Respond, text: str, shown: list[Block] | None = None, *, in_place: bool = False) -> bool:
    """Answer the asker alone; whether Slack took it."""
    done = respond(
        text=text,
        blocks=[block.to_dict() for block in shown] if shown else None,
        response_type="ephemeral",
        replace_original=in_place,
    )
    return done.status_code == 200


def _picture(card: Card, client: WebClient) -> str | None:
    figures = card.figures
    if not figures.curve:
        return None
    name = f"forecast-{figures.as_of}.png"
    return upload(client, Picture(charts.finish_curve(figures), name, blocks.alt_text(figures)))


def _place(body: Payload) -> str:
    return str(body.get("channel_name") or (body.get("channel") or {}).get("name") or "")


def _channel(body: Payload) -> str:
    """Where sharing would show the card, in words; empty where there is nobody to share with."""
    place = _place(body)
    return "" if place == DIRECT else "this channel" if place in NAMELESS else f"#{place}"
