"""Pregnancies and births: what became true in which month (04 §5.1; 02 §4, §5).

A condition that is reached once belongs to the month and desa of the day that completed it: for K the
contact, for tablets and classes the visit, for KF the visit after birth. Visits are found by the woman and
the day, as on her card: with the card of pregnant women between HPHT and the end of the pregnancy (at most
the longest one there is, `kehamilan.batas`), with the card after birth until the last day of
`nifas.kunjungan`.

The numbers in force at the end of the month of a visit judge it, the trimester included; a number that
changes moves nothing of earlier months. Visits of one day are one contact (`posyandu.rules.contacts.by_day`).
Of several answers to one question in a month the worst counts. The posyandu is that of the last day seen.
"""

SUBJECT = "pregnancy"

CONCERNS = "exists (select from posyandu_pregnancy where person_id = any (who))"
COLUMNS: dict[str, str] = {
    "known": "First known to anybody, kader included (SR-BUMIL-BARU).",
    "maternal": "At the end of the month pregnant, or in the time after birth; a woman once.",
    "k1a": "First contact with a nakes.",
    "k1m": "First contact with a nakes, and in the first weeks.",
    "k4": "Contact that completed the pattern of K4.",
    "k6": "Contact that completed the pattern of K6, with the doctor's contacts.",
    "doctor_usg": "First day in trimester 1 on which a doctor examined and an ultrasound was made.",
    "risk_by_kader": "First flagged to be at risk, at a visit of a kader.",
    "risk_by_nakes": "First flagged to be at risk, at a visit of a nakes.",
    "tablets_classic": "The tablets of this pregnancy reached the old target.",
    "tablets_full": "The tablets of this pregnancy reached the new target.",
    "intake_asked": "Asked whether tablets are taken daily.",
    "intake_daily": "Every such answer of the month was daily.",
    "hb_tested": "First Hb test of a trimester.",
    "hb_low": "Such a test of the month was low.",
    "arm_measured": "First LILA of the pregnancy.",
    "arm_low": "That LILA was KEK or at risk of it.",
    "kek": "Pregnant at the end of the month, and the last LILA was KEK or at risk of it.",
    "kek_food": "Of these, extra food was given by then.",
    "triple": "The last of HIV, syphilis and HBsAg was tested for the first time.",
    "td_enough": "First visit with enough doses against tetanus.",
    "mothers_class": "Meeting of the mothers' class that completed the course.",
    "delivered": "Birth, live or still (SR-BERSALIN).",
    "birth_by_nakes": "Birth attended by a nakes.",
    "birth_at_facility": "Birth attended by a nakes in a facility.",
    "kf1": "First contact in the window of KF1.",
    "kf_complete": "Contact that completed all windows of KF.",
    "vitamin_a": "Capsule of vitamin A that completed the course after birth.",
    "contraception": "First visit in time with a method of contraception after birth.",
    "mood_screened": "First screening of the mood, in pregnancy or after birth, of the woman in this year.",
    "died": "The woman died in pregnancy or until the last day after birth.",
    "due": "Outcome, or the expected day of birth while there is none (SR-HPL): a cohort.",
    "due_k1a": "Of the cohort: K1 was reached by that day.",
    "due_k1m": "Of the cohort: pure K1 was reached.",
    "due_k4": "Of the cohort: K4 was reached by that day.",
    "due_k6": "Of the cohort: K6 was reached by that day.",
    "due_tablets": "Of the cohort: the old target of tablets was reached by that day.",
    "nifas_over": "Last day of the time after birth: a cohort.",
    "nifas_kf1": "Of that cohort: KF1 was reached.",
    "nifas_kf": "Of that cohort: all KF were reached.",
    "nifas_vitamin_a": "Of that cohort: the capsules of vitamin A were complete.",
}
