"""What is typed about a person. Only the shape is read here; what may be true is decided by the services."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ilp.base.language import gettext as _now
from ilp.base.numbers import NumberError, parse_decimal
from puskesmas.models import Facility, Person
from puskesmas.models.person import Sex
from puskesmas.services.identity import Identity

DATE_ERRORS = {
    "required": _("Isi tanggalnya."),
    "invalid": _("Tanggal tidak dikenal. Isi misalnya 2026-11-22."),
}


def _date(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=DATE_ERRORS,
        **more,
    )


class NumberText(forms.CharField):
    """One number with decimal comma; empty is None."""

    def __init__(self, *, places: int, **more: Any) -> None:
        self.places = places
        super().__init__(required=False, max_length=20, **more)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Decimal | None:
        """The number, or None.

        :raises forms.ValidationError: naming what was typed.
        """
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_decimal(text, max_places=self.places)
        except NumberError as error:
            said = _now("“%(typed)s” bukan angka yang jelas. Ketik angkanya saja, tanpa satuan.")
            raise forms.ValidationError(said % {"typed": error.text.strip()[:20]}) from None


class IdentityForm(forms.Form):
    """Who a person is. Field names are those of `Identity`."""

    name = forms.CharField(
        max_length=200,
        label=_("Nama"),
        error_messages={"required": _("Isi nama. Bayi yang belum bernama: Bayi Ny. (nama ibu).")},
    )
    sex = forms.ChoiceField(
        choices=Sex,
        widget=forms.RadioSelect(attrs={"class": "check"}),
        label=_("Jenis kelamin"),
        error_messages={"required": _("Pilih jenis kelamin: laki-laki atau perempuan.")},
    )
    born_on = _date(_("Tanggal lahir"))
    birth_is_estimated = forms.BooleanField(required=False, label=_("Tanggal lahir hanya perkiraan"))
    nik = forms.CharField(
        required=False,
        max_length=30,
        label=_("NIK"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("16 angka dari KK, KIA atau KTP. Belum ada? Pilih alasannya."),
    )
    nik_missing_reason = forms.ChoiceField(
        choices=[("", "–"), *Person.NikMissing.choices], required=False, label=_("NIK belum ada karena")
    )
    mother_name = forms.CharField(required=False, max_length=120, label=_("Nama ibu"))
    birth_weight_g = NumberText(places=2, label=_("Berat lahir"), help_text=_("Dalam gram, misalnya 3100."))
    has_buku_kia = forms.BooleanField(required=False, label=_("Punya Buku KIA"))

    def identity(self, kept: Person | None = None) -> Identity:
        """What was typed; what this form does not ask stays as it is kept."""
        data = self.cleaned_data
        since = kept.buku_kia_since if kept else None
        return Identity(
            name=data["name"],
            sex=data["sex"],
            born_on=data["born_on"],
            birth_is_estimated=data["birth_is_estimated"],
            nik=data["nik"],
            nik_missing_reason=data["nik_missing_reason"],
            mother_name=data["mother_name"],
            father_name=data.get("father_name", kept.father_name if kept else ""),
            birth_weight_g=self._grams(),
            birth_length_cm=data.get("birth_length_cm", kept.birth_length_cm if kept else None),
            buku_kia_since=(since or timezone.localdate()) if data["has_buku_kia"] else None,
            phone=data.get("phone", kept.phone if kept else ""),
        )

    def _grams(self) -> int | None:
        typed = self.cleaned_data["birth_weight_g"]
        return None if typed is None else round(typed)

    def show(self, problems: dict[str, str]) -> None:
        """Put the sentences of a refusal beside their fields."""
        for field, sentence in problems.items():
            self.add_error(field if field in self.fields else None, sentence)


class NewPersonForm(IdentityForm):
    """A person who is not registered yet, with a home in the catchment of a posyandu."""

    posyandu = forms.ModelChoiceField(queryset=Facility.objects.none(), label=_("Posyandu"), empty_label=None)
    rt = forms.CharField(required=False, max_length=3, label=_("RT"))
    person_id = forms.UUIDField(widget=forms.HiddenInput)
    hari_buka = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, posyandu: QuerySet[Facility], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["posyandu"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = posyandu


class EditPersonForm(IdentityForm):
    """Everything that may be corrected."""

    father_name = forms.CharField(required=False, max_length=120, label=_("Nama ayah"))
    birth_length_cm = NumberText(places=1, label=_("Panjang lahir"))
    phone = forms.CharField(
        required=False, max_length=20, label=_("Telepon"), widget=forms.TextInput(attrs={"inputmode": "tel"})
    )


class MovePersonForm(forms.Form):
    """Where a person lives from a day on."""

    posyandu = forms.ModelChoiceField(
        queryset=Facility.objects.none(), label=_("Posyandu tujuan"), empty_label=None
    )
    moved_on = _date(_("Pindah sejak"))
    rt = forms.CharField(required=False, max_length=3, label=_("RT"))

    def __init__(self, *args: Any, posyandu: QuerySet[Facility], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["posyandu"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = posyandu
