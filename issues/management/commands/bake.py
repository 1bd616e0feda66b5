"""``manage.py bake``: published pages made ready, so that the web server need not make them."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from issues.delivery import baking


class Command(BaseCommand):
    help = (
        "Make the published pages ready that are not, and take away those that are out of date. "
        "The worker does the same all the time."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--stale", action="store_true", help="only take away what is out of date"
        )

    def handle(self, *, stale, **options):
        if stale:
            baking.drop_stale()
            return
        count = baking.bake(report=lambda batch: self.stdout.write(batch.place))
        self.stdout.write(_("%s parts of the site were made ready.") % count)
