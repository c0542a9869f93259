"""GDELT's files of mentions: a row says that one more article reports an event, and how sure GDELT is of it.

Columns: the codebook of GDELT 2.0 (16).
"""

from __future__ import annotations

from functools import lru_cache

from seed.importers import gdelt
from seed.importers.format import Format, Row, Tabs
from seed.importers.values import complaint, decimal
from seed.records import Record, ReportRecord

COLUMNS = (
    "GlobalEventID",
    "EventTimeDate",
    "MentionTimeDate",
    "MentionType",
    "MentionSourceName",
    "MentionIdentifier",
    "SentenceID",
    "Actor1CharOffset",
    "Actor2CharOffset",
    "ActionCharOffset",
    "InRawText",
    "Confidence",
    "MentionDocLen",
    "MentionDocTone",
    "MentionDocTranslationInfo",
    "Extras",
)


def looks(row: Row) -> bool:
    """Whether event, times and kind of document are what they are in GDELT's mentions."""
    return (
        gdelt.is_whole(row["GlobalEventID"])
        and all(len(row[time]) == 14 and gdelt.is_whole(row[time]) for time in ("EventTimeDate", "MentionTimeDate"))
        and row["MentionType"] in gdelt.COLLECTIONS
    )


def records(row: Row) -> tuple[Record, ...]:
    """Make the publisher, the article and its bond with the event. Raises BadRow."""
    event = row["GlobalEventID"]
    if not gdelt.is_whole(event):
        raise complaint("GlobalEventID", event, "a whole number")
    document = gdelt.identified(row, "MentionIdentifier", "MentionSourceName", "MentionType")
    article = gdelt.article(
        document,
        gdelt.seen(row["MentionTimeDate"], "MentionTimeDate"),
        gdelt.language(row["MentionDocTranslationInfo"]),
        tone=decimal(row["MentionDocTone"], "MentionDocTone", -100, 100),
    )
    report = ReportRecord(f"gdelt/{event}", article.key, _confidence(row["Confidence"]))
    return (document.source, article, report)


@lru_cache
def _confidence(percent: str) -> float:
    if not gdelt.is_whole(percent) or not 10 <= int(percent) <= 100:
        raise complaint("Confidence", percent, "a whole number from 10 to 100")
    return int(percent) / 100


FORMAT = Format(
    name="gdelt-mentions",
    title="GDELT mentions: which articles report which events",
    dataset=gdelt.DATASET,
    layouts=(Tabs(COLUMNS),),
    looks=looks,
    records=records,
)
