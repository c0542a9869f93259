"""Take in event datasets"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.columns import Instant, Words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915 - one statement a column
    op.create_table(
        "tally",
        sa.Column("scope", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dataset_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("status", Words, nullable=False),
        sa.Column("country", Words, nullable=False),
        sa.Column("root_code", Words, nullable=False),
        sa.Column("quad_class", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("roles", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("goldstein", sa.BigInteger(), nullable=False),
        sa.Column("tone_known", sa.BigInteger(), nullable=False),
        sa.Column("tone", sa.BigInteger(), nullable=False),
        sa.Column("fatalities_known", sa.BigInteger(), nullable=False),
        sa.Column("fatalities", sa.BigInteger(), nullable=False),
        sa.Column("articles", sa.BigInteger(), nullable=False),
        sa.Column("mentions", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "scope", "period", "entity_id", "dataset_id", "status", "country", "root_code", "quad_class", "roles"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_publisher",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["source.id"],
        ),
        sa.PrimaryKeyConstraint("event_id", "source_id"),
    )
    with op.batch_alter_table("event_publisher", recreate="never") as batch_op:
        batch_op.create_index("event_publisher_by_source", ["source_id", "event_id"], unique=False)

    op.create_table(
        "access_key",
        sa.Column("name", Words, nullable=False),
        sa.Column("dataset_id", sa.BigInteger(), nullable=False),
        sa.Column("sha256", Words, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["dataset.id"],
        ),
        sa.PrimaryKeyConstraint("name", "dataset_id"),
    )
    with op.batch_alter_table("access_key", recreate="never") as batch_op:
        batch_op.create_index("ix_access_key_sha256", ["sha256"], unique=False)

    with op.batch_alter_table("appearance", recreate="never") as batch_op:
        batch_op.drop_index("appearance_by_record")

    with op.batch_alter_table("article", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("tone", sa.Double(), nullable=True))

    with op.batch_alter_table("dataset", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("access", Words, nullable=False, server_default=sa.text("'public'")))
        batch_op.add_column(sa.Column("text_served", Words, nullable=False, server_default=sa.text("'whole'")))
        batch_op.add_column(sa.Column("event_count", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("article_count", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("quote_count", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
        batch_op.create_index(
            "dataset_behind_key",
            ["id"],
            unique=False,
            sqlite_where=sa.text("access = 'key'"),
            postgresql_where=sa.text("access = 'key'"),
        )

    with op.batch_alter_table("entity", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("stub", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("event", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("origin_type", Words, nullable=True))
        batch_op.add_column(sa.Column("origin", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("flag", Words, nullable=True))
        batch_op.add_column(sa.Column("scopes", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("strict_key", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("loose_key", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("represents", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.drop_index("event_by_origin")
        batch_op.create_index("event_by_country", ["country", "start_on", "id"], unique=False)
        batch_op.create_index(
            "event_by_point",
            ["latitude", "longitude"],
            unique=False,
            sqlite_where=sa.text("latitude IS NOT NULL"),
            postgresql_where=sa.text("latitude IS NOT NULL"),
        )
        batch_op.create_index("ix_event_loose_key", ["loose_key"], unique=False)
        batch_op.create_index("ix_event_strict_key", ["strict_key"], unique=False)
    _replace_confidence(sa.Column("confidence", sa.Double(), nullable=True), "confidence_before")

    with op.batch_alter_table("event_evidence") as batch_op:
        batch_op.alter_column("start", existing_type=sa.INTEGER(), nullable=True)
        batch_op.alter_column("end", existing_type=sa.INTEGER(), nullable=True)

    with op.batch_alter_table("load", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("format", Words, nullable=False, server_default=sa.text("'annotation'")))
        batch_op.add_column(sa.Column("rows_read", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("rows_rejected", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
        batch_op.create_index("ix_load_sha256", ["sha256"], unique=False)

    with op.batch_alter_table("participant", recreate="never") as batch_op:
        batch_op.drop_index("participant_by_resolved")
        batch_op.create_index(
            "participant_pointed_elsewhere",
            ["resolved_id", "record_id"],
            unique=False,
            sqlite_where=sa.text("resolved_id != entity_id"),
            postgresql_where=sa.text("resolved_id != entity_id"),
        )

    with op.batch_alter_table("quote", recreate="never") as batch_op:
        batch_op.add_column(sa.Column("scopes", sa.LargeBinary(), nullable=True))

    for column, table in (("event_count", "event"), ("article_count", "article"), ("quote_count", "quote")):
        op.execute(
            f"UPDATE dataset SET {column} = (SELECT count(*) FROM {table} WHERE dataset_id = dataset.id)"  # noqa: S608 - names of ours
        )
    _make_again("event", "quote")


def _replace_confidence(column: sa.Column[float], value: str) -> None:
    """Put a column in the place of an event's confidence: to alter it SQLite would drop the table, which others point at."""
    with op.batch_alter_table("event", recreate="never") as batch_op:
        batch_op.alter_column("confidence", new_column_name="confidence_before")
        batch_op.add_column(column)
    op.execute(f"UPDATE event SET confidence = {value}")  # noqa: S608 - names of ours
    with op.batch_alter_table("event", recreate="never") as batch_op:
        batch_op.drop_column("confidence_before")


def _make_again(*kinds: str) -> None:
    """Take away what is derived from these records, and note them as stale: the command makes it again after this."""
    op.execute("DELETE FROM appearance")
    for kind in kinds:
        op.execute(
            f"INSERT INTO stale (record_id, record_kind) "  # noqa: S608 - names of ours
            f"SELECT id, '{kind}' FROM {kind} WHERE id NOT IN (SELECT record_id FROM stale)"
        )


def downgrade() -> None:  # noqa: PLR0915 - one statement a column
    op.execute('DELETE FROM event_evidence WHERE "start" IS NULL')
    with op.batch_alter_table("quote", recreate="never") as batch_op:
        batch_op.drop_column("scopes")

    with op.batch_alter_table("participant", recreate="never") as batch_op:
        batch_op.drop_index(
            "participant_pointed_elsewhere",
            sqlite_where=sa.text("resolved_id != entity_id"),
            postgresql_where=sa.text("resolved_id != entity_id"),
        )
        batch_op.create_index("participant_by_resolved", ["resolved_id", "record_id"], unique=False)

    with op.batch_alter_table("load", recreate="never") as batch_op:
        batch_op.drop_index("ix_load_sha256")
        batch_op.drop_column("rows_rejected")
        batch_op.drop_column("rows_read")
        batch_op.drop_column("format")

    with op.batch_alter_table("event_evidence") as batch_op:
        batch_op.alter_column("end", existing_type=sa.INTEGER(), nullable=False)
        batch_op.alter_column("start", existing_type=sa.INTEGER(), nullable=False)

    certain: sa.Column[float] = sa.Column("confidence", sa.Double(), nullable=False, server_default=sa.text("1.0"))
    _replace_confidence(certain, "coalesce(confidence_before, 1.0)")
    with op.batch_alter_table("event", recreate="never") as batch_op:
        batch_op.drop_index("ix_event_strict_key")
        batch_op.drop_index("ix_event_loose_key")
        batch_op.drop_index("event_by_country")
        batch_op.drop_index(
            "event_by_point",
            sqlite_where=sa.text("latitude IS NOT NULL"),
            postgresql_where=sa.text("latitude IS NOT NULL"),
        )
        batch_op.create_index("event_by_origin", ["dataset_id", "origin_id"], unique=False)
        batch_op.drop_column("represents")
        batch_op.drop_column("loose_key")
        batch_op.drop_column("strict_key")
        batch_op.drop_column("scopes")
        batch_op.drop_column("flag")
        batch_op.drop_column("origin")
        batch_op.drop_column("origin_type")

    with op.batch_alter_table("entity", recreate="never") as batch_op:
        batch_op.drop_column("stub")

    with op.batch_alter_table("dataset", recreate="never") as batch_op:
        batch_op.drop_index(
            "dataset_behind_key",
            sqlite_where=sa.text("access = 'key'"),
            postgresql_where=sa.text("access = 'key'"),
        )
        batch_op.drop_column("quote_count")
        batch_op.drop_column("article_count")
        batch_op.drop_column("event_count")
        batch_op.drop_column("text_served")
        batch_op.drop_column("access")

    with op.batch_alter_table("article", recreate="never") as batch_op:
        batch_op.drop_column("tone")

    with op.batch_alter_table("appearance", recreate="never") as batch_op:
        batch_op.create_index("appearance_by_record", ["record_id"], unique=False)

    with op.batch_alter_table("access_key", recreate="never") as batch_op:
        batch_op.drop_index("ix_access_key_sha256")

    op.drop_table("access_key")
    with op.batch_alter_table("event_publisher", recreate="never") as batch_op:
        batch_op.drop_index("event_publisher_by_source")

    op.drop_table("event_publisher")
    op.drop_table("tally")
