"""The command line: what it says, its exit codes, and that stopping it half-way harms nothing."""

from __future__ import annotations

import subprocess
import time

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from schemas.rendering import rendered
from service.command import main
from store.engine import open_store
from store.refresh import mark_everything_stale, refresh_batch
from store.writing import writing
from tests import kept
from tests.engines import seed_records
from tests.servers import COMMAND, ROOT, WITHOUT_RIGHTS, environment

COMMANDS = ("migrate", "seed", "serve", "rebuild", "backup", "restore", "openapi")


def dateline(*arguments: str, **settings) -> Result:
    """Run a command in this process; to start one of its own takes a second."""
    return CliRunner(env=environment(**settings)).invoke(main, arguments, prog_name="dateline")


def one_line(done: Result) -> str:
    """Give the line that a command ends with that could not be done."""
    assert (done.exit_code, type(done.exception)) == (1, SystemExit), done.exception
    (line,) = done.stderr.splitlines()
    assert line.startswith("dateline: ")
    return line


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(command):
    done = dateline(command, "--help")
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Usage: dateline {command}")


def test_all_commands_are_listed():
    listed = dateline("--help").stdout
    assert [command for command in COMMANDS if command not in listed] == []


@pytest.mark.parametrize(
    "arguments", [("sed",), ("seed", "twice"), ("serve", "--port", "x"), ("serve", "--port", "70000"), ("backup",)]
)
def test_a_wrong_call_ends_with_2(arguments):
    assert dateline(*arguments).exit_code == 2


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense", "cannot be read"),
        ("mysql://host/name", "mysql is not supported"),
        ("sqlite://", "in memory"),
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "cannot be used"),
        ("sqlite:////proc/none/dateline.sqlite3", "/proc/none"),
    ],
)
@pytest.mark.parametrize("command", ["migrate", "seed", "serve", "rebuild"])
def test_a_store_that_cannot_be_is_one_line(command, url, reason):
    assert reason in one_line(dateline(command, database_url=url))


def test_a_folder_in_place_of_the_file_is_one_line(tmp_path):
    assert "cannot be used" in one_line(dateline("migrate", database_url=f"sqlite:///{tmp_path}"))


def test_a_file_that_is_no_database_is_one_line(tmp_path):
    (tmp_path / "text").write_text("This is no database, and long enough to be seen to be none." * 9)
    assert "cannot be used" in one_line(dateline("migrate", database_url=f"sqlite:///{tmp_path}/text"))


def test_a_folder_that_may_not_be_written_is_one_line(tmp_path):
    tmp_path.chmod(0o555)
    done = subprocess.run(
        [*WITHOUT_RIGHTS, *COMMAND, "migrate"],
        env=environment(database_url=f"sqlite:///{tmp_path}/dateline.sqlite3"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("dateline: The store cannot be used: unable to open database file.")


def test_an_unknown_setting_is_one_line():
    assert "DATELINE_PROT is no setting" in one_line(dateline("seed", prot="1"))


def test_a_store_without_tables_says_how_to_make_them(engine_url):
    assert "dateline migrate" in one_line(dateline("seed", database_url=engine_url))


def test_a_store_of_a_later_version_is_left_alone(databases):
    url = databases.new(databases.migrated)
    store = open_store(url)
    with store.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    assert "later version" in one_line(dateline("migrate", database_url=url))
    assert "dateline migrate" in one_line(dateline("seed", database_url=url))
    databases.drop(url)


def test_up_down_and_up_again(engine_url):
    done = [
        dateline(*arguments, database_url=engine_url)
        for arguments in (("migrate",), ("migrate",), ("migrate", "--to", "base"), ("migrate",), ("seed",))
    ]
    assert [one.exit_code for one in done] == [0] * 5
    assert done[1].stdout == "The store's tables are up to date.\n"
    assert done[4].stdout.startswith("Seeded: ")


def test_a_revision_that_is_none_is_one_line(engine_url):
    assert "nonesuch" in one_line(dateline("migrate", "--to", "nonesuch", database_url=engine_url))


def test_seeding_again_changes_nothing(databases):
    url = databases.new(databases.migrated)
    first = dateline("seed", database_url=url)
    store = open_store(url)
    held = kept.rows(store)
    again = dateline("seed", database_url=url)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert again.stdout == "The seed is in place.\n"
    assert kept.rows(store) == held
    store.close()
    databases.drop(url)


@pytest.mark.parametrize("seconds", [0.6, 1.0])
def test_a_seed_that_was_killed_is_made_whole_by_the_next(databases, seconds):
    url = databases.new(databases.migrated)
    process = subprocess.Popen([*COMMAND, "seed"], env=environment(database_url=url), cwd=ROOT)
    time.sleep(seconds)
    process.kill()
    process.wait()
    assert dateline("seed", database_url=url).exit_code == 0
    assert dateline("seed", database_url=url).stdout == "The seed is in place.\n"
    store = open_store(url)
    assert len(kept.documents(store)) == len(_all(seed_records()))
    assert kept.stale(store) == 0
    store.close()
    databases.drop(url)


def _all(batch):
    return [*batch.datasets, *batch.sources, *batch.entities, *batch.articles, *batch.events, *batch.quotes]


def test_rebuilding_gives_the_same_documents(seeded):
    held = kept.documents(seeded)
    done = dateline("rebuild", database_url=seeded.url.render_as_string(hide_password=False))
    assert (done.exit_code, done.stdout) == (0, f"Rendered {len(held)} records.\n")
    assert kept.documents(seeded) == held
    assert kept.stale(seeded) == 0


def test_a_rebuilding_that_was_stopped_goes_on(seeded):
    mark_everything_stale(seeded)
    with writing(seeded) as writer:
        refresh_batch(writer, rendered)
    held = kept.documents(seeded)
    assert dateline("rebuild", database_url=seeded.url.render_as_string(hide_password=False)).exit_code == 0
    assert (kept.documents(seeded), kept.stale(seeded)) == (held, 0)


def test_the_openapi_document_is_checked_against_the_file(tmp_path):
    file = tmp_path / "openapi.yaml"
    assert "out of step" in one_line(dateline("openapi", "--check", str(file)))
    assert dateline("openapi", str(file)).exit_code == 0
    assert dateline("openapi", "--check", str(file)).stdout == f"{file} is in step.\n"
    file.write_text(file.read_text().replace("Dateline", "Dataline", 1))
    assert "dateline openapi" in one_line(dateline("openapi", "--check", str(file)))


def test_a_file_that_cannot_be_written_is_one_line(tmp_path):
    assert "Is a directory" in one_line(dateline("openapi", str(tmp_path)))
