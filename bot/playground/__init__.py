"""A local, Slack-compatible workspace: Web API, Socket Mode and a web page. Imports nothing of Barometer."""
