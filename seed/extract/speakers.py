"""Who says it: from the words that stand as the speaker to somebody of the cast.

Who has no name in the cast ("a spokesman") becomes an unnamed one of it. A pronoun that the cast leaves open is whoever spoke
last of those whom it can mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Token

from seed.extract.cues import is_taken_for_noun, verb_cue
from seed.extract.findings import Cast, Mentioned, Story, Who, stretch
from seed.extract.frames import frame_of, goes_back, joined
from seed.extract.heard import Piece
from seed.extract.lexicons import alternatives, table
from seed.extract.marks import Quoted
from seed.extract.phrases import noun_phrase
from seed.extract.pronouns import Pronouns
from seed.extract.relayed import quoted_one
from seed.records import Span

_PERSONAL = {"he", "she", "they", "it", "who", "we", "i"}
_NOBODY = {"that", "this", "what", "which", "there", "it", "those", "these", "all", "none", "nothing", "everything"}
_PERSON_KINDS = {"person", "unnamed", "group"}
_CLOSING_MARKS = {"”", '"', "’", "'", "»", "''"}
_CONVERSATIONS = {
    "call", "meeting", "conversation", "interview", "talk", "letter", "message", "summit", "briefing", "discussion",
    "conference", "exchange", "chat", "speech", "address", "hearing",
}  # fmt: skip
_TOLD_TO = {"say", "write", "explain", "announce", "suggest", "complain", "report", "confirm", "admit", "stress", "boast",
            "signal", "insist", "confess", "remark", "repeat", "apologize", "apologise"}  # fmt: skip
_ARTICLE = re.compile(r"^(?:the|an?|his|her|their|its)\s+(?=\S)", re.IGNORECASE)
_SPEAKERS = {
    "administration", "agency", "ally", "analyst", "author", "billionaire", "board", "bureau", "campaign", "camp", "club",
    "columnist", "commission", "committee", "company", "council", "court", "crowd", "critic", "department", "editorial",
    "expert", "firm", "foundation", "group", "industry", "magazine", "many", "media", "newspaper", "observer", "office",
    "opposition", "organization", "others", "panel", "paper", "partner", "party", "people", "pundit", "resident", "some",
    "source", "staff", "statement", "supporter", "team", "union", "victim", "voter", "witness", "writer",
}  # fmt: skip
_PAPERS = {
    "ad", "advertisement", "affidavit", "analysis", "article", "assessment", "audit", "book", "complaint", "document",
    "editorial", "email", "essay", "filing", "guideline", "headline", "indictment", "lawsuit", "letter", "memo", "op-ed",
    "opinion", "petition", "poll", "post", "report", "resolution", "review", "ruling", "story", "study", "suit", "survey",
    "transcript", "tweet", "website", "video", "footage", "tape", "recording", "data", "record", "statistic",
}  # fmt: skip
_FORMS = {"VBD", "VBZ", "VBP", "VBG"}
_SLUG_WORDS = re.compile(r"[^\W_]+")


def subject_of(verb: Token) -> Token | None:
    """Find the word that stands for whoever does what a verb tells, through passives, participles and relative clauses."""
    if _is_joined_to_what_was_said(verb) or goes_on_saying(verb):
        return subject_of(verb.head.head)
    again = said_by_the_same(verb)
    if again is not None:
        return subject_of(again)
    named = quoted_one(verb) or _one_of_several(verb)
    if named is not None:
        return named
    if is_taken_for_noun(verb) or _has_bare_subject(verb):
        return next(
            (child for child in verb.children if child.dep_ in {"nsubj", "compound"} and child.i < verb.i), None
        )
    subjects = [_named_by(token) for token in frame_of(verb).at("subj") if token != verb]
    return next((token for token in subjects if token.pos_ not in {"VERB", "AUX", "ADP"}), None)


def _one_of_several(verb: Token) -> Token | None:
    """Find the one of "one of them said"."""
    ones = (child for child in verb.children if child.dep_ == "nsubj" and child.lower_ in {"one", "another"})
    return next((one for one in ones if any(part.lower_ == "of" for part in one.children)), None)


def said_by_the_same(verb: Token) -> Token | None:
    """Find the verb of saying with which another one goes on, though the parse joins it to something that was said.

    So "say they expected the gap to close and believe …", and "said she understood it but insisted that …".
    """
    if verb.dep_ != "conj" or has_subject(verb) or verb.tag_ not in _FORMS - {"VBG"} or verb_cue(verb) is None:
        return None
    clause = verb.head
    says = any(child.dep_ == "ccomp" and child.i > verb.i for child in verb.children)
    while clause.dep_ in {"ccomp", "xcomp"}:
        above = clause.head
        # "Said the mayor denied it and claimed": the mayor may claim. "Said she denied it and claimed": who says so claims.
        goes_on = says and clause == verb.head and (verb_cue(clause) is None or _is_of_pronoun(clause))
        if above.tag_ == verb.tag_ and (verb.head.tag_ != verb.tag_ or goes_on) and verb_cue(above) is not None:
            return above
        clause = above
    return None


def _is_of_pronoun(clause: Token) -> bool:
    return any(child.dep_ == "nsubj" and child.tag_ == "PRP" for child in clause.children)


def _has_bare_subject(verb: Token) -> bool:
    """Whether "records show" is read as one noun."""
    before = verb.nbor(-1) if verb.i else verb
    return verb.tag_ == "VBP" and before.dep_ == "compound" and before.tag_ == "NNS" and before.head == verb


def _named_by(subject: Token) -> Token:
    """Give the noun of "the Red Cross operating in Iraq", where the parse makes its participle the subject."""
    if subject.tag_ != "VBG":
        return subject
    return next((child for child in subject.children if child.dep_ == "nsubj" and child.i < subject.i), subject)


def _is_joined_to_what_was_said(verb: Token) -> bool:
    return verb.dep_ == "conj" and verb.head.dep_ in {"ccomp", "xcomp"} and changes_tense(verb, verb.head)


def _is_passive(verb: Token) -> bool:
    return any(child.dep_ == "auxpass" for child in verb.children)


def goes_on_saying(verb: Token) -> bool:
    """Whether a participle behind what was said is its speaker's: "said the plan had failed, calling it “dead”"."""
    if verb.tag_ != "VBG" or verb.dep_ != "advcl" or verb.head.dep_ != "ccomp" or verb.i == 0:
        return False
    said, before = verb_cue(verb.head.head), verb.nbor(-1)
    again = verb_cue(verb)
    if said is None or again is None or not again.takes & {"marks", "named", "object+as"}:
        return False
    return said.token.i < verb.head.i < verb.i and before.text in {",", *_CLOSING_MARKS}


def changes_tense(verb: Token, clause: Token) -> bool:
    """Whether a verb joined to what was said tells again what its speaker did: "said he would come and promised to help"."""
    if has_subject(verb):
        return _speaks_again(verb, clause, same_form=False) and _has_subject_of(verb, clause.head)
    if any(child.tag_ == "MD" for child in verb.children):
        # "Said it was “concerned” and could review its aid": the reporter does not tell what could be.
        return False
    told_before = verb.tag_ in {"VBD", "VBN"} and clause.head.tag_ == "VBD"
    return _speaks_again(verb, clause) or (told_before and _tells_of_before(verb, clause))


def _tells_of_before(verb: Token, clause: Token) -> bool:
    """Whether a past verb joined to what was said cannot be part of it."""
    if any(goes_back(verb, clause, child) for child in clause.children if child.dep_ == "nsubj"):
        return True
    conjunction = next((token for token in clause.children if token.dep_ == "cc" and clause.i < token.i < verb.i), None)
    if conjunction is not None and conjunction.nbor(-1).text in _CLOSING_MARKS:
        return True
    if verb.tag_ != "VBD":
        return False
    if _is_passive(clause) and not _is_passive(verb) and verb_cue(verb) is not None:
        return True
    helping = {child.tag_ for child in clause.children if child.dep_ in {"aux", "auxpass"} and child.i < clause.i}
    if clause.tag_ == "VB" and helping == {"TO"}:
        return True
    return clause.tag_ in {"VBZ", "VBP"} or bool(helping & {"MD", "VBZ", "VBP"})


def _has_subject_of(verb: Token, other: Token) -> bool:
    """Whether a pronoun is said again behind a comma: "he noted that it failed, and he asked why"."""
    mine, theirs = (next((child for child in one.children if child.dep_ == "nsubj"), None) for one in (verb, other))
    if mine is None or theirs is None or mine.tag_ != "PRP" or theirs.lower_ != mine.lower_:
        return False
    return mine.i > 1 and mine.nbor(-1).dep_ == "cc" and mine.nbor(-2).text == ","


def _speaks_again(verb: Token, clause: Token, same_form: bool = True) -> bool:
    """Whether a verb of saying has the form of the one before what was said, and what was said has another form.

    So "warns that they may die and recommends", "denied that it fell and claimed", "arguing that it would fail and accusing".
    """
    forms = {verb.tag_, clause.head.tag_}
    return (
        len(forms) == 1
        and verb.tag_ in _FORMS
        and (clause.tag_ != verb.tag_ or not same_form)
        and verb_cue(verb) is not None
    )


def speaker_of(verb: Token, cast: Cast) -> Token | None:
    """Find who does what a verb of saying tells. A participle that hangs on a thing is that of somebody further up."""
    subject, above = subject_of(verb), verb
    while subject is not None and not can_speak(subject, cast) and above.head != above:
        above = above.head
        further = subject_of(above) if above.pos_ in {"VERB", "AUX"} else None
        if further is not None and can_speak(further, cast):
            return further
        if above.dep_ == "ccomp" and has_subject(above):
            break
    return subject


def has_subject(verb: Token) -> bool:
    """Whether a verb has a subject of its own."""
    return any(child.dep_ in {"nsubj", "nsubjpass", "expl", "csubj", "csubjpass"} for child in verb.children)


def possessor_of(noun: Token) -> Token | None:
    """Find whose claim it is: "his claim", "a claim by …", or who makes, has or issues it."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ in {"by", "from", "of"}:
            return next((named for named in child.children if named.dep_ == "pobj"), None)
    nation = next((child for child in noun.children if child.dep_ == "amod" and child.ent_type_ == "NORP"), None)
    if nation is not None:
        return nation
    governs = noun.head
    if noun.dep_ in {"dobj", "attr"} and governs.pos_ in {"VERB", "AUX"} and governs.lemma_ in _LIGHT:
        return subject_of(governs)
    if (
        noun.dep_ == "pobj"
        and governs.head.pos_ == "VERB"
        and governs.lower_ in {"in", "with"}
        and governs.head.lemma_ in _LIGHT
    ):
        return subject_of(governs.head)
    return None


_LIGHT = {
    "make", "have", "issue", "express", "voice", "give", "offer", "repeat", "reiterate", "share", "hold", "deliver", "release",
    "raise", "put", "send", "present", "advance", "echo", "publish", "sound", "read", "take", "announce", "add", "join", "come",
}  # fmt: skip


def is_paper(token: Token) -> bool:
    """Whether a word stands for something written, which says what its writers do."""
    return token.pos_ == "NOUN" and token.lemma_.lower() in _PAPERS


def can_speak(token: Token, cast: Cast) -> bool:
    """Whether a word stands for somebody who can say something, and not for a thing."""
    mentioned = cast.at(token)
    if token.lower_ == "it":
        return mentioned is not None and mentioned.who.kind in {"organization", "country", "group"}
    if token.lower_ in _NOBODY:
        return False
    if token.lower_ in _PERSONAL:
        return True
    if mentioned is not None:
        return mentioned.who.kind != "place"
    return token.pos_ == "PROPN" or token.lemma_.lower() in _roles() or token.ent_type_ in {"PERSON", "ORG", "NORP"}


@cache
def _roles() -> frozenset[str]:
    return frozenset(_SPEAKERS) | {word for row in table("roles") for word in alternatives(row["words"])}


def addressees_of(verb: Token, hearer: bool, cast: Cast) -> list[Mentioned]:
    """Find who is told: the object of "told", "to" somebody, or the other side of the call on which it is said."""
    found: list[Token] = []
    frame = frame_of(verb)
    if hearer:
        found += [token for token in (*frame.at("obj"), *frame.at("dat")) if not token.is_punct]
    if hearer or verb.lemma_ in _TOLD_TO:
        found += [*frame.at("dat"), *(_told_to(verb) if verb.lemma_ in _TOLD_TO else [])]
    if not found:
        found = list(_other_sides(verb))
    heard = [cast.at(token) for token in dict.fromkeys(found)]
    return [mentioned for mentioned in heard if mentioned is not None and mentioned.who.kind != "place"]


def _told_to(verb: Token) -> list[Token]:
    to = [
        child
        for child in verb.children
        if child.dep_ in {"prep", "dative"} and child.lower_ == "to" and child.i > verb.i
    ]
    return [one for word in to for named in word.children if named.dep_ == "pobj" for one in joined(named)]


def _other_sides(verb: Token) -> Iterator[Token]:
    for preposition in verb.children:
        if preposition.dep_ == "prep" and preposition.lower_ in {"on", "in", "during", "at", "after"}:
            for noun in preposition.children:
                if noun.dep_ == "pobj" and noun.lemma_.lower() in _CONVERSATIONS:
                    for inner in noun.children:
                        if inner.dep_ == "prep" and inner.lower_ in {"with", "to"}:
                            yield from (
                                one for named in inner.children if named.dep_ == "pobj" for one in joined(named)
                            )


def name_behind(head: Token) -> Token:
    """Give the name to which "co-founder" or "academic and professor" leads, where the parse stops before it."""
    doc, last = head.doc, head.i
    if head.pos_ not in {"NOUN", "PROPN", "ADJ", "X"} or head.tag_ in {"NNS", "NNPS"}:
        return head
    if last + 2 < len(doc) and doc[last + 1].text == "-" and not head.whitespace_:
        while last + 1 < len(doc) and (doc[last + 1].pos_ in {"NOUN", "PROPN"} or doc[last + 1].text == "-"):
            last += 1
        return doc[last]
    joined_name = next((child for child in head.children if child.dep_ == "conj" and child.ent_type_ == "PERSON"), None)
    if head.pos_ == "NOUN" and joined_name is not None and joined_name.left_edge.i < joined_name.i:
        first = doc[joined_name.left_edge.i]
        return joined_name if first.text[:1].islower() else head
    return head


class Speakers:
    """Who spoke so far in an article, so that "he added" has somebody to go back to."""

    def __init__(self, story: Story, cast: Cast, quoted: Sequence[Quoted], slug: str) -> None:
        self._cast = cast
        self._text = story.text
        self._slug = slug
        self._pronouns = Pronouns(story, cast, quoted)

    def meant_by(self, head: Token, said: Sequence[Piece]) -> Mentioned | None:
        """Say who is meant by the words on which `head` is the main one, as they stand there with title and description."""
        head = name_behind(head)
        mentioned = self._pronoun(head, said) if head.lower_ in _PERSONAL else None
        mentioned = mentioned or self._known(head) or self._unnamed(head)
        if mentioned is None:
            return None
        self._pronouns.spoke(head, mentioned.who)
        return Mentioned(mentioned.who, self.as_written(head), mentioned.kind, head)

    def as_written(self, head: Token) -> Span:
        """Give the words that stand for a speaker, with title and description."""
        head = name_behind(head)
        if head.pos_ == "PRON" or head.lower_ in _PERSONAL:
            return stretch(self._text, head, head)
        first, last = noun_phrase(head)
        return stretch(self._text, head.doc[first], head.doc[last])

    def _pronoun(self, head: Token, said: Sequence[Piece]) -> Mentioned | None:
        who = self._pronouns.meant_by(head, said)
        if who is None:
            return None
        mentioned = Mentioned(who, stretch(self._text, head, head), "pronoun", head)
        if self._cast.at(head) is None:
            self._cast.add(mentioned)
        return mentioned

    def _known(self, head: Token) -> Mentioned | None:
        """Look a noun phrase up in the cast: by its main word, else by the name beside it ("the minister, John Smith")."""
        names = [child for child in head.children if child.pos_ == "PROPN"]
        beside = [child for child in names if child.dep_ in {"appos", "compound", "flat", "nmod"}]
        own = self._cast.at(head)
        if own is not None and (own.kind != "nominal" or not beside):
            return own
        appositions = [child for child in beside if child.dep_ == "appos"]
        for child in appositions:
            named = self._cast.at(child)
            if named is not None and named.who.kind == "person":
                return named
        return own

    def _unnamed(self, head: Token) -> Mentioned | None:
        if head.pos_ not in {"NOUN", "PROPN", "ADJ", "NUM", "DET", "X"} or head.lower_ in _NOBODY:
            return None
        span = self.as_written(head)
        name = _ARTICLE.sub("", span.text)
        words = [word.lower() for word in _SLUG_WORDS.findall(name)]
        who = Who(f"unnamed/{self._slug}/{'-'.join(words)}", "unnamed", name, rule="unnamed")
        mentioned = Mentioned(self._same(who.key) or who, span, "nominal", head)
        self._cast.add(mentioned)
        return mentioned

    def _same(self, key: str) -> Who | None:
        return next((who for who in self._cast.everybody if who.key == key), None)
