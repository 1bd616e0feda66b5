"""The further files of a rendition never change either."""

from django.db import migrations

from reportcms.frozen import Freeze


class Migration(migrations.Migration):
    dependencies = [("issues", "0003_files_and_proofs")]

    operations = [Freeze("issues_renditionfile")]
