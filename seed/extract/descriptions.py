"""The descriptions of an article: "Israeli Prime Minister" before a name, "a Hezbollah commander" after it, "two officials"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from seed.extract.chunks import noun_phrases
from seed.extract.description_ends import ENDS, complemented, end_of_office, with_purpose
from seed.extract.findings import START
from seed.extract.named import Name
from seed.extract.rolewords import Role, is_many, role_ending_at, role_of

_MODIFIES = frozenset({"amod", "compound", "nmod", "poss", "case", "punct", "npadvmod", "advmod", "nummod", "appos"})
_JOINED = frozenset({"of", "for", "to", "at", "in"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
# Before the name of whose somebody is, behind his own noun; and before that of where he is.
_OF = frozenset({"of", "from", "for", "at", "and", ","})
_IN = frozenset({"in", "on", "near", "inside", "within", "at"})
_POSSESSIVE = ("'", "’", "'s", "’s")
_CHARGE = frozenset({"accuse", "suspect", "convict", "guilty"})
_STANCES = frozenset({"pro", "anti", "non"})
_FORMER = frozenset({"former", "ex", "late", "onetime", "retired", "deposed", "ousted"})


@dataclass(eq=False, slots=True)
class Description:
    """What a text says of somebody instead of a name, or beside one, from the token `first` to `last`.

    `head` is the noun; `office` the words of the role without whose it is; `of` are the names of whom he belongs to, `at`
    those of where he is. `owner` is the token of whoever has him ("his counterparts").
    """

    doc: Doc
    first: int
    last: int
    head: Token
    role: Role | None
    office: str
    of: list[Name] = field(default_factory=list)
    at: list[Name] = field(default_factory=list)

    @property
    def span(self) -> Span:
        """Give the tokens of the description."""
        return self.doc[self.first : self.last + 1]

    @property
    def names(self) -> list[Name]:
        """List the names within it."""
        return [*self.of, *self.at]

    @property
    def place(self) -> Name | None:
        """Give the place where he is said to be."""
        return next((name for name in self.at if not _is_tied(name) and _word_before(name).lower_ in _IN), None)

    @property
    def many(self) -> bool:
        """Say whether several are meant."""
        return is_many(self.head)

    def takes_in(self, other: Description) -> bool:
        """Say whether another is the second noun of this one ("allies and partners"), or the end of its office."""
        office = self.role is not None and self.head.i < other.head.i <= end_of_office(self.head, self.role)
        return office or (other.head.dep_ == "conj" and other.head.head == self.head and other.last <= self.last)

    @property
    def definite(self) -> bool:
        """Say whether the text takes it for known who is meant."""
        return self.doc[self.first].lower_ in _DEFINITE or any(
            token.text in _POSSESSIVE for token in self.doc[self.first : self.head.i]
        )

    @property
    def owner(self) -> Token | None:
        """Give whoever has him: "his counterparts", "Blinken's aides"."""
        return next((child for child in self.head.children if child.dep_ == "poss"), None)

    @property
    def former(self) -> bool:
        """Say whether he was it and is no more."""
        return is_former(self.span.text.lower())


def is_former(role: str) -> bool:
    """Say whether the words of a role, in small letters, tell that somebody has it no more."""
    return not _FORMER.isdisjoint(role.replace("-", " ").split())


class Index:
    """The names of an article by their tokens: of nested ones the longest."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._at: dict[tuple[int, int], Name] = {}
        for name in names:
            for at in range(name.first, name.last + 1):
                self._at.setdefault((name.doc.user_data[START], at), name)

    def at(self, token: Token) -> Name | None:
        """Give the name that a token is part of."""
        return self._at.get((token.doc.user_data[START], token.i))

    def within(self, doc: Doc, first: int, last: int) -> list[Name]:
        """List the names that lie wholly between two tokens."""
        found = dict.fromkeys(self.at(doc[at]) for at in range(first, last + 1))
        return [name for name in found if name and first <= name.first and name.last <= last]


def before(name: Name, index: Index) -> Description | None:
    """Read the titles and roles in front of a person's name."""
    doc, first = name.doc, name.first
    if first and doc[first - 1].pos_ == "VERB" and name.head.dep_ == "dobj" and name.head.head.i == first - 1:
        # "Accused Putin": a deed, and no accused.
        return None
    role: Role | None = None
    head = first - 1
    offices: list[str] = []
    while first and (found := _office(doc, first - 1, index) or _office_and(doc, first - 1, offices)) is not None:
        first, end, told = found
        offices.append(doc[first : end + 1].text)
        if role is None or (not role.role and told.role):
            role, head = told, first + _length_of_core(doc, first, end) - 1
    if not offices:
        if not first or not _is_calling(doc[first - 1], name):
            return None
        first -= 1
        offices.append(doc[first].text)
    core = first
    first = _modifiers(doc, first, name.last, index)
    of = [one for one in index.within(doc, first, name.first - 1) if not _is_addressed(one, first)]
    lead = [
        token.text for token in doc[first:core] if index.at(token) is None and token.tag_ not in ("DT", "POS", "PRP$")
    ]
    office = " ".join([*lead, *reversed(offices)])
    if not of:
        of = _of_after(name, index)
    while head > first and doc[head].is_punct:
        head -= 1
    return Description(doc, first, name.first - 1, doc[head], role, office, of)


def kind_before(name: Name, index: Index) -> Description | None:
    """Read the common noun right before the name of a body: "the Lebanese militant group Hezbollah"."""
    doc = name.doc
    found = role_ending_at(doc, name.first - 1) if name.first else None
    if found is None or found[1].kind != "body" or index.at(doc[name.first - 1]) is not None:
        return None
    first = _modifiers(doc, found[0], name.last, index)
    of = [one for one in index.within(doc, first, name.first - 1) if not _is_tied(one) and not is_somebody(one)]
    office = _office_words(doc, first, name.first - 1, index)
    return Description(doc, first, name.first - 1, doc[name.first - 1], found[1], office, of)


def after(name: Name, first: int, index: Index) -> Description | None:
    """Read the description that follows a person's name between commas, or stands before it with a comma.

    `first` is where the name begins with its title.
    """
    doc = name.doc
    for chunk in _chunks_around(name, first):
        described = standing(chunk, index)
        if described is None or described.many or described.role is None or described.role.kind != "person":
            continue
        if described.first < name.first:
            if _leads_to(described, name, first):
                return described
            continue
        closes = described.last + 1 >= len(doc) or doc[described.last + 1].text in ENDS
        subject = described.head.dep_ in ("nsubj", "nsubjpass")
        if closes and not subject and _is_next(described, name.last + 2):
            return described
    return None


def standing(chunk: Span, index: Index) -> Description | None:
    """Read a noun phrase as a description, with what belongs to it behind; None where its noun says nothing of people."""
    head = chunk.root
    found = role_of(head)
    if found is None or index.at(head) is not None or head.pos_ not in ("NOUN", "PROPN", "ADJ"):
        return None
    first, last = min(chunk.start, found[0]), max(chunk.end - 1, end_of_office(head, found[1]))
    while first < found[0] and _leads_nowhere(chunk.doc[first]):
        first += 1
    first = _possessor(chunk.doc, first, index)
    last = complemented(head, _several(head, last, found[1], index))
    if found[1].kind == "body" and not is_many(head):
        last = with_purpose(head, last)
    cut = index.at(chunk.doc[last])
    last = cut.last if cut is not None and cut.first > head.i else last
    names = index.within(chunk.doc, first, last)
    of = [name for name in names if not _is_where(name, head)]
    at = [name for name in names if _is_where(name, head)]
    office = _office_words(chunk.doc, first, end_of_office(head, found[1]), index)
    return Description(chunk.doc, first, last, head, found[1], office, of, at)


def _leads_nowhere(token: Token) -> bool:
    """Say whether a word at the edge of a description is no part of it: a mark, "and", a date, a deed that is charged."""
    dated = token.ent_type_ in ("DATE", "TIME") and token.tag_ in ("NNP", "CD")
    # "Accused of financing gangs".
    of = token.nbor(-1) if token.i else token
    gerund = token.lower_.endswith("ing") and of.lower_ == "of" and of.head.lemma_ in _CHARGE
    return token.is_punct or token.is_space or token.dep_ == "cc" or dated or gerund


def _possessor(doc: Doc, first: int, index: Index) -> int:
    """Take in whose it is where the parser cut it off: "Hamas’ top political leader"."""
    while first < len(doc) and doc[first].text in _POSSESSIVE:
        first += 1
    owner = index.at(doc[first - 2]) if first >= 2 and doc[first - 1].text in _POSSESSIVE else None
    return owner.first if owner is not None else first


def _several(head: Token, last: int, role: Role, index: Index) -> int:
    """Take "allies and partners" for one group: a second noun without anything of its own."""
    doc = head.doc
    if last != head.i or last + 2 >= len(doc) or doc[last + 1].lower_ != "and" or not is_many(head):
        return last
    other = doc[last + 2]
    found = role_ending_at(doc, other.i)
    same = found is not None and (found[1].role, found[1].kind) == (role.role, role.kind) and found[0] == other.i
    return other.i if same and other.head == head and other.dep_ == "conj" and index.at(other) is None else last


def _office(doc: Doc, last: int, index: Index) -> tuple[int, int, Role] | None:
    """Find the office that ends with this token: "Prime Minister", "Director-General of the IAEA", "Minister of Education"."""
    # "Maj." may have been split from its full stop.
    found = role_ending_at(doc, last - 1 if doc[last].text == "." and last else last)
    if found is not None and found[1].kind in ("person", "title") and index.at(doc[last]) is None:
        return found[0], last, found[1]
    at = last
    while at > 0 and last - at < 8 and (index.at(doc[at]) or doc[at].pos_ in ("NOUN", "PROPN", "DET", "ADJ", "CCONJ")):
        if doc[at - 1].lower_ in _JOINED and at - 1 > 0:
            found = role_ending_at(doc, at - 2) if at >= 2 else None
            if found is not None and found[1].kind == "person" and doc[found[0]].text[:1].isupper():
                return found[0], last, found[1]
        at -= 1
    return None


def _office_and(doc: Doc, last: int, offices: list[str]) -> tuple[int, int, Role] | None:
    """Find one more office before an "and": "academic and professor"."""
    if not offices or last < 1 or doc[last].lower_ != "and":
        return None
    found = role_ending_at(doc, last - 1)
    single = found is not None and found[1].kind == "person" and not is_many(doc[last - 1])
    return (found[0], last, found[1]) if found is not None and single else None


def _length_of_core(doc: Doc, first: int, end: int) -> int:
    """Count the words up to the noun on which an office hangs: that of "Secretary of State" is its first."""
    for at in range(first, end + 1):
        if at > first and doc[at].lower_ in _JOINED:
            return at - first
    return end - first + 1


def _is_calling(noun: Token, name: Name) -> bool:
    """Say whether a noun before a name says what its bearer is, though no table knows it: "baker Joe Bloggs"."""
    small = noun.text.islower() and noun.is_alpha and noun.pos_ == "NOUN"
    return (
        small
        and noun.dep_ in ("compound", "nmod", "nsubj", "amod")
        and noun.head.i <= name.last
        and noun.head.i >= name.first
    )


def _modifiers(doc: Doc, first: int, last: int, index: Index) -> int:
    """Step left over what describes an office: adjectives, whose it is, the article."""
    while first:
        token = doc[first - 1]
        named = index.at(token)
        if named is not None and not is_somebody(named):
            first = named.first
            continue
        hangs = (
            first - 1 < token.head.i <= last
            and token.dep_ in _MODIFIES
            and token.ent_type_ not in ("DATE", "TIME", "PERSON")
        )
        if not hangs and token.tag_ not in ("POS",):
            break
        if token.text in ENDS:
            break
        first -= 1
    if first and doc[first - 1].tag_ in ("DT", "PRP$"):
        first -= 1
    return first


def is_somebody(name: Name) -> bool:
    """Say whether a name is that of a person."""
    return name.form.known.kind == "person" if name.form else name.label == "person"


def _is_addressed(name: Name, first: int) -> bool:
    """Say whether a name is that of whom somebody is sent to: the United States of the "ambassador to the United States".

    What stands before the description, from `first` on, says nothing of it: "spoke to French President Emmanuel Macron".
    """
    before = name.first - 1
    while before > first and name.doc[before].tag_ == "DT":
        before -= 1
    return before >= first and name.doc[before].lower_ in ("to", "with")


def _of_after(name: Name, index: Index) -> list[Name]:
    """Find whose king somebody is, where that stands behind the name: "King Abdullah II of Jordan"."""
    doc, at = name.doc, name.last + 1
    if at + 1 < len(doc) and doc[at].lower_ == "of":
        at += 2 if doc[at + 1].tag_ == "DT" and at + 2 < len(doc) else 1
        found = index.at(doc[at])
        return [found] if found is not None and not is_somebody(found) else []
    return []


def _chunks_around(name: Name, first: int) -> Iterator[Span]:
    """Give the noun phrase behind the comma after a name, and the one before the comma in front of it."""
    doc = name.doc
    followed = name.last + 1 < len(doc) and doc[name.last + 1].text == ","
    led = first >= 2 and doc[first - 1].text == ","
    for chunk in noun_phrases(name.head.sent):
        between = doc[name.last + 2 : chunk.start] if followed and chunk.start > name.last else None
        behind = between is not None and not any(token.text in ENDS for token in between)
        if behind or (led and chunk.end <= first - 1):
            yield chunk


def _leads_to(described: Description, name: Name, first: int) -> bool:
    """Say whether a description stands right before a name and its title, with a comma on either side or by the grammar."""
    doc = name.doc
    apposed = name.head.dep_ == "appos" and name.head.head == described.head
    between = described.last == first - 2 and name.last + 1 < len(doc) and doc[name.last + 1].text == ","
    return apposed or between


def _is_next(described: Description, at: int) -> bool:
    """Say whether a description begins at a token, or behind the article that the parser cut off."""
    return described.first == at or (described.first == at + 1 and described.doc[at].tag_ == "DT")


def _is_where(name: Name, head: Token) -> bool:
    """Say whether a name tells where somebody is, or whom he deals with, and not whose he is.

    Neither are those of a "New York-based" group, an "Iran-backed" militia and "pro-Russian" rebels whose name it is.
    """
    if _is_tied(name):
        return True
    before = _word_before(name)
    return before.i > head.i and before.lower_ not in _OF


def _word_before(name: Name) -> Token:
    """Give the word before a name and what describes it."""
    before = max(name.first - 1, 0)
    while before > 0 and name.doc[before].tag_ in ("DT", "JJ"):
        before -= 1
    return name.doc[before]


def _is_tied(name: Name) -> bool:
    doc = name.doc
    after = doc[name.last + 1 : name.last + 3]
    if len(after) == 2 and after[0].text == "-" and after[1].lower_ not in ("led", "run"):
        return True
    return name.first >= 2 and doc[name.first - 1].text == "-" and doc[name.first - 2].lower_ in _STANCES


def _office_words(doc: Doc, first: int, last: int, index: Index) -> str:
    """Write a role without whose it is, how many there are and how old: "top political leader"."""
    passed = [token.i + 1 for token in doc[first:last] if token.tag_ in ("CD", "POS") or token.lower_ == "old"]
    # The "-led" of "Kenyan-led" is left of a name.
    passed += [at + 2 for at in range(first + 1, last - 1) if doc[at].text == "-" and index.at(doc[at - 1]) is not None]
    first = max(passed, default=first)
    while first < last and (doc[first].is_punct or doc[first].dep_ == "cc"):
        first += 1
    kept = [
        token
        for token in doc[first : last + 1]
        if index.at(token) is None
        and token.tag_ not in ("DT", "POS", "PRP$", "CD", "PDT")
        and token.text not in _POSSESSIVE
    ]
    return "".join(token.text_with_ws for token in kept).strip()
