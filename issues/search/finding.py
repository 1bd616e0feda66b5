"""Asking the index. It proposes the newest entries; what is not public falls out here."""

from dataclasses import dataclass, field

from issues.models.edition import Edition, Rendition
from issues.models.search import SearchChoice, SearchEntry
from issues.models.series import Series
from issues.search import engines
from reportcms.folding import folded_words

MOST_HITS = 1_000  # entries that are counted and ranked; what is older is found by narrowing
COLUMNS = ["id", "edition_id", "rendition_id", "slug", "language", "title"]


@dataclass
class Hit:
    """A page that answers a question, in the language that suits the reader best."""

    id: int
    edition: int
    rendition: int
    slug: str
    language: str
    title: str
    also_in: list = field(default_factory=list)


@dataclass
class Found:
    """The public pages that answer a question; ``is_capped``: there may be older ones."""

    hits: list
    is_capped: bool = False

    @property
    def count(self):
        return len(self.hits)


def find(question, *, language, best_first=False):
    """Return the public pages that answer ``question``, each once, newest first.

    A page that answers in several languages is shown in ``language``, if it is among them.
    ``best_first`` puts pages first that have more of the words in their title.
    """
    rows = engines.newest(question, COLUMNS, limit=MOST_HITS + 1)
    is_capped = len(rows) > MOST_HITS
    hits = public([Hit(*row) for row in rows[:MOST_HITS]])
    pages = {}
    for hit in hits:
        pages.setdefault((hit.edition, hit.slug), []).append(hit)
    found = [in_best_language(same, language) for same in pages.values()]
    if best_first:
        found = ranked(found, question)
    return Found(found, is_capped)


def public(hits):
    """Return those of ``hits`` that are pages of the latest edition of an issue, as it stands."""
    # With their series, SQLite would go through all issues of each.
    editions = Edition.bare.latest_versions_among({hit.edition for hit in hits})
    standing = Rendition.objects.standing().filter(edition__in=editions.values("pk")).order_by()
    allowed = set(standing.values_list("pk", flat=True))
    return [hit for hit in hits if hit.rendition in allowed]


def in_best_language(same, language):
    """Return that of the hits ``same`` which suits a reader, with the other languages noted on it."""
    best = next((hit for hit in same if hit.language == language), same[0])
    best.also_in = sorted(hit.language for hit in same if hit is not best)
    return best


def ranked(hits, question):
    """Order ``hits`` by how much of the question stands in their title; newest first among equals."""

    def in_title(hit):
        words = folded_words(hit.title)
        return sum(any(map(term.fits, words)) for term in question.terms)

    return sorted(hits, key=in_title, reverse=True)


def choices(series=None):
    """Return what can be chosen from, of one series (a key) or of all: {kind: {value: name}}."""
    rows = (
        SearchChoice.objects.all() if series is None else SearchChoice.objects.filter(series=series)
    )
    found = {kind: {} for kind in SearchChoice.Kind.values}
    for kind, value, name in rows.values_list("kind", "value", "name"):
        found[kind][value] = name
    return found


def texts_of(hits):
    """Return the texts of ``hits`` as written: {key of the entry: text}."""
    keys = [hit.id for hit in hits]
    return dict(SearchEntry.objects.filter(pk__in=keys).values_list("pk", "text"))


def issues(question, *, after=None, before=None, size):
    """Return (editions' keys, keys of their entries, more) of a part of a list, newest first.

    ``question`` is put to whole editions. The part begins after the entry ``after``, or ends
    before the entry ``before``; ``more`` says whether something lies beyond it.
    """
    rows = engines.newest(
        question, ["id", "edition_id"], after=after, before=before, limit=size + 1
    )
    more = len(rows) > size
    rows = rows[:size] if before is None else rows[-size:]
    return [edition for _key, edition in rows], [key for key, _edition in rows], more


def count(question):
    """Return how many issues answer ``question``, at most one more than ``MOST_HITS``."""
    return len(engines.newest(question, ["id"], limit=MOST_HITS + 1))


def as_a_whole(question, *, size):
    """Return the newest issues (editions' keys) that have all the words, in whichever pages."""
    return issues(question.to_issues(), size=size)[0]


def matching_editions(question):
    """Return the editions that answer ``question`` as a whole, in whichever pages, for ``pk__in``.

    They need not be public: that is for the queryset to say which they narrow.
    """
    question = question.to_issues()
    return Edition.objects.values("pk") if question.is_open else engines.editions(question)


def matching_pages(question):
    """Return the `Page` rows that answer ``question``, public or not, for ``pk__in``."""
    return engines.pages(question)


def series_at(slug):
    """Return the key of the series with the address ``slug``, 0 if there is none."""
    return Series.objects.filter(slug=slug).values_list("pk", flat=True).first() or 0


def series():
    """Return (key, slug, title) of every series with a public issue, by the title of today."""
    there = SearchChoice.objects.order_by().values_list("series").distinct()
    rows = Series.objects.filter(pk__in=there).order_by("title", "pk")
    return list(rows.values_list("pk", "slug", "title"))


def years():
    """Return (key of a series, year) of all public issues, in order."""
    rows = SearchChoice.objects.filter(kind=SearchChoice.Kind.YEAR).order_by("series", "value")
    return list(rows.values_list("series", "value"))
