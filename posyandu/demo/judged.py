"""What the rules say to many visits: each judge is asked once for each distinct input, never imitated.

`INPUTS` names for every judge what it looks at. A test compares the outcome with the rules visit by visit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from posyandu.demo.answers import Sheet
from posyandu.demo.attendance import completed_months
from posyandu.demo.plan import EPOCH, Ints, day_number
from posyandu.rules.campaigns import FOOD_EATEN, vitamin_a_campaign
from posyandu.rules.clinical import Clinical
from posyandu.rules.development import CHECKLIST, KPSP_YES
from posyandu.rules.forms.declaration import Form
from posyandu.rules.judges import JUDGES
from posyandu.rules.judging import Earlier, Judged, PregnancyNow, Subject
from posyandu.rules.screening import numbered

SEX, YEARS, UP_TO_15, WEEKS, PREGNANCY, DELIVERED, DAY, DAYS_OLD, CAMPAIGN, AGE_AT_KPSP = (
    "sex", "years", "years up to 15", "weeks", "pregnancy", "delivered", "day", "days old",
    "campaign and age at its start", "age and day of a KPSP",
)  # fmt: skip


class Inputs(NamedTuple):
    """What a judge looks at: answers, traits of the person on the day, earlier visits."""

    fields: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    history: bool = False
    timeless: bool = False
    """With history: a visit that answers nothing here is judged like the last such one, whatever its day."""
    unasked: bool = False
    """It says something of a form whose sheet answers none of its fields, too."""


_TBC = ("tbc_cough", "tbc_fever", "tbc_weight", "tbc_contact")
_AKS = ("aks_bowel", "aks_bladder", "aks_grooming", "aks_toilet", "aks_eating", "aks_transfer", "aks_walking",
        "aks_dressing", "aks_stairs", "aks_bathing")  # fmt: skip
_SKILAS = (
    "skilas_orientation", "skilas_three_words", "skilas_chair", "skilas_weight_loss", "skilas_appetite",
    "skilas_muac_below_21", "skilas_eye_problem", "skilas_sight_test", "skilas_whisper", "skilas_sad",
    "skilas_interest", "muac_cm",
)  # fmt: skip
_PUMA = ("puma_exposure", "cigarettes_per_day", "smoking_years", "puma_breath", "puma_sputum", "puma_cough",
         "puma_spirometry")  # fmt: skip
INPUTS: Mapping[str, Inputs] = {
    "tbc": Inputs((*_TBC, "danger_signs"), (YEARS,)),
    "tekanan_darah": Inputs(("systolic_mmhg", "diastolic_mmhg"), (SEX, UP_TO_15)),
    "imt_dewasa": Inputs(("weight_kg", "length_height_cm")),
    "lingkar_perut": Inputs(("waist_cm",), (SEX, UP_TO_15)),
    "gizi_sekolah": Inputs(("weight_kg", "length_height_cm", "position"), (SEX, DAYS_OLD, YEARS)),
    "lila_remaja": Inputs(("muac_cm",), (SEX, YEARS)),
    "gula_darah_sewaktu": Inputs(("random_glucose_mg_dl",)),
    "hb": Inputs(("hb_g_dl",), (SEX, YEARS)),
    "indera": Inputs(("eye_right", "eye_left", "ear_right", "ear_left")),
    "puma": Inputs(_PUMA, (SEX, YEARS)),
    "gigi": Inputs(("caries",)),
    "rokok": Inputs(("smokes",)),
    "ttd_rematri": Inputs(("ttd_taken_per_week",), (SEX, YEARS)),
    "srq20": Inputs(numbered("srq", 20), (YEARS,)),
    "kb": Inputs(("uses_contraception",), (SEX, YEARS)),
    "aks": Inputs(_AKS),
    "skilas": Inputs(_SKILAS),
    "kehamilan": Inputs((), (PREGNANCY, DAY)),
    "risiko_kehamilan": Inputs((), (PREGNANCY,)),
    "imt_pra": Inputs((), (PREGNANCY,)),
    "berat_bumil": Inputs(("weight_kg", "weight_on_curve"), (PREGNANCY, DAY), history=True),
    "lila_bumil": Inputs(("muac_cm",)),
    "td_bumil": Inputs(("systolic_mmhg", "diastolic_mmhg", "danger_signs", "urine_protein")),
    "hb_bumil": Inputs(("hb_g_dl",), (WEEKS,)),
    "tfu": Inputs(("fundal_height_cm",), (WEEKS,)),
    "janin": Inputs(("fetal_heart_rate", "fetal_movement"), (WEEKS,)),
    "letak_janin": Inputs(("presentation", "fetus_count"), (WEEKS,)),
    "bahaya_bumil": Inputs(("danger_signs", "temperature_c"), (WEEKS,)),
    "ttd_bumil": Inputs(("tablets_given", "tablet_intake"), (PREGNANCY, DAY), history=True, timeless=True),
    "mt_bumil": Inputs(
        ("extra_food_portions", "extra_food_intake"), (PREGNANCY, DAY), history=True, timeless=True
    ),
    "kelas_ibu": Inputs(("mothers_class",), (PREGNANCY, DAY), history=True, timeless=True),
    "status_td": Inputs(("td_status",)),
    "k_bumil": Inputs(("examined_by", "usg_done"), (PREGNANCY, DAY), history=True, timeless=True),
    "kf": Inputs(("examined_by", "hours_since_birth"), (DELIVERED, DAY), history=True, timeless=True),
    "suplemen_nifas": Inputs(("vitamin_a_given", "tablets_given"), (DELIVERED, DAY), history=True),
    "bahaya_nifas": Inputs(("danger_signs",)),
    "kb_nifas": Inputs(("contraception_method",), (DELIVERED, DAY)),
    "asi_nifas": Inputs(("breastfeeding", "exclusive_breastfeeding")),
    "persalinan": Inputs(("attendant", "birth_place")),
    "perkembangan": Inputs((CHECKLIST, KPSP_YES), (YEARS, AGE_AT_KPSP)),
    "vitamin_a_cacing": Inputs((FOOD_EATEN,), (CAMPAIGN,), unasked=True),
    "lahir": Inputs(("birth_weight_g", "gestation_at_birth_weeks")),
    "kn": Inputs(("examined_by", "hours_since_birth"), (DAYS_OLD, DAY), history=True, timeless=True),
    "hari_pertama": Inputs(("hb0_given", "hb0_on", "hb0_hours", "shk_taken", "shk_hours"), (DAYS_OLD, DAY)),
    "bahaya_bayi": Inputs(("danger_signs", "temperature_c", "breaths_per_minute"), (YEARS,)),
}
"""A judge that is missing here looks at answers that the demo never gives, and is not asked."""


@dataclass(frozen=True, slots=True)
class Lives:
    """Who the visits are about. Arrays by person or by pregnancy; days are day numbers."""

    born: Ints
    is_girl: NDArray[np.bool_]
    pregnancies: tuple[PregnancyNow, ...] = ()
    lmp: Ints | None = None
    delivered: Ints | None = None
    """Day of the delivery by pregnancy."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`results[which[i]]` is what one judge said to visit i."""

    judge: str
    results: list[Judged]
    which: Ints


def on(day: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=day)


def judge_sheet(sheet: Sheet, lives: Lives, form: Form, clinical: Clinical) -> list[Verdict]:
    """What each judge of the form says to each visit. The sheet is ordered by person and day."""
    subject_of = _subjects(sheet, lives)
    return [
        _judge(name, INPUTS[name], sheet, lives, subject_of, clinical)
        for name in form.judges
        if name in INPUTS
        and (
            INPUTS[name].unasked
            or not INPUTS[name].fields
            or any(field in sheet.answers for field in INPUTS[name].fields)
        )
    ]


def _judge(
    name: str,
    inputs: Inputs,
    sheet: Sheet,
    lives: Lives,
    subject_of: Callable[[int, tuple[Earlier, ...]], Subject],
    clinical: Clinical,
) -> Verdict:
    judge = JUDGES[name]
    if inputs.history:
        return _judge_in_order(name, inputs, sheet, subject_of, clinical)
    _keys, first, which = np.unique(
        _key(inputs, sheet, lives, clinical), return_index=True, return_inverse=True
    )
    results = [
        judge(subject_of(place, ()), sheet.told(place, inputs.fields), clinical) for place in first.tolist()
    ]
    return Verdict(name, results, which)


def _key(inputs: Inputs, sheet: Sheet, lives: Lives, clinical: Clinical) -> Ints:
    """A number for each visit; equal where the judge is given the same."""
    parts = [
        (column.codes + 1, len(column.values) + 1)
        for field in inputs.fields
        if (column := sheet.answers.get(field)) is not None
    ]
    for trait in inputs.traits:
        values = _trait(trait, sheet, lives, clinical)
        parts.append((values - values.min(initial=0), int(values.max(initial=0) - values.min(initial=0)) + 1))
    key = np.zeros(len(sheet), np.int64)
    size = 1
    for values, count in parts:
        if size > 2**62 // max(count, 1):
            distinct, key = np.unique(key, return_inverse=True)
            size = len(distinct)
        key = key * count + values
        size *= count
    return key


def _trait(trait: str, sheet: Sheet, lives: Lives, clinical: Clinical) -> Ints:
    born = lives.born[sheet.person]
    if trait == SEX:
        return lives.is_girl[sheet.person].astype(np.int64)
    if trait == YEARS:
        return years_old(born, sheet.day)
    if trait == UP_TO_15:
        return np.minimum(years_old(born, sheet.day), 15)
    if trait == DAYS_OLD:
        return sheet.day - born
    if trait == DAY:
        return sheet.day
    if trait == CAMPAIGN:
        return _campaigns(born, sheet.day, clinical)
    if trait == AGE_AT_KPSP:
        kpsp = sheet.answers.get(KPSP_YES)
        asked = np.zeros(len(sheet), bool) if kpsp is None else kpsp.codes >= 0
        return np.where(asked, sheet.day * 5000 + sheet.day - born, 0)
    if trait == WEEKS and lives.lmp is not None:
        return (sheet.day - lives.lmp[sheet.pregnancy]) // 7
    if trait == DELIVERED and lives.delivered is not None:
        return lives.delivered[sheet.pregnancy]
    return sheet.pregnancy


def _campaigns(born: Ints, day: Ints, clinical: Clinical) -> Ints:
    """A number for each vitamin A campaign and the age in months on its first day; 0 between campaigns."""
    distinct, which = np.unique(day, return_inverse=True)
    found = [vitamin_a_campaign(on(one), clinical) for one in distinct.tolist()]
    start = np.array([day_number(one.starts_on) if one else -1 for one in found], np.int64)[which]
    born_before = (start >= 0) & (born <= start)
    age = completed_months(np.where(born_before, born, start), start) + 1
    return np.where(start < 0, 0, start * 5000 + np.where(born_before, age, 0))


def years_old(born: Ints, day: Ints) -> Ints:
    """Completed years, by the birthday rule of `ilp.base.dates`."""
    return completed_months(born, day) // 12


def _subjects(sheet: Sheet, lives: Lives) -> Callable[[int, tuple[Earlier, ...]], Subject]:
    persons, days, pregnancies = sheet.person.tolist(), sheet.day.tolist(), sheet.pregnancy.tolist()
    born, girls = lives.born, lives.is_girl
    delivered = lives.delivered

    def subject(place: int, earlier: tuple[Earlier, ...]) -> Subject:
        person, pregnancy = persons[place], pregnancies[place]
        is_pregnant = pregnancy >= 0 and sheet.form == "bumil"
        delivered_on = None
        if pregnancy >= 0 and sheet.form == "nifas" and delivered is not None:
            delivered_on = on(int(delivered[pregnancy]))
        return Subject(
            "P" if girls[person] else "L", on(int(born[person])), on(days[place]),
            pregnancy=lives.pregnancies[pregnancy] if is_pregnant else None,
            delivered_on=delivered_on, earlier=earlier,
        )  # fmt: skip

    return subject


def _judge_in_order(
    name: str,
    inputs: Inputs,
    sheet: Sheet,
    subject_of: Callable[[int, tuple[Earlier, ...]], Subject],
    clinical: Clinical,
) -> Verdict:
    """Each visit with the earlier ones of the person and pregnancy that answered anything, newest first."""
    judge, fields = JUDGES[name], inputs.fields
    answered = np.zeros(len(sheet), bool)
    for field in fields:
        if (column := sheet.answers.get(field)) is not None:
            answered |= column.codes >= 0
    results: list[Judged] = []
    which: list[int] = []
    earlier: tuple[Earlier, ...] = ()
    last, empty = (-1, -1), -1
    days, nakes = sheet.day.tolist(), sheet.by_nakes.tolist()
    keys = zip(sheet.person.tolist(), sheet.pregnancy.tolist(), strict=True)
    for place, (key, says) in enumerate(zip(keys, answered.tolist(), strict=True)):
        if key != last:
            earlier, last, empty = (), key, -1
        if says or empty < 0 or not inputs.timeless:
            told = sheet.told(place, fields) if says else {}
            results.append(judge(subject_of(place, earlier), told, clinical))
            empty = -1 if says else len(results) - 1
            if says:
                earlier = (Earlier(on(days[place]), sheet.form, told, nakes[place]), *earlier)
        which.append(empty if not says and inputs.timeless else len(results) - 1)
    return Verdict(name, results, np.array(which, np.int64))
