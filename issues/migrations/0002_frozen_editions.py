"""What was published never changes, whoever writes and by whatever means."""

from django.db import migrations

from reportcms.frozen import Freeze


class Migration(migrations.Migration):
    dependencies = [("issues", "0001_initial")]

    operations = [
        Freeze("issues_edition", "issues_editionsubject", "issues_rendition", "issues_page")
    ]
