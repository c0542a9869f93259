"""Count events under pairs of actors, of all time and by root code under every actor"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from store import tallies
from store.appearances import enter_pairs
from store.bulk import day_for, insert_tuples
from store.columns import Words
from store.derived import Appearance
from store.scopes import ACTORS_IN_ALL, REPRESENTS_SHIFT, packed, unpacked

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

EVENTS_AT_ONCE = 5_000
EVENT = sa.table(
    "event",
    *(sa.column(name, sa.Date()) for name in ("start_on", "end_on")),
    *(sa.column(name, Words) for name in ("status", "country", "root_code")),
    *(sa.column(name) for name in ("id", "dataset_id", "quad_class", "goldstein", "tone", "fatalities_best")),
    *(sa.column(name) for name in ("article_count", "mention_count", "represents", "scopes")),
)


OF_ACTORS = sa.text(f"scope = {ACTORS_IN_ALL}")


def upgrade() -> None:
    connection = op.get_bind()
    op.execute("DELETE FROM tally")
    op.create_index("tally_of_actors", "tally", ["events"], sqlite_where=OF_ACTORS, postgresql_where=OF_ACTORS)
    for events in _batches(connection):
        _index_and_count(connection, events)


def _batches(connection: sa.Connection) -> Iterator[list[Any]]:
    """Read events by date: those of one month count under the same keys."""
    place = (EVENT.c.start_on, EVENT.c.id)
    found = sa.select(EVENT).where(EVENT.c.scopes.is_not(None)).order_by(*place).limit(EVENTS_AT_ONCE)
    after = found
    while events := list(connection.execute(after).mappings()):
        yield events
        last = events[-1]
        after = found.where(sa.tuple_(*place) > sa.tuple_(sa.bindparam("day", last["start_on"], sa.Date()), last["id"]))


def _index_and_count(connection: sa.Connection, events: list[Any]) -> None:
    spelt = day_for(connection)
    sums: tallies.Sums = {}
    appear, now = [], []
    for event in events:
        before = dict(unpacked(event["scopes"]))
        scopes = dict(before)
        enter_pairs(scopes)
        tallies.add(sums, event, scopes.items())
        stands_for = event["represents"] << REPRESENTS_SHIFT
        start, end = spelt(event["start_on"]), spelt(event["end_on"])
        appear += [
            (scope, start, event["id"], end, scopes[scope] | stands_for) for scope in scopes.keys() - before.keys()
        ]
        now.append({"event": event["id"], "now": packed(scopes)})
    insert_tuples(connection, Appearance, ("scope", "start_on", "record_id", "end_on", "roles"), sorted(appear))
    tallies.write(connection, sums)
    connection.execute(
        sa.update(EVENT).where(EVENT.c.id == sa.bindparam("event")).values(scopes=sa.bindparam("now")), now
    )


def downgrade() -> None:
    """What is counted stays right: an earlier version sums up what it does not tell apart."""
    op.drop_index("tally_of_actors", "tally")
