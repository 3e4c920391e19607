"""Keeping facilities, their working areas and catchments (01 §5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import hypot
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from ilp.base.language import gettext as _
from puskesmas.models import Area, Catchment, Facility, WorkingArea
from puskesmas.services.refusal import Refused, one_transaction

# Where a list does not say since when: before every record the product will hold.
SINCE_EVER = date(2000, 1, 1)
Kind = Facility.Kind
SERVES_DESA = (Kind.PUSKESMAS, Kind.PUSTU, Kind.POSKESDES, Kind.PUSLING)


@dataclass(frozen=True, slots=True)
class FacilityDraft:
    """A facility as a list describes it. `desa` are those it answers for; `rts` its catchment."""

    kind: str
    name: str
    area: Area
    code: str = ""
    satusehat_id: str = ""
    parent: Facility | None = None
    address: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    ilp_status: str = Facility.IlpStatus.BELUM
    is_synthetic: bool = False
    desa: tuple[Area, ...] = ()
    valid_from: date | None = None
    dusun: str = ""
    rw: str = ""
    rts: tuple[str, ...] = ()


@one_transaction()
def keep_facility(draft: FacilityDraft) -> Facility:
    """Add a facility, or bring the one with the same code (else kind, place and name) up to date.

    :raises Refused: when a desa already answers to another puskesmas at that date.
    """
    facility = _find(draft) or Facility()
    for name in (
        "kind", "name", "area", "code", "satusehat_id", "address", "latitude", "longitude",
        "opened_on", "closed_on", "ilp_status", "is_synthetic",
    ):  # fmt: skip
        setattr(facility, name, getattr(draft, name))
    facility.parent = draft.parent or find_parent(draft.kind, draft.area)
    since = draft.valid_from or draft.opened_on or SINCE_EVER
    with transaction.atomic():  # one refused facility must not spoil the others
        facility.save()
        for desa in draft.desa:
            give_desa(facility, desa, since)
        if draft.kind == Kind.POSYANDU:
            _keep_catchment(facility, draft, since)
    return facility


def _find(draft: FacilityDraft) -> Facility | None:
    if draft.code:
        found = Facility.objects.filter(code=draft.code).first()
        if found:
            return found
    return Facility.objects.filter(kind=draft.kind, area=draft.area, name=draft.name).first()


def find_parent(kind: str, area: Area) -> Facility | None:
    """The facility it normally belongs to: Dinkes for a puskesmas, the desa's pustu for a posyandu, else
    the desa's puskesmas; None where there is none yet."""
    if kind == Kind.DINKES:
        return None
    if kind == Kind.PUSKESMAS:
        regency = ".".join(area.code.split(".")[:2])
        return Facility.objects.filter(kind=Kind.DINKES, area__code=regency).first()
    serving = WorkingArea.objects.filter(desa=area, valid_to=None).select_related("facility")
    order = (Kind.PUSTU, Kind.POSKESDES, Kind.PUSKESMAS) if kind == Kind.POSYANDU else (Kind.PUSKESMAS,)
    by_kind = {row.kind: row.facility for row in serving}
    return next((by_kind[wanted] for wanted in order if wanted in by_kind), None)


def give_desa(facility: Facility, desa: Area, since: date) -> None:
    """The facility answers for this desa from that day on. Saying it again changes nothing.

    :raises Refused: when the desa answers to another puskesmas at that date.
    """
    if WorkingArea.objects.filter(facility=facility, desa=desa, valid_to=None).exists():
        return
    row = WorkingArea(facility=facility, kind=facility.kind, desa=desa, valid_from=since)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "one_puskesmas_per_desa_and_day" not in str(error):
            raise
        other = WorkingArea.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=since), desa=desa, kind=Kind.PUSKESMAS
        ).select_related("facility")[0]
        raise Refused(
            {
                "desa": _(
                    "%(desa)s sudah wilayah kerja %(other)s."
                    " Akhiri yang lama dulu, atau hapus desa ini dari daftar."
                )
                % {"desa": desa, "other": other.facility}
            }
        ) from None


@one_transaction()
def hand_over_desa(*, desa: Area, to: Facility, on: date) -> None:
    """From this day on the desa answers to another puskesmas; the past keeps the old one."""
    WorkingArea.objects.filter(desa=desa, kind=to.kind, valid_to=None, valid_from__lt=on).exclude(
        facility=to
    ).update(valid_to=on - timedelta(days=1))
    give_desa(to, desa, on)


def _keep_catchment(posyandu: Facility, draft: FacilityDraft, since: date) -> None:
    for rt in draft.rts or ("",):
        Catchment.objects.get_or_create(
            posyandu=posyandu,
            desa=draft.area,
            dusun=draft.dusun,
            rw=draft.rw,
            rt=rt,
            valid_to=None,
            defaults={"valid_from": since},
        )


@one_transaction()
def share_desa(kecamatan: Iterable[Area], *, since: date = SINCE_EVER) -> int:
    """Give every desa that answers to nobody to a puskesmas of its kecamatan; returns how many.

    The puskesmas that stands in the desa takes it, else the nearest one by coordinates, else the first.
    A guess for lists without working areas: a Dinkes corrects it with a list that has them.
    """
    given = 0
    for district in kecamatan:
        candidates = list(
            Facility.objects.filter(kind=Kind.PUSKESMAS, closed_on=None)
            .filter(Q(area=district) | Q(area__parent=district))
            .order_by("code", "name")
        )
        free = (
            Area.objects.filter(parent=district, valid_to=None)
            .exclude(served_by__kind=Kind.PUSKESMAS, served_by__valid_to=None)
            .select_related("boundary")
            .order_by("code")
        )
        for place, desa in enumerate(free if candidates else ()):
            give_desa(_nearest(desa, candidates, place), desa, since)
            given += 1
    return given


def _nearest(desa: Area, candidates: list[Facility], place: int) -> Facility:
    standing = [facility for facility in candidates if facility.area_id == desa.pk]
    if standing:
        return standing[0]
    boundary = getattr(desa, "boundary", None)
    located = [facility for facility in candidates if facility.latitude and facility.longitude]
    if boundary is None or not located:
        return candidates[place % len(candidates)]
    longitude, latitude = _middle(boundary.geometry)
    return min(located, key=lambda item: _degrees_between(item, longitude, latitude))


def _degrees_between(facility: Facility, longitude: float, latitude: float) -> float:
    return hypot(float(facility.longitude or 0) - longitude, float(facility.latitude or 0) - latitude)


def _middle(geometry: dict[str, Any]) -> tuple[float, float]:
    rings = geometry["coordinates"]
    ring = rings[0][0] if geometry["type"] == "MultiPolygon" else rings[0]
    return sum(point[0] for point in ring) / len(ring), sum(point[1] for point in ring) / len(ring)
