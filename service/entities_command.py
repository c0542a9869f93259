"""`dateline entities`: say which entities are the same, which are not, and by what else they are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy import Connection

from schemas.rendering import rendered
from seed.alias_files import BadAliases
from seed.aliases import apply_aliases
from seed.entity_words import Card, NotOneEntity, entity_meant, merged_meant
from service.opening import opened_store
from service.outcomes import Failure, one_line
from service.wording import counted
from store.curation import CannotMerge, merge, split
from store.engine import Store
from store.refresh import refresh_stale
from store.writing import Writer, writing


@click.group()
def entities() -> None:
    """Say which entities are the same, which are not, and by what else they are known.

    An entity is named by its id (ent_...), its key (country/IRN), an identifier (ucdp-actor:303) or an exact name that only
    one has. Each change is on record and can be undone.
    """


@entities.command("merge")
@click.argument("away", metavar="A")
@click.argument("into", metavar="B")
@one_line
def merge_entities(away: str, into: str) -> None:
    """Merge entity A into entity B.

    From now on B stands for both: A's id leads to B, and what A took part in is B's. A country is merged into nothing of
    another country.
    """
    with opened_store() as store:
        gone, stands = _meant(store, entity_meant, away), _meant(store, entity_meant, into)
        _curate(store, lambda writer: merge(writer, gone.id, stands.id, rendered))
    click.echo(f"Merged {gone.shown} into {stands.shown}.")


@entities.command("split")
@click.argument("away", metavar="A")
@one_line
def split_entity(away: str) -> None:
    """Undo the merge of entity A: it stands again, with all that it took part in."""
    with opened_store() as store:
        gone = _meant(store, merged_meant, away)
        _curate(store, lambda writer: split(writer, gone.id, rendered))
    click.echo(f"{gone.shown} stands for itself again.")


@entities.command("aliases")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@one_line
def apply_alias_file(path: Path) -> None:
    """Apply the aliases in FILE, a CSV file with the columns alias and entity.

    An alias is a name, a code, an identifier (ucdp-actor:303) or an imported entity's id. It becomes another name of the
    entity, and what datasets made for it is merged into the entity. The whole file is checked before anything is changed;
    applied again it changes nothing.
    """
    with opened_store() as store:
        try:
            applied = apply_aliases(store, path)
        except BadAliases as fault:
            raise Failure(f"{path}: nothing was changed.\n{fault}") from None
        except CannotMerge as fault:
            raise Failure(f"{path}: somebody else changed an entity meanwhile. {fault} Apply the file again.") from None
    merged, in_place = counted(applied.merged, "entity", "entities"), counted(applied.unchanged, "row")
    click.echo(f"{counted(applied.added, 'alias', 'aliases')} added, {merged} merged, {in_place} in place.")


def _meant(store: Store, find: Callable[[Connection, str], Card], words: str) -> Card:
    try:
        with store.reader.connect() as connection:
            return find(connection, words)
    except NotOneEntity as fault:
        raise Failure(f"{fault}.") from None


def _curate(store: Store, change: Callable[[Writer], None]) -> None:
    try:
        with writing(store) as writer:
            change(writer)
    except CannotMerge as fault:
        raise Failure(str(fault)) from None
    for _ in refresh_stale(store, rendered):
        pass
