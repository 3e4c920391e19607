"""What the web server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilp.settings")

# A long page makes tens of thousands of objects, and every 700 of them would start the collector.
COLLECT_AFTER = 25_000

application = get_wsgi_application()

# Everything until here lives as long as the process. The collector need not look at it again, and the memory
# it lies in stays shared between the processes that the web server forks from this one.
gc.collect()
gc.freeze()
gc.set_threshold(COLLECT_AFTER, 20, 20)
