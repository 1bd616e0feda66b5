"""What a page says to machines: search engines, messengers, reference managers.

Everything comes from the frozen content. The vocabulary is schema.org, written as JSON-LD into a
data block, which no script rule of a browser concerns.
"""

import json
import re
from html import unescape

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from issues.delivery.addresses import address, archive_address, permanent, whole
from issues.delivery.reading import Reading
from issues.photo_files import logo_name
from issues.share_picture import HEIGHT, WIDTH
from issues.templatetags import figures as words
from issues.templatetags.report import mission_names
from reportcms.storage import PublicFiles

CONTEXT = "https://schema.org"
# In a script element a browser looks for these only; JSON may write any letter this way.
UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
FIRST_IMAGE = re.compile(
    r'<picture>.*?<img src="([^"]+)" width="(\d+)" height="(\d+)" alt="([^"]*)"', re.DOTALL
)
COVER_SIZE = (480, 679)  # pixels
FIGURE_FILES = {"figures": "text/csv", "figures_json": "application/json"}


def in_script(data):
    """Return ``data`` as JSON that may stand inside a ``<script>`` element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(UNSAFE))  # noqa: S308 -- made harmless above


def given(**entries):
    """Return the entries that say something."""
    return {name: value for name, value in entries.items() if value}


def shared_picture(reading, page):
    """Return the picture that stands for a page where its link is shared, or nothing.

    An article has its own first one, an issue the one made at publication; early editions have
    the first picture of the page, or that of the first printed page.
    """
    found = FIRST_IMAGE.search(page.html)
    rendition = reading.rendition
    share = None if rendition.is_unredacted else rendition.share
    cover = None if rendition.is_unredacted else rendition.cover
    if share and not (page.slug and found):
        return of_file(share, (WIDTH, HEIGHT), alt=issue_alt(reading))
    if found:
        return {
            "url": whole(unescape(found[1])),
            "width": int(found[2]),
            "height": int(found[3]),
            "alt": unescape(found[4]),
        }
    return of_file(cover, COVER_SIZE, alt=issue_alt(reading)) if cover else None


def of_file(file, size, *, alt):
    width, height = size
    url = whole(PublicFiles().url(file.name))
    return {"url": url, "width": width, "height": height, "alt": alt}


def issue_alt(reading):
    content = reading.rendition.content
    with override(content["language"]):
        return _("%(series)s, Issue %(number)s") % {
            "series": content["series"]["title"],
            "number": content["issue"]["number"],
        }


class Metadata:
    """What machines are told of the issue or of one article of a `Reading`."""

    def __init__(self, reading, content, page, *, article=None, description=""):
        self.reading, self.content, self.page = reading, content, page
        self.article, self.description = article, description
        self.edition = reading.edition
        self.picture = shared_picture(reading, page)

    @cached_property
    def url(self):
        name = "article" if self.article else "issue"
        slug = self.page.slug or None
        return address(name, self.edition, slug=slug, language=self.reading.language)

    @cached_property
    def issue_url(self):
        return address("issue", self.edition, language=self.reading.language)

    @property
    def published(self):
        return self.content["issue"]["publication_date"]

    @property
    def modified(self):
        day = self.edition.published_at.date().isoformat()
        return day if self.edition.version > 1 else self.published

    @property
    def json_ld(self):
        with override(self.content["language"]):
            main = self.article_node() if self.article else self.report()
            parts = [main, self.organisation(), self.trail()]
            if not self.article and (dataset := self.dataset()):
                parts.append(dataset)
        return in_script({"@context": CONTEXT, "@graph": parts})

    def organisation(self):
        series = self.content["series"]
        logo = series.get("logo")
        return given(
            **{"@type": "Organization", "@id": self.organisation_id},
            name=series["organisation"],
            alternateName=series["organisation_short"],
            url=whole("/"),
            logo=logo and whole(PublicFiles().url(logo_name(logo))),
        )

    @property
    def organisation_id(self):
        return whole("/#organisation")

    def common(self):
        """What an issue and an article have alike."""
        series = self.content["series"]
        return given(
            url=self.url,
            inLanguage=self.article["language"] if self.article else self.content["language"],
            description=self.description,
            datePublished=self.published,
            dateModified=self.modified,
            version=str(self.edition.version),
            identifier=permanent(self.reading, slug=self.page.slug or None),
            publisher={"@id": self.organisation_id},
            author={"@id": self.organisation_id},
            license=series["licence_url"] or series["licence"],
            isAccessibleForFree=True,
            image=self.picture and self.picture["url"],
            correction=self.edition.note,
        )

    def places(self, missions):
        return [{"@type": "Country", "name": name} for name in mission_names(missions)]

    def report(self):
        issue, series = self.content["issue"], self.content["series"]
        whole_series = {
            "@type": "Periodical",
            "name": series["title"],
            "url": archive_address(self.edition),
        }
        return self.common() | given(
            **{"@type": "Report", "@id": f"{self.issue_url}#report"},
            name=self.page.title,
            headline=issue["title"] or series["title"],
            reportNumber=f"{issue['number']}/{issue['year']}",
            temporalCoverage=f"{issue['period_start']}/{issue['period_end']}",
            spatialCoverage=self.places(issue["missions"]),
            about=[theme["name"] for theme in issue["themes"]],
            isPartOf=whole_series,
            encoding=self.pdf(),
            hasPart=[
                {"@type": "NewsArticle", "headline": one["title"], "url": self.address_of(one)}
                for section in self.content["sections"]
                for one in section["articles"]
            ],
        )

    def address_of(self, article):
        language = self.reading.language
        return address("article", self.edition, slug=article["slug"], language=language)

    def pdf(self):
        rendition = self.reading.rendition
        if not rendition.pdf_pages:
            return None
        return {
            "@type": "MediaObject",
            "encodingFormat": "application/pdf",
            "contentUrl": address("pdf", self.edition, language=self.reading.language),
            "contentSize": f"{rendition.pdf_size} B",
        }

    def article_node(self):
        return self.common() | given(
            **{"@type": "NewsArticle", "mainEntityOfPage": self.url},
            headline=self.article["title"],
            articleSection=self.article["section"]["title"],
            contentLocation=self.places(self.article["missions"]),
            about=[theme["name"] for theme in self.article["themes"]],
            isPartOf={"@type": "Report", "@id": f"{self.issue_url}#report"},
        )

    def dataset(self):
        """The figures of the issue, or nothing where it has none."""
        shown = [figure for section in self.content["sections"] for figure in section["figures"]]
        if not shown:
            return None
        issue, series = self.content["issue"], self.content["series"]
        language = self.reading.language
        return given(
            **{"@type": "Dataset"},
            name=_("Figures of %(title)s") % {"title": self.page.title},
            description=_(
                "Figures of people assisted and of other results, as published in %(title)s, with the "
                "day they describe, their source and the missions they include."
            )
            % {"title": self.page.title},
            url=self.issue_url,
            isPartOf={"@id": f"{self.issue_url}#report"},
            creator={"@id": self.organisation_id},
            license=series["licence_url"] or series["licence"],
            datePublished=self.published,
            temporalCoverage=f"{issue['period_start']}/{issue['period_end']}",
            spatialCoverage=self.places(issue["missions"]),
            variableMeasured=[variable(figure) for figure in shown],
            distribution=[
                {
                    "@type": "DataDownload",
                    "encodingFormat": kind,
                    "contentUrl": address(name, self.edition, language=language),
                }
                for name, kind in FIGURE_FILES.items()
            ],
        )

    def trail(self):
        steps = [(self.content["series"]["title"], archive_address(self.edition))]
        steps.append((issue_alt(self.reading), self.issue_url))
        if self.article:
            steps.append((self.article["title"], self.url))
        return {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": n, "name": name, "item": url}
                for n, (name, url) in enumerate(steps, start=1)
            ],
        }


class HomeMetadata(Metadata):
    """What machines are told of the whole site: on its first page, with the newest issue on it."""

    def __init__(self, edition, content, page):
        reading = Reading(edition, edition.shown, [edition])
        super().__init__(reading, content, page)
        self.url = whole(reverse("issues:home"))

    @property
    def json_ld(self):
        series = self.content["series"]
        site = {
            "@type": "WebSite",
            "name": series["title"],
            "url": self.url,
            "inLanguage": get_language(),
            "publisher": {"@id": self.organisation_id},
        }
        return in_script({"@context": CONTEXT, "@graph": [site, self.organisation()]})


def variable(figure):
    """One figure as schema.org has it: a withheld or missing value stays missing."""
    return given(
        **{"@type": "PropertyValue"},
        name=figure["label"] or figure["indicator"]["name"],
        value=figure["value"],
        unitText=figure["indicator"]["unit"],
        description=" · ".join(
            filter(None, ["" if figure["value"] else words.quantity(figure), words.time_of(figure)])
        ),
    )
