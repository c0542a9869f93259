"""`dateline load articles`: files, pages, lines, addresses and feeds, each article once, and again what has changed of it."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

pytest.importorskip("spacy")
pytest.importorskip("trafilatura")
pytest.importorskip("feedparser")

from seed import loading
from seed.articles import working
from seed.articles.bringing import Web
from seed.articles.fetching import Fetched, NotFetched
from seed.articles.pieces import Form, Known, day_in, piece_of, pieces
from seed.extract.extracting import extract
from seed.extract.records import batch
from seed.importers.files import files_named
from service import load_articles
from service.command import main
from store.identity import Kind
from tests import dying
from tests.articles import STORY, file, line, operations, page, ran, stored
from tests.servers import COMMAND, environment

ADDRESS = "https://news.example/2024/08/05/geneva"
LATER = STORY.replace("Israel attacked Hezbollah in Lebanon", "Iran welcomed the talks").replace("Two officials", "He")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def store(sqlite_store, monkeypatch):
    """The store of the command line; what it reads is read in this process."""
    monkeypatch.setenv("DATELINE_DATABASE_URL", sqlite_store.url.render_as_string(hide_password=False))
    monkeypatch.setattr(
        load_articles,
        "extracting",
        lambda known, url, seconds, _, providers: working.extracting(known, url, seconds, 0, providers),
    )
    return sqlite_store


@pytest.fixture
def web(monkeypatch):
    """Addresses that answer what a test puts there; `asked` lists which were."""
    answers: dict[str, Any] = {}
    asked: list[str] = []

    def fetch(url):
        asked.append(url)
        if url not in answers:
            raise NotFetched("It answered 404.")
        media_type, content = answers[url]
        return Fetched(url, media_type, content)

    monkeypatch.setattr(load_articles, "Web", lambda store: Web(store, fetch))
    answers["asked"] = asked
    return answers


def done(*arguments):
    result = ran(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def articles(store, *columns):
    return stored(store, Kind.ARTICLE, *(columns or ("text",)))


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_text_is_stored_with_all_that_it_says(store, folder):
    done(file(folder, "story.txt", STORY), "--published", "2024-08-05")
    assert articles(store) == [(STORY,)]
    assert stored(store, Kind.EVENT, "cameo")
    assert stored(store, Kind.QUOTE, "text")
    assert ("Iran",) in stored(store, Kind.ENTITY, "name")


def test_to_load_again_changes_nothing(store, folder):
    path = file(folder, "story.txt", STORY)
    done(path, "--published", "2024-08-05")
    before = list(operations(store))
    assert " 0 created, 0 updated" in done(path, "--published", "2024-08-05")
    assert list(operations(store)) == before


def test_a_page_brings_its_title_day_author_publisher_and_address(store, folder):
    text = STORY.partition("\n\n")[2].strip()
    done(file(folder, "story.html", page("Ministers meet in Geneva", text, url=ADDRESS)))
    assert articles(store, "text", "title", "url") == [
        (f"Ministers meet in Geneva\n{text}", "Ministers meet in Geneva", ADDRESS)
    ]
    assert articles(store, "published_precision", "published_basis") == [("day", "origin")]
    assert stored(store, Kind.SOURCE, "name", "domain") == [("The Example", "news.example")]


def test_lines_are_articles_and_those_that_are_none_are_kept_with_the_reason(store, folder):
    lines = (
        line(url=ADDRESS) + '{"text": ""}\n' + line("Die Minister trafen sich am Montag in Genf zu Gesprächen. " * 9)
    )
    result = ran(file(folder, "stories.ndjson", lines))
    assert result.exit_code == 3
    assert len(articles(store)) == 1
    rejects = [json.loads(one) for one in Path("articles.rejects.ndjson").read_text(encoding="utf-8").splitlines()]
    assert [(one["line"], one["file"]) for one in rejects] == [(at, str(folder / "stories.ndjson")) for at in (2, 3)]
    assert "is empty" in rejects[0]["reason"]
    assert "English" in rejects[1]["reason"]


def test_a_text_that_no_one_dates_bears_the_day_on_which_it_was_first_read_and_says_so(store, folder, monkeypatch):
    path = file(folder, "story.txt", STORY)
    monkeypatch.setattr(working, "batch", lambda extracted, today: batch(extracted, today=today or date(2001, 2, 3)))
    assert "Warnings: 1 undated" in done(path)
    monkeypatch.setattr(working, "batch", batch)
    assert " 0 created, 0 updated" in done(path)
    ((published, basis, note),) = articles(store, "published_at", "published_basis", "published_note")
    assert (published.date(), basis) == (date(2001, 2, 3), "outside")
    assert "the day on which it was read stands in" in note
    done(path, "--published", "2024-08-05")
    assert articles(store, "published_basis", "published_note") == [("origin", None)]


def test_what_was_known_of_its_day_stays_where_it_comes_again_without(store, folder):
    done(file(folder, "a.ndjson", line(url=ADDRESS)))
    undated = json.dumps({"text": LATER, "url": ADDRESS})
    done(file(folder, "b.ndjson", undated))
    ((published, basis, text),) = articles(store, "published_at", "published_basis", "text")
    assert (published.date(), basis, text) == (date(2024, 8, 5), "origin", LATER)


@pytest.mark.parametrize(
    ("name", "text", "day"),
    [
        ("2024-08-05-geneva.txt", STORY, date(2024, 8, 5)),
        ("geneva_20240805.txt", STORY, date(2024, 8, 5)),
        ("2024-08-05.txt", STORY.replace("\n\n", "\n\nPublished March 14, 2023\n\n", 1), date(2023, 3, 14)),
    ],
)
def test_a_text_that_does_not_say_its_day_may_have_it_in_the_name_of_its_file(store, folder, name, text, day):
    done(file(folder, name, text))
    assert [published.date() for (published,) in articles(store, "published_at")] == [day]


@pytest.mark.parametrize(
    "name", ["story-20241305.txt", "2024-08-05-to-2024-08-06.txt", "1234202408057.txt", "2024.txt"]
)
def test_a_name_without_one_day_says_nothing(name):
    assert day_in(name) is None


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (
            "rss.xml",
            '<?xml version="1.0"?><rss version="2.0"><channel><title>The Example</title></channel></rss>',
            "XML",
        ),
        ("story.nitf", f"<nitf><body>{STORY}</body></nitf>", "markup"),
        ("stories.json", json.dumps([{"text": STORY}]), "jq -c"),
        ("story.pdf", b"%PDF-1.7 \xe2\xe3\xcf\xd3", "UTF-8"),
        ("latin.txt", STORY.replace("Doe", "Do\xe9").encode("latin-1"), "iconv"),
    ],
)
def test_a_file_that_is_no_article_is_rejected_with_what_it_is(store, folder, name, content, reason):
    assert ran(file(folder, name, content), "--published", "2024-08-05").exit_code == 3
    (reject,) = map(json.loads, Path("articles.rejects.ndjson").read_text(encoding="utf-8").splitlines())
    assert reason in reject["reason"]
    assert articles(store) == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty.txt is empty."),
        ("zeros.txt", bytes(40), "is binary"),
        ("cut.txt.gz", gzip.compress(STORY.encode())[:-9], "is cut short"),
        ("missing.txt", None, "there is no such file"),
    ],
)
def test_a_file_that_cannot_be_read_is_rejected_and_the_others_are_stored(store, folder, name, content, reason):
    path = str(folder / name) if content is None else file(folder, name, content)
    assert ran(path, file(folder, "story.txt", STORY), "--published", "2024-08-05").exit_code == 3
    (reject,) = map(json.loads, Path("articles.rejects.ndjson").read_text(encoding="utf-8").splitlines())
    assert (reject["file"], reason in reject["reason"]) == (path, True)
    assert articles(store) == [(STORY,)]


def test_where_no_file_can_be_read_there_is_nothing_to_load(store, folder):
    result = ran(file(folder, "empty.txt", ""), "missing.txt")
    assert (result.exit_code, result.stderr) == (1, f"dateline: {folder}/empty.txt is empty.\n")


def test_packed_files_archives_and_patterns_are_read(store, folder):
    file(folder, "a.txt.gz", gzip.compress(STORY.encode()))
    with ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr("one.html", page("Ministers meet in Town", STORY.replace("Geneva", "Town"), url=ADDRESS))
        archive.writestr("two.ndjson", line(STORY.replace("Geneva", "Bern")) + line(STORY.replace("Geneva", "Basel")))
    assert "Loaded 3 files as articles: 4 rows read, 0 rejected" in done(
        str(folder / "*.gz"), str(folder / "b.zip"), "--published", "2024-08-05"
    )
    assert len(articles(store)) == 4


def test_files_of_one_article_each_are_one_load(store, folder):
    paths = [file(folder, f"{number}.txt", STORY.replace("Geneva", f"Town {number}")) for number in range(3)]
    assert "Loaded 3 files as articles: 3 rows read" in done(*paths, "--published", "2024-08-05")


def test_an_option_of_articles_is_refused_elsewhere(folder):
    result = CliRunner().invoke(main, ["load", "gdelt-events", "x.csv", "--workers", "2"])
    assert result.exit_code == 2
    assert "load articles" in result.stderr


# --- an article that changes ------------------------------------------------------------------------------------------


def test_an_edited_article_is_updated_and_what_it_says_no_more_is_deleted(store, folder):
    done(file(folder, "a.ndjson", line(url=ADDRESS)))
    before = {kind: set(stored(store, kind, "id")) for kind in (Kind.EVENT, Kind.QUOTE)}
    done(file(folder, "b.ndjson", line(LATER, url=ADDRESS)))
    after = {kind: set(stored(store, kind, "id")) for kind in (Kind.EVENT, Kind.QUOTE)}
    assert articles(store) == [(LATER,)]
    gone = [kind.value for kind in before for _ in before[kind] - after[kind]]
    assert gone
    told = [kind for kind, operation in operations(store) if operation == "deleted"]
    assert sorted(kind for kind in told if kind != "entity") == sorted(gone)


def test_whoever_has_no_name_goes_with_the_article_that_spoke_of_them(store, folder):
    done(file(folder, "a.ndjson", line(url=ADDRESS)))
    assert [name for name, kind in stored(store, Kind.ENTITY, "name", "kind") if kind == "unnamed"]
    done(file(folder, "b.ndjson", line(LATER, url=ADDRESS)))
    assert [name for name, kind in stored(store, Kind.ENTITY, "name", "kind") if kind == "unnamed"] == []


def test_an_article_is_known_by_its_address_however_it_was_passed_on(store, folder):
    done(file(folder, "a.ndjson", line(url=ADDRESS) + line(url=f"{ADDRESS}?utm_source=feed#top")))
    assert len(articles(store)) == 1


@pytest.mark.parametrize(
    "again",
    [
        "http://news.example/2024/08/05/geneva", "https://www.news.example/2024/08/05/geneva/",
        "https://m.news.example/2024/08/05/geneva?utm_source=x", "https://amp.news.example/2024/08/05/geneva",
        "https://news.example/2024/08/05/geneva/amp", "https://news.example/2024/08/05/geneva?amp=1",
        "HTTPS://News.Example:443/2024/08/05/geneva#top",
    ],
)  # fmt: skip
def test_an_article_that_was_edited_is_the_same_under_each_spelling_of_its_address(store, folder, again):
    done(file(folder, "a.ndjson", line(url=ADDRESS)))
    done(file(folder, "b.ndjson", line(LATER, url=again)))
    assert articles(store, "url", "text") == [(ADDRESS, LATER)]
    assert stored(store, Kind.SOURCE, "domain") == [("news.example",)]
    done(file(folder, "a.ndjson", line(url=ADDRESS)))
    assert articles(store, "url", "text") == [(ADDRESS, STORY)]


@pytest.mark.parametrize("other", [f"{ADDRESS}?page=2", f"{ADDRESS}-2", "https://live.news.example/2024/08/05/geneva"])
def test_another_page_is_another_article(store, folder, other):
    done(file(folder, "a.ndjson", line(url=ADDRESS) + line(LATER, url=other)))
    assert len(articles(store)) == 2


def test_a_text_that_its_publisher_brings_again_under_another_address_is_no_article_more(store, folder):
    long = f"{STORY}\n{' '.join(f'The {n}th minister said {n} words about the talks.' for n in range(40))}"
    done(file(folder, "a.ndjson", line(long, url=ADDRESS) + line(long, url=f"{ADDRESS}/amp")))
    done(file(folder, "b.ndjson", line(long, url=f"{ADDRESS}/print") + line(long, url="https://other.example/geneva")))
    assert articles(store, "url") == [(ADDRESS,), ("https://other.example/geneva",)]


# --- the web ----------------------------------------------------------------------------------------------------------


def feed(*entries):
    items = "".join(
        f"<item><title>{title}</title><link>{url}</link><pubDate>{date}</pubDate></item>"
        for title, url, date in entries
    )
    return (
        "application/rss+xml",
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Example</title>{items}</channel></rss>'.encode(),
    )


def body(title, text=STORY, **more):
    return "text/html", page(title, text.partition("\n\n")[2].strip(), **more)


MONDAY = "Mon, 05 Aug 2024 08:00:00 GMT"


def test_a_page_is_fetched_and_stored_under_its_address(store, web):
    web[ADDRESS] = body("Ministers meet in Geneva")
    done(ADDRESS)
    assert articles(store, "url") == [(ADDRESS,)]


def test_a_page_speaks_for_no_other_host(store, web):
    web[ADDRESS] = body("Ministers meet in Geneva", url="https://other.example/stolen")
    done(ADDRESS)
    assert articles(store, "url") == [(ADDRESS,)]


def test_a_feed_brings_its_articles_and_again_only_what_is_new(store, web):
    web["https://news.example/feed"] = feed(("One", ADDRESS, MONDAY))
    web[ADDRESS] = body("Ministers meet in Geneva")
    done("https://news.example/feed")
    assert articles(store, "url") == [(ADDRESS,)]
    web["https://news.example/feed"] = feed(("One", ADDRESS, MONDAY), ("Two", f"{ADDRESS}-2", MONDAY))
    web[f"{ADDRESS}-2"] = body("Ministers meet again", LATER)
    web["asked"].clear()
    assert "1 article of feeds passed over" in done("https://news.example/feed")
    assert web["asked"] == ["https://news.example/feed", f"{ADDRESS}-2"]
    assert len(articles(store)) == 2


def test_an_article_that_a_feed_says_was_changed_is_fetched_again(store, web):
    atom = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Example</title><entry><title>One</title>
    <link href="/2024/08/05/geneva"/><published>2024-08-05T08:00:00Z</published><updated>{}</updated></entry></feed>"""
    web["https://news.example/atom"] = "application/atom+xml", atom.format("2024-08-05T08:00:00Z").encode()
    web[ADDRESS] = body("Ministers meet in Geneva")
    done("https://news.example/atom")
    web["https://news.example/atom"] = "application/atom+xml", atom.format("2099-08-05T08:00:00Z").encode()
    web[ADDRESS] = body("Ministers meet in Geneva", LATER)
    done("https://news.example/atom")
    assert "welcomed" in articles(store)[0][0]


def test_what_cannot_be_fetched_is_rejected_and_the_others_are_stored(store, web):
    web["https://news.example/feed"] = feed(("One", f"{ADDRESS}-gone", MONDAY), ("Two", ADDRESS, MONDAY))
    web[ADDRESS] = body("Ministers meet in Geneva")
    assert ran("https://news.example/feed").exit_code == 3
    (reject,) = map(json.loads, Path("articles.rejects.ndjson").read_text(encoding="utf-8").splitlines())
    assert (reject["file"], reject["reason"]) == (f"{ADDRESS}-gone", "It answered 404.")
    assert len(articles(store)) == 1


def test_a_feed_that_names_a_feed_leads_no_further(store, web):
    web["https://news.example/feed"] = feed(("One", "https://news.example/feed2", MONDAY))
    web["https://news.example/feed2"] = feed(("Two", ADDRESS, MONDAY))
    assert ran("https://news.example/feed").exit_code == 3
    assert ADDRESS not in web["asked"]


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_feed_that_declares_entities_is_refused(store, web, declared):
    web["https://news.example/feed"] = (
        "application/rss+xml",
        f'<?xml version="1.0"?>{declared}<rss version="2.0"><channel><title>&b;</title></channel></rss>'.encode(),
    )
    assert ran("https://news.example/feed").exit_code == 3
    assert "entities" in Path("articles.rejects.ndjson").read_text(encoding="utf-8")


def test_this_machine_is_never_asked_for_articles(store):
    assert ran("http://127.0.0.1/feed", "http://169.254.169.254/latest/meta-data/").exit_code == 3
    reasons = [
        json.loads(one)["reason"] for one in Path("articles.rejects.ndjson").read_text(encoding="utf-8").splitlines()
    ]
    assert all("not on the public internet" in reason for reason in reasons)
    assert len(reasons) == 2


# --- many -------------------------------------------------------------------------------------------------------------


def test_several_processes_find_what_one_does_in_the_same_order(sqlite_store, folder):
    url = sqlite_store.url.render_as_string(hide_password=False)
    (read_from,) = files_named([file(folder, "a.ndjson", "".join(line(url=f"{ADDRESS}/{n}") for n in range(6)))])

    def found(workers):
        with read_from.opened() as content, working.extracting(Known(), url, 60, workers) as extracted:
            return list(extracted(pieces(content)))

    assert found(2) == found(0)


@pytest.mark.parametrize(("seconds", "transactions"), [(0.0, 3), (3600.0, 1)])
def test_what_took_long_to_read_does_not_wait_for_more_to_be_stored(store, folder, monkeypatch, seconds, transactions):
    monkeypatch.setattr(loading, "READ_SECONDS", seconds)
    noted: list[None] = []
    note = loading._Load._note
    monkeypatch.setattr(loading._Load, "_note", lambda load, writer: noted.append(note(load, writer)))
    done(file(folder, "a.ndjson", "".join(line(url=f"{ADDRESS}/{number}") for number in range(3))))
    assert len(noted) == transactions


# Loads articles two by two, and dies within the transaction of the third two.
KILLED = """
import os, signal, sys
from seed import loading
from service.command import main

noted = []
note = loading._Load._note

def dying(load, writer):
    noted.append(load)
    if len(noted) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    note(load, writer)

loading.BATCH_ROWS, loading.READ_SECONDS, loading._Load._note = 2, 3600.0, dying
if __name__ == "__main__":
    main(["load", "articles", *sys.argv[1:]])
"""


def test_a_load_that_was_stopped_goes_on_where_it_was(sqlite_store, folder):
    texts = [STORY.replace("Geneva", f"Town {number}") for number in range(7)]
    path = file(folder, "many.ndjson", "".join(line(text, url=f"{ADDRESS}/{at}") for at, text in enumerate(texts)))
    settings = environment(database_url=sqlite_store.url.render_as_string(hide_password=False))
    killing = [sys.executable, file(folder, "dying.py", KILLED)]
    killed = subprocess.run([*killing, path, "--workers", "1"], env=settings, check=False)
    assert (killed.returncode, len(articles(sqlite_store))) == (-signal.SIGKILL, 4)
    command = [*COMMAND, "load", "articles", path, "--workers", "1"]
    again = subprocess.run(command, env=settings, capture_output=True, text=True, check=True)
    assert "4 rows passed over" in again.stdout
    assert len(articles(sqlite_store)) == 7


def test_a_load_that_is_interrupted_says_how_far_it_came_and_what_was_stored_stays(sqlite_store, folder):
    texts = (STORY.replace("Geneva", f"Town {number}") for number in range(7))
    path = file(folder, "many.ndjson", "".join(line(text, url=f"{ADDRESS}/{at}") for at, text in enumerate(texts)))
    settings = environment(database_url=sqlite_store.url.render_as_string(hide_password=False))
    # As a terminal does, which asks every process.
    script = KILLED.replace("os.kill(os.getpid(), signal.SIGKILL)", "os.killpg(0, signal.SIGINT)")
    stopped = subprocess.run(
        [sys.executable, file(folder, "dying.py", script), path, "--workers", "2"],
        env=settings, capture_output=True, text=True, check=False, start_new_session=True, timeout=300,
    )  # fmt: skip
    assert (stopped.returncode, len(articles(sqlite_store))) == (1, 4)
    (said,) = [one for one in stopped.stderr.splitlines() if one.startswith("dateline:")]
    assert said == f"dateline: {path}: stopped. Its first 4 rows are in the store. To load it again goes on from there."
    assert "Traceback" not in stopped.stderr


def test_where_a_process_is_killed_the_others_are_read_and_what_killed_it_twice_is_rejected(folder, monkeypatch):
    # Without the model, which this work does not need.
    monkeypatch.setattr(working, "_begin", int)
    words = ["one", "unlucky", "two", "deadly", *("three",) * 12, "four"]
    cores = working._Cores(1, partial(dying.read, marker=folder / "marker"))
    try:
        faults = [read.fault for read in cores.read(piece_of(word.encode(), Form.TEXT) for word in words)]
    finally:
        cores.end()
    assert faults == ["one", "unlucky", "two", working._ENDED, *("three",) * 12, "four"]


def test_an_article_that_takes_longer_than_it_may_is_rejected_and_the_others_are_read(monkeypatch):
    # Without the model, which this work does not need.
    monkeypatch.setattr(working, "_begin", int)
    cores = working._Cores(1, partial(working.within_time, work=dying.slowly, seconds=0.3))
    try:
        faults = [read.fault for read in cores.read(piece_of(word.encode(), Form.TEXT) for word in ("endless", "one"))]
    finally:
        cores.end()
    assert faults == [working._TOO_SLOW.format(0.3), "one"]


def test_the_time_of_an_article_is_the_one_of_the_setting(sqlite_store, folder, monkeypatch):
    monkeypatch.setenv("DATELINE_DATABASE_URL", sqlite_store.url.render_as_string(hide_password=False))
    monkeypatch.setenv("DATELINE_EXTRACT_SECONDS", "0.1")
    long = " ".join(STORY.replace("Geneva", f"Town {number}") for number in range(200))
    assert ran(file(folder, "long.txt", long), "--published", "2024-08-05").exit_code == 3
    assert "longer than 0.1 seconds" in Path("articles.rejects.ndjson").read_text(encoding="utf-8")


def test_a_fault_of_the_program_costs_one_article(store, folder, monkeypatch):
    def faulty(article, **known):
        if article.url == f"{ADDRESS}/1":
            raise KeyError("a rule")
        return extract(article, **known)

    monkeypatch.setattr(working, "extract", faulty)
    texts = (STORY.replace("Geneva", f"Town {number}") for number in range(3))
    lines = "".join(line(text, url=f"{ADDRESS}/{at}") for at, text in enumerate(texts))
    assert ran(file(folder, "a.ndjson", lines)).exit_code == 3
    (reject,) = map(json.loads, Path("articles.rejects.ndjson").read_text(encoding="utf-8").splitlines())
    assert (reject["line"], "fault of this program: KeyError: 'a rule'" in reject["reason"]) == (2, True)
    assert len(articles(store)) == 2
