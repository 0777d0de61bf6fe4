"""What is never connected to, never followed and never read."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from apps.integrations import http
from tests.integrations.receivers import Receiver

INTERNAL = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1",
    "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "2002:a00:1::", "2001:db8::1", "2001:0:a00:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", INTERNAL)
def test_an_internal_address_is_none_of_the_public_network(address):
    assert not http.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_public_address_is(address):
    assert http.is_public(address)


@pytest.mark.parametrize(
    "url",
    ["http://example.com/", "ftp://example.com/", "https://", "https://example.com:22/", "https://user:pw@example.com/", "https://example.com/#x",
     "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://exa mple.com/", "https://example.com:0x/", "nonsense", ""],
)  # fmt: skip
def test_an_address_that_is_not_sent_to_is_refused_when_it_is_entered(url):
    assert http.problem_of(url)


def test_a_good_address_is_taken():
    assert http.problem_of("https://hooks.example.com/a?b=c") == http.problem_of("https://example.com:8443/") == ""


def test_a_name_is_judged_when_it_is_connected_to(monkeypatch):
    """One that has an internal address beside a public one, and one whose answer changes: judged is what is connected to."""
    asked = []

    def resolved(host, port, **_how):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("8.8.8.8", "169.254.169.254")]

    monkeypatch.setattr(http.socket, "getaddrinfo", resolved)
    monkeypatch.setattr(http.socket, "create_connection", lambda *_args, **_how: pytest.fail("it was connected to"))
    with pytest.raises(http.Forbidden):
        http.fetch("POST", "https://rebinding.example/", headers={})
    assert asked == ["rebinding.example"]  # once: there is no second answer to be led by


def test_what_was_judged_is_what_is_connected_to(monkeypatch):
    connected = []

    def connect(address, **_how):
        connected.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(http.socket, "getaddrinfo", lambda host, port, **_how: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port))])
    monkeypatch.setattr(http.socket, "create_connection", connect)
    with pytest.raises(http.Unreachable, match="Connection refused"):
        http.fetch("POST", "https://name.example/", headers={})
    assert connected == [("8.8.8.8", 443)]


@pytest.fixture
def private(settings):
    settings.WEBHOOKS_TO_PRIVATE_NETWORKS = True


def test_a_redirect_is_an_answer_and_is_not_followed(private):
    with Receiver((204, {})) as inner, Receiver((307, {"Location": inner.url})) as outer:
        assert http.fetch("POST", outer.url, headers={}, body=b"{}").status == 307
        assert inner.got == []


def _serve(handle):
    server = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=lambda: handle(server.accept()[0]), daemon=True).start()
    return f"http://127.0.0.1:{server.getsockname()[1]}/"


def test_an_answer_that_does_not_end_is_read_to_a_bound(private):
    def flood(connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while True:
                connection.sendall(b"x" * 65536)
        except OSError:
            connection.close()

    assert len(http.fetch("POST", _serve(flood), headers={}).body) == http.MOST_ANSWER


def test_an_answer_in_drops_is_cut(private, monkeypatch):
    monkeypatch.setattr(http, "CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.3)

    def drip(connection):
        connection.recv(65536)
        try:
            for char in b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 1000:
                connection.sendall(bytes([char]))
                time.sleep(0.05)
        except OSError:
            connection.close()

    began = time.monotonic()
    with pytest.raises(http.Unreachable):
        http.fetch("POST", _serve(drip), headers={})
    assert time.monotonic() - began < 5


def test_nothing_but_http_is_an_answer(private):
    def babble(connection):
        connection.recv(65536)
        connection.sendall(b"220 smtp.example ESMTP\r\n")
        connection.close()

    with pytest.raises(http.Unreachable, match="connection broke"):
        http.fetch("POST", _serve(babble), headers={})
