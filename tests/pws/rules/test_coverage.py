"""The PWS algorithm, its worked example and the traps named there (04 §3)."""

from __future__ import annotations

import doctest
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pws.rules import coverage as rules
from pws.rules import years
from pws.rules.coverage import (
    Coverage,
    Flag,
    Runner,
    Status,
    added,
    coverage,
    rank,
    sasaran_of_all,
    status_of,
    target_at,
    wilson,
)
from pws.rules.standing import Standing, Trend, Way
from tests.pws.worked_example import CBR, DESA, GOAL, PUSKESMAS, TARGET, Example

T100 = Decimal(100)
MOVED = {Trend.UP: "naik", Trend.DOWN: "turun", Trend.SAME: "tetap", Trend.NONE: "–"}


def shown(share: Fraction | None, scale: int = 100) -> str:
    """As a page writes it: one decimal, a tie up, a comma."""
    if share is None:
        return "–"
    exact = Decimal(share.numerator * scale) / Decimal(share.denominator)
    return str(exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)).replace(".", ",")


def cells(found: Coverage, place: int | None) -> list[object]:
    """A row of the table of 04 §3.4, from its Σ on."""
    return [
        found.total, shown(found.cumulative), shown(found.monthly), shown(found.previous), MOVED[found.trend],
        "–" if place is None else str(place), found.status.value.capitalize(), found.gap,
        shown(found.pace_needed, 1),
    ]  # fmt: skip


def printed(row: Example) -> list[object]:
    return [
        row.total, row.cumulative, row.monthly, row.previous, row.trend, row.rank, row.status, row.gap,
        row.pace,
    ]  # fmt: skip


@pytest.mark.parametrize("module", [rules, years])
def test_the_examples_in_the_rules_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_the_worked_example_cell_by_cell() -> None:
    found = {row.name: coverage(row.months, row.sasaran, TARGET) for row in DESA}
    places = dict(rank([Runner(ord(name), name, one) for name, one in found.items()]))

    for row in DESA:
        assert cells(found[row.name], places[ord(row.name)]) == printed(row), row.name
        assert shown(found[row.name].goal) == GOAL


def test_its_sasaran_follow_from_population_and_birth_rate() -> None:
    for row in DESA:
        exact = Decimal("1.10") * CBR / 1000 * row.population
        assert int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)) == row.sasaran, row.name


def test_the_puskesmas_is_the_sum_over_the_sum_and_not_the_mean_of_percentages() -> None:
    months = added([row.months for row in DESA])
    sasaran = sasaran_of_all([row.sasaran for row in DESA])

    found = coverage(months, sasaran, TARGET)

    assert months == PUSKESMAS.months
    assert sasaran == PUSKESMAS.sasaran
    assert cells(found, None) == printed(PUSKESMAS)
    shares = [coverage(row.months, row.sasaran, TARGET).cumulative or 0 for row in DESA]
    assert shown(Fraction(sum(shares), len(shares))) == "46,5"  # what the mean would have said


def test_target_is_reached_at_equality() -> None:
    desa_e = DESA[4]

    found = coverage(desa_e.months, desa_e.sasaran, TARGET)

    assert found.cumulative == found.goal == Fraction(1, 2)
    assert found.status is Status.KURANG  # on target with a falling month
    assert found.gap == 0


def test_one_person_below_the_line_misses_it_even_when_it_prints_the_same() -> None:
    # 49,96 % prints as 50,0 %.
    found = coverage([0, 0, 0, 0, 0, 1249], 2500, T100)

    assert shown(found.cumulative) == GOAL
    assert found.status is Status.CUKUP
    assert found.gap == 1


def test_people_are_whole_so_the_gap_is_rounded_up_before_the_subtraction() -> None:
    # Desa D: half of 33 is 16,5, so 17 must be reached.
    found = coverage([2, 2, 2, 3, 1, 0], 33, T100)

    assert found.gap == 7


def test_target_at_nine_months_of_eighty_percent_is_sixty() -> None:
    assert target_at(Decimal(80), 9) == Fraction(60, 100)
    # 594 of 1.000 would pass a line of 9 × 6,6 %, and does not pass 60 %.
    assert coverage([66] * 9, 1000, Decimal(80)).status is Status.JELEK


def test_a_month_is_divided_by_the_annual_sasaran() -> None:
    assert coverage([6], 60, T100).monthly == Fraction(1, 10)


@pytest.mark.parametrize(
    ("reached", "moved", "status"),
    [
        (True, Trend.UP, Status.BAIK),
        (True, Trend.SAME, Status.BAIK),
        (True, Trend.DOWN, Status.KURANG),  # above the target, not below it
        (False, Trend.UP, Status.CUKUP),
        (False, Trend.SAME, Status.JELEK),
        (False, Trend.DOWN, Status.JELEK),
        (True, Trend.NONE, Status.ABOVE),
        (False, Trend.NONE, Status.BELOW),
    ],
)
def test_the_quadrants(reached: bool, moved: Trend, status: Status) -> None:
    assert status_of(Fraction(1, 2) if reached else Fraction(49, 100), Fraction(1, 2), moved) is status


def test_the_trend_compares_people_and_january_has_none() -> None:
    assert coverage([9], 100, T100).trend is Trend.NONE
    assert coverage([9], 100, T100).status is Status.ABOVE
    assert coverage([8], 100, T100).status is Status.BELOW
    assert [coverage([8, after], 100, T100).trend for after in (7, 8, 9)] == [
        Trend.DOWN,
        Trend.SAME,
        Trend.UP,
    ]


def test_a_falling_month_after_the_years_target_is_still_kurang_with_its_badge() -> None:
    reached = coverage([50, 49], 99, T100)
    not_yet = coverage([50, 48], 99, T100)

    assert (reached.status, reached.is_year_reached) == (Status.KURANG, True)
    assert (not_yet.status, not_yet.is_year_reached) == (Status.KURANG, False)
    assert not coverage([49, 50], 99, T100).is_year_reached  # rising: Baik says it


def test_december_asks_for_all_who_remain() -> None:
    found = coverage([4] * 12, 60, T100)

    assert found.pace_needed == 12
    assert found.gap == 12
    assert coverage([4] * 11, 60, T100).pace_needed == 16


def test_the_least_monthly_coverage_is_a_twelfth_of_the_target() -> None:
    assert coverage([1], 60, Decimal(95)).least_monthly == Fraction(95, 1200)


def test_a_month_without_report_is_no_number_and_not_the_month_before() -> None:
    found = coverage([8, 7, None], 84, T100)

    assert [found.count, found.monthly, found.total, found.cumulative] == [None] * 4
    assert found.previous == Fraction(7, 84)
    assert (found.status, found.trend) == (Status.NONE, Trend.NONE)
    assert [found.gap, found.pace_needed, found.projection, found.interval] == [None] * 4
    assert found.flags == (Flag.NOT_REPORTED,)
    assert not found.is_ranked


def test_a_month_of_zero_is_a_report() -> None:
    found = coverage([8, 0], 84, T100)

    assert [found.count, found.monthly, found.total] == [0, 0, 8]
    assert found.trend is Trend.DOWN


def test_after_a_missing_report_the_target_alone_speaks_and_the_gap_is_told() -> None:
    found = coverage([20, None, 10], 84, T100)

    assert (found.total, found.trend, found.status) == (30, Trend.NONE, Status.ABOVE)
    assert found.flags == (Flag.MONTHS_MISSING,)


def test_nobody_to_reach_is_no_share() -> None:
    found = coverage([0, 0], 0, T100)

    assert [found.cumulative, found.monthly, found.gap, found.interval] == [None] * 4
    assert found.status is Status.NONE
    assert Flag.NO_SASARAN not in found.flags


def test_no_figure_for_the_sasaran_is_told() -> None:
    found = coverage([3], None, T100)

    assert (found.cumulative, found.status, found.total) == (None, Status.NONE, 3)
    assert found.flags == (Flag.NO_SASARAN,)


def test_more_than_everybody_is_shown_and_flagged() -> None:
    found = coverage([30, 40], 60, T100)

    assert found.cumulative == Fraction(7, 6)
    assert found.flags == (Flag.TOO_LOW,)
    assert found.interval is None
    assert found.gap == found.pace_needed == 0


@pytest.mark.parametrize(
    ("sasaran", "flags", "ranked"),
    [
        (9, (Flag.SMALL, Flag.UNRANKED), False),
        (10, (Flag.SMALL,), True),
        (19, (Flag.SMALL,), True),
        (20, (), True),
    ],
)
def test_a_small_sasaran_is_marked_and_the_smallest_has_no_rank(
    sasaran: int, flags: tuple[Flag, ...], ranked: bool
) -> None:
    found = coverage([1], sasaran, T100)

    assert (found.flags, found.is_ranked) == (flags, ranked)


def test_without_a_target_there_is_no_status() -> None:
    found = coverage([1, 2], 60, None)

    assert (found.goal, found.status, found.gap, found.pace_needed) == (None, Status.NONE, None, None)
    assert found.cumulative == Fraction(3, 60)


def test_the_years_end_is_estimated_from_the_last_three_months() -> None:
    # (4 + 1 + 1) ÷ 3 = 2 a month, six months to go.
    assert coverage([9, 9, 9, 4, 1, 1], 100, T100).projection == Fraction(33 + 6 * 2, 100)
    assert coverage([9], 100, T100).projection == Fraction(9 + 11 * 9, 100)
    # A month without report is no month of zero.
    assert coverage([9, None, 3], 100, T100).projection == Fraction(12 + 9 * 6, 100)
    assert coverage([5] * 12, 100, T100).projection == Fraction(60, 100)


def test_a_patient_seen_every_month_counts_once_in_the_year_and_each_month_by_itself() -> None:
    # Of 40 patients 10 come first in January and 2 in February; in February 11 of 50 were served.
    found = coverage([10, 2], 48, T100, served=[(10, 40), (11, 50)])

    assert found.cumulative == Fraction(12, 48)
    assert (found.previous, found.monthly) == (Fraction(10, 40), Fraction(11, 50))
    assert (found.trend, found.status) == (Trend.UP, Status.BAIK)


def test_equal_desa_are_ranked_by_this_month_then_the_gap_then_the_name() -> None:
    pairs = [
        ("Zaitun", coverage([2, 8], 20, T100)),
        ("Apel", coverage([8, 2], 20, T100)),
        ("jambu", coverage([24, 16], 80, T100)),
        ("Ceri", coverage([12, 8], 40, T100)),
        ("Bambu", coverage([12, 8], 40, T100)),
        ("Nanas", coverage([1, 8], 9, T100)),
        ("Duku", coverage([9, None], 20, T100)),
    ]

    found = rank([Runner(number, name, one) for number, (name, one) in enumerate(pairs)])

    assert [(pairs[number][0], place) for number, place in found] == [
        ("Zaitun", 1), ("Bambu", 2), ("Ceri", 3), ("jambu", 4), ("Apel", 5), ("Duku", None), ("Nanas", None),
    ]  # fmt: skip


def test_of_two_below_the_line_the_smaller_gap_comes_first() -> None:
    large, small = coverage([4, 4], 80, T100), coverage([2, 2], 40, T100)

    assert rank([Runner(1, "A", large), Runner(2, "B", small)]) == [(2, 1), (1, 2)]


def test_a_puskesmas_adds_those_that_reported() -> None:
    assert added([(3, None), (4, None)]) == (7, None)
    assert added([(3, 1), (4, None)]) == (7, 1)


@pytest.mark.parametrize("months", [[], [1] * 13])
def test_a_year_has_one_to_twelve_months(months: list[int]) -> None:
    with pytest.raises(ValueError, match="12 months"):
        coverage(months, 60, T100)


@pytest.mark.parametrize(
    ("count", "sasaran", "low", "high"),
    # Wilson 1927 as tabulated by Newcombe 1998 (81/263, 15/148, 0/20, 1/29).
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_wilsons(count: int, sasaran: int, low: float, high: float) -> None:
    assert wilson(count, sasaran) == pytest.approx((low, high), abs=5e-5)


counts = st.lists(st.one_of(st.none(), st.integers(0, 200)), min_size=1, max_size=12)
targets = st.decimals(0, 100, places=2)


@given(months=counts, sasaran=st.integers(1, 500), target=targets)
def test_numbers_of_one_place_agree_with_each_other(
    months: list[int | None], sasaran: int, target: Decimal
) -> None:
    found = coverage(months, sasaran, target)
    if found.total is None or found.cumulative is None or found.goal is None:
        assert months[-1] is None
        assert found.status is Status.NONE
        return
    assert found.total == sum(count or 0 for count in months)
    assert found.cumulative * sasaran == found.total
    on_target = {Status.BAIK, Status.KURANG, Status.ABOVE}
    assert (found.gap == 0) == (found.status in on_target) == (found.cumulative >= found.goal)
    assert found.gap is not None
    assert Fraction(found.total + found.gap, sasaran) >= found.goal
    assert found.gap == 0 or Fraction(found.total + found.gap - 1, sasaran) < found.goal
    assert found.projection is not None
    assert found.projection >= found.cumulative


@given(months=counts, sasaran=st.integers(1, 500), target=targets)
def test_the_pace_asked_for_reaches_the_years_target(
    months: list[int | None], sasaran: int, target: Decimal
) -> None:
    found = coverage(months, sasaran, target)
    assume(found.total is not None and found.pace_needed is not None)
    left = max(1, 12 - found.month)
    assert (found.total or 0) + (found.pace_needed or 0) * left >= Fraction(target) / 100 * sasaran


@given(months=st.lists(st.integers(0, 200), min_size=2, max_size=12), sasaran=st.integers(1, 500))
def test_months_add_up_to_the_year(months: list[int], sasaran: int) -> None:
    year = [coverage(months[: number + 1], sasaran, T100) for number in range(len(months))]

    assert sum((one.monthly or Fraction(0) for one in year), Fraction(0)) == year[-1].cumulative
    assert all(after.previous == before.monthly for before, after in pairwise(year))


@given(
    desa=st.lists(
        st.tuples(st.lists(st.integers(0, 50), min_size=4, max_size=4), st.integers(1, 300)),
        min_size=1,
        max_size=12,
    )
)
def test_the_puskesmas_lies_between_its_desa(desa: Sequence[tuple[list[int], int]]) -> None:
    shares = [coverage(months, sasaran, T100).cumulative or Fraction(0) for months, sasaran in desa]

    whole = coverage(added([months for months, _s in desa]), sasaran_of_all([s for _months, s in desa]), T100)

    assert whole.cumulative is not None
    assert min(shares) <= whole.cumulative <= max(shares)


@given(
    desa=st.lists(
        st.tuples(st.lists(st.integers(0, 30), min_size=3, max_size=3), st.integers(0, 60)), max_size=15
    ),
    data=st.data(),
)
def test_the_rank_does_not_depend_on_the_order_asked_in(
    desa: Sequence[tuple[list[int], int]], data: st.DataObject
) -> None:
    runners = [
        Runner(number, f"Desa {number % 4}", coverage(months, sasaran, T100))
        for number, (months, sasaran) in enumerate(desa)
    ]

    found = rank(runners)

    assert rank(data.draw(st.permutations(runners))) == found
    by_key = {one.key: one.coverage for one in runners}
    ranked = [by_key[key] for key, place in found if place is not None]
    assert [place for _key, place in found if place is not None] == list(range(1, len(ranked) + 1))
    assert all((one.sasaran or 0) >= 10 for one in ranked)
    shares = [one.cumulative or Fraction(0) for one in ranked]
    assert shares == sorted(shares, reverse=True)


@given(count=st.integers(0, 400), more=st.integers(0, 400))
def test_the_interval_holds_the_share_and_stays_inside_the_whole(count: int, more: int) -> None:
    assume(count + more)
    ends = wilson(count, count + more)

    assert ends is not None
    assert 0 <= ends[0] <= count / (count + more) <= ends[1] <= 1


def test_processes_add_up_while_states_do_not() -> None:
    months = [(5, 10), (None, None), (1, 30)]

    assert years.summed(months) == years.Reading(6, 40)
    assert years.last(months) == years.Reading(1, 30)
    assert years.summed([(None, None)]).share is None
    assert years.last([]).share is None


def test_a_campaign_is_read_by_itself() -> None:
    months: list[years.Count] = [(0, 9)] * 12
    months[1], months[7] = (6, 9), (9, 9)

    assert years.campaign(months[:7], {2, 8}) == (2, years.Reading(6, 9))
    assert years.campaign(months, {2, 8}) == (8, years.Reading(9, 9))


def test_a_line_is_judged_by_target_and_trend() -> None:
    found = years.line(
        years.Reading(8, 10), years.Reading(9, 10), years.Reading(17, 20), target=Decimal(85), way=Way.UP
    )

    assert (found.trend, found.standing, found.gap) == (Trend.DOWN, Standing.BAD, 1)


def test_a_month_without_report_leaves_the_running_sum_alone() -> None:
    assert years.running([(3, 10), (None, None), (2, 5)]) == [(3, 10), (None, None), (5, 15)]
