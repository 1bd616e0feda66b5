"""Figures asked of each mission, lines over time, and reasons stated for findings."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0004_frozen_files"),
        ("missions", "0003_figures_in_full"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StatedReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="check")),
                ("subject", models.CharField(max_length=200, verbose_name="finding")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "stated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "verbose_name": "stated reason",
                "verbose_name_plural": "stated reasons",
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="figureplacement",
            name="figure_once_per_section",
        ),
        migrations.AddField(
            model_name="series",
            name="indicators",
            field=models.ManyToManyField(
                blank=True,
                help_text="They stand in the table in which a mission enters its figures for an issue.",
                related_name="series",
                to="missions.indicator",
                verbose_name="figures asked of each mission",
            ),
        ),
        migrations.AlterField(
            model_name="figureplacement",
            name="style",
            field=models.CharField(
                choices=[
                    ("callout", "callout"),
                    ("statement", "sentence with a big number"),
                    ("table", "column of the table by mission"),
                    ("chart", "bar chart of its breakdown"),
                    ("trend", "line over time"),
                    ("mention", "one line at the end: last reported"),
                ],
                default="callout",
                max_length=10,
                verbose_name="shown as",
            ),
        ),
        migrations.AddConstraint(
            model_name="figureplacement",
            constraint=models.UniqueConstraint(
                fields=("section", "figure", "style"), name="figure_once_per_section_and_style"
            ),
        ),
        migrations.AddField(
            model_name="statedreason",
            name="issue",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stated_reasons",
                to="issues.issue",
                verbose_name="issue",
            ),
        ),
        migrations.AddField(
            model_name="statedreason",
            name="stated_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="statedreason",
            constraint=models.UniqueConstraint(
                fields=("issue", "code", "subject"), name="reason_once_per_finding"
            ),
        ),
        migrations.AddConstraint(
            model_name="statedreason",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="stated_reason_says_something",
                violation_error_message="Give a reason.",
            ),
        ),
    ]
