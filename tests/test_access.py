"""Datasets that need a key: who has none that opens them is shown nothing of them, wherever they might show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import yaml
from click.testing import CliRunner
from flask.testing import FlaskClient

from schemas.rendering import rendered
from service.command import main
from store.engine import Store
from store.identity import Kind, record_id
from store.keys import add_key, revoke_key
from store.terms import set_terms
from store.writing import writing
from tests.builders import article, dataset, entity, event, loaded, quote
from tests.clients import PROBLEM, client_of, deleted, found, id_of, keys, listed, rows, serving
from tests.kept import changes_of
from tests.printed import ROOT
from tests.servers import environment

DOCUMENT: dict[str, Any] = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))
# Nothing else in the store has these words: where one of them is answered, something of the closed dataset is.
SECRETS = ("clandestine", "Clandestine", "hush")

WIRE = article("Iran warned Israel.", key="wire", url="https://example.org/wire", dataset="open", source="Wire")
MEMO = article(
    "A clandestine memo. Iran shot.", key="memo", url="https://example.org/hush", dataset="shut", source="Wire"
)
OF_CLOSED = {
    Kind.EVENT: "hush-shooting",
    Kind.ARTICLE: "memo",
    Kind.QUOTE: "memo/clandestine memo",
}


def records() -> list[Any]:
    """Make an open and a closed dataset, of which each shows something of the other."""
    return [
        dataset("open"),
        dataset("shut", access="key", licence="Proprietary"),
        dataset("also-shut", access="key"),
        entity("Iran", key="country/IRN", kind="country", code="IRN", country="IRN"),
        WIRE,
        MEMO,
        event(key="warning", dataset="open", actor1="country/IRN", cameo="130", summary="Iran warns", on="2024-08-01",
              told_in=[(WIRE, "Iran warned Israel"), (MEMO, "clandestine memo")]),
        event(key="hush-shooting", dataset="shut", actor1="country/IRN", cameo="190", summary="Clandestine shooting",
              on="2024-08-03", told_in=[(WIRE, "Iran warned"), (MEMO, "Iran shot")]),
        quote("warned Israel", WIRE, dataset="open", speaker="country/IRN", key="said", about_events=("hush-shooting",)),
        quote("clandestine memo", MEMO, dataset="shut", speaker="country/IRN"),
        quote("Iran warned", WIRE, dataset="shut", speaker="country/IRN", key="hush-quote"),
    ]  # fmt: skip


@pytest.fixture
def closed(store) -> Store:
    """A store in which one of the datasets is open."""
    loaded(store, *records())
    return store


@pytest.fixture
def key(closed) -> dict[str, str]:
    """The header with a key that opens it all."""
    return opening(closed, "reader", "shut", "also-shut")


@pytest.fixture
def asking(closed) -> FlaskClient:
    """A client of that store."""
    return client_of(closed)


def opening(store: Store, name: str, *slugs: str) -> dict[str, str]:
    """Make a key and give the header that sends it."""
    with writing(store) as writer:
        secret = add_key(writer, name, [record_id(Kind.DATASET, slug) for slug in slugs])
    return {"Authorization": f"Bearer {secret}"}


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference within the document."""
    place: Any = DOCUMENT
    for step in part["$ref"].removeprefix("#/").split("/") if "$ref" in part else ():
        place = place[step]
    return dict(place) if "$ref" in part else part


# What a route needs to be asked at all.
NEEDED = {
    "/v1/autocomplete": "q=ir",
    "/v1/crosswalk": "from=cameo:190&to=plover",
    "/v1/events/aggregate": "group_by=dataset,status&metric=count,share,avg:goldstein",
}
IN_PATH = {"scheme": "cameo", "code": "190", "dataset_id": "shut", "source_id": id_of(Kind.SOURCE, "Wire")}
IN_PATH |= {"entity_id": id_of(Kind.ENTITY, "country/IRN")}


def addresses() -> Iterator[tuple[str, bool]]:
    """Give an address of every route, in each of its forms, with whether it is of a record of the closed dataset."""
    for path, methods in DOCUMENT["paths"].items():
        taken = {one["name"]: one for one in map(resolved, methods["get"].get("parameters", ()))}
        names = [one["name"] for one in map(resolved, methods.get("parameters", ())) if one["in"] == "path"]
        of_closed = {f"{kind}_id": id_of(kind, of) for kind, of in OF_CLOSED.items()}
        at = path
        for name in names:
            at = at.replace(f"{{{name}}}", (IN_PATH | of_closed)[name])
        shapes = ["", "format=csv", "sample=50", "documents=true", "count=exact", "group_by=source", "expand=articles"]
        for shape in (one for one in shapes if not one or one.partition("=")[0] in taken):
            if shape == "expand=articles" and path != "/v1/events":
                continue
            asked = "&".join(filter(None, (NEEDED.get(path), shape)))
            yield f"{at}?{asked}", any(name in of_closed for name in names)


ADDRESSES = list(addresses())


def test_every_route_of_the_document_is_asked():
    operations = {path for path in DOCUMENT["paths"] if "{" not in path}
    assert operations <= {address.partition("?")[0] for address, _ in ADDRESSES}
    assert len(ADDRESSES) > len(DOCUMENT["paths"])


@pytest.mark.parametrize(("address", "of_closed"), ADDRESSES)
def test_no_route_shows_anything_of_a_closed_dataset_without_a_key(asking, key, address, of_closed):
    answer = asking.get(address)
    opened = asking.get(address, headers=key)
    assert opened.status_code == 200, opened.text
    assert answer.status_code == (403 if of_closed else 200), answer.text
    ids = [id_of(kind, of) for kind, of in OF_CLOSED.items()]
    if not of_closed:
        # In the links of the answer is the question.
        assert [word for word in (*SECRETS, *ids) if word in answer.text] == []
    assert answer.headers.get("ETag") != opened.headers["ETag"]
    assert opened.headers["Cache-Control"].startswith("private")
    assert "Dateline-Left-Out" not in opened.headers
    for one in (answer, opened) if not of_closed else (opened,):
        assert "Authorization" in one.headers["Vary"]
