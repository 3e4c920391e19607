"""Everybody who was served, whatever the age: attendance by stage, screenings, blocks and cards complete.

One row per person and month with a live visit, in the desa where the person lived on the day. A column
`…_first` is true in the month in which its condition became true first in the calendar year, from all
visits of the year together; its ages are those on 31 December, as in the sasaran of type S (04 §2.3, §9).
All other columns look at the visits of the month alone, with the age on the day of the visit: one visit
that says so is enough, except for AKS, whose last of the month counts. Classes are those of the rules of
the day. What makes a card complete is reference data (`kelengkapan.isian_wajib`). Source: 04 §5.5, TBC-
SKRIN, ILP-HADIR, ILP-LENGKAP.
"""

SUBJECT = "person who was served"

COLUMNS: dict[str, str] = {
    "attended_maternal": "came with a card of pregnancy or childbed to posyandu, pustu or was seen at home",
    "attended_balita": "0-59 months, served at posyandu, pustu or at home",
    "attended_preschool": "60-71 months, served at posyandu, pustu or at home",
    "attended_school": "6-18 years, served at posyandu, pustu or at home",
    "attended_adult": "19-59 years, served at posyandu, pustu or at home",
    "attended_elderly": "60 years and over, served at posyandu, pustu or at home",
    "tbc_due": "served with a card that has the TBC block",
    "tbc_complete": "all four TBC questions answered at one visit",
    "was_recorded": "has a card of this month",
    "records_complete": "every card of this month has all its required fields",
    "pressure_measured": "blood pressure measured, from 15 years on, outside the antenatal cards",
    "pressure_high": "blood pressure of the word Tinggi",
    "glucose_measured": "random glucose measured, outside the antenatal cards",
    "glucose_high": "random glucose of the word Tinggi",
    "bmi_measured": "adult body mass index classed",
    "is_obese": "adult body mass index of the class Obesitas",
    "waist_measured": "waist classed, from 15 years on",
    "waist_high": "central obesity",
    "smoking_asked": "tobacco asked, 19 years and over",
    "is_smoker": "smokes, 19 years and over",
    "teen_smoking_asked": "tobacco asked, 10-18 years",
    "teen_is_smoker": "smokes, 10-18 years",
    "girl_hb_tested": "Hb classed, girls of 12-18 years who are not pregnant",
    "girl_is_anaemic": "Hb below the limit, girls of 12-18 years",
    "aks_done": "AKS complete",
    "aks_alone": "last AKS of the month: Mandiri",
    "aks_heavy": "last AKS of the month: Berat or Total",
    "school_screened_first": "7-15 years: growth, blood pressure, eyes, ears and teeth seen",
    "girl_hb_first": "girls of 12-18 years: Hb tested",
    "teen_mind_first": "10-18 years: a mental screening complete",
    "adult_screened_first": "15-59 years: body mass index, waist, blood pressure and glucose measured",
    "puma_first": "40 years and over: PUMA scored",
    "exposed_first": "40 years and over: known to smoke, to have smoked or to breathe smoke or dust",
    "cervix_breast_first": "women of 30-50 years: IVA or HPV-DNA, and SADANIS",
    "senses_first": "15 years and over: eyes and ears tested",
    "mind_first": "15 years and over: SRQ-20 or a PHQ complete",
    "elderly_screened_first": "60 years and over: blood pressure, glucose, AKS and SKILAS",
}
