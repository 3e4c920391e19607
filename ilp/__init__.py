"""ILP: primary care by life cycle, and the numbers that steer it."""

from ilp.celery import app as celery_app

__all__ = ["celery_app"]
