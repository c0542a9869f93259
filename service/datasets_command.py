"""`dateline datasets`: which there are, who may read them, and how much of their texts is shown."""

from __future__ import annotations

import click
from sqlalchemy import select

from schemas.codebook import codebook
from schemas.rendering import rendered
from service.opening import opened_store
from service.outcomes import Failure, one_line
from service.wording import counted
from store.refresh import refresh_stale
from store.tables import Dataset
from store.terms import NoSuchDataset, set_terms
from store.writing import writing


@click.group()
def datasets() -> None:
    """Show the datasets, and say who may read them and how much of their texts is shown."""


@datasets.command("list")
@one_line
def listing() -> None:
    """List the datasets with what they hold and on which terms they are served."""
    with opened_store() as store, store.reader.connect() as connection:
        rows = connection.execute(select(*Dataset.__table__.c).order_by(Dataset.slug)).all()
    for row in rows:
        held = (counted(getattr(row, f"{kind}_count"), kind) for kind in ("event", "article", "quote"))
        click.echo(f"{row.slug}: access {row.access}, text {row.text_served}; {', '.join(held)}; {row.licence}")


@datasets.command("set")
@click.argument("slug")
@click.option("--access", type=click.Choice(list(codebook("access").codes)), help="Who may read it.")
@click.option(
    "--text", type=click.Choice(list(codebook("text_served").codes)), help="How much of an article's text is shown."
)
@one_line
def set_dataset(slug: str, access: str | None, text: str | None) -> None:
    """Say who may read the dataset SLUG, and how much of the text of its articles is shown.

    What needs a key is left out for all who have none (`dateline keys`). --text none and --text snippet hide the text of
    articles; the sentences cited as evidence of events and quotes are still served. It is on record as a change of the
    dataset.
    """
    terms = {name: word for name, word in (("access", access), ("text_served", text)) if word is not None}
    if not terms:
        raise click.UsageError("Say --access or --text.")
    with opened_store() as store:
        try:
            with writing(store) as writer:
                changed = set_terms(writer, slug, terms, rendered)
        except NoSuchDataset:
            raise Failure(f"There is no dataset {slug}; dateline datasets list shows them.") from None
        # Also where nothing changed: it may have been stopped half-way.
        made_again = sum(refresh_stale(store, rendered))
    click.echo(
        f"Set; {counted(made_again, 'document')} made again."
        if changed
        else f"{slug} is served on these terms already."
    )
    if text is not None and text != "whole":
        click.echo("Sentences cited as evidence of events and quotes are still served; --access key closes those too.")
