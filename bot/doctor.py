"""`barometer doctor`: looks at everything a bot needs, and says how to mend what is wrong."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.app import slack_client
from bot.domain.errors import BarometerError
from bot.request_url import PATH
from bot.settings import Settings, load_settings
from bot.usecases import teams
from bot.usecases.knowledge import broken_entries
from bot.usecases.status import needs_somebody
from handlers.manifest import read_manifest
from handlers.people import channels
from storage.database import Database

MOST_SKEW_SECONDS = 60


@dataclass(frozen=True)
class Finding:
    """What one look found, and what to do about it when it is wrong."""

    check: str
    ok: bool
    found: str
    mend: str = ""


def examine() -> list[Finding]:
    """Everything that can be looked at from here; later looks are left out when an earlier one makes them moot."""
    try:
        settings = load_settings()
    except BarometerError as error:
        return [Finding("settings", False, str(error), "Correct them in the environment or in .env, and look again.")]
    findings = [Finding("settings", True, "can be read")]
    findings += _database(settings)
    findings.append(_answers(settings))
    try:
        client = slack_client(settings)
    except BarometerError as error:
        return [*findings, Finding("bot token", False, "is not set", str(error))]
    return [*findings, *_slack(settings, client)]


def _answers(settings: Settings) -> Finding:
    broken = broken_entries(settings.knowledge_folder)
    if not broken:
        return Finding("answers", True, "every entry can be read")
    more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
    mend = (
        "Correct that place; docs/reference/knowledge-entries.md has the format. Everything else is served meanwhile."
    )
    return Finding("answers", False, f"{broken[0].sentence()}{more}", mend)


def _database(settings: Settings) -> list[Finding]:
    try:
        database = Database(settings.database_url)
        version, newest = database.schema_version()
    except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding)
        mend = "Check BAROMETER_DATABASE_URL, that the folder can be written, or that the server runs."
        return [Finding("database", False, f"cannot be opened: {str(error).splitlines()[0][:200]}", mend)]
    findings = [Finding("database", True, "answers")]
    if version == newest:
        findings += [
            Finding("schema", True, f"is at {version}, the newest"),
            _writable(database),
            _undelivered(database),
        ]
    elif version is not None and not Database.knows_schema(version):
        mend = "A newer Barometer made this database. Install that version, or restore a backup from before."
        findings.append(Finding("schema", False, f"is at {version}, which this version does not know", mend))
    else:
        findings.append(
            Finding("schema", False, f"is at {version or 'nothing'}, not {newest}", "Run `barometer migrate`.")
        )
    database.close()
    return findings


def _writable(database: Database) -> Finding:
    try:
        with database.transaction():
            return Finding("writing", True, "works")
    except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding)
        mend = "Give this user the right to write the file and its folder, and make room on the disk."
        return Finding("writing", False, f"is refused: {str(error).splitlines()[0][:200]}", mend)


def _undelivered(database: Database) -> Finding:
    waiting = needs_somebody(database)
    if not waiting:
        return Finding("deliveries", True, "all got through")
    why = f"{waiting[-1].kind}: {waiting[-1].why or 'nobody knows whether it arrived'}"
    mend = "`barometer status` lists them. Invite Barometer to the channel, or choose another one on its Home tab."
    return Finding("deliveries", False, f"{len(waiting)} did not get through, the newest a {why}", mend)


def _slack(settings: Settings, client: WebClient) -> list[Finding]:
    try:
        me = client.auth_test()
    except SlackApiError as error:
        mend = "Copy the Bot User OAuth Token from *OAuth & Permissions* again; reinstall the app if it was revoked."
        return [Finding("bot token", False, f"Slack says {error.response.get('error')}", mend)]
    except OSError as error:
        mend = f"Check the network, a proxy, and BAROMETER_SLACK_BASE_URL ({settings.slack_base_url})."
        return [Finding("Slack", False, f"cannot be reached: {error}", mend)]
    findings = [Finding("bot token", True, f"is {me['user']} in {me['team']}")]
    findings.append(_scopes(me.headers))
    findings.append(_clock(settings, me.headers))
    findings.append(_way_in(settings))
    findings.append(_channels(settings, client, str(me["team_id"])))
    return findings


def _scopes(headers: dict[str, str]) -> Finding:
    given = {scope.strip() for scope in _header(headers, "x-oauth-scopes").split(",")}
    asked = read_manifest()["oauth_config"]["scopes"]
    missing = sorted(set(asked["bot"]) - given)
    declined = sorted(set(asked["bot_optional"]) - given)
    if not missing and declined:
        found = f"are there; without {', '.join(declined)} a digest in doubt is asked about instead of looked for"
        return Finding("scopes", True, found)
    if not missing:
        return Finding("scopes", True, "are all there")
    mend = "Paste manifest.yml under *App Manifest* of your Slack app, save, and reinstall it."
    return Finding("scopes", False, f"missing: {', '.join(missing)}", mend)


def _clock(settings: Settings, headers: dict[str, str]) -> Finding:
    stamp = _header(headers, "date")
    if settings.is_local or not stamp:
        return Finding("clock", True, "follows the playground" if settings.is_local else "Slack named no time")
    skew = abs((parsedate_to_datetime(stamp) - datetime.now(UTC)).total_seconds())
    if skew <= MOST_SKEW_SECONDS:
        return Finding("clock", True, f"is within {skew:.0f} s of Slack's")
    return Finding("clock", False, f"is {skew:.0f} s away from Slack's", "Let the machine keep its time with NTP.")


def _way_in(settings: Settings) -> Finding:
    if settings.slack_signing_secret is not None:
        address = f"http://{settings.http_host}:{settings.http_port}{PATH}"
        return Finding("signing secret", True, f"is set; the Request URL in Slack must lead to {address}")
    mend = (
        "Make one under *Basic Information*, *App-Level Tokens*, with connections:write; set "
        "BAROMETER_SLACK_APP_TOKEN; or set BAROMETER_SLACK_SIGNING_SECRET where Slack is to use HTTP."
    )
    if settings.slack_app_token is None:
        return Finding("app token", False, "is not set", mend)
    client = WebClient(base_url=settings.slack_base_url, timeout=10)
    try:
        client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except SlackApiError as error:
        return Finding("app token", False, f"Slack says {error.response.get('error')}", mend)
    return Finding("app token", True, "opens connections")


def _channels(settings: Settings, client: WebClient, workspace: str) -> Finding:
    try:
        mine = set(channels(client).values())
    except SlackApiError as error:
        return Finding("channels", False, f"Slack says {error.response.get('error')}", "Add the scope it needs.")
    try:
        database = Database(settings.database_url)
        wanted = teams.channels_of(database, workspace)
        database.close()
    except Exception:  # noqa: BLE001  (the database has a finding of its own)
        return Finding("channels", False, "cannot be looked up", "Mend the database first.")
    lost = sorted(wanted - mine)
    if lost:
        return Finding(
            "channels", False, f"not a member of {', '.join(lost)}", "Type /invite @Barometer in each of them."
        )
    return Finding("channels", True, f"a member of all {len(wanted)} it writes to")


def _header(headers: dict[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")
