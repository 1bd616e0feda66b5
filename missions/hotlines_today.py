"""What became of numbers that were printed: an old issue must not send people to a dead line."""

from missions.models import Hotline


def today_instead(printed):
    """Compare numbers as an edition prints them with those that answer today.

    ``printed`` are hotlines of a content tree. Returns a dict for each that no longer stands as
    it was printed: ``printed`` itself, and ``today``, the numbers to call instead (maybe none).
    The new number of a hotline is the one of the same name; without one, all of its mission.
    """
    if not printed:
        return []
    slugs = {node["mission"]["slug"] for node in printed}
    standing = {}
    for hotline in (
        Hotline.objects.public().filter(mission__slug__in=slugs).select_related("mission")
    ):
        standing.setdefault(hotline.mission.slug, []).append(hotline)
    changed = []
    for node in printed:
        today = standing.get(node["mission"]["slug"], [])
        if any(node["dial"] == hotline.dial for hotline in today):
            continue
        same = [h for h in today if h.name.casefold() == node["name"].casefold()]
        changed.append({"printed": node, "today": same or today})
    return changed
