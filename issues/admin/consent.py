"""Consent of the people in a picture: the form that was filed, and the day it is taken back."""

import hashlib
from pathlib import PurePosixPath

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from issues.consent import standing_with, withdraw_consent
from issues.models import ConsentWithdrawal, Photo
from issues.photo_files import preview_url
from issues.readiness import change_url
from issues.review import Refused
from missions.models.mission import writes_everywhere
from reportcms.images import clean_upload

MOST_BYTES = 10 * 1024 * 1024
PDF = b"%PDF-"
CONTENT_TYPES = {".pdf": "application/pdf", ".jpg": "image/jpeg"}


class ConsentFormField(forms.FileField):
    """A scanned form: a PDF as it came, or a picture without its hidden data."""

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if not file or file is initial:
            return file
        if file.size > MOST_BYTES:
            raise ValidationError(
                _("This form is larger than 10 MB. Scan it in grey, or make it smaller."),
                code="too_large",
            )
        content = file.read()
        if content.startswith(PDF):
            return ContentFile(content, name=f"{hashlib.sha256(content).hexdigest()}.pdf")
        picture = clean_upload(content, name=file.name)
        return ContentFile(picture.data, name=f"{picture.sha256}.jpg")


@never_cache
def consent_form(request, pk):
    """Hand the filed form to those who answer for the photo; it opens in no browser window."""
    photos = Photo.objects.answered_for_by(request.user)
    photo = photos.filter(pk=pk).exclude(consent_form="").first()
    if photo is None or not request.user.has_perm("issues.change_photo"):
        raise Http404
    suffix = PurePosixPath(photo.consent_form.name).suffix
    try:
        with photo.consent_form.open("rb") as file:
            data = file.read()
    except FileNotFoundError:
        raise Http404 from None
    name = f"consent-{photo.pk}{suffix}"
    return HttpResponse(
        data,
        content_type=CONTENT_TYPES.get(suffix, "application/octet-stream"),
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class WithdrawForm(forms.ModelForm):
    class Meta:
        model = ConsentWithdrawal
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "reason": {"required": gettext_lazy("Say how you learned of it: it stays on record.")}
        }


def photos_for(request, sha256):
    """Return the photos of one picture, if the person may withdraw it; else raise 404."""
    photos = Photo.objects.filter(sha256=sha256)
    mine = photos.answered_for_by(request.user).exists()
    regional = writes_everywhere(request.user) and standing_with(sha256).exists()
    if not (mine or regional) or not request.user.has_perm("issues.add_consentwithdrawal"):
        raise Http404
    return photos.select_related("article__issue__series", "section__issue__series")


@never_cache
def withdraw_page(request, sha256):
    """Show every place the picture stands; on POST take it out of all of them."""
    photos = photos_for(request, sha256)
    if ConsentWithdrawal.objects.filter(photo_sha256=sha256).exists():
        messages.info(request, _("This picture is withdrawn already."))
        return HttpResponseRedirect(reverse("admin:index"))
    form = WithdrawForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_consent(sha256, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _(
                    "The picture is gone. Pages show a note in its place; PDFs are made anew and "
                    "are back in a few minutes."
                ),
            )
            return HttpResponseRedirect(reverse("admin:index"))
    shown = photos.visible_to(request.user)
    kept = shown.exclude(image="").first()
    hidden = photos.count() - shown.count()
    whole = {"sha256": sha256, "focal_x": 0.5, "focal_y": 0.5}
    return render(
        request,
        "admin/issues/withdraw_consent.html",
        {
            **admin.site.each_context(request),
            "title": _("Consent was withdrawn"),
            "photo": kept,
            "picture_url": kept and preview_url(whole, "w640.jpg"),
            "texts": [text_place(photo) for photo in shown],
            "editions": [edition_place(rendition) for rendition in standing_with(sha256)],
            "hidden": hidden
            and ngettext(
                "%(count)s text of another mission", "%(count)s texts of other missions", hidden
            )
            % {"count": hidden},
            "form": form,
        },
        status=422 if request.method == "POST" else 200,
    )


def text_place(photo):
    """Return (label, address) of the working text that shows ``photo``."""
    owner = photo.article or photo.section
    return f"{owner} – {owner.issue}", change_url(owner)


def edition_place(rendition):
    """Return (label, address) of an edition that shows the picture."""
    edition = rendition.edition
    with translation.override("en"):
        path = reverse(
            "issues:issue",
            args=[edition.series_slug, edition.year, edition.number, edition.version],
        )
    return str(rendition), f"{path}?language={rendition.language}"
