"""a day's check-ins and those still open are found without reading a team's whole history"""

import sqlalchemy as sa
from alembic import op

revision = "0008_checkins_by_day"
down_revision = "0007_cadence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_open = sa.text("state = 'open'")
    with op.batch_alter_table("checkins", schema=None) as batch_op:
        batch_op.create_index(
            "checkins_still_open",
            ["ritual_id", "local_date"],
            unique=False,
            sqlite_where=is_open,
            postgresql_where=is_open,
        )
        batch_op.create_index("checkins_by_day", ["ritual_id", "local_date"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("checkins", schema=None) as batch_op:
        batch_op.drop_index("checkins_by_day")
        batch_op.drop_index("checkins_still_open")
