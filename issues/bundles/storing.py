"""Keeping a checked bundle: all of it or nothing."""

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from missions.ledger import release
from missions.models import FigureBreakdown
from reportcms import versions

from .faults import BundleRefused, Remark
from .translations import store_translations

IMPORTED = "imported"  # the comment of a version that came with a bundle


def store(bundle, *, approve=lambda issue: None):
    """Store a `Bundle` in one transaction and return its Issue.

    ``approve(issue)`` is called before the transaction ends and may raise to undo everything.
    Whatever stops it, no row and no picture file stays behind. Raises ``BundleRefused`` if
    somebody else has stored the same meanwhile.
    """
    files = []
    try:
        with transaction.atomic():
            store_missions(bundle)
            store_series(bundle, files)
            store_figures(bundle)
            store_issue(bundle, files)
            keep_first_versions(bundle)
            approve(bundle.issue)
    except IntegrityError as error:
        remove(files)
        raise BundleRefused(
            [
                Remark(
                    "issue.json",
                    _("Something of it was stored by somebody else meanwhile. Import it again."),
                )
            ]
        ) from error
    except BaseException:
        remove(files)
        raise
    return bundle.issue


def remove(files):
    for file in files:
        file.storage.delete(file.name)


def keep_first_versions(bundle):
    """Let the history of everything imported begin with what the bundle says."""
    placed = [planned.article for section in bundle.sections for planned in section.articles]
    own = [planned.section for planned in bundle.sections]
    for row in [bundle.issue, *own, *placed, *(planned.article for planned in bundle.unplaced)]:
        versions.keep(row, comment=IMPORTED)


def is_new(row):
    return row._state.adding


def save_new(rows):
    for row in rows:
        if is_new(row):
            row.save()


def store_missions(bundle):
    save_new(bundle.missions.values())
    save_new(bundle.contacts)
    save_new(bundle.hotlines)
    save_new(bundle.themes.values())


def store_series(bundle, files):
    series, logo = bundle.series, bundle.logo
    if not is_new(series):
        return
    if logo:
        series.logo_sha256 = logo.sha256
        series.logo_width, series.logo_height = logo.width, logo.height
        content = ContentFile(logo.path.read_bytes())
        series.logo.save(f"{logo.sha256}.png", content, save=False)
        files.append(series.logo)
    series.save()
    series.missions.set(bundle.series_missions)


def store_figures(bundle):
    save_new(bundle.indicators.values())
    save_new(bundle.definitions.values())
    for planned in bundle.figures.values():
        store_figure(planned, bundle.figures)
    bundle.series.indicators.add(*bundle.series_indicators)


def store_figure(planned, figures):
    """Store a figure after the one that it corrects."""
    if not is_new(planned.figure):
        return
    earlier = planned.figure.supersedes
    if earlier and is_new(earlier):
        store_figure(figures[str(earlier.pk)], figures)
    planned.figure.save()
    planned.figure.covers.set(planned.covers)
    FigureBreakdown.objects.bulk_create(planned.breakdown)
    if planned.released_on:
        release([planned.figure.pk], on=planned.released_on)


def store_issue(bundle, files):
    bundle.issue.save()
    save_new(bundle.stated_reasons)
    # Slugs somebody chose come first, so that no derived one takes them.
    for planned in sorted(bundle.sections, key=lambda p: not p.section.slug):
        planned.section.save()
    articles = [*bundle.unplaced, *(a for s in bundle.sections for a in s.articles)]
    for planned in sorted(articles, key=lambda p: not p.article.slug):
        planned.article.save()
        planned.article.with_missions.set(planned.with_missions)
        planned.article.themes.set(planned.themes)
        store_photos(planned.photos, files)
    for planned in bundle.sections:
        store_photos(planned.photos, files)
        save_new(planned.placements)
        save_new(planned.facts)
    store_translations(bundle.translations)
    for planned in bundle.contributions:
        planned.contribution.save()
        planned.contribution.sections.set(planned.sections)


def store_photos(photos, files):
    for planned in photos:
        photo, file = planned.photo, planned.file
        photo.sha256, photo.width, photo.height = file.sha256, file.width, file.height
        content = ContentFile(file.path.read_bytes())
        photo.image.save(f"{file.sha256}.jpg", content, save=False)
        files.append(photo.image)
        photo.save()
