"""The ledger of figures is insert-only, whoever writes and by whatever means."""

from django.db import migrations

from reportcms.frozen import Freeze


class Migration(migrations.Migration):
    dependencies = [("missions", "0001_initial")]

    operations = [
        Freeze(
            "missions_assistancefigure",
            "missions_assistancefigure_covers",
            "missions_figurebreakdown",
        )
    ]
