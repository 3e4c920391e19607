"""Which card a person gets on a day: one by age, and before it those of a pregnancy or childbed (02 §2)."""

from __future__ import annotations

from posyandu.rules.antenatal import trimester_of as trimester_at
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Subject
from posyandu.rules.life_cycle import Group, group_at

FORM_OF_GROUP = {
    Group.BALITA: "balita",
    Group.PRASEKOLAH: "prasekolah",
    Group.SEKOLAH_REMAJA: "sekolah",
    Group.DEWASA: "dewasa",
    Group.LANSIA: "lansia",
}
# 02 §2: NEONATUS, 0 to 28 days.
NEONATE_DAYS = 29


def forms_of(subject: Subject) -> tuple[str, ...]:
    """The forms for a person, the usual one first.

    A pregnant girl of 17 gets the card of the pregnant; the card of her age stays possible. The card of a
    newborn comes after the one of a balita, because a nakes fills it.
    """
    found = []
    if subject.pregnancy is not None:
        found.append("bumil")
    elif subject.delivered_on is not None:
        found.append("nifas")
    found.append(FORM_OF_GROUP[group_at(subject.age_months)])
    if subject.age_days < NEONATE_DAYS:
        found.append("neonatus")
    return tuple(found)


def trimester_of(subject: Subject, clinical: Clinical) -> int | None:
    """The trimester of the open pregnancy (02 §4.4); None without one."""
    if subject.pregnancy is None:
        return None
    return trimester_at(subject.pregnancy.weeks(subject.on), clinical)
