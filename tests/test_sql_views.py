"""The SQL views hold what the API answers to those who have no key, and the roles that read them read nothing else."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from contextlib import closing
from datetime import date, datetime
from typing import Any

import orjson
import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from schemas import sql_page
from schemas.collections import COLLECTIONS
from schemas.flat import EXPLODED, FLAT
from store.identity import Kind
from store.migrate import migrate
from store.tables import Base
from store.view_parts import JOIN
from store.views import BY_KIND, VIEWS
from tests.builders import dataset, entity, event, loaded, quote
from tests.clients import client_of, found, merged, rows
from tests.printed import ROOT
from tests.test_access import SECRETS, WIRE, records

# What a file of an export has and its view has not: other rows of other views, or nothing that a column of a table says.
NOT_IN_VIEWS = {
    Kind.EVENT: {"articles", "sources", "urls", "stands_for"},
    Kind.ENTITY: {"aliases", "roles", "organizations"},
    Kind.DATASET: {"coverage_start", "coverage_end"},
}
PATHS = {collection.kind: collection.path for collection in COLLECTIONS}
READONLY = ROOT / "examples/sql/readonly.sql"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full(request):
    """The seed document, and beside it datasets that need a key, an actor merged into another, and whatever is odd."""
    databases = request.getfixturevalue(request.param)
    store = databases.opened(databases.new(databases.seeded))
    loaded(
        store,
        *records(),
        dataset("other"),
        entity("Wagner", code="RUSMER", country="RUS"),
        entity("PMC Wagner", code="XXX", country="MLI", kind="group"),
        entity("Nobody in particular", kind="unknown", stub=True, code="ISRGOV", country="ISR"),
        entity("Somewhere", kind="place", latitude=1.25, longitude=-7.5, place_precision="city"),
        event(key="odd", dataset="other", actor1=["PMC Wagner", "Wagner"], actor2="Nobody in particular", cameo="190"),
        event(key="mute", dataset="other", on="2024-07-01", until="2024-08-02", tone=-2.5, fatalities_best=3),
        quote("Iran warned Israel.", WIRE, key="again", dataset="other", about_events=("warning", "hush-shooting")),
    )
    merged(store, "PMC Wagner", "Wagner")
    yield store
    store.close()


def selected(store, statement: str) -> list[dict[str, Any]]:
    """Select rows as the engine gives them, days and instants and truths told alike."""
    with store.reader.connect() as connection:
        return [
            {name: told(name, cell) for name, cell in row.items()}
            for row in connection.execute(text(statement)).mappings()
        ]


def told(name: str, cell: object) -> object:
    if name in ("updated_at", "published_at"):
        return cell if isinstance(cell, datetime) else datetime.fromisoformat(str(cell))
    if name == "redistributable":
        return bool(cell)
    return cell.isoformat() if isinstance(cell, date) else cell


def exported(store, kind: Kind, columns: list[str]) -> list[dict[str, Any]]:
    """Ask the API for these columns of everything, without a key."""
    answer = client_of(store).get(f"/v1/{PATHS[kind]}/export?format=ndjson&fields={','.join(columns)}")
    assert answer.status_code == 200, answer.text
    lines = [orjson.loads(line) for line in answer.text.splitlines()]
    return [{name: told(name, cell) for name, cell in row.items()} for row in lines]


def by_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: str(next(iter(row.values()))))


@pytest.mark.parametrize("kind", BY_KIND)
def test_a_view_holds_what_an_export_gives(full, kind):
    has = {column.name for column in BY_KIND[kind].columns}
    shared = [column.name for column in FLAT[kind] if column.name in has]
    assert {column.name for column in FLAT[kind]} - has == NOT_IN_VIEWS.get(kind, set())
    names = ", ".join('"end"' if name == "end" else name for name in shared)
    from_view = selected(full, f"SELECT {names} FROM {BY_KIND[kind].name}")
    assert len(from_view) > 1
    assert by_first(from_view) == by_first(exported(full, kind, shared))


def test_the_actors_of_events_are_those_of_an_exploded_export(full):
    answer = rows(client_of(full).get("/v1/events/export?explode=actors&fields=id,status,goldstein"))
    expected = {(row["id"], *(row[name] for name in EXPLODED)) for row in answer if row["side"]}
    names = ", ".join(EXPLODED)
    of_view = selected(full, f"SELECT event_id, {names} FROM v_event_actors")
    assert {tuple(cell or "" for cell in row.values()) for row in of_view} == expected
    assert len(of_view) == len(expected)


def test_the_articles_of_events_are_those_of_an_export(full):
    exported_rows = rows(client_of(full).get("/v1/events/export?fields=id,articles"))
    expected = {(row["id"], article) for row in exported_rows for article in row["articles"].split(JOIN) if article}
    of_view = selected(full, "SELECT event_id, article_id FROM v_event_articles")
    assert {tuple(row.values()) for row in of_view} == expected
    assert len(of_view) == len(expected)


def counted(store, unit: str, *dimensions: str) -> dict[tuple[str, ...], Any]:
    """Ask the API how many events there are by time and so on, with their average on the Goldstein scale."""
    asked = f"/v1/events/aggregate?group_by=date:{unit},{','.join(dimensions)}&metric=count,avg:goldstein&top=200"
    answer = found(client_of(store), asked)["data"]
    return {
        tuple(str(row[name]) for name in ("date", *dimensions)): (row["count"], row["avg_goldstein"])
        for row in answer
        if row["count"]
    }


def summed(store, view: str, period: str, *dimensions: str) -> dict[tuple[str, ...], Any]:
    """Select the same from a view of sums."""
    apart = ", ".join((period, *dimensions))
    sums = f"SELECT {apart}, sum(events) AS n, sum(goldstein_sum) / sum(events) AS mean FROM {view} GROUP BY {apart}"
    return {
        tuple(str(row[name]) for name in (period, *dimensions)): (
            int(row["n"]),
            pytest.approx(float(row["mean"]), abs=1e-6),
        )
        for row in selected(store, sums)
    }


def test_the_sums_of_days_are_those_of_the_api(full):
    of_view = summed(full, "v_event_daily", "day", "status", "root_code")
    assert counted(full, "day", "status", "root_code") == of_view
    assert sum(count for count, _ in of_view.values()) == selected(full, "SELECT count(*) AS n FROM v_events")[0]["n"]


def test_the_sums_of_countries_are_those_of_the_api(full):
    of_view = summed(full, "v_event_country_monthly", "month", "country")
    assert counted(full, "month", "country") == of_view


def test_sums_by_day_are_the_events_counted_by_day(full):
    counted_rows = (
        "SELECT date_start AS day, count(*) AS events, sum(mentions) AS mentions, sum(fatalities) AS dead FROM v_events"
    )
    summed_rows = (
        "SELECT day, sum(events) AS events, sum(mentions) AS mentions, sum(fatalities) AS dead FROM v_event_daily"
    )
    events = selected(full, f"{counted_rows} GROUP BY date_start ORDER BY date_start")
    sums = selected(full, f"{summed_rows} GROUP BY day ORDER BY day")
    assert [[int(cell or 0) if name != "day" else cell for name, cell in row.items()] for row in sums] == [
        [int(cell or 0) if name != "day" else cell for name, cell in row.items()] for row in events
    ]


def test_nothing_of_a_dataset_that_needs_a_key_is_in_a_view(full):
    with full.reader.connect() as connection:
        tables = str(
            [connection.execute(text(f"SELECT * FROM {name}")).all() for name in ("event", "quote", "article")]
        )
    assert all(secret in tables for secret in SECRETS)
    for view in VIEWS:
        cells = str(selected(full, f"SELECT * FROM {view.name}"))
        assert [secret for secret in SECRETS if secret in cells] == [], view.name
    slugs = {row["dataset"] for row in selected(full, "SELECT dataset FROM v_event_daily")}
    assert "shut" not in slugs


@pytest.mark.parametrize(
    ("view", "condition", "index"),
    [
        ("v_events", "date_start >= '2024-08-01' AND date_start < '2024-08-05'", "event_by_date"),
        ("v_events", "country = 'IRN'", "event_by_country"),
        ("v_quotes", "date_start >= '2024-08-01'", "quote_by_date"),
        ("v_events", "id_number = 1", "event_pkey|autoindex_event_1"),
        ("v_event_actors", "event_number = 1", "event_pkey|autoindex_event_1"),
        ("v_event_daily", "day >= '2024-08-01'", "tally_pkey|tally USING PRIMARY KEY"),
    ],
)
def test_a_condition_on_a_view_goes_by_an_index(full, view, condition, index):
    asked = f"SELECT * FROM {view} WHERE {condition}"
    with full.reader.connect() as connection:
        if full.on_sqlite:
            plan = connection.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all()
        else:
            # Of few rows it would read all.
            connection.execute(text("SET enable_seqscan = off"))
            plan = connection.execute(text(f"EXPLAIN {asked}")).all()
            connection.execute(text("RESET enable_seqscan"))
    assert re.search(index, str(plan)), plan


def test_the_columns_of_a_view_are_as_declared(full):
    inspector = inspect(full.writer)
    assert set(inspector.get_view_names()) == {view.name for view in VIEWS}
    for view in VIEWS:
        names = [column["name"] for column in inspector.get_columns(view.name)]
        assert names == [column.name for column in view.columns]
        assert len(set(names)) == len(names)


def test_postgresql_tells_what_a_column_holds(postgresql):
    store = postgresql.opened(postgresql.new(postgresql.seeded))
    inspector = inspect(store.writer)
    for view in VIEWS:
        assert [column["comment"] for column in inspector.get_columns(view.name)] == [one.about for one in view.columns]
    store.close()


def test_views_go_with_the_tables_down_and_up(store):
    migrate(store, "base")
    assert inspect(store.writer).get_view_names() == []
    migrate(store, "0005")
    assert inspect(store.writer).get_view_names() == []
    migrate(store)
    assert len(inspect(store.writer).get_view_names()) == len(VIEWS)


def test_migrating_what_is_new_already_leaves_the_views_and_who_may_read_them(postgresql):
    store = postgresql.opened(postgresql.new(postgresql.migrated))
    with store.writer.begin() as connection:
        connection.execute(text("GRANT SELECT ON v_events TO PUBLIC"))
    migrate(store)
    with store.reader.connect() as connection:
        assert connection.execute(text("SELECT has_table_privilege('public', 'v_events', 'SELECT')")).scalar()
    store.close()


# --- who may read ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def role(postgresql):
    """The store that a reader's role is made in by the script, and the address of the role."""
    store = postgresql.opened(postgresql.new(postgresql.seeded))
    loaded(store, *records())
    name = f"reader_of_{store.url.database}"
    url = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    for _ in range(2):
        made = subprocess.run(
            ["psql", "--quiet", f"--dbname={url}", f"--set=role={name}", f"--file={READONLY}"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (made.returncode, made.stderr) == (0, "")
    reader = create_engine(store.url.set(username=name), isolation_level="AUTOCOMMIT")
    yield store, reader
    reader.dispose()
    with store.writer.begin() as connection:
        connection.execute(text(f'DROP OWNED BY "{name}"'))
        connection.execute(text(f'DROP ROLE "{name}"'))
    store.close()


def test_the_role_reads_every_view(role):
    store, reader = role
    with reader.connect() as connection:
        for view in VIEWS:
            rows_of_role = connection.execute(text(f"SELECT count(*) FROM {view.name}")).scalar()
            assert rows_of_role == selected(store, f"SELECT count(*) AS n FROM {view.name}")[0]["n"] > 0


def test_the_role_reads_no_table(role):
    _, reader = role
    with reader.connect() as connection:
        for table in [*Base.metadata.tables, "alembic_version"]:
            with pytest.raises(ProgrammingError, match="permission denied"):
                connection.execute(text(f"SELECT * FROM {table}"))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO access_key (name) VALUES ('mine')",
        "UPDATE v_sources SET name = 'mine'",
        "DELETE FROM v_entities",
        "DELETE FROM head",
        "CREATE TABLE mine (id INTEGER)",
        "CREATE TEMPORARY TABLE mine (id INTEGER)",
        "DROP VIEW v_events",
        "GRANT SELECT ON access_key TO PUBLIC",
    ],
)
def test_the_role_writes_nothing_even_where_it_says_that_it_may(role, statement):
    _, reader = role
    with reader.connect() as connection:
        connection.execute(text("SET default_transaction_read_only = off"))
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner|cannot"):
            connection.execute(text(statement))


def test_a_condition_of_the_role_sees_no_row_that_a_view_leaves_out(role):
    """A function that is cheaper than the view's own condition would be asked first, without the barrier."""
    store, reader = role
    with store.writer.begin() as connection:
        connection.execute(
            text(
                "CREATE FUNCTION seen(words text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS "
                "$$ BEGIN IF words LIKE '%landestine%' THEN RAISE 'seen'; END IF; RETURN true; END $$"
            )
        )
    with reader.connect() as connection:
        connection.execute(text("SELECT summary FROM v_events WHERE seen(summary)")).all()
    # The function does see what it is asked about.
    with store.reader.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM event WHERE summary LIKE '%landestine%'")).scalar() == 1


def test_the_scripts_name_every_view():
    for script in (READONLY, ROOT / "examples/sql/views-only.sql"):
        named = re.findall(r"\bv_\w+", re.sub(r"--.*", "", script.read_text()))
        assert dict.fromkeys(named) == dict.fromkeys(view.name for view in VIEWS)


def test_the_address_for_other_programs_reads_sqlite_and_writes_nothing(sqlite):
    store = sqlite.opened(sqlite.new(sqlite.seeded))
    page = (ROOT / "docs/sql.md").read_text()
    (address,) = set(re.findall(r"sqlite:///\S+uri=true", page))
    engine = create_engine(address.replace("/srv/dateline/data/dateline.sqlite3", str(store.url.database)))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM v_events")).scalar() == 27
        with pytest.raises(OperationalError, match="readonly"):
            connection.execute(text("DELETE FROM head"))
    engine.dispose()
    store.close()


def test_a_copy_of_the_views_holds_their_rows_and_nothing_else(sqlite, tmp_path):
    store = sqlite.opened(sqlite.new(sqlite.seeded))
    loaded(store, *records())
    with closing(sqlite3.connect(f"file:{tmp_path}/views.sqlite3", uri=True)) as copy:
        copy.execute(f"ATTACH 'file:{store.url.database}?mode=ro' AS store")
        copy.executescript((ROOT / "examples/sql/views-only.sql").read_text())
        assert {name for (name,) in copy.execute("SELECT name FROM main.sqlite_master")} == {
            view.name for view in VIEWS
        }
        for view in VIEWS:
            statement = f"SELECT * FROM {{}}.{view.name} ORDER BY 1, 2"
            assert (
                copy.execute(statement.format("main")).fetchall() == copy.execute(statement.format("store")).fetchall()
            )
    assert not any(secret.encode() in (tmp_path / "views.sqlite3").read_bytes() for secret in SECRETS)
    store.close()


def test_the_page_of_views_is_made_from_their_declaration():
    assert (ROOT / "docs/sql.md").read_text() == sql_page.page(), "run: python -m schemas.sql_page > docs/sql.md"
