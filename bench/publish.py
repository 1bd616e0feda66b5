"""How long publishing Issue 8 takes: content tree, pages, pictures and PDF apart.

Run with ``make bench``.
"""

import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5


@contextmanager
def clock(times, name):
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    times.setdefault(name, []).append((time.perf_counter() - wall, time.process_time() - cpu))


def main():
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as data_dir:
        os.environ |= {"DATA_DIR": data_dir, "DJANGO_SETTINGS_MODULE": "reportcms.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django  # noqa: PLC0415 -- after the environment

        django.setup()
        measure()


def measure():
    from django.core.management import call_command  # noqa: PLC0415 -- after django.setup

    from issues import rendering  # noqa: PLC0415 -- after django.setup
    from issues.models import Issue  # noqa: PLC0415 -- after django.setup
    from issues.pdf import Form, print_edition  # noqa: PLC0415 -- after django.setup
    from issues.photo_files import PhotoFiles  # noqa: PLC0415 -- after django.setup
    from issues.publishing import publish  # noqa: PLC0415 -- after django.setup
    from issues.snapshot import snapshot  # noqa: PLC0415 -- after django.setup

    call_command("migrate", verbosity=0)
    call_command("import_issue", str(ROOT / "sample" / "2020-03"), verbosity=0)
    call_command("import_issue", str(ROOT / "sample" / "2020-08"), verbosity=0)
    issue = Issue.objects.select_related("series").get(year=2020, number=8)
    times = {}
    with clock(times, "first publication, pictures included"):
        publish(issue, by=None)
    for n in range(ROUNDS):
        with clock(times, "content tree"):
            content = snapshot(issue, "en")
        files = PhotoFiles.of_content(content)
        with clock(times, "HTML pages"):
            rendering.document_html(content, photo_url=files.published_url)
        with clock(times, "PDF"):
            printed = print_edition(content, pictures=files)
        with clock(times, "whole publication, pictures there"):
            publish(issue, by=None, note=f"Round {n + 1}")
    print(
        f"Issue 8: {printed.pages} pages, {len(printed.files[Form.STANDARD]):,} bytes; {ROUNDS} rounds"
    )
    for name, rounds in times.items():
        wall, cpu = (statistics.median(column) for column in zip(*rounds, strict=True))
        print(f"{name:<38} median wall {wall * 1000:>8.1f} ms   CPU {cpu * 1000:>8.1f} ms")


if __name__ == "__main__":
    main()
