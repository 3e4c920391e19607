"""Numbers, dates and ages as people in Indonesia read them."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils.translation import override

from ilp.base import words

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (None, None, "–"),
        (0, None, "0"),
        (1234567, None, "1.234.567"),
        (9.8, 1, "9,8"),
        (Decimal("9.85"), 1, "9,9"),
        (2.675, 2, "2,68"),
        (-1234.5, 1, "-1.234,5"),
    ],
)
def test_a_number_has_a_decimal_comma(value: float | None, places: int | None, text: str) -> None:
    assert words.number(value, places) == text


def test_an_english_screen_has_a_decimal_point() -> None:
    with override("en"):
        assert words.number(Decimal("1234.50")) == "1,234.50"
        assert words.month(24322) == "November 2026"


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (0, 0, "–"),
        (3, None, "–"),
        (None, 3, "–"),
        (0, 4, f"0,0{NBSP}%"),
        (1, 3, f"33,3{NBSP}%"),
        (1, 16, f"6,3{NBSP}%"),  # 6.25 exactly: the tie goes up
        (2, 3, f"66,7{NBSP}%"),
        (9999, 10000, f"100,0{NBSP}%"),
        (130, 100, f"130,0{NBSP}%"),  # never capped (04 §2.1)
        (12000, 10, f"120.000,0{NBSP}%"),
    ],
)
def test_a_percent_is_exact_and_never_capped(
    numerator: int | None, denominator: int | None, text: str
) -> None:
    assert words.percent(numerator, denominator) == text


@pytest.mark.parametrize(
    ("born_on", "on", "text"),
    [
        (date(2026, 11, 22), date(2026, 11, 22), "0 hr"),
        (date(2026, 10, 23), date(2026, 11, 22), "30 hr"),
        (date(2026, 10, 22), date(2026, 11, 22), "1 bln"),
        (date(2025, 11, 23), date(2026, 11, 22), "11 bln"),
        (date(2025, 11, 22), date(2026, 11, 22), "1 th"),
        (date(2025, 10, 1), date(2026, 11, 22), "1 th 1 bln"),
        (date(2021, 12, 22), date(2026, 11, 22), "4 th 11 bln"),
        (date(2021, 10, 22), date(2026, 11, 22), "5 th"),
        (date(2026, 11, 23), date(2026, 11, 22), "–"),
        (None, date(2026, 11, 22), "–"),
    ],
)
def test_an_age_is_told_as_people_tell_it(born_on: date | None, on: date, text: str) -> None:
    assert words.age(born_on, on) == text


def test_an_instant_of_another_day_brings_its_day() -> None:
    makassar = ZoneInfo("Asia/Makassar")
    with time_machine.travel(datetime(2026, 11, 22, 15, 0, tzinfo=makassar)):
        assert words.clock(datetime(2026, 11, 22, 14, 2, tzinfo=makassar)) == "14:02"
        assert words.clock(datetime(2026, 11, 21, 23, 59, tzinfo=makassar)) == "21 Nov 2026 23:59"


@pytest.mark.parametrize("text", ["", None, "2026", "2026-00", "2026-13", "26-11-01", "2026/11", "٢٠٢٦-١١"])
def test_a_month_that_is_none_is_none(text: str | None) -> None:
    assert words.period_from(text) is None


def test_a_month_survives_its_address() -> None:
    assert words.period_from(words.month_param(24322)) == 24322
