"""people's own check-in time and reminders, and half-finished set-ups"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0004_personal_settings"
down_revision = "0003_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("checkin_at", sa.Time(), nullable=True))
    op.add_column("people", sa.Column("reminded", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.create_table(
        "setups",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("answers", sa.String(), nullable=False),
        sa.Column("changed", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
        sa.PrimaryKeyConstraint("workspace", "person"),
    )


def downgrade() -> None:
    op.drop_table("setups")
    op.drop_column("people", "reminded")
    op.drop_column("people", "checkin_at")
