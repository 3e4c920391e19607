"""Sentences a kader reads when a measure is refused or asked again: the value, then what to do."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ilp.base.language import gettext as _
from ilp.base.numbers import NumberError
from ilp.base.words import number
from posyandu.rules.measures import Problem, ProblemSeverity


def measure(value: Decimal | float | None) -> str:
    """A measure as people write it: 8,1 and not 8,10; a dash for none.

    >>> measure(Decimal("8.10")), measure(Decimal("10.00")), measure(None)
    ('8,1', '10', '–')
    """
    return number(None if value is None else Decimal(str(value)).normalize())


# Field of the rules -> column of the visit, as form and API name it.
COLUMN = {
    "weight_kg": "weight_kg",
    "length_cm": "length_height_cm",
    "head_cm": "head_circumference_cm",
    "muac_cm": "muac_cm",
    "position": "position",
    "on": "",
}
UNITS = {"weight_kg": "kg", "length_cm": "cm", "head_cm": "cm", "muac_cm": "cm"}


def _again(field: str) -> str:
    return {
        "weight_kg": _("Timbang ulang, lalu ketik hasilnya."),
        "length_cm": _("Ukur ulang panjang atau tingginya, lalu ketik hasilnya."),
        "head_cm": _("Ukur ulang lingkar kepalanya, lalu ketik hasilnya."),
        "muac_cm": _("Ukur ulang lengan atasnya, lalu ketik hasilnya."),
    }.get(field, "")


def sentence(problem: Problem) -> str:
    """What the screen says about one problem of the measure rules."""
    said = {name: measure(value) for name, value in problem.params.items() if isinstance(value, float | int)}
    unit = UNITS.get(problem.field, "")
    values = {**said, "unit": unit, "again": _again(problem.field)}
    return _template(problem) % values


def _template(problem: Problem) -> str:
    refused = problem.severity is ProblemSeverity.REFUSE
    match problem.code:
        case "TANGGAL_SEBELUM_LAHIR":
            return _("Hari buka ini sebelum anak lahir. Periksa tanggal lahirnya di data anak.")
        case "DI_LUAR_BATAS":
            return _("%(value)s %(unit)s tidak mungkin (batas %(low)s sampai %(high)s %(unit)s). %(again)s")
        case "GRAM_BUKAN_KG":
            if refused:
                return _("%(value)s kg tidak mungkin. Bila itu gram, ketik %(meant)s.")
            return _("%(value)s kg? Bila itu gram, ketik %(meant)s.")
        case "KOMA_BERGESER":
            if refused:
                return _("%(value)s %(unit)s tidak mungkin. Mungkin maksudnya %(meant)s? Periksa tanda koma.")
            return _("%(value)s %(unit)s? Mungkin maksudnya %(meant)s. Periksa tanda koma.")
        case "TERTUKAR":
            return _("%(value)s %(unit)s? Berat dan panjang sepertinya tertukar: di sini mungkin %(meant)s.")
        case "POSISI_TIDAK_MUNGKIN":
            return _("Berdiri? Anak di bawah 9 bulan diukur telentang. Periksa cara ukurnya.")
        case "BERAT_TURUN_BANYAK":
            return _("%(now)s kg? Sebulan terakhir %(before)s kg, jadi turun banyak. %(again)s")
        case "TINGGI_TURUN":
            return _("%(now)s cm? Terakhir %(before)s cm, jadi memendek. %(again)s")
        case "KEPALA_MENGECIL":
            return _("%(now)s cm? Terakhir %(before)s cm, jadi mengecil. %(again)s")
        case "PERLU_UKUR_ULANG":
            return _("%(value)s %(unit)s? Itu sangat jauh dari anak seumurnya. %(again)s")
    return _("%(value)s %(unit)s? Periksa lagi. %(again)s")


def token(problems: Iterable[Problem]) -> str:
    """What "Ya, sudah diukur ulang" confirms: these questions about these values and no others."""
    return ";".join(
        f"{problem.field}:{problem.code}:{problem.params.get('value', problem.params.get('now', ''))}"
        for problem in problems
    )


def number_sentence(error: NumberError, *, places: int) -> str:
    """What the screen says about a text that is not one clear number."""
    typed = error.text.strip()[:20]
    match error.code:
        case "SATUAN":
            return _("Ketik angkanya saja tanpa satuan, bukan “%(typed)s”.") % {"typed": typed}
        case "BANYAK_KOMA":
            return _("“%(typed)s” memakai lebih dari satu koma. Ketik misalnya 9,8.") % {"typed": typed}
        case "RIBUAN":
            return _("“%(typed)s” bisa dibaca dua cara. Pakai koma, misalnya 9,8; tanpa titik ribuan.") % {
                "typed": typed
            }
        case "TERLALU_RINCI":
            return _("“%(typed)s” terlalu rinci. Paling banyak %(places)s angka di belakang koma.") % {
                "typed": typed,
                "places": places,
            }
    return _("“%(typed)s” bukan angka. Ketik misalnya 9,8.") % {"typed": typed}
