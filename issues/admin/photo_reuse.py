"""“Use a photo from an earlier issue”: finding one, and copying it with all that is known of it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Max, Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from issues.models import Article, Issue, Photo
from issues.models.consent import withdrawn_among
from issues.photo_files import preview_url
from issues.review import Refused
from missions.admin.matching import matching
from missions.models import Mission
from reportcms import versions

from .access import screen_context
from .writing import article_to_write

PAGE = 24
LONGEST_QUERY = 100
SHOWN = "w320.jpg"
WORDS = ("alt", "caption", "credit", "place", "article__title", "section__title")


class SearchForm(forms.Form):
    """Words, mission and issue by which photos are found."""

    q = forms.CharField(
        label=gettext_lazy("Words of its texts, credit or article"),
        required=False,
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    mission = forms.ModelChoiceField(
        Mission.objects.none(),
        label=gettext_lazy("Mission"),
        required=False,
        empty_label=gettext_lazy("all missions"),
    )
    issue = forms.ModelChoiceField(
        Issue.objects.none(),
        label=gettext_lazy("Issue"),
        required=False,
        empty_label=gettext_lazy("all issues"),
    )

    def __init__(self, data, photos):
        super().__init__(data, label_suffix="")
        self.fields["mission"].queryset = Mission.objects.filter(
            pk__in=photos.values("article__mission")
        )
        self.fields["issue"].queryset = Issue.objects.filter(
            Q(pk__in=photos.values("article__issue")) | Q(pk__in=photos.values("section__issue"))
        ).select_related("series")


def usable_photos(user, article):
    """Return the photos ``user`` may see that are not in ``article``, the newest first."""
    return (
        Photo.objects.visible_to(user)
        .exclude(article=article)
        .exclude(consent=Photo.Consent.WITHDRAWN)
        .exclude(sha256__in=article.photos.values("sha256"))
        .select_related("article__issue__series", "article__mission", "section__issue__series")
        .order_by("-pk")
    )


def found_among(photos, asked):
    """Return the photos that have every word asked for, of the mission and issue chosen."""
    photos = matching(photos, asked.get("q", ""), WORDS)
    if asked.get("mission"):
        photos = photos.filter(article__mission=asked["mission"])
    if asked.get("issue"):
        photos = photos.filter(Q(article__issue=asked["issue"]) | Q(section__issue=asked["issue"]))
    return photos


def consent_warning(photo, issue):
    """Say why the consent to ``photo`` may not reach ``issue``; empty when it does."""
    if photo.consent == Photo.Consent.MISSING:
        return _("The people shown have not agreed.")
    if photo.consent != Photo.Consent.GIVEN:
        return ""
    if photo.consent_until and photo.consent_until < issue.publication_date:
        return _("Consent ended on %(day)s: ask the people again.") % {
            "day": f"{photo.consent_until:%Y-%m-%d}"
        }
    if photo.consent_purpose == Photo.Purpose.ISSUE:
        return _("Consent was given for one issue only: ask the people again.")
    return ""


@transaction.atomic
def copy_photo(photo, article, *, by):
    """Put a copy of ``photo`` last into ``article``: same picture, texts, credit and consent.

    The name of who agreed and the signed form stay with their mission. Raises ``Refused`` if the
    people shown took their consent back.
    """
    if withdrawn_among([photo.sha256]):
        raise Refused(_("The people shown took back their consent: choose another photo."))
    versions.keep_stored(article)
    last = article.photos.aggregate(last=Max("order"))["last"]
    owner = photo.article.mission_id if photo.article else None
    if article.mission_id and article.mission_id != owner:
        photo.consent_by = photo.consent_form = ""
    photo.pk, photo._state.adding = None, True
    photo.article, photo.section = article, None
    photo.order = 0 if last is None else last + 1
    photo.save()
    Article.objects.get(pk=article.pk).save(update_fields=["changed_at"])
    versions.keep(article, by=by)
    return photo


@never_cache
def earlier_photos_page(request, pk):
    """Find a photo of an earlier article, and copy it into this one."""
    article = article_to_write(request, pk)
    if not request.user.has_perm("issues.add_photo"):
        raise Http404
    photos = usable_photos(request.user, article)
    if request.method == "POST":
        return use_photo(request, article, photos)
    form = SearchForm(request.GET, photos)
    found = found_among(photos, form.cleaned_data if form.is_valid() else {})
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = [
        {
            "photo": photo,
            "picture": preview_url({"sha256": photo.sha256, "focal_x": 0.5, "focal_y": 0.5}, SHOWN),
            "warning": consent_warning(photo, article.issue),
            "issue": (photo.article or photo.section).issue,
            "place": photo.article or photo.section,
        }
        for photo in page
    ]
    asked = request.GET.copy()
    asked.pop("page", None)
    return render(
        request,
        "admin/issues/article/earlier_photos.html",
        {
            **screen_context(
                request, admin.site, article.issue, _("Use a photo from an earlier issue")
            ),
            "article": article,
            "form": form,
            "page": page,
            "shown": shown,
            "asked": asked.urlencode(),
        },
    )


def use_photo(request, article, photos):
    """Copy the photo that was chosen among ``photos`` and lead back to the form."""
    key = request.POST.get("photo", "")
    photo = photos.filter(pk=key).first() if key.isdecimal() and len(key) < 18 else None
    if photo is None:
        raise Http404
    warning = consent_warning(photo, article.issue)
    try:
        copy_photo(photo, article, by=request.user)
    except (Refused, ValidationError) as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(request.get_full_path())
    messages.success(request, _("The photo is in the article, with its credit and consent."))
    if warning:
        messages.warning(request, warning)
    form = reverse("admin:issues_article_change", args=[article.pk])
    return HttpResponseRedirect(f"{form}#photos-group")
