"""Index under which scopes events and quotes appear (`store.scopes`), and keep the sums of events in step with that.

What a record was indexed and counted under is kept packed beside it (`scopes`), so it can be taken out again exactly, whatever
has changed since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from store import duplicates, tallies
from store.bulk import day_for, insert_tuples, many
from store.columns import AnyRow
from store.derived import Appearance
from store.duplicates import Keys
from store.facts.cards import is_told
from store.identity import Kind
from store.scopes import (
    ACTS,
    IS_ENTITY,
    LACKED,
    REPRESENTS_SHIFT,
    ROLES,
    SIDES,
    SUFFERS,
    UNWALKED,
    Scope,
    Scopes,
    code_prefixes,
    entity_of,
    packed,
    pair_key,
    role_bits,
    scope_key,
    unpacked,
)
from store.tables import Article, Entity, Event, EventEvidence, EventPublisher, Participant, Quote

# An affiliation longer than this chain is a circle or a mistake in the data.
MAX_BRANCH_DEPTH = 6
_TABLES: dict[Kind, Any] = {Kind.EVENT: Event, Kind.QUOTE: Quote}

Row = Mapping[str, Any]


def put_in(connection: Connection, kind: Kind, records: Sequence[tuple[Row, Scopes]]) -> None:
    """Write the appearances of records that have none, and count events. A row has the columns of `tallies.COUNTED` too."""
    rows: list[tuple[Any, ...]] = []
    sums: tallies.Sums = {}
    spelt = day_for(connection)
    for row, scopes in records:
        stands_for = row["represents"] << REPRESENTS_SHIFT if kind is Kind.EVENT else 0
        record, start, end = row["id"], spelt(row["start_on"]), spelt(row["end_on"])
        rows += [
            (scope, start, record, end, roles | stands_for) for scope, roles in scopes.items() if scope not in UNWALKED
        ]
        if kind is Kind.EVENT:
            tallies.add(sums, row, scopes.items())
    # In the order of the key, neighbours share a page.
    rows.sort()
    insert_tuples(connection, Appearance, ("scope", "start_on", "record_id", "end_on", "roles"), rows)
    tallies.write(connection, sums)


def take_out(connection: Connection, kind: Kind, records: Sequence[int]) -> None:
    """Take records out of the index and of the sums; whoever goes on must index them again."""
    if records:
        _take_out(connection, kind, _indexed(connection, kind, records))


def _take_out(connection: Connection, kind: Kind, rows: Sequence[AnyRow]) -> None:
    if not rows:
        return
    on_sqlite = connection.dialect.name == "sqlite"
    spelt = day_for(connection)
    sums: tallies.Sums = {}
    gone = []
    for row in rows:
        scopes = list(unpacked(row.scopes))
        gone += [(scope, spelt(row.start_on), row.id) for scope, _ in scopes if scope not in UNWALKED]
        if kind is Kind.EVENT:
            tallies.add(sums, dict(row._mapping), scopes, -1)
    place = "?" if on_sqlite else "%s"
    if gone:
        same = f"scope = {place} AND start_on = {place} AND record_id = {place}"
        many(connection, f"DELETE FROM appearance WHERE {same}", sorted(gone))  # noqa: S608 - no value is in it
    tallies.write(connection, sums)
    table = _TABLES[kind]
    connection.execute(update(table).where(table.id.in_([row.id for row in rows])).values(scopes=None))


def _indexed(connection: Connection, kind: Kind, records: Sequence[int]) -> Sequence[AnyRow]:
    table = _TABLES[kind]
    names = ("id", "end_on", "scopes", "start_on", *(tallies.COUNTED[1:] if kind is Kind.EVENT else ()))
    statement = select(*(table.__table__.c[name] for name in names))
    return connection.execute(statement.where(table.id.in_(records), table.scopes.is_not(None))).all()


def index_appearances(connection: Connection, kind: Kind, records: Sequence[int]) -> None:
    """Bring the index in step with what these events or quotes are now; what stands as it should is left alone."""
    scopes = _scopes_now(connection, kind, records)
    rows = _rows(connection, kind, records)
    if kind is Kind.EVENT:
        _regroup(connection, rows)
        rows = _rows(connection, kind, records)
    moved = [row for row in rows if row.scopes != packed(scopes[row.id])]
    _take_out(connection, kind, [row for row in moved if row.scopes is not None])
    put_in(connection, kind, [(dict(row._mapping), scopes[row.id]) for row in moved])
    table = _TABLES[kind]
    if moved:
        connection.execute(
            update(table.__table__).where(table.id == bindparam("record")).values(scopes=bindparam("now")),
            [{"record": row.id, "now": packed(scopes[row.id])} for row in moved],
        )


def _rows(connection: Connection, kind: Kind, records: Sequence[int]) -> Sequence[AnyRow]:
    table = _TABLES[kind]
    names = ["id", "start_on", "end_on", "scopes"]
    if kind is Kind.EVENT:
        names += [*tallies.COUNTED[1:], "cameo", "strict_key", "loose_key"]
    return connection.execute(
        select(*(table.__table__.c[name] for name in names)).where(table.id.in_(records)).order_by(table.id)
    ).all()


def _regroup(connection: Connection, rows: Sequence[AnyRow]) -> None:
    """Move events whose actors, days, code or article have changed to the duplicates that they belong to now."""
    now = _keys_now(connection, rows)
    moved = [row for row in rows if not _grouped(row, now[row.id])]
    if not moved:
        return
    leave_duplicates(connection, [row.id for row in moved])
    stands, lost = duplicates.represents(connection, [(row.id, now[row.id]) for row in moved])
    for row in moved:
        duplicates.note(connection, row.id, now[row.id], stands[row.id])
    stand_otherwise(connection, lost)


def _grouped(row: AnyRow, now: Keys) -> bool:
    """Tell whether an event stands among the right duplicates; one that has none stands for itself."""
    same = (row.strict_key, row.loose_key) == tuple(now.values())
    return same and all(key is not None or row.represents & sort for sort, key in now.items())


def leave_duplicates(connection: Connection, events: Sequence[int]) -> None:
    """Take events out of the index and from among their duplicates; another stands for those that are left."""
    take_out(connection, Kind.EVENT, events)
    columns = (Event.id, Event.strict_key, Event.loose_key, Event.represents)
    leaving = {row.id: dict(row._mapping) for row in connection.execute(select(*columns).where(Event.id.in_(events)))}
    promoted = duplicates.heirs(connection, leaving)
    connection.execute(update(Event).where(Event.id.in_(events)).values(strict_key=None, loose_key=None, represents=0))
    stand_otherwise(connection, promoted)


def stand_otherwise(connection: Connection, turned: Mapping[int, int]) -> None:
    """Let events stand for their duplicates, or no longer: bits of `represents` that are to be turned, by event."""
    if not turned:
        return
    rows = _rows(connection, Kind.EVENT, list(turned))
    indexed = [row for row in rows if row.scopes is not None]
    _take_out(connection, Kind.EVENT, indexed)
    changed = [dict(row._mapping) | {"represents": row.represents ^ turned[row.id]} for row in rows]
    for row in changed:
        values = {"represents": row["represents"], "scopes": row["scopes"]}
        connection.execute(update(Event).where(Event.id == row["id"]).values(**values))
    put_in(
        connection, Kind.EVENT, [(row, dict(unpacked(row["scopes"]))) for row in changed if row["scopes"] is not None]
    )


def _keys_now(connection: Connection, rows: Sequence[AnyRow]) -> dict[int, Keys]:
    events = [row.id for row in rows]
    sides: dict[tuple[int, str], set[int]] = defaultdict(set)
    parts = select(Participant.record_id, Participant.role, Participant.entity_id).where(
        Participant.record_id.in_(events), Participant.role.in_(("actor1", "actor2"))
    )
    for event, role, entity in connection.execute(parts):
        sides[event, role].add(entity or 0)
    articles = first_articles(connection, events)
    return {
        row.id: duplicates.keys(
            dict(row._mapping), [*sides[row.id, "actor1"]], [*sides[row.id, "actor2"]], articles.get(row.id)
        )
        for row in rows
    }


def first_articles(connection: Connection, events: Sequence[int]) -> dict[int, int]:
    """Give the article of the first piece of evidence of each event that has any."""
    statement = (
        select(EventEvidence.event_id, EventEvidence.article_id)
        .where(EventEvidence.event_id.in_(events))
        .order_by(EventEvidence.event_id, EventEvidence.position.desc())
    )
    return dict(connection.execute(statement).all())


def _scopes_now(connection: Connection, kind: Kind, records: Sequence[int]) -> dict[int, Scopes]:
    found: dict[int, Scopes] = {record: {} for record in records}
    parts = _parts(connection, kind, records)
    above = branches_of(connection, {part.entity_id for part in parts})
    for part in parts:
        known = is_told(part.entity_kind, part.entity_stub)
        code = part.code or (part.entity_code if known else None)
        country = part.country or (part.entity_country if known else None)
        sector = part.sector or (part.entity_sector if known else None)
        named = scopes_of(kind, part.entity_id, code, country, sector)
        branches = (scope_key(kind, Scope.BRANCH, one) for one in above[part.entity_id])
        enter_part(found[part.record_id], part.entity_id, (*named, *branches), kind, part.role)
    for record, source in _publishers(connection, kind, records):
        enter(found[record], (scope_key(kind, Scope.SOURCE, source),), kind, "publisher")
    if kind is Kind.EVENT:
        for scopes in found.values():
            enter_joint(scopes)
    return found


def enter(scopes: Scopes, named: Iterable[int], kind: Kind, role: str) -> None:
    """Add scopes in a role to those of a record."""
    bits = role_bits(kind, (role,))
    for scope in named:
        scopes[scope] = scopes.get(scope, 0) | bits


def enter_part(scopes: Scopes, entity: int, named: Iterable[int], kind: Kind, role: str) -> None:
    """Add the scopes of somebody who takes part to those of a record."""
    enter(scopes, named, kind, role)
    scopes[scope_key(kind, Scope.ENTITY, entity)] |= IS_ENTITY


def enter_joint(scopes: Scopes) -> None:
    """Add to the scopes of an event those that all its actors together give, once all of them are entered."""
    _enter_lacked(scopes)
    enter_pairs(scopes)


def enter_pairs(scopes: Scopes) -> None:
    """Add the pairs of who acts and who is acted upon."""
    entities = [(entity_of(Kind.EVENT, scope), roles) for scope, roles in scopes.items() if roles & IS_ENTITY]
    sides = ([entity for entity, roles in entities if roles & side] for side in (ACTS, SUFFERS))
    for source, target in product(*sides):
        scopes[pair_key(source, target)] = SIDES


def _enter_lacked(scopes: Scopes) -> None:
    """Put what all actors of a side are without in the place of what some of them have."""
    for scope in UNWALKED:
        missing = SIDES & ~scopes.pop(scope, 0)
        if missing:
            scopes[scope] = missing


def scopes_of(kind: Kind, entity: int, code: str | None, country: str | None, sector: str | None) -> list[int]:
    """List the scopes of somebody who takes part as this, except the branches of those that the entity belongs to.

    Of an event's, what others may lack is among them, for `enter_joint`.
    """
    found = [scope_key(kind, Scope.ENTITY, entity)]
    found += [scope_key(kind, Scope.CODE, prefix) for prefix in code_prefixes(code or "")]
    if country:
        found.append(scope_key(kind, Scope.COUNTRY, country))
    if sector:
        found.append(scope_key(kind, Scope.SECTOR, sector))
    if kind is Kind.EVENT:
        has = {Scope.ENTITY: entity, Scope.COUNTRY: country, Scope.SECTOR: sector}
        found += [LACKED[facet] for facet, value in has.items() if value]
    return found


def _parts(connection: Connection, kind: Kind, records: Sequence[int]) -> Sequence[AnyRow]:
    statement = (
        select(
            Participant.record_id,
            Participant.role,
            Participant.entity_id,
            Participant.code,
            Participant.country,
            Participant.sector,
            Entity.code.label("entity_code"),
            Entity.country.label("entity_country"),
            Entity.sector.label("entity_sector"),
            Entity.kind.label("entity_kind"),
            Entity.stub.label("entity_stub"),
        )
        .join(Entity, Entity.id == Participant.entity_id)
        .where(Participant.record_id.in_(records), Participant.role.in_(ROLES[kind]))
    )
    return connection.execute(statement).all()


def _publishers(connection: Connection, kind: Kind, records: Sequence[int]) -> Iterator[tuple[int, int]]:
    if kind is Kind.QUOTE:
        told = select(Quote.id, Article.source_id).join(Article, Article.id == Quote.article_id)
        statements = [told.where(Quote.id.in_(records), Article.source_id.is_not(None))]
    else:
        told = select(EventEvidence.event_id, Article.source_id).join(Article, Article.id == EventEvidence.article_id)
        named = select(EventPublisher.event_id, EventPublisher.source_id)
        statements = [
            told.where(EventEvidence.event_id.in_(records), Article.source_id.is_not(None)).distinct(),
            named.where(EventPublisher.event_id.in_(records)),
        ]
    for statement in statements:
        for record, source in connection.execute(statement):
            if source is not None:
                yield record, source


def branches_of(connection: Connection, entities: Iterable[int]) -> dict[int, set[int]]:
    """Give for each entity those whose branch it is in, except countries, whose branch is their code's.

    That is all that it belongs to, and what those belong to; and itself, where others belong to it.
    """
    asked = list(entities)
    reached = {entity: {entity} for entity in asked}
    above: dict[int, set[int]] = defaultdict(set)
    for _ in range(MAX_BRANCH_DEPTH):
        parents = _parents(connection, {member for members in reached.values() for member in members})
        reached = {
            entity: {parent for member in members for parent in parents[member]} - above[entity] - {entity}
            for entity, members in reached.items()
        }
        reached = {entity: members for entity, members in reached.items() if members}
        if not reached:
            break
        for entity, members in reached.items():
            above[entity] |= members
    for entity in _with_members(connection, asked):
        above[entity].add(entity)
    countries = _coded_countries(connection, {one for found in above.values() for one in found})
    return {entity: above[entity] - countries for entity in asked}


def _coded_countries(connection: Connection, entities: set[int]) -> set[int]:
    """Find the countries that have a code: who belongs to one has a code that begins with its own."""
    statement = select(Entity.id).where(Entity.id.in_(entities), Entity.kind == "country", Entity.code.is_not(None))
    return set(connection.execute(statement).scalars())


def _with_members(connection: Connection, entities: Sequence[int]) -> list[int]:
    statement = select(Participant.entity_id).where(
        Participant.entity_id.in_(entities), Participant.role == "affiliation"
    )
    return [entity for entity in connection.execute(statement.distinct()).scalars() if entity is not None]


def _parents(connection: Connection, entities: Iterable[int]) -> dict[int, set[int]]:
    statement = select(Participant.record_id, Participant.entity_id).where(
        Participant.record_id.in_(list(entities)),
        Participant.role == "affiliation",
    )
    found: dict[int, set[int]] = defaultdict(set)
    for entity, organization in connection.execute(statement):
        if organization is not None:
            found[entity].add(organization)
    return found
