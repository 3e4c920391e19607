"""AKS: how far an older person manages the day alone (modified Barthel, ten items, 0 to 20).

Source: 02 §11.1 (kartu lansia), §12 RJK-LANSIA-AKS; the groups A, B, C are those of PMK 67/2015.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from posyandu.rules.advice import PUSTU
from posyandu.rules.asked import labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Raised, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.screening import Score, by_code, raised, refer, score


class Independence(GrowthClass):
    """The classes of the card (02 §11.1), ascending."""

    TOTAL = "TOTAL", _("Ketergantungan total (T)"), Severity.REFER, Colour.RED
    HEAVY = "BERAT", _("Ketergantungan berat (B)"), Severity.REFER, Colour.RED
    MEDIUM = "SEDANG", _("Ketergantungan sedang (S)"), Severity.REFER, Colour.ORANGE
    LIGHT = "RINGAN", _("Ketergantungan ringan (R)"), Severity.REFER, Colour.YELLOW
    ALONE = "MANDIRI", _("Mandiri (M)"), Severity.OK, Colour.GREEN


class Group(GrowthClass):
    """Kemandirian A, B, C (02 §11.1), ascending."""

    C = "C", _("Kemandirian C"), Severity.REFER, Colour.RED
    B = "B", _("Kemandirian B"), Severity.REFER, Colour.YELLOW
    A = "A", _("Kemandirian A"), Severity.OK, Colour.GREEN


CLASSES = {"aks": labels(Independence), "aks_group": labels(Group)}

FINDINGS = by_code(
    refer(
        "AKS_PERAWATAN", "RJK-LANSIA-AKS", PUSTU, 7, "02 §11.1, §12",
        _("Sangat bergantung pada orang lain. Kabari pustu agar dikunjungi di rumah dalam 7 hari."),
        icd10=("Z74.1",), topics=("LANSIA_AKTIF",),
    ),
    refer(
        "AKS_BERKURANG", "RJK-LANSIA-AKS", PUSTU, 14, "02 §11.1, §12",
        _("Perlu dibantu dalam kegiatan sehari-hari. Bawa ke pustu dalam 14 hari untuk diperiksa."),
        topics=("LANSIA_AKTIF",),
    ),
)  # fmt: skip


def most_points(clinical: Clinical) -> dict[str, int]:
    """The highest points of each item, in the order of the card; together 20 (02 §11.1)."""
    return {str(row["butir"]): int(row["tertinggi"]) for row in clinical.rows("lansia.aks_butir")}


def aks_score(answers: Answers, clinical: Clinical) -> Score:
    """The ten items. Raises ValueError for points that the item does not have."""
    found = score(answers, most_points(clinical))
    for name, most in most_points(clinical).items():
        if not 0 <= (found.items[name] or 0) <= most:
            raise ValueError(f"{name} has no {found.items[name]} points")
    return found


def independence_class(total: int, clinical: Clinical) -> Independence:
    """20 alone, 12-19 light, 9-11 medium, 5-8 heavy, 0-4 total (02 §11.1)."""
    code = _reached("lansia.aks_kelas", total, clinical)
    return next(family for family in Independence if family.value == code)


def independence_group(total: int, clinical: Clinical) -> Group:
    """A 20, B 9-19, C 0-8 (02 §11.1)."""
    code = _reached("lansia.aks_kelompok", total, clinical)
    return next(group for group in Group if group.value == code)


def _reached(rows: str, total: int, clinical: Clinical) -> str:
    """The first row, from the highest down, whose least points the total has."""
    return next(str(row["kelas"]) for row in clinical.rows(rows) if total >= row["dari"])


def judge_aks(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Sum, class and group when all ten items are answered; less than all points is a referral already."""
    found = aks_score(answers, clinical)
    values = {"aks_items": found.given} if found.given else {}
    if found.total is None:
        lost = any(
            found.given[name] < most for name, most in most_points(clinical).items() if name in found.given
        )
        return Judged(values, {}, raised(FINDINGS["AKS_BERKURANG"], **found.given) if lost else [])
    total = found.total
    family, group = independence_class(total, clinical), independence_group(total, clinical)
    return Judged(
        {**values, "aks_score": total},
        {"aks": family.value, "aks_group": group.value},
        _said(total, family, clinical),
    )


def _said(total: int, found: Independence, clinical: Clinical) -> list[Raised]:
    if found in (Independence.HEAVY, Independence.TOTAL):
        return raised(FINDINGS["AKS_PERAWATAN"], aks_score=total)
    return (
        raised(FINDINGS["AKS_BERKURANG"], aks_score=total)
        if total < clinical.number("lansia.aks_rujuk_di_bawah")
        else []
    )
