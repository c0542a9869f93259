"""The keys of what an article is read into: stable for ever, the same on every machine."""

from __future__ import annotations

from hashlib import sha256

from seed.addresses import NoAddress, canonical
from seed.extract.findings import Submitted
from store.identity import Kind, public_id, record_id


def article_key(submitted: Submitted) -> str:
    """Name an article by its address, as `seed.addresses.canonical` writes it; where it has none, by its text.

    Another version of an article has the name of the first.
    """
    if submitted.key is not None:
        return submitted.key
    if submitted.url:
        try:
            return canonical(submitted.url)
        except NoAddress:
            pass
    return f"text/{sha256(submitted.text.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def slug_of(article: str) -> str:
    """Name an article in the keys of what is found in it: by its public id, which is short however long its key is."""
    return public_id(Kind.ARTICLE, record_id(Kind.ARTICLE, article))


def key_of_words(what: str, *words: str) -> str:
    """Name what stands in a text by its words, not by their place or by what they were read as.

    Where the text is edited elsewhere, or the rules read the words otherwise, it stays the same record, and what somebody
    corrected in it stays so.
    """
    return f"{what}-{sha256(chr(0).join(words).encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def key_in(article: str, own: str) -> str:
    """Name what stands in an article."""
    return f"{slug_of(article)}/{own}"
