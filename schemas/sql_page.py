"""The page of the SQL views, made from their declaration.

python -m schemas.sql_page > docs/sql.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from schemas.codebook_page import row
from store.view_columns import View
from store.views import VIEWS

OPENING = """\
# SQL views

This page is made from the declaration of the views in `store/views.py` and `store/event_views.py`; change that, then run
`python -m schemas.sql_page > docs/sql.md`.

Superset, Metabase and whatever else speaks SQL read a store by views. Their names and columns stay: within `/v1`
columns are only added. A column that a [CSV export](filters.md#columns) has too has its name and its value; the tests
compare all of them, on SQLite and on PostgreSQL. Tables may change with any version. `dateline migrate` makes the
views anew when it changes a table.

**The views hold what the API answers to those who have no key.** Records of [datasets that need a
key](api.md#datasets-that-need-a-key) are in none of them, however one connects: not counted in sums, not named by
records of other datasets. (`v_datasets` lists those datasets themselves, as `/v1/datasets` does.) Who may read them
reads the tables, or asks the API with a key. Texts of articles are in no view. What the sources wrote (`summary`,
`text`, `sentence`, titles and names) is an outsider's text: show it escaped.

## PostgreSQL: a role that only reads

```text
psql --dbname=dateline --set=role=dateline_reader --file=examples/sql/readonly.sql
psql --dbname=dateline --command='\\password dateline_reader'
```

The role may log in, read the views, and nothing else: no table, so neither hashes of keys nor closed datasets; it can
write nothing, and what it asks is broken off after 60 seconds. (PostgreSQL lets everybody make temporary tables: the
script takes that right from all but the owner of the database.) The views are barriers (`security_barrier`): a
function in somebody's condition does not see the rows that a view leaves out. Run the script again after an upgrade
that says that tables were migrated, for then the views are new. Give other programs

```text
postgresql+psycopg2://dateline_reader:password@host:5432/dateline
```

What others build on the views in the database itself (views of views) has to be dropped before such an upgrade.

## SQLite: an address that only reads

```text
sqlite:///file:/srv/dateline/data/dateline.sqlite3?mode=ro&uri=true
```

The program has to run on the same machine, as a user who may write to the folder: beside a store that is being
written lie `-wal` and `-shm`, which readers use too.

**A file of SQLite has no roles: who may open it reads all of it**, the hashes of keys and closed datasets too. To
hand on what the views hold, make a file of it (it takes as long as reading all of them):

```text
sqlite3 views.sqlite3 "ATTACH 'file:data/dateline.sqlite3?mode=ro' AS store" '.read examples/sql/views-only.sql'
```

## Superset and Metabase

Neither could be run where this was written; the addresses, the role and the views are what the tests try.

- **Superset**: *Settings → Database connections → + Database → Other*, with one of the addresses above. SQLite is
  refused there unless `PREVENT_UNSAFE_DB_CONNECTIONS = False` stands in `superset_config.py`. Then a dataset for each
  view; `date_start`, `day` or `month` is its time column. On SQLite days are text, written `%Y-%m-%d` (*Edit dataset
  → Columns → Datetime format*).
- **Metabase**: *Admin settings → Databases → Add database*, PostgreSQL with the role, or SQLite with the file.
  Columns bring their descriptions along from PostgreSQL. Mark `latitude` and `longitude` as such in *Table metadata*
  for pin maps, `country` as country.

## Which view

- **Charts over time**: `v_event_daily` and `v_event_country_monthly` are sums that are kept: some thousand rows where
  there are millions of events. `sum(goldstein_sum) / sum(events)` is an average over any of them.
- **By actor**: `v_event_actors`, one row for each actor of each event.
- **Rows to read**: `v_events`, `v_quotes`, `v_articles`. Give a range of `date_start`, which an index finds. Actors,
  `event_label`, `root_label` and `sentence` are put together for each row: leave them out of what is grouped over
  millions of rows.
- **Joins** go by the columns that end with `_number`, which have an index; ids are spelt from them.

An event counts on its first day, as it does in the API's charts.
"""


def page() -> str:
    """Write the whole page."""
    return "\n".join([OPENING, *(line for view in VIEWS for line in _section(view))]).rstrip() + "\n"


def _section(view: View) -> Iterator[str]:
    yield f"## {view.name}\n"
    yield f"{view.about}\n"
    yield row(("column", "holds"))
    yield row(("---",) * 2)
    for column in view.columns:
        yield row((f"`{column.name}`", column.about))
    yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
