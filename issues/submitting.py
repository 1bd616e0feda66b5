"""Sending an edition to ReliefWeb: once, when somebody asks for it, with the answer kept."""

import functools
import http.client
import json
import urllib.error
import urllib.request
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _

from issues.delivery.reading import read
from issues.delivery.reliefweb import NotReportable, report_of
from issues.models import Edition, ReliefWebSubmission
from issues.review import Refused
from reportcms.canonical import digest
from reportcms.schemas import faults

SEND = "issues.add_reliefwebsubmission"
TIMEOUT = 20  # seconds
LONGEST_ANSWER = 2000
SCHEMA = settings.BASE_DIR / "docs" / "reliefweb-report.schema.json"


def can_send():
    """Say whether the operator has given everything that sending needs."""
    return all((settings.RELIEFWEB_APPNAME, settings.RELIEFWEB_PROVIDER, settings.RELIEFWEB_KEY))


def edition_report(edition, language):
    """Return the `Report` of ``edition`` in ``language``, checked against ``SCHEMA``.

    Raises ``Refused`` in words if it cannot be made or would not be taken.
    """
    if not Edition.objects.latest_versions().filter(pk=edition.pk).exists():
        raise Refused(_("Only the newest edition that is public can be sent."))
    place = edition.series_slug, edition.year, edition.number
    reading = read(*place, edition.version, language=language)
    try:
        report = report_of(reading, content_format=edition.issue.series.reliefweb_format)
    except NotReportable as problem:
        raise Refused(str(problem)) from problem
    if found := list(faults(report.payload, schema())):
        raise Refused("\n".join(found))
    return report


@functools.cache
def schema():
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


def submit(edition, language, *, by):
    """Send ``edition`` in ``language`` and return the ReliefWebSubmission with the answer.

    Nothing is tried twice: an answer that is no success is shown to whoever asked. Raises
    ``Refused`` without a right or without what the report needs.
    """
    if by is not None and not by.has_perm(SEND):
        raise Refused(_("Only a regional editor or communications send to ReliefWeb."))
    if not can_send():
        raise Refused(
            _(
                "Sending needs RELIEFWEB_APPNAME, RELIEFWEB_PROVIDER and RELIEFWEB_KEY in the settings."
            )
        )
    payload = edition_report(edition, language).payload
    status, answer = put(payload)
    return ReliefWebSubmission.objects.create(
        edition=edition,
        language=language,
        document=payload["uuid"],
        payload_sha256=digest(payload),
        status=status,
        answer=answer[:LONGEST_ANSWER],
        sent_by=by,
    )


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """The key goes to the address in the settings and to no other."""

    def redirect_request(self, *args, **kwargs):
        return None


def put(payload):
    """Send ``payload``; return the status of the answer (0 if there was none) and what it said."""
    query = urlencode({"appname": settings.RELIEFWEB_APPNAME})
    request = urllib.request.Request(  # noqa: S310 -- the settings allow http and https only
        f"{settings.RELIEFWEB_URL}/reports/{payload['uuid']}?{query}",
        data=json.dumps(payload, ensure_ascii=False).encode(),
        method="PUT",
        headers={
            "Content-Type": "application/json",
            "X-RW-POST-API-PROVIDER": settings.RELIEFWEB_PROVIDER,
            "X-RW-POST-API-KEY": settings.RELIEFWEB_KEY,
        },
    )
    opener = urllib.request.build_opener(NoRedirect)
    try:
        with answered(opener, request) as response:
            return response.status, said(response)
    except (OSError, ValueError, http.client.HTTPException) as error:
        return 0, str(error) or type(error).__name__


def answered(opener, request):
    """Return the answer, also one that refuses."""
    try:
        return opener.open(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        return error


def said(response):
    return response.read(4 * LONGEST_ANSWER).decode(errors="replace").replace("\0", "")
