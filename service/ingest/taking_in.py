"""Take an article in: have it read, store what it says, and answer with all of that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from flask import current_app
from sqlalchemy import Select, select, union

from seed.addresses import NoAddress, canonical
from seed.extract import language
from seed.extract.findings import Submitted
from seed.extract.keys import article_key
from seed.extract.reading import too_long
from seed.load import Origin, load
from service.access import access
from service.ingest.bodies import Fields, bad_body
from service.ingest.extraction import Broken, Busy, Extraction, NotExtracted, NotInstalled
from service.problems import Problem, fault
from service.queries.screening import screened
from service.reading import connection, look_again
from store.columns import AnyRow
from store.derived import Document
from store.engine import Store
from store.identity import Kind, public_id, record_id
from store.tables import Article, Dataset, Event, EventEvidence, Mention, Participant, Quote

# The dataset of what comes this way: `seed.extract.records` declares it, with the parser.
SLUG = "articles"
RETRY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of an article: `outcome` is created, updated or unchanged."""

    article: int
    outcome: str

    @property
    def status(self) -> int:
        """The status to answer with."""
        return 201 if self.outcome == "created" else 200

    @property
    def id(self) -> str:
        """The article's id, as clients see it."""
        return public_id(Kind.ARTICLE, self.article)


def submitted(told: Fields) -> Submitted:
    """Turn a body into what is read. Raises Problem 422 for an address that is none, a text that is too long or no English."""
    # A text too long for the parser is refused as that, in whatever language it is.
    if said := too_long(told["text"]) or language.fault(told["text"]):
        raise bad_body(said, fault("text", said))
    if "url" in told:
        try:
            canonical(told["url"])
        except NoAddress as error:
            raise bad_body(str(error), fault("url", str(error))) from None
    published = told.get("published")
    return Submitted(
        text=told["text"],
        published=published and published.at,
        published_precision=published.precision if published else "day",
        title=told.get("title"),
        url=told.get("url"),
        publisher=told.get("publisher"),
        authors=tuple(told["authors"]),
        language=told.get("language", "en"),
    )


def taken_in(sent: Submitted) -> TakenIn:
    """Take an article in, unless it is there already as it is. Raises Problem where that cannot be."""
    look_again()
    article = record_id(Kind.ARTICLE, article_key(sent))
    there = stored(article)
    if there is not None and there.text:
        refuse_others(article, there.slug)
    if there is not None and _is_same(sent, there):
        return TakenIn(article, "unchanged")
    return read_and_stored(sent, article, there is None or not there.text)


def refuse_others(article: int, slug: str) -> None:
    """Raise Problem 409 for an article that came another way: what is loaded is put right where it comes from."""
    if slug != SLUG:
        raise Problem(
            409,
            f"{public_id(Kind.ARTICLE, article)} is of the dataset {slug}, which is loaded. What is sent here replaces and "
            f"deletes what was sent, in {SLUG}.",
        )


def stored(article: int) -> AnyRow | None:
    """Find what is stored of an article."""
    statement = select(*_STORED, Dataset.slug).join(Dataset, Dataset.id == Article.dataset_id)
    found: AnyRow | None = connection().execute(statement.where(Article.id == article)).first()
    return found


_STORED = (
    Article.key,
    Article.url,
    Article.text,
    Article.title,
    Article.published_at,
    Article.published_precision,
    Article.published_basis,
    Article.text_sha256,
)


def _is_same(sent: Submitted, there: AnyRow) -> bool:
    """Tell whether reading an article again would tell nothing new: what is not said of it may be as it is."""
    return bool(
        there.text_sha256 == sha256(sent.text.encode()).hexdigest()
        and sent.title in (None, there.title)
        and sent.published in (None, there.published_at)
    )


def read_and_stored(sent: Submitted, article: int, is_new: bool) -> TakenIn:
    """Have an article read and store what it says."""
    extraction: Extraction = current_app.extensions["extraction"]
    store: Store = current_app.extensions["store"]
    try:
        batch = extraction.records_of(sent)
        report = load(store, batch, Origin(sent.url or "an article", sha256(sent.text.encode()).hexdigest(), "article"))
    except NotExtracted as reason:
        raise bad_body(str(reason), fault("text", str(reason))) from None
    except NotInstalled as reason:
        raise Problem(501, str(reason)) from None
    except Busy:
        raise _busy() from None
    except Broken as reason:
        raise _broken(str(reason)) from None
    finally:
        look_again()
    return TakenIn(article, "unchanged" if not report.changed else "created" if is_new else "updated")


def _busy() -> Problem:
    return Problem(
        503,
        f"So many articles are being read that this one cannot wait too. Try again in {RETRY_SECONDS} seconds.",
        name="busy",
        title="Too many articles at once",
        headers={"Retry-After": str(RETRY_SECONDS)},
    )


def _broken(reason: str) -> Problem:
    return Problem(
        503,
        f"{reason} Nothing of the article is stored. Send it again in {RETRY_SECONDS} seconds.",
        title="The article could not be read",
        headers={"Retry-After": str(RETRY_SECONDS)},
    )


# --- what is answered -------------------------------------------------------------------------------------------------


def whole_answer(taken: TakenIn) -> bytes:
    """Write everything that an article says, as it is served."""
    article = taken.article
    parts = {
        "events": _documents(Kind.EVENT, _events(article)),
        "quotes": _documents(Kind.QUOTE, _quotes(article)),
        "entities": _documents(Kind.ENTITY, _entities(article)),
    }
    whole: Any = connection().execute(select(Document.whole).where(Document.id == article)).scalar_one()
    (shown,) = screened(connection(), Kind.ARTICLE, [whole], access().closed)
    lists = b",".join(b'"%b":[%b]' % (name.encode(), b",".join(bodies)) for name, bodies in parts.items())
    return b'{"article":%b,%b,"meta":%b}' % (shown, lists, orjson.dumps({"outcome": taken.outcome}))


def counts(taken: TakenIn) -> dict[str, int]:
    """Count the events and quotes of an article."""
    every = {"events": _events(taken.article), "quotes": _quotes(taken.article)}
    return {name: len(connection().execute(found).all()) for name, found in every.items()}


def _documents(kind: Kind, records: Select[int] | Any) -> Iterable[bytes]:
    statement = select(Document.body).where(Document.id.in_(records)).order_by(Document.id)
    return screened(connection(), kind, connection().execute(statement).scalars().all(), access().closed)


def _events(article: int) -> Select[int]:
    told = select(EventEvidence.event_id).where(EventEvidence.article_id == article)
    return select(Event.id).where(Event.id.in_(told), Event.dataset_id.not_in(list(access().closed)))


def _quotes(article: int) -> Select[int]:
    return select(Quote.id).where(Quote.article_id == article, Quote.dataset_id.not_in(list(access().closed)))


def _entities(article: int) -> Any:
    records = union(_events(article), _quotes(article), select(Article.id).where(Article.id == article)).subquery()
    taking_part = select(Participant.entity_id).where(Participant.record_id.in_(select(records.c[0])))
    return union(select(Mention.entity_id).where(Mention.article_id == article), taking_part)
