"""What a synthetic district is built on: its places, its months, its seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from ilp.base.dates import period_of, period_start
from posyandu.demo.district import CAPITAL_WEIGHT, District, district_for
from puskesmas.models import Area, Catchment, Facility, WorkingArea

Ints = NDArray[np.int64]
Kind = Facility.Kind
EPOCH = date(1970, 1, 1)
# Streams of random numbers, one per subject, so that a change in one leaves the others as they were.
STREAMS = {"places": 1, "people": 2, "homes": 3, "calendar": 4, "attendance": 5, "growth": 6, "measures": 7,
           "bodies": 8, "turnout": 9, "dewasa": 10, "lansia": 11, "school": 12, "pregnancies": 13,
           "contacts": 14, "bumil": 15, "nifas": 16, "neonatus": 17, "doses": 18, "diagnoses": 19,
           "entry": 20, "follow up": 21, "milk": 22, "balita": 23,
           "school doses": 24}  # fmt: skip


def day_number(on: date) -> int:
    """Days since 1970, the unit of every date array here."""
    return (on - EPOCH).days


@dataclass(frozen=True, slots=True)
class Plan:
    """Places are numbered 0, 1, … here; `desa_ids` and `posyandu_ids` turn those numbers into keys."""

    district: District
    seed: int
    scale: float
    today: date
    months: int
    desa_ids: Ints
    desa_codes: tuple[str, ...]
    desa_names: tuple[str, ...]
    desa_share: NDArray[np.float64]
    posyandu_ids: Ints
    posyandu_desa: Ints
    posyandu_rw: tuple[str, ...]
    posyandu_rts: Ints
    outreach_ids: Ints
    """Facility that visits at home, per posyandu: its pustu, else its puskesmas."""
    puskesmas_ids: Ints
    """Puskesmas that serves the desa, per posyandu; where there is none, as `outreach_ids`."""

    def rng(self, stream: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, STREAMS[stream]])

    @property
    def last_period(self) -> int:
        return period_of(self.today)

    @property
    def first_period(self) -> int:
        return self.last_period - self.months + 1

    @property
    def first_day(self) -> int:
        return day_number(period_start(self.first_period))

    @property
    def today_number(self) -> int:
        return day_number(self.today)

    @property
    def demo_desa(self) -> int:
        """A desa of middle size with at least two posyandu: where the demo users work."""
        counts = np.bincount(self.posyandu_desa, minlength=len(self.desa_ids))
        by_size = np.argsort(self.desa_share, kind="stable")
        middle = len(by_size) // 2
        order = sorted(range(len(by_size)), key=lambda place: abs(place - middle))
        for wanted in (2, 1):
            for place in order:
                if counts[by_size[place]] >= wanted:
                    return int(by_size[place])
        raise ValueError("no posyandu in this district")

    @property
    def demo_posyandu(self) -> Ints:
        """The posyandu of that desa; the first is the demo kader's."""
        return np.flatnonzero(self.posyandu_desa == self.demo_desa)


def desa_shares(district: District, desa: list[Area], seed: int) -> NDArray[np.float64]:
    """Share of the district's people per desa: kecamatan by weight, inside it log-normal.

    sigma 0.45 for desa, 0.35 for kelurahan [M].
    """
    rng = np.random.default_rng([seed, STREAMS["places"]])
    sigma = np.array([0.35 if area.kind == "Kelurahan" else 0.45 for area in desa])
    sizes = np.exp(rng.normal(0.0, 1.0, len(desa)) * sigma)
    codes = [area.code[:8] for area in desa]
    capitals = {area.parent.code for area in desa if area.parent and area.parent.name == district.capital}
    for code in set(codes):
        inside = np.array([other == code for other in codes])
        weight = district.kecamatan_weight.get(code, float(inside.sum()))
        weight *= CAPITAL_WEIGHT if code in capitals else 1.0
        sizes[inside] *= weight / sizes[inside].sum()
    shares: NDArray[np.float64] = sizes / sizes.sum()
    return shares


def desa_of(code: str) -> QuerySet[Area]:
    """The desa of a district that exist today, by code."""
    found = Area.objects.filter(code__startswith=f"{code}.", level=Area.Level.DESA, valid_to=None)
    return found.select_related("parent").order_by("code")


def make_plan(*, code: str, months: int, scale: float, seed: int, today: date) -> Plan:
    """Read the places of a district. Needs areas and posyandu to be loaded."""
    desa = list(desa_of(code))
    district = district_for(code, len(desa))
    number = {area.pk: place for place, area in enumerate(desa)}
    posyandu = list(
        Facility.objects.filter(kind=Facility.Kind.POSYANDU, closed_on=None, area__in=desa).order_by(
            "area__code", "id"
        )
    )
    homes = {item.posyandu_id: item.rw for item in Catchment.objects.filter(posyandu__in=posyandu)}
    rts = dict.fromkeys((item.pk for item in posyandu), 0)
    for item in Catchment.objects.filter(posyandu__in=posyandu).exclude(rt=""):
        rts[item.posyandu_id] += 1
    return Plan(
        district=district,
        seed=seed,
        scale=scale,
        today=today,
        months=months,
        desa_ids=np.array([area.pk for area in desa]),
        desa_codes=tuple(area.code for area in desa),
        desa_names=tuple(area.name for area in desa),
        desa_share=desa_shares(district, desa, seed),
        posyandu_ids=np.array([item.pk for item in posyandu]),
        posyandu_desa=np.array([number[item.area_id] for item in posyandu]),
        posyandu_rw=tuple(homes.get(item.pk, "") for item in posyandu),
        posyandu_rts=np.array([rts[item.pk] for item in posyandu]),
        outreach_ids=_outreach(posyandu, (Kind.PUSKESMAS, Kind.POSKESDES, Kind.PUSTU)),
        puskesmas_ids=_outreach(posyandu, (Kind.PUSTU, Kind.POSKESDES, Kind.PUSKESMAS)),
    )


def _outreach(posyandu: list[Facility], kinds: Sequence[str]) -> Ints:
    """The facility that serves the desa of each posyandu; the last kind that there is, wins."""
    serving: dict[int, int] = {}
    order = {kind: place for place, kind in enumerate(kinds)}
    for row in sorted(
        WorkingArea.objects.filter(valid_to=None, kind__in=list(order)), key=lambda item: order[item.kind]
    ):
        serving[row.desa_id] = row.facility_id
    return np.array([serving.get(item.area_id, item.pk) for item in posyandu])
