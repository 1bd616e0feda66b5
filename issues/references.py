"""The texts of an issue, the figures they and its sections name, and what the ledger says of these."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from issues.figure_nodes import newest_vintages
from issues.models import Article, Issue, Section
from issues.translations import Translations
from missions.ledger import neighbours
from missions.models import AssistanceFigure
from reportcms.prose import figure_references


@dataclass(frozen=True)
class Passage:
    """One rich text of an issue; ``key`` names it for ever, ``owner`` is the row that holds it."""

    key: str
    owner: Issue | Section | Article
    html: str
    language: str

    @property
    def field(self) -> str:
        """The field of ``owner`` that holds the original."""
        return {Issue: "summary", Section: "intro", Article: "body"}[type(self.owner)]

    @property
    def references(self) -> list[UUID]:
        """The observations it refers to, in reading order."""
        return figure_references(self.html)


def passages(issue, sections):
    """Return the texts of ``issue`` that are not empty, in reading order.

    ``sections`` are its sections with their articles.
    """
    found = [Passage("summary", issue, issue.summary, issue.language)]
    for section in sections:
        found.append(Passage(section_key(section), section, section.intro, issue.language))
        found += [
            Passage(article.slug, article, article.body, article.language)
            for article in section.articles.all()
        ]
    return [passage for passage in found if passage.html]


def translated_passages(texts, languages):
    """Return what stands for ``texts`` (`Passage`) in each of ``languages``.

    The key of each is that of its original, with “@” and the language.
    """
    found = []
    for language in languages:
        translations = Translations(language, {text.owner for text in texts})
        for text in texts:
            words = text.language != language and translations.of(text.owner, text.field)
            if words:
                found.append(Passage(f"{text.key}@{language}", text.owner, words, language))
    return found


def section_key(section):
    """Return the key of a section's text, which no article's may be."""
    return f"section:{section.slug}"


class IssueLedger:
    """What the ledger says of the figures of an issue, read in a few queries.

    They are those of ``placements`` and those that ``texts`` (`Passage`) refer to. Observations
    after the issue's publication are another issue's matter.
    """

    def __init__(self, issue, placements, texts=()):
        self.issue = issue
        self.placements = placements
        compared = [p.compared_with for p in placements if p.compared_with]
        named = {figure.observation for figure in (*(p.figure for p in placements), *compared)}
        referred = {observation for text in texts for observation in text.references}
        self.newest = newest_vintages(named | referred)
        shown = {p.figure.observation for p in placements} | referred
        self.shown = [self.newest[o] for o in shown if o in self.newest]
        self.neighbours = neighbours(self.shown, until=issue.publication_date)

    def figure(self, placement):
        """The newest vintage of the figure placed."""
        return self.newest[placement.figure.observation]

    def compared(self, placement):
        """The newest vintage of the figure it is compared with, None if with none."""
        compared = placement.compared_with
        return compared and self.newest[compared.observation]

    def before(self, figure):
        """The observation before a figure shown, None if it is the first."""
        return self.neighbours[figure.pk].before

    def after(self, figure):
        """The newest observation after a figure shown, None if it is the last."""
        return self.neighbours[figure.pk].last

    @cached_property
    def superseded(self):
        """Map each observation shown to the values that its corrected vintages had."""
        values = defaultdict(set)
        corrected = AssistanceFigure.objects.exclude(superseded_by=None).filter(
            observation__in=[figure.observation for figure in self.shown]
        )
        for observation, value in corrected.values_list("observation", "value"):
            values[observation].add(value)
        return values
