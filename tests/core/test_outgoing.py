"""What people name by address is fetched from the open internet only, within limits, whatever the other side does."""

import gzip
import socket
import time

import pytest

from app.core import outgoing
from app.core.outgoing import Unreachable, fetch, is_public
from tests.support import web_host
from tests.support.web_host import drips, hangs_up, leads_to, says

OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture
def host(monkeypatch):
    """A host that answers to names under .example and counts as public; every other address is what it is."""
    known = socket.getaddrinfo

    def lookup(name, port, *args, **kinds):
        return known("127.0.0.1" if str(name).endswith(".example") else name, port, *args, **kinds)

    real = outgoing.is_public
    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(outgoing, "is_public", lambda address: address == "127.0.0.1" or real(address))
    with web_host.running() as running:
        yield running


@pytest.mark.parametrize("url", [
    "file:///etc/passwd", "ftp://example.com/a", "http://user:pass@example.com/", "http:///x", "gopher://x", "",
    "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data",
    "http://192.168.1.1/", "http://0.0.0.0/", "http://[::ffff:10.0.0.1]/", "http://2130706433/", "http://0x7f.1/",
    "http://example.com:99999/", "http://[64:ff9b::a00:1]/", "http://[2002:a00:1::]/",
])  # fmt: skip
def test_addresses_inside_are_refused_before_anything_is_sent(url, monkeypatch):
    monkeypatch.setattr(outgoing.HTTPConnection, "connect", lambda self: pytest.fail("it was asked"))
    with pytest.raises(Unreachable):
        fetch(url, most_bytes=10)


@pytest.mark.parametrize(("address", "public"), [
    ("93.184.216.34", True), ("2606:4700::6810:85e5", True), ("::ffff:93.184.216.34", True),
    ("64:ff9b::5db8:d822", True), ("64:ff9b::7f00:1", False), ("2002:7f00:1::", False), ("100.64.0.1", False),
    ("172.31.255.255", False), ("fd00::1", False), ("fe80::1", False), ("224.0.0.1", False), ("ff02::1", False),
    ("::ffff:169.254.169.254", False), ("198.18.0.1", False), ("0.0.0.0", False), ("255.255.255.255", False),
])  # fmt: skip
def test_which_addresses_are_on_the_open_internet(address, public):
    assert is_public(address) is public


def test_a_name_with_one_address_inside_is_refused(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.5")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: found)
    with pytest.raises(Unreachable, match="open internet"):
        fetch("http://two-faced.example/", most_bytes=10)


def test_a_name_is_looked_up_once_so_it_cannot_change_after_the_check(host, monkeypatch):
    host.pages["/a"] = says(200, b"x")
    names, lookup = [], socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda name, *a, **k: names.append(name) or lookup(name, *a, **k)
    )
    fetch(host.url("/a"), most_bytes=10)
    assert [name for name in names if name != "127.0.0.1"] == ["pictures.example"]


def test_a_file_comes_whole_and_the_host_hears_its_own_name(host):
    host.pages["/a%20b.jpg?v=2"] = says(200, b"\xff\xd8" * 70_000)
    assert fetch(host.url("/a%20b.jpg?v=2"), most_bytes=1_000_000) == b"\xff\xd8" * 70_000
    assert host.asked == [("/a%20b.jpg?v=2", f"pictures.example:{host.port}")]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(host, status):
    host.pages |= {"/old": leads_to("/new", status), "/new": leads_to(host.url("/b", "cdn.example"), status)}
    host.pages["/b"] = says(200, b"there")
    assert fetch(host.url("/old"), most_bytes=10) == b"there"


@pytest.mark.parametrize("place", [
    "http://127.0.0.2:{port}/secret", "http://169.254.169.254/latest/", "http://10.0.0.1/", "//[::1]:{port}/secret",
    "file:///etc/passwd", "http://a:b@pictures.example:{port}/secret", "gopher://pictures.example/",
])  # fmt: skip
def test_redirects_are_checked_like_first_addresses(host, place):
    host.pages |= {"/a": leads_to(place.format(port=host.port)), "/secret": says(200, b"secret")}
    with pytest.raises(Unreachable):
        fetch(host.url("/a"), most_bytes=10)
    assert [path for path, _ in host.asked] == ["/a"]


def test_a_circle_of_redirects_ends(host):
    host.pages["/a"] = leads_to("/a")
    with pytest.raises(Unreachable, match="too often"):
        fetch(host.url("/a"), most_bytes=10)
    assert len(host.asked) == outgoing.MOST_REDIRECTS + 1


@pytest.mark.parametrize("answer", [
    says(200, b"x" * 3_000_001),
    drips(OK + b"\r\n", b"x" * 100_000, every=0.001),
    drips(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n", every=0.001),
])  # fmt: skip
def test_what_is_too_large_is_not_read_to_its_end(host, answer):
    host.pages["/a"] = answer
    with pytest.raises(Unreachable, match="larger than 2 MB"):
        fetch(host.url("/a"), most_bytes=3_000_000)


def test_a_packed_answer_is_refused_unread(host):
    host.pages["/a"] = says(200, gzip.compress(b"\0" * 10_000_000), Content_Encoding="gzip")
    with pytest.raises(Unreachable, match="packed"):
        fetch(host.url("/a"), most_bytes=1_000_000)


@pytest.mark.parametrize(("answer", "words"), [
    (says(404), "answered 404"), (says(500, b"oh"), "answered 500"), (says(204), "answered 204"),
    (hangs_up, "does not answer"), (says(200, b"half", Content_Length="400"), "does not answer"),
    (lambda door: door.wfile.write(b"no http at all\r\n\r\n"), "does not answer"), (says(302), "answered 302"),
])  # fmt: skip
def test_what_does_not_answer_as_it_should_is_told(host, answer, words):
    host.pages["/a"] = answer
    with pytest.raises(Unreachable, match=words):
        fetch(host.url("/a"), most_bytes=1000)


@pytest.mark.parametrize("answer", [
    drips(b"", b""),
    drips(OK, b"X-Slow: 1\r\n"),
    drips(OK + b"Content-Length: 500\r\n\r\n", b"x"),
    drips(OK + b"\r\n", b"x"),
])  # fmt: skip
def test_time_ends_however_slowly_the_other_side_keeps_talking(host, answer):
    host.pages["/a"] = answer
    began = time.monotonic()
    with pytest.raises(Unreachable, match="too slow"):
        fetch(host.url("/a"), most_bytes=1000, seconds=0.3)
    assert time.monotonic() - began < 2


def test_a_host_where_nobody_listens_is_told(host):
    host.socket.close()
    with pytest.raises(Unreachable, match="does not answer"):
        fetch(host.url("/a"), most_bytes=1000)
