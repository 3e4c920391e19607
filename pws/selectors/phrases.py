"""The words of figures, looked up once per language: a board says them a thousand times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape

from django.utils.translation import pgettext

from ilp.base import words
from ilp.base.language import gettext as _
from ilp.base.language import spoken
from pws.indicators import CATALOGUE, Indicator, Subject
from pws.rules.coverage import Flag, Status
from pws.rules.standing import Standing, Trend, Way


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every sentence of a figure in one language."""

    language: str
    titles: dict[str, str]
    told: dict[int, tuple[Indicator, str, str]]
    moved: dict[Trend, str]
    above: dict[Standing, str]
    below: dict[Standing, str]
    units: dict[Subject, str]
    people: str
    of: str
    no_denominator: str
    last_month: str
    too_many: str
    too_few: str
    over: str
    small: str
    unranked: str
    hidden: str
    statuses: dict[Status, str]
    flags: dict[Flag, str]

    def title_and_definition(self, indicator: Indicator) -> tuple[str, str]:
        """Both ready for HTML."""
        kept = self.told.get(id(indicator))
        if kept is None or kept[0] is not indicator:
            kept = (indicator, escape(str(indicator.title)), escape(str(indicator.definition)))
            self.told[id(indicator)] = kept
        return kept[1:]

    def standing(self, indicator: Indicator, found: Standing) -> str:
        """The status in words; the arrow beside it says which way the month went."""
        said = self.below if indicator.direction.value == Way.DOWN else self.above
        return said[found]

    def gap(self, indicator: Indicator, gap: int) -> str:
        """How many people (or posyandu) away from the target."""
        said = self.too_many if indicator.direction.value == Way.DOWN else self.too_few
        return said % {"gap": gap, "unit": self.units.get(indicator.subject, self.people)}


def phrases() -> Phrases:
    """Those of the language in force."""
    return _phrases(spoken())


@cache
def _phrases(language: str) -> Phrases:
    return Phrases(
        language=language,
        told={},
        titles={code: str(indicator.title) for code, indicator in CATALOGUE.items()},
        moved={
            Trend.UP: _("naik"),
            Trend.DOWN: _("turun"),
            Trend.SAME: _("tetap"),
            Trend.NONE: words.NONE,
        },
        above={
            Standing.GOOD: _("Mencapai target"),
            Standing.INFO: _("Mencapai target, tetapi turun"),
            Standing.WATCH: _("Di bawah target, membaik"),
            Standing.BAD: _("Di bawah target"),
            Standing.NONE: "",
        },
        below={
            Standing.GOOD: _("Tidak melebihi batas"),
            Standing.INFO: _("Tidak melebihi batas, tetapi naik"),
            Standing.WATCH: _("Di atas batas, membaik"),
            Standing.BAD: _("Di atas batas"),
            Standing.NONE: "",
        },
        units={Subject.BALITA: _("anak"), Subject.POSYANDU: _("posyandu")},
        people=_("orang"),
        of=_("%(n)s dari %(d)s"),
        no_denominator=_("belum ada penyebut"),
        last_month=_("bulan lalu"),
        too_many=_("%(gap)s %(unit)s di atas batas"),
        too_few=_("kurang %(gap)s %(unit)s"),
        over=_("Lebih dari 100 %: sasaran terlalu rendah"),
        small=_("Sasaran kecil, baca dengan hati-hati"),
        unranked=_("Tanpa peringkat: D/S di bawah 60 % atau kurang dari 30 anak"),
        hidden=_("Kurang dari 5 orang; tidak ditampilkan agar tidak ada yang dikenali."),
        statuses={
            Status.BAIK: pgettext("status desa", "Baik"),
            Status.KURANG: pgettext("status desa", "Kurang"),
            Status.CUKUP: pgettext("status desa", "Cukup"),
            Status.JELEK: pgettext("status desa", "Jelek"),
            Status.ABOVE: _("Di atas target"),
            Status.BELOW: _("Di bawah target"),
            Status.NONE: words.NONE,
        },
        flags={
            Flag.NOT_REPORTED: _("belum lapor"),
            Flag.MONTHS_MISSING: _("ada bulan tanpa laporan"),
            Flag.NO_SASARAN: _("belum ada angka sasaran"),
            Flag.SMALL: _("sasaran kecil, baca dengan hati-hati"),
            Flag.UNRANKED: _("sasaran kecil (di bawah 10), tanpa peringkat"),
            Flag.FEW_MEASURED: _("tanpa peringkat: D/S di bawah 60 % atau kurang dari 30 anak"),
            Flag.TOO_LOW: _("lebih dari 100 %, sasaran terlalu rendah"),
        },
    )


@lru_cache(maxsize=16384)
def percent_text(language: str, numerator: int | None, denominator: int | None) -> str:
    """A percent as `words.percent` writes it in the language in force, itself part of what is remembered."""
    return words.percent(numerator, denominator)
