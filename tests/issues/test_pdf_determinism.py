"""The same content gives the same bytes, wherever and whenever it is printed."""

import hashlib
import json
import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.pdf

SOURCES = ("issues", "locale", "missions", "reportcms", "static", "templates", "tests")
PRINT = """
import hashlib, json, os
import django
if __name__ == "__main__":
    django.setup()
    from issues.pdf import Form, print_edition
    from tests.issues import content as tree
    from tests.issues.languages import every_kind
    found = {}
    for name, content in (("issue 8", tree.issue_8()), ("every kind", every_kind())):
        printed = print_edition(
            content, pictures=tree.PlainPictures(), forms=tuple(Form), image_width=300
        )
        made = {form.value: data for form, data in printed.files.items()}
        made |= {f"page {n}": data for n, data in enumerate(printed.images, start=1)}
        found |= {f"{name}, {key}": hashlib.sha256(data).hexdigest() for key, data in made.items()}
    print(json.dumps(found))
"""


def digests(checkout, folder, **environment):
    """Print in a process of its own, in ``folder``, from ``checkout``; return sha256 by file."""
    script = folder / "print_issues.py"
    script.write_text(PRINT)
    run = subprocess.run(
        [sys.executable, str(script)],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(folder / "data"),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": str(checkout),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    return digests(settings.BASE_DIR, tmp_path_factory.mktemp("usual"), PYTHONHASHSEED="1")


def test_everything_is_printed(usual):
    names = {"standard", "light", "print", "page 1", "page 2", "page 3"}
    assert {f"issue 8, {name}" for name in names} <= set(usual)
    assert all(len(digest) == hashlib.sha256().digest_size * 2 for digest in usual.values())
    assert len(set(usual.values())) == len(usual)


def test_another_process_time_zone_locale_and_folder_change_nothing(usual, tmp_path):
    folder = tmp_path / "elsewhere with space"
    folder.mkdir()
    elsewhere = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8"}
    assert digests(settings.BASE_DIR, folder, **elsewhere) == usual


def test_another_checkout_changes_nothing(usual, tmp_path):
    checkout = tmp_path / "copy" / "of the checkout"
    for name in SOURCES:
        shutil.copytree(
            settings.BASE_DIR / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    folder = tmp_path / "run"
    folder.mkdir()
    west = {"PYTHONHASHSEED": "0", "TZ": "America/Los_Angeles", "LC_ALL": "C", "LANG": "ru_RU"}
    assert digests(checkout, folder, **west) == usual
