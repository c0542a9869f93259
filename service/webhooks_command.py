"""`dateline webhooks`: who is sent what happens to the records of a question, and the process that sends it."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event

import click
from sqlalchemy import Connection, select

from seed.articles.fetching import NotFetched, parts_of
from service import logs
from service.opening import opened_store
from service.outcomes import Failure, one_line
from service.reading import state_on
from service.settings import Settings, settings_from
from service.webhooks.asking import COLLECTIONS, BadFilter, asked_by
from service.webhooks.delivering import Delivering
from service.webhooks.messages import trial
from service.webhooks.sending import Refused, send
from store.engine import Store
from store.keys import keys as keys_of
from store.tables import Head
from store.webhooks import Hook, NameTaken, NoSuchWebhook, add_webhook, keep, remove_webhook
from store.webhooks import webhooks as webhooks_of
from store.writing import writing

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
MOST_FILTER_LETTERS = 4000


@click.group()
def webhooks() -> None:
    """Send what happens to the records of a question to addresses, signed by the Standard Webhooks convention."""


@webhooks.command("add")
@click.argument("name")
@click.argument("url")
@click.option(
    "--of",
    "collection",
    type=click.Choice(list(COLLECTIONS)),
    default="events",
    show_default=True,
    help="Of which records.",
)
@click.option(
    "--filter", "asked", default="", help="Which of them, as the query of a list: 'actor=Hezbollah&country=LBN'."
)
@click.option("--key", "key_name", metavar="NAME", help="Whose key opens the datasets that need one.")
@one_line
def add(name: str, url: str, collection: str, asked: str, key_name: str | None) -> None:
    """Tell the address URL what happens from now on, and write the secret that it is signed with, this once."""
    _check(name, url, asked)
    with opened_store() as store:
        with store.reader.connect() as connection:
            _check_key(connection, key_name)
            try:
                found = asked_by(connection, collection, asked, key_name)
            except BadFilter as bad:
                raise Failure(f"--filter: {bad}") from None
        try:
            with writing(store) as writer:
                hook = add_webhook(writer, name, url, (collection, asked), key_name)
        except NameTaken:
            raise Failure(f"There is a webhook {name}; choose another name, or remove it first.") from None
    click.echo(hook.secret)
    for warning in found.warnings:
        click.echo(f"Note: {warning}", err=True)
    click.echo("The secret cannot be shown again. To send: dateline webhooks deliver", err=True)


def _check(name: str, url: str, asked: str) -> None:
    if not NAME.fullmatch(name):
        raise Failure(f"{name!r} is no name of a webhook: small letters, digits and dashes, up to 63.")
    if len(asked) > MOST_FILTER_LETTERS:
        raise Failure(f"--filter has {len(asked):,} letters, and may have {MOST_FILTER_LETTERS:,}.")
    try:
        parts_of(url)
    except NotFetched as wrong:
        raise Failure(str(wrong)) from None


def _check_key(connection: Connection, key_name: str | None) -> None:
    valid = {key.name for key in keys_of(connection) if key.revoked_at is None}
    if key_name is not None and key_name not in valid:
        raise Failure(f"There is no key for {key_name!r} that is in use; dateline keys list shows them.")


@webhooks.command("list")
@one_line
def listing() -> None:
    """List the webhooks: where to, of what, and how far each has come."""
    with opened_store() as store, store.reader.connect() as connection:
        newest = connection.execute(select(Head.sequence)).scalar_one()
        found = webhooks_of(connection)
    for hook in found:
        click.echo(_line(hook, newest))


def _line(hook: Hook, newest: int) -> str:
    of = f"of {hook.collection}, {hook.filter}" if hook.filter else f"of all {hook.collection}"
    by = f", by the key of {hook.key_name}" if hook.key_name else ""
    come = "up to date" if hook.told_until >= newest else f"told up to change {hook.told_until:,} of {newest:,}"
    state = ""
    if hook.ended_at:
        state = f"; given up {hook.ended_at:%Y-%m-%d %H:%M}, dateline webhooks resume {hook.name} goes on"
    elif hook.next_at:
        state = f"; failing since {hook.failing_since:%Y-%m-%d %H:%M}, next {hook.next_at:%Y-%m-%d %H:%M}"
    return f"{hook.name}: {hook.url} {of}{by}; {come}{state}{f'; {hook.fault}' if hook.fault else ''}"


@webhooks.command("remove")
@click.argument("name")
@one_line
def remove(name: str) -> None:
    """Forget a webhook."""
    with opened_store() as store:
        try:
            with writing(store) as writer:
                remove_webhook(writer, name)
        except NoSuchWebhook:
            raise _unknown(name) from None
    click.echo(f"{name} is sent nothing any more.")


@webhooks.command("resume")
@click.argument("name")
@one_line
def resume(name: str) -> None:
    """Go on with a webhook that fails or was given up, at once and from where it stopped."""
    with opened_store() as store, _named(store, name) as hook, writing(store) as writer:
        keep(writer, hook.resumed())
    click.echo(f"{name} goes on after change {hook.told_until:,}.")


@webhooks.command("try")
@click.argument("name")
@one_line
def attempt(name: str) -> None:
    """Send a message that tells of nothing, to see whether it is taken."""
    with opened_store() as store, _named(store, name) as hook:
        with store.reader.connect() as connection:
            store_id = state_on(connection).store_id
        try:
            send(hook, trial(store_id, hook, datetime.now(UTC)), own_hosts(settings_from()))
        except Refused as refused:
            raise Failure(f"{hook.url} did not take it. {refused.fault}") from None
    click.echo(f"{hook.url} took it.")


@webhooks.command("deliver")
@click.option("--once", is_flag=True, help="Send what there is now, and end.")
@one_line
def deliver(once: bool) -> None:
    """Send what is new to all webhooks, until told to stop; several of these do not get in each other's way."""
    settings = settings_from()
    logs.configure(settings.log_format, settings.log_level)
    with opened_store() as store:
        give_up = timedelta(days=settings.webhook_days)
        delivering = Delivering(store, settings.query_seconds, own_hosts(settings), give_up)
        if once:
            click.echo(f"{delivering.once():,} had something to be told.")
            return
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        delivering.run(stop)


def own_hosts(settings: Settings) -> frozenset[str]:
    """Give the hosts of the operator's own that webhooks may be sent to."""
    return frozenset(host.strip().lower() for host in settings.webhook_hosts.split(",") if host.strip())


@contextmanager
def _named(store: Store, name: str) -> Iterator[Hook]:
    with store.reader.connect() as connection:
        found = webhooks_of(connection, name)
    if not found:
        raise _unknown(name)
    yield found[0]


def _unknown(name: str) -> Failure:
    return Failure(f"There is no webhook {name!r}; dateline webhooks list shows them.")
