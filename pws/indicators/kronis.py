"""Indicators of chronic patients and of who depends on care (04 §5.5 chronic rows, §5.5.1)."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from puskesmas.rules.sasaran import SasaranKind
from pws.indicators.declaration import Direction, Indicator, Kind, Subject

_SPM = "SPM, PMK 6/2024"
_PTM = "PTM, PMK 71/2015"


def _kronis(code: str, short: str, title: object, definition: object, kind: Kind, **more: Any) -> Indicator:
    """An indicator over the facts of chronic patients unless `more` says otherwise."""
    target = more.pop("target", None)
    told = {"subject": Subject.KRONIS, "source": _PTM, "direction": Direction.UP, "denominator": None, **more}
    return Indicator(
        code=code, short=short, title=title, definition=definition, kind=kind,  # type: ignore[arg-type]
        target=None if target is None else Decimal(target), **told,
    )  # fmt: skip


INDICATORS = (
    _kronis("PTM-HTLAY", "HT dilayani", _("Penderita hipertensi dilayani"),
            _("Penderita hipertensi (I10–I15) menurut diagnosis nakes yang tekanan darahnya diukur dalam "
              "bulan "
              "ini, dibagi penderita di desa pada akhir bulan. Setahun: orang berbeda menurut bulan "
              "pelayanan "
              "pertamanya, dibagi sasaran hipertensi. Obat dan edukasi belum dinilai di sini."),
            Kind.KUMULATIF, numerator="ht_first", month_numerator="ht_served", denominator="is_ht",
            is_chronic=True, sp=SasaranKind.HT, target=100, source=_SPM),
    _kronis("PTM-HTKONTROL", "HT terkendali", _("Hipertensi terkendali"),
            _("Penderita hipertensi dengan pengukuran terakhir dalam bulan ini di bawah 140/90, keduanya, "
              "dibagi "
              "penderita yang diukur."),
            Kind.BULANAN, numerator="ht_controlled", denominator="ht_measured", target=60),
    _kronis("PTM-DMLAY", "DM dilayani", _("Penderita diabetes dilayani"),
            _("Penderita diabetes (E10–E14) menurut diagnosis nakes yang gula darahnya diperiksa dalam "
              "bulan ini, "
              "dibagi penderita di desa pada akhir bulan. Setahun: orang berbeda menurut bulan pelayanan "
              "pertamanya, dibagi sasaran diabetes. Obat dan edukasi belum dinilai di sini."),
            Kind.KUMULATIF, numerator="dm_first", month_numerator="dm_served", denominator="is_dm",
            is_chronic=True, sp=SasaranKind.DM, target=100, source=_SPM),
    _kronis("PTM-DMKONTROL", "DM terkendali", _("Diabetes terkendali"),
            _("Penderita diabetes dengan GDP terakhir dalam bulan ini 80–130 mg/dL dibagi penderita yang "
              "GDP-nya "
              "diperiksa. HbA1c belum dicatat."),
            Kind.BULANAN, numerator="dm_controlled", denominator="dm_measured", target=50),
    _kronis("JIW-ODGJ", "ODGJ dilayani", _("ODGJ berat dilayani"),
            _("Orang dengan gangguan jiwa berat (F20–F29) yang dilayani nakes dalam bulan ini dibagi ODGJ "
              "berat di "
              "desa pada akhir bulan. Setahun: orang berbeda menurut bulan pelayanan pertamanya, dibagi "
              "sasaran "
              "ODGJ berat."),
            Kind.KUMULATIF, numerator="odgj_first", month_numerator="odgj_served", denominator="is_odgj",
            is_chronic=True, is_sensitive=True, sp=SasaranKind.ODGJ, target=100, source=_SPM),
    _kronis("JIW-PASUNG", "Pasung", _("Kasus pasung"),
            _("Orang yang dipasung pada akhir bulan."), Kind.ABSOLUT, numerator=None,
            direction=Direction.DOWN, is_sensitive=True, missing=_("Kasus pasung belum dicatat.")),
    _kronis("LAN-HOMECARE", "Lansia dikunjungi", _("Lansia ketergantungan berat/total dikunjungi tiap bulan"),
            _("Lansia dengan AKS terakhir (12 bulan) kelas berat atau total yang dikunjungi di rumah dalam "
              "bulan "
              "ini, dibagi semua lansia kelas itu di desa pada akhir bulan."),
            Kind.PROSES, numerator="dependent_visited", denominator="is_dependent", target=100,
            source="PMK 67/2015"),
)  # fmt: skip
