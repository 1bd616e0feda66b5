"""``manage.py purge_counts``: forget how often somebody tried something, once it counts no more."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _


class Command(BaseCommand):
    help = "Delete counts of attempts (by network address, account, e-mail) whose time is over."

    def handle(self, *args, **options):
        table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608 -- our name
            count = cursor.rowcount
        if options["verbosity"]:
            self.stdout.write(_("Deleted: %s") % count)
