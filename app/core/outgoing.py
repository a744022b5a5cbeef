"""Requests to addresses that people typed in: only to public hosts, with limits on time, size and redirects.

The name is resolved once, all its addresses are checked, and the connection goes to a checked one; so again at every
redirect. When the time is up the connection is cut, however slowly the other side keeps talking.
"""

import ipaddress
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPException
from threading import Timer
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from app.core.errors import Unavailable

MOST_REDIRECTS = 3
CONNECT_SECONDS, READ_SECONDS = 5.0, 15.0
CHUNK = 64 * 1024
AGENT = "Galleria/1 (+product pictures)"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Unreachable(Unavailable):
    """The address is refused, or does not answer as it should; the message is for people."""

    code = "outgoing.unreachable"


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, and so does the one that it may be a wrapping of."""
    found = ipaddress.ip_address(address)
    inner: ipaddress.IPv4Address | None = None
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if found.ipv4_mapped:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast and (inner is None or is_public(str(inner)))


def fetch(url: str, *, most_bytes: int, seconds: float = 30.0) -> bytes:
    """The body behind `url`, at most `most_bytes`, within `seconds`; never in a unit. Raises Unreachable."""
    until = time.monotonic() + seconds
    for _hop in range(MOST_REDIRECTS + 1):
        with _asked(url, until) as response:
            if response.status in (301, 302, 303, 307, 308) and (place := response.headers.get("Location")):
                url = urljoin(url, place)
                continue
            if response.status != 200:
                raise Unreachable(f"The server answered {response.status}")
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise Unreachable("The server packed the file, which was not asked for")
            return _read(response, most_bytes)
    raise Unreachable("The address redirects too often")


@contextmanager
def _asked(url: str, until: float) -> Iterator[urllib3.BaseHTTPResponse]:
    """The server's answer, its body still to be read; the connection is cut when the time is up."""
    parts = urlsplit(f"https:{url}" if url.startswith("//") else url)
    connection = _connection(parts)
    cut = Timer(
        max(until - time.monotonic(), 0), _cut, [connection.sock]
    )  # the response takes the socket over
    cut.daemon = True
    try:
        cut.start()
        connection.request(
            "GET",
            (parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
            headers={"Host": parts.netloc, "User-Agent": AGENT, "Accept-Encoding": "identity"},
            preload_content=False,
            decode_content=False,
        )
        with closing(connection.getresponse()) as response:
            yield response
        if time.monotonic() >= until:  # a body of no stated length ends where it was cut
            raise Unreachable("The server is too slow")
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        if time.monotonic() >= until:
            raise Unreachable("The server is too slow") from error
        raise Unreachable(f"The server does not answer: {type(error).__name__}") from error
    finally:
        cut.cancel()
        connection.close()


def _connection(parts: SplitResult) -> HTTPConnection:
    """To a checked address of the host; TLS is held to the host's name. Raises Unreachable."""
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise Unreachable("Only plain http and https addresses are fetched")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Unreachable("The address has no sensible port") from error
    address = _public_address(parts.hostname, port)
    connection: HTTPConnection
    if parts.scheme == "https":
        connection = HTTPSConnection(
            address,
            port,
            timeout=CONNECT_SECONDS,
            server_hostname=parts.hostname,
            assert_hostname=parts.hostname,
        )
    else:
        connection = HTTPConnection(address, port, timeout=CONNECT_SECONDS)
    try:
        connection.connect()
    except (HTTPError, OSError) as error:
        connection.close()
        raise Unreachable(f"The server does not answer: {type(error).__name__}") from error
    connection.timeout = READ_SECONDS
    connection.sock.settimeout(READ_SECONDS)
    return connection


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _public_address(host: str, port: int) -> str:
    """An address of the host; refused when any of its addresses is not public."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise Unreachable("There is no such host") from error
    if not found or not all(is_public(str(address)) for address in found):
        raise Unreachable("This host is not on the open internet")
    return str(sorted(found, key=lambda address: ":" in str(address))[0])


def _read(response: urllib3.BaseHTTPResponse, most_bytes: int) -> bytes:
    body = bytearray()
    for chunk in response.stream(CHUNK, decode_content=False):
        body += chunk
        if len(body) > most_bytes:
            raise Unreachable(f"The file is larger than {most_bytes // 1024 // 1024} MB")
    return bytes(body)
