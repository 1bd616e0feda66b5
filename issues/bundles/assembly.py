"""From files to a checked `Bundle`: who reports, what is counted, and the issue itself."""

import contextlib
import tempfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from issues.models import Series, Theme
from missions.models import Contact, Hotline, Indicator, Mission
from missions.models.address import present_slug
from reportcms.logos import clean_logo

from .contents import Contents
from .contributions import contributions
from .faults import BundleRefused, Findings
from .ledger import Ledger
from .photos import PhotoShelf
from .plan import Bundle
from .reading import open_bundle, read_document
from .rows import check, fill, known, note_differences
from .schema import check_shape, shown
from .translations import plan_translations

MISSION_KEYS = [
    *("slug", "name", "country", "city", "time_zone", "description", "order", "is_active"),
]
CONTACT_KEYS = ["name", "title", "email", "phone"]
HOTLINE_KEYS = [
    *("name", "number", "international_number", "works_from", "hours", "languages", "cost"),
    *("purpose", "needs", "valid_from", "valid_to", "last_tested_on", "tested_by"),
]
SERIES_KEYS = [
    *("slug", "title", "organisation", "organisation_short", "region", "running_title"),
    *("languages", "brand_color", "accent_color", "licence", "licence_url", "disclaimer"),
    "reliefweb_format",
]
NEEDED_FOR_NEW_SERIES = ["title", "organisation", "region"]


@contextlib.contextmanager
def read_bundle(path):
    """Check the bundle at ``path`` (a folder or a zip file) wholly and give it as a `Bundle`.

    Nothing is stored. Raises ``BundleRefused`` with every fault found. Pictures wait in a
    temporary folder until the ``with`` block ends.
    """
    with open_bundle(path) as files, tempfile.TemporaryDirectory() as folder:
        findings = Findings()
        document = check_shape(read_document(files), findings)
        shelf = PhotoShelf(files, folder)
        bundle = Assembly(document, findings, shelf).bundle
        for name in shelf.unused():
            findings.note([name], _("No photo of the issue uses this file."))
        if findings.faults:
            raise BundleRefused(findings.faults)
        bundle.notes = findings.notes
        yield bundle


class Assembly:
    """Builds the `Bundle` of one document, part by part in the order they refer to each other."""

    def __init__(self, document, findings, shelf):
        self.document = document
        self.findings = findings
        self.shelf = shelf
        self.bundle = Bundle()
        self.missions()
        self.series()
        self.themes()
        ledger = Ledger(document, findings, self.bundle)
        self.asked_indicators()
        Contents(document, findings, self.bundle, ledger, shelf)
        self.bundle.contributions += contributions(document, findings, self.bundle)

    def missions(self):
        nodes = self.document.get("missions", [])
        self.refuse_repeats(nodes, "missions", "slug")
        self.refuse_repeats(nodes, "missions", "name")
        existing = Mission.objects.in_bulk(mentioned_missions(self.document), field_name="slug")
        self.bundle.missions.update(existing)
        for position, node in enumerate(nodes):
            path = ("missions", position)
            mission = fill(Mission, {"order": position + 1} | node, MISSION_KEYS)
            keys = [key for key in MISSION_KEYS if key in node]
            if mission.slug in existing:
                self.keep_mission(existing[mission.slug], mission, keys, node, path)
            else:
                check(mission, path, self.findings, keys=MISSION_KEYS)
                self.bundle.missions[mission.slug] = mission
                self.bundle.contacts += self.contacts(mission, node, path)
                self.bundle.hotlines += self.hotlines(mission, node, path)

    def contacts(self, mission, node, path):
        for position, contact in enumerate(node.get("contacts", [])):
            place = (*path, "contacts", position)
            row = fill(Contact, contact, CONTACT_KEYS, mission=mission, order=position + 1)
            check(row, place, self.findings, keys=CONTACT_KEYS)
            yield row

    def hotlines(self, mission, node, path):
        numbers = set()
        for position, hotline in enumerate(node.get("hotlines", [])):
            place = (*path, "hotlines", position)
            row = fill(Hotline, hotline, HOTLINE_KEYS, mission=mission, order=position + 1)
            check(row, place, self.findings, keys=HOTLINE_KEYS)
            if row.valid_to is None and row.number in numbers:
                self.findings.fault((*place, "number"), _("This mission has this number twice."))
            numbers |= {row.number} if row.valid_to is None else set()
            yield row

    def keep_mission(self, here, there, keys, node, path):
        """Note where the bundle's mission differs from the one that is here and stays."""
        note_differences(here, there, keys, path, self.findings)
        numbers = set(here.hotlines.values_list("number", flat=True))
        for position, hotline in enumerate(node.get("hotlines", [])):
            if hotline["number"] not in numbers:
                self.findings.note(
                    (*path, "hotlines", position),
                    _("%s is not among the hotlines of this mission here; nothing was added.")
                    % hotline["number"],
                )
        addresses = set(here.contacts.values_list("email", "phone"))
        for position, contact in enumerate(node.get("contacts", [])):
            if (contact.get("email", ""), contact.get("phone", "")) not in addresses:
                self.findings.note(
                    (*path, "contacts", position),
                    _("%s is not among the contacts of this mission here; nothing was added.")
                    % (contact.get("email") or contact.get("phone")),
                )

    def series(self):
        node, path = self.document["series"], ("series",)
        here = Series.objects.filter(slug=present_slug(node["slug"])).first()
        members = self.series_missions(node)
        series = fill(Series, node, SERIES_KEYS)
        self.translate(here or series, node, path, (here or series).language)
        logo = self.logo(node, path)
        if here:
            self.bundle.series = here
            self.bundle.series_missions = list(here.missions.all())
            keys = [key for key in SERIES_KEYS if key in node]
            note_differences(here, series, keys, path, self.findings)
            if logo and logo.sha256 != here.logo_sha256:
                self.findings.note(
                    (*path, "logo"),
                    _("The series has another logo here, or none; what is here stays."),
                )
            slugs = {mission.slug for mission in self.bundle.series_missions}
            if "missions" in node and slugs != set(node["missions"]):
                self.findings.note(
                    (*path, "missions"),
                    _("The series has other missions here: %s. They stay.")
                    % ", ".join(sorted(slugs)),
                )
            return
        for key in NEEDED_FOR_NEW_SERIES:
            if key not in node:
                self.findings.fault(
                    (*path, key),
                    _("required: there is no series %s here yet") % shown(node["slug"]),
                )
        series.running_title = series.running_title or series.title
        check(series, path, self.findings, keys=[key for key in SERIES_KEYS if key in node])
        if not members:
            self.findings.fault((*path, "missions"), _("A new series needs a mission."))
        self.bundle.series = series
        self.bundle.series_missions = members
        self.bundle.logo = logo

    def logo(self, node, path):
        """Return the clean logo of the series, None if it has none or it is no good."""
        if "logo" not in node:
            return None
        try:
            return self.shelf.take(node["logo"], clean=clean_logo)
        except ValidationError as error:
            self.findings.fault((*path, "logo"), " ".join(error.messages))
            return None

    def series_missions(self, node):
        if "missions" not in node:
            listed = [mission["slug"] for mission in self.document.get("missions", [])]
            return [self.bundle.missions[slug] for slug in dict.fromkeys(listed)]
        path = ("series", "missions")
        found = [
            known(self.bundle.missions, slug, (*path, position), self.findings, _("mission"))
            for position, slug in enumerate(node["missions"])
        ]
        return [mission for mission in found if mission]

    def asked_indicators(self):
        """Plan the figures asked of each mission of a series that is not here yet."""
        if self.bundle.series.pk:
            return
        path = ("series", "indicators")
        codes = self.document["series"].get("indicators", [])
        indicators = Indicator.objects.in_bulk(codes, field_name="code") | self.bundle.indicators
        found = [
            known(indicators, code, (*path, position), self.findings, _("indicator"))
            for position, code in enumerate(codes)
        ]
        self.bundle.series_indicators = [indicator for indicator in found if indicator]

    def themes(self):
        nodes = self.document.get("themes", [])
        self.refuse_repeats(nodes, "themes", "slug")
        self.refuse_repeats(nodes, "themes", "name")
        wanted = {node["slug"] for node in nodes}
        for article in articles_of(self.document):
            wanted |= set(article.get("themes", []))
        existing = Theme.objects.in_bulk(wanted, field_name="slug")
        self.bundle.themes.update(existing)
        for position, node in enumerate(nodes):
            path = ("themes", position)
            theme = fill(Theme, node, ["slug", "name"])
            self.translate(existing.get(theme.slug, theme), node, path, self.language)
            if theme.slug in existing:
                note_differences(existing[theme.slug], theme, ["name"], path, self.findings)
            else:
                check(theme, path, self.findings, keys=["slug", "name"])
                self.bundle.themes[theme.slug] = theme

    @property
    def language(self):
        """The language in which the issue is written."""
        return self.document["issue"].get("language", self.bundle.series.language)

    def translate(self, row, node, path, language):
        """Plan the translations of ``row``; its texts are in ``language``."""
        self.bundle.translations += plan_translations(row, node, language, path, self.findings)

    def refuse_repeats(self, nodes, place, key):
        seen = set()
        for position, node in enumerate(nodes):
            if node[key] in seen:
                self.findings.fault(
                    (place, position, key), _("%s is given twice.") % shown(node[key])
                )
            seen.add(node[key])


def articles_of(document):
    """Yield the objects of all articles of a document."""
    for section in document["sections"]:
        yield from section.get("articles", [])
    yield from document.get("unplaced_articles", [])


def mentioned_missions(document):
    """Return the slugs of all missions that a document speaks of."""
    slugs = {node["slug"] for node in document.get("missions", [])}
    slugs |= set(document["series"].get("missions", []))
    for figure in document.get("figures", []):
        slugs |= {figure.get("mission"), *figure.get("covers", [])}
    for article in articles_of(document):
        slugs |= {article.get("mission"), *article.get("with_missions", [])}
    slugs |= {given["mission"] for given in document.get("contributions", [])}
    return slugs - {None}
