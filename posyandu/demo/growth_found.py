"""What the growth rules find at weighings: referrals of balita, all findings of newborns and prasekolah."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from posyandu.demo.answers import Bools, Floats, Sheet
from posyandu.demo.attendance import completed_months
from posyandu.demo.classes import Computed, Texts
from posyandu.demo.judged import Lives, Verdict, on
from posyandu.demo.plan import Ints
from posyandu.demo.visits import Measures
from posyandu.rules.assessment import Assessment, Taken, assess_visit
from posyandu.rules.judging import Judged, Raised
from posyandu.rules.kms import is_above_orange_line
from posyandu.rules.nutrition import GrowthClass, HeadForAge, LengthForAge, Muac, Proportion
from posyandu.rules.ruleset import DEFAULT, RuleSet

# Class codes that refer, as `posyandu.rules.advice` does; a test compares visit by visit.
BY_CLASS: Mapping[str, Mapping[GrowthClass, str]] = MappingProxyType(
    {
        "wflh_class": {
            Proportion.SEVERELY_WASTED: "GIZI_BURUK", Proportion.WASTED: "GIZI_KURANG",
            Proportion.RISK_OF_OVERWEIGHT: "BERISIKO_GIZI_LEBIH", Proportion.OVERWEIGHT: "GIZI_LEBIH",
            Proportion.OBESE: "OBESITAS",
        },
        "muac_class": {Muac.SEVERELY_WASTED: "LILA_GIZI_BURUK", Muac.WASTED: "LILA_GIZI_KURANG"},
        "lhfa_class": {LengthForAge.SEVERELY_STUNTED: "SANGAT_PENDEK", LengthForAge.STUNTED: "PENDEK"},
        "hc_class": {HeadForAge.MICROCEPHALY: "KEPALA_KECIL", HeadForAge.MACROCEPHALY: "KEPALA_BESAR"},
    }
)  # fmt: skip
SKDN_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Weighings:
    """All live weighings of children, in no order."""

    person: Ints
    period: Ints
    day: Ints
    at_posyandu: Bools
    grams: Ints


def balita_codes(
    measures: Measures, computed: Computed, person: Ints, statuses: Texts, rules: RuleSet = DEFAULT
) -> list[tuple[str, Ints]]:
    """Code and visits of every referral. statuses: what the month says, "" or a code, by visit."""
    live = measures.voided == 0
    oedema = measures.oedema == 1
    found = [("EDEMA", np.flatnonzero(live & oedema))]
    for name, codes in BY_CLASS.items():
        column = computed.classes[name]
        for stored, code in codes.items():
            is_it = (column == str(stored)) & live
            found.append((code, np.flatnonzero(is_it & ~oedema if name == "wflh_class" else is_it)))
    z = computed.z["wfa_z"]
    below = live & ~computed.is_bgm & (z < rules.refer_below_z)
    distinct, which = np.unique(z, return_inverse=True)
    above = np.array([value == value and is_above_orange_line(value, rules) for value in distinct.tolist()])
    found += [
        ("BGM", np.flatnonzero(live & computed.is_bgm)),
        ("BB_KURANG", np.flatnonzero(below)),
        ("DI_ATAS_GARIS_ORANYE", np.flatnonzero(live & ~computed.is_bgm & ~below & above[which])),
    ]
    found += [(code, np.flatnonzero(live & (statuses == code))) for code in ("TIDAK_NAIK", "TIDAK_NAIK_2X")]
    return [(code, places) for code, places in found if len(places)]


def month_codes(
    weighings: Weighings, lives: Lives, birth_g: Floats, wanted: tuple[Ints, Ints], rules: RuleSet = DEFAULT
) -> Texts:
    """TIDAK_NAIK, TIDAK_NAIK_2X or "" for each wanted (person, period), as `posyandu.rules.kms` judges.

    birth_g: by person, NaN where nobody knows it.
    """
    # The first weighing of a month at the posyandu decides, else the last one elsewhere.
    turn = np.where(weighings.at_posyandu, weighings.day, 10**6 - weighings.day)
    order = np.lexsort((turn, ~weighings.at_posyandu, weighings.period, weighings.person))
    key = weighings.person[order] * 10**5 + weighings.period[order]
    order = order[np.r_[True, key[1:] != key[:-1]]]
    person, period = weighings.person[order], weighings.period[order]
    grams, day = weighings.grams[order], weighings.day[order]
    age = completed_months(lives.born[person], day)
    least = _least_g(lives.is_girl[person], age, rules)
    same_child = np.r_[False, person[1:] == person[:-1]]
    follows = same_child & np.r_[False, period[1:] == period[:-1] + 1]
    before = np.r_[0, grams[:-1]]
    # Birth weight stands in for a first weighing at one month.
    by_birth = ~same_child & (age == 1) & ~np.isnan(birth_g[person])
    by_birth &= day - lives.born[person] >= rules.birth_weight_from_days
    before = np.where(by_birth, np.nan_to_num(birth_g[person]).astype(np.int64), before)
    flat = (follows | by_birth) & (least > 0) & (grams - before < least) & (age < SKDN_MONTHS)
    twice = flat & follows & np.r_[False, flat[:-1]]
    says = np.where(twice, "TIDAK_NAIK_2X", np.where(flat, "TIDAK_NAIK", "")).astype(object)
    known = person * 10**5 + period
    asked = wanted[0] * 10**5 + wanted[1]
    place = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    return np.where(known[place] == asked, says[place], "").astype(object)


def _least_g(is_girl: Bools, age_months: Ints, rules: RuleSet) -> Ints:
    table = np.array([[rules.kbm_g(sex, month) or -1 for month in range(SKDN_MONTHS + 1)] for sex in "LP"])
    least: Ints = table[is_girl.astype(int), np.minimum(age_months, SKDN_MONTHS)]
    return least


def assessed(sheet: Sheet, lives: Lives, rules: RuleSet = DEFAULT) -> tuple[Computed, Verdict]:
    """The growth columns of newborns or prasekolah children, and what the rules find; visit by visit."""
    names = ("weight_kg", "length_height_cm", "position", "head_circumference_cm", "has_oedema")
    found: list[Assessment] = []
    for place in range(len(sheet)):
        told = sheet.told(place, names)
        person = int(sheet.person[place])
        length = told.get("length_height_cm")
        found.append(
            assess_visit(
                "P" if lives.is_girl[person] else "L", on(int(lives.born[person])), on(int(sheet.day[place])),
                Taken(told.get("weight_kg"), length, told.get("position") if length is not None else None,
                      told.get("head_circumference_cm"), None, told.get("has_oedema")),
                ruleset=rules,
            )
        )  # fmt: skip
    columns = [one.columns() for one in found]
    verdicts = [_judged(one, row) for one, row in zip(found, columns, strict=True)]
    return _computed(columns, rules), Verdict("pertumbuhan", verdicts, np.arange(len(sheet)))


def _judged(assessment: Assessment, columns: dict[str, object]) -> Judged:
    values = {name: z for name, z in columns.items() if name.endswith("_z") and z is not None}
    return Judged({}, {}, [Raised(finding, values) for finding in assessment.findings])


def _computed(columns: list[dict[str, object]], rules: RuleSet) -> Computed:
    def numbers(name: str) -> Floats:
        return np.array([np.nan if row[name] is None else row[name] for row in columns], np.float64)

    def words(name: str) -> Texts:
        return np.array([row[name] for row in columns], dtype=object)

    kbm = np.array([row["kbm_g"] or -1 for row in columns], np.int64)
    return Computed(
        z={name: numbers(name) for name in ("wfa_z", "lhfa_z", "wflh_z", "bmifa_z", "hcfa_z")},
        classes={
            name: words(name) for name in ("wfa_class", "lhfa_class", "wflh_class", "hc_class", "muac_class")
        },
        kbm_g=kbm,
        is_bgm=np.array([bool(row["is_bgm"]) for row in columns], bool),
        implausible=np.array([row["implausible"] for row in columns], np.int64),
        position_assumed=np.array([bool(row["position_assumed"]) for row in columns], bool),
        rule_version=rules.version,
    )
