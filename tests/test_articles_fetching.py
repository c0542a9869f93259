"""What is fetched from the internet, and that nothing else ever is."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from threading import Event, Thread

import pytest

pytest.importorskip("trafilatura")

from seed.articles.addresses import Ip, is_public, resolved
from seed.articles.fetching import Limits, NotFetched, fetch
from tests.articles import site

PAGE = b"<html><body><p>The ministers met on Monday.</p></body></html>"


@contextmanager
def port_that(answers: Callable[[socket.socket], object]) -> Iterator[int]:
    """A port that does with each connection what it is told to; one at a time."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    answers(connection)

        Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]


def says(head: bytes, *then: bytes, forever: bytes = b"", pause: float = 0.02) -> Callable[[socket.socket], object]:
    """Read a request and write an answer, the last of it again and again."""

    def answers(connection):
        connection.recv(1 << 16)
        connection.sendall(head + b"".join(then))
        while forever:
            connection.sendall(forever)
            time.sleep(pause)

    return answers


def fetched(url, **limits):
    return fetch(url, Limits(**limits), may_be_asked=lambda ip: True)


def html(body, status=200, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, {"Content-Type": "text/html; charset=utf-8"} | named, body


def test_a_page_is_fetched_with_its_type():
    with site({"/a?b=c": html(PAGE)}) as (root, _):
        found = fetched(f"{root}/a?b=c#part")
    assert (found.url, found.media_type, found.content) == (f"{root}/a?b=c#part", "text/html", PAGE)


def test_what_is_packed_is_unpacked():
    with site({"/": html(gzip.compress(PAGE), Content_Encoding="gzip")}) as (root, _):
        assert fetched(root).content == PAGE


def test_the_next_address_of_a_host_is_asked_where_the_first_does_not_answer():
    both = [ip_address("127.0.0.2"), ip_address("127.0.0.1")]
    with site({"/": html(PAGE)}) as (root, _):
        url = root.replace("127.0.0.1", "news.example")
        assert fetch(url, resolve=lambda host, port: both, may_be_asked=lambda ip: True).content == PAGE


def test_an_address_is_asked_for_as_the_web_writes_it():
    with site({"/caf%C3%A9%20x?q=%E2%82%AC": html(PAGE)}) as (root, _):
        assert fetched(f"{root}/café%20x?q=€").content == PAGE


@pytest.mark.parametrize("to", ["/caf\xc3\xa9", "/caf%C3%A9"])
def test_a_redirect_may_be_written_in_any_letters(to):
    with site({"/a": html(b"", 302, Location=to), "/caf%C3%A9": html(PAGE)}) as (root, _):
        assert fetched(f"{root}/a").content == PAGE


def test_a_redirect_is_followed():
    with site({"/a": html(b"", 302, Location="/b"), "/b": html(PAGE)}) as (root, _):
        assert fetched(f"{root}/a").url == f"{root}/b"


# --- who is never asked -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.100.100.200", "168.63.129.16", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "::127.0.0.1",
        "192.0.0.192", "192.88.99.1", "fec0::1", "64:ff9b:1::808:808", "64:ff9b:1:a9fe:a9:fe00::", "::ffff:0:7f00:1",
        "2001:0:808:808::1", "2002:808:808::", "3fff::1", "5f00::1", "100::1",
    ],
)  # fmt: skip
def test_an_address_that_not_everybody_reaches_is_not_public(ip):
    assert not is_public(ip_address(ip))


@pytest.mark.parametrize("ip", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_that_everybody_reaches_is_public(ip):
    assert is_public(ip_address(ip))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:7f00:1]", "0"],
)
def test_this_machine_is_not_asked_however_it_is_written(host):
    with site({"/": html(PAGE)}) as (root, asked):
        port = root.rpartition(":")[2]
        with pytest.raises(NotFetched, match=r"public internet|no host"):
            fetch(f"http://{host}:{port}/")
    assert asked == []


def test_a_name_that_leads_to_this_machine_is_not_asked():
    with site({"/": html(PAGE)}) as (root, asked), pytest.raises(NotFetched, match=r"news\.example is at 127\.0\.0\.1"):
        fetch(root.replace("127.0.0.1", "news.example"), resolve=lambda host, port: [ip_address("127.0.0.1")])
    assert asked == []


def test_one_address_that_is_not_public_is_enough_to_refuse_a_name():
    both = [ip_address("8.8.8.8"), ip_address("10.0.0.1")]
    with pytest.raises(NotFetched, match=r"10\.0\.0\.1"):
        fetch("http://news.example/", resolve=lambda host, port: both)


def test_a_name_is_asked_for_once_and_the_connection_goes_where_it_was_found_to_lead():
    answers = iter([[ip_address("127.0.0.1")], [ip_address("10.0.0.1")]])
    with site({"/": html(PAGE)}) as (root, _):
        url = root.replace("127.0.0.1", "news.example")
        found = fetch(url, resolve=lambda host, port: next(answers), may_be_asked=lambda ip: ip.is_loopback)
    assert found.content == PAGE


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "//[::1]/"])
def test_a_redirect_leads_to_no_private_address(target):
    with site({"/": html(b"", 302, Location=target)}) as (root, _), pytest.raises(NotFetched, match="public internet"):
        fetch(root, may_be_asked=lambda ip: str(ip) == "127.0.0.1")


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "data:text/html,x"]
)
def test_a_redirect_leads_to_no_other_scheme(target):
    with (
        site({"/": html(b"", 301, Location=target)}) as (root, _),
        pytest.raises(NotFetched, match="no http or https address"),
    ):
        fetched(root)


def test_an_address_with_a_user_is_not_fetched():
    with pytest.raises(NotFetched, match="user"):
        fetch("http://user:secret@example.org/")


@pytest.mark.parametrize(
    "url",
    [
        "http://:secret@news.example/", "http://@news.example/", "http://news.example\\@127.0.0.1/",
        "http://news.example:22/", "http://news.example:25/", "http://news.example:0/", "http://news.example:99999/",
        "file:///etc/passwd", "ftp://news.example/a", "gopher://news.example/", "dict://news.example/", "http:///a",
        "http://[::1", "//news.example/a", "news.example", "javascript:alert(1)", "",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_not_even_looked_for(url):
    looked_for = []

    def resolve(host: str, _port: int) -> list[Ip]:
        looked_for.append(host)
        return []

    with pytest.raises(NotFetched):
        fetch(url, resolve=resolve)
    assert looked_for == []


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_no_proxy_is_asked_instead(monkeypatch, name):
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    with site({"/": html(PAGE)}) as (root, _):
        assert fetched(root).content == PAGE


def test_all_addresses_of_a_host_are_looked_at(monkeypatch):
    told = [(0, 0, 0, "", (ip, 80)) for ip in ("8.8.8.8", "fe80::1%eth0", "8.8.8.8")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: told)
    assert resolved("news.example", 80) == [ip_address("8.8.8.8"), ip_address("fe80::1")]


# --- limits -----------------------------------------------------------------------------------------------------------


def test_redirects_have_an_end():
    with (
        site({"/": html(b"", 302, Location="/")}) as (root, asked),
        pytest.raises(NotFetched, match="more than 3 times"),
    ):
        fetched(root, redirects=3)
    assert len(asked) == 4


def test_a_large_answer_is_not_read_to_its_end():
    with (
        site({"/": html(lambda: iter(lambda: b"x" * 65536, None))}) as (root, _),
        pytest.raises(NotFetched, match="larger than 100,000 bytes"),
    ):
        fetched(root, size=100_000)


@pytest.mark.parametrize(("packing", "packed"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_what_unpacks_to_more_than_it_may_is_not_unpacked_whole(packing, packed):
    bomb = packed(b"\0" * 100_000_000)
    with site({"/": html(bomb, Content_Encoding=packing)}) as (root, _):
        tracemalloc.start()
        with pytest.raises(NotFetched, match="larger than 1,000,000 bytes"):
            fetched(root, size=1_000_000)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 5_000_000


def test_what_is_packed_twice_or_otherwise_is_refused():
    for packing in ("gzip, gzip", "br", "zstd"):
        with (
            site({"/": html(PAGE, Content_Encoding=packing)}) as (root, _),
            pytest.raises(NotFetched, match="packed as"),
        ):
            fetched(root)


def test_an_answer_that_drips_is_cut_off():
    def drip():
        for _ in range(200):
            time.sleep(0.1)
            yield b"x"

    began = time.monotonic()
    with site({"/": html(drip)}) as (root, _), pytest.raises(NotFetched, match="longer than 1 seconds"):
        fetched(root, seconds=1.0)
    assert time.monotonic() - began < 10


def test_a_silent_host_is_not_waited_for():
    def silence():
        yield b"x"
        time.sleep(5)

    with site({"/": html(silence)}) as (root, _), pytest.raises(NotFetched):
        fetched(root, seconds_of_silence=0.3)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    "slow",
    [
        says(b"HTTP/1.1 200 OK\r\nX-Long: ", forever=b"x"),
        says(b"", forever=b"HTTP/1.1 100 Continue\r\n\r\n"),
        says(HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n1;", forever=b"x"),
        says(HEAD + b"\r\n", forever=b"x"),
        lambda connection: time.sleep(5),
    ],
    ids=["header", "continue", "chunk", "body", "silence"],
)
def test_whatever_comes_slowly_the_whole_has_its_time(slow):
    began = time.monotonic()
    with port_that(slow) as port, pytest.raises(NotFetched):
        fetched(f"http://127.0.0.1:{port}/", seconds=0.8, seconds_of_silence=60.0)
    assert time.monotonic() - began < 5


def test_redirects_share_one_time():
    def slowly(connection):
        connection.recv(1 << 16)
        time.sleep(0.2)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n")

    with (
        port_that(slowly) as port,
        pytest.raises(NotFetched, match="longer than 1 seconds"),
    ):
        fetched(f"http://127.0.0.1:{port}/", seconds=1.0, redirects=1_000)


def test_a_name_that_nobody_answers_for_is_not_waited_for():
    never = Event()

    def resolve(_host: str, _port: int) -> list[Ip]:
        never.wait(30)
        return []

    began = time.monotonic()
    with pytest.raises(NotFetched, match=r"Nobody said in time where news\.example is"):
        fetch("http://news.example/", Limits(seconds=0.2), resolve=resolve)
    assert time.monotonic() - began < 5
    never.set()


def test_who_says_nothing_of_tls_is_not_waited_for():
    heard = []

    def hears(connection):
        heard.append(connection.recv(1 << 16))
        time.sleep(3)

    began = time.monotonic()
    with (
        port_that(hears) as port,
        pytest.raises(NotFetched),
    ):
        fetch(
            f"https://news.example:{port}/",
            Limits(seconds=0.5),
            resolve=lambda host, port: [ip_address("127.0.0.1")],
            may_be_asked=lambda ip: True,
        )
    assert time.monotonic() - began < 3
    assert b"news.example" in heard[0]


@pytest.mark.parametrize("name", ["news.example", "other.example"])
def test_a_certificate_has_to_be_of_the_name_and_of_somebody_who_is_trusted(tmp_path, monkeypatch, name):
    openssl = shutil.which("openssl") or pytest.skip("openssl makes the certificate.")
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2"]
    named = ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    subprocess.run([openssl, *made, *named], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def answers(connection):
        with context.wrap_socket(connection, server_side=True) as secured:
            says(HEAD + b"Content-Length: %d\r\n\r\n" % len(PAGE), PAGE)(secured)

    def asked(port):
        here = [ip_address("127.0.0.1")]
        return fetch(f"https://{name}:{port}/", resolve=lambda host, port: here, may_be_asked=lambda ip: True)

    with port_that(answers) as port:
        with pytest.raises(NotFetched, match="CERTIFICATE_VERIFY_FAILED"):
            asked(port)
        monkeypatch.setattr("certifi.where", lambda: certificate)
        if name == "news.example":
            assert asked(port).content == PAGE
        else:
            with pytest.raises(NotFetched, match="CERTIFICATE_VERIFY_FAILED"):
                asked(port)


def test_what_is_sent_after_the_end_of_what_is_packed_is_not_kept():
    packed = gzip.compress(PAGE)
    with port_that(says(HEAD + b"Content-Encoding: gzip\r\n\r\n", packed, forever=b"x" * 65536, pause=0)) as port:
        assert fetched(f"http://127.0.0.1:{port}/", size=100_000).content == PAGE


@pytest.mark.parametrize(
    "answer",
    [
        HEAD + b"Content-Length: 4000\r\n\r\n" + PAGE,
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n50\r\n" + PAGE,
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(PAGE)[:-12],
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + PAGE,
        HEAD + b"X-Long: " + b"x" * 70_000 + b"\r\n\r\n",
        HEAD + b"X-Many: x\r\n" * 200 + b"\r\n",
        b"no answer at all\r\n\r\n",
        b"",
    ],
    ids=["length", "chunk", "packing", "not packed", "long header", "many headers", "other", "nothing"],
)
def test_half_an_answer_and_what_is_none_are_refused(answer):
    with port_that(says(answer)) as port, pytest.raises(NotFetched):
        fetched(f"http://127.0.0.1:{port}/")


def test_what_comes_in_chunks_is_put_together():
    chunked = b"Transfer-Encoding: chunked\r\n\r\n" + b"5\r\n" + PAGE[:5] + b"\r\n"
    rest = b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE) - 5, PAGE[5:])
    with port_that(says(HEAD + chunked, rest)) as port:
        assert fetched(f"http://127.0.0.1:{port}/").content == PAGE


@pytest.mark.parametrize("status", [204, 304, 403, 404, 500])
def test_what_is_no_answer_is_none(status):
    with site({"/": html(b"", status)}) as (root, _), pytest.raises(NotFetched, match=str(status)):
        fetched(root)


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png", "application/octet-stream", "video/mp4"])
def test_what_is_no_page_is_refused(media_type):
    with (
        site({"/": (200, {"Content-Type": media_type}, b"%PDF")}) as (root, _),
        pytest.raises(NotFetched, match=media_type),
    ):
        fetched(root)


def test_a_host_that_is_not_there_is_said_to_be_so():
    with pytest.raises(NotFetched, match="no host"):
        fetch("http://no-such-host.invalid/")
