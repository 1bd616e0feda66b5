"""Read mail that came back: from a mailbox, or one mail from standard input."""

import mailbox
import sys
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from issues.following.bounces import LARGEST, Taken, take


class Command(BaseCommand):
    help = (
        "Take delivery reports and complaints: addresses that do not exist get no more mail, nor do "
        "people who complain. What was understood is removed from the mailbox, the rest stays."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "place",
            nargs="?",
            default="-",
            help="a Maildir (folder), an mbox (file), or - for one mail on standard input",
        )
        parser.add_argument("--keep", action="store_true", help="remove nothing from the mailbox")

    def handle(self, *, place, keep, **options):
        if place == "-":
            # Always a good end: a mail server would return the mail to nobody.
            counts = Counter([take(sys.stdin.buffer.read(LARGEST))])
        else:
            counts = self.take_all(opened(Path(place)), keep=keep)
        if options["verbosity"]:
            for kind in Taken:
                self.stdout.write(f"{kind.value}: {counts[kind]}")

    def take_all(self, box, *, keep):
        counts = Counter()
        box.lock()
        try:
            for key in box.keys():  # noqa: SIM118 -- a mailbox iterates over its messages
                kind = take(box.get_bytes(key))
                counts[kind] += 1
                if kind != Taken.UNKNOWN and not keep:
                    box.discard(key)
            box.flush()
        finally:
            box.unlock()
            box.close()
        return counts


def opened(path):
    """Return the mailbox at ``path``; raise ``CommandError`` if there is none."""
    if all((path / name).is_dir() for name in ("cur", "new", "tmp")):
        return mailbox.Maildir(path, create=False)
    if path.is_file():
        return mailbox.mbox(path, create=False)
    raise CommandError(f"{path} is neither a Maildir (with cur, new and tmp) nor an mbox file.")
