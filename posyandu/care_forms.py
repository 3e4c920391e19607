"""What is typed about pregnancies, births, doses and diagnoses. Only the shape is read here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from posyandu.forms import NumberField
from posyandu.models import Delivery, Given, Newborn, Pregnancy
from posyandu.models.visit import Place
from posyandu.services.birth_checks import COMPLICATIONS, MOTHER_STATES, Birth, Child
from posyandu.services.doses import NewDose
from posyandu.services.pregnancies import BLOOD_GROUPS, ENDS, RHESUS, Episode
from puskesmas.models.person import Sex

EMPTY = ("", "–")
YES_NO = [EMPTY, ("YA", _("Ya")), ("TIDAK", _("Tidak"))]
MOTHER = {"SEHAT": _("Sehat"), "SAKIT": _("Sakit")}
COMPLICATION = {
    "PENDARAHAN": _("Pendarahan"), "KEJANG": _("Kejang"), "DEMAM": _("Demam"),
    "LOKHIA_BERBAU": _("Lokhia berbau"), "LAINNYA": _("Lainnya"),
}  # fmt: skip
_DATE_ERRORS = {
    "required": _("Isi tanggalnya."),
    "invalid": _("Tanggal tidak dikenal. Isi misalnya 2026-11-22."),
}


class PlainSelect(forms.Select):
    """A select written in one go: a page of many lines would render a template for every option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """`<select>` with its options, everything escaped."""
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (code, mark_safe(" selected") if str(code) == str(value or "") else "", label)
                for code, label in self.choices
            ),
        )
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>{}</select>", attributes, options)


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, with the calendar of the browser."""
    return forms.DateField(
        label=label, required=required, help_text=help_text, error_messages=_DATE_ERRORS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


def choice(label: Any, choices: Iterable[Any], *, required: bool = False) -> forms.ChoiceField:
    """One of several, "–" for not answered: nothing is chosen by itself."""
    return forms.ChoiceField(
        label=label, required=required, choices=[EMPTY, *choices], widget=PlainSelect,
        error_messages={"required": _("Pilih salah satu jawaban.")},
    )  # fmt: skip


def yes_no(label: Any) -> forms.ChoiceField:
    """Yes, no, or not answered."""
    return forms.ChoiceField(label=label, required=False, choices=YES_NO, widget=PlainSelect)


def as_bool(answer: str) -> bool | None:
    """The answer of `yes_no`."""
    return {"YA": True, "TIDAK": False}.get(answer)


def as_answer(value: bool | None) -> str:
    """The other way round."""
    return "" if value is None else "YA" if value else "TIDAK"


class Said(forms.Form):
    """A form that shows what a service refused or asks."""

    sure = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)

    def show(self, problems: Mapping[str, str], prefix: str = "") -> None:
        """Put sentences beside their fields; those of other forms (`<row>-…`) are left out."""
        for name, sentence in problems.items():
            own = name.removeprefix(prefix) if name.startswith(prefix) else None
            if own is not None and (own in self.fields or not prefix):
                self.add_error(own if own in self.fields else None, sentence)


class EpisodeForm(Said):
    """What is known of a pregnancy. Field names are those of `Episode`."""

    lmp_on = day_field(_("Hari pertama haid terakhir (HPHT)"))
    dated_by = choice(_("Dasar tanggal"), Pregnancy.Dating.choices, required=True)
    known_on = day_field(_("Pertama diketahui pada"), required=False)
    gravida = NumberField(places=0, label=_("Hamil ke"))
    parity = NumberField(places=0, label=_("Pernah bersalin"))
    abortions = NumberField(places=0, label=_("Pernah keguguran"))
    spacing_months = NumberField(places=0, label=_("Jarak dari anak sebelumnya"))
    pre_weight_kg = NumberField(places=2, label=_("Berat sebelum hamil"))
    height_cm = NumberField(places=1, label=_("Tinggi badan ibu"))
    blood_group = choice(_("Golongan darah"), [(group, group) for group in BLOOD_GROUPS])
    rhesus = choice(_("Rhesus"), [(sign, sign) for sign in RHESUS])
    has_buku_kia = yes_no(_("Punya Buku KIA"))
    husband_name = forms.CharField(required=False, max_length=120, label=_("Nama suami"))
    pregnancy_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def episode(self) -> Episode:
        """The facts."""
        data = self.cleaned_data
        whole = ("gravida", "parity", "abortions", "spacing_months")
        plain = ("lmp_on", "dated_by", "pre_weight_kg", "height_cm", "blood_group", "rhesus", "husband_name")
        typed: dict[str, Any] = {name: data[name] for name in plain}
        typed |= {name: None if data[name] is None else int(data[name]) for name in whole}
        return Episode(**typed, has_buku_kia=as_bool(data["has_buku_kia"]))


class EndForm(Said):
    """How a pregnancy ended without a birth."""

    outcome = choice(_("Kehamilan berakhir karena"), [(end.value, end.label) for end in ENDS], required=True)
    ended_on = day_field(_("Tanggal"))


class VoidForm(Said):
    """A record was a mistake."""

    reason = forms.CharField(required=False, max_length=200, label=_("Alasan"))
    children_too = forms.BooleanField(required=False, label=_("Anak dari persalinan ini juga salah data"))


class BirthForm(Said):
    """A birth. Field names are those of `Birth`; day and time are typed apart."""

    day = day_field(_("Tanggal lahir"))
    time = forms.TimeField(
        label=_("Jam lahir"),
        help_text=_("Bila lupa, perkiraan boleh."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Isi jam lahir, perkiraan boleh."),
            "invalid": _("Isi misalnya 14:30."),
        },
    )
    attendant = choice(_("Penolong"), Delivery.Attendant.choices)
    born_at = choice(_("Tempat persalinan"), Delivery.At.choices)
    mode = choice(_("Cara persalinan"), Delivery.Mode.choices)
    mother_state = choice(_("Keadaan ibu"), [(state, MOTHER[state]) for state in MOTHER_STATES])
    complications = forms.MultipleChoiceField(
        required=False,
        label=_("Sakit saat bersalin"),
        choices=[(code, COMPLICATION[code]) for code in COMPLICATIONS],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "check"}),
    )

    def birth(self) -> Birth:
        """The birth, at local time."""
        data = self.cleaned_data
        at = timezone.make_aware(datetime.combine(data["day"], data["time"]))
        names = ("attendant", "born_at", "mode", "mother_state")
        return Birth(at, complications=tuple(data["complications"]), **{name: data[name] for name in names})


class ChildForm(Said):
    """A child of a birth. Field names are those of `Child`."""

    person_id = forms.ChoiceField(label=_("Anak ini"), required=False)
    new_id = forms.UUIDField(widget=forms.HiddenInput)
    sex = choice(_("Jenis kelamin"), Sex.choices, required=True)
    name = forms.CharField(
        required=False, max_length=120, label=_("Nama"), help_text=_("Belum bernama? Kosongkan saja.")
    )
    is_live = forms.ChoiceField(
        label=_("Keadaan lahir"), choices=[("YA", _("Lahir hidup")), ("TIDAK", _("Lahir mati"))]
    )
    birth_weight_g = NumberField(places=0, label=_("Berat lahir"))
    birth_length_cm = NumberField(places=1, label=_("Panjang lahir"))
    head_cm = NumberField(places=1, label=_("Lingkar kepala"))
    apgar = NumberField(places=0, label=_("APGAR"))
    had_imd = yes_no(_("Inisiasi menyusu dini (IMD)"))
    had_vitamin_k = yes_no(_("Suntikan vitamin K"))
    had_eye_ointment = yes_no(_("Salep mata"))
    hb0_on = day_field(_("Imunisasi HB0 tanggal"), required=False)
    shk_on = day_field(_("Skrining hipotiroid (SHK) tanggal"), required=False)

    def __init__(self, *args: Any, known: Iterable[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["person_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Anak baru")), *known]

    def child(self) -> Child:
        """The child."""
        data = self.cleaned_data
        plain = ("sex", "name", "birth_length_cm", "head_cm", "shk_on", "hb0_on")
        whole = ("birth_weight_g", "apgar")
        answers = ("had_imd", "had_vitamin_k", "had_eye_ointment")
        typed: dict[str, Any] = {name: data[name] for name in plain}
        typed |= {name: None if data[name] is None else int(data[name]) for name in whole}
        typed |= {name: as_bool(data[name]) for name in answers}
        person_id = UUID(data["person_id"]) if data["person_id"] else data["new_id"]
        return Child(person_id, is_live=data["is_live"] == "YA", **typed)

    @staticmethod
    def as_kept(row: Newborn, hb0_on: date | None) -> dict[str, Any]:
        """What is on record, as initial values."""
        child = row.child
        answers = ("had_imd", "had_vitamin_k", "had_eye_ointment")
        return {
            "person_id": str(child.pk), "new_id": child.pk, "sex": child.sex, "name": child.name,
            "is_live": as_answer(row.is_live), "birth_weight_g": child.birth_weight_g,
            "birth_length_cm": child.birth_length_cm, "head_cm": row.head_cm, "apgar": row.apgar,
            "shk_on": row.shk_on, "hb0_on": hb0_on,
            **{name: as_answer(getattr(row, name)) for name in answers},
        }  # fmt: skip


class DoseForm(Said):
    """One line of doses; a line without a day says nothing."""

    code = forms.ChoiceField(label=_("Imunisasi"), required=False, widget=PlainSelect)
    given_on = day_field(_("Tanggal"), required=False)
    source = choice(_("Sumber"), Given.Source.choices, required=True)
    place = choice(_("Tempat"), Place.choices)
    vaccine = forms.CharField(required=False, max_length=60, label=_("Merek vaksin"))
    batch = forms.CharField(required=False, max_length=30, label=_("Nomor batch"))
    expires_on = day_field(_("Kedaluwarsa"), required=False)
    dose_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, codes: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [EMPTY, *codes.items()]

    def clean(self) -> dict[str, Any]:
        """A day without a vaccine is a mistake; a vaccine without a day was not given."""
        data = super().clean() or {}
        if data.get("given_on") and not data.get("code"):
            self.add_error("code", _("Pilih imunisasinya."))
        return data

    def dose(self) -> NewDose | None:
        """The dose, None for an empty line."""
        data = self.cleaned_data
        if not data.get("given_on"):
            return None
        names = ("code", "given_on", "source", "vaccine", "batch", "expires_on")
        is_ours = data["source"] == Given.Source.DIBERIKAN
        place = data["place"] or (Place.POSYANDU if is_ours else Place.FASKES_LAIN)
        return NewDose(id=data["dose_id"], place=place, **{name: data[name] for name in names})


class DiagnosisForm(Said):
    """A diagnosis of a nakes."""

    icd10 = forms.CharField(
        max_length=20, label=_("Kode ICD-10"), error_messages={"required": _("Pilih satu kode dari daftar.")}
    )
    diagnosed_on = day_field(_("Tanggal diagnosis"))
    note = forms.CharField(required=False, max_length=200, label=_("Catatan"))
    diagnosis_id = forms.UUIDField(widget=forms.HiddenInput)


class ResolveForm(Said):
    """An illness is over."""

    resolved_on = day_field(_("Sembuh atau selesai pada"))
