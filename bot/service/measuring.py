"""Figures for Prometheus, where the config wishes for them: what is missing for that, and when they are taken down."""

from typing import TYPE_CHECKING

from bot.config.file import ConfigError
from bot.config.model import Config
from state.store import Store

if TYPE_CHECKING:
    from bot.service.metrics import Metrics


class Measuring:
    """The figures of one bot: served while it runs where `serve` says so, written to a file where the config does."""

    def __init__(self, config: Config, *, serve: bool) -> None:
        """Raises `ConfigError` where the package is missing, or the port is taken."""
        self._file = config.health.metrics_file
        self._metrics = _metrics(config)
        self._was_written = True
        if serve and self._metrics is not None and config.health.metrics_port is not None:
            try:
                self._metrics.serve(config.health.metrics_port)
            except OSError as error:
                raise ConfigError(
                    f"[health] metrics_port: {config.health.metrics_port} can't be used ({error.strerror}). "
                    "Name another one."
                ) from None

    def note(self, store: Store) -> str:
        """Take the figures down; a sentence where the file has begun to refuse them, or takes them again, else ""."""
        if self._metrics is None:
            return ""
        self._metrics.note(store)
        if self._file is None:
            return ""
        said = "is written again"
        try:
            self._metrics.write(self._file)
            is_written = True
        except OSError as error:
            said, is_written = f"can't be written ({error.strerror})", False
        was_written, self._was_written = self._was_written, is_written
        return f"[health] metrics_file: {self._file} {said}." if is_written != was_written else ""


def _metrics(config: Config) -> "Metrics | None":
    if config.health.metrics_port is None and config.health.metrics_file is None:
        return None
    try:
        from bot.service.metrics import Metrics
    except ModuleNotFoundError:
        raise ConfigError(
            "[health] metrics_port and metrics_file need the package prometheus-client. Install it with `.venv/bin/pip "
            "install --require-hashes -r requirements-metrics.txt`, or take the two keys out."
        ) from None
    return Metrics()
