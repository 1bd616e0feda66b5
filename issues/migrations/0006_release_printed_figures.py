"""Figures of the editions that are out already are public."""

from django.db import migrations
from django.utils import timezone


def release_printed(apps, schema_editor):
    FigureRelease = apps.get_model("missions", "FigureRelease")
    known = set(apps.get_model("missions", "AssistanceFigure").objects.values_list("pk", flat=True))
    ids = {str(pk): pk for pk in known}
    releases = {}
    renditions = apps.get_model("issues", "Rendition").objects.select_related("edition")
    for rendition in renditions.order_by("edition__published_at").iterator(chunk_size=20):
        edition = rendition.edition
        first = edition.version == 1
        for section in rendition.content["sections"]:
            for figure in section["figures"]:
                if figure["id"] in ids:
                    releases[edition.pk, figure["id"]] = FigureRelease(
                        figure_id=ids[figure["id"]],
                        series_slug=edition.series_slug,
                        series_title=edition.series_title,
                        year=edition.year,
                        number=edition.number,
                        version=edition.version,
                        released_on=edition.publication_date
                        if first
                        else timezone.localdate(edition.published_at),
                        released_at=edition.published_at,
                    )
    FigureRelease.objects.bulk_create(releases.values())


class Migration(migrations.Migration):
    dependencies = [
        ("issues", "0005_figures_asked"),
        ("missions", "0005_frozen_figures"),
    ]

    operations = [migrations.RunPython(release_printed, migrations.RunPython.noop)]
