import socket
import threading

import pytest


def test_a_connection_that_would_leave_this_machine_fails_its_test() -> None:
    with socket.socket() as client, pytest.raises(pytest.fail.Exception, match=r"connect to '192\.0\.2\.1'"):
        client.connect(("192.0.2.1", 443))


def test_a_name_that_would_be_looked_up_elsewhere_fails_its_test() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"look up 'www\.ice\.gov'"):
        socket.create_connection(("www.ice.gov", 443), timeout=1)


def test_a_datagram_that_would_leave_this_machine_fails_its_test() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as client, pytest.raises(pytest.fail.Exception):
        client.sendto(b"hello", ("192.0.2.1", 53))


def test_a_server_on_this_machine_can_be_talked_to_by_address_and_by_name() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        accepted: list[socket.socket] = []
        thread = threading.Thread(target=lambda: accepted.extend(server.accept()[0] for _ in range(2)))
        thread.start()
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, port), timeout=5).close()
        thread.join(timeout=5)
        assert len(accepted) == 2
        for connection in accepted:
            connection.close()
