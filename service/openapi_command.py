"""`dateline openapi`: the document of the API."""

from __future__ import annotations

from pathlib import Path

import click

from service.application import create_app
from service.openapi import as_yaml
from service.outcomes import Failure, one_line
from service.settings import Settings

OPENAPI_FILE = Path("openapi.yaml")


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; fail where the file is out of step.")
@click.argument("target", type=click.Path(path_type=Path), default=OPENAPI_FILE)
@one_line
def openapi(check: bool, target: Path) -> None:
    """Write the OpenAPI document to TARGET."""
    document = as_yaml(create_app(Settings()).extensions["openapi"])
    if check:
        if not target.exists() or target.read_text(encoding="utf-8") != document:
            raise Failure(f"{target} is out of step with the code; run: dateline openapi")
        click.echo(f"{target} is in step.")
        return
    target.write_text(document, encoding="utf-8")
    click.echo(f"Wrote {target}.")
