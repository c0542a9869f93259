"""What happened, is expected or is disputed: every place where an article tells of an event.

The deeds of a passage are read first (`seed.extract.deeds`), then told: who did it to whom, whether it is told as done,
who says so, when and where.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from schemas.codebook import cameo
from seed.extract.arguments import Sides
from seed.extract.belonging import settle
from seed.extract.contexts import contexts_of
from seed.extract.deed import SAME_DEED, TOLD_APART, VIOLENT, Deed
from seed.extract.deeds import Deeds
from seed.extract.denials import denier_of, is_attributed, main_word_after
from seed.extract.doubts import is_unreal
from seed.extract.echoes import is_repeated, taken_up
from seed.extract.fatalities import deaths_of
from seed.extract.findings import START, Cast, Mentioned, Said, Story, Timed, Told, Who, end_of, offset, stretch
from seed.extract.frames import frame_of, heads_headline, is_main, is_passive
from seed.extract.hedges import Circumstance
from seed.extract.holding import Statements
from seed.extract.literal import Games, tells_of_force
from seed.extract.nameless import Nameless
from seed.extract.perpetrators import charge_over
from seed.extract.standing import standing_of
from seed.extract.status import circumstance
from seed.extract.sureness import VERBAL, of_event
from seed.extract.timing import when
from seed.extract.triggers import composed, is_listed
from seed.records import Span

_COOPERATIVE = ("03", "04", "05", "06", "07", "08")
# Deeds whose own announcement PLOVER counts as a promise, or as a threat.
_PROMISED = ("04", "05", "06", "07", "08")
_THREATENED = ("13", "14", "15", "16", "17", "18", "19", "20")
_FUTURE = frozenset(
    {"will", "'ll", "wo", "shall", "would", "going", "about", "set", "due", "plans", "planned", "intends", "intend"}
    | {"plan", "intended", "prepared", "ready", "preparing", "scheduled"}
)
_PLACES = ("in", "at", "near", "outside", "around", "inside", "across", "off")
# Whoever asks for something, agrees to it or refuses it does so by his word alone.
_OWN_WORDS = ("02", "03", "10", "12")
# Deeds done to one person at a time.
_ON_ONE = ("180", "1823", "185", "186")
# The word above these adds no event of its own.
_SAME_DEED = {"do", "with", "plan", "decide", "try", "receive"}


@dataclass(frozen=True, slots=True)
class _Scene:
    """One passage with all that is known of it."""

    story: Story
    cast: Cast
    deeds: Deeds
    sides: Sides
    times: Sequence[Timed]
    said: Statements
    games: Games


def found(story: Story, cast: Cast, times: Sequence[Timed], said: Sequence[Said]) -> list[Told]:
    """Find every telling of an event, in the order of the text."""
    tellings: list[Told] = []
    nameless, games, statements = Nameless(story), Games(story), Statements(said)
    dated = _by_passage(times)
    for passage in story.passages:
        deeds = Deeds(passage)
        here = dated[passage.user_data[START]]
        scene = _Scene(story, cast, deeds, Sides(deeds, cast, nameless), here, statements, games)
        tellings += _told_in(scene)
    return list(taken_up(tellings))


def _by_passage(times: Sequence[Timed]) -> dict[int, list[Timed]]:
    found: dict[int, list[Timed]] = defaultdict(list)
    for timed in times:
        found[timed.head.doc.user_data[START]].append(timed)
    return found


def _told_in(scene: _Scene) -> Iterator[Told]:
    everything = [deed for deed in scene.deeds.all() if not _limits_another(scene, deed)]
    within = _within(everything)
    for deed in everything:
        if deed.root.i not in within:
            telling = _telling(scene, deed)
            yield from _one_by_one(telling) if telling is not None else ()
        if deed.via in {"blame", "claim"} and deed.root.i not in within:
            yield from _charged(scene, deed)
        yield from _laid_to(scene, deed)


def _within(everything: Sequence[Deed]) -> set[int]:
    """Give the places of the deeds that are told with others. "Urged them to end the siege": that ends nothing yet."""
    asked = [part for deed in everything if deed.via in {"ask", "insist"} for part in deed.parts if part.via == "end"]
    taken = {part.root.i for deed in everything if deed.via and deed not in asked for part in _taken_in(deed)}
    return taken | {part.root.i for part in asked}


def _limits_another(scene: _Scene, deed: Deed) -> bool:
    """Only who fights can fight less: whoever limits another's attack has done nothing of the kind."""
    if deed.via != "end" or not deed.cameo.startswith("087"):
        return False
    ending, fighting = (scene.sides.whom(groups) for groups in (deed.first, deed.parts[0].first))
    return bool(fighting) and not {one.who.key for one in ending} & {one.who.key for one in fighting}


def _one_by_one(telling: Told) -> Iterator[Told]:
    """The killing of two named people is two events: each has an own day, place and killer, which other sentences tell."""
    victims = [one for one in telling.actor2 if one.who.kind == "person"]
    if not telling.cameo.startswith(_ON_ONE) or len(victims) < 2 or len(victims) < len(telling.actor2):
        yield telling
        return
    for victim in victims:
        yield replace(telling, actor2=[victim], fatalities=1 if telling.fatalities is not None else None)


def _taken_in(deed: Deed) -> Iterator[Deed]:
    """Give the parts that are told with the whole, and theirs. "Condemned the attack" tells of the attack apart."""
    for part in deed.parts:
        known = deed.via == "blame" and part.cameo.startswith(VIOLENT) and part.root.tag_ != "VBG"
        if deed.via == "claim" or (not known and deed.via not in TOLD_APART - {"blame"}):
            yield part
        if deed.via in _SAME_DEED:
            yield from _taken_in(part)
        elif deed.via not in TOLD_APART:
            yield from _all_parts(part)


def _told_with(deed: Deed) -> Iterator[Token]:
    """Give the words that tell a deed beside its root: the attacking of "began attacking"."""
    for part in deed.parts if deed.via in SAME_DEED | {"with"} else ():
        yield part.root
        yield from _told_with(part)


def _all_parts(deed: Deed) -> Iterator[Deed]:
    for part in deed.parts:
        yield part
        yield from _all_parts(part)


def _charged(scene: _Scene, deed: Deed) -> Iterator[Told]:
    """What somebody is accused of is told as open, by whoever accuses; what somebody claims to have done, as his deed."""
    first, second = scene.sides.of(deed)
    doers, status = (second, "unclear") if deed.via == "blame" else (first, "asserted")
    for part in deed.parts:
        others = [one for one in scene.sides.of(part)[1] if one.who not in {doer.who for doer in doers}]
        if not doers or not others or part.cameo.startswith("05"):
            continue
        shown = Circumstance(status, deed.root) if status == "unclear" else circumstance(deed.root)
        telling = _made(scene, part, doers, others, "nested", shown)
        telling.attributed_to = list(dict.fromkeys([one.who for one in first] + telling.attributed_to))
        yield telling


def _laid_to(scene: _Scene, deed: Deed) -> Iterator[Told]:
    """What somebody is said to be behind is told as open, but where he says so himself."""
    charge = charge_over(deed.root) if deed.cameo.startswith(VIOLENT) else None
    doers = scene.sides.whom([charge.doers]) if charge is not None else []
    if charge is None or not doers:
        return
    others = [one for one in scene.sides.of(deed)[1] if one.who not in {doer.who for doer in doers}]
    shown = circumstance(charge.word) or Circumstance("unclear", charge.word)
    telling = _made(scene, deed, doers, others, "nested", shown)
    if shown.status == "unclear" and {who.key for who in telling.attributed_to} & {doer.who.key for doer in doers}:
        telling = _made(scene, deed, doers, others, "nested", None)
    yield telling


def _telling(scene: _Scene, deed: Deed) -> Told | None:
    first, second = scene.sides.of(deed)
    shown = standing_of(scene.story, deed) or _contradicted(scene, deed, first)
    others = [*([deed.noun] if deed.noun else []), *(part.root for part in deed.parts)]
    if (
        is_unreal(deed.root, deed.cameo, others)
        or not _worth_telling(deed, first, second, shown)
        or scene.games.holds(deed)
    ):
        return None
    if not tells_of_force(scene.deeds, scene.cast, deed, first, second):
        return None
    telling = _made(scene, deed, first, second, deed.rule, shown)
    refused = _refused(telling, shown)
    if refused is not None:
        telling.cameo, telling.status, telling.rule = refused, "asserted", "refused"
        telling.confidence = of_event(telling)
    return telling


def _contradicted(scene: _Scene, deed: Deed, first: list[Mentioned]) -> Circumstance | None:
    """Find whether those of whom others tell it deny, behind it, to have done what they are said to have done."""
    after = main_word_after(scene.story, deed.root) if first and deed.cameo.startswith(_THREATENED) else None
    denier = denier_of(after)
    if after is None or denier is None or not is_attributed(deed.root):
        return None
    denying = [one.who for one in scene.sides.whom([[denier]])]
    same = any(one.who in denying or one.who.country in {who.country for who in denying} - {None} for one in first)
    return Circumstance("unclear", after) if same else None


def _worth_telling(deed: Deed, first: list[Mentioned], second: list[Mentioned], shown: Circumstance | None) -> bool:
    """Say whether enough is known of a deed: a side, and both where the sentence tells it in passing."""
    if not first and not second:
        return shown is not None and deed.eventive and is_repeated(deed.root)
    in_passing = deed.root.dep_ in {"acl", "advcl", "xcomp", "pcomp", "relcl"} and (
        shown is not None or deed.root.dep_ == "acl"
    )
    due = deed.root.dep_ == "xcomp" and deed.root.head.lemma_ == "be"
    of_itself = due or is_main(deed.root) or heads_headline(deed.root) or (first and _has_own_subject(deed.root))
    in_passing = in_passing and not of_itself
    if deed.rule == "alone" and deed.root.dep_ == "acl" and not is_main(deed.root):
        return False
    if not (first and second) and (in_passing or (deed.rule == "alone" and not _demands(deed, first))):
        return False
    if not first and deed.root.pos_ == "VERB" and not is_passive(deed.root) and not frame_of(deed.root).at("subj"):
        return False
    if deed.root.pos_ == "VERB" or deed.noun is not None:
        return True
    if not deed.eventive:
        return False
    return bool(second) or any(one.who.kind != "place" for one in first)


def _demands(deed: Deed, first: list[Mentioned]) -> bool:
    """Say whether somebody gives his word in a sentence of its own, though to nobody: "demanded a recount"."""
    verb = deed.root
    own = is_main(verb) or (verb.dep_ in {"ROOT", "conj", "ccomp"} and verb.tag_ in {"VBD", "VBZ", "VBP"})
    return bool(first) and own and deed.cameo.startswith(_OWN_WORDS) and verb.lemma_ not in {"vow", "swear"}


def _has_own_subject(verb: Token) -> bool:
    """Say whether an adverbial clause tells of itself: "as nurses prepared to walk out"."""
    return verb.dep_ == "advcl" and any(child.dep_ == "nsubj" for child in verb.children)


def _refused(telling: Told, shown: Circumstance | None) -> str | None:
    """Whoever will not cooperate refuses to: a deed done, unlike one that somebody else says was not done."""
    if shown is None or shown.status != "denied" or not telling.actor1 or not telling.cameo.startswith(_COOPERATIVE):
        return None
    verb = shown.word.head
    willed = {child.lower_ for child in verb.children if child.dep_ == "aux"} & {
        "will",
        "would",
        "wo",
        "can",
        "ca",
        "'ll",
    }
    refusing = shown.word.dep_ == "neg" and (willed or verb.tag_ in {"VBP", "VBZ"})
    return composed("refuse", telling.cameo) if refusing or shown.word.lemma_ in {"refuse", "decline"} else None


def _made(
    scene: _Scene, deed: Deed, first: list[Mentioned], second: list[Mentioned], rule: str, shown: Circumstance | None
) -> Told:
    trigger = _trigger(scene.story.text, deed)
    clause = _clause(scene.story.text, deed, [*first, *second])
    timed = when(scene.times, [deed.root, *([deed.noun] if deed.noun else [])], list(_told_with(deed)))
    if shown is None and timed is not None and _lies_ahead(scene.story, timed):
        shown = Circumstance("expected", timed.head)
    status = shown.status if shown else "asserted"
    telling = Told(
        cameo=deed.cameo,
        root=deed.noun or deed.root,
        trigger=trigger,
        clause=clause,
        actor1=first,
        actor2=second,
        rule=rule,
        status=status,
        status_span=stretch(scene.story.text, shown.word, shown.word) if shown else None,
        attributed_to=_asserting(scene.said, trigger),
        when=timed,
        where=_where(scene.cast, deed),
        contexts=contexts_of(deed.cameo, _tokens(deed.root.doc, clause)),
        fatalities=deaths_of(deed) if status == "asserted" and cameo(deed.cameo).quad_class not in VERBAL else None,
    )
    settle(telling, scene.cast)
    telling.plover_type = _announced(telling, shown, _announces(scene, deed, first))
    telling.confidence = of_event(telling)
    return telling


def _lies_ahead(story: Story, timed: Timed) -> bool:
    """Say whether a time is after the day of publication, whatever the tense: "Macron visits Algeria next week"."""
    published = story.submitted.published
    return published is not None and timed.dated is not None and timed.dated.start > published.date()


def _announced(telling: Told, shown: Circumstance | None, announcing: bool) -> str | None:
    """In PLOVER whoever tells of his own cooperation to come promises it, and of his own hostility threatens."""
    if shown is None or shown.status != "expected" or not telling.actor1 or shown.word.lower_ not in _FUTURE:
        return None
    if telling.cameo.startswith(_PROMISED):
        return "AGREE"
    return "THREATEN" if announcing and telling.cameo.startswith(_THREATENED) else None


def _announces(scene: _Scene, deed: Deed, first: list[Mentioned]) -> bool:
    """Say whether those who act are those who tell of it: "said it would boycott the vote"."""
    clause = deed.root
    while clause.dep_ in {"xcomp", "conj", "acomp"} and clause.head != clause:
        clause = clause.head
    if clause.dep_ != "ccomp":
        return False
    tellers = scene.sides.whom([frame_of(clause.head).at("subj")])
    return bool({one.who.key for one in tellers} & {one.who.key for one in first})


def _trigger(text: str, deed: Deed) -> Span:
    named = deed.noun or deed.root
    tokens = [named]
    if named.pos_ == "VERB":
        tokens += [child for child in named.children if is_listed(f"{named.lemma_.lower()} {child.lower_}")]
    tokens.sort(key=lambda token: token.i)
    return stretch(text, tokens[0], tokens[-1])


def _clause(text: str, deed: Deed, people: Sequence[Mentioned]) -> Span:
    """Give the stretch that states the event: from the first to the last of the words that make it."""
    words = [deed.root, *([deed.noun] if deed.noun else []), *(part.root for part in deed.parts)]
    frame = frame_of(deed.root)
    words += [token for slot in ("obj", "dat") for token in frame.at(slot) if token.sent == deed.root.sent]
    near = [one.span for one in people if _in_sentence(one, deed.root)]
    start = min([*(offset(word) for word in words), *(span.start for span in near)])
    end = max([*(end_of(word) for word in words), *(span.end for span in near)])
    return Span(start, end, text[start:end])


def _in_sentence(mentioned: Mentioned, root: Token) -> bool:
    return mentioned.head.doc is root.doc and mentioned.head.sent == root.sent


def _tokens(passage: Doc, clause: Span) -> list[Token]:
    first, end = (bisect_left(passage, place, key=offset) for place in (clause.start, clause.end))
    return list(passage[first:end])


def _asserting(said: Statements, trigger: Span) -> list[Who]:
    """Give those who say it: the speakers of every statement that holds the words."""
    found: dict[str, Who] = {}
    for statement in said.holding(trigger):
        tellers = [one for one, _ in statement.passed_on]
        for one in [*([statement.speaker] if statement.speaker else []), *tellers]:
            found.setdefault(one.who.key, one.who)
    return list(found.values())


def _where(cast: Cast, deed: Deed) -> Mentioned | None:
    """Give the place where a deed is done, also where the text leads there: "at a jail in the capital Dili"."""
    for word in [deed.root, *([deed.noun] if deed.noun else [])]:
        near = list(_at_places(word))
        for token in [*near, *(further for place in near for further in _at_places(place))]:
            mentioned = cast.at(token)
            if mentioned is not None and mentioned.who.kind in {"place", "country"}:
                return mentioned
    return None


def _at_places(word: Token) -> Iterator[Token]:
    frame = frame_of(word)
    return (token for slot in _PLACES for token in frame.at(slot))
