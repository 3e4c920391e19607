"""Residents by age, counted one person and one month at a time, from the words of 04 §2.3 and 02 §2."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from ilp.base.dates import completed_months, period_end, period_start
from tests.pws.owner import owner_cursor

Key = tuple[int, int, int]


def groups(born_on: date, sex: str, has_nik: bool, period: int) -> set[str]:
    """The columns in which a resident of the month's end counts."""
    end = period_end(period)
    months = completed_months(born_on, end)
    # Balita on any day of the month, so on its first day or on the day of birth.
    first = max(period_start(period), born_on)
    is_balita = completed_months(born_on, first) < 60
    december = end.year - born_on.year  # who has a birthday that year has had it by 31 December
    years = months // 12
    is_girl = sex == "P"
    found = {
        "all": True,
        "with_nik": has_nik,
        "bayi_0_11": months < 12,
        "infants_4_11": 4 <= months < 12,
        "baduta": months < 24,
        "balita": is_balita,
        "anak_balita": is_balita and months >= 12,
        "apras": not is_balita and months < 72,
        "sekolah": 6 <= years <= 18,
        "remaja": 10 <= years <= 18,
        "dewasa": 19 <= years <= 59,
        "lansia": years >= 60,
        "women_pus": is_girl and 15 <= years <= 49,
        "dec_baduta": december == 1,
        "dec_anak_balita": 1 <= december <= 4,
        "dec_dasar": 7 <= december <= 15,
        "dec_remaja": 10 <= december <= 18,
        "dec_rematri": is_girl and 12 <= december <= 18,
        "dec_produktif": 15 <= december <= 59,
        "dec_15": december >= 15,
        "dec_women_30_50": is_girl and 30 <= december <= 50,
        "dec_lansia": december >= 60,
        "dec_40": december >= 40,
    }
    return {name for name, is_true in found.items() if is_true}


def residents(period: int) -> list[tuple[int, int, Any, set[str]]]:
    """(desa, posyandu, person, columns) of everybody who lives anywhere at the end of the month."""
    end = period_end(period)
    with owner_cursor() as cursor:
        cursor.execute(
            "select r.desa_id, r.posyandu_id, r.person_id, p.born_on, p.sex, p.nik_hash, r.valid_from,"
            " r.valid_to, p.voided_at from puskesmas_residence r"
            " join puskesmas_person p on p.id = r.person_id"
        )
        rows = cursor.fetchall()
    return [
        (desa, posyandu or 0, person, groups(born_on, sex, nik is not None, period))
        for desa, posyandu, person, born_on, sex, nik, since, until, voided_at in rows
        if voided_at is None and born_on <= end and since <= end and (until is None or until >= end)
    ]


def all_cells(first_period: int, last_period: int) -> dict[Key, Counter[str]]:
    """Cells by (desa, period, posyandu); none where nobody lives."""
    found: dict[Key, Counter[str]] = defaultdict(Counter)
    for period in range(first_period, last_period + 1):
        for desa, posyandu, _person, columns in residents(period):
            found[desa, period, posyandu].update(columns)
    return dict(found)
