"""Indonesian, unless this person chose otherwise. The language of the browser is not asked.

The laptops of a puskesmas speak English as often as not; their users do not.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

_SPOKEN: ContextVar[str | None] = ContextVar("spoken", default=None)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """This language, for everything said inside."""
    was = _SPOKEN.set(language)
    try:
        with translation.override(language):
            yield
    finally:
        _SPOKEN.reset(was)


def spoken() -> str:
    """The language in force. A table of numbers asks a thousand times; Django's own answer takes longer."""
    return _SPOKEN.get() or translation.get_language() or ""


# What was said, by language. Only texts of the code are said, so there are not more than in the catalogue.
_SAID: dict[tuple[str, str], str] = {}


def gettext(message: str) -> str:
    """As Django's, which looks a text up anew each time; a page says hundreds of them."""
    key = (spoken(), message)
    said = _SAID.get(key)
    if said is None:
        said = _SAID[key] = translation.gettext(message)
    return said


class LanguageMiddleware:
    """Takes the language from its cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.known = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in self.known else settings.LANGUAGE_CODE
        with speaking(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
