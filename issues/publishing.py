"""Publishing: the one act that turns an issue into an edition.

Everything slow is done first, outside any transaction: content trees, pages, pictures, PDFs.
Files are written under names that say their content, so a half-done attempt leaves only files
that nothing refers to. Then one short transaction inserts the edition with all its parts, or
nothing.
"""

import hashlib
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from issues import rendering
from issues.figure_nodes import shown_ids
from issues.models import (
    Clearance,
    Edition,
    EditionSubject,
    EditorialAct,
    Issue,
    Page,
    Rendition,
    RenditionFile,
)
from issues.models.consent import withdrawn_among
from issues.models.edition import next_version
from issues.pdf import Form, PdfError, Printed, print_edition
from issues.photo_files import PhotoFiles, photos_in
from issues.readiness import blockers
from issues.review.clearance import last_clearance, stopping
from issues.review.log import log
from issues.review.people import clearers, communications, regional_editors
from issues.search.index import index_issue
from issues.share_picture import share_picture
from issues.snapshot import snapshot
from missions.ledger import release
from missions.models.profile import Topic
from reportcms.canonical import digest
from reportcms.storage import PublicFiles

COVER_WIDTH = 480  # pixels


class NotPublished(Exception):
    """A publication was refused; ``str()`` says why in the words of the person who asked."""


class NotReady(NotPublished):
    """Something still stops the publication; ``findings`` lists what, where and how to mend it."""

    def __init__(self, findings):
        self.findings = findings
        super().__init__("\n".join(f"{f.place}: {f.message}" for f in findings))


@dataclass
class Rendered:
    """One language of an edition, rendered and waiting to be inserted."""

    content: dict
    pages: list[Page]
    printed: Printed
    photos: PhotoFiles
    share: bytes
    pictures: dict = field(default_factory=dict)
    redaction: int = 0

    @property
    def pdf(self):
        return self.printed.files[Form.STANDARD]

    def further_files(self):
        """Yield (kind, suffix, bytes) of the files made for other uses."""
        kinds = RenditionFile.Kind
        yield kinds.LIGHT, ".pdf", self.printed.files[Form.LIGHT]
        yield kinds.PRINT, ".pdf", self.printed.files[Form.PRINT]
        yield kinds.COVER, ".webp", self.printed.images[0]
        yield kinds.SHARE, ".jpg", self.share

    def put_files_in_place(self, report):
        """Write PDFs and pictures below ``PUBLIC_ROOT``, under names that nothing refers to yet.

        ``report(done, total)`` is told how many of the pictures are made.
        """
        public = PublicFiles()
        public.store(self.pdf, suffix=".pdf")
        for _kind, suffix, data in self.further_files():
            public.store(data, suffix=suffix)
        self.pictures = self.photos.publish(report=report)

    def has_its_files(self):
        """Say whether all files are still there: a withdrawal may have taken shared ones away."""
        public = PublicFiles()
        further = [public_name(data, suffix) for _kind, suffix, data in self.further_files()]
        names = [public_name(self.pdf, ".pdf"), *further, *self.pictures]
        return all(public.exists(name) for name in names)


def publish(issue, *, by, note="", by_clock=False, report=lambda percent, step: None):
    """Freeze ``issue`` as its next edition, rendered once per language; return the Edition.

    ``by`` is the user who asked (None for an operator's command); ``by_clock`` says that they
    asked for this moment beforehand. ``note`` says what a second or later edition corrects; where
    a clearance is needed, the one that was cleared counts. ``report(percent, step)`` is told how
    far it is. Raises ``NotReady`` if something blocks or the clearance does not hold,
    ``NotPublished`` if the note is missing or the issue was changed meanwhile.
    """
    version = next_version(issue)
    clearance = last_clearance(issue) if by and issue.series.needs_clearance else None
    note = clearance.note if clearance else note.strip()
    if version > 1 and not note:
        raise NotPublished(_("Say what this new edition corrects: readers will see it."))
    report(5, _("Checking the issue"))
    if found := stopping(issue, by=by):
        raise NotReady(found)
    languages = issue.series.languages
    renditions = []
    share = 40 / len(languages)  # per cent
    for n, language in enumerate(languages):
        printing = stretch(report, 10 + n * share, share, _("Laying out (%s)") % language)
        renditions.append(render(issue, language, version=version, note=note, report=printing))
    # Only now, when every language has come out well, does any file become public.
    for n, rendered in enumerate(renditions):
        preparing = stretch(report, 50 + n * share, share, _("Preparing the pictures"))
        rendered.put_files_in_place(preparing)
    report(92, _("Putting the edition in place"))
    try:
        edition = insert(
            issue,
            renditions,
            version=version,
            note=note,
            by=by,
            by_clock=by_clock,
            clearance=clearance,
        )
    except NotPublished:
        remove_withdrawn(renditions)
        raise
    report(100, _("Published"))
    return edition


def stretch(report, begin, share, step):
    """Say that ``step`` begins; return a ``report(done, total)`` for its share of the work.

    ``begin`` and ``share`` are per cent of the whole, as ``report(percent, step)`` hears them.
    """

    def told(done, total):
        report(int(begin + share * done / max(total, 1)), step)

    told(0, 1)
    return told


def render(issue, language, *, version, note, report=None):
    """Render one language: content tree, pages and PDFs. Nothing becomes public yet.

    ``report(done, total)`` is told how much of the printing is behind.
    """
    content = snapshot(issue, language, version=version, note=note)
    return render_tree(content, PhotoFiles.of_content(content), report=report)


def render_tree(content, photos, *, report=None, despite_faults=False):
    """Render a content tree: pages and PDFs. ``despite_faults`` prints pages that have faults."""
    document = rendering.document_html(content, photo_url=photos.published_url)
    pages = [frozen_page("", issue_title(content), document)]
    for section in content["sections"]:
        for article in section["articles"]:
            slug = article["slug"]
            html = rendering.article_html(content, slug, photo_url=photos.published_url)
            pages.append(frozen_page(slug, article["title"], html))
    paper = printed(content, photos, report, despite_faults=despite_faults)
    return Rendered(content, pages, paper, photos, share=share_picture(content, photos))


def printed(content, photos, report, *, despite_faults=False):
    """Print every form of a content tree; raise ``NotPublished`` if the pages have a fault."""
    try:
        result = print_edition(
            content,
            pictures=photos,
            forms=tuple(Form),
            image_width=COVER_WIDTH,
            image_count=1,
            report=report,
        )
    except PdfError as error:
        raise NotPublished(_("The PDF cannot be made: %s") % error) from error
    if result.faults and not despite_faults:
        raise NotPublished(
            _("The PDF could not be made without faults:")
            + "\n"
            + "\n".join(fault.message for fault in result.faults)
        )
    return result


def remove_withdrawn(renditions):
    """Take pictures away that were withdrawn while ``renditions`` were made: they were put back."""
    pictures = {p["sha256"] for rendered in renditions for p in photos_in(rendered.content)}
    for sha256 in withdrawn_among(pictures):
        PublicFiles().remove(f"photos/{sha256}")


def public_name(data, suffix):
    """Return the name under which ``PublicFiles`` stores ``data``."""
    return hashlib.sha256(data).hexdigest() + suffix


def frozen_page(slug, title, html):
    return Page(slug=slug, title=title, html=html, sha256=hashlib.sha256(html.encode()).hexdigest())


def issue_title(content):
    with translation.override(content["language"]):
        return content["issue"]["title"] or _("%(series)s, Issue %(number)s") % {
            "series": content["series"]["title"],
            "number": content["issue"]["number"],
        }


@transaction.atomic
def insert(issue, renditions, *, version, note, by, by_clock, clearance):
    """Insert the edition with all its parts, unless the issue has changed since it was read."""
    # The series too: a withdrawal takes files away that nothing names, and must not meet ours.
    locked = Issue.objects.select_for_update(of=["self", "series"]).select_related("series")
    issue = locked.get(pk=issue.pk)
    if next_version(issue) != version:
        raise NotPublished(_("Somebody else has just published this issue."))
    if found := blockers(issue):  # consent withdrawn or a text taken back since the first look
        raise NotReady(found)
    check_clearance(clearance, renditions)
    for rendered in renditions:
        now = snapshot(issue, rendered.content["language"], version=version, note=note)
        if digest(now) != digest(rendered.content):
            raise NotPublished(
                _("The issue was changed while it was being published: look at it and try again.")
            )
        if not rendered.has_its_files():
            raise NotPublished(_("An edition was withdrawn meanwhile: please publish once more."))
        if withdrawn_among({photo["sha256"] for photo in photos_in(now)}):
            raise NotPublished(_("Consent to show one of the photos was withdrawn meanwhile."))
    edition = Edition.objects.create(
        issue=issue,
        version=version,
        note=note,
        published_slug=issue.series.slug,
        series_title=issue.series.title,
        year=issue.year,
        number=issue.number,
        publication_date=issue.publication_date,
        published_at=timezone.now(),
        published_by=by,
    )
    EditionSubject.objects.bulk_create(subjects(edition, renditions[0].content))
    release_figures(edition, renditions, by=by)
    for rendered in renditions:
        insert_rendition(edition, rendered)
    index_issue(issue.pk)
    log(
        EditorialAct.Verb.PUBLISHED,
        issue=issue,
        by=None if by_clock else by,
        reason=note,
        to=[*regional_editors(), *clearers(), *communications()],
        topic=Topic.PUBLICATION,
    )
    return edition


def check_clearance(clearance, renditions):
    """Raise ``NotPublished`` unless ``clearance`` (None: none is needed) is for ``renditions``."""
    if clearance is None:
        return
    rendered = {r.content["language"]: digest(r.content) for r in renditions}
    holds = Clearance.objects.filter(pk=clearance.pk, withdrawn_at=None).exists()
    if not holds or rendered != clearance.content_sha256:
        raise NotPublished(_("The clearance does not hold any more: look at the issue again."))


def release_figures(edition, renditions, *, by):
    """Make public what the edition shows, since the day printed on it or, later, since today."""
    shown = set().union(*(shown_ids(rendered.content) for rendered in renditions))
    first = edition.version == 1
    release(
        shown,
        on=edition.publication_date if first else timezone.localdate(edition.published_at),
        by=by,
        edition={
            "series_slug": edition.series_slug,
            "series_title": edition.series_title,
            "year": edition.year,
            "number": edition.number,
            "version": edition.version,
        },
    )


def insert_rendition(edition, rendered):
    rendition = Rendition.objects.create(
        edition=edition,
        language=rendered.content["language"],
        redaction=rendered.redaction,
        content=rendered.content,
        content_sha256=digest(rendered.content),
        text=rendering.plain_text(rendered.content),
        palette_css=rendering.palette_css(rendered.content),
        pictures=rendered.pictures,
        pdf_name=public_name(rendered.pdf, ".pdf"),
        pdf_sha256=hashlib.sha256(rendered.pdf).hexdigest(),
        pdf_size=len(rendered.pdf),
        pdf_pages=rendered.printed.pages,
    )
    RenditionFile.objects.bulk_create(
        RenditionFile(
            rendition=rendition,
            kind=kind,
            name=public_name(data, suffix),
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
        )
        for kind, suffix, data in rendered.further_files()
    )
    for page in rendered.pages:
        page.rendition = rendition
    Page.objects.bulk_create(rendered.pages)


def subjects(edition, content):
    """Yield the missions and themes that the edition's articles and contacts speak of."""
    kinds = EditionSubject.Kind
    missions = {
        mission["slug"]: mission["name"]
        for section in content["sections"]
        for article in section["articles"]
        for mission in article["missions"]
    } | {
        mission["slug"]: mission["name"]
        for section in content["sections"]
        for figure in section["figures"]
        for mission in figure["coverage"]["missions"]
    }
    for slug, name in missions.items():
        yield EditionSubject(edition=edition, kind=kinds.MISSION, slug=slug, name=name)
    for theme in content["issue"]["themes"]:
        yield EditionSubject(
            edition=edition, kind=kinds.THEME, slug=theme["slug"], name=theme["name"]
        )
