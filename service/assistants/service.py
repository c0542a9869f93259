"""Asks the service itself, in this process: filters, limits, closed datasets and problems are then those of HTTP."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import orjson
from flask import Flask

from schemas.parameters import split_values
from service.access import LEFT_OUT, SCHEME
from service.lists import MOST_LICENCES
from service.settings import variable

Pairs = Sequence[tuple[str, str]]

KEY_HOW = f"The key with which these tools read is the setting {variable('mcp_key')} of the command."


class Refused(Exception):
    """The service did not answer; `problem` says what is wrong and what would be right."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(problem["detail"])
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered to one request, and what was left out of it."""

    body: Any
    left_out: Sequence[str]

    @property
    def cursor(self) -> str | None:
        """Where the list goes on."""
        following = self.body["links"]["next"]
        return parse_qs(urlsplit(following).query)["cursor"][0] if following else None


@dataclass(frozen=True, slots=True)
class Service:
    """The application, and the key by which it is asked."""

    app: Flask
    key: str = ""

    def ask(self, path: str, asked: Pairs = ()) -> Reply:
        """Read an address. Raises Refused."""
        headers = {"Authorization": f"{SCHEME} {self.key}"} if self.key else {}
        # A record that was merged is answered by the one that stands for it.
        answer = self.app.test_client().get(address(path, asked), headers=headers, follow_redirects=True)
        body = orjson.loads(answer.data)
        if answer.status_code != 200:
            right = {"right": KEY_HOW} if answer.status_code in (401, 403) else {}
            told = {name: body[name] for name in ("title", "detail", "errors")}
            raise Refused(told | right)
        left_out = answer.headers.get(LEFT_OUT, "")
        return Reply(body, [unquote(slug) for slug in left_out.split(", ") if slug])


def address(path: str, asked: Pairs) -> str:
    """Give the address of what is asked for."""
    return f"{path}?{urlencode(asked)}" if asked else path


def provenance(
    service: Service, path: str, asked: Pairs, reply: Reply, slugs: Collection[str] | None
) -> dict[str, Any]:
    """Tell where an answer comes from: its datasets (None: all that the question leaves), and how far the store has come."""
    here = service.ask("/v1").body
    found = [one for one in here["datasets"] if one["slug"] not in reply.left_out]
    found = _left(found, asked) if slugs is None else [one for one in found if one["slug"] in slugs]
    return {
        "datasets": found[:MOST_LICENCES],
        "more_datasets": max(0, len(found) - MOST_LICENCES),
        "left_out_for_want_of_a_key": list(reply.left_out),
        "revision": here["revision"],
        "same_over_http": address(path, [pair for pair in asked if pair[0] != "fields"]),
        "statement": here["statement"],
    }


def _left(datasets: Sequence[dict[str, Any]], asked: Pairs) -> list[dict[str, Any]]:
    """Keep the datasets that the question's own filters leave."""
    kept = list(datasets)
    for name, key in (("dataset", "slug"), ("licence", "licence")):
        values = {value for one, spelt in asked if one == name for value in split_values(spelt)}
        kept = [one for one in kept if not values or one[key] in values]
    return kept
