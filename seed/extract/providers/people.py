"""Who is who by a provider: everybody in an article (entities), and whom pronouns and descriptions mean (coreference)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from spacy.tokens import Token

from seed.extract import cast
from seed.extract.findings import START, Bond, Cast, Mentioned, Story, Who
from seed.extract.gazetteer import slug
from seed.extract.keys import article_key, slug_of
from seed.extract.providers.forms import Tally
from seed.extract.providers.ground import Ground
from seed.extract.providers.mentions import Entity, Mention, entities_in, kind_of
from seed.extract.providers.names import Named, names_in

_LONGEST_NAME = 400
# By these somebody is known whom the tables have: what they say of him counts.
_BY_THE_TABLES = frozenset({"name", "country-name", "government"})


def cast_of(story: Story, items: Sequence[object], tally: Tally) -> Cast:
    """Make a cast of who a provider says is named. Descriptions and pronouns of which it says nothing are read by rule."""
    ground = Ground(story, tally)
    entities = entities_in(items, ground)
    named = [
        Named(one.span, words, entity.fields.get("kind"))
        for entity in entities
        for one in entity.mentions
        if kind_of(one, entity) == "name" and (words := ground.words(one.span)) is not None
    ]
    return _Casting(story, cast.found(story, names_in(story, named)), {}, tally).with_all(entities)


def referring(story: Story, everybody: Cast, items: Sequence[object], tally: Tally) -> Cast:
    """Say by a provider whom the words of an article mean, in place of what the rules make of its pronouns."""
    ids = {who.key: who for who in everybody.everybody}
    return _Casting(story, everybody, ids, tally).with_all(entities_in(items, Ground(story, tally)))


class _Casting:
    """Gives the words of a cast to whom a provider means by them. `ids`: those whom it may name by their ids."""

    def __init__(self, story: Story, everybody: Cast, ids: Mapping[str, Who], tally: Tally) -> None:
        self._article = slug_of(article_key(story.submitted))
        self._ids = ids
        self._tally = tally
        self._everybody = {who.key: who for who in everybody.everybody}
        self._at = {_place(one.head): one for who in everybody.everybody for one in who.mentions}
        self._placed: set[Mentioned] = set()

    def with_all(self, entities: Sequence[Entity]) -> Cast:
        """Take in what a provider says of everybody. Where it resolves pronouns, those that it leaves out mean nobody."""
        for entity in entities:
            self._take_in(entity)
        everybody = self._everybody.values()
        if any(one.kind == "pronoun" for one in self._placed):
            for who in everybody:
                who.mentions = [one for one in who.mentions if one.kind != "pronoun" or one in self._placed]
        return Cast([who for who in everybody if who.mentions])

    def _take_in(self, entity: Entity) -> None:
        who = self._ids.get(entity.fields.get("id", "")) or self._meant_by(entity.mentions) or self._new(entity)
        for mention in entity.mentions:
            self._give(mention, who, kind_of(mention, entity))
        if who.rule not in _BY_THE_TABLES:
            for name in ("code", "country", "sector"):
                setattr(who, name, entity.fields.get(name) or getattr(who, name))

    def _meant_by(self, mentions: Sequence[Mention]) -> Who | None:
        """Find who the cast has at these places: whom the tables know, then who is named, then who is meant most often."""
        found = [one for mention in mentions if (one := self._at.get(_place(mention.head))) is not None]
        votes = Counter(one.who for one in found)
        named = {one.who for one in found if one.kind == "name"}
        return max(votes, key=lambda who: (who in named, who.rule in _BY_THE_TABLES, votes[who]), default=None)

    def _new(self, entity: Entity) -> Who:
        """Make somebody of whom the cast does not have a word: with a name, where one of the mentions is one."""
        names = [one for one in entity.mentions if kind_of(one, entity) == "name"]
        text = max((one.span.text for one in names or entity.mentions), key=len)
        name = " ".join(text.split())[:_LONGEST_NAME]
        told = entity.fields.get("kind")
        if names:
            kind = (
                told
                if told in {"person", "organization", "place", "group"}
                else "place"
                if told == "country"
                else "group"
            )
            new = Who(f"{kind}/{slug(name)}", kind, name, rule="new")
        else:
            kind = "group" if told == "group" else "unnamed"
            new = Who(f"unnamed/{self._article}/{slug(name)}", kind, name, rule="unnamed")
        return self._everybody.setdefault(new.key, new)

    def _give(self, mention: Mention, who: Who, kind: str) -> None:
        there = self._at.get(_place(mention.head))
        if there is not None and there.kind == "name" and _are_known_apart(there.who, who):
            self._tally.drop("by which the tables know somebody else")
            return
        given = Mentioned(who, mention.span, mention.kind or (there.kind if there is not None else kind), mention.head)
        who.mentions.append(given)
        self._at[_place(mention.head)] = given
        self._placed.add(given)
        if there is not None:
            there.who.mentions.remove(there)
            self._placed.discard(there)
        if there is None or there.who is not who:
            if given.kind == "name" and mention.span.text not in (who.name, *who.aliases):
                who.aliases.append(mention.span.text)
            if there is not None and not there.who.mentions:
                self._replace(there.who, who)

    def _replace(self, gone: Who, who: Who) -> None:
        """Leave out who turned out to be somebody else, whose all that was his now is."""
        who.bonds += [bond for bond in gone.bonds if bond.of is not who]
        for name in ("code", "country", "sector"):
            setattr(who, name, getattr(who, name) or getattr(gone, name))
        for other in self._everybody.values():
            other.bonds = [Bond(who, bond.role) if bond.of is gone else bond for bond in other.bonds]


def _are_known_apart(one: Who, other: Who) -> bool:
    """Say whether the tables know both, and as two: whatever a model makes of it, Iran is not Iraq."""
    return one is not other and one.rule in _BY_THE_TABLES and other.rule in _BY_THE_TABLES


def _place(token: Token) -> tuple[int, int]:
    return token.doc.user_data[START], token.i
