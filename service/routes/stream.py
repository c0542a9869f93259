"""The stream: what happens to the events that a question finds, as it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from socket import socket
from wsgiref.types import WSGIEnvironment

from flask import Response, current_app
from marshmallow import Schema, ValidationError

from schemas.collections import EVENTS
from schemas.parameters import ChangeNumber
from schemas.queries import filtering
from service.access import secret
from service.access import told as with_access
from service.api import Room
from service.asking import current
from service.limits import client
from service.lists import Asked, read
from service.problems import Problem, bad_parameter
from service.reading import state
from service.stream_socket import is_ours_to_take, taken
from service.stream_text import MEDIA_TYPE, RETRY_SECONDS, opening
from service.streams import Step, Stream, Streams, TooMany

LAST = "Last-Event-ID"
_SINCE = ChangeNumber(f"What happened after this change. Default: what happens from now on. `{LAST}` goes before it.")

room = Room("stream", __name__, url_prefix="/v1", description="What happens, as it happens")
StreamQuery = Schema.from_dict(filtering(EVENTS) | {"since": _SINCE}, name="StreamQuery")


@room.route("/stream")
@room.doc(operationId="stream_events", summary="Follow events as they are recorded")
@room.arguments(StreamQuery, location="query")
@room.response(200, description="Server-sent events, without an end.")
def stream(asked: Asked) -> Response:
    """Follow the events that match as server-sent events.

    `created` and `updated` have the record as data; `withdrawn` and `unmatched` (it matches no more) name one that whoever
    holds it is to let go, `merged` two entities that are one from now on. The `id` is the number of the change: a client that
    was cut off sends it as `Last-Event-ID` and misses nothing. The stream ends after some minutes; a browser's EventSource asks
    again by itself.
    """
    question = read(EVENTS, asked)
    since = _since(asked)
    streams: Streams = current_app.extensions["streams"]
    answer = _alive(with_access(Response(content_type=MEDIA_TYPE)))
    if current().method != "HEAD":
        followed = Stream(question, since, state().epoch, secret(), client())
        leaving = _admitted(streams, followed.client)
        if not is_ours_to_take(current().environ):
            # That is an answer as any other, and ends by itself.
            leaving()
        answer.response = _told(streams, followed, leaving, current().environ)
        answer.call_on_close(leaving)
    return answer


class _Leaving:
    """What is left to do as an answer ends: to make room for another stream, unless this one goes on elsewhere."""

    def __init__(self, leave: Callable[[], None]) -> None:
        self.other: socket | None = None
        self._leave: Callable[[], None] | None = leave

    def goes_on(self) -> None:
        """Leave it to whoever holds the stream from now on."""
        self._leave = None

    def __call__(self) -> None:
        """Do it, once."""
        if self.other is not None:
            self.other.close()
        if self._leave is not None:
            self._leave()
            self._leave = None


def _told(streams: Streams, followed: Stream, leaving: _Leaving, environ: WSGIEnvironment) -> Iterator[bytes]:
    """Begin the answer and hand its connection over; where that cannot be, tell what is new and end."""
    yield opening(followed.at)
    if is_ours_to_take(environ):
        # What was yielded has been written by now.
        ours, leaving.other = taken(environ)
        leaving.goes_on()
        streams.hold(followed, ours, chunked=environ["SERVER_PROTOCOL"] == "HTTP/1.1")
        return
    step: Step | None = Step(b"", followed.at)
    while step is not None and not step.over:
        followed.at = step.at
        yield step.text
        step = streams.steps([followed]).get(followed)


def _since(asked: Asked) -> int:
    """Read after which change to begin. Raises Problem 400 for a number that this store has not come to."""
    named, since = "since", asked.get("since", state().sequence)
    if given := current().headers.get(LAST):
        named = LAST
        try:
            since = _SINCE.deserialize(given)
        except ValidationError as error:
            raise bad_parameter(LAST, *map(str, error.messages)) from None
    if since > state().sequence:
        raise bad_parameter(
            named,
            f"is {since}, and the last change is {state().sequence}: the store was restored from a backup, or is another. "
            "Read anew what you hold, and begin without it.",
        )
    return int(since)


def _admitted(streams: Streams, who: str) -> _Leaving:
    """Take up room for a stream. Raises Problem where there is none."""
    try:
        streams.admit(who)
        return _Leaving(lambda: streams.leave(who))
    except TooMany as many:
        wait = {"Retry-After": str(RETRY_SECONDS)}
        if many.own:
            said = f"You have {many.most} streams open here, which is as many as one client may have. Close one first."
            raise Problem(429, said, headers=wait) from None
        said = (
            f"This server holds {many.most} streams, which is all that it may. /v1/changes tells the same when asked."
        )
        raise Problem(503, said, name="too-many-streams", title="There is no room for a stream", headers=wait) from None


def _alive(answer: Response) -> Response:
    """Tell caches and proxies that this is not to be kept, nor held back."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    answer.headers["Dateline-Epoch"] = state().epoch
    return answer
