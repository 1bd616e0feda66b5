"""What the edge answers, byte for byte, and what it leaves to Django."""

import gzip
import threading

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.utils import OperationalError

from issues.delivery import baking
from reportcms.edge import application as edge_application
from reportcms.edge.answers import accepted, names_etag
from reportcms.edge.queue import Queue
from reportcms.edge.shelf import Manifest
from tests.delivery.edge_requests import ask, new_edge, unreachable
from tests.delivery.editions import PDF, make_edition
from tests.factories import make_article, make_issue, make_section

ISSUE = "/en/central-asia-regional-response-report/2020/8/"
ARTICLE = f"{ISSUE}research-on-remittances/"
ARCHIVE = "/en/central-asia-regional-response-report/"
FRONT = ["/en/", "/ru/", "/text/en/", "/en/hotlines/", "/en/missions/", ARCHIVE]


@pytest.fixture
def edge(edition):
    """A web process before a full shelf, and no Django behind it."""
    baking.bake()
    return new_edge(unreachable)


@pytest.fixture
def whole_edge(edition):
    """A web process before a full shelf, with Django behind it."""
    baking.bake()
    return new_edge()


ADDRESSES = [
    *((path, "") for path in FRONT),
    (ISSUE, ""),
    (ISSUE, "language=en"),
    (f"{ISSUE}v1/", ""),
    (f"/ru{ISSUE[3:]}", ""),
    (f"/text{ISSUE}", ""),
    (ARTICLE, ""),
    *((f"{ISSUE}{name}", "") for name in ["issue.json", "issue.txt", "figures.csv", "palette.css"]),
    (f"{ISSUE}issue.pdf", ""),
]


def comparable(headers):
    ignored = {"content-length", "etag", "vary"}
    told = {name.lower(): value for name, value in headers if name.lower() not in ignored}
    if policy := told.get("content-security-policy"):
        told["content-security-policy"] = set(policy.split("; "))
    return told


def test_the_answers_are_djangos_byte_for_byte(edge, client):
    for path, query in ADDRESSES:
        ours = ask(edge, path, query)
        theirs = client.get(path + (f"?{query}" if query else ""))
        assert ours.status == theirs.status_code == 200, path
        assert ours.body == b"".join(theirs), path
        assert comparable(ours.headers.items()) == comparable(theirs.items()), path
        assert ours.headers["content-length"] == str(len(ours.body))
        assert "set-cookie" not in ours.headers


@pytest.mark.parametrize(
    ("asked", "encodings"),
    [
        (None, ("",)),
        ("", ("",)),
        ("br", ("br", "")),
        ("gzip, deflate, br, zstd", ("br", "gzip", "")),
        ("gzip;q=1.0, br;q=0.5", ("gzip", "br", "")),
        ("br;q=0, gzip", ("gzip", "")),
        ("*", ("br", "gzip", "")),
        ("identity;q=0, gzip", ("gzip",)),
        ("*;q=0", ("",)),
        ("x-gzip", ("gzip", "")),
        ("BR", ("br", "")),
        ("gzip;q=nonsense", ("",)),
        ("br" + "," * 600, ("",)),
    ],
)
def test_negotiation(asked, encodings):
    assert accepted(asked) == encodings


def test_each_encoding_has_its_bytes_and_its_etag(edge):
    plain = ask(edge, ISSUE)
    small = ask(edge, ISSUE, accept_encoding="br")
    old = ask(edge, ISSUE, accept_encoding="gzip")
    assert brotli.decompress(small.body) == gzip.decompress(old.body) == plain.body
    assert (small.headers["content-encoding"], old.headers["content-encoding"]) == ("br", "gzip")
    assert len({got.headers["etag"] for got in (plain, small, old)}) == 3
    assert {got.headers["vary"] for got in (plain, small, old)} == {"Accept-Encoding"}


def test_a_page_somebody_has_is_not_sent_again(edge):
    first = ask(edge, ISSUE, accept_encoding="br")
    known = first.headers["etag"]
    again = ask(edge, ISSUE, accept_encoding="br", if_none_match=f'"other", W/{known}')
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == known
    assert "content-length" not in again.headers
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
    # The same page in another encoding is other bytes.
    assert ask(edge, ISSUE, accept_encoding="gzip", if_none_match=known).status == 200
    assert not names_etag('"abcd', '"abc"')
    assert names_etag("*", '"abc"')


def test_head_tells_the_length_and_sends_nothing(edge):
    got = ask(edge, ISSUE, method="HEAD", accept_encoding="br")
    whole = ask(edge, ISSUE, accept_encoding="br")
    assert (got.status, got.body, got.headers) == (200, b"", whole.headers)


PARTS = [
    ({"range": "bytes=0-8"}, 206, PDF[:9]),
    ({"range": "bytes=-4"}, 206, PDF[-4:]),
    ({"range": "bytes=9000-"}, 416, b""),
    ({"range": "bytes=0-1,3-4"}, 200, PDF),
    ({"range": "bytes=0-8", "if_range": '"an older one"'}, 200, PDF),
    ({"if_none_match": "*"}, 304, b""),
]


def test_parts_of_the_pdf(edge, client):
    path = f"{ISSUE}issue.pdf"
    for headers, status, body in PARTS:
        got = ask(edge, path, **headers)
        assert (got.status, got.body) == (status, body)
        theirs = client.get(path, headers={n.replace("_", "-"): v for n, v in headers.items()})
        assert theirs.status_code == status
        assert theirs.get("Content-Range") == got.headers.get("content-range")
    assert client.get(path)["ETag"] == ask(edge, path).headers["etag"]


STRANGE_HOSTS = ["evil.example", "testserver.evil.example", "testserver@evil.example", "a b", "[::"]


def test_other_hosts_are_refused_as_django_refuses_them(whole_edge, client):
    for host in STRANGE_HOSTS:
        got = ask(whole_edge, ISSUE, host=host)
        assert got.status == 400 == client.get(ISSUE, HTTP_HOST=host).status_code, host
        assert ask(whole_edge, ISSUE).status == 200
    assert b"evil" not in ask(whole_edge, ISSUE, host="").body


ODD_HEADERS = [
    {"x_forwarded_host": "evil.example"},
    {"x_forwarded_proto": "https"},
    {"x_forwarded_for": "203.0.113.9"},
    {"x_original_url": "/admin/", "x_rewrite_url": "/admin/"},
    {"forwarded": "host=evil.example;proto=https"},
    {"accept_language": "ru"},
    {"cookie": "sessionid=abc; django_language=ru"},
    {"accept": "application/json", "x_http_method_override": "POST"},
]


def test_no_header_changes_a_page_for_anybody(whole_edge):
    wanted = ask(whole_edge, ISSUE)
    for number, headers in enumerate(ODD_HEADERS):
        assert ask(whole_edge, ISSUE, **headers) == wanted == ask(whole_edge, ISSUE)
        found = ask(whole_edge, ARCHIVE, f"q=zzz{number}", **headers)
        assert found.status == 200
        assert b"evil" not in found.body
        assert ask(whole_edge, ARCHIVE, f"q=zzz{number}").body == found.body


OTHER_SPELLINGS = [
    (f"/{ISSUE}", ""),
    (ISSUE.replace("/2020", "//2020"), ""),
    (f"{ISSUE}../8/", ""),
    (f"{ISSUE}%2e/", ""),
    (ISSUE.upper(), ""),
    (ISSUE.removesuffix("/"), ""),
    (f"{ISSUE}index.html", ""),
    (ISSUE, "language=en&x=1"),
    (ISSUE, "language=xx"),
    ("http://testserver" + ISSUE, ""),
]


def test_other_spellings_of_an_address_are_djangos(whole_edge):
    for path, query in OTHER_SPELLINGS:
        assert ask(whole_edge, path, query).status == ask(WSGIHandler(), path, query).status, path


def test_only_get_and_head_are_answered(edition):
    asked = []

    def django(environ, start_response):
        asked.append(environ["REQUEST_METHOD"])
        start_response("405 Method Not Allowed", [])
        return []

    baking.bake()
    edge, methods = new_edge(django), ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"]
    assert {ask(edge, ISSUE, method=method).status for method in methods} == {405}
    assert asked == methods


def test_without_a_database_the_pages_stay(edge, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("the database is away")

    with monkeypatch.context() as fault:
        fault.setattr(connection, "cursor", away)
        fault.setattr(connection, "ensure_connection", away)
        for path, query in ADDRESSES:
            assert ask(edge, path, query).status == 200


@pytest.fixture
def secret(issue, edition, tajikistan):
    """A draft in an issue that is not out, and one in the issue that is."""
    draft = make_issue(issue.series, number=9, title="Nightingale issue")
    for where in (draft, issue):
        make_article(
            where, mission=tajikistan, section=make_section(where), title="Nightingale 4711"
        )
    return "Nightingale"


def test_nothing_unpublished_and_nothing_personal(secret, editor, client_for):
    baking.bake()
    edge = new_edge()
    cookie = client_for(editor).cookies["sessionid"].OutputString().split(";")[0]
    visited = [*ADDRESSES, (ARCHIVE, "q=National"), ("/en/figures/", ""), ("/admin/", "")]
    as_staff = [ask(edge, *address, cookie=cookie) for address in visited]
    as_reader = [ask(edge, *address) for address in visited]
    assert as_staff[-1].status == 200
    assert as_reader[-1].status == 302  # to the log-in: what staff see is never kept
    for mine, theirs in zip(as_staff[:-1], as_reader[:-1], strict=True):
        assert mine.body == theirs.body
    for got in as_reader:
        assert secret not in got.text if b"PDF" not in got.body else True
        assert editor.username not in got.headers.get("set-cookie", "")
    assert ask(edge, f"{ARCHIVE}2020/9/").status == 404


def test_a_page_asked_for_with_a_cookie_is_never_kept(edition, editor, client_for):
    edge = new_edge()
    cookie = client_for(editor).cookies["sessionid"].OutputString().split(";")[0]
    ask(edge, ARCHIVE, "q=National", cookie=cookie)
    assert edge.seconds.kept == {}
    ask(edge, ARCHIVE, "q=National")
    assert len(edge.seconds.kept) == 1


def test_a_search_is_made_once_for_everybody(edition, django_assert_num_queries):
    edge = new_edge()
    first = ask(edge, ARCHIVE, "q=National&year=2020", accept_encoding="gzip")
    with django_assert_num_queries(0):
        again = ask(edge, ARCHIVE, "year=2020&q=National", accept_encoding="br")
        known = again.headers["etag"]
        unchanged = ask(
            edge, ARCHIVE, "q=National&year=2020", accept_encoding="br", if_none_match=known
        )
    assert gzip.decompress(first.body) == brotli.decompress(again.body)
    assert unchanged.status == 304
    assert ask(edge, ARCHIVE, "q=" + "x" * 600).status == 200
    assert len(edge.seconds.kept) == 1  # nobody fills the memory with long addresses


@pytest.mark.parametrize("path", ["/", "/healthz", "/admin/login/", "/en/nothing/"])
def test_answers_for_one_visitor_are_never_kept(edition, path):
    edge = new_edge()
    ask(edge, path, accept_language="ru")
    assert edge.seconds.kept == {}
    ask(edge, path, accept_language="en")
    assert edge.seconds.kept == {}


def test_what_is_kept_for_seconds_is_forgotten_when_something_is_published(issue, edition):
    edge = new_edge()
    before = ask(edge, ISSUE).body
    make_edition(issue, version=2, note="A number was wrong.")
    assert ask(edge, ISSUE).body == before
    baking.drop_stale(force=True)
    assert b"A number was wrong." in ask(edge, ISSUE).body


class Gate:
    """A slow Django: answers when it is opened."""

    def __init__(self):
        self.opened, self.inside = threading.Event(), threading.Semaphore(0)

    def __call__(self, environ, start_response):
        self.inside.release()
        assert self.opened.wait(20)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"slow"]


def test_nobody_is_answered_while_the_shelf_is_taken_up_anew(edition):
    """Else one thread would still show what another one is just learning to be gone."""

    def gone(environ, start_response):
        start_response("410 Gone", [])
        return []

    baking.bake()
    edge = new_edge(gone)
    assert ask(edge, ISSUE).status == 200
    inside, go_on, answers = threading.Event(), threading.Event(), []

    def slow_manifest():
        inside.set()
        assert go_on.wait(20)
        return Manifest()

    edge.shelf.manifest = slow_manifest
    baking.drop_stale(force=True)
    visitors = [
        threading.Thread(target=lambda: answers.append(ask(edge, ISSUE))) for _n in range(2)
    ]
    visitors[0].start()
    assert inside.wait(20)
    visitors[1].start()
    visitors[1].join(0.5)
    go_on.set()
    for visitor in visitors:
        visitor.join(20)
    assert [got.status for got in answers] == [410, 410]


def test_a_crowd_waits_and_the_rest_is_told_so(edition):
    baking.bake()
    gate = Gate()
    edge = new_edge(gate)
    edge.visitors, edge.staff = Queue(running=2, waiting=3), Queue(running=1, waiting=0)
    ask(edge, ISSUE)
    answers = []

    def visit(n):
        answers.append(ask(edge, "/en/search/", f"q={n}"))

    visitors = [threading.Thread(target=visit, args=(n,)) for n in range(5)]
    for visitor in visitors:
        visitor.start()
    for _n in range(2):
        assert gate.inside.acquire(timeout=20)
    while edge.visitors.room._value:  # until all five are in the queue
        threading.Event().wait(0.01)
    refused = ask(edge, "/en/search/", "q=late")
    assert refused.status == 503
    assert int(refused.headers["retry-after"]) > 0
    assert refused.headers["cache-control"] == "no-store"
    assert "/en/hotlines/" in refused.text
    assert "/ru/hotlines/" in refused.text
    assert ask(edge, ISSUE).status == 200
    assert not gate.inside.acquire(blocking=False)  # no third one was let through
    gate.opened.set()
    for visitor in visitors:
        visitor.join(20)
    assert [got.body for got in answers] == [b"slow"] * 5
    assert ask(edge, "/admin/").body == b"slow"


def test_staff_do_not_wait_behind_visitors(edition):
    gate = Gate()
    edge = new_edge(gate)
    edge.visitors = Queue(running=0, waiting=0)
    gate.opened.set()
    assert ask(edge, "/en/search/").status == 503
    assert ask(edge, "/admin/").body == b"slow"
    assert ask(edge, "/healthz").body == b"slow"


def test_plain_http_is_led_to_tls(edition, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    baking.bake()
    edge = new_edge()
    got = ask(edge, ISSUE)
    assert (got.status, got.headers["location"]) == (301, f"https://testserver{ISSUE}")
    assert ask(edge, ISSUE, x_forwarded_proto="http").status == 301
    assert ask(edge, ISSUE, x_forwarded_proto="https").status == 200


def test_memory_has_a_limit(edge, monkeypatch):
    monkeypatch.setattr(edge_application, "ROOM", 60_000)
    for path, query in ADDRESSES * 2:
        assert ask(edge, path, query).status == 200
    assert edge.ready.size <= 60_000
    assert edge.ready.size == sum(a.size for a in edge.ready.answers.values())
