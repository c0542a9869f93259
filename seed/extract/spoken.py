"""Who the words between marks belong to: the verb of saying that stands behind or before them.

Positions count here more than the parse, which quotation marks often lead astray: what follows a closing mark up to the end of
its sentence, and what leads up to an opening one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from seed.extract.according import said_accordingly
from seed.extract.chunks import noun_phrases
from seed.extract.cues import Cue, verb_cue
from seed.extract.findings import Cast, end_of, offset
from seed.extract.frames import is_passive
from seed.extract.heard import Heard
from seed.extract.marks import Quoted
from seed.extract.phrases import is_below, is_finite
from seed.extract.speakers import can_speak, subject_of

_TERMINATORS = {".", "!", "?", "…"}
_LEADS_ELSEWHERE = frozenset(
    ["and", "but", "or", "that", "which", "who", "because", "though", "although", "while", "when", "than", "so", "if"],
)
_ENDS_ATTRIBUTION = {",", ":", "–", "—", "--", "-", "…", "["}
# So many words may stand between a closing mark and the verb, and between the verb and an opening mark.
_MOST_BEHIND, _MOST_BEFORE = 30, 22
_ALSO_DEEDS = {
    "continue",
    "begin",
    "finish",
    "open",
    "conclude",
    "offer",
    "sign",
    "text",
    "post",
    "cite",
    "go on",
    "repeat",
}
# So many words between marks are more than a name, and so many steps up stands the verb that tells who used them.
_FEWEST_WITHIN, _MOST_STEPS = 3, 5
_NOUNS = {"NOUN", "PROPN", "PRON", "NUM"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch between marks with its first and last token, and what stands around it within its sentence."""

    quoted: Quoted
    first: int
    last: int
    before: tuple[Token, ...]
    after: tuple[Token, ...]

    @property
    def at_start(self) -> bool:
        """Whether a sentence begins with it."""
        return not any(not (token.is_punct or token.is_space) for token in self.before)

    @property
    def stands_alone(self) -> bool:
        """Whether it is one or more whole sentences, with nothing around."""
        return self.at_start and self.quoted.ends_sentence


def marked_in(doc: Doc, quoted: Sequence[Quoted]) -> list[Marked]:
    """Find the tokens of what stands between marks, and those around, up to the next mark or the end of the sentence."""
    starts = [offset(token) for token in doc] if quoted else []
    places = [_tokens_of(starts, one) for one in quoted]
    found = []
    for at, (first, last) in enumerate(places):
        floor = places[at - 1][1] + 1 if at else 0
        ceiling = places[at + 1][0] if at + 1 < len(places) else len(doc)
        found.append(Marked(quoted[at], first, last, _back(doc, first, floor), _on(doc, last + 1, ceiling)))
    return found


def _tokens_of(starts: Sequence[int], one: Quoted) -> tuple[int, int]:
    """Give the first and last token of a stretch; the first may begin before its mark."""
    return max(0, bisect_right(starts, one.start) - 1), bisect_left(starts, one.end) - 1


def _back(doc: Doc, start: int, floor: int) -> tuple[Token, ...]:
    first = start
    while first > floor and not _ends_sentence(doc[first - 1]):
        first -= 1
    return tuple(doc[first:start])


def _on(doc: Doc, start: int, ceiling: int) -> tuple[Token, ...]:
    last = start
    while last < ceiling and not _ends_sentence(doc[last]):
        last += 1
    return tuple(doc[start:last])


def _ends_sentence(token: Token) -> bool:
    return token.text in _TERMINATORS or "\n" in token.text


def spoken_in(marked: Sequence[Marked]) -> list[Heard]:
    """Read each stretch between marks with the verb beside it; stretches of one verb are one statement."""
    heard: dict[int, Heard] = {}
    for at, one in enumerate(marked):
        found = _behind(one, marked, at) if _may_be_behind(one) and not _is_led_to(one) else None
        found = found or _before(one)
        if found is None:
            continue
        place = found.cue.token.i if found.cue is not None else -one.first
        if place in heard:
            heard[place].pieces += found.pieces
        else:
            heard[place] = found
    return list(heard.values())


# --- behind -------------------------------------------------------------------------------------------------------------


def _may_be_behind(one: Marked) -> bool:
    """Whether what follows a closing mark can belong to it: the sentence goes on after it."""
    words = [token for token in one.after if not (token.is_punct or token.is_space)]
    if not words or words[0].lower_ in _LEADS_ELSEWHERE or one.quoted.open:
        return False
    ends = one.quoted.inner.rstrip(" ’'”\"\u00a0")[-1:]
    if one.after[0].text in {",", "—", "–", "--"} or ends in {",", "—", "–", "-"}:
        return True
    if ends in {"?", "!", "…"}:
        return one.after[-1].text not in {":", ","} or words[0].text[0].islower()
    # "“We go” said Smith": without a comma only a verb that follows at once.
    follows = _cue_of_speech(words[0])
    return one.at_start and follows is not None and follows.lemma not in _ALSO_DEEDS


def _is_led_to(one: Marked) -> bool:
    """Whether a verb of saying stands right before a mark, and the sentence ends within: "tweeted “No!” Coyle said she …"."""
    leads = bool(one.before) and not one.before[-1].is_space and _cue_of_speech(one.before[-1]) is not None
    return leads and one.quoted.ends_sentence


def _behind(one: Marked, marked: Sequence[Marked], at: int) -> Heard | None:
    for token in one.after[:_MOST_BEHIND]:
        if token.tag_ == "VBG" and token.i <= one.last + 2:
            # "…”, adding that": what it says comes after it.
            return None
        according = said_accordingly(token)
        if according is not None:
            pieces = [(one.quoted.start, one.quoted.end)]
            return Heard(
                according.cue, according.speaker, _with_clause_before(pieces, one, marked, at), "marks-according"
            )
        cue = _cue_of_speech(token)
        if cue is not None and _has_subject_before(token, one):
            return None
        if cue is not None and token.dep_ not in {"relcl", "acl"} and not _as_saying(token):
            pieces = _with_clause_before([(one.quoted.start, one.quoted.end)], one, marked, at)
            return Heard(cue, _speaker_behind(cue, one), pieces, "marks-behind")
        if _is_of_another_clause(token):
            return None
    return None


def _has_subject_before(verb: Token, one: Marked) -> bool:
    """Whether who says it stands before the mark: "Aldrich, who called it “a farce,” now says …"."""
    return any(child.dep_ == "nsubj" and child in one.before for child in verb.children)


def _is_of_another_clause(token: Token) -> bool:
    if token.pos_ not in {"VERB", "AUX"} or not is_finite(token) or _as_saying(token):
        return False
    helps = token.dep_ in {"aux", "auxpass"} or token.tag_ == "MD" or token.lemma_ in {"be", "have", "do"}
    return not helps and token.dep_ not in {"relcl", "acl", "advcl"}


def _cue_of_speech(token: Token) -> Cue | None:
    """Read a verb that words between marks can belong to; with an object of its own it may say nothing ("continued its work")."""
    cue = verb_cue(token)
    if cue is None or "marks" not in cue.takes or token.dep_ in {"amod", "compound"}:
        return None
    objects = [child for child in token.children if child.dep_ in {"dobj", "xcomp"} and child.i > token.i]
    acts = any(child.pos_ in {"NOUN", "PROPN", "VERB"} for child in objects)
    return None if cue.lemma in _ALSO_DEEDS and acts else cue


def _as_saying(token: Token) -> bool:
    """Whether another cue follows: "was quoted as saying", "can be heard saying"."""
    after = [one for one in token.doc[token.i + 1 : token.i + 3] if one.lower_ != "as"]
    return token.tag_ == "VBN" and bool(after) and after[0].tag_ == "VBG" and verb_cue(after[0]) is not None


def _with_clause_before(
    pieces: list[tuple[int, int]], one: Marked, marked: Sequence[Marked], at: int
) -> list[tuple[int, int]]:
    """Add what the sentence says before the mark: "The plan is “a disaster,” he said"."""
    words = [token for token in one.before if not (token.is_space or token.text in {",", ":"})]
    cues = [cue for token in words if (cue := _cue_of_speech(token)) is not None]
    if cues and _leads_to_mark(cues[-1], one):
        return pieces
    if words and not all(token.is_punct for token in words):
        pieces = [(offset(words[0]), pieces[0][1])]
        before = marked[at - 1] if at else None
        if before is not None and before.last + 1 == one.before[0].i and not before.quoted.ends_sentence:
            return _with_clause_before([(before.quoted.start, pieces[0][1])], before, marked, at - 1)
    return pieces


def _speaker_behind(cue: Cue, one: Marked) -> Token | None:
    """Find the speaker by position: "…, he said" or "…, said the minister"."""
    verb = cue.token
    between = [token for token in one.after if token.i < verb.i and not (token.is_punct or token.is_space)]
    parsed = subject_of(verb)
    outside = parsed is not None and not one.first <= parsed.i <= one.last
    if not any(token.pos_ in _NOUNS for token in between):
        following = [token for token in one.after if token.i > verb.i]
        return _head_from(following) or (parsed if outside else None)
    if parsed is not None and any(parsed == token for token in between):
        return parsed
    return _head_before(between) or (parsed if outside else None)


def _head_from(tokens: Sequence[Token]) -> Token | None:
    """Give the main word of the noun phrase that begins here."""
    if not tokens or tokens[0].pos_ in {"ADP", "PUNCT", "SCONJ", "ADV"}:
        return None
    for chunk in noun_phrases(tokens[0].sent):
        if chunk.start <= tokens[0].i < chunk.end:
            return chunk.root
    return next((token for token in tokens[:6] if token.pos_ in _NOUNS), None)


def _head_before(tokens: Sequence[Token]) -> Token | None:
    """Give the main word of the noun phrase with which the attribution begins, before what describes it further."""
    for chunk in noun_phrases(tokens[0].doc[tokens[0].i : tokens[-1].i + 1]):
        if tokens[0].i <= chunk.start and chunk.end <= tokens[-1].i + 1:
            return chunk.root
    return next((token for token in tokens if token.pos_ in _NOUNS), None)


def quoted_by(one: Marked, cast: Cast) -> Heard | None:
    """Read words between marks within a sentence that no cue governs as those of whom the sentence is about.

    A few words alone, or a title, are nobody's.
    """
    words = one.quoted.inner.split()
    small = sum(word[:1].islower() for word in words)
    if one.stands_alone or len(words) < _FEWEST_WITHIN or small * 2 <= len(words):
        return None
    above = one.before[-1] if one.before else None
    for _ in range(_MOST_STEPS):
        if above is None:
            return None
        speaker = subject_of(above) if above.pos_ == "VERB" and not is_passive(above) else None
        if speaker is not None and not one.first <= speaker.i <= one.last and can_speak(speaker, cast):
            return Heard(None, speaker, [(one.quoted.start, one.quoted.end)], "words")
        above = above.head if above.head != above else None
    return None


# --- before ---------------------------------------------------------------------------------------------------------------


def _before(one: Marked) -> Heard | None:
    pieces = [(one.quoted.start, one.quoted.end)]
    for token in reversed(one.before[-_MOST_BEFORE:]):
        cue = _cue_of_speech(token)
        if cue is not None:
            if not _leads_to_mark(cue, one):
                return None
            return Heard(cue, _speaker_before(cue, one), _with_subject(pieces, cue, one), "marks-before")
        if token.pos_ in {"VERB", "AUX"} and is_finite(token) and token.dep_ not in {"relcl", "aux", "auxpass"}:
            break
    return _after_colon(one)


def _with_subject(pieces: list[tuple[int, int]], cue: Cue, one: Marked) -> list[tuple[int, int]]:
    """Add what stands before an attribution between commas: "Turner, she said, “has no idea”"."""
    speaker = next((child for child in cue.token.children if child.dep_ == "nsubj" and child in one.before), None)
    if (
        speaker is None
        or cue.token.tag_ == "VBN"
        or not one.quoted.inner[:1].islower()
        or speaker.left_edge.i == 0
        or speaker.left_edge.nbor(-1).text != ","
    ):
        return pieces
    words = [token for token in one.before if token.i < speaker.left_edge.i - 1 and not token.is_space]
    stops = [at for at, token in enumerate(words) if token.text == ";"]
    words = words[stops[-1] + 1 :] if stops else words
    if not any(token.dep_ in {"nsubj", "nsubjpass"} for token in words):
        return pieces
    return [(offset(words[0]), end_of(words[-1])), *pieces]


def _leads_to_mark(cue: Cue, one: Marked) -> bool:
    between = [token for token in one.before if token.i > cue.last.i and not token.is_space]
    if not between:
        return True
    if between[-1].text in _ENDS_ATTRIBUTION or [token.lower_ for token in between] == ["that"]:
        return True
    hears = "hearer" in cue.takes and between[0].pos_ in {"PRON", "NOUN", "PROPN", "DET"}
    reaches = (hears or between[0].pos_ == "ADP") and between[-1].pos_ in {"NOUN", "PROPN", "PRON"}
    return reaches and one.quoted.span_of_words >= 3


def _speaker_before(cue: Cue, one: Marked) -> Token | None:
    verb = cue.token
    parsed = subject_of(verb)
    if parsed is not None and not one.first <= parsed.i <= one.last:
        return parsed
    leading = [
        token
        for token in one.before
        if token.i < verb.i and token.pos_ not in {"PUNCT", "SPACE", "CCONJ", "ADV", "ADP"}
    ]
    return _head_before(leading) if leading else None


def _after_colon(one: Marked) -> Heard | None:
    """Read "Her message was simple: “Stay at home.”": who the sentence is about says it."""
    words = [token for token in one.before if not token.is_space]
    if len(words) < 2 or words[-1].text != ":" or one.quoted.span_of_words < 2:
        return None
    subjects = [token for token in words if token.dep_ == "nsubj" and not is_below(token, words[-1])]
    speaker = subjects[-1] if subjects else None
    if speaker is not None:
        owner = next((child for child in speaker.children if child.dep_ == "poss"), None)
        speaker = owner or speaker
    else:
        speaker = next(
            (token for token in words if token.pos_ == "PROPN" and token.dep_ in {"ROOT", "nsubj", "poss"}), None
        )
        if speaker is None and len(words) == 2 and words[0].text[:1].isupper() and words[0].pos_ != "CCONJ":
            speaker = words[0]
    return Heard(None, speaker, [(one.quoted.start, one.quoted.end)], "marks-colon") if speaker is not None else None
