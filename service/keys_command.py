"""`dateline keys`: give out, list and revoke keys, which open datasets, take in articles or correct records."""

from __future__ import annotations

import click
from sqlalchemy import Connection, select

from service.opening import opened_store
from service.outcomes import Failure, one_line
from store.identity import Kind, record_id
from store.keys import READ, SCOPES, Key, NameTaken, NoSuchKey, add_key, revoke_key
from store.keys import keys as keys_of
from store.tables import Dataset
from store.writing import writing


@click.group()
def keys() -> None:
    """Give out, list and revoke keys, which open datasets, take in articles or correct records."""


@keys.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES), help="What it may do; read, if not said.")
@click.option("--dataset", "slugs", multiple=True, metavar="SLUG", help="A dataset that it opens to be read.")
@one_line
def create(name: str, scopes: tuple[str, ...], slugs: tuple[str, ...]) -> None:
    """Make a key for NAME and write it to standard output, this once: only a hash of it is kept.

    read opens the datasets named, ingest takes articles in by POST, PUT and DELETE, curate corrects records by PATCH.
    """
    scopes = scopes or (READ,)
    _check(scopes, slugs)
    with opened_store() as store:
        try:
            with writing(store) as writer:
                secret = add_key(writer, name, _datasets(writer.connection, slugs), scopes)
        except NameTaken as taken:
            raise Failure(f"{_holder(name, taken)} Choose another name.") from None
    click.echo(secret)
    click.echo("It cannot be shown again. It is sent as: Authorization: Bearer dl_…", err=True)


def _check(scopes: tuple[str, ...], slugs: tuple[str, ...]) -> None:
    """Raise UsageError where what is read and which datasets are not said together."""
    if READ in scopes and not slugs:
        raise click.UsageError("A key to read with names what it opens: --dataset SLUG.")
    if slugs and READ not in scopes:
        raise click.UsageError("--dataset says what may be read: add --scope read.")


def _holder(name: str, taken: NameTaken) -> str:
    if taken.revoked_at is None:
        return f"There is a key for {name!r}, and it is in use."
    return f"There was a key for {name!r}, revoked on {taken.revoked_at:%Y-%m-%d}: it stays on record."


def _datasets(connection: Connection, slugs: tuple[str, ...]) -> list[int]:
    """Give the ids of datasets. Raises Failure where one is not there."""
    known = set(connection.execute(select(Dataset.slug)).scalars())
    if unknown := sorted(set(slugs) - known):
        raise Failure(f"There is no dataset {', '.join(unknown)}; there are: {', '.join(sorted(known)) or 'none'}.")
    return [record_id(Kind.DATASET, slug) for slug in slugs]


@keys.command("list")
@one_line
def listing() -> None:
    """List the keys: for whom, for what, for which datasets, and since when or until when."""
    with opened_store() as store, store.reader.connect() as connection:
        found = keys_of(connection)
    for key in found:
        click.echo(_line(key))


def _line(key: Key) -> str:
    ended = f", revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else ""
    what = ", ".join(key.scopes) + (f" of {', '.join(key.datasets)}" if key.datasets else "")
    return f"{key.name}: {what}; made {key.created_at:%Y-%m-%d}{ended}"


@keys.command("revoke")
@click.argument("name")
@one_line
def revoke(name: str) -> None:
    """Let the key of NAME open and do nothing from now on."""
    with opened_store() as store:
        try:
            with writing(store) as writer:
                revoke_key(writer, name)
        except NoSuchKey:
            raise Failure(f"There is no key for {name!r} that is in use; dateline keys list shows them.") from None
    click.echo(f"The key of {name} opens nothing any more.")
