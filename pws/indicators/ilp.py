"""Process indicators of integrated primary care (04 §5.8, §6, §7). Owner K1."""

from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pws.indicators.declaration import Direction, Indicator, Kind, Subject

_RULE = "aturan ILP ini"
_VISITS = _("Kunjungan rumah dan tugasnya belum dicatat.")
_STAFF = _("Kader dan tenaga pustu dengan SK-nya belum dicatat.")
_STATUS = _("Tahap penerapan ILP dicatat menurut keadaan hari ini, belum menurut bulan.")


def _ilp(code: str, short: str, title: object, definition: object, kind: Kind, **more: Any) -> Indicator:
    """A process indicator; its owner is K1."""
    target = more.pop("target", None)
    told = {
        "subject": Subject.TEMUAN, "source": _RULE, "direction": Direction.UP, "denominator": None,
        "owner": "K1",
        **more,
    }  # fmt: skip
    return Indicator(
        code=code, short=short, title=title, definition=definition, kind=kind,  # type: ignore[arg-type]
        target=None if target is None else Decimal(target), **told,
    )  # fmt: skip


def _waits(
    code: str, short: str, title: object, definition: object, kind: Kind, missing: str | Promise, **more: Any
) -> Indicator:
    return _ilp(code, short, title, definition, kind, numerator=None, missing=missing, **more)


_OF_STAGE = _(
    "Orang pada tahap ini yang dilayani di posyandu, pustu, atau kunjungan rumah dalam bulan ini, dihitung "
    "sekali, dibagi semua orang pada tahap itu di desa pada akhir bulan."
)


def _attended(
    stage: str,
    column: str,
    residents: tuple[Subject, str],
    title: object,
    target: int,
    definition: object = _OF_STAGE,
) -> Indicator:
    return _ilp(
        f"ILP-HADIR-{stage}", f"Hadir {stage.lower()}", title, definition, Kind.BULANAN,
        subject=Subject.WARGA, numerator=column, denominator=residents[1], denominator_of=residents[0],
        target=target,
    )  # fmt: skip


ATTENDANCE = (
    _attended("BUMIL", "attended_maternal", (Subject.IBU, "maternal"), _("Kehadiran ibu hamil dan nifas"), 50,
              _("Ibu hamil dan nifas yang dilayani di posyandu, pustu, atau kunjungan rumah dalam bulan ini, "
                "dihitung sekali, dibagi semua ibu di desa yang pada akhir bulan hamil atau paling lama 42 "
                "hari sesudah bersalin.")),
    _attended("BALITA", "attended_balita", (Subject.PENDUDUK, "balita"), _("Kehadiran bayi dan balita"), 80),
    _attended("PRASEKOLAH", "attended_preschool", (Subject.PENDUDUK, "apras"), _("Kehadiran prasekolah"), 50),
    _attended("SEKOLAH", "attended_school", (Subject.PENDUDUK, "sekolah"),
              _("Kehadiran usia sekolah dan remaja"), 50),
    _attended("DEWASA", "attended_adult", (Subject.PENDUDUK, "dewasa"), _("Kehadiran usia dewasa"), 50),
    _attended("LANSIA", "attended_elderly", (Subject.PENDUDUK, "lansia"), _("Kehadiran lansia"), 50),
)  # fmt: skip

INDICATORS = (
    _waits("ILP-POSAKTIF", "Posyandu aktif", _("Posyandu aktif"),
           _("Posyandu yang memenuhi semua syarat setahun: buka paling sedikit 8 bulan, 5 kader dengan SK, "
             "3 dari 4 "
             "layanan dasar, alat tumbuh kembang, dan kegiatan tambahan; dibagi posyandu terdaftar."),
           Kind.TITIK_WAKTU,
           _("Baru bulan buka dan cakupan yang tercatat; kader dengan SK, alat, dan kegiatan tambahan "
             "belum."),
           attribution="LAY", target=80),
    _waits("ILP-POSSIKLUS", "Siklus hidup", _("Posyandu siklus hidup"),
           _("Posyandu dengan tahap ILP Menerapkan dibagi posyandu terdaftar."), Kind.TITIK_WAKTU, _STATUS,
           attribution="LAY", target=100),
    _waits("ILP-PUSTU", "Pustu ILP", _("Pustu atau setara menerapkan ILP"),
           _("Pustu dengan tahap ILP Menerapkan dibagi desa."), Kind.TITIK_WAKTU, _STATUS, target=100),
    _waits("ILP-SDM", "SDM pustu", _("Desa dengan SDM pustu lengkap"),
           _("Desa yang SDM pustunya lengkap dibagi semua desa."), Kind.TITIK_WAKTU, _STAFF, target=100),
    _waits("ILP-KADER", "Kader terampil", _("Kader paling rendah tingkat Purwa"),
           _("Kader aktif dengan tingkat kecakapan Purwa ke atas dibagi semua kader aktif."),
           Kind.TITIK_WAKTU,
           _STAFF, target=100),
    *ATTENDANCE,
    _waits("ILP-KR-KK", "Kunjungan keluarga", _("Keluarga dikunjungi paling sedikit sekali setahun"),
           _("Keluarga yang ditemui pada kunjungan rumah tahun ini dibagi semua keluarga."),
           Kind.SEKALI, _VISITS,
           target=100),
    _waits("ILP-KR-KHUSUS", "Tugas tepat waktu", _("Tugas khusus selesai tepat waktu"),
           _("Tugas kunjungan yang selesai sebelum jatuh tempo dibagi tugas yang jatuh tempo bulan ini."),
           Kind.PROSES, _VISITS, target=80),
    _waits("ILP-KR-LAPOR", "Laporan mingguan", _("Laporan mingguan kunjungan rumah lengkap"),
           _("Minggu dengan laporan dibagi semua minggu tiap posyandu dengan kader."), Kind.PROSES, _VISITS,
           target=90),
    _waits("ILP-MISS", "Layanan terlewat", _("Orang dengan layanan yang belum diterima"),
           _("Orang dengan paling sedikit satu layanan terlambat dibagi semua penduduk."), Kind.BULANAN,
           _("Layanan terlambat dihitung untuk hari ini saja, belum disimpan tiap bulan."),
           direction=Direction.DOWN),
    _waits("ILP-NONPATUH", "Tidak patuh obat", _("Tidak patuh pengobatan"),
           _("Pasien dengan temuan Tidak patuh dibagi pasien yang dikunjungi."), Kind.BULANAN, _VISITS,
           direction=Direction.DOWN),
    _ilp("ILP-BAHAYA", "Tanda bahaya", _("Orang dengan tanda bahaya"),
         _("Ibu hamil, ibu nifas, dan bayi dengan tanda bahaya pada kartu bulan ini. Seorang dihitung sekali "
           "sebulan."),
         Kind.ABSOLUT, numerator="is_danger", direction=Direction.NONE),
    _ilp("ILP-BAHAYA24", "Bahaya ≤ 24 jam", _("Tanda bahaya ditangani dalam 24 jam"),
         _("Orang dengan tanda bahaya yang dilayani nakes pada hari itu atau hari berikutnya, dibagi semua "
           "orang "
           "dengan tanda bahaya. Jam temuan tidak dicatat, jadi 24 jam dihitung menurut tanggal."),
         Kind.PROSES, numerator="danger_seen", denominator="is_danger", target=100),
    _ilp("ILP-GTBC", "Gejala TBC", _("Orang dengan gejala TBC"),
         _("Orang dengan temuan gejala TBC bulan ini. Seorang dihitung sekali sebulan; kontak tanpa gejala "
           "tidak "
           "dihitung."),
         Kind.ABSOLUT, numerator="has_tbc_symptoms", direction=Direction.NONE),
    _ilp("ILP-TL7", "Tindak lanjut 7 hari", _("Temuan ditindaklanjuti dalam 7 hari"),
         _("Temuan yang perlu dirujuk dan ditutup paling lama 7 hari: selesai, atau dikesampingkan nakes "
           "dengan "
           "alasan; dibagi semua temuan yang perlu dirujuk. Dihitung pada bulan temuan; boleh bertambah "
           "sampai "
           "hari ketujuh lewat."),
         Kind.PROSES, numerator="closed_in_time", denominator="refers", target=90),
    _waits("ILP-RUJSELESAI", "Rujukan selesai", _("Rujukan selesai"),
           _("Rujukan yang selesai atau dirujuk balik sebelum jatuh tempo dibagi rujukan yang jatuh tempo."),
           Kind.PROSES, _("Surat rujukan dan rujuk balik belum dicatat."), target=80),
    _ilp("ILP-NIK", "NIK", _("Kelengkapan NIK"),
         _("Penduduk dengan NIK yang sah menurut catatan hari ini dibagi semua penduduk pada akhir bulan."),
         Kind.TITIK_WAKTU, subject=Subject.PENDUDUK, numerator="with_nik", denominator="all", target=95),
    _ilp("ILP-TEPAT", "Tepat waktu", _("Ketepatan waktu laporan posyandu"),
         _("Posyandu yang semua hari bukanya bulan ini divalidasi nakes paling lambat pada hari tutup bulan "
           "berikutnya (lazimnya tanggal 5), dibagi posyandu yang buka."),
         Kind.BULANAN, subject=Subject.POSYANDU, numerator="is_on_time", denominator="is_open",
         attribution="LAY", target=90),
    _ilp("ILP-LENGKAP", "Isian lengkap", _("Kelengkapan isian wajib"),
         _("Orang yang semua kartunya bulan ini lengkap isian wajibnya dibagi orang dengan kartu bulan ini."),
         Kind.BULANAN, subject=Subject.WARGA, numerator="records_complete", denominator="was_recorded",
         target=95),
    _waits("ILP-DOM", "Penyakit dominan", _("Penyakit dominan per desa"),
           _("Kelompok penyakit dengan orang terbanyak di desa dalam 12 bulan."), Kind.ABSOLUT,
           _("Bukan satu angka: lihat halaman penyakit dominan."), direction=Direction.NONE),
)  # fmt: skip
