"""what each digest's audience reads, and what becomes of its next one"""

import sqlalchemy as sa
from alembic import op

revision = "0012_audiences"
down_revision = "0011_answer_feedback"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audiences",
        sa.Column("ritual_id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("projects", sa.JSON(), nullable=False),
        sa.Column("jump", sa.Float(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("noted_by", sa.String(), nullable=True),
        sa.Column("held", sa.String(), nullable=False),
        sa.Column("looked", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["ritual_id"], ["rituals.id"]),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
        sa.PrimaryKeyConstraint("ritual_id"),
    )


def downgrade() -> None:
    op.drop_table("audiences")
