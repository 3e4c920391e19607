"""The network of a puskesmas as a page shows it: desa by desa, with working areas, catchments and dates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.base import words
from ilp.base.language import gettext as _
from puskesmas.models import Area, Catchment, Facility, WorkingArea
from puskesmas.selectors.reach import facilities_within

Kind = Facility.Kind
IN_THE_DESA = (Kind.PUSTU, Kind.POSKESDES, Kind.PUSLING, Kind.POSYANDU)


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """One facility, in words. `serves`: desa or parts of one, each with its dates."""

    pk: int
    name: str
    kind: str
    code: str
    serves: tuple[str, ...]
    opened: str
    closed: str
    ilp: str


@dataclass(frozen=True, slots=True)
class DesaGroup:
    """A desa with the puskesmas it answers to (every one, when that changed) and what stands in it."""

    name: str
    answers_to: tuple[str, ...]
    rows: tuple[FacilityRow, ...]


@dataclass(frozen=True, slots=True)
class PuskesmasRow:
    """A puskesmas with the size of its network today."""

    row: FacilityRow
    desa: int
    pustu: int
    posyandu: int


def parts_words(parts: Iterable[Catchment]) -> tuple[str, ...]:
    """Catchment rows in words, RT of the same RW and dates together."""
    grouped: dict[tuple[str, str, date, date | None], list[str]] = defaultdict(list)
    for part in parts:
        grouped[part.dusun, part.rw, part.valid_from, part.valid_to].append(part.rt)
    found = []
    for (dusun, rw, start, end), rts in grouped.items():
        named = [
            dusun,
            _("RW %(rw)s") % {"rw": rw} if rw else "",
            _("RT %(rt)s") % {"rt": ", ".join(sorted(rts))} if any(rts) else "",
        ]
        places = " · ".join(filter(None, named)) or _("RT belum dirinci")
        found.append(f"{places} ({_dates(start, end)})")
    return tuple(found)


def _dates(start: date, end: date | None) -> str:
    since = _("sejak %(day)s") % {"day": words.day(start, short=True)}
    return since if end is None else f"{words.day(start, short=True)} – {words.day(end, short=True)}"


def network(*, puskesmas: Facility | None = None, closed: bool = False) -> list[DesaGroup]:
    """The desa of the scope in force, or of one puskesmas today; three statements.

    :param closed: also what was closed, and service areas that ended.
    """
    served = _served(puskesmas, closed)
    desa = {row.desa_id: row.desa for row in served}
    by_facility: dict[int, list[WorkingArea]] = defaultdict(list)
    for row in served:
        by_facility[row.facility_id].append(row)
    standing = _standing(desa if puskesmas else None, by_facility, closed)
    parts = _parts([one.pk for one in standing if one.kind == Kind.POSYANDU], closed)
    groups: dict[int, list[Facility]] = defaultdict(list)
    for one in standing:
        homes = [one.area_id] if one.kind == Kind.POSYANDU else _homes(one, by_facility)
        for home in homes:
            groups[home].append(one)
            desa.setdefault(home, one.area)
    return [
        DesaGroup(
            str(desa[pk]),
            tuple(f"{row.facility} ({_dates(row.valid_from, row.valid_to)})" for row in served
                  if row.desa_id == pk and row.kind == Kind.PUSKESMAS),
            tuple(_row(one, _serves(one, by_facility, parts)) for one in groups[pk]),
        )
        for pk in sorted(desa, key=lambda pk: desa[pk].name)
    ]  # fmt: skip


def _served(puskesmas: Facility | None, closed: bool) -> list[WorkingArea]:
    rows = WorkingArea.objects.select_related("desa", "facility").order_by("valid_from")
    if not closed:
        rows = rows.exclude(valid_to__lt=timezone.localdate())
    desa_ids = scope.current().desa_ids
    if desa_ids is not None:
        rows = rows.filter(desa_id__in=desa_ids)
    if puskesmas is not None:
        own = WorkingArea.objects.filter(facility=puskesmas).exclude(valid_to__lt=timezone.localdate())
        rows = rows.filter(desa_id__in=own.values("desa_id"))
    return list(rows)


def _standing(
    desa: Iterable[int] | None, by_facility: dict[int, list[WorkingArea]], closed: bool
) -> list[Facility]:
    active = scope.current()
    places = list(desa) if desa is not None else list(active.desa_ids or ())
    found = Facility.objects.filter(Q(area_id__in=places) | Q(pk__in=list(by_facility)), kind__in=IN_THE_DESA)
    if not closed:
        found = found.filter(closed_on=None)
    if active.posyandu_ids is not None:
        found = found.filter(~Q(kind=Kind.POSYANDU) | Q(pk__in=active.posyandu_ids))
    order = {kind: place for place, kind in enumerate(IN_THE_DESA)}
    rows = found.select_related("area").order_by("name")
    return sorted(rows, key=lambda one: order[Kind(one.kind)])


def _homes(one: Facility, by_facility: dict[int, list[WorkingArea]]) -> list[int]:
    """The desa a pustu is listed under: those it answers for, else the one it stands in."""
    return list(dict.fromkeys(row.desa_id for row in by_facility[one.pk])) or [one.area_id]


def _parts(posyandu: list[int], closed: bool) -> dict[int, list[Catchment]]:
    rows = Catchment.objects.filter(posyandu_id__in=posyandu).order_by("valid_from", "dusun", "rw", "rt")
    if not closed:
        rows = rows.exclude(valid_to__lt=timezone.localdate())
    found: dict[int, list[Catchment]] = defaultdict(list)
    for row in rows:
        found[row.posyandu_id].append(row)
    return found


def _serves(
    one: Facility, by_facility: dict[int, list[WorkingArea]], parts: dict[int, list[Catchment]]
) -> tuple[str, ...]:
    if one.kind == Kind.POSYANDU:
        return parts_words(parts.get(one.pk, ()))
    return tuple(f"{row.desa} ({_dates(row.valid_from, row.valid_to)})" for row in by_facility[one.pk])


def _row(one: Facility, serves: tuple[str, ...] = ()) -> FacilityRow:
    return FacilityRow(
        one.pk,
        one.name,
        str(Kind(one.kind).label),
        one.code,
        serves,
        words.day(one.opened_on, short=True),
        words.day(one.closed_on, short=True) if one.closed_on else "",
        str(Facility.IlpStatus(one.ilp_status).label),
    )


def puskesmas_list(*, by: User, closed: bool = False) -> tuple[list[PuskesmasRow], list[str]]:
    """The puskesmas of a kabupaten, and the desa that answer to none of them; four statements."""
    found = facilities_within(by).filter(kind=Kind.PUSKESMAS).order_by("name")
    if not closed:
        found = found.filter(closed_on=None)
    today = timezone.localdate()
    answers = dict(
        WorkingArea.objects.filter(kind=Kind.PUSKESMAS, valid_from__lte=today)
        .exclude(valid_to__lt=today)
        .values_list("desa_id", "facility_id")
    )
    size = Counter(answers.values())
    pustu: Counter[int] = Counter()
    posyandu: Counter[int] = Counter()
    for kind, desa_id in facilities_within(by).filter(closed_on=None).values_list("kind", "area_id"):
        (posyandu if kind == Kind.POSYANDU else pustu)[answers.get(desa_id, 0)] += kind in IN_THE_DESA
    desa_ids = scope.current().desa_ids or ()
    without = Area.objects.filter(pk__in=set(desa_ids) - answers.keys(), valid_to=None).order_by("name")
    rows = [PuskesmasRow(_row(one), size[one.pk], pustu[one.pk], posyandu[one.pk]) for one in found]
    return rows, [str(desa) for desa in without]
