"""The laid out pages taken apart: every piece of text and every picture, in reading order.

WeasyPrint keeps what it has laid out as a tree of boxes in reading order, in CSS pixels. A line of
text, a picture: such a leaf has no boxes inside. What stands in the margins of a page (header,
page number) is kept apart.
"""

from dataclasses import dataclass, field

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
PSEUDO = "::"
EXCERPT = 60
MAKES_BLOCKS = boxes.BlockLevelBox, boxes.BlockContainerBox, boxes.TableBox, boxes.TableRowBox


@dataclass(slots=True)
class Leaf:
    """A piece of text on one line, or a picture; pixels from the left and the top of the page."""

    box: object
    page: int
    around: "Around"

    @property
    def is_picture(self):
        return isinstance(self.box, boxes.ReplacedBox)

    @property
    def is_generated(self):
        """Whether it comes from the style sheet: a bullet, a dot between two facts."""
        return PSEUDO in (self.box.element_tag or "")

    @property
    def text(self):
        return "" if self.is_picture else self.box.text

    @property
    def words(self):
        """The text, or for a picture the text that stands for it."""
        if not self.is_picture:
            return self.box.text
        element = self.box.element
        return element.get("alt") or element.get("aria-label") or ""

    @property
    def edges(self):
        """Left, top, right and bottom of the picture or of the line of text."""
        box = self.box
        if self.is_picture:
            left, top = box.content_box_x(), box.content_box_y()
        else:
            left, top = box.position_x, box.position_y + box.margin_top
        return left, top, left + box.width, top + box.height


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a leaf; elements are those of the document, None where there is none."""

    block: object = None
    """the innermost element that makes blocks: a paragraph, a cell"""
    is_right_to_left: bool = False
    """whether the lines of the block run from right to left"""
    heading: object = None
    regions: tuple = ()
    """ids of the sections and articles around, outermost first"""
    units: tuple = ()
    """elements that belong together on a page"""
    clip: tuple | None = None
    """left, top, right, bottom of the box that cuts off what is outside of it"""


@dataclass
class PageLeaves:
    """The leaves of one page; ``area`` is left, top, right, bottom of what is within margins."""

    number: int
    area: tuple
    leaves: list[Leaf] = field(default_factory=list)
    margin: list[Leaf] = field(default_factory=list)


class Reader:
    """Takes pages apart.

    ``regions`` are ids of elements to note, ``units`` names of classes or tags.
    """

    def __init__(self, *, regions=(), units=()):
        self.regions = frozenset(regions)
        self.units = frozenset(units)
        self.printed_once = set()

    def read(self, pages):
        """Return the PageLeaves of laid out ``pages``.

        The head of a table that is repeated on its next page is read once.
        """
        return [self.read_page(number, page) for number, page in enumerate(pages, start=1)]

    def read_page(self, number, page):
        box = page._page_box
        left, top = box.content_box_x(), box.content_box_y()
        result = PageLeaves(number, (left, top, left + box.width, top + box.height))
        for child in box.children:
            in_margin = isinstance(child, boxes.MarginBox)
            self.collect(child, result.margin if in_margin else result.leaves, number, Around())
        return result

    def collect(self, box, found, number, around):
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.TextBox | boxes.ReplacedBox):
            found.append(Leaf(box, number, around))
            return
        if isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
            if id(box.element) in self.printed_once:
                return
            self.printed_once.add(id(box.element))
        inside = self.inside(box, around)
        for child in getattr(box, "children", ()):
            self.collect(child, found, number, inside)

    def inside(self, box, around):
        """Return what is around the children of ``box``."""
        element = box.element
        if element is None or not isinstance(box, MAKES_BLOCKS):
            return around
        regions, units, clip = around.regions, around.units, around.clip
        heading = around.heading
        if element is not around.block and PSEUDO not in box.element_tag:
            if box.element_tag in HEADINGS:
                heading = element
            name = element.get("id")
            if name in self.regions and name not in regions:
                regions += (name,)
            if not self.units.isdisjoint(kinds_of(element)) and element not in units:
                units += (element,)
        if box.style["overflow"] != "visible":
            clip = overlap_of(clip, border_edges(box))
        right_to_left = box.style["direction"] == "rtl"
        return Around(element, right_to_left, heading, regions, units, clip)


def kinds_of(element):
    """Return the tag of an element and its classes."""
    return {element.tag, *(element.get("class") or "").split()}


def excerpt(text):
    """Return ``text`` on one line and not longer than needed to recognise it in a complaint."""
    text = " ".join(text.split())
    return f"{text[:EXCERPT]}…" if len(text) > EXCERPT else text


def border_edges(box):
    left, top = box.border_box_x(), box.border_box_y()
    return left, top, left + box.border_width(), top + box.border_height()


def overlap_of(first, second):
    if first is None:
        return second
    lows = map(max, first[:2], second[:2])
    highs = map(min, first[2:], second[2:])
    return (*lows, *highs)
