"""What is measured or asked again every year, and was not yet. Source: 02 §7 (Hb, TD), §11.2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from ilp.base.dates import completed_months
from posyandu.rules.answering import is_answered, number
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Raised, Subject
from posyandu.rules.screening import attention, by_code

FINDINGS = by_code(
    attention(
        "BELUM_HB_SETAHUN", "02 §7",
        _("Hb belum diperiksa dalam setahun. Ajak periksa Hb di meja nakes hari ini."), topics=("TTD",),
    ),
    attention(
        "BELUM_TD_SETAHUN", "02 §7",
        _("Tekanan darah belum diukur dalam setahun. Ukur hari ini sebelum pulang."),
    ),
    attention(
        "BELUM_AKS_SETAHUN", "02 §11.2",
        _("AKS belum diisi dalam setahun. Isi hari ini, atau ajak kembali bulan depan."),
    ),
    attention(
        "BELUM_SKILAS_SETAHUN", "02 §11.2",
        _("SKILAS belum diisi dalam setahun. Isi hari ini, atau ajak kembali bulan depan."),
    ),
)  # fmt: skip


def is_due(subject: Subject, answers: Answers, row: Mapping[str, Any]) -> bool:
    """Whether this row concerns the person (sex, age, class) and was not answered within its months.

    A visit exactly that many months ago no longer counts.
    """
    if row.get("jk", subject.sex) != subject.sex:
        return False
    if not row["dari_bulan"] <= subject.age_months < row.get("sampai_bulan", subject.age_months + 1):
        return False
    if "kelas" in row and number(answers, "school_grade") not in row["kelas"]:
        return False
    if _is_done(answers, row):
        return False
    return not any(
        _is_done(visit.answers, row) and completed_months(visit.on, subject.on) < row["tiap_bulan"]
        for visit in subject.earlier
        if visit.on <= subject.on
    )


def _is_done(answers: Answers, row: Mapping[str, Any]) -> bool:
    return any(is_answered(answers, name) for name in row["isian"])


def judge_yearly(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Each screening of the table that is due. Answers of earlier visits may hold the score or its items."""
    rows = [row for row in clinical.rows("sekolah.tiap_tahun") if is_due(subject, answers, row)]
    return Judged(
        {}, {}, [Raised(FINDINGS[str(row["temuan"])], {"due": str(row["isian"][0])}) for row in rows]
    )
