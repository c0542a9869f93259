"""What is said as a noun phrase: "viewed it as inevitable", "blamed it on Israel", "took responsibility for the attack"."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from seed.extract.added import judges
from seed.extract.cues import Cue
from seed.extract.findings import Cast
from seed.extract.frames import is_passive, noun_behind
from seed.extract.heard import Heard, heard
from seed.extract.phrases import Run, is_below, whole_phrase
from seed.extract.speakers import can_speak, is_paper, subject_of

_MEDIA = {
    "statement", "interview", "video", "tweet", "letter", "post", "message", "speech", "address", "conference", "broadcast",
    "release", "briefing", "twitter", "facebook", "telegram", "television", "recording", "email", "communique", "call",
}  # fmt: skip
_BESIDE_OBJECT = {"prep", "advmod", "oprd", "acomp", "npadvmod", "xcomp"}
_ENDS = {".", "!", "?", "…"}
_MARKS = {"“", '"', "‘", "'", "«", "``"}


def said_of(cue: Cue, cast: Cast) -> Heard | None:
    """Read what a verb says of its object. Only somebody who can speak says so."""
    speaker = subject_of(cue.token)
    if speaker is None or not (can_speak(noun_behind(speaker), cast) or is_paper(speaker)):
        return None
    for read in (_as, _named, _with_preposition, _after_preposition, _plainly):
        found = read(cue, speaker)
        if found is not None:
            return found
    return None


def _as(cue: Cue, speaker: Token) -> Heard | None:
    """Read "see X as Y": X and Y, whether X stands after the verb, before it, or is its passive subject."""
    if "as" not in cue.prepositions("object"):
        return None
    mark = next((token for token in _reach(cue.token) if token.lower_ == "as" and token.dep_ != "cc"), None)
    about = _about(cue) if mark is not None else None
    if mark is None or about is None or mark.i + 1 >= len(mark.doc):
        return None
    end = _end_of_what_follows(mark, cue.token)
    return heard(cue, speaker, [_cut_before(about, mark), (mark.i + 1, end)], "as", cue.token) if end > mark.i else None


def _reach(verb: Token) -> Iterable[Token]:
    """Give what may hang directly on a verb, or on the small clause after it, in the order of the text."""
    near = [child for child in verb.children if child.i > verb.i]
    small = [child for child in near if child.dep_ in {"ccomp", "xcomp", "dobj", "oprd"}]
    below = [part for child in small for part in child.children if part.i > verb.i]
    return sorted([*near, *below], key=lambda token: token.i)


def _end_of_what_follows(mark: Token, verb: Token) -> int:
    """Find where the phrase after "as" ends: with the word that the next ones hang on."""
    top = mark.nbor()
    while top.head != top and top.head.i > mark.i and is_below(top.head, verb):
        top = top.head
    return max(top.right_edge.i if top.i > mark.i else mark.i, mark.right_edge.i)


def _about(cue: Cue) -> tuple[Token, Run] | None:
    """Find what a cue is about: "refer to X", or the object of its verb."""
    named = (
        next((child for child in cue.last.children if child.dep_ == "pobj"), None) if cue.last != cue.token else None
    )
    return (named, whole_phrase(named)) if named is not None else object_of(cue.token)


def object_of(verb: Token) -> tuple[Token, Run] | None:
    """Find what a verb is about, with its stretch: its object, the subject of the clause after it, or what it describes."""
    for child in verb.children:
        if child.dep_ == "dobj" and child.i > verb.i and child.tag_ not in {"WDT", "WP"}:
            return child, whole_phrase(child)
        if child.dep_ in {"ccomp", "xcomp", "oprd"} and child.i > verb.i:
            subject = next(
                (part for part in child.children if part.dep_ in {"nsubj", "nsubjpass"} and part.i > verb.i), None
            )
            if subject is not None:
                return subject, whole_phrase(subject)
    if is_passive(verb):
        subject = next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
        if subject is not None and subject.tag_ not in {"WDT", "WP"}:
            return subject, whole_phrase(subject)
    return _described_by(verb)


def _described_by(verb: Token) -> tuple[Token, Run] | None:
    """Find the noun that a relative clause ("which Iran has blamed on Israel") is about; a bare name is rarely meant."""
    pronoun = next(
        (one for one in verb.subtree if one.lower_ in {"which", "that", "who", "whom"} and one.i < verb.i), None
    )
    if pronoun is None and verb.dep_ == "relcl":
        return verb.head, (verb.head.left_edge.i, verb.left_edge.i - 1)
    if pronoun is None or pronoun.dep_ == "nsubj" or pronoun.head != verb:
        return None
    if pronoun.i == 0 or pronoun.left_edge.i < verb.left_edge.i:
        return None
    if pronoun.dep_ == "mark" and pronoun.nbor(-1).pos_ not in {"NOUN", "PROPN"}:
        return None
    before = pronoun.i - 1
    while before > 0 and pronoun.doc[before].is_punct:
        before -= 1
    noun = _common_noun(pronoun.doc[before])
    return (noun, (noun.left_edge.i, before)) if noun is not None and noun.left_edge.i <= before else None


def _common_noun(token: Token) -> Token | None:
    while token.pos_ != "NOUN" or token.dep_ == "compound":
        if token.head == token:
            return None
        token = token.head
    return token


def _cut_before(about: tuple[Token, Run], mark: Token) -> Run:
    _, (first, last) = about
    return (first, mark.i - 1) if first < mark.i <= last else (first, last)


def _named(cue: Cue, speaker: Token) -> Heard | None:
    """Read "called it a crime": the thing and its name."""
    if "named" not in cue.takes:
        return None
    verb = cue.token
    after = [child for child in verb.children if child.i > verb.i]
    name = next((child for child in after if _is_name_of(child)), None)
    about = object_of(verb)
    if name is not None and about is not None and name != about[0]:
        first = about[1][0]
        if {name.left_edge.text, name.left_edge.nbor(-1).text} & _MARKS and _is_set_apart(verb):
            # "The attack, which he called “cowardly”": the attack is what the sentence tells of, the word is his.
            return heard(cue, speaker, [(name.left_edge.i, name.right_edge.i)], "named", verb)
        if first > verb.i:
            return heard(cue, speaker, [(first, max(name.right_edge.i, about[1][1]))], "named", verb)
        return heard(cue, speaker, [about[1], (max(verb.i + 1, name.left_edge.i), name.right_edge.i)], "named", verb)
    return _named_in_marks(cue, speaker, about)


def _is_set_apart(verb: Token) -> bool:
    return verb.dep_ == "relcl" and verb.left_edge.i > 0 and verb.left_edge.nbor(-1).text == ","


def _is_name_of(child: Token) -> bool:
    if child.dep_ in {"oprd", "attr", "acomp"}:
        return True
    small = child.dep_ in {"ccomp", "xcomp"} and child.pos_ in {"NOUN", "PROPN", "ADJ"}
    return small and any(part.dep_ in {"nsubj", "nsubjpass"} for part in child.children)


def _named_in_marks(cue: Cue, speaker: Token, about: tuple[Token, Run] | None) -> Heard | None:
    """Read "called the plan “dead”", which the parse may take for one noun phrase."""
    doc, start = cue.token.doc, cue.last.i + 1
    near = doc[start : start + 15]
    opening = next((token for token in near if token.text in _ENDS | _MARKS or token.is_sent_start), None)
    if opening is None or opening.text not in _MARKS or opening.i == start or opening.i + 1 >= len(doc):
        return None
    before = about is not None and about[1][0] < cue.token.i
    runs = [about[1], (opening.i, opening.i + 1)] if about is not None and before else [(start, opening.i + 1)]
    return heard(cue, speaker, runs, "named", cue.token)


def _with_preposition(cue: Cue, speaker: Token) -> Heard | None:
    """Read "blamed X on Y": X and Y."""
    about = object_of(cue.token)
    leading = _preposition(cue, cue.prepositions("object") - {"as"})
    if about is None or leading is None or leading.right_edge == leading:
        return None
    last = leading.right_edge.i
    last = next((token.i - 2 for token in leading.doc[leading.i + 1 : last] if judges(token)), last)
    runs = [_cut_before(about, leading), (leading.i + 1, last)]
    return heard(cue, speaker, runs, "object-preposition", cue.token)


def _after_preposition(cue: Cue, speaker: Token) -> Heard | None:
    """Read "called for X", "took responsibility for X"."""
    leading = _preposition(cue, cue.prepositions(""))
    moved = cue.last == leading and any(child.dep_ == "dobj" for child in cue.token.children)
    if leading is None or leading.right_edge == leading or moved:
        return None
    named_by = next((child for child in leading.children if child.dep_ == "pobj"), None)
    if _is_gesture(cue, named_by):
        return None
    last = whole_phrase(named_by)[1] if named_by is not None else leading.right_edge.i
    end = _before_medium(leading, last)
    named = cue if cue.last != cue.token else Cue(f"{cue.lemma} {leading.lower_}", cue.token, leading, cue.takes)
    return heard(named, speaker, [(leading.i + 1, end)], "preposition", cue.token)


def _is_gesture(cue: Cue, named: Token | None) -> bool:
    """Whether a speaker only shows what is named: "he said, pointing to a bracelet", and not "pointing to the evidence"."""
    only, verb = cue.object_nouns, cue.token
    beside = verb.tag_ == "VBG" and verb.dep_ == "advcl"
    return only is not None and beside and named is not None and named.lemma_.lower() not in only


def _preposition(cue: Cue, words: frozenset[str]) -> Token | None:
    nouns = [child for child in cue.token.children if child.dep_ == "dobj" and child.i > cue.token.i]
    near = [part for governing in (cue.token, cue.last, *nouns) for part in governing.children]
    return next(
        (part for part in near if part.lower_ in words and part.dep_ in {"prep", "agent"} and part.i > cue.token.i),
        None,
    )


def _plainly(cue: Cue, speaker: Token) -> Heard | None:
    """Read "condemned the attack": the noun phrase alone, where nothing else was said of it."""
    only = cue.object_nouns
    written = "paper" in cue.takes and is_paper(speaker)
    if "object" not in cue.takes and only is None and not written:
        return None
    about = object_of(cue.token)
    if about is not None and only is not None and about[0].lemma_.lower() not in only:
        return None
    if about is None or about[0].dep_ not in {"dobj", "nsubjpass"} or about[0].ent_type_ in {"DATE", "TIME"}:
        return None
    if about[0].pos_ not in {"NOUN", "PROPN"}:
        return None
    first, last = about[1]
    if first == last and about[0].pos_ == "NOUN" and only is None:
        # "He feared retaliation" says why he does something.
        return None
    if written:
        # "Shows Clinton with a lead of six points".
        last = max(
            [
                last,
                *(
                    child.right_edge.i
                    for child in cue.token.children
                    if child.dep_ in _BESIDE_OBJECT and child.i > last
                ),
            ]
        )
    return heard(cue, speaker, [(first, _before_medium(about[0], last))], "object", cue.token)


def _before_medium(after: Token, last: int) -> int:
    """End before "in a statement": that is where it was said."""
    for token in after.doc[after.i + 1 : last]:
        means = any(child.lemma_.lower() in _MEDIA for child in token.children if child.dep_ == "pobj")
        is_time = token.right_edge.i >= last and any(child.ent_type_ == "DATE" for child in token.children)
        if token.dep_ == "prep" and token.lower_ in {"in", "on", "during", "via"} and (means or is_time):
            return token.i - 1
    return last
