"""`/plan` as conversations: managers build and change a plan in forms, owners keep their own tasks true."""

from datetime import date, timedelta

import pytest

from bot.app import Barometer
from bot.domain.outlines import ProjectWish
from bot.domain.people import Membership, Role
from storage import audit, outlines, people
from tests.play import Person, Workplace, elements, words

PROJECT = "Fewer false fraud alarms"


def plan_of(person: Person, project: str = PROJECT) -> str:
    """What the person's open page says, after opening the plan if there is none."""
    if not person.has_form():
        assert person.command("/plan")["ack"] == "ok"
        person.use("Open", row=project)
    return words(person.modal())


def test_a_manager_builds_a_project_from_nothing_and_it_is_forecast(workplace: Workplace) -> None:
    """Project, milestone with two approaches, a task with its numbers: `/forecast` knows it, its owner is asked."""
    mina = workplace.person("mina")
    mina.command("/plan")
    assert PROJECT in words(mina.modal())
    mina.use("Add a project")
    answer = mina.submit(
        name="Faster refunds", impact="Refunds within a day", target="2027-02-26", sponsor="COO", worth="120"
    )
    assert answer["result"] == "closed"
    mina.choose("Who changed what", row="Faster refunds")
    assert "*worth* (empty) → 120 person-days" in words(mina.modal())
    close(mina)
    page = words(mina.modal())
    assert "Faster refunds" in page
    assert "Nothing is planned yet" in page
    mina.use("Add a milestone")
    mina.submit(name="Refunds are predicted", approaches="- Rules from the desk\n- A small model\n")
    page = words(mina.modal())
    assert "Rules from the desk" in page
    assert "by its date" in page
    mina.choose("Edit…", row="• A small model")
    assert mina.submit(title="A small model on refund history", likelihood="40", p50="4", p90="9") == {
        "result": "closed"
    }
    page = words(mina.modal())
    assert "*40\u00a0%*" in page
    assert "4 to 9 days left" in page
    mina.choose("Edit…", row="• A small model on refund history")
    mina.submit(owner=workplace.person("jonas").id)
    mina.command("/forecast", "refunds")
    card = mina.waits_for(lambda one: one["text"].startswith("Faster refunds"))
    assert "A small model on refund history" in words(card)
    jonas = workplace.person("jonas")
    jonas.command("/checkin")
    assert "A small model on refund history" in words(jonas.modal())


def test_every_change_leaves_a_line_that_says_who_what_before_and_after(workplace: Workplace, bot: Barometer) -> None:
    """Editing a task writes one line per field, with old and new value; the page shows them."""
    mina = workplace.person("mina")
    plan_of(mina)
    mina.choose("Edit…", row="• Graph network over shared cards")
    mina.submit(likelihood="45", p50="10", p90="25", experiments="12")
    mina.choose("Who changed what", row=PROJECT)
    said = words(mina.modal())
    assert "Mina Park" in said
    assert "*likelihood* 30 % → 45 %" in said
    assert "*effort* 8 to 20 person-days → 10 to 25 person-days" in said
    assert "*planned experiments* 10 → 12" in said
    with bot.deps.database.snapshot() as tx:
        lines = audit.lines(tx, people.workspaces(tx)[0])
    assert {line.person for line in lines} == {workplace.person("mina").id}
    assert all(line.at == lines[0].at for line in lines)


def test_what_a_check_in_ends_and_opens_again_is_in_the_history(workplace: Workplace) -> None:
    """Said in a check-in, put right in its second answer: two lines, with who said so."""
    jonas = workplace.person("jonas")
    for status in ("done", "moving"):
        jonas.command("/checkin")
        assert jonas.submit(status=status) == {"result": "closed"}
        workplace.let_everything_happen()
    mina = workplace.person("mina")
    plan_of(mina)
    mina.choose("Who changed what", row=PROJECT)
    said = words(mina.modal())
    assert "*outcome* open → succeeded · because said in a check-in" in said
    assert "*outcome* succeeded → open · because said in a check-in" in said
    assert "Jonas" in said


def test_an_owner_resolves_their_own_task_with_a_reason_and_can_take_it_back(workplace: Workplace) -> None:
    """Jonas rules his graph network out, sees it, opens it again; other people's tasks have no menu for him."""
    jonas = workplace.person("jonas")
    page = plan_of(jonas)
    assert "Add a milestone" not in page
    own = {"Graph network over shared cards and addresses", "Labelling rules from chargebacks"}
    rows = [words({"blocks": [one]}) for one in jonas.modal()["blocks"] if "accessory" in one]
    tasks = [row for row in rows if "•" in row]
    assert len(tasks) == len(own)
    assert all(any(title in row for title in own) for row in tasks)
    jonas.choose("It has ended…", row="• Graph network")
    assert jonas.submit(resolution="failed", reason="Cards are hardly ever shared") == {"result": "closed"}
    assert "✗ did not work · Cards are hardly ever shared" in words(jonas.modal())
    jonas.choose("Open it again", row="• Graph network")
    assert "did not work" not in words(jonas.modal())
    jonas.choose("Edit…", row="• Graph network")
    form = jonas.modal()
    assert "approaches" not in {block["block_id"] for block in form["blocks"]}
    jonas.submit(title="Graph network over shared cards", likelihood="25")
    assert "Graph network over shared cards" in words(jonas.modal())


def test_a_resolved_task_is_not_asked_about_and_moves_the_odds(workplace: Workplace) -> None:
    """After a task succeeded, the next check-in leaves it out and the page says so."""
    mina, jonas = workplace.person("mina"), workplace.person("jonas")
    plan_of(mina)
    mina.choose("It has ended…", row="• Graph network")
    mina.submit(resolution="succeeded")
    page = words(mina.modal())
    assert "✓ succeeded" in page
    workplace.move_clock(seconds=timedelta(days=2).total_seconds())
    assert "Check-in for Thu 26 Nov 2026: 1 task" in jonas.newest()["text"]


def test_what_cannot_be_used_is_said_beside_its_field_and_nothing_is_saved(workplace: Workplace) -> None:
    """Names that are there already, dates that have passed, half an effort, circles: the form stays open."""
    mina = workplace.person("mina")
    mina.command("/plan")
    mina.use("Add a project")
    refused = mina.submit(name=PROJECT.upper(), target="2020-01-01")
    assert "there already" in refused["errors"]["name"]
    assert "has passed" in refused["errors"]["target"]
    close(mina)
    mina.use("Open", row=PROJECT)
    mina.choose("Edit…", row="• Draw a sample of blocked orders")
    assert "both" in mina.submit(p50="3", p90="")["errors"]["p90"]
    assert "as much as" in mina.submit(p50="9", p90="3")["errors"]["p90"]
    relabel = next(
        option["value"]
        for element in elements(mina.modal()["blocks"])
        if element["action_id"] == "needs"
        for option in element["options"]
        if option["text"]["text"].startswith("Relabel")
    )
    circle = mina.submit(p50="2", p90="4", needs=[relabel])
    assert "wait for each other" in circle["errors"]["needs"]
    close(mina)
    mina.use("Add a milestone")
    assert "there already" in mina.submit(name="labels we trust")["errors"]["name"]


def test_taking_a_milestone_out_abandons_what_stands_nowhere_else(workplace: Workplace) -> None:
    """Asks first; shared tasks stay open, the others are abandoned with the reason, and nothing is lost."""
    mina = workplace.person("mina")
    plan_of(mina)
    mina.choose("Remove…", row="◆ Safe roll-out")
    assert "marked as abandoned" in words(mina.modal())
    assert mina.submit() == {"result": "closed"}
    page = words(mina.modal())
    assert "◆ Safe roll-out" not in page
    assert "– abandoned · Safe roll-out was taken out of the plan" in page
    mina.choose("Remove…", row="Weak supervision")
    mina.submit()
    page = words(mina.modal())
    assert "Draw a sample of blocked orders\n" in page
    assert page.count("– abandoned") == 3


def test_a_project_can_be_closed_and_opened_again(workplace: Workplace) -> None:
    """Closed: no forecast and no questions about it; opened again, everything is as it was."""
    mina = workplace.person("mina")
    plan_of(mina)
    mina.choose("Close it…", row=PROJECT)
    mina.submit()
    assert "closed on" in words(mina.modal())
    mina.command("/forecast", "fraud")
    mina.waits_for(lambda one: "I know no project" in one["text"])
    mina.choose("Open it again", row=PROJECT)
    assert "by its date" in words(mina.modal())


def test_a_page_that_cannot_follow_never_makes_a_stored_change_look_lost(workplace: Workplace) -> None:
    """Slack refuses to redraw the page below: the form closes, the change is there when the page is opened again."""
    mina = workplace.person("mina")
    plan_of(mina)
    mina.choose("Rename…", row="◆ Safe roll-out")
    workplace.post("/faults", kind="error_500", method="views.update", count=1)
    assert mina.submit(name="Careful roll-out") == {"result": "closed"}
    mina.command("/plan", "fraud")
    assert "◆ Careful roll-out" in words(mina.modal())


def test_many_projects_and_many_teams_fit_on_pages(workplace: Workplace, bot: Barometer) -> None:
    """A manager of forty teams with two projects each: every page opens, and all of them are on one."""
    mina = workplace.person("mina")
    with bot.deps.database.transaction() as tx:
        workspace = people.workspaces(tx)[0]
        for number in range(40):
            team = people.save_team(tx, workspace, name=f"Team {number:02}", channel=None)
            member = Membership(team.id, mina.id, Role.MANAGER, "", joined=date(2026, 11, 1))
            people.save_member(tx, workspace, member)
            for one in "ab":
                wish = ProjectWish(f"Project {number:02}{one}", date(2027, 1, 1))
                outlines.add_project(tx, workspace, team.id, wish, today=date(2026, 11, 1))
    mina.command("/plan")
    seen = words(mina.modal())
    while "Next page →" in words(mina.modal()):
        mina.use("Next page →")
        seen += words(mina.modal())
    assert all(f"Project {number:02}{one}" in seen for number in range(40) for one in "ab")
    assert "You manage Payments ML" in words(mina.home())


def test_a_milestone_of_one_trade_is_flagged_to_the_manager_with_somebody_to_pair(workplace: Workplace) -> None:
    """Labels are in researchers' hands, the roll-out in engineers': Mina reads so and whom to pair; Jonas does not."""
    page = plan_of(workplace.person("mina"))
    assert "Researchers work on it alone: pair them with " in page
    assert "Engineers work on it alone: pair them with " in page
    assert "work on it alone" not in plan_of(workplace.person("jonas"))


def test_leaders_and_strangers_do_not_see_a_plan(workplace: Workplace) -> None:
    """Vera, who leads, is told whom to ask; so is somebody who has just joined."""
    for handle in ("vera", "nora"):
        if handle == "nora":
            workplace.post("/users", handle="nora", tz="Europe/Oslo")
        person = workplace.person(handle)
        assert "no team whose plan you work on" in person.command("/plan")["text"]
        assert not person.has_form()


@pytest.mark.parametrize("title", ["<!channel> *x* & <@U1> " + "m" * 276, "m" * 300, "ü" * 300])
def test_forty_milestones_with_titles_of_three_hundred_characters_fit(
    workplace: Workplace, bot: Barometer, title: str
) -> None:
    """The page turns, every row is reached, every form opens, and nothing is refused by Slack's limits."""
    mina = workplace.person("mina")
    mina.command("/plan")
    mina.use("Add a project")
    assert mina.submit(name=title, impact=title, sponsor=title, target="2027-02-26") == {"result": "closed"}
    with bot.deps.database.transaction() as tx:
        workspace = people.workspaces(tx)[0]
        project = next(one for one in outlines.outlines(tx, workspace) if one.name == " ".join(title.split()))
        for number in range(40):
            milestone = outlines.add_milestone(tx, project, workspace, f"{number:02}{title[2:]}")
            outlines.add_approach(tx, workspace, milestone, title)
    mina.command("/plan")
    mina.use("Open", row=title[-30:])
    seen = words(mina.modal())
    assert "Page 1 of 2" in seen
    mina.use("Next page →")
    seen += words(mina.modal())
    assert all(f"◆ {number:02}" in seen for number in range(40))
    assert "@channel" not in seen
    assert "<!" not in seen.replace("<!date", "")
    mina.choose("Add a task…", row="›")
    assert mina.submit(title=title, likelihood="60") == {"result": "closed"}
    assert "Page 2 of" in words(mina.modal())


def test_a_change_of_somebody_else_meanwhile_is_said_and_loses_nothing(workplace: Workplace, bot: Barometer) -> None:
    """A milestone removed while its form is open: one sentence, and the plan stays."""
    mina = workplace.person("mina")
    plan_of(mina)
    mina.choose("Rename…", row="◆ Safe roll-out")
    with bot.deps.database.transaction() as tx:
        workspace = people.workspaces(tx)[0]
        project = outlines.outlines(tx, workspace)[0]
        outlines.remove_milestone(tx, next(one for one in project.milestones if one.name == "Safe roll-out"))
    mina.submit(name="Roll-out")
    assert "not in the plan any more" in words(mina.modal())


def close(person: Person) -> None:
    """Close the form on top."""
    person.place.post("/close", **{"as": person.handle}, view_id=person.modal()["id"])


def test_editing_an_answer_never_opens_what_somebody_else_ended(workplace: Workplace) -> None:
    """Mina ends the task after Jonas's answer; his later edit of that answer leaves it ended."""
    jonas, mina = workplace.person("jonas"), workplace.person("mina")
    jonas.click("Check in")
    jonas.submit(status="moving")
    workplace.let_everything_happen()
    plan_of(mina)
    mina.choose("It has ended…", row="• Graph network")
    mina.submit(resolution="succeeded")
    jonas.click("Edit my answer")
    jonas.submit(status="slow")
    workplace.let_everything_happen()
    close(mina)
    assert "✓ succeeded" in plan_of(mina)


def test_an_ending_said_by_mistake_is_taken_back_by_editing_the_answer(workplace: Workplace) -> None:
    """Done, and then moving: the task is open again, and asked about."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    jonas.submit(status="done")
    workplace.let_everything_happen()
    jonas.click("Edit my answer")
    jonas.submit(status="moving")
    workplace.let_everything_happen()
    assert "✓ succeeded" not in plan_of(workplace.person("mina"))
