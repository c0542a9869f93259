"""The field's own dictionaries take the place of ours: verbs with patterns, actors with dates, agents, discards."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from seed.extract.dictionaries import Dictionaries, NoDictionaries, code_on, dictionaries_in
from seed.extract.dictionary_coding import coded
from seed.extract.dictionary_events import found
from seed.extract.extracting import extract
from seed.extract.findings import Submitted
from tests.extraction import story_of

ACTORS = """# the parties
ELBONIA_ [ELB] # a country
+ELBONIAN
RURITANIA [RUR]
OLD KING [RURGOV]
KING OTTO
\t[RURGOV < 20000101]
\t[RURELI > 19991231]
"""
AGENTS = "SOLDIER [~MIL]\nGOVERNMENT [~GOV]\n!PERSON! = MAN, WOMAN\nWISE_!PERSON! [~ELI]\n"
VERBS = """&MONEY
+CROWN

--- MEET [040:040] ---
MEET {MET MEETING}

--- GIVE [070] ---
GIVE {GAVE GIVEN}
- * &MONEY [071]
- REFUSED TO * [122]
"""
DISCARDS = "CHESS\n+FOOTBALL\n"


@pytest.fixture
def dictionaries(tmp_path: Path) -> Dictionaries:
    for name, text in {"verbs": VERBS, "actors": ACTORS, "agents": AGENTS, "discards": DISCARDS}.items():
        (tmp_path / f"Test.{name}.txt").write_text(text, encoding="latin-1")
    return dictionaries_in(tmp_path)


def triples(text: str, dictionaries: Dictionaries) -> set[tuple[str, str, str]]:
    [passage] = story_of(text).passages
    day = date(2010, 1, 1)
    return {(one.source.code, one.target.code, one.code) for one in coded(passage, dictionaries, day)}


def test_a_code_with_a_colon_goes_both_ways(dictionaries):
    assert triples("Elbonia met Ruritania.", dictionaries) == {("ELB", "RUR", "040"), ("RUR", "ELB", "040")}


def test_an_agent_is_joined_to_its_country(dictionaries):
    assert triples("Elbonian soldiers gave Ruritania a horse.", dictionaries) == {("ELBMIL", "RUR", "070")}


def test_a_pattern_goes_before_the_verb_alone(dictionaries):
    assert triples("Elbonia gave Ruritania two crowns.", dictionaries) == {("ELB", "RUR", "071")}


def test_who_acts_in_a_passive_is_the_source(dictionaries):
    assert ("ELB", "RUR", "040") in triples("Ruritania was met by Elbonia.", dictionaries)


def test_an_actor_has_the_code_of_the_day(dictionaries):
    codes = dictionaries.actors["KING", "OTTO"]
    assert (code_on(codes, date(1990, 1, 1)), code_on(codes, date(2010, 1, 1))) == ("RURGOV", "RURELI")


def test_a_macro_stands_for_each_of_its_words(dictionaries):
    assert dictionaries.agents["WISE", "WOMAN"] == "~ELI"


@pytest.mark.parametrize("word", ["chess", "football"])
def test_what_is_discarded_gives_nothing(dictionaries, word):
    assert triples(f"Elbonia met Ruritania at {word}.", dictionaries) == set()


def test_a_telling_holds_both_sides_as_written(dictionaries):
    cast, [telling] = found(
        story_of("Elbonian soldiers gave Ruritania a horse.", datetime(2010, 1, 1, tzinfo=UTC)), dictionaries
    )
    assert [one.span.text for one in (*telling.actor1, *telling.actor2)] == ["Elbonian soldiers", "Ruritania"]
    assert [who.code for who in cast.everybody] == ["ELBMIL", "RUR"]


def test_an_event_is_of_the_day_that_the_text_tells(dictionaries):
    text = "Elbonia, founded in 1945, met Ruritania on Friday."
    story_of(text)
    submitted = Submitted(text, datetime(2024, 8, 5, tzinfo=UTC))
    days = {(one.dated.basis, one.dated.start) for one in extract(submitted, dictionaries).happenings}
    assert days == {("text", date(2024, 8, 2))}


def test_a_folder_without_dictionaries_is_refused(tmp_path):
    with pytest.raises(NoDictionaries, match="no dictionary of verbs"):
        dictionaries_in(tmp_path)


def test_what_is_denied_beside_it_or_only_imagined_is_not_coded_as_done(dictionaries):
    def statuses(text):
        return [one.status for one in extract(Submitted(text), dictionaries).happenings]

    assert set(statuses("Elbonia met Ruritania, a claim the Elbonian government disputes.")) == {"unclear"}
    assert statuses("In a novel, Elbonia met Ruritania.") == []
