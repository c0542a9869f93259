"""Whether a deed is made up, rehearsed or ordered, and so happens nowhere."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from seed.extract.lexicons import spelt_out

# Whoever takes part in a drill attacks nobody; he may well be killed in it.
_REHEARSED = ("19", "195", "192")


def is_unreal(root: Token, cameo: str, others: Iterable[Token] = ()) -> bool:
    """Say whether a deed happens in a story, a game, a drill or nowhere; or is what a quoted order tells others to do.

    `others` are the words beside its root that name the deed or its parts.
    """
    made_up = any(map(_is_called_made_up, (root, *others)))
    return made_up or _is_within(root, cameo) or _is_imagined(root) or _is_order(root)


def _is_called_made_up(word: Token) -> bool:
    return any(child.dep_ in {"amod", "compound"} and child.lower_ in spelt_out("@made_up") for child in word.children)


def _is_within(root: Token, cameo: str) -> bool:
    """Say whether a deed is told of "in a novel", "in a war game" or, but for what goes wrong there, "during a drill"."""
    for word in (root, *root.ancestors):
        for child in word.children:
            if child.dep_ == "prep" and child.lower_ in {"in", "during", "under"}:
                for noun in child.children:
                    rehearsed = cameo.startswith(_REHEARSED) and _names(noun, spelt_out("@drills"))
                    if noun.dep_ == "pobj" and (_names(noun, spelt_out("@stories")) or _is_game(noun) or rehearsed):
                        return True
    return False


def _is_game(noun: Token) -> bool:
    if noun.lemma_.lower() == "game":
        return any(child.lower_ in spelt_out("@kinds_of_game") for child in noun.children)
    return _names(noun, spelt_out("@games"))


def _names(noun: Token, words: frozenset[str]) -> bool:
    front = {child.lower_ for child in noun.children if child.dep_ in {"amod", "compound"}}
    return noun.lemma_.lower() in words and not front & spelt_out("@true_stories")


def _is_imagined(root: Token) -> bool:
    """Say whether somebody imagines or plays a deed: "the novel imagines Russia invading Norway"."""
    for above in root.ancestors:
        # In "a novel imagines Russia invading" the model may take the verb for a noun.
        if {above.lemma_.lower(), above.lower_.removesuffix("s")} & spelt_out("@imagining"):
            return True
        for subject in (child for child in above.children if child.dep_ == "nsubj"):
            if _names(subject, spelt_out("@stories")) and above.lemma_ in spelt_out("@shown_in_stories"):
                return True
            if (_names(subject, spelt_out("@drills")) or _is_game(subject)) and above.lemma_ in spelt_out(
                "@shown_in_drills"
            ):
                return True
    return False


def _is_order(verb: Token) -> bool:
    """Say whether a verb is an imperative: it stands bare at the beginning of a sentence or a quote."""
    helped = any(child.dep_ in {"nsubj", "nsubjpass", "aux", "auxpass"} for child in verb.children)
    if verb.tag_ != "VB" or helped or verb.dep_ not in {"ROOT", "ccomp", "parataxis", "advcl"}:
        return False
    first = verb.left_edge
    return first.is_sent_start or (first.i > 0 and first.nbor(-1).is_quote) or first.is_quote
