"""The clock: `celery beat` without the models and jobs, which it names and never uses. A third of the memory.

python -m ilp.beat SCHEDULE_FILE LOG_LEVEL
"""

import os
import sys

from celery.apps.beat import Beat
from django.conf import settings
from django.utils.log import configure_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilp.settings")


class Clock(Beat):  # type: ignore[misc]  # celery has no types
    """What is due is sent by its name."""

    def init_loader(self) -> None:
        """Only the app: its loader would set up all of Django."""
        self.app.finalize()


def main(schedule: str, log_level: str) -> None:
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    from ilp.celery import app

    Clock(app=app, schedule=schedule, loglevel=log_level).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
