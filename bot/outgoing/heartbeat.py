"""The heartbeat: after each complete poll one request to an address where somebody notices when it stops coming.

Any service that waits for a GET will do: healthchecks.io, Uptime Kuma, Cronitor, Better Stack.
"""

from bot.config.credentials import HEARTBEAT, SecretError, Secrets, heartbeat_address
from watchers.errors import plain_words
from watchers.fetch.route import Route

_TIMEOUT = 10.0  # seconds


class HeartbeatError(Exception):
    """The heartbeat did not arrive; `str(error)` says why, without the address."""


class Heartbeat:
    """The heartbeat of one bot, which says once when it begins to fail and once when it arrives again."""

    def __init__(self, secrets: Secrets, *, agent: str, route: Route) -> None:
        self._secrets, self._agent, self._route = secrets, agent, route
        self._failing = False

    def after_poll(self, *, withheld: str = "") -> str:
        """Send it; a sentence where that has begun to fail, or arrives again, else "".

        `withheld` says why it must not be sent: the watch behind the address then raises the alarm that the bot can't.
        """
        fault = f"{withheld} {_WITHHELD}" if withheld else self._fault()
        was_failing, self._failing = self._failing, bool(fault)
        if bool(fault) == was_failing:
            return ""
        return fault or "The heartbeat arrives again."

    def _fault(self) -> str:
        """Send it; why it did not arrive, "" where it did."""
        try:
            send_heartbeat(self._secrets, agent=self._agent, route=self._route)
        except (HeartbeatError, SecretError) as error:
            return str(error)
        return ""


_WITHHELD = "The heartbeat is withheld, so that the watch on this bot raises an alarm."


def send_heartbeat(secrets: Secrets, *, agent: str, route: Route) -> None:
    """Ask the address once. Raises `HeartbeatError`, and `SecretError` where it is missing, or no address."""
    import httpx

    address = heartbeat_address(secrets)
    try:
        answer = httpx.get(
            address,
            headers={"User-Agent": agent},
            timeout=_TIMEOUT,
            follow_redirects=False,
            trust_env=False,
            proxy=route.proxy_for(address),
            verify=route.trusted(httpx.create_ssl_context(trust_env=False)),
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = plain_words(error) or "it broke off"
        raise HeartbeatError(
            f"The heartbeat did not arrive ({why}): the watch on this bot may raise an alarm."
        ) from None
    if not answer.is_success:
        raise HeartbeatError(
            f"The heartbeat was refused (status {answer.status_code}). Look at its address, the secret {HEARTBEAT}."
        )
