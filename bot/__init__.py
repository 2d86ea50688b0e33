"""Barometer: a Slack bot for machine-learning teams."""
