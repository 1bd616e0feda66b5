"""ReportCMS's one settings file: everything comes from the environment.

Every variable is described in ``.env.example``. A value that cannot be understood stops the
start with a message that names the variable; nothing is guessed.
"""

import os
import sqlite3
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import html_tags
from environs import Env

from reportcms.account_settings import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)


def secret_key(data_dir: Path) -> str:
    """Return SECRET_KEY, or a random one made once and kept in ``DATA_DIR/secret-key`` (0600).

    The kept key makes a first start need no configuration without giving every installation
    the same key. Several machines must share one key, so there SECRET_KEY is set.
    """
    if key := env.str("SECRET_KEY", ""):
        return key
    path = data_dir / "secret-key"
    try:
        return path.read_text()
    except FileNotFoundError:
        key = get_random_secret_key()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key


# --- Place and safety -------------------------------------------------------------------------

DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = secret_key(DATA_DIR)

SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
site = urlsplit(SITE_URL)
if site.scheme not in {"http", "https"} or not site.hostname or site.path:
    raise ImproperlyConfigured(
        f"SITE_URL={SITE_URL!r}: give scheme and host only, such as https://reports.example.org"
    )
ALLOWED_HOSTS = [site.hostname, *env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])]
HTTPS = site.scheme == "https"
CSRF_TRUSTED_ORIGINS = [SITE_URL]

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
X_FRAME_OPTIONS = "DENY"  # for browsers without CSP, whose frame-ancestors goes first
if env.bool("TRUST_PROXY", False):
    # Only behind a proxy that overwrites this header, such as the one in docker-compose.yml.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the visitor's address, by which attempts are counted

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        # The rich text editor adds one fixed <style>; its hash is recomputed by a test.
        "style-src": [SELF, NONCE, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    }
}
PERMISSIONS_POLICY = {
    feature: []
    for feature in [
        *("accelerometer", "browsing-topics", "camera", "display-capture"),
        *("geolocation", "gyroscope", "hid", "local-fonts", "magnetometer", "microphone", "midi"),
        *("payment", "serial", "usb", "xr-spatial-tracking"),
    ]
}

# --- For readers ------------------------------------------------------------------------------

# Where “Exit this page” leads from the pages of hotlines: a page that everybody might have open.
SAFE_EXIT_URL = env.str("SAFE_EXIT_URL", "https://www.google.com/search?q=weather")
if urlsplit(SAFE_EXIT_URL).scheme not in {"http", "https"} or not urlsplit(SAFE_EXIT_URL).hostname:
    raise ImproperlyConfigured(
        f"SAFE_EXIT_URL={SAFE_EXIT_URL!r}: give a whole address, such as https://example.org/"
    )
# Whether browsers may keep the pages of hotlines for when there is no network.
OFFLINE_COPY = env.bool("OFFLINE_COPY", True)

# --- Applications -----------------------------------------------------------------------------

INSTALLED_APPS = [
    "reportcms.apps.ReportCMSConfig",
    "missions",
    "issues",
    "reportcms.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_countries",
    "django_filters",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "rest_framework",
    "reversion",
    "drf_spectacular",
    "csp",
]

MIDDLEWARE = [
    "reportcms.headers.ResourcePolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "reportcms.text_mode.text_mode",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "missions.accounts.middleware.PersonalMiddleware",
    "missions.accounts.middleware.SecondStepMiddleware",
    "missions.moved.MovedSeriesMiddleware",
]

ROOT_URLCONF = "reportcms.urls"
WSGI_APPLICATION = "reportcms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "missions.accounts.context.admin_frame",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# --- Data -------------------------------------------------------------------------------------

DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL", f"sqlite:///{DATA_DIR / 'reportcms.sqlite3'}", conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL only where SQLite's WAL-reset bug is fixed (https://sqlite.org/wal.html, 3.51.3 and
    # its backports); FULL so that an acknowledged save survives a power cut.
    fixed = sqlite3.sqlite_version_info >= (3, 51, 3) or sqlite3.sqlite_version in {
        "3.50.7",
        "3.44.6",
    }
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode={'WAL' if fixed else 'TRUNCATE'};"
        "PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;",
    }
else:
    # Disks of today read from anywhere as fast as in a row. As PostgreSQL takes them to be, it
    # would read a small installation's texts through instead of using the index of words.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c random_page_cost=1.1")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, because attempts to log in are counted over all web processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "reportcms_cache",
    }
}

# Uploads are private: staff see them through the admin. What an edition publishes is written
# once, under its content hash, to PUBLIC_ROOT, the only folder a visitor can reach.
MEDIA_ROOT = DATA_DIR / "private"
MEDIA_URL = "/private/"
PUBLIC_ROOT = DATA_DIR / "public"
PUBLIC_URL = "/media/"
# Published pages, ready to be sent: made from the database, so they can be deleted at any time.
BAKED_ROOT = Path(env.str("BAKED_ROOT", str(DATA_DIR / "baked")))
BAKED_ISSUES = env.int("BAKED_ISSUES", 1000)  # the newest; older ones are made when asked for
WEB_THREADS = env.int("WEB_THREADS", 64)  # of each web process: see scripts/serve.py

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "reportcms.storage.AtomicFileSystemStorage"},
    "staticfiles": {"BACKEND": "reportcms.storage.StaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "reportcms.storage.UploadSizeHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What one PDF may cost: room for 200 pages in all forms. A worker that is silent for longer than
# ten minutes is taken for dead, so the time on the clock stays below.
PDF_LIMITS = {
    "cpu_seconds": env.int("PDF_CPU_SECONDS", 300),
    "wall_seconds": env.int("PDF_WALL_SECONDS", 480),
    "memory_mib": env.int("PDF_MEMORY_MIB", 1536),
    "file_mib": env.int("PDF_FILE_MIB", 200),
    "characters": env.int("PDF_CHARACTERS", 1_000_000),
}

DJANGO_PROSE_EDITOR_EXTENSIONS = [
    # What a text may contain is decided in reportcms.prose: these add no elements to any list.
    {"js": [], "extensions": {"WordPaste": html_tags([]), "FigureReference": html_tags([])}},
]

# --- People -----------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "missions.accounts.backend.AccountBackend",
    "missions.permissions.RoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    ]
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = None

# Whoever publishes, clears or manages people logs in with a second step. Off only where nobody
# else can listen: a trial on this machine, without TLS.
REQUIRE_MFA = env.bool(
    "REQUIRE_MFA", HTTPS or site.hostname not in {"localhost", "127.0.0.1", "::1"}
)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers themselves allow localhost only
ACCOUNT_DEFAULT_HTTP_PROTOCOL = site.scheme

# --- Languages and time -----------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True
FORMAT_MODULE_PATH = ["reportcms.formats"]
# The country's own and the UN's name in Russian (Кыргызстан) differs from the usual catalogue's.
COUNTRIES_OVERRIDE = {"KG": _("Kyrgyzstan")}

# --- Mail and logs ----------------------------------------------------------------------------

mail = env.dj_email_url("EMAIL_URL", f"file://{DATA_DIR / 'outbox'}")
EMAIL_BACKEND = mail["EMAIL_BACKEND"]
EMAIL_FILE_PATH = DATA_DIR / "outbox"
EMAIL_TIMEOUT = 15  # seconds, unless EMAIL_URL says otherwise
for name in ["HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL", "TIMEOUT"]:
    if mail.get(f"EMAIL_{name}") is not None:
        globals()[f"EMAIL_{name}"] = mail[f"EMAIL_{name}"]
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("FROM_EMAIL", f"reportcms@{site.hostname}")
# Where readers write to about mistakes, accessibility and their data, and who finds weaknesses.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", parseaddr(DEFAULT_FROM_EMAIL)[1])
SECURITY_CONTACT = env.list("SECURITY_CONTACT", [f"mailto:{CONTACT_EMAIL}"])
for contact in SECURITY_CONTACT:
    if urlsplit(contact).scheme not in {"mailto", "https", "tel"}:
        raise ImproperlyConfigured(
            f"SECURITY_CONTACT={contact!r}: give mailto:security@example.org or an https address"
        )

# Editions by e-mail to those who follow: sender, where answers go, how many a minute, and the
# mailbox mail comes back to (BOUNCE_ADDRESS with +letter before the @; without it, the sender's).
ISSUE_MAIL_FROM = env.str("ISSUE_MAIL_FROM", DEFAULT_FROM_EMAIL)
ISSUE_MAIL_REPLY_TO = env.list("ISSUE_MAIL_REPLY_TO", [])
ISSUE_MAIL_PER_MINUTE = env.int("ISSUE_MAIL_PER_MINUTE", 120)
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", "")
if BOUNCE_ADDRESS and BOUNCE_ADDRESS.count("@") != 1:
    raise ImproperlyConfigured(
        f"BOUNCE_ADDRESS={BOUNCE_ADDRESS!r}: give one address, such as bounces@example.org"
    )

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.log_level("LOG_LEVEL", "INFO")},
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},  # its warnings are collected per rendering
    },
}

# --- ReliefWeb ---------------------------------------------------------------------------------

# Its own numbers of sources, countries, languages and formats: see docs/api.md. Nothing is sent
# without name, provider and key, and nothing ever without somebody asking for it.
RELIEFWEB_URL = env.str("RELIEFWEB_URL", "https://api.reliefweb.int/v2").rstrip("/")
if urlsplit(RELIEFWEB_URL).scheme not in {"http", "https"}:
    raise ImproperlyConfigured(f"RELIEFWEB_URL={RELIEFWEB_URL!r}: give an address with https://")
RELIEFWEB_APPNAME = env.str("RELIEFWEB_APPNAME", "")
RELIEFWEB_PROVIDER = env.str("RELIEFWEB_PROVIDER", "")
RELIEFWEB_KEY = env.str("RELIEFWEB_KEY", "")
RELIEFWEB_SOURCE = env.list("RELIEFWEB_SOURCE", [], subcast=int)
RELIEFWEB_COUNTRIES = env.dict("RELIEFWEB_COUNTRIES", {}, subcast_values=int)
RELIEFWEB_LANGUAGES = {"en": 267} | env.dict("RELIEFWEB_LANGUAGES", {}, subcast_values=int)
RELIEFWEB_FORMATS = {"situation_report": 10} | env.dict("RELIEFWEB_FORMATS", {}, subcast_values=int)
RELIEFWEB_NOTIFY = env.list("RELIEFWEB_NOTIFY", [])

# --- The API ----------------------------------------------------------------------------------

# Under which terms figures and directories may be used again; texts have their series' licence.
DATA_LICENCE = env.str("DATA_LICENCE", "CC BY 4.0")
DATA_LICENCE_URL = env.str("DATA_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/")
DATA_ATTRIBUTION = env.str("DATA_ATTRIBUTION", site.hostname)

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "EXCEPTION_HANDLER": "reportcms.api.problem",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "ReportCMS",
    "DESCRIPTION": "Published issues and public figures, to read only.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": [],
    "SERVE_AUTHENTICATION": [],
    "SERVERS": [{"url": SITE_URL}],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {"MeasureEnum": ["count", "money", "percent", "rate"]},
}
