"""open check-ins are found by when they were due, however many are closed"""

import sqlalchemy as sa
from alembic import op

revision = "0005_open_checkins"
down_revision = "0004_personal_settings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("checkins", schema=None) as batch_op:
        batch_op.create_index(
            "checkins_open",
            ["due"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("checkins", schema=None) as batch_op:
        batch_op.drop_index("checkins_open")
