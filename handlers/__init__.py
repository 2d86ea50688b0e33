"""The table of contents of the bot: what a person can do in Slack, and the listener that answers it."""

import logging
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from re import Pattern
from typing import Any, Literal

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from bot.deps import Deps
from bot.observing import REF
from handlers import (
    admission,
    advice,
    audiences,
    blockers,
    checkins,
    entries,
    errors,
    forecasts,
    home,
    knowledge,
    maintenance,
    metric_lint,
    own_history,
    people,
    pictures,
    plans,
    question_feedback,
    resolutions,
    role_cards,
    settings,
    setup,
    teams,
    typed,
    undelivered,
    what_if,
    workbooks,
)

logger = logging.getLogger(__name__)

Kind = Literal["command", "action", "view", "closed", "event", "shortcut", "options"]


@dataclass(frozen=True)
class Route:
    """One thing a person can do. `then` runs after the acknowledgement, for answers that take their time."""

    kind: Kind
    id: str | Pattern[str]
    listener: Callable[..., Any]
    then: Callable[[dict[str, Any], WebClient, Respond, Deps], None] | None = None


def acknowledge(ack: Ack) -> None:
    """Take note at once; what follows comes in its own time."""
    ack()


ROUTES: tuple[Route, ...] = (
    Route("command", "/checkin", checkins.open_from_command),
    Route("command", "/forecast", acknowledge, forecasts.answer),
    Route("command", "/ask", knowledge.answer_command),
    Route("action", own_history.EXPORT, acknowledge, own_history.export),
    Route("action", checkins.OPEN_FORM, checkins.open_form),
    Route("action", checkins.NOTHING_CHANGED, checkins.nothing_changed),
    Route("action", checkins.SKIP, checkins.skip),
    Route("action", checkins.AWAY, checkins.open_away),
    Route("action", checkins.THATS_WRONG, checkins.open_correction),
    Route("action", checkins.FORM_FIELDS, acknowledge),
    Route("action", checkins.BLOCKED, checkins.show_blocker_fields),
    Route("view", checkins.FORM, checkins.submit_form),
    Route("view", checkins.AWAY_FORM, checkins.submit_away),
    Route("view", checkins.CORRECTION_FORM, checkins.submit_correction),
    Route("action", checkins.TAKE_BACK, checkins.take_back),
    Route("action", blockers.TAKE, blockers.take),
    Route("action", blockers.SOLVE, blockers.solve),
    Route("action", blockers.CHANGE, blockers.open_form),
    Route("view", blockers.FORM, blockers.submit_form),
    Route("action", resolutions.ENDED, resolutions.ended),
    Route("action", forecasts.WHAT_IF, what_if.open_form),
    Route("action", what_if.CHANGED, what_if.update),
    Route("view", what_if.FORM, acknowledge),
    Route("action", forecasts.CHOOSE_PROJECT, acknowledge, forecasts.choose_project),
    Route("action", forecasts.OPEN, acknowledge, forecasts.choose_project),
    Route("action", forecasts.OVERVIEW, acknowledge, forecasts.show_overview),
    Route("action", pictures.HISTORY, acknowledge, pictures.show_history),
    Route("action", pictures.LOOK, acknowledge, pictures.look_closer),
    Route("action", forecasts.SHOW_ORDER, acknowledge, forecasts.show_order),
    Route("action", forecasts.SHARE, acknowledge, forecasts.share),
    Route("command", "/plan", plans.open_from_command),
    Route("action", plans.OPEN, plans.show_project),
    Route("action", plans.LIST, plans.show_list),
    Route("action", re.compile(rf"^{re.escape(plans.TURN)}\."), plans.turn),
    Route("action", plans.ADD, plans.add),
    Route("action", plans.MENU, plans.choose),
    Route("view", plans.PROJECT_FORM, plans.submit_project),
    Route("view", plans.MILESTONE_FORM, plans.submit_milestone),
    Route("view", plans.APPROACH_FORM, plans.submit_approach),
    Route("view", plans.TASK_FORM, plans.submit_task),
    Route("view", plans.RESOLVE_FORM, plans.submit_resolution),
    Route("view", plans.REMOVE_FORM, plans.submit_removal),
    Route("action", advice.START, advice.start),
    Route("action", advice.GO, advice.go),
    Route("action", advice.SHARE, advice.share),
    Route("action", metric_lint.WHY, metric_lint.why),
    Route("action", role_cards.ROLES, role_cards.open_list),
    Route("action", role_cards.ROLE, role_cards.open_card),
    Route("action", question_feedback.CHOOSE, question_feedback.choose),
    Route("action", question_feedback.RATE, question_feedback.rate),
    Route("action", question_feedback.REASON, question_feedback.say_why),
    Route("action", question_feedback.TELL, question_feedback.wait),
    Route("action", question_feedback.FOLLOW, question_feedback.follow),
    Route("action", question_feedback.SHARE, question_feedback.share),
    Route("action", question_feedback.WHOM, question_feedback.whom_to_ask),
    Route("action", question_feedback.WHY, question_feedback.open_why),
    Route("action", question_feedback.COMMENT, question_feedback.open_comment),
    Route("action", question_feedback.CORRECT, question_feedback.open_correction),
    Route("view", question_feedback.COMMENT_FORM, question_feedback.submit_comment),
    Route("view", question_feedback.CORRECT_FORM, question_feedback.submit_correction),
    Route("options", question_feedback.RIGHT, question_feedback.offer),
    Route("action", maintenance.OPEN, maintenance.open_page),
    Route("action", maintenance.BACK, maintenance.back),
    Route("action", maintenance.WRITE, maintenance.write),
    Route("action", maintenance.ASIDE, maintenance.set_aside),
    Route("action", maintenance.EDIT, maintenance.edit),
    Route("action", maintenance.STILL_TRUE, maintenance.still_true),
    Route("action", maintenance.ACCEPT, maintenance.accept),
    Route("action", maintenance.DECLINE, maintenance.decline),
    Route("action", home.PLAN, plans.open_from_home),
    Route("action", settings.OPEN_SETTINGS, settings.open_settings),
    Route("action", settings.ADD_ABSENCE, settings.open_absence),
    Route("action", settings.FORGET_ABSENCE, settings.forget_absence),
    Route("view", settings.SETTINGS_FORM, settings.submit_settings),
    Route("view", settings.ABSENCE_FORM, settings.submit_absence),
    Route("options", settings.ZONE, settings.offer_zones),
    Route("options", settings.HOLIDAYS, settings.offer_holidays),
    Route("action", home.SET_UP, setup.open_setup),
    Route("action", setup.BACK, setup.back),
    Route("action", setup.RESTART, setup.restart),
    Route("action", setup.TEST_PROMPT, setup.send_test_prompt),
    Route("view", setup.SETUP_FORM, setup.submit_step),
    Route("action", teams.MEMBERS, teams.open_members),
    Route("action", teams.TURN_MEMBERS, teams.turn_members),
    Route("action", teams.ADD_MEMBERS, teams.open_add_members),
    Route("action", teams.MEMBER_MENU, teams.choose_for_member),
    Route("action", teams.TAKE_OVER, teams.take_over),
    Route("action", teams.CHECKIN, teams.open_checkin),
    Route("action", teams.DAYS_OFF, teams.open_days_off),
    Route("action", teams.FORGET_DAY_OFF, teams.forget_day_off),
    Route("action", teams.RENAME, teams.open_rename),
    Route("view", teams.MEMBERS_FORM, teams.submit_members),
    Route("view", teams.MEMBER_FORM, teams.submit_member),
    Route("view", teams.LEAVE_FORM, teams.submit_leave),
    Route("view", teams.CHECKIN_FORM, teams.submit_checkin),
    Route("view", teams.DAYS_OFF_FORM, teams.submit_day_off),
    Route("view", teams.RENAME_FORM, teams.submit_rename),
    Route("action", audiences.AUDIENCES, audiences.open_page),
    Route("action", audiences.ADD, audiences.open_form),
    Route("action", audiences.CHANGE, audiences.open_form),
    Route("action", audiences.REMOVE, audiences.remove),
    Route("action", audiences.NOTE, audiences.open_note),
    Route("action", audiences.HOLD, audiences.hold),
    Route("action", audiences.RELEASE, audiences.hold),
    Route("action", audiences.SEND_NOW, audiences.send_now),
    Route("action", audiences.PREVIEW, audiences.open_preview, audiences.show_preview),
    Route("view", audiences.FORM, audiences.submit_form),
    Route("view", audiences.NOTE_FORM, audiences.submit_note),
    Route("action", undelivered.SEND_AGAIN, undelivered.send_again),
    Route("action", undelivered.LET_GO, undelivered.let_go),
    Route("action", undelivered.IT_IS_THERE, undelivered.it_is_there),
    Route("shortcut", entries.FROM_MESSAGE, entries.from_message),
    Route("action", entries.ADD, entries.add),
    Route("action", entries.LIST, entries.open_list),
    Route("action", entries.OPEN, entries.open_entry),
    Route("view", entries.FORM, entries.submit),
    Route("options", entries.OVERRIDES, entries.offer),
    Route("event", "app_home_opened", home.opened),
    Route("event", "message", typed.direct_message, workbooks.offer),
    Route("shortcut", typed.FROM_MESSAGE, typed.from_message),
    Route("action", typed.RECORD, typed.record),
    Route("action", typed.FIX, typed.fix),
    Route("action", workbooks.WORKBOOK, acknowledge, workbooks.export),
    Route("action", workbooks.IMPORT, acknowledge, workbooks.accept),
    Route("action", workbooks.CANCEL, acknowledge, workbooks.cancel),
    Route("action", workbooks.TEMPLATE, acknowledge, workbooks.send_template),
    Route("event", "app_mention", knowledge.mentioned),
    Route("event", "user_change", people.changed),
    Route("event", "team_join", people.changed),
)


def register(app: App, deps: Deps) -> None:
    """Give every listener its `deps`, and the app all its routes and its one error handler."""

    @app.middleware
    def provide(context: dict[str, Any], body: dict[str, Any], next: Callable[[], None]) -> None:
        context["deps"] = deps
        REF.set(secrets.token_hex(3))
        began = deps.clock.monotonic()
        with deps.right_of_way.urgent():
            next()
        took = {"action": "acknowledged", "kind": _kind_of(body), "seconds": deps.clock.monotonic() - began}
        logger.debug("Acknowledged %s", took["kind"], extra=took)

    app.middleware(admission.admit)
    errors.register(app)
    for route in ROUTES:
        _add(app, route)


def _kind_of(body: Mapping[str, Any]) -> str:
    return "command" if "command" in body else str(body.get("type", ""))


def _add(app: App, route: Route) -> None:
    add = {
        "command": app.command,
        "action": app.action,
        "view": app.view,
        "closed": app.view_closed,
        "event": app.event,
        "shortcut": app.shortcut,
        "options": app.options,
    }[route.kind]
    if route.then is None:
        add(route.id)(route.listener)
    else:
        add(route.id)(ack=route.listener, lazy=[_answering(route.then)])


def _answering(
    then: Callable[[dict[str, Any], WebClient, Respond, Deps], None],
) -> Callable[..., None]:
    # Bolt only logs what a lazy listener raises; whoever waits must read it.
    def answer_later(body: dict[str, Any], client: WebClient, respond: Respond, deps: Deps) -> None:
        try:
            then(body, client, respond, deps)
        except Exception as error:  # noqa: BLE001  (the seam where errors become words)
            respond(text=errors.sentence_for(error), response_type="ephemeral", replace_original=False)

    return answer_later
