"""who changed what in a team and its plan, how much a project matters, and why a task ended"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0003_audit"
down_revision = "0002_learnt_models"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("audit_by_project", ["workspace", "project_id", "id"], unique=False)
        batch_op.create_index("audit_by_team", ["workspace", "team_id", "id"], unique=False)
    op.add_column("projects", sa.Column("priority", sa.String(), nullable=False, server_default="normal"))
    op.add_column("tasks", sa.Column("reason", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("tasks", "reason")
    op.drop_column("projects", "priority")
    op.drop_table("audit")
