"""The editorial log is insert-only; articles of published issues count as approved."""

from django.db import migrations

from reportcms.frozen import Freeze


def approve_what_was_published(apps, schema_editor):
    published = apps.get_model("issues", "Issue").objects.exclude(editions=None)
    apps.get_model("issues", "Article").objects.filter(
        issue__in=published, state="submitted"
    ).update(state="approved")


class Migration(migrations.Migration):
    dependencies = [("issues", "0007_newsroom")]

    operations = [
        migrations.RunPython(approve_what_was_published, migrations.RunPython.noop),
        Freeze("issues_editorialact"),
    ]
