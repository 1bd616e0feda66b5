"""What is sent to ReliefWeb, and as what."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from reportcms.frozen import Freeze


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0016_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="series",
            name="reliefweb_format",
            field=models.CharField(
                choices=[
                    ("situation_report", "Situation Report"),
                    ("news", "News and Press Release"),
                ],
                default="situation_report",
                help_text="As what its issues are sent there.",
                max_length=20,
                verbose_name="kind of content at ReliefWeb",
            ),
        ),
        migrations.CreateModel(
            name="ReliefWebSubmission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("document", models.UUIDField(verbose_name="document")),
                ("payload_sha256", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(verbose_name="status")),
                (
                    "answer",
                    models.TextField(blank=True, max_length=2000, verbose_name="answer"),
                ),
                (
                    "sent_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="sent at"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="issues.edition",
                        verbose_name="edition",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
            ],
            options={
                "verbose_name": "submission to ReliefWeb",
                "verbose_name_plural": "submissions to ReliefWeb",
                "ordering": ["-sent_at", "-pk"],
                "default_permissions": ["add", "view"],
            },
        ),
        Freeze("issues_reliefwebsubmission"),
    ]
