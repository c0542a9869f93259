"""What is said as a clause: "said that …", "…, officials said", "as he put it, …", "vowed to …", "according to …"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from seed.extract.according import is_according, said_accordingly
from seed.extract.added import is_added, is_of_the_source, judges, others_speak, tells_no_more
from seed.extract.chunks import noun_phrases
from seed.extract.cues import Cue, adjective_cue, noun_cue
from seed.extract.heard import Heard, heard
from seed.extract.phrases import Run, is_below, is_finite, runs_of
from seed.extract.speakers import changes_tense, goes_on_saying, has_subject, possessor_of, said_by_the_same, subject_of

_QUESTION = {"if", "whether", "that", "why", "how", "what", "who", "when", "where", "which", "because"}
_ASKING = {"ask", "wonder", "question", "inquire", "enquire", "doubt"}
_BEFORE_CONTENT = {"prep", "advmod", "advcl", "npadvmod", "mark", "cc"}
# "Asked not to be named" tells of the source, not of what it said.
_OF_SOURCES = {"name", "identify", "quote"}
_OBJECTS = {"attr", "acomp", "dobj", "xcomp", "prep", "ccomp"}
_ENDS_ASIDE = {",", ".", "—", "–", ";", "?", "!"}
_LONGEST_ASIDE = 10
_MOST_NAMES = 4
_SEPARATE = {",", "—", "–", "--", "-", "”", '"', "’", "''", "?", "!"}


def said_as_clause(cue: Cue) -> Heard | None:
    """Read the clause that a verb of saying governs, stands beside, or comments on."""
    if "clause" not in cue.takes:
        return None
    verb = cue.token
    content = next(
        (child for child in verb.children if child.i > verb.i and is_statement(child)), None
    ) or _hung_elsewhere(cue)
    if content is not None:
        split = _said_between_commas(cue) if content.left_edge.nbor(-1).text == "," else None
        return split or heard(cue, subject_of(verb), [_after(cue, content)], "clause", content)
    governing = _said_as_object(cue) or _said_after(cue) or _said_beside(cue)
    if governing is not None or _has_object(verb):
        return governing
    return _said_between_commas(cue) or _said_at_end(cue)


def _has_object(verb: Token) -> bool:
    """Whether a verb goes on at once with what it is about: "acknowledged the mistake"."""
    cut_off = verb.i + 1 < len(verb.doc) and verb.nbor().text == ","
    return not cut_off and any(child.dep_ in _OBJECTS - {"prep"} and child.i > verb.i for child in verb.children)


def _said_as_object(cue: Cue) -> Heard | None:
    """Read "insisted unrest there reflected tensions" where the parse takes the clause's subject for the verb's object."""
    verb = cue.token
    noun = next((child for child in verb.children if child.dep_ == "dobj" and child.i > verb.i), None)
    if noun is None or "hearer" in cue.takes or noun.left_edge.i > verb.i + 3:
        return None
    for clause in (*verb.children, *verb.head.children):
        own = clause.dep_ == "conj" and clause.i > noun.i and is_finite(clause) and not has_subject(clause)
        between = verb.doc[noun.i : clause.i]
        if own and not any(token.pos_ in {"CCONJ", "PUNCT", "VERB", "AUX"} for token in between):
            return heard(cue, subject_of(verb), [(noun.left_edge.i, clause.right_edge.i)], "clause", clause)
    return None


def _hung_elsewhere(cue: Cue) -> Token | None:
    """Find the clause that the parse hangs on a noun after the verb: "told aides he was leaving", "wrote in a letter that …"."""
    nouns = [noun for child in cue.token.children if child.i > cue.token.i for noun in (child, *child.children)]
    for noun in nouns:
        of_its_own = noun_cue(noun) is not None or noun.lemma_.lower() in (cue.object_nouns or ())
        if noun.dep_ == "dobj" and of_its_own:
            continue
        for clause in noun.children:
            if clause.dep_ not in {"relcl", "acl"} or not has_subject(clause) or not is_finite(clause):
                continue
            that = any(part.dep_ == "mark" and part.lower_ == "that" for part in clause.children)
            relative = any(part.tag_ in {"WDT", "WP", "WP$", "WRB"} for part in clause.children)
            told = "hearer" in cue.takes and noun.dep_ in {"dobj", "dative"} and not relative
            if that or told or _follows_medium(clause, noun):
                return clause
    return None


def _follows_medium(clause: Token, noun: Token) -> bool:
    """Whether a clause that seems to describe a noun has its own subject: "said through a lawyer that he did not know"."""
    first = clause.left_edge
    own = any(child.dep_ in {"nsubj", "nsubjpass"} and child != first for child in clause.children)
    return noun.dep_ == "pobj" and first.lower_ == "that" and first.i > noun.i and own


def is_statement(clause: Token) -> bool:
    """Whether a clause can be what somebody said: it has a subject and a finite verb, or a word that makes it a question."""
    if clause.dep_ not in {"ccomp", "xcomp", "pcomp", "parataxis", "dep", "advcl", "conj"}:
        return False
    marks = {
        child.lower_
        for child in clause.children
        if child.dep_ in {"mark", "advmod"} or child.tag_ in {"WP", "WDT", "WRB"}
    }
    if clause.dep_ == "advcl" and not marks & (
        {"that", "if", "whether"} if clause.head.lemma_ in _ASKING else {"that"}
    ):
        return False
    if clause.dep_ in {"parataxis", "dep", "conj"} and (clause.nbor(-1).text != ":" if clause.i else True):
        return "that" in marks and clause.dep_ != "conj"
    # With a subject and no auxiliary a participle is a past tense that the parser took for one.
    small = clause.tag_ == "VBN" or (clause.tag_ == "VBG" and clause.head.lemma_ in {"find", "show"})
    return (
        bool(marks & _QUESTION) or (has_subject(clause) and (small or is_finite(clause))) or _is_taken_for_noun(clause)
    )


def _is_taken_for_noun(clause: Token) -> bool:
    """Whether the parser takes the verb of a clause for a noun, and still sees its subject: "say ISIS abandons village"."""
    if clause.dep_ != "ccomp" or clause.pos_ not in {"NOUN", "PROPN"}:
        return False
    return any(token.dep_ == "nsubj" and token.i < clause.i for token in clause.subtree)


def _after(cue: Cue, content: Token) -> Run:
    """Give the stretch of a clause that follows its cue; who passes it on ("according to …") is no part of it."""
    last = max([content.right_edge.i, *(child.right_edge.i for child in _what_could_be(cue, content))])
    for token in content.doc[content.left_edge.i : last + 1]:
        if is_according(token) and token.i > content.i and content.doc[token.i - 1].text in _SEPARATE:
            last = token.i - 1
            break
    for child in content.children:
        is_another = child.dep_ == "conj" and child.i > content.i and changes_tense(child, content)
        meanwhile = child.i > content.i and child.left_edge.lower_ == "as" and _is_of_the_reporter(child)
        if (
            is_another
            or meanwhile
            or goes_on_saying(child)
            or tells_no_more(child, content)
            or is_added(child, content)
        ):
            last = min(last, child.left_edge.i - 1)
    adds = [
        child.left_edge.i - 1
        for child in content.subtree
        if child.i > content.i and said_by_the_same(child) == cue.token
    ]
    last = min([last, *adds])
    apart = (token.i - 2 for token in content.doc[content.i : last] if others_speak(token) or judges(token))
    last = min([last, *apart])
    return _past_time(cue, content, max(cue.last.i + 1, content.left_edge.i)), last


def _what_could_be(cue: Cue, content: Token) -> Iterator[Token]:
    """Give the verbs that go on with what was said, though the parse joins them to its cue: "and could review its aid"."""
    for child in cue.token.children:
        goes_on = child.dep_ == "conj" and child.i > content.i and _has_modal(child) and not has_subject(child)
        parts = {part.dep_ for part in child.children}
        joint = content.right_edge.i < child.i and content.doc[child.left_edge.i - 1].lower_ in {"and", "or"}
        if goes_on and joint and "neg" not in parts:
            yield child


def _past_time(cue: Cue, content: Token, first: int) -> int:
    """Begin behind "on Friday" where that follows the verb at once: it tells when it was said."""
    for child in content.children:
        is_time = any(token.ent_type_ in {"DATE", "TIME"} for token in child.subtree)
        if child.i == cue.last.i + 1 == first and child.dep_ in {"prep", "npadvmod", "tmod"} and is_time:
            return child.right_edge.i + 1
    return first


def _said_after(cue: Cue) -> Heard | None:
    """Read "…, officials said": the clause stands before its cue."""
    verb = cue.token
    content = next(
        (child for child in verb.children if child.i < verb.i and child.dep_ in {"ccomp", "parataxis", "dep"}), None
    )
    subject = subject_of(verb) or next((child for child in verb.children if child.dep_ == "dobj"), None)
    if content is None or not (has_subject(content) or content.pos_ in {"VERB", "AUX", "NOUN", "PROPN", "ADJ"}):
        return None
    begins = min([content.left_edge.i, *(child.left_edge.i for child in verb.children if _leads(child, content))])
    if content.pos_ in {"NOUN", "PROPN"} and ":" in (content.right_edge.text, content.right_edge.nbor(1).text):
        # "Chronicle: Do you expect an attack?" names who asks.
        return None
    # All that stands before the attribution is said, where the parser cuts an apposition or a second clause off it too.
    ends = _left_of_attribution(verb, subject) - 1
    begins = _behind_semicolon(verb, begins, ends)
    return heard(cue, subject, [(begins, ends), _rest(verb, content)], "clause-before", content)


def _behind_semicolon(verb: Token, begins: int, ends: int) -> int:
    """Begin what was said behind the last semicolon: what stands before it is another statement, or the reporter's."""
    return next((at + 1 for at in range(ends, begins, -1) if verb.doc[at].text == ";"), begins)


def _rest(verb: Token, content: Token) -> Run | None:
    """Give what an attribution cuts off: "she was not, he said, looking for it", "it rains, said Ann Lee, and it will snow"."""
    comma = next((token for token in verb.doc[verb.i + 1 : verb.sent.end - 1] if token.text == ","), None)
    if comma is None or comma.i - verb.i > _LONGEST_ASIDE:
        return None
    goes_on = [
        child
        for child in verb.children
        if child.i > comma.i and child.dep_ in {"advcl", "conj", "acomp", "xcomp"} and not is_of_the_source(child)
    ]
    cut_off = content.pos_ == "AUX" and not any(
        child.i > content.i and child.dep_ in _OBJECTS for child in content.children
    )
    own = [child for child in goes_on if child.dep_ == "conj" and (has_subject(child) or _has_modal(child))]
    if cut_off and goes_on:
        return comma.i + 1, verb.sent.end - 1
    if comma.i == verb.i + 1 and _goes_on(verb.doc[comma.i + 1]):
        return comma.i + 1, verb.sent.end - 1
    conjunction = own[0].left_edge.i - 1 if own else 0
    if own and verb.doc[conjunction].lower_ == "and" and verb.doc[conjunction - 1].text == ",":
        return conjunction + 1, verb.sent.end - 1
    return None


def _goes_on(word: Token) -> bool:
    """Whether a word behind "…, he said," goes on with what was said, and begins nothing of the reporter's."""
    apart = (
        word.dep_ in {"mark", "cc", "advmod"} or word.tag_ in {"VBG", "VBD", "VBN", "WDT", "WP", "WRB"} or word.is_quote
    )
    return not apart and word.pos_ not in {"SCONJ", "CCONJ", "ADV", "PUNCT"}


def _has_modal(verb: Token) -> bool:
    return any(child.tag_ == "MD" for child in verb.children)


def _leads(child: Token, content: Token) -> bool:
    return child.i < content.i and child.dep_ in _BEFORE_CONTENT


def _left_of_attribution(verb: Token, subject: Token | None) -> int:
    """Where the words that attribute begin: with the verb's subject or its first auxiliary."""
    helping = [child for child in verb.children if child.dep_ in {"aux", "auxpass", "neg", "advmod"}]
    places = [verb.i, *(child.i for child in helping if child.i > verb.i - 4)]
    if subject is not None and subject.i < verb.i and subject.head == verb:
        places.append(subject.left_edge.i)
    return min(places)


def _said_beside(cue: Cue) -> Heard | None:
    """Read "the plan, he said, has failed" and "as he put it, the plan has failed": the cue hangs on what was said."""
    verb = cue.token
    governs = verb.head.head if verb.head.dep_ in {"aux", "auxpass"} else verb.head
    comments = verb.dep_ == "advcl" and any(child.dep_ == "mark" and child.lower_ == "as" for child in verb.children)
    if governs == verb or not (comments or verb.dep_ == "parataxis" or _is_aside(verb)):
        return None
    acts = any(child.dep_ == "xcomp" and child.i > verb.i for child in verb.children)
    if governs.pos_ not in {"VERB", "AUX", "ADJ", "NOUN"} or acts:
        return None
    ends = verb.right_edge.i + 2
    added = [child for child in governs.children if verb.i < child.left_edge.i <= ends and _is_of_the_reporter(child)]
    # "…, critics contend, and would do": what would be done is theirs, though the parse joins it to their verb.
    theirs = [token for child in verb.children if child.dep_ == "conj" and _has_modal(child) for token in child.subtree]
    inside = [token for token in governs.subtree if not any(is_below(token, part) for part in (verb, *added))] + theirs
    begins = _behind_semicolon(verb, min(token.i for token in inside), verb.i) if inside else 0
    inside = [token for token in inside if token.i >= begins]
    return heard(cue, subject_of(verb), runs_of(inside), "beside", governs)


def _is_of_the_reporter(clause: Token) -> bool:
    """Whether a clause is added by whoever writes: "…, a diplomat said, though nobody confirmed it"."""
    left = clause.left_edge
    comma = left.i > 0 and left.nbor(-1).text == ","
    contrasts = clause.dep_ == "advcl" and comma and left.lower_ in {"though", "although", "while", "as"}
    return contrasts or is_of_the_source(clause)


def _said_between_commas(cue: Cue) -> Heard | None:
    """Read "the plan, he said on Monday, has failed" by its commas, where the parse makes nothing of it."""
    verb, sentence = cue.token, cue.token.sent
    subject = next((child for child in verb.children if child.dep_ == "nsubj" and child.i < verb.i), None)
    if subject is None or subject.tag_ in {"WP", "WDT"} or subject.right_edge.i + 3 < verb.i:
        return None
    first = subject.left_edge.i
    near = verb.doc[verb.i + 1 : min(verb.i + _LONGEST_ASIDE, sentence.end)]
    after = next((token for token in near if token.text in _ENDS_ASIDE), None)
    if first - 1 <= sentence.start or verb.doc[first - 1].text != "," or after is None:
        return None
    runs = [(_behind_semicolon(verb, sentence.start, first - 2), first - 2), (after.i + 1, sentence.end - 1)]
    root = next((token for token in verb.doc[after.i + 1 : sentence.end] if token.pos_ in {"VERB", "AUX"}), sentence[0])
    return heard(cue, subject, [run for run in runs if run[0] <= run[1]], "beside", root)


def _said_at_end(cue: Cue) -> Heard | None:
    """Read "…, the World Food Program (WFP) said on Monday." by its last comma, where the parse makes nothing of it."""
    verb, sentence = cue.token, cue.token.sent
    comma = _comma_before_speaker(verb)
    named = list(verb.doc[comma + 1 : verb.i]) if comma is not None else []
    rest = verb.doc[verb.i + 1 : sentence.end]
    if comma is None or not 0 < len(named) <= _LONGEST_ASIDE or not is_finite(verb) or len(rest) > _LONGEST_ASIDE:
        return None
    if any(token.pos_ in {"VERB", "AUX", "CCONJ", "SCONJ"} for token in (*named, *rest)) or comma - sentence.start < 3:
        return None
    if verb.dep_ == "relcl" and verb.head in named:
        # "…, a charge that Morales denied": that describes what was said.
        return None
    if any(child.dep_ in _OBJECTS - {"prep"} and child.i > verb.i for child in verb.children):
        return None
    speaker = next((chunk.root for chunk in noun_phrases(sentence) if comma < chunk.start < verb.i), None)
    root = sentence.root if sentence.root != verb else sentence[0]
    return heard(cue, speaker, [(sentence.start, comma - 1)], "beside", root) if speaker is not None else None


def _comma_before_speaker(verb: Token) -> int | None:
    """Find the comma that ends what was said: the last one, or the third last of "…, the governor, Eva Salgado, said"."""
    commas = [token.i for token in verb.doc[verb.sent.start : verb.i] if token.text == ","]
    if len(commas) < 3 or commas[-1] != verb.i - 1:
        return commas[-1] if commas else None
    named = verb.doc[commas[-2] + 1 : commas[-1]]
    return commas[-3] if len(named) <= _MOST_NAMES and all(token.pos_ == "PROPN" for token in named) else commas[-1]


def _is_aside(verb: Token) -> bool:
    """Whether a verb with its subject stands between commas, though the parse makes it one with the sentence."""
    left, right = verb.left_edge.i, verb.right_edge.i
    doc = verb.doc
    if verb.dep_ not in {"ccomp", "dep", "conj", "advcl", "relcl"} or not has_subject(verb) or right - left > 6:
        return False
    if any(child.dep_ == "nsubj" and child.tag_ in {"WP", "WDT"} for child in verb.children):
        return False
    before = doc[left - 1].text if left else ""
    after = doc[right + 1].text if right + 1 < len(doc) else "."
    return before in _SEPARATE and (after in _SEPARATE or after == ".")


def said_to_come(cue: Cue) -> Heard | None:
    """Read what somebody promises, urges or orders: "vowed to fight", "urged Israel to stop", "proposed moving the talks"."""
    verb = cue.token
    for child in verb.children:
        if child.i < verb.i or child.dep_ not in {"xcomp", "ccomp", "advcl"}:
            continue
        infinitive = next((part for part in child.children if part.tag_ == "TO"), None)
        if any(part.dep_ == "prep" and part.lower_ == "for" and part.i < child.i for part in verb.children):
            # "Asked for anonymity to describe …": that is what it was asked for.
            continue
        governed = child.dep_ != "advcl" or cue.last != cue.token
        if "to" in cue.takes and infinitive is not None and governed and child.lemma_ not in _OF_SOURCES:
            first = _infinitive_start(infinitive) if "whole" not in cue.takes else _start_with_subject(verb, child)
            return heard(cue, subject_of(verb), [(first, _after(cue, child)[1])], "infinitive", child)
        if "ing" in cue.takes and child.tag_ == "VBG" and child.dep_ != "advcl":
            return heard(cue, subject_of(verb), [_after(cue, child)], "gerund", child)
    return None


def _start_with_subject(verb: Token, infinitive: Token) -> int:
    """Give where "prices to fall" begins, though the parse may take the prices for an object of the verb before."""
    objects = [child.left_edge.i for child in verb.children if child.dep_ == "dobj" and verb.i < child.i < infinitive.i]
    return min([infinitive.left_edge.i, *objects])


def _infinitive_start(to: Token) -> int:
    return to.i - 1 if to.i and to.nbor(-1).lower_ == "not" else to.i


def said_by_noun(noun: Token) -> Heard | None:
    """Read "his claim that …", "a warning from the ministry that …", "made a promise to …"."""
    cue = noun_cue(noun)
    speaker = possessor_of(noun) if cue is not None else None
    if cue is None or speaker is None:
        return None
    for child in noun.children:
        if child.i < noun.i or child.dep_ not in {"acl", "ccomp", "relcl", "xcomp"}:
            continue
        that = any(part.lower_ == "that" and part.dep_ == "mark" for part in child.children)
        infinitive = next((part for part in child.children if part.tag_ == "TO"), None)
        if "clause" in cue.takes and that:
            return heard(cue, speaker, [_after(cue, child)], "noun", child)
        if "to" in cue.takes and infinitive is not None:
            return heard(cue, speaker, [(infinitive.i, _after(cue, child)[1])], "noun", child)
    return None


def said_by_adjective(adjective: Token) -> Heard | None:
    """Read "is confident that …"."""
    cue = adjective_cue(adjective)
    if cue is None:
        return None
    content = next((child for child in adjective.children if child.i > adjective.i and child.dep_ == "ccomp"), None)
    if content is None or not is_statement(content):
        return None
    be = adjective if adjective.dep_ == "ROOT" else adjective.head
    return heard(cue, subject_of(be), [_after(cue, content)], "adjective", content)


def asides(doc: Doc) -> Iterator[Heard]:
    """Find every statement of a passage that "according to", a noun or an adjective attributes."""
    for token in doc:
        for read in (said_accordingly, said_by_noun, said_by_adjective):
            found = read(token)
            if found is not None:
                yield found
