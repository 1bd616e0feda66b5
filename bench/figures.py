"""Pages, snapshot and API of figures with 60 observations and with a million, on PostgreSQL.

``python -m bench figures`` makes two temporary databases, one with the few, one with the many (1,000
indicators × 10 missions × 100 issues), and prints queries, times and ratios. The two take turns, so
that whatever else the machine does falls on both alike.
"""

import datetime as dt
import os
import statistics
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass

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
    bench.keep_a_copy("few")
    bench.add_indicators(1, INDICATORS)
    bench.load(codes=("count-0001", "count-9999"), issues=(1, ISSUES))
    bench.load(codes=("count-0000", "count-0000"), issues=(FEW // MISSIONS + 1, ISSUES))
    print(f"{bench.count():,} observations against {FEW}, medians of {ROUNDS}, PostgreSQL")
    print(f"{'':28}{'queries':>16}{'milliseconds':>22}{'ratio':>8}")
    for name, (few, many) in bench.measure().items():
        print(
            f"{name:28}{few.queries:>8}{many.queries:>8}{few.seconds * 1000:>11.1f}"
            f"{many.seconds * 1000:>11.1f}{many.seconds / few.seconds:>8.2f}"
        )


@dataclass
class Measured:
    """Queries of a job and its time, the median of ``ROUNDS``."""

    queries: int
    times: list

    @property
    def seconds(self):
        return statistics.median(self.times)


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

    def keep_a_copy(self, name):
        """Keep the database as it is now under another name."""
        from django.db import connection  # noqa: PLC0415

        here = connection.settings_dict["NAME"]
        self.databases = [name, here]
        self.turn_to("template1")
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{here}"')
        self.turn_to(here)

    def turn_to(self, name):
        from django.db import connection  # noqa: PLC0415

        connection.close()
        connection.settings_dict["NAME"] = name

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
            "list: 30 indicators for 1": lambda: self.get("/en/figures/"),
            "snapshot of an issue": lambda: snapshot(self.issue, "en"),
            "API, newest observations": lambda: self.get("/api/v1/observations/"),
            "API, one indicator": lambda: self.get("/api/v1/observations/?indicator=count-0000"),
            # As many rows as one mission has among the few: pages of one length are compared.
            "API, one mission": lambda: self.get(
                f"/api/v1/observations/?mission=mission-3&page_size={FEW // MISSIONS}"
            ),
        }
        return {name: self.measured(job) for name, job in jobs.items()}

    def measured(self, job):
        """Return what ``job`` takes with the few and with the many."""
        found = []
        for database in self.databases:
            self.turn_to(database)
            job()
            found.append(Measured(queries_of(job), []))
        for _round in range(ROUNDS):
            for database, one in zip(self.databases, found, strict=True):
                self.turn_to(database)
                job()
                begin = time.perf_counter()
                job()
                one.times.append(time.perf_counter() - begin)
        return found


def queries_of(job):
    """Return the number of queries of ``job``."""
    from django.db import connection  # noqa: PLC0415

    queries = []

    def counted(execute, sql, *args):
        queries.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(counted):
        job()
    return len(queries)


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
