"""Indicators of school age, adolescents, adults and elderly (04 §5.5; PTM, SPM), without chronic patients."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from puskesmas.rules.sasaran import SasaranKind
from pws.indicators.declaration import Direction, Indicator, Kind, Subject

_PTM = "PTM"
_SPM = "SPM, PMK 6/2024"


def _warga(
    code: str, short: str, title: object, definition: object, kind: Kind, target: int | None, **more: Any
) -> Indicator:
    told = {"subject": Subject.WARGA, "source": _PTM, "direction": Direction.UP, "denominator": None, **more}
    owner = "K2" if code.startswith("USR-") else "K3"
    return Indicator(
        code=code, short=short, title=title, definition=definition, kind=kind,  # type: ignore[arg-type]
        target=None if target is None else Decimal(target), owner=owner, **told,
    )  # fmt: skip


def _once(
    code: str,
    short: str,
    title: object,
    definition: object,
    target: int,
    columns: tuple[str, str],
    sp: SasaranKind,
    **more: Any,
) -> Indicator:
    """Type S: each person once a year. `columns`: numerator, and residents by age on 31 December."""
    return _warga(
        code, short, title, definition, Kind.SEKALI, target, numerator=columns[0], denominator=columns[1],
        denominator_of=Subject.PENDUDUK, sp=sp, **more,
    )  # fmt: skip


def _share(
    code: str,
    short: str,
    title: object,
    definition: object,
    columns: tuple[str, str],
    direction: Direction = Direction.DOWN,
) -> Indicator:
    """Type B: a share of those who were measured or asked in the month."""
    return _warga(
        code, short, title, definition, Kind.BULANAN, None, numerator=columns[0], denominator=columns[1],
        direction=direction,
    )  # fmt: skip


SCHOOL = (
    _once("USR-SKRIN", "Skrining sekolah", _("Skrining usia sekolah"),
          _("Anak usia pendidikan dasar (7–15 tahun pada 31 Desember) yang dalam tahun ini dinilai gizinya "
            "(IMT/U), tekanan darahnya menurut umur, mata, telinga, dan giginya; pada bulan semuanya "
            "lengkap."),
          100, ("school_screened_first", "dec_dasar"), SasaranKind.PENDIDIKAN_DASAR, source=_SPM),
    _share("USR-ANEMIA", "Anemia rematri", _("Rematri anemia"),
           _("Remaja putri 12–18 tahun yang tidak hamil dengan Hb di bawah batas umurnya dibagi yang "
             "diperiksa Hb bulan ini."),
           ("girl_is_anaemic", "girl_hb_tested")),
    _once("USR-HBSK", "Hb rematri", _("Rematri diskrining Hb"),
          _("Remaja putri (12–18 tahun pada 31 Desember) yang diperiksa Hb paling sedikit sekali tahun "
            "ini."),
          90, ("girl_hb_first", "dec_rematri"), SasaranKind.REMATRI, source="UKS"),
    _share("USR-ROKOK", "Remaja merokok", _("Remaja perokok aktif"),
           _("Remaja 10–18 tahun yang menjawab merokok dibagi yang ditanya bulan ini."),
           ("teen_is_smoker", "teen_smoking_asked")),
    _once("USR-JIWA", "Jiwa remaja", _("Remaja diskrining kesehatan jiwa"),
          _("Remaja (10–18 tahun pada 31 Desember) yang menjawab lengkap satu instrumen (SDQ, PHQ-A, "
            "PHQ-9, PHQ-4, atau SRQ-20) tahun ini."),
          50, ("teen_mind_first", "dec_remaja"), SasaranKind.REMAJA, source="UKS"),
)  # fmt: skip

ADULTS = (
    _once("PTM-SKRIN", "Skrining produktif", _("Skrining usia produktif 15–59 tahun"),
          _("Warga 15–59 tahun (pada 31 Desember) yang dalam tahun ini diukur IMT, lingkar perut, tekanan "
            "darah, dan gula darahnya; pada bulan semuanya lengkap. Pengukuran dengan kartu ibu hamil "
            "tidak dihitung."),
          100, ("adult_screened_first", "dec_produktif"), SasaranKind.PRODUKTIF, source=_SPM),
    _share("PTM-HTPREV", "TD tinggi", _("Tekanan darah tinggi pada skrining"),
           _("Warga 15 tahun ke atas dengan tekanan darah Tinggi (sistol ≥ 140 atau diastol ≥ 90) dibagi "
             "yang diukur bulan ini, tanpa kartu ibu hamil dan nifas. Hasil skrining, bukan penderita."),
           ("pressure_high", "pressure_measured"), Direction.NONE),
    _warga("PTM-HTPATUH", "HT minum obat", _("Penderita hipertensi minum obat 24 jam terakhir"),
           _("Penderita hipertensi yang pada kunjungan rumah menjawab minum obat dibagi yang dikunjungi."),
           Kind.PROSES, 80, numerator=None,
           missing=_("Pertanyaan minum obat pada kunjungan rumah belum dicatat.")),
    _share("PTM-DMPREV", "GDS tinggi", _("Gula darah sewaktu tinggi pada skrining"),
           _("Warga dengan gula darah sewaktu Tinggi (≥ 200 mg/dL atau alat HI) dibagi yang diperiksa "
             "bulan ini, tanpa kartu ibu hamil. Hasil skrining, bukan penderita."),
           ("glucose_high", "glucose_measured"), Direction.NONE),
    _share("PTM-OBES", "Obesitas", _("Obesitas (IMT > 27)"),
           _("Warga 19 tahun ke atas yang tidak hamil dengan IMT kelas Obesitas dibagi yang diukur bulan "
             "ini."),
           ("is_obese", "bmi_measured")),
    _share("PTM-LP", "Obesitas sentral", _("Obesitas sentral"),
           _("Warga 15 tahun ke atas yang tidak hamil dengan lingkar perut melewati batas (laki-laki ≥ 90 "
             "cm, perempuan ≥ 80 cm) dibagi yang diukur bulan ini."),
           ("waist_high", "waist_measured")),
    _share("PTM-ROKOK", "Merokok", _("Perokok aktif"),
           _("Warga 19 tahun ke atas yang menjawab merokok dibagi yang ditanya bulan ini."),
           ("is_smoker", "smoking_asked")),
    _warga("PTM-PUMA", "PUMA", _("Perokok 40 tahun ke atas diskrining PUMA"),
           _("Warga 40 tahun ke atas (pada 31 Desember) yang punya skor PUMA tahun ini, dibagi warga "
             "seumur itu yang tahun ini diketahui merokok, pernah merokok, atau terpapar asap dan debu."),
           Kind.SEKALI, 50, numerator="puma_first", denominator="exposed_first"),
    _warga("PTM-PUMAR", "PUMA dirujuk", _("PUMA positif dirujuk"),
           _("Temuan PUMA mulai ambang yang dirujuk paling lama 14 hari dibagi semua temuan itu."),
           Kind.PROSES, 100, subject=Subject.TEMUAN, numerator="puma_referred", denominator="is_puma"),
    _once("PTM-IVA", "IVA + SADANIS", _("Deteksi dini kanker leher rahim dan payudara"),
          _("Perempuan 30–50 tahun (pada 31 Desember) yang tahun ini punya hasil IVA atau HPV-DNA dan "
            "SADANIS."),
          70, ("cervix_breast_first", "dec_women_30_50"), SasaranKind.PEREMPUAN_30_50),
    _once("PTM-INDERA", "Indera", _("Skrining indera (mata dan telinga)"),
          _("Warga 15 tahun ke atas (pada 31 Desember) yang mata dan telinganya diperiksa tahun ini."),
          40, ("senses_first", "dec_15"), SasaranKind.USIA15),
    _once("PTM-JIWA", "Jiwa", _("Skrining kesehatan jiwa usia 15 tahun ke atas"),
          _("Warga 15 tahun ke atas (pada 31 Desember) yang menjawab lengkap SRQ-20 atau PHQ tahun ini."),
          50, ("mind_first", "dec_15"), SasaranKind.USIA15),
)  # fmt: skip

ELDERLY = (
    _once("LAN-SKRIN", "Skrining lansia", _("Lansia diskrining"),
          _("Lansia (60 tahun ke atas pada 31 Desember) yang dalam tahun ini diukur tekanan darah dan gula "
            "darahnya, dan lengkap AKS dan SKILAS-nya; pada bulan semuanya lengkap."),
          100, ("elderly_screened_first", "dec_lansia"), SasaranKind.LANSIA, source=_SPM),
    _share("LAN-AKSMAND", "Mandiri", _("Lansia mandiri (AKS 20)"),
           _("Lansia dengan AKS terakhir bulan ini Mandiri dibagi lansia yang lengkap AKS-nya bulan ini."),
           ("aks_alone", "aks_done"), Direction.UP),
    _share("LAN-AKSBT", "Berat/total", _("Lansia dengan ketergantungan berat atau total (AKS 0–8)"),
           _("Lansia dengan AKS terakhir bulan ini Berat atau Total dibagi lansia yang lengkap AKS-nya "
             "bulan ini."),
           ("aks_heavy", "aks_done")),
    _warga("LAN-SKILASR", "SKILAS ditindaklanjuti", _("SKILAS positif ditindaklanjuti"),
           _("Temuan SKILAS dengan risiko yang diperiksa lanjutan paling lama 30 hari dibagi semua temuan "
             "itu."),
           Kind.PROSES, 80, subject=Subject.TEMUAN, numerator="skilas_assessed", denominator="is_skilas",
           source="SKILAS"),
)  # fmt: skip

INDICATORS = (*SCHOOL, *ADULTS, *ELDERLY)
