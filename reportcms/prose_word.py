"""Word's lists: paragraphs with a bullet or number typed in front and a style that says more."""

import re
from dataclasses import dataclass

from reportcms.prose_tree import Element

_LIST = re.compile(r"mso-list:\s*l(\d+)\s+level(\d+)", re.IGNORECASE)
_LIST_CLASS = re.compile(r"\bMsoList(?:Paragraph|Bullet|Number)", re.IGNORECASE)
_MARKER = re.compile(
    r"\s*(?:(?P<bullet>[·•▪●○◦‣§➢✓Øüo*\-\u2013\u2014\uf0a7\uf0b7\uf0d8\uf0fc])"
    r"|\(?(?:\d{1,3}|[a-zA-Zа-яА-Я]|[ivxIVX]{1,6})[.)])(?:[\s\u00a0]+|$)"
)


@dataclass
class WordItem:
    """One of Word's list paragraphs: how deep, in which list, and what is in it."""

    level: int
    list_id: str
    ordered: bool
    nodes: list


@dataclass
class WordList:
    """Consecutive paragraphs that Word shows as one list, of several levels."""

    items: list[WordItem]


def with_word_lists(nodes: list) -> list:
    """Return ``nodes`` with each row of Word's list paragraphs replaced by a `WordList`."""
    result = []
    for node in nodes:
        item = _word_item(node) if isinstance(node, Element) else None
        last = result[-1] if result else None
        if item is None:
            blank = isinstance(node, str) and not node.strip()
            if not (blank and isinstance(last, WordList)):
                result.append(node)
        elif isinstance(last, WordList) and _continues(last, item):
            last.items.append(item)
        else:
            result.append(WordList([item]))
    return result


def _continues(word_list, item):
    first = word_list.items[0]
    if item.level > first.level:
        return True
    return (item.list_id, item.ordered) == (first.list_id, first.ordered)


def _word_item(node) -> WordItem | None:
    if node.tag not in {"p", "div"}:
        return None
    style = _LIST.search(node.attributes.get("style", ""))
    if not style and not _LIST_CLASS.search(node.attributes.get("class", "")):
        return None
    marker = _take_marker(node)
    if marker is None:
        typed = _MARKER.match(node.text())
        if typed:
            marker = typed[0]
            _drop_leading(node, len(marker))
        elif style:
            marker = "·"
        else:
            return None
    match = _MARKER.match(marker)
    ordered = bool(match and not match["bullet"])
    list_id, level = (style[1], int(style[2])) if style else ("", 1)
    return WordItem(min(level, 9), list_id, ordered, node.children)


def _take_marker(node) -> str | None:
    """Remove the bullet or number that Word wrote as text, and return it."""
    for place, child in enumerate(node.children):
        if isinstance(child, Element):
            if child.has("marker"):
                del node.children[place]
                return child.text()
            if (found := _take_marker(child)) is not None:
                return found
    return None


def _drop_leading(node, count: int) -> int:
    """Remove the first ``count`` characters of the text inside ``node``."""
    for place, child in enumerate(node.children):
        if not count:
            break
        if isinstance(child, str):
            node.children[place] = child[count:]
            count -= min(count, len(child))
        else:
            count = _drop_leading(child, count)
    return count
