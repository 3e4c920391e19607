"""A child of 0 to 28 days: weight and weeks at birth, KN0 to KN3, HB0, SHK and danger signs.

Source: 02 §5, RJK-BAYI-BAHAYA of §12, §8.1 for HB0; 03 §5.3.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_noop as _

from posyandu.rules import asked
from posyandu.rules.advice import PUSKESMAS
from posyandu.rules.answering import day, number
from posyandu.rules.asked import class_from, labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.contacts import examined
from posyandu.rules.judging import Answers, Judged, Raised, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.postnatal import completed_on, reached
from posyandu.rules.postnatal_advice import Course
from posyandu.rules.pregnancy_advice import AT_ONCE, HOSPITAL, advise, refer

KN = ("KN0", "KN1", "KN2", "KN3")
_OK, _ATTENTION = Severity.OK, Severity.ATTENTION
_GREEN, _YELLOW, _ORANGE, _RED = Colour


class BirthWeight(GrowthClass):
    """Weight at birth, ascending (02 §5 bbl_g)."""

    EXTREMELY_LOW = "BBLER", _("Berat lahir amat sangat rendah"), _ATTENTION, _RED
    VERY_LOW = "BBLSR", _("Berat lahir sangat rendah"), _ATTENTION, _RED
    LOW = "BBLR", _("Berat lahir rendah"), _ATTENTION, _YELLOW
    NORMAL = "NORMAL", _("Berat lahir normal"), _OK, _GREEN
    LARGE = "MAKROSOMIA", _("Berat lahir besar"), _ATTENTION, _YELLOW


class Term(GrowthClass):
    """Weeks at birth, ascending (02 §5 prematur)."""

    PRETERM = "PREMATUR", _("Lahir kurang bulan"), _ATTENTION, _YELLOW
    TERM = "CUKUP_BULAN", _("Lahir cukup bulan"), _OK, _GREEN


class Timing(GrowthClass):
    """Whether something of the first days came in its time, ascending."""

    EARLY = "TERLALU_DINI", _("Terlalu dini"), _ATTENTION, _YELLOW
    ON_TIME = "TEPAT_WAKTU", _("Tepat waktu"), _OK, _GREEN
    LATE = "TERLAMBAT", _("Terlambat"), _ATTENTION, _YELLOW
    OVER = "LEWAT", _("Lewat waktu"), _ATTENTION, _RED


CLASSES: dict[str, dict[str, str]] = {
    "berat_lahir": labels(BirthWeight), "umur_lahir": labels(Term), "kn": labels(Course),
    "hb0": labels(Timing), "shk": labels(Timing),
}  # fmt: skip

_ALL = (
    refer(
        "BAYI_BAHAYA_RS", "RJK-BAYI-BAHAYA", HOSPITAL, AT_ONCE, "03 §5.3",
        _("Ada tanda bahaya pada bayi. Antar bayi ke rumah sakit sekarang juga, dekap agar tetap hangat."),
        (), ("TANDA_BAHAYA",),
    ),
    refer(
        "BAYI_BAHAYA", "RJK-BAYI-BAHAYA", PUSKESMAS, AT_ONCE, "03 §5.3",
        _("Ada keluhan pada bayi yang perlu segera diperiksa. Antar bayi ke puskesmas sekarang juga."),
        (), ("TANDA_BAHAYA",),
    ),
    advise(
        "BAYI_BB_SANGAT_RENDAH", "02 §5 bbl_g",
        _("Bayi lahir sangat kecil. Dekap kulit ke kulit, susui sering, dan minta bidan memantau."), "ASI",
        icd10=("P07.0",),
    ),
    advise(
        "BAYI_BB_RENDAH", "02 §5 bbl_g",
        _("Bayi lahir kecil. Jaga tetap hangat, susui sering, dan minta bidan memantau setiap minggu."),
        "ASI", icd10=("P07.1",),
    ),
    advise(
        "BAYI_PREMATUR", "02 §5 prematur",
        _("Bayi lahir kurang bulan. Jaga tetap hangat, susui sering, dan minta bidan memantau."), "ASI",
    ),
    advise(
        "BAYI_HB0", "02 §5 hb0; §8.1", _("Bayi belum diimunisasi HB0. Minta bidan memberikannya hari ini."),
        "IMUNISASI", icd10=("Z27.9",),
    ),
    advise(
        "BAYI_SHK", "02 §5 shk",
        _("Tumit bayi belum diambil darahnya untuk skrining. Antar bayi ke bidan hari ini."),
    ),
)  # fmt: skip
FINDINGS = {finding.code: finding for finding in _ALL}
_SMALL = {
    BirthWeight.EXTREMELY_LOW: "BAYI_BB_SANGAT_RENDAH",
    BirthWeight.VERY_LOW: "BAYI_BB_SANGAT_RENDAH",
    BirthWeight.LOW: "BAYI_BB_RENDAH",
}


def birth_weight_class(grams: float, clinical: Clinical) -> BirthWeight:
    """BBLER, BBLSR, BBLR, normal or macrosomia; grams (02 §5)."""
    return class_from(BirthWeight, clinical.numbers("neonatus.berat_lahir_g"), grams)


def term_class(weeks: float, clinical: Clinical) -> Term:
    """Born before 37 completed weeks is preterm (02 §5)."""
    return class_from(Term, (clinical.number("neonatus.prematur_minggu"),), weeks)


def at_birth(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: weight (g) and completed weeks at birth; who was born small is watched, not sent on."""
    classes, raised = {}, []
    grams, weeks = number(answers, "birth_weight_g"), number(answers, "gestation_at_birth_weeks")
    if grams is not None:
        found = birth_weight_class(grams, clinical)
        classes["berat_lahir"] = found.value
        if found in _SMALL:
            raised.append(Raised(FINDINGS[_SMALL[found]], {"birth_weight_g": grams}))
    if weeks is not None:
        term = term_class(weeks, clinical)
        classes["umur_lahir"] = term.value
        if term is Term.PRETERM:
            raised.append(Raised(FINDINGS["BAYI_PREMATUR"], {"gestation_at_birth_weeks": weeks}))
    return Judged({}, classes, raised)


def visits(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: KN0 to KN3; "KN lengkap" is KN1, KN2 and KN3 in their windows (02 §5)."""
    contacts = examined(subject, answers, subject.born_on, "neonatus")
    found = reached(subject.born_on, contacts, clinical, "neonatus.kunjungan")
    values = {f"{code.lower()}_on": on.isoformat() for code, on in found.items()}
    codes = asked.words(clinical, "neonatus.lengkap")
    is_complete = completed_on(found, codes) is not None
    return Judged(dict(values), {"kn": Course.COMPLETE.value if is_complete else Course.OPEN.value})


def hb0_timing(born_on: date, given_on: date, hours: float | None, clinical: Clinical) -> Timing:
    """HB0 within 24 hours is on time, within 7 days still counts (02 §8.1).

    Without the hour the day of birth is on time, the next one is not known to be and counts as late.
    """
    days = (given_on - born_on).days
    is_on_time = days <= 0 if hours is None else hours <= clinical.number("neonatus.hb0_jam")
    if is_on_time:
        return Timing.ON_TIME
    return Timing.LATE if days <= clinical.number("neonatus.hb0_hari") else Timing.OVER


def shk_timing(hours: float, clinical: Clinical) -> Timing:
    """Blood from the heel at 48 to 72 hours, both included (02 §5 shk)."""
    first, last = clinical.numbers("neonatus.shk_jam")
    if hours < first:
        return Timing.EARLY
    return Timing.ON_TIME if hours <= last else Timing.LATE


def first_days(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: HB0 and SHK, in time or still to be done (02 §5). Not answered is not "not given"."""
    classes, codes = {}, []
    given_on, taken = day(answers, "hb0_on"), number(answers, "shk_hours")
    if given_on is not None:
        hours = number(answers, "hb0_hours")
        classes["hb0"] = hb0_timing(subject.born_on, given_on, hours, clinical).value
    elif answers.get("hb0_given") is False and subject.age_days <= clinical.number("neonatus.hb0_hari"):
        codes.append("BAYI_HB0")
    if taken is not None:
        classes["shk"] = shk_timing(taken, clinical).value
    elif answers.get("shk_taken") is False and _shk_begins(subject.born_on, clinical) <= subject.on:
        codes.append("BAYI_SHK")
    seen = {"age_days": subject.age_days}
    return Judged({}, classes, [Raised(FINDINGS[code], seen) for code in codes])


def _shk_begins(born_on: date, clinical: Clinical) -> date:
    return born_on + timedelta(hours=clinical.numbers("neonatus.shk_jam")[0])


def danger(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: signs, temperature (°C) and breaths a minute of a baby; each is a referral at once (02 §12).

    Signs that 03 §5.3 gives 24 hours go to the puskesmas, the others to the hospital.
    """
    urgent = {row["kode"] for row in clinical.rows("neonatus.tanda_bahaya") if row["segera"]}
    signs = asked.chosen(answers, "danger_signs") or ()
    now: dict[str, object] = {}
    if found := [sign for sign in signs if sign in urgent]:
        now["danger_signs"] = found
    temperature, breaths = number(answers, "temperature_c"), number(answers, "breaths_per_minute")
    low, high = clinical.numbers("neonatus.suhu_c")
    if temperature is not None and not low <= temperature < high:
        now["temperature_c"] = temperature
    if breaths is not None and breaths >= fast_breathing_from(subject.age_months, clinical):
        now["breaths_per_minute"] = breaths
    raised = [Raised(FINDINGS["BAYI_BAHAYA_RS"], now)] if now else []
    if others := [sign for sign in signs if sign not in urgent]:
        raised.append(Raised(FINDINGS["BAYI_BAHAYA"], {"danger_signs": others}))
    return Judged({}, {}, raised)


def fast_breathing_from(age_months: int, clinical: Clinical) -> float:
    """Breaths a minute from which a baby breathes too fast; the last row also for older ones (03 §5.3)."""
    rows = clinical.rows("neonatus.napas")
    return float(next((row for row in rows if age_months < row["sampai_bulan"]), rows[-1])["mulai"])
