"""The ledger is insert-only again, and so are the releases of its figures."""

from django.db import migrations, models

from reportcms.frozen import Freeze


class Migration(migrations.Migration):
    dependencies = [("missions", "0004_vintages")]

    operations = [
        migrations.AddConstraint(
            model_name="assistancefigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("observation", models.F("id")), ("supersedes", None), ("vintage", 1)),
                    models.Q(("supersedes__isnull", False), ("vintage__gt", 1)),
                    _connector="OR",
                ),
                name="figure_vintage_follows_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="assistancefigure",
            constraint=models.UniqueConstraint(
                fields=("observation", "vintage"), name="figure_vintage_once_per_observation"
            ),
        ),
        Freeze(
            "missions_assistancefigure",
            "missions_assistancefigure_covers",
            "missions_figurebreakdown",
            "missions_figurerelease",
        ),
    ]
