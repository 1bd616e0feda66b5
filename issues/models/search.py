"""The index by which readers find what was published.

Nothing here is the record of anything: `issues.search` writes it at each publication, and
``manage.py rebuild_search_index`` writes it anew. It only proposes: whether something found is
public is decided by ``Edition.objects.latest_versions()`` and ``Rendition.objects.standing()``.
"""

from django.db import models
from django.db.models import Q

from .edition import Edition, Rendition
from .series import Series

PLACES = 2**41  # entries that may stand under one day
MOST_EDITIONS = 2**27  # the key of an edition as a whole ends in that of the edition


class SearchEntry(models.Model):
    """One page of an edition in one language, or (without a rendition) the edition as a whole.

    The key says the order: the day of publication, then the number of the issue or the place of
    the page. So the newest entries are the last ones of every index, also of the words, and a
    list goes on from any key at the same cost. The words themselves are kept by the database's
    own full-text index (`issues.search.engines`).
    """

    id = models.BigIntegerField(primary_key=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    rendition = models.ForeignKey(Rendition, on_delete=models.PROTECT, null=True, related_name="+")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField(help_text="As written, for the excerpt.")

    class Meta:
        indexes = [
            models.Index(
                fields=["series", "-id"],
                condition=Q(rendition=None),
                name="search_issues_of_series",
            )
        ]

    def __str__(self):
        return self.title


class SearchChoice(models.Model):
    """What the public issues of a series can be narrowed by: a value that at least one has."""

    class Kind(models.TextChoices):
        YEAR = "year"
        MISSION = "mission"
        THEME = "theme"
        LANGUAGE = "language"
        INDICATOR = "indicator"

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=80)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "kind", "value"], name="search_choice_once_per_series"
            )
        ]

    def __str__(self):
        return self.name


class Spelling(models.Model):
    """A word of the index under a spelling with one letter missing, or under its own.

    ``key`` is that spelling and ``stem`` the word, both folded; ``written`` is the word as a text
    has it, once for each alphabet.
    """

    key = models.CharField(max_length=40)
    stem = models.CharField(max_length=40)
    script = models.CharField(max_length=1)
    written = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "stem", "script"], name="spelling_once")
        ]

    def __str__(self):
        return self.written
