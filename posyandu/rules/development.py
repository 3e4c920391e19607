"""Development of children: the checklist of the kader, KPSP and the other instruments of SDIDTK.

Source: 02 §6.9, the printed referral rule of §6.1 and RJK-BALITA-KEMBANG of §12. A result says that a child
should be looked at, not what it has.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_noop as _

from posyandu.rules import answering, asked
from posyandu.rules.advice import PUSKESMAS, PUSTU, Finding
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Raised, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity

CHECKLIST = "development_checklist"
KPSP_YES = "kpsp_yes"


class Checklist(GrowthClass):
    """Checklist perkembangan of the Buku KIA. The value is the answer itself."""

    COMPLETE = "LENGKAP", _("Checklist perkembangan lengkap"), Severity.OK, Colour.GREEN
    INCOMPLETE = "TIDAK_LENGKAP", _("Checklist perkembangan tidak lengkap"), Severity.REFER, Colour.RED


class Kpsp(GrowthClass):
    """KPSP, ascending by answers "Ya"."""

    DEVIATES = "P", _("Penyimpangan (P)"), Severity.REFER, Colour.RED
    DOUBTFUL = "M", _("Meragukan (M)"), Severity.ATTENTION, Colour.YELLOW
    AS_EXPECTED = "S", _("Sesuai (S)"), Severity.OK, Colour.GREEN


CLASSES: dict[str, dict[str, str]] = {
    "checklist": asked.labels(Checklist),
    "kpsp": asked.labels(Kpsp),
}

FINDINGS = {
    finding.code: finding
    for finding in (
        Finding(
            "CHECKLIST_TIDAK_LENGKAP", Severity.REFER,
            _("Ada kemampuan anak yang belum terlihat. Bawa anak ke pustu dalam 14 hari untuk diperiksa."),
            "02 §6.1, §6.9", "RJK-BALITA-KEMBANG", PUSTU, 14, topics=("STIMULASI",),
        ),
        Finding(
            "KPSP_PENYIMPANGAN", Severity.REFER,
            _("Perkembangan anak perlu diperiksa lebih lanjut. Bawa anak ke puskesmas dalam 14 hari."),
            "02 §6.9", "RJK-BALITA-KEMBANG", PUSKESMAS, 14, topics=("STIMULASI",),
        ),
        Finding(
            "KPSP_MERAGUKAN", Severity.ATTENTION,
            _("Ajak keluarga melatih anak setiap hari, lalu ulangi KPSP dua minggu lagi."),
            "02 §6.9", topics=("STIMULASI",),
        ),
    )
}  # fmt: skip


def kpsp_age(age_months: int, clinical: Clinical) -> int | None:
    """Age of the KPSP form: the largest that the child has reached, in months; None before the first."""
    ages = clinical.numbers("balita.kpsp_umur_bulan")
    place = bisect_right(ages, age_months)
    return int(ages[place - 1]) if place else None


def kpsp_class(yes: int, clinical: Clinical) -> Kpsp:
    """S, M or P by the number of "Ya". Raises ValueError for a number that ten questions cannot give."""
    questions = int(clinical.number("balita.kpsp_pertanyaan"))
    if not 0 <= yes <= questions:
        raise ValueError(f"{yes} answers of {questions} questions")
    return asked.class_from(Kpsp, clinical.numbers("balita.kpsp_ya"), yes)


def tools_for(age_months: int, clinical: Clinical) -> tuple[str, ...]:
    """The other instruments of SDIDTK at an age: TDD, TDL, KMPE (with KMME), MCHATR, GPPH."""
    return tuple(
        str(row["tool"])
        for row in clinical.rows("balita.sdidtk_alat")
        if row["from_month"] <= age_months and age_months < row.get("to_month", age_months + 1)
    )


def times_a_year(age_months: int, clinical: Clinical) -> int:
    """How often SDIDTK is wanted in a year at an age; 0 where SPM wants none."""
    for row in clinical.rows("balita.sdidtk_setahun"):
        if row["from_month"] <= age_months < row["to_month"]:
            return int(row["times"])
    return 0


def development(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Values `kpsp_age_months`, `kpsp_repeat_on` (M only); classes `checklist`, `kpsp`; findings."""
    values: dict[str, Any] = {}
    classes: dict[str, str] = {}
    checklist = answering.word(answers, CHECKLIST)
    if checklist in CLASSES["checklist"]:
        classes["checklist"] = checklist
    yes, form = answering.number(answers, KPSP_YES), kpsp_age(subject.age_months, clinical)
    if yes is not None and form is not None:
        values["kpsp_age_months"] = form
        classes["kpsp"] = kpsp_class(int(yes), clinical).value
        if classes["kpsp"] == Kpsp.DOUBTFUL:
            values["kpsp_repeat_on"] = _repeat_on(subject.on, clinical)
    seen = {field: answers[field] for field in (CHECKLIST, KPSP_YES) if answers.get(field) is not None}
    return Judged(values, classes, [Raised(FINDINGS[code], seen) for code in _codes(classes)])


def _repeat_on(on: date, clinical: Clinical) -> date:
    return on + timedelta(days=clinical.number("balita.kpsp_ulang_hari"))


def _codes(classes: dict[str, str]) -> Iterator[str]:
    if classes.get("checklist") == Checklist.INCOMPLETE:
        yield "CHECKLIST_TIDAK_LENGKAP"
    if classes.get("kpsp") == Kpsp.DEVIATES:
        yield "KPSP_PENYIMPANGAN"
    elif classes.get("kpsp") == Kpsp.DOUBTFUL:
        yield "KPSP_MERAGUKAN"
