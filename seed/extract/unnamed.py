"""Records for those whom an article describes and does not name: officials, protesters, an army, a court."""

from __future__ import annotations

from seed.extract.bonds import Codes, belong, codes_of
from seed.extract.castwords import listed
from seed.extract.descriptions import Description
from seed.extract.findings import Story, Who
from seed.extract.gazetteer import known, slug
from seed.extract.keys import article_key, slug_of

# A country's government is the country, as `seed.resolution` has it too.
GOVERNMENTS = listed("government")
COUNTRIES = frozenset({"country", "nation"})
# What a speaker without a name does.
_SPEAKS = listed("what speakers do")
_SAYS = listed("what only speakers do")
_SPEAKERS = listed("speaker")
_MOST_WORDS = 8


class Register:
    """Makes the records of those without a name; of the same words for the same owner it makes one."""

    def __init__(self, story: Story) -> None:
        self._article = slug_of(article_key(story.submitted))
        self._by_key: dict[str, Who] = {}
        # Groups by what they are and whose: "American diplomats" are the "diplomats at the State Department".
        self._groups: dict[tuple[str, str, Codes], Who] = {}

    def record(self, described: Description, of: list[Who]) -> Who:
        """Give the record of a description that refers back to nobody."""
        if described.role is not None and described.role.kind == "body" and not described.many:
            return self._body(described, of)
        return self._people(described, of)

    def _body(self, described: Description, of: list[Who]) -> Who:
        codes = codes_of(described, of)
        office = described.role.words if described.role else described.office
        if codes.country and office in GOVERNMENTS | COUNTRIES:
            return self._country(codes.country)
        if codes.country and not any(who.kind in ("organization", "group") for who in of):
            key = f"organization/{codes.country.lower()}-{slug(office)}"
            return self._made(key, "organization", described, of, shared=True)
        kind = "organization" if described.head.text[:1].isupper() and not described.head.is_sent_start else None
        return self._people(described, of, kind)

    def _country(self, country: str) -> Who:
        land = known(f"country/{country}")
        identifiers = {"iso3166-1": country}
        return self._by_key.setdefault(
            land.key,
            Who(land.key, "country", land.name, land.code, country, None, [], identifiers, rule="government"),
        )

    def _people(self, described: Description, of: list[Who], kind: str | None = None) -> Who:
        kind = kind or ("unnamed" if _is_unnamed(described) else "group")
        same = (kind, described.head.lemma_.lower(), codes_of(described, of))
        if kind == "group" and of and same in self._groups:
            return self._groups[same]
        shared = bool(of) and not described.at and described.span[0].lower_ not in ("a", "an", "one", "another")
        who = self._made(f"unnamed/{self._article}/{slug(_name(described))}", kind, described, of, shared)
        self._groups.setdefault(same, who)
        return who

    def _made(self, key: str, kind: str, described: Description, of: list[Who], shared: bool) -> Who:
        if key in self._by_key and shared:
            return self._by_key[key]
        number = 1
        while (numbered := key if number == 1 else f"{key}-{number}") in self._by_key:
            number += 1
        who = Who(numbered, kind, _name(described), rule="unnamed")
        belong(who, described, of)
        place = described.place
        if not who.country and place is not None and place.form is not None and place.form.known.kind != "organization":
            who.country = place.form.known.country
        self._by_key[numbered] = who
        return who


def _is_unnamed(described: Description) -> bool:
    """Say whether this is a speaker or somebody single; several who act are a group."""
    if not described.many:
        return described.role is None or described.role.kind != "body"
    head = described.head
    verb = head.head.lemma_
    if head.dep_ == "pobj" and verb == "to" and head.head.head.lower_ == "according":
        return True
    return head.dep_ == "nsubj" and (verb in _SAYS or (verb in _SPEAKS and head.lemma_.lower() in _SPEAKERS))


def _name(described: Description) -> str:
    """Name somebody by his description, without the article."""
    tokens = [token for token in described.span if not (token.i == described.first and token.tag_ in ("DT", "PRP$"))]
    kept = tokens[:_MOST_WORDS] or list(described.span)
    text = "".join(token.text_with_ws for token in kept).strip()
    return text[:1].lower() + text[1:] if kept[0] == described.head and kept[0].is_sent_start else text
