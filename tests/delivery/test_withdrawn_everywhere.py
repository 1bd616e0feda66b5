"""What is withdrawn is withdrawn at every address there is, also where it lay ready or was kept.

The addresses are those of the URLconf: one with a part that has no value here fails the test.
"""

import itertools
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver, reverse

from issues.consent import withdraw_consent
from issues.delivery import baking
from issues.models import Photo, Theme
from issues.publishing import publish
from issues.withdrawal import withdraw_edition
from tests.delivery.edge_requests import ask, new_edge
from tests.factories import (
    jpeg,
    make_article,
    make_figure,
    make_hotline,
    make_indicator,
    make_issue,
    make_mission,
    make_photo,
    make_section,
    make_series,
    place,
)

ARTICLE, BODY, FIGURE = (
    "Nightingale remittances",
    "Sparrows met in Dushanbe.",
    "Counted by swallows",
)
PICTURE, CAPTION = "Woman at the airport", "Gulnara and her son"
QUERIES = {
    "issues:search": ["", "q=Nightingale", "q=Gulnara"],
    "issues:archive": ["", "q=Nightingale", "year=2020"],
    "oembed": ["url={site}/en/figures/assisted/"],
    "api:articles": ["", "search=Nightingale"],
}
OF_EDITION = ["", "language=en"]
FILE = re.compile(r"image/(?!svg)|application/pdf")
# Addresses that tell of the edition before it is withdrawn.
TELLING = {
    *("issues:home", "issues:archive", "issues:search", "issues:feed", "issues:series_feed"),
    *("issues:issue", "issues:article", "issues:text", "issues:json", "issues:single_file"),
    *("issues:changes", "issues:figures", "issues:figures_json", "issues:figures_xlsx"),
    *("issues:article_citation", "missions:mission", "missions:indicator", "missions:embed"),
    *("api:issue", "api:articles", "api:article", "api:observations", "api:observation"),
}


@pytest.fixture
def edition(db):
    """Issue 8, corrected once: an article with a picture, and a figure."""
    mission = make_mission("IOM Tajikistan", country="TJ", slug="tajikistan")
    issue = make_issue(make_series(missions=[mission]))
    article = make_article(
        issue, mission=mission, section=make_section(issue), title=ARTICLE, body=f"<p>{BODY}</p>"
    )
    article.themes.add(Theme.objects.get_or_create(name="Birds", slug="birds")[0])
    make_photo(article=article, data=jpeg(900, 600), alt=PICTURE, caption=CAPTION)
    figure = make_figure(make_indicator("assisted"), 471147, covers=[mission], source=FIGURE)
    place(figure, make_section(issue, kind="figures", title="Figures"))
    make_hotline(mission)
    publish(issue, by=None)
    article.refresh_from_db()
    article.body = f"<p>{BODY} They will meet again.</p>"
    article.save()
    return publish(issue, by=None, note="What they agreed was added.")


def patterns(within=None, namespaces=(), before=()):
    """Yield (name, parts of the address) of every pattern of the public that has a name."""
    for pattern in (within or get_resolver()).url_patterns:
        parts = {*before, *pattern.pattern.converters, *pattern.pattern.regex.groupindex}
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield ":".join([*namespaces, pattern.name]), frozenset(parts)
        elif str(pattern.pattern) != "admin/":
            names = [*namespaces, *([pattern.namespace] if pattern.namespace else [])]
            yield from patterns(pattern, names, parts)


def values(name, part, edition):
    """Return what stands for ``part`` in addresses called ``name``."""
    root = Path(settings.PUBLIC_ROOT)
    slugs = {
        "missions:mission": ["tajikistan"],
        "api:mission": ["tajikistan"],
        "issues:article": ["nightingale-remittances"],
        "issues:article_citation": ["nightingale-remittances"],
        "api:article": ["nightingale-remittances"],
    }
    return {
        "series": [edition.series_slug],
        "slug": slugs.get(name, [edition.series_slug]),
        "year": [2020],
        "number": [8],
        "version": [1, 2],
        "form": ["bib", "ris"] if "citation" in name else ["csv", "json", "xlsx"],
        "code": ["assisted"],
        "country": ["tj"],
        "pk": list(edition.issue.series.missions.values_list("hotlines", flat=True)),
        "observation": [str(edition.issue.sections.get(kind="figures").placements.get().figure_id)],
        "section": ["issues"],
        "name": ["lists", f"{edition.issue.series_id}-2020"]
        if name == "sitemap_part"
        else [f.relative_to(root).as_posix() for f in root.rglob("*") if f.is_file()],
    }[part]


def addresses(edition):
    """Yield (name, path, query) of what the public may ask for, the last also in Russian and as text."""
    for name, parts in sorted(set(patterns()), key=lambda row: (row[0], sorted(row[1]))):
        ordered = sorted(parts)
        for chosen in itertools.product(*(values(name, part, edition) for part in ordered)):
            kwargs = dict(zip(ordered, chosen, strict=True))
            path = reverse(name, kwargs=kwargs)
            is_edition = name.startswith("issues:") and "year" in kwargs
            for query in QUERIES.get(name, OF_EDITION if is_edition else [""]):
                yield name, path, query.format(site=settings.SITE_URL)
        if path.startswith("/en/"):
            yield name, f"/text{path}", ""
            yield name, f"/ru/{path.removeprefix('/en/')}", ""


def words(got):
    """Return what an answer says; of a spreadsheet, what is in it."""
    if got.body.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(got.body)) as parts:
            return b"".join(map(parts.read, parts.namelist())).decode()
    return got.body.decode("latin-1" if got.body[:4] == b"%PDF" else "utf-8", "replace")


def read_everywhere(edge, edition):
    """Ask for every address twice, so that it is kept; return address → the second answer."""
    asked = list(addresses(edition))
    for _name, path, query in asked:
        ask(edge, path, query)
    return {(name, path, query): ask(edge, path, query) for name, path, query in asked}


def shows(answers, secret):
    """Return the names of the addresses that tell ``secret``."""
    return {name for (name, *_address), got in answers.items() if secret in words(got)}


def files(answers):
    """Return the addresses that give published pictures or PDFs."""
    return {
        path
        for (_name, path, _query), got in answers.items()
        if got.status == 200 and FILE.match(got.headers["content-type"])
    }


@pytest.fixture
def warm(edition):
    """A web process that has everything ready or kept, and what it answers."""
    baking.bake()
    edge = new_edge()
    answers = read_everywhere(edge, edition)
    assert len(edge.ready.answers) > 20
    assert len(edge.seconds.kept) > 20
    return edge, answers


def left(edge, answers):
    """Ask again for everything that was answered."""
    return {address: ask(edge, *address[1:]) for address in answers}


@pytest.mark.pdf
def test_of_a_withdrawn_edition_no_address_tells_anything(
    edition, warm, editor, django_capture_on_commit_callbacks
):
    edge, before = warm
    assert shows(before, BODY) | shows(before, ARTICLE) | shows(before, FIGURE) >= TELLING
    assert {path.rpartition(".")[2] for path in files(before)} >= {"pdf", "webp", "avif", "jpg"}
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_edition(edition, by=editor, reason="It named people.")
    after = left(edge, before)
    for secret in (ARTICLE, BODY, FIGURE, "471147", CAPTION, PICTURE):
        assert shows(after, secret) == set(), secret
    assert files(after) == set()
    below = f"/{edition.series_slug}/2020/8/"
    assert {got.status for (_n, path, _q), got in after.items() if below in path} == {410}


@pytest.mark.pdf
def test_of_a_withdrawn_picture_no_address_shows_anything(edition, warm):
    """At once: within the transaction, and before any page is replaced."""
    edge, before = warm
    sha256 = Photo.objects.get().sha256
    assert shows(before, PICTURE) >= {"issues:issue", "issues:single_file", "issues:home"}
    assert shows(before, sha256) >= {"issues:issue", "issues:feed"}
    withdraw_consent(sha256, by=None, reason="By telephone.")
    after = left(edge, before)
    for secret in (PICTURE, CAPTION, sha256):
        assert shows(after, secret) == set(), secret
    assert files(after) == set()
