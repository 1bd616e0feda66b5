"""What ReliefWeb is sent: built from frozen content, checked, and only when somebody asks."""

import http.server
import json
import re
import threading
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from issues.delivery.reliefweb import NAMESPACE
from issues.delivery.reliefweb_body import MOST_CHARACTERS, body_html, plain
from issues.models import ReliefWebSubmission, Rendition
from issues.moving import move_series
from issues.review import Refused
from issues.submitting import SCHEMA, edition_report, submit
from issues.withdrawal import withdraw_edition
from reportcms import schemas
from tests.delivery.editions import (
    article_node,
    content_of,
    figure_node,
    make_edition,
    section_node,
)

BODY = """<p>National banks met in\u00a0Dushanbe &amp; agreed.</p><h3>Next</h3><ul><li>One <strong>two</strong></li></ul>
<table><thead><tr><th>Place</th><th>People</th></tr></thead><tbody><tr><td>Osh</td><td>12</td></tr></tbody></table>
<p>See <a href="https://example.org/?a=1&amp;b=2" rel="noopener">the law</a>, H<sup>2</sup>.</p>"""


@pytest.fixture
def configured(settings):
    settings.RELIEFWEB_SOURCE = [1255]
    settings.RELIEFWEB_COUNTRIES = {"TJ": 11, "KZ": 12}
    settings.RELIEFWEB_LANGUAGES = {"en": 267, "tg": 99}


@pytest.fixture
def edition(issue, configured):
    sections = [
        section_node(kind="figures", figures=[figure_node()]),
        section_node(articles=[article_node(body=BODY)]),
    ]
    return make_edition(issue, sections=sections, languages=["en", "tg"])


def payload(edition, language="en"):
    return edition_report(edition, language).payload


def test_the_payload_says_what_was_published(edition, issue):
    told = payload(edition)
    address = f"http://testserver/en/{issue.series.slug}/2020/8/"
    assert told["url"] == told["origin"] == address
    assert told["uuid"] == str(uuid.uuid5(NAMESPACE, address))
    assert told["title"] == f"{issue.series.title}, Issue 8 of 2020"
    assert told["published"] == "2020-12-01T00:00:00+00:00"
    assert (told["source"], told["country"], told["format"], told["language"]) == (
        *([1255], [11], [10], [267]),
    )
    rendition = edition.renditions.get(language="en")
    (file,) = told["file"]
    assert file["url"] == f"http://testserver/media/{rendition.pdf_name}"
    assert file["checksum"] == rendition.pdf_sha256
    assert file["language"] == "en"
    assert list(schemas.faults(told, json.loads(SCHEMA.read_text()))) == []


def test_the_body_has_the_tags_that_are_taken(edition):
    body = payload(edition)["body"]
    tags = set(re.findall(r"</?(\w+)", body))
    assert tags <= {"h2", "h3", "h4", "p", "ul", "li", "strong", "a", "br"}
    assert "<p>National banks met in Dushanbe &amp; agreed.</p>" in body
    assert "<h4>Next</h4>" in body
    assert "<li>Place | People</li><li>Osh | 12</li>" in body
    assert '<a href="https://example.org/?a=1&amp;b=2">the law</a>, H2.' in body
    assert "7,801" in body
    assert "  " not in body


def test_what_cannot_be_seen_is_taken_out():
    assert plain(" a\u00a0b\u200bc\u00ad  d\te\u3000f\n") == "a bc d e f"


def test_a_long_text_ends_at_a_block_with_the_way_to_the_rest(issue, configured):
    paragraph = f"<p>{'word ' * 400}</p>"
    articles = [article_node(body=paragraph * 60)]
    content = content_of(issue, sections=[section_node(articles=articles)])
    body = body_html(content, address="https://reports.example.org/en/")
    assert MOST_CHARACTERS - 3000 < len(body) <= MOST_CHARACTERS
    assert body.endswith("</a></p>")
    assert body.count("<p>") == body.count("</p>")


def test_a_file_in_another_language_says_so(edition):
    (file,) = payload(edition, "tg")["file"]
    assert "language" not in file
    assert file["description"].endswith("Tajik version")
    assert "?language=tg" in payload(edition, "tg")["url"]


def test_a_correction_and_a_move_keep_the_document(edition, issue, administrator):
    before = payload(edition)
    second = make_edition(issue, version=2, note="The number was corrected.")
    move_series(issue.series, "report", by=administrator)
    issue.series.refresh_from_db()
    after = payload(second)
    assert after["uuid"] == before["uuid"]
    assert "<strong>Corrected edition 2:</strong> The number was corrected." in after["body"]
    with pytest.raises(Refused, match="Only the newest"):
        payload(edition)


def test_withdrawn_editions_are_not_sent(edition, editor):
    withdraw_edition(edition, by=editor, reason="It named people.")
    with pytest.raises(Refused, match="Only the newest"):
        payload(edition)


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("RELIEFWEB_SOURCE", ["IOM"], r"source\[0\]: 'IOM' is not of type 'integer'"),
        ("RELIEFWEB_SOURCE", [], "RELIEFWEB_SOURCE"),
        ("RELIEFWEB_COUNTRIES", {}, "TJ to RELIEFWEB_COUNTRIES"),
        ("RELIEFWEB_LANGUAGES", {}, "“en” is not known: add it to RELIEFWEB_LANGUAGES"),
        ("RELIEFWEB_FORMATS", {}, "RELIEFWEB_FORMATS"),
    ],
)
def test_what_is_missing_is_named(edition, settings, setting, value, words):
    setattr(settings, setting, value)
    with pytest.raises(Refused, match=words):
        payload(edition)


def test_a_pdf_that_is_too_large_stays_away(edition, monkeypatch):
    monkeypatch.setattr("issues.delivery.reliefweb.MOST_BYTES", 10)
    report = edition_report(edition, "en")
    assert "file" not in report.payload
    assert "20 MB" in report.remarks[0]


def command(issue, *arguments, **options):
    slug = issue.series.slug
    call_command("reliefweb_payload", slug, issue.year, issue.number, *arguments, **options)


def test_the_command_writes_what_would_be_sent(edition, issue, tmp_path, capsys):
    command(issue)
    assert json.loads(capsys.readouterr().out) == payload(edition)
    command(issue, "--language", "tg", "-o", str(tmp_path / "tg.json"))
    assert json.loads((tmp_path / "tg.json").read_text()) == payload(edition, "tg")


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"properties": {"title": {"maxLength": 3}}}, "title: .* is too long"),
        ({"properties": {"title": {"pattern": "^\\p{N}+$"}}}, "title: .* does not match"),
        ({"properties": {"body": {"pattern": "^(?:[^\\p{Z}\\p{C}]|[ \\n])+$"}}}, None),
        ("no json", "schema.json"),
    ],
)
def test_the_command_checks_by_any_schema(edition, issue, tmp_path, schema, words, capsys):
    path = tmp_path / "schema.json"
    path.write_text(schema if isinstance(schema, str) else json.dumps(schema))
    if words is None:
        command(issue, schema=path)
        return
    with pytest.raises(CommandError, match=words):
        command(issue, schema=path)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "has no “fr”. It has: en, tg"), ("tg", "RELIEFWEB_LANGUAGES")]
)
def test_the_command_says_what_is_wrong(edition, issue, settings, language, words):
    settings.RELIEFWEB_LANGUAGES = {"en": 267}
    with pytest.raises(CommandError, match=words):
        command(issue, language=language)


@pytest.fixture
def reliefweb(settings):
    """A server that stands for ReliefWeb; ``status`` and ``body`` are what it answers."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_PUT(self):
            length = int(self.headers["Content-Length"])
            server.got.append((self.path, dict(self.headers), json.loads(self.rfile.read(length))))
            if server.status is None:  # something that is no HTTP
                self.wfile.write(server.body)
                return
            self.send_response(server.status)
            if server.status == 302:
                self.send_header("Location", "http://elsewhere.example/")
            self.end_headers()
            self.wfile.write(server.body)

        def log_message(self, *arguments):
            """Tests need no log."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.status, server.body = [], 202, b'{"message": "Report updated"}'
    settings.RELIEFWEB_URL = f"http://127.0.0.1:{server.server_port}/v2"
    settings.RELIEFWEB_APPNAME, settings.RELIEFWEB_PROVIDER = "reports", "provider"
    settings.RELIEFWEB_KEY = "key"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_sending_keeps_the_answer(edition, reliefweb, editor):
    submission = submit(edition, "en", by=editor)
    assert submission.was_taken
    assert "Report updated" in submission.answer
    ((path, headers, sent),) = reliefweb.got
    assert path == f"/v2/reports/{sent['uuid']}?appname=reports"
    assert headers["X-Rw-Post-Api-Key"] == "key"
    assert headers["X-Rw-Post-Api-Provider"] == "provider"
    assert sent == payload(edition)


@pytest.mark.parametrize("status", [302, 400, 403, 500])
def test_a_refusal_is_kept_and_not_repeated(edition, reliefweb, editor, status):
    reliefweb.status, reliefweb.body = status, b"Not like this \xff\x00"
    submission = submit(edition, "en", by=editor)
    assert (submission.status, submission.was_taken) == (status, False)
    assert "Not like this" in submission.answer
    assert len(reliefweb.got) == 1


def test_nobody_there_is_an_answer_too(edition, reliefweb, editor, settings):
    settings.RELIEFWEB_URL = "http://127.0.0.1:1/v2"
    submission = submit(edition, "en", by=editor)
    assert (submission.status, submission.was_taken) == (0, False)
    assert submission.answer


@pytest.mark.parametrize("body", [b"", b"Who are you?\r\n"])
def test_an_answer_that_is_none_is_kept_too(edition, reliefweb, editor, body):
    reliefweb.status, reliefweb.body = None, body
    submission = submit(edition, "en", by=editor)
    assert (submission.status, submission.was_taken) == (0, False)
    assert submission.answer


def test_only_some_may_send_and_only_where_it_is_set_up(edition, editor, clearer):
    with pytest.raises(Refused, match="RELIEFWEB_KEY"):
        submit(edition, "en", by=editor)
    with pytest.raises(Refused, match="Only a regional editor"):
        submit(edition, "en", by=clearer)
    assert not ReliefWebSubmission.objects.exists()


def test_the_screen(edition, client_for, communications, settings):
    browser = client_for(communications)
    url = reverse("admin:issues_edition_reliefweb", args=[edition.pk])
    page = browser.get(url).text
    assert "Issue 8 of 2020" in page
    assert "Sending is not set up" in page
    assert "Send (en)" not in page
    file = browser.get(reverse("admin:issues_edition_reliefweb_file", args=[edition.pk, "en"]))
    assert file.json() == payload(edition)
    settings.RELIEFWEB_SOURCE = []
    assert "set RELIEFWEB_SOURCE" in browser.get(url).text
    assert url in browser.get(reverse("admin:issues_edition_change", args=[edition.pk])).text


def test_the_button_sends(edition, client_for, editor, reliefweb):
    browser = client_for(editor)
    url = reverse("admin:issues_edition_reliefweb", args=[edition.pk])
    assert "Send (tg)" in browser.get(url).text
    reliefweb.status, reliefweb.body = 400, b"Unknown source"
    page = browser.post(url, {"language": "en"}, follow=True).text
    assert "ReliefWeb refused it (400)" in page
    assert "Unknown source" in page
    reliefweb.status = 200
    assert "has taken it" in browser.post(url, {"language": "tg"}, follow=True).text
    assert [s.language for s in ReliefWebSubmission.objects.all()] == ["tg", "en"]
    assert browser.post(url, {"language": "fr"}).status_code == 404


def test_a_picture_needs_its_texts(issue, configured, edition):
    assert "image" not in payload(edition)
    photo = {
        "sha256": "ab" * 32,
        "focal_x": 0.5,
        "focal_y": 0.5,
        "width": 1600,
        "height": 900,
        "alt": "People at an airport",
        "credit": "IOM 2020",
    }
    name = f"photos/{photo['sha256']}/50-50/w1280.jpg"
    content = content_of(issue, version=2, sections=[section_node(photos=[photo])])
    rendition = edition.renditions.get(language="en")
    fresh = Rendition(
        **{
            field.attname: getattr(rendition, field.attname)
            for field in Rendition._meta.concrete_fields
            if field.attname not in ("id", "content", "pictures", "redaction")
        },
        content=content,
        pictures={name: "cd" * 32},
        redaction=1,
    )
    fresh.save()
    image = payload(edition)["image"]
    assert image["url"] == f"http://testserver/media/{name}"
    assert (image["checksum"], image["copyright"]) == ("cd" * 32, "IOM 2020")
