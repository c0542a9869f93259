"""Every mention stands in the text as it came, whatever the text."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seed.extract import cast
from tests.extraction import story_of

_WORDS = st.sampled_from(
    ["Iran", "U.S.", "President", "Joe", "Biden", "’s", "the", "officials", "said", "they", "its", "(", ")", ",", ".", "—",
     "Tehran", "al-", "of", "and", "Hamas’", "Gen.", "“", "”", "\n", "👩‍🚀", "طهران", "e\u0301", "\u00a0", "123", "G7"]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.lists(_WORDS, min_size=1, max_size=25).map(" ".join), st.text(min_size=1, max_size=80)))
def test_every_mention_reproduces_the_text(text: str) -> None:
    text = f"The officials of Iran met in Oslo on Monday, they said. {text.replace(chr(0), ' ')}"
    everybody = cast.found(story_of(text)).everybody
    spans = [mention.span for one in everybody for mention in one.mentions]
    assert spans
    assert all(text[span.start : span.end] == span.text for span in spans)
