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

    cari = forms.CharField(label=_("Nama atau nama pengguna"), required=False, max_length=60)
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
