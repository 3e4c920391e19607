"""What must hold between counts whatever was recorded (04 §4, §9 rule 10): each check says what breaks it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pws.families import families
from pws.indicators import CATALOGUE, Indicator, Kind, Subject
from tests.pws.owner import owner_cursor

# Counted where they lived on the day, and in these where they live at the end of the month: who is in the
# numerator alone has left the desa in the month (04 §9 rule 3).
MAY_LEAVE = {"is_s", "vita_bayi_due", "vita_balita_due", "cacing_due"}
_STILL_THERE = """ and exists (select from puskesmas_residence r where r.person_id = f.person_id
    and r.desa_id = f.desa_id and r.valid_from <= period_end(f.period)
    and (r.valid_to is null or r.valid_to >= period_end(f.period)))"""
# In a cohort the later step never happened without the earlier one (04 §9 rule 10): family, later, earlier.
COHORTS = (
    ("ibu", "k6", "k4"), ("ibu", "k4", "k1a"), ("ibu", "k1m", "k1a"), ("ibu", "kf_complete", "kf1"),
    ("ibu", "birth_at_facility", "birth_by_nakes"), ("ibu", "birth_by_nakes", "delivered"),
    ("ibu", "tablets_full", "tablets_classic"), ("anak", "kn_lengkap", "kn1"), ("anak", "idl", "mr1"),
    ("anak", "dpt3", "dpt1"), ("anak", "hb0_24", "hb0_7"),
)  # fmt: skip
# A service of a day on which its person lived in no desa is nobody's number: a step may seem to be missing.
_NOWHERE = """select person_id from posyandu_visit where desa_id is null and voided_at is null
    union select person_id from posyandu_given where desa_id is null and voided_at is null"""
# SPM counts nobody whom its component does not count (04 §5.7).
SPM = {
    "SPM-01": "KIA-K6", "SPM-02": "KIA-PF", "SPM-03": "ANA-KNL", "SPM-04": "ANA-KBALITA",
    "SPM-05": "USR-SKRIN", "SPM-06": "PTM-SKRIN", "SPM-07": "LAN-SKRIN", "SPM-08": "PTM-HTLAY",
    "SPM-09": "PTM-DMLAY", "SPM-10": "JIW-ODGJ", "SPM-11": "TBC-TERDUGA", "SPM-12": "HIV-SKRIN",
}  # fmt: skip


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with owner_cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _counted() -> Iterable[Indicator]:
    return (one for one in CATALOGUE.values() if not one.missing and one.numerator)


def _subject_key(subject: Subject) -> str:
    return "person_id" if subject is Subject.BALITA else "subject"


def of_skdn() -> list[str]:
    """N + T + O + B = D, D' = N + T, parts within their whole; D above S only through a move or death."""
    broken = _rows(
        "select desa_id, period, posyandu_id, sex, age_band from pws_balitacell"
        " where is_n + is_t + is_o + is_b <> is_d or is_n + is_t <> is_judged or is_2t > is_t or is_k > is_s"
        " or is_stunted > has_lhfa or has_lhfa > is_s or is_measured > is_d or is_bgm > is_d"
        " or is_wasted > has_wflh or is_underweight > has_wfa or is_overweight > has_wflh"
    )
    unexplained = _rows(
        "select c.desa_id, c.period from (select desa_id, period, sum(is_d) d, sum(is_s) s"
        " from pws_balitacell group by 1, 2) c where c.d > c.s + (select count(*) from pws_balitamonth f"
        " where f.desa_id = c.desa_id and f.period = c.period and f.is_d and not f.is_s)"
    )
    return [f"SKDN {row}" for row in broken] + [f"D > S {row}" for row in unexplained]


def of_parts() -> list[str]:
    """Who is in the numerator of a rate is in its denominator."""
    found = []
    for one in _counted():
        if one.denominator is None or one.denominator_of not in (None, one.subject) or one.minus:
            continue
        if one.subject not in families() and one.subject is not Subject.BALITA:
            continue
        if one.kind.is_cumulative or one.kind is Kind.ABSOLUT:
            continue
        left = _STILL_THERE if one.denominator in MAY_LEAVE else ""
        rows = _rows(
            f"select desa_id, period, {_subject_key(one.subject)} from pws_{one.subject.value}month f"
            f' where "{one.numerator}" and not "{one.denominator}"{left} limit 3'
        )
        found += [f"{one.code}: {one.numerator} without {one.denominator} {row}" for row in rows]
    return found


def of_years() -> list[str]:
    """Types A and S: nobody twice in a year, so the sum of the months is the number of distinct ones."""
    found = []
    for one in _counted():
        if not one.kind.is_cumulative or one.subject.value not in families():
            continue
        per = (
            "1"
            if one.subject in {Subject.IBU, Subject.ANAK} and one.kind is Kind.KUMULATIF
            else "period / 12"
        )
        key = "person_id" if one.kind is Kind.SEKALI else "subject"
        rows = _rows(
            f'select {key}, {per}, count(*) from pws_{one.subject.value}month where "{one.numerator}"'
            f" group by 1, 2 having count(*) > 1 limit 3"
        )
        found += [f"{one.code}: counted more than once {row}" for row in rows]
    return found


def of_cohorts() -> list[str]:
    """The later step only after the earlier one, for the same pregnancy or child."""
    found = []
    for family, later, earlier in (one for one in COHORTS if one[0] in families()):
        rows = _rows(
            f"select subject from pws_{family}month where person_id not in ({_NOWHERE}) group by subject"
            f" having min(period) filter (where {later}) <"
            f" coalesce(min(period) filter (where {earlier}), 999999) limit 3"
        )
        found += [f"{family}: {later} without {earlier} {row}" for row in rows]
    return found


def of_spm() -> list[str]:
    """Whom SPM counts, its component counts in that month or before."""
    found = []
    for code, component in SPM.items():
        spm, part = CATALOGUE.get(code), CATALOGUE.get(component)
        if spm is None or part is None or not spm.numerator or not part.numerator:
            continue
        assert spm.subject is part.subject, f"{code} and {component} count different subjects"
        rows = _rows(
            f"select subject, period / 12 from pws_{spm.subject.value}month group by 1, 2"
            f' having min(period) filter (where "{spm.numerator}") is not null'
            f' and min(period) filter (where "{part.numerator}") is null limit 3'
        )
        found += [f"{code} without {component} {row}" for row in rows]
    return found


def of_places() -> list[str]:
    """The sum of the cells of all desa and posyandu is the number of facts, column by column."""
    found = []
    columns = {family.name: tuple(family.columns) for family in families().values()}
    for name, names in columns.items():
        facts = ", ".join(f"count(*) filter (where {one})" for one in names)
        cells = ", ".join(f"coalesce(sum({one}), 0)" for one in names)
        counted = _rows(f"select {facts} from pws_{name}month")[0]
        summed = _rows(f"select {cells} from pws_{name}cell")[0]
        found += [
            f"{name}.{column}: {n} facts and {total} in the cells"
            for column, n, total in zip(names, counted, summed, strict=True)
            if n != total
        ]
    return found


def broken() -> list[str]:
    """Everything that does not hold."""
    return [*of_skdn(), *of_parts(), *of_years(), *of_cohorts(), *of_spm(), *of_places()]
