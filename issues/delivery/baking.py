"""Baking what is published: which pages belong together, and when they must be baked anew.

A bundle is what one issue is in one language of the site: its pages, its articles, its files,
the latest and every edition. Its *key* is a digest of all that these pages depend on, so a bundle
whose key is not the one the database gives now is stale, whoever changed what. The front pages
are bundles of their own, and are looked at anew each time.
"""

import time
from dataclasses import dataclass, field
from urllib.parse import unquote

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from issues.delivery.dependencies import Dependencies
from issues.models.edition import Edition, Rendition
from reportcms.edge.answers import BEST, NEARLY_BEST
from reportcms.edge.around import shelf
from reportcms.edge.filling import Baker, Dough
from reportcms.edge.stranger import ask
from reportcms.text_mode import PREFIX

# Of the newest issues every edition, language and file is baked; of older ones what is linked.
WHOLE = 24
FRONT_PAGES = ["issues:home", "missions:hotlines", "missions:mission_list"]
# What is baked at each address of an edition; the rest is seldom asked for, or says when it was made.
BAKED = ["issue", "pdf", "text", "json", "figures", "figures_json", "palette"]
# Further files, as far as an edition has them: kind → name of the address.
FURTHER = {"light": "pdf_light", "print": "pdf_print", "cover": "cover"}
SWAP_EVERY = 5.0  # seconds of baking between two swaps of the shelf
MODES = ["", PREFIX]  # with pictures, and as text only


@dataclass
class Batch:
    """One bundle to be: its place, its key, and the addresses below its place."""

    place: str
    key: str
    addresses: list = field(default_factory=list)
    is_front: bool = False
    quality: int = BEST


def bake(*, seconds=None, report=lambda batch: None):
    """Bring the shelf up to date, the newest issue first; return how many bundles were baked.

    Stops after about ``seconds``; the next call goes on. Does nothing while another process bakes.
    What is stale leaves the shelf before anything is baked.
    """
    baker, until = Baker(shelf()), seconds and time.monotonic() + seconds
    drop_stale()
    baked, ready, swapped = 0, {}, time.monotonic()
    with baker.alone("baking", wait=False) as first:
        if not first:
            return 0
        there = baker.shelf.manifest().bundles
        for batch in batches():
            if until and time.monotonic() > until:
                break
            if batch.place in there and not batch.is_front:
                continue
            entry = baked_entry(baker, batch)
            if entry is None or entry == there.get(batch.place):
                continue
            ready[batch.place] = entry
            baked += 1
            report(batch)
            if not batch.is_front and time.monotonic() > swapped + SWAP_EVERY:
                baker.change(ready, wanted=wanted_keys)
                ready, swapped = {}, time.monotonic()
        if ready:
            baker.change(ready, wanted=wanted_keys)
        baker.sweep()
    return baked


def baked_entry(baker, batch):
    """Ask for the pages of ``batch`` and write them; return its entry, None without any page."""
    answers = {}
    for path, query in batch.addresses:
        if frozen := ask(path, query):
            rest = path[len(batch.place) :].encode().decode("latin-1")
            answers[rest + (f"?{query}" if query else "")] = frozen
    if not answers:
        return None
    return {"key": batch.key, "folder": baker.write(Dough(answers), quality=batch.quality)}


def drop_stale(*, force=False):
    """Take from the shelf what the database does not bear out any more; Django answers meanwhile.

    ``force`` makes every process forget also the pages that it keeps for seconds.
    """
    baker = Baker(shelf())
    if baker.shelf.generation() or force:
        baker.change(wanted=wanted_keys, force=force)


def drop_withdrawn():
    """Within a transaction that withdraws something: no page of it stays, nor any file.

    To be called again once it is committed, for what was baked in between.
    """
    drop_stale(force=True)
    Baker(shelf()).sweep(at_once=True)


def wanted_keys():
    """Return place → key of every bundle that may be on the shelf."""
    return {batch.place: batch.key for batch in batches(with_addresses=False)}


def batches(*, with_addresses=True):
    """Yield the bundles of the site, front pages first, then issues from the newest on."""
    latest = list(Edition.objects.latest_versions())
    dependencies = Dependencies(latest)
    for language, _name in settings.LANGUAGES:
        key = dependencies.of_front_pages(language)
        with translation.override(language):
            yield from front_batches(latest, key)
    for rank, edition in enumerate(latest[: settings.BAKED_ISSUES]):
        is_whole = rank < WHOLE
        pages = pages_of(edition, whole=is_whole) if with_addresses else []
        for language, _name in settings.LANGUAGES:
            key = dependencies.of_issue(edition, language, is_whole)
            with translation.override(language):
                place, below = address("issue", edition), list(addresses(pages, edition))
            for mode in MODES:
                there = [(f"{mode}{path}", query) for path, query in below]
                if mode:  # files are linked where they always are
                    there = [(path, query) for path, query in there if path.endswith("/")]
                quality = BEST if is_whole else NEARLY_BEST
                yield Batch(f"{mode}{place}", key, there, quality=quality)


def front_batches(latest, key):
    """Yield the first pages of the site in the language at hand."""
    paths = [reverse(name) for name in FRONT_PAGES]
    for slug in dict.fromkeys(edition.series_slug for edition in latest):
        paths.append(reverse("issues:archive", kwargs={"series": slug}))
    for path in paths:
        for mode in MODES:
            yield Batch(f"{mode}{path}", key, [(f"{mode}{path}", "")], is_front=True)


@dataclass
class Baked:
    """What is baked of one edition at one kind of address; None stands for no choice."""

    version: int | None
    language: str | None
    names: list
    slugs: list


def pages_of(edition, *, whole):
    """Return what is baked (`Baked`) of the issue whose latest edition is ``edition``."""
    editions = Edition.objects.numbered(edition.series_slug, edition.year, edition.number)
    found = []
    for one in editions if whole else [edition]:
        renditions = Rendition.objects.standing().filter(edition=one)
        languages = list(renditions.values_list("language", flat=True))
        kinds = set(renditions.values_list("files__kind", flat=True))
        names = BAKED + [name for kind, name in FURTHER.items() if kind in kinds]
        slugs = sorted(set(renditions.values_list("pages__slug", flat=True)) - {"", None})
        versions = {one.version, None} if one.pk == edition.pk else {one.version}
        found += [
            Baked(version, language, names, slugs)
            for version in (versions if whole else {None})
            for language in ([None, *languages] if whole else [None])
        ]
    return found


def addresses(pages, edition):
    """Yield (path, query) of all ``pages``, in the site's language at hand."""
    for one in pages:
        query = f"language={one.language}" if one.language else ""
        for name in one.names:
            yield address(name, edition, version=one.version), query
        for slug in one.slugs:
            yield address("article", edition, version=one.version, slug=slug), query


def address(name, edition, **parts):
    """Return the path of a page or file of ``edition``, as it is before it is encoded."""
    parts = {part: value for part, value in parts.items() if value is not None}
    parts |= {"series": edition.series_slug, "year": edition.year, "number": edition.number}
    return unquote(reverse(f"issues:{name}", kwargs=parts))
