"""Whom pronouns and "the officials", "the group", "the minister" mean: the nearest who fits, or nobody.

The grammar goes first: a pronoun means the subject of a verb above it. Else the recent mentions are tried, the latest first,
subjects and speakers before others. Nothing is taken from far away, and where number, gender or kind do not fit, nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from spacy.tokens import Token

from seed.extract.castwords import listed
from seed.extract.descriptions import Description, is_former
from seed.extract.findings import START, Mentioned, Who
from seed.extract.frames import frame_of
from seed.extract.identity import Identities
from seed.extract.named import first_names
from seed.extract.rolewords import Role, full_word, role_ending_at
from seed.extract.triggers import entry_for
from seed.extract.unnamed import COUNTRIES

_HE = dict.fromkeys(("he", "him", "his", "himself"), "m") | dict.fromkeys(("she", "her", "hers", "herself"), "f")
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
_IT = frozenset({"it", "its", "itself"})
PRONOUNS = frozenset(_HE) | _THEY | _IT
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_OWNED = frozenset({"poss"})
# So many sentences back somebody may stand.
_REACH = {"he": 6, "they": 3, "it": 2, "body": 8}
# Somebody named further back is named again.
_FAR = 40
_ANY_GROUP = frozenset({"group", "organization", "organisation", "movement", "network", "body"})
_ARMED = ("REB", "PRM", "CRM")
# Root codes of deeds of force: coercion, assault, fighting, mass violence.
_FORCE = frozenset({"17", "18", "19", "20"})
_WEATHER = listed("what nobody does")
_EXACT = frozenset({"PTY", "JRN", "BUS", "EDU", "MED", "REL", "LAB", "SPY", "OPP", "SOC"})
# Of these a country has several: they are taken up by a word of their own name.
_NAMED_SO = frozenset({"GOV", "COP", "JUD", "LEG", "MIL"})


@dataclass(eq=False, slots=True)
class _Seen:
    mentioned: Mentioned
    sentence: int
    many: bool


class Memory:
    """Who was mentioned so far, in reading order."""

    def __init__(self, identities: Identities) -> None:
        self._identities = identities
        self._seen: list[_Seen] = []
        self._by_head: dict[tuple[int, int], _Seen] = {}
        self._lands: list[tuple[tuple[int, int] | None, int, str]] = []
        self._gender: dict[Who, str] = {}
        self._sentence = 0
        self._last_sentence: tuple[int, int] | None = None

    def pass_by(self, token: Token) -> None:
        """Count the sentences."""
        place = (token.doc.user_data[START], token.sent.start)
        if place != self._last_sentence:
            self._sentence += 1
            self._last_sentence = place

    def note(self, mentioned: Mentioned, many: bool = False, gender: str | None = None) -> None:
        """Remember a mention. `many`: the words mean several."""
        seen = _Seen(mentioned, self._sentence, many)
        self._seen.append(seen)
        self._by_head[_place(mentioned.head)] = seen
        told = gender or (_gender(mentioned.who) if mentioned.who.kind == "person" else None)
        if told:
            self._gender.setdefault(mentioned.who, told)

    def meant_by_pronoun(self, token: Token) -> Who | None:
        """Find whom a pronoun means; None rather than a wild guess."""
        word = token.lower_
        if word in _IT and _is_empty(token):
            return None
        fits = self._fits(word)
        sort = "he" if word in _HE else "they" if word in _THEY else "it"
        above = [seen for seen in self._above(token) if fits(seen)]
        if len(above) > 1 and word not in _HE and token.head.dep_ == "dobj" and suffers(token.head):
            # "Hamas says Israel killed its leader": nobody kills his own.
            above = [seen for seen in above if seen.mentioned.who != above[0].mentioned.who] or above
        seen = above[0] if above else self._recent(token, fits, _REACH[sort])
        if seen is None:
            return None
        if word in _HE:
            self._gender.setdefault(seen.mentioned.who, _HE[word])
        return seen.mentioned.who

    def mentioned(self, head: Token) -> Mentioned | None:
        """Give the mention so far of which a token is the head."""
        seen = self._by_head.get(_place(head))
        return seen.mentioned if seen else None

    def meant_by(self, described: Description, of: list[Who], within: list[Who]) -> Who | None:
        """Find whom a description refers back to, if it does; nobody who is named within it, unless as its owner."""
        role = described.role
        if described.head.lemma_.lower() == "counterpart":
            return self._counterparts(described) if not of else None
        if role is None or not (described.definite or described.owner is not None or _is_bare_title(described)):
            return None
        if role.kind == "body" and not described.many:
            return self._body(described, role, of, [who for who in within if who not in of])
        if described.owner is not None and not described.definite and not of:
            return None
        return self._people(described, of)

    def announced(self, described: Description, of: list[Who], *, titled: bool) -> Who | None:
        """Find who is named only further down: "a Hamas official was killed", and in a title "minister resigns".

        Outside a title that is whoever suffers something: others speak and act without being named at all.
        """
        if described.role is None or described.role.kind != "person" or described.many:
            return None
        people = [who for who in self._identities.everybody() if who.kind == "person"]
        if titled:
            fits = [who for who in people if _has_role(who, described) and _agrees(who, of)]
        elif any(owner.kind == "organization" for owner in of) and suffers(described.head):
            fits = [who for who in people if not who.mentions and _agrees(who, of)]
        else:
            return None
        return fits[0] if len(fits) == 1 else None

    def members(self, described: Description) -> Who | None:
        """Find the countries of a body of which the sentence speaks: bare "countries" beside the G7 are its own."""
        bare = described.first == described.head.i and described.many
        if not bare or described.head.lemma_.lower() not in COUNTRIES:
            return None
        here = {seen.mentioned.who for seen in self._within(0)}
        groups = (
            seen.mentioned.who for seen in self._seen if seen.many and seen.mentioned.head.lemma_.lower() in COUNTRIES
        )
        return next((who for who in groups if any(bond.of in here for bond in who.bonds)), None)

    def _people(self, described: Description, of: list[Who]) -> Who | None:
        near = [seen for seen in self._within(_FAR) if self._may_be_meant(seen, described, of)]
        if described.many:
            exact = [seen for seen in near if _words_of(seen.mentioned.span.text) == _words_of(described.span.text)]
            return next((seen.mentioned.who for seen in [*exact, *near]), None) or self._fighters(described, of)
        if near:
            return near[0].mentioned.who
        # "Hamas' political leader" may be named only further down.
        later = [who for who in self._identities.everybody() if of and _agrees(who, of) and _has_role(who, described)]
        return later[0] if len(later) == 1 else None

    def note_land(self, country: str | None) -> None:
        """Remember that a country was named, be it by an adjective or a city in it."""
        if country:
            self._lands.append((self._last_sentence, self._sentence, country))

    def country_of(self, head: Token) -> str | None:
        """Give the country of which a body is where the text does not say: that of who acts in the clauses above it.

        Else it is the country of which alone the passage speaks so far, or where it names none, the last sentences.
        """
        above = next((seen.mentioned.who.country for seen in self._above(head) if seen.mentioned.who.country), None)
        passage = head.doc.user_data[START]
        late = list(takewhile(lambda land: self._sentence - land[1] <= _FAR, reversed(self._lands)))
        near = {country for place, _, country in late if place and place[0] == passage}
        near = near or {country for _, sentence, country in late if self._sentence - sentence <= 2}
        return above or (near.pop() if len(near) == 1 else None)

    def _fighters(self, described: Description, of: list[Who]) -> Who | None:
        """Find the armed group that "the rebels" are."""
        armed = described.role is not None and described.role.role == "REB" and not described.names
        near = (seen.mentioned.who for seen in self._within(_REACH["body"] // 2))
        return next((who for who in near if armed and who.sector in _ARMED and _agrees(who, of)), None)

    def _counterparts(self, described: Description) -> Who | None:
        """Find the ministers whom a minister's "counterparts" are: those of the same sentence."""
        here = [seen.mentioned.who for seen in self._within(0) if seen.many]
        return next((who for who in here if described.many and who.sector == "GOV"), None)

    def _may_be_meant(self, seen: _Seen, described: Description, of: list[Who]) -> bool:
        who = seen.mentioned.who
        if not _agrees(who, of) or (self._sentence - seen.sentence > 15 and who.kind != "person"):
            return False
        again = seen.mentioned.head.lemma_.lower() == described.head.lemma_.lower() and seen.mentioned.kind == "nominal"
        if described.many:
            return seen.many and again
        return not seen.many and (_has_role(who, described) or (who.kind == "unnamed" and again))

    def _body(self, described: Description, role: Role, of: list[Who], within: list[Who]) -> Who | None:
        for seen in self._within(_REACH["body"]):
            who = seen.mentioned.who
            if seen.many or who in within or not _agrees(who, of):
                continue
            if seen.mentioned.kind == "nominal" and seen.mentioned.head.lemma_ == described.head.lemma_:
                if not _is_other_office(seen.mentioned.head, role):
                    return who
                continue
            if _may_be_called(who, role.words, role.role, role.sector, bool(of)):
                return who
        return None

    def _within(self, reach: int) -> Iterator[_Seen]:
        """Give the mentions of so many sentences back, the latest first."""
        for seen in reversed(self._seen):
            if self._sentence - seen.sentence > reach:
                return
            yield seen

    def _fits(self, word: str) -> Callable[[_Seen], bool]:
        if word in _HE:
            return lambda seen: self._is_one_person(seen, _HE[word])
        if word in _THEY:
            return lambda seen: seen.many
        return lambda seen: not seen.many and seen.mentioned.who.kind in ("country", "organization")

    def _is_one_person(self, seen: _Seen, gender: str) -> bool:
        who = seen.mentioned.who
        single = who.kind == "person" or (who.kind == "unnamed" and not seen.many)
        return single and self._gender.get(who, gender) == gender

    def _above(self, token: Token) -> Iterator[_Seen]:
        """Give the subjects of the verbs above a pronoun, the nearest first; before them, whom an infinitive's verb has."""
        own = token.head if token.dep_ in _SUBJECTS or token.dep_ in ("dobj", "dative") else None
        for verb in token.ancestors:
            if verb.pos_ not in ("VERB", "AUX"):
                continue
            for child in verb.children:
                wanted = child.dep_ in _SUBJECTS or (child.dep_ == "dobj" and _controls(verb, token))
                if wanted and child != token and verb != own and child.i < token.i:
                    yield from self._at(child)

    def _at(self, token: Token) -> Iterator[_Seen]:
        seen = self._by_head.get(_place(token))
        if seen is not None:
            yield seen

    def _recent(self, token: Token, fits: Callable[[_Seen], bool], reach: int) -> _Seen | None:
        """Find the best of the recent mentions: near, a subject or a speaker, none of the same clause."""
        best: tuple[float, _Seen] | None = None
        for number, seen in enumerate(self._within(reach)):
            away = self._sentence - seen.sentence
            if not fits(seen) or _shares_verb(seen.mentioned.head, token):
                continue
            score = _prominence(seen.mentioned.head) - 2.0 * away - 0.1 * number
            if best is None or score > best[0]:
                best = (score, seen)
        return best[1] if best else None


def _place(token: Token) -> tuple[int, int]:
    return token.doc.user_data[START], token.i


def _prominence(head: Token) -> float:
    if head.dep_ in _SUBJECTS:
        return 2.0
    if head.dep_ == "pobj" and head.head.lower_ == "to" and head.head.head.lower_ == "according":
        return 2.5
    return 0.5 if head.dep_ in ("dobj", "pobj", "appos", "conj") else 0.0


def _controls(verb: Token, pronoun: Token) -> bool:
    """Say whether the object of a verb is who does what the pronoun stands in: "pressure Tehran into limiting its strike"."""
    return any(
        child.dep_ in ("xcomp", "prep", "ccomp", "advcl") and pronoun in child.subtree and pronoun.dep_ != "dobj"
        for child in verb.children
        if child.i < pronoun.i
    )


def _shares_verb(head: Token, pronoun: Token) -> bool:
    """Say whether subject and object of one verb would be one: "he told him" is two people."""
    same = head.head == pronoun.head
    return head.doc is pronoun.doc and same and pronoun.dep_ not in _OWNED


def _is_empty(it: Token) -> bool:
    """Say whether "it" stands for nobody: "it is clear that", "it seems"."""
    if it.dep_ == "expl":
        return True
    verb = it.head
    if it.dep_ not in _SUBJECTS:
        return False
    return verb.lemma_ in _WEATHER or (
        verb.lemma_ == "be"
        and any(child.dep_ in ("acomp", "attr", "oprd") for child in verb.children)
        and any(child.dep_ in ("ccomp", "xcomp", "csubj", "advcl") for child in (*verb.children, *_of_attribute(verb)))
    )


def _of_attribute(verb: Token) -> Iterator[Token]:
    for child in verb.children:
        if child.dep_ in ("acomp", "attr"):
            yield from child.children


def _gender(who: Who) -> str | None:
    return first_names().get(who.name.split()[0]) if " " in who.name else None


def _agrees(who: Who, of: list[Who]) -> bool:
    """Say whether somebody can belong to those whom a description names."""
    countries = {owner.country for owner in of if owner.country}
    bodies = [owner for owner in of if owner.kind == "organization"]
    if bodies and who not in bodies and not any(bond.of in bodies for bond in who.bonds):
        return False
    return not countries or who.country in countries


def _is_other_office(head: Token, role: Role) -> bool:
    """Say whether two bodies are called differently: the interior ministry is no foreign ministry."""
    found = role_ending_at(head.doc, head.i)
    return found is not None and " " in found[1].words and " " in role.words and found[1].words != role.words


def _has_role(who: Who, described: Description) -> bool:
    """Say whether somebody has the role that a description repeats: "the president" after "President Joe Biden".

    A former minister is not "the minister", nor the minister "the former minister".
    """
    if who.kind != "person":
        return False
    wanted = described.head.lemma_.lower()
    roles = [bond.role.lower() for bond in who.bonds if bond.role]
    return any(_core(role) == wanted and described.former == is_former(role) for role in roles)


def suffers(head: Token) -> bool:
    """Say whether somebody is the victim of a deed of force: killed, of a killing."""
    of = head.dep_ == "pobj" and head.head.lower_ == "of"
    if not of and head.dep_ not in ("nsubjpass", "dobj"):
        return False
    deed = head.head.head if of else head.head
    entry = entry_for(deed, frame_of(deed))
    return entry is not None and entry[0].cameo[:2] in _FORCE


def _words_of(description: str) -> str:
    """Give a description without its article, for comparing."""
    text = description.lower()
    return text.split(" ", 1)[-1] if text.startswith(("the ", "these ", "those ")) else text


def _core(role: str) -> str:
    """Give the noun of a role: "gen." is a general."""
    last = role.split(" of ", maxsplit=1)[0].split(" to ", maxsplit=1)[0].rsplit(maxsplit=1)[-1]
    return full_word(last)


def _is_bare_title(described: Description) -> bool:
    """Say whether this is a title that stands for one person: "President" in a headline."""
    return described.first == described.last and described.head.text[:1].isupper() and not described.head.is_sent_start


def _may_be_called(who: Who, words: str, role: str | None, sector: str | None, owned: bool) -> bool:
    """Say whether somebody may be taken up by a common noun: Hezbollah by "the militant group", Iran by "the country"."""
    if words in COUNTRIES:
        return who.kind == "country"
    if who.kind != "organization":
        return False
    if role == "REB":
        return who.sector in _ARMED
    if words in _ANY_GROUP:
        return who.sector not in ("GOV", "JRN", "MIL", "COP", "LEG")
    if sector in _NAMED_SO:
        return who.sector == sector and words.rsplit(maxsplit=1)[-1] in who.name.lower().split()
    if sector in _EXACT:
        return who.sector == sector and not owned
    return role == "IGO" and (who.code or "").startswith("IGO")
