"""The shape of every record as it is served, and nothing else. A schema is the one source of its shape."""
