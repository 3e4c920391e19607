"""Numbers, dates and ages as people in Indonesia read them. Pure functions, fast enough for long lists.

Pages call them as template filters (`ilp.base.templatetags.ilp`), selectors call them for prepared strings.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils import dates, timezone
from django.utils.translation import override

from ilp.base.dates import age_days, completed_months, period_of, period_start
from ilp.base.language import gettext as _
from ilp.base.language import spoken

NONE = "–"
NBSP = "\N{NO-BREAK SPACE}"
# Below this many months an age is told in years and months, above it in years.
MONTHS_ARE_TOLD_UNTIL = 60
PLAIN_BELOW = 1000


def number(value: int | float | Decimal | None, places: int | None = None) -> str:
    """A number with decimal comma and dots for thousands; a dash when there is none.

    `places` None keeps the decimals that are there.

    >>> number(12345), number(Decimal("9.80"), 1), number(None)
    ('12.345', '9,8', '–')
    """
    if value is None:
        return NONE
    if type(value) is int and 0 <= value < PLAIN_BELOW and places is None:
        return str(value)  # most counts; the same in every language
    if places is not None:
        return _rounded(value, places, spoken())
    if isinstance(value, float):
        value = Decimal(repr(value))
    return _local(f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}")


@lru_cache(maxsize=16384, typed=True)  # weights, lengths and percents repeat in every list
def _rounded(value: int | float | Decimal, places: int, language: str | None) -> str:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return _told(f"{exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,f}", language)


def _local(text: str) -> str:
    return _told(text, spoken())


def _told(text: str, language: str | None) -> str:
    if language == "en":
        return text
    return text.translate(_SWAP) if "," in text else text.replace(".", ",")


_SWAP = str.maketrans(",.", ".,")


def percent(numerator: int | None, denominator: int | None, places: int = 1) -> str:
    """The share in percent, a tie rounded up; a dash when nobody is in the denominator.

    >>> percent(7, 8, 1), percent(0, 5), percent(3, 0), percent(-2, 3)
    ('87,5\\xa0%', '0,0\\xa0%', '–', '−66,7\\xa0%')
    """
    if numerator is None or not denominator:
        return NONE
    if numerator < 0:
        return f"−{percent(-numerator, denominator, places)}"
    scale = 10**places
    rounded = (2 * 100 * scale * numerator + denominator) // (2 * denominator)
    whole, rest = divmod(rounded, scale)
    text = f"{whole:,}.{rest:0{places}d}" if places else f"{whole:,}"
    return f"{_local(text)}{NBSP}%"


def percent_of(value: int | float | Decimal | None, places: int = 1) -> str:
    """A percent that is already worked out, such as a target; a dash when there is none.

    >>> percent_of(Decimal("80"), 0)
    '80\\xa0%'
    """
    return NONE if value is None else f"{number(value, places)}{NBSP}%"


@lru_cache(maxsize=8)
def _names(language: str | None, short: bool) -> list[str]:
    source = dates.MONTHS_3 if short else dates.MONTHS
    with override(language):
        words = ["", *(str(source[month]) for month in range(1, 13))]
    return [word.capitalize() for word in words]


def _month_word(on: date, short: bool) -> str:
    return _names(spoken(), short)[on.month]


def day(on: date | None, short: bool = False) -> str:
    """A date in words.

    >>> day(date(2026, 11, 2)), day(date(2026, 11, 2), short=True)
    ('2 November 2026', '2 Nov 2026')
    """
    if on is None:
        return NONE
    if isinstance(on, datetime):
        on = timezone.localtime(on).date() if timezone.is_aware(on) else on.date()
    return f"{on.day} {_month_word(on, short)} {on.year}"


def weekday(on: date | None) -> str:
    """A date with its day of the week.

    >>> weekday(date(2026, 11, 22))
    'Minggu, 22 November 2026'
    """
    return NONE if on is None else f"{dates.WEEKDAYS[on.weekday()]}, {day(on)}"


def month(value: date | int | None, short: bool = False) -> str:
    """A month in words; takes a date or a period number.

    >>> month(24322), month(date(2026, 11, 5), short=True)
    ('November 2026', 'Nov 2026')
    """
    if value is None:
        return NONE
    on = period_start(value) if isinstance(value, int) else value
    return f"{_month_word(on, short)} {on.year}"


def month_word(value: date | int) -> str:
    """The short name of the month alone, for axes.

    >>> month_word(24322)
    'Nov'
    """
    return _month_word(period_start(value) if isinstance(value, int) else value, True)


@lru_cache(maxsize=1024)
def month_param(value: date | int) -> str:
    """A month as it stands in an address.

    >>> month_param(24322)
    '2026-11'
    """
    on = period_start(value) if isinstance(value, int) else value
    return f"{on.year:04d}-{on.month:02d}"


def period_from(text: str | None) -> int | None:
    """The period written in an address; None when it is not one.

    >>> period_from("2026-11"), period_from("2026-13"), period_from("kemarin")
    (24322, None, None)
    """
    if not text or len(text) != len("2026-11"):
        return None
    try:
        return period_of(date.fromisoformat(f"{text}-01"))
    except ValueError:
        return None


def age(born_on: date | None, on: date | None = None) -> str:
    """An age on a day in words: days, then years and months, then years.

    >>> age(date(2025, 8, 20), date(2026, 11, 22)), age(date(2026, 11, 20), date(2026, 11, 22))
    ('1 th 3 bln', '2 hr')
    """
    if born_on is None:
        return NONE
    on = on or timezone.localdate()
    if on < born_on:
        return NONE
    months = completed_months(born_on, on)
    return months_old(months) if months else _("%(days)s hr") % {"days": age_days(born_on, on)}


def months_old(months: int | None) -> str:
    """An age in completed months, in words.

    >>> months_old(15), months_old(7), months_old(24), months_old(413)
    ('1 th 3 bln', '7 bln', '2 th', '34 th')
    """
    return NONE if months is None else _months_old(spoken(), months)


@lru_cache(maxsize=4096)  # ages repeat in every list; each language has its own words for them
def _months_old(language: str | None, months: int) -> str:
    years, rest = divmod(months, 12)
    if years and (not rest or months >= MONTHS_ARE_TOLD_UNTIL):
        return _("%(years)s th") % {"years": years}
    if not years:
        return _("%(months)s bln") % {"months": rest}
    return _("%(years)s th %(months)s bln") % {"years": years, "months": rest}


def clock(at: datetime | None) -> str:
    """An instant as local time; with its day when that is not today.

    >>> clock(None)
    '–'
    """
    if at is None:
        return NONE
    local = timezone.localtime(at)
    time = f"{local:%H:%M}"
    return time if local.date() == timezone.localdate() else f"{day(local.date(), short=True)} {time}"
