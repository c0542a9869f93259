"""Run alembic's migrations over the connection that `store.migrate` hands in."""

from __future__ import annotations

from alembic import context

import store.derived  # noqa: F401 - its tables belong to the metadata
import store.sent  # noqa: F401 - its tables too
from store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
