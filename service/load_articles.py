"""`dateline load articles`: texts, pages, lines, addresses and feeds into the store, with all that they say."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from seed.addresses import NoAddress, canonical
from seed.articles.bringing import Web
from seed.articles.doubles import without_doubles
from seed.articles.groups import Group, groups_of
from seed.articles.pieces import Known
from seed.articles.working import Extracting, extracting
from seed.extract.records import DATASET
from seed.importers.files import File, each_file
from seed.importers.rejects import Rejects
from seed.importers.rows import Line
from seed.load import Origin
from seed.loading import LoadReport, load_reads, rejects_done, rows_done
from service.extract_command import providers_told, published_as, require_extra
from service.load_command import ARTICLES, Loaded, refuse_overwriting, summary, told_how_it_ended
from service.load_progress import Watch, watching
from service.opening import opened_store
from service.settings import settings_from
from service.wording import counted
from store.engine import Store

REJECTS = Path("articles.rejects.ndjson")


def load_articles(
    words: Sequence[str], rejects_path: Path | None, max_rejects: int | None, published: str | None, workers: int | None
) -> int:
    """Load what words name: addresses, and files or patterns. Gives how many articles were rejected."""
    require_extra()
    if not words:
        raise click.UsageError("Say which FILE or address of articles to load.")
    urls = [word for word in words if _is_address(word)]
    names = [word for word in words if not _is_address(word)]
    refuse_overwriting(rejects_path or REJECTS, names)
    known, providers = Known(*published_as(published)), providers_told()
    with opened_store() as store, watching() as watch, Rejects(rejects_path or REJECTS, max_rejects) as rejects:
        watch.begin("Checking", None)
        groups = groups_of(_checked(names, watch, alone=not urls))
        began = time.monotonic()
        web = Web(store)
        address, seconds = store.url.render_as_string(hide_password=False), settings_from().article_seconds(providers)
        with extracting(known, address, seconds, workers, providers) as extracted:
            groups += [_on_the_web(web, urls)] if urls else []
            loaded = _load_all(store, groups, extracted, rejects, watch)
    click.echo(summary(loaded, rejects, time.monotonic() - began))
    if web.passed_over:
        click.echo(f"{counted(web.passed_over, 'article')} of feeds passed over: in the store, and not changed since.")
    return loaded.counts["rejected"]


def _checked(names: Sequence[str], watch: Watch, *, alone: bool) -> list[File]:
    """Find the files; one that cannot be read is kept to be rejected, but is a fault where there is nothing else to load."""
    files = list(each_file(names, watch.advance))
    faults = [file.fault for file in files if file.fault is not None]
    if alone and len(faults) == len(files):
        raise faults[0]
    return files


def _is_address(word: str) -> bool:
    try:
        return bool(canonical(word))
    except NoAddress:
        return False


def _on_the_web(web: Web, urls: Sequence[str]) -> Group:
    name = urls[0] if len(urls) == 1 else f"{urls[0]} and {len(urls) - 1:,} more"
    return Group(name, "", lambda skip, consumed: web.pieces(urls), web.names, files=len(urls))


def _load_all(store: Store, groups: Sequence[Group], extracted: Extracting, rejects: Rejects, watch: Watch) -> Loaded:
    sizes = [group.size for group in groups]
    watch.begin("Loading", None if None in sizes else sum(size or 0 for size in sizes))
    loaded = Loaded()
    rejects.go_on({name: count for group in groups for name, count in _rejected_before(store, group)})
    for group in groups:
        watch.enter(group.name)
        with told_how_it_ended(group.name, bool(group.sha256), watch, rejects, loaded):
            report = _load(store, group, extracted, rejects, watch)
        loaded.add(group.name, report, ARTICLES, group.files)
    return loaded


def _rejected_before(store: Store, group: Group) -> Iterator[tuple[str, int | None]]:
    """Tell of each file how many of its articles an earlier load had rejected, or may have: of one that was read, all."""
    done = rows_done(store, _origin(group))
    if group.names is None:
        yield group.name, rejects_done(store, _origin(group))
    elif done:
        yield from ((name, int(number <= done)) for number, name in enumerate(group.names, 1))


def _origin(group: Group) -> Origin:
    return Origin(group.name, group.sha256, ARTICLES)


def _load(store: Store, group: Group, extracted: Extracting, rejects: Rejects, watch: Watch) -> LoadReport:
    done = rows_done(store, _origin(group))

    def rejected(line: Line, reason: str) -> None:
        number = line.number if group.names is None else 1
        rejects.add(group.name_of(line.number), line._replace(number=number), reason)

    def progress(report: LoadReport) -> None:
        watch.rows = report.resumed_at + report.read
        watch.advance(0)

    reads = without_doubles(store, extracted(group.pieces(done, watch.advance)))
    return load_reads(store, reads, _origin(group), DATASET, rejected=rejected, progress=progress, skipped=done)
