"""Eyes, ears and teeth. Source: 02 §7 (visus, caries), §10.4 (finger count, whisper), §12 RJK-INDERA."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext_noop as _

from posyandu.rules.advice import PUSKESMAS
from posyandu.rules.answering import word, yes
from posyandu.rules.asked import labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.screening import attention, by_code, raised, refer

EYES, EARS = ("eye_right", "eye_left"), ("ear_right", "ear_left")
VISUS = ("visus_right", "visus_left")


class Sense(GrowthClass):
    """Tes hitung jari and tes berbisik, each side (02 §10.4); visus by the bound of 02 §7."""

    NORMAL = "NORMAL", _("Normal"), Severity.OK, Colour.GREEN
    IMPAIRED = "GANGGUAN", _("Gangguan"), Severity.REFER, Colour.RED


CLASSES = {"eyes": labels(Sense), "ears": labels(Sense), "visus": labels(Sense)}

_RULE = "RJK-INDERA"
FINDINGS = by_code(
    refer(
        "GANGGUAN_LIHAT", _RULE, PUSKESMAS, 30, "02 §10.4",
        _("Sulit melihat jari dari jarak tes. Bawa ke puskesmas dalam 30 hari untuk diperiksa matanya."),
        icd10=("H54.9",),
    ),
    refer(
        "VISUS_KURANG", _RULE, PUSKESMAS, 30, "02 §7",
        _("Penglihatan di bawah batas. Bawa ke puskesmas dalam 30 hari untuk diperiksa matanya."),
        icd10=("H54.9",),
    ),
    refer(
        "GANGGUAN_DENGAR", _RULE, PUSKESMAS, 30, "02 §10.4",
        _("Tidak mendengar bisikan. Bawa ke puskesmas dalam 30 hari untuk diperiksa telinganya."),
        icd10=("H91.9",),
    ),
    attention(
        "GIGI_BERLUBANG", "02 §7",
        _("Ada gigi berlubang. Ajak sikat gigi pagi dan malam, dan periksa gigi di puskesmas."),
        topics=("PHBS",),
    ),
)  # fmt: skip


def visus(written: str) -> Fraction:
    """The acuity as a number, from what the chart says.

    >>> visus("6/12") < visus("6/9")
    True

    Raises ValueError for anything but two positive whole numbers with a stroke between.
    """
    above, _stroke, below = written.partition("/")
    if not above.isdigit() or not below.isdigit() or not int(above) or not int(below):
        raise ValueError(f"{written!r} is not a visus such as 6/9")
    return Fraction(int(above), int(below))


def visus_class(written: str, clinical: Clinical) -> Sense:
    """Impaired below 6/9; 6/9 itself is normal (02 §7)."""
    return Sense.IMPAIRED if visus(written) < visus(clinical.text("sekolah.visus_batas")) else Sense.NORMAL


def judge_senses(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Finger count and whisper. One impaired side is enough; "normal" needs both sides."""
    result = Judged()
    for family, sides, code in (("eyes", EYES, "GANGGUAN_LIHAT"), ("ears", EARS, "GANGGUAN_DENGAR")):
        given = {side: word(answers, side) for side in sides if word(answers, side)}
        result = result.joined(_of_both(family, given, Sense.IMPAIRED in given.values(), code))
    return result


def judge_visus(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Visus of each eye by the chart. Raises ValueError for a text that is no visus."""
    given = {side: word(answers, side) for side in VISUS if word(answers, side)}
    impaired = any(visus_class(written, clinical) is Sense.IMPAIRED for written in given.values())
    return _of_both("visus", given, impaired, "VISUS_KURANG")


def _of_both(family: str, given: dict[str, str], impaired: bool, code: str) -> Judged:
    if impaired:
        return Judged({}, {family: Sense.IMPAIRED.value}, raised(FINDINGS[code], **given))
    return Judged({}, {family: Sense.NORMAL.value} if len(given) > 1 else {})


def judge_teeth(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Caries."""
    return Judged({}, {}, raised(FINDINGS["GIGI_BERLUBANG"], caries=True) if yes(answers, "caries") else [])
