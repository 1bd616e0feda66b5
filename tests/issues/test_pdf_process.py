import hashlib
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from django.utils import translation

from issues.pdf import Form, PdfError, print_edition
from issues.pdf.server import server
from tests.issues import content as tree
from tests.issues.content import PlainPictures

pytestmark = pytest.mark.pdf

MIB = 1024 * 1024


def small(**fields):
    return tree.content(tree.section("one", photos=[tree.photo("a", **fields)]))


def long_issue(articles=60):
    body = tree.paragraphs("Opening of a long text.", 12, 12)
    made = [tree.article(f"a{n}", title=f"Number {n}", body=body) for n in range(articles)]
    return tree.content(tree.section("news", articles=made))


def printed(content=None, pictures=None, **options):
    return print_edition(content or small(), pictures=pictures or PlainPictures(), **options)


def digest(result):
    return hashlib.sha256(result.files[Form.STANDARD]).hexdigest()


@pytest.fixture
def limit(settings):
    """``limit(cpu_seconds=1)`` makes a limit tight."""

    def change(**limits):
        settings.PDF_LIMITS = settings.PDF_LIMITS | limits

    return change


def children_of(pid):
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            except OSError:
                continue
            if int(parent) == pid:
                found.append(int(entry.name))
    return found


def resident(pid="self"):
    pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


# --- Limits -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"cpu_seconds": 1}, "more than 1 seconds of computing time"),
        ({"wall_seconds": 1}, "longer than 1 seconds"),
        ({"memory_mib": 180}, "more than 180 MiB of memory"),
        ({"characters": 1000}, "characters of text; a PDF is made of at most 1,000"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_limit_stops_the_work_and_is_named(limit, limits, words):
    limit(**limits)
    with pytest.raises(PdfError, match=words) as refused:
        printed(long_issue())
    assert str(refused.value).endswith("Nothing was published.")


def test_a_file_over_the_limit_is_refused(limit):
    class Noise(PlainPictures):
        def print_bytes(self, photo, width, height, *, quality):
            data = super().print_bytes(photo, width, height, quality=quality)
            return data + os.urandom(2 * MIB)

    limit(file_mib=1)
    with pytest.raises(PdfError, match="more than 1 MiB"):
        printed(pictures=Noise())


def test_a_limit_harms_no_later_rendering(limit, settings):
    before = digest(printed())
    usual = settings.PDF_LIMITS
    limit(memory_mib=180)
    with pytest.raises(PdfError):
        printed(long_issue())
    settings.PDF_LIMITS = usual
    assert digest(printed()) == before


# --- Questions and answers --------------------------------------------------------------------


@pytest.mark.parametrize("error", [FileNotFoundError("gone"), KeyError("none"), OSError("bad")])
def test_a_missing_photo_is_named(error):
    class Gone(PlainPictures):
        def print_bytes(self, photo, width, height, *, quality):
            raise error

    with pytest.raises(PdfError, match="photo “Coaches at dawn” cannot be read"):
        printed(small(alt="Coaches at dawn"), Gone())


def test_progress_is_told_step_by_step():
    steps = []
    printed(
        tree.issue_8(), forms=tuple(Form), report=lambda done, total: steps.append((done, total))
    )
    total = steps[0][1]
    assert steps == [(done, total) for done in range(total + 1)]


def test_who_reports_progress_may_stop_the_work():
    def report(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        printed(report=report)
    assert children_of(server.process.pid) == []


def test_complaints_are_in_the_language_of_who_asks():
    content = long_issue(12)
    content["sections"][0]["fit_page"] = True
    with translation.override("ru"):
        [complaint] = printed(content).complaints
    assert "«news»" in complaint.message


def test_the_child_is_told_only_what_it_needs():
    program = (
        "import django; django.setup()\n"
        "from tests.issues.test_pdf_process import Path, printed, server\n"
        "printed(); print(Path(f'/proc/{server.process.pid}/environ').read_text())\n"
    )
    secret = {
        "DATABASE_URL": "sqlite:////tmp/secret.sqlite3",
        "SECRET_KEY": "secret",
        "EMAIL_URL": "smtp://secret@localhost",
        "POSTGRES_PASSWORD": "secret",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    needed = {"TIME_ZONE": "Asia/Almaty", "LC_TIME": "C", "PDF_FILE_MIB": "7"}
    told = dict(
        variable.split("=", 1)
        for variable in python(program, **secret, **needed).stdout.strip().strip("\0").split("\0")
    )
    assert "secret" not in "".join(told.values())
    assert told.items() >= needed.items()
    withheld = {"DATABASE_URL": "sqlite://:memory:", "SECRET_KEY": "unused"}
    assert told.items() >= withheld.items()


def test_a_message_without_end_is_refused(settings):
    settings.PDF_LIMITS = settings.PDF_LIMITS | {"characters": 32 * MIB}
    with pytest.raises(PdfError, match=r"bad message length, > 16 MiB"):
        printed(small(note="x" * (17 * MIB)))
    assert children_of(server.process.pid) == []


def test_lack_of_memory_says_where_it_struck():
    program = (
        "import django; django.setup()\n"
        "from dataclasses import asdict\n"
        "from multiprocessing import Pipe\n"
        "from issues.pdf import child\n"
        "from issues.pdf.limits import Limits\n"
        "from issues.pdf.messages import receive, send\n"
        "def press(*arguments, **options):\n"
        "    raise SystemError('a fault inside')\n"
        "child.press = press\n"
        "ours, theirs = Pipe()\n"
        "job = {'content': {}, 'forms': [], 'image_width': 0, 'image_count': 0}\n"
        "job |= {'language': 'en', 'limits': asdict(Limits.configured())}\n"
        "send(ours, job)\n"
        "child.work_on(theirs)\n"
        "print(*receive(ours))\n"
    )
    said = python(program).stdout
    assert said.startswith("exhausted Traceback")
    assert "SystemError: a fault inside" in said


# --- Many -------------------------------------------------------------------------------------


def test_four_at_once_are_the_same_as_one():
    single = digest(printed(tree.issue_8()))
    made = []
    threads = [
        threading.Thread(target=lambda: made.append(digest(printed(tree.issue_8()))))
        for _n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [single] * 4


def test_memory_does_not_grow():
    for _n in range(5):
        printed()
    site, warm = resident(), resident(server.process.pid)
    for _n in range(20):
        printed()
    assert resident() - site < 4 * MIB
    assert resident(server.process.pid) - warm < 4 * MIB


def python(program, **environment):
    root = Path(__file__).resolve().parents[2]
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(root)}
    return subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | settings | environment,
        cwd=environment.get("PWD", root),
        capture_output=True,
        text=True,
        check=False,
    )


def test_bytes_depend_on_nothing_around():
    program = (
        "import django; django.setup()\n"
        "from tests.issues.test_pdf_process import digest, printed, tree\n"
        "print(digest(printed(tree.issue_8())))\n"
    )
    there = {
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Almaty",
        "LC_ALL": "C",
        "PWD": tempfile.gettempdir(),
    }
    here = digest(printed(tree.issue_8()))
    assert python(program, **there).stdout.strip() == here
