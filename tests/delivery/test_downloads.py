"""Files with the right names, types, lengths, tags and lifetimes."""

import hashlib
import json

import pytest

from issues.models import Rendition
from reportcms.storage import PublicFiles
from tests.delivery.editions import FURTHER_FILES, PDF, add_further_files, make_edition

ISSUE = "/en/central-asia-regional-response-report/2020/8/"
A_DAY = "public, max-age=86400"
PAGE = "public, max-age=60, stale-while-revalidate=600"
MINUTE = "public, max-age=60, stale-while-revalidate=600"
TAG = f'"{hashlib.sha256(PDF).hexdigest()}"'


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_pdf_is_the_stored_file_with_its_name(client, edition):
    response = client.get(f"{ISSUE}issue.pdf")
    assert body(response) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(PDF))
    assert response["ETag"] == TAG
    assert response["Content-Disposition"] == (
        'inline; filename="central-asia-regional-response-report-2020-08-en.pdf"'
    )
    assert response["Cache-Control"] == MINUTE
    assert client.get(f"{ISSUE}v1/issue.pdf")["Cache-Control"] == PAGE


def test_pdf_answers_head_and_conditions(client, edition):
    head = client.head(f"{ISSUE}issue.pdf")
    assert (head.status_code, head["Content-Length"]) == (200, str(len(PDF)))
    again = client.get(f"{ISSUE}issue.pdf", headers={"if-none-match": TAG})
    assert (again.status_code, again["ETag"], body(again)) == (304, TAG, b"")


@pytest.mark.parametrize(
    ("asked", "status", "part", "content_range"),
    [
        ("bytes=0-3", 206, PDF[:4], "bytes 0-3/209"),
        ("bytes=200-", 206, PDF[200:], "bytes 200-208/209"),
        ("bytes=-9", 206, PDF[-9:], "bytes 200-208/209"),
        ("bytes=0-9999", 206, PDF, "bytes 0-208/209"),
        ("bytes=209-", 416, b"", "bytes */209"),
        ("bytes=-0", 416, b"", "bytes */209"),
        ("bytes=5-2", 416, b"", "bytes */209"),
        ("bytes=-", 200, PDF, None),
        ("bytes=0-1,3-4", 200, PDF, None),
        ("lines=1-2", 200, PDF, None),
        ("bytes=" + "9" * 5000 + "-", 200, PDF, None),
    ],
)
def test_pdf_in_parts(client, edition, asked, status, part, content_range):
    response = client.get(f"{ISSUE}issue.pdf", headers={"range": asked})
    assert (response.status_code, body(response)) == (status, part)
    assert response.get("Content-Range") == content_range


def test_part_of_another_version_gets_the_whole(client, edition):
    headers = {"range": "bytes=0-3", "if-range": '"other"'}
    assert client.get(f"{ISSUE}issue.pdf", headers=headers).status_code == 200
    headers = {"range": "bytes=0-3", "if-range": TAG}
    assert client.get(f"{ISSUE}issue.pdf", headers=headers).status_code == 206


def test_json_is_the_canonical_content(client, edition):
    response = client.get(f"{ISSUE}issue.json")
    rendition = Rendition.objects.get()
    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content) == rendition.content
    assert hashlib.sha256(response.content).hexdigest() == rendition.content_sha256
    assert response["ETag"] == f'"{rendition.content_sha256}"'
    again = client.get(f"{ISSUE}issue.json", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "kind", "content_type", "ending"),
    [
        ("issue-light.pdf", "light", "application/pdf", "light.pdf"),
        ("issue-print.pdf", "print", "application/pdf", "print.pdf"),
        ("cover.webp", "cover", "image/webp", "cover.webp"),
    ],
)
def test_further_files_are_kept_and_named_like_the_pdf(
    client, edition, path, kind, content_type, ending
):
    add_further_files(edition)
    data, _suffix = FURTHER_FILES[kind]
    response = client.get(f"{ISSUE}{path}")
    tag = f'"{hashlib.sha256(data).hexdigest()}"'
    assert body(response) == data
    assert (response["Content-Type"], response["ETag"]) == (content_type, tag)
    assert response["Content-Disposition"] == (
        f'inline; filename="central-asia-regional-response-report-2020-08-en-{ending}"'
    )
    assert response["Cache-Control"] == MINUTE
    assert client.get(f"{ISSUE}v1/{path}")["Cache-Control"] == PAGE
    assert client.get(f"{ISSUE}{path}", headers={"if-none-match": tag}).status_code == 304
    part = client.get(f"{ISSUE}{path}", headers={"range": "bytes=0-3"})
    assert (part.status_code, body(part)) == (206, data[:4])


@pytest.mark.parametrize("name", ["issue-light.pdf", "issue-print.pdf", "cover.webp"])
def test_an_early_edition_has_no_further_files(client, edition, issue, name):
    add_further_files(make_edition(issue, version=2, note="Corrected."))
    assert client.get(f"{ISSUE}v1/{name}").status_code == 404
    assert client.get(f"{ISSUE}v2/{name}").status_code == 200
    assert client.get(f"{ISSUE}{name}").status_code == 200


def test_browsers_may_show_every_pdf(client, edition):
    add_further_files(edition)
    for name in ("issue.pdf", "issue-light.pdf", "issue-print.pdf"):
        assert "Content-Security-Policy" not in client.get(f"{ISSUE}{name}")
    assert "Content-Security-Policy" in client.get(f"{ISSUE}issue.txt")


def test_the_text_of_an_edition(client, edition):
    response = client.get(f"{ISSUE}issue.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Length"] == str(len(response.content))
    assert response["Content-Disposition"] == (
        'inline; filename="central-asia-regional-response-report-2020-08-en.txt"'
    )
    assert "DIRECT ASSISTANCE\n=================\n" in response.text
    again = client.get(f"{ISSUE}issue.txt", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert client.get(f"{ISSUE}v1/issue.txt")["Cache-Control"] == MINUTE


def test_figures_are_a_table(client, edition):
    response = client.get(f"{ISSUE}figures.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == (
        'attachment; filename="central-asia-regional-response-report-2020-08-en-figures.csv"'
    )
    assert "7801" in response.content.decode("utf-8-sig")


def test_palette_is_the_editions_own(client, edition):
    response = client.get(f"{ISSUE}v1/palette.css")
    assert response.content == b":root{--brand:#0033a0}"
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == PAGE


def test_downloads_follow_the_language(client, issue):
    make_edition(issue, languages=["en", "ru"])
    russian = ISSUE.replace("/en/", "/ru/")
    assert "2020-08-ru.pdf" in client.get(f"{russian}issue.pdf")["Content-Disposition"]
    assert "2020-08-ru.pdf" in client.get(f"{ISSUE}issue.pdf?language=ru")["Content-Disposition"]
    assert client.get(f"{ISSUE}issue.pdf?language=kk").status_code == 404
    text = client.get(f"{ISSUE}issue.txt?language=ru")
    assert "2020-08-ru.txt" in text["Content-Disposition"]
    assert "Выпуск 8 · 1\u00a0декабря\u00a02020" in text.text


@pytest.mark.parametrize(
    "name",
    [
        "issue.pdf",
        "issue-light.pdf",
        "issue-print.pdf",
        "issue.txt",
        "cover.webp",
        "issue.json",
        "figures.csv",
        "palette.css",
    ],
)
def test_nothing_to_download_before_publication(client, issue, name):
    assert client.get(f"{ISSUE}{name}").status_code == 404


def test_published_pictures_are_kept_for_ever(client, db):
    name = PublicFiles().store_as(f"photos/{'a' * 64}/50-50/w640.avif", b"picture")
    response = client.get(f"/media/{name}")
    assert body(response) == b"picture"
    assert response["Content-Type"] == "image/avif"
    assert response["Cache-Control"] == A_DAY
    again = client.get(f"/media/{name}", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "name",
    [
        "photos/none.jpg",
        "photos",
        "photos/",
        "../private/photos/photo.jpg",
        "..%2fprivate/photo.jpg",
        "%2e%2e/private/photo.jpg",
        ".part-0123",
        "photos/%00.jpg",
        "/etc/passwd",
    ],
)
def test_only_published_files_can_be_reached(db, client, settings, name):
    private = settings.MEDIA_ROOT / "photos"
    private.mkdir(parents=True)
    (private / "photo.jpg").write_bytes(b"private")
    PublicFiles().store_as("photos/there.jpg", b"there")
    assert client.get(f"/media/{name}").status_code == 404
