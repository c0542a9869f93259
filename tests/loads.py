"""Loads of files and of made-up rows, what a store holds after them apart from times, and what it should hold."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import aliased

from schemas.codebook import codebook
from schemas.rendering import rendered
from seed import loading
from seed.importers.files import files_named
from seed.importers.format import Format
from seed.importers.guess import format_of
from seed.importers.rows import Line
from seed.importing import Read, reads
from seed.load import Origin
from seed.loading import LoadReport, load_reads, rows_done
from seed.records import Record
from store.derived import Appearance, Document, Tally, TextPart
from store.engine import Store
from store.identity import Kind
from store.refresh import TABLES, mark_everything_stale, mark_stale, refresh_stale
from store.scopes import ROLES, UNWALKED, Scope, pair_key, scope_key
from store.tables import Base, Change, Entity, Event, EventEvidence, Head, Load, Participant
from store.writing import Writer, writing
from tests.builders import dataset
from tests.kept import content, documents, stale

REAL = Path(__file__).parents[2] / "shared" / "data"
GDELT_2015 = REAL / "gdelt" / "20151027220000.export.CSV"
GDELT_2018 = REAL / "gdelt" / "20180326044500.export.CSV"
MENTIONS_2017 = REAL / "gdelt" / "20170701234500.mentions.CSV"
GRAPH_2017 = REAL / "gdelt" / "20170701234500.gkg.csv"
UCDP = REAL / "ucdp" / "GEDEvent_v23_1.sample.csv"
TIMES = {"created_at", "updated_at"}
# What tells how the store came to be as it is, and not what it holds.
HISTORY = {table.__tablename__ for table in (Head, Load, Change)}


@dataclass
class Told:
    """What came of a load: its report and the rows that were rejected, each line with the reason."""

    report: LoadReport
    rejected: list[tuple[int, str]] = field(default_factory=list)


# --- loading ----------------------------------------------------------------------------------------------------------


def file_loaded(store: Store, path: Path, named: Format | None = None) -> Told:
    """Load a file as the command line does."""
    (file,) = files_named([str(path)])
    with file.opened() as opened:
        format = format_of(opened, named)
        origin = Origin(path.name, file.sha256 or "", format.name)
        done = rows_done(store, origin)
        return _loaded(store, reads(opened, format, done), origin, format.dataset, done)


def rows_loaded(store: Store, *rows: Sequence[Record], again: object = "") -> Told:
    """Load rows that are given as the records that each is read into; `again` tells one file of them from another."""
    origin = Origin("made up", sha256(repr((rows, again)).encode()).hexdigest(), "made-up")
    done = rows_done(store, origin)
    return _loaded(store, [read(number, row) for number, row in enumerate(rows, 1)][done:], origin, dataset(), done)


def read(number: int, row: Sequence[Record]) -> Read:
    """Make of records what a row of a file is read into."""
    return Read(Line(number, f"row {number}", {}, None), tuple(row), None)


def _loaded(store: Store, rows: Iterable[Read], origin: Origin, of: Any, done: int) -> Told:
    rejected: list[tuple[int, str]] = []
    report = load_reads(
        store,
        rows,
        origin,
        of,
        rejected=lambda line, reason: rejected.append((line.number, reason)),
        progress=lambda so_far: None,
        skipped=done,
    )
    return Told(report, rejected)


def in_batches_of(monkeypatch: Any, rows: int, steps: int = 1) -> None:
    """Let each transaction of a load hold so many rows, in so many steps."""
    monkeypatch.setattr(loading, "BATCH_ROWS", rows)
    monkeypatch.setattr(loading, "STEP_SECONDS", 0.0)
    # On a busy machine, time would end it earlier.
    for bound in ("READ_SECONDS", "TRANSACTION_SECONDS"):
        monkeypatch.setattr(loading, bound, math.inf)
    for bound in ("FEWEST_ROWS", "FIRST_ROWS"):
        monkeypatch.setattr(loading, bound, max(1, rows // steps))


# --- what a store holds -----------------------------------------------------------------------------------------------


def state(store: Store) -> dict[str, Any]:
    """Read all that a store holds, apart from times, history and the order in which texts were indexed."""
    found: dict[str, Any] = {
        table.name: _rows(store, table) for table in Base.metadata.sorted_tables if table.name not in HISTORY
    }
    found[Document.__tablename__] = content(documents(store))
    return found


def exact_state(store: Store) -> dict[str, Any]:
    """Read all that a store holds, history aside, with every time in it."""
    found: dict[str, Any] = {
        table.name: _rows(store, table, set()) for table in Base.metadata.sorted_tables if table.name not in HISTORY
    }
    found[Document.__tablename__] = documents(store)
    return found


def _rows(store: Store, table: Any, without: set[str] = TIMES) -> list[tuple[Any, ...]]:
    columns = [column for column in table.c if column.name not in without]
    if table.name == TextPart.__tablename__:
        columns = [column for column in columns if column.name != "id"]
    with store.reader.connect() as connection:
        return sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)


def differences(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Tell where two states differ: by table what only one of them has, a few of each."""
    found = {}
    for name, mine in one.items():
        if mine != other[name]:
            left, right = (_spelt(part) for part in (mine, other[name]))
            found[name] = (sorted(left - right)[:3], sorted(right - left)[:3], len(left ^ right))
    return found


def _spelt(part: Any) -> set[str]:
    return set(map(repr, part.items() if isinstance(part, dict) else part))


def made_again(store: Store) -> None:
    """Throw away everything that is derived, and make it from the records by reading them back."""
    with store.writer.begin() as connection:
        for table in (Document, Appearance, Tally, TextPart):
            connection.execute(delete(table))
        if store.on_sqlite:
            connection.execute(text("INSERT INTO text_index (text_index) VALUES ('delete-all')"))
        connection.execute(update(Event).values(scopes=None, strict_key=None, loose_key=None, represents=0))
        connection.execute(update(TABLES[Kind.QUOTE]).values(scopes=None))
    mark_everything_stale(store)
    settled(store)
    # A dataset tells of the days that its sums cover: those have to be there first.
    with writing(store) as writer:
        mark_stale(writer.connection, Kind.DATASET, select(TABLES[Kind.DATASET].id))
    settled(store)


def curated(store: Store, work: Callable[[Writer], None]) -> None:
    """Do something in a write transaction, and make again what it left stale."""
    with writing(store) as writer:
        work(writer)
    settled(store)


def settled(store: Store) -> None:
    """Make again what is stale."""
    for _ in refresh_stale(store, rendered):
        pass


# --- what it should hold ----------------------------------------------------------------------------------------------


def assert_sound(store: Store) -> None:
    """Hold what is derived to the records: sums, duplicates, scopes, searchable text, and nothing left to be done."""
    assert stale(store) == 0
    assert tallies(store) == tallies_due(store)
    assert standing(store) == standing_due(store)
    assert _appearing(store) == _packed(store)
    assert _paired(store) == _paired_due(store)
    assert _documented(store) == _recorded(store)
    if store.on_sqlite:
        with store.writer.begin() as connection:
            connection.execute(text("INSERT INTO text_index (text_index, rank) VALUES ('integrity-check', 1)"))


Sums = dict[tuple[Any, ...], tuple[int, ...]]


def tallies(store: Store) -> Sums:
    """Read the sums that are kept: amounts by key."""
    with store.reader.connect() as connection:
        rows = [tuple(row) for row in connection.execute(select(*Tally.__table__.c))]
    return {row[:9]: row[9:] for row in rows}


def tallies_due(store: Store) -> Sums:
    """Add up every event under all that it counts under, one by one."""
    with store.reader.connect() as connection:
        events = connection.execute(select(*Event.__table__.c)).all()
        under = defaultdict(list)
        for row in connection.execute(select(Appearance.record_id, Appearance.scope, Appearance.roles)):
            under[row.record_id].append((row.scope, row.roles))
        acting = defaultdict(list)
        for part in connection.execute(_ACTING):
            acting[part.record_id].append(part.entity_id)
    found: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * 8)
    for event in events:
        keys = [*_keys(event, under[event.id]), *_keys_of_actors(event, under[event.id], acting[event.id])]
        for key in keys:
            found[key] = [known + more for known, more in zip(found[key], _amounts(event), strict=True)]
    return {key: tuple(amounts) for key, amounts in found.items()}


def _keys(event: Any, under: Iterable[tuple[int, int]]) -> Iterable[tuple[Any, ...]]:
    month = event.start_on.replace(day=1)
    bits = event.represents * 32
    of = (event.dataset_id, event.status)
    counted = [
        (Scope.EVERY_DAY, "", event.start_on, "", event.root_code, event.quad_class),
        (Scope.EVERY_MONTH, "", month, "", event.root_code, event.quad_class),
        (Scope.COUNTRIES_BY_MONTH, "", month, event.country or "", "", event.quad_class),
        (Scope.COUNTRIES_EVER, "", date.min, event.country or "", "", event.quad_class),
    ]
    if event.country:
        counted.append((Scope.PLACE_BY_DAY, event.country, event.start_on, "", "", 0))
        counted.append((Scope.PLACE_BY_MONTH, event.country, month, "", event.root_code, event.quad_class))
    for scope, value, period, country, root, quad in counted:
        yield scope_key(Kind.EVENT, scope, value), period, 0, *of, country, root, quad, bits
    for key, roles in under:
        yield key, month, 0, *of, "", event.root_code, event.quad_class, roles


_ACTING = (
    select(Participant.record_id, Participant.entity_id).where(Participant.role.in_(("actor1", "actor2"))).distinct()
)
_OF_ACTORS = {
    facet: {scope_key(Kind.EVENT, facet, code) for code in codebook(facet.value).codes}
    for facet in (Scope.COUNTRY, Scope.SECTOR)
}


def _keys_of_actors(event: Any, under: Iterable[tuple[int, int]], actors: Iterable[int]) -> Iterable[tuple[Any, ...]]:
    month, roles = event.start_on.replace(day=1), dict(under)
    rest = (event.dataset_id, event.status, "", event.root_code, event.quad_class)
    own = {scope_key(Kind.EVENT, Scope.ENTITY, actor): actor for actor in actors}
    for scope, actor in own.items():
        yield scope_key(Kind.EVENT, Scope.ACTORS_BY_MONTH, ""), month, 0, *rest, roles[scope]
        yield scope_key(Kind.EVENT, Scope.EVERYBODY_EVER, ""), date.min, 0, *rest, roles[scope]
        yield scope_key(Kind.EVENT, Scope.ACTORS_EVER, ""), date.min, actor, *rest, roles[scope]
        yield scope_key(Kind.EVENT, Scope.ACTORS_IN_ALL, ""), date.min, actor, 0, "", "", "", 0, 0
    for facet, scopes in ({Scope.ENTITY: set(own)} | _OF_ACTORS).items():
        lacking = 3
        for scope in scopes & roles.keys():
            lacking &= ~roles[scope]
        if lacking:
            yield scope_key(Kind.EVENT, Scope.NOBODY, facet), month, 0, *rest, lacking + 32 * event.represents


def _amounts(event: Any) -> list[int]:
    tone, dead = event.tone, event.fatalities_best
    return [
        1,
        round(Decimal(repr(event.goldstein)) * 10),
        int(tone is not None),
        round((tone or 0.0) * 1_000_000),
        int(dead is not None),
        dead or 0,
        event.article_count,
        event.mention_count,
    ]


Standing = tuple[dict[int, int], Any, Any]


def standing(store: Store) -> Standing:
    """Read for which of its duplicates each event stands, and which events are kept as one another's duplicates."""
    with store.reader.connect() as connection:
        rows = connection.execute(select(Event.id, Event.strict_key, Event.loose_key, Event.represents)).all()
    stands = {row.id: row.represents for row in rows}
    return stands, _groups((row.id, row.strict_key) for row in rows), _groups((row.id, row.loose_key) for row in rows)


def standing_due(store: Store) -> Standing:
    """Compare every event with every other: the same days, actors and code; the same first article and root code."""
    with store.reader.connect() as connection:
        events = connection.execute(select(*Event.__table__.c)).all()
        sides = defaultdict(set)
        for part in connection.execute(select(Participant.record_id, Participant.role, Participant.entity_id)):
            sides[part.record_id, part.role].add(part.entity_id)
        first: dict[int, int] = {}
        evidence = select(EventEvidence.event_id, EventEvidence.article_id).order_by(EventEvidence.position)
        for row in connection.execute(evidence):
            first.setdefault(row.event_id, row.article_id)
    deeds, tellings = {}, {}
    for event in events:
        both = tuple(frozenset(sides[event.id, side]) for side in ("actor1", "actor2"))
        deeds[event.id] = (event.start_on, event.end_on, both, event.cameo) if any(both) else None
        tellings[event.id] = (first[event.id], event.root_code) if event.id in first else None
    strict, loose = _groups(deeds.items()), _groups(tellings.items())
    behind = [{event for group in groups for event in group - {min(group)}} for groups in (strict, loose)]
    stands = {event.id: (event.id not in behind[0]) + 2 * (event.id not in behind[1]) for event in events}
    return stands, strict, loose


def _groups(keyed: Iterable[tuple[int, Any]]) -> set[frozenset[int]]:
    by_key: dict[Any, set[int]] = defaultdict(set)
    for event, key in keyed:
        if key is not None:
            by_key[key].add(event)
    return {frozenset(events) for events in by_key.values()}


def _appearing(store: Store) -> Counter[tuple[Any, ...]]:
    with store.reader.connect() as connection:
        return Counter(tuple(row) for row in connection.execute(select(*Appearance.__table__.c)))


def _packed(store: Store) -> Counter[tuple[Any, ...]]:
    """Read under what each record says that it appears, and when, and for which duplicates it stands."""
    found: Counter[tuple[Any, ...]] = Counter()
    with store.reader.connect() as connection:
        for kind in ROLES:
            for row in connection.execute(select(*TABLES[kind].__table__.c)):
                for at in range(0, len(row.scopes), 9):
                    scope = int.from_bytes(row.scopes[at : at + 8], "little")
                    if scope in UNWALKED:
                        continue
                    roles = row.scopes[at + 8] + (32 * row.represents if kind is Kind.EVENT else 0)
                    found[scope, row.start_on, row.id, row.end_on, roles] += 1
    return found


def _paired(store: Store) -> set[tuple[int, int]]:
    """Read which events appear under which pair of entities."""
    with store.reader.connect() as connection:
        entities = connection.execute(select(Entity.id)).scalars().all()
        pairs = {pair_key(*pair) for pair in product(entities, repeat=2)}
        rows = connection.execute(select(Appearance.scope, Appearance.record_id)).all()
    return {(scope, record) for scope, record in rows if scope in pairs}


def _paired_due(store: Store) -> set[tuple[int, int]]:
    acts, suffers = aliased(Participant), aliased(Participant)
    both = select(acts.entity_id, suffers.entity_id, acts.record_id).join_from(
        acts, suffers, suffers.record_id == acts.record_id
    )
    with store.reader.connect() as connection:
        rows = connection.execute(both.where(acts.role == "actor1", suffers.role == "actor2")).all()
    return {(pair_key(source, target), record) for source, target, record in rows if source and target}


def _documented(store: Store) -> dict[int, str]:
    return {record: kind for record, (kind, _, _) in documents(store).items()}


def _recorded(store: Store) -> dict[int, str]:
    found = {}
    with store.reader.connect() as connection:
        for kind, table in TABLES.items():
            found.update(dict.fromkeys(connection.execute(select(table.id)).scalars(), kind.value))
        entities = TABLES[Kind.ENTITY]
        away = set(connection.execute(select(entities.id).where(entities.merged_into.is_not(None))).scalars())
    return {record: kind for record, kind in found.items() if record not in away}
