"""`dateline mcp`: the store as tools of an assistant."""

from __future__ import annotations

import signal
from dataclasses import replace
from importlib.util import find_spec

import click

from service.opening import opened_store
from service.outcomes import Failure, one_line
from service.settings import settings_from


@click.command()
@one_line
def mcp() -> None:
    """Offer the store to an assistant as tools that only read: MCP over standard input and output.

    An assistant's program starts this command itself; docs/mcp.md says how it is told to.
    """
    if find_spec("mcp") is None:
        raise Failure("The tools for assistants need mcp; to install it: pip install 'dateline[mcp]'")
    from service import logs
    from service.application import create_app
    from service.assistants.server import serve
    from service.assistants.service import Refused, Service

    settings = settings_from()
    with opened_store():
        # Standard output belongs to the protocol; the log goes to standard error.
        logs.configure(settings.log_format, settings.log_level)
    # A limit holds strangers off; here nobody asks but the program that started this one.
    service = Service(create_app(replace(settings, rate_limit="")), settings.mcp_key)
    try:
        service.ask("/v1")
    except Refused as refused:
        raise Failure(" ".join((str(refused), refused.problem.get("right", ""))).strip()) from None
    # Python would wait for the line that it is reading, which may never come; there is nothing to be put away.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    serve(service, settings.threads)
