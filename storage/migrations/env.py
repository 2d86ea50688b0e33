"""How Alembic reaches the database: through the connection it is handed by storage.database."""

from alembic import context
from sqlmodel import SQLModel

from storage import tables  # noqa: F401  (registers the tables with SQLModel.metadata)

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
