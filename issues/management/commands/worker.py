"""``manage.py worker``: the tasks that people ask for, and what happens by the clock."""

from django_tasks_db.management.commands.db_worker import Command as TaskWorker

from issues.clock import EVERY, Clock


class Command(TaskWorker):
    help = "Do the tasks of the queue; publish, remind and send mail when it is time."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(queue_name="*", startup_delay=False, reload=False)
        parser.add_argument(
            "--tick", type=float, default=EVERY, help="seconds between two looks at the clock"
        )

    def handle(self, *, tick, **options):
        clock = Clock(tick)
        clock.start()
        try:
            super().handle(**options)
        finally:
            clock.stop()
            clock.join(timeout=10)
