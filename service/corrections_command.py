"""`dateline corrections`: list what was corrected by hand and holds."""

from __future__ import annotations

import click
import orjson

from schemas.fields import instant
from service.opening import opened_store
from service.outcomes import one_line
from store.corrections import every_correction
from store.identity import public_id


@click.command()
@one_line
def corrections() -> None:
    """List the corrections and rejections that hold, the oldest first: an object of JSON a line."""
    with opened_store() as store, store.reader.connect() as connection:
        for kind, record, held in every_correction(connection):
            told = {"record": public_id(kind, record), "field": held.field, "value": held.value}
            click.echo(orjson.dumps(told | {"reason": held.reason, "by": held.by, "at": instant(held.at)}))
