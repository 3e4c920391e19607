"""Facilities for a district without a list: one puskesmas per kecamatan, a pustu per desa, posyandu."""

from __future__ import annotations

import numpy as np
from django.db import transaction

from posyandu.demo.district import District, district_for
from posyandu.demo.plan import desa_of, desa_shares
from posyandu.demo.words import POSYANDU
from puskesmas.models import Area, Catchment, Facility, WorkingArea
from puskesmas.services.facilities import SINCE_EVER, share_desa

Kind = Facility.Kind
RTS = 4


@transaction.atomic
def ensure_facilities(code: str, *, scale: float, seed: int) -> dict[str, int]:
    """Add what the district has not: Dinkes, puskesmas, pustu, posyandu; returns how many of each kind.

    Puskesmas and pustu that were loaded from a list stay; a desa that has a posyandu gets no other.
    """
    desa = list(desa_of(code))
    regency = Area.objects.get(code=code)
    district = district_for(code, len(desa))
    return {
        "dinkes": _dinkes(regency),
        "puskesmas": _puskesmas(regency),
        "pustu": _pustu(desa),
        "posyandu": _posyandu(desa, district, scale, seed),
    }


def _new(kind: str, name: str, area: Area, parent_id: int | None) -> Facility:
    return Facility(
        kind=kind, name=name, area=area, parent_id=parent_id, is_synthetic=True, opened_on=SINCE_EVER,
        ilp_status=Facility.IlpStatus.MENERAPKAN,
    )  # fmt: skip


def _dinkes(regency: Area) -> int:
    if Facility.objects.filter(kind=Kind.DINKES, area=regency).exists():
        return 0
    _new(Kind.DINKES, f"Dinas Kesehatan {regency.kind} {regency.name}", regency, None).save()
    return 1


def _puskesmas(regency: Area) -> int:
    dinkes = Facility.objects.filter(kind=Kind.DINKES, area=regency).first()
    kecamatan = list(Area.objects.filter(parent=regency, valid_to=None).order_by("code"))
    has = set(
        Facility.objects.filter(kind=Kind.PUSKESMAS, area__code__startswith=f"{regency.code}.").values_list(
            "area__code", flat=True
        )
    )
    taken = {code[:8] for code in has}
    served = set(
        WorkingArea.objects.filter(
            kind=Kind.PUSKESMAS, valid_to=None, desa__parent__in=kecamatan
        ).values_list("desa__parent__code", flat=True)
    )
    missing = [area for area in kecamatan if area.code not in taken | served]
    Facility.objects.bulk_create(
        [
            _new(Kind.PUSKESMAS, f"Puskesmas {area.name}", area, dinkes.pk if dinkes else None)
            for area in missing
        ]
    )
    share_desa(kecamatan)
    return len(missing)


def _pustu(desa: list[Area]) -> int:
    puskesmas = dict(
        WorkingArea.objects.filter(kind=Kind.PUSKESMAS, valid_to=None, desa__in=desa).values_list(
            "desa_id", "facility_id"
        )
    )
    has = set(
        WorkingArea.objects.filter(
            kind__in=(Kind.PUSTU, Kind.POSKESDES), valid_to=None, desa__in=desa
        ).values_list("desa_id", flat=True)
    )
    missing = [area for area in desa if area.pk not in has]
    made = Facility.objects.bulk_create(
        [_new(Kind.PUSTU, f"Pustu {area.name}", area, puskesmas.get(area.pk)) for area in missing]
    )
    WorkingArea.objects.bulk_create(
        [WorkingArea(facility=item, kind=item.kind, desa=item.area, valid_from=SINCE_EVER) for item in made]
    )
    return len(made)


def _posyandu(desa: list[Area], district: District, scale: float, seed: int) -> int:
    has = set(Facility.objects.filter(kind=Kind.POSYANDU, area__in=desa).values_list("area_id", flat=True))
    counts = posyandu_counts(district, desa_shares(district, desa, seed), scale)
    pustu = dict(
        WorkingArea.objects.filter(kind=Kind.PUSTU, valid_to=None, desa__in=desa).values_list(
            "desa_id", "facility_id"
        )
    )
    wanted = [
        _new(Kind.POSYANDU, posyandu_name(place), area, pustu.get(area.pk))
        for area, count in zip(desa, counts, strict=True)
        if area.pk not in has
        for place in range(count)
    ]
    made = Facility.objects.bulk_create(wanted)
    place_in_desa: dict[int, int] = {}
    catchments = []
    for item in made:
        place = place_in_desa[item.area_id] = place_in_desa.get(item.area_id, 0) + 1
        catchments += [
            Catchment(posyandu=item, desa=item.area, rw=f"{place:03d}", rt=f"{rt:03d}", valid_from=SINCE_EVER)
            for rt in range(1, RTS + 1)
        ]
    Catchment.objects.bulk_create(catchments)
    return len(made)


def posyandu_name(place: int) -> str:
    """Names repeat from desa to desa, as they do in life: Posyandu Mawar 1, Melati 1, …, Mawar 2."""
    return f"Posyandu {POSYANDU[place % len(POSYANDU)]} {place // len(POSYANDU) + 1}"


def posyandu_counts(district: District, shares: np.ndarray, scale: float) -> list[int]:
    """How many posyandu each desa gets: at least one, all together the district's number times scale.

    shares: share of people per desa, shape (desa,).
    """
    total = max(len(shares), round(district.posyandu * scale))
    ideal = shares * total
    counts = np.maximum(1, np.floor(ideal)).astype(int)
    for place in np.argsort(-(ideal - counts), kind="stable"):
        if counts.sum() >= total:
            break
        counts[place] += 1
    return [int(count) for count in counts]
