"""What changed between the photos of two versions."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .compare import align, compare_plain

Values = dict[str, object]


@dataclass(frozen=True)
class PhotoChange:
    """One photo that was added, removed, changed or moved; ``before`` or ``after`` may be None.

    ``lines`` are what its texts say, each a label and HTML with `<ins>` and `<del>`.
    """

    kind: str
    before: Values | None
    after: Values | None
    lines: list[tuple[str, SafeString]] = field(default_factory=list)

    @property
    def label(self):
        """What became of it, for its chip."""
        return {
            "added": _("added"),
            "removed": _("removed"),
            "changed": _("changed"),
            "moved": _("moved"),
        }[self.kind]


def compare_photos(old: list[Values], new: list[Values], *, labels: dict[str, str]):
    """Return the changes from the photos ``old`` to ``new``, both in their order.

    A photo is a dict of its values with its ``id``. ``labels`` names the values whose change is
    told, in the order of telling; the picture itself (``sha256``) and the focal point
    (``focal_x``, ``focal_y``, from 0 to 1) always are.
    """
    before = {photo["id"]: photo for photo in old}
    after = {photo["id"]: photo for photo in new}
    stayed = [
        both[0]
        for both in align(
            [key for key in before if key in after],
            [key for key in after if key in before],
            key=lambda key: key,
            likeness=lambda _old, _new: -1.0,
        )
        if None not in both
    ]
    changes = []
    for key, photo in after.items():
        if key not in before:
            changes.append(PhotoChange("added", None, photo, _lines({}, photo, labels)))
        elif lines := _lines(before[key], photo, labels):
            changes.append(PhotoChange("changed", before[key], photo, lines))
        elif key not in stayed:
            changes.append(PhotoChange("moved", before[key], photo))
    for key, photo in before.items():
        if key not in after:
            changes.append(PhotoChange("removed", photo, None, _lines(photo, {}, labels)))
    return changes


def _lines(before, after, labels):
    lines = []
    if before and after and before["sha256"] != after["sha256"]:
        lines.append((_("Picture"), SafeString(_("another picture"))))
    for name, label in labels.items():
        said, says = str(before.get(name) or ""), str(after.get(name) or "")
        if said != says:
            lines.append((label, compare_plain(said, says)))
    if before and after and _focal(before) != _focal(after):
        lines.append((_("Focal point"), compare_plain(_focal(before), _focal(after))))
    return lines


def _focal(photo):
    return _("%(x)s %% from the left, %(y)s %% from the top") % {
        "x": round(photo["focal_x"] * 100),
        "y": round(photo["focal_y"] * 100),
    }
