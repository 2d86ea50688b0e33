"""A local, Slack-compatible workspace: Web API, Socket Mode and a web page. Imports nothing of Barometer."""

from bot.playground.server import Playground
from bot.playground.specs import ChannelSpec, UserSpec, WorkspaceSpec

__all__ = ["ChannelSpec", "Playground", "UserSpec", "WorkspaceSpec"]
