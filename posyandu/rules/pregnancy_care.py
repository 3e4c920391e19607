"""What a pregnant woman was given over the whole pregnancy: tablets, extra food, classes (02 §4.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from posyandu.rules import asked
from posyandu.rules.answering import number, word, yes
from posyandu.rules.asked import class_from
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Raised, Subject
from posyandu.rules.pregnancy_advice import FINDINGS
from posyandu.rules.pregnancy_classes import Course, Tablets

NOT_DAILY = "TIDAK_SETIAP_HARI"


def total(
    subject: Subject, answers: Answers, first_on: date | None, amount: Callable[[Answers], float | None]
) -> float | None:
    """The sum over the visits since a day, with today's; None when it was never answered."""
    told = [amount(visit.answers) for visit in asked.since(subject, first_on)]
    told.append(amount(answers))
    known = [value for value in told if value is not None]
    return sum(known) if known else None


def tablets(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: iron tablets since HPHT (`ttd_total`), and whether they are taken daily (02 §4.1, §4.4)."""
    raised = []
    if word(answers, "tablet_intake") == NOT_DAILY:
        raised.append(Raised(FINDINGS["BUMIL_TTD_TIDAK_HARIAN"], {"tablet_intake": NOT_DAILY}))
    lmp_on = None if subject.pregnancy is None else subject.pregnancy.lmp_on
    given = total(subject, answers, lmp_on, lambda told: number(told, "tablets_given"))
    if given is None or lmp_on is None:
        return Judged({}, {}, raised)
    found = class_from(Tablets, clinical.numbers("bumil.ttd"), given)
    return Judged({"ttd_total": int(given)}, {"ttd_bumil": found.value}, raised)


def extra_food(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: portions of extra food since HPHT (`mt_total`), one a day, and whether they are eaten daily."""
    raised = []
    if word(answers, "extra_food_intake") == NOT_DAILY:
        raised.append(Raised(FINDINGS["BUMIL_MT_TIDAK_HARIAN"], {"extra_food_intake": NOT_DAILY}))
    lmp_on = None if subject.pregnancy is None else subject.pregnancy.lmp_on
    given = total(subject, answers, lmp_on, lambda told: number(told, "extra_food_portions"))
    if given is None or lmp_on is None:
        return Judged({}, {}, raised)
    found = class_from(Course, (clinical.number("bumil.mt_hari"),), given)
    return Judged({"mt_total": int(given)}, {"mt_kek": found.value}, raised)


def classes(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: meetings of the mothers' class since HPHT; who does not come is invited (02 §4.1, §4.4)."""
    raised = []
    if yes(answers, "mothers_class") is False:
        raised.append(Raised(FINDINGS["BUMIL_BELUM_KELAS"], {"mothers_class": False}))
    lmp_on = None if subject.pregnancy is None else subject.pregnancy.lmp_on
    met = total(subject, answers, lmp_on, _met)
    if met is None or lmp_on is None:
        return Judged({}, {}, raised)
    found = class_from(Course, (clinical.number("bumil.kelas_ibu"),), met)
    return Judged({"mothers_class_total": int(met)}, {"kelas_ibu": found.value}, raised)


def _met(answers: Answers) -> float | None:
    came = yes(answers, "mothers_class")
    return None if came is None else float(came)
