"""Who is who in an article: everybody whom it names or describes, each once, with every mention."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc, Token

from schemas.codebook import codebook
from seed.extract.bonds import belong
from seed.extract.castwords import listed
from seed.extract.coreference import PRONOUNS, Memory
from seed.extract.descriptions import Description, Index, after, before, kind_before, standing
from seed.extract.findings import START, Cast, Mentioned, Story, Who, stretch
from seed.extract.gazetteer import known_place
from seed.extract.identity import Identities
from seed.extract.named import Name
from seed.extract.names import names_of
from seed.extract.rolewords import role_of
from seed.extract.unnamed import Register
from seed.lands import land_of_country
from seed.records import Span

# What a country has one of, so that the article need not say whose.
_PUBLIC = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "SPY"})
_OFFICIALS = frozenset({"GOV", "MIL", "COP", "LEG", "JUD", "SPY"})
_MANY = frozenset({"they", "them", "their", "theirs", "themselves"})
_OF_EVERY_COUNTRY = listed("of every country")
_BARE = frozenset({"police", "authorities", "troops", "forces"})
_PARTS = listed("part of a country")
# Before the name of whom somebody acts upon.
_UPON = frozenset({"against", "with", "to", "on", "from", "at"})
_PLACE = re.compile(r"[(\s]*(?P<place>[^\s(),/—–:-][^(),/—–:]*[^\s(),/—–:]|[^\W\d_])")

_LAND = re.compile(r",\s+(?P<place>[A-Z][^\s(),/—–:]+(?:\s[A-Z][^\s(),/—–:]+)*)")


def found(story: Story, names: Sequence[Name] | None = None) -> Cast:
    """Find everybody in an article. What stands outside the title and the story is nobody, but for the dateline's place.

    `names` are there where somebody else has found them, in reading order.
    """
    return _Reading(story, names_of(story) if names is None else names).cast()


class _Reading:
    """One article, read from its first word to its last."""

    def __init__(self, story: Story, names: Sequence[Name]) -> None:
        self._story = story
        self._names = names
        self._names_in: dict[int, list[Name]] = defaultdict(list)
        for name in self._names:
            self._names_in[name.doc.user_data[START]].append(name)
        self._index = Index(self._names)
        self._identities = Identities(self._names, _home(story))
        self._register = Register(story)
        self._memory = Memory(self._identities)
        self._everybody: dict[str, Who] = {}
        self._genders: dict[Who, str] = {}
        self._described: dict[Name, list[Description]] = {}
        self._inner: dict[Description, Description] = {}
        self._meant: dict[Description, Who] = {}
        self._by_pronoun: dict[tuple[int, int], Who] = {}
        self._taken: set[tuple[int, int]] = set()
        self._settled: set[Who] = set()
        self._about = _most_named(self._names, self._identities, _home(story))

    def cast(self) -> Cast:
        """Read the dateline, the titles of those who are named, then all in its order."""
        self._dateline()
        for name in self._names:
            self._entitle(name)
        for doc in self._story.passages:
            self._passage(doc)
        return Cast(list(self._everybody.values()))

    def _dateline(self) -> None:
        """Take the place of the dateline, which is a place there and no government, and the land behind its comma."""
        line = self._story.layout.dateline
        if line is None or not self._story.passages:
            return
        written = _PLACE.match(line.text)
        if written is None:
            return
        self._place(written["place"], line.start + written.start("place"))
        land = _LAND.match(line.text, written.end("place"))
        if land is not None and known_place(land["place"]) is not None:
            self._place(land["place"], line.start + land.start("place"))

    def _place(self, written: str, start: int) -> None:
        doc = Doc(self._story.passages[0].vocab, words=[written], spaces=[False])
        doc.user_data[START] = start
        self._mention(self._identities.place(written), Span(start, start + len(written), written), "name", doc[0])

    def _entitle(self, name: Name) -> None:
        """Note the roles that stand before and after the name of a person; they are mentions of him."""
        who = self._identities.who.get(name)
        if who is None or who.kind not in ("person", "organization"):
            return
        for described in _beside(name, self._index) if who.kind == "person" else (kind_before(name, self._index),):
            if described is None or self._is_taken(described):
                continue
            self._take(described)
            self._described.setdefault(name, []).append(described)
            belong(who, described, self._owners(described) or self._land_of(who))
            gender = described.role.gender if described.role else None
            if gender:
                self._genders[who] = gender

    def _passage(self, doc: Doc) -> None:
        items: list[tuple[int, int, Name | Description | Token]] = []
        items += [(name.first, 0, name) for name in self._names_in[doc.user_data[START]]]
        standing_here = list(self._standing(doc))
        self._inner |= {
            outer: inner
            for outer in standing_here
            for inner in standing_here
            if outer.head.i < inner.first and inner.last <= outer.last and inner.role and inner.role.kind == "body"
        }
        items += [(described.head.i, 1, described) for described in standing_here]
        items += [(token.i, 2, token) for token in doc if token.lower_ in PRONOUNS]
        for _, _, item in sorted(items, key=lambda item: item[:2]):
            self._memory.pass_by(item if isinstance(item, Token) else item.head)
            if isinstance(item, Name):
                self._name(item)
            elif isinstance(item, Description):
                self._description(item)
            else:
                self._pronoun(item)

    def _standing(self, doc: Doc) -> Iterator[Description]:
        """Read the descriptions of a passage that belong to no name."""
        last: Description | None = None
        for chunk in doc.noun_chunks:
            described = standing(chunk, self._index)
            if described is not None and last is not None and last.takes_in(described):
                continue
            last = described or last
            if described is None or self._is_taken(described) or _is_thing(described, self._index):
                continue
            yield described

    def _name(self, name: Name) -> None:
        who = self._identities.who.get(name)
        longer = self._index.at(name.head) if name.nested else None
        # A body is not named again by the beginning of its name.
        if who is None or (longer is not None and self._identities.who.get(longer) is who):
            return
        if who.kind == "person" and who.country is None and who.sector in _OFFICIALS and who not in self._settled:
            self._settled.add(who)
            self._settle(who)
        people = name.form is not None and name.form.people
        mentioned = self._mention(who, stretch(self._story.text, name.span[0], name.span[-1]), "name", name.head)
        if name.form is not None and who.kind in ("country", "place"):
            self._memory.note_land(who.country)
        if not name.nested and not (people and name.head.dep_ == "amod"):
            self._memory.note(mentioned, people and who.kind == "group", self._genders.get(who))
        for described in self._described.get(name, ()):
            if not described.of and (owners := self._possessors(described) or self._owner_described(described)):
                belong(who, described, owners)
            span = stretch(self._story.text, described.span[0], described.span[-1])
            self._mention(who, span, "nominal", described.head)

    def _settle(self, who: Who) -> None:
        """Give an official without a country the one that the article is about, unless that is whom he acts upon."""
        land = land_of_country(self._about.country if self._about else None)
        own = [name.head for name in self._names if self._identities.who.get(name) is who]
        others = [self._identities.who.get(name) for one in own for name in self._acted_upon(one)]
        if self._about is not None and any(other and other.country == self._about.country for other in others):
            return
        if land is not None and land.code and who.code in codebook("actor_role").codes:
            who.code, who.country = f"{land.code}{who.code}", land.country

    def _acted_upon(self, one: Token) -> Iterator[Name]:
        """Give the names of whom the subject of a verb acts upon: its object, and who stands behind "against" or "with"."""
        if one.dep_ not in ("nsubj", "nsubjpass"):
            return
        for token in one.head.subtree:
            name = self._index.at(token)
            upon = token.dep_ == "dobj" or (token.dep_ == "pobj" and token.head.lower_ in _UPON)
            if name is not None and upon:
                yield name

    def _description(self, described: Description) -> None:
        if described in self._meant:
            return
        of = self._owners(described)
        if described in self._inner:
            self._description(self._inner[described])
            of = [self._meant[self._inner[described]]]
        of = of or self._possessors(described)
        within = [self._identities.who[name] for name in described.names if name in self._identities.who]
        titled = self._story.has_title and described.doc is self._story.passages[0]
        who = (
            self._apposed(described)
            or self._memory.meant_by(described, of, within)
            or self._memory.announced(described, of, titled=titled)
            or self._memory.members(described)
        )
        if who is None:
            who = self._register.record(described, of or self._at_home(described))
        self._meant[described] = who
        first = described.first
        kind = "nominal"
        if _is_name(described):
            kind = "name"
            first = _begin_of_name(described)
        span = stretch(self._story.text, described.doc[first], described.span[-1])
        self._memory.note(self._mention(who, span, kind, described.head), described.many)

    def _pronoun(self, token: Token) -> None:
        who = self._memory.meant_by_pronoun(token)
        if who is not None:
            span = stretch(self._story.text, token, token)
            many = token.lower_ in _MANY
            self._memory.note(self._mention(who, span, "pronoun", token), many)
            self._by_pronoun[(token.doc.user_data[START], token.i)] = who

    def _mention(self, who: Who, span: Span, kind: str, head: Token) -> Mentioned:
        who = self._everybody.setdefault(who.key, who)
        mentioned = Mentioned(who, span, kind, head)
        who.mentions.append(mentioned)
        if kind == "name" and span.text != who.name and span.text not in who.aliases:
            who.aliases.append(span.text)
        return mentioned

    def _owners(self, described: Description) -> list[Who]:
        """List whom a description belongs to, a body before its country."""
        named = [self._identities.who[name] for name in described.of if name in self._identities.who]
        return sorted(dict.fromkeys(named), key=lambda who: who.kind == "country")

    def _owner_described(self, described: Description) -> list[Who]:
        """Give whose somebody is where a description says it: the group of "the group's spokesman"."""
        owner = described.owner
        found = role_of(owner) if owner is not None else None
        if owner is None or found is None:
            return []
        who = self._memory.meant_by(
            Description(described.doc, described.first, owner.i, owner, found[1], owner.text), [], []
        )
        return [] if who is None else [who]

    def _apposed(self, described: Description) -> Who | None:
        """Give the body that is named behind a comma: "her group, the Youth Movement"."""
        doc, at = described.doc, described.last + 1
        if described.role is None or described.role.kind != "body" or at + 2 >= len(doc) or doc[at].text != ",":
            return None
        name = self._index.at(doc[at + 2 if doc[at + 1].tag_ == "DT" else at + 1])
        who = self._identities.who.get(name) if name is not None and name.head.dep_ == "appos" else None
        return who if who is not None and who.kind == "organization" else None

    def _possessors(self, described: Description) -> list[Who]:
        """Give whose somebody is where a pronoun says it: Russia of "its troops"."""
        owner = described.owner
        who = self._by_pronoun.get((owner.doc.user_data[START], owner.i)) if owner is not None else None
        if owner is not None and who is None:
            mentioned = self._memory.mentioned(owner)
            who = mentioned.who if mentioned else None
        public = described.role is not None and described.role.role in _PUBLIC and described.role.kind != "person"
        return [who] if who is not None and (public or who.kind in ("country", "organization", "group")) else []

    def _at_home(self, described: Description) -> list[Who]:
        """Give the country whose army or police is meant where the text does not say: the one that it is about."""
        role = described.role
        public = role is not None and role.words in _OF_EVERY_COUNTRY and role.kind in ("body", "people")
        if not public or not (described.definite or described.head.lower_ in _BARE):
            return []
        country = self._memory.country_of(described.head)
        land = self._identities.land(country) if country else self._about
        return [] if land is None else [land]

    def _land_of(self, who: Who) -> list[Who]:
        """Give the country of somebody known, whose title the text gives without it: "President Joe Biden"."""
        land = self._identities.country(who.country)
        return [] if land is None else [land]

    def _is_taken(self, described: Description) -> bool:
        """Say whether a description is one that a name has; another's may lie in it: "Prime Minister Abiy Ahmed's aide"."""
        return (described.doc.user_data[START], described.head.i) in self._taken

    def _take(self, described: Description) -> None:
        start = described.doc.user_data[START]
        self._taken |= {(start, at) for at in range(described.first, described.last + 1)}


def _beside(name: Name, index: Index) -> Iterator[Description | None]:
    title = before(name, index)
    yield title
    yield after(name, title.first if title else name.first, index)


def _home(story: Story) -> str | None:
    """Give the country of the dateline."""
    line = story.layout.dateline
    written = _PLACE.match(line.text) if line is not None else None
    place = known_place(written["place"]) if written is not None else None
    return place.country if place is not None else None


def _is_thing(described: Description, index: Index) -> bool:
    """Say whether a noun means nobody here: arms that do nothing, "use of force", the "state" of "Zamfara state"."""
    head, role = described.head, described.role
    if role is not None and role.kind == "arms" and not _acts(head):
        return True
    if head.text in _PARTS and head.i and index.at(head.nbor(-1)) is not None:
        return True
    bare = described.span[0].tag_ not in ("DT", "PRP$") and not described.names
    return head.text == "force" and bare


def _acts(head: Token) -> bool:
    """Say whether arms are said to act, as their army does."""
    return head.dep_ == "nsubj" or (head.dep_ == "pobj" and head.head.dep_ == "agent")


def _is_name(described: Description) -> bool:
    """Say whether a body is called by its common noun as by a name: "the Foreign Ministry"."""
    role, head = described.role, described.head
    return role is not None and role.kind == "body" and head.text[:1].isupper() and not head.is_sent_start


def _begin_of_name(described: Description) -> int:
    """Give the first token of a body's name, without its article and without the owner: that of "Kenya's National Assembly"."""
    doc, head = described.doc, described.head.i
    owned = [at + 1 for at in range(described.first, head) if doc[at].tag_ == "POS"]
    return max([described.first + (described.span[0].tag_ == "DT"), *owned])


def _most_named(names: Iterable[Name], identities: Identities, home: str | None) -> Who | None:
    """Give the country that at least half of all mentions of countries are of; that of the dateline counts as two."""
    counted = Counter(who for name in names if (who := identities.who.get(name)) and who.kind == "country")
    if home is not None:
        counted[identities.land(home)] += 2
    best = counted.most_common(1)
    return best[0][0] if best and 2 * best[0][1] >= counted.total() else None
