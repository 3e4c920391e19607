"""Facts of children: birth, first weeks, growth and development, feeding, vitamin A, doses, TTD of girls.

The subject is the child. A fact stands in the desa where the child lived on the day of the event, and in the
month in which the condition became true first: in its life, or in the year for what is wanted every year.
Facts read what was recorded up to the end of their month, with these exceptions (04 §9 rule 1):

- birth weight and IMD may be told by a card of the first 28 days, also in the next month;
- a capsule or deworming medicine given after a campaign month, within `balita.vitamin_a_susulan_hari`, counts
  to that month (02 §6.8), at the home of its last day.

What has a time limit (KPSP, MT) is counted in the month in which its last day lies, when its result is known.
Services of a year are counted once a month, because they are meant to be spread over the year.
"""

SUBJECT = "child"
NUMBERS = "pws_anakera"

COLUMNS: dict[str, str] = {
    "live_birth": "Born alive in the month.",
    "birth_weighed": "Born alive, and the birth weight is known.",
    "bblr": "Born alive with less than 2500 g (neonatus.berat_lahir_g).",
    "imd": "Born alive, and put to the breast within the first hour.",
    "kn1": "First seen by a nakes at 6-48 hours.",
    "kn_lengkap": "The last of KN1, KN2 and KN3, each in its window.",
    "komp_neo": "A complication of the first 28 days is taken care of, first time.",
    "shk": "Screened for congenital hypothyroidism from 48 hours to 14 days.",
    "bayi_paripurna": "Infant whose last service of the complete set came.",
    "balita_paripurna": "Child of 12-59 months whose last service of the year's set came.",
    "sdidtk_2": "Child of 12-59 months with the second SDIDTK month of the year.",
    "kpsp_due": "A KPSP of M or P whose time for follow-up ends in the month.",
    "kpsp_followed": "Each of them was repeated or referred in time.",
    "checklist": "Checklist of development answered in the month.",
    "checklist_complete": "Each answer of the month was complete.",
    "asi_6_known": "Reached six months, and whether breast milk was exclusive is known.",
    "asi_6": "Reached six months on breast milk alone, asked in each of the months.",
    "asi_asked": "Younger than six months and asked about breast milk.",
    "asi_only": "Each answer of the month was: only breast milk.",
    "kurang_due": "A new case of gizi kurang or of no gain, whose time for MT ends in the month.",
    "kurang_mt": "Each of them had MT in time.",
    "vita_bayi_due": "6-11 months old on the first day of a vitamin A campaign.",
    "vita_bayi": "Had the blue capsule of the campaign.",
    "vita_balita_due": "12-59 months old on the first day of a vitamin A campaign.",
    "vita_balita": "Had the red capsule of the campaign.",
    "cacing_due": "12-59 months old on the first day of a deworming campaign.",
    "cacing": "Had the medicine of the campaign.",
    "hb0_24": "HB0 within 24 hours.",
    "hb0_7": "HB0 within 7 days.",
    "bcg": "BCG.",
    "dpt1": "First valid DPT-HB-Hib.",
    "dpt3": "Third valid DPT-HB-Hib.",
    "opv4": "Fourth valid OPV.",
    "ipv2": "Second valid IPV.",
    "pcv2": "Second valid PCV.",
    "rv3": "Third valid rotavirus.",
    "mr1": "First valid MR.",
    "idl": "Last dose of the classic basic set, before 12 months.",
    "bayi_lengkap": "Last dose of the new basic set, before 12 months.",
    "baduta_lengkap": "Last of PCV3, DPT4 and MR2, before 24 months.",
    "zero_dose": "4-11 months old at the end of the month, without a valid DPT1.",
    "bias_mr_due": "Whose turn BIAS MR is, or who got it now.",
    "bias_mr": "Got BIAS MR in the campaign month.",
    "bias_dt_due": "Whose turn BIAS DT is, or who got it now.",
    "bias_dt": "Got BIAS DT in the campaign month.",
    "bias_td_due": "Whose turn BIAS Td (class 2 or 5) is, or who got it now.",
    "bias_td": "Got BIAS Td in the campaign month.",
    "bias_hpv_due": "Whose turn BIAS HPV is, or who got it now.",
    "bias_hpv": "Got BIAS HPV in the campaign month.",
    "ttd_26": "Girl of 12-18 years who reached 26 tablets in a half-year, first time in the year.",
    "ttd_52": "Girl of 12-18 years who reached 52 tablets in the year.",
    "turned_1": "Reached twelve months in the month: the cohort of the basic doses (SR-BAYI-11).",
    "turned_2": "Reached twenty-four months in the month: the cohort of the doses of the second year.",
}
