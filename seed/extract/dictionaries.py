"""The dictionaries of the PETRARCH coders: verbs with patterns and synonym sets, actors with dates, agents, discards.

A folder holds text files in latin-1 whose names say what they are (`*verb*`, `*actor*`, `*agent*`, `*discard*`). Words
joined by an underscore or a space stand side by side in actors and agents; in verb patterns a space lets words between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

_CODE = re.compile(r"\[([^\]]*)\]")
_FORMS = re.compile(r"\{([^}]*)\}")
_MACRO = re.compile(r"^(![A-Z]+!)\s*=\s*(.+)$")
_DATES = re.compile(
    r"^(?P<code>\S*?)\s*(?:<\s*(?P<before>\d{6,8})|>\s*(?P<after>\d{6,8})|(?P<first>\d{6,8})\s*-\s*(?P<last>\d{6,8}))$"
)
# Two digits of a year below this are of this century.
_CENTURY = 40

Words = tuple[str, ...]


class Dated(NamedTuple):
    """A code of an actor, with the days between which it holds."""

    code: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Pattern:
    """What stands before and after a verb, and the code then. Words joined by an underscore are one step: they stand together."""

    before: tuple[Words, ...]
    after: tuple[Words, ...]
    code: str


@dataclass(slots=True)
class Verb:
    """A block of the verb dictionary: the code of the verb alone, None where it has none, and its patterns."""

    code: str | None
    patterns: list[Pattern] = field(default_factory=list)


@dataclass(slots=True)
class Dictionaries:
    """All that a folder of dictionaries holds, by words in capitals."""

    verbs: dict[Words, Verb] = field(default_factory=dict)
    synonyms: dict[str, frozenset[Words]] = field(default_factory=dict)
    actors: dict[Words, list[Dated]] = field(default_factory=dict)
    agents: dict[Words, str] = field(default_factory=dict)
    discards: dict[Words, bool] = field(default_factory=dict)


class NoDictionaries(ValueError):
    """A folder that holds no dictionary of verbs or none of actors; the text says which."""


def dictionaries_in(folder: Path) -> Dictionaries:
    """Read every dictionary of a folder. Raises NoDictionaries."""
    found = Dictionaries()
    readers = (("verb", _read_verbs), ("actor", _read_actors), ("agent", _read_agents), ("discard", _read_discards))
    for path in sorted(folder.glob("*.txt")):
        for word, reader in readers:
            if word in path.name.lower():
                reader(list(_lines(path.read_text(encoding="latin-1"))), found)
    for kind, entries in (("verbs", found.verbs), ("actors", found.actors)):
        if not entries:
            raise NoDictionaries(f"{folder} holds no dictionary of {kind}: a file such as My.{kind}.txt.")
    return found


def code_on(codes: list[Dated], day: date) -> str | None:
    """Give the code that an actor has on a day: one that is bound to dates goes before one that is not."""
    holding = [each for each in codes if each.first <= day <= each.last]
    holding.sort(key=lambda each: each.last - each.first)
    return holding[0].code if holding and holding[0].code not in {"---", "+++", "###"} else None


def _lines(text: str) -> Iterator[str]:
    """Give the lines that say something, without comments."""
    for line in re.sub(r"<!.*?>", "", text, flags=re.DOTALL).splitlines():
        bare = line.split("#", 1)[0].rstrip()
        if bare.strip():
            yield bare


def words_of(written: str) -> Words:
    """Split an entry into its words, in capitals; an underscore at its end only says that no ending may follow."""
    return tuple(word for word in re.split(r"[_\s]+", written.strip().upper()) if word)


# --- actors -----------------------------------------------------------------------------------------------------------


def _read_actors(lines: list[str], into: Dictionaries) -> None:
    for block in _blocks(lines):
        codes: list[Dated] = []
        names: list[Words] = []
        for line in block:
            codes += [dated for code in _CODE.findall(line) for dated in _codes(code)]
            name = _CODE.sub("", line).strip().removeprefix("+")
            if name:
                names.append(words_of(name))
        for words in names:
            into.actors.setdefault(words, []).extend(codes)


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """Give each entry with the synonyms and dated codes that follow it."""
    block: list[str] = []
    for line in lines:
        if line[0] in "+ \t" and block:
            block.append(line)
        else:
            if block:
                yield block
            block = [line]
    if block:
        yield block


def _codes(written: str) -> Iterator[Dated]:
    matched = _DATES.match(written.strip().upper())
    if matched is None:
        yield Dated(written.strip().upper(), date.min, date.max)
        return
    first = _day(matched["after"] or matched["first"]) or date.min
    last = _day(matched["before"] or matched["last"]) or date.max
    after = timedelta(days=1) if matched["after"] else timedelta()
    before = timedelta(days=1) if matched["before"] else timedelta()
    yield Dated(matched["code"], first + after, last - before)


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    if len(written) == len("yymmdd"):
        written = ("20" if int(written[:2]) < _CENTURY else "19") + written
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:8]))
    except ValueError:
        return None


# --- agents and discards ----------------------------------------------------------------------------------------------


def _read_agents(lines: list[str], into: Dictionaries) -> None:
    macros: dict[str, list[str]] = {}
    for line in lines:
        macro = _MACRO.match(line.strip())
        if macro:
            macros[macro[1]] = [word.strip() for word in macro[2].split(",")]
            continue
        codes = _CODE.findall(line)
        if not codes:
            continue
        forms = _FORMS.findall(line)
        name = _FORMS.sub("", _CODE.sub("", line)).strip()
        for spelt in _spelt(name, macros):
            plurals = words_of(forms[0]) and [forms[0]] if forms else [_plural(spelt)]
            for each in [spelt, *plurals]:
                into.agents.setdefault(words_of(each), codes[0].strip().upper())


def _spelt(name: str, macros: Mapping[str, list[str]]) -> list[str]:
    for macro, words in macros.items():
        if macro in name:
            return [name.replace(macro, word) for word in words]
    return [name]


def _plural(name: str) -> str:
    bare = name.rstrip("_ ")
    return f"{bare[:-1]}IES" if bare.endswith("Y") and bare[-2:-1] not in "AEIOU" else f"{bare}S"


def _read_discards(lines: list[str], into: Dictionaries) -> None:
    for line in lines:
        into.discards[words_of(_CODE.sub("", line).removeprefix("+"))] = line.startswith("+")


# --- verbs ------------------------------------------------------------------------------------------------------------


def _read_verbs(lines: list[str], into: Dictionaries) -> None:
    verb: Verb | None = None
    synonym: str | None = None
    for line in lines:
        if line.startswith("---"):
            codes = _CODE.findall(line)
            verb, synonym = Verb(_verb_code(codes[0]) if codes else None), None
        elif line.startswith("&"):
            synonym = line.strip().rstrip("_").split()[0]
            into.synonyms[synonym] = frozenset()
        elif synonym is not None and line.startswith("+"):
            word = words_of(line[1:])
            into.synonyms[synonym] |= {word, (*word[:-1], _plural(word[-1]))}
        elif line.startswith("-") and verb is not None:
            pattern = _pattern(line)
            if pattern is not None:
                verb.patterns.append(pattern)
        elif verb is not None:
            _add_verb(line, verb, into)


def _verb_code(written: str) -> str | None:
    code = written.strip().upper()
    return None if code in {"", "---", "+++", "###"} else code.rstrip("?")


def _add_verb(line: str, verb: Verb, into: Dictionaries) -> None:
    """Enter a verb under each of its forms; a code of its own goes before that of its block."""
    codes = _CODE.findall(line)
    own = Verb(_verb_code(codes[0]), verb.patterns) if codes else verb
    forms = _FORMS.findall(line)
    written = [_FORMS.sub("", _CODE.sub("", line)).strip(), *(forms[0].split() if forms else [])]
    for form in written:
        if form.strip("+_ "):
            into.verbs[words_of(form.replace("+", ""))] = own


def _pattern(line: str) -> Pattern | None:
    codes = _CODE.findall(line)
    written = _CODE.sub("", line[1:])
    if not codes or "*" not in written:
        return None
    before, _, after = written.partition("*")
    return Pattern(tuple(_steps(before)), tuple(_steps(after)), codes[0].strip().upper())


def _steps(written: str) -> Iterator[Words]:
    for step in written.upper().split():
        words = tuple(word for word in step.split("_") if word)
        if words:
            yield words
