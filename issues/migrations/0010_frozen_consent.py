"""Renditions are insert-only again, and so are withdrawals of consent and what they ask for."""

from django.db import migrations

from reportcms.frozen import Freeze


class Migration(migrations.Migration):
    dependencies = [("issues", "0009_consent")]

    operations = [Freeze("issues_rendition", "issues_consentwithdrawal", "issues_redaction")]
