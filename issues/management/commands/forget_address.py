"""Delete everything kept of an e-mail address that follows."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from issues.following.addresses import canonical
from issues.following.subscribing import forget


class Command(BaseCommand):
    help = "Delete what is kept of an e-mail address that follows: address, choices, everything."

    def add_arguments(self, parser):
        parser.add_argument("address")

    def handle(self, *, address, **options):
        try:
            known = forget(canonical(address))
        except ValidationError as problem:
            raise CommandError("; ".join(problem.messages)) from problem
        self.stdout.write("Forgotten." if known else "Nothing was kept of this address.")
