"""Offer SQL views to other programs

They are of the newest tables, whatever revision a store comes from: `store.migrate` makes them after the last step, and takes
them out before the first.
"""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave the tables as they are."""


def downgrade() -> None:
    """Leave the tables as they are."""
