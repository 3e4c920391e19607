"""Which form versions and which clinical numbers apply: the shipped ones, and what a Dinkes set since."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from ilp.access import audit
from ilp.access.models import User
from ilp.base.language import gettext as _
from posyandu.models import ClinicalChange, FormVersion
from posyandu.rules.clinical import Change, Clinical, shipped
from posyandu.rules.forms.declaration import Form
from posyandu.rules.forms.reading import from_mapping, shipped_forms
from posyandu.rules.judges import JUDGES
from posyandu.rules.mapping import RuleSetError
from posyandu.services.refusing import atomic
from puskesmas.services.refusal import Refused

# A new version is seen by every process within this time; a save does not ask the database for it.
KEPT_SECONDS = 60.0
_kept: dict[str, tuple[float, Any]] = {}
# One object for the same changes: what the rules compile from a set is remembered by the object.
_sets: dict[tuple[int, ...], Clinical] = {}


def forget() -> None:
    """Read the stored versions again at the next question."""
    _kept.clear()
    _sets.clear()


def forms() -> dict[str, Form]:
    """Every form version by its name. Read once a minute."""

    def read() -> dict[str, Form]:
        found = {form.version: form for form in shipped_forms()}
        for body in FormVersion.objects.values_list("body", flat=True):
            stored = from_mapping(body)
            found[stored.version] = stored
        return found

    known: dict[str, Form] = _read_once("forms", read)
    return known


def form_on(code: str, on: date) -> Form:
    """The version of a form that applies on this day; before the first one, that first one.

    :raises LookupError: when there is no such form.
    """
    versions = sorted((form for form in forms().values() if form.form == code), key=_valid_from)
    if not versions:
        raise LookupError(f"there is no form {code}")
    return next((form for form in reversed(versions) if form.valid_from <= on), versions[0])


def _valid_from(form: Form) -> date:
    return form.valid_from


def clinical_on(on: date) -> Clinical:
    """The clinical numbers that apply on this day."""

    def read() -> tuple[Change, ...]:
        rows = ClinicalChange.objects.values_list("code", "value", "valid_from", "valid_to", "pk")
        return tuple(Change(*row) for row in rows)

    valid = tuple(change for change in _read_once("changes", read) if change.applies_on(on))
    if not valid:
        return shipped()
    numbers = tuple(change.number for change in valid)
    if numbers not in _sets:
        _sets[numbers] = shipped().overlay(valid, on)
    return _sets[numbers]


def _read_once(name: str, read: Any) -> Any:
    now = time.monotonic()
    read_at, known = _kept.get(name, (-KEPT_SECONDS, None))
    if known is None or now - read_at >= KEPT_SECONDS:
        known = read()
        _kept[name] = (now, known)
    return known


@atomic
def add_form(*, body: Mapping[str, Any], by: User) -> Form:
    """Keep a new version of a form. A version that was used is never changed: records name it.

    :raises Refused: when the declaration has a mistake, names an unknown judge, or its version exists.
    """
    try:
        form = from_mapping(body)
    except RuleSetError as error:
        raise Refused({"body": _("Formulir tidak dapat dipakai: %(error)s") % {"error": error}}) from None
    unknown = sorted(set(form.judges) - JUDGES.keys())
    if unknown:
        names = ", ".join(unknown)
        raise Refused({"body": _("Aturan %(names)s tidak dikenal. Periksa baris judges.") % {"names": names}})
    if form.version in forms():
        sentence = _("Versi %(version)s sudah ada. Beri nama versi baru.") % {"version": form.version}
        raise Refused({"version": sentence})
    FormVersion.objects.create(
        version=form.version, form=form.form, valid_from=form.valid_from, source=form.source, body=dict(body),
        recorded_by_id=by.pk,
    )  # fmt: skip
    audit.record("form.added", "form", [], changes={"version": form.version})
    transaction.on_commit(forget)
    return form


@atomic
def change_clinical(*, code: str, value: Any, valid_from: date, source: str, by: User) -> ClinicalChange:
    """Set a clinical number from a day on. What was judged before keeps its version.

    :raises Refused: for an unknown code, a value of another kind, or without a source.
    """
    entry = shipped().entries.get(code)
    if entry is None:
        raise Refused({"code": _("Kode %(code)s tidak ada di data acuan.") % {"code": code}})
    if not source.strip():
        raise Refused({"source": _("Tulis surat atau peraturan yang menetapkan nilai ini.")})
    if not _same_kind(entry.value, value):
        raise Refused(
            {"value": _("Nilai baru harus sejenis dengan nilai sekarang (%(now)s).") % {"now": entry.value}}
        )
    change = ClinicalChange.objects.create(
        code=code, value=value, valid_from=valid_from, source=source.strip()[:200], recorded_by_id=by.pk
    )
    audit.record(
        "clinical.changed", "clinical", [], changes={"code": code, "value": value, "from": str(valid_from)}
    )
    transaction.on_commit(forget)
    return change


def _same_kind(now: Any, new: Any) -> bool:
    if isinstance(now, bool) or isinstance(new, bool):
        return isinstance(now, bool) and isinstance(new, bool)
    if isinstance(now, int | float):
        return isinstance(new, int | float)
    if isinstance(now, list | tuple):
        return isinstance(new, list | tuple) and len(new) > 0 and _same_kind(now[0], new[0])
    return type(now) is type(new)
