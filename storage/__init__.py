"""Typed queries over the database. The only place that knows SQL."""
