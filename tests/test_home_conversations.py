"""App Home as conversations: everybody's own settings and absences, and all that managers set for their teams."""

from datetime import datetime, timedelta

from bot.app import Barometer
from bot.domain.checkins import CheckinState
from storage import audit, checkins, outbox, people
from tests.play import Workplace, words

TEAM = "Payments ML"
DAY = timedelta(days=1).total_seconds()


def channel(workplace: Workplace, name: str) -> str:
    """The id of a channel."""
    return str(next(one["id"] for one in workplace.get("/workspace")["channels"] if one["name"] == name))


def prompts(person_messages: list[dict[str, object]]) -> list[str]:
    """The check-ins somebody was asked, in words."""
    return [str(one["text"]) for one in person_messages if str(one["text"]).startswith("Check-in for")]


def test_home_shows_my_tasks_and_when_i_am_asked_next_with_zone(workplace: Workplace) -> None:
    """Jonas: tasks with likelihoods, Thursday 09:30 in Berlin; Vera, who leads, is not asked and gets no plan."""
    page = words(workplace.person("jonas").home())
    assert "Graph network over shared cards and addresses" in page
    assert "Thu 26 Nov 2026, 09:30 in Europe/Berlin" in page
    assert "You manage" not in page
    vera = words(workplace.person("vera").home())
    assert "You are not asked anything" in vera
    assert "The plan" not in vera
    mina = words(workplace.person("mina").home())
    assert f"You manage {TEAM}" in mina
    assert "Jonas Weber" in mina


def test_somebody_chooses_their_own_time_zone_and_holidays(workplace: Workplace) -> None:
    """Jonas takes 14:00 in New York and no German holidays: Home says so, and Thursday's prompt comes then."""
    jonas = workplace.person("jonas")
    jonas.use("My settings", home=True)
    jonas.searches("zone", "new york", "America/New York")
    jonas.searches("holidays", "bay", "Germany: Bayern (DE/BY)")
    assert jonas.submit(at="14:00", reminded="off") == {"result": "closed"}
    assert "Thu 26 Nov 2026, 14:00 in America/New York" in words(jonas.home())
    workplace.move_clock(to=datetime.fromisoformat("2026-11-26T18:58:00+00:00"))
    assert not any("Thu 26 Nov" in one for one in prompts(jonas.messages()))
    workplace.move_clock(to=datetime.fromisoformat("2026-11-26T19:01:00+00:00"))
    assert any("Thu 26 Nov" in one for one in prompts(jonas.messages()))
    jonas.use("My settings", home=True)
    shown = words(jonas.modal())
    assert "Germany: Bayern (DE/BY)" in shown
    jonas.searches("holidays", "none", "None")
    jonas.submit()
    jonas.use("My settings", home=True)
    assert "Bayern" not in words(jonas.modal())


def test_my_own_zone_wins_over_slacks_and_slacks_is_followed_until_i_choose(workplace: Workplace) -> None:
    """Jonas travels to Tokyo: asked at half past nine there. He chooses Berlin: his next flight changes nothing."""
    jonas = workplace.person("jonas")
    workplace.post(f"/users/{jonas.id}", tz="Asia/Tokyo")
    workplace.let_everything_happen()
    assert "Thu 26 Nov 2026, 09:30 in Asia/Tokyo" in words(jonas.home())
    jonas.use("My settings", home=True)
    jonas.searches("zone", "berlin", "Europe/Berlin")
    jonas.submit()
    workplace.post(f"/users/{jonas.id}", tz="America/Los_Angeles")
    workplace.let_everything_happen()
    assert "Thu 26 Nov 2026, 09:30 in Europe/Berlin" in words(jonas.home())


def test_choosing_the_teams_time_follows_the_team_again(workplace: Workplace) -> None:
    """The team's own time is not kept as a choice: when the manager moves it, Jonas moves along."""
    jonas, mina = workplace.person("jonas"), workplace.person("mina")
    jonas.use("My settings", home=True)
    jonas.submit(at="09:30")
    mina.use("Check-ins", home=True)
    assert mina.submit(at="11:15", weekdays=["0", "4"], every_weeks="2") == {"result": "closed"}
    assert "Fri 27 Nov 2026, 11:15 in Europe/Berlin" in words(jonas.home())


def test_an_absence_is_dated_shown_and_can_be_taken_back(workplace: Workplace) -> None:
    """I'll be away closes the open check-in, moves the next one, stands on Home, and Remove brings it back."""
    lena = workplace.person("lena")
    lena.use("I'll be away…", home=True)
    wrong = lena.submit(first="2026-11-27", last="2026-11-24")
    assert "before the first day" in wrong["errors"]["last"]
    long = lena.submit(first="2026-11-24", last="2028-11-24")
    assert "More than a year" in long["errors"]["last"]
    assert lena.submit(first="2026-11-24", last="2026-11-27", reason="Sailing <!here>") == {"result": "closed"}
    workplace.let_everything_happen()
    assert "you are away; enjoy it" in lena.newest()["text"]
    page = words(lena.home())
    assert "Away 24 Nov to 27 Nov 2026 · Sailing &lt;!here&gt;" in page
    assert "Tue 1 Dec 2026, 09:30 in Europe/Berlin" in page
    lena.use("Remove", home=True)
    assert "Thu 26 Nov 2026, 09:30 in Europe/Berlin" in words(lena.home())


def test_a_manager_notes_an_absence_of_theirs_and_others_may_not(workplace: Workplace) -> None:
    """Mina notes that Jonas is away; his next prompt is after it, and he sees who is away on his own page."""
    mina, jonas = workplace.person("mina"), workplace.person("jonas")
    mina.use("Members", home=True)
    mina.choose("Away…", row="Jonas Weber")
    mina.submit(first="2026-11-25", last="2026-11-30", reason="Parental leave")
    assert "Away 25 Nov to 30 Nov 2026" in words(mina.modal())
    assert "Tue 1 Dec 2026" in words(jonas.home())
    mina.choose("Not away 25 Nov to 30 Nov 2026 · Parental leave", row="Jonas Weber")
    assert "Away" not in words(jonas.home()).replace("I'll be away", "")


def test_people_join_with_a_role_and_are_asked_from_the_next_check_in_on(workplace: Workplace) -> None:
    """Nora joins as a member, becomes a manager, and her Home follows; adding her twice changes nothing."""
    workplace.post("/users", handle="nora", tz="Europe/Oslo")
    mina, nora = workplace.person("mina"), workplace.person("nora")
    mina.use("Members", home=True)
    mina.use("Add people")
    assert mina.submit(people=[nora.id], role="member", job="ML engineer") == {"result": "closed"}
    assert "*nora* · Member · ML engineer · Europe/Oslo" in words(mina.modal())
    assert "Your check-ins" in words(nora.home())
    mina.use("Add people")
    mina.submit(people=[nora.id], role="leader")
    assert "*nora* · Member" in words(mina.modal())
    mina.choose("Role and job…", row="nora")
    mina.submit(role="manager")
    assert f"You manage {TEAM}" in words(nora.home())


def test_a_team_always_keeps_one_manager(workplace: Workplace) -> None:
    """Mina, the only one, can neither step down nor leave, and is told kindly what to do; then she can."""
    mina, jonas = workplace.person("mina"), workplace.person("jonas")
    mina.use("Members", home=True)
    mina.choose("Role and job…", row="Mina Park")
    refused = mina.submit(role="member")
    assert "always keeps one manager" in refused["errors"]["role"]
    workplace.post("/close", **{"as": "mina"}, view_id=mina.modal()["id"])
    mina.choose("Take out of the team…", row="Mina Park")
    mina.submit()
    assert "Make somebody else a manager first" in words(mina.modal())
    mina.use("Members", home=True)
    mina.choose("Role and job…", row="Jonas Weber")
    mina.submit(role="manager")
    mina.choose("Take out of the team…", row="Mina Park")
    mina.submit()
    assert not mina.has_form()
    assert "You are in no team yet" in words(mina.home())
    assert f"You manage {TEAM}" in words(jonas.home())


def test_whoever_leaves_is_not_asked_any_more_and_what_waits_ends(workplace: Workplace) -> None:
    """Jonas is taken out: his open prompt loses its buttons, Thursday brings none, his tasks stay in the plan."""
    mina, jonas = workplace.person("mina"), workplace.person("jonas")
    assert "Check-in for Tue 24 Nov 2026" in jonas.newest()["text"]
    mina.use("Members", home=True)
    mina.choose("Take out of the team…", row="Jonas Weber")
    mina.submit()
    workplace.let_everything_happen()
    assert not any("elements" in block for block in jonas.newest()["blocks"])
    asked = len(prompts(jonas.messages()))
    workplace.move_clock(seconds=3 * DAY)
    assert len(prompts(jonas.messages())) == asked
    mina.command("/plan", "fraud")
    assert "Jonas Weber · is not asked in this team" in words(mina.modal())


def test_somebody_who_is_deactivated_is_let_go_at_once_and_asked_again_when_they_come_back(
    workplace: Workplace, bot: Barometer
) -> None:
    """Slack says Jonas is gone: nothing waits for him, nothing is on its way to him; back again, Thursday asks him."""
    jonas = workplace.person("jonas")
    workplace.post(f"/users/{jonas.id}", deleted=True)
    workplace.let_everything_happen()
    with bot.deps.database.snapshot() as tx:
        workspace = people.workspaces(tx)[0]
        assert {one.state for one in checkins.latest_checkins(tx, workspace, jonas.id)} & {CheckinState.OPEN} == set()
        assert outbox.counts(tx).get("pending", 0) == 0
    workplace.post(f"/users/{jonas.id}", deleted=False)
    workplace.move_clock(seconds=2 * DAY)
    assert any("Thu 26 Nov" in one for one in prompts(jonas.messages()))


def test_somebody_new_is_not_asked_on_the_day_whose_time_has_passed_for_them(workplace: Workplace) -> None:
    """Nora in Oslo joins at half past nine, just as the others are asked: welcomed now, asked on Thursday."""
    workplace.post("/users", handle="nora", tz="Europe/Oslo")
    mina, nora = workplace.person("mina"), workplace.person("nora")
    mina.use("Members", home=True)
    mina.use("Add people")
    mina.submit(people=[nora.id], role="member")
    mina.command("/plan", "fraud")
    mina.choose("Edit…", row="• Graph network")
    mina.submit(owner=nora.id)
    workplace.move_clock(seconds=3600)
    assert [one["text"].split(":")[0] for one in nora.messages()] == ["Welcome to Payments ML"]
    workplace.move_clock(seconds=2 * DAY)
    assert len(prompts(nora.messages())) == 1


def test_a_deactivated_person_is_dropped_and_a_team_without_a_manager_can_be_taken_over(workplace: Workplace) -> None:
    """Slack says Mina is gone: she is asked nothing, and Jonas may take the team over; with a manager nobody may."""
    mina, jonas = workplace.person("mina"), workplace.person("jonas")
    assert "I manage it now" not in words(jonas.home())
    workplace.post(f"/users/{mina.id}", deleted=True)
    workplace.let_everything_happen()
    assert "Nobody in Slack manages" in words(jonas.home())
    jonas.use("I manage it now", home=True)
    assert f"You manage {TEAM}" in words(jonas.home())
    assert "I manage it now" not in words(workplace.person("lena").home())


def test_a_day_off_for_the_whole_team_spares_everybody(workplace: Workplace) -> None:
    """Thursday off: nobody is asked then; removed, everybody is."""
    mina, jonas = workplace.person("mina"), workplace.person("jonas")
    mina.use("Days off", home=True)
    assert "has passed" in str(mina.submit(on="2020-01-01")["errors"])
    mina.submit(on="2026-11-26", name="Offsite")
    assert "Thu 26 Nov 2026 · Offsite" in words(mina.modal())
    assert "Tue 1 Dec 2026" in words(jonas.home())
    mina.use("Remove", row="Offsite")
    assert "Thu 26 Nov 2026" in words(jonas.home())
    mina.submit(on="2026-11-26")
    workplace.move_clock(seconds=3 * DAY)
    assert not any("Thu 26 Nov" in one for one in prompts(jonas.messages()))


def test_name_and_channel_change_and_every_change_is_written_down(workplace: Workplace, bot: Barometer) -> None:
    """A taken name is refused; the new name stands on Home; the audit says who, what, before and after."""
    mina = workplace.person("mina")
    mina.use("Name and channel", home=True)
    assert mina.submit(name="Fraud <!channel> team") == {"result": "closed"}
    assert "You manage Fraud <!channel> team" in words(mina.home())
    mina.use("Check-ins", home=True)
    mina.submit(weekdays=["0"], reminders="0")
    with bot.deps.database.snapshot() as tx:
        workspace = people.workspaces(tx)[0]
        team = people.teams(tx, workspace)[0]
        lines = audit.lines(tx, workspace, team=team.id)
    said = {(line.change.field, line.change.before, line.change.after) for line in lines}
    assert ("name", TEAM, "Fraud <!channel> team") in said
    assert ("weekdays", "tue, thu", "mon") in said
    assert ("reminders", "1", "0") in said
    assert {line.person for line in lines} == {mina.id}


def test_only_managers_reach_a_teams_settings(workplace: Workplace) -> None:
    """A button of Mina's page pressed by Jonas' hand opens nothing but one sentence."""
    mina, jonas = workplace.person("mina"), workplace.person("jonas")
    mina.use("Members", home=True)
    mina.choose("Role and job…", row="Jonas Weber")
    mina.submit(role="manager")
    jonas.use("Members", home=True)
    mina.choose("Role and job…", row="Jonas Weber")
    mina.submit(role="member")
    jonas.choose("Role and job…", row="Lena Vogt")
    assert "You cannot change members, rituals and audiences in this team" in words(jonas.modal())
