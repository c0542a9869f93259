"""The version of the client, which is its own and not that of the server."""

VERSION = "0.1.0"
