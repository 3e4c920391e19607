"""Chronic patients, new cases, deaths, dependent elderly, contraception: what a person is in a month.

A state holds for who lives in the desa at the end of the month. A service, a case or a death counts in the
desa where the person lived on its day (04 §9 rule 3): the first service of the month, the last reading of
the month. Source: 04 §5.5, §5.5.1, §5.6.
"""

SUBJECT = "person"
# Illness, death, or the cards of five years and more; a child turns five in the month at the latest.
CONCERNS = """exists (select from posyandu_diagnosis where person_id = any (who)) or exists (
        select from puskesmas_person
        where id = any (who) and (died_on is not null or born_on <= month_end - interval '60 months'))"""
COLUMNS: dict[str, str] = {
    "is_ht": "Hypertension (I10-I15) diagnosed by a nakes and not ended at the end of the month: SR-HT.",
    "ht_served": "Patient with hypertension whose blood pressure was measured in the month.",
    "ht_first": "The first such month of the calendar year.",
    "ht_measured": "Patient whose last reading of the month has both numbers and a class.",
    "ht_controlled": "That reading is below the bound of high blood pressure.",
    "is_dm": "Diabetes (E10-E14) diagnosed by a nakes and not ended at the end of the month: SR-DM.",
    "dm_served": "Patient with diabetes whose blood glucose was measured in the month.",
    "dm_first": "The first such month of the calendar year.",
    "dm_measured": "Patient with a fasting glucose in the month.",
    "dm_controlled": "The last fasting glucose of the month is within the bounds of control.",
    "is_odgj": "Severe mental disorder (F20-F29) diagnosed and not ended at the end of the month: SR-ODGJ.",
    "odgj_served": "Such a patient was served by a nakes in the month.",
    "odgj_first": "The first such month of the calendar year.",
    "tbc_new": "First diagnosis of tuberculosis (A15-A19) of the calendar year.",
    "dbd_new": "Dengue haemorrhagic fever or dengue (A90-A91) diagnosed in the month.",
    "died_mother": "Died pregnant, or within 42 days after the pregnancy ended.",
    "died_neonate": "Died at 0-28 days.",
    "died_infant": "Died before the first birthday.",
    "died_under_five": "Died before the fifth birthday.",
    "is_dependent": "Last AKS of twelve months heavy or total dependence, at the end of the month.",
    "dependent_visited": "Such a person was visited at home in the month.",
    "uses_contraception": "Woman of fertile age whose last answer of twelve months is a method or yes.",
    "uses_long_acting": "That method is a long-acting one (MKJP).",
}
