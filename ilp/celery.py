"""The worker and its schedule. Tasks carry ids only; running one twice is harmless."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilp.settings")
# Django's checks load every view, 40 MB that worker and beat never use; migrate and the web server run them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")

app = Celery("ilp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
