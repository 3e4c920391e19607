"""Everything from six years of age on: its judges, findings and classes. Source: 02 §7, §9, §10, §11, §12."""

from __future__ import annotations

from posyandu.rules import (
    anaemia,
    blood_pressure,
    body_mass,
    cancer,
    contraception,
    follow_up,
    glucose,
    independence,
    mental,
    puma,
    school,
    senses,
    skilas,
    yearly,
)
from posyandu.rules.advice import Finding
from posyandu.rules.judging import Judge

JUDGES: dict[str, Judge] = {
    "imt_dewasa": body_mass.judge_body_mass,
    "lingkar_perut": body_mass.judge_waist,
    "gizi_sekolah": school.judge_growth,
    "lila_remaja": school.judge_arm,
    "tekanan_darah": blood_pressure.judge_blood_pressure,
    "gula_darah_sewaktu": glucose.judge_random_glucose,
    "gula_darah_puasa": glucose.judge_fasting_glucose,
    "kolesterol": glucose.judge_cholesterol,
    "hb": anaemia.judge_haemoglobin,
    "indera": senses.judge_senses,
    "visus": senses.judge_visus,
    "gigi": senses.judge_teeth,
    "puma": puma.judge_puma,
    "rokok": school.judge_tobacco,
    "ttd_rematri": school.judge_tablets,
    "srq20": mental.judge_srq20,
    "phq9": mental.judge_phq9,
    "phq4": mental.judge_phq4,
    "phqa": mental.judge_phqa,
    "sdq": mental.judge_sdq,
    "heeadsss": mental.judge_heeadsss,
    "kb": contraception.judge_contraception,
    "kanker": cancer.judge_cancer,
    "aks": independence.judge_aks,
    "skilas": skilas.judge_skilas,
    "gds15": follow_up.judge_gds15,
    "ad8": follow_up.judge_ad8,
    "amt": follow_up.judge_amt,
    "minicog": follow_up.judge_minicog,
    "mnasf": follow_up.judge_mnasf,
    "tug": follow_up.judge_tug,
    "tiap_tahun": yearly.judge_yearly,
}
"""By the names that the forms use."""

FINDINGS: dict[str, Finding] = {
    **blood_pressure.FINDINGS, **glucose.FINDINGS, **mental.FINDINGS, **anaemia.FINDINGS, **school.FINDINGS,
    **body_mass.FINDINGS, **independence.FINDINGS, **skilas.FINDINGS, **puma.FINDINGS, **senses.FINDINGS,
    **contraception.FINDINGS, **cancer.FINDINGS, **follow_up.FINDINGS, **yearly.FINDINGS,
}  # fmt: skip

CLASSES: dict[str, dict[str, str]] = {
    **body_mass.CLASSES, **school.CLASSES, **blood_pressure.CLASSES, **glucose.CLASSES, **anaemia.CLASSES,
    **senses.CLASSES, **puma.CLASSES, **mental.CLASSES, **contraception.CLASSES, **cancer.CLASSES,
    **independence.CLASSES, **skilas.CLASSES, **follow_up.CLASSES,
}  # fmt: skip
"""Class family to code to printed label."""
