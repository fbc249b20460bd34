"""config.toml to a `Config`: all mistakes at once, each with its line and the nearest good value."""

import os
import shlex
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.config import values
from bot.config.destinations import Addresses, read_settings, refuse_unused
from bot.config.file import ConfigError, ConfigMistakesError, ConfigUnreadableError, read_values
from bot.config.model import Config, DocumentRules, Health, Site, Watch
from bot.config.state import read_database
from bot.config.subscriptions import read_operators, read_subscriptions
from notifiers.site.law import Law
from notifiers.text import entry
from notifiers.text.entry import Unfit, is_loopback
from notifiers.text.section import Mistakes, Section
from notifiers.text.tongue import Tongue
from watchers.fetch.route import STRAIGHT, Route, RouteError
from watchers.model.second_look import SecondLook

__all__ = ["Config", "ConfigError", "ConfigMistakesError", "ConfigUnreadableError", "find_config", "load_config"]

ICE_PAGE = "https://www.ice.gov/identify-and-arrest/287g"


def config_path(named: str | None, environ: Mapping[str, str]) -> Path:
    """The config's path, there or not: what --config names, else $WATCH287G_CONFIG, else config.toml here."""
    return Path(named or environ.get("WATCH287G_CONFIG", "") or "config.toml")


def find_config(named: str | None, environ: Mapping[str, str]) -> Path:
    """The same. Raises `ConfigUnreadableError` that says where it looked, where there is no such file."""
    path = config_path(named, environ)
    if path.is_file():
        return path
    if named:
        said = f"--config names {path}, and there is no such file."
    elif environ.get("WATCH287G_CONFIG"):
        said = f"$WATCH287G_CONFIG names {path}, and there is no such file."
    else:
        said = f"There is no config.toml in {Path.cwd()}."
    raise ConfigUnreadableError(
        f"{said} Write one with `watch287g init`, or name one with --config FILE or in $WATCH287G_CONFIG."
    )


def load_config(path: Path, environ: Mapping[str, str]) -> Config:
    """Read the file. Raises `ConfigError`: its message has every mistake, one to a line, and ends with their count.

    Of `environ` only STATE_DIRECTORY, which systemd sets, and the usual variables of a proxy are read; secrets are
    `bot.config.credentials`' business.
    """
    return _config(path, environ, *read_values(path))


def load_text(text: str, path: Path, environ: Mapping[str, str], *, outcome: str) -> Config:
    """The config of a text that is to become the file. Raises `ConfigError`, which ends with what came of it."""
    try:
        return _config(path, environ, *read_values(path, text))
    except ConfigMistakesError as error:  # the lines would be those of a file that nobody has
        raise ConfigError(error.without_lines(outcome)) from None
    except ConfigError as error:
        raise ConfigError(f"{error} {outcome.capitalize()}.") from None


def _config(path: Path, environ: Mapping[str, str], found: dict[str, object], mistakes: Mistakes) -> Config:
    root = Section(found, at=(), label="", mistakes=mistakes)
    watch = _watch(root, path, environ)
    settings = read_settings(root)
    addresses, beside = Addresses(settings), partial(_beside, path)
    route = _route(root, environ)
    config = Config(
        path=path.absolute(),
        watch=watch,
        second_look=_second_look(root),
        health=_health(root, path),
        subscriptions=read_subscriptions(root.sections("subscription"), addresses, watch.zone, watch.language),
        operators=read_operators(root.section("operators"), addresses),
        destinations=MappingProxyType(addresses.found),
        settings=settings,
        route=route,
        documents=_documents(root),
        site=read_site(root, beside),
        database=read_database(root, path, environ, ca_file=route.ca_file, beside=beside),
    )
    refuse_unused(addresses, mistakes)
    root.close()
    slack = found.get("slack")  # where people subscribe inside Slack, the file may leave it all to them
    if not found.get("subscription") and not (isinstance(slack, dict) and slack.get("who_may_subscribe")):
        mistakes.add((), "there is no [[subscription]], so nobody would hear anything. Add one.")
    if mistakes.found:
        raise ConfigMistakesError(mistakes.found)
    return config


def _watch(root: Section, path: Path, environ: Mapping[str, str]) -> Watch:
    section = root.section_or_empty("watch")
    page = section.one("page", entry.web_address, ICE_PAGE)
    every, looks = _pace(section, page)
    folder = _beside(path, section.one("folder", entry.words, "var"))
    of_systemd = environ.get("STATE_DIRECTORY", "").split(":")[0]  # it may name several
    return Watch(
        page=page,
        every=every,
        looks_a_week=looks,
        contact=section.one("contact", values.contact, None),
        folder=Path(of_systemd) if of_systemd else folder,
        zone=section.one("zone", values.zone, ZoneInfo("America/Chicago")),
        language=section.one("language", values.language, Tongue.ENGLISH),
    )


def _pace(section: Section, page: str) -> tuple[timedelta, float | None]:
    """The mean time between two looks, and how many there are a week, unless the file wishes for a fixed step."""
    impolite = "ICE posts a list or two a day; more often would be impolite."
    looks = section.number("looks_a_week", default=672, low=168, high=2016, why=impolite)
    low, why = (0.001, "") if is_loopback(page) else (5, impolite)
    minutes = section.number("every_minutes", default=15, low=low, high=1440, why=why)
    if not section.says("every_minutes"):
        return timedelta(weeks=1) / looks, looks
    return timedelta(minutes=minutes), None


def _beside(path: Path, text: str) -> Path:
    """A path as the config has it; "~somebody" of nobody here stays as it is written."""
    return path.absolute().parent / os.path.expanduser(text)  # noqa: PTH111 - pathlib's raises then


def _route(root: Section, environ: Mapping[str, str]) -> Route:
    """The way out: by what [network] says, else by the usual variables."""
    section = root.section_or_empty("network")
    proxy = section.one("proxy", entry.words, None)
    trusted = section.one("ca_file", entry.ca_file, None)
    ca_file = Path(trusted) if trusted else None
    try:
        return Route.of(environ, proxy=proxy, ca_file=ca_file)
    except RouteError as error:
        mend = f'Mend it, or write proxy = "{STRAIGHT}" under [network] to go without.'
        section.wrong("proxy", f"{error}" if proxy else f"in this machine's variables {error} {mend}")
        return Route(ca_file=ca_file)


def _second_look(root: Section) -> SecondLook:
    section, usual = root.section_or_empty("second_look"), SecondLook()
    rules = SecondLook(
        lists=int(section.number("lists", default=usual.lists, low=1, high=20, whole=True)),
        hours=section.number("hours", default=usual.hours, low=0, high=240),
        or_days=section.number("or_days", default=usual.or_days, low=0.5, high=60),
        open_days=section.number("open_days", default=usual.open_days, low=0, high=60),
        pending_days=section.number("pending_days", default=usual.pending_days, low=0, high=60),
    )
    if rules.longest < rules.least:
        section.wrong("or_days", f"{rules.or_days:g} days are less than the {rules.hours:g} hours. Make them more.")
    return rules


def _health(root: Section, path: Path) -> Health:
    section, usual = root.section_or_empty("health"), Health()
    hours = section.number("blind_hours", default=usual.blind_after.total_seconds() / 3600, low=1, high=240)
    days = section.number("silent_business_days", default=usual.silent_days, low=2, high=60, whole=True)
    port = section.number("metrics_port", default=0, low=0, high=65535, whole=True, why="0 is for none.")
    file = section.one("metrics_file", entry.words, "")
    return Health(
        blind_after=timedelta(hours=hours),
        silent_days=int(days),
        heartbeat=section.flag("heartbeat", default=False),
        metrics_port=int(port) or None,
        metrics_file=_beside(path, file) if file else None,
    )


def _documents(root: Section) -> DocumentRules:
    section, usual = root.section_or_empty("documents"), DocumentRules()
    why = "ICE links some 2,600 documents, and asking for all of them each day would be impolite."
    return DocumentRules(
        fetch=section.flag("fetch", default=usual.fetch),
        a_day=int(section.number("a_day", default=usual.a_day, low=1, high=2_000, whole=True, why=why)),
    )


def read_site(root: Section, beside: Callable[[str], Path]) -> Site | None:
    """The section; None where the file has none. `beside` makes a path of one that is relative to the file."""
    section = root.section("site")
    if section is None:
        return None
    return Site(
        folder=beside(section.one("folder", entry.words, "site")),
        address=section.one("address", _address, None),
        after=section.one("after", _command, ()),
        languages=tuple(dict.fromkeys((Tongue.ENGLISH, *section.each("languages", values.language)))),
        documents=section.flag("documents", default=False),
        laws=tuple(law for found in section.sections("law") if (law := _law(found)) is not None),
    )


def _address(text: str) -> str:
    """The web address under which the folder can be seen."""
    address = entry.web_address(text)
    if "?" in address or "#" in address:
        raise Unfit(f"{entry.quoted(text)} has a ? or #. Write the address of the front page alone.")
    return address.removesuffix("index.html").rstrip("/")


def _command(text: str) -> tuple[str, ...]:
    """A command and its arguments, as a shell would part them."""
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise Unfit(f"{entry.quoted(text)} is no command: {error}. Close what is open.") from None


def _law(section: Section) -> Law | None:
    state = section.one("state", values.one_state, "")
    since = section.one("since", values.day, None)
    said = section.one("words", entry.words, "")
    url = section.one("url", entry.web_address, "")
    for key, found in (("state", state), ("since", since), ("words", said)):
        if not found and not section.is_wrong(key):
            section.wrong(key, "is missing. A law needs state, since (a day) and words (a sentence).")
    return Law(state=state, since=since, words=said, url=url) if state and since and said else None
