"""Photos inside the forms of articles and sections: upload, preview, focal point."""

import re

from django import forms
from django.contrib import admin
from django.core.files.base import ContentFile
from django.forms.widgets import Script
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from issues.models import Photo
from issues.models.consent import withdrawn_among
from issues.photo_files import PhotoFiles, preview_url
from missions.admin.scoping import ScopedStackedInline, StaffForm
from missions.models.mission import mission_ids, writes_everywhere
from reportcms.images import clean_upload
from reportcms.storage import MAX_UPLOAD_BYTES

from .consent import ConsentFormField

CONTENT_TYPES = {"jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}
SHOWN_IN_FORM = "w640.jpg"


class PhotoInput(forms.FileInput):
    """A file box with the present picture beside it; ``photo-upload.js`` makes it a drop zone."""

    template_name = "admin/widgets/photo_input.html"

    class Media:
        css = {"all": ["css/admin-consent.css"]}
        js = [
            Script("js/photo-upload.js", type="module"),
            Script("js/focal-point.js", type="module"),
        ]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        photo = getattr(value, "instance", None)
        if photo is not None and photo.pk and photo.consent == Photo.Consent.WITHDRAWN:
            context["is_withdrawn"] = True
        elif photo is not None and photo.pk and photo.sha256:
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

    consent_form = ConsentFormField(
        label=_("Signed form"),
        required=False,
        help_text=_("A PDF or a picture, up to 10 MB. Readers never see it."),
    )

    class Meta:
        model = Photo
        fields = [
            *("image", "focal_x", "focal_y", "alt", "credit", "caption", "consent"),
            *("consent_by", "consent_on", "consent_purpose", "consent_until", "consent_form"),
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
        self.prepare_consent()

    def prepare_consent(self):
        """Leave of a withdrawn picture its place in the order; link to the form that was filed."""
        states = self.fields.get("consent")
        if self.instance.consent == Photo.Consent.WITHDRAWN:
            for name, field in self.fields.items():
                field.required, field.disabled = False, name not in {"order", "DELETE"}
        elif states:
            states.choices = [
                choice for choice in states.choices if choice[0] != Photo.Consent.WITHDRAWN
            ]
        form = self.fields.get("consent_form")
        if form and self.instance.pk and self.instance.consent_form:
            form.help_text = format_html(
                '<a href="{}">{}</a>',
                reverse("admin:issues_photo_consent_form", args=[self.instance.pk]),
                _("The form that was filed"),
            )

    def check_consent(self, cleaned):
        """Ask who agreed and when, where consent is said to be given now."""
        picture = cleaned.get("image")
        if hasattr(picture, "sha256") and withdrawn_among([picture.sha256]):
            self.add_error(
                "image",
                _("The people shown took back their consent: this picture cannot be used again."),
            )
        if cleaned.get("consent") != Photo.Consent.GIVEN:
            return
        is_new = not self.instance.pk or {"consent", "image"} & set(self.changed_data)
        if is_new and not cleaned.get("consent_by"):
            self.add_error("consent_by", _("Say who agreed: readers never see this."))
        if is_new and not cleaned.get("consent_on") and "consent_on" not in self.errors:
            self.add_error("consent_on", _("Say when they agreed."))
        on, until = cleaned.get("consent_on"), cleaned.get("consent_until")
        if on and on > timezone.localdate():
            self.add_error("consent_on", _("This day is still to come."))
        if on and until and until < on:
            self.add_error("consent_until", _("This is before the day consent was given."))

    def clean(self):
        cleaned = super().clean()
        self.check_consent(cleaned)
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
    readonly_fields = ["withdrawal"]

    def get_fieldsets(self, request, obj=None):
        """Who agreed, and how to record that they do so no more, for those whose matter it is."""
        first, *others = self.fieldsets
        if not answers_for(request.user, obj):
            return [first, *others]
        fields = []
        if self.has_change_permission(request, obj):
            fields = [
                *(("consent_by", "consent_on"), ("consent_purpose", "consent_until")),
                "consent_form",
            ]
        if request.user.has_perm("issues.add_consentwithdrawal"):
            fields.append("withdrawal")
        about_consent = (_("About the consent"), {"fields": fields, "classes": ["collapse"]})
        return [first, *([about_consent] if fields else []), *others]

    @admin.display(description=_("taken back"))
    def withdrawal(self, photo):
        if not photo.pk or photo.consent == Photo.Consent.WITHDRAWN:
            return "–"
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:issues_photo_withdraw", args=[photo.sha256]),
            _("The people shown took back their consent …"),
        )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in {"image", "consent_form"}:
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


def answers_for(user, owner):
    """Say whether the consent to photos of ``owner`` (None: a new text) is ``user``'s matter.

    Who only shares in a text sees its photos, but not the names of those who agreed.
    """
    if owner is None or writes_everywhere(user):
        return True
    return getattr(owner, "mission_id", None) in mission_ids(user)


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
    response["Cache-Control"] = "private, max-age=300"  # consent may be withdrawn any time
    return response
