"""What an indicator is, in the words of a page: kind, whom it counts, what divides it, since when."""

from __future__ import annotations

from datetime import date

from ilp.base import words
from ilp.base.language import gettext as _
from pws.indicators import Direction, Indicator, Kind, Subject
from pws.views.graph_words import percent


def kind_words(indicator: Indicator) -> str:
    """How the month and the year are read (04 §1.1)."""
    if indicator.is_chronic:
        return _(
            "Kumulatif: tiap orang sekali, pada bulan pelayanan pertamanya; tiap bulan: yang dilayani dari "
            "semua penderita"
        )
    return {
        Kind.KUMULATIF: _("Kumulatif: dijumlahkan sejak Januari, dibagi sasaran setahun"),
        Kind.BULANAN: _("Bulanan: pembilang dan penyebut dari bulan yang sama"),
        Kind.TITIK_WAKTU: _("Keadaan pada akhir bulan"),
        Kind.KAMPANYE: _("Kampanye: hanya pada bulan kampanye"),
        Kind.SEKALI: _("Sekali setahun: tiap orang dihitung sekali, dibagi sasaran setahun"),
        Kind.PROSES: _("Proses: kejadian dan tindak lanjutnya, pada bulan kejadian"),
        Kind.ABSOLUT: _("Jumlah; tanpa persen"),
    }[indicator.kind]


def subject_words(indicator: Indicator) -> str:
    """Whom or what it counts."""
    if indicator.of_desa:
        return _("desa")
    return {
        Subject.BALITA: _("anak 0–59 bulan"),
        Subject.POSYANDU: _("posyandu"),
        Subject.PENDUDUK: _("penduduk"),
        Subject.IBU: _("kehamilan, persalinan, dan nifas"),
        Subject.ANAK: _("bayi dan anak"),
        Subject.WARGA: _("warga yang dilayani"),
        Subject.KRONIS: _("penderita, kasus baru, dan kematian"),
        Subject.TEMUAN: _("temuan dan tindak lanjutnya"),
    }[indicator.subject]


def divided_by(indicator: Indicator) -> str:
    """What divides it: a sasaran of the year with the share that counts, or people of the month."""
    if indicator.kind is Kind.ABSOLUT:
        return _("tidak ada; yang dihitung adalah jumlahnya")
    if indicator.kind.is_cumulative:
        return _annual(indicator)
    if indicator.of_desa:
        return _("semua desa")
    if indicator.of_year:
        return _("orang atau kejadian sejak Januari")
    if indicator.counted_of is Subject.PENDUDUK:
        return _("penduduk desa pada akhir bulan (SR)")
    if indicator.kind is Kind.TITIK_WAKTU:
        return _("yang tercatat pada akhir bulan")
    return _("orang atau kejadian pada bulan yang sama")


def _annual(indicator: Indicator) -> str:
    if indicator.sp is None:
        return _("sasaran riil menurut nama (SR)")
    # A part of a figure, such as 20 % of pregnancies.
    part = "" if indicator.sp_share == 1 else f"{percent(indicator.sp_share)} × "
    values = {"kind": f"{part}{indicator.sp.label}"}
    if indicator.denominator is None:
        return _("sasaran proyeksi setahun (SP): %(kind)s") % values
    return _("sasaran proyeksi setahun (SP): %(kind)s; di bawahnya sasaran riil menurut nama (SR)") % values


def better_words(direction: Direction) -> str:
    """Which way is good; nothing where neither is."""
    return {
        Direction.UP: _("makin tinggi makin baik"),
        Direction.DOWN: _("makin rendah makin baik"),
        Direction.NONE: "",
    }[direction]


def place_words(indicator: Indicator) -> str:
    """To which place an event belongs (04 §1)."""
    if indicator.attribution == "LAY":
        return _("menurut tempat pelayanan")
    return _("menurut desa tempat tinggal")


def campaign_words(indicator: Indicator) -> str:
    """`Februari, Agustus`; nothing for what is no campaign."""
    return ", ".join(words.month_word(date(2000, month, 1)) for month in indicator.months)


def valid_words(indicator: Indicator) -> str:
    """Since when, and until when, a version applies."""
    since = words.month(indicator.valid_from)
    if indicator.valid_to is None:
        return _("sejak %(since)s") % {"since": since}
    return _("%(from)s sampai %(until)s") % {"from": since, "until": words.month(indicator.valid_to)}
