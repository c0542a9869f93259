"""Ask a Dateline server: who did what to whom, when, where, who said so, and where the text says it."""

from dateline_client.client import Client
from dateline_client.problems import DatelineError, DatelineWarning, NoAnswer, Problem, TooMany
from dateline_client.records import Record, Records, Rows
from dateline_client.version import VERSION

__version__ = VERSION
__all__ = [
    "Client",
    "DatelineError",
    "DatelineWarning",
    "NoAnswer",
    "Problem",
    "Record",
    "Records",
    "Rows",
    "TooMany",
]
