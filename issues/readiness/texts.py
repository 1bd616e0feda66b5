"""What is wrong with the numbers in texts: those referred to and those typed."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from issues.contradictions import contradictions, stated_reasons
from missions.figure_checks import open_checks

from .figures import said
from .finding import Finding, change_url


def reference_findings(texts, ledger):
    """What is wrong with the figures that texts refer to, each once for each text."""
    placed = {placement.figure.observation for placement in ledger.placements}
    for passage in texts:
        url, place = change_url(passage.owner), str(passage.owner)
        for observation in dict.fromkeys(passage.references):
            figure = ledger.newest.get(observation)
            if figure is None:
                yield Finding(
                    place,
                    _("The text refers to a figure that is not in the ledger: take it out."),
                    url,
                )
                continue
            if figure.public_value is None:
                yield Finding(place, no_number(figure), url)
            if observation not in placed:
                for check in open_checks(
                    figure, covers=figure.covers.all(), parts=figure.breakdown.all()
                ):
                    yield Finding(str(figure.indicator), check.message, change_url(figure))


def no_number(figure):
    """Say why ``figure`` cannot stand in a sentence."""
    if figure.is_withheld:
        return _(
            "The text refers to “%(indicator)s”, which is withheld from readers: write the "
            "sentence without it."
        ) % {"indicator": figure.indicator}
    return _(
        "The text refers to “%(indicator)s”, which has no number (%(status)s): write the "
        "sentence without it."
    ) % {"indicator": figure.indicator, "status": figure.get_status_display()}


def number_findings(issue, texts, ledger, *, settled=frozenset()):
    """Typed numbers that the ledger contradicts and no stated reason explains.

    ``settled`` are pairs of observation and number that need no reason here.
    """
    found = [
        contradiction
        for contradiction in contradictions(texts, ledger)
        if (contradiction.figure.observation, contradiction.number.value) not in settled
    ]
    if not found:
        return
    answered = stated_reasons(issue)
    for contradiction in found:
        if contradiction.subject not in answered:
            yield Finding(
                str(contradiction.passage.owner),
                contradicted(contradiction),
                change_url(contradiction.passage.owner),
                answer_url=answer_url(issue, contradiction),
            )


def answer_url(issue, contradiction):
    """Return the address where somebody says why a typed number stays."""
    address = reverse("admin:issues_issue_reason", args=[issue.pk])
    return f"{address}?{urlencode({'subject': contradiction.subject})}"


def contradicted(contradiction):
    """Say to staff what the ledger says instead of a typed number, and what to do."""
    figure = contradiction.figure
    facts = said(figure) | {
        "number": contradiction.number.written,
        "figure": contradiction.label,
    }
    match contradiction.kind:
        case "withheld":
            return (
                _(
                    "“%(number)s” tells “%(figure)s”, which is withheld to protect people: take it out."
                )
                % facts
            )
        case "superseded":
            return (
                _(
                    "“%(number)s” was corrected since: “%(figure)s” is %(value)s of %(date)s. Put "
                    "the figure itself in its place (button “Figure” of the text)."
                )
                % facts
            )
        case "previous":
            return (
                _(
                    "“%(number)s” is the earlier number: “%(figure)s” is %(value)s of %(date)s. Put "
                    "the figure itself in its place (button “Figure” of the text)."
                )
                % facts
            )
    return (
        _(
            "“%(number)s” is not what the ledger says: “%(figure)s” is %(value)s of %(date)s. Put "
            "the figure itself in its place (button “Figure” of the text)."
        )
        % facts
    )
