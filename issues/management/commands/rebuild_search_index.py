"""Write the index of published editions anew, by which readers search and narrow the archive."""

from django.core.management.base import BaseCommand

from issues.search.index import rebuild

SAID_EVERY = 500  # issues


class Command(BaseCommand):
    help = "Write the search index anew from the published editions; readers can go on searching."

    def handle(self, *args, **options):
        number = rebuild(self.told)
        self.stdout.write(f"{number} issues are in the search index.")

    def told(self, done, total):
        if done % SAID_EVERY == 0:
            self.stdout.write(f"{done} of {total} issues", ending="\n")
