"""A load takes as much memory for a long file as for a short one."""

from __future__ import annotations

import pytest

from bench.gdelt_world import World
from bench.loading import loaded

SHORT, LONG = 5_000, 20_000
# SQLite's pages and what is remembered of the store grow to their bounds; whoever kept rows would need more than this.
MOST_BYTES_A_ROW = 6_000


@pytest.mark.slow
def test_memory_does_not_grow_with_the_rows(sqlite, tmp_path):
    peaks = []
    for rows in (SHORT, LONG):
        path = tmp_path / f"{rows}.export.CSV"
        World(rows).write(path)
        url = sqlite.new(sqlite.migrated)
        told = loaded(url, path)
        sqlite.drop(url)
        assert (told.rows, told.rejected) == (rows, 0)
        peaks.append(told.peak_bytes)
    assert peaks[1] - peaks[0] < MOST_BYTES_A_ROW * (LONG - SHORT)
