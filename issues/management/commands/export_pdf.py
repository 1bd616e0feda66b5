from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from issues.management.numbered_issue import add_issue_arguments, find_issue
from issues.models import Rendition
from issues.pdf import Form, PdfError, print_edition
from issues.photo_files import PhotoFiles
from issues.proofing import content_now
from reportcms.storage import PublicFiles, write_atomically


class Command(BaseCommand):
    help = "Write the PDF of an issue's latest edition, or of the issue as it stands now."

    def add_arguments(self, parser):
        add_issue_arguments(parser)
        parser.add_argument("--language", help="a language of the series; the first by default")
        parser.add_argument(
            "--form",
            choices=[form.value for form in Form],
            default=Form.STANDARD.value,
            help="for reading, for slow lines, or for a printing house",
        )
        parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")
        parser.add_argument(
            "--draft", action="store_true", help="lay out the working issue, published or not"
        )

    def handle(self, *, series, year, number, language, form, output, draft, **options):
        issue = find_issue(series, year, number)
        language = language or issue.series.language
        form = Form(form)
        data = self.draft(issue, language, form) if draft else published(issue, language, form)
        try:
            write_atomically(output, [data], overwrite=True)
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be written: %(reason)s")
                % {"path": output, "reason": error.strerror}
            ) from error
        self.stdout.write(
            _("Written: %(path)s (%(size)s bytes)") % {"path": output, "size": len(data)}
        )

    def draft(self, issue, language, form):
        if language not in issue.series.languages:
            raise CommandError(
                _("The series is not published in “%(language)s”, but in: %(known)s.")
                % {"language": language, "known": ", ".join(issue.series.languages)}
            )
        content = content_now(issue, language)
        try:
            printed = print_edition(content, pictures=PhotoFiles.of_content(content), forms=(form,))
        except PdfError as error:
            raise CommandError(_("The PDF cannot be made: %s") % error) from error
        for complaint in printed.complaints:
            self.stderr.write(complaint.message)
        return printed.files[form]


def published(issue, language, form):
    """Return the PDF of the latest edition in ``form``, as it was frozen."""
    renditions = Rendition.objects.standing().filter(edition__issue=issue)
    renditions = renditions.order_by("-edition__version")
    latest = renditions.first()
    if latest is None:
        raise CommandError(
            _("The issue has not been published. With --draft its working state is laid out.")
        )
    same = renditions.filter(edition=latest.edition_id)
    rendition = same.filter(language=language).first()
    if rendition is None:
        raise CommandError(
            _("The latest edition has no “%(language)s”. It has: %(known)s.")
            % {
                "language": language,
                "known": ", ".join(same.order_by("language").values_list("language", flat=True)),
            }
        )
    name = stored_name(rendition, form)
    files = PublicFiles()
    if not files.verify(name):
        raise CommandError(
            _("The stored PDF %s is missing or damaged: restore it from a backup.")
            % files.path(name)
        )
    return files.read(name)


def stored_name(rendition, form):
    if form is Form.STANDARD:
        return rendition.pdf_name
    file = rendition.light if form is Form.LIGHT else rendition.for_printing
    if file is None:
        raise CommandError(
            _("The latest edition was published without a PDF of the form “%s”.") % form.value
        )
    return file.name
