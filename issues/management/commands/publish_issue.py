from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from issues.management.numbered_issue import add_issue_arguments, find_issue
from issues.publishing import NotPublished, publish
from issues.tasks import make_ready


class Command(BaseCommand):
    help = "Publish an issue as its next edition, with web pages and PDF."

    def add_arguments(self, parser):
        add_issue_arguments(parser)
        parser.add_argument(
            "--note", default="", help="what a second or later edition corrects; readers see it"
        )

    def handle(self, *, series, year, number, note, **options):
        issue = find_issue(series, year, number)
        try:
            edition = publish(issue, by=None, note=note, report=self.report)
        except NotPublished as refusal:
            raise CommandError(
                _("%(issue)s was not published:\n%(reason)s") % {"issue": issue, "reason": refusal}
            ) from refusal
        make_ready()
        self.stdout.write(_("Published: %s") % edition)

    def report(self, percent, step):
        self.stdout.write(f"{percent:3} % {step}")
