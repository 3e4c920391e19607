"""What every template may ask about the person who looks at it."""

from django.http import HttpRequest

from ilp.access.models import User
from ilp.access.roles import Can


def who(request: HttpRequest) -> dict[str, object]:
    """`me` (or None) and one boolean per right."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"me": None}
    return {"me": user, **{f"can_{right.value}": user.may(right) for right in Can}}
