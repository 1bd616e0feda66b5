"""How long an article is, said to whoever writes it: words, lines, and the room it takes."""

import math
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from issues.models import Article
from issues.pdf.guidance import BANNER_HEIGHT, PAGE_HEIGHT, Setting, count_words, room_of
from issues.snapshot import photo_node
from issues.translations import Translations
from reportcms.prose import plain_text

# Published articles that tell what is usual: so many at least, the newest so many.
LEAST_KNOWN, MOST_KNOWN = 3, 60
# Parts of a page that people speak of, and what a text of that height is said to do.
PARTS = [
    (1 / 8, gettext_lazy("fits an eighth of a page")),
    (1 / 4, gettext_lazy("fits a quarter of a page")),
    (1 / 3, gettext_lazy("fits a third of a page")),
    (1 / 2, gettext_lazy("fits half a page")),
    (2 / 3, gettext_lazy("fits two thirds of a page")),
    (1, gettext_lazy("fits a page")),
]


def usual_words(series):
    """Return the median length of the articles ``series`` published last; None if few are known."""
    published = Article.objects.filter(issue__series=series, issue__editions__isnull=False)
    newest = published.distinct().order_by("-issue__publication_date", "pk")
    known = [
        count_words(plain_text(body)) for body in newest.values_list("body", flat=True)[:MOST_KNOWN]
    ]
    return round(median(known)) if len(known) >= LEAST_KNOWN else None


def length_said(node, *, article):
    """Say in one line how long ``article`` is, whose node in its content tree is ``node``."""
    room = room_of(node)
    said = [
        ngettext("%(words)s word", "%(words)s words", room.words) % {"words": room.words},
        ngettext("about %(lines)s line on paper", "about %(lines)s lines on paper", room.lines)
        % {"lines": room.lines},
    ]
    sentences = [f"{', '.join(said)}: {part_said(room)}."]
    if article.section and article.section.fit_page:
        sentences.append(page_said(node, article))
    elif usual := usual_words(article.issue.series):
        sentences.append(usual_said(room.words, usual))
    return " ".join(filter(None, sentences))


def plain_node(article):
    """Return of ``article`` what its room on paper depends on."""
    return {
        "title": article.title,
        "body": article.body,
        "sources": article.sources,
        "photos": [
            photo_node(photo, Translations(photo.language, [])) for photo in article.photos.all()
        ],
    }


def part_said(room):
    for part, said in PARTS:
        if room.pages <= part:
            return str(said)
    halves = math.ceil(room.pages * 2)
    return _("takes about %(pages)s pages") % {"pages": f"{halves / 2:g}"}


def usual_said(words, usual):
    """Compare a length with what is usual; nothing is said of a text that has hardly begun."""
    over = words - usual
    if over > 0:
        return ngettext(
            "%(over)s word over the usual %(usual)s.",
            "%(over)s words over the usual %(usual)s.",
            over,
        ) % {"over": over, "usual": usual}
    return _("Usual are %(usual)s words.") % {"usual": usual}


def page_said(node, article):
    """Say whether the articles of a section that must fit its page do so, set as densely as can be.

    What else stands in the section is not counted.
    """
    others = article.section.articles.exclude(pk=article.pk).prefetch_related("photos")
    nodes = [node, *(plain_node(other) for other in others)]
    taken = sum(room_of(each, density=0).height for each in nodes)
    left = PAGE_HEIGHT - BANNER_HEIGHT - taken
    lines = math.floor(abs(left) / Setting(0).line)
    if left < 0:
        return ngettext(
            "Its section must fit one page: shorten it by about %(lines)s line.",
            "Its section must fit one page: shorten it by about %(lines)s lines.",
            max(lines, 1),
        ) % {"lines": max(lines, 1)}
    return ngettext(
        "Its section must fit one page: there is room for about %(lines)s line more.",
        "Its section must fit one page: there is room for about %(lines)s lines more.",
        lines,
    ) % {"lines": lines}
