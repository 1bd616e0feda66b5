import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from issues.bundles import BundleRefused, read_bundle, store
from issues.models import Issue, Series
from issues.publishing import NotPublished, publish
from missions.models import Membership, Mission

SERIES = "central-asia-regional-response-report"
BUNDLES = {(2020, 3): "2020-03", (2020, 8): "2020-08"}
SAMPLE = settings.BASE_DIR / "sample"

Role = Membership.Role
# Username → role, mission, what the person does here.
CAST = {
    "astana": (Role.CONTRIBUTOR, "kazakhstan", "contributor in Astana"),
    "bishkek": (Role.CONTRIBUTOR, "kyrgyzstan", "contributor in Bishkek"),
    "dushanbe": (Role.CONTRIBUTOR, "tajikistan", "contributor in Dushanbe"),
    "ashgabat": (Role.CONTRIBUTOR, "turkmenistan", "contributor in Ashgabat"),
    "tashkent": (Role.CONTRIBUTOR, "uzbekistan", "contributor in Tashkent"),
    "editor": (Role.REGIONAL_EDITOR, None, "regional editor"),
    "clearer": (Role.CLEARER, None, "clearer"),
    "translator": (Role.TRANSLATOR, None, "translator"),
    "communications": (Role.COMMUNICATIONS, None, "communications"),
    "admin": (None, None, "administrator"),
}


class Command(BaseCommand):
    help = (
        "Load the sample series with two published issues and ten accounts. What is there "
        "already is never touched, so it can be run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, help="port of the printed addresses")
        parser.add_argument(
            "--force", action="store_true", help="also into a database with series of its own"
        )

    def handle(self, *, port, force, **options):
        series = Series.objects.values_list("slug", flat=True)
        if series and SERIES not in series and not force:
            self.stdout.write(
                _("This database has series of its own: the sample was not loaded (see --force).")
            )
            return
        imported = [
            self.load_issue(year, number, SAMPLE / folder)
            for (year, number), folder in BUNDLES.items()
        ]
        # A database that has grown up must not get an administrator that nobody asked for.
        if any(imported) or not get_user_model().objects.exists():
            create_accounts()
        site = f"http://localhost:{port}" if port else settings.SITE_URL
        self.stdout.write("\n".join(welcome(site)))

    def load_issue(self, year, number, folder):
        """Import and publish one issue, as far as that has not been done; say if it was imported."""
        issue = Issue.objects.filter(series__slug=SERIES, year=year, number=number).first()
        is_new = issue is None
        try:
            if is_new:
                with read_bundle(folder) as bundle:
                    issue = store(bundle)
            if not issue.is_published:
                self.stdout.write(_("Publishing %s …") % issue)
                publish(issue, by=None, report=self.report_steps())
        except (BundleRefused, NotPublished) as refusal:
            raise CommandError(
                _("The sample %(folder)s could not be loaded:\n%(reason)s")
                % {"folder": folder.name, "reason": refusal}
            ) from refusal
        return is_new

    def report_steps(self):
        """Return a report that names each step once."""
        named = []

        def report(_percent, step):
            if step not in named:
                named.append(step)
                self.stdout.write(f"  {step}")

        return report


def accounts_file():
    return settings.DATA_DIR / "sample-accounts.txt"


def create_accounts():
    """Create the sample accounts, all or none; the owner of DATA_DIR can read their passwords.

    Nothing is done when one of them is there, or when they were made before.
    """
    User = get_user_model()
    if accounts_file().exists() or User.objects.filter(username__in=CAST).exists():
        return
    passwords = {username: memorable_password() for username in CAST}
    missions = {mission.slug: mission for mission in Mission.objects.all()}
    with transaction.atomic():
        for username, (role, mission, _task) in CAST.items():
            user = User.objects.create_user(
                username,
                password=passwords[username],
                is_staff=True,
                is_superuser=role is None,
            )
            if role:
                Membership.objects.create(user=user, role=role, mission=missions.get(mission))
        keep_passwords(accounts_file(), passwords)


def memorable_password():
    """Return five random groups of letters that can be read aloud: 60 bits."""
    consonants, vowels = "bdfghjklmnprstvz", "aeio"
    groups = [
        "".join(secrets.choice(letters) for letters in (consonants, vowels) * 2) for _n in range(5)
    ]
    return "-".join(groups)


def keep_passwords(path: Path, passwords):
    lines = [
        f"{username:<16}{passwords[username]:<28}{task}\n"
        for username, (_role, _mission, task) in CAST.items()
    ]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(lines)


def welcome(site):
    """Yield the lines that say where everything is."""
    year, number = max(BUNDLES)
    issue = f"{site}/en/{SERIES}/{year}/{number}/"
    yield ""
    for name, address in [
        (_("Website"), f"{site}/"),
        (_("Issue %s") % number, issue),
        (_("Its PDF"), f"{issue}issue.pdf"),
        (_("For staff"), f"{site}/admin/"),
    ]:
        yield f"  {name:<12}{address}"
    yield ""
    if accounts_file().exists():
        yield "  " + _("Sample accounts, with the passwords they began with (kept in %s):") % (
            accounts_file()
        )
        for line in accounts_file().read_text().splitlines():
            yield f"    {line.rstrip()}"
        yield ""
