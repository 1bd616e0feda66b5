"""Public pages with 10 issues, 400, and 10,000 (100,000 articles), on SQLite and on PostgreSQL.

400 issues, one a day, are a whole year and more than any page shows. So 400 and 10,000 answer with
equal pages, and the ratio of their times is what growth alone costs; beside 10 issues, longer
lists cost something too.

``python -m bench scale`` makes all sizes on both databases, asks for each page in turn at each
size, and prints queries, median times and ratios. ``SCALE_ISSUES=1000`` makes fewer.
"""

import datetime as dt
import hashlib
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

ROUNDS = 9
FEW = (10, 400)
DATABASES = ("few", "year", "many")
ARTICLES = 10  # of one issue
WORDS_OF_AN_ARTICLE = 120
AT_ONCE = 200  # issues that are inserted together
SLUG = "report"
MISSIONS = [f"mission-{n}" for n in range(10)]
THEMES = [f"theme-{n}" for n in range(12)]
RARE, MEDIUM, COMMON = "Nightingale", "Remittances", "migrants"


def vocabulary():
    """Return 5,000 words of the region's look, the same in each run."""
    chance = random.Random(1)  # noqa: S311 -- no secret
    parts = [
        "da",
        "ri",
        "na",
        "mu",
        "sho",
        "ke",
        "to",
        "la",
        "vi",
        "zha",
        "bek",
        "kan",
        "ur",
        "gul",
        "ash",
        "tan",
        "or",
        "ist",
        "ova",
        "chi",
    ]
    return ["".join(chance.choices(parts, k=chance.randint(2, 5))) for _n in range(5000)]


class Filler:
    """Inserts editions as publishing does, many at once: frozen rows, and their index."""

    def __init__(self):
        from issues.models import Series  # noqa: PLC0415

        self.words = vocabulary()
        self.chance = random.Random(2)  # noqa: S311
        self.series = Series.objects.create(
            slug=SLUG, title="Report", organisation="Agency", region="Region", running_title="Report"
        )  # fmt: skip

    def text(self, number):
        """A text of common words; one in 600 has the medium word, one in all the rare one."""
        said = self.chance.choices(self.words, k=WORDS_OF_AN_ARTICLE)
        if self.chance.random() < 0.85:
            said[3] = COMMON
        if number % 60 == 7:
            said[5] = MEDIUM
        if number == 3:
            said[7] = RARE
        return " ".join(said)

    def article(self, issue, number):
        mission, theme = MISSIONS[number % 10], THEMES[number % 12]
        return {
            "slug": f"article-{number}",
            "title": f"Article {number} of issue {issue}",
            "language": "en",
            "missions": [{"slug": mission, "name": mission, "country": "TJ", "country_name": "T"}],
            "themes": [{"slug": theme, "name": theme}],
            "body": f"<p>{self.text(issue * ARTICLES + number)}</p>",
            "sources": "",
            "notes": [],
            "photos": [],
        }

    def content(self, issue):
        articles = [self.article(issue.pk, n) for n in range(ARTICLES)]
        section = dict.fromkeys(["photos", "figures", "hotlines", "contacts", "facts"], []) | {
            "id": "news", "kind": "articles", "title": "News", "language": "en", "accent": "",
            "starts_page": True, "fit_page": False, "intro": "", "notes": [], "articles": articles,
        }  # fmt: skip
        day = issue.publication_date.isoformat()
        return {
            "schema_version": 2,
            "language": "en",
            "series": {
                "slug": SLUG, "title": "Report", "organisation": "Agency", "region": "Region",
                "organisation_short": "Agency", "running_title": "Report", "language": "en",
                "brand_color": "#0033a0", "accent_color": "#d45a1e", "licence": "",
                "licence_url": "", "disclaimer": "", "logo": None,
            },
            "issue": {
                "year": issue.year, "number": issue.number, "title": "", "summary": "",
                "language": "en", "period_start": day, "period_end": day, "data_as_of": day,
                "publication_date": day, "next_issue_date": None, "missions": [], "themes": [],
                "notes": [],
            },
            "edition": {"version": 1, "note": "", "corrections": [], "url": ""},
            "sections": [section],
        }  # fmt: skip

    def fill(self, first, last):
        """Insert the issues ``first`` … ``last`` - 1, one a day."""
        for begin in range(first, last, AT_ONCE):
            self.insert(range(begin, min(begin + AT_ONCE, last)))

    def insert(self, numbers):
        from django.db import transaction  # noqa: PLC0415

        from issues.models import (  # noqa: PLC0415
            Edition,
            EditionSubject,
            Issue,
            Page,
            Rendition,
        )
        from issues.search.index import index_issues  # noqa: PLC0415

        day = dt.date(1995, 1, 1)
        with transaction.atomic():
            issues = Issue.objects.bulk_create(
                Issue(
                    series=self.series, year=(when := day + dt.timedelta(days=n)).year,
                    number=when.timetuple().tm_yday, period_start=when, period_end=when,
                    publication_date=when,
                )
                for n in numbers
            )  # fmt: skip
            editions = Edition.objects.bulk_create(
                Edition(
                    issue=issue, version=1, published_slug=SLUG, series_title="Report",
                    year=issue.year, number=issue.number, publication_date=issue.publication_date,
                    published_at=dt.datetime.combine(issue.publication_date, dt.time(9), dt.UTC),
                )
                for issue in issues
            )  # fmt: skip
            contents = [self.content(issue) for issue in issues]
            renditions = Rendition.objects.bulk_create(
                Rendition(
                    edition=edition, language="en", content=content, content_sha256="0" * 64,
                    text="", palette_css="", pdf_name="none.pdf", pdf_sha256="0" * 64, pdf_size=1,
                    pdf_pages=1,
                )
                for edition, content in zip(editions, contents, strict=True)
            )  # fmt: skip
            Page.objects.bulk_create(
                page
                for rendition, content in zip(renditions, contents, strict=True)
                for page in pages(Page, rendition, content)
            )
            EditionSubject.objects.bulk_create(
                EditionSubject(edition=edition, kind=kind, slug=slug, name=slug)
                for edition, content in zip(editions, contents, strict=True)
                for kind, slug in subjects(content)
            )
            index_issues(issue.pk for issue in issues)


def pages(model, rendition, content):
    articles = content["sections"][0]["articles"]
    for slug, title, html in [
        ("", "Report", "".join(a["body"] for a in articles)),
        *((a["slug"], a["title"], a["body"]) for a in articles),
    ]:
        sha256 = hashlib.sha256(html.encode()).hexdigest()
        yield model(rendition=rendition, slug=slug, title=title, html=html, sha256=sha256)


def subjects(content):
    articles = content["sections"][0]["articles"]
    yield from {("mission", m["slug"]) for a in articles for m in a["missions"]}
    yield from {("theme", t["slug"]) for a in articles for t in a["themes"]}


def jobs():
    """Return {name: address}. Issues and years named in them are there in both sizes."""
    archive, search = f"/en/{SLUG}/", "/en/search/"
    return {
        "home": "/en/",
        "issue": f"/en/{SLUG}/1995/5/",
        "article": f"/en/{SLUG}/1995/5/article-3/",
        "archive, first page": archive,
        "archive, last page": f"{archive}?before=1",
        "archive, one mission": f"{archive}?mission=mission-3",
        "archive, one year": f"{archive}?year=1995",
        "archive, words": f"{archive}?q={COMMON}",
        "search, rare word": f"{search}?q={RARE}",
        "search, medium word": f"{search}?q={MEDIUM}",
        "search, common word": f"{search}?q={COMMON}",
        "search, common, title first": f"{search}?q={COMMON}&order=title",
        "search, common and mission": f"{search}?q={COMMON}&mission=mission-3",
        "search, phrase": f'{search}?q="article+3"',
        "search, misspelt": f"{search}?q=Nightingael",
        "search, nothing": f"{search}?q=zzzzzz",
        "feed": "/en/feed/",
        "feed, one mission": "/en/feed/?mission=mission-3",
        "API, issues": "/api/v1/issues/",
        "API, words": f"/api/v1/issues/?q={RARE}",
        "sitemap": "/sitemap.xml",
        "sitemap, one year": "/sitemap-issues-1-1995.xml",
    }


def measure_here(size):
    """Fill the database at hand and answer, line by line, the names that are read from stdin."""
    import django  # noqa: PLC0415 -- the environment says which settings

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    begin = time.perf_counter()
    Filler().fill(0, size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"filled {time.perf_counter() - begin:.0f}", flush=True)
    client = Client(SERVER_NAME="localhost")
    addresses = jobs()
    for line in sys.stdin:
        print(*asked(client, connection, addresses[line.strip()]), flush=True)


def asked(client, connection, address):
    """Ask for a page three times; return its status, its queries, the best times in seconds.

    The times are that of the whole page and, of it, that of the database.
    """
    queries, times, in_database = [], [], []

    def counted(execute, sql, *args):
        begin = time.perf_counter()
        result = execute(sql, *args)
        queries.append(time.perf_counter() - begin)
        return result

    for _n in range(3):
        queries.clear()
        with connection.execute_wrapper(counted):
            begin = time.perf_counter()
            response = client.get(address)
            if response.streaming:
                b"".join(response)
            times.append(time.perf_counter() - begin)
        in_database.append(sum(queries))
    return response.status_code, len(queries), min(times), min(in_database)


class Contender:
    """One size on one database, in a process of its own that waits to be asked."""

    def __init__(self, size, database_url, folder):
        environment = os.environ | {
            "REPORTCMS_BENCH": str(size),
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "SITE_URL": "http://localhost",
            "LOG_LEVEL": "CRITICAL",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.scale"], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def fill(self):
        """Wait until the database is filled."""
        self.filled = self.process.stdout.readline().split()[-1]

    def ask(self, name):
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        status, queries, seconds, in_database = self.process.stdout.readline().split()
        return int(status), int(queries), float(seconds), float(in_database)

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def compare(vendor, urls, folder):
    """Print a table for one database; ``urls`` are those of the sizes, the smallest first."""
    sizes = (*FEW, int(os.environ.get("SCALE_ISSUES", "10000")))
    with ExitStack() as stack:
        contenders = []
        for size, url in zip(sizes, urls, strict=True):
            contenders.append(Contender(size, url, Path(folder) / f"{vendor}-{size}"))
            stack.callback(contenders[-1].stop)
            contenders[-1].fill()
        ask_all(vendor, sizes, contenders)


def ask_all(vendor, sizes, contenders):
    """Ask every contender for every page, in turn, and print what each took."""
    many_issues = sizes[-1]
    print(f"\n{vendor}: {many_issues:,} issues ({contenders[-1].filled} s to fill)")
    print(f"{'issues':30}" + "".join(f"{size:>9,}" for size in sizes) + "   the last by the others")
    for name in jobs():
        found = [[] for _size in sizes]
        for _round in range(ROUNDS):
            for contender, answers in zip(contenders, found, strict=True):
                answers.append(contender.ask(name))
        if found[-1][-1][0] == 404:
            print(f"{name:30}{'no such page':>14}")
            continue
        assert all(answer[0] == 200 for answers in found for answer in answers), name  # noqa: S101
        times, in_database = (
            [statistics.median(answer[n] for answer in answers) * 1000 for answers in found]
            for n in (2, 3)
        )
        ratios = "".join(f"{times[-1] / time:>8.2f}" for time in times[:-1])
        print(f"{name:30}" + "".join(f"{time:>7.1f}ms" for time in times) + ratios)
        print(f"{'  of it the database':30}" + "".join(f"{time:>7.1f}ms" for time in in_database))
        print(f"{'  queries':30}" + "".join(f"{n[-1][1]:>9}" for n in found), flush=True)


def main():
    """On SQLite here, on PostgreSQL beside a server of its own."""
    folder = Path(tempfile.mkdtemp(prefix="reportcms-scale-"))
    try:
        if "postgres" in os.environ.get("DATABASE_URL", ""):
            server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
            make_databases(os.environ["DATABASE_URL"], DATABASES)
            compare("PostgreSQL", [f"{server}/{name}" for name in DATABASES], folder)
        else:
            compare("SQLite", [f"sqlite:///{folder / name}.sqlite3" for name in DATABASES], folder)
            subprocess.run(
                ["sh", "scripts/with_postgres.sh", sys.executable, "-m", "bench.scale"], check=True
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_databases(url, names):
    import dj_database_url  # noqa: PLC0415
    import psycopg2  # noqa: PLC0415

    here = dj_database_url.parse(url)
    connection = psycopg2.connect(dbname=here["NAME"], user=here["USER"], host=here["HOST"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()


if __name__ == "__main__":
    if "REPORTCMS_BENCH" in os.environ:
        measure_here(int(os.environ["REPORTCMS_BENCH"]))
    else:
        main()
