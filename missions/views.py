"""The public pages of missions and hotlines: what is marked public, as it stands today."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render

from missions.models import Contact, Hotline, Mission
from missions.models.hotline import TESTED_WITHIN
from reportcms.caching import public_page


def with_public_records(missions):
    """Load the public contacts and hotlines of ``missions`` as ``open_contacts``, ``open_hotlines``."""
    return missions.prefetch_related(
        Prefetch("contacts", Contact.objects.public(), to_attr="open_contacts"),
        Prefetch("hotlines", Hotline.objects.public(), to_attr="open_hotlines"),
    )


@public_page
def mission_list(request):
    missions = with_public_records(Mission.objects.public())
    return render(request, "public/mission_list.html", {"missions": missions, "nav": "missions"})


@public_page
def mission(request, slug):
    mission = get_object_or_404(with_public_records(Mission.objects.public()), slug=slug)
    context = {"mission": mission, "tested_within": TESTED_WITHIN.days}
    return render(request, "public/mission.html", context)
