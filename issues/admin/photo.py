"""Photos inside the forms of articles and sections: upload, preview, focal point."""

import re

from django import forms
from django.core.files.base import ContentFile
from django.forms.widgets import Script
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from issues.models import Photo
from issues.photo_files import PhotoFiles, preview_url
from missions.admin.scoping import ScopedStackedInline, StaffForm
from reportcms.images import clean_upload
from reportcms.storage import MAX_UPLOAD_BYTES

CONTENT_TYPES = {"jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}
SHOWN_IN_FORM = "w640.jpg"


class PhotoInput(forms.FileInput):
    """A file box with the present picture beside it; ``photo-upload.js`` makes it a drop zone."""

    template_name = "admin/widgets/photo_input.html"

    class Media:
        js = [
            Script("js/photo-upload.js", type="module"),
            Script("js/focal-point.js", type="module"),
        ]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        photo = getattr(value, "instance", None)
        if photo is not None and photo.pk and photo.sha256:
            whole = {"sha256": photo.sha256, "focal_x": 0.5, "focal_y": 0.5}
            context["picture_url"] = preview_url(whole, SHOWN_IN_FORM)
            context["photo"] = photo
        return context


class PhotoFileField(forms.FileField):
    """A picture as it will be kept: cleans to a ``CleanImage``, refuses with place and remedy."""

    widget = PhotoInput

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file and file is not initial:
            return clean_upload(file, name=file.name)
        return file


class PhotoForm(StaffForm):
    """One photo; a new picture replaces file, checksum and size together."""

    image = PhotoFileField(
        label=_("Picture"),
        help_text=_(
            "JPEG, PNG or WebP, up to %(size)s MB. Where and with what it was taken is removed."
        )
        % {"size": MAX_UPLOAD_BYTES // 1024 // 1024},
    )

    class Meta:
        model = Photo
        fields = [
            *("image", "focal_x", "focal_y", "alt", "credit", "caption", "consent"),
            *("kind", "text_equivalent", "place", "date_taken", "language", "order"),
        ]
        widgets = {
            "focal_x": forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.05}),
            "focal_y": forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.05}),
            "caption": forms.Textarea(attrs={"rows": 2}),
            "text_equivalent": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        image = self.fields.get("image")
        if image:
            image.widget.attrs["accept"] = "image/jpeg,image/png,image/webp"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") in {Photo.Kind.MAP, Photo.Kind.CHART} and not cleaned.get(
            "text_equivalent", ""
        ):
            self.add_error(
                "text_equivalent", _("A map or chart needs its text: write what it says in words.")
            )
        return cleaned

    def _post_clean(self):
        picture = self.cleaned_data.get("image")
        if hasattr(picture, "sha256"):
            self.cleaned_data["image"] = ContentFile(picture.data, name=f"{picture.sha256}.jpg")
            self.instance.sha256 = picture.sha256
            self.instance.width, self.instance.height = picture.width, picture.height
        super()._post_clean()


class PhotoInline(ScopedStackedInline):
    model = Photo
    form = PhotoForm
    classes = ["photos"]
    fieldsets = [
        (
            None,
            {"fields": ["image", ("focal_x", "focal_y"), "alt", "credit", "caption", "consent"]},
        ),
        (
            _("More about this picture"),
            {
                "fields": [
                    "kind",
                    "text_equivalent",
                    ("place", "date_taken"),
                    ("language", "order"),
                ],
                "classes": ["collapse"],
            },
        ),
    ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "image":
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


def photo_variant(request, sha256, focal, variant):
    """Answer a private picture to somebody who may see one of the photos it belongs to."""
    point = re.fullmatch(r"(\d{1,2}|100)-(\d{1,2}|100)", focal, re.ASCII)
    named = re.fullmatch(r"(?:w\d{1,4}|c\d{1,4}x\d{1,4})\.(jpg|webp|avif)", variant, re.ASCII)
    photo = Photo.objects.visible_to(request.user).filter(sha256=sha256).first()
    if (
        photo is None
        or named is None
        or point is None
        or not request.user.has_perm("issues.view_photo")
    ):
        raise Http404
    x, y = (int(part) / 100 for part in point.groups())
    node = {"sha256": sha256, "focal_x": x, "focal_y": y}
    try:
        data = PhotoFiles([photo]).variant(node, variant)
    except (FileNotFoundError, ValueError):
        raise Http404 from None
    response = HttpResponse(data, content_type=CONTENT_TYPES[named[1]])
    response["Cache-Control"] = "private, max-age=86400"
    return response
