"""Take in articles, and corrections of what was found in them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.columns import Instant, Words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _part_keys_from_datasets()
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("record_kind", Words, nullable=False),
        sa.Column("field", Words, nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("reason", Words, nullable=False),
        sa.Column("by_key", Words, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("correction_by_record", "correction", ["record_id", "id"], unique=False)
    op.create_table(
        "answered_request",
        sa.Column("asker", Words, nullable=False),
        sa.Column("idempotency_key", Words, nullable=False),
        sa.Column("sha256", Words, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("content_type", Words, nullable=True),
        sa.Column("location", Words, nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("asker", "idempotency_key"),
    )
    op.create_index("ix_answered_request_at", "answered_request", ["at"], unique=False)


def _part_keys_from_datasets() -> None:
    """Give every key one row, with what it may do, and what it opens a table beside: a key may open nothing."""
    op.drop_index("ix_access_key_sha256", "access_key")
    op.rename_table("access_key", "access_key_before")
    op.create_table(
        "access_key",
        sa.Column("name", Words, nullable=False),
        sa.Column("sha256", Words, nullable=False),
        sa.Column("scopes", Words, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index("ix_access_key_sha256", "access_key", ["sha256"], unique=False)
    op.execute(
        "INSERT INTO access_key (name, sha256, scopes, created_at, revoked_at) "
        "SELECT name, min(sha256), 'read', min(created_at), min(revoked_at) FROM access_key_before GROUP BY name"
    )
    op.create_table(
        "access_key_dataset",
        sa.Column("name", Words, nullable=False),
        sa.Column("dataset_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["name"], ["access_key.name"]),
        sa.ForeignKeyConstraint(["dataset_id"], ["dataset.id"]),
        sa.PrimaryKeyConstraint("name", "dataset_id"),
    )
    op.execute("INSERT INTO access_key_dataset (name, dataset_id) SELECT name, dataset_id FROM access_key_before")
    op.drop_table("access_key_before")


def downgrade() -> None:
    op.drop_table("answered_request")
    op.drop_table("correction")
    op.drop_index("ix_access_key_sha256", "access_key")
    op.rename_table("access_key", "access_key_after")
    op.create_table(
        "access_key",
        sa.Column("name", Words, nullable=False),
        sa.Column("dataset_id", sa.BigInteger(), nullable=False),
        sa.Column("sha256", Words, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["dataset_id"], ["dataset.id"]),
        sa.PrimaryKeyConstraint("name", "dataset_id"),
    )
    op.create_index("ix_access_key_sha256", "access_key", ["sha256"], unique=False)
    op.execute(
        "INSERT INTO access_key (name, dataset_id, sha256, created_at, revoked_at) "
        "SELECT name, dataset_id, sha256, created_at, revoked_at FROM access_key_after JOIN access_key_dataset USING (name)"
    )
    op.drop_table("access_key_dataset")
    op.drop_table("access_key_after")
