"""Consent that travels with a photo, and the one lawful change to what was published."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from reportcms.frozen import Thaw


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0008_editorial_log"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Thaw("issues_rendition"),
        migrations.CreateModel(
            name="ConsentWithdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("photo_sha256", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "reason",
                    models.TextField(
                        help_text="“By telephone on 3 March, noted by the Bishkek office.” Name nobody shown.",
                        max_length=500,
                        verbose_name="how you learned of it",
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="recorded at",
                    ),
                ),
            ],
            options={
                "verbose_name": "withdrawal of consent",
                "verbose_name_plural": "withdrawals of consent",
                "ordering": ["-recorded_at", "-pk"],
                "default_permissions": ["add", "view"],
            },
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("number", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name": "redaction",
                "verbose_name_plural": "redactions",
                "ordering": ["edition", "language", "number"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="rendition",
            name="rendition_once_per_language",
        ),
        migrations.AddField(
            model_name="photo",
            name="consent_by",
            field=models.CharField(
                blank=True,
                help_text="Only your mission and the regional editor see this name.",
                max_length=200,
                verbose_name="who gave it",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="consent_form",
            field=models.FileField(
                blank=True, max_length=200, upload_to="consent/", verbose_name="signed form"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="consent_on",
            field=models.DateField(blank=True, null=True, verbose_name="given on"),
        ),
        migrations.AddField(
            model_name="photo",
            name="consent_purpose",
            field=models.CharField(
                choices=[
                    ("issue", "this issue only"),
                    ("series", "every issue of this report"),
                    ("all", "all publications of the organisation"),
                ],
                default="series",
                max_length=10,
                verbose_name="given for",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="consent_until",
            field=models.DateField(
                blank=True, help_text="Empty: without an end.", null=True, verbose_name="good until"
            ),
        ),
        migrations.AddField(
            model_name="rendition",
            name="redaction",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="redaction"),
        ),
        migrations.AlterField(
            model_name="photo",
            name="consent",
            field=models.CharField(
                choices=[
                    ("not_needed", "nobody can be recognised"),
                    ("given", "the people shown agreed in writing"),
                    ("missing", "consent is missing"),
                    ("withdrawn", "consent was withdrawn"),
                ],
                default="missing",
                max_length=12,
                verbose_name="consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(
                fields=("edition", "language", "redaction"),
                name="rendition_once_per_language_and_redaction",
            ),
        ),
        migrations.AddField(
            model_name="consentwithdrawal",
            name="recorded_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="redactions",
                to="issues.edition",
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="withdrawal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="redactions",
                to="issues.consentwithdrawal",
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.UniqueConstraint(
                fields=("edition", "language", "number"), name="redaction_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.UniqueConstraint(
                fields=("edition", "language", "withdrawal"), name="redaction_once_per_withdrawal"
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="redaction_counts_from_one"
            ),
        ),
    ]
