"""Two lists of photos: which came, which went, and what was changed about the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from reportcms.word_diff import TextDiff, plain_diff

TEXTS = ("alt", "caption", "credit", "place", "text_equivalent")


@dataclass(frozen=True)
class PhotoChange:
    """One photo in two versions; ``old`` or ``new`` is None for one that came or went.

    ``texts`` holds what was rewritten, by field; ``places`` the positions from 1 if it moved;
    ``focal`` the two focal points, in per cent from the left and the top, if that was set anew.
    """

    old: Mapping | None
    new: Mapping | None
    texts: dict[str, TextDiff] = field(default_factory=dict)
    is_other_picture: bool = False
    focal: tuple[tuple[int, int], tuple[int, int]] | None = None
    places: tuple[int, int] | None = None

    @property
    def is_changed(self):
        lone = self.old is None or self.new is None
        return bool(lone or self.texts or self.is_other_picture or self.focal or self.places)


def photo_changes(old: Sequence[Mapping], new: Sequence[Mapping]) -> list[PhotoChange]:
    """Compare two ordered lists of photos, given as their fields with ``pk``.

    Returns every photo of the new list in its order, then those that went.
    """
    before = {photo["pk"]: (n, photo) for n, photo in enumerate(old, 1)}
    after = {photo["pk"] for photo in new}
    stayed = in_order([p["pk"] for p in old if p["pk"] in after], [p["pk"] for p in new])
    changes = []
    for n, photo in enumerate(new, 1):
        if photo["pk"] not in before:
            changes.append(PhotoChange(None, photo))
            continue
        was_at, was = before[photo["pk"]]
        moved = None if photo["pk"] in stayed else (was_at, n)
        changes.append(changed(was, photo, moved))
    changes += [PhotoChange(photo, None) for photo in old if photo["pk"] not in after]
    return changes


def in_order(old, new):
    """Return the keys that kept their order: all but those that were moved."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {key for block in blocks for key in old[block.a : block.a + block.size]}


def changed(old, new, places):
    texts = {name: plain_diff(old.get(name) or "", new.get(name) or "") for name in TEXTS}
    points = tuple(focal_point(photo) for photo in (old, new))
    return PhotoChange(
        old,
        new,
        {name: diff for name, diff in texts.items() if diff.is_changed},
        old["sha256"] != new["sha256"],
        points if points[0] != points[1] else None,
        places,
    )


def focal_point(photo):
    return round(photo["focal_x"] * 100), round(photo["focal_y"] * 100)
