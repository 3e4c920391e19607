"""What is typed about sasaran. Only the shape is read here; what may be true is decided by the service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilp.base import words
from ilp.base.numbers import NumberError, parse_decimal
from puskesmas.admin_forms import Refusable
from puskesmas.models import Sasaran
from puskesmas.services.sasaran import MOST, Letter

SOURCES = [
    (Sasaran.Source.RESMI, Sasaran.Source.RESMI.label),
    (Sasaran.Source.MANUAL, Sasaran.Source.MANUAL.label),
]


class FigureForm(Refusable):
    """One figure of a desa, with the letter it rests on."""

    n = forms.IntegerField(
        label=_("Jumlah orang"), min_value=0, max_value=MOST,
        error_messages={
            "required": _("Isi jumlahnya."), "invalid": _("Isi bilangan bulat, misalnya 84."),
            "min_value": _("Jumlah orang tidak mungkin kurang dari 0."),
            "max_value": _("Jumlah ini terlalu besar. Periksa angkanya."),
        },
    )  # fmt: skip
    source = forms.ChoiceField(label=_("Sumber"), choices=SOURCES)
    letter_no = forms.CharField(
        label=_("Nomor surat atau SK"), max_length=80, required=False, help_text=_("Wajib untuk angka resmi.")
    )
    approved_by = forms.CharField(label=_("Disetujui oleh"), max_length=120, required=False)
    decided_on = forms.DateField(
        label=_("Tanggal surat"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Tanggal tidak dikenal. Isi misalnya 2026-11-22.")},
    )  # fmt: skip
    from_period = forms.TypedChoiceField(
        label=_("Berlaku mulai"), coerce=int, empty_value=None, required=False,
        help_text=_("Bulan yang sudah ditutup tetap memakai angka lama, kecuali Dinkes memilihnya."),
    )  # fmt: skip

    def __init__(self, *args: Any, year: int, **more: Any) -> None:
        super().__init__(*args, **more)
        months = [(year * 12 + month, words.month(year * 12 + month)) for month in range(12)]
        self.fields["from_period"].choices = [("", _("Bulan terbuka yang paling awal")), *months]  # type: ignore[attr-defined]

    def letter(self) -> Letter:
        """What the figure rests on."""
        read = self.cleaned_data
        return Letter(
            read["source"], read["letter_no"].strip(), read["approved_by"].strip(), read["decided_on"]
        )


class ParameterForm(Refusable):
    """A birth rate, share or prevalence with its source."""

    value = forms.CharField(label=_("Nilai"), max_length=20, error_messages={"required": _("Isi nilainya.")})
    source = forms.CharField(
        label=_("Sumber"), max_length=120,
        help_text=_("Nomor surat atau nama publikasi, misalnya BPS 2026."),
        error_messages={"required": _("Tulis sumbernya.")},
    )  # fmt: skip

    def clean_value(self) -> Any:
        try:
            return parse_decimal(self.cleaned_data["value"], max_places=4)
        except NumberError:
            raise forms.ValidationError(
                _("“%(typed)s” tidak terbaca. Tulis seperti 16,85."),
                params={"typed": self.cleaned_data["value"]},
            ) from None
