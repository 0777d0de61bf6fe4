"""Requests to addresses that others chose: never to an internal network, no redirects, bounded in time and size.

The name is resolved here, every address that it has is judged, and the connection goes to a judged one; so a name that answers
differently the second time gains nothing. See OWASP, Server-Side Request Forgery Prevention.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
MOST_ANSWER = 64 * 1024
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_SHARED = ipaddress.ip_network("100.64.0.0/10")  # RFC 6598, carriers' own


class Unreachable(Exception):
    """Nothing came back; says why. `str()` is a sentence for a person."""


class Forbidden(Unreachable):
    """The address leads into a network that is not for the outside."""


@dataclass(frozen=True)
class Answer:
    """What came back: the body cut at MOST_ANSWER bytes. `headers` by lower-case name."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    milliseconds: int


def is_public(text: str) -> bool:
    """Whether an IP address is of the public network. What is packed into IPv6 (mapped, 6to4, Teredo, NAT64) is judged unpacked."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        inner += [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)] if any(address in network for network in _NAT64) else []
        packed = [found for found in inner if found is not None]
        if packed:
            return all(is_public(str(found)) for found in packed)
    if isinstance(address, ipaddress.IPv4Address) and address in _SHARED:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def problem_of(url: str) -> str:
    """What is wrong with the address of an endpoint, as a sentence; "" where nothing is. Asks no name server."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return _("This is no address such as https://example.com/hooks.")
    if parts.scheme not in ("https", "http") or not parts.hostname or any(char <= " " or char > "~" for char in url):
        return _("This is no address such as https://example.com/hooks.")
    if parts.username or parts.password:
        return _("Leave the name and the password out of the address; the signature proves who sends.")
    if parts.fragment:
        return _("Leave out what stands behind #: it is never sent.")
    if settings.WEBHOOKS_TO_PRIVATE_NETWORKS:
        return ""
    if parts.scheme != "https":
        return _("Only https:// is sent to.")
    if port not in (None, 443, 8443):
        return _("Only the ports 443 and 8443 are sent to.")
    with contextlib.suppress(ValueError):
        if not is_public(parts.hostname):
            return _("The address leads into an internal network.")
    return ""


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise Unreachable(_("The name %(host)s is not known.") % {"host": host}) from error
    return list(dict.fromkeys(str(item[4][0]) for item in found))


def guarded_socket(host: str, port: int) -> socket.socket:
    """A connection to a judged address of the host. Raises Forbidden where one of its addresses is internal, Unreachable."""
    addresses = _resolve(host, port)
    if not settings.WEBHOOKS_TO_PRIVATE_NETWORKS and not all(map(is_public, addresses)):
        raise Forbidden(_("%(host)s leads into an internal network.") % {"host": host})
    failed: OSError | None = None
    for address in addresses[:4]:
        try:
            made = socket.create_connection((address, port), timeout=CONNECT_SECONDS)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            made.settimeout(ANSWER_SECONDS)
            return made
        except OSError as error:
            failed = error
    raise Unreachable(_("No connection to %(host)s: %(why)s.") % {"host": host, "why": _why(failed)})


def _why(error: BaseException | None) -> str:
    if isinstance(error, TimeoutError):
        return _("it took too long")
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:120]


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Plain(http.client.HTTPConnection):
    def connect(self) -> None:
        self.sock = guarded_socket(self.host, self.port)


class _Secure(http.client.HTTPSConnection):
    def connect(self) -> None:
        made = guarded_socket(self.host, self.port)
        try:
            self.sock = _tls().wrap_socket(made, server_hostname=self.host)
        except BaseException:
            made.close()
            raise


class Line:
    """A connection to one host that is kept open between requests. Of one thread at a time; `cut` may come from another."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        kind = _Secure if parts.scheme == "https" else _Plain
        self._connection = kind(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        self.began: float | None = None

    def request(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """One request and its answer. Raises Unreachable. An idle line that the other side closed is opened once more."""
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self.began = time.monotonic()
        try:
            try:
                idle = self._connection.sock is not None
                response = self._ask(method, path, headers, body)
            except (http.client.RemoteDisconnected, ConnectionError, BrokenPipeError):
                self._connection.close()
                if not idle:
                    raise
                response = self._ask(method, path, headers, body)
            read = response.read(MOST_ANSWER)
            if response.read(1) or response.will_close:
                self._connection.close()  # what is left of the answer would stand before the next one
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, read, round((time.monotonic() - self.began) * 1000))
        except Unreachable:
            raise
        except ssl.SSLError as error:
            self.close()
            raise Unreachable(_("No secure connection: %(why)s.") % {"why": (error.reason or str(error))[:120]}) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            late = isinstance(error, TimeoutError) or time.monotonic() - self.began >= ANSWER_SECONDS
            raise Unreachable(_("No answer within %(seconds)s seconds.") % {"seconds": int(ANSWER_SECONDS)} if late else _("The connection broke: %(why)s.") % {"why": _why(error)}) from error
        finally:
            self.began = None

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> http.client.HTTPResponse:
        self._connection.request(method, path, body=body, headers=dict(headers))
        return self._connection.getresponse()

    def overdue(self, now: float) -> bool:
        """Whether the request in hand takes longer than it may: an answer in drops never meets the socket's own limit."""
        began = self.began
        return began is not None and now - began > CONNECT_SECONDS + ANSWER_SECONDS

    def cut(self) -> None:
        """Ends the request in hand, from another thread."""
        sock = self._connection.sock
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hangs up."""
        self._connection.close()


def fetch(method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"") -> Answer:
    """One request on a line of its own. Raises Unreachable, and Forbidden for an internal network."""
    line = Line(url)
    watch = threading.Timer(CONNECT_SECONDS + ANSWER_SECONDS, line.cut)
    watch.daemon = True
    watch.start()
    try:
        return line.request(method, url, headers=headers, body=body)
    finally:
        watch.cancel()
        line.close()
