"""Indicators of feeding, vitamin A, deworming and supplements (04 §5.3; weighing is in `balita`)."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from puskesmas.rules.sasaran import SasaranKind
from pws.indicators.declaration import Direction, Indicator, Kind, Subject

_GIZI = "PMK 14/2019, surveilans gizi"
_FEB_AUG = (2, 8)


def _gizi(
    code: str, short: str, title: object, definition: object, kind: Kind, target: int, **more: Any
) -> Indicator:
    """An indicator over the facts of children, the higher the better."""
    return Indicator(
        code=code, short=short, title=title, definition=definition, kind=kind,  # type: ignore[arg-type]
        target=Decimal(target),
        **{"subject": Subject.ANAK, "source": _GIZI, "direction": Direction.UP, "denominator": None, **more},
    )  # fmt: skip


INDICATORS = (
    _gizi("GIZ-BURUKRAWAT", "Gizi buruk dirawat", _("Balita gizi buruk dirawat"),
          _("Kasus baru gizi buruk yang dirawat paling lama 24 jam dibagi semua kasus baru."),
          Kind.PROSES, 100, numerator=None, missing=_("Mulai perawatan gizi buruk belum dicatat.")),
    _gizi("GIZ-KURANGMT", "Gizi kurang dapat MT", _("Balita gizi kurang mendapat MT"),
          _("Kasus baru gizi kurang atau berat tidak naik yang mendapat makanan tambahan paling lama 14 "
            "hari, dibagi semua kasus baru. Baru: penimbangan sebelumnya tidak demikian. Dihitung pada "
            "bulan hari ke-14."),
          Kind.PROSES, 90, numerator="kurang_mt", denominator="kurang_due"),
    _gizi("GIZ-ASIE6", "ASI eksklusif 6 bulan", _("Bayi 6 bulan lulus ASI eksklusif"),
          _("Bayi yang genap 6 bulan pada bulan ini dan hanya mendapat ASI menurut semua jawaban bulan 0–5 "
            "(E0–E5), dibagi bayi genap 6 bulan yang hasilnya diketahui. Satu jawaban tidak sudah cukup "
            "untuk tidak lulus."),
          Kind.BULANAN, 60, numerator="asi_6", denominator="asi_6_known"),
    _gizi("GIZ-ASIE05", "ASI eksklusif 0–5 bulan", _("ASI eksklusif bayi 0–5 bulan"),
          _("Bayi di bawah 6 bulan yang ditanya bulan ini dan hanya mendapat ASI menurut semua jawabannya, "
            "dibagi bayi yang ditanya."),
          Kind.BULANAN, 70, numerator="asi_only", denominator="asi_asked"),
    _gizi("GIZ-VITABAYI", "Vitamin A 6–11", _("Vitamin A biru bayi 6–11 bulan"),
          _("Bayi berumur 6–11 bulan pada tanggal 1 bulan kampanye yang mendapat kapsul biru, termasuk "
            "susulan 30 hari, dibagi semua bayi seumur itu."),
          Kind.KAMPANYE, 90, numerator="vita_bayi", denominator="vita_bayi_due", months=_FEB_AUG),
    _gizi("GIZ-VITABAL", "Vitamin A 12–59", _("Vitamin A merah anak 12–59 bulan"),
          _("Anak berumur 12–59 bulan pada tanggal 1 bulan kampanye yang mendapat kapsul merah, termasuk "
            "susulan 30 hari, dibagi semua anak seumur itu."),
          Kind.KAMPANYE, 90, numerator="vita_balita", denominator="vita_balita_due", months=_FEB_AUG),
    _gizi("GIZ-CACING", "Obat cacing", _("Obat cacing anak 12–59 bulan"),
          _("Anak berumur 12–59 bulan pada tanggal 1 bulan kampanye yang mendapat obat cacing, termasuk "
            "susulan 30 hari, dibagi semua anak seumur itu. Bulannya menurut prevalensi cacingan."),
          Kind.KAMPANYE, 75, numerator="cacing", denominator="cacing_due", source="PMK 15/2017",
          months=_FEB_AUG),
    _gizi("GIZ-TTDREM", "TTD rematri 52", _("Tablet tambah darah remaja putri 52 setahun"),
          _("Remaja putri 12–18 tahun yang dalam tahun ini mendapat 52 tablet tambah darah, pada bulan "
            "tablet itu tercapai."),
          Kind.SEKALI, 60, numerator="ttd_52", denominator="dec_rematri", denominator_of=Subject.PENDUDUK,
          sp=SasaranKind.REMATRI),
    _gizi("GIZ-TTDREM26", "TTD rematri 26", _("Tablet tambah darah remaja putri 26 setengah tahun"),
          _("Remaja putri 12–18 tahun yang dalam setengah tahun mendapat 26 tablet tambah darah; dihitung "
            "sekali setahun."),
          Kind.SEKALI, 60, numerator="ttd_26", denominator="dec_rematri", denominator_of=Subject.PENDUDUK,
          sp=SasaranKind.REMATRI),
)  # fmt: skip
