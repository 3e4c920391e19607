"""Indicators of weighing and growth of balita (04 §4, §5.3; surveilans gizi)."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from pws.indicators.declaration import Direction, Indicator, Kind, Subject

_SKDN = "SKDN, PMK 14/2019"
_GIZI = "PMK 14/2019, PMK 2/2020"


def _count(code: str, column: str, short: str, title: object, definition: object) -> Indicator:
    return Indicator(
        code=code, title=title, short=short, definition=definition, kind=Kind.ABSOLUT,  # type: ignore[arg-type]
        subject=Subject.BALITA, numerator=column, denominator=None, source=_SKDN,
    )  # fmt: skip


def _rate(
    code: str,
    columns: tuple[str, str],
    short: str,
    title: object,
    definition: object,
    target: int | None,
    direction: Direction = Direction.UP,
    **more: object,
) -> Indicator:
    return Indicator(
        code=code, title=title, short=short, definition=definition, subject=Subject.BALITA,  # type: ignore[arg-type]
        numerator=columns[0], denominator=columns[1], source=_GIZI, direction=direction,
        target=None if target is None else Decimal(target), **{"kind": Kind.BULANAN, **more},  # type: ignore[arg-type]
    )  # fmt: skip


COUNTS = (
    _count("SKDN-S", "is_s", "S", _("Sasaran balita (S)"),
           _("Semua anak 0–59 bulan dalam bulan ini yang tinggal di desa pada akhir bulan, termasuk yang "
             "tidak datang; tanpa yang pindah atau meninggal.")),
    _count("SKDN-K", "is_k", "K", _("Memiliki Buku KIA (K)"), _("Sasaran yang memiliki Buku KIA/KMS.")),
    _count("SKDN-D", "is_d", "D", _("Ditimbang (D)"),
           _("Anak yang ditimbang dalam bulan ini di posyandu, kunjungan rumah, atau fasilitas. "
             "Dihitung sekali.")),
    _count("SKDN-N", "is_n", "N", _("Berat naik (N)"),
           _("Kenaikan berat sama atau lebih dari kenaikan berat minimal (KBM) untuk umur dan jenis "
             "kelaminnya.")),
    _count("SKDN-T", "is_t", "T", _("Berat tidak naik (T)"),
           _("Kenaikan berat kurang dari KBM, tetap, atau turun.")),
    _count("SKDN-O", "is_o", "O", _("Bulan lalu tidak ditimbang (O)"),
           _("Ditimbang bulan ini, tetapi tidak bulan lalu.")),
    _count("SKDN-B", "is_b", "B", _("Baru pertama ditimbang (B)"),
           _("Penimbangan pertama; berat lahir tidak dihitung.")),
    _count("SKDN-2T", "is_2t", "2T", _("Tidak naik dua kali berturut-turut (2T)"),
           _("T bulan ini dan T bulan lalu.")),
    _count("SKDN-BGM", "is_bgm", "BGM", _("Bawah garis merah (BGM)"),
           _("Berat menurut umur di bawah garis merah KMS.")),
)  # fmt: skip

RATES = (
    _rate("GIZ-DS", ("is_d", "is_s"), "D/S", _("Partisipasi penimbangan (D/S)"),
          _("Balita yang ditimbang dibagi semua sasaran balita."), 85),
    _rate("GIZ-DS23", ("is_d", "is_s"), "D/S 0–23", _("Partisipasi baduta 0–23 bulan"),
          _("Baduta yang ditimbang dibagi sasaran 0–23 bulan."), 85, ages=(0, 23)),
    _rate("GIZ-KS", ("is_k", "is_s"), "K/S", _("Kepemilikan Buku KIA (K/S)"),
          _("Sasaran yang memiliki Buku KIA dibagi semua sasaran."), 100, kind=Kind.TITIK_WAKTU),
    _rate("GIZ-ND", ("is_n", "is_judged"), "N/D′", _("Keberhasilan penimbangan (N/D′)"),
          _("Balita naik berat badan dibagi balita yang dapat dinilai: D dikurangi O dan B."), 85),
    _rate("GIZ-ND0", ("is_n", "is_d"), "N/D", _("Naik dari semua yang ditimbang (N/D)"),
          _("Balita naik berat badan dibagi semua yang ditimbang. Bukan angka resmi keberhasilan (N/D′)."),
          None),
    _rate("GIZ-NS", ("is_n", "is_s"), "N/S", _("Pencapaian program (N/S)"),
          _("Balita naik berat badan dibagi semua sasaran."), 60),
    _rate("GIZ-TD", ("is_t", "is_judged"), "T/D′", _("Tidak naik (T/D′)"),
          _("Balita tidak naik berat badan dibagi balita yang dapat dinilai."), None, Direction.DOWN),
    _rate("GIZ-2T", ("is_2t", "is_d"), "2T/D", _("Tidak naik dua kali (2T/D)"),
          _("Balita 2T dibagi yang ditimbang."), 5, Direction.DOWN),
    _rate("GIZ-BGM", ("is_bgm", "is_d"), "BGM/D", _("Bawah garis merah (BGM/D)"),
          _("Balita BGM dibagi yang ditimbang."), 5, Direction.DOWN),
    _rate("GIZ-UKUR", ("is_measured", "is_d"), "Diukur", _("Balita diukur panjang/tinggi"),
          _("Yang ditimbang dan punya ukuran panjang/tinggi yang sah dalam bulan ini."), 95),
    _rate("GIZ-STUNT", ("is_stunted", "has_lhfa"), "Stunting", _("Stunting (PB/U atau TB/U < −2)"),
          _("Pendek dan sangat pendek pada ukuran sah terakhir, paling lama tiga bulan, dibagi sasaran yang "
            "punya ukuran itu."), 14, Direction.DOWN, kind=Kind.TITIK_WAKTU, is_prevalence=True),
    _rate("GIZ-WAST", ("is_wasted", "has_wflh"), "Wasting", _("Wasting (BB/PB atau BB/TB < −2)"),
          _("Gizi kurang dan gizi buruk, termasuk edema, dibagi anak yang punya indeks itu bulan ini."), 7,
          Direction.DOWN, is_prevalence=True),
    _rate("GIZ-UNDER", ("is_underweight", "has_wfa"), "BB kurang", _("Berat badan kurang (BB/U < −2)"),
          _("Berat badan kurang dan sangat kurang dibagi anak yang punya indeks itu bulan ini."), 14,
          Direction.DOWN, is_prevalence=True),
    _rate("GIZ-OBES", ("is_overweight", "has_wflh"), "Gizi lebih", _("Gizi lebih dan obesitas (BB/PB > +2)"),
          _("Gizi lebih dan obesitas dibagi anak yang punya indeks itu bulan ini."), 3, Direction.DOWN,
          is_prevalence=True),
)  # fmt: skip

# D/S by age: which ages are weighed, and which stay away.
AGES = tuple(
    _rate(f"GIZ-DS-{low:02d}{high:02d}", ("is_d", "is_s"), f"D/S {low}–{high}", title,
          _("Yang ditimbang dibagi sasaran pada kelompok umur ini."), 85, ages=(low, high))
    for low, high, title in (
        (0, 5, _("Partisipasi 0–5 bulan")),
        (6, 11, _("Partisipasi 6–11 bulan")),
        (12, 23, _("Partisipasi 12–23 bulan")),
        (24, 35, _("Partisipasi 24–35 bulan")),
        (36, 59, _("Partisipasi 36–59 bulan")),
    )
)  # fmt: skip

INDICATORS = BALITA = (*RATES, *COUNTS, *AGES)
