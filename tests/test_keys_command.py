"""`dateline keys` and `dateline datasets`: who may read what, from the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import orjson
import pytest
from click.testing import CliRunner, Result

from service.command import main
from store.engine import Store, open_store
from store.facts.articles import SNIPPET
from store.identity import Kind, record_id
from tests.builders import article, dataset, event, loaded
from tests.clients import client_of, found, id_of, keys
from tests.kept import changes_of, document, revision, rows, stale
from tests.kept import found as found_by_words
from tests.servers import environment

Command = Callable[..., Result]

TEXT = "Iran warned Israel. " * 40 + "An epilogue follows."


@pytest.fixture
def url(databases) -> Iterator[str]:
    """The URL of a store of two datasets."""
    made = databases.new(databases.migrated)
    store = open_store(made)
    loaded(
        store,
        dataset("open"),
        dataset("shut", access="key"),
        article(TEXT, key="story", dataset="open"),
        event(key="told", dataset="open"),
        event(key="secret", dataset="shut"),
    )
    store.close()
    yield made
    databases.drop(made)


@pytest.fixture
def dateline(url) -> Command:
    """Run a command on that store."""

    def run(*arguments: str) -> Result:
        return CliRunner(env=environment(database_url=url)).invoke(main, list(arguments), prog_name="dateline")

    return run


@pytest.fixture
def store(url) -> Iterator[Store]:
    """That store."""
    opened = open_store(url)
    yield opened
    opened.close()


def shown(store: Store, secret: str) -> int:
    """Ask for all events with a key; gives the status, or how many are shown."""
    answer = client_of(store).get("/v1/events", headers={"Authorization": f"Bearer {secret}"})
    return len(orjson.loads(answer.data)["data"]) if answer.status_code == 200 else answer.status_code


def test_a_key_is_made_shown_once_and_opens_its_dataset(dateline, store):
    made = dateline("keys", "create", "a reader", "--dataset", "shut")
    secret = made.stdout.strip()
    assert (made.exit_code, secret[:3]) == (0, "dl_")
    assert "cannot be shown again" in made.stderr
    assert shown(store, secret) == 2
    assert secret not in repr(rows(store))
    assert secret not in dateline("keys", "list").output


def test_keys_are_listed_with_what_they_open(dateline):
    dateline("keys", "create", "second", "--dataset", "shut", "--dataset", "open")
    dateline("keys", "create", "first", "--dataset", "shut")
    dateline("keys", "revoke", "first")
    first, second = dateline("keys", "list").stdout.splitlines()
    assert first.startswith("first: read of shut; made 20")
    assert ", revoked 20" in first
    assert second.startswith("second: read of open, shut; made 20")
    assert "revoked" not in second


def test_a_revoked_key_opens_nothing(dateline, store):
    secret = dateline("keys", "create", "reader", "--dataset", "shut").stdout.strip()
    other = dateline("keys", "create", "other", "--dataset", "shut").stdout.strip()
    assert dateline("keys", "revoke", "reader").stdout == "The key of reader opens nothing any more.\n"
    assert (shown(store, secret), shown(store, other)) == (401, 2)


def test_keys_leave_the_revision_where_it_is(dateline, store):
    before = revision(store)
    dateline("keys", "create", "reader", "--dataset", "shut")
    dateline("keys", "revoke", "reader")
    assert revision(store) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create", "reader", "--dataset", "nonesuch"), "There is no dataset nonesuch; there are: open, shut."),
        (("revoke", "nobody"), "There is no key for 'nobody' that is in use; dateline keys list shows them."),
    ],
)
def test_what_cannot_be_done_with_keys_is_one_line(dateline, arguments, said):
    done = dateline("keys", *arguments)
    assert (done.exit_code, done.stderr) == (1, f"dateline: {said}\n")


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (False, "There is a key for 'reader', and it is in use. Choose another name."),
        (True, "There was a key for 'reader', revoked on DAY: it stays on record. Choose another name."),
    ],
)
def test_a_name_is_given_once(dateline, ended, said):
    dateline("keys", "create", "reader", "--dataset", "shut")
    if ended:
        dateline("keys", "revoke", "reader")
    again = dateline("keys", "create", "reader", "--dataset", "open")
    assert (again.exit_code, again.stdout) == (1, "")
    assert re.sub(r"\d{4}-\d\d-\d\d", "DAY", again.stderr) == f"dateline: {said}\n"


def test_a_key_may_be_for_taking_in_and_correcting_alone(dateline, store):
    secret = dateline("keys", "create", "desk", "--scope", "ingest", "--scope", "curate").stdout.strip()
    assert shown(store, secret) == 1
    assert dateline("keys", "list").stdout.startswith("desk: ingest, curate; made 20")


def test_a_key_is_revoked_once(dateline):
    dateline("keys", "create", "reader", "--dataset", "shut")
    assert [dateline("keys", "revoke", "reader").exit_code for _ in range(2)] == [0, 1]


def test_datasets_are_listed_with_their_terms(dateline):
    assert dateline("datasets", "list").stdout.splitlines() == [
        "open: access public, text whole; 1 event, 1 article, 0 quotes; CC0-1.0",
        "shut: access key, text whole; 1 event, 0 articles, 0 quotes; CC0-1.0",
    ]


def test_a_dataset_is_closed_and_opened(dateline, store):
    assert keys(client_of(store), "/v1/events") == {"told"}
    assert dateline("datasets", "set", "shut", "--access", "public").exit_code == 0
    assert keys(client_of(store), "/v1/events") == {"told", "secret"}
    assert dateline("datasets", "set", "open", "--access", "key").exit_code == 0
    assert keys(client_of(store), "/v1/events") == {"secret"}
    assert found(client_of(store), "/v1/datasets/open")["access"] == "key"
    assert changes_of(store, Kind.DATASET, "open") == ["created", "updated"]


@pytest.mark.parametrize(("text", "served"), [("none", None), ("snippet", TEXT[:SNIPPET]), ("whole", TEXT)])
def test_how_much_of_a_text_is_shown_is_set_and_articles_made_again(dateline, store, text, served):
    before = rows(store)["article"]
    dateline("datasets", "set", "open", "--text", "none" if text == "whole" else "whole")
    done = dateline("datasets", "set", "open", "--text", text)
    assert done.exit_code == 0
    whole = found(client_of(store), f"/v1/articles/{id_of(Kind.ARTICLE, 'story')}")
    assert (whole["text"], whole["text_served"]) == (served, text)
    assert (record_id(Kind.ARTICLE, "story") in found_by_words(store, "epilogue")) == (text == "whole")
    assert document(store, Kind.DATASET, "open")["text_served"] == text
    assert stale(store) == 0
    # The text itself stays as it is.
    assert rows(store)["article"] == before


def test_a_change_of_terms_is_one_change_of_the_dataset(dateline, store):
    before = len(rows(store)["change"])
    done = dateline("datasets", "set", "open", "--text", "snippet", "--access", "key")
    assert done.stdout.startswith("Set; 1 document made again.\n")
    assert len(rows(store)["change"]) == before + 1
    history = found(client_of(store), "/v1/datasets/open/history")["data"][0]
    assert {one["path"]: one["after"] for one in history["changed"]} == {"access": "key", "text_served": "snippet"}
    again = dateline("datasets", "set", "open", "--text", "snippet").stdout
    assert again.startswith("open is served on these terms already.\n")
    assert len(rows(store)["change"]) == before + 1


@pytest.mark.parametrize(("text", "told"), [("none", True), ("snippet", True), ("whole", False)])
def test_who_hides_texts_is_told_what_is_still_served_of_them(dateline, text, told):
    done = dateline("datasets", "set", "open", "--text", text)
    assert ("evidence of events and quotes are still served" in done.stdout) == told
    assert "still served" in dateline("datasets", "set", "--help").stdout


def test_loading_the_dataset_again_leaves_its_terms(dateline, store):
    dateline("datasets", "set", "open", "--access", "key", "--text", "none")
    loaded(store, dataset("open"))
    assert [document(store, Kind.DATASET, "open")[name] for name in ("access", "text_served")] == ["key", "none"]


def test_a_dataset_that_there_is_not_is_one_line(dateline):
    done = dateline("datasets", "set", "nonesuch", "--access", "key")
    assert (done.exit_code, done.stderr) == (
        1,
        "dateline: There is no dataset nonesuch; dateline datasets list shows them.\n",
    )


@pytest.mark.parametrize(
    "arguments",
    [
        *(
            ("keys", "create", "reader", "--scope", "ingest", "--dataset", "shut"),
            ("keys", "create", "reader", "--scope", "all"),
        ),
        *(("keys", "create", "reader"), ("keys", "create"), ("keys", "revoke"), ("keys", "lend")),
        *(("datasets", "set", "open"), ("datasets", "set", "open", "--access", "friends"), ("datasets", "drop")),
    ],
)
def test_a_wrong_call_ends_with_2(dateline, arguments):
    assert dateline(*arguments).exit_code == 2
