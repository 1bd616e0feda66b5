"""The pages of those who follow. They set no cookie, and no cache may keep them.

Their forms carry no token against forgery from other sites in a cookie, since there is no log-in to
misuse: whoever sends one needs the secret of the link, or gets nothing but a mail to confirm.
"""

import functools
import logging

from allauth.core.ratelimit import consume
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from issues.models import Subscriber

from . import links, subscribing
from .addresses import masked
from .forms import ChoicesForm, FollowForm
from .offers import KINDS, offers

logger = logging.getLogger(__name__)

AN_HOUR = 60 * 60  # seconds


def own_page(view):
    """A page about one person: asked anew each time, shown to no robot."""

    @functools.wraps(view)
    def answer(request):
        response = view(request)
        add_never_cache_headers(response)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    methods = require_http_methods(["GET", "HEAD", "POST"])
    return csrf_exempt(methods(sensitive_post_parameters()(answer)))


@own_page
def follow(request):
    """Ask for reports by e-mail; the answer is the same whether or not an address is known."""
    offered = offers()
    if request.method != "POST":
        initial = {
            kind: [
                offer.pk for offer in offered.of(kind) if offer.slug in request.GET.getlist(kind)
            ]
            for kind in KINDS
        }
        if not any(initial.values()) and len(offered.series) == 1:
            initial["series"] = [offered.series[0].pk]
        return shown(request, FollowForm(offers=offered, initial=initial))
    form = FollowForm(request.POST, offers=offered)
    if not form.is_valid():
        return shown(request, form)
    if not consume(request, action="follow_from_one_place"):
        form.add_error(None, _("Too many requests came from your network. Try again in an hour."))
        response = shown(request, form, status=429)
        response.headers["Retry-After"] = str(AN_HOUR)
        return response
    address = form.cleaned_data["address"]
    # More mail to one address would be a nuisance. To say so would tell who asked before.
    if consume(request, action="follow_at_one_address", key=links.address_mark(address)):
        try:
            subscribing.ask(address, form.cleaned_data["language"], form.cleaned_data["chosen"])
        except OSError:  # smtplib's own errors are among them
            logger.exception("A mail to confirm could not be sent")
            form.add_error(
                None, _("We cannot send mail just now. Please try again in a few minutes.")
            )
            return shown(request, form, status=503)
    return page(request, "asked", address=address)


def shown(request, form, status=200):
    return render(
        request,
        "public/follow/follow.html",
        {"form": form, "hours": links.WISH_LASTS.total_seconds() // AN_HOUR},
        status=status,
    )


def page(request, name, status=200, **context):
    return render(request, f"public/follow/{name}.html", context, status=status)


@own_page
def confirm(request):
    """Show what the link was asked for; the button makes it so, for machines open links too."""
    try:
        wish = links.read_wish(request.GET.get("key", ""))
    except links.NotSigned:
        return page(request, "no_link", status=410)
    if request.method != "POST":
        chosen = offers().among(wish)
        if not chosen:
            return page(request, "no_link", status=410)
        return page(request, "confirm", address=wish["address"], chosen=chosen)
    try:
        subscriber = subscribing.confirm(wish)
    except subscribing.NothingLeft:
        return page(request, "no_link", status=410)
    return page(
        request,
        "confirmed",
        address=subscriber.address,
        chosen=offers().among(subscribing.followed(subscriber)),
        token=links.person_token(subscriber),
    )


def found(request):
    """Return the Subscriber of a link: None if they have stopped. Raises ``links.NotSigned``."""
    key = links.read_person(request.GET.get("key", ""))
    return Subscriber.objects.filter(key=key).first()


@own_page
def choices(request):
    """See and change what one gets."""
    try:
        subscriber = found(request)
    except links.NotSigned:
        subscriber = None
    if subscriber is None:
        return page(request, "no_link", status=410)
    offered, is_saved = offers(), False
    initial = subscribing.followed(subscriber) | {"language": subscriber.language}
    form = ChoicesForm(request.POST or None, offers=offered, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            subscribing.change(
                subscriber, form.cleaned_data["language"], form.cleaned_data["chosen"]
            )
        except Subscriber.DoesNotExist:
            return page(request, "no_link", status=410)
        subscriber.refresh_from_db()
        is_saved = True
    return page(
        request,
        "choices",
        form=form,
        address=masked(subscriber.address),
        is_saved=is_saved,
        is_suspended=subscriber.suspended_at is not None,
        token=request.GET["key"],
    )


@own_page
def stop(request):
    """Stop all mail: at once for a mail program (RFC 8058), by a button for people."""
    try:
        subscriber = found(request)
    except links.NotSigned:
        return page(request, "no_link", status=404)
    if request.method == "POST":
        if subscriber:
            subscribing.stop(subscriber)
        if "List-Unsubscribe" in request.POST:
            return HttpResponse(
                _("No more mail will come.") + "\n", content_type="text/plain; charset=utf-8"
            )
        subscriber = None
    if subscriber is None:
        return page(request, "stopped")
    return page(request, "stop", address=masked(subscriber.address), token=request.GET["key"])
