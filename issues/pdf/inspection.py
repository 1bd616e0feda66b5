"""What the eye would object to, measured on the laid out pages.

Each complaint names the page, the heading under which it stands, the words or the picture, and
what the editor can do. All sizes are CSS pixels.
"""

import functools
import itertools
import math
import re
import unicodedata

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from fontTools.ttLib import TTFont

from issues.pdf import Complaint
from issues.pdf.files import FONTS
from issues.pdf.fitting import LEAST_USED
from issues.pdf.leaves import EXCERPT, HEADINGS, Reader, excerpt, kinds_of

TOLERANCE = 2
LINE = 18
# From the baseline, in parts of the type size: what a line of text covers with ink.
INK_ABOVE, INK_BELOW = 0.62, 0.05
MIN_TOUCH = 1.5
LEAST_SIZE = 0.5
MOST_NAMED = 5

# Classes and tags of what is read as one thing. A row may be torn unless a page could not hold it.
UNITS = {"callout", "statement", "helpline", "contact", "photo", "hotlines", "tr"}
MAY_BE_LONG = {"hotlines"}
MAY_BE_TORN = {"tr"}
LEADS_ON = {"subjects"}


def inspect(pages):
    """Yield a Complaint for each thing on the laid out ``pages`` that must not be published."""
    read = Reader(units=UNITS).read(pages)
    places = Places()
    for page in read:
        places.follow(page)
    units = list(torn_units(read))
    overlong = [parts for parts, is_overlong in units if is_overlong]
    for parts in overlong:
        yield torn(parts, places)
    gaps = gaps_between(read, pages, places)
    drop_consequences(gaps, overlong)
    for page in read:
        yield from over_the_edge(page, places)
        yield from cut_off(page, places)
        yield from overlaps(page, places)
        yield from invisible(page, places)
        yield from undescribed(page, places)
        yield from gaps[page.number]
    for parts, is_overlong in units:
        if not is_overlong:
            yield torn(parts, places)


class Places:
    """Knows under which heading a leaf stands."""

    def __init__(self):
        self.last = ""
        self.of_leaf = {}

    def follow(self, page):
        for leaf in page.leaves:
            if leaf.around.heading is not None:
                self.last = "".join(leaf.around.heading.itertext()).strip()
            self.of_leaf[id(leaf)] = self.last

    def where(self, leaf):
        """Return “Page 2, under “Contacts””."""
        place = self.of_leaf.get(id(leaf), self.last)
        if not place:
            return _("Page %(page)s") % {"page": leaf.page}
        return _("Page %(page)s, under “%(heading)s”") % {
            "page": leaf.page,
            "heading": excerpt(place),
        }


def described(leaf):
    """Return the words of a leaf, or what its picture shows, in quotation marks."""
    if leaf.is_picture:
        return _("the picture “%(alt)s”") % {"alt": excerpt(leaf.words)}
    return f"“{excerpt(leaf.text)}”"


def about(leaf, places, message, **words):
    """Return a Complaint on ``leaf``: where it is, then ``message``."""
    sentence = message % ({"what": described(leaf)} | words)
    return Complaint(
        _("%(where)s: %(sentence)s") % {"where": places.where(leaf), "sentence": sentence},
        page=leaf.page,
    )


def seen(leaves):
    """Yield the leaves that have something to see."""
    for leaf in leaves:
        if leaf.is_picture or any(is_ink(letter) for letter in leaf.text):
            yield leaf


def is_ink(letter):
    return not letter.isspace() and unicodedata.category(letter) != "Cf"


def outside(edges, area):
    left, top, right, bottom = edges
    return (
        left < area[0] - TOLERANCE
        or top < area[1] - TOLERANCE
        or right > area[2] + TOLERANCE
        or bottom > area[3] + TOLERANCE
    )


def ink(leaf):
    """Return left, top, right, bottom of what a leaf covers with ink."""
    left, top, right, bottom = leaf.edges
    if leaf.is_picture:
        return left, top, right, bottom
    size = leaf.box.style["font_size"]
    baseline = leaf.box.position_y + leaf.box.baseline
    return left, baseline - INK_ABOVE * size, right, baseline + INK_BELOW * size


def over_the_edge(page, places):
    """Yield a Complaint on the first leaf that leaves the area within the margins."""
    for leaf in seen(page.leaves):
        if outside(ink(leaf), page.area):
            yield about(
                leaf, places, _("%(what)s runs over the edge of the page. Shorten or divide it.")
            )
            return


def cut_off(page, places):
    """Yield a Complaint on the first text that a box does not show as a whole."""
    for leaf in seen(page.leaves):
        if leaf.around.clip and not leaf.is_picture and outside(ink(leaf), leaf.around.clip):
            yield about(leaf, places, _("%(what)s is cut off. Shorten it."))
            return


def overlaps(page, places):
    """Yield a Complaint on the first two leaves of which one is printed over the other."""
    inks = sorted(((ink(leaf), leaf) for leaf in seen(page.leaves)), key=lambda one: one[0][1])
    open_ones = []
    for edges, leaf in inks:
        open_ones = [one for one in open_ones if one[0][3] > edges[1] + MIN_TOUCH]
        for other_edges, other in open_ones:
            width = min(edges[2], other_edges[2]) - max(edges[0], other_edges[0])
            height = min(edges[3], other_edges[3]) - max(edges[1], other_edges[1])
            if width > MIN_TOUCH and height > MIN_TOUCH:
                yield about(
                    leaf,
                    places,
                    _("%(what)s and %(other)s lie one over the other. Shorten one of them."),
                    other=described(other),
                )
                return
        open_ones.append((edges, leaf))


def invisible(page, places):
    """Yield a Complaint on the first leaf that is there but cannot be seen."""
    for leaf in seen(page.leaves):
        box = leaf.box
        if min(box.width, box.height) < LEAST_SIZE or box.style["visibility"] != "visible":
            yield about(leaf, places, _("%(what)s cannot be seen: it has no size."))
            return


def undescribed(page, places):
    """Yield a Complaint for each photo that has no text to stand for it."""
    for leaf in page.leaves:
        if leaf.is_picture and leaf.box.element_tag == "img" and not leaf.words.strip():
            yield about(
                leaf,
                places,
                _("A picture has no description (alternative text). Write what it shows."),
            )


def gaps_between(read, pages, places):
    """Return the Complaints on lost headings and nearly empty pages by number of page."""
    gaps = {page.number: [] for page in read}
    for page, following in itertools.pairwise(read):
        gaps[page.number] += lost_heading(page, following, places)
    if len(read) > 1:
        for page, laid_out in zip(read, pages, strict=True):
            gaps[page.number] += nearly_empty(page, lowest(laid_out._page_box), places)
    return gaps


def drop_consequences(gaps, overlong):
    """Drop from ``gaps`` what comes of a thing that no page can hold.

    It leaves the pages before it unfilled, and what does not fit stands on the next.
    """
    for parts in overlong:
        first, last = parts[0][0].number, parts[-1][0].number
        for number in range(first, last + 1):
            gaps[number] = []
        number = first - 1
        while gaps.get(number):
            gaps[number] = []
            number -= 1


def nearly_empty(page, bottom, places):
    """Yield a Complaint if next to nothing stands on ``page``; ``bottom`` is how far it reaches."""
    _left, top, _right, end = page.area
    used = max(bottom - top, 0)
    if used >= (end - top) * LEAST_USED:
        return
    lines = max(1, math.ceil(used / LINE))
    message = _("Page %(page)s is nearly empty.") % {"page": page.number}
    first = next(seen(page.leaves), None)
    if first is not None and first.around.heading is not None:
        remedy = _("Let “%(heading)s” follow on the page before, or give it more to say.") % {
            "heading": excerpt(places.of_leaf[id(first)])
        }
    else:
        remedy = ngettext(
            "Shorten what stands before it by about %(lines)s line.",
            "Shorten what stands before it by about %(lines)s lines.",
            lines,
        ) % {"lines": lines}
    yield Complaint(f"{message} {remedy}", page=page.number)


def lost_heading(page, following, places):
    """Yield a Complaint if ``page`` ends with a heading whose text is on the next page."""
    last = next(seen(reversed(page.leaves)), None)
    next_one = next(seen(following.leaves), None)
    if last is None or next_one is None:
        return
    heading = last.around.heading
    if heading is None and not leads_on(last):
        return
    level, next_level = level_of(heading), level_of(next_one.around.heading)
    if heading is not None and next_level and next_level <= level and not leads_on(next_one):
        return  # nothing follows under this heading
    yield about(
        last,
        places,
        _("%(what)s stands alone at the foot of the page, apart from its text. Shorten the text "
          "before it, or start it on a new page."),
    )  # fmt: skip


def leads_on(leaf):
    classes = (leaf.around.block.get("class") or "") if leaf.around.block is not None else ""
    return not LEADS_ON.isdisjoint(classes.split())


def level_of(heading):
    return int(heading.tag[1]) if heading is not None and heading.tag in HEADINGS else 0


def torn_units(read):
    """Yield pages and leaves of each thing torn that should not be, and whether it is overlong."""
    found = {}
    for page in read:
        for leaf in page.leaves:
            for unit in leaf.around.units:
                found.setdefault(unit, []).append((page, leaf))
    for unit, parts in found.items():
        page, _leaf = parts[0]
        if parts[-1][0] is page:
            continue
        kinds = kinds_of(unit) & UNITS
        is_overlong = height_of(parts) > page_height(page)
        if kinds - (MAY_BE_LONG if is_overlong else MAY_BE_TORN):
            yield parts, is_overlong


def torn(parts, places):
    _page, first = parts[0]
    return about(
        first,
        places,
        _("%(what)s and what belongs to it are on two pages. Shorten it or the text before."),
    )


def height_of(parts):
    """Return how high the leaves of one thing would stand on one page."""
    extents = {}
    for page, leaf in parts:
        _left, top, _right, bottom = leaf.edges
        low, high = extents.get(page.number, (top, bottom))
        extents[page.number] = (min(low, top), max(high, bottom))
    return sum(high - low for low, high in extents.values())


def page_height(page):
    return page.area[3] - page.area[1]


# --- Letters ----------------------------------------------------------------------------------


def missing_letters(document):
    """Yield a Complaint for each letter of a written ``document`` that our fonts do not have.

    Where no font at all has it, a box is printed; otherwise it comes from a font that happens to
    be on this computer, and the same content would look different on another.
    """
    letters = set()
    for font in document.fonts.values():
        letters |= {chr(code) for code in font.missing}
        if font.family not in own_families():
            letters |= {letter for cluster in font.to_unicode.values() for letter in cluster}
    letters = {letter for letter in letters if not letter.isspace()}
    if not letters:
        return
    places = Places()
    for page in Reader().read(document.pages):
        places.follow(page)
        for leaf in page.leaves + page.margin:
            if here := letters.intersection(leaf.text):
                letters -= here
                yield unknown_letters(leaf, here, places)


def unknown_letters(leaf, letters, places):
    """Return a Complaint that names ``letters`` and the words around the first of them."""
    text = leaf.text
    inside = sorted(letters, key=text.index)
    start = max(text.rfind(" ", 0, text.index(inside[0])) + 1, text.index(inside[0]) - EXCERPT // 2)
    named = [f"“{letter}” (U+{ord(letter):04X})" for letter in inside[:MOST_NAMED]]
    message = ngettext(
        "the letter %(letters)s in “%(words)s” is in none of the fonts. Write it in another way.",
        "the letters %(letters)s in “%(words)s” are in none of the fonts. Write them in another "
        "way.",
        len(inside),
    )
    more = ", …" if len(inside) > MOST_NAMED else ""
    return about(
        leaf, places, message, letters=", ".join(named) + more, words=excerpt(text[start:])
    )


@functools.cache
def own_families():
    """Return the family names of the fonts that come with the product."""
    names = set()
    for font in FONTS:
        table = TTFont(finders.find(font), lazy=True)["name"]
        names |= {table.getDebugName(16) or table.getDebugName(1)}
    return frozenset(names)


# --- What WeasyPrint says ---------------------------------------------------------------------

TOLD_ELSEWHERE = re.compile(r"\.notdef glyph|.* has no required alt description")


def complaints_of(warnings):
    """Return what WeasyPrint warned of as Complaints, each once."""
    return [
        Complaint(_("The pages are not as they should be: %(warning)s") % {"warning": warning})
        for warning in dict.fromkeys(warnings)
        if not TOLD_ELSEWHERE.match(warning)
    ]


def lowest(box):
    """Return the lowest point in pixels that text, pictures or filled areas in ``box`` reach."""
    bottom = 0
    for child in getattr(box, "children", ()):
        kind = type(child).__name__
        if kind == "MarginBox":
            continue
        if (
            kind in {"TextBox", "InlineReplacedBox", "BlockReplacedBox"}
            or child.style["background_color"].alpha > 0
        ):
            bottom = max(bottom, child.position_y + child.margin_height())
        bottom = max(bottom, lowest(child))
    return bottom
