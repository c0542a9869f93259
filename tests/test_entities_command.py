"""`dateline entities`: merging, splitting and aliases from the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from service.command import main
from store.engine import Store, open_store
from store.identity import Kind, public_id, record_id
from tests.builders import entity, event, loaded
from tests.clients import client_of, keys
from tests.kept import changes
from tests.servers import environment

Command = Callable[..., Result]

PERSIA = public_id(Kind.ENTITY, record_id(Kind.ENTITY, "Persia"))
IRAN = public_id(Kind.ENTITY, record_id(Kind.ENTITY, "country/IRN"))


@pytest.fixture
def url(databases) -> Iterator[str]:
    """The URL of a store in which Iran is told of under two names, each an entity of its own."""
    made = databases.new(databases.migrated)
    store = open_store(made)
    loaded(
        store,
        entity("Iran", key="country/IRN", kind="country", code="IRN", country="IRN"),
        entity("Russia", key="country/RUS", kind="country", code="RUS", country="RUS"),
        entity("Persia", stub=True, identifiers=(("made-up", "7"),), aliases=("PRS",)),
        entity("John Smith", key="smith-1", stub=True),
        entity("John Smith", key="smith-2", stub=True),
        event(actor1="Persia", key="warning"),
        event(actor1="country/IRN", key="answer"),
    )
    store.close()
    yield made
    databases.drop(made)


@pytest.fixture
def dateline(url) -> Command:
    """Run a command on that store."""

    def run(*arguments: str) -> Result:
        return CliRunner(env=environment(database_url=url)).invoke(
            main, ["entities", *map(str, arguments)], prog_name="dateline"
        )

    return run


@pytest.fixture
def store(url) -> Iterator[Store]:
    """That store."""
    opened = open_store(url)
    yield opened
    opened.close()


def events(store: Store, actor: str) -> set[str]:
    return keys(client_of(store), f"/v1/events?actor={actor}")


@pytest.mark.parametrize(("away", "into"), [("persia", "Iran"), ("made-up:7", "country/IRN"), (PERSIA, IRAN)])
def test_two_entities_are_merged(dateline, store, away, into):
    done = dateline("merge", away, into)
    assert (done.exit_code, done.stdout) == (0, f"Merged Persia ({PERSIA}) into Iran ({IRAN}).\n")
    assert events(store, IRAN) == events(store, PERSIA) == {"warning", "answer"}
    assert [change.operation for change in changes(store)][-2:] == ["merged", "updated"]


@pytest.mark.parametrize("away", ["Persia", PERSIA, "made-up:7", "prs"])
def test_a_merge_is_undone(dateline, store, away):
    dateline("merge", "Persia", "Iran")
    done = dateline("split", away)
    assert (done.exit_code, done.stdout) == (0, f"Persia ({PERSIA}) stands for itself again.\n")
    assert (events(store, IRAN), events(store, PERSIA)) == ({"answer"}, {"warning"})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("merge", "Atlantis", "Iran"), "dateline: 'Atlantis' is no entity that is known here.\n"),
        (("merge", "Persia", "ent_0000000000000"), "dateline: 'ent_0000000000000' is no entity that is known here.\n"),
        (("merge", "Iran", "Iran"), "dateline: An entity cannot be merged into itself.\n"),
        (
            ("merge", "Russia", "Iran"),
            "dateline: Russia is a country, and Iran is not of it; no country is merged into another.\n",
        ),
        (("merge", "made-up:8", "Iran"), "dateline: 'made-up:8' is no entity that is known here.\n"),
        (("split", "John Smith"), "dateline: 'John Smith' is no entity that was merged away.\n"),
        (("split", PERSIA), "dateline: This entity was not merged into another.\n"),
    ],
)
def test_what_cannot_be_merged_or_split_is_one_line(dateline, arguments, said):
    done = dateline(*arguments)
    assert (done.exit_code, done.stderr) == (1, said)


def test_a_name_of_several_is_told_with_their_ids(dateline):
    done = dateline("merge", "John Smith", "Iran")
    assert done.exit_code == 1
    assert done.stderr.startswith("dateline: 'John Smith' is several entities: John Smith (ent_")
    assert done.stderr.count("ent_") == 2


def test_an_alias_file_is_applied_once(dateline, store, tmp_path):
    path = tmp_path / "aliases.csv"
    path.write_text("alias,entity\nPersia,Iran\nIslamic Republic,Iran\n", encoding="utf-8")
    assert dateline("aliases", path).stdout == "1 alias added, 1 entity merged, 0 rows in place.\n"
    assert dateline("aliases", path).stdout == "0 aliases added, 0 entities merged, 2 rows in place.\n"
    assert events(store, "Islamic Republic") == {"warning", "answer"}


def test_an_alias_file_with_faults_changes_nothing_and_names_their_lines(dateline, store, tmp_path):
    path = tmp_path / "aliases.csv"
    path.write_text("alias,entity\nPersia,Iran\nAtlantean,Atlantis\n", encoding="utf-8")
    before = changes(store)
    done = dateline("aliases", path)
    assert done.exit_code == 1
    assert done.stderr == (
        f"dateline: {path}: nothing was changed.\nline 3: 'Atlantis' is no entity that is known here\n"
    )
    assert changes(store) == before


@pytest.mark.parametrize("arguments", [("merge", "Persia"), ("split",), ("aliases", "nonesuch.csv"), ("join",)])
def test_a_wrong_call_ends_with_2(dateline, arguments):
    assert dateline(*arguments).exit_code == 2


@pytest.mark.parametrize("command", ["merge", "split", "aliases"])
def test_every_command_says_what_it_does(dateline, command):
    done = dateline(command, "--help")
    assert (done.exit_code, done.stdout.startswith(f"Usage: dateline entities {command}")) == (0, True)
