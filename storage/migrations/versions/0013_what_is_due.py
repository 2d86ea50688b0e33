"""the queue is read in its order, however long it is and however old the database's statistics are"""

import sqlalchemy as sa
from alembic import op

revision = "0013_what_is_due"
down_revision = "0012_audiences"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pending, sent = sa.text("state = 'pending'"), sa.text("state = 'sent'")
    op.create_index("outbox_due", "outbox", ["not_before", "id"], sqlite_where=pending, postgresql_where=pending)
    op.create_index("outbox_sent", "outbox", ["not_before"], sqlite_where=sent, postgresql_where=sent)
    op.drop_index("outbox_by_state", "outbox")


def downgrade() -> None:
    op.create_index("outbox_by_state", "outbox", ["state", "not_before"])
    op.drop_index("outbox_sent", "outbox")
    op.drop_index("outbox_due", "outbox")
