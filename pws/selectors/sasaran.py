"""The yearly sasaran that divides an indicator, by desa."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from puskesmas.selectors.sasaran import sasaran_of
from pws.indicators import Indicator
from pws.selectors.of_desa import measured_by
from pws.selectors.places import Place


def annual_sasaran(place: Place, indicator: Indicator, *, period: int) -> dict[int, int]:
    """What is in force in the month; empty for an indicator without one, which costs no statement.

    A part of a sasaran (20 % of pregnancies) is rounded by itself, half up, so that desa add up to their
    puskesmas (04 §2.1).
    """
    base = measured_by(indicator)
    if base.sp is None:
        return {}
    return {
        desa: floor(figure.n * base.sp_share + Fraction(1, 2))
        for (desa, kind), figure in sasaran_of(place.desa_ids, period // 12, period).items()
        if kind is base.sp
    }
