"""Whom a facility serves: catchments of posyandu, working areas of puskesmas and pustu, with their dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ilp.base import words
from ilp.base.language import gettext as _
from puskesmas.models import Area, Catchment, Facility, WorkingArea
from puskesmas.services.facilities import SERVES_DESA, give_desa, hand_over_desa

Kind = Facility.Kind


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One RT of a catchment, or a whole RW or dusun when `rt` is empty."""

    dusun: str = ""
    rw: str = ""
    rt: str = ""


def open_parts(posyandu: Facility) -> list[Catchment]:
    return list(Catchment.objects.filter(posyandu_id=posyandu.pk, valid_to=None)) if posyandu.pk else []


def part_of(row: Catchment) -> Part:
    return Part(row.dusun, row.rw, row.rt)


def said(part: Part) -> str:
    named = (part.dusun, f"RW {part.rw}" if part.rw else "", f"RT {part.rt}" if part.rt else "")
    return " ".join(filter(None, named))


def add_parts(posyandu: Facility, parts: Iterable[Part], since: date) -> None:
    Catchment.objects.bulk_create(
        Catchment(
            posyandu=posyandu, desa=posyandu.area, dusun=part.dusun, rw=part.rw, rt=part.rt, valid_from=since
        )
        for part in parts
    )


def end(rows: Iterable[Catchment | WorkingArea], since: date) -> None:
    """They end the day before. One that would end before it began was never true, and goes; the audit line
    of the change says what took its place."""
    for row in rows:
        if row.valid_from >= since:
            row.delete()
        else:
            row.valid_to = since - timedelta(days=1)
            row.save(update_fields=["valid_to"])


def moves(
    facility: Facility, desa: Iterable[Area] | None, offered: Iterable[Area]
) -> tuple[list[Area], list[WorkingArea]]:
    if desa is None or facility.kind not in SERVES_DESA:
        return [], []
    wanted = {one.pk: one for one in desa}
    open_rows = list(
        WorkingArea.objects.filter(facility=facility, valid_to=None, desa__in=list(offered)).select_related(
            "desa"
        )
    )
    kept = {row.desa_id for row in open_rows}
    return [one for pk, one in wanted.items() if pk not in kept], [
        r for r in open_rows if r.desa_id not in wanted
    ]


def redraw(facility: Facility, gained: list[Area], lost: list[WorkingArea], since: date) -> dict[str, Any]:
    from_others = _neighbours(gained) if facility.kind == Kind.PUSKESMAS else {}
    end(lost, since)
    for one in gained:
        if facility.kind == Kind.PUSKESMAS:
            hand_over_desa(desa=one, to=facility, on=since)
            Facility.objects.filter(area=one, parent_id__in=from_others).update(parent=facility)
        else:
            give_desa(facility, one, since)
    return {
        "desa_gained": [one.code for one in gained],
        "desa_lost": [row.desa.code for row in lost],
        "desa_from": sorted(from_others),
    }


def _neighbours(gained: list[Area]) -> dict[int, int]:
    rows = WorkingArea.objects.filter(desa__in=gained, kind=Kind.PUSKESMAS, valid_to=None)
    return dict(rows.values_list("facility_id", "desa_id"))


def end_or_resume(facility: Facility, before: date | None, after: date | None) -> None:
    """What it serves ends with it; correcting or taking back the day moves those ends along."""
    still = {"valid_to": before}
    Catchment.objects.filter(posyandu=facility, **still).update(valid_to=after)
    WorkingArea.objects.filter(facility=facility, **still).update(valid_to=after)


def check_desa(facility: Facility, lost: list[WorkingArea]) -> dict[str, str]:
    """A desa answers to one puskesmas at any date: it is taken over by the next one, never just let go."""
    if facility.kind != Kind.PUSKESMAS or not lost:
        return {}
    sentence = _(
        "%(desa)s harus tetap punya puskesmas. Buka puskesmas penerusnya, dan pilih desa itu di sana."
    )
    return {"desa": sentence % {"desa": ", ".join(str(row.desa) for row in lost)}}


def check_since(facility: Facility, since: date | None, *, needed: bool) -> dict[str, str]:
    if not needed:
        return {}
    if since is None:
        return {"since": _("Isi sejak kapan wilayah yang baru berlaku.")}
    if facility.opened_on and since < facility.opened_on:
        opened = words.day(facility.opened_on)
        return {"since": _("Wilayah berlaku paling cepat sejak fasilitas mulai, %(day)s.") % {"day": opened}}
    return {}


def check_parts(posyandu: Facility, parts: list[Part], since: date) -> dict[str, str]:
    """Each household belongs to one posyandu: no RT of the desa twice on one day."""
    others = (
        Catchment.objects.filter(desa=posyandu.area, rt__in=[part.rt for part in parts if part.rt])
        .exclude(posyandu_id=posyandu.pk)
        .exclude(valid_to__lt=since)
        .select_related("posyandu")
    )
    for row in others:
        for part in parts:
            same_dusun = part.dusun.lower() == row.dusun.lower() or not (part.dusun and row.dusun)
            if (part.rw, part.rt) == (row.rw, row.rt) and same_dusun:
                taken = _("%(part)s sudah dilayani %(other)s. Hapus di sini, atau ubah posyandu itu dulu.")
                return {"parts": taken % {"part": said(part), "other": row.posyandu}}
    return {}
