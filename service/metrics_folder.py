"""The folder in which the server's processes keep their metrics.

prometheus-client looks for it when it is first imported, so it has to be made before `service.metrics` is.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from service.settings import Settings

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def prepare_metrics(settings: Settings) -> None:
    """Give the processes a folder for their metrics, empty: numbers of an earlier run are no longer true."""
    named = settings.metrics_dir or os.environ.get(FOLDER_VARIABLE)
    folder = Path(named) if named else Path(tempfile.mkdtemp(prefix="dateline-metrics-"))
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    os.environ[FOLDER_VARIABLE] = str(folder)
    if not named:
        atexit.register(_remove, folder, os.getpid())


def _remove(folder: Path, owner: int) -> None:
    """Remove a folder of our own when the process that made it ends, not when one forked from it does."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
