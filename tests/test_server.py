"""The server itself: processes, signals, metrics, what it needs of the machine."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import orjson
import pytest

from tests.clients import PROBLEM
from tests.servers import COMMAND, PATIENCE_SECONDS, ROOT, WITHOUT_RIGHTS, environment, serving_at


@pytest.fixture
def seeded_url(sqlite):
    url = sqlite.new(sqlite.seeded)
    yield url
    sqlite.drop(url)


def counted(metrics: str, route: str) -> float:
    """Add up what is counted of a route."""
    return sum(
        float(line.rpartition(" ")[2])
        for line in metrics.splitlines()
        if f'requests_total{{method="GET",route="{route}"' in line
    )


def test_requests_are_counted_right_across_the_processes(seeded_url):
    with serving_at(seeded_url) as server:
        for _ in range(40):
            assert server.get("/v1/events?limit=1")[0] == 200
        assert server.get("/v1/nothing")[0] == 404
        metrics = server.get("/metrics")[2]
    assert counted(metrics, "/v1/events") == 40
    assert counted(metrics, "none") == 1
    assert 'dateline_request_seconds_count{route="/v1/events"} 40.0' in metrics


def test_a_log_is_one_line_of_json_for_each_request(seeded_url):
    with serving_at(seeded_url) as server:
        server.get("/v1/events?limit=1", **{"X-Request-ID": "mine"})
        server.process.send_signal(signal.SIGTERM)
        _, errors = server.process.communicate(timeout=PATIENCE_SECONDS)
    lines = [orjson.loads(line) for line in errors.splitlines()]
    assert [line["path"] for line in lines if line.get("request_id") == "mine"] == ["/v1/events?limit=1"]


def test_the_end_is_clean_and_leaves_nothing_behind(seeded_url, tmp_path):
    with serving_at(seeded_url, variables={"TMPDIR": str(tmp_path)}) as server:
        assert list(tmp_path.glob("dateline-metrics-*"))
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE_SECONDS) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_begins_again_seeds_nothing_twice(sqlite):
    url = sqlite.new()
    with serving_at(url, "--prepare") as server:
        first = server.get("/v1/changes?limit=1000")[2]
    with serving_at(url, "--prepare") as server:
        assert server.get("/v1/changes?limit=1000")[2] == first


def test_a_worker_that_dies_is_replaced(seeded_url):
    with serving_at(seeded_url, workers=1) as server:
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
        os.kill(int(children[-1]), signal.SIGKILL)
        time.sleep(1)
        assert server.get("/v1/events?limit=1")[0] == 200


def test_a_line_of_8100_bytes_is_answered_in_our_own_shape(seeded_url):
    with serving_at(seeded_url) as server:
        status, headers, body = server.get("/v1/events?q=" + "a" * 8070)
    assert (status, headers["Content-Type"]) == (414, PROBLEM)
    assert orjson.loads(body)["type"] == "urn:dateline:problem:uri-too-long"


def refused_to_serve(*arguments: str, **settings) -> list[str]:
    """Run a server that cannot be; gives what it says."""
    process = subprocess.run(
        [*COMMAND, "serve", *arguments],
        env=environment(**settings),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert process.returncode == 1
    assert "Traceback" not in process.stderr
    return process.stderr.splitlines()


def test_a_port_in_use_is_one_clear_line(seeded_url):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (line,) = refused_to_serve(database_url=seeded_url, port=port)
    assert line.startswith(f"dateline: 127.0.0.1:{port} cannot be listened on: Address already in use. DATELINE_HOST")


def test_a_wrong_setting_is_one_line(seeded_url):
    (line,) = refused_to_serve(database_url=seeded_url, workers="many")
    assert line == "dateline: DATELINE_WORKERS is 'many' and must be a number."


def test_a_store_that_is_not_prepared_is_one_line(sqlite):
    (line,) = refused_to_serve(database_url=sqlite.new())
    assert line.endswith("; run: dateline migrate")


def test_a_tree_that_cannot_be_written_is_served_with_two_folders_that_can(tmp_path):
    tree, data, metrics = (tmp_path / name for name in ("tree", "data", "metrics"))
    for room in ("service", "seed", "schemas", "store"):
        shutil.copytree(ROOT / room, tree / room, ignore=shutil.ignore_patterns("__pycache__"))
    data.mkdir()
    metrics.mkdir()
    unwritable = [tree, *tree.rglob("*")]
    for path in unwritable:
        path.chmod(0o555 if path.is_dir() else 0o444)
    variables = {"HOME": "/nonexistent", "PYTHONPATH": str(tree)}
    url = f"sqlite:///{data}/dateline.sqlite3"
    with serving_at(
        url, "--prepare", cwd=tree, variables=variables, under=WITHOUT_RIGHTS, metrics_dir=metrics
    ) as server:
        assert server.get("/v1/events?limit=1")[0] == 200
        assert counted(server.get("/metrics")[2], "/v1/events") == 1
    assert {*tree.rglob("*"), tree} == set(unwritable)


def test_the_greeting_says_where(seeded_url):
    with serving_at(seeded_url) as server:
        greeting = server.process.stdout
        assert greeting is not None
        assert re.fullmatch(r"Dateline \S+ at http://127\.0\.0\.1:\d+\n", greeting.readline())
        assert greeting.readline() == f"Documentation: http://127.0.0.1:{server.port}/docs\n"
