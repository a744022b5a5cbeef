"""Requests to addresses that people typed in: only to public hosts, with limits on time, size and redirects.

The name is resolved once, all its addresses are checked, and the connection goes to a checked one.
"""

import ipaddress
import socket
import time
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from app.core.errors import Unavailable

MOST_REDIRECTS = 3
CONNECT_SECONDS, READ_SECONDS = 5.0, 15.0
CHUNK = 64 * 1024
AGENT = "Galleria/1 (+product pictures)"


class Unreachable(Unavailable):
    """The address is refused, or does not answer as it should; the message is for people."""

    code = "outgoing.unreachable"


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet."""
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_global and not found.is_multicast


def fetch(url: str, *, most_bytes: int, seconds: float = 30.0) -> bytes:
    """The body behind `url`, at most `most_bytes`, within `seconds`; never in a unit. Raises Unreachable."""
    until = time.monotonic() + seconds
    for _hop in range(MOST_REDIRECTS + 1):
        response = _ask(url)
        try:
            if response.status in (301, 302, 303, 307, 308) and (place := response.headers.get("Location")):
                url = urljoin(url, place)
                continue
            if response.status != 200:
                raise Unreachable(f"The server answered {response.status}")
            return _read(response, most_bytes, until)
        finally:
            response.release_conn()
            response.close()
    raise Unreachable("The address redirects too often")


def _ask(url: str) -> urllib3.BaseHTTPResponse:
    parts = urlsplit(f"https:{url}" if url.startswith("//") else url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise Unreachable("Only plain http and https addresses are fetched")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Unreachable("The address has no sensible port") from error
    address = _public_address(parts.hostname, port)
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    pool: urllib3.HTTPConnectionPool
    if parts.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            address, port, timeout=timeout, server_hostname=parts.hostname, assert_hostname=parts.hostname
        )
    else:
        pool = urllib3.HTTPConnectionPool(address, port, timeout=timeout)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Host": parts.netloc, "User-Agent": AGENT, "Accept-Encoding": "identity"}
    try:
        return pool.request(
            "GET", path, headers=headers, redirect=False, retries=False, preload_content=False
        )
    except (HTTPError, OSError, ValueError) as error:
        raise Unreachable(f"The server does not answer: {type(error).__name__}") from error


def _public_address(host: str, port: int) -> str:
    """An address of the host; refused when any of its addresses is not public."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise Unreachable("There is no such host") from error
    if not found or not all(is_public(str(address)) for address in found):
        raise Unreachable("This host is not on the open internet")
    return str(sorted(found, key=lambda address: ":" in str(address))[0])


def _read(response: urllib3.BaseHTTPResponse, most_bytes: int, until: float) -> bytes:
    body = bytearray()
    try:
        for chunk in response.stream(CHUNK):
            body += chunk
            if len(body) > most_bytes:
                raise Unreachable(f"The file is larger than {most_bytes // 1024 // 1024} MB")
            if time.monotonic() > until:
                raise Unreachable("The server is too slow")
    except (HTTPError, OSError) as error:
        raise Unreachable(f"The answer broke off: {type(error).__name__}") from error
    return bytes(body)
