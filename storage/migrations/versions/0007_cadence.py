"""teams may be asked sooner where it matters, and may be asked before they see the odds"""

import sqlalchemy as sa
from alembic import op

revision = "0007_cadence"
down_revision = "0006_blockers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rituals", sa.Column("adaptive", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("rituals", sa.Column("blind", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("rituals", "blind")
    op.drop_column("rituals", "adaptive")
