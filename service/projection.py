"""Change served documents on their way out: only some fields, or other records whole in place of their cards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from service.queries.closed import Closed
from service.queries.screening import screen
from store.derived import Document
from store.identity import Kind, parsed_id

Json = dict[str, Any]
Tree = dict[str, Any]


def projected(
    connection: Connection,
    bodies: Sequence[bytes],
    wanted: Sequence[str],
    expanded: Mapping[str, Kind],
    closed: Closed,
) -> Sequence[bytes]:
    """Expand, then keep the wanted fields; without either the bytes are passed on as they are.

    Of `closed` datasets, slugs by id, nothing is put in.
    """
    if not wanted and not expanded:
        return bodies
    documents = [orjson.loads(body) for body in bodies]
    for path, kind in expanded.items():
        _expand(connection, documents, path.split("."), kind, closed)
    if wanted:
        tree = _tree(wanted)
        documents = [_only(document, tree) for document in documents]
    return [orjson.dumps(document) for document in documents]


def _expand(connection: Connection, documents: Iterable[Json], path: Sequence[str], kind: Kind, closed: Closed) -> None:
    cards = [card for document in documents for card in _cards(document, path)]
    ids = {card["id"]: parsed_id(kind, card["id"]) for card in cards if card.get("id")}
    whole = func.coalesce(Document.whole, Document.body)
    found = connection.execute(select(Document.id, whole).where(Document.id.in_(set(ids.values()))))
    records = {record: orjson.loads(body) for record, body in found}
    if closed:
        slugs = set(closed.values())
        records = {record: document for record, document in records.items() if document.get("dataset") not in slugs}
        screen(connection, kind, list(records.values()), closed)
    for card in cards:
        # What the card says is particular to this place (the code given here, the words used here) and stays.
        record = records.get(ids.get(card.get("id")) or -1, {})
        card.update({name: value for name, value in record.items() if card.get(name) is None})


def _cards(value: Any, path: Sequence[str]) -> Iterator[Json]:
    if isinstance(value, list):
        for item in value:
            yield from _cards(item, path)
    elif isinstance(value, dict):
        if path:
            yield from _cards(value.get(path[0]), path[1:])
        else:
            yield value


def _tree(paths: Sequence[str]) -> Tree:
    """Turn paths into a tree; a path that ends keeps all below it."""
    tree: Tree = {}
    for path in paths:
        branch = tree
        for step in path.split("."):
            branch = branch.setdefault(step, {})
    return _pruned(tree, set(paths))


def _pruned(tree: Tree, whole: set[str], prefix: str = "") -> Tree:
    return {
        name: {} if prefix + name in whole else _pruned(below, whole, f"{prefix}{name}.")
        for name, below in tree.items()
    }


def _only(value: Any, tree: Tree) -> Any:
    if not tree:
        return value
    if isinstance(value, list):
        return [_only(item, tree) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _only(value[name], below) for name, below in tree.items() if name in value}
