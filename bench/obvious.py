"""The obvious version of the list: ORM entities, loaded eagerly, dumped by marshmallow on every request.

It answers from the same rows, through the same pool, with the same fields as `/v1/events`; a test holds both to the
same documents. Relations are loaded with a few statements a page, not one for each record, and the filters find an
index.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Flask, Response, current_app, jsonify, request
from marshmallow import Schema, fields, validate
from sqlalchemy import Select, func, select
from sqlalchemy.orm import DeclarativeBase, Session, foreign, joinedload, relationship, selectinload

from schemas.codebook import label
from schemas.fields import Instant, PublicId
from store import tables
from store.engine import open_store
from store.identity import Kind
from store.sentences import sentence_around

PAGE = 100
SIDES = ("actor1", "actor2")
EVENT, ENTITY, PART = tables.Event.__table__.c, tables.Entity.__table__.c, tables.Participant.__table__.c


class Base(DeclarativeBase):
    """The mapped classes."""


class Entity(Base):
    """Somebody or something."""

    __table__ = tables.Entity.__table__


class Source(Base):
    """A publisher."""

    __table__ = tables.Source.__table__


class Dataset(Base):
    """A collection."""

    __table__ = tables.Dataset.__table__


class Article(Base):
    """A text."""

    __table__ = tables.Article.__table__
    source = relationship(Source)


class Participant(Base):
    """An entity's part in an event."""

    __table__ = tables.Participant.__table__
    entity = relationship(Entity, primaryjoin=foreign(PART.entity_id) == ENTITY.id)


class Context(Base):
    """A PLOVER context of an event."""

    __table__ = tables.EventContext.__table__


class Evidence(Base):
    """Where an article says a field of an event."""

    __table__ = tables.EventEvidence.__table__
    article = relationship(Article)


class Event(Base):
    """Something done."""

    __table__ = tables.Event.__table__
    dataset = relationship(Dataset)
    contexts = relationship(Context, order_by=tables.EventContext.__table__.c.context)
    evidence = relationship(Evidence, order_by=tables.EventEvidence.__table__.c.position)
    participants = relationship(
        Participant,
        primaryjoin=foreign(PART.record_id) == EVENT.id,
        order_by=PART.position,
        viewonly=True,
    )

    def those(self, role: str) -> list[Participant]:
        """The participants in a role."""
        return [part for part in self.participants if part.role == role]

    @property
    def articles(self) -> list[Article]:
        """The articles that the evidence stands in, each once."""
        return list(dict.fromkeys(piece.article for piece in self.evidence))


class CardSchema(Schema):
    """A publisher."""

    id = PublicId(Kind.SOURCE)
    name = fields.String()


class ArticleSchema(Schema):
    """An article's card."""

    id = PublicId(Kind.ARTICLE)
    title = fields.String()
    url = fields.String()
    published_at = Instant("")
    source = fields.Nested(CardSchema)


class ActorSchema(Schema):
    """A participant."""

    id = PublicId(Kind.ENTITY, attribute="entity.id")
    name = fields.String(attribute="entity.name")
    kind = fields.String(attribute="entity.kind")
    country = fields.Function(lambda part: part.country or part.entity.country)
    code = fields.Function(lambda part: part.code or part.entity.code)
    sector = fields.Function(lambda part: part.sector or part.entity.sector)
    as_written = fields.String()
    rule = fields.String()


def _sentence(piece: Any) -> str:
    first, last = sentence_around(piece.article.text, piece.start, piece.end)
    return str(piece.article.text[first:last])


class EvidenceSchema(Schema):
    """A piece of evidence. No synthetic event has evidence of single fields, so nothing is marked."""

    marks: fields.Constant[list[Any]] = fields.Constant([])
    field = fields.String()
    start = fields.Integer()
    end = fields.Integer()
    text = fields.Function(lambda piece: piece.article.text[piece.start : piece.end])
    sentence = fields.Function(_sentence)
    article = PublicId(Kind.ARTICLE, attribute="article_id")
    method = fields.String()
    confidence = fields.Float()


class DateSchema(Schema):
    """When it happened."""

    start = fields.Date(attribute="start_on")
    end = fields.Date(attribute="end_on")
    precision = fields.String(attribute="date_precision")
    as_written = fields.String(attribute="date_as_written")
    basis = fields.String(attribute="date_basis")
    note = fields.String(attribute="date_note")
    known_day = fields.Date(attribute="date_known_day")


class TypeSchema(Schema):
    """What sort of event it is."""

    event_code = fields.String(attribute="cameo")
    label = fields.Function(lambda event: label("cameo", event.cameo))
    root_code = fields.String()
    root_label = fields.Function(lambda event: label("cameo", event.root_code))
    quad_class = fields.Integer()
    quad_class_label = fields.Function(lambda event: label("quad_class", str(event.quad_class)))
    goldstein = fields.Float()
    plover_type = fields.String()
    plover_mode = fields.String()
    contexts = fields.Function(lambda event: [each.context for each in event.contexts])


class PlaceSchema(Schema):
    """Where it happened."""

    id = fields.Function(lambda event: next((_entity_id(part) for part in event.those("place")), None))
    name = fields.String(attribute="place_name")
    country = fields.String()
    admin1 = fields.String()
    latitude = fields.Float()
    longitude = fields.Float()
    precision = fields.String(attribute="place_precision")


def _entity_id(part: Participant) -> Any:
    return PublicId(Kind.ENTITY).serialize("entity_id", part)


_ACTORS = ActorSchema(many=True)
_DATE, _TYPE, _PLACE = DateSchema(), TypeSchema(), PlaceSchema()


def _fatalities(event: Any) -> dict[str, int | None] | None:
    deaths = {"best": event.fatalities_best, "low": event.fatalities_low, "high": event.fatalities_high}
    return deaths if any(value is not None for value in deaths.values()) else None


class EventSchema(Schema):
    """An event with all that is known of it."""

    id = PublicId(Kind.EVENT)
    summary = fields.String()
    date = fields.Function(_DATE.dump)
    status = fields.String()
    attributed_to = fields.Function(lambda event: _ACTORS.dump(event.those("attributed_to")))
    actor1 = fields.Function(lambda event: _ACTORS.dump(event.those("actor1")))
    actor2 = fields.Function(lambda event: _ACTORS.dump(event.those("actor2")))
    type = fields.Function(_TYPE.dump)
    place = fields.Function(lambda event: _PLACE.dump(event) if event.place_name else None)
    fatalities = fields.Function(_fatalities)
    tone = fields.Float()
    counts = fields.Function(
        lambda event: {"mentions": event.mention_count, "articles": event.article_count, "sources": event.source_count}
    )
    confidence = fields.Float()
    evidence = fields.Nested(EvidenceSchema, many=True)
    articles = fields.Nested(ArticleSchema, many=True)
    dataset = fields.String(attribute="dataset.slug")
    licence = fields.String(attribute="dataset.licence")
    origin_id = fields.String()
    created_at = Instant("")
    updated_at = Instant("")


class AskedSchema(Schema):
    """What a list takes."""

    actor = PublicId(Kind.ENTITY, required=True)
    since = fields.Date(load_default=date.min)
    until = fields.Date(load_default=date.max)
    page = fields.Integer(load_default=1, validate=validate.Range(1))


_EVENT, _EVENTS, _ASKED = EventSchema(), EventSchema(many=True), AskedSchema()
_WHOLE = (
    joinedload(Event.dataset),
    selectinload(Event.contexts),
    selectinload(Event.participants).joinedload(Participant.entity),
    selectinload(Event.evidence).joinedload(Evidence.article).joinedload(Article.source),
)


def create_app(database_url: str) -> Flask:
    """Make the application over a store."""
    app = Flask("obvious")
    app.extensions["reader"] = open_store(database_url).reader
    app.add_url_rule("/events", view_func=events)
    app.add_url_rule("/events/<record>", view_func=event)
    app.add_url_rule("/events/count", view_func=count)
    app.add_url_rule("/events/by-month", view_func=by_month)
    return app


def _session() -> Session:
    return Session(current_app.extensions["reader"])


def _matching(statement: Select[Any], asked: dict[str, Any]) -> Select[Any]:
    parts = select(PART.record_id).where(PART.entity_id == asked["actor"], PART.role.in_(SIDES))
    return statement.where(EVENT.id.in_(parts), EVENT.start_on <= asked["until"], EVENT.end_on >= asked["since"])


def events() -> Response:
    """A page of the events of an actor in a range of days."""
    asked = _ASKED.load(request.args)
    statement = _matching(select(Event), asked).order_by(EVENT.start_on.desc(), EVENT.id.desc())
    with _session() as session:
        found: Sequence[Event] = (
            session.scalars(statement.limit(PAGE).offset((asked["page"] - 1) * PAGE).options(*_WHOLE)).unique().all()
        )
        return jsonify({"data": _EVENTS.dump(found)})


def event(record: str) -> Response:
    """One event."""
    with _session() as session:
        found = session.get_one(Event, PublicId(Kind.EVENT).deserialize(record), options=_WHOLE)
        return jsonify(_EVENT.dump(found))


def count() -> Response:
    """How many events match."""
    with _session() as session:
        return jsonify({"count": session.scalar(_matching(select(func.count(EVENT.id)), _ASKED.load(request.args)))})


def by_month() -> Response:
    """How many events match in each month."""
    month = func.strftime("%Y-%m", EVENT.start_on)
    statement = _matching(select(month, func.count()), _ASKED.load(request.args)).group_by(month).order_by(month)
    with _session() as session:
        return jsonify({"data": [{"date": f"{first}-01", "count": many} for first, many in session.execute(statement)]})
