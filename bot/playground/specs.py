"""What a workspace begins with, and the app that is installed in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class UserSpec:
    """A person of the workspace."""

    handle: str
    name: str
    tz: str = "UTC"
    title: str = ""


@dataclass(frozen=True)
class ChannelSpec:
    """A channel with its members by handle; the app is a member unless it says otherwise."""

    name: str
    members: tuple[str, ...] = ()
    private: bool = False
    with_app: bool = True
    topic: str = ""


@dataclass(frozen=True)
class WorkspaceSpec:
    """A whole workspace as it is on the first morning."""

    name: str = "Playground"
    users: tuple[UserSpec, ...] = ()
    channels: tuple[ChannelSpec, ...] = ()


@dataclass(frozen=True)
class InstalledApp:
    """What Slack knows of the app from its manifest: its commands, shortcuts, events and scopes."""

    name: str = "App"
    description: str = ""
    commands: tuple[Mapping[str, Any], ...] = ()
    shortcuts: tuple[Mapping[str, Any], ...] = ()
    events: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    home_tab: bool = True
    messages_tab: bool = True


@dataclass(frozen=True)
class Credentials:
    """The tokens the playground hands out. It takes no others."""

    bot: str = "xoxb-playground-0000000000-barometer"
    app: str = "xapp-playground-0000000000-barometer"
    extra: tuple[str, ...] = field(default=())


def installed(manifest: Mapping[str, Any]) -> InstalledApp:
    """The app as an app manifest describes it."""
    features = manifest.get("features", {})
    home = features.get("app_home", {})
    settings = manifest.get("settings", {})
    scopes = manifest.get("oauth_config", {}).get("scopes", {})
    return InstalledApp(
        name=manifest.get("display_information", {}).get("name", "App"),
        description=manifest.get("display_information", {}).get("description", ""),
        commands=tuple(features.get("slash_commands", ())),
        shortcuts=tuple(features.get("shortcuts", ())),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
        scopes=frozenset(scopes.get("bot", ())) | frozenset(scopes.get("bot_optional", ())),
        home_tab=bool(home.get("home_tab_enabled", False)),
        messages_tab=bool(home.get("messages_tab_enabled", False)),
    )
