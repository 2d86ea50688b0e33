"""Alembic's scripts: one reviewed file per change of the schema."""
