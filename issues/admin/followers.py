"""How many follow by e-mail. Addresses are for administrators only, and nothing can be exported."""

from django.contrib import admin
from django.db.models import Count
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from issues.following.subscribing import stop
from issues.models import Subscriber, Subscription
from issues.models.series import LANGUAGES

from .edition import ReadOnlyAdmin


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    """Counts in the place of a list: who the followers are is nobody's business."""

    def get_queryset(self, request):
        return super().get_queryset(request).none()  # no page of its own for any row

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            return super().changelist_view(request)  # which refuses
        people = Subscriber.objects.all()
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Followers"),
            "opts": self.opts,
            "reached": people.reachable().count(),
            "suspended": people.exclude(suspended_at=None).count(),
            "counts": [
                (gettext("Every issue of"), followed_by("series__title")),
                (gettext("What speaks of a country"), followed_by("mission__name")),
                (gettext("What speaks of a theme"), followed_by("theme__name")),
                (gettext("Language"), spoken()),
            ],
        }
        return TemplateResponse(request, "admin/issues/followers.html", context)


def followed_by(name):
    """Return (name, number of reachable followers), most first."""
    rows = (
        Subscription.objects.filter(subscriber__suspended_at=None, **{f"{name}__isnull": False})
        .values(name)
        .annotate(count=Count("pk"))
        .order_by("-count", name)
    )
    return [(row[name], row["count"]) for row in rows]


def spoken():
    names = dict(LANGUAGES)
    rows = (
        Subscriber.objects.reachable()
        .values("language")
        .annotate(count=Count("pk"))
        .order_by("-count", "language")
    )
    return [(names.get(row["language"], row["language"]), row["count"]) for row in rows]


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnlyAdmin):
    """Addresses, for administrators: to see why mail does not arrive, and to forget somebody."""

    list_display = ["address", "language", "confirmed_at", "suspended_at", "suspended_because"]
    list_filter = ["language", ("suspended_at", admin.EmptyFieldListFilter)]
    search_fields = ["address"]
    fields = [*list_display, "follows"]
    readonly_fields = ["confirmed_at", "follows"]

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm("issues.delete_subscriber")

    def get_deleted_objects(self, objs, request):
        return [], {}, set(), []  # choices go along; letters stay without them

    def delete_model(self, request, obj):
        stop(obj)

    @admin.display(description=_("follows"))
    def follows(self, subscriber):
        rows = subscriber.subscriptions.select_related("series", "mission", "theme")
        return "; ".join(str(row) for row in rows) or "–"
