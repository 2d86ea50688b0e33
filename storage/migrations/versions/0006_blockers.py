"""blockers are things of their own: somebody can take them on, and say when they are gone"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0006_blockers"
down_revision = "0005_open_checkins"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("task_replies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("needed", sa.Date(), nullable=True))
    op.create_table(
        "blockers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("helper", sa.String(), nullable=True),
        sa.Column("needed", sa.Date(), nullable=True),
        sa.Column("raised", sa.Date(), nullable=False),
        sa.Column("heard", sa.Date(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.Column("resolved", sa.Date(), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=True),
        sa.Column("nudged", sa.Boolean(), nullable=False),
        sa.Column("escalated", sa.Boolean(), nullable=False),
        sa.Column("look", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"]),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("blockers", schema=None) as batch_op:
        batch_op.create_index("blockers_by_task", ["workspace", "task_id"], unique=False)
        batch_op.create_index("blockers_by_look", ["look"], unique=False)


def downgrade() -> None:
    op.drop_table("blockers")
    with op.batch_alter_table("task_replies", schema=None) as batch_op:
        batch_op.drop_column("needed")
