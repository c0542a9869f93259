"""The user's alias file: what importers made for a name, a code or an identifier becomes part of the entity meant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from schemas.rendering import rendered
from seed.aliases import Applied, BadAliases, apply_aliases
from seed.load import load
from seed.records import Actor, EventRecord
from store.curation import split
from store.engine import Store
from store.identity import Kind, public_id, record_id
from store.refresh import refresh_stale
from store.tables import Entity
from store.writing import writing
from tests.builders import ORIGIN, Record, batch, dataset, entity, event
from tests.clients import client_of, keys
from tests.kept import document

TALIBAN = entity("Taliban", country="AFG", code="AFGINSTAL", aliases=("Taleban movement",))
PALESTINE = entity("Palestine", key="country/PSE", kind="country", code="PSE", country="PSE")


def told(key: str, *actors: Actor) -> EventRecord:
    """An event of these actors, in a dataset's own words."""
    return replace(event(key=key), actor1=actors)


def ucdp(name: str | None, number: str) -> Actor:
    return Actor(name, identifiers=(("ucdp-actor", number),))


def kept(store: Store, *records: Record) -> None:
    load(store, batch(dataset(), *records), ORIGIN)


@pytest.fixture
def told_of(store):
    """A store in which datasets name the Taliban otherwise than those who described them."""
    kept(
        store,
        TALIBAN,
        PALESTINE,
        entity("Tehran", kind="place"),
        told("ucdp", ucdp("Taleban", "303")),
        told("gdelt", Actor("TALIB", "AFGINS", "AFG")),
        told("elsewhere", Actor("TALIB", "PAKINS", "PAK")),
        told("phoenix", Actor(None, "AFGINSTAL")),
        told("icews", Actor("Gazans", country="PSE")),
    )
    return store


def written(folder: Path, *rows: str, header: str = "alias,entity") -> Path:
    path = folder / "aliases.csv"
    path.write_text("\n".join((header, *rows)), encoding="utf-8")
    return path


def merged(store: Store) -> set[str]:
    """The keys of the entities that were merged away."""
    with store.reader.connect() as connection:
        return set(connection.execute(select(Entity.key).where(Entity.merged_into.is_not(None))).scalars())


def events(store: Store, actor: str) -> set[str]:
    return keys(client_of(store), f"/v1/events?actor={actor}")


def test_what_datasets_made_for_a_name_becomes_part_of_the_entity(told_of, tmp_path):
    path = written(tmp_path, "Taleban,Taliban", "Talib,Taliban", "AFGINSTAL,Taliban", "Gazans,Palestine")
    assert events(told_of, "Taliban") == set()
    assert apply_aliases(told_of, path) == Applied(added=0, merged=4, unchanged=0)
    # Whoever is called so in another country is somebody else.
    assert events(told_of, "Taliban") == {"ucdp", "gdelt", "phoenix"}
    assert events(told_of, "Taleban") == {"ucdp", "gdelt", "phoenix"}
    assert merged(told_of) == {"ucdp-actor/303", "actor/AFG/talib", "code/AFGINSTAL", "actor/PSE/gazans"}
    assert {"Taleban", "TALIB", "Taleban movement"} <= set(document(told_of, Kind.ENTITY, "Taliban")["aliases"])


def test_applied_again_it_changes_nothing(told_of, tmp_path):
    path = written(tmp_path, "Taleban,Taliban", "Students of God,Taliban", "ucdp-actor:999,Taliban")
    assert apply_aliases(told_of, path) == Applied(added=2, merged=1, unchanged=0)
    before = document(told_of, Kind.ENTITY, "Taliban")
    assert apply_aliases(told_of, path) == Applied(unchanged=3)
    assert document(told_of, Kind.ENTITY, "Taliban") == before


def test_an_alias_that_no_dataset_has_used_yet_is_found_by_those_that_will(told_of, tmp_path):
    apply_aliases(told_of, written(tmp_path, "Students of God,Taliban", "ucdp-actor:999,Taliban", "TAL,Taliban"))
    kept(
        told_of,
        told("later", Actor("STUDENTS OF GOD", "AFGINS", "AFG")),
        told("without country", Actor("Students of God", kind="organization")),
        told("numbered", ucdp("Whoever", "999")),
        told("coded", Actor(None, "TAL")),
    )
    assert events(told_of, "Taliban") == {"later", "without country", "numbered"}
    assert events(told_of, "students of god") == {"later", "without country", "numbered"}
    assert document(told_of, Kind.ENTITY, "Taliban")["name"] == "Taliban"


def test_an_alias_outlives_that_the_entity_is_described_anew(told_of, tmp_path):
    apply_aliases(told_of, written(tmp_path, "Students of God,Taliban"))
    kept(told_of, replace(TALIBAN, note="Described anew.", aliases=()))
    assert document(told_of, Kind.ENTITY, "Taliban")["aliases"] == ["Students of God"]


def test_an_alias_can_be_undone(told_of, tmp_path):
    apply_aliases(told_of, written(tmp_path, "Taleban,Taliban"))
    with writing(told_of) as writer:
        split(writer, record_id(Kind.ENTITY, "ucdp-actor/303"), rendered)
    for _ in refresh_stale(told_of, rendered):
        pass
    assert events(told_of, "Taliban") == set()
    assert events(told_of, "Taleban") == {"ucdp"}


@pytest.mark.parametrize(
    "alias", ["actor/PAK/talib", public_id(Kind.ENTITY, record_id(Kind.ENTITY, "actor/PAK/talib"))]
)
def test_an_entity_may_be_named_itself(told_of, tmp_path, alias):
    assert apply_aliases(told_of, written(tmp_path, f"{alias},Taliban")).merged == 1
    assert events(told_of, "Taliban") == {"elsewhere"}


@pytest.mark.parametrize(
    "words", ["Taliban", "taliban", "Taleban movement", public_id(Kind.ENTITY, record_id(Kind.ENTITY, "Taliban"))]
)
def test_the_entity_is_named_by_id_key_or_name(told_of, tmp_path, words):
    apply_aliases(told_of, written(tmp_path, f"Taleban,{words}"))
    assert events(told_of, "Taliban") == {"ucdp"}


def test_further_columns_and_empty_rows_are_passed_over(told_of, tmp_path):
    path = written(tmp_path, 'x,Taliban,"Taleban"', ",,", "", header="note,entity,alias")
    assert apply_aliases(told_of, path).merged == 1


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (["Taleban,Nobody"], ["line 2: 'Nobody' is no entity that is known here"]),
        (["Talib,TALIB"], ["line 2: 'TALIB' is several entities: TALIB (ent_"]),
        (["Taleban,"], ["line 2: both alias and entity are needed"]),
        ([",Taliban"], ["line 2: both alias and entity are needed"]),
        (["???,Taliban"], ["line 2: both alias and entity are needed"]),
        (["Taleban,???"], ["line 2: '???' is no entity"]),
        (["Palestine,Taliban"], ["line 2: 'Palestine' is ent_"]),
        (["Taleban,Taliban", "Taleban,Palestine"], ["line 3: line 2 gives the same to Taliban"]),
        (["Taleban,Taliban", "Taliban,country/PSE"], ["line 2: line 3 gives Taliban itself to another"]),
        (["Taleban,Taliban", "Nonsense,Nobody", "More,None"], ["line 3: 'Nobody'", "line 4: 'None'"]),
        (["country/PSE,Taliban", "Gazans,country/PSE"], ["line 3: line 2 gives Palestine itself to another"]),
    ],
)
def test_what_cannot_be_applied_is_told_by_its_line_and_nothing_is_changed(told_of, tmp_path, rows, faults):
    with pytest.raises(BadAliases) as bad:
        apply_aliases(told_of, written(tmp_path, *rows))
    assert len(bad.value.faults) == len(faults)
    assert [said for said, fault in zip(bad.value.faults, faults, strict=True) if not said.startswith(fault)] == []
    assert merged(told_of) == set()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name,entity\nx,y\n", "no column alias"),
        (b"", "no column alias and no entity"),
        (b"alias,entity\n\xff\xfe,y\n", "no CSV file in UTF-8"),
        (b'alias,entity\n"x"y,z\n', "no CSV file in UTF-8"),
    ],
)
def test_what_is_no_alias_file_is_told(sqlite_store, tmp_path, content, said):
    path = tmp_path / "aliases.csv"
    path.write_bytes(content)
    with pytest.raises(BadAliases, match=said):
        apply_aliases(sqlite_store, path)
