"""Where a proxy is the only way out: ICE's page, the mail server and the heartbeat are all asked through it."""

from http.server import HTTPServer
from pathlib import Path

import pytest

from bot.config.credentials import HEARTBEAT
from bot.exits import Exit
from tests.bot.doctor.doctors import newsroom, visited
from tests.doubles.listener import Listener
from tests.doubles.proxy import ProxyDouble
from tests.doubles.smtp import Certificate, self_signed

DESK = '\n[[subscription]]\nname = "nation"\nstates = "all"\nemail = ["nation@desk.test"]\n'


def speaks_tls(server: HTTPServer, certificate: Certificate) -> None:
    server.socket = certificate.context().wrap_socket(server.socket, server_side=True)


@pytest.mark.parametrize("refusal", [None, "403 Forbidden"])
def test_all_that_the_doctor_asks_goes_through_the_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], refusal: str | None
) -> None:
    certificate, ear = self_signed(tmp_path), Listener()
    monkeypatch.setattr("watchers.fetch.route.is_this_machine", lambda host: False)
    operators = 'email = ["ops@desk.test"]'
    with ProxyDouble(status=refusal) as proxy, newsroom(tmp_path, subscriptions=DESK, operators=operators) as room:
        for server in (room.page._server, ear._server):
            speaks_tls(server, certificate)
        network = f'\n[network]\nproxy = "http://127.0.0.1:{proxy.port}"\nca_file = "{certificate.chain}"\n'
        text = room.config.read_text("utf-8").replace(room.page.url, room.page.url.replace("http:", "https:"))
        room.config.write_text(f"{text}{network}[health]\nheartbeat = true\n", "utf-8")
        with ear:
            told = visited(room, capsys, "--send", **{HEARTBEAT: ear.url.replace("http:", "https:")})
        asked = {host for host, _ in proxy.asked}
    ports = [server.server_address[1] for server in (room.page._server, ear._server)]
    assert asked == {f"127.0.0.1:{port}" for port in (*ports, room.smtp.port)}
    if refusal is None:
        assert told.marked("FAIL") == []
        assert len(ear.asked) == 1
        assert {mail.recipients for mail in room.smtp.mails} == {("nation@desk.test",), ("ops@desk.test",)}
    else:
        assert told.status == Exit.UNWELL
        assert {"ICE's page", "heartbeat"} <= {found.what for found in told.findings if found.mark == "FAIL"}
        assert "403 Forbidden" in told.text
        assert ear.asked == []
