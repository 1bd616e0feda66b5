"""What a worker keeps: 20 publications in a row, then 4 at once.

The worker's own task publishes Issue 8 again and again in one process, as ``db_worker`` does; after
each publication the resident memory of that process and of the fork server is printed. Then four
threads print the same content at once, and every file is compared with one that was printed alone.
Run with ``python -m bench memory``.
"""

import os
import statistics
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IN_A_ROW = 20
AT_ONCE = 4
WARM_UPS = 2  # what the first publications load stays: pictures' sizes, translations, templates


def main():
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as data_dir:
        os.environ |= {"DATA_DIR": data_dir, "DJANGO_SETTINGS_MODULE": "reportcms.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django  # noqa: PLC0415 -- after the environment

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415 -- after django.setup

        call_command("migrate", verbosity=0)
        call_command("import_issue", str(ROOT / "sample" / "2020-03"), verbosity=0)
        call_command("import_issue", str(ROOT / "sample" / "2020-08"), verbosity=0)
        from issues.models import Issue, Series  # noqa: PLC0415 -- after django.setup

        Series.objects.update(needs_clearance=False)  # the same issue is published all the time
        issue = Issue.objects.select_related("series").get(year=2020, number=8)
        publish_in_a_row(issue)
        call_command("verify_editions")
        print_at_once(issue)


def publish_in_a_row(issue):
    from django.contrib.auth import get_user_model  # noqa: PLC0415 -- after django.setup

    from issues.models import Publication  # noqa: PLC0415 -- after django.setup
    from issues.pdf.server import server  # noqa: PLC0415 -- after django.setup
    from issues.tasks import publish_issue  # noqa: PLC0415 -- after django.setup

    editor = get_user_model().objects.create_user("editor")
    print(f"Issue 8 published {IN_A_ROW} times in one process; resident MiB after each")
    print(f"{'edition':>7}{'worker':>9}{'fork server':>13}")
    workers, servers = [], []
    for number in range(1, IN_A_ROW + 1):
        publication = Publication.objects.create(
            issue=issue, requested_by=editor, note=f"Round {number}"
        )
        publish_issue.call(publication.pk)
        publication.refresh_from_db()
        if publication.state != Publication.State.DONE:
            sys.exit(publication.problem)
        workers.append(resident_mib("self"))
        servers.append(resident_mib(server.process.pid))
        print(f"{number:>7}{workers[-1]:>9.1f}{servers[-1]:>13.1f}")
    for name, values in (("worker", workers[WARM_UPS:]), ("fork server", servers[WARM_UPS:])):
        slope, _start = statistics.linear_regression(range(len(values)), values)
        print(
            f"{name}: {min(values):.1f} to {max(values):.1f} MiB from edition {WARM_UPS + 1} on, "
            f"{slope:+.2f} MiB a publication"
        )


def resident_mib(process):
    """Return how much memory a process has in RAM, in MiB."""
    status = Path(f"/proc/{process}/status").read_text()
    return next(
        int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")
    )


def print_at_once(issue):
    from issues.pdf import Form, print_edition  # noqa: PLC0415 -- after django.setup
    from issues.photo_files import PhotoFiles  # noqa: PLC0415 -- after django.setup
    from issues.snapshot import snapshot  # noqa: PLC0415 -- after django.setup

    content = snapshot(issue, "en")

    def print_all(_number):
        return print_edition(
            content, pictures=PhotoFiles.of_content(content), forms=tuple(Form)
        ).files

    alone = print_all(0)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(print_all, range(AT_ONCE)))
    right = sum(files == alone for files in made)
    print(
        f"{AT_ONCE} printed at once: {right} have the same {len(alone)} files, byte for byte, "
        "as one printed alone"
    )
    if right != AT_ONCE:
        sys.exit(1)


if __name__ == "__main__":
    main()
