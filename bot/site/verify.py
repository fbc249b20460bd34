"""Was anything edited? The chain of a written site by itself, against the record, and the kept workbooks' hashes."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import orjson

from notifiers.site.chain import broken, chain, parted
from notifiers.site.data_files import CHAIN_FILE, HEAD_FILE
from notifiers.site.documents import event_document
from state.store import Store


def faults(folder: Path, store: Store | None) -> Iterator[str]:
    """A sentence for each thing that isn't as it was published; nothing where all is. Without a store, as a reader.

    Raises OSError where the folder has no site that can be read.
    """
    lines = (folder / CHAIN_FILE).read_bytes().splitlines()
    fault = broken(lines, (folder / HEAD_FILE).read_text("ascii").strip())
    if fault:
        yield fault
        return
    told = [orjson.loads(line)["event"] for line in lines]
    if orjson.loads((folder / "data" / "events.json").read_bytes()) != told:
        yield "data/events.json doesn't say what the chain says."
    for event in told:
        page = folder / "data" / "events" / f"{event['id']}.json"
        if not page.is_file() or orjson.loads(page.read_bytes()) != event:
            yield f"data/events/{event['id']}.json doesn't say what the chain says."
    yield from _workbooks(folder, told)
    if store is not None:
        number = parted(lines, list(chain(map(event_document, store.events()))))
        if number is not None:
            yield f"The record doesn't say what line {number:,} of the chain says, or what comes after it."


def _workbooks(folder: Path, told: list[dict[str, object]]) -> Iterator[str]:
    there = sorted((folder / "workbooks").glob("*.xlsx"))
    for path in there:
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem:
            yield f"workbooks/{path.name} no longer hashes to its name."
    missing = {str(event["sha256"]) for event in told} - {path.stem for path in there}
    if missing:
        yield f"{len(missing):,} of the workbooks that events name have no copy here (the first: {min(missing)})."
