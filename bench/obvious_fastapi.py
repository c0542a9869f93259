"""The obvious way with FastAPI: ORM entities of the flat table, validated and written by pydantic on every request.

Served by uvicorn, one process a core: `FLAT_DATABASE_URL=sqlite:///flat.sqlite3 uvicorn bench.obvious_fastapi:app`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from pydantic import BaseModel, ConfigDict, create_model
from sqlalchemy import Date, Float, Integer, create_engine, func, select
from sqlalchemy.orm import Session

from bench.flat import CELLS, COLUMNS, Event
from bench.obvious_flask import CONNECTIONS, matching, months, page_of

_TYPES: dict[Any, Any] = {Date: date, Float: float, Integer: int}
_FIELDS: dict[str, Any] = {name: (_TYPES.get(of, str) | None, None) for name, of in COLUMNS.items()}
EventModel = create_model("EventModel", __config__=ConfigDict(from_attributes=True), **_FIELDS)


class Page(BaseModel):
    """A page of events."""

    data: list[EventModel]  # type: ignore[valid-type]


class Count(BaseModel):
    """How many there are."""

    count: int


class Month(Count):
    """How many there are in a month."""

    month: str


class Months(BaseModel):
    """How many there are in each month."""

    data: list[Month]


class Asked(BaseModel):
    """What a list takes."""

    actor: str | None = None
    country: str | None = None
    since: date | None = None
    until: date | None = None
    page: int = Query(1, ge=1)


app = FastAPI()
_engine = create_engine(os.environ["FLAT_DATABASE_URL"], pool_size=CONNECTIONS)


def session() -> Iterator[Session]:
    """Give a session for a request."""
    with Session(_engine) as opened:
        yield opened


Query_ = Annotated[Asked, Query()]
Opened = Annotated[Session, Depends(session)]


@app.get("/events", response_model=Page)
def events(asked: Query_, session: Opened) -> Any:
    """A page of events."""
    return {"data": session.scalars(page_of(asked.model_dump())).all()}


@app.get("/events/count", response_model=Count)
def count(asked: Query_, session: Opened) -> Any:
    """How many events match."""
    return {"count": session.scalar(matching(select(func.count(CELLS.id)), asked.model_dump()))}


@app.get("/events/by-month", response_model=Months)
def by_month(asked: Query_, session: Opened) -> Any:
    """How many events match in each month."""
    statement = months(asked.model_dump(), _engine.dialect.name == "sqlite")
    return {"data": session.execute(statement).mappings().all()}


@app.get("/events/{record}", response_model=EventModel)
def event(record: str, session: Opened) -> Any:
    """One event."""
    found = session.get(Event, record)
    if found is None:
        raise HTTPException(404)
    return found
