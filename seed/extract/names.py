"""Find the names of an article: the parser's entities, corrected by the gazetteer, by capitals and by the article itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from spacy.tokens import Doc, Span, Token

from seed.extract.castwords import listed
from seed.extract.findings import Story
from seed.extract.gazetteer import Form, Match, matches, within
from seed.extract.named import LABELS, Name, first_names, name_words
from seed.extract.rolewords import Role, role_at, role_ending_at
from seed.extract.widening import joins, nicknamed, widen

# What has such a name is neither somebody nor a place: nothing in it is looked at again.
_THINGS = frozenset({"WORK_OF_ART", "LAW", "LANGUAGE", "EVENT", "PRODUCT"})
_WHOLE = frozenset({"PERSON", "ORG", "FAC"})
# Small words within names: "Mohammed bin Salman", "Bank of England" (after a word for a body).
_PARTICLES = listed("small word in a name")
_TIES = frozenset({"of", "for", "and", "in", "on", "at"})
_NO_NAMES = listed("no name")
_WEAPONS = listed("weapon")
_MONEY = frozenset("$€£¥₹₽₩₦")
_OTHER_PARTY = listed("other party")
_ENDS_NAME = frozenset({"(", "\n", ";"})
_ENDS_PERSON = _ENDS_NAME | {",", "the", "for", "of"}
_OFFICIAL = frozenset({"GOV", "LEG", "MIL", "COP", "JUD", "REL", "SPY"})
_MARKS = frozenset("'\"’‘“”.,;:()[]-–—/")


def names_of(story: Story) -> list[Name]:
    """Find the names in the title and the story, in reading order; a nested one follows the longer one."""
    found = [_named_in(doc) for doc in story.passages]
    used = Counter(text for names in found for text in {name.text for name in names})
    for at, doc in enumerate(story.passages):
        if _is_headline(doc) and found[at + 1 :]:
            found[at] = [name for name in found[at] if name.form or used[name.text] > 1]
    alone = {name.text for names in found for name in names if name.form is None}
    found = [[*names, *_begun_with(names, alone)] for names in found]
    again = _by_first_word(found)
    for at, doc in enumerate(story.passages):
        found[at] += _seen_again(doc, again, _tokens(found[at]))
    return [name for names in found for name in sorted(names, key=lambda name: (name.first, name.nested, -name.last))]


def _named_in(doc: Doc) -> list[Name]:
    offices = _offices(doc)
    known = _meant(doc, offices)
    things = {token.i for entity in doc.ents if entity.label_ in _THINGS for token in entity}
    found = list(nicknamed(doc, offices))
    named = _tokens(found)
    for entity in doc.ents:
        if entity.label_ in LABELS and not named & set(range(entity.start, entity.end)):
            found += _entity(doc, entity, known, offices)
    taken = _tokens(found)
    found += [_known(doc, match) for match in known if not taken & set(range(match.first, match.last + 1))]
    taken = _tokens(found) | things | offices | _bodies(doc)
    if not _is_headline(doc):
        for name in found:
            widen(name, taken)
            taken |= set(range(name.first, name.last + 1))
        found += _runs(doc, taken)
    return [*found, *(nested for name in found for nested in _inside(name))]


def _entity(doc: Doc, entity: Span, known: Sequence[Match], offices: set[int]) -> list[Name]:
    """Read an entity of the parser: trimmed, or the known names in it where these are what it is made of."""
    people = {match.first: match.last for match in known if match.form.people}
    bounds = _trimmed(doc, entity, people, offices)
    if bounds is None:
        return []
    first, last = bounds
    inner = [match for match in known if match.first <= last and first <= match.last]
    label = LABELS[entity.label_]
    if not inner:
        other = _is_portfolio(doc, first, last) or _is_weapon(doc, first, last, label)
        return [] if other else [Name(doc, first, last, label)]
    whole = any(match.first <= first and last <= match.last for match in inner)
    crosses = any(match.first < first or last < match.last for match in inner)
    covered = sum(min(match.last, last) - max(match.first, first) + 1 for match in inner)
    meant = any(match.form.known.kind == "person" and not match.form.weak for match in inner)
    longer = all(match.form.known.kind == "place" and match.first == first for match in inner)
    if whole or crosses or meant or not (entity.label_ in _WHOLE or longer) or _lists(doc, first, last):
        return []
    if covered < last - first + 1:
        return [Name(doc, first, last, label)]
    return [Name(doc, first, last, label, form) for form in _branch(inner)]


def _meant(doc: Doc, offices: set[int]) -> list[Match]:
    """Find the known names of a passage that are meant by their words."""
    found = matches(doc)
    ends = {match.last: match.form for match in found}
    return [match for match in found if _is_meant(doc, match, offices, ends)]


def _is_meant(doc: Doc, match: Match, offices: set[int], ends: Mapping[int, Form]) -> bool:
    """Say whether a known name is no part of an office or of a person's name, and no body of another country.

    The labour minister is none of Labour, Karen Bass none of the Karen, Cambodia's Senate not that of the United States, and the
    Social Democrats are not the Democrats.
    """
    first, last, known = match.first, match.last, match.form.known
    if set(range(first, last + 1)) <= offices or (known.kind == "organization" and _is_portfolio(doc, first, last)):
        return False
    if match.form.people and doc[first].text in first_names() and last + 1 < len(doc):
        return doc[last + 1].ent_type_ != "PERSON"
    if known.kind == "organization" and first == last and first and doc[first - 1].lower_ in _OTHER_PARTY:
        return not doc[first - 1].text[:1].isupper()
    possessive = first > 1 and doc[first - 1].tag_ == "POS"
    owner = ends.get(first - 2 if possessive else first - 1)
    owns = owner is not None and owner.known.kind == "country" and (possessive or owner.people)
    return not owns or known.kind != "organization" or owner is None or known.country in ("", None, owner.known.country)


def _branch(inner: Sequence[Match]) -> Iterator[Form | None]:
    """Read a country and a body side by side as one name: "United Kingdom Home Office", "British Red Cross"."""
    if len(inner) != 2 or inner[0].form.known.kind != "country" or inner[1].form.known.kind != "organization":
        return
    land, body = inner[0].form.known, inner[1].form.known
    if body.country in (land.country, None):
        yield inner[1].form if body.country else None


def _is_portfolio(doc: Doc, first: int, last: int) -> bool:
    """Say whether a word is what a minister is for: the education of the "Minister of Education"."""
    held = (
        role_ending_at(doc, first - 2)
        if first == last and first > 1 and doc[first - 1].lower_ in ("of", "for")
        else None
    )
    return held is not None and held[1].kind == "person" and held[1].role == "GOV" and "president" not in held[1].words


def _lists(doc: Doc, first: int, last: int) -> bool:
    """Say whether this is several names, which the parser took for one."""
    return any(token.text in (",", "/", "and", "or") for token in doc[first : last + 1]) and not any(
        token.lower_ in name_words() for token in doc[first : last + 1]
    )


def _known(doc: Doc, match: Match) -> Name:
    label = next((LABELS.get(token.ent_type_) for token in doc[match.first : match.last + 1] if token.ent_type_), None)
    return Name(doc, match.first, match.last, label, match.form)


def _trimmed(doc: Doc, entity: Span, people: Mapping[int, int], offices: set[int]) -> tuple[int, int] | None:
    """Take off what is no part of the name: articles, titles, the possessive, marks, words with a small letter."""
    first, last, label = entity.start, entity.end - 1, entity.label_
    label = "PERSON" if _begins_with_person(doc, first, last) else label
    while first <= last and (_is_small(doc[first]) or doc[first].text in _MARKS or first in offices):
        first += 1
    if label == "PERSON":
        first = _after_titles(doc, first, last, people)
    while last >= first and (doc[last].text in _MARKS or last in offices or _is_ending(doc[last], first)):
        last -= 1
    cuts = _ENDS_PERSON if label == "PERSON" else _ENDS_NAME
    last = next((token.i - 1 for token in doc[first : last + 1] if token.text in cuts or _breaks(token, first)), last)
    if first > last or _is_no_word(doc[first : last + 1]):
        return None
    if (doc[first].lower_ in _NO_NAMES and first == last) or not any(
        _is_large(token) for token in doc[first : last + 1]
    ):
        return None
    return None if _is_description(doc, first, last) else (first, last)


def _is_no_word(span: Span) -> bool:
    """Say whether what was taken for a name is a single letter, a mark, or money: "X.", "NZ$18"."""
    return sum(map(str.isalnum, span.text)) < 2 or not _MONEY.isdisjoint(span.text) or not any(map(_is_word, span))


def _is_word(token: Token) -> bool:
    return token.text[:1].isalnum()


def _is_weapon(doc: Doc, first: int, last: int, label: str | None) -> bool:
    """Say whether a name is that of a weapon: of a "Patriot missile"."""
    head = doc[last].head
    before = doc[last].dep_ in ("compound", "nmod", "amod") and last < head.i <= last + 3
    return first == last and label in (None, "person") and before and head.lemma_.lower() in _WEAPONS


def _begins_with_person(doc: Doc, first: int, last: int) -> bool:
    """Say whether somebody and his body were taken for one name: "Lydia Buchtmann for Food Standards"."""
    return first + 2 < last and doc[first].text in first_names() and doc[first + 2].lower_ in ("for", "of", "from")


def _is_ending(token: Token, first: int) -> bool:
    """Say whether a word at the end of a name is no part of it, as the word for what a picture is."""
    return token.tag_ == "POS" or _is_small(token) or (token.i > first and token.lower_ in _NO_NAMES)


def _breaks(token: Token, first: int) -> bool:
    """Say whether a name ends before a word: an article behind no small word ("Rathbun the member"), "outside", "from"."""
    if token.i == first or not token.text.islower():
        return False
    apart = token.pos_ in ("ADP", "SCONJ") and token.lower_ not in _TIES and token.lower_ not in _PARTICLES
    return apart or (token.text == "the" and token.nbor(-1).lower_ not in _TIES)


def _is_small(token: Token) -> bool:
    """Say whether a word at the edge of a name is no part of it."""
    word = token.lower_
    return (word in ("the", "a", "an") or (token.text.islower() and word not in _PARTICLES)) or token.is_space


def _is_large(token: Token) -> bool:
    return any(letter.isupper() for letter in token.text)


def _after_titles(doc: Doc, first: int, last: int, people: Mapping[int, int]) -> int:
    """Step over titles, roles and demonyms in front of a person's name."""
    while first < last:
        found = role_at(doc, first)
        if found is not None and found[0] < last and _is_before_name(doc, first, found[0], last, found[1]):
            first = found[0] + 1
        elif people.get(first, last) < last and doc[first].text not in first_names():
            first = people[first] + 1
        else:
            break
    return first


def _is_before_name(doc: Doc, first: int, end: int, last: int, role: Role) -> bool:
    """Say whether a role stands before a name; "Dean Kamen" is a name from its first word."""
    return role.kind in ("person", "title") and not (first == end == last - 1 and doc[first].text in first_names())


def _is_description(doc: Doc, first: int, last: int) -> bool:
    """Say whether all that is here is a role ("Prime Minister", "Foreign Ministry"): the description stage reads it."""
    found = role_ending_at(doc, last)
    return found is not None and found[0] <= first and found[1].kind != "title"


def _offices(doc: Doc) -> set[int]:
    """List the tokens of offices of several words with capitals: the State in "Secretary of State" is no name."""
    found: set[int] = set()
    for token in doc:
        role = role_at(doc, token.i) if token.text[:1].isupper() else None
        if role is not None and _is_office(role[1], role[0] > token.i):
            found |= set(range(token.i, role[0] + 1))
    return found


def _is_office(role: Role, long: bool) -> bool:
    """Say whether a role with a capital is a title: "President", "Secretary of State", and never "Youth" or "Migrant"."""
    return role.kind == "title" or (role.kind == "person" and (long or role.role in _OFFICIAL))


def _bodies(doc: Doc) -> set[int]:
    """List the tokens of bodies without a name of their own, such as "Supreme Court"."""
    found: set[int] = set()
    for token in doc:
        if (
            token.text[:1].isupper()
            and (role := role_at(doc, token.i))
            and role[0] > token.i
            and role[1].kind == "body"
        ):
            found |= set(range(token.i, role[0] + 1))
    return found


def _runs(doc: Doc, taken: set[int]) -> list[Name]:
    """Find the runs of words with capitals that nothing has named yet."""
    found: list[Name] = []
    at = 0
    while at < len(doc):
        if not joins(doc[at], taken):
            at += 1
            continue
        last = at
        while (step := _step(doc, last, taken)) is not None:
            last = step
        begins = doc[at].is_sent_start and doc[at].dep_ not in ("nsubj", "nsubjpass")
        alone = last == at and (begins or len(doc[at].text) < 2)
        nobody = _is_description(doc, at, last) or _is_weapon(doc, at, last, None) or _is_no_word(doc[at : last + 1])
        if not alone and not nobody:
            found.append(Name(doc, at, last))
        at = last + 1
    return found


def _step(doc: Doc, last: int, taken: set[int]) -> int | None:
    """Give the next word of a run: the neighbour, or the one behind a small word or a hyphen."""
    if last + 1 < len(doc) and joins(doc[last + 1], taken):
        return last + 1
    if last + 2 >= len(doc) or last + 1 in taken:
        return None
    between = doc[last + 1]
    tie = between.lower_ in ("of", "for") and name_words().get(doc[last].lower_) == "organization"
    if tie and doc[last + 2].text == "the" and last + 3 < len(doc) and joins(doc[last + 3], taken):
        return last + 3
    hyphen = between.text == "-" and not between.whitespace_ and not doc[last].whitespace_
    return last + 2 if joins(doc[last + 2], taken) and (tie or hyphen or between.lower_ in _PARTICLES) else None


def _inside(name: Name) -> Iterator[Name]:
    """Find the places in the name of a body or a place, and the body whose name it begins with: "University of Texas"."""
    if name.label == "person" or (name.form is not None and name.form.known.kind != "organization"):
        return
    for match in within(name.doc, name.first, name.last):
        kind = match.form.known.kind
        # "Rio" is no part of the Rio Grande.
        other = name.label == "place" and match.first == name.first and name.span[-1].lower_ not in name_words()
        if other or (name.form is not None and not _owns(name, match)):
            continue
        # The "Congress of Trade Unions" is no part of Congress.
        whole = match.last < name.last and name.doc[match.last + 1].lower_ == "of"
        body = kind == "organization" and match.first == name.first and not whole
        if not match.form.people and (body or kind in ("country", "place")):
            label = "organization" if body else "place"
            yield Name(name.doc, match.first, match.last, label, match.form, nested=True)


def _begun_with(names: Sequence[Name], alone: Set[str]) -> Iterator[Name]:
    """Find the names with which longer ones of bodies and places begin, where they stand elsewhere in the article."""
    for name in names:
        if name.nested or name.form is not None or name.label == "person":
            continue
        for last in range(name.last - 1, name.first - 1, -1):
            begun = Name(name.doc, name.first, last, nested=True)
            if begun.text in alone and not any((one.first, one.last) == (name.first, last) for one in names):
                yield begun
                break


def _owns(name: Name, match: Match) -> bool:
    """Say whether a known body is told by its name to be of a place: the "Bank of England", and not "Reform UK"."""
    leads = match.first == name.first or name.doc[match.first - 1].lower_ == "of"
    place = match.form.known.kind in ("country", "place")
    return leads and place and name.form is not None and name.form.known.sector != "REB"


def _is_headline(doc: Doc) -> bool:
    """Say whether nearly all words have capitals, so that these say nothing."""
    long = [token.text for token in doc if token.is_alpha and len(token.text) > 3]
    return len(long) > 3 and doc[-1].text != "." and sum(word[:1].isupper() for word in long) > 0.7 * len(long)


def _tokens(names: Iterable[Name]) -> set[int]:
    return {at for name in names for at in range(name.first, name.last + 1)}


def _by_first_word(found: Sequence[Sequence[Name]]) -> Mapping[str, list[tuple[tuple[str, ...], str | None]]]:
    """Collect the names of the article, and the surnames of its people, by their first word, the longest first."""
    spelt: dict[tuple[str, ...], Counter[str | None]] = defaultdict(Counter)
    for name in (name for names in found for name in names if not name.nested):
        parts = tuple(token.text for token in name.span)
        if name.form is not None:
            if name.form.known.kind == "person" and len(parts) > 1:
                spelt[parts[-1:]]["person"] += 1
            continue
        spelt[parts][name.label] += 1
        if name.label == "person" and len(parts) > 1 and len(parts[-1]) > 2 and _is_large(name.span[-1]):
            spelt[parts[-1:]]["person"] += 1
    by_first: dict[str, list[tuple[tuple[str, ...], str | None]]] = defaultdict(list)
    for parts in sorted(spelt, key=len, reverse=True):
        by_first[parts[0]].append((parts, spelt[parts].most_common(1)[0][0]))
    return by_first


def _seen_again(
    doc: Doc, names: Mapping[str, list[tuple[tuple[str, ...], str | None]]], taken: set[int]
) -> Iterator[Name]:
    """Find where a passage uses a name that stands elsewhere in the article."""
    for token in doc:
        for parts, label in names.get(token.text, ()):
            last = token.i + len(parts) - 1
            inside = set(range(token.i, last + 1))
            if (
                last < len(doc)
                and tuple(other.text for other in doc[token.i : last + 1]) == parts
                and not inside & taken
            ):
                taken |= inside
                yield Name(doc, token.i, last, label)
                break
