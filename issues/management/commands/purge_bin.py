"""Delete for good what has lain in the bin for thirty days."""

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import ngettext

from issues.history.bin import purge_bin


class Command(BaseCommand):
    help = "Delete for good what has lain in the bin for thirty days. The worker does it daily."

    def handle(self, *args, **options):
        count = purge_bin(timezone.now())
        if options["verbosity"]:
            self.stdout.write(ngettext("%s thing purged.", "%s things purged.", count) % count)
