"""Reading a NIK by its structure: PPKKCC DDMMYY SSSS, with 40 added to the day for women (02 §3).

The structure proves nothing about a person, and old area codes are no error, so what does not match the
birth date or sex is a warning. Only a number that has not 16 digits is refused.
"""

from __future__ import annotations

import re
from datetime import date

from ilp.base.language import gettext as _

_SEPARATORS = re.compile(r"[\s.\-]")
_SIXTEEN = re.compile(r"[0-9]{16}", re.ASCII)
WOMAN_ADDS = 40
SYNTHETIC_SERIAL_FROM = 9000


class NumberRefused(ValueError):
    """Not 16 digits. The message says how many there are; it never repeats the number."""


def clean_nik(typed: str) -> str:
    """The 16 digits of a NIK; blanks, dots and hyphens are allowed between them.

    >>> clean_nik("7309 0141 0125 9001")
    '7309014101259001'

    :raises NumberRefused: when they are not 16 digits.
    """
    return _sixteen(typed, "NIK")


def clean_kk(typed: str) -> str:
    """The 16 digits of a family card. Errors as in `clean_nik`."""
    return _sixteen(typed, _("Nomor KK"))


def _sixteen(typed: str, what: str) -> str:
    digits = _SEPARATORS.sub("", typed)
    if _SIXTEEN.fullmatch(digits):
        return digits
    if digits.isascii() and digits.isdigit():
        raise NumberRefused(
            _("%(what)s harus 16 angka, yang diketik %(count)s angka. Periksa kartunya.")
            % {"what": what, "count": len(digits)}
        )
    raise NumberRefused(_("%(what)s hanya berisi angka, 16 angka. Periksa kartunya.") % {"what": what})


def nik_warnings(nik: str, *, born_on: date, sex: str) -> list[str]:
    """What in these 16 digits does not fit the birth date and sex ("L" or "P"); empty when all fits."""
    day = int(nik[6:8])
    is_woman = day > WOMAN_ADDS
    said = (day - WOMAN_ADDS * is_woman, int(nik[8:10]), int(nik[10:12]))
    found = []
    if said != (born_on.day, born_on.month, born_on.year % 100):
        found.append(
            _("Tanggal lahir di NIK tidak sama dengan tanggal lahir yang diisi. Cocokkan dengan KTP atau KK.")
        )
    if is_woman != (sex == "P"):
        found.append(_("Jenis kelamin di NIK tidak sama dengan yang diisi. Cocokkan dengan KTP atau KK."))
    return found


def synthetic_nik(district6: str, born_on: date, sex: str, serial: int) -> str:
    """An invented NIK that no civil registry issues: its serial is 9000 or above.

    >>> synthetic_nik("730901", date(2024, 5, 3), "P", 9001)
    '7309014305249001'
    """
    if not SYNTHETIC_SERIAL_FROM <= serial <= 9999:
        raise ValueError(f"serial {serial} is not between {SYNTHETIC_SERIAL_FROM} and 9999")
    day = born_on.day + WOMAN_ADDS * (sex == "P")
    return f"{district6}{day:02d}{born_on.month:02d}{born_on.year % 100:02d}{serial:04d}"
