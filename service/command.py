"""The command line: `dateline migrate`, `seed`, `load`, `extract`, `entities`, `datasets`, `keys`, `export`, `serve` …

Exit codes: 0 done; 1 could not be done, and one line says why and what to do; 2 the command was called wrongly; 3 loaded, but
for rows that were rejected.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

import click

from service.version import VERSION

# Where each command stands.
COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "migrate": "store_command",
        "seed": "store_command",
        "load": "load_command",
        "entities": "entities_command",
        "datasets": "datasets_command",
        "keys": "keys_command",
        "corrections": "corrections_command",
        "export": "export_command",
        "extract": "extract_command",
        "evaluate": "evaluate_command",
        "mcp": "mcp_command",
        "serve": "serve_command",
        "rebuild": "store_command",
        "backup": "store_command",
        "restore": "store_command",
        "webhooks": "webhooks_command",
        "openapi": "openapi_command",
    }
)


class Commands(click.Group):
    """The commands, each imported when it is named: what serves takes two seconds, which no other has to wait for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name all commands, in the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"service.{COMMANDS[cmd_name]}"), cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="dateline")
def main() -> None:
    """Dateline: who did what to whom, when, where, who said so, and where the text says it.

    Settings are read from variables named DATELINE_...; docs/operations.md lists them.
    """


if __name__ == "__main__":
    sys.exit(main())
