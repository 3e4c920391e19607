"""Every status as a word with its kind (colour and shape), from the codes a visit keeps. No database."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ilp.base.language import gettext as _
from ilp.base.language import spoken
from ilp.base.words import number
from posyandu.rules.kms import KmsStatus, MonthStatus
from posyandu.rules.nutrition import (
    Colour,
    GrowthClass,
    HeadForAge,
    LengthForAge,
    Muac,
    Proportion,
    Severity,
    WeightForAge,
)


class Badge(NamedTuple):
    """`kind` as in the tag `badge`: good, info, watch, bad, none."""

    kind: str
    word: str


KIND_OF_COLOUR = {Colour.GREEN: "good", Colour.YELLOW: "watch", Colour.ORANGE: "watch", Colour.RED: "bad"}
KIND_OF_SEVERITY = {Severity.OK: "good", Severity.ATTENTION: "watch", Severity.REFER: "bad"}
CLASSES: dict[str, GrowthClass] = {
    member.value: member
    for kind in (WeightForAge, LengthForAge, Proportion, HeadForAge, Muac)
    for member in kind
}
# The columns of a visit with a class, in the order of the card.
CLASS_COLUMNS = ("wfa_class", "lhfa_class", "wflh_class", "hc_class", "muac_class")


def class_badge(code: str) -> Badge | None:
    """The badge of a stored class; None where nothing was measured."""
    found = CLASSES.get(code)
    return Badge(KIND_OF_COLOUR[found.colour], str(found.label)) if found else None


def needs_referral(code: str) -> bool:
    """Whether this class sends the child to a nakes (02 §6.1)."""
    found = CLASSES.get(code)
    return found is not None and found.severity is Severity.REFER


def short_word(code: str) -> str:
    """A class that stands alone in a list, where "Normal" or "Gizi kurang" would not say of what."""
    found = CLASSES.get(code)
    if found is None:
        return ""
    if isinstance(found, Muac):
        return _("LILA merah") if found is Muac.SEVERELY_WASTED else _("LILA kuning")
    if isinstance(found, WeightForAge):
        return {
            WeightForAge.SEVERELY_UNDERWEIGHT: _("BB sangat kurang"),
            WeightForAge.UNDERWEIGHT: _("BB kurang"),
            WeightForAge.RISK_OF_OVERWEIGHT: _("Risiko BB lebih"),
        }.get(found, str(found.label))
    return str(found.label)


def month_badge(month: MonthStatus | None) -> Badge | None:
    """N, T, O or B in words; a T that repeats says how often."""
    return _month_badge(spoken(), month.status, month.times_not_gained) if month else None


@lru_cache(maxsize=256)
def _month_badge(language: str | None, status: KmsStatus, times_not_gained: int) -> Badge:
    match status:
        case KmsStatus.GAINED:
            return Badge("good", _("Naik (N)"))
        case KmsStatus.NOT_GAINED:
            if times_not_gained > 1:
                return Badge("bad", _("Tidak naik %(times)s× (T)") % {"times": times_not_gained})
            return Badge("bad", _("Tidak naik (T)"))
        case KmsStatus.NOT_WEIGHED_LAST_MONTH:
            return Badge("info", _("Bulan lalu tidak ditimbang (O)"))
    return Badge("info", _("Baru (B)"))


def short_month_badge(month: MonthStatus | None) -> Badge | None:
    """As `month_badge`, for a line of a list."""
    return _short_month_badge(spoken(), month.status, month.times_not_gained) if month else None


@lru_cache(maxsize=256)
def _short_month_badge(language: str | None, status: KmsStatus, times_not_gained: int) -> Badge:
    full = _month_badge(language, status, times_not_gained)
    short = {KmsStatus.NOT_WEIGHED_LAST_MONTH: _("O"), KmsStatus.FIRST_TIME: _("B, baru")}
    return Badge(full.kind, short.get(status, full.word))


def gain_words(month: MonthStatus) -> str:
    """What N or T was judged on, with the least gain that was asked for (KBM)."""
    if month.gain_g is None:
        return ""
    values = {"gain": number(abs(month.gain_g)), "kbm": number(month.kbm_g)}
    if month.gain_g > 0:
        said = _("Naik %(gain)s gram; paling sedikit harus naik %(kbm)s gram (KBM).") % values
    elif month.gain_g < 0:
        said = _("Turun %(gain)s gram; paling sedikit harus naik %(kbm)s gram (KBM).") % values
    else:
        said = _("Berat tetap; paling sedikit harus naik %(kbm)s gram (KBM).") % values
    if month.by_birth_weight:
        said += " " + _("Dibanding berat lahir.")
    return said


def concerns(codes: tuple[str, ...]) -> list[Badge]:
    """The classes among these that need a nakes, as short badges, worst first; the same word once."""
    return list(_concerns(spoken(), codes))


@lru_cache(maxsize=1024)
def _concerns(language: str | None, codes: tuple[str, ...]) -> tuple[Badge, ...]:
    found = []
    for code in codes:
        if needs_referral(code):
            badge = Badge(KIND_OF_COLOUR[CLASSES[code].colour], short_word(code))
            if badge not in found:
                found.append(badge)
    return tuple(sorted(found, key=lambda badge: badge.kind != "bad"))
