"""What the rest of a text says against a deed: that it is made up or rehearsed, that somebody denies it, that it is rumor."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from seed.extract.deed import Deed
from seed.extract.hedges import Circumstance, is_rumored, is_telling

_MADE_UP = {"mock", "simulated", "fictional", "fictitious", "imaginary", "imagined", "hypothetical", "make-believe"}
_STORIES = {
    "novel",
    "thriller",
    "film",
    "movie",
    "drama",
    "play",
    "screenplay",
    "comedy",
    "series",
    "episode",
    "fiction",
}
_GAMES = {"game", "wargame", "simulation", "scenario", "rehearsal", "reenactment", "re-enactment", "dream"}
_DRILLS = {"exercise", "drill", "manoeuvre", "maneuver"}
_TRUE_STORIES = {"documentary", "news"}
# What a story or a drill does with a deed that never was.
_IMAGINING = {"imagine", "simulate", "dramatize", "dramatise", "rehearse", "reenact", "re-enact", "wargame", "wargamed"}
_SHOWING = {
    "show",
    "depict",
    "portray",
    "tell",
    "describe",
    "feature",
    "follow",
    "see",
    "envisage",
    "envision",
    "involve",
}
_SHOWING_OF_DRILLS = {"involve", "include", "feature", "envisage", "model", "practise", "practice", "depict"}
# Whoever takes part in a drill attacks nobody; he may well be killed in it.
_REHEARSED = ("19", "195", "192")

_DENYING = {"deny", "dispute", "refute", "reject", "dismiss", "contest", "rebut", "disavow"}
_DENYING_IT = {"deny", "dispute", "refute", "rebut"}
_CLAIMS = {"claim", "allegation", "accusation", "charge", "report", "assertion", "account", "version", "statement"}
_SHARES = {"responsibility", "involvement", "role", "wrongdoing"}
_IT = {"it", "this", "that", "so", "which"}
_UNTRUE = {"false", "untrue", "fake", "baseless", "wrong", "unfounded", "lie", "hoax", "fabricated", "incorrect"}
# What is said, and stays said though somebody denies what it says.
_OF_WORDS = ("01", "02", "03", "10", "11", "12", "13")


def is_unreal(deed: Deed) -> bool:
    """Say whether a deed happens in a story, a game, a drill or nowhere; or is what a quoted order tells others to do."""
    words = [deed.root, *([deed.noun] if deed.noun else []), *(part.root for part in deed.parts)]
    return any(map(_is_called_made_up, words)) or _is_within(deed) or _is_imagined(deed.root) or _is_order(deed.root)


def _is_called_made_up(word: Token) -> bool:
    return any(child.dep_ in {"amod", "compound"} and child.lower_ in _MADE_UP for child in word.children)


def _is_within(deed: Deed) -> bool:
    """Say whether a deed is told of "in a novel", "in a war game" or, but for what goes wrong there, "during a drill"."""
    for word in (deed.root, *deed.root.ancestors):
        for child in word.children:
            if child.dep_ == "prep" and child.lower_ in {"in", "during", "under"}:
                for noun in child.children:
                    rehearsed = deed.cameo.startswith(_REHEARSED) and _names(noun, _DRILLS)
                    if noun.dep_ == "pobj" and (_names(noun, _STORIES) or _is_game(noun) or rehearsed):
                        return True
    return False


def _is_game(noun: Token) -> bool:
    if noun.lemma_.lower() == "game":
        return any(child.lower_ in {"war", "video", "computer", "board"} for child in noun.children)
    return _names(noun, _GAMES)


def _names(noun: Token, words: set[str]) -> bool:
    front = {child.lower_ for child in noun.children if child.dep_ in {"amod", "compound"}}
    return noun.lemma_.lower() in words and not front & _TRUE_STORIES


def _is_imagined(root: Token) -> bool:
    """Say whether somebody imagines or plays a deed: "the novel imagines Russia invading Norway"."""
    for above in root.ancestors:
        # In "a novel imagines Russia invading" the model may take the verb for a noun.
        if {above.lemma_.lower(), above.lower_.removesuffix("s")} & _IMAGINING:
            return True
        for subject in (child for child in above.children if child.dep_ == "nsubj"):
            if _names(subject, _STORIES) and above.lemma_ in _SHOWING:
                return True
            if (_names(subject, _DRILLS) or _is_game(subject)) and above.lemma_ in _SHOWING_OF_DRILLS:
                return True
    return False


def _is_order(verb: Token) -> bool:
    """Say whether a verb is an imperative: it stands bare at the beginning of a sentence or a quote."""
    helped = any(child.dep_ in {"nsubj", "nsubjpass", "aux", "auxpass"} for child in verb.children)
    if verb.tag_ != "VB" or helped or verb.dep_ not in {"ROOT", "ccomp", "parataxis", "advcl"}:
        return False
    first = verb.left_edge
    return first.is_sent_start or (first.i > 0 and first.nbor(-1).is_quote) or first.is_quote


def disputed(deed: Deed) -> Circumstance | None:
    """Find what says against a deed that is told as done that somebody denies it, or that it is only rumor."""
    doubt = next(_doubts(deed.root), None)
    if doubt is None and not deed.cameo.startswith(_OF_WORDS):
        doubt = next(_denials(deed.root), None)
    return Circumstance("unclear", doubt) if doubt is not None else None


def _doubts(root: Token) -> Iterator[Token]:
    """Find "according to unconfirmed reports"."""
    for token in root.sent:
        if token.dep_ == "pobj" and token.head.lower_ == "to" and is_rumored(token):
            before = root.doc[max(token.left_edge.i - 2, 0)]
            if before.lower_ == "according":
                yield token


def _denials(root: Token) -> Iterator[Token]:
    """Find who denies it behind it, or in the next sentence: "…, but Israel denied it", "…, a claim Delhi called false"."""
    if any(is_telling(verb) for verb in root.sent if verb != root) and root.sent.end < len(root.doc):
        # "Hamas said Israel had bombed a school. Israel denied the claim."
        after = root.doc[root.sent.end].sent.root
        yield from [after] if _denies(after) else []
    for verb in root.doc[root.i + 1 : root.sent.end]:
        below = root.is_ancestor(verb)
        apart = not verb.is_ancestor(root) and (not below or verb.dep_ in {"relcl", "conj", "acl"})
        if verb.pos_ == "VERB" and apart and _denies(verb):
            yield verb


def _denies(verb: Token) -> bool:
    objects = [child for child in verb.children if child.dep_ in {"dobj", "nsubjpass"}]
    claimed = verb.dep_ in {"relcl", "acl"} and verb.head.lemma_.lower() in _CLAIMS
    if any(
        child.lemma_.lower() in _UNTRUE for child in verb.children if child.dep_ in {"oprd", "acomp", "attr", "ccomp"}
    ):
        return claimed or any(_is_claim(one) for one in objects)
    if verb.lemma_ not in _DENYING:
        return False
    return claimed or any(_is_claim(one) or (one.lower_ in _IT and verb.lemma_ in _DENYING_IT) for one in objects)


def _is_claim(noun: Token) -> bool:
    return noun.lemma_.lower() in _CLAIMS | _SHARES
