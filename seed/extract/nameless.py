"""Those who do or suffer something and are only described, where the cast does not know them: "allies", "six protesters".

They are made for the event alone: what nobody does anything to stays out of the cast. Whoever keeps the events keeps them.
"""

from __future__ import annotations

from spacy.tokens import Token

from seed.extract.findings import START, Mentioned, Story, Who, stretch
from seed.extract.gazetteer import slug
from seed.extract.keys import article_key, slug_of
from seed.extract.phrases import noun_phrase

_MOST_WORDS = 8


class Nameless:
    """Makes one record for all who are described by the same words."""

    def __init__(self, story: Story) -> None:
        self._text = story.text
        self._article = slug_of(article_key(story.submitted))
        self._by_key: dict[str, Who] = {}
        self._by_token: dict[tuple[int, int], Mentioned] = {}

    def behind(self, head: Token, country: str | None) -> Mentioned:
        """Give the mention that a noun heads; `country` is where its phrase says that they belong."""
        place = head.doc.user_data[START], head.i
        if place not in self._by_token:
            first, last = noun_phrase(head)
            # "Accused donors of paying them": what they are accused of is no part of who they are.
            gerunds = [child.i for child in head.children if any(below.dep_ == "pcomp" for below in child.children)]
            last = min([last, *(at - 1 for at in gerunds if at > head.i)])
            first += head.doc[first].tag_ in {"DT", "PRP$", "WP$"} and first < head.i
            span = stretch(self._text, head.doc[first], head.doc[last])
            name = " ".join(span.text.split()[:_MOST_WORDS])
            key = f"unnamed/{self._article}/{slug(name)}"
            kind = "group" if head.tag_ in {"NNS", "NNPS"} else "unnamed"
            who = self._by_key.setdefault(key, Who(key, kind, name, code=None, country=country, rule="unnamed"))
            self._by_token[place] = Mentioned(who, span, "nominal", head)
            who.mentions.append(self._by_token[place])
        return self._by_token[place]
