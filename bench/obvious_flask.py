"""The obvious way with Flask: ORM entities of the flat table, dumped by marshmallow on every request.

It answers from the same rows with the fields of the service's CSV; the filters find an index.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, jsonify, request
from marshmallow import Schema, fields, validate
from sqlalchemy import Date, Float, Integer, Select, create_engine, func, or_, select
from sqlalchemy.orm import Session

from bench.flat import CELLS, COLUMNS, Event

PAGE = 100
CONNECTIONS = 8
_FIELDS: dict[Any, type[fields.Field[Any]]] = {Date: fields.Date, Float: fields.Float, Integer: fields.Integer}
EventSchema = Schema.from_dict({name: _FIELDS.get(of, fields.String)() for name, of in COLUMNS.items()})


class AskedSchema(Schema):
    """What a list takes."""

    actor = fields.String()
    country = fields.String()
    since = fields.Date()
    until = fields.Date()
    page = fields.Integer(load_default=1, validate=validate.Range(1))


_EVENT, _EVENTS, _ASKED = EventSchema(), EventSchema(many=True), AskedSchema()


def create_app(database_url: str) -> Flask:
    """Make the application over a flat table."""
    app = Flask("obvious")
    app.extensions["engine"] = create_engine(database_url, pool_size=CONNECTIONS)
    app.add_url_rule("/events", view_func=events)
    app.add_url_rule("/events/<record>", view_func=event)
    app.add_url_rule("/events/count", view_func=count)
    app.add_url_rule("/events/by-month", view_func=by_month)
    return app


def _session() -> Session:
    return Session(current_app.extensions["engine"])


def matching(statement: Select[Any], asked: dict[str, Any]) -> Select[Any]:
    """Keep the events of an actor on either side, of a country, in a range of days."""
    if actor := asked.get("actor"):
        statement = statement.where(or_(CELLS.actor1_id == actor, CELLS.actor2_id == actor))
    if country := asked.get("country"):
        statement = statement.where(CELLS.country == country)
    if since := asked.get("since"):
        statement = statement.where(CELLS.date_start >= since)
    if until := asked.get("until"):
        statement = statement.where(CELLS.date_start <= until)
    return statement


def page_of(asked: dict[str, Any]) -> Select[Any]:
    """Select a page, the latest first."""
    newest = matching(select(Event), asked).order_by(CELLS.date_start.desc(), CELLS.id.desc())
    return newest.limit(PAGE).offset((asked["page"] - 1) * PAGE)


def months(asked: dict[str, Any], on_sqlite: bool) -> Select[Any]:
    """Count by month, each as 2024-08."""
    day = CELLS.date_start
    month = func.strftime("%Y-%m", day) if on_sqlite else func.to_char(day, "YYYY-MM")
    return (
        matching(select(month.label("month"), func.count().label("count")), asked).group_by("month").order_by("month")
    )


def events() -> Response:
    """A page of events."""
    with _session() as session:
        found = session.scalars(page_of(_ASKED.load(request.args))).all()
        return jsonify({"data": _EVENTS.dump(found)})


def event(record: str) -> Response:
    """One event."""
    with _session() as session:
        return jsonify(_EVENT.dump(session.get_one(Event, record)))


def count() -> Response:
    """How many events match."""
    with _session() as session:
        return jsonify({"count": session.scalar(matching(select(func.count(CELLS.id)), _ASKED.load(request.args)))})


def by_month() -> Response:
    """How many events match in each month."""
    with _session() as session:
        statement = months(_ASKED.load(request.args), session.get_bind().dialect.name == "sqlite")
        return jsonify({"data": [{"month": month, "count": many} for month, many in session.execute(statement)]})
