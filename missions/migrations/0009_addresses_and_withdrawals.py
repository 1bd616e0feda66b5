"""Former addresses of series, and releases of figures that no longer count."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from reportcms.frozen import Freeze


class Migration(migrations.Migration):
    dependencies = [("missions", "0008_hotline_needs")]

    operations = [
        migrations.CreateModel(
            name="SeriesAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(max_length=80, unique=True, verbose_name="former address"),
                ),
                ("moved_to", models.SlugField(max_length=80, verbose_name="present address")),
                (
                    "moved_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="moved at"
                    ),
                ),
            ],
            options={
                "verbose_name": "former address of a series",
                "verbose_name_plural": "former addresses of series",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slug", models.F("moved_to")), _negated=True),
                        name="series_moved_elsewhere",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseWithdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="missions.figurerelease",
                    ),
                ),
            ],
            options={
                "verbose_name": "withdrawn release",
                "verbose_name_plural": "withdrawn releases",
            },
        ),
        Freeze("missions_releasewithdrawal"),
    ]
