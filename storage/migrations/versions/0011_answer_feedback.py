"""what answers questions by people's own word, reviews of entries, and what labels taught confidence"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0011_answer_feedback"
down_revision = "0010_entries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("was", sa.String(), nullable=True),
        sa.Column("passage", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"]),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("workspace", "person", "meaning"),
    )
    op.create_table(
        "entry_reviews",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("verified", sa.Date(), nullable=False),
        sa.Column("review", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
        sa.PrimaryKeyConstraint("workspace", "entry"),
    )
    op.create_table(
        "confidence_shifts",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("learnt_on", sa.Date(), nullable=False),
        sa.Column("labels", sa.Integer(), nullable=False),
        sa.Column("shifts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["workspace"], ["workspaces.id"]),
        sa.PrimaryKeyConstraint("workspace"),
    )
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meaning", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("shown", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column("signals", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column("tried", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("settled", UTCDateTime(), nullable=True))
        batch_op.create_index("questions_by_time", ["workspace", "asked"], unique=False)
        batch_op.create_index("questions_by_edition", ["workspace", "tried"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_index("questions_by_edition")
        batch_op.drop_index("questions_by_time")
        for name in ("settled", "tried", "signals", "shown", "meaning"):
            batch_op.drop_column(name)
    op.drop_table("confidence_shifts")
    op.drop_table("entry_reviews")
    op.drop_table("answer_corrections")
