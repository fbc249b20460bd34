"""The public record brought up to date: its pages, pictures and workbooks written, and what changed published."""

import contextlib
import gc
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from bot.config.model import Config, Site
from bot.site.record import site_record
from bot.site.told import Remembered
from bot.site.write import SiteError, SiteFolder, Written, form_of
from notifiers.site.build import Extras, build
from notifiers.site.chain import NOTHING, Begun, begun
from notifiers.site.data_files import CHAIN_FILE, told_keys
from notifiers.site.documents import document_copy, signatures, workbook_copy
from notifiers.site.layout import Batch, Page
from notifiers.site.record import About, Record
from notifiers.text.redact import hidden
from state.files.kept import DocumentArchive, WorkbookArchive
from state.store import Store

_PATIENCE = 300
"""Seconds that a command to publish may take: ICE's next list waits for it."""

UNPUBLISHED = "site-unpublished"
"""A file of the state: the site was written, and not published since."""


def about(config: Config) -> About:
    """What the config says of the site."""
    site = config.site or Site(folder=Path())
    return About(
        page_url=config.watch.page,
        zone=config.watch.zone,
        address=site.address,
        contact=config.watch.contact or "",
        laws=site.laws,
        languages=site.languages,
    )


def write(store: Store, config: Config, folder: Path, *, is_trusted: bool = False) -> Written:
    """Write the site of the record as it is into a folder. Raises `SiteError`, `StateError`.

    Where the folder `is_trusted`, what the record has not changed is not looked at.
    """
    said = about(config)
    extras = Extras(cards=find_spec("PIL") is not None, parquet=find_spec("pyarrow") is not None)
    form = form_of(f"{said.address}|{said.zone.key}|{said.contact}|{said.page_url}|{said.languages}|{extras}")
    gc.disable()
    try:
        with store.reading():
            record = site_record(store, said, documents=config.site is not None and config.site.documents)
            gc.freeze()  # the search for cycles would go through hundreds of thousands of values that stay
            gc.enable()
            site, told = SiteFolder(folder, form, is_trusted=is_trusted), Remembered(store.folder, form)
            return _write(record, store, extras, site, told)
    finally:
        gc.enable()
        gc.unfreeze()


def _write(record: Record, store: Store, extras: Extras, site: SiteFolder, told: Remembered) -> Written:
    done = site.is_of(record.mark)
    if done is not None:
        return done
    pages = build(record, extras, told, _published(record, site))
    copies = _copies(record, store.workbooks, store.documents)
    written = site.bring(chain(_guarded(pages, site.folder), copies), record.mark)
    told.keep()
    return written


def _published(record: Record, site: SiteFolder) -> Begun:
    """The chain as it is in the folder, where it is what was written of the record's first events."""
    with contextlib.suppress(OSError):
        found = begun((site.folder / CHAIN_FILE).read_bytes())
        key, _ = told_keys(record.marks, found.lines)
        if found.lines <= len(record.events) and site.has(CHAIN_FILE, key):
            return found
    return NOTHING


def _guarded(pages: Iterable[Page | Batch], folder: Path) -> Iterator[Page | Batch]:
    for page in pages:
        if isinstance(page, Page) and page.path == CHAIN_FILE:
            yield replace(page, body=partial(_lengthened, page, folder / CHAIN_FILE))
        else:
            yield page


def _copies(record: Record, workbooks: WorkbookArchive, documents: DocumentArchive) -> Iterator[Page]:
    """The kept workbooks, the documents that the site serves, and the pictures of their signatures."""
    for sha256 in record.kept:
        yield Page(path=workbook_copy(sha256), key=sha256, body=partial(workbooks.read, sha256))
    for sha256 in sorted(record.documents):
        yield Page(path=document_copy(sha256), key=sha256, body=partial(documents.read, sha256))
    for sha256 in sorted(record.pictured):
        yield Page(path=signatures(sha256), key=sha256, body=documents.picture(sha256).read_bytes)


def _lengthened(page: Page, published: Path) -> bytes:
    """The chain, which may only grow: what was published once must be its beginning for good. Raises `SiteError`."""
    content = page.body()
    try:
        before = published.read_bytes()
    except FileNotFoundError:
        return content
    if content.startswith(before):
        return content
    raise SiteError(
        f"{published} is not the beginning of what the record says now: one of the two was edited, or the record was "
        "restored or made anew. `watch287g site --verify` names the first line that differs. To begin a new chain, "
        f"move {published} away, and say so to your readers."
    )


def is_behind(config: Config, site: Site) -> bool:
    """Whether the site is missing, or was written and not published since."""
    return not (site.folder / "index.html").exists() or (config.watch.folder / UNPUBLISHED).exists()


def renew(store: Store, config: Config, site: Site, *, is_trusted: bool = False) -> Written:
    """Bring the site up to date, and publish it where it changed. Raises `SiteError`, `StateError`."""
    waiting = config.watch.folder / UNPUBLISHED
    written = write(store, config, site.folder, is_trusted=is_trusted)
    if site.after and (written.written or written.removed):
        waiting.touch()
    if site.after and waiting.exists():
        publish(site)
        waiting.unlink(missing_ok=True)
    return written


def publish(site: Site) -> None:
    """Run the command that publishes the folder, in it. Raises `SiteError` where it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, and no shell
            site.after, cwd=site.folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise SiteError(f"The command in [site] after took more than {_PATIENCE} seconds, and was ended.") from None
    except OSError as error:
        raise SiteError(f"The command in [site] after can't be run: {error.strerror} ({site.after[0]}).") from None
    if done.returncode:
        last = hidden(done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2])[:200]
        raise SiteError(
            f"The command in [site] after ended with status {done.returncode}{f': {last}' if last else ''}."
        )
