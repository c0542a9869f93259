"""Webhooks: who is sent what happens, signed, in order, again after a failure, and given up in the end."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result
from sqlalchemy.exc import OperationalError, StatementError
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from service.command import main
from service.webhooks import delivering
from service.webhooks.delivering import Delivering
from store.engine import Store, open_store
from store.identity import Kind, record_id
from store.keys import add_key, revoke_key
from store.webhooks import Hook, keep, new_secret, webhooks
from store.writing import writing
from tests.builders import dataset, entity, event, loaded
from tests.clients import deleted, id_of, merged
from tests.receiver import Receiver, receiving
from tests.servers import COMMAND, environment

Command = Callable[..., Result]
MISFIT = "It answered 503: Not now"


@pytest.fixture
def url(databases) -> Iterator[str]:
    """The URL of a store with two events and a dataset that needs a key."""
    made = databases.new(databases.migrated)
    store = open_store(made)
    loaded(store, dataset("test"), dataset("shut", access="key"), event(key="old", actor1="Iran"))
    store.close()
    yield made
    databases.drop(made)


@pytest.fixture
def store(url) -> Iterator[Store]:
    """That store."""
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def dateline(url) -> Command:
    """Run a command on that store; this machine may be sent to."""

    def run(*arguments: str, **settings: str) -> Result:
        given = {"database_url": url, "webhook_hosts": "127.0.0.1"} | settings
        return CliRunner(env=environment(**given)).invoke(main, ["webhooks", *arguments], prog_name="dateline")

    return run


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that takes everything."""
    with receiving() as running:
        yield running


def added(dateline: Command, receiver: Receiver, *options: str, name: str = "desk") -> str:
    """Add a webhook and give its secret."""
    result = dateline("add", name, receiver.url, *options)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()[0]


def hook_of(store: Store, name: str = "desk") -> Hook:
    """Read a webhook."""
    with store.reader.connect() as connection:
        (found,) = webhooks(connection, name)
    return found


def due_now(store: Store, **more: Any) -> None:
    """Let a webhook be asked again at once."""
    with writing(store) as writer:
        keep(writer, replace(hook_of(store), next_at=None, **more))


def test_what_happens_is_sent_signed_and_in_order(store, dateline, receiver):
    secret = added(dateline, receiver, "--filter", "actor=Iran")
    loaded(store, event(key="first", actor1="Iran"), event(key="other", actor1="Norway"), entity("Persia"))
    deleted(store, Kind.EVENT, "old")
    assert dateline("deliver", "--once").exit_code == 0
    messages = receiver.messages(secret)
    assert [(one["type"], one["data"]["id"]) for one in messages] == [
        ("event.created", id_of(Kind.EVENT, "first")),
        ("event.withdrawn", id_of(Kind.EVENT, "old")),
    ]
    assert messages[0]["data"]["actor1"][0]["name"] == "Iran"
    assert messages[0]["sequence"] < messages[1]["sequence"]
    assert dateline("deliver", "--once").exit_code == 0
    assert len(receiver.requests) == 2
    with pytest.raises(WebhookVerificationError):
        receiver.messages(new_secret())


def test_updates_and_merges_are_sent_too(store, dateline, receiver):
    of_events = added(dateline, receiver, "--filter", "actor1=Iran", name="events")
    loaded(store, event(key="old", actor1="Iran", cameo="190"), event(key="new", actor1="Persia"))
    dateline("deliver", "--once")
    (told,) = receiver.messages(of_events)
    assert (told["type"], told["data"]["id"]) == ("event.updated", id_of(Kind.EVENT, "old"))
    receiver.requests.clear()
    merged(store, "Persia", "Iran")
    dateline("deliver", "--once")
    (told,) = receiver.messages(of_events)
    assert told["type"] == "entity.merged"
    assert told["data"]["id"] == id_of(Kind.ENTITY, "Persia")
    assert told["data"]["into"] == id_of(Kind.ENTITY, "Iran")


def test_what_was_not_taken_is_sent_again_with_the_same_id_and_nothing_overtakes_it(store, dateline, receiver):
    secret = added(dateline, receiver)
    receiver.answers = [(204, {}), (503, {})]
    loaded(store, event(key="one"), event(key="two"), event(key="three"))
    dateline("deliver", "--once")
    failed = hook_of(store)
    assert (failed.attempts, failed.fault) == (1, MISFIT)
    assert failed.next_at is not None
    assert timedelta(seconds=4) < failed.next_at - datetime.now(UTC) < timedelta(seconds=6)
    dateline("deliver", "--once")
    assert len(receiver.requests) == 2
    assert f"{MISFIT}" in dateline("list").output
    due_now(store)
    dateline("deliver", "--once")
    keys = [one["data"]["id"] for one in receiver.messages(secret)]
    assert sorted(set(keys)) == sorted(id_of(Kind.EVENT, key) for key in ("one", "two", "three"))
    assert receiver.ids[1] == receiver.ids[2]
    assert len(receiver.ids) == 4
    assert (hook_of(store).attempts, hook_of(store).fault) == (0, None)


@pytest.mark.parametrize(("answer", "seconds"), [((429, {"Retry-After": "3600"}), 3600), ((503, {}), 1800)])
def test_it_waits_longer_each_time_and_as_long_as_it_is_asked_to(store, dateline, receiver, answer, seconds):
    added(dateline, receiver)
    loaded(store, event(key="one"))
    receiver.answers = [answer]
    due_now(store, attempts=2)
    dateline("deliver", "--once")
    at = hook_of(store).next_at
    assert at is not None
    wait = at - datetime.now(UTC)
    assert seconds - 10 < wait.total_seconds() <= seconds * 1.1


def test_after_days_of_failure_it_is_given_up_and_resumed_it_misses_nothing(store, dateline, receiver):
    added(dateline, receiver)
    loaded(store, event(key="one"))
    receiver.answers = [(500, {})]
    due_now(store, failing_since=datetime.now(UTC) - timedelta(days=6), attempts=8)
    dateline("deliver", "--once")
    assert "given up" in dateline("list").output
    loaded(store, event(key="two"))
    dateline("deliver", "--once")
    assert len(receiver.requests) == 1
    assert dateline("resume", "desk").exit_code == 0
    dateline("deliver", "--once")
    assert len(receiver.requests) == 3


def test_who_wants_no_more_is_sent_no_more(store, dateline, receiver):
    added(dateline, receiver)
    loaded(store, event(key="one"))
    receiver.answers = [(410, {})]
    dateline("deliver", "--once")
    assert hook_of(store).ended_at is not None


def test_a_redirect_is_not_followed(store, dateline, receiver):
    added(dateline, receiver)
    loaded(store, event(key="one"))
    receiver.answers = [(302, {"Location": "http://169.254.169.254/latest"})]
    dateline("deliver", "--once")
    assert hook_of(store).fault == ("It answered 302. A redirect is not followed: name the address where it leads.")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:9000/", "127.0.0.1 is at 127.0.0.1, which is not on the public internet."),
        ("http://[::ffff:10.0.0.1]/", "which is not on the public internet."),
        ("http://169.254.169.254/", "which is not on the public internet."),
    ],
)
def test_nothing_is_sent_into_the_network_of_the_operator(store, dateline, address, said):
    assert dateline("add", "desk", address).exit_code == 0
    loaded(store, event(key="one"))
    dateline("deliver", "--once", webhook_hosts="")
    assert said in (hook_of(store).fault or "")
    assert said in dateline("try", "desk", webhook_hosts="").output


def test_a_dataset_that_needs_a_key_is_told_to_whom_the_key_is_and_no_more_when_it_is_revoked(
    store, dateline, receiver, url
):
    run = CliRunner(env=environment(database_url=url))
    assert run.invoke(main, ["keys", "create", "reader", "--dataset", "shut"]).exit_code == 0
    assert dateline("add", "b", receiver.url, "--filter", "dataset=shut").output.startswith(
        "dateline: --filter: dataset: shut needs a key; --key names one."
    )
    open_secret = added(dateline, receiver, name="a")
    secret = added(dateline, receiver, "--key", "reader", name="b")
    loaded(store, event(key="hidden", dataset="shut"))
    dateline("deliver", "--once")
    (sent,) = receiver.messages(secret)
    assert sent["data"]["id"] == id_of(Kind.EVENT, "hidden")
    with pytest.raises(WebhookVerificationError):
        receiver.messages(open_secret)
    assert run.invoke(main, ["keys", "revoke", "reader"]).exit_code == 0
    loaded(store, event(key="hidden too", dataset="shut"))
    dateline("deliver", "--once")
    assert len(receiver.requests) == 1


def test_a_trial_is_signed_and_tells_of_nothing(dateline, receiver):
    secret = added(dateline, receiver)
    assert "took it" in dateline("try", "desk").output
    assert receiver.messages(secret)[0]["type"] == "webhook.test"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "desk", "ftp://x.example/"), "'ftp://x.example/' is no http or https address."),
        (("add", "desk", "https://u:p@x.example/"), "An address with a user in it is not asked."),
        (("add", "Desk!", "https://x.example/"), "'Desk!' is no name of a webhook"),
        (("add", "desk", "https://x.example/", "--filter", "actr=Iran"), "Did you mean actor?"),
        (("add", "desk", "https://x.example/", "--filter", "date=yesterday"), "--filter: date: "),
        (("add", "desk", "https://x.example/", "--filter", "q=%ff"), "--filter: The query is not UTF-8"),
        (("add", "desk", "https://x.example/", "--key", "nobody"), "There is no key for 'nobody'"),
        (("remove", "nobody"), "There is no webhook 'nobody'"),
        (("resume", "nobody"), "There is no webhook 'nobody'"),
        (("try", "nobody"), "There is no webhook 'nobody'"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(dateline, arguments, said):
    result = dateline(*arguments)
    assert result.exit_code == 1
    assert said in result.output
    assert len(result.output.splitlines()) == 1


def test_one_is_listed_until_it_is_removed_and_its_secret_is_not(dateline, receiver):
    secret = added(dateline, receiver, "--filter", "actor=Iran&status=asserted")
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", secret)
    said = dateline("list").output
    assert said == f"desk: {receiver.url} of events, actor=Iran&status=asserted; up to date\n"
    assert "There is a webhook desk" in dateline("add", "desk", receiver.url).output
    dateline("remove", "desk")
    assert dateline("list").output == ""


def test_a_name_that_nothing_has_yet_is_noted(dateline, receiver):
    result = dateline("add", "desk", receiver.url, "--filter", "actor=Nobody+Known")
    assert "nothing here is known as 'Nobody Known'" in result.stderr


def test_a_body_is_json_that_tells_when(store, dateline, receiver):
    added(dateline, receiver)
    loaded(store, event(key="one"))
    dateline("deliver", "--once")
    headers, body = receiver.requests[0]
    told = orjson.loads(body)
    assert headers["content-type"] == "application/json"
    assert datetime.fromisoformat(told["timestamp"]).tzinfo is not None


def test_the_process_sends_what_happens_while_it_runs_and_a_slow_receiver_keeps_no_other_waiting(
    store, dateline, receiver, url
):
    secret = added(dateline, receiver)
    with receiving() as slow:
        slow.hold = Event()
        assert dateline("add", "slow", slow.url).exit_code == 0
        given = environment(database_url=url, webhook_hosts="127.0.0.1")
        with subprocess.Popen([*COMMAND, "webhooks", "deliver"], env=given, stderr=subprocess.PIPE) as process:
            loaded(store, event(key="one"))
            until(lambda: len(receiver.requests) == 1 and len(slow.requests) == 1)
            loaded(store, event(key="two"))
            until(lambda: len(receiver.requests) == 2)
            assert len(slow.requests) == 1
            process.send_signal(signal.SIGTERM)
            slow.hold.set()
            assert process.wait(30) == 0
    assert [one["data"]["id"] for one in receiver.messages(secret)] == [
        id_of(Kind.EVENT, key) for key in ("one", "two")
    ]
    assert [hook_of(store, name).held_until for name in ("desk", "slow")] == [None, None]


def test_two_processes_do_not_send_the_same(store, dateline, receiver):
    added(dateline, receiver)
    loaded(store, event(key="one"))
    due_now(store, held_until=datetime.now(UTC) + timedelta(seconds=30))
    dateline("deliver", "--once")
    assert receiver.requests == []


def test_one_with_much_to_be_told_lets_the_others_have_their_turn(store, dateline, receiver, monkeypatch):
    monkeypatch.setattr(delivering, "TURN_SECONDS", 0)
    secrets = [added(dateline, receiver, name=name) for name in ("desk", "other")]
    loaded(store, *(event(key=f"event/{number}") for number in range(3)))
    said = dateline("deliver", "--once").output
    assert said == "2 had something to be told.\n"
    for place, (headers, body) in enumerate(receiver.requests):
        Webhook(secrets[place % 2]).verify(body, headers)
    assert len(receiver.requests) == 6


def test_a_database_that_has_gone_is_waited_for(store, receiver, dateline, monkeypatch):
    added(dateline, receiver)
    loaded(store, event(key="one"))
    faults = [OperationalError("SELECT", {}, Exception("gone"))] * 2
    found = webhooks

    def broken(connection: Any) -> Any:
        if faults:
            raise faults.pop()
        return found(connection)

    monkeypatch.setattr(delivering, "webhooks", broken)
    monkeypatch.setattr(delivering, "LOOK_SECONDS", 0.01)
    stop = Event()
    thread = Thread(target=Delivering(store, 60, {"127.0.0.1"}, timedelta(days=5)).run, args=(stop,))
    thread.start()
    until(lambda: len(receiver.requests) == 1)
    stop.set()
    thread.join(30)
    assert not faults


def test_one_that_is_removed_is_sent_no_more_and_another_of_its_name_keeps_its_own(store, dateline, receiver):
    added(dateline, receiver)
    loaded(store, event(key="one"), event(key="two"))
    with sending(store, receiver):
        assert dateline("remove", "desk").exit_code == 0
        secret = added(dateline, receiver, "--filter", "actor=Iran")
    assert len(receiver.requests) == 1
    assert (hook_of(store).secret, hook_of(store).filter) == (secret, "actor=Iran")


def test_what_waited_behind_a_slow_receiver_is_told_by_what_the_key_opens_then(store, dateline, receiver, monkeypatch):
    monkeypatch.setattr(delivering, "FRESH_SECONDS", 0)
    with writing(store) as writer:
        add_key(writer, "desk", [record_id(Kind.DATASET, "shut")])
    added(dateline, receiver, "--key", "desk")
    loaded(store, event(key="one", dataset="shut"), event(key="two", dataset="shut"))
    with sending(store, receiver), writing(store) as writer:
        revoke_key(writer, "desk")
    assert len(receiver.requests) == 1


def test_what_a_receiver_says_is_shown_as_plain_words(store, dateline, receiver):
    added(dateline, receiver)
    loaded(store, event(key="one"))
    receiver.answers, receiver.said = [(503, {})], b"\0Not\x1b\x07 now"
    dateline("deliver", "--once")
    assert hook_of(store).fault == MISFIT


def test_a_secret_shows_nowhere_but_where_it_is_asked_for(store, dateline, receiver):
    secret = added(dateline, receiver)
    assert secret not in repr(hook_of(store))
    with pytest.raises(StatementError) as failed, writing(store) as writer:
        keep(writer, replace(hook_of(store), fault=object()))  # type: ignore[arg-type]
    assert secret not in str(failed.value)


@contextmanager
def sending(store: Store, receiver: Receiver) -> Iterator[None]:
    """Send, from the first message's being with the receiver, who takes it at the end, until no more is sent."""
    receiver.hold = Event()
    thread = Thread(target=Delivering(store, 60, {"127.0.0.1"}, timedelta(days=5)).once)
    thread.start()
    until(lambda: len(receiver.requests) == 1)
    yield
    receiver.hold.set()
    thread.join(30)


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something to be so."""
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)
