"""Who stands on either side of a deed: the words of its slots, resolved to those whom the article speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from seed.extract.deed import VIOLENT, Deed, Groups
from seed.extract.deeds import Deeds
from seed.extract.findings import Cast, Mentioned
from seed.extract.frames import can_act, frame_of
from seed.extract.nameless import Nameless
from seed.extract.rolewords import role_of

# Who does this with others is on one side, they on the other, where the text joins them: "the two presidents met".
_MUTUAL = ("040", "041", "044", "046", "050", "057", "06", "036", "037", "031", "030", "164", "127", "0871")
_CLASHING = {"clash", "fight", "battle", "skirmish", "war", "fighting", "fire", "trade", "exchange", "conflict"}
# Where in a noun phrase somebody stands who acts or is acted upon, the closest first.
_WITHIN = (
    ("poss",),
    ("compound", "amod", "nmod"),
    ("of", "by", "from", "between", "among"),
    ("against", "with", "on", "to", "in", "for", "at", "throughout", "across", "near"),
    ("appos",),
    ("acl",),
)
# A participle tells where somebody belongs: "a group based in Trinidad".
_BELONGING = ("with", "in", "to", "by")
# Of a body, an army or a country, never of who speaks for himself: "the ministry said it had opened an inquiry".
_OF_BODIES = frozenset({"it"})
# A number alone is so many people where something is done to them: "dozens were arrested".
_COUNTED = frozenset({"nsubjpass", "dobj"})
_NUMBERS = frozenset(
    {"dozen", "dozens", "hundred", "hundreds", "thousand", "thousands", "several", "score", "scores", "many"}
)
_MAX_DEPTH = 3
_WHERE = frozenset({"in", "at", "near", "across", "along", "off", "around", "outside", "inside", "over", "into"})
_NO_ACTORS = frozenset({"place"})


class Sides:
    """Resolves the sides of the deeds of one passage."""

    def __init__(self, deeds: Deeds, cast: Cast, nameless: Nameless) -> None:
        self._deeds = deeds
        self._nameless = nameless
        self._cast = cast
        # The nouns whose deeds are being looked into: a parse may run in a circle.
        self._looked_behind: set[Token] = set()

    def of(self, deed: Deed) -> tuple[list[Mentioned], list[Mentioned]]:
        """Give those who do it and those to whom it is done; nobody is on both sides."""
        first = self._first_found(deed.first, acting=True)
        taken = {mentioned.who.key for mentioned in first}
        # A city is where people march, not against whom.
        second = self._first_found(deed.second, acting=False, taken=taken, places=not deed.cameo.startswith("14"))
        if not second and len(first) > 1 and self._is_mutual(deed):
            return first[:1], first[1:]
        return first, second

    def _is_mutual(self, deed: Deed) -> bool:
        return deed.cameo.startswith(_MUTUAL) or deed.root.lemma_ in _CLASHING

    def whom(self, groups: Groups) -> list[Mentioned]:
        """Give those whom the first group that names anybody names."""
        return self._first_found(groups, acting=False)

    def _first_found(
        self, groups: Groups, *, acting: bool, taken: set[str] | None = None, places: bool = True
    ) -> list[Mentioned]:
        for group in groups:
            found = self._people(group, acting=acting)
            left = [mentioned for mentioned in found if mentioned.who.key not in (taken or set())]
            left = [one for one in left if one.who.kind != "place" or (places and not _is_nowhere(one))]
            if left:
                return left
        return []

    def _people(self, tokens: Sequence[Token], *, acting: bool) -> list[Mentioned]:
        found: dict[str, Mentioned] = {}
        for token in tokens:
            for mentioned in self._behind(token, acting=acting, depth=0):
                found.setdefault(mentioned.who.key, mentioned)
        actors = [mentioned for mentioned in found.values() if mentioned.who.kind not in _NO_ACTORS]
        return actors or list(found.values())

    def _behind(self, token: Token, *, acting: bool, depth: int) -> list[Mentioned]:
        named = self._several_peoples(token) or (self._speaker_of(token, depth) if token.lower_ in _OF_BODIES else [])
        if named:
            return named
        mentioned = self._cast.at(token)
        if mentioned is not None:
            return [mentioned]
        if token.pos_ == "PRON":
            return self._speaker_of(token, depth)
        within = self._deeds.of(token) if token.pos_ == "NOUN" and depth == 0 else None
        if within is not None and within.cameo.startswith(VIOLENT):
            found = self._within_deed(token, within.first if acting else within.second, acting=acting)
            if found:
                return found
        found = self._within(token, acting=acting, depth=depth)
        if self._is_somebody(token, depth):
            return [self._nameless.behind(token, found[0].who.country if found else None)]
        return found

    def _within_deed(self, noun: Token, groups: Groups, *, acting: bool) -> list[Mentioned]:
        """Give those who do or suffer what a noun names. "An attempt to storm it": the parse takes the attempt for who storms."""
        if noun in self._looked_behind:
            return []
        self._looked_behind.add(noun)
        found = self._first_found(groups, acting=acting)
        self._looked_behind.discard(noun)
        return found

    def _is_somebody(self, token: Token, depth: int) -> bool:
        """Say whether a noun that the cast does not know names somebody: "six protesters", "several", "police vehicles"."""
        if depth == 0 and token.dep_ in _COUNTED and token.lemma_.lower() in _NUMBERS:
            return not any(child.dep_ == "prep" for child in token.children)
        return (depth == 0 or token.dep_ in {"poss", "compound"}) and token.pos_ == "NOUN" and can_act(token)

    def _several_peoples(self, token: Token) -> list[Mentioned]:
        """Of "Hungarian and Romanian officials" there are two sorts, one of each country."""
        for child in token.children:
            if child.dep_ in {"amod", "compound", "nmod"} and list(child.conjuncts):
                found = [each for part in (child, *child.conjuncts) if (each := self._cast.at(part))]
                if len({each.who.key for each in found}) > 1:
                    return found
        return []

    def _speaker_of(self, pronoun: Token, depth: int) -> list[Mentioned]:
        """In "Syria said it would withdraw" the pronoun is the speaker, unless the text names somebody else."""
        clause = pronoun.head
        while clause.dep_ in {"xcomp", "conj", "acomp"} and clause.head != clause:
            clause = clause.head
        if pronoun.dep_ not in {"nsubj", "nsubjpass"} or clause.dep_ != "ccomp" or depth >= _MAX_DEPTH:
            return []
        found: list[Mentioned] = []
        for token in frame_of(clause.head).at("subj"):
            found += self._behind(token, acting=True, depth=depth + 1)
        if pronoun.lower_ in _OF_BODIES:
            found = [one for one in found if _is_body(one)]
        return found

    def _within(self, token: Token, *, acting: bool, depth: int) -> list[Mentioned]:
        if depth >= _MAX_DEPTH or token.pos_ not in {"NOUN", "PROPN", "ADJ", "NUM", "DET", "VERB", "PRON"}:
            return []
        for places in _WITHIN:
            found = [
                each for child in _at(token, places) for each in self._behind(child, acting=acting, depth=depth + 1)
            ]
            if found:
                return found
        return []


def _is_nowhere(place: Mentioned) -> bool:
    """Say whether a place is of no country and only where something happens: "in the Red Sea", "across the line"."""
    preposition = place.head.head
    return place.who.country is None and place.head.dep_ == "pobj" and preposition.lower_ in _WHERE


def _is_body(one: Mentioned) -> bool:
    """Say whether "it" may be somebody: a ministry and an army, but no minister and no soldiers."""
    role = role_of(one.head)
    person = one.who.kind == "person" or (role is not None and role[1].kind in {"person", "title"})
    return not person and one.head.tag_ not in {"NNS", "NNPS"}


def _at(token: Token, places: tuple[str, ...]) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ == "acl" and "acl" in places:
            frame = frame_of(child)
            yield from (named for slot in _BELONGING for named in frame.at(slot))
            yield from frame.at("subj") if frame.passive else ()
        elif child.dep_ in places:
            yield child
            if child.dep_ == "poss" or child.dep_ == "appos":
                continue
            yield from child.conjuncts
        elif child.dep_ == "prep" and child.lower_ in places:
            for named in child.children:
                if named.dep_ == "pobj":
                    yield named
                    yield from named.conjuncts
