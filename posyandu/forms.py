"""What a kader types: measures with decimal comma, and the small forms of a hari buka.

A refused form keeps every text as it was typed.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ilp.base.numbers import NumberError, parse_decimal
from posyandu.models.visit import Position
from posyandu.services.measured import Measured
from posyandu.words import number_sentence
from puskesmas.models import Facility

FormT = TypeVar("FormT", bound=forms.Form)


class _Shared(dict[str, forms.Field]):
    """Fields that are not copied for every form."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


def shares_fields(form: type[FormT]) -> type[FormT]:
    """For a form that never changes its fields: copying them takes longer than reading what was typed."""
    form.base_fields = _Shared(form.base_fields)
    return form


class NumberField(forms.CharField):
    """A number with decimal comma or point; empty means "not measured". Keeps the text on a mistake."""

    def __init__(self, *, places: int, **more: Any) -> None:
        self.places = places
        super().__init__(required=False, max_length=40, **more)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Decimal | None:
        """The number, or None.

        :raises forms.ValidationError: with a sentence that names what was typed.
        """
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_decimal(text, max_places=self.places)
        except NumberError as error:
            raise forms.ValidationError(number_sentence(error, places=self.places)) from None


@shares_fields
class MeasureForm(forms.Form):
    """The measures of one child. Field names are the columns of `Visit`."""

    weight_kg = NumberField(places=2, label=_("Berat badan"))
    length_height_cm = NumberField(places=1, label=_("Panjang/tinggi badan"))
    position = forms.ChoiceField(
        choices=Position,
        required=False,
        label=_("Cara ukur"),
        widget=forms.RadioSelect(attrs={"class": "check"}),
    )
    head_circumference_cm = NumberField(places=1, label=_("Lingkar kepala"))
    muac_cm = NumberField(places=1, label=_("Lingkar lengan (LILA)"))
    has_oedema = forms.BooleanField(required=False, label=_("Kedua punggung kaki bengkak"))
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    sure = forms.CharField(required=False, max_length=400)
    reason = forms.CharField(
        required=False, max_length=200, label=_("Alasan koreksi"), help_text=_("Misalnya: salah ketik.")
    )

    def measured(self) -> Measured:
        """What was typed. An oedema that is not ticked was perhaps not looked for, so it says nothing."""
        data = self.cleaned_data
        return Measured(
            data["weight_kg"],
            data["length_height_cm"],
            data["position"] or "",
            data["head_circumference_cm"],
            data["muac_cm"],
            True if data["has_oedema"] else None,
        )


@shares_fields
class CorrectForm(MeasureForm):
    """The measures again, and why they are replaced."""


class PlanForm(forms.Form):
    """A new hari buka."""

    posyandu = forms.ModelChoiceField(queryset=Facility.objects.none(), label=_("Posyandu"), empty_label=None)
    held_on = forms.DateField(
        label=_("Tanggal"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Isi tanggal hari buka."),
            "invalid": _("Tanggal tidak dikenal. Isi misalnya 2026-11-22."),
        },
    )
    place = forms.CharField(
        required=False, max_length=120, label=_("Tempat"), help_text=_("Misalnya: rumah Bu RT 02.")
    )
    starts_at = forms.TimeField(
        required=False, label=_("Mulai jam"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    on_holiday = forms.BooleanField(required=False)

    def __init__(self, *args: Any, posyandu: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["posyandu"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = posyandu


class CloseForm(forms.Form):
    """Who worked today, and what is to be remembered."""

    kader_present = forms.IntegerField(
        required=False, min_value=0, max_value=99, label=_("Kader yang bertugas")
    )
    nakes_present = forms.IntegerField(
        required=False, min_value=0, max_value=99, label=_("Tenaga kesehatan yang hadir")
    )
    note = forms.CharField(
        required=False, max_length=500, label=_("Catatan"), widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(forms.Form):
    """One reason in words; whether it must be there is decided by the service."""

    reason = forms.CharField(required=False, max_length=200, label=_("Alasan"))
