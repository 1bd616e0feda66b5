"""Editions for tests of the public side: rows as publishing makes them, without rendering."""

import datetime as dt
import hashlib
import json

from issues import rendering
from issues.delivery.reading import published_url
from issues.models import Edition, EditionSubject, Page, Rendition, RenditionFile
from issues.search.index import index_issue
from reportcms.storage import PublicFiles
from tests.factories import make_issue

PDF = b"%PDF-1.7 " + b"0123456789" * 20
FURTHER_FILES = {
    "light": (b"%PDF-1.7 light " * 12_000, ".pdf"),
    "print": (b"%PDF-1.7 print " * 100_000, ".pdf"),
    "cover": (b"RIFF picture of the first page", ".webp"),
    "share": (b"JFIF picture for shared links", ".jpg"),
}


def mission_node(slug="tajikistan", *, country="TJ", country_name="Tajikistan"):
    name = f"IOM {country_name}"
    return {"slug": slug, "name": name, "country": country, "country_name": country_name}


def article_node(title="Research on remittances", *, slug="research-on-remittances", **changes):
    return {
        "slug": slug,
        "title": title,
        "language": "en",
        "missions": [mission_node()],
        "themes": [{"slug": "labour-migration", "name": "Labour migration"}],
        "body": "<p>National banks met in Dushanbe.</p>",
        "sources": "",
        "photos": [],
    } | changes


def section_node(title="Partnership in action", *, slug="partnership-in-action", **changes):
    lists = ["photos", "figures", "articles", "hotlines", "contacts", "facts"]
    return {
        "id": slug,
        "kind": "articles",
        "title": title,
        "language": "en",
        "accent": "",
        "starts_page": True,
        "fit_page": False,
        "intro": "",
        **{name: [] for name in lists},
    } | changes


def figure_node(value="7801", **changes):
    return {
        "id": "7f9c1c0e-5f5e-4f0e-9d6c-0d1d0b7a2c11",
        "indicator": {
            "code": "assisted",
            "name": "People assisted",
            "unit": "people",
            "kind": "cumulative",
            "definition": "Assisted by the missions.",
            "definition_version": 1,
        },
        "style": "callout",
        "statement": "",
        "label": "",
        "value": value,
        "qualifier": "exact",
        "status": "verified",
        "period_start": None,
        "as_of": "2020-11-28",
        "source": "Mission reports",
        "footnote": "",
        "coverage": {"missions": [mission_node()], "of": 5},
        "breakdown": [],
        "previous": {
            "value": "3186",
            "as_of": "2020-07-10",
            "definition_changed": False,
            "coverage_changed": False,
        },
        "change": "4615",
        "change_reason": "",
        "language": "en",
    } | changes


def content_of(issue, *, language="en", version=1, note="", sections=None, logo=None):
    """Return a small content tree of ``issue``."""
    series = issue.series
    if sections is None:
        sections = [
            section_node(
                "Direct assistance",
                slug="direct-assistance",
                kind="figures",
                figures=[figure_node()],
            ),
            section_node(articles=[article_node()]),
        ]
    return {
        "schema_version": 2,
        "language": language,
        "series": {
            "slug": series.slug,
            "title": series.title,
            "organisation": series.organisation,
            "organisation_short": series.organisation_short,
            "region": series.region,
            "running_title": series.running_title,
            "brand_color": series.brand_color,
            "accent_color": series.accent_color,
            "licence": series.licence,
            "licence_url": series.licence_url,
            "disclaimer": series.disclaimer,
            "logo": logo,
            "language": series.language,
        },
        "issue": {
            "year": issue.year,
            "number": issue.number,
            "title": issue.title,
            "summary": "",
            "language": issue.language,
            "period_start": issue.period_start.isoformat(),
            "period_end": issue.period_end.isoformat(),
            "data_as_of": issue.data_as_of and issue.data_as_of.isoformat(),
            "publication_date": issue.publication_date.isoformat(),
            "next_issue_date": None,
            "missions": [mission_node()],
            "themes": [{"slug": "labour-migration", "name": "Labour migration"}],
        },
        "edition": {
            "version": version,
            "note": note,
            "corrections": [],
            "url": f"https://reports.example.org/en/{series.slug}/{issue.year}/{issue.number}/v{version}/",
        },
        "sections": sections,
    }


def make_edition(
    issue,
    *,
    version=1,
    note="",
    languages=("en",),
    text="National banks met.",
    is_rendered=False,
    **changes,
):
    """Insert edition ``version`` of ``issue`` with its renditions, pages, subjects and PDF.

    Its page says little unless ``is_rendered``.
    """
    edition = Edition.objects.create(
        issue=issue,
        version=version,
        note=note,
        published_slug=issue.series.slug,
        series_title=issue.series.title,
        year=issue.year,
        number=issue.number,
        publication_date=issue.publication_date,
        published_at=dt.datetime(2020, 12, version, 9, tzinfo=dt.UTC),
    )
    for language in languages:
        content = content_of(issue, language=language, version=version, note=note, **changes)
        rendition = add_rendition(edition, content, text, is_rendered=is_rendered)
    articles = [a for section in rendition.content["sections"] for a in section["articles"]]
    found = {("mission", m["slug"], m["name"]) for a in articles for m in a["missions"]}
    found |= {("theme", t["slug"], t["name"]) for a in articles for t in a["themes"]}
    for kind, slug, name in sorted(found):
        EditionSubject.objects.create(edition=edition, kind=kind, slug=slug, name=name)
    index_issue(issue.pk)
    return edition


def add_further_files(edition):
    """Give every rendition of ``edition`` a light PDF, one for printing and a cover."""
    for rendition in edition.renditions.all():
        for kind, (data, suffix) in FURTHER_FILES.items():
            RenditionFile.objects.create(
                rendition=rendition,
                kind=kind,
                name=PublicFiles().store(data, suffix=suffix),
                sha256=hashlib.sha256(data).hexdigest(),
                size=len(data),
            )
    return edition


def add_rendition(edition, content, text, *, is_rendered=False):
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    rendition = Rendition.objects.create(
        edition=edition,
        language=content["language"],
        content=content,
        content_sha256=hashlib.sha256(canonical.encode()).hexdigest(),
        text=text,
        palette_css=":root{--brand:#0033a0}",
        pdf_name=PublicFiles().store(PDF, suffix=".pdf"),
        pdf_sha256=hashlib.sha256(PDF).hexdigest(),
        pdf_size=len(PDF),
        pdf_pages=3,
    )
    html = f'<article class="edition" lang="{rendition.language}"><h2>Frozen page</h2></article>'
    if is_rendered:
        html = rendering.document_html(content, photo_url=published_url)
    Page.objects.create(
        rendition=rendition, title=f"{edition.series_title}, Issue {edition.number}", html=html
    )
    for section in content["sections"]:
        for article in section["articles"]:
            Page.objects.create(
                rendition=rendition,
                slug=article["slug"],
                title=article["title"],
                html=f'<article class="edition">{article["body"]}</article>',
            )
    return rendition


def make_editions(series, count):
    """Publish ``count`` issues, one a month from January 2012."""
    for n in range(count):
        first = dt.date(2012 + n // 12, n % 12 + 1, 1)
        make_edition(
            make_issue(
                series,
                year=first.year,
                number=first.month,
                period_start=first,
                period_end=first,
                data_as_of=first,
                publication_date=first,
            )
        )
