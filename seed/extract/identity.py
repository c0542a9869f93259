"""One record for all names of one thing: Blinken is Antony Blinken, the U.S. is the United States."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from spacy.tokens import Token

from seed.extract.bare_bodies import body, whose
from seed.extract.castwords import listed
from seed.extract.findings import Who, offset
from seed.extract.gazetteer import Form, Known, known, known_place, slug, within
from seed.extract.metonyms import acts
from seed.extract.named import Name, first_names, name_words
from seed.extract.rolewords import is_many, role_ending_at, role_of
from store.tokens import folded, words

_AFTER_NAMES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_AT = frozenset({"in", "at", "near", "outside", "inside", "across", "around", "throughout"})
# Where an article names one of two countries, "the North" and "the South" are these.
_HALVES = {"North": "PRK", "South": "KOR"}
_MAX_ABBREVIATION = 6
_KIN = listed("kin")
_PARTS = listed("part of a country")
# More than all else together says of a name.
_TOLD = 1000
# How much the parser's word for a name counts.
_LABELLED = 2
_LEFT_OUT = frozenset({"of", "for", "the", "and", "on", "in", "to"})


class Identities:
    """Who is meant by the names of an article, the same for all names of one."""

    def __init__(self, names: Sequence[Name], home: str | None = None) -> None:
        """Resolve the names of an article; `home` is the country of its dateline."""
        self._names = names
        self._home = home
        self._by_key: dict[str, Who] = {}
        self._bodies: dict[str, list[Who]] = defaultdict(list)
        self._people = _People()
        self.who: dict[Name, Who] = {}
        kinds = _kinds(names)
        for name in names:
            if name.form and not name.form.weak and not _is_a_person(name, names):
                self.who[name] = self._known(name, name.form)
        rest = [name for name in names if name not in self.who and kinds.get(folded(name.text))]
        for name in sorted(rest, key=lambda name: (-_weight(name), offset(name.head))):
            self.who[name] = self._new(name, kinds[folded(name.text)] or "organization")

    def everybody(self) -> list[Who]:
        """List all who are named, each once."""
        return list(dict.fromkeys(self.who.values()))

    def country(self, country: str | None) -> Who | None:
        """Give the record of a country, if the article names it."""
        return self._by_key.get(f"country/{country}")

    def land(self, country: str) -> Who:
        """Give the record of a country, also if the article only implies it."""
        meant = known(f"country/{country}")
        return self._kept(_who(meant))

    def place(self, written: str) -> Who:
        """Give the record of a place that stands alone, such as that of a dateline."""
        meant = known_place(written)
        key = meant.key if meant else f"place/{slug(written)}"
        new = _who(meant) if meant else Who(key, "place", written, rule="new")
        return self._kept(new)

    def _known(self, name: Name, form: Form) -> Who:
        meant = form.known
        country = whose(name, self._names, self._home)
        if country is not None and country != meant.country:
            other = body(name, country)
            return self._kept(other if isinstance(other, Who) else _who(other))
        if meant.stands_for and acts(name.head):
            meant = known(meant.stands_for)
        if meant.kind == "person" and self._is_kin_of(name, meant.key):
            return self._kept(Who(f"person/{slug(name.text)}", "person", name.text, rule="new"))
        who = self._kept(_who(meant))
        if meant.kind == "person":
            self._people.add(_parts(meant.name), who, offset(name.head))
            if len(words(name.text)) > 1:
                self._people.add(_parts(name.text), who, offset(name.head))
        return who

    def _kept(self, new: Who) -> Who:
        """Keep a record, or give the one that is there under its key."""
        who = self._by_key.setdefault(new.key, new)
        if who is new and who.kind == "organization":
            for short in dict.fromkeys((_initials(who.name), who.name.split(" ", 1)[0])):
                self._bodies[short].append(who)
        return who

    def _new(self, name: Name, kind: str) -> Who:
        if kind == "person":
            return self._person(name)
        text = _without_article(name.text)
        if text in _HALVES and f"country/{_HALVES[text]}" in self._by_key:
            return self._by_key[f"country/{_HALVES[text]}"]
        body = _body_of_land(name) if kind == "organization" else None
        if body is not None:
            return self._kept(body)
        key = f"{kind}/{slug(text)}"
        same = self._by_key.get(key) or (self._abbreviated(name.text) if kind == "organization" else None)
        return same or self._kept(Who(key, kind, text, rule="new"))

    def _person(self, name: Name) -> Who:
        parts, place = _parts(name.text), offset(name.head)
        who = self._people.meant_by(parts, place)
        if who is not None and self._is_kin_of(name, who.key):
            return self._kept(Who(f"person/{slug(name.text)}", "person", name.text, rule="new"))
        if who is not None:
            return who
        if name.form is not None:
            return self._known(name, name.form)
        who = self._kept(Who(f"person/{slug(name.text)}", "person", name.text, rule="new"))
        self._people.add(parts, who, place)
        if _is_of_kin(name):
            self._people.kin.add(who)
        return who

    def _is_kin_of(self, name: Name, key: str) -> bool:
        """Say whether a name is of a father or son who shares it with somebody named before: "His father, George Bush"."""
        if not _is_of_kin(name) or slug(name.text) == key.removeprefix("person/"):
            return False
        last = _parts(name.text)[-1]
        namesakes = {
            who.key: other for other, who in self.who.items() if who.kind == "person" and _parts(other.text)[-1] == last
        }
        return list(namesakes) == [key] and namesakes[key].text != name.text

    def _abbreviated(self, text: str) -> Who | None:
        """Find the body of which this is the abbreviation or the first words, if it is one alone."""
        near = self._bodies.get(text.split(" ", 1)[0], ())
        fits = [
            who for who in near if who.name.startswith(f"{text} ") or (text.isupper() and text == _initials(who.name))
        ]
        return fits[0] if len(fits) == 1 else None


class _People:
    """The people of an article by the words of their names, each with where he is named so first."""

    def __init__(self) -> None:
        self._by_word: dict[str, dict[tuple[tuple[str, ...], str], tuple[int, Who]]] = defaultdict(dict)
        # Those who are named as somebody's kin: before that, and where another has it, their surname is not theirs.
        self.kin: set[Who] = set()

    def add(self, parts: tuple[str, ...], who: Who, place: int) -> None:
        """Remember a name of somebody."""
        for word in (parts[0], parts[-1]) if parts else ():
            self._by_word[word].setdefault((parts, who.key), (place, who))

    def meant_by(self, parts: tuple[str, ...], place: int) -> Who | None:
        """Find whom a name means: who has it in full, then who has it as surname, then as first name."""
        for word, fits in ((parts[-1:], _is_same), (parts[-1:], _is_surname), (parts[:1], _is_given)):
            near = self._by_word.get(word[0], {}) if word else {}
            found = [(at, who) for (other, _), (at, who) in near.items() if fits(parts, other)]
            if fits is _is_surname:
                others = [(at, who) for at, who in found if who not in self.kin]
                found = others or [(at, who) for at, who in found if at <= place]
            if found and (fits is not _is_given or len({who for _, who in found}) == 1):
                return _last_before(place, found)
        return None


def _who(meant: Known) -> Who:
    identifiers = {"iso3166-1": meant.country} if meant.kind == "country" and meant.country else {}
    rule = "country-name" if meant.kind == "country" else "name"
    return Who(meant.key, meant.kind, meant.name, meant.code, meant.country, meant.sector, [], identifiers, rule=rule)


def _parts(name: str) -> tuple[str, ...]:
    return tuple(word for word in words(name) if word not in _AFTER_NAMES) or tuple(words(name))


def _is_same(parts: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether two names have the same first and last word, whatever stands between, also where one has an initial."""
    if len(parts) < 2 or len(other) < 2:
        return parts == other
    short = min(len(parts[0]), len(other[0])) == 1
    return parts[-1] == other[-1] and (parts[0] == other[0] or (short and parts[0][0] == other[0][0]))


def _is_surname(parts: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return len(parts) < len(other) and other[-len(parts) :] == parts


def _body_of_land(name: Name) -> Who | None:
    """Give the record of a body that is called by its country and what it is: the "Russian Defence Ministry"."""
    found = role_ending_at(name.doc, name.last)
    if found is None or found[1].kind != "body" or found[0] <= name.first:
        return None
    first, role = found
    lands = (match.form.known for match in within(name.doc, name.first, name.last) if match.last == first - 1)
    land = next((known for known in lands if known.kind == "country" and known.country and known.code), None)
    if land is None or land.country is None:
        return None
    key = f"organization/{land.country.lower()}-{slug(role.words)}"
    code, sector = f"{land.code}{role.role or ''}", role.sector or role.role
    return Who(key, "organization", _without_article(name.text), code, land.country, sector, rule="new")


def _is_given(parts: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether a name begins so: "Saddam", "Kim", "Abdullah"; where two do, nobody is meant for sure."""
    return len(parts) < len(other) and other[: len(parts)] == parts


def _as_place(name: Name) -> int:
    """Weigh what only places have around them: "in Puno", "Puno region", "the town of Puno"."""
    doc, after = name.doc, name.last + 1
    weight = 0
    if name.first and doc[name.first - 1].lower_ in _AT:
        # Bodies with an abbreviation or a long name have people in them too.
        weight += 1 if name.first < name.last or name.text.isupper() else 3
    if after < len(doc) and doc[after].text in _PARTS:
        weight += 5
    if name.first > 1 and doc[name.first - 1].lower_ == "of" and name_words().get(doc[name.first - 2].text) == "place":
        weight += 5
    return weight


def _is_of_kin(name: Name) -> bool:
    """Say whether right before a name somebody is called somebody's kin: "his father, the late dictator Ferdinand Marcos"."""
    doc, sent = name.doc, name.head.sent
    before = [token.i for token in doc[max(sent.start, name.first - 7) : name.first] if token.lower_ in _KIN]
    owned = [at for at in before if at and doc[at - 1].tag_ in ("PRP$", "POS", "JJ")]
    return bool(owned) and not any(token.pos_ in ("VERB", "AUX", "ADP") for token in doc[owned[-1] + 1 : name.first])


def _last_before(place: int, found: Sequence[tuple[int, Who]]) -> Who:
    """Of several with one surname, take the one who was named last."""
    before = [(at, number) for number, (at, _) in enumerate(found) if at <= place]
    return found[max(before)[1] if before else 0][1]


def _without_article(name: str) -> str:
    return name[4:] if name[:4].lower() == "the " else name


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.replace("-", " ").split() if word.lower() not in _LEFT_OUT).upper()


def _weight(name: Name) -> int:
    """Put long names first, so that the short ones find them."""
    return min(len(words(name.text)), 4)


def _is_a_person(name: Name, names: Sequence[Name]) -> bool:
    """Say whether a place's name is somebody's surname here: "Jordan" where there is a "Michael Jordan"."""
    if name.label != "person" or name.form is None or name.form.known.kind not in ("country", "place"):
        return False
    return any(other.label == "person" and other.span[-1].text == name.text and other is not name for other in names)


# --- what kind of thing a name names --------------------------------------------------------------------------------


def _kinds(names: Sequence[Name]) -> dict[str, str | None]:
    """Decide by all places where a name stands: what the parser takes it for, and what stands beside it."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        if name.form is None or name.form.weak or _is_a_person(name, names):
            votes[folded(name.text)].update(_votes(name))
    for word in votes.keys() & _words_of_people(names):
        votes[word]["person"] += 3
    # Who was named in full is named by surname next: what the parser takes that one word for says little.
    for word, times in Counter(folded(name.text) for name in names if name.first == name.last and name.label).items():
        if word in votes and word in _surnames(names):
            votes[word]["person"] += _LABELLED * times
    return {text: _decided(text, counted) for text, counted in votes.items()}


def _words_of_people(names: Sequence[Name]) -> set[str]:
    """Give the first and last words of the names of people, by which they are named again."""
    return {folded(word.text) for both in _people_in_full(names) for word in both}


def _surnames(names: Sequence[Name]) -> set[str]:
    return {folded(last.text) for _, last in _people_in_full(names)}


def _people_in_full(names: Sequence[Name]) -> list[tuple[Token, Token]]:
    named = (name for name in names if name.first < name.last and not name.nested)
    return [
        (name.span[0], name.span[-1])
        for name in named
        if (name.form.known.kind if name.form else name.label) == "person"
    ]


def _decided(text: str, counted: Counter[str]) -> str | None:
    best = counted.most_common(1)
    if best and best[0][1] > 0:
        return best[0][0]
    return "organization" if len(words(text)) > 1 else None


def _votes(name: Name) -> Counter[str]:
    """Weigh what speaks for a person, an organization, a place or a group."""
    if name.told and name.label:
        return Counter({name.label: _TOLD})
    votes: Counter[str] = Counter()
    parts = [token.text for token in name.span]
    if name.label:
        votes[name.label] += _LABELLED
    if name.form is not None:
        votes["person"] += 3
    told = name_words().get(parts[-1].lower()) or _told_before_of(parts)
    if told and len(parts) > 1:
        votes[told] += 4
    if parts[0] in first_names() and len(parts) > 1 and not told:
        votes["person"] += 3
    if _has_title(name):
        votes["person"] += 5
    votes.update(_beside(name))
    return votes


def _described_as(name: Name) -> str | None:
    """Give the kind of what follows behind a comma: ", a former justice minister", ", the largest party"."""
    doc, at = name.doc, name.last + 1
    if at >= len(doc) or doc[at].text != ",":
        return None
    for token in doc[at + 1 : at + 9]:
        if token.is_punct and token.text != "-":
            return None
        found = role_ending_at(doc, token.i) if token.dep_ == "appos" else None
        if found is not None:
            return {"person": "person", "body": "organization"}.get(found[1].kind) if not is_many(token) else None
    return None


def _told_before_of(parts: list[str]) -> str | None:
    """Read "Movement for Change" and "Bank of England" by the word before the small one."""
    ties = [at for at, part in enumerate(parts) if part in ("of", "for") and at]
    return name_words().get(parts[ties[0] - 1].lower()) if ties else None


def _has_title(name: Name) -> bool:
    found = role_ending_at(name.doc, name.first - 1) if name.first else None
    if found is None or name.doc[name.first].pos_ != "PROPN":
        return False
    return found[1].kind == "title" or (found[1].kind == "person" and not is_many(name.doc[name.first - 1]))


def _beside(name: Name) -> Counter[str]:
    """Weigh the words around: "who" and an age after a person, "in" before a place."""
    votes: Counter[str] = Counter()
    after = name.doc[name.last + 1 : name.last + 4]
    if len(after) > 1 and after[0].text == "," and after[1].lower_ in ("who", "whose", "whom"):
        votes["person"] += 4
    if len(after) > 2 and after[0].text == "," and after[1].like_num and after[2].text == ",":
        votes["person"] += 4
    votes["place"] += _as_place(name)
    told = _described_as(name)
    if told is not None:
        votes[told] += 5
    following = role_of(after[0]) if after and name.doc[name.last].dep_ == "compound" else None
    if following is not None and following[1].kind == "body" and after[0].text.islower():
        votes["organization"] += 3
    if len(name.text) <= _MAX_ABBREVIATION and name.text.isupper() and name.first == name.last and name.label:
        votes["organization"] += 1
    return votes
