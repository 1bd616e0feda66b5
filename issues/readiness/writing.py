"""What the text of an article lacks, told alike to its writer while typing and to the gate.

Each finding leads to the control of the article's form that mends it: ``url`` is the address of
the form, empty for the form that is open.
"""

import re
from dataclasses import replace

from django.utils.translation import gettext as _

from issues.models import FigurePlacement
from issues.prose_parts import top_blocks
from issues.references import IssueLedger, Passage
from missions.models import AssistanceFigure
from reportcms.prose import plain_text

from .finding import Finding, change_url
from .links import broken_links
from .photos import photo_findings
from .texts import number_findings, reference_findings

# Words that stand for a text still to come.
PLACEHOLDERS = re.compile(
    r"""(?i:lorem\s+ipsum) | \b(?:TODO|FIXME|TBC|TBD|tbc|tbd|T\.B\.[CD]\.?|ТУДУ)\b | \bX{3,}\b(?!\s*\d)
    | \?{3,} | [\[<{](?:…|\.{2,3}|\s*(?:insert|add|fill|name|date|number|уточнить|вставить|дописать)
    \b[^\]>}]*)[\]>}] | _{4,} """,
    re.VERBOSE,
)
HEADING = re.compile(r"<h([34])>(.*)</h[34]>", re.DOTALL)
PHOTO_TEXTS = ("alt", "caption", "text_equivalent")


def writing_findings(article, photos, url="", *, typed=None):
    """Yield what is wrong with the words and photos of ``article``, in the order of its form.

    Neither need be stored: ``photos`` are those of the form, in its order; ``typed`` is the text
    before it was cleaned, if that is known.
    """
    place, text = article.title, f"{url}#id_body"
    if not plain_text(article.body).strip():
        yield Finding(place, _("The article has no text."), text)
    yield from placeholder_findings(article.title, place, f"{url}#id_title")
    yield from heading_findings(article.body, place, text)
    yield from placeholder_findings(plain_text(article.body), place, text)
    for address, wrong in broken_links(article.body if typed is None else typed):
        yield Finding(
            place,
            _("The link to “%(address)s” leads nowhere: %(wrong)s.")
            % {"address": address[:100], "wrong": wrong},
            text,
        )
    for number, photo in enumerate(photos):
        card = f"{url}#photos-{number}"
        yield from photo_findings(photo, place, card)
        for name in PHOTO_TEXTS:
            yield from placeholder_findings(getattr(photo, name), place, card)
    yield from placeholder_findings(article.sources, place, f"{url}#id_sources")


def placeholder_findings(text, place, url):
    """Words left over; a warning, for somebody may mean them."""
    for found in dict.fromkeys(match[0] for match in PLACEHOLDERS.finditer(text)):
        yield Finding(
            place,
            _("“%(word)s” looks like a place kept for a text still to come.") % {"word": found},
            url,
            blocks=False,
        )


def heading_findings(html, place, url):
    """Headings out of order, without words or with nothing below them."""
    above, open_heading = 0, None
    for block in [*top_blocks(html), None]:
        heading = block and HEADING.fullmatch(block)
        words = heading and plain_text(heading[2]).strip()
        level = int(heading[1]) if heading else 0
        if open_heading and (block is None or (level and level <= open_heading[0])):
            yield Finding(
                place,
                _("Nothing stands below the heading “%(words)s”.") % {"words": open_heading[1]},
                url,
                blocks=False,
            )
        if heading and level == 4 and not above:
            yield Finding(
                place,
                _("The smaller heading “%(words)s” stands before any larger one.")
                % {"words": words},
                url,
                blocks=False,
            )
        if heading:
            above = above or (level == 3)
        open_heading = (level, words) if heading else None


def number_checks(article, user, url=""):
    """Return what the ledger says against the figures and typed numbers of a text in its form.

    Numbers are compared with the figures that ``user`` may see: whoever typed one after another
    would learn the others.
    """
    passage = Passage(article.slug, article, article.body, article.language)
    placements = FigurePlacement.objects.filter(
        section__issue=article.issue_id, figure__in=AssistanceFigure.objects.visible_to(user)
    )
    placements = list(placements.select_related("figure", "compared_with"))
    ledger = IssueLedger(article.issue, placements, [passage])
    form = change_url(article)
    return [
        replace(finding, url=f"{url}#id_body" if finding.url == form else finding.url)
        for finding in (
            *reference_findings([passage], ledger),
            *number_findings(article.issue, [passage], ledger),
        )
    ]
