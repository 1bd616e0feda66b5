from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from issues.bundles import BundleRefused, read_bundle, store
from issues.publishing import NotPublished, NotReady, publish
from issues.readiness import blockers


class Command(BaseCommand):
    help = "Read an issue bundle (a folder or a zip file), all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("path", help="folder or zip file with issue.json and photos/")
        parser.add_argument(
            "--publish", action="store_true", help="publish it at once, if nothing blocks that"
        )

    def handle(self, *, path, publish, **options):
        try:
            with read_bundle(path) as bundle:
                issue = store(bundle, approve=refuse_blocked if publish else lambda issue: None)
        except (BundleRefused, NotReady) as refusal:
            raise CommandError(
                _("Nothing was imported. To be mended in %(path)s:\n%(faults)s")
                % {"path": path, "faults": indented(refusal)}
            ) from refusal
        for note in bundle.notes:
            self.stdout.write(_("Note: %s") % note)
        self.stdout.write(_("Imported: %s") % issue)
        if publish:
            self.publish(issue)

    def publish(self, issue):
        try:
            edition = publish(issue, by=None, report=self.report)
        except NotPublished as refusal:
            raise CommandError(
                _(
                    "The issue was imported but not published. Mend it in the administration "
                    "and publish it there:\n%s"
                )
                % indented(refusal)
            ) from refusal
        self.stdout.write(_("Published: %s") % edition)

    def report(self, percent, step):
        self.stdout.write(f"{percent:3} % {step}")


def refuse_blocked(issue):
    if found := blockers(issue):
        raise NotReady(found)


def indented(refusal):
    return "\n".join(f"  {line}" for line in str(refusal).splitlines())
