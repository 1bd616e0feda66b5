"""Readers find what was published: an index of its words, and what lists can be narrowed by.

The words are a full-text index of the database's own. It is filled at publication; for editions
that are out already, by ``manage.py rebuild_search_index --missing``.
"""

import django.db.models.deletion
from django.db import migrations, models

ADD_WORDS = {
    # Words come folded, parted by spaces: nothing is left to a tokenizer of either database.
    "sqlite": [
        (
            "CREATE VIRTUAL TABLE issues_searchwords USING fts5("
            "words, facets, tokenize = \"ascii tokenchars '_-:'\", prefix = '4 6')"
        ),
        (
            "CREATE TRIGGER issues_searchwords_follow AFTER DELETE ON issues_searchentry "
            "BEGIN DELETE FROM issues_searchwords WHERE rowid = OLD.id; END"
        ),
    ],
    "postgresql": [
        "ALTER TABLE issues_searchentry ADD COLUMN words tsvector",
        # Compressed, each word list would be unpacked for every row that is looked at.
        "ALTER TABLE issues_searchentry ALTER COLUMN words SET STORAGE EXTERNAL",
        "CREATE INDEX issues_searchentry_words ON issues_searchentry USING gin (words)",
    ],
}
DROP_WORDS = {
    "sqlite": [
        "DROP TRIGGER issues_searchwords_follow",
        "DROP TABLE issues_searchwords",
    ],
    "postgresql": ["ALTER TABLE issues_searchentry DROP COLUMN words"],
}


def add_words(apps, schema_editor):
    for statement in ADD_WORDS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop_words(apps, schema_editor):
    for statement in DROP_WORDS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("issues", "0015_translation")]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["-publication_date", "-number", "-version"], name="edition_newest_first"
            ),
        ),
        migrations.CreateModel(
            name="Spelling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("stem", models.CharField(max_length=40)),
                ("script", models.CharField(max_length=1)),
                ("written", models.CharField(max_length=80)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key", "stem", "script"), name="spelling_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("year", "Year"),
                            ("mission", "Mission"),
                            ("theme", "Theme"),
                            ("language", "Language"),
                            ("indicator", "Indicator"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="issues.series",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("series", "kind", "value"), name="search_choice_once_per_series"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("slug", models.CharField(blank=True, max_length=80)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(help_text="As written, for the excerpt.")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="issues.edition",
                    ),
                ),
                (
                    "rendition",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="issues.rendition",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="issues.series",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("rendition", None)),
                        fields=["series", "-id"],
                        name="search_issues_of_series",
                    )
                ],
            },
        ),
        migrations.RunPython(add_words, drop_words),
    ]
