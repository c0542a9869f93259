"""Make the tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from store.columns import Instant, Words
from store.fulltext import CREATE_SQLITE_INDEX
from store.writing import new_head

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915 - one statement a table
    op.create_table(
        "appearance",
        sa.Column("scope", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("roles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "start_on", "record_id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("appearance", schema=None) as batch_op:
        batch_op.create_index("appearance_by_record", ["record_id"], unique=False)
        batch_op.create_index(
            "appearance_of_several_days",
            ["scope", "end_on", "start_on"],
            unique=False,
            sqlite_where=sa.text("end_on > start_on"),
            postgresql_where=sa.text("end_on > start_on"),
        )

    op.create_table(
        "dataset",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slug", Words, nullable=False),
        sa.Column("title", Words, nullable=False),
        sa.Column("version", Words, nullable=False),
        sa.Column("publisher", Words, nullable=False),
        sa.Column("licence", Words, nullable=False),
        sa.Column("citation", Words, nullable=False),
        sa.Column("url", Words, nullable=True),
        sa.Column("redistributable", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("whole", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "entity",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", Words, nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("code", Words, nullable=True),
        sa.Column("country", Words, nullable=True),
        sa.Column("sector", Words, nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("place_precision", Words, nullable=True),
        sa.Column("note", Words, nullable=True),
        sa.Column("merged_into", sa.BigInteger(), nullable=True),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["entity.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("entity", schema=None) as batch_op:
        batch_op.create_index("entity_by_name", ["name", "id"], unique=False)
        batch_op.create_index("entity_by_updated", ["updated_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entity_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_entity_merged_into"), ["merged_into"], unique=False)

    head = op.create_table(
        "head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("store_id", Words, nullable=False),
        sa.Column("epoch", Words, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", Words, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("domain", Words, nullable=True),
        sa.Column("country", Words, nullable=True),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_name"), ["name"], unique=False)

    op.create_table(
        "stale",
        sa.Column("record_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_kind", Words, nullable=False),
        sa.PrimaryKeyConstraint("record_id"),
    )
    op.create_table(
        "text_part",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.Column("vector", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("text_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_text_part_record_id"), ["record_id"], unique=False)

    op.create_table(
        "article",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", Words, nullable=False),
        sa.Column("dataset_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=True),
        sa.Column("url", Words, nullable=True),
        sa.Column("title", Words, nullable=False),
        sa.Column("language", Words, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_sha256", Words, nullable=False),
        sa.Column("rights", Words, nullable=True),
        sa.Column("published_at", Instant(), nullable=False),
        sa.Column("published_precision", Words, nullable=False),
        sa.Column("published_basis", Words, nullable=False),
        sa.Column("published_note", Words, nullable=True),
        sa.Column("dateline_start", sa.Integer(), nullable=True),
        sa.Column("dateline_end", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["dataset.id"],
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["source.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index("article_by_published", ["published_at", "id"], unique=False)
        batch_op.create_index("article_by_title", ["title", "id"], unique=False)
        batch_op.create_index("article_by_updated", ["updated_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_dataset_id"), ["dataset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_source_id"), ["source_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_url"), ["url"], unique=False)

    op.create_table(
        "entity_identifier",
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme", Words, nullable=False),
        sa.Column("value", Words, nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"],
            ["entity.id"],
        ),
        sa.PrimaryKeyConstraint("entity_id", "scheme", "value"),
    )
    with op.batch_alter_table("entity_identifier", schema=None) as batch_op:
        batch_op.create_index("entity_identifier_by_value", ["scheme", "value"], unique=False)

    op.create_table(
        "entity_name",
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.Column("folded", Words, nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"],
            ["entity.id"],
        ),
        sa.PrimaryKeyConstraint("entity_id", "position"),
    )
    with op.batch_alter_table("entity_name", schema=None) as batch_op:
        batch_op.create_index("entity_name_by_folded", ["folded", "entity_id"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", Words, nullable=False),
        sa.Column("dataset_id", sa.BigInteger(), nullable=False),
        sa.Column("origin_id", Words, nullable=False),
        sa.Column("summary", Words, nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("date_precision", Words, nullable=False),
        sa.Column("date_as_written", Words, nullable=True),
        sa.Column("date_basis", Words, nullable=False),
        sa.Column("date_note", Words, nullable=True),
        sa.Column("date_known_day", sa.Date(), nullable=True),
        sa.Column("cameo", Words, nullable=False),
        sa.Column("root_code", Words, nullable=False),
        sa.Column("quad_class", sa.Integer(), nullable=False),
        sa.Column("goldstein", sa.Double(), nullable=False),
        sa.Column("plover_type", Words, nullable=True),
        sa.Column("plover_mode", Words, nullable=True),
        sa.Column("status", Words, nullable=False),
        sa.Column("place_name", Words, nullable=True),
        sa.Column("place_precision", Words, nullable=True),
        sa.Column("country", Words, nullable=True),
        sa.Column("admin1", Words, nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("fatalities_best", sa.Integer(), nullable=True),
        sa.Column("fatalities_low", sa.Integer(), nullable=True),
        sa.Column("fatalities_high", sa.Integer(), nullable=True),
        sa.Column("tone", sa.Double(), nullable=True),
        sa.Column("mention_count", sa.Integer(), nullable=False),
        sa.Column("article_count", sa.Integer(), nullable=False),
        sa.Column("source_count", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["dataset.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("event_by_date", ["start_on", "id"], unique=False)
        batch_op.create_index("event_by_goldstein", ["goldstein", "id"], unique=False)
        batch_op.create_index("event_by_origin", ["dataset_id", "origin_id"], unique=False)
        batch_op.create_index("event_by_updated", ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "event_of_several_days",
            ["end_on", "start_on"],
            unique=False,
            sqlite_where=sa.text("end_on > start_on"),
            postgresql_where=sa.text("end_on > start_on"),
        )

    op.create_table(
        "load",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("dataset_id", sa.BigInteger(), nullable=True),
        sa.Column("file_name", Words, nullable=False),
        sa.Column("sha256", Words, nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("records_created", sa.Integer(), nullable=False),
        sa.Column("records_updated", sa.Integer(), nullable=False),
        sa.Column("records_unchanged", sa.Integer(), nullable=False),
        sa.Column("records_deleted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["dataset.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "participant",
        sa.Column("record_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role", Words, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_kind", Words, nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=True),
        sa.Column("resolved_id", sa.BigInteger(), nullable=True),
        sa.Column("rule", Words, nullable=True),
        sa.Column("code", Words, nullable=True),
        sa.Column("country", Words, nullable=True),
        sa.Column("sector", Words, nullable=True),
        sa.Column("as_written", Words, nullable=True),
        sa.Column("cue", Words, nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entity_id"],
            ["entity.id"],
        ),
        sa.ForeignKeyConstraint(
            ["resolved_id"],
            ["entity.id"],
        ),
        sa.PrimaryKeyConstraint("record_id", "role", "position"),
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.create_index("participant_by_entity", ["entity_id", "role", "record_id"], unique=False)
        batch_op.create_index("participant_by_resolved", ["resolved_id", "record_id"], unique=False)

    op.create_table(
        "article_author",
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", Words, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
        ),
        sa.PrimaryKeyConstraint("article_id", "position"),
    )
    op.create_table(
        "article_furniture",
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
        ),
        sa.PrimaryKeyConstraint("article_id", "start"),
    )
    op.create_table(
        "change",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("record_kind", Words, nullable=False),
        sa.Column("operation", Words, nullable=False),
        sa.Column("into_id", sa.BigInteger(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.Column("replaced", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["load_id"],
            ["load.id"],
        ),
        sa.PrimaryKeyConstraint("sequence"),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index("change_by_record", ["record_id", "sequence"], unique=False)

    op.create_table(
        "event_context",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("context", Words, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
        ),
        sa.PrimaryKeyConstraint("event_id", "context"),
    )
    with op.batch_alter_table("event_context", schema=None) as batch_op:
        batch_op.create_index("event_context_by_context", ["context", "event_id"], unique=False)

    op.create_table(
        "event_evidence",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", Words, nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("method", Words, nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
        ),
        sa.PrimaryKeyConstraint("event_id", "position"),
    )
    with op.batch_alter_table("event_evidence", schema=None) as batch_op:
        batch_op.create_index("event_evidence_by_article", ["article_id", "event_id"], unique=False)

    op.create_table(
        "mention",
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("end", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("resolved_id", sa.BigInteger(), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("surface", Words, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"],
            ["entity.id"],
        ),
        sa.ForeignKeyConstraint(
            ["resolved_id"],
            ["entity.id"],
        ),
        sa.PrimaryKeyConstraint("article_id", "start", "end", "resolved_id"),
    )
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.create_index("mention_by_entity", ["entity_id", "article_id"], unique=False)
        batch_op.create_index("mention_by_resolved", ["resolved_id", "article_id"], unique=False)

    op.create_table(
        "quote",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", Words, nullable=False),
        sa.Column("dataset_id", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", Words, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("cue", Words, nullable=True),
        sa.Column("cue_start", sa.Integer(), nullable=True),
        sa.Column("cue_end", sa.Integer(), nullable=True),
        sa.Column("cue_lemma", Words, nullable=True),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("said_precision", Words, nullable=True),
        sa.Column("said_as_written", Words, nullable=True),
        sa.Column("said_basis", Words, nullable=True),
        sa.Column("said_note", Words, nullable=True),
        sa.Column("said_known_day", sa.Date(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
        ),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["dataset.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("quote", schema=None) as batch_op:
        batch_op.create_index("quote_by_article", ["article_id", "start"], unique=False)
        batch_op.create_index("quote_by_date", ["start_on", "id"], unique=False)
        batch_op.create_index("quote_by_updated", ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "quote_of_several_days",
            ["end_on", "start_on"],
            unique=False,
            sqlite_where=sa.text("end_on > start_on"),
            postgresql_where=sa.text("end_on > start_on"),
        )

    op.create_table(
        "quote_event",
        sa.Column("quote_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quote_id"],
            ["quote.id"],
        ),
        sa.PrimaryKeyConstraint("quote_id", "event_id"),
    )
    with op.batch_alter_table("quote_event", schema=None) as batch_op:
        batch_op.create_index("quote_event_by_event", ["event_id", "quote_id"], unique=False)

    op.create_table(
        "quote_evidence",
        sa.Column("quote_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", Words, nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("method", Words, nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"],
            ["quote.id"],
        ),
        sa.PrimaryKeyConstraint("quote_id", "position"),
    )

    if op.get_context().dialect.name == "sqlite":
        op.execute(CREATE_SQLITE_INDEX)
    else:
        op.create_index("text_part_by_word", "text_part", ["vector"], postgresql_using="gin")
    op.bulk_insert(head, [new_head()])


def downgrade() -> None:  # noqa: PLR0915 - one statement a table
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE text_index")
    op.drop_table("quote_evidence")
    with op.batch_alter_table("quote_event", schema=None) as batch_op:
        batch_op.drop_index("quote_event_by_event")

    op.drop_table("quote_event")
    with op.batch_alter_table("quote", schema=None) as batch_op:
        batch_op.drop_index(
            "quote_of_several_days",
            sqlite_where=sa.text("end_on > start_on"),
            postgresql_where=sa.text("end_on > start_on"),
        )
        batch_op.drop_index("quote_by_updated")
        batch_op.drop_index("quote_by_date")
        batch_op.drop_index("quote_by_article")

    op.drop_table("quote")
    with op.batch_alter_table("mention", schema=None) as batch_op:
        batch_op.drop_index("mention_by_resolved")
        batch_op.drop_index("mention_by_entity")

    op.drop_table("mention")
    with op.batch_alter_table("event_evidence", schema=None) as batch_op:
        batch_op.drop_index("event_evidence_by_article")

    op.drop_table("event_evidence")
    with op.batch_alter_table("event_context", schema=None) as batch_op:
        batch_op.drop_index("event_context_by_context")

    op.drop_table("event_context")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index("change_by_record")

    op.drop_table("change")
    op.drop_table("article_furniture")
    op.drop_table("article_author")
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_index("participant_by_resolved")
        batch_op.drop_index("participant_by_entity")

    op.drop_table("participant")
    op.drop_table("load")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(
            "event_of_several_days",
            sqlite_where=sa.text("end_on > start_on"),
            postgresql_where=sa.text("end_on > start_on"),
        )
        batch_op.drop_index("event_by_updated")
        batch_op.drop_index("event_by_origin")
        batch_op.drop_index("event_by_goldstein")
        batch_op.drop_index("event_by_date")

    op.drop_table("event")
    with op.batch_alter_table("entity_name", schema=None) as batch_op:
        batch_op.drop_index("entity_name_by_folded")

    op.drop_table("entity_name")
    with op.batch_alter_table("entity_identifier", schema=None) as batch_op:
        batch_op.drop_index("entity_identifier_by_value")

    op.drop_table("entity_identifier")
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_url"))
        batch_op.drop_index(batch_op.f("ix_article_source_id"))
        batch_op.drop_index(batch_op.f("ix_article_dataset_id"))
        batch_op.drop_index("article_by_updated")
        batch_op.drop_index("article_by_title")
        batch_op.drop_index("article_by_published")

    op.drop_table("article")
    with op.batch_alter_table("text_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_text_part_record_id"))

    op.drop_table("text_part")
    op.drop_table("stale")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_name"))

    op.drop_table("source")
    op.drop_table("head")
    with op.batch_alter_table("entity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entity_merged_into"))
        batch_op.drop_index(batch_op.f("ix_entity_code"))
        batch_op.drop_index("entity_by_updated")
        batch_op.drop_index("entity_by_name")

    op.drop_table("entity")
    op.drop_table("document")
    op.drop_table("dataset")
    with op.batch_alter_table("appearance", schema=None) as batch_op:
        batch_op.drop_index(
            "appearance_of_several_days",
            sqlite_where=sa.text("end_on > start_on"),
            postgresql_where=sa.text("end_on > start_on"),
        )
        batch_op.drop_index("appearance_by_record")

    op.drop_table("appearance")
