"""The request as a guarded view sees it."""

from ilp.access.models import User
from ilp.base.htmx import HtmxHttpRequest


class UserRequest(HtmxHttpRequest):
    """Behind `login_needed` or `need` there is a user."""

    user: User
