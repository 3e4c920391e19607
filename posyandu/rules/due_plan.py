"""The clinical numbers of the due engine, read once per set into whole days and months. Source: 04 §8.1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from posyandu.rules.campaigns import deworming_months
from posyandu.rules.clinical import Clinical
from posyandu.rules.compiled import once_per_set
from posyandu.rules.mapping import RuleSetError
from posyandu.rules.vaccines import Schedule, schedule_of

DAYS_PER_WEEK = 7


class Window(NamedTuple):
    """A visit after birth: first and last day, both included."""

    code: str
    from_day: int
    to_day: int


class ContactWindow(NamedTuple):
    """Contacts of a trimester: its last day since the LMP, included, and the days on which they are due."""

    from_day: int
    to_day: int
    due_days: tuple[int, ...]


class Rhythm(NamedTuple):
    """A service that comes back: months and days after the last one, and the days it may wait."""

    months: int
    days: int
    grace_days: int


class Capsule(NamedTuple):
    """Vitamin A by age on the first day of the campaign, in completed months; ``to`` is not included."""

    name: str
    from_month: int
    to_month: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the due engine asks of the clinical numbers."""

    schedule: Schedule
    ranks: Mapping[str, int]
    contacts: tuple[ContactWindow, ...]
    contact_grace_days: int
    tablets_a_day: float
    tablets_grace_days: int
    after_delivery: tuple[Window, ...]
    newborn: tuple[Window, ...]
    windows_shown_days: int
    length_months: int
    length_grace_months: int
    kpsp_months: tuple[int, ...]
    kpsp_grace_months: int
    kpsp_to_month: int
    campaign_grace_days: int
    late_giving_days: int
    vitamin_a_months: tuple[int, ...]
    capsules: tuple[Capsule, ...]
    worm_months: tuple[int, ...]
    worm_ages: tuple[int, int]
    screening: Rhythm
    elderly: Rhythm
    control: Rhythm
    family: Rhythm
    tbc_grace_days: int


@once_per_set
def plan_of(clinical: Clinical) -> Plan:
    """The plan. Raises KeyError or RuleSetError naming the entry that is missing or wrong."""

    def whole(name: str) -> int:
        return int(clinical.number(f"jatuh_tempo.{name}"))

    def many(code: str) -> tuple[int, ...]:
        return tuple(map(int, clinical.numbers(code)))

    from_month, to_month = many("balita.cacing_umur_bulan")
    return Plan(
        schedule=schedule_of(clinical),
        ranks={row["service"]: int(row["rank"]) for row in clinical.rows("jatuh_tempo.urutan")},
        contacts=_contacts(clinical),
        contact_grace_days=whole("anc_lewat_hari"),
        tablets_a_day=clinical.number("jatuh_tempo.ttd_per_hari"),
        tablets_grace_days=whole("ttd_lewat_hari"),
        after_delivery=_windows(clinical, "nifas.kunjungan", None),
        newborn=_windows(clinical, "neonatus.kunjungan", clinical.entries["neonatus.lengkap"].value),
        windows_shown_days=whole("jendela_susulan_hari"),
        length_months=whole("panjang_tiap_bulan"),
        length_grace_months=whole("panjang_lewat_bulan"),
        kpsp_months=many("balita.kpsp_umur_bulan"),
        kpsp_grace_months=whole("sdidtk_lewat_bulan"),
        kpsp_to_month=whole("sdidtk_sampai_bulan"),
        campaign_grace_days=whole("kampanye_lewat_hari"),
        late_giving_days=int(clinical.number("balita.vitamin_a_susulan_hari")),
        vitamin_a_months=many("balita.vitamin_a_bulan_kampanye"),
        capsules=tuple(
            Capsule(str(row["capsule"]), int(row["from_month"]), int(row["to_month"]))
            for row in clinical.rows("balita.vitamin_a")
        ),
        worm_months=deworming_months(clinical),
        worm_ages=(from_month, to_month),
        screening=Rhythm(whole("skrining_tiap_bulan"), 0, whole("skrining_lewat_hari")),
        elderly=Rhythm(whole("lansia_tiap_bulan"), 0, whole("lansia_lewat_hari")),
        control=Rhythm(0, whole("kendali_tiap_hari"), whole("kendali_lewat_hari")),
        family=Rhythm(0, whole("keluarga_tiap_hari"), whole("keluarga_lewat_hari")),
        tbc_grace_days=whole("tbc_lewat_hari"),
    )


def _contacts(clinical: Clinical) -> tuple[ContactWindow, ...]:
    """The last trimester has no end: a pregnancy ends by its outcome."""
    ends = [
        int(week) * DAYS_PER_WEEK + DAYS_PER_WEEK - 1 for week in clinical.numbers("bumil.trimester_minggu")
    ]
    rows = clinical.rows("jatuh_tempo.anc")
    if [row["trimester"] for row in rows] != list(range(1, len(ends) + 2)):
        raise RuleSetError("jatuh_tempo.anc", f"needs the trimesters 1 to {len(ends) + 1}")
    found, from_day = [], 0
    for row, to_day in zip(rows, (*ends, 10**6), strict=True):
        found.append(
            ContactWindow(from_day, to_day, tuple(int(week) * DAYS_PER_WEEK for week in row["due_weeks"]))
        )
        from_day = to_day + 1
    return tuple(found)


def _windows(clinical: Clinical, code: str, wanted: Any) -> tuple[Window, ...]:
    return tuple(
        Window(str(row["kode"]), int(row["hari"][0]), int(row["hari"][1]))
        for row in clinical.rows(code)
        if wanted is None or row["kode"] in wanted
    )
