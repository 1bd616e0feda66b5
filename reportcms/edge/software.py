"""Which software makes the pages: baked ones are good for exactly the one that baked them."""

import functools
import hashlib
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings

# What pages are made with besides code, templates, translations and static files.
SETTINGS = [
    "ALLOWED_HOSTS",
    "CONTENT_SECURITY_POLICY",
    "DEBUG",
    "INSTALLED_APPS",
    "PUBLIC_URL",
    "SECURE_HSTS_SECONDS",
    "SITE_URL",
    "STATIC_URL",
    "TIME_ZONE",
]


@functools.cache
def software() -> str:
    """Return a digest of our code, templates, translations, static files and settings.

    Asked for at the start of a process and then the same until its end: a process goes on with
    the code it has loaded.
    """
    told = hashlib.sha256(django.__version__.encode())
    for name in SETTINGS:
        told.update(f"{name}={getattr(settings, name)!r}\n".encode())
    told.update(repr([code for code, _name in settings.LANGUAGES]).encode())
    for path in sorted(_files()):
        told.update(f"{path.relative_to(settings.BASE_DIR)}\n".encode())
        told.update(hashlib.sha256(path.read_bytes()).digest())
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.is_file():
        told.update(manifest.read_bytes())
    return told.hexdigest()


def _files():
    for config in apps.get_app_configs():
        folder = Path(config.path)
        if folder.is_relative_to(settings.BASE_DIR) and ".venv" not in folder.parts:
            yield from folder.rglob("*.py")
    yield from (settings.BASE_DIR / "templates").rglob("*.*")
    for folder in settings.LOCALE_PATHS:
        yield from Path(folder).rglob("*.mo")
