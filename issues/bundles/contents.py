"""The issue of a bundle: its sections, articles, photos and placed figures."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from issues.models import Article, Fact, FigurePlacement, Issue, Photo, Section, StatedReason
from issues.models.consent import withdrawn_among
from issues.models.issue import EDITION_ADDRESS
from reportcms.prose import figure_references

from .plan import PlannedArticle, PlannedPhoto, PlannedSection
from .rows import check, fill, known, note_lost_markup
from .schema import shown
from .translations import plan_translations

ISSUE_KEYS = [
    *("year", "number", "title", "summary", "language", "period_start", "period_end"),
    *("data_as_of", "publication_date", "next_issue_date", "contributions_due_on"),
]
SECTION_KEYS = ["title", "slug", "kind", "intro", "accent", "starts_page", "fit_page"]
ARTICLE_KEYS = ["title", "slug", "body", "sources", "language", "state", "return_reason"]
PHOTO_KEYS = [
    *("alt", "caption", "credit", "place", "date_taken", "kind", "focal_x", "focal_y"),
    *("text_equivalent", "consent", "consent_by", "consent_on", "consent_purpose"),
    *("consent_until", "language"),
]
REASON_KEYS = ["code", "subject", "reason"]
PLACEMENT_KEYS = ["style", "label", "statement", "change_reason", "is_confirmed"]


class Contents:
    """Plans the issue of a document into ``bundle``."""

    def __init__(self, document, findings, bundle, ledger, shelf):
        self.document = document
        self.findings = findings
        self.bundle = bundle
        self.ledger = ledger
        self.shelf = shelf
        self.slugs = set()
        self.issue()
        anchors = set()
        for position, node in enumerate(document["sections"]):
            path = ("sections", position)
            self.refuse_repeat(node, anchors, path)
            bundle.sections.append(self.section(node, path, order=position + 1))
        for position, node in enumerate(document.get("unplaced_articles", [])):
            path = ("unplaced_articles", position)
            bundle.unplaced.append(self.article(node, path, order=position + 1))

    def issue(self):
        node, series = self.document["issue"], self.bundle.series
        self.language = node.get("language", series.languages[0])
        issue = fill(Issue, node | {"language": self.language}, ISSUE_KEYS, series=series)
        check(issue, ("issue",), self.findings, keys=ISSUE_KEYS)
        note_lost_markup(node.get("summary", ""), ("issue", "summary"), self.findings)
        self.refuse_unknown_figures(issue.summary, ("issue", "summary"))
        self.translate(issue, node, ("issue",), self.language)
        self.bundle.stated_reasons = [
            fill(StatedReason, given, REASON_KEYS, issue=issue)
            for given in node.get("stated_reasons", [])
        ]
        self.refuse_repeated_reasons(node)
        if series.pk and series.issues.filter(year=issue.year, number=issue.number).exists():
            self.findings.fault(
                ("issue", "number"),
                _(
                    "%(series)s has an Issue %(number)s of %(year)s already. Give this one "
                    "another number, or mend the one that is here."
                )
                % {"series": series.title, "number": issue.number, "year": issue.year},
            )
        self.bundle.issue = issue

    def translate(self, row, node, path, language):
        self.bundle.translations += plan_translations(row, node, language, path, self.findings)

    def refuse_unknown_figures(self, text, path):
        """Refuse a text that refers to a figure neither in the bundle nor here."""
        for observation in figure_references(text):
            self.ledger.find(str(observation), path)

    def refuse_repeated_reasons(self, node):
        seen = set()
        for position, given in enumerate(node.get("stated_reasons", [])):
            if (given["code"], given["subject"]) in seen:
                self.findings.fault(
                    ("issue", "stated_reasons", position, "subject"),
                    _("There is a reason for this finding already."),
                )
            seen.add((given["code"], given["subject"]))

    def section(self, node, path, *, order):
        section = fill(Section, node, SECTION_KEYS, issue=self.bundle.issue, order=order)
        check(section, path, self.findings, keys=SECTION_KEYS)
        note_lost_markup(node.get("intro", ""), (*path, "intro"), self.findings)
        self.translate(section, node, path, self.language)
        self.refuse_unknown_figures(section.intro, (*path, "intro"))
        return PlannedSection(
            section,
            photos=self.photos(node, path, self.language, section=section),
            placements=self.placements(node, path, section),
            articles=[
                self.article(child, (*path, "articles", n), order=n + 1, section=section)
                for n, child in enumerate(node.get("articles", []))
            ],
            facts=[
                self.fact(child, (*path, "facts", n), order=n + 1, section=section)
                for n, child in enumerate(node.get("facts", []))
            ],
        )

    def fact(self, node, path, **values):
        fact = fill(Fact, node, ["label", "value"], **values)
        check(fact, path, self.findings, keys=["label", "value"])
        self.translate(fact, node, path, self.language)
        return fact

    def article(self, node, path, *, order, section=None):
        language = node.get("language", self.language)
        self.refuse_repeat(node, self.slugs, path)
        if EDITION_ADDRESS.fullmatch(node.get("slug", "")):
            self.findings.fault(
                (*path, "slug"), _("This address belongs to an edition. Choose another one.")
            )
        article = fill(
            Article,
            {"state": Article.State.APPROVED} | node | {"language": language},
            ARTICLE_KEYS,
            issue=self.bundle.issue,
            section=section,
            order=order,
        )
        check(article, path, self.findings, keys=ARTICLE_KEYS)
        note_lost_markup(node["body"], (*path, "body"), self.findings)
        self.translate(article, node, path, language)
        self.refuse_unknown_figures(article.body, (*path, "body"))
        if slug := node.get("mission"):
            article.mission = self.mission(slug, (*path, "mission"))
        partners = [
            self.mission(slug, (*path, "with_missions", n))
            for n, slug in enumerate(node.get("with_missions", []))
        ]
        themes = [
            known(self.bundle.themes, slug, (*path, "themes", n), self.findings, _("theme"))
            for n, slug in enumerate(node.get("themes", []))
        ]
        return PlannedArticle(
            article,
            with_missions=[mission for mission in partners if mission],
            themes=[theme for theme in themes if theme],
            photos=self.photos(node, path, language, article=article),
        )

    def mission(self, slug, path):
        return known(self.bundle.missions, slug, path, self.findings, _("mission"))

    def photos(self, node, path, language, **owner):
        planned = []
        for position, given in enumerate(node.get("photos", [])):
            place = (*path, "photos", position)
            kind = given.get("kind", Photo.Kind.PHOTO)
            consent = Photo.Consent.MISSING if kind == "photo" else Photo.Consent.NOT_NEEDED
            photo = fill(
                Photo,
                {"language": language, "consent": consent} | given,
                PHOTO_KEYS,
                order=position + 1,
                **owner,
            )
            check(photo, place, self.findings, keys=PHOTO_KEYS)
            self.translate(photo, given, place, photo.language)
            if "consent" not in given and consent == Photo.Consent.MISSING:
                self.findings.note(
                    place, _("No “consent” is given: the issue cannot be published before it is.")
                )
            try:
                file = self.shelf.take(given["file"])
                if withdrawn_among([file.sha256]):
                    raise ValidationError(
                        _("The people shown took back their consent: leave this picture out.")
                    )
                planned.append(PlannedPhoto(photo, file))
            except ValidationError as error:
                self.findings.fault((*place, "file"), " ".join(error.messages))
        return planned

    def placements(self, node, path, section):
        planned, seen = [], set()
        for position, given in enumerate(node.get("figures", [])):
            place = (*path, "figures", position)
            figure = self.ledger.find(given["figure"], (*place, "figure"))
            placement = fill(
                FigurePlacement,
                {"style": "statement" if given.get("statement") else "callout"} | given,
                PLACEMENT_KEYS,
                section=section,
                order=position + 1,
            )
            check(placement, place, self.findings, keys=PLACEMENT_KEYS)
            self.translate(placement, given, place, self.language)
            if placement.statement and placement.statement.count("{figure}") != 1:
                self.findings.fault(
                    (*place, "statement"),
                    _("Write {figure} once in the sentence, where the number stands."),
                )
            if figure is None:
                continue
            if figure.pk in seen:
                self.findings.fault((*place, "figure"), _("This section shows the figure already."))
            seen.add(figure.pk)
            placement.figure = figure
            self.compared_with(given, placement, place)
            if figure.as_of > self.bundle.issue.publication_date:
                self.findings.note(
                    (*place, "figure"), _("The data are later than the date of publication.")
                )
            planned.append(placement)
        return planned

    def compared_with(self, given, placement, place):
        if not given.get("compared_with"):
            return
        place = (*place, "compared_with")
        previous = self.ledger.find(given["compared_with"], place)
        if previous is None:
            return
        if previous.indicator.code != placement.figure.indicator.code:
            self.findings.fault(
                place,
                _("%(other)s is another indicator than %(own)s: the two cannot be compared.")
                % {
                    "other": shown(previous.indicator.code),
                    "own": shown(placement.figure.indicator.code),
                },
            )
        placement.compared_with = previous

    def refuse_repeat(self, node, seen, path):
        slug = node.get("slug")
        if slug and slug in seen:
            self.findings.fault((*path, "slug"), _("%s is used twice in the issue.") % shown(slug))
        seen.add(slug)
