"""Two people saved one article: their text and mine side by side, so that neither is lost."""

from dataclasses import dataclass

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from issues.models import Article, Photo
from reportcms.prose import clean_prose
from reportcms.prose_diff import prose_diff

from .writing import clock, last_writer

TEXTS = ("title", "body", "sources")
PHOTO_TEXTS = ("alt", "caption", "credit", "text_equivalent", "place")


@dataclass(frozen=True)
class Difference:
    """One field that differs: ``theirs`` and ``mine`` as HTML, and one text that marks the words."""

    label: str
    theirs: SafeString
    mine: SafeString
    compared: SafeString


def conflict_of(form, formsets, user):
    """Return what to show of a save refused because somebody else had saved meanwhile."""
    stored = Article.objects.get(pk=form.instance.pk)
    return {
        "who": last_writer(stored, seen_by=user),
        "when": clock(stored.changed_at),
        "texts": list(text_differences(stored, form)),
        "photos": [line for formset in formsets for line in photo_differences(stored, formset)],
    }


def text_differences(stored, form):
    for name in TEXTS:
        if name not in form.fields:
            continue
        theirs, mine = getattr(stored, name), form.data.get(form.add_prefix(name), "")
        mine = clean_prose(mine) if name == "body" else " ".join(mine.split())
        if theirs != mine:
            yield difference(form.fields[name].label, theirs, mine, is_rich=name == "body")


def difference(label, theirs, mine, *, is_rich=False):
    before, after = (
        text if is_rich else f"<p>{conditional_escape(text)}</p>" for text in (theirs, mine)
    )
    compared = prose_diff(before, after).html
    return Difference(
        capfirst(label),
        SafeString(clean_prose(before)),
        SafeString(clean_prose(after)),
        compared,
    )


def photo_differences(stored, formset):
    """Yield a `Difference` for each text of a photo, and for photos that only one of us has."""
    theirs = {str(photo.pk): photo for photo in stored.photos.all()}
    for form in formset.forms:
        key = form.data.get(form.add_prefix("id"), "")
        typed = {name: form.data.get(form.add_prefix(name), "").strip() for name in PHOTO_TEXTS}
        photo = theirs.pop(key, None)
        if photo is None:
            if key:
                named = typed["alt"] or _("without alternative text")
                yield difference(_("Photo they took out; if you need it, add it anew"), "", named)
            continue
        for name, mine in typed.items():
            if getattr(photo, name) != mine and name in form.fields:
                label = f"{_('Photo')} “{photo.alt}”, {form.fields[name].label}"
                yield difference(label, getattr(photo, name), mine)
    for photo in theirs.values():
        yield difference(_("Photo they added; it stays"), photo.alt, "")


def without_vanished(data, prefix, article):
    """Return the POST ``data`` with the photos marked as gone that somebody else took out.

    Their rows would refuse every further save.
    """
    kept = {str(pk) for pk in Photo.objects.filter(article=article).values_list("pk", flat=True)}
    data = data.copy()
    for number in range(min(int_of(data.get(f"{prefix}-INITIAL_FORMS")), 1000)):
        key = data.get(f"{prefix}-{number}-id", "")
        if key.isdecimal() and key not in kept:
            data[f"{prefix}-{number}-DELETE"] = "on"
    return data


def int_of(text):
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
