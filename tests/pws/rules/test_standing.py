"""Cut-offs of trend, target, gap, rank and small cells (04 §2.1, §3.1, §3.4, §5.3, §9)."""

from __future__ import annotations

import doctest
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pws.rules import small_cells, standing, urgency
from pws.rules.standing import Candidate, Standing, Trend, Way


@pytest.mark.parametrize("module", [standing, small_cells, urgency])
def test_the_examples_in_the_rules_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("numerator", "denominator", "target", "way", "reached"),
    [
        (23, 46, "50", Way.UP, True),  # exactly on target (04 §3.4, desa E)
        (22, 46, "50", Way.UP, False),
        (849, 1000, "85", Way.UP, False),  # shown as 84,9; 85,0 only after rounding
        (8496, 10000, "85", Way.UP, False),  # shown as 85,0: compared unrounded
        (5, 100, "5", Way.DOWN, True),
        (6, 100, "5", Way.DOWN, False),
        (0, 0, "85", Way.UP, None),  # no denominator: no rate, not zero
        (5, 10, None, Way.UP, None),
    ],
)
def test_a_target_is_reached_unrounded_and_at_equality(
    numerator: int, denominator: int, target: str | None, way: Way, reached: bool | None
) -> None:
    value = standing.rate(numerator, denominator)
    assert standing.reaches(value, Decimal(target) if target else None, way) is reached


@pytest.mark.parametrize(
    ("numerator", "denominator", "target", "way", "gap"),
    [
        (10, 33, "50", Way.UP, 7),  # ceil(16,5) - 10 (04 §3.4, desa D)
        (28, 64, "50", Way.UP, 4),
        (45, 84, "50", Way.UP, 0),
        (5, 59, "5", Way.DOWN, 3),  # floor(2,95) may be 2
        (0, 0, "85", Way.UP, None),
    ],
)
def test_the_gap_is_whole_people(
    numerator: int, denominator: int, target: str, way: Way, gap: int | None
) -> None:
    assert standing.gap_people(numerator, denominator, Decimal(target), way) == gap


@pytest.mark.parametrize(
    ("value", "moved", "way", "found"),
    [
        ("0.90", Trend.UP, Way.UP, Standing.GOOD),
        ("0.90", Trend.SAME, Way.UP, Standing.GOOD),
        ("0.90", Trend.DOWN, Way.UP, Standing.INFO),
        ("0.80", Trend.UP, Way.UP, Standing.WATCH),
        ("0.80", Trend.SAME, Way.UP, Standing.BAD),
        ("0.80", Trend.DOWN, Way.UP, Standing.BAD),
        ("0.80", Trend.NONE, Way.UP, Standing.BAD),
        ("0.90", Trend.UP, Way.DOWN, Standing.BAD),
        ("0.90", Trend.DOWN, Way.DOWN, Standing.WATCH),
        ("0.80", Trend.UP, Way.DOWN, Standing.INFO),
        ("0.80", Trend.NONE, Way.NONE, Standing.NONE),
    ],
)
def test_standing_is_target_and_trend_together(value: str, moved: Trend, way: Way, found: Standing) -> None:
    assert standing.standing(Fraction(value), Decimal(85), way, moved) is found


@pytest.mark.parametrize(
    ("sasaran", "denominator", "is_prevalence", "weighed", "ranked"),
    [
        (10, 10, False, None, True),
        (9, 9, False, None, False),  # no rank below S = 10
        (50, 30, True, Fraction(60, 100), True),
        (50, 29, True, Fraction(60, 100), False),
        (50, 30, True, Fraction(599, 1000), False),
        (50, 30, True, None, False),
    ],
)
def test_few_children_have_no_rank(
    sasaran: int, denominator: int, is_prevalence: bool, weighed: Fraction | None, ranked: bool
) -> None:
    found = standing.is_ranked(
        Fraction(1, 10),
        sasaran=sasaran,
        denominator=denominator,
        is_prevalence=is_prevalence,
        weighed=weighed,
    )
    assert found is ranked


@pytest.mark.parametrize(
    ("sasaran", "small"), [(0, False), (1, True), (19, True), (20, False), (None, False)]
)
def test_sasaran_below_twenty_is_small(sasaran: int | None, small: bool) -> None:
    assert standing.is_small(sasaran) is small


def test_more_than_everybody_is_flagged_and_not_capped() -> None:
    assert standing.is_over(standing.rate(11, 10))
    assert not standing.is_over(standing.rate(10, 10))
    assert standing.rate(11, 10) == Fraction(11, 10)


def test_rank_is_best_first_then_smaller_gap_then_name_and_ties_share() -> None:
    places = [
        Candidate(1, "Cempaka", Fraction(1, 2), 5),
        Candidate(2, "Anggrek", Fraction(1, 2), 9),
        Candidate(3, "Bambu", Fraction(9, 10), 0),
        Candidate(4, "Delima", None, None),
        Candidate(5, "Erau", Fraction(1, 5), 1),
    ]
    assert standing.ranking(places, Way.UP) == [(3, 1), (1, 2), (2, 2), (5, 4), (4, None)]
    assert [key for key, _rank in standing.ranking(places, Way.DOWN)] == [5, 1, 2, 3, 4]


@given(st.lists(st.integers(0, 40), min_size=2, max_size=8))
def test_no_hidden_part_is_the_sum_without_the_others(counts: list[int]) -> None:
    hidden = small_cells.hidden_parts(counts)
    assert len(hidden) != 1
    assert all(index in hidden for index, count in enumerate(counts) if count < 5)
    assert hidden or all(count >= 5 for count in counts)
