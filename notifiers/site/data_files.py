"""The record for programs: CSV, JSON and the hash chain, the OpenAPI document of it all, and the sitemap."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from typing import Any
from xml.sax.saxutils import escape

import orjson

from notifiers.language.english import ENGLISH
from notifiers.site.addresses import address_in, state_slug
from notifiers.site.agencies import Agency
from notifiers.site.chain import Begun, chain, hash_of
from notifiers.site.documents import (
    AGREEMENT_FIELDS,
    EVENT_FIELDS,
    LIST_FIELDS,
    Document,
    agreement_documents,
    as_csv,
    event_document,
    list_document,
)
from notifiers.site.layout import Page
from notifiers.site.parquet import as_parquet
from notifiers.site.record import About
from notifiers.site.site import Site
from notifiers.text.tongue import Tongue
from watchers.apart import apart
from watchers.names.places import STATES

CHAIN_FILE, HEAD_FILE = "data/chain.jsonl", "data/chain.head"

FILES = (
    ("data/agreements.csv", "agreements"),
    ("data/agreements.json", "agreements"),
    ("data/events.csv", "events"),
    ("data/events.json", "events"),
    ("data/lists.json", "lists"),
    (CHAIN_FILE, "chain"),
    (HEAD_FILE, "head"),
)
"""The files, each with its name among the words that say what it has."""
LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
"""Of what the site adds to ICE's lists."""
PARQUET_FILES = (
    ("data/agreements.parquet", "agreements"),
    ("data/events.parquet", "events"),
)


class Data:
    """The documents of the whole record, each made once and only where a file needs it.

    `begun`: the chain as it is published; what comes before its end is in the published files already.
    """

    def __init__(self, site: Site, begun: Begun) -> None:
        self._record = site.record
        self._begun = begun
        self.told_before, self.told = told_keys(site.record.marks, begun.lines)

    @cached_property
    def agreements(self) -> list[Document]:
        """Every agreement, by state, agency and model."""
        return self.of(self._record.agencies)

    def of(self, agencies: Iterable[Agency]) -> list[Document]:
        """The agreements of some agencies."""
        return [document for agency in agencies for document in self._of_each[agency.path]]

    @cached_property
    def _of_each(self) -> Mapping[str, list[Document]]:
        return {agency.path: agreement_documents(agency) for agency in self._record.agencies}

    @cached_property
    def events(self) -> list[Document]:
        """Every event, oldest first."""
        return [event_document(event) for event in self._record.events]

    @cached_property
    def more(self) -> list[Document]:
        """The events that the published files don't have yet."""
        return [event_document(event) for event in self._record.events[self._begun.lines :]]

    @cached_property
    def chain(self) -> list[bytes]:
        """The lines that the published chain doesn't have yet."""
        return list(chain(self.more, self._begun))

    @property
    def head(self) -> str:
        """The hash of the chain's last line."""
        return hash_of(self.chain[-1]) if self.chain else self._begun.head

    def growing(self) -> Iterator[Page]:
        """The files that only grow."""
        columns = tuple(EVENT_FIELDS)
        csv = Page(
            path="data/events.csv",
            key=self.told,
            body=lambda: as_csv(columns, self.events).encode(),
            grown=lambda old: old + as_csv(columns, self.more, is_headed=False).encode(),
        )
        json = Page(path="data/events.json", key=self.told, body=lambda: orjson.dumps(self.events), grown=self._longer)
        lines = Page(
            path=CHAIN_FILE,
            key=self.told,
            body=lambda: _lines(chain(self.events)),
            grown=lambda old: old + _lines(self.chain),
        )
        for page in (csv, json, lines):
            yield replace(page, before=self.told_before if self._begun.lines else "")

    def _longer(self, old: bytes) -> bytes:
        return old[:-1] + b"," + orjson.dumps(self.more)[1:] if self.more else old


def told_keys(marks: Sequence[str], number: int) -> tuple[str, str]:
    """What the files of the first so many events depend on, and those of all."""
    found = blake2b(digest_size=10)
    keys = []
    for part in (marks[:number], marks[number:]):
        found.update("".join(part).encode())
        keys.append(found.hexdigest())
    return keys[0], keys[1]


def _lines(found: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in found)


def data_pages(site: Site, data: Data) -> Iterator[Page]:
    """The files for programs. What is said of agreements is new at each list, and is the key of its file itself."""
    record, now = site.record, _known(data.agreements)
    yield from data.growing()
    yield Page(path="data/agreements.csv", key=now.key, body=lambda: _agreements_csv(data))
    yield replace(now, path="data/agreements.json")
    yield replace(_known([list_document(found) for found in record.lists]), path="data/lists.json")
    yield Page(path=HEAD_FILE, key=data.told, body=lambda: data.head.encode() + b"\n")
    yield replace(_known(openapi(record.about.address), orjson.OPT_INDENT_2), path="data/openapi.json")
    for state in STATES:
        found = _known(data.of(record.agencies_in.get(state, ())))
        yield replace(found, path=f"data/states/{state_slug(state)}.json")


def _agreements_csv(data: Data) -> bytes:
    return as_csv(tuple(AGREEMENT_FIELDS), data.agreements).encode()


def _known(found: object, option: int = 0) -> Page:
    """A file that is known already, and what it says is what it depends on."""
    content = orjson.dumps(found, option=option)
    return Page(path="", key=blake2b(content, digest_size=10).hexdigest(), body=lambda: content)


def parquet_pages(data: Data) -> Iterator[Page]:
    """The same as Parquet, made in a process of its own: pyarrow takes more memory than all the rest of a bot."""
    yield Page(
        path="data/agreements.parquet",
        key=_known(data.agreements).key,
        body=lambda: apart(as_parquet, AGREEMENT_FIELDS, data.agreements),
    )
    yield Page(path="data/events.parquet", key=data.told, body=lambda: apart(as_parquet, EVENT_FIELDS, data.events))


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


_STATE_NAME = "the state's name in small letters, with hyphens: north-carolina"


def openapi(address: str | None) -> Document:
    """The OpenAPI document of the JSON files."""
    words = ENGLISH.site  # for programs everywhere

    def get(words_: str, schema: Mapping[str, Any], *parameters: tuple[str, str]) -> Document:
        answer = {"description": words_, "content": {"application/json": {"schema": schema}}}
        named = [
            {"name": name, "in": "path", "required": True, "description": meaning, "schema": {"type": "string"}}
            for name, meaning in parameters
        ]
        answers = {"200": answer, **({"404": {"description": "There is none."}} if named else {})}
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
            "license": {"name": LICENCE["name"], "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": address or ".."}],
        "paths": {
            "/data/agreements.json": get(words.file("agreements"), many("Agreement")),
            "/data/states/{state}.json": get("The agreements of one state", many("Agreement"), ("state", _STATE_NAME)),
            "/data/events.json": get(words.file("events"), many("Event")),
            "/data/events/{id}.json": get("One event", of("Event"), ("id", "the event's id")),
            "/data/lists.json": get(words.file("lists"), many("List")),
        },
        "components": {
            "schemas": {
                "Agreement": _schema(AGREEMENT_FIELDS),
                "Event": _schema(EVENT_FIELDS),
                "List": _schema(LIST_FIELDS),
            }
        },
    }


def sitemap(about: About, pages: list[str]) -> bytes:
    """The sitemap of these pages in each language; of the newest, as many as one may name: 50,000 addresses."""
    most = 50_000 // len(about.languages)
    sites = [(tongue, escape(f"{address_in(about.address, tongue)}/")) for tongue in about.languages]
    urls = [
        f"<url><loc>{site}{page}</loc>{_others(sites, page)}</url>\n" for page in pages[-most:] for _, site in sites
    ]
    more = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"' if len(sites) > 1 else ""
    head = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{more}>\n'
    )
    return f"{head}{''.join(urls)}</urlset>\n".encode()


def _others(sites: Sequence[tuple[Tongue, str]], page: str) -> str:
    """A page's editions, where there are several; a page's path has no letter that XML would read."""
    if len(sites) < 2:
        return ""
    return "".join(f'<xhtml:link rel="alternate" hreflang="{tongue}" href="{site}{page}"/>' for tongue, site in sites)
