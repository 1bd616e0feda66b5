from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from issues.delivery import sitemap as issues
from missions import sitemap as missions
from reportcms.export.folder import Folder, NotOurs
from reportcms.export.site import Copy


class Command(BaseCommand):
    help = (
        "Copy the whole public site as plain files into a folder, for any web server or a memory "
        "stick: it opens without a server, too. A second run writes only what has changed."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", type=Path, help="a new or empty folder, or a copy made before"
        )

    def handle(self, *, folder, verbosity, **options):
        target = Folder(folder)

        def report(number):
            if verbosity:
                self.stdout.write(_("%s pages …") % number)

        try:
            target.begin()
            copy = Copy(target, starts(), report=report)
            copy.make()
            gone = target.finish()
        except NotOurs as problem:
            raise CommandError(str(problem)) from problem
        except OSError as error:
            target.give_up()
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        for page, address in copy.broken:
            where = page.asked if page else "–"
            self.stderr.write(
                _("%(page)s links to %(address)s: nothing is there.")
                % {
                    "page": where,
                    "address": address.asked,
                }
            )
        self.stdout.write(
            _("%(folder)s: %(written)s files written, %(kept)s unchanged, %(gone)s gone.")
            % {"folder": target.path, "written": target.written, "kept": target.kept, "gone": gone}
        )


def starts():
    """Return the addresses to begin at: the first pages, and every page of the site map."""
    found = [f"{settings.SITE_URL}/{code}/" for code, _name in settings.LANGUAGES]
    for section in (issues, missions):
        for name in section.parts():
            found += [entry.address for entry in section.entries(name) or []]
    return found
