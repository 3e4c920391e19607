"""Forms of the door: logging in, changing the password, searching the trail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AuthenticationForm):
    """User names are kept in small letters, so that a phone's capital letter locks nobody out."""

    error_messages = {
        "invalid_login": _(
            "Nama pengguna atau kata sandi salah. Periksa huruf besar dan kecil, lalu coba lagi. Setelah"
            " %(limit)s kali salah, Anda harus menunggu %(minutes)s menit."
        ),
        "inactive": _("Akun ini sudah ditutup. Hubungi admin puskesmas."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Nama pengguna")
        self.fields["password"].label = _("Kata sandi")

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        return name.lower()

    def get_invalid_login_error(self) -> forms.ValidationError:
        return forms.ValidationError(
            self.error_messages["invalid_login"],
            code="invalid_login",
            params={
                "limit": settings.AXES_FAILURE_LIMIT,
                "minutes": round(settings.AXES_COOLOFF_TIME * 60),
            },
        )


class NewPasswordForm(PasswordChangeForm):
    """Old password once, new one twice."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": _("Kata sandi lama tidak cocok. Ketik kata sandi yang Anda pakai untuk masuk."),
        "password_mismatch": _("Kedua kata sandi baru tidak sama. Ketik ulang keduanya."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "old_password": _("Kata sandi lama"),
            "new_password1": _("Kata sandi baru"),
            "new_password2": _("Kata sandi baru, sekali lagi"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""
        self.fields["new_password1"].help_text = _(
            "Paling sedikit 10 huruf atau angka, tidak hanya angka, dan bukan nama Anda. Beberapa kata"
            " yang mudah Anda ingat lebih baik daripada satu kata yang rumit."
        )


class TrailForm(forms.Form):
    """What to look for in the trail; everything may stay empty."""

    orang = forms.UUIDField(
        label=_("Nomor orang"),
        required=False,
        error_messages={"invalid": _("“%(value)s” bukan nomor orang. Salin nomor dari halaman orang itu.")},
    )
    pelaku = forms.CharField(label=_("Pelaku (nama pengguna)"), required=False, max_length=60)
    tindakan = forms.ChoiceField(label=_("Tindakan"), required=False)
    hari = forms.DateField(
        label=_("Hari"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Tanggal tidak dikenal. Tulis seperti 2026-11-22.")},
    )
    sebelum = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
