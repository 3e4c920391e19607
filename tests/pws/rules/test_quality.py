"""Time, digits, copies, flags: each rule on its cut-off, one below and one above."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import pytest

from ilp.base.dates import period_of
from pws.rules.quality import (
    CHI_SQUARE_1_PERCENT,
    Level,
    Pairs,
    Report,
    Sessions,
    chi_square,
    copied,
    copied_level,
    deadline,
    digit_level,
    flagged_level,
    heaping,
    myers,
    nik_level,
    report_of,
    silent_months,
)

OCTOBER = period_of(date(2026, 10, 1))
FIFTH = date(2026, 11, 5)


@pytest.mark.parametrize(
    ("sessions", "expected"),
    [
        (Sessions(), Report.NOT_OPENED),
        (Sessions(opened=1), Report.NOT_CLOSED),
        (Sessions(opened=2, closed=1, validated=1, validated_on=FIFTH), Report.NOT_CLOSED),
        (Sessions(opened=1, closed=1), Report.NOT_VALIDATED),
        (Sessions(opened=2, closed=2, validated=1, validated_on=FIFTH), Report.NOT_VALIDATED),
        (Sessions(opened=1, closed=1, validated=1, validated_on=FIFTH), Report.IN_TIME),
        (Sessions(opened=1, closed=1, validated=1, validated_on=date(2026, 11, 6)), Report.LATE),
        (Sessions(opened=1, closed=1, validated=1, validated_on=date(2026, 10, 9)), Report.IN_TIME),
    ],
)
def test_a_report_is_in_time_when_every_session_was_validated_by_the_deadline(
    sessions: Sessions, expected: Report
) -> None:
    assert report_of(sessions, deadline(OCTOBER, 5)) is expected


def test_without_a_closing_day_the_deadline_is_the_fifth() -> None:
    assert deadline(OCTOBER, 0) == FIFTH
    assert deadline(OCTOBER, 10) == date(2026, 11, 10)


@pytest.mark.parametrize(
    ("opened", "months"), [([], 0), ([True], 0), ([False], 1), ([True, False, False], 2), ([False, True], 0)]
)
def test_silence_counts_from_the_last_month_backwards(opened: list[bool], months: int) -> None:
    assert silent_months(opened) == months


def test_indices_of_digits_on_known_series() -> None:
    honest, all_zero, halves = [10] * 10, [100] + [0] * 9, [50, 0, 0, 0, 0, 50, 0, 0, 0, 0]
    assert [myers(one) for one in (honest, all_zero, halves)] == [0, 90, 80]
    assert [heaping(one) for one in (honest, all_zero, halves)] == [100, 500, 500]
    assert [chi_square(one) for one in (honest, all_zero, halves)] == [0, 900, 400]
    assert myers([0] * 10) is heaping([0] * 10) is None
    assert chi_square([0] * 10) == 0


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        ([5, 5, 5, 5, 5, 5, 5, 5, 5, 4], Level.UNKNOWN),  # 49 measures
        ([49] + [0] * 9, Level.UNKNOWN),
        ([5] * 10, Level.GOOD),
        ([50] + [0] * 9, Level.BAD),
        ([30, 10, 10, 10, 10, 30, 10, 10, 10, 10], Level.BAD),  # 6/14 on 0 and 5: 22,9 %
        ([200, 100, 100, 100, 100, 200, 100, 100, 100, 100], Level.WATCH),  # 13,3 %
        ([12, 8, 10, 11, 9, 10, 10, 10, 9, 11], Level.GOOD),
        ([11, 9] * 5, Level.GOOD),
        ([1150, 950] * 5, Level.GOOD),  # sure, and too small to talk about: 4,8 %
    ],
)
def test_digits_are_preferred_when_chance_would_hardly_do_it(counts: list[int], level: Level) -> None:
    assert digit_level(counts) is level


def test_honest_measures_are_hardly_ever_accused() -> None:
    rng = random.Random(7)
    accused = 0
    for _ in range(400):
        counts = [0] * 10
        for _ in range(80):
            counts[rng.randrange(10)] += 1
        accused += digit_level(counts) is not Level.GOOD
        assert (chi_square(counts) > CHI_SQUARE_1_PERCENT) >= (digit_level(counts) is not Level.GOOD)
    assert accused <= 12  # one in a hundred is expected


@pytest.mark.parametrize(
    ("found", "index", "level"),
    [
        (Pairs(0, 0, 0), None, Level.UNKNOWN),
        (Pairs(19, 19, 0), 100, Level.UNKNOWN),
        (Pairs(20, 20, 0), 100, Level.BAD),
        (Pairs(20, 4, 8), 0, Level.GOOD),  # as many as are expected
        (Pairs(20, 3, 8), 0, Level.GOOD),  # fewer: never below 0
        (Pairs(100, 9, 0), 9, Level.WATCH),
        (Pairs(100, 10, 0), 10, Level.BAD),
        (Pairs(60, 3, 0), 5, Level.GOOD),  # three more than nothing may be chance
        (Pairs(200, 9, 0), Fraction(9, 2), Level.GOOD),  # sure, and below 5 %
        (Pairs(100, 24, 24), 12, Level.GOOD),  # 12 too many, 4,2 is one deviation: 12² = 144 < 9 · 18
        (Pairs(100, 25, 24), 13, Level.BAD),  # 13² = 169 > 162
    ],
)
def test_copies_are_equal_weights_beyond_what_the_next_steps_of_the_scale_expect(
    found: Pairs, index: int | Fraction | None, level: Level
) -> None:
    assert copied(found) == index
    assert copied_level(found) is level


def test_children_who_grow_are_not_taken_for_copies() -> None:
    rng = random.Random(11)
    accused = 0
    for _ in range(200):
        gains = [round(rng.gauss(0.15, 0.3), 1) for _ in range(60)]
        found = Pairs(len(gains), gains.count(0.0), sum(abs(gain) == 0.1 for gain in gains))
        accused += copied_level(found) not in {Level.GOOD}
    assert accused <= 4


@pytest.mark.parametrize(
    ("flagged", "measured", "waiting", "level"),
    [
        (0, 0, 0, Level.UNKNOWN),
        (0, 100, 0, Level.GOOD),
        (1, 100, 0, Level.GOOD),
        (1, 100, 1, Level.WATCH),
        (2, 100, 0, Level.WATCH),
        (2, 100, 1, Level.BAD),
    ],
)
def test_more_than_one_percent_outside_the_flags_is_poor_measuring(
    flagged: int, measured: int, waiting: int, level: Level
) -> None:
    assert flagged_level(flagged, measured, waiting) is level


@pytest.mark.parametrize(
    ("people", "without", "level"),
    [(0, 0, "none"), (100, 5, "good"), (100, 6, "watch"), (100, 10, "watch"), (100, 11, "bad")],
)
def test_missing_nik_is_measured_against_the_target(people: int, without: int, level: str) -> None:
    assert nik_level(people, without) == level
