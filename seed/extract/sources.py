"""What a source makes of what it tells or shows: rumors, unconfirmed reports, videos that are fake or only purport to show it."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from seed.extract.hedges import Circumstance, negation, of_being, of_word
from seed.extract.lexicons import spelt_out

_MAX_STEPS = 4


def is_rumored(source: Token) -> bool:
    """Say whether a source vouches for nothing: "unconfirmed reports", "rumors"."""
    doubted = (child for child in source.children if child.dep_ in {"amod", "compound"})
    return source.lemma_.lower() in spelt_out("@rumors") or any(of_word(child, "A") == "unclear" for child in doubted)


def of_telling(telling: Token, told: Token) -> Circumstance | None:
    """Find what makes of what is told or shown less than a fact: who tells it, how, and whether it only seems so."""
    if told.dep_ == "xcomp" and any(child.dep_ in {"nsubjpass", "auxpass"} for child in telling.children):
        # "Is said to have fled".
        return Circumstance("unclear", telling) if telling.lemma_ in {"say", "report"} else None
    manner = next((child for child in telling.children if child.dep_ == "advmod" and _doubts(child, "R")), None)
    if manner is not None:
        return Circumstance(of_word(manner, "R") or "unclear", manner)
    sources = list(_sources(telling))
    found = next((found for source in sources if (found := _of_source(source, telling))), None)
    if found is not None:
        return found
    seeming = next((verb for verb in _over(telling) if _only_seems(verb)), None)
    return Circumstance("unclear", seeming) if seeming is not None else None


def _doubts(word: Token, part: str) -> bool:
    return of_word(word, part) in {"denied", "unclear"}


def _over(telling: Token) -> Iterator[Token]:
    """Give the verbs that govern a telling as an infinitive: "claims to show", "is said to have shown"."""
    word = telling
    for _ in range(_MAX_STEPS):
        if word.dep_ not in {"xcomp", "advcl"} or word.tag_ not in {"VB", "VBN"} or word.head == word:
            return
        word = word.head
        yield word


def _only_seems(verb: Token) -> bool:
    return of_word(verb, "V") == "unclear" or (verb.tag_ == "VBN" and of_word(verb, "V") == "fact")


def _sources(telling: Token) -> Iterator[Token]:
    """Give the nouns that tell or show something, through "that", a participle and "claims to"."""
    for verb in (telling, *_over(telling)):
        yield from (child for child in verb.children if child.dep_ == "nsubj" and child.tag_ not in {"WDT", "WP"})
        if verb.dep_ in {"acl", "relcl"}:
            yield verb.head


def _of_source(source: Token, telling: Token) -> Circumstance | None:
    """Find what is said of a source: that it is rumor, that somebody rejects it, that the video is staged."""
    if is_rumored(source):
        return Circumstance("unclear", source)
    rejecting = (part for part in source.children if part.dep_ == "relcl" and of_word(part, "V") == "denied")
    rejected = next(rejecting, None)
    if rejected is not None:
        return Circumstance("unclear", rejected)
    if not is_shown_on(source):
        return None
    verbs = (verb for verb in source.sent if verb.pos_ in {"VERB", "AUX"} and verb.i > telling.i)
    return next((found for verb in verbs if (found := shown_false(source, verb))), None)


def is_shown_on(source: Token) -> bool:
    """Say whether a noun names a video, a document or their like."""
    # At the beginning of a sentence the model takes a plural for a name, and leaves it as it is.
    return not {source.lemma_.lower(), source.lower_.removesuffix("s")}.isdisjoint(spelt_out("@shown_on"))


def shown_false(source: Token, verb: Token) -> Circumstance | None:
    """Find what a verb says against a video, a document or their like: "was staged", "could not be verified"."""
    subjects = [child for child in verb.children if child.dep_ in {"nsubj", "nsubjpass"}]
    if (subjects and source not in subjects) or (not subjects and verb.dep_ not in {"ccomp", "conj", "ROOT"}):
        return None
    passive = any(child.dep_ == "auxpass" for child in verb.children)
    if passive and verb.lemma_ in spelt_out("@verifying") and (no := negation(verb)) is not None:
        return Circumstance("unclear", no)
    if passive and verb.lemma_ in spelt_out("@falsifying") and negation(verb) is None:
        return Circumstance("denied", verb)
    if verb.lemma_ not in spelt_out("@linking"):
        return None
    made_up = (named for child in verb.children if child.lower_ == "from" for named in child.children)
    found = [Circumstance("denied", named) for named in made_up if named.lemma_.lower() in spelt_out("@played")]
    return next((each for each in (*of_being(verb), *found) if each.status in {"denied", "unclear"}), None)
