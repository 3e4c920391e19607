"""Projection of sasaran and its distribution to desa (04 §2.1), with the worked example of 04 §3.4."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from puskesmas.rules.sasaran import (
    LABELS,
    PARAMETERS,
    SasaranKind,
    distributed,
    exact,
    half_up,
    projected,
    projections,
)

# A busy machine draws slowly; what is asserted does not depend on time.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CBR20 = {"CBR": Decimal("20")}
EXAMPLE = {"A": (3800, 84), "B": (2900, 64), "C": (4400, 97), "D": (1500, 33), "E": (2100, 46)}
POPULATION = [population for population, _sasaran in EXAMPLE.values()]


def test_the_worked_example_desa_by_desa() -> None:
    for population, sasaran in EXAMPLE.values():
        assert projected(SasaranKind.IBU_HAMIL, population, CBR20) == sasaran
    assert exact(SasaranKind.IBU_HAMIL, 3800, CBR20) == Fraction("83.60")


def test_the_worked_example_distributed() -> None:
    """The figure of the example, 324, comes back to the desa as it stands there."""
    assert distributed(324, POPULATION) == [84, 64, 97, 33, 46]
    # Computed for the puskesmas it is 323,4: one person less, and the sum is kept.
    assert projected(SasaranKind.IBU_HAMIL, sum(POPULATION), CBR20) == 323
    assert distributed(323, POPULATION) == [83, 64, 97, 33, 46]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (SasaranKind.PENDUDUK, "10000"),
        (SasaranKind.IBU_HAMIL, "220"),
        (SasaranKind.IBU_BERSALIN, "210"),
        (SasaranKind.BAYI, "200"),
        (SasaranKind.BAYI_BERTAHAN, "195"),
        (SasaranKind.KOMPLIKASI_IBU, "44"),
        (SasaranKind.KOMPLIKASI_NEO, "30"),
        (SasaranKind.PUS, "1700"),
        (SasaranKind.USIA15, "7000"),
        (SasaranKind.HT, "2100"),
        (SasaranKind.DM, "140"),
        (SasaranKind.ODGJ, "20"),
        (SasaranKind.TBC, "40"),
        (SasaranKind.LANSIA, "1150"),
    ],
)
def test_each_formula(kind: SasaranKind, expected: str) -> None:
    numbers = {
        "CBR": Decimal(20), "IMR": Decimal(25), "PUS": Decimal(17), "USIA15": Decimal(70), "HT": Decimal(30),
        "DM": Decimal(2), "ODGJ": Decimal(2), "TBC": Decimal(400), "LANSIA": Decimal("11.5"),
    }  # fmt: skip
    assert exact(kind, 10_000, numbers) == Fraction(expected)


def test_a_tie_is_rounded_up_and_nothing_else() -> None:
    found = {text: half_up(Fraction(text)) for text in ("0.5", "41.5", "158.08", "0." + "4" + "9" * 40)}
    assert list(found.values()) == [1, 42, 158, 0]


def test_figures_of_a_programme_wait_for_the_programme() -> None:
    waiting = {kind for kind in SasaranKind if projected(kind, 1000, {}) is None}
    assert waiting == {SasaranKind.TERDUGA_TBC, SasaranKind.HIV}
    assert projected(SasaranKind.HIV, 1000, {"HIV": Decimal("3.6")}) == 4


def test_every_kind_has_a_name_and_every_default_a_source() -> None:
    assert set(LABELS) == set(SasaranKind)
    assert all(one.source for one in PARAMETERS.values() if one.value is not None)


@PATIENT
@given(st.integers(0, 50_000), st.lists(st.integers(0, 20_000), min_size=1, max_size=40))
def test_the_sum_is_kept_and_nobody_is_far_from_the_own_share(total: int, weights: list[int]) -> None:
    found = distributed(total, weights)
    assert sum(found) == total
    everybody = sum(weights) or len(weights)
    for got, weight in zip(found, weights if any(weights) else [1] * len(weights), strict=True):
        assert abs(Fraction(total * weight, everybody) - got) < 1


@PATIENT
@given(st.lists(st.integers(0, 9_000), min_size=1, max_size=15), st.decimals("1", "40", places=1))
def test_desa_add_up_to_their_puskesmas(population: list[int], births: Decimal) -> None:
    numbers = {"CBR": births}
    for kind, figures in projections(population, numbers).items():
        assert sum(figures) == projected(kind, sum(population), numbers)


def test_people_live_somewhere() -> None:
    assert distributed(0, []) == []
    assert distributed(3, [0, 0]) == [2, 1]
    for total, weights in ((3, []), (-1, [2]), (4, [5, -1])):
        with pytest.raises(ValueError, match="live somewhere"):
            distributed(total, weights)
