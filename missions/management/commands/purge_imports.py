"""``manage.py purge_imports``: forget uploaded files of figures that nobody stored."""

import datetime as dt

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from missions.models import FigureImport

KEPT = dt.timedelta(days=30)


class Command(BaseCommand):
    help = "Delete uploaded files of figures that were not stored within 30 days."

    def handle(self, *args, **options):
        old = FigureImport.objects.filter(uploaded_at__lt=timezone.now() - KEPT).exclude(
            state=FigureImport.State.STORED
        )
        count, _by_model = old.delete()
        if options["verbosity"]:
            self.stdout.write(_("Deleted: %s") % count)
