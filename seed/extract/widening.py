"""Take into a name what the parser cut off: words with capitals, nicknames, what hangs on a hyphen."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from seed.extract.castwords import listed
from seed.extract.named import LABELS, Name, name_words
from seed.extract.rolewords import role_ending_at

_NO_NAMES = listed("no name")
_DIRECTIONS = listed("direction")
_OPENING, _CLOSING = frozenset("\"“‘'"), frozenset("\"”’'")


def widen(name: Name, taken: set[int]) -> None:
    """Take in the words with capitals beside a name that the parser cut short."""
    if name.form is not None:
        _widen_place(name, taken)
        _widen_to_body(name, taken)
        return
    _widen_hyphens(name)
    # What stands alone before another name is its beginning, whatever the parser takes it for.
    grows = name.label in ("person", None) or name.first == name.last
    while name.last + 1 < len(name.doc) and joins(name.doc[name.last + 1], taken) and grows:
        name.last += 1
    _widen_purpose(name, taken)
    while name.first and _begins(name.doc[name.first - 1], name, taken):
        name.first -= 1


def _begins(token: Token, name: Name, taken: set[int]) -> bool:
    """Say whether a name begins a word further left; a word for who somebody is, such as "Chief", is no part of his name."""
    found = role_ending_at(token.doc, token.i) if name.label == "person" else None
    return joins(token, taken) and token.dep_ == "compound" and found is None


def nicknamed(doc: Doc, offices: set[int]) -> Iterator[Name]:
    """Find the names with a nickname between marks: "Ismael “El Mayo” Zambada"."""
    for token in doc[1:-2]:
        closing = [at for at in range(token.i + 2, min(token.i + 5, len(doc) - 1)) if doc[at].text in _CLOSING]
        if token.text not in _OPENING or not closing or token.i - 1 in offices:
            continue
        if all(map(_is_proper, (doc[token.i - 1], doc[token.i + 1], doc[closing[0] + 1]))):
            first = token.i - 1
            while first and joins(doc[first - 1], offices):
                first -= 1
            yield Name(doc, first, closing[0] + 1, "person")


def _is_proper(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.text[:1].isupper()


def _widen_hyphens(name: Name) -> None:
    """Take the rest of "Waker-uz-Zaman" and "Yoo Jung-hwa" into a name, and never that of "Gaza-based"."""
    doc, last = name.doc, name.last
    while (
        last + 2 < len(doc)
        and doc[last + 1].text == "-"
        and not doc[last].whitespace_
        and not doc[last + 1].whitespace_
    ):
        last += 2
    given = name.label == "person" and doc[last].pos_ == "PROPN" and last == name.last + 2
    if last > name.last and (doc[last].text[:1].isupper() or given):
        name.last = last


def _widen_place(name: Name, taken: set[int]) -> None:
    """Take "East" into "East Los Angeles", which is another place."""
    before = name.doc[name.first - 1] if name.first else None
    place = name.form is not None and name.form.known.kind in ("place", "country") and not name.form.people
    if before is None or not place or before.i in taken or before.is_sent_start:
        return
    if before.lower_ in _DIRECTIONS and before.text[:1].isupper():
        name.first, name.label, name.form = before.i, "place", None


def _widen_purpose(name: Name, taken: set[int]) -> None:
    """Take what a body is for into its name: "Joint Council for the Welfare of Immigrants"."""
    doc = name.doc
    while any(name_words().get(token.lower_) == "organization" for token in name.span):
        at = name.last + 1
        if at + 1 >= len(doc) or doc[at].lower_ not in ("of", "for"):
            return
        at += 2 if doc[at + 1].lower_ == "the" and at + 2 < len(doc) else 1
        if not joins(doc[at], taken):
            return
        name.last = at
        while name.last + 1 < len(doc) and joins(doc[name.last + 1], taken):
            name.last += 1


def _widen_to_body(name: Name, taken: set[int]) -> None:
    """Take the whole of "Los Angeles County Fire Department" and "Rio Grande": a word that tells of a body, or is the core."""
    doc, last = name.doc, name.last
    if name.form is None or name.form.known.kind != "place" or name.form.people:
        return
    while last + 1 < len(doc) and _is_proper(doc[last + 1]) and last + 1 not in taken and joins(doc[last + 1], taken):
        last += 1
        told = name_words().get(doc[last].lower_)
        if told is not None or doc[name.last].head.i == last:
            name.last, name.label, name.form = last, told or "place", None


def joins(token: Token, taken: set[int]) -> bool:
    """Say whether a word may be part of a name that nothing has told yet."""
    told = token.ent_type_ in ("", *LABELS) or (token.ent_type_ == "ORDINAL" and token.is_upper)
    free = token.i not in taken and token.lower_ not in _NO_NAMES and told
    return free and _is_proper(token) and _has_no_role(token)


def _has_no_role(token: Token) -> bool:
    found = role_ending_at(token.doc, token.i)
    return found is None or not found[1].role
