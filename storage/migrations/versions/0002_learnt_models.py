"""what a workspace's own resolved tasks taught"""

import sqlalchemy as sa
from alembic import op

revision = "0002_learnt_models"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "models",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("learnt_on", sa.Date(), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
        sa.PrimaryKeyConstraint("workspace", "learnt_on"),
    )


def downgrade() -> None:
    op.drop_table("models")
