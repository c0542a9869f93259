"""What the words of a passage tell of, attitudes composed with the deeds that they stand to.

"Demanded the release of prisoners" is one deed, whose code follows from demanding and releasing; what is asked for, the
release, is a part of it, which may be told as an event of its own. Deeds know words, not people: who stands behind a word
is found later, from the groups of candidates in `first` and `second`.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from seed.extract.attitudes import (
    content_at,
    general,
    names_nothing,
    only_states,
    partners,
    pressed,
    sides_of,
    talking_during,
    tells_others,
)
from seed.extract.deed import SAME_DEED, VIOLENT, Deed, Groups
from seed.extract.frames import Frame, can_act, frame_of, is_passive
from seed.extract.gazetteer import known_place
from seed.extract.hedges import failing_to_prevent, negation
from seed.extract.triggers import Attitude, Entry, at_path, attitudes_for, composed, entry_for, met, names, particular

# An attitude to an event that the words around it name: "the attack in Tehran, which Iran has blamed on Israel".
_OF_EVENTS = {"blame", "object", "approve", "claim", "deny"}
_FAR = 4
# Killing, wounding and attacking, whatever with: "an airstrike killed two" is done from the air.
_PLAIN_FORCE = ("180", "182", "190")
# Why somebody is arrested, convicted, sued, expelled or dismissed.
_PUNISHING = ("173", "116", "115", "161", "172", "174")

# Whoever gives his word to do something, or asks for it, may do so for its not being done.
_OF_ONES_WORD = {"promise", "threaten", "agree", "ask", "insist"}
# So few words stand between a promise and what is promised not to be done.
_NEAR = 8
_HOSTILE = ("13", "14", "15", "16", "17", "18", "19", "20")
# What one does these to was not begun, or as good as that.
_CALLING_OFF = {"abort", "call off", "cancel", "defer", "delay", "postpone", "put off", "scrap", "shelve"}
_PLANNED = {"planned", "intended", "proposed", "scheduled", "threatened"}


class Deeds:
    """The deeds of one passage, each read once."""

    def __init__(self, passage: Doc) -> None:
        self._known: dict[int, Deed | None] = {}
        self._passage = passage

    def all(self) -> list[Deed]:
        """Give every deed of the passage, those that are parts of others too, in the order of the text."""
        found = (self.of(token) for token in self._passage)
        return [deed for deed in found if deed is not None]

    def of(self, word: Token) -> Deed | None:
        """Read the deed that a word tells of."""
        if word.i not in self._known:
            # A word that is asked for while it is being read tells nothing: the parse runs in a circle there.
            self._known[word.i] = None
            deed = self._read(word)
            self._known[word.i] = self._with_purpose(deed, frame_of(word)) if deed else None
        return self._known[word.i]

    def _read(self, word: Token) -> Deed | None:
        if word.pos_ not in {"VERB", "NOUN", "PROPN", "ADJ"} or (word.pos_ == "PROPN" and word.ent_type_):
            return None
        frame = frame_of(word)
        found = entry_for(word, frame)
        asked = max((particular("", row.when) for row in attitudes_for(word, frame)), default=0)
        if (found and not found[0].cameo and found[1] >= asked) or names_nothing(word):
            return None
        if found and found[1] and found[1] >= asked and self._says_more(word, found[0]):
            return self._plain(word, frame, found[0])
        return (
            self._with_attitude(word, frame)
            or self._insisting(word, frame)
            or (self._plain(word, frame, found[0]) if found else None)
            or self._attitude_alone(word, frame)
        )

    def _says_more(self, word: Token, entry: Entry) -> bool:
        """A row with conditions goes before what attitudes make of the words, but for nouns that govern a deed."""
        return word.pos_ == "VERB" or entry.eventive

    def _plain(self, word: Token, frame: Frame, entry: Entry) -> Deed:
        first = [at_path(frame, slot) for slot in entry.first]
        second = [at_path(frame, slot) for slot in entry.second]
        if word.pos_ != "VERB":
            if entry.cameo.startswith("04"):
                first = [[token for token in group if not _is_venue(token)] for group in first]
            first += [self._doers_above(word), talking_during(word, entry.cameo)]
            return Deed(word, entry.cameo, first, second, "noun", eventive=entry.eventive)
        second += [at_path(frame, f"obj.{slot}") for slot in entry.second if "." not in slot]
        around = ("in", "obj.in", "obj.of", "near") if _reaches(entry.cameo) else ("obj.of",)
        second += [at_path(frame, slot) for slot in around]
        deed = Deed(word, entry.cameo, first, second, "verb")
        self._take_in(deed, [token for condition in entry.when for token in met(frame, condition)])
        self._take_in_aims(deed, frame)
        self._absorb(deed, frame)
        return deed

    def _with_purpose(self, deed: Deed, frame: Frame) -> Deed:
        """What somebody does something for is told with it: "opened fire to disperse them"; whom one travels to meet is not."""
        aims = [*frame.at("aim"), *at_path(frame, "obj.comp"), *(frame.at("comp") if deed.cameo == "175" else [])]
        aims = [token for token in aims if token.tag_ == "VB"]
        parts = [part for token in aims if (part := self.of(token)) is not None and part not in deed.parts]
        parts = [part for part in parts if not (deed.cameo == "042" and part.cameo.startswith("04"))]
        if parts and deed.root.pos_ == "VERB" and deed.via in {None, "with", "do", "try"}:
            deed.parts += parts
            deed.via = deed.via or "with"
            deed.second += [group for part in parts for group in part.second]
        return deed

    def _take_in(self, deed: Deed, tokens: list[Token]) -> None:
        """What a verb's row already names, such as the strike in "began a hunger strike", is told with the verb."""
        parts = [part for token in tokens if (part := self.of(token)) is not None]
        if parts:
            deed.parts += parts
            deed.via = "with"
            for part in parts if not deed.cameo.startswith("112") else ():
                deed.first += part.first
                deed.second += part.second

    def _take_in_aims(self, deed: Deed, frame: Frame) -> None:
        """What protesters demand belongs to their protest, and why somebody is punished to the punishment."""
        tokens = frame.at("aim") + frame.at("comp") if deed.cameo.startswith("14") else []
        tokens += frame.at("aim") + at_path(frame, "obj.comp") if deed.cameo == "053" else []
        tokens += frame.at("for") if deed.cameo.startswith(_PUNISHING) else []
        tokens += (
            [token for slot in ("of", "for", "with", "obj") for token in frame.at(slot)]
            if deed.cameo.startswith("112")
            else []
        )
        parts = [part for token in tokens if (part := self.of(token)) is not None]
        if parts:
            deed.parts += parts
            deed.via = "blame" if deed.cameo.startswith("112") else "with"
            deed.second += [group for part in parts for group in part.second] if deed.cameo.startswith("14") else []

    def _absorb(self, deed: Deed, frame: Frame) -> None:
        """The strike in "the strike killed two" and "killed two in a strike" is the deed itself."""
        if deed.root.pos_ != "VERB" or not deed.cameo.startswith(VIOLENT):
            return
        for token in [*frame.at("subj"), *frame.at("in"), *frame.at("during"), *frame.at("by")]:
            within = self.of(token)
            if within and within.cameo.startswith(VIOLENT) and within.root.pos_ == "NOUN":
                deed.parts.append(within)
                deed.via = "with"
                deed.first += within.first
                deed.second += within.second
                if deed.cameo in _PLAIN_FORCE and within.cameo not in _PLAIN_FORCE:
                    deed.cameo = within.cameo
        self._absorb_outcome(deed, frame)

    def _absorb_outcome(self, deed: Deed, frame: Frame) -> None:
        """What follows from an attack is told with it: "launched drones at the port, killing two"."""
        for token in frame.at("aim"):
            for outcome in map(self.of, [token, *token.conjuncts] if token.tag_ == "VBG" else []):
                if outcome and outcome.cameo.startswith((*VIOLENT, "171", "174")):
                    deed.parts.append(outcome)
                    deed.via = "with"
                    deed.second += outcome.second if outcome.cameo.startswith(VIOLENT) else []

    def _doers_above(self, noun: Token) -> list[Token]:
        """Who has or does what a noun names, where a verb without a deed of its own stands between: "began an offensive"."""
        verb = noun.head
        if noun.dep_ != "dobj" or verb.pos_ != "VERB" or is_passive(verb):
            return []
        frame = frame_of(verb)
        return frame.at("subj") if any(row.name in {"do", "try"} for row in attitudes_for(verb, frame)) else []

    def _with_attitude(self, word: Token, frame: Frame) -> Deed | None:
        if only_states(word, frame) or failing_to_prevent(word) is not None:
            return None
        for attitude in attitudes_for(word, frame):
            for slot in attitude.content:
                for token in content_at(word, frame, slot):
                    content = self._fullest(token)
                    if content is None and attitude.name in _OF_EVENTS and word.dep_ == "relcl":
                        content = self._event_over(token)
                    if content and slot not in {"obj", "comp", "for", "of"} and not content.eventive:
                        continue
                    deed = self._composed(word, frame, attitude, content, slot) if content else None
                    if deed:
                        return deed
        return None

    def _event_over(self, noun: Token) -> Deed | None:
        """Of "the attack in Tehran, which Iran has blamed on Israel" what is blamed is the attack, not Tehran."""
        for word in list(noun.ancestors)[:_FAR]:
            content = self._fullest(word) if word.pos_ == "NOUN" else None
            if content and content.cameo.startswith(VIOLENT):
                return content
        return None

    def _fullest(self, word: Token) -> Deed | None:
        """Of "the strike that killed two" the deed is the killing, whose part the strike is."""
        content = self.of(word)
        for child in word.children:
            told = self.of(child) if content and child.dep_ == "relcl" else None
            if told and content in told.parts and told.cameo.startswith(VIOLENT):
                return told
        return content

    def _composed(self, word: Token, frame: Frame, attitude: Attitude, content: Deed, slot: str) -> Deed | None:
        code = _code_of(word, attitude, content)
        if code is None:
            return None
        first, second = sides_of(word, frame, attitude, content, slot)
        never_begun = attitude.name == "end" and code == content.cameo
        denied = never_begun or (attitude.name in {"fail", "prevent"} and code == content.cameo)
        noun = content.noun or content.root if content.root.pos_ == "NOUN" and attitude.name in SAME_DEED else None
        rule = (
            "light"
            if attitude.name in SAME_DEED or (attitude.name in {"agree", "end"} and code == content.cameo)
            else "composed"
        )
        eventive = word.pos_ == "VERB" or word.pos_ == "ADJ" or attitude.name not in {"do"} or content.eventive
        via = "plan" if attitude.name in {"agree", "end"} and code == content.cameo else attitude.name
        # Who tries to prevent it may fail; who threatens to prevent it has threatened.
        denied |= content.denied and rule == "light" and attitude.name != "try"
        deed = Deed(word, code, first, second, rule, via, [content], noun, eventive, denied)
        if attitude.name == "do" and word.pos_ == "VERB" and code.startswith(VIOLENT):
            self._absorb_outcome(deed, frame)
            deed.via = via
        return deed

    def _insisting(self, word: Token, frame: Frame) -> Deed | None:
        """Whoever says that others must or should do something asks for it."""
        if not tells_others(word):
            return None
        for clause in frame.at("comp"):
            asked = pressed(clause)
            inner = next((child for child in clause.children if child.dep_ == "xcomp"), clause)
            others = frame_of(clause).at("obj" if is_passive(clause) else "subj")
            if asked is None or not any(can_act(other) or other.pos_ == "PROPN" for other in others):
                continue
            content = self.of(inner if clause.lemma_ in {"need", "have"} else clause)
            code = composed(asked, content.cameo) if content else None
            alone = "100" if asked == "insist" else "020"
            parts = [content] if content else []
            told = [frame.at("obj"), frame.at("dat"), *self._hearers(frame)]
            # "Told troops that the rebels must leave" asks it of the rebels; that "countries should help" of the hearers.
            named = [
                other for other in others if other.pos_ == "PROPN" or (other.pos_ != "PRON" and list(other.children))
            ]
            asked_of = [named, *told, others]
            return Deed(word, code or alone, [frame.at("subj")], asked_of, "composed", asked, parts)
        return None

    def _hearers(self, frame: Frame) -> Groups:
        """Who says something on a call or at a meeting says it to those with whom he talks."""
        talks = [talk for slot in ("on", "during", "at", "in") for token in frame.at(slot) if (talk := self.of(token))]
        return [group for talk in talks if talk.cameo.startswith("04") for group in talk.second]

    def _attitude_alone(self, word: Token, frame: Frame) -> Deed | None:
        if only_states(word, frame):
            return None
        for attitude in attitudes_for(word, frame):
            if attitude.alone is None:
                continue
            others = [frame.at(slot) for slot in (*attitude.other, *attitude.content)]
            if attitude.name in {"ask", "insist"}:
                others += [frame_of(clause).at("subj") for clause in frame.at("comp") if clause.dep_ == "ccomp"]
            if word.pos_ == "VERB":
                others = self._others_alone(attitude, frame, others)
                return Deed(word, attitude.alone, [frame.at("subj")], others, "alone", None)
            first = [frame.at(slot) for slot in ("poss", "by", "from", "mod")]
            return Deed(word, attitude.alone, [*first, self._doers_above(word)], others, "alone", None, eventive=False)
        return None

    @staticmethod
    def _others_alone(attitude: Attitude, frame: Frame, others: Groups) -> Groups:
        """Whoever denies or claims something does it to nobody, who discusses it not to those whose it is."""
        if attitude.name in {"claim", "deny"}:
            return []
        if attitude.name == "discuss":
            return partners(frame, attitude)
        return [*others, *general(frame)]


def _code_of(word: Token, attitude: Attitude, content: Deed) -> str | None:
    """Give the code of an attitude to a deed. Whoever promises not to attack promises to end an attack."""
    if attitude.name in _OF_ONES_WORD and _is_negated(word, content.root):
        return composed(attitude.name, composed("end", content.cameo) or "") or attitude.alone
    unbegun = _is_only_planned(content) or not _CALLING_OFF.isdisjoint(names(word))
    if attitude.name == "end" and content.cameo.startswith(_HOSTILE) and unbegun:
        return content.cameo
    if attitude.name in {"fail", "try", "agree"}:
        return composed(attitude.name, content.cameo) or content.cameo
    code = content.cameo if attitude.name in SAME_DEED else composed(attitude.name, content.cameo)
    return code or attitude.alone


def _is_negated(word: Token, deed: Token) -> bool:
    """Say whether somebody gives his word not to do a deed, or asks others not to: "pledged never again to attack"."""
    between = deed.doc[word.i + 1 : deed.i] if deed.i - word.i < _NEAR else ()
    return negation(deed) is not None or any(token.lower_ in {"not", "never"} for token in between)


def _is_only_planned(deed: Deed) -> bool:
    """Say whether a deed was never begun: "a plan to send troops", "a planned attack"."""
    planned = (child for child in deed.root.children if child.dep_ == "amod" and child.lower_ in _PLANNED)
    return deed.via in {"plan", "decide"} or any(planned)


def _is_venue(token: Token) -> bool:
    """Say whether a city in front of a noun is where something is held: "the Cairo talks"."""
    place = known_place(token.text) if token.dep_ == "compound" and token.pos_ == "PROPN" else None
    return place is not None and place.kind == "place"


def _reaches(cameo: str) -> bool:
    """Say whether a deed is done to where it is done: an attack in Gaza is one on Gaza, a meeting in Cairo none with Cairo."""
    return not cameo.startswith(("01", "03", "04", "05", "06", "11", "12", "13"))
