"""The public record as a website: `site` writes or checks it, `serve` shows it on this machine."""

from pathlib import Path

from bot.cli.parser import Call, argument, recorded, verb
from bot.config.model import Config
from bot.exits import Exit, UsageError
from bot.terminal import fail, say

_OUT = argument("folder", nargs="?", metavar="OUT", help="the site's folder (default: that of [site] in the config)")


@verb(_OUT, argument("--verify", action="store_true", help="write nothing; check that nothing was edited"))
def site(call: Call, *, folder: str | None, verify: bool) -> Exit:
    """Write the public record as a website.

    A map, a page for every state, agency and event, feeds and downloads, as files that any web server can show. Only
    what changed is written. In the folder of [site], what changed is published too. --verify checks the hash chain and
    the workbooks of a site that was written, also where no config is: of a copy that somebody else has made.
    """
    if verify:
        return _verify(call, folder)
    from bot.site.renew import renew, write
    from bot.site.write import SiteError

    config = call.config()
    out = _folder(config, folder)
    try:
        with recorded(config) as store:
            own = config.site is not None and config.site.folder == out
            done = renew(store, config, config.site) if own and config.site else write(store, config, out)
    except SiteError as error:
        return fail(str(error), Exit.FAULT)
    say(f"{done.files:,} files in {out}: {done.written:,} written, {done.removed:,} removed.")
    if config.site is None or config.site.address is None:
        say("There are no feeds and no sitemap: they need [site] address in the config.")
    return Exit.FINE


def _verify(call: Call, folder: str | None) -> Exit:
    from bot.site.verify import faults

    config = call.config() if call.path.is_file() or folder is None else None
    out = _folder(config, folder)
    try:
        if config is None:
            found = list(faults(out, None))
        else:
            with recorded(config) as store:
                found = list(faults(out, store))
    except OSError as error:
        return fail(f"{out} has no site that can be read ({error.filename}: {error.strerror}).", Exit.USAGE)
    if found:
        return fail("\n".join(found), Exit.FAULT)
    say("The chain, the events and the workbooks are as they were published.")
    say("" if config else "There is no config here, so they were not held against the record itself.")
    return Exit.FINE


@verb(_OUT, argument("--port", type=int, default=8287, metavar="N", help="default: %(default)s"))
def serve(call: Call, *, folder: str | None, port: int) -> Exit:
    """Show the website on this machine.

    Shows a site that was written to this machine's own browsers, for a look, until Ctrl-C. For readers, put the folder
    on any web server.
    """
    from bot.site.serve import serving

    out = _folder(call.config() if folder is None else None, folder)
    if not (out / "index.html").is_file():
        return fail(f"{out} has no site. Write one first: watch287g site {out}", Exit.USAGE)
    try:
        with serving(out, port) as server:
            say(f"http://127.0.0.1:{server.server_address[1]}/ shows {out}. Ctrl-C stops.")
            server.serve_forever()
    except KeyboardInterrupt:
        return Exit.FINE
    except (OSError, OverflowError) as error:
        return fail(f"Port {port} can't be used ({error}). Name another one: --port 8288", Exit.USAGE)
    return Exit.FINE


def _folder(config: Config | None, named: str | None) -> Path:
    if named:
        return Path(named).absolute()
    if config is None or config.site is None:
        raise UsageError("Name the folder for the site, or set [site] in the config.")
    return config.site.folder
