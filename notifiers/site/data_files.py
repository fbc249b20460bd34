"""The record for programs: CSV, JSON and the hash chain, the OpenAPI document of it all, and the sitemap."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any
from xml.sax.saxutils import escape

import orjson

from notifiers.site import words
from notifiers.site.addresses import state_slug
from notifiers.site.agencies import Agency
from notifiers.site.chain import BEGINNING, chain, hash_of
from notifiers.site.documents import (
    AGREEMENT_FIELDS,
    EVENT_FIELDS,
    LIST_FIELDS,
    Document,
    agreement_document,
    agreement_documents,
    as_csv,
    event_document,
    list_document,
)
from notifiers.site.layout import Page
from notifiers.site.parquet import as_parquet
from notifiers.site.record import Record
from notifiers.site.site import Site, digest, standings_key
from watchers.names.places import STATES

CHAIN_FILE, HEAD_FILE = "data/chain.jsonl", "data/chain.head"

FILES = (
    ("data/agreements.csv", words.FILE_AGREEMENTS),
    ("data/agreements.json", words.FILE_AGREEMENTS),
    ("data/events.csv", words.FILE_EVENTS),
    ("data/events.json", words.FILE_EVENTS),
    ("data/lists.json", words.FILE_LISTS),
    (CHAIN_FILE, words.FILE_CHAIN),
    (HEAD_FILE, words.FILE_HEAD),
)
PARQUET_FILES = (
    ("data/agreements.parquet", words.FILE_AGREEMENTS),
    ("data/events.parquet", words.FILE_EVENTS),
)


class Data:
    """The documents of the whole record, each made once and only where a file needs it."""

    def __init__(self, site: Site) -> None:
        self._record = site.record

    @cached_property
    def agreements(self) -> list[Document]:
        """Every agreement."""
        return agreement_documents(self._record)

    @cached_property
    def events(self) -> list[Document]:
        """Every event, oldest first."""
        return [event_document(event) for event in self._record.events]

    @cached_property
    def chain(self) -> list[bytes]:
        """The chain's lines."""
        return list(chain(self.events))

    @property
    def head(self) -> str:
        """The hash of the chain's last line."""
        return hash_of(self.chain[-1]) if self.chain else BEGINNING


def data_pages(site: Site, data: Data) -> Iterator[Page]:
    """The files for programs."""
    record = site.record
    now, told, lists = _keys(record)
    files: tuple[tuple[str, str, Callable[[], bytes]], ...] = (
        ("data/agreements.csv", now, lambda: as_csv(tuple(AGREEMENT_FIELDS), data.agreements).encode()),
        ("data/agreements.json", now, lambda: orjson.dumps(data.agreements)),
        ("data/events.csv", told, lambda: as_csv(tuple(EVENT_FIELDS), data.events).encode()),
        ("data/events.json", told, lambda: orjson.dumps(data.events)),
        ("data/lists.json", lists, lambda: orjson.dumps([list_document(found) for found in record.lists])),
        (CHAIN_FILE, told, lambda: b"".join(line + b"\n" for line in data.chain)),
        (HEAD_FILE, told, lambda: data.head.encode() + b"\n"),
        (
            "data/openapi.json",
            str(record.about.address),
            lambda: orjson.dumps(openapi(record.about.address), option=orjson.OPT_INDENT_2),
        ),
    )
    for path, key, body in files:
        yield Page(path=path, key=key, body=body)
    for state in STATES:
        agencies = record.agencies_in.get(state, ())
        key = digest(
            [str(record.newest and record.newest.seen), standings_key(s for a in agencies for s in a.standings)]
        )
        yield Page(path=f"data/states/{state_slug(state)}.json", key=key, body=partial(_state, agencies))


def parquet_pages(site: Site, data: Data) -> Iterator[Page]:
    """The same as Parquet."""
    now, told, _ = _keys(site.record)
    yield Page(path="data/agreements.parquet", key=now, body=lambda: as_parquet(AGREEMENT_FIELDS, data.agreements))
    yield Page(path="data/events.parquet", key=told, body=lambda: as_parquet(EVENT_FIELDS, data.events))


def _keys(record: Record) -> tuple[str, str, str]:
    """What the files of the agreements, of the events and of the lists depend on."""
    newest = record.newest
    now = digest([str(newest), standings_key(record.register.standings.values())])
    told = digest(f"{event.id}{event.observed_at.isoformat()}" for event in record.events)
    lists = digest(f"{found.workbook.sha256}{found.seen}{found.is_kept}" for found in record.lists)
    return now, told, lists


def _state(agencies: Iterable[Agency]) -> bytes:
    return orjson.dumps([agreement_document(standing, agency) for agency in agencies for standing in agency.standings])


_TYPES: Mapping[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "date-time"},
    "list": {"type": "array", "items": {}},
}


def _schema(fields: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    properties = {}
    for name, (type_, meaning) in fields.items():
        found = _TYPES[type_.rstrip("?")]
        nullable = {**found, "type": [found["type"], "null"]} if type_.endswith("?") else found
        properties[name] = {**nullable, "description": meaning}
    return {"type": "object", "properties": properties, "required": list(fields), "additionalProperties": False}


def openapi(address: str | None) -> Document:
    """The OpenAPI document of the JSON files."""

    def get(words_: str, schema: Mapping[str, Any], *parameters: tuple[str, str]) -> Document:
        answer = {"description": words_, "content": {"application/json": {"schema": schema}}}
        named = [
            {"name": name, "in": "path", "required": True, "description": meaning, "schema": {"type": "string"}}
            for name, meaning in parameters
        ]
        answers = {"200": answer, **({"404": {"description": words.API_NONE}} if named else {})}
        return {"get": {"summary": words_, **({"parameters": named} if named else {}), "responses": answers}}

    def of(name: str) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{name}"}

    def many(name: str) -> dict[str, Any]:
        return {"type": "array", "items": of(name)}

    return {
        "openapi": "3.1.0",
        "info": {
            "title": words.SITE,
            "version": "1",
            "description": words.API,
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": address or ".."}],
        "paths": {
            "/data/agreements.json": get(words.FILE_AGREEMENTS, many("Agreement")),
            "/data/states/{state}.json": get(words.API_STATE, many("Agreement"), ("state", words.API_STATE_NAME)),
            "/data/events.json": get(words.FILE_EVENTS, many("Event")),
            "/data/events/{id}.json": get(words.API_EVENT, of("Event"), ("id", words.API_EVENT_ID)),
            "/data/lists.json": get(words.FILE_LISTS, many("List")),
        },
        "components": {
            "schemas": {
                "Agreement": _schema(AGREEMENT_FIELDS),
                "Event": _schema(EVENT_FIELDS),
                "List": _schema(LIST_FIELDS),
            }
        },
    }


def sitemap(address: str, pages: list[str]) -> bytes:
    """The sitemap of these pages; of the newest 50,000, as many as one may name."""
    urls = "".join(f"<url><loc>{escape(f'{address}/{page}')}</loc></url>\n" for page in pages[-50_000:])
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{urls}</urlset>\n".encode()
