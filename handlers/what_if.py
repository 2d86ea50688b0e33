"""*What if…*: a form whose numbers follow each change. Reads suppositions; knows no arithmetic."""

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.models.views import View

from bot.deps import Deps
from bot.domain.efforts import Reference
from bot.domain.errors import WrongInput
from bot.domain.plans import Plan
from bot.domain.what_if import ByDate, MorePeople, WhatIf, WithApproach, WithoutApproach
from bot.usecases import what_if
from handlers.blocks import what_if as blocks
from handlers.blocks.text import escaped
from handlers.fields import Fields
from handlers.payloads import Payload, number_of, person_of, workspace_of

FORM = blocks.FORM
CHANGED = re.compile(r"^what_if\.")
USUAL_LIKELIHOOD, USUAL_EFFORT = 50.0, 5.0
MOST_EFFORT = 10_000


def open_form(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*What if…* on the card."""
    client.views_open(trigger_id=body["trigger_id"], view=_form(body, deps, number_of(body), None))
    ack()


def update(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """A field changed: the same form with new numbers."""
    view = body["view"]
    changed = _form(body, deps, int(view["private_metadata"]), view)
    client.views_update(view_id=view["id"], view=changed)
    ack()


def _form(body: Payload, deps: Deps, project: int, view: Mapping[str, Any] | None) -> View:
    def suppose(changes: list[WhatIf]) -> what_if.Supposition:
        return what_if.suppose(
            deps.database,
            workspace_of(body),
            person=person_of(body),
            project=project,
            changes=changes,
            now=deps.clock.now(),
        )

    as_it_is = suppose([])
    if view is None:
        return blocks.form(project, as_it_is)
    try:
        return blocks.form(project, suppose(_changes(Fields(view), as_it_is.plan)))
    except WrongInput as error:
        # The sentence stands where the numbers would be, so that the form stays open.
        return blocks.form(project, as_it_is, error=escaped(str(error)))


def _changes(fields: Fields, plan: Plan) -> list[WhatIf]:
    found: list[WhatIf] = []
    dropped, added = fields.text(blocks.DROP), fields.text(blocks.ADD)
    if dropped:
        milestone, approach = (int(part) for part in dropped.split("."))
        one = plan.milestones[milestone]
        found.append(WithoutApproach(one.name, one.approaches[approach].name))
    if added:
        likelihood = fields.number(blocks.LIKELIHOOD) or USUAL_LIKELIHOOD
        days = fields.number(blocks.EFFORT) or USUAL_EFFORT
        if not 1 <= likelihood <= 99:
            raise WrongInput("How likely it works: give a percentage from 1 to 99.")
        if not 0 < days <= MOST_EFFORT:
            raise WrongInput(f"Its person-days: give a number above 0, {MOST_EFFORT:,} at most.")
        found.append(WithApproach(plan.milestones[int(added)].name, likelihood / 100, Reference().effort(days)))
    people = fields.whole(blocks.PEOPLE)
    if people:
        found.append(MorePeople(people))
    target = fields.day(blocks.TARGET)
    if target:
        found.append(ByDate(target))
    for sentence in fields.errors.values():
        raise WrongInput(sentence)
    return found
