"""Pages, snapshot and API of figures with 60 observations and with a million, on PostgreSQL.

``python -m bench figures`` makes a temporary database, measures with the few, adds the many (1,000
indicators × 10 missions × 100 issues), measures the same again, and prints queries, times and
ratios. Nothing is timed while data are loaded.
"""

import datetime as dt
import os
import statistics
import subprocess
import sys
import time
import uuid

ROUNDS = 15
INDICATORS, MISSIONS, ISSUES = 1000, 10, 100
FEW = 60  # observations: one indicator, ten missions, six issues

FIGURES = """
INSERT INTO missions_assistancefigure (
    id, observation, vintage, indicator_id, definition_id, mission_id, value, qualifier, status,
    as_of, source, footnote, break_cause, break_note, parts_note, disclosure, disclosure_reason,
    correction_reason, recorded_at)
SELECT f.id, f.id, 1, f.indicator, d.id, f.mission, 100 + f.issue, 'exact', 'verified',
    DATE '2012-01-31' + f.issue * 30, 'Mission reports', '', '', '', '', '', '', '', now()
FROM (
    SELECT gen_random_uuid() AS id, i.id AS indicator, m.id AS mission, n AS issue
    FROM missions_indicator i, missions_mission m, generate_series(%s, %s) n
    WHERE i.code >= %s AND i.code <= %s
) f JOIN missions_indicatordefinition d ON d.indicator_id = f.indicator
"""
COVERS = """
INSERT INTO missions_assistancefigure_covers (assistancefigure_id, mission_id)
SELECT f.id, f.mission_id FROM missions_assistancefigure f
WHERE NOT EXISTS (
    SELECT 1 FROM missions_assistancefigure_covers c WHERE c.assistancefigure_id = f.id)
"""
RELEASES = """
INSERT INTO missions_figurerelease (
    figure_id, series_slug, series_title, year, number, version, released_on, released_at)
SELECT f.id, 'report', 'Report', extract(year FROM f.as_of),
    extract(doy FROM f.as_of), 1, f.as_of + 3, now()
FROM missions_assistancefigure f
WHERE NOT EXISTS (SELECT 1 FROM missions_figurerelease r WHERE r.figure_id = f.id)
"""


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reportcms.settings")
    import django  # noqa: PLC0415 -- settings first

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    bench = Bench()
    bench.make_missions()
    bench.add_indicators(0, 1)
    bench.load(codes=("count-0000", "count-0000"), issues=(1, FEW // MISSIONS))
    bench.make_issue()
    few = bench.measure()
    bench.add_indicators(1, INDICATORS)
    bench.load(codes=("count-0001", "count-9999"), issues=(1, ISSUES))
    bench.load(codes=("count-0000", "count-0000"), issues=(FEW // MISSIONS + 1, ISSUES))
    many = bench.measure()
    print(f"{bench.count():,} observations against {FEW}, medians of {ROUNDS}, PostgreSQL")
    print(f"{'':28}{'queries':>16}{'milliseconds':>22}{'ratio':>8}")
    for name in few:
        (queries, before), (later, after) = few[name], many[name]
        print(
            f"{name:28}{queries:>8}{later:>8}{before * 1000:>11.1f}{after * 1000:>11.1f}"
            f"{after / before:>8.2f}"
        )


class Bench:
    def __init__(self):
        from django.test import Client  # noqa: PLC0415

        self.client = Client(SERVER_NAME="localhost")

    def make_missions(self):
        from missions.models import Mission  # noqa: PLC0415

        for n in range(MISSIONS):
            Mission.objects.create(name=f"Mission {n}", slug=f"mission-{n}", country="TJ", order=n)

    def add_indicators(self, first, last):
        from missions.models import Indicator, IndicatorDefinition  # noqa: PLC0415

        made = Indicator.objects.bulk_create(
            Indicator(code=f"count-{n:04}", name=f"People counted, {n}") for n in range(first, last)
        )
        IndicatorDefinition.objects.bulk_create(
            IndicatorDefinition(indicator=indicator, text="Counted.") for indicator in made
        )

    def load(self, *, codes, issues):
        from django.db import connection  # noqa: PLC0415

        with connection.cursor() as cursor:
            cursor.execute(FIGURES, [*issues, *codes])
            cursor.execute(COVERS)
            cursor.execute(RELEASES)
            cursor.execute("ANALYZE")

    def make_issue(self):
        """An issue that shows the newest figure of each mission, the first also as a line."""
        from issues.models import FigurePlacement, Issue, Section, Series  # noqa: PLC0415
        from missions.models import AssistanceFigure, Mission  # noqa: PLC0415

        series = Series.objects.create(
            slug="report", title="Report", organisation="Agency", region="Region",
            running_title="Report",
        )  # fmt: skip
        series.missions.set(Mission.objects.all())
        day = dt.date(2012, 1, 31) + dt.timedelta(days=30 * FEW // MISSIONS)
        self.issue = Issue.objects.create(
            series=series, year=day.year, number=6, period_start=day.replace(day=1),
            period_end=day, publication_date=day + dt.timedelta(days=3),
        )  # fmt: skip
        section = Section.objects.create(issue=self.issue, kind="figures", title="Figures")
        for figure in AssistanceFigure.objects.filter(as_of=day):
            FigurePlacement.objects.create(section=section, figure=figure)
        first = section.placements.first()
        FigurePlacement.objects.create(section=section, figure=first.figure, style="trend")

    def count(self):
        from missions.models import AssistanceFigure  # noqa: PLC0415

        return AssistanceFigure.objects.count()

    def get(self, path):
        response = self.client.get(path)
        assert response.status_code == 200, (path, response.status_code)  # noqa: S101

    def measure(self):
        from issues.snapshot import snapshot  # noqa: PLC0415

        jobs = {
            "page of one indicator": lambda: self.get("/en/figures/count-0000/"),
            "list of indicators": lambda: self.get("/en/figures/"),
            "snapshot of an issue": lambda: snapshot(self.issue, "en"),
            "API, newest observations": lambda: self.get("/api/v1/observations/"),
            "API, one indicator": lambda: self.get("/api/v1/observations/?indicator=count-0000"),
            # As many rows as one mission has among the few: pages of one length are compared.
            "API, one mission": lambda: self.get(
                f"/api/v1/observations/?mission=mission-3&page_size={FEW // MISSIONS}"
            ),
        }
        return {name: measured(job) for name, job in jobs.items()}


def measured(job):
    """Return the number of queries and the median seconds of ``job``."""
    from django.db import connection  # noqa: PLC0415

    queries = []

    def counted(execute, sql, *args):
        queries.append(sql)
        return execute(sql, *args)

    job()
    with connection.execute_wrapper(counted):
        job()
    times = []
    for _round in range(ROUNDS):
        begin = time.perf_counter()
        job()
        times.append(time.perf_counter() - begin)
    return len(queries), statistics.median(times)


if __name__ == "__main__":
    if "REPORTCMS_BENCH" in os.environ:
        main()
    else:
        environment = os.environ | {
            "REPORTCMS_BENCH": uuid.uuid4().hex,
            "DATA_DIR": os.environ.get("DATA_DIR", "/tmp/reportcms-bench"),  # noqa: S108
        }
        command = ["sh", "scripts/with_postgres.sh", sys.executable, "-m", "bench.figures"]
        subprocess.run(command, check=True, env=environment)
