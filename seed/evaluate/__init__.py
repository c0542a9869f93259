"""How well articles are read: one annotation scored against another, and the extraction against annotated sets."""
