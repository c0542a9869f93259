"""Put another version in the place of an article that was sent, or take it away; both leave its history."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from flask import current_app
from sqlalchemy import select

from schemas.rendering import rendered
from seed.addresses import canonical
from service.ingest.bodies import Fields, bad_body
from service.ingest.taking_in import TakenIn, read_and_stored, refuse_others, stored, submitted
from service.lists import named_record
from service.problems import fault
from service.reading import look_again
from service.routes.records import missing
from store.columns import AnyRow
from store.curation import CannotDelete, delete
from store.engine import Store
from store.identity import Kind
from store.refresh import refresh_stale
from store.tables import Entity, Mention
from store.writing import Writer, writing


def replaced(named: str, told: Fields) -> TakenIn:
    """Read another version of an article. Without a time of publication it keeps the one that it was sent with."""
    article, there = _own(named)
    sent = submitted(told)
    if sent.url is not None and (there.url is None or canonical(sent.url) != there.url):
        said = f"is not the address of this article, {there.url or 'which has none'}. Send it anew with POST, and delete this."
        raise bad_body(f"url: {said}", fault("url", said))
    if sent.published is None and there.published_basis == "origin":
        sent = replace(sent, published=there.published_at, published_precision=there.published_precision)
    return read_and_stored(replace(sent, url=there.url, key=there.key), article, is_new=False)


def taken_away(named: str) -> None:
    """Delete an article with all that it alone says, and whoever has no name and is spoken of nowhere else."""
    article, _ = _own(named)
    store: Store = current_app.extensions["store"]
    with writing(store) as writer:
        nameless = _nameless(writer, article)
        delete(writer, Kind.ARTICLE, article)
        for entity in nameless:
            with suppress(CannotDelete):
                delete(writer, Kind.ENTITY, entity)
    for _ in refresh_stale(store, rendered):
        pass
    look_again()


def _own(named: str) -> tuple[int, AnyRow]:
    """Find an article that was sent. Raises Problem for one that is not there, or came another way."""
    article = named_record(Kind.ARTICLE, named)
    there = stored(article)
    if there is None:
        raise missing(Kind.ARTICLE, "articles", article)
    refuse_others(article, there.slug)
    return article, there


def _nameless(writer: Writer, article: int) -> list[int]:
    found = select(Entity.id).join(Mention, Mention.entity_id == Entity.id)
    spoken_of = found.where(Mention.article_id == article, Entity.kind == "unnamed", Entity.merged_into.is_(None))
    return list(writer.connection.execute(spoken_of.distinct()).scalars())
