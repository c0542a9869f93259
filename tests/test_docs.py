"""The documents tell the truth: answers are as printed, tables as declared, what they name exists."""

from __future__ import annotations

import re
import shutil
import tomllib

import click
import pytest

from schemas import filter_page
from schemas.collections import EVENTS
from service import settings_page
from service.application import create_app
from service.command import COMMANDS, main
from service.problems import TITLES, too_broad, unavailable
from service.settings import Settings, variable
from store.curation import delete
from store.identity import Kind, public_id, record_id
from store.tables import Base
from store.writing import writing
from tests.builders import entity, event, loaded
from tests.printed import ROOT, answered, comparable, examples, selected, serving

API = "docs/api.md"
EXPLORER = "docs/explorer.md"
DATA_MODEL = "docs/data-model.md"
OPERATIONS = "docs/operations.md"
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("seed/*.md"), *ROOT.glob("clients/*/*.md")]
)
# Read by compose.yaml and by the tests, not by the service.
OTHER_VARIABLES = {"DATELINE_PUBLISH", "DATELINE_DATABASE_PASSWORD"}


def text_of(page):
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def served(sqlite):
    """A server of the seed document: its address, and the URL of its store."""
    url = sqlite.new(sqlite.seeded)
    with serving(url) as address:
        yield address, url


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize("example", [*examples(API), *examples(EXPLORER)], ids=str)
def test_a_request_of_the_guide_answers_as_printed(example, served):
    language = example.answer.language
    assert comparable(language, answered(example, *served)) == comparable(language, example.answer.text)


@pytest.mark.parametrize("example", [one for one in examples(DATA_MODEL) if one.asked.language == "sql"], ids=str)
def test_a_statement_of_the_data_model_selects_what_is_printed_on_both_engines(example, seeded):
    url = seeded.url.render_as_string(hide_password=False)
    assert selected(example.asked.text, url).strip() == example.answer.text.strip()


@pytest.mark.parametrize("example", [one for one in examples(DATA_MODEL) if one.asked.language == "python"], ids=str)
def test_the_python_of_the_data_model_writes_what_is_printed(example, served):
    assert answered(example, *served).strip() == example.answer.text.strip()


def test_the_page_of_filters_is_made_from_their_declarations():
    assert text_of("docs/filters.md") == filter_page.page(), "run: python -m schemas.filter_page > docs/filters.md"


def test_a_filter_about_no_served_field_is_refused():
    with pytest.raises(filter_page.NotServed, match="enter weather in"):
        filter_page.served_as(EVENTS, "weather")


def test_the_table_of_settings_is_made_from_their_declarations():
    page = text_of(OPERATIONS)
    assert page == settings_page.renewed(page), "run: python -m service.settings_page"


def test_a_page_without_the_marks_of_its_table_is_refused():
    with pytest.raises(ValueError, match="lost the marks"):
        settings_page.renewed("# Running it\n")


def test_every_variable_that_a_page_names_is_a_setting():
    named = {name for page in PAGES for name in re.findall(r"\bDATELINE_[A-Z]\w+", text_of(page))}
    known = {variable(name) for name in Settings.__dataclass_fields__}
    assert named - known - OTHER_VARIABLES == set()


def test_every_command_is_in_the_table_of_commands():
    assert set(re.findall(r"^\| `dateline (\w+)", text_of(OPERATIONS), re.MULTILINE)) == set(COMMANDS)


def test_every_option_of_a_command_is_on_the_page():
    commands = [main.get_command(click.Context(main), name) for name in COMMANDS]
    options = {name for command in commands if command for option in command.params for name in option.opts}
    assert {name for name in options if name.startswith("--") and f"`{name}`" not in text_of(OPERATIONS)} == set()


def test_every_metric_of_the_page_is_exposed():
    named = set(re.findall(r"^\| `(dateline_\w+)`", text_of(OPERATIONS), re.MULTILINE))
    exposed = create_app().test_client().get("/metrics").text
    # Where one process counts alone, the library also tells when each number began.
    assert named == set(re.findall(r"^# TYPE (dateline_(?!\w+_created)\w+)", exposed, re.MULTILINE))


def test_every_table_is_in_the_data_model():
    words = set(re.findall(r"\b[a-z_]+\b", text_of(DATA_MODEL)))
    assert {name for name in Base.metadata.tables if name not in words} == set()


def test_every_type_of_problem_is_in_the_guide():
    listed = set(re.findall(r"^\| `([a-z-]+)` \| \d{3} \|", text_of(API), re.MULTILINE))
    named = {"bad-parameter", "ambiguous-name", "bad-cursor", "too-broad"}
    named |= {"key-missing", "scope-missing", "key-reused", "busy"}
    assert listed == named | {name for name, _ in TITLES.values()}


def printed_detail(name):
    [found] = re.findall(rf"^\| `{name}` \| (?!\d{{3}} \|)(.*) \|$", text_of(API), re.MULTILINE)
    return found


def test_the_guide_prints_what_a_question_that_is_too_broad_answers():
    assert printed_detail("too-broad") == too_broad(2).detail


def test_the_guide_prints_what_a_store_that_is_down_answers():
    assert printed_detail("unavailable") == unavailable().detail


def client_of(store, **settings):
    url = store.url.render_as_string(hide_password=False)
    return create_app(Settings(database_url=url, **settings)).test_client()


def test_the_guide_prints_what_an_ambiguous_name_answers(sqlite_store):
    loaded(sqlite_store, entity("Springfield", key="first"), entity("Springfield", key="second"))
    assert client_of(sqlite_store).get("/v1/events?actor=Springfield").json["detail"] == printed_detail(
        "ambiguous-name"
    )


def test_the_guide_prints_what_a_deleted_event_answers(sqlite_store):
    loaded(sqlite_store, event(actor1="Iran", key="gone"))
    with writing(sqlite_store) as writer:
        delete(writer, Kind.EVENT, record_id(Kind.EVENT, "gone"))
    path = f"/v1/events/{public_id(Kind.EVENT, record_id(Kind.EVENT, 'gone'))}"
    assert client_of(sqlite_store).get(path).json["detail"] == printed_detail("gone")


def test_the_guide_prints_what_a_client_over_its_limit_answers(seeded_sqlite):
    client = client_of(seeded_sqlite, rate_limit="1 per minute")
    assert client.get("/v1").status_code == 200
    assert client.get("/v1").json["detail"] == printed_detail("too-many-requests")


def broken():
    raise RuntimeError("a fault of ours")


def test_the_guide_prints_what_a_fault_of_ours_answers(seeded_sqlite):
    client = client_of(seeded_sqlite)
    client.application.add_url_rule("/broken", view_func=broken)
    assert client.get("/broken").json["detail"] == printed_detail("server-error")


def test_every_make_target_that_a_page_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    named = {
        target
        for page in PAGES
        for target in re.findall(r"`make ([a-z-]+)|^ *make ([a-z-]+)", text_of(page), re.MULTILINE)
    }
    assert {target for pair in named for target in pair if target} - targets == set()


def test_every_module_that_a_page_names_exists():
    named = {
        path
        for page in PAGES
        for path in re.findall(r"`((?:schemas|seed|service|store|tests)/[\w/.]+)`", text_of(page))
    }
    assert {path for path in named if not (ROOT / path).exists()} == set()


def anchors(page):
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page):
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text_of(page)) if "://" not in link]
    broken = []
    for link in links:
        path, _, anchor = link.partition("#")
        target = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        if not target.exists() or (anchor and anchor not in anchors(target.relative_to(ROOT))):
            broken.append(link)
    assert broken == []


def test_the_changelog_begins_with_the_version_of_the_package():
    version = tomllib.loads(text_of("pyproject.toml"))["project"]["version"]
    assert re.findall(r"^## (\S+),", text_of("CHANGELOG.md"), re.MULTILINE)[0] == version
