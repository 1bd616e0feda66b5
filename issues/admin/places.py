"""The order of an issue as a list of places, and what may be done to it.

A list of *places* names every row as the page shows it from top to bottom: ``section:3``, the
section's ``photo:…`` and ``figure:…`` rows, then each ``article:…`` followed by its own
``photo:…`` rows; after the last section ``unplaced`` and the articles that stand in no section.
An article, a figure and a section's photo belong to the section named last before them. A photo
of an article stays with it.
"""

from dataclasses import dataclass, field

UNPLACED = "unplaced"


def kind_of(place):
    return place.partition(":")[0]


@dataclass
class Part:
    """One section, or what stands in none, with its rows of each kind in order."""

    place: str
    rows: dict[str, list[str]] = field(
        default_factory=lambda: {"photo": [], "figure": [], "article": []}
    )


@dataclass
class Arrangement:
    """The parts of an issue in order, the unplaced one last, and the pictures of each article."""

    parts: list[Part]
    pictures: dict[str, list[str]]

    @classmethod
    def of(cls, places):
        parts, pictures, article = [], {}, None
        for place in places:
            kind = kind_of(place)
            if kind in ("section", UNPLACED):
                parts.append(Part(place))
                article = None
            elif kind == "photo" and article:
                pictures[article].append(place)
            else:
                parts[-1].rows[kind].append(place)
            if kind == "article":
                article, pictures[place] = place, []
        return cls(parts, pictures)

    def places(self):
        return [
            place
            for part in self.parts
            for place in (
                part.place,
                *part.rows["photo"],
                *part.rows["figure"],
                *(p for a in part.rows["article"] for p in (a, *self.pictures[a])),
            )
        ]

    def home_of(self, place):
        """Return the part in which ``place`` stands as a row of its own, None if in none."""
        kind = kind_of(place)
        return next((part for part in self.parts if place in part.rows.get(kind, ())), None)

    def open_to(self, kind):
        """Return the parts in which rows of ``kind`` may stand."""
        return [part for part in self.parts if kind == "article" or part.place != UNPLACED]


def wanted_places(posted, present):
    """Return ``posted`` without what the issue does not have, with what it leaves out.

    Rows of other issues, repeated or deleted ones drop out; a section nobody mentioned comes
    last, an article nobody mentioned stands unplaced, anything else stays where it is.
    """
    now = Arrangement.of(present)
    article_of = {photo: article for article, photos in now.pictures.items() for photo in photos}
    loose = Part(UNPLACED)
    wanted = Arrangement([], {article: [] for article in now.pictures})
    known, seen, part = set(present), set(), None
    for place in posted:
        kind = kind_of(place)
        if place not in known or place in seen:
            continue
        if kind in ("section", UNPLACED):
            part = loose if place == UNPLACED else Part(place)
            wanted.parts += [part] if part is not loose else []
        elif place in article_of:
            wanted.pictures[article_of[place]].append(place)
        elif kind == "article":
            (part or loose).rows[kind].append(place)
        elif part is None or part is loose:
            continue  # only articles may stand in no section
        else:
            part.rows[kind].append(place)
        seen.add(place)
    wanted.parts += [
        Part(old.place) for old in now.parts if old.place not in seen and old.place != UNPLACED
    ]
    wanted.parts.append(loose)
    of_place = {part.place: part for part in wanted.parts}
    for old in now.parts:
        for kind, rows in old.rows.items():
            home = loose if kind == "article" else of_place[old.place]
            home.rows[kind] += [place for place in rows if place not in seen]
    for article, photos in now.pictures.items():
        wanted.pictures[article] += [photo for photo in photos if photo not in seen]
    return wanted.places()


def moved(places, place, direction):
    """Return ``places`` with one row moved ``up`` or ``down`` by one step.

    A row walks on into the neighbouring section where its kind may stand; a section takes its
    rows along; a photo of an article moves among the others of that article.
    """
    if place not in places or direction not in {"up", "down"} or place == UNPLACED:
        return places
    order, step = Arrangement.of(places), -1 if direction == "up" else 1
    if kind_of(place) == "section":
        sections = [part.place for part in order.parts[:-1]]
        swap(order.parts, sections.index(place), step, last=len(sections))
        return order.places()
    part = order.home_of(place)
    if part is None:
        [photos] = [photos for photos in order.pictures.values() if place in photos]
        swap(photos, photos.index(place), step)
        return order.places()
    rows = part.rows[kind_of(place)]
    if not swap(rows, rows.index(place), step):
        homes = order.open_to(kind_of(place))
        there = homes.index(part) + step
        if 0 <= there < len(homes):
            rows.remove(place)
            neighbours = homes[there].rows[kind_of(place)]
            neighbours.insert(len(neighbours) if step < 0 else 0, place)
    return order.places()


def swap(rows, here, step, *, last=None):
    """Exchange a row with its neighbour; say whether it has one."""
    there = here + step
    if not 0 <= there < (len(rows) if last is None else last):
        return False
    rows[here], rows[there] = rows[there], rows[here]
    return True
