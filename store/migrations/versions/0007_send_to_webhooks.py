"""Send changes to webhooks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.columns import Instant, Words

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("name", Words, nullable=False),
        sa.Column("url", Words, nullable=False),
        sa.Column("collection", Words, nullable=False),
        sa.Column("filter", Words, nullable=False),
        sa.Column("key_name", Words, nullable=True),
        sa.Column("secret", Words, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("told_until", sa.BigInteger(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        sa.Column("failing_since", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("fault", Words, nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("held_until", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["key_name"], ["access_key.name"]),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    op.drop_table("webhook")
