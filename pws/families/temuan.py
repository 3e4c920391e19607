"""What the rules found, and whether it was followed up in time: events of the type P (04 §5.5-5.8).

One row per finding that sends somebody on, in the month and desa of its visit. Whether it was followed up
says the finding itself or a later record of the person, up to the end of its time; so a fact may change
until two months after its own (`posyandu_touch_follow_up` makes the month due again). Each time is a
clinical number (`tindak_lanjut`).
"""

SUBJECT = "finding"
CONCERNS = "exists (select from posyandu_finding where person_id = any (who))"
COLUMNS: dict[str, str] = {
    "refers": "A finding that sends the person to pustu, puskesmas or hospital: every row.",
    "closed_in_time": "It was ended, or set aside by a nakes, within 7 days.",
    "is_tbc": "TBC flag: symptoms or contact, once for each visit.",
    "tbc_examined": "Ended as done, or diagnosed for TBC by a nakes, within 7 days.",
    "is_puma": "PUMA at or above its bound.",
    "puma_referred": "Referred on a card, or ended as done, within 14 days.",
    "is_skilas": "SKILAS with a sign of risk.",
    "skilas_assessed": "A nakes used an instrument of follow-up, or it was ended as done, within 30 days.",
    "is_danger": "The person's first danger sign of the month.",
    "danger_seen": "A nakes served that person on the same day or the next.",
    "has_tbc_symptoms": "The person's first finding of TBC symptoms in the month.",
}
