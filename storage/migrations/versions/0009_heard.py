"""up to when each DM has been heard in full, and messages that answer in a thread somebody else began"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0009_heard"
down_revision = "0008_checkins_by_day"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heard",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("complete_through", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
        sa.PrimaryKeyConstraint("workspace", "person"),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("thread_ts", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("thread_ts")
    op.drop_table("heard")
