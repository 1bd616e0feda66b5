"""The logo in the form of a series: upload, picture, removal."""

from django import forms
from django.core.files.base import ContentFile
from django.forms.widgets import Script
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from issues.models import Series
from reportcms.logos import clean_logo


class LogoInput(forms.ClearableFileInput):
    """A file box with the present logo beside it; ``photo-upload.js`` makes it a drop zone."""

    template_name = "admin/widgets/logo_input.html"

    class Media:
        js = [Script("js/photo-upload.js", type="module")]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        series = getattr(value, "instance", None)
        if series is not None and series.pk and series.logo_sha256:
            context["series"] = series
            context["picture_url"] = reverse("admin:issues_series_logo", args=[series.pk])
        return context


class LogoField(forms.FileField):
    """A logo as it will be kept: cleans to a ``CleanImage``, False to remove it."""

    widget = LogoInput

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file and file is not initial:
            return clean_logo(file, name=file.name)
        return file


class WithLogo(forms.ModelForm):
    """A form whose new logo replaces file, checksum and size together."""

    logo = LogoField(
        label=_("logo"),
        required=False,
        help_text=_(
            "PNG, JPEG or WebP; stands at the head of the printed issue. What is transparent "
            "becomes white."
        ),
        widget=LogoInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    def _post_clean(self):
        logo = self.cleaned_data.get("logo")
        series = self.instance
        if hasattr(logo, "sha256"):
            self.cleaned_data["logo"] = ContentFile(logo.data, name=f"{logo.sha256}.png")
            series.logo_sha256, series.logo_width, series.logo_height = (
                *(logo.sha256, logo.width, logo.height),
            )
        elif logo is False:
            series.logo_sha256, series.logo_width, series.logo_height = "", None, None
        super()._post_clean()


def series_logo(request, pk):
    """Answer the private logo to somebody who may see the series."""
    may_see = request.user.has_perm("issues.view_series")
    series = Series.objects.visible_to(request.user).filter(pk=pk).first() if may_see else None
    if series is None or not series.logo:
        raise Http404
    try:
        with series.logo.open("rb") as file:
            response = HttpResponse(file.read(), content_type="image/png")
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = "private, no-cache"
    return response
