"""Vitamin A, deworming and supplementary food of children. Source: 02 §6.8; card columns 20-23 (§6.1).

Who gets which capsule is decided by the age on the first day of the campaign month, not on the day it is
given, so a late capsule (sweeping) is the same one and counts to the same campaign.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as _

from ilp.base.dates import completed_months, period_end, period_of, period_start
from posyandu.rules import answering
from posyandu.rules.advice import Finding
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Raised, Subject
from posyandu.rules.nutrition import Severity

VITAMIN_A = "vitamin_a"
"""BIRU, MERAH or TIDAK."""
NONE_GIVEN = "TIDAK"
DEWORMED = "deworming"
FOOD_EATEN = "mt_adherence"
NOT_EATEN = "TIDAK_PATUH"

FINDINGS = {
    finding.code: finding
    for finding in (
        Finding(
            "VITAMIN_A_BELUM", Severity.ATTENTION,
            _("Anak belum mendapat vitamin A bulan ini. Berikan hari ini atau catat untuk susulan."),
            "02 §6.8 Vitamin A biru, merah",
        ),
        Finding(
            "VITAMIN_A_TIDAK_SESUAI", Severity.ATTENTION,
            _("Warna kapsul tidak sesuai umur anak. Beri tahu bidan hari ini."),
            "02 §6.8 Vitamin A biru, merah",
        ),
        Finding(
            "CACING_DI_LUAR_UMUR", Severity.ATTENTION,
            _("Obat cacing belum boleh untuk umur ini. Beri tahu bidan hari ini."),
            "02 §6.8 Obat cacing",
        ),
        Finding(
            "MT_TIDAK_PATUH", Severity.ATTENTION,
            _("Makanan tambahan tidak dimakan setiap hari. Tanyakan sebabnya dan ajak keluarga mendampingi."),
            "02 §6.8 MT pemulihan pangan lokal", topics=("ISI_PIRINGKU",),
        ),
    )
}  # fmt: skip

CLASSES: dict[str, dict[str, str]] = {
    "vitamin_a": {"BIRU": _("Kapsul biru"), "MERAH": _("Kapsul merah")},
}


class Campaign(NamedTuple):
    """A campaign month."""

    starts_on: date
    """Its first day: the day for the age."""
    ends_on: date
    """Its last day."""
    counts_until: date
    """The last day on which late giving still counts."""


def campaign_at(on: date, months: Collection[float], late_days: float) -> Campaign | None:
    """The campaign that a gift of this day counts to, the newest first; None between campaigns."""
    for back in range(12):
        period = period_of(on) - back
        if period % 12 + 1 in months:
            ends_on = period_end(period)
            counts_until = ends_on + timedelta(days=late_days)
            return Campaign(period_start(period), ends_on, counts_until) if on <= counts_until else None
    return None


def vitamin_a_campaign(on: date, clinical: Clinical) -> Campaign | None:
    """The vitamin A campaign of a day: February or August, and 30 days after (02 §6.8)."""
    months = clinical.numbers("balita.vitamin_a_bulan_kampanye")
    return campaign_at(on, months, clinical.number("balita.vitamin_a_susulan_hari"))


def vitamin_a_capsule(born_on: date, campaign: Campaign, clinical: Clinical) -> str | None:
    """BIRU or MERAH by the age on the first day of the campaign; None for other ages."""
    if born_on > campaign.starts_on:
        return None
    age = completed_months(born_on, campaign.starts_on)
    for row in clinical.rows("balita.vitamin_a"):
        if row["from_month"] <= age < row["to_month"]:
            return str(row["capsule"])
    return None


def deworming_months(clinical: Clinical) -> tuple[int, ...]:
    """Campaign months by prevalence: none below 20 %, one from there, two above 50 % (02 §6.8)."""
    once_from, twice_above = clinical.numbers("balita.cacing_prevalensi_batas")
    prevalence = clinical.number("balita.cacing_prevalensi")
    if prevalence < once_from:
        return ()
    name = "dua_kali" if prevalence > twice_above else "sekali"
    return tuple(map(int, clinical.numbers(f"balita.cacing_bulan_{name}")))


def deworming_dose_mg(age_months: int, clinical: Clinical) -> int | None:
    """Albendazole in mg: 200 at 12-23 months, 400 from 24 on; None before 12 (02 §6.8)."""
    rows = [row for row in clinical.rows("balita.cacing_dosis") if row["from_month"] <= age_months]
    return int(rows[-1]["dose_mg"]) if rows else None


def is_dewormed_as_balita(age_months: int, clinical: Clinical) -> bool:
    """Whether the child belongs to the deworming of balita, 12-59 months."""
    from_month, to_month = clinical.numbers("balita.cacing_umur_bulan")
    return from_month <= age_months < to_month


def codes_given(answers: Answers) -> tuple[str, ...]:
    """What the answers of a card say was given, by the codes of the records: VITA_BIRU, VITA_MERAH, CACING.

    >>> codes_given({"vitamin_a": "MERAH", "deworming": True}), codes_given({"vitamin_a": "TIDAK"})
    (('VITA_MERAH', 'CACING'), ())
    """
    capsule = answering.word(answers, VITAMIN_A)
    found = [] if capsule in ("", NONE_GIVEN) else [f"VITA_{capsule}"]
    return (*found, "CACING") if answering.yes(answers, DEWORMED) else tuple(found)


def campaigns(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Values `vitamin_a_due` (BIRU, MERAH) in a campaign, `deworming_mg` for a gift today; findings."""
    values: dict[str, Any] = {}
    campaign = vitamin_a_campaign(subject.on, clinical)
    capsule = campaign and vitamin_a_capsule(subject.born_on, campaign, clinical)
    if capsule:
        values["vitamin_a_due"] = capsule
    dose = deworming_dose_mg(subject.age_months, clinical)
    if dose is not None and answering.yes(answers, DEWORMED):
        values["deworming_mg"] = dose
    raised = [Raised(FINDINGS[code], {field: answers[field]})
              for code, field in _codes(subject, answers, campaign, capsule, dose)]  # fmt: skip
    return Judged(values, {}, raised)


def _codes(
    subject: Subject, answers: Answers, campaign: Campaign | None, capsule: str | None, dose: int | None
) -> Iterator[tuple[str, str]]:
    given = answering.word(answers, VITAMIN_A)
    if campaign and given == NONE_GIVEN and capsule and not _had_one(subject, campaign):
        yield "VITAMIN_A_BELUM", VITAMIN_A
    if campaign and given not in ("", NONE_GIVEN, capsule):
        yield "VITAMIN_A_TIDAK_SESUAI", VITAMIN_A
    if dose is None and answering.yes(answers, DEWORMED):
        yield "CACING_DI_LUAR_UMUR", DEWORMED
    if answering.word(answers, FOOD_EATEN) == NOT_EATEN:
        yield "MT_TIDAK_PATUH", FOOD_EATEN


def _had_one(subject: Subject, campaign: Campaign) -> bool:
    return any(
        campaign.starts_on <= visit.on and answering.word(visit.answers, VITAMIN_A) not in ("", NONE_GIVEN)
        for visit in subject.earlier
    )
