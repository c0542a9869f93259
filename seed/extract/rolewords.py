"""The words for who somebody is: titles and roles, alone or of several words, with the codes that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from spacy.tokens import Doc, Token

from seed.extract.castwords import listed
from seed.extract.lexicons import table

_MOST_WORDS = 5
_FORMER = frozenset({"former", "ex", "late", "acting", "interim", "retired", "outgoing", "incoming", "then"})
# The office is named before what it is the office of: "secretary of state", "minister of defense".
_OF = frozenset({"of", "for"})


@dataclass(frozen=True, slots=True)
class Role:
    """What a word or phrase says of who has it. `kind`: person, people, body, arms or title (only before names).

    `full` is the word that a title abbreviates.
    """

    words: str
    kind: str
    role: str | None
    sector: str | None
    gender: str | None = None
    full: str | None = None


def role_ending_at(doc: Doc, last: int) -> tuple[int, Role] | None:
    """Find the longest role whose last word is this token, with its first token."""
    if not _may_be(doc[last], _edges()[1]):
        return None
    for length in range(min(_MOST_WORDS, last + 1), 0, -1):
        first = last - length + 1
        role = _role(doc, first, last)
        if role is not None:
            return first, role
    return None


def role_at(doc: Doc, first: int) -> tuple[int, Role] | None:
    """Find the longest role that begins with this token, with its last token."""
    if not _may_be(doc[first], _edges()[0]):
        return None
    for length in range(min(_MOST_WORDS, len(doc) - first), 0, -1):
        role = _role(doc, first, first + length - 1)
        if role is not None:
            return first + length - 1, role
    return None


def role_of(head: Token) -> tuple[int, Role] | None:
    """Find the role that a description's head is the core of, also "secretary of state" by "secretary"."""
    doc, at = head.doc, head.i
    if at + 2 < len(doc) and doc[at + 1].lower_ in _OF:
        found = role_at(doc, at)
        if found is not None and found[0] > at:
            return at, found[1]
    return role_ending_at(doc, at)


def full_word(word: str) -> str:
    """Give the word that a title abbreviates: "Gen." is a general; any other word is itself."""
    role = _roles().get(word)
    return role.full or word if role else word


def is_many(head: Token) -> bool:
    """Say whether a noun means several."""
    return head.tag_ in ("NNS", "NNPS") or head.morph.get("Number", []) == ["Plur"] or head.lower_ in _ALWAYS_MANY


_ALWAYS_MANY = frozenset({"police", "people", "personnel", "troops", "forces", "authorities", "media", "clergy"})


def _may_be(token: Token, words: frozenset[str]) -> bool:
    return token.lower_ in words or token.lemma_.lower() in words


@cache
def _edges() -> tuple[frozenset[str], frozenset[str]]:
    """Give the first and the last words of all roles."""
    roles = [words.split() for words in _roles()]
    return frozenset(words[0] for words in roles), frozenset(words[-1] for words in roles)


def _role(doc: Doc, first: int, last: int) -> Role | None:
    texts = [token.lower_ for token in doc[first : last + 1]]
    exact = " ".join(texts)
    found = _roles().get(exact)
    if found is None and doc[last].lemma_.lower() != texts[-1]:
        found = _roles().get(" ".join([*texts[:-1], doc[last].lemma_.lower()]))
    if found is None and len(texts) > 1 and doc[first].lemma_.lower() != texts[0]:
        # "Ministers of justice".
        found = _roles().get(" ".join([doc[first].lemma_.lower(), *texts[1:]]))
    if found is not None and found.kind == "title" and not doc[first].text[:1].isupper():
        return None
    return found


@cache
def _roles() -> Mapping[str, Role]:
    found = {
        row["title"].casefold(): Role(
            row["title"],
            "title",
            row["role"] or None,
            row["sector"] or None,
            row["gender"] or None,
            row["full"] or None,
        )
        for row in table("titles")
    }
    for row in table("roles"):
        title = found.get(row["words"])
        gender = title.gender if title else _gender(row["words"])
        # A word that is both keeps the gender of the title and the codes of the role.
        found[row["words"]] = Role(row["words"], row["kind"], row["role"] or None, row["sector"] or None, gender)
    for words, role in list(found.items()):
        if "-" in words:
            found[words.replace("-", " - ")] = role
    return MappingProxyType(found)


def _gender(words: str) -> str | None:
    last = words.rsplit(" ", 1)[-1]
    if last.endswith("woman") or last in _WOMEN:
        return "f"
    return "m" if last.endswith("man") or last in _MEN else None


_WOMEN = listed("woman")
_MEN = listed("man")
