"""Monthly growth status on the KMS: N (naik), T (tidak naik), O (bulan lalu tidak ditimbang), B (baru).

Source: Buku KIA 2023 as in domain file 02 §6.4; the counting month of SKDN in 04 §4.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from ilp.base.dates import age_days, completed_months, period_of
from posyandu.rules.growth import Number
from posyandu.rules.ruleset import DEFAULT, RuleSet

SKDN_BEFORE_MONTH = 60  # SKDN counts children of 0-59 completed months: 02 §2, §6.10
POSYANDU = "POSYANDU"


class KmsStatus(StrEnum):
    """What the card says about this month's weighing."""

    GAINED = "N"
    NOT_GAINED = "T"
    NOT_WEIGHED_LAST_MONTH = "O"
    FIRST_TIME = "B"


class Weighing(NamedTuple):
    """One valid weighing. ``place`` is the `tempat_layanan` of the visit."""

    weighed_on: date
    weight_kg: Number
    place: str = POSYANDU


class MonthStatus(NamedTuple):
    """The status of one child in one calendar month, with what it was judged on."""

    status: KmsStatus
    weighing: Weighing
    """The one that decides the month."""
    gain_g: int | None
    kbm_g: int | None
    """Least gain that was asked for; shown beside the status."""
    by_birth_weight: bool
    """Judged against the birth weight (`dibanding_bbl`)."""
    times_not_gained: int
    """Consecutive months with T up to this one: 2 is "2T", 3 is "3T"."""

    @property
    def is_2t(self) -> bool:
        """Two or more consecutive T."""
        return self.times_not_gained >= 2

    @property
    def is_3t(self) -> bool:
        """Three or more consecutive T."""
        return self.times_not_gained >= 3


def grams(weight_kg: Number) -> int:
    """Kilograms as whole grams: 6.6 - 5.8 kg must be 800 g.

    >>> grams(6.6) - grams(5.8)
    800
    """
    return round(float(weight_kg) * 1000)


def deciding_weighing(weighings: Iterable[Weighing]) -> Weighing | None:
    """The weighing of a month that counts: the first one at the posyandu, else the last one elsewhere.

    A decision between two sentences of the domain files: 02 §6.4 prefers the posyandu weighing and else
    takes the last, 04 §4 lets the first weighing of the month decide. So: first at the posyandu, else last.
    """
    by_day = sorted(weighings, key=lambda weighing: weighing.weighed_on)
    at_posyandu = [weighing for weighing in by_day if weighing.place == POSYANDU]
    return at_posyandu[0] if at_posyandu else by_day[-1] if by_day else None


def deciding_by_month(weighings: Iterable[Weighing]) -> dict[int, Weighing]:
    """The deciding weighing of every month with one, by period."""
    months: dict[int, list[Weighing]] = {}
    for weighing in weighings:
        months.setdefault(period_of(weighing.weighed_on), []).append(weighing)
    decided = {
        period: listed[0] if len(listed) == 1 else deciding_weighing(listed)
        for period, listed in months.items()
    }
    return {period: weighing for period, weighing in decided.items() if weighing is not None}


def month_statuses(
    sex: str,
    born_on: date,
    weighings: Iterable[Weighing],
    *,
    birth_weight_kg: Number | None = None,
    ruleset: RuleSet = DEFAULT,
) -> dict[int, MonthStatus]:
    """The status of every month with a weighing before the age of 60 months, by period, oldest first.

    A month without weighing has no status. Source: 02 §6.4; birth weight counts only in its one exception.

    Raises ValueError for an unknown sex or a weighing before birth.
    """
    months = deciding_by_month(weighings)
    wanted = [
        period
        for period, now in months.items()
        if completed_months(born_on, now.weighed_on) < SKDN_BEFORE_MONTH
    ]
    found: dict[int, MonthStatus] = {}
    for period in sorted(wanted):
        judged = _judge(sex, born_on, months, period, birth_weight_kg, ruleset)
        if judged.status is KmsStatus.NOT_GAINED:
            before = found.get(period - 1)
            judged = judged._replace(times_not_gained=1 + (before.times_not_gained if before else 0))
        found[period] = judged
    return found


def month_status(
    sex: str,
    born_on: date,
    weighings: Iterable[Weighing],
    period: int,
    *,
    birth_weight_kg: Number | None = None,
    ruleset: RuleSet = DEFAULT,
) -> MonthStatus | None:
    """The status in one month; None when the child was not weighed or is not in the SKDN population.

    Later weighings may be among ``weighings``: they change nothing. Source and errors: ``month_statuses``.
    """
    months = deciding_by_month(weighings)
    return status_among(sex, born_on, months, period, birth_weight_kg=birth_weight_kg, ruleset=ruleset)


def status_among(
    sex: str,
    born_on: date,
    months: dict[int, Weighing],
    period: int,
    *,
    birth_weight_kg: Number | None = None,
    ruleset: RuleSet = DEFAULT,
) -> MonthStatus | None:
    """As ``month_status``, from the deciding weighings by period; judges no month that it does not need."""
    now = months.get(period)
    if now is None or completed_months(born_on, now.weighed_on) >= SKDN_BEFORE_MONTH:
        return None
    judged = _judge(sex, born_on, months, period, birth_weight_kg, ruleset)
    times, before, month = 0, judged, period
    while before.status is KmsStatus.NOT_GAINED:
        times, month = times + 1, month - 1
        if month not in months:
            break
        before = _judge(sex, born_on, months, month, birth_weight_kg, ruleset)
    return judged._replace(times_not_gained=times) if times else judged


def is_below_red_line(z_rounded: float | None, ruleset: RuleSet = DEFAULT) -> bool:
    """BGM: BB/U below the red line, −3 SD unless the Dinkes sets −2 (02 §6.4, open conflict)."""
    return z_rounded is not None and z_rounded < ruleset.red_line_z


def is_above_orange_line(z_rounded: float | None, ruleset: RuleSet = DEFAULT) -> bool:
    """BB/U above the orange line, +1 SD (02 §6.4)."""
    return z_rounded is not None and z_rounded > ruleset.orange_line_z


def _judge(
    sex: str,
    born_on: date,
    months: dict[int, Weighing],
    period: int,
    birth_weight_kg: Number | None,
    ruleset: RuleSet,
) -> MonthStatus:
    now, before = months[period], months.get(period - 1)
    age_months = completed_months(born_on, now.weighed_on)
    least_g = ruleset.kbm_g(sex, age_months)
    if before is None:
        if any(earlier < period for earlier in months):
            return MonthStatus(KmsStatus.NOT_WEIGHED_LAST_MONTH, now, None, least_g, False, 0)
        is_due = age_months == 1 and age_days(born_on, now.weighed_on) >= ruleset.birth_weight_from_days
        if birth_weight_kg is not None and is_due and least_g is not None:
            return _compare(now, birth_weight_kg, least_g, by_birth_weight=True)
        return MonthStatus(KmsStatus.FIRST_TIME, now, None, least_g, False, 0)
    if least_g is None:
        return MonthStatus(KmsStatus.FIRST_TIME, now, None, None, False, 0)
    return _compare(now, before.weight_kg, least_g, by_birth_weight=False)


def _compare(now: Weighing, before_kg: Number, least_g: int, *, by_birth_weight: bool) -> MonthStatus:
    gain_g = grams(now.weight_kg) - grams(before_kg)
    status = KmsStatus.GAINED if gain_g >= least_g else KmsStatus.NOT_GAINED
    return MonthStatus(status, now, gain_g, least_g, by_birth_weight, 0)
