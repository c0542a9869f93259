"""What may go wrong, each an error of its own; all are a DatelineError."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class DatelineError(Exception):
    """Whatever this package raises."""


class NoAnswer(DatelineError):
    """The server cannot be reached, or what answers is no Dateline."""


class TooMany(DatelineError):
    """More records match than the server gives at once, so a frame would lack some of them."""


class Problem(DatelineError):
    """The server refused the question. Printed, it says what is wrong, where, and what would be right.

    `type` ends in the word by which programs go (`name`), `errors` names each wrong parameter, `url` is what was asked.
    """

    def __init__(self, told: Mapping[str, Any], url: str, retry_after: str | None = None) -> None:
        super().__init__(told, url, retry_after)
        self.type: str = told.get("type", "about:blank")
        self.title: str = told.get("title", "The server refused")
        self.status: int = told["status"]
        self.detail: str = told.get("detail", "")
        self.errors: list[dict[str, Any]] = told.get("errors", [])
        self.request_id: str | None = told.get("request_id")
        self.retry_after = retry_after
        self.url = url

    @property
    def name(self) -> str:
        """The last word of the type: `bad-parameter`, `not-found`, …"""
        return self.type.rpartition(":")[2]

    def __str__(self) -> str:
        lines = [f"{self.title} ({self.status} {self.name})"]
        for error in self.errors:
            lines.append(f"  {error['parameter']}: {error['message']}")
            lines += [f"    {_named(candidate)}" for candidate in error.get("candidates", [])]
        if not self.errors:
            lines.append(f"  {self.detail}")
        if self.retry_after:
            lines.append(f"  Try again in {self.retry_after} seconds.")
        lines.append(f"  Asked: {self.url}")
        if self.request_id:
            lines.append(f"  Request: {self.request_id}")
        return "\n".join(lines)


class DatelineWarning(UserWarning):
    """What the server says of a question that it answered, such as a name that nobody has."""


def _named(candidate: Mapping[str, Any]) -> str:
    facts = ", ".join(filter(None, (candidate.get("kind"), candidate.get("country"))))
    return f"{candidate['id']}  {candidate['name']} ({facts})"
