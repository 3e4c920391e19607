"""The judges by the names that a form declares, in ``judges = [...]``."""

from __future__ import annotations

from posyandu.rules import (
    antenatal,
    campaigns,
    development,
    feeding,
    from_six,
    immunisation_advice,
    newborn,
    postnatal,
    pregnancy,
    pregnancy_care,
    pregnancy_signs,
    tbc,
    td_status,
)
from posyandu.rules.judging import Judge

JUDGES: dict[str, Judge] = {
    # every stage
    "tbc": tbc.screening,
    # pregnant
    "kehamilan": pregnancy.dates,
    "risiko_kehamilan": pregnancy.risks,
    "imt_pra": pregnancy.bmi_before,
    "berat_bumil": pregnancy.weight,
    "saran_naik_bumil": pregnancy.gain,
    "lila_bumil": pregnancy_signs.arm,
    "td_bumil": pregnancy_signs.blood_pressure,
    "hb_bumil": pregnancy_signs.haemoglobin,
    "gula_bumil": pregnancy_signs.sugar,
    "tfu": pregnancy_signs.fundus,
    "janin": pregnancy_signs.fetus,
    "letak_janin": pregnancy_signs.presentation,
    "bahaya_bumil": pregnancy_signs.danger,
    "ttd_bumil": pregnancy_care.tablets,
    "mt_bumil": pregnancy_care.extra_food,
    "kelas_ibu": pregnancy_care.classes,
    "status_td": td_status.status,
    "k_bumil": antenatal.contacts_of,
    # after birth
    "kf": postnatal.visits,
    "suplemen_nifas": postnatal.supplements,
    "jiwa_ibu": postnatal.mood,
    "bahaya_nifas": postnatal.danger,
    "kb_nifas": postnatal.contraception,
    "asi_nifas": postnatal.feeding,
    "persalinan": postnatal.birth,
    # newborn
    "lahir": newborn.at_birth,
    "kn": newborn.visits,
    "hari_pertama": newborn.first_days,
    "bahaya_bayi": newborn.danger,
    # children
    "makan_anak": feeding.feeding,
    "perkembangan": development.development,
    "vitamin_a_cacing": campaigns.campaigns,
    "imunisasi": immunisation_advice.immunisation,
    # from six years on: school age, adults, older people
    **from_six.JUDGES,
}
