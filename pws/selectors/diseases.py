"""Penyakit dominan (04 §7): what stands out in each desa of a place, and who is behind a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import connection

from ilp.base.dates import period_end, period_start
from pws.rules.diseases import BY_CODE, REST, Source, Standing, standings
from pws.selectors.people import PersonRow
from pws.selectors.places import Desa, Place, PlaceKind


class Window(StrEnum):
    """How far back is counted."""

    YEAR = "12"
    QUARTER = "3"
    TO_DATE = "tahun"

    def months(self, period: int) -> int:
        """Months up to and with `period`."""
        return period % 12 + 1 if self is Window.TO_DATE else int(self.value)


@dataclass(frozen=True, slots=True)
class DesaDiseases:
    """One desa with its diseases, most people first."""

    desa: Desa
    population: int
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Diseases:
    """`whole`: the puskesmas (or all that the reader sees) against itself, so without a quotient."""

    source: Source
    window: Window
    from_on: date
    until_on: date
    desa: tuple[DesaDiseases, ...]
    whole: tuple[Standing, ...]
    population: int


def window_of(window: Window, period: int) -> tuple[date, date]:
    """First and last day of the window."""
    return period_start(period - window.months(period) + 1), period_end(period)


def diseases(place: Place, *, source: Source, window: Window, period: int) -> Diseases:
    """Every desa of the place beside its puskesmas; one statement.

    A desa is compared with its puskesmas also where the reader sees that desa only.
    """
    return diseases_by_source(place, window=window, period=period)[source]


def diseases_by_source(place: Place, *, window: Window, period: int) -> dict[Source, Diseases]:
    """Diagnoses and screening, never mixed; one statement for both.

    Nobody is counted before the first month of the roll-up, which is that of the first visit: a window that
    ends earlier is empty, as it is where there are no records.
    """
    days = window_of(window, period)
    counts, people = _counts(_puskesmas(place), period, window.months(period))
    return {
        source: _diseases(place, source, window, days, counts.get(source, {}), people) for source in Source
    }


def _diseases(
    place: Place,
    source: Source,
    window: Window,
    days: tuple[date, date],
    counts: Counts,
    people: Mapping[int | None, int],
) -> Diseases:
    from_on, until_on = days
    whole, population = counts.get(None, {}), people.get(None, 0)
    now = {code: n for code, (n, _before) in whole.items()}
    found = [
        DesaDiseases(
            desa, people.get(desa.id, 0),
            tuple(_told(standings(counts.get(desa.id, {}), people.get(desa.id, 0), now, population))),
        )
        for desa in place.desa
    ]  # fmt: skip
    everything = tuple(standings(whole, population, {}, 0))
    return Diseases(source, window, from_on, until_on, tuple(found), everything, population)


def _puskesmas(place: Place) -> int | None:
    if place.kind is PlaceKind.PUSKESMAS:
        return place.id
    numbers = {desa.puskesmas_id for desa in place.desa}
    return numbers.pop() if len(numbers) == 1 and 0 not in numbers else None


def _told(found: Sequence[Standing]) -> list[Standing]:
    """Sensitive groups are told of a puskesmas only."""
    return [one for one in found if one.code == REST or not BY_CODE[one.code].is_sensitive]


Counts = Mapping[int | None, Mapping[str, tuple[int, int]]]


def _counts(
    puskesmas: int | None, period: int, months: int
) -> tuple[Mapping[str, Counts], Mapping[int | None, int]]:
    counts: dict[str, dict[int | None, dict[str, tuple[int, int]]]] = {}
    people: dict[int | None, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select desa_id, source, disease, n, n_before from pws_disease_counts(%s, %s, %s)",
            [puskesmas, period, months],
        )
        for desa_id, told, disease, n, before in cursor.fetchall():
            if told == "penduduk":
                people[desa_id] = n
            else:
                counts.setdefault(told, {}).setdefault(desa_id, {})[disease] = (n, before)
    return counts, people


_PEOPLE = {
    Source.DIAGNOSA: """
        select distinct on (d.person_id) d.person_id, d.desa_id, d.posyandu_id, d.diagnosed_on as on
        from posyandu_diagnosis d
        where d.desa_id = any(%(desa)s) and d.voided_at is null
            and d.diagnosed_on between %(from)s and %(until)s and ({held})
        order by d.person_id, d.diagnosed_on desc""",
    Source.SKRINING: """
        select distinct on (d.person_id) d.person_id, d.desa_id, d.posyandu_id, d.found_on as on
        from posyandu_finding d
        where d.desa_id = any(%(desa)s) and d.voided_at is null
            and d.found_on between %(from)s and %(until)s and d.code = any(%(flags)s)
        order by d.person_id, d.found_on desc""",
}


def people_with(
    place: Place, *, disease: str, source: Source, window: Window, period: int
) -> list[PersonRow]:
    """Who is behind a number, by name; one statement. Nothing for a disease that is not known."""
    group = BY_CODE.get(disease)
    if group is None:
        return []
    from_on, until_on = window_of(window, period)
    held = " or ".join(f"(d.icd10 >= '{low}' and d.icd10 < '{high}')" for low, high in group.spans) or "false"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select f.person_id, f.desa_id, t.name, t.sex, t.born_on, %(period)s - period_of(t.born_on),"  # noqa: S608
            f" coalesce(t.rt, ''), coalesce(p.name, ''), a.name, period_of(f.on), f.on"
            f" from ({_PEOPLE[source].format(held=held)}) f"
            " join puskesmas_person t on t.id = f.person_id and t.voided_at is null"
            " join puskesmas_area a on a.id = f.desa_id"
            " left join puskesmas_facility p on p.id = f.posyandu_id order by lower(t.name), t.id",
            {
                "desa": place.desa_ids,
                "from": from_on,
                "until": until_on,
                "flags": list(group.flags),
                "period": period,
            },
        )
        return [PersonRow(*row) for row in cursor.fetchall()]
