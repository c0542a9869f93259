"""The tools over MCP, on standard input and output."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from schemas.nearest import advice
from service.assistants.answers import REFUSAL, framed
from service.assistants.inputs import Arguments
from service.assistants.service import Refused, Service
from service.assistants.tools import BY_NAME, INSTRUCTIONS, TOOLS, Tool
from service.problems import Problem
from service.version import VERSION

_READS_ONLY = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_LISTED = types.ListToolsResult(
    tools=[
        types.Tool(
            name=tool.name,
            title=tool.title,
            description=tool.description,
            input_schema=tool.input_schema,
            annotations=_READS_ONLY,
        )
        for tool in TOOLS
    ]
)


def serve(service: Service, threads: int) -> None:
    """Answer until standard input ends."""
    # Threads of their own, for each keeps its connection to the store.
    with ThreadPoolExecutor(threads, "tool") as pool:
        asyncio.run(_serve(_server(service, pool)))


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def _server(service: Service, pool: ThreadPoolExecutor) -> Server[Any]:
    async def list_tools(_context: Any, _asked: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return _LISTED

    async def call_tool(_context: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        tool = BY_NAME.get(asked.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, advice(f"There is no tool {asked.name!r}.", asked.name, BY_NAME))
        work = partial(answered, tool, service, asked.arguments or {})
        return await asyncio.get_running_loop().run_in_executor(pool, work)

    return Server(
        "dateline",
        version=VERSION,
        title="Dateline",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def answered(tool: Tool, service: Service, arguments: Arguments) -> types.CallToolResult:
    """Answer a call; what cannot be answered is an error of the tool, which whoever called can read and mend."""
    try:
        text, failed = framed(tool.call(service, arguments)), False
    except Refused as refused:
        text, failed = framed(refused.problem, REFUSAL), True
    except Problem as problem:
        told = {"title": problem.title, "detail": problem.detail, "errors": list(problem.faults)}
        text, failed = framed(told, REFUSAL), True
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=failed)
