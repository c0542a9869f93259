"""Run alembic's migrations over the connection that `store.migrate` hands in."""

from __future__ import annotations

from alembic import context

# Their tables belong to the metadata.
import store.derived
import store.sent  # noqa: F401
from store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
