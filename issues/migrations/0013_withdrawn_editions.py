"""Editions can be withdrawn; a series can move, so an edition keeps its address of that day."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from reportcms.frozen import Freeze

VERBS = [
    ("opened", "opened the issue"),
    ("asked", "asked for a contribution"),
    ("reminded", "sent a reminder"),
    ("submitted", "sent for review"),
    ("taken_back", "took back"),
    ("returned", "returned"),
    ("approved", "approved"),
    ("nothing", "has nothing to report"),
    ("no_update", "closed without an answer"),
    ("reopened", "opened again"),
    ("cleared", "cleared"),
    ("uncleared", "withdrew the clearance"),
    ("scheduled", "scheduled the publication"),
    ("unscheduled", "cancelled the scheduled publication"),
    ("published", "published"),
    ("withdrawn", "withdrew"),
    ("moved", "changed the address"),
    ("not_published", "could not publish"),
    ("noted", "left a note"),
    ("note_done", "settled a note"),
    ("deleted", "deleted"),
    ("restored", "restored an earlier version"),
    ("brought_back", "brought back from the bin"),
    ("consent_withdrawn", "recorded that consent was withdrawn"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0012_share_picture"),
        ("missions", "0009_addresses_and_withdrawals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # The column keeps its name, so the frozen table is not touched.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("edition", "edition_address_once"),
                migrations.RenameField("edition", "series_slug", "published_slug"),
                migrations.AlterField(
                    "edition",
                    "published_slug",
                    models.SlugField(db_column="series_slug", max_length=80),
                ),
                migrations.AddConstraint(
                    "edition",
                    models.UniqueConstraint(
                        fields=("published_slug", "year", "number", "version"),
                        name="edition_address_once",
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="editorialact",
            name="verb",
            field=models.CharField(choices=VERBS, max_length=20, verbose_name="act"),
        ),
        migrations.CreateModel(
            name="EditionWithdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        help_text="Readers find it in place of the edition. Do not repeat what must go.",
                        max_length=1000,
                        verbose_name="reason",
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="withdrawn at",
                    ),
                ),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="issues.edition",
                        verbose_name="edition",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawn by",
                    ),
                ),
            ],
            options={
                "verbose_name": "withdrawal of an edition",
                "verbose_name_plural": "withdrawals of editions",
                "ordering": ["-withdrawn_at", "-pk"],
                "default_permissions": ["add", "view"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="withdrawal_says_why",
                    )
                ],
            },
        ),
        Freeze("issues_editionwithdrawal"),
    ]
