"""What an admin types about accounts and facilities. What may be true is decided by the services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from ilp.access.models import User
from ilp.access.roles import Role
from puskesmas.models import Area, Facility
from puskesmas.selectors.users import place_choices
from puskesmas.services.network import About
from puskesmas.services.service_areas import Part

USERNAME_SHAPE = RegexValidator(
    r"\A[A-Za-z0-9._-]{3,60}\Z",
    _("Pakai 3 sampai 60 huruf, angka, titik, atau garis, tanpa spasi. Contoh: siti.mawar1."),
)


class Refusable(forms.Form):
    """A form that can show why a service refused."""

    def show(self, problems: dict[str, str]) -> None:
        """Put the sentences of a refusal beside their fields."""
        for field, sentence in problems.items():
            self.add_error(field if field in self.fields else None, sentence)


class UserFilterForm(forms.Form):
    """What the list of accounts is narrowed to; everything may stay empty."""

    cari = forms.CharField(label=_("Cari nama"), required=False, max_length=60)
    peran = forms.ChoiceField(label=_("Peran"), required=False)
    tempat = forms.TypedChoiceField(label=_("Tempat"), required=False, coerce=int, empty_value=None)
    akun = forms.ChoiceField(
        label=_("Akun"), required=False, choices=[("", _("Aktif")), ("tutup", _("Ditutup"))]
    )

    def __init__(self, *args: Any, places: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["peran"].choices = [("", _("Semua")), *Role.choices]  # type: ignore[attr-defined]
        self.fields["tempat"].choices = [("", _("Semua")), *places]  # type: ignore[attr-defined]


class UserForm(Refusable):
    """An account: who, and where. The role is chosen before, because it decides which places there are."""

    role = forms.CharField(widget=forms.HiddenInput)
    username = forms.CharField(
        label=_("Nama pengguna"),
        max_length=60,
        validators=[USERNAME_SHAPE],
        help_text=_("Untuk masuk, huruf kecil. Contoh: siti.mawar1"),
        error_messages={"required": _("Isi nama pengguna.")},
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )
    full_name = forms.CharField(
        label=_("Nama lengkap"), max_length=120, error_messages={"required": _("Isi nama lengkap.")}
    )
    place = forms.TypedChoiceField(
        label=_("Tempat tugas"),
        coerce=int,
        error_messages={
            "required": _("Pilih tempat tugas."),
            "invalid_choice": _("Tempat itu tidak ada di wilayah Anda. Pilih dari daftar."),
        },
    )

    def __init__(self, *args: Any, places: Iterable[Area | Facility], **more: Any) -> None:
        super().__init__(*args, **more)
        self.places: dict[int, Area | Facility] = {place.pk: place for place in places}
        groups = place_choices(list(self.places.values()))
        first = [] if len(self.places) == 1 else [("", _("Pilih…"))]
        self.fields["place"].choices = [*first, *groups]  # type: ignore[attr-defined]

    @property
    def place_chosen(self) -> Area | Facility:
        return self.places[self.cleaned_data["place"]]


class EditUserForm(UserForm):
    """An account that exists: its user name stays, and it can be closed."""

    username = None  # type: ignore[assignment]
    is_active = forms.BooleanField(required=False, label=_("Akun aktif, boleh masuk"))

    def __init__(self, *args: Any, account: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.account = account


DATE_UNKNOWN = _("Tanggal tidak dikenal. Isi misalnya 2026-11-22.")


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": DATE_UNKNOWN},
    )


class FacilityForm(Refusable):
    """What every facility has: name, code, address, since when, how far with ILP."""

    name = forms.CharField(
        label=_("Nama"), max_length=120, error_messages={"required": _("Isi nama fasilitas.")}
    )
    code = forms.CharField(
        label=_("Kode faskes"), required=False, max_length=30, help_text=_("Kode Kemenkes, kalau ada.")
    )
    address = forms.CharField(label=_("Alamat"), required=False, max_length=200)
    opened_on = _day(_("Mulai beroperasi"))
    ilp_status = forms.ChoiceField(label=_("Status ILP"), choices=Facility.IlpStatus)

    def about(self) -> About:
        data = self.cleaned_data
        return About(
            name=" ".join(data["name"].split()),
            code=data["code"].strip(),
            address=data["address"].strip(),
            opened_on=data["opened_on"],
            closed_on=data.get("closed_on"),
            ilp_status=data["ilp_status"],
        )


class NewFacilityForm(FacilityForm):
    """A facility that is not in the list yet. Where it stands is chosen once."""

    field_order = ["name", "area"]
    area = forms.TypedChoiceField(
        coerce=int,
        error_messages={
            "required": _("Pilih tempatnya."),
            "invalid_choice": _("Tempat itu tidak ada di wilayah Anda. Pilih dari daftar."),
        },
    )

    def __init__(self, *args: Any, areas: Iterable[Area], label: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.areas = {area.pk: area for area in areas}
        first = [] if len(self.areas) == 1 else [("", _("Pilih…"))]
        self.fields["area"].label = label
        self.fields["area"].choices = [*first, *place_choices(self.areas.values())]  # type: ignore[attr-defined]


class EditFacilityForm(FacilityForm):
    """A facility that exists. Closing is a date; nothing is deleted."""

    closed_on = _day(_("Ditutup pada"), _("Kosong selama masih buka."))
    since = _day(_("Wilayah layanan ini berlaku sejak"), _("Isi hanya kalau wilayahnya diubah."))

    def __init__(self, *args: Any, offered: Iterable[tuple[Area, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.offered = {area.pk: area for area, _words in offered}
        if self.offered:
            self.fields["desa"] = forms.TypedMultipleChoiceField(
                label=_("Desa yang dilayani"),
                coerce=int,
                required=False,
                choices=[(area.pk, words) for area, words in offered],
                widget=forms.CheckboxSelectMultiple(attrs={"class": "check"}),
                error_messages={
                    "invalid_choice": _("Desa itu tidak ada di wilayah Anda. Pilih dari daftar.")
                },
            )

    @property
    def desa_field(self) -> forms.BoundField | None:
        return self["desa"] if self.offered else None

    @property
    def desa(self) -> list[Area] | None:
        return [self.offered[pk] for pk in self.cleaned_data["desa"]] if self.offered else None


NUMBER_SHAPE = RegexValidator(
    r"\A[0-9A-Za-z]{1,3}\Z", _("RW ditulis dengan paling banyak 3 angka, misalnya 01.")
)
RTS_SHAPE = RegexValidator(
    r"\A[0-9A-Za-z]{1,3}([ ,;]+[0-9A-Za-z]{1,3})*\Z",
    _("RT ditulis dengan paling banyak 3 angka, dipisah spasi, misalnya 001 002."),
)
MOST_PARTS = 20


class PartForm(forms.Form):
    """One line of a catchment: a dusun, an RW, and its RT."""

    dusun = forms.CharField(label=_("Dusun"), required=False, max_length=60)
    rw = forms.CharField(label=_("RW"), required=False, validators=[NUMBER_SHAPE])
    rt = forms.CharField(label=_("RT"), required=False, max_length=200, validators=[RTS_SHAPE])

    def parts(self) -> list[Part]:
        """One part per RT; nothing for an empty line. Numbers get three digits, as in the lists."""
        data = self.cleaned_data
        if not data:  # an extra line that nobody touched
            return []
        dusun, rw = " ".join(data["dusun"].split()), _three(data["rw"])
        rts = [_three(rt) for rt in data["rt"].replace(",", " ").replace(";", " ").split()]
        if not (dusun or rw or rts):
            return []
        return [Part(dusun, rw, rt) for rt in rts or [""]]


def _three(number: str) -> str:
    return number.zfill(3) if number.isdigit() else number


PartForms = forms.formset_factory(PartForm, extra=2, max_num=MOST_PARTS, absolute_max=MOST_PARTS)
