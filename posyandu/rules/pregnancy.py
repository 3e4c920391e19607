"""The episode of a pregnancy: dates, risks, BMI before it, and the weight on the way (02 §4.2-§4.4).

Judges are functions of the open pregnancy and of earlier visits within it; without a pregnancy they say
nothing. What was measured today is looked at in `pregnancy_signs`, what was given in `pregnancy_care`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from ilp.base.dates import completed_years
from ilp.base.numbers import half_up
from posyandu.rules import asked
from posyandu.rules.answering import number, yes
from posyandu.rules.antenatal import trimester_of, weeks_on
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Earlier, Judged, PregnancyNow, Raised, Subject
from posyandu.rules.measures import Problem, ProblemSeverity
from posyandu.rules.pregnancy_advice import FINDINGS
from posyandu.rules.pregnancy_classes import BmiBefore, Gain, Trimester


def due_on(lmp_on: date, clinical: Clinical) -> date:
    """The expected day of birth (HPL): HPHT + 280 days (02 §4.2)."""
    return lmp_on + timedelta(days=int(clinical.number("bumil.lama_hari")))


def dates(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: completed weeks, trimester and HPL; a pregnancy past its time is sent on (02 §4.4 uk_minggu)."""
    if subject.pregnancy is None:
        return Judged()
    weeks = weeks_on(subject.pregnancy.lmp_on, subject.on)
    trimester = trimester_of(weeks, clinical)
    values = {
        "gestation_weeks": weeks,
        "trimester": trimester,
        "due_on": due_on(subject.pregnancy.lmp_on, clinical).isoformat(),
    }
    is_late = weeks > clinical.number("bumil.lewat_bulan_minggu")
    raised = [Raised(FINDINGS["BUMIL_LEWAT_BULAN"], {"gestation_weeks": weeks})] if is_late else []
    return Judged(values, {"trimester": list(Trimester)[trimester - 1].value}, raised)


def episode_problems(
    facts: Mapping[str, float | None], lmp_on: date | None, on: date, clinical: Clinical
) -> list[Problem]:
    """What to ask again or refuse when a pregnancy is entered; a missing fact is no problem (02 §4.2).

    ``facts`` by field: gravida, parity, abortions, spacing_months, pre_weight_kg, height_cm.
    """
    problems = []
    for row in clinical.rows("bumil.batas_kehamilan"):
        value = facts.get(row["field"])
        for key, code, severity in (
            ("hard", "impossible", ProblemSeverity.REFUSE), ("warn", "unusual", ProblemSeverity.ASK),
        ):  # fmt: skip
            low, high = row[key]
            if value is not None and not low <= value <= high:
                params: dict[str, float | str] = {"value": value, "low": low, "high": high}
                problems.append(Problem(row["field"], code, severity, params))
                break
    if not is_possible_history(facts.get("gravida"), facts.get("parity"), facts.get("abortions")):
        problems.append(Problem("gravida", "fewer_than_births", ProblemSeverity.REFUSE, {}))
    if lmp_on is not None and lmp_on > on:
        problems.append(Problem("lmp_on", "future", ProblemSeverity.REFUSE, {}))
    elif lmp_on is not None and asked.weeks_between(lmp_on, on) > clinical.number("bumil.hpht_tua_minggu"):
        problems.append(Problem("lmp_on", "long_ago", ProblemSeverity.ASK, {"weeks": weeks_on(lmp_on, on)}))
    return problems


def is_possible_history(gravida: float | None, parity: float | None, abortions: float | None) -> bool:
    """Whether G is at least P + A + 1 (02 §4.2); True while one of them is unknown.

    >>> is_possible_history(3, 1, 1), is_possible_history(2, 1, 1)
    (True, False)
    """
    if gravida is None or parity is None or abortions is None:
        return True
    return gravida >= parity + abortions + 1


def four_too(subject: Subject, pregnancy: PregnancyNow, clinical: Clinical) -> tuple[str, ...]:
    """Which of the "4 Terlalu" apply: MUDA, TUA, DEKAT, BANYAK (02 §4.2).

    The age is that on the expected day of birth; "anak" are the births before this pregnancy.
    """
    return tuple(_four_too(subject, pregnancy, clinical))


def _four_too(subject: Subject, pregnancy: PregnancyNow, clinical: Clinical) -> Iterator[str]:
    age = completed_years(subject.born_on, due_on(pregnancy.lmp_on, clinical))
    if age < clinical.number("bumil.muda_tahun"):
        yield "MUDA"
    if age > clinical.number("bumil.tua_tahun"):
        yield "TUA"
    spacing = pregnancy.spacing_months
    if spacing is not None and spacing < clinical.number("bumil.jarak_dekat_bulan"):
        yield "DEKAT"
    if pregnancy.parity is not None and pregnancy.parity > clinical.number("bumil.banyak_anak"):
        yield "BANYAK"


def risks(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: 4 Terlalu and the height of the mother, both for a talk and never a referral (02 §4.2)."""
    if subject.pregnancy is None:
        return Judged()
    too = four_too(subject, subject.pregnancy, clinical)
    raised = [Raised(FINDINGS["BUMIL_4T"], {"four_too": list(too)})] if too else []
    height = _height_cm(subject.pregnancy, answers)
    if height is not None and height < clinical.number("bumil.pendek_cm"):
        raised.append(Raised(FINDINGS["BUMIL_PENDEK"], {"height_cm": height}))
    age_at_birth = completed_years(subject.born_on, due_on(subject.pregnancy.lmp_on, clinical))
    return Judged({"four_too": list(too), "age_at_birth": age_at_birth}, {}, raised)


def _height_cm(pregnancy: PregnancyNow, answers: Answers) -> float | None:
    return pregnancy.height_cm or number(answers, "length_height_cm")


def bmi_before(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: BMI before pregnancy and the target gain in kg (02 §4.3), not the adult card's bounds.

    Without a weight from before, the first one of the first trimester stands in for it (02 §4.2 bb_pra_kg).
    """
    pregnancy = subject.pregnancy
    height = None if pregnancy is None else _height_cm(pregnancy, answers)
    weight = None if pregnancy is None else _weight_before(subject, pregnancy, answers, clinical)
    if not height or weight is None:
        return Judged()
    bmi = half_up(weight / (height / 100) ** 2, 1)
    found = asked.class_from(BmiBefore, clinical.numbers("bumil.imt_pra"), bmi)
    target = _row(clinical, "bumil.target_naik", found)["kg"]
    return Judged({"bmi_before": bmi, "target_gain_kg": list(target)}, {"imt_pra": found.value})


def _bmi_class(code: str) -> BmiBefore:
    return next(found for found in BmiBefore if found.value == code)


def _weight_before(
    subject: Subject, pregnancy: PregnancyNow, answers: Answers, clinical: Clinical
) -> float | None:
    if pregnancy.pre_weight_kg is not None:
        return pregnancy.pre_weight_kg
    for visit in [*asked.since(subject, pregnancy.lmp_on), Earlier(subject.on, "", answers)]:
        weight = number(visit.answers, "weight_kg")
        if weight is not None and trimester_of(weeks_on(pregnancy.lmp_on, visit.on), clinical) == 1:
            return weight
    return None


def _row(clinical: Clinical, code: str, found: BmiBefore) -> Mapping[str, Any]:
    return next(row for row in clinical.rows(code) if row["kelas"] == found.value)


def weight(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: the curve of the Buku KIA as the kader saw it, and a gain that is too fast (02 §4.1, §4.4)."""
    if subject.pregnancy is None:
        return Judged()
    raised = []
    if yes(answers, "weight_on_curve") is False:
        raised.append(Raised(FINDINGS["BUMIL_BB"], {"weight_on_curve": False}))
    now = number(answers, "weight_kg")
    before = _last_weight(subject, subject.pregnancy.lmp_on)
    if now is None or before is None:
        return Judged({}, {}, raised)
    weeks = asked.weeks_between(before[0], subject.on)
    change = half_up(now - before[1], 2)
    seen = {"weight_kg": now, "weight_before_kg": before[1], "weight_before_on": before[0].isoformat()}
    gestation = weeks_on(subject.pregnancy.lmp_on, subject.on)
    raised += [Raised(FINDINGS[code], seen) for code in _changes(gestation, change, weeks, clinical)]
    return Judged({"weight_change_kg": change}, {}, raised)


def _last_weight(subject: Subject, lmp_on: date) -> tuple[date, float] | None:
    found = None
    for visit in asked.since(subject, lmp_on):
        kg = number(visit.answers, "weight_kg")
        if kg is not None and visit.on < subject.on:
            found = visit.on, kg
    return found


def _changes(gestation: int, change: float, weeks: float, clinical: Clinical) -> Iterator[str]:
    """A span shorter than that of the rule counts as one, so that two scales a day apart alarm nobody."""
    is_after = gestation > clinical.number("bumil.naik_cepat_minggu")
    if is_after and change > clinical.number("bumil.naik_cepat_kg") * max(1.0, weeks):
        yield "BUMIL_BB_CEPAT"
    spans = max(1.0, weeks / clinical.number("bumil.berubah_minggu"))
    if abs(change) > clinical.number("bumil.berubah_kg") * spans:
        yield "BUMIL_TIMBANG_ULANG"


def gain_band(weeks: int, bmi_class: BmiBefore, clinical: Clinical) -> tuple[float, float] | None:
    """Advised gain since before pregnancy in kg, lowest and highest; None up to week 13 (02 §4.3)."""
    first = clinical.number("bumil.saran_naik_minggu")
    if weeks <= first:
        return None
    per_week = _row(clinical, "bumil.saran_naik_per_minggu", bmi_class)["kg"]
    low, high = clinical.numbers("bumil.saran_naik_awal")
    loose = clinical.number("bumil.saran_naik_longgar")
    later = per_week * (weeks - first)
    return half_up(low + later - loose, 2), half_up(high + later + loose, 2)


def gain(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge, switched on by a Dinkes: advice about the gain. It never answers the card's column (02 §4.3)."""
    pregnancy = subject.pregnancy
    bmi_class = bmi_before(subject, answers, clinical).classes.get("imt_pra")
    if pregnancy is None or bmi_class is None or number(answers, "weight_kg") is None:
        return Judged()
    if not clinical.flag("bumil.saran_naik"):
        return Judged()
    weights = [*asked.since(subject, pregnancy.lmp_on), Earlier(subject.on, "", answers)]
    classes = list(_gains(pregnancy, weights, _bmi_class(bmi_class), clinical))
    if not classes:
        return Judged()
    wanted = int(clinical.number("bumil.saran_naik_kunjungan"))
    is_off = len(classes) >= wanted and Gain.WITHIN not in classes[-wanted:]
    seen = {"naik_bumil": [found.value for found in classes[-wanted:]]}
    raised = [Raised(FINDINGS["BUMIL_NAIK_DI_LUAR_SARAN"], seen)] if is_off else []
    return Judged({}, {"naik_bumil": classes[-1].value}, raised)


def _gains(
    pregnancy: PregnancyNow, visits: list[Earlier], bmi_class: BmiBefore, clinical: Clinical
) -> Iterator[Gain]:
    for visit in visits:
        band = gain_band(weeks_on(pregnancy.lmp_on, visit.on), bmi_class, clinical)
        kg = number(visit.answers, "weight_kg")
        if band is not None and kg is not None and pregnancy.pre_weight_kg is not None:
            yield _against(half_up(kg - pregnancy.pre_weight_kg, 2), band)


def _against(gained: float, band: tuple[float, float]) -> Gain:
    if gained < band[0]:
        return Gain.BELOW
    return Gain.ABOVE if gained > band[1] else Gain.WITHIN
