"""Breast milk and complementary food of children under two. Source: 02 §6.7; card columns 17 and 18 (§6.1).

At each visit before six months the mother is asked whether the child had only breast milk (and drops or
medicine) in the last 24 hours and since birth. The answers by month of age are E0 to E5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from ilp.base.dates import completed_months
from posyandu.rules import answering, asked
from posyandu.rules.advice import Finding
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Raised, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity

EXCLUSIVE = "exclusive_breastfeeding"
SUITS = "complementary_food_suits"
FOOD_GROUPS = "food_groups"
DIVERSITY_GROUPS = "mdd_groups"


class Exclusive(GrowthClass):
    """ASI eksklusif for six months (E0-E5)."""

    PASSED = "LULUS", _("Lulus ASI eksklusif"), Severity.OK, Colour.GREEN
    FAILED = "TIDAK_LULUS", _("Tidak ASI eksklusif"), Severity.ATTENTION, Colour.YELLOW
    UNKNOWN = "BELUM_DIKETAHUI", _("ASI eksklusif belum diketahui"), Severity.OK, Colour.YELLOW


class Food(GrowthClass):
    """MP-ASI of today (card column 18)."""

    SUITS = "SESUAI", _("MP-ASI sesuai umur"), Severity.OK, Colour.GREEN
    DOES_NOT_SUIT = "TIDAK_SESUAI", _("MP-ASI belum sesuai umur"), Severity.ATTENTION, Colour.YELLOW


class Least(GrowthClass):
    """Staple food and animal protein today."""

    ENOUGH = "ADA", _("Ada makanan pokok dan protein hewani"), Severity.OK, Colour.GREEN
    LACKING = "KURANG", _("Belum ada makanan pokok atau protein hewani"), Severity.ATTENTION, Colour.YELLOW


class Diversity(GrowthClass):
    """Of eight food groups (MDD)."""

    ENOUGH = "CUKUP", _("Makanan cukup beragam"), Severity.OK, Colour.GREEN
    LACKING = "KURANG", _("Makanan kurang beragam"), Severity.ATTENTION, Colour.YELLOW


CLASSES: dict[str, dict[str, str]] = {
    "asi_eksklusif": asked.labels(Exclusive),
    "mpasi": asked.labels(Food),
    "mpasi_minimal": asked.labels(Least),
    "mdd": asked.labels(Diversity),
}

FINDINGS = {
    finding.code: finding
    for finding in (
        Finding(
            "ASI_TIDAK_EKSKLUSIF", Severity.ATTENTION,
            _("Bayi sudah mendapat selain ASI. Ajak ibu menyusui lebih sering, dan minta bidan membantu."),
            "02 §6.7 asi_24jam", topics=("ASI",),
        ),
        Finding(
            "MPASI_TIDAK_SESUAI", Severity.ATTENTION,
            _("MP-ASI belum sesuai umur. Jelaskan jumlah dan kekentalannya dengan Buku KIA."),
            "02 §6.7 mpasi_sesuai", topics=("MPASI",),
        ),
        Finding(
            "MPASI_KURANG_PROTEIN", Severity.ATTENTION,
            _("Hari ini belum ada makanan pokok atau protein hewani. "
              "Ajak ibu menambah telur, ikan, ayam atau hati."),
            "02 §6.7 mpasi_kelompok", topics=("MPASI",),
        ),
        Finding(
            "MDD_KURANG", Severity.ATTENTION,
            _("Makanan anak kurang beragam. Ajak ibu menambah jenis makanan setiap hari."),
            "02 §6.7 mdd", topics=("MPASI", "ISI_PIRINGKU"),
        ),
    )
}  # fmt: skip


def exclusive_months(
    born_on: date, answered: Iterable[tuple[date, bool]], clinical: Clinical
) -> dict[int, bool]:
    """E0 to E5: answer by completed month of age; a month with one "no" is no. Not asked: not there."""
    found: dict[int, bool] = {}
    for on, only_breast_milk in answered:
        month = completed_months(born_on, on)
        if month < clinical.number("balita.asi_eksklusif_bulan"):
            found[month] = found.get(month, True) and only_breast_milk
    return found


def passed_exclusive(months: Mapping[int, bool], age_months: int, clinical: Clinical) -> Exclusive | None:
    """Assessed from six completed months on: passed when all six are yes; None before.

    One "no" settles it; a month in which nobody asked leaves it open.
    """
    last = int(clinical.number("balita.asi_eksklusif_bulan"))
    if age_months < last:
        return None
    if not all(months.values()):
        return Exclusive.FAILED
    return Exclusive.PASSED if len(months) == last else Exclusive.UNKNOWN


def feeding(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Value `exclusive_months` (E0-E5 answered yes), `mdd_count`; the classes of `CLASSES`; findings."""
    from_month, to_month = clinical.numbers("balita.mpasi_bulan")
    values: dict[str, Any] = {}
    classes: dict[str, str] = {}
    months = exclusive_months(subject.born_on, _answered(subject, answers), clinical)
    if months:
        values["exclusive_months"] = sum(months.values())
    if subject.age_months < to_month:
        passed = passed_exclusive(months, subject.age_months, clinical)
        if passed is not None and months:
            classes["asi_eksklusif"] = passed.value
    if from_month <= subject.age_months < to_month:
        classes.update(_food(answers, values, clinical))
    raised = [Raised(FINDINGS[code], seen) for code, seen in _codes(subject, answers, classes, clinical)]
    return Judged(values, classes, raised)


def _answered(subject: Subject, answers: Answers) -> Iterator[tuple[date, bool]]:
    visits = [(visit.on, visit.answers) for visit in subject.earlier]
    for on, given in (*visits, (subject.on, answers)):
        answer = answering.yes(given, EXCLUSIVE)
        if answer is not None and on >= subject.born_on:
            yield on, answer


def _food(answers: Answers, values: dict[str, Any], clinical: Clinical) -> Iterator[tuple[str, str]]:
    suits = answering.yes(answers, SUITS)
    if suits is not None:
        yield "mpasi", Food.SUITS if suits else Food.DOES_NOT_SUIT
    groups = asked.chosen(answers, FOOD_GROUPS)
    if groups is not None:
        wanted = clinical.entries["balita.mpasi_wajib"].value
        has_all = set(wanted if isinstance(wanted, tuple) else ()) <= set(groups)
        yield "mpasi_minimal", Least.ENOUGH if has_all else Least.LACKING
    diverse = asked.chosen(answers, DIVERSITY_GROUPS)
    if diverse is not None:
        values["mdd_count"] = len(set(diverse))
        enough = values["mdd_count"] >= clinical.number("balita.mdd_cukup")
        yield "mdd", Diversity.ENOUGH if enough else Diversity.LACKING


def _codes(
    subject: Subject, answers: Answers, classes: Mapping[str, str], clinical: Clinical
) -> Iterator[tuple[str, dict[str, Any]]]:
    today = answering.yes(answers, EXCLUSIVE)
    if today is False and subject.age_months < clinical.number("balita.asi_eksklusif_bulan"):
        yield "ASI_TIDAK_EKSKLUSIF", {EXCLUSIVE: False}
    if classes.get("mpasi") == Food.DOES_NOT_SUIT:
        yield "MPASI_TIDAK_SESUAI", {SUITS: False}
    if classes.get("mpasi_minimal") == Least.LACKING:
        yield "MPASI_KURANG_PROTEIN", {FOOD_GROUPS: answers[FOOD_GROUPS]}
    if classes.get("mdd") == Diversity.LACKING:
        yield "MDD_KURANG", {DIVERSITY_GROUPS: answers[DIVERSITY_GROUPS]}
