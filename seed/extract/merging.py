"""One event for all the places of an article that tell of it.

Two tellings are of one event where their codes have one root (all attacks count as one), their sides do not contradict each
other, neither do their days, and both are told as done or both as expected. A telling in passing, a noun with one side only,
is kept where a fuller one is there to take it up, or where its sentence tells of nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from heapq import merge

from schemas.codebook import cameo, label
from seed.extract.findings import START, Happening, Mentioned, Told, Who
from seed.extract.keys import key_of_words
from seed.records import Dated

_ATTACKS = frozenset({"18", "19", "20"})
_LONGEST_SUMMARY = 240
_LONGEST_TITLE = 25
_STOPS = frozenset({".", "!", "?", "”", '"', "’", "''", ":", ";"})
# From the clearest to the least clear: what is said to be disputed once is not asserted elsewhere.
_STATUSES = ("denied", "unclear", "expected", "asserted")


def merged(tellings: Sequence[Told], published: date | None) -> list[Happening]:
    """Put together what is told of one event, in the order of the first telling of each."""
    groups = _Groups()
    in_sentence = Counter(map(_sentence, tellings))
    for telling in sorted(tellings, key=lambda told: (_is_weak(told), told.trigger.start)):
        group = groups.fitting(telling)
        if group is not None:
            group.add(telling)
        elif not _is_weak(telling) or in_sentence[_sentence(telling)] == 1:
            groups.begin(telling)
    ordered = sorted(groups.all, key=lambda group: min(told.trigger.start for told in group.tellings))
    return _told_apart([_happening(group.tellings, published) for group in ordered])


class _Group:
    """The tellings of one event. Those of the same people and days fit the same others, so one of each is looked at."""

    def __init__(self, telling: Told) -> None:
        self.tellings: list[Told] = []
        self._different: dict[Hashable, Told] = {}
        self.add(telling)

    def add(self, telling: Told) -> None:
        """Take in one more telling."""
        sides = (frozenset(one.who for one in side) for side in (telling.actor1, telling.actor2))
        self._different.setdefault((*sides, telling.when.dated if telling.when else None), telling)
        self.tellings.append(telling)

    def fits(self, telling: Told) -> bool:
        """Say whether a telling may be of this event."""
        return all(_fit(telling, other) for other in self._different.values())


class _Groups:
    """The events so far, by those who take part as the first telling of each has it: who fits all shares one of them."""

    def __init__(self) -> None:
        self.all: list[_Group] = []
        self._by_part: dict[Hashable, list[int]] = {}

    def begin(self, telling: Told) -> None:
        """Take in an event that was not told of before."""
        for part in _parts(telling) | ({_as_headline(telling)} if _is_headline(telling) else set()):
            self._by_part.setdefault(part, []).append(len(self.all))
        self.all.append(_Group(telling))

    def fitting(self, telling: Told) -> _Group | None:
        """Find the first event that a telling may be of."""
        parts = _parts(telling) | {_as_headline(telling)}
        numbers = merge(*(self._by_part.get(part, ()) for part in parts))
        return next((self.all[number] for number in numbers if self.all[number].fits(telling)), None)


def _as_headline(telling: Told) -> Hashable:
    return _family(telling.cameo), telling.status, "headline"


def _parts(telling: Told) -> set[Hashable]:
    """Give what `_fit` wants two tellings to share: what it is, and somebody, or a country, on one of its sides."""
    what = (_family(telling.cameo), telling.status)
    sides = (telling.actor1, telling.actor2)
    return {
        (*what, side, who) for side, people in enumerate(sides) for who in _keys(people) | _countries(people) - {None}
    }


def _sentence(telling: Told) -> tuple[int, int]:
    root = telling.root
    return root.doc.user_data[START], root.sent.start


def _told_apart(happenings: list[Happening]) -> list[Happening]:
    """Number the events whose clearest words are the same: one verb may tell of two killings."""
    times: Counter[str] = Counter()
    for happening in happenings:
        times[happening.key] += 1
        if times[happening.key] > 1:
            happening.key += f"-{times[happening.key]}"
    return happenings


def _is_weak(telling: Told) -> bool:
    if telling.root.dep_ == "nsubj" and telling.actor1:
        return False
    return (
        telling.root.pos_ != "VERB" and telling.rule in {"noun", "composed"} and not (telling.actor1 and telling.actor2)
    )


def _fit(one: Told, other: Told) -> bool:
    if not _one_kind(one.cameo, other.cameo) or one.status != other.status:
        return False
    if not (_agree(one.actor1, other.actor1) and _agree(one.actor2, other.actor2)):
        return _is_headline(one) != _is_headline(other) and _are_one(one, other)
    return _shared(one, other) and _meet(one, other)


def _is_headline(telling: Told) -> bool:
    """Say whether it is told in a line without a full stop, as titles are."""
    passage = telling.root.doc
    return len(passage) <= _LONGEST_TITLE and passage[-1].text not in _STOPS


def _are_one(one: Told, other: Told) -> bool:
    """Say whether a headline tells in short of what the article tells in full: "Ex-leader jailed" of who is named there."""
    sides = ((one.actor1, other.actor1), (one.actor2, other.actor2))
    return one.cameo[:3] == other.cameo[:3] and all(
        _agree(some, others) or _is_short_for(some, others) or _is_short_for(others, some) for some, others in sides
    )


def _is_short_for(some: Sequence[Mentioned], others: Sequence[Mentioned]) -> bool:
    """Say whether people without a name may be others who are told of: of the same country, if any."""
    mine, theirs = _countries(some) - {None}, {one.who.country for one in others} - {None}
    return all(one.who.rule == "unnamed" for one in some) and (not mine or mine == theirs)


def _one_kind(code: str, other: str) -> bool:
    """Say whether two codes may be of one deed: a complaint is no accusation, either may be just disapproval."""
    if _family(code) != _family(other):
        return False
    some, others = code[:3], other[:3]
    return code[:2] != "11" or some == others or "110" in {some, others}


def _family(code: str) -> str:
    root = code[:2]
    return "19" if root in _ATTACKS else root


def _agree(some: Sequence[Mentioned], others: Sequence[Mentioned]) -> bool:
    """Say whether two lists of people may be the same side: one may be left out, or name some of the other's."""
    if not some or not others:
        return True
    mine, theirs = _keys(some), _keys(others)
    if mine <= theirs or theirs <= mine or _countries(some) == _countries(others) != {None}:
        return True
    return any(_name_within(one.who, other.who) for one in some for other in others)


def _name_within(one: Who, other: Who) -> bool:
    """Say whether one's name is a part of the other's: the G7 on a call are the G7 foreign ministers."""
    mine, theirs = (set(who.name.lower().split()) - {"the"} for who in (one, other))
    return "unnamed" in {one.kind, other.kind} | {"unnamed" for who in (one, other) if who.kind == "group"} and (
        mine <= theirs or theirs <= mine
    )


def _shared(one: Told, other: Told) -> bool:
    """Say whether two tellings have somebody in common."""
    return any(
        _keys(mine) & _keys(theirs) or (_countries(mine) & _countries(theirs)) - {None}
        for mine, theirs in ((one.actor1, other.actor1), (one.actor2, other.actor2))
    )


def _keys(people: Iterable[Mentioned]) -> set[str]:
    return {one.who.key for one in people}


def _countries(people: Iterable[Mentioned]) -> set[str | None]:
    """The countries of those who are countries themselves or nameless people of one: a named person is that person only."""
    return {one.who.country if one.who.kind in {"country", "unnamed", "group"} else None for one in people}


def _meet(one: Told, other: Told) -> bool:
    mine = one.when.dated if one.when else None
    theirs = other.when.dated if other.when else None
    return mine is None or theirs is None or (mine.start <= theirs.end and theirs.start <= mine.end)


def _happening(group: Sequence[Told], published: date | None) -> Happening:
    ordered = sorted(group, key=lambda told: (-told.confidence, told.trigger.start))
    clearest = ordered[0]
    actor1, actor2 = _fullest(ordered, first=True), _fullest(ordered, first=False)
    return Happening(
        tellings=ordered,
        key=key_of_words("told", clearest.root.sent.text.strip(), clearest.trigger.text),
        summary=_summary(clearest, actor1, actor2),
        cameo=_most_specific(ordered),
        status=min((told.status for told in ordered), key=_STATUSES.index),
        dated=_dated(ordered, published),
        actor1=actor1,
        actor2=actor2,
        attributed_to=list({who.key: who for told in ordered for who in told.attributed_to}.values()),
        confidence=clearest.confidence,
    )


def _fullest(ordered: Sequence[Told], *, first: bool) -> list[Who]:
    """Give the side that names most, and of those that name as many a sentence's before a headline's."""
    sides = [told.actor1 if first else told.actor2 for told in sorted(ordered, key=_is_headline)]
    longest = max(sides, key=len)
    return list({one.who.key: one.who for one in longest}.values())


def _most_specific(ordered: Sequence[Told]) -> str:
    """The longest code among those of the clearest root: "struck with missiles" says more than "attacked"."""
    root = ordered[0].cameo[:2]
    same = [told.cameo for told in ordered if told.cameo[:2] == root]
    specific = [code for code in same if not code.endswith("0")] or same
    return ordered[0].cameo if ordered[0].cameo in specific else specific[0]


def _dated(ordered: Sequence[Told], published: date | None) -> Dated:
    for told in ordered:
        if told.when is not None and told.when.dated is not None:
            return told.when.dated
    day = published or date.min
    return Dated(day, day, "day", basis="outside", note="The text gives no date; the day of publication stands in.")


def _summary(telling: Told, actor1: Sequence[Who], actor2: Sequence[Who]) -> str:
    """What happened in the article's own words; where they are too many, who, what by its code, and to whom."""
    words = " ".join(telling.clause.text.split())
    if len(words) > _LONGEST_SUMMARY:
        names = [", ".join(who.name for who in side) for side in (actor1, actor2)]
        words = ": ".join(filter(None, [names[0], label("cameo", cameo(telling.cameo).code), names[1]]))
    return f"{words[0].upper()}{words[1:]}." if words else words
