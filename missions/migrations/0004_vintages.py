"""Give the figures of earlier versions their observation, vintage and measure."""

from django.db import migrations


def number_vintages(apps, schema_editor):
    figures = apps.get_model("missions", "AssistanceFigure").objects
    chains = {pk: pk for pk in figures.filter(supersedes=None).values_list("pk", flat=True)}
    for pk in chains:
        figures.filter(pk=pk).update(observation=pk)
    vintage = 1
    while chains:
        vintage += 1
        later = figures.filter(supersedes__in=chains).values_list("pk", "supersedes")
        chains = {pk: chains[earlier] for pk, earlier in later}
        for pk, first in chains.items():
            figures.filter(pk=pk).update(observation=first, vintage=vintage)


def measure_shares(apps, schema_editor):
    apps.get_model("missions", "Indicator").objects.filter(unit="%").update(measure="percent")


class Migration(migrations.Migration):
    dependencies = [("missions", "0003_figures_in_full")]

    operations = [
        migrations.RunPython(number_vintages, migrations.RunPython.noop),
        migrations.RunPython(measure_shares, migrations.RunPython.noop),
    ]
