import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from issues.management.numbered_issue import add_issue_arguments, find_issue
from issues.models import Edition
from issues.review import Refused
from issues.submitting import edition_report
from reportcms.schemas import faults
from reportcms.storage import write_atomically


class Command(BaseCommand):
    help = (
        "Write what ReliefWeb would be sent of an issue's latest edition, after checking it. "
        "Nothing is sent."
    )

    def add_arguments(self, parser):
        add_issue_arguments(parser)
        parser.add_argument("--language", help="a language of the series; the first by default")
        parser.add_argument(
            "-o", "--output", type=Path, metavar="FILE", help="instead of showing it"
        )
        parser.add_argument(
            "--schema",
            type=Path,
            metavar="FILE",
            help="another JSON Schema to check against, such as ReliefWeb's own report.json",
        )

    def handle(self, *, series, year, number, language, output, schema, **options):
        issue = find_issue(series, year, number)
        edition = Edition.objects.latest_versions().filter(issue=issue).first()
        if edition is None:
            raise CommandError(_("Nothing of this issue is public."))
        languages = edition.renditions.standing().values_list("language", flat=True)
        language = language or issue.series.language
        if language not in languages:
            raise CommandError(
                _("The latest edition has no “%(language)s”. It has: %(known)s.")
                % {"language": language, "known": ", ".join(sorted(languages))}
            )
        try:
            report = edition_report(edition, language)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for remark in report.remarks:
            self.stderr.write(remark)
        if schema:
            check(report.payload, schema)
        text = json.dumps(report.payload, ensure_ascii=False, indent=2) + "\n"
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            write_atomically(output, [text.encode()], overwrite=True)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
        self.stdout.write(_("Written: %s") % output)


def check(payload, schema):
    """Raise ``CommandError`` with each fault that the JSON Schema in the file ``schema`` finds."""
    try:
        document = json.loads(schema.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{schema}: {error}") from error
    if found := list(faults(payload, document)):
        raise CommandError("\n".join(found))
