"""Columns of the graph for every type of indicator: what the bar is, and over whom it is read (04 §1.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import pytest

from puskesmas.rules.sasaran import SasaranKind
from pws.indicators import Direction, Indicator, Kind, Subject
from pws.rules.coverage import Flag, Status
from pws.rules.standing import Standing, Trend
from pws.rules.years import Reading
from pws.selectors import graph as selectors
from pws.selectors.figures import DS
from pws.selectors.graph import Column, graph
from pws.selectors.of_desa import desa_lines
from pws.selectors.places import Desa, Place, PlaceKind
from pws.selectors.series import YearLine

Months = Sequence[tuple[int | None, int | None]]
FEBRUARY = 2025 * 12 + 1
DESA = (Desa(1, "73.01", "Apel", 7, "Puskesmas X"), Desa(2, "73.02", "Bambu", 7, "Puskesmas X"))
PLACE = Place(
    kind=PlaceKind.PUSKESMAS, id=7, code="", name="Puskesmas X", desa=DESA, posyandu_id=None,
    regency_code="73.16", first_period=0, targets={}, narrowed=False,
)  # fmt: skip


def indicator(kind: Kind, **more: object) -> Indicator:
    """One that counts balita, as far as its columns matter here."""
    told = {
        "code": "UJI", "title": "Uji", "short": "Uji", "definition": "", "kind": kind, "source": "",
        "subject": Subject.BALITA, "numerator": "is_d", "denominator": "is_s", "target": Decimal(60),
        "direction": Direction.UP, **more,
    }  # fmt: skip
    return Indicator(**told)  # type: ignore[arg-type]


def line(of: Indicator, months: Months, of_year: Sequence[int | None] | None = None) -> YearLine:
    ups, downs = tuple(up for up, _down in months), tuple(down for _up, down in months)
    return YearLine(of, ups if of_year is None else tuple(of_year), downs, ups)


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> object:
    """Columns of two desa from their months; D/S is always 20 of 30."""

    def made(
        of: Indicator,
        lines: Mapping[int, YearLine],
        *,
        sasaran: Mapping[int, int | None] | None = None,
        hides_small: bool = False,
    ) -> tuple[Column, ...]:
        weighed = {1: line(DS, [(20, 30)] * 2), 2: line(DS, [(20, 30)] * 2)}
        monkeypatch.setattr(
            selectors,
            "series",
            lambda *_args, **_kw: {
                desa: {of.code: one, DS.code: weighed[desa]} for desa, one in lines.items()
            },
        )
        shown = graph(
            PLACE, of, period=FEBRUARY, by_puskesmas=False, sasaran=sasaran or {}, hides_small=hides_small
        )
        return shown.columns

    return made


def test_a_cumulative_bar_is_read_over_the_yearly_sasaran_with_the_real_one_beside_it(
    columns: object,
) -> None:
    of = indicator(Kind.KUMULATIF, sp=SasaranKind.BAYI)
    lines = {1: line(of, [(3, 20), (4, 21)]), 2: line(of, [(2, 40), (1, 42)])}

    best, other, whole = columns(of, lines, sasaran={1: 50, 2: 100})  # type: ignore[operator]

    assert [one.group.name for one in (best, other)] == ["Apel", "Bambu"]
    assert best.coverage.cumulative == Fraction(7, 50)
    assert best.real == Reading(7, 21)  # balita are a stock: those of the last month
    assert whole.coverage.cumulative == Fraction(10, 150)
    assert whole.is_total


def test_without_projection_the_real_sasaran_divides(columns: object) -> None:
    of = indicator(Kind.SEKALI)
    lines = {1: line(of, [(3, 20), (4, 28)]), 2: line(of, [(0, 10), (0, 10)])}

    best, _other, whole = columns(of, lines)  # type: ignore[operator]

    assert best.coverage.cumulative == Fraction(7, 28)
    assert best.real is None
    assert whole.coverage.sasaran == 38


def test_a_desa_without_sasaran_leaves_the_sum_without_one(columns: object) -> None:
    of = indicator(Kind.KUMULATIF, sp=SasaranKind.BAYI)
    lines = {1: line(of, [(3, 20), (4, 21)]), 2: line(of, [(2, 40), (1, 42)])}

    _best, other, whole = columns(of, lines, sasaran={1: 50})  # type: ignore[operator]

    assert (other.rank, other.flags) == (None, (Flag.NO_SASARAN,))
    assert (whole.coverage.cumulative, whole.coverage.total) == (None, 10)


def test_chronic_patients_are_read_by_month_and_by_first_service(columns: object) -> None:
    of = indicator(Kind.KUMULATIF, sp=SasaranKind.HT, is_chronic=True, month_numerator="is_n")
    lines = {1: line(of, [(30, 60), (33, 60)], of_year=(30, 4)), 2: line(of, [(0, 1), (0, 1)])}

    best, *_rest = columns(of, lines, sasaran={1: 100, 2: 100})  # type: ignore[operator]

    assert best.coverage.cumulative == Fraction(34, 100)
    assert best.coverage.monthly == Fraction(33, 60)
    assert (best.coverage.trend, best.coverage.status) == (Trend.UP, Status.BAIK)


def test_a_monthly_bar_is_the_month_and_its_year_weighs_large_months_more(columns: object) -> None:
    of = indicator(Kind.BULANAN)
    lines = {1: line(of, [(1, 10), (30, 40)]), 2: line(of, [(5, 10), (5, 10)])}

    best, other, whole = columns(of, lines)  # type: ignore[operator]

    assert best.line.shown.share == Fraction(30, 40)
    assert best.line.year.share == Fraction(31, 50)
    assert (best.line.standing, other.line.standing) == (Standing.GOOD, Standing.BAD)
    assert whole.line.shown == Reading(35, 50)


def test_a_state_is_as_its_last_month(columns: object) -> None:
    of = indicator(Kind.TITIK_WAKTU)
    lines = {1: line(of, [(1, 10), (8, 10)]), 2: line(of, [(5, 10), (None, None)])}

    best, silent, whole = columns(of, lines)  # type: ignore[operator]

    assert best.line.year == best.line.shown == Reading(8, 10)
    assert (silent.rank, silent.flags) == (None, (Flag.NOT_REPORTED,))
    assert whole.silent == 1


def test_a_campaign_is_its_last_campaign_month(columns: object) -> None:
    of = indicator(Kind.KAMPANYE, months=(1, 8))
    lines = {1: line(of, [(9, 10), (0, 10)]), 2: line(of, [(7, 10), (0, 10)])}

    best, *_rest = columns(of, lines)  # type: ignore[operator]

    assert best.line.shown == Reading(9, 10)


def test_a_drop_out_is_read_from_january_on(columns: object) -> None:
    of = indicator(Kind.BULANAN, minus="is_n", of_year=True, direction=Direction.DOWN, target=Decimal(10))
    lines = {1: line(of, [(4, 20), (-3, 10)]), 2: line(of, [(4, 20), (0, 10)])}

    best, other, _whole = columns(of, lines)  # type: ignore[operator]

    assert (best.line.shown, best.line.previous) == (Reading(1, 30), Reading(4, 20))
    assert (best.line.standing, other.line.standing) == (Standing.GOOD, Standing.WATCH)


def test_counts_have_neither_share_nor_rank(columns: object) -> None:
    of = indicator(Kind.ABSOLUT, denominator=None, target=None)
    lines = {1: line(of, [(1, None), (2, None)]), 2: line(of, [(0, None), (None, None)])}

    first, second, whole = columns(of, lines)  # type: ignore[operator]

    assert [one.rank for one in (first, second)] == [None, None]
    assert [one.line.year.numerator for one in (first, second, whole)] == [3, 0, 3]


def test_a_month_of_few_is_hidden_from_who_must_not_recognise_anybody(columns: object) -> None:
    of = indicator(Kind.KUMULATIF, sp=SasaranKind.BAYI)
    lines = {1: line(of, [(9, 20), (4, 21)]), 2: line(of, [(8, 40), (9, 42)])}

    best, other, whole = columns(of, lines, sasaran={1: 50, 2: 100}, hides_small=True)  # type: ignore[operator]

    assert [one.is_hidden for one in (best, other, whole)] == [False, False, False]
    # One alone would be the sum without the other.
    assert [one.hides_now for one in (best, other, whole)] == [True, True, False]
    assert [one.hides_before for one in (best, other, whole)] == [False, False, False]


def test_desa_that_reached_the_threshold_are_counted_and_silent_ones_are_not() -> None:
    uci = indicator(Kind.TITIK_WAKTU, numerator=None, denominator=None, of_desa="GIZ-DS")
    base = indicator(Kind.KUMULATIF)
    lines = {
        1: line(base, [(40, 1), (45, 1)]),
        2: line(base, [(40, 1), (44, 1)]),
        3: line(base, [(9, 1), (None, None)]),
        4: line(base, [(9, 1), (9, 1)]),
    }

    found = desa_lines(uci, lines, {1: 100, 2: 100, 3: 10, 4: None})

    # GIZ-DS asks for 85 %: exactly, just not, then no report, and no sasaran.
    assert [found[desa].numerators for desa in (1, 2, 3, 4)] == [(0, 1), (0, 0), (1, None), (None, None)]
    assert found[1].denominators == (1, 1)
