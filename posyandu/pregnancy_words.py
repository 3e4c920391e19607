"""Sentences about pregnancies and births that cannot be kept or should be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy

from ilp.base.language import gettext as _
from ilp.base.words import months_old, number
from posyandu.rules.clinical import Clinical
from posyandu.rules.measures import Problem, ProblemSeverity
from posyandu.services.records import AskAgain

# Label and unit of each field.
FIELDS: dict[str, tuple[Any, Any]] = {
    "gravida": (gettext_lazy("Hamil ke"), ""),
    "parity": (gettext_lazy("Pernah bersalin"), ""),
    "abortions": (gettext_lazy("Pernah keguguran"), ""),
    "spacing_months": (gettext_lazy("Jarak dari anak sebelumnya"), gettext_lazy("bulan")),
    "pre_weight_kg": (gettext_lazy("Berat sebelum hamil"), "kg"),
    "height_cm": (gettext_lazy("Tinggi badan ibu"), "cm"),
    "gestation_weeks": (gettext_lazy("Usia kehamilan saat lahir"), gettext_lazy("minggu")),
    "birth_weight_g": (gettext_lazy("Berat lahir"), "g"),
    "birth_length_cm": (gettext_lazy("Panjang lahir"), "cm"),
    "head_cm": (gettext_lazy("Lingkar kepala"), "cm"),
    "apgar": (gettext_lazy("APGAR"), ""),
}


class Question(NamedTuple):
    """One doubt about one field; `token` names field and value, so that only this is confirmed."""

    field: str
    token: str
    text: str

    @classmethod
    def of(cls, problem: Problem, row: str = "") -> Question:
        """The question of a remark of the rules. `row`: prefix of the field on the form."""
        said = problem.params.get("value", problem.params.get("weeks", ""))
        return cls(f"{row}{problem.field}", f"{row}{problem.field}:{problem.code}:{said}", sentence(problem))


def ask(questions: Iterable[Question], sure: str) -> None:
    """Stop until exactly these questions are confirmed.

    :raises AskAgain: with the token that confirms them.
    """
    asked = list(questions)
    token = ";".join(sorted(question.token for question in asked))
    if asked and token != sure:
        raise AskAgain([(question.field, question.text) for question in asked], token)


def bounds_of(clinical: Clinical, field: str, code: str = "kehamilan.batas") -> Mapping[str, Any]:
    """The row with `warn` and `hard` of a field."""
    return next(row for row in clinical.rows(code) if row["field"] == field)


def of_range(field: str, value: float | Decimal | None, bounds: Any) -> list[Problem]:
    """The remark on a value outside `{warn, hard}`; both ends belong to the range."""
    if value is None:
        return []
    for key, code, severity in (
        ("hard", "impossible", ProblemSeverity.REFUSE), ("warn", "unusual", ProblemSeverity.ASK),
    ):  # fmt: skip
        low, high = bounds[key]
        if not low <= value <= high:
            return [Problem(field, code, severity, {"value": float(value), "low": low, "high": high})]
    return []


def sentence(problem: Problem) -> str:
    """What the screen says."""
    if problem.field == "age_months":
        said: Mapping[str, object] = {"age": months_old(int(problem.params["value"]))}
        if problem.severity is ProblemSeverity.REFUSE:
            return _("Pada HPHT ini ibu berumur %(age)s. Periksa HPHT dan tanggal lahirnya.") % said
        return _("Pada HPHT ini ibu berumur %(age)s. Benar?") % said
    if problem.code == "fewer_than_births":
        return _(
            "Hamil ke berapa paling sedikit jumlah bersalin ditambah keguguran ditambah 1. Periksa ketiganya."
        )
    if problem.code == "future":
        return _("HPHT belum tiba. Isi paling lambat hari ini.")
    if problem.code == "long_ago":
        return _("HPHT ini sudah %(weeks)s minggu yang lalu. Benar?") % problem.params
    label, unit = FIELDS[problem.field]
    said = {
        "label": label,
        "unit": unit,
        **{name: number(Decimal(str(value)).normalize()) for name, value in problem.params.items()},
    }
    if problem.severity is ProblemSeverity.REFUSE:
        return _("%(label)s %(value)s %(unit)s tidak mungkin (batas %(low)s sampai %(high)s).") % said
    return _("%(label)s %(value)s %(unit)s? Biasanya %(low)s sampai %(high)s. Periksa lagi.") % said
