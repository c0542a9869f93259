"""Events by the PETRARCH dictionaries: who is named by their actors, what is told by their verb patterns.

The sentence is read as the field's coders do: phrases of the dictionaries in their order, joined to sources and targets by
the grammar where it tells, else by what stands before and after the verb.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from seed.extract.dictionaries import Dictionaries, Pattern, Verb, Words, code_on
from seed.extract.frames import frame_of, is_passive

_JOINING = {"AND", ",", "&", "OR", "BOTH", "AS", "WELL"}
_BELONGING = {"OF", "IN", "FROM"}
_MARKS = {"+", "$", "^", "%"}
# So much of a sentence may stand between two words of a pattern.
_REACH = 12


class Side(NamedTuple):
    """One who acts or is acted upon: a code, and the first and last token of the phrase that it was read from."""

    code: str
    first: Token
    last: Token


class Coded(NamedTuple):
    """One event in the codes of the dictionaries."""

    source: Side
    target: Side
    code: str
    verb: Token


class _Word(NamedTuple):
    text: str
    first: int
    last: int


@dataclass(slots=True)
class _Party:
    """Those whom one phrase names: the code of each, before the agents' parts are joined to it."""

    first: int
    last: int
    codes: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)

    def parties(self) -> list[str]:
        """Give the whole codes; "---" stands for a country that the text does not name."""
        found = []
        for code in self.codes or ["---"]:
            whole = code
            for agent in self.agents:
                before, _, after = agent.partition("~")
                whole = before + whole + ("" if after in _parts(whole) else after)
            found.append(whole)
        return found


def coded(passage: Doc, dictionaries: Dictionaries, day: date) -> list[Coded]:
    """Code the sentences of a passage, as the dictionaries are on a day. A discarded sentence gives nothing."""
    found: list[Coded] = []
    for sentence in passage.sents:
        words = _words(sentence)
        thrown = [whole for phrase, whole in dictionaries.discards.items() if _holds(words, phrase)]
        if any(thrown):
            return []
        if not thrown:
            found += _Sentence(sentence, words, dictionaries, day).events()
    return list(dict.fromkeys(found))


class _Sentence:
    """One sentence with its words, its parties and the verbs that the dictionaries know."""

    def __init__(self, sentence: Span, words: list[_Word], dictionaries: Dictionaries, day: date) -> None:
        self._sentence = sentence
        self._words = words
        self._known = dictionaries
        self._day = day
        self._groups = list(self._grouped(self._parties()))

    def events(self) -> Iterator[Coded]:
        """Give the events of each verb that the dictionaries know."""
        for at, word in enumerate(self._words):
            token = self._sentence.doc[word.first]
            entry = self._verb_at(at) if token.pos_ in {"VERB", "AUX"} else None
            if entry is not None:
                verb, length = entry
                yield from self._told_by(token, at, length, verb)

    def _verb_at(self, at: int) -> tuple[Verb, int] | None:
        token = self._sentence.doc[self._words[at].first]
        following = self._words[at + 1].text if at + 1 < len(self._words) else ""
        for form in (self._words[at].text, token.lemma_.upper()):
            for phrase, length in (((form, following), 2), ((form,), 1)):
                if phrase in self._known.verbs:
                    return self._known.verbs[phrase], length
        return None

    def _told_by(self, token: Token, at: int, length: int, verb: Verb) -> Iterator[Coded]:
        pattern = self._best(at, length, verb.patterns)
        code = pattern.code if pattern else verb.code
        if not code or code in {"---", "+++", "###"}:
            return
        sources, targets = self._sides(token, pattern)
        forth, _, back = code.partition(":")
        if pattern and any("%" in step for step in pattern.before) and len(sources) > 1:
            targets = sources
        for source in sources:
            for target in targets:
                if source.code != target.code:
                    yield Coded(source, target, forth, token)
                    if back:
                        yield Coded(target, source, back, token)

    # --- patterns -----------------------------------------------------------------------------------------------------

    def _best(self, at: int, length: int, patterns: Sequence[Pattern]) -> Pattern | None:
        fitting = [each for each in patterns if self._fits(each, at, length)]
        return max(fitting, key=lambda each: sum(map(len, (*each.before, *each.after))), default=None)

    def _fits(self, pattern: Pattern, at: int, length: int) -> bool:
        after = self._follow(pattern.after, at + length, 1)
        return after and self._follow(pattern.before[::-1], at - 1, -1)

    def _follow(self, steps: Sequence[Words], at: int, way: int) -> bool:
        """Find the words of a pattern one after the other, away from the verb."""
        for step in steps:
            wanted = [word for word in step if word not in _MARKS]
            if not wanted:
                continue
            place = self._find(wanted[::way], at, way)
            if place is None:
                return False
            at = place
        return True

    def _find(self, wanted: Sequence[str], at: int, way: int) -> int | None:
        for start in range(at, at + way * _REACH, way):
            place: int | None = start
            for word in wanted:
                place = None if place is None else self._past(word, place, way)
            if place is not None:
                return place
        return None

    def _past(self, word: str, at: int | None, way: int) -> int | None:
        """Give the place behind a word or a member of a synonym set that stands here, None where none does."""
        if at is None or not 0 <= at < len(self._words):
            return None
        if not word.startswith("&"):
            return at + way if self._words[at].text in {word, f"{word}S", f"{word}ES"} else None
        for phrase in sorted(self._known.synonyms.get(word.rstrip("_"), ()), key=len, reverse=True):
            start = at if way > 0 else at - len(phrase) + 1
            if start >= 0 and tuple(each.text for each in self._words[start : start + len(phrase)]) == phrase:
                return at + way * len(phrase)
        return None

    # --- parties ------------------------------------------------------------------------------------------------------

    def _parties(self) -> Iterator[_Party]:
        """Give the phrases that name somebody, those of one noun phrase together."""
        at, party = 0, None
        while at < len(self._words):
            actor = self._longest(at, self._known.actors)
            agent = self._longest(at, self._known.agents)
            length = max(len(actor or ()), len(agent or ()))
            if not length:
                if party is not None and self._closes(at):
                    yield party
                    party = None
                at += 1
                continue
            party = party or _Party(at, at)
            self._name(party, actor, agent)
            party.last = at + length - 1
            at += length
        if party is not None:
            yield party

    def _name(self, party: _Party, actor: Words | None, agent: Words | None) -> None:
        if len(actor or ()) >= len(agent or ()) and actor:
            code = code_on(self._known.actors[actor], self._day)
            if code and not party.codes:
                party.codes = code.split("/")
        elif agent:
            party.agents.append(self._known.agents[agent])

    def _longest(self, at: int, entries: Mapping[Words, object]) -> Words | None:
        return _longest([word.text for word in self._words[at : at + 6]], entries)

    def _closes(self, at: int) -> bool:
        token = self._sentence.doc[self._words[at].first]
        return token.pos_ not in {"ADJ", "NOUN", "PROPN", "PART", "ADV", "NUM"} and token.text not in {"'s", "’s", "'"}

    def _grouped(self, parties: Iterator[_Party]) -> Iterator[list[_Party]]:
        """Put together what is joined by "and", and give agents to those whom they belong to: "lawmakers in A and B"."""
        group: list[_Party] = []
        for party in parties:
            between = self._between(group[-1], party) if group else []
            if group and not group[-1].codes and between and between[0] in _BELONGING and len(between) <= 2:
                group[-1] = _Party(group[-1].first, party.last, party.codes, [*group[-1].agents, *party.agents])
                continue
            if group and any(word in _JOINING for word in between) and self._joins(group[-1], party):
                shared = group[0].agents if group[0].first < self._after_agent(group[0]) else []
                party.agents = party.agents or list(shared)
                group.append(party)
                continue
            if group:
                yield group
            group = [party]
        if group:
            yield group

    def _after_agent(self, party: _Party) -> int:
        """Give where the name begins of a party whose agent comes first and belongs to all that follow, else its start."""
        words = [word.text for word in self._words[party.first : party.last + 1]]
        return party.first + 1 if any(word in _BELONGING for word in words) else party.first

    def _between(self, one: _Party, other: _Party) -> list[str]:
        return [word.text for word in self._words[one.last + 1 : other.first]]

    def _joins(self, one: _Party, other: _Party) -> bool:
        tokens = [self._sentence.doc[word.first] for word in self._words[one.last + 1 : other.first]]
        return all(token.pos_ not in {"VERB", "AUX", "ADP", "SCONJ"} for token in tokens) and len(tokens) <= _REACH

    # --- sides --------------------------------------------------------------------------------------------------------

    def _sides(self, verb: Token, pattern: Pattern | None) -> tuple[list[Side], list[Side]]:
        frame = frame_of(verb)
        acting = frame.at("subj") or (frame.at("obj") if is_passive(verb) else [])
        source = self._group_in(acting, verb) or self._before(verb)
        rest = [group for group in self._groups if group is not source]
        by_agent = is_passive(verb) and bool(frame.at("subj"))
        target = self._group_in(frame.at("obj"), verb) if by_agent else self._first_after(verb, rest)
        if pattern and any("$" in step for step in pattern.after) and target:
            source, target = target, source
        return self._named(source), self._named(target)

    def _named(self, group: Sequence[_Party] | None) -> list[Side]:
        """Give those whom a group names, each code once."""
        found: dict[str, Side] = {}
        for party in group or ():
            first, last = (
                self._sentence.doc[at] for at in (self._words[party.first].first, self._words[party.last].last)
            )
            for code in party.parties():
                found.setdefault(code, Side(code, first, last))
        return list(found.values())

    def _group_in(self, tokens: Sequence[Token], verb: Token) -> list[_Party] | None:
        """Give the parties that a noun phrase holds, those nearest to its head first."""
        for token in tokens:
            within = {each.i for each in token.subtree if not _is_far(each, token)}
            for group in self._groups:
                if any(
                    within & set(range(self._words[one.first].first, self._words[one.last].last + 1)) for one in group
                ):
                    return group
        return None

    def _before(self, verb: Token) -> list[_Party] | None:
        return next((group for group in self._groups if self._words[group[-1].last].last < verb.i), None)

    def _first_after(self, verb: Token, groups: Sequence[list[_Party]]) -> list[_Party] | None:
        # "Officials said" at the end of a sentence names nobody to whom anything is done.
        named = [group for group in groups if any(party.codes for party in group)]
        later = [group for group in named if self._words[group[0].first].first > verb.i]
        own = [group for group in later if verb in [self._head(group), *self._head(group).ancestors]]
        return next(iter(own or later), None)

    def _head(self, group: Sequence[_Party]) -> Token:
        return self._sentence.doc[self._words[group[0].last].last]


def _is_far(token: Token, head: Token) -> bool:
    """Say whether a word belongs to a clause about somebody rather than to his name."""
    above = token
    while above != head and above.head != above:
        if above.dep_ in {"relcl", "acl", "advcl"}:
            return True
        above = above.head
    return False


def _parts(code: str) -> set[str]:
    """The parts of three letters that a code is made of."""
    return {code[at : at + 3] for at in range(0, len(code), 3)} | {code[3:]}


def _words(sentence: Span) -> list[_Word]:
    """Give the words of a sentence in capitals; parts that a hyphen joins are one."""
    found: list[_Word] = []
    for token in sentence:
        glued = (
            found and (token.text == "-" or found[-1].text.endswith("-")) and not sentence.doc[token.i - 1].whitespace_
        )
        if glued:
            last = found.pop()
            found.append(_Word(last.text + token.text.upper(), last.first, token.i))
        elif not token.is_space:
            found.append(_Word(token.text.upper(), token.i, token.i))
    return found


def _longest(words: Sequence[str], entries: Mapping[Words, object]) -> Words | None:
    for length in range(len(words), 0, -1):
        if tuple(words[:length]) in entries:
            return tuple(words[:length])
    return None


def _holds(words: Sequence[_Word], phrase: Words) -> bool:
    texts = [word.text for word in words]
    return any(tuple(texts[at : at + len(phrase)]) == phrase for at in range(len(texts) - len(phrase) + 1))
