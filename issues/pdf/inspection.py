"""What the eye would object to, measured on the laid out pages: text or pictures over the edge
of the page's area, and pages that stand nearly empty."""

from django.utils.translation import gettext as _

TOLERANCE_PX = 2
LEAST_USED = 0.15
EXCERPT = 40
CONTENT = {"TextBox", "InlineReplacedBox", "BlockReplacedBox"}


def contents(box):
    """Yield the boxes of text and pictures below ``box``, without those in page margins."""
    for child in getattr(box, "children", ()):
        kind = type(child).__name__
        if kind == "MarginBox":
            continue
        if kind in CONTENT:
            yield child
        else:
            yield from contents(child)


def lowest(box):
    """Return the lowest point in pixels that text, pictures or filled areas in ``box`` reach."""
    bottom = 0
    for child in getattr(box, "children", ()):
        kind = type(child).__name__
        if kind == "MarginBox":
            continue
        if kind in CONTENT or child.style["background_color"].alpha > 0:
            bottom = max(bottom, child.position_y + child.margin_height())
        bottom = max(bottom, lowest(child))
    return bottom


def remarks(pages):
    """Yield a sentence for each thing on the pages of a document that looks wrong."""
    for number, page in enumerate(pages, start=1):
        area = page._page_box
        left, top = area.content_box_x(), area.content_box_y()
        for box in contents(area):
            right, bottom = box.position_x + box.width, box.position_y + box.height
            over_side = box.position_x < left - TOLERANCE_PX or (
                right > left + area.width + TOLERANCE_PX
            )
            if over_side or bottom > top + area.height + TOLERANCE_PX:
                yield _("Page %(page)s: something runs over the edge: %(what)s") % {
                    "page": number,
                    "what": described(box),
                }
                break
        if len(pages) > 1 and lowest(area) - top < area.height * LEAST_USED:
            yield _("Page %(page)s is nearly empty.") % {"page": number}


def described(box):
    text = getattr(box, "text", "").strip()
    if not text:
        return box.element.get("alt", "")
    return f"“{text[:EXCERPT]}…”" if len(text) > EXCERPT else f"“{text}”"
