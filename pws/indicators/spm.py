"""SPM kesehatan: the twelve services as a view of other indicators, same counts under the SPM code (04 §5.7).

What the Dinkes report wants beside the count (mutu: barang, jasa, SDM) is entered there, not counted here.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pws.indicators import anak, ibu, kronis, penyakit, warga
from pws.indicators.declaration import Indicator

SOURCE, TARGET = "SPM, PMK 6/2024", Decimal(100)
LAST_OF_K4, FIRST_OF_K6 = date(2023, 12, 31), date(2024, 1, 1)
_BUILT_FROM = {
    one.code: one
    for chapter in (ibu, anak, warga, kronis, penyakit)
    for one in chapter.INDICATORS
    if one.valid_to is None
}


def _spm(number: int, component: str, title: str | Promise, **more: Any) -> Indicator:
    """The component under its SPM code, for everybody: the target is 100 %."""
    found: Indicator = replace(
        _BUILT_FROM[component], code=f"SPM-{number:02d}", title=title, short=f"SPM {number}", source=SOURCE,
        target=TARGET, **more,
    )  # fmt: skip
    return found


INDICATORS = (
    _spm(1, "KIA-K4", _("Pelayanan kesehatan ibu hamil"), valid_to=LAST_OF_K4),
    _spm(1, "KIA-K6", _("Pelayanan kesehatan ibu hamil"), valid_from=FIRST_OF_K6),
    _spm(2, "KIA-PF", _("Pelayanan kesehatan ibu bersalin")),
    _spm(3, "ANA-KNL", _("Pelayanan kesehatan bayi baru lahir")),
    _spm(4, "ANA-KBALITA", _("Pelayanan kesehatan balita")),
    _spm(5, "USR-SKRIN", _("Pelayanan kesehatan usia pendidikan dasar")),
    _spm(6, "PTM-SKRIN", _("Pelayanan kesehatan usia produktif")),
    _spm(7, "LAN-SKRIN", _("Pelayanan kesehatan usia lanjut")),
    _spm(8, "PTM-HTLAY", _("Pelayanan kesehatan penderita hipertensi")),
    _spm(9, "PTM-DMLAY", _("Pelayanan kesehatan penderita diabetes melitus")),
    _spm(10, "JIW-ODGJ", _("Pelayanan kesehatan orang dengan gangguan jiwa berat")),
    _spm(11, "TBC-TERDUGA", _("Pelayanan kesehatan orang terduga TBC")),
    _spm(12, "HIV-SKRIN", _("Pelayanan kesehatan orang berisiko HIV")),
)  # fmt: skip
