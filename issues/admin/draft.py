"""An article as the form on somebody's screen has it, for previews and checks; never stored."""

from dataclasses import dataclass
from functools import cache

from django.templatetags.static import static
from PIL import Image

from issues.models import Article, Photo
from issues.photo_files import PhotoFiles, preview_url
from missions.admin.scoping import only_mission
from reportcms.images import jpeg

# The key of a row that is not stored: no row has it, yet relations of the draft can be asked.
NO_KEY = 0
# A picture that has been chosen but not sent yet; a real checksum is never this.
NO_PICTURE = "0" * 64
NO_PICTURE_SIZE = 1200, 800
PLACEHOLDER_COLOR = (206, 212, 224)
# Typed as they stand, although the form may refuse them: what is wrong is told beside them.
TYPED = ("alt", "caption", "credit", "text_equivalent")


@dataclass(frozen=True)
class Draft:
    """What the form says now: the article and its photos in the form's order, none of it stored.

    ``typed`` is the text before it was cleaned, None where that is not known.
    """

    article: Article
    photos: list
    typed: str | None = None


def draft_of(model_admin, request, stored=None):
    """Return the `Draft` of a POSTed form of ``stored``, or of a new article.

    Fields that the form refuses keep what is stored; choices are scoped as in the form itself.
    """
    is_new = stored is None
    form_class = model_admin.get_form(request, stored, change=not is_new)
    form = form_class(request.POST, instance=stored or Article())
    del form.fields["stamp"]
    form.is_valid()
    draft = form.instance
    draft.title = " ".join(form.data.get("title", "").split())[:160]
    if is_new and draft.mission is None:
        draft.mission = only_mission(request.user)
    formsets, _inlines = model_admin._create_formsets(request, draft, change=not is_new)
    related = {
        name: list(
            form.cleaned_data[name] if name in form.cleaned_data else stored_rows(stored, name)
        )
        for name in ("with_missions", "themes")
    }
    draft.pk = draft.pk or NO_KEY
    draft.slug = draft.slug or "draft"
    photos = [photo for formset in formsets for photo in photos_of(formset, draft)]
    draft._prefetched_objects_cache = related | {"photos": photos}
    return Draft(draft, photos, form.data.get("body", ""))


def stored_rows(stored, name):
    return getattr(stored, name).all() if stored else []


def photos_of(formset, article):
    """Yield the photos of a form, with a stand-in for each picture that only the browser has."""
    formset.is_valid()
    last = Photo.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for number, form in enumerate(formset.forms):
        photo = form.instance
        if formset._should_delete_form(form) or not (photo.pk or form.has_changed()):
            continue
        for name in TYPED:
            setattr(photo, name, form.data.get(form.add_prefix(name), getattr(photo, name)).strip())
        photo.article = article
        photo.pk = photo.pk or last + 1 + number
        if not photo.sha256:
            photo.sha256 = NO_PICTURE
            photo.width, photo.height = NO_PICTURE_SIZE
        yield photo


def draft_photo_url(photo, variant):
    """Return the address of a picture for staff; of a grey field where there is none yet."""
    if photo["sha256"] == NO_PICTURE:
        return static("img/no-picture-yet.svg")
    return preview_url(photo, variant)


class DraftPictures(PhotoFiles):
    """Pictures for paper, with a grey field where the picture has not been sent yet."""

    def read_original(self, sha256):
        if sha256 == NO_PICTURE:
            return placeholder()
        return super().read_original(sha256)


@cache
def placeholder():
    return jpeg(Image.new("RGB", NO_PICTURE_SIZE, PLACEHOLDER_COLOR), quality=60)
