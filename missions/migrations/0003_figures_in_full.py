"""Figures with targets, bases, breaks, small counts and vintages; releases and imports of them."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from reportcms.frozen import Thaw


class Migration(migrations.Migration):
    dependencies = [
        ("missions", "0002_frozen_ledger"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Thaw(
            "missions_assistancefigure",
            "missions_assistancefigure_covers",
            "missions_figurebreakdown",
        ),
        migrations.CreateModel(
            name="FigureImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("rows", models.JSONField()),
                ("remarks", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checked", "checked, not stored"),
                            ("stored", "stored"),
                            ("discarded", "discarded"),
                        ],
                        default="checked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "uploaded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="uploaded at",
                    ),
                ),
                (
                    "stored_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="stored at"
                    ),
                ),
            ],
            options={
                "verbose_name": "import of figures",
                "verbose_name_plural": "imports of figures",
                "ordering": ["-uploaded_at"],
            },
        ),
        migrations.CreateModel(
            name="FigureRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("series_slug", models.CharField(blank=True, max_length=80)),
                ("series_title", models.CharField(blank=True, max_length=160)),
                ("year", models.PositiveSmallIntegerField(default=0)),
                ("number", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveSmallIntegerField(default=0)),
                (
                    "released_on",
                    models.DateField(
                        help_text="The publication date printed on a first edition; for later ones the day they came out.",
                        verbose_name="public since",
                    ),
                ),
                (
                    "released_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "verbose_name": "release of a figure",
                "verbose_name_plural": "releases of figures",
                "ordering": ["released_on", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="assistancefigure",
            options={
                "ordering": ["-as_of", "indicator__name"],
                "permissions": [
                    ("release_assistancefigure", "Can make a figure public outside an issue")
                ],
                "verbose_name": "assistance figure",
                "verbose_name_plural": "assistance figures",
            },
        ),
        migrations.AlterModelOptions(
            name="indicator",
            options={
                "ordering": ["order", "name"],
                "verbose_name": "indicator",
                "verbose_name_plural": "indicators",
            },
        ),
        migrations.RemoveConstraint(
            model_name="assistancefigure",
            name="figure_value_or_not_reported",
        ),
        migrations.AddField(
            model_name="assistancefigure",
            name="base_value",
            field=models.DecimalField(
                blank=True,
                decimal_places=4,
                help_text="For a share or rate: how many 100% are.",
                max_digits=18,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(0, "A count is never negative.")
                ],
                verbose_name="size of the base",
            ),
        ),
        migrations.AddField(
            model_name="assistancefigure",
            name="break_cause",
            field=models.CharField(
                blank=True,
                choices=[
                    ("real", "the situation itself changed"),
                    ("revision", "earlier data were revised"),
                    ("reclassification", "cases were classified anew"),
                    ("late_data", "late data came in"),
                    ("scope", "definition or coverage changed"),
                    ("error", "the earlier number was wrong"),
                ],
                max_length=16,
                verbose_name="why it does not continue the last figure",
            ),
        ),
        migrations.AddField(
            model_name="assistancefigure",
            name="break_note",
            field=models.CharField(
                blank=True,
                help_text="One sentence, printed beside the number.",
                max_length=200,
                verbose_name="explained to readers",
            ),
        ),
        migrations.AddField(
            model_name="assistancefigure",
            name="disclosure",
            field=models.CharField(
                blank=True,
                choices=[
                    ("suppressed", "withheld"),
                    ("banded", "shown as “fewer than …”"),
                    ("approved", "shown, with a reason"),
                ],
                default="",
                max_length=10,
                verbose_name="small count",
            ),
        ),
        migrations.AddField(
            model_name="assistancefigure",
            name="disclosure_reason",
            field=models.CharField(
                blank=True,
                help_text="Not printed.",
                max_length=300,
                verbose_name="why it may be shown",
            ),
        ),
        migrations.AddField(
            model_name="assistancefigure",
            name="observation",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name="assistancefigure",
            name="parts_note",
            field=models.CharField(
                blank=True,
                help_text="Printed below the breakdown.",
                max_length=200,
                verbose_name="why the parts do not add up",
            ),
        ),
        migrations.AddField(
            model_name="assistancefigure",
            name="target",
            field=models.DecimalField(
                blank=True,
                decimal_places=4,
                help_text="What was to be reached by then, if there was a plan.",
                max_digits=18,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(0, "A count is never negative.")
                ],
                verbose_name="target",
            ),
        ),
        migrations.AddField(
            model_name="assistancefigure",
            name="vintage",
            field=models.PositiveSmallIntegerField(
                default=1, editable=False, verbose_name="vintage"
            ),
        ),
        migrations.AddField(
            model_name="figurebreakdown",
            name="disclosure",
            field=models.CharField(
                blank=True,
                choices=[
                    ("suppressed", "withheld"),
                    ("banded", "shown as “fewer than …”"),
                    ("approved", "shown, with a reason"),
                ],
                default="",
                max_length=10,
                verbose_name="small count",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="base",
            field=models.CharField(
                blank=True,
                help_text="What a share or rate is a part of: “new cases”, “inhabitants”.",
                max_length=80,
                verbose_name="base",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="disclosure_threshold",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Counts of people from 1 up to this number could show who they are; each is withheld, banded, or approved with a reason. Empty: no guard.",
                null=True,
                verbose_name="small counts are below",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="jump_threshold",
            field=models.PositiveSmallIntegerField(
                blank=True,
                default=50,
                help_text="A larger change since the last figure asks for a reason. Empty: never.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="a jump is more than (%)",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="measure",
            field=models.CharField(
                choices=[
                    ("count", "a count"),
                    ("money", "an amount of money"),
                    ("percent", "a share in per cent"),
                    ("rate", "a rate per so many"),
                ],
                default="count",
                max_length=8,
                verbose_name="measured as",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="order",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="order in lists"),
        ),
        migrations.AddField(
            model_name="indicator",
            name="per",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="For a rate: 1000 means “per 1,000”.",
                null=True,
                verbose_name="per",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="scale",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (0, "in full"),
                    (3, "in thousands"),
                    (6, "in millions"),
                    (9, "in billions"),
                ],
                default=0,
                verbose_name="written",
            ),
        ),
        migrations.AlterField(
            model_name="assistancefigure",
            name="status",
            field=models.CharField(
                choices=[
                    ("preliminary", "preliminary"),
                    ("verified", "verified"),
                    ("revised", "revised"),
                    ("projected", "projected"),
                    ("under_reported", "under-reported"),
                    ("not_reported", "not reported"),
                    ("nothing_to_report", "nothing to report"),
                    ("no_update", "no update received"),
                ],
                default="verified",
                max_length=20,
                verbose_name="status",
            ),
        ),
        migrations.AlterField(
            model_name="figurebreakdown",
            name="value",
            field=models.DecimalField(
                blank=True,
                decimal_places=4,
                help_text="Empty: not reported.",
                max_digits=18,
                null=True,
                validators=[django.core.validators.MinValueValidator(0)],
                verbose_name="value",
            ),
        ),
        migrations.AlterField(
            model_name="indicator",
            name="unit",
            field=models.CharField(
                default="people",
                help_text="people, households, m³; % for a share; the currency (USD) for money",
                max_length=40,
                verbose_name="unit",
            ),
        ),
        migrations.AddIndex(
            model_name="assistancefigure",
            index=models.Index(
                fields=["indicator", "mission", "-as_of"], name="missions_as_indicat_146d7d_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="assistancefigure",
            index=models.Index(fields=["-as_of", "id"], name="missions_as_as_of_79f39b_idx"),
        ),
        migrations.AddConstraint(
            model_name="assistancefigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ("not_reported", "nothing_to_report", "no_update")),
                        ("value", None),
                    ),
                    models.Q(
                        ("value__isnull", False),
                        models.Q(
                            ("status__in", ("not_reported", "nothing_to_report", "no_update")),
                            _negated=True,
                        ),
                    ),
                    _connector="OR",
                ),
                name="figure_value_or_not_reported",
                violation_error_message="Give a value, or set the status to “not reported” and leave the value empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assistancefigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("break_cause", ""),
                    models.Q(("break_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="figure_break_is_explained",
                violation_error_message="Explain in one sentence what changed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assistancefigure",
            constraint=models.CheckConstraint(
                condition=models.Q(("disclosure", ""), ("value__isnull", False), _connector="OR"),
                name="figure_withheld_has_value",
                violation_error_message="There is no number here to withhold.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assistancefigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("disclosure", "approved"), _negated=True),
                    models.Q(("disclosure_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="figure_small_count_approved_with_reason",
                violation_error_message="Say why this small count may be shown.",
            ),
        ),
        migrations.AddConstraint(
            model_name="figurebreakdown",
            constraint=models.CheckConstraint(
                condition=models.Q(("disclosure", ""), ("value__isnull", False), _connector="OR"),
                name="breakdown_withheld_has_value",
                violation_error_message="There is no number here to withhold.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("measure", "percent"), _negated=True), ("unit", "%"), _connector="OR"
                ),
                name="indicator_share_in_per_cent",
                violation_error_message="The unit of a share is %.",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("measure", "rate"), ("per__gte", 1)),
                    models.Q(models.Q(("measure", "rate"), _negated=True), ("per", None)),
                    _connector="OR",
                ),
                name="indicator_rate_has_base_number",
                violation_error_message="“Per” belongs to a rate, and a rate needs it.",
            ),
        ),
        migrations.AddField(
            model_name="figureimport",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="figurerelease",
            name="figure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="releases",
                to="missions.assistancefigure",
                verbose_name="figure",
            ),
        ),
        migrations.AddField(
            model_name="figurerelease",
            name="released_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="figurerelease",
            index=models.Index(
                fields=["series_slug", "year", "number"], name="missions_fi_series__51ff70_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="figurerelease",
            constraint=models.UniqueConstraint(
                fields=("figure", "series_slug", "year", "number", "version"),
                name="figure_released_once_per_edition",
            ),
        ),
        migrations.AddConstraint(
            model_name="figurerelease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", 0), ("series_slug", ""), ("version", 0), ("year", 0)),
                    models.Q(
                        models.Q(("series_slug", ""), _negated=True),
                        ("number__gte", 1),
                        ("version__gte", 1),
                        ("year__gte", 1),
                    ),
                    _connector="OR",
                ),
                name="release_names_a_whole_edition",
            ),
        ),
    ]
