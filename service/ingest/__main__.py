"""The process of the extraction, by itself: what it sends is to be of `service.ingest.process`, not of `__main__`."""

from __future__ import annotations

import sys

from service.ingest.process import main

main(*sys.argv[1:])
