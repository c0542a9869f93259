"""The user's alias file: what importers made for a name, a code or an identifier becomes part of the entity meant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from schemas.rendering import rendered
from seed.alias_files import BadAliases
from seed.aliases import Applied, apply_aliases
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
        entity("Nuristanis"),
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
    path = written(tmp_path, "Taleban,Taliban", "Students of God,Taliban", "AFGMIL,Taliban", "ucdp-actor:303,Taliban")
    assert apply_aliases(told_of, path) == Applied(added=2, merged=1, unchanged=1)
    before = document(told_of, Kind.ENTITY, "Taliban")
    assert apply_aliases(told_of, path) == Applied(unchanged=4)
    assert document(told_of, Kind.ENTITY, "Taliban") == before


def test_an_alias_that_no_dataset_has_used_yet_is_found_by_those_that_will(told_of, tmp_path):
    apply_aliases(told_of, written(tmp_path, "Students of God,Taliban", "AFGREB,Taliban", "TAL,Taliban"))
    kept(
        told_of,
        told("later", Actor("STUDENTS OF GOD", "AFGINS", "AFG")),
        told("without country", Actor("Students of God", kind="organization")),
        told("coded", Actor(None, "AFGREB")),
        told("a code, and not that name", Actor(None, "TAL")),
    )
    assert events(told_of, "Taliban") == {"later", "without country", "coded"}
    assert events(told_of, "students of god") == {"later", "without country", "coded"}
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
        (["Gazans,Nuristanis", "Nuristanis,Taliban"], ["line 2: line 3 gives Nuristanis itself to another"]),
        (["Unheard,Taliban", "UNHEARD,Palestine"], ["line 3: line 2 gives the same to Taliban"]),
        (
            ["Unheard,Taliban", "Unheard,Palestine", "Nonsense,Nobody"],
            ["line 3: line 2 gives the same to Taliban", "line 4: 'Nobody'"],
        ),
        (["AFGREB,Taliban", "AFGREB,Nuristanis"], ["line 3: line 2 gives the same to Taliban"]),
        (["country/PSE,Taliban"], ["line 2: 'country/PSE' is the country Palestine, and no country is merged into"]),
        (["AFGGOV,Palestine"], ["line 2: 'AFGGOV' is a code of Afghanistan, and a code goes before a name"]),
        (["IRN,Taliban"], ["line 2: 'IRN' is a code of Iran, and a code goes before a name"]),
        (["IRNMIL,Taliban"], ["line 2: 'IRNMIL' is a code of Iran, and a code goes before a name"]),
        (["Persia,Nuristanis"], ["line 2: 'Persia' is a name of Iran, and a country goes before"]),
        (["Government of Iran,Nuristanis"], ["line 2: 'Government of Iran' is a name of Iran"]),
        (
            ["ucdp-actor:118,Taliban"],
            ["line 2: no entity has the identifier 'ucdp-actor:118'; load what gives it first"],
        ),
    ],
)
def test_what_cannot_be_applied_is_told_by_its_line_and_nothing_is_changed(told_of, tmp_path, rows, faults):
    with pytest.raises(BadAliases) as bad:
        apply_aliases(told_of, written(tmp_path, *rows))
    assert len(bad.value.faults) == len(faults)
    assert [said for said, fault in zip(bad.value.faults, faults, strict=True) if not said.startswith(fault)] == []
    assert merged(told_of) == set()


@pytest.mark.parametrize(
    ("before", "row", "said"),
    [
        ("Unheard,Taliban", "unheard,Palestine", "'unheard' is an alias of ent_"),
        ("Unheard,Palestine", "Unheard,Taliban", "'Unheard' is an alias of ent_"),
        ("AFGREB,Taliban", "AFGREB,Nuristanis", "'AFGREB' is an alias of ent_"),
        ("ucdp-actor:303,Taliban", "ucdp-actor:303,Palestine", "'ucdp-actor:303' is an alias of ent_"),
        ("actor/PAK/talib,Taliban", "actor/PAK/talib,Nuristanis", "'actor/PAK/talib' is an alias of ent_"),
    ],
)
def test_what_is_an_alias_of_another_already_is_refused(told_of, tmp_path, before, row, said):
    apply_aliases(told_of, written(tmp_path, before))
    there = merged(told_of)
    with pytest.raises(BadAliases) as bad:
        apply_aliases(told_of, written(tmp_path, row))
    (fault,) = bad.value.faults
    assert fault.startswith(f"line 2: {said}")
    assert "first undo that: dateline entities split ent_" in fault
    assert merged(told_of) == there


def test_a_country_stands_though_somebody_of_its_name_is_described_later(told_of):
    kept(told_of, told("canada", Actor("CANADA", "CAN", "CAN")))
    kept(told_of, entity("Canada", key="band/canada"))
    assert merged(told_of) == set()


def test_a_code_of_the_country_itself_is_in_place(told_of, tmp_path):
    assert apply_aliases(told_of, written(tmp_path, "PSEGOV,Palestine", "PSE,Palestine")) == Applied(unchanged=2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name,entity\nx,y\n", "no column alias"),
        (b"", "no column alias and no entity"),
        (b"alias,entity\nx,y\nab\xff\xfe,y\n", "^line 3: byte 3 .0xFF. is not UTF-8$"),
        (b"alias,entity\nx\0,y\n", "^line 2: byte 2 is NUL, which no text has$"),
        (b'alias,entity\nx,y\n"x"y,z\n', "^line 3: it is not CSV: a quote that is opened is closed"),
        (b'alias,entity\n"x,z\n', "^line 2: it is not CSV: a quote that is opened is closed"),
        (b'alias,entity\nx,y\n"x,z\na,b\n', "^line 3: it is not CSV: a quote that is opened is closed"),
        (b"alias;entity\nx;y\n", "^line 1: the columns are separated by semicolons; use commas$"),
        (b"note\tentity\talias\n", "^line 1: the columns are separated by tabs; use commas$"),
        (b"alias,entity\nJames, Earl,Taliban\n", "^line 2: it has 3 cells where the header has 2; quote what holds"),
    ],
)
def test_what_is_no_alias_file_is_told(sqlite_store, tmp_path, content, said):
    path = tmp_path / "aliases.csv"
    path.write_bytes(content)
    with pytest.raises(BadAliases, match=said):
        apply_aliases(sqlite_store, path)
