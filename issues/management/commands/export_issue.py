from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from issues.bundles import BundleRefused, bundle_of, write_bundle
from issues.management.numbered_issue import add_issue_arguments, find_issue


class Command(BaseCommand):
    help = "Write an issue as a bundle, from which import_issue makes the same issue."

    def add_arguments(self, parser):
        add_issue_arguments(parser)
        parser.add_argument("path", help="a new folder, or a name ending in .zip")

    def handle(self, *, series, year, number, path, **options):
        issue = find_issue(series, year, number)
        try:
            write_bundle(bundle_of(issue), path)
        except BundleRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be written: %(reason)s")
                % {"path": error.filename or path, "reason": error.strerror or error}
            ) from error
        self.stdout.write(_("Written: %(issue)s → %(path)s") % {"issue": issue, "path": path})
