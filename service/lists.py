"""Answer for a list: read the request, run the page, frame it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Response, current_app, request
from sqlalchemy import select

from schemas.collections import Collection
from schemas.filters import DatasetFilter
from schemas.queries import DEFAULT_PAGE, EXPORT_FORMATS, FORMATS
from service.access import access, key_needed, leave_out
from service.api import json_answer
from service.asking import QUERIES, current, is_plain, parameters
from service.forms import MEDIA_TYPES, form_asked, written
from service.problems import Problem, bad_parameter, fault
from service.projection import projected
from service.queries import cursors, lists, samples
from service.queries.closed import KeyNeeded
from service.queries.question import Ambiguous, BadValue, Question, question
from service.queries.screening import screened
from service.queries.unknowns import unknowns
from service.reading import connection, one_moment, snapshot, state
from store.engine import Store, start_clock
from store.identity import Kind, parsed_id, record_id
from store.tables import Dataset

Asked = Mapping[str, Any]

# What does not change which records are in a list; the sort is named by itself.
_NOT_FILTERS = {"cursor", "limit", "fields", "expand", "count", "format", "sort"}
DEFAULT_SEED = 0
# An export from more datasets than this links to the list of them.
MOST_LICENCES = 40


def read(collection: Collection, asked: Asked) -> Question:
    """Read the filters of a request. Raises Problem 400 for what cannot be used, 403 for what needs a key."""
    try:
        found = question(connection(), collection, asked, access().closed)
    except KeyNeeded as needed:
        named = fault(needed.parameter, "names what needs a key.")
        raise key_needed(needed.parameter, needed.slugs, named) from None
    except Ambiguous as ambiguous:
        candidates = [
            {"id": one.id, "name": one.name, "kind": one.kind, "country": one.country} for one in ambiguous.candidates
        ]
        problem = bad_parameter(ambiguous.parameter, str(ambiguous), candidates=candidates)
        problem.name, problem.title = "ambiguous-name", "A name may mean several entities"
        raise problem from None
    except BadValue as bad:
        raise bad_parameter(bad.parameter, str(bad)) from None
    leave_out(found.left_out)
    return found


def answer_list(collection: Collection, asked: Asked) -> Response:
    """Answer with one page of a collection."""
    form = form_asked(FORMATS, asked.get("format"))
    _refuse_projection(form, asked)
    read_question = read(collection, asked)
    # Which events stand for which is counted after they were found.
    with one_moment() if read_question.shape.stands_for else nullcontext():
        page = page_asked(asked, read_question)
    if not page.bodies and "cursor" not in asked:
        read_question.warnings += unknowns(connection(), read_question)
    links = {"self": own_path(), "next": next_path(read_question, page)}
    if form == "json":
        bodies = _projected(collection, page.bodies, asked)
        answer = json_answer(_framed(bodies, _meta(read_question, asked, len(page.bodies)), links))
    else:
        flat = b"".join(written(form, collection.kind, [page.bodies], (), False))
        answer = Response(flat, content_type=MEDIA_TYPES[form])
    return leading_on(answer, links["next"])


def leading_on(answer: Response, following: str | None) -> Response:
    """Link to the page that follows in a header too, for forms that have no room for it."""
    if following:
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return answer


def _refuse_projection(form: str, asked: Asked) -> None:
    named = next((name for name in ("fields", "expand") if name in asked), None)
    if form != "json" and named:
        raise bad_parameter(named, f"goes with json here; /export takes the columns of {form} as fields.")


def page_asked(asked: Asked, read_question: Question) -> lists.Page:
    """Run the page that a request asks for: a sample, the first one, or what follows its cursor."""
    if "sample" in asked:
        for name in ("cursor", "limit"):
            if name in asked:
                raise bad_parameter(name, "goes without sample, which says how many and is one page.")
        return samples.sample(connection(), read_question, asked["sample"], asked.get("seed", DEFAULT_SEED))
    if "seed" in asked:
        raise bad_parameter("seed", "goes with sample; give both.")
    return lists.page(connection(), read_question, asked.get("limit", DEFAULT_PAGE), _after(asked, read_question))


def _after(asked: Asked, read_question: Question) -> tuple[Any, int] | None:
    if "cursor" not in asked:
        return None
    try:
        return cursors.place(state().store_id, _binding(read_question), asked["cursor"])
    except cursors.BadCursor as bad:
        raise bad_cursor(bad) from None


def bad_cursor(bad: cursors.BadCursor) -> Problem:
    """Make the problem of a cursor that cannot be followed."""
    problem = bad_parameter("cursor", str(bad))
    problem.name, problem.title = "bad-cursor", "The cursor cannot be followed"
    return problem


def next_path(read_question: Question, page: lists.Page) -> str | None:
    """Give the path to the page that follows; None where nothing does."""
    if page.last is None:
        return None
    return own_path(cursor=cursors.cursor(state().store_id, _binding(read_question), *page.last))


def _binding(read_question: Question) -> str:
    return binding(request.path, read_question.shape.sort, request.args.items(multi=True))


def binding(path: str, sort: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Describe the list that a cursor belongs to: its path, its order and the parameters by which it is asked for."""
    filters: dict[str, list[str]] = {}
    for name, value in sorted(pairs):
        if name not in _NOT_FILTERS:
            filters.setdefault(name, []).append(value)
    return cursors.asking(path, sort, filters)


def own_path(*, without: Iterable[str] = (), **replaced: str) -> str:
    """Give the path of this request with some parameters in place of others, or left out."""
    asked = current()
    kept = _spelt(asked.query_string, frozenset({*replaced, *without} & asked.args.keys()))
    query = "&".join(filter(None, (kept, urlencode(replaced))))
    return f"{asked.path}?{query}" if query else asked.path


@lru_cache(QUERIES)
def _spelt(query: bytes, without: frozenset[str]) -> str:
    """Spell a query as it was understood; a list links to itself and to the next page."""
    if not without and is_plain(query):
        return query.decode()
    return urlencode([pair for pair in parameters(query).items(multi=True) if pair[0] not in without])


def _meta(read_question: Question, asked: Asked, returned: int) -> dict[str, Any]:
    limit = asked.get("sample", asked.get("limit", DEFAULT_PAGE))
    meta: dict[str, Any] = {"limit": limit, "returned": returned, "count": None, "count_is_exact": None}
    if "count" in asked:
        count, exact = lists.count(connection(), read_question, asked["count"] == "exact")
        meta |= {"count": count, "count_is_exact": exact}
    return meta | {"warnings": read_question.warnings}


def _framed(bodies: Any, meta: Asked, links: Asked) -> bytes:
    return b'{"data":[%b],"meta":%b,"links":%b}' % (b",".join(bodies), orjson.dumps(meta), orjson.dumps(links))


def _projected(collection: Collection, bodies: Sequence[bytes], asked: Asked) -> Sequence[bytes]:
    expands = {name: collection.expands[name] for name in asked.get("expand", ())}
    return projected(connection(), bodies, asked.get("fields", ()), expands, access().closed)


def answer_item(collection: Collection, body: bytes, asked: Asked) -> Response:
    """Answer with one record. Raises Problem 403 for one that is kept from who asks."""
    if access().closed:
        refuse_closed(collection.kind, [orjson.loads(body)])
    bodies = screened(connection(), collection.kind, [body], access().closed)
    return json_answer(_projected(collection, bodies, asked)[0])


def refuse_closed(kind: Kind, documents: Iterable[Any]) -> None:
    """Raise Problem 403 where a document of a record is of a dataset that is kept from who asks."""
    slugs = {document["dataset"] for document in documents if access().keeps(document.get("dataset"))}
    if slugs:
        raise key_needed(f"This {kind} is not open to all", slugs)


def answer_export(collection: Collection, asked: Asked) -> Response:
    """Answer with all that matches, as a stream. The header Dateline-Cut says whether more matches than is given."""
    form = form_asked(EXPORT_FORMATS, asked.get("format"))
    if form == "geojson" and asked.get("explode"):
        raise bad_parameter("explode", "goes with csv and ndjson.")
    read_question = read(collection, asked)
    most = min(asked.get("limit", current_app.config["EXPORT_ROWS"]), current_app.config["EXPORT_ROWS"])
    pages = _pages(current_app.extensions["store"], current_app.config["QUERY_SECONDS"], read_question, most)
    stream = written(form, collection.kind, pages, asked.get("fields", ()), bool(asked.get("explode")))
    answer = Response(stream, content_type=MEDIA_TYPES[form])
    answer.headers["Dateline-Cut"] = str(lists.more_than(connection(), read_question, most)).lower()
    answer.headers["Content-Disposition"] = f'attachment; filename="{collection.path}.{form}"'
    if licences := _licences(read_question):
        answer.headers["Link"] = licences
    return answer


def _licences(read_question: Question) -> str:
    """Link to each dataset that the rows may come from, which tells its licence and how to cite it."""
    table = read_question.shape.collection.table
    if not hasattr(table, "dataset_id"):
        return ""
    named = [read_question.values[one.name] for one, _ in read_question.shape.uses if isinstance(one, DatasetFilter)]
    chosen = select(Dataset.slug).where(*(Dataset.id.in_(ids) for ids in named)).order_by(Dataset.slug)
    chosen = chosen.where(Dataset.id.not_in(list(read_question.closed)))
    slugs = connection().execute(chosen.limit(MOST_LICENCES + 1)).scalars().all()
    paths = [f"/v1/datasets/{slug}" for slug in slugs] if len(slugs) <= MOST_LICENCES else ["/v1/datasets"]
    return ", ".join(f'<{path}>; rel="license"' for path in paths)


def _pages(store: Store, seconds: float, read_question: Question, most: int) -> Iterator[Sequence[bytes]]:
    """Read page by page, each with the whole of the time limit; the request is over by then, and nothing asks Flask."""
    with snapshot(store) as opened:
        start_clock(opened, seconds)
        for bodies in lists.stream(opened, read_question, most):
            yield bodies
            start_clock(opened, seconds)


def named_record(kind: Kind, named: str) -> int:
    """Read the id, or a dataset's slug, in the path of a record. Raises Problem 404 for what is none."""
    record = record_id(kind, named) if kind is Kind.DATASET else parsed_id(kind, named)
    if record is None:
        raise not_here(f"{kind}: an id is {kind.prefix}_ and 13 letters and digits")
    return record


def not_here(what: str) -> Problem:
    """Make the problem of a record that there is not."""
    return Problem(404, f"There is no such {what}.")
