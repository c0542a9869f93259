"""The settings: each declared once, with its variable, default and meaning. The docs' table is made from here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from seed.extract.providers.named import SECONDS, BadProvider, Provider, providers_named

PREFIX = "DATELINE_"


class BadSetting(ValueError):
    """A setting cannot be read; the text names its variable and says what would be right."""


def setting(default: Any, meaning: str, **limits: Any) -> Any:
    """Declare a setting."""
    return field(default=default, metadata={"meaning": meaning, **limits})


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can decide, read from variables named DATELINE_ and the field's name in capitals."""

    database_url: str = setting(
        "sqlite:///data/dateline.sqlite3",
        "Where the store is: `sqlite:///path` or `postgresql+psycopg://user@host/name`.",
    )
    host: str = setting("127.0.0.1", "The address that the server listens on.")
    port: int = setting(8000, "The port that it listens on; 0 takes any free one.", low=0, high=65535)
    workers: int = setting(0, "Processes that answer; 0 is one for each core.", low=0, high=256)
    threads: int = setting(4, "Requests that a process answers at a time.", low=1, high=64)
    query_seconds: float = setting(
        2.0, "How long one query may take before it is refused as too broad.", low=0.05, high=600
    )
    export_rows: int = setting(1_000_000, "The most records that one export gives.", low=1, high=100_000_000)
    extract_seconds: float = setting(
        30.0, "How long the extraction may take over one article that is sent or loaded.", low=0.1, high=3600
    )
    extract_queue: int = setting(
        8, "Articles that may wait for the extraction; beyond it the answer is 503.", low=1, high=1000
    )
    extract_providers: str = setting(
        "",
        "Other models for stages of the extraction, by commas: `entities=module:function,quotes=https://host/path`; "
        "see extraction.md.",
    )
    extract_provider_seconds: float = setting(
        SECONDS, "How long each of them may take over one article, besides.", low=0.1, high=3600
    )
    extract_provider_key: str = setting("", "The key that is sent to those at an address, as a bearer token.")
    ingest_megabytes: int = setting(16, "The largest body with articles that is taken.", low=1, high=1024)
    hot_megabytes: int = setting(
        32,
        "Room in each process for answers that are asked for again; 0 keeps none.",
        low=0,
        high=65_536,
    )
    webhook_hosts: str = setting(
        "", "Hosts of your own network that webhooks may be sent to, by commas; others have to be on the internet."
    )
    webhook_days: float = setting(5.0, "A webhook that takes nothing for so long is given up.", low=0.01, high=365)
    cache_seconds: int = setting(0, "How long a client may use an answer without asking again.", low=0, high=31_536_000)
    rate_limit: str = setting("", "Requests allowed to each client, such as `100 per minute`; empty is no limit.")
    rate_limit_storage: str = setting(
        "memory://",
        "Where the limit is counted: `memory://` counts in each process by itself, `redis://host` over all.",
    )
    mcp_key: str = setting("", "The key with which `dateline mcp` reads; empty reads what is open to all. See mcp.md.")
    trusted_proxies: int = setting(
        0, "How many proxies before the server may name the client's address.", low=0, high=10
    )
    streams: int = setting(
        500, "Live streams that a process holds at a time; beyond it the answer is 503.", low=0, high=100_000
    )
    streams_each: int = setting(
        20, "Of these, those of one key or address; beyond it the answer is 429.", low=1, high=100_000
    )
    stream_seconds: float = setting(
        900.0, "How long a live stream lasts; then the client asks again, and goes on where it was.", low=1, high=86_400
    )
    stream_beat_seconds: float = setting(
        15.0, "After how long with nothing to tell a live stream says that it is there.", low=0.1, high=600
    )
    cors_origins: str = setting("*", "Origins whose pages may read the API, by commas; empty is none.")
    metrics_dir: str = setting(
        "", "A folder for the metrics of all processes; empty is one of its own in the system's."
    )
    log_format: str = setting(
        "auto", "`json`, `text`, or `auto`: text on a terminal.", choices=("auto", "json", "text")
    )
    log_level: str = setting("info", "The least that is logged.", choices=("debug", "info", "warning", "error"))

    @property
    def origins(self) -> list[str]:
        """The origins whose pages may read the API."""
        return [origin.strip() for origin in self.cors_origins.split(",") if origin.strip()]

    def providers(self, *told: str) -> tuple[Provider, ...]:
        """Read who serves which stage of the extraction; what is `told` besides goes before the setting. Raises BadSetting."""
        try:
            return providers_named(
                [self.extract_providers, *told], self.extract_provider_seconds, self.extract_provider_key
            )
        except BadProvider as fault:
            raise BadSetting(f"{variable('extract_providers')}: {fault}") from None

    def article_seconds(self, providers: Iterable[Provider]) -> float:
        """How long an article may take: whoever else serves a stage has his own time for it."""
        return self.extract_seconds + sum(one.seconds for one in providers)


def settings_from(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises BadSetting for a value that cannot be, and for a DATELINE_ variable that is none."""
    given = {name: value for name, value in (environment or os.environ).items() if name.startswith(PREFIX)}
    known = {variable(one.name): one for one in fields(Settings)}
    for name in given:
        if name not in known and not name.startswith(f"{PREFIX}TEST_"):
            raise BadSetting(f"{name} is no setting. There are: {', '.join(known)}.")
    values = {one.name: _read(name, given[name], one) for name, one in known.items() if given.get(name, "") != ""}
    return Settings(**values)


def variable(name: str) -> str:
    """Give the variable that a setting is read from."""
    return PREFIX + name.upper()


def _read(name: str, raw: str, one: Any) -> Any:
    readers: dict[str, Callable[[str], Any]] = {"int": int, "float": float, "str": str}
    try:
        value = readers[one.type](raw)
    except ValueError:
        raise BadSetting(f"{name} is {raw!r} and must be a number.") from None
    low, high = one.metadata.get("low"), one.metadata.get("high")
    if low is not None and not low <= value <= high:
        raise BadSetting(f"{name} is {raw} and must be from {low} to {high}.")
    choices = one.metadata.get("choices")
    if choices and value not in choices:
        raise BadSetting(f"{name} is {raw!r} and must be one of {', '.join(choices)}.")
    return value
