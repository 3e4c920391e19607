"""Keeping yearly sasaran: typed or official figures, projections, and the numbers of a kabupaten (04 §2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.utils import timezone

from ilp.access import audit
from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base import words
from ilp.base.dates import period_of
from ilp.base.language import gettext as _
from puskesmas.models import Area, Facility, Sasaran, SasaranParameter, WorkingArea
from puskesmas.rules.sasaran import PARAMETERS, SasaranKind, projections
from puskesmas.selectors.sasaran import SasaranFigure, numbers_of, population_of, sasaran_of
from puskesmas.services.refusal import Refused, one_transaction

Source = Sasaran.Source
FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST = 10_000_000
# Versions are counted one after another; two writers of a year wait for each other.
_LOCK = 74


@dataclass(frozen=True, slots=True)
class Figure:
    """People of one kind in one desa."""

    desa_id: int
    kind: SasaranKind
    n: int


@dataclass(frozen=True, slots=True)
class Letter:
    """What a figure rests on. `source` RESMI needs a number."""

    source: str
    number: str = ""
    approved_by: str = ""
    decided_on: date | None = None


def first_open_period(today: date) -> int:
    """The oldest month that is not closed yet (04 §9 rule 9); without closing days, the month of today."""
    closing_day: int = settings.CLOSING_DAY
    return period_of(today) - (1 if today.day <= closing_day else 0)


@one_transaction()
def keep_sasaran(
    *, year: int, figures: Iterable[Figure], letter: Letter, by: User | None, from_period: int | None = None
) -> int:
    """Keep figures as new versions; one that says what counts already is not kept again.

    :param by: None: a command of the owner.
    :param from_period: first month in which they count. None: the first figure of a desa and kind counts from
        January, a later one from the oldest month that is still open.
    :returns: how many versions were added.
    :raises Refused: for a wrong year, number, letter or month; closed months are changed by a Dinkes only.
    """
    wanted = {(one.desa_id, one.kind): one.n for one in figures}
    problems = _problems(year, wanted.values(), letter) | _check_month(year, from_period, by)
    if problems:
        raise Refused(problems)
    desa_ids = sorted({desa_id for desa_id, _kind in wanted})
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_LOCK, year])
    versions = _versions(desa_ids, year)
    later = max(year * 12, min(year * 12 + 11, first_open_period(timezone.localdate())))
    made = []
    for (desa_id, kind), n in sorted(wanted.items()):
        newest, counts = versions.get((desa_id, kind.value), (0, None))
        if counts == (n, letter.source, letter.number) and from_period is None:
            continue
        begins = from_period if from_period is not None else later if newest else year * 12
        made.append(
            Sasaran(
                year=year,
                desa_id=desa_id,
                kind=kind.value,
                version=newest + 1,
                valid_from_period=begins,
                n=n,
                source=letter.source,
                letter_no=letter.number,
                approved_by=letter.approved_by,
                decided_on=letter.decided_on,
                recorded_by_id=by.pk if by else None,
            )
        )
    Sasaran.objects.bulk_create(made, batch_size=2000)
    _tell(made)
    return len(made)


def _versions(desa_ids: Sequence[int], year: int) -> dict[tuple[int, str], tuple[int, tuple[int, str, str]]]:
    """The newest version of each figure, and what it says."""
    rows = Sasaran.objects.filter(desa_id__in=desa_ids, year=year).order_by("version")
    return {
        (desa_id, kind): (version, (n, source, letter))
        for desa_id, kind, version, n, source, letter in rows.values_list(
            "desa_id", "kind", "version", "n", "source", "letter_no"
        )
    }


def _problems(year: int, numbers: Iterable[int], letter: Letter) -> dict[str, str]:
    problems = {}
    if not FIRST_YEAR <= year <= LAST_YEAR:
        problems["year"] = _("Tahun %(year)s tidak dikenal. Isi misalnya 2026.") % {"year": year}
    wrong = [n for n in numbers if not 0 <= n <= MOST]
    if wrong:
        problems["n"] = _("%(n)s bukan jumlah orang. Isi bilangan bulat, 0 atau lebih.") % {"n": wrong[0]}
    if letter.source not in Source.values:
        problems["source"] = _("Sumber tidak dikenal. Pilih RESMI, PROYEKSI atau MANUAL.")
    if letter.source == Source.RESMI and not letter.number.strip():
        problems["letter_no"] = _("Angka resmi harus punya nomor surat atau SK.")
    return problems


def _check_month(year: int, from_period: int | None, by: User | None) -> dict[str, str]:
    if from_period is None:
        return {}
    if from_period // 12 != year:
        sentence = _("Bulan mulai harus di tahun %(year)s.")
        return {"from_period": sentence % {"year": year}}
    opened = first_open_period(timezone.localdate())
    if from_period < opened and by is not None and by.role != Role.DINKES_ADMIN:
        sentence = _(
            "%(month)s sudah ditutup. Angka baru berlaku paling cepat %(open)s; mintalah kepada Dinkes."
        )
        said = {"month": words.month(from_period), "open": words.month(opened)}
        return {"from_period": sentence % said}
    return {}


def _tell(made: Sequence[Sasaran]) -> None:
    """One line of the trail for each desa."""
    by_desa: dict[int, list[Sasaran]] = defaultdict(list)
    for row in made:
        by_desa[row.desa_id].append(row)
    for desa_id, rows in by_desa.items():
        first = rows[0]
        audit.record(
            "sasaran.set", "sasaran", [], desa_id=desa_id,
            changes={
                "year": first.year, "source": first.source, "letter": first.letter_no,
                "figures": {row.kind: [row.n, words.month_param(row.valid_from_period)] for row in rows},
            },
        )  # fmt: skip


@one_transaction()
def project_sasaran(*, desa: Sequence[Area], year: int, by: User | None) -> int:
    """Project every kind for these desa, puskesmas by puskesmas, and keep what changed (04 §2.1).

    The population is the figure of kind PENDUDUK where one was given, else who is registered in the middle of
    the year (today, when that is to come). Figures that were given stay: only projections are replaced.

    :returns: how many versions were added.
    """
    ids = [one.pk for one in desa]
    period = year * 12 + 11
    given = {key: one for key, one in sasaran_of(ids, year, period).items() if one.source != Source.PROYEKSI}
    counted = population_of(ids, min(date(year, 6, 30), timezone.localdate()))
    people = {one: _people(given, one, counted[one]) for one in ids}
    figures = []
    for regency, group in _groups(desa):
        found = projections([people[one] for one in group], numbers_of(regency, year))
        for kind, numbers in found.items():
            figures += [
                Figure(one, kind, n)
                for one, n in zip(group, numbers, strict=True)
                if (one, kind) not in given
            ]
    return keep_sasaran(year=year, figures=figures, letter=Letter(Source.PROYEKSI), by=by)


def _people(given: Mapping[tuple[int, SasaranKind], SasaranFigure], desa_id: int, counted: int) -> int:
    figure = given.get((desa_id, SasaranKind.PENDUDUK))
    return counted if figure is None else figure.n


def _groups(desa: Sequence[Area]) -> list[tuple[str, list[int]]]:
    """Desa of the same puskesmas today, with the code of their kabupaten; those without one by themselves."""
    today = timezone.localdate()
    rows = WorkingArea.objects.filter(kind=Facility.Kind.PUSKESMAS, desa__in=desa, valid_from__lte=today)
    answers = dict(rows.exclude(valid_to__lt=today).values_list("desa_id", "facility_id"))
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for one in desa:
        groups[one.code[:5], answers.get(one.pk, -one.pk)].append(one.pk)
    return [(regency, group) for (regency, _puskesmas), group in groups.items()]


@one_transaction()
def set_parameter(
    *, regency_code: str, year: int, code: str, value: Decimal, source: str, by: User | None
) -> SasaranParameter:
    """Set a number that sasaran of a kabupaten are projected with; projections change when asked for again.

    :raises Refused: for an unknown code, a number that is none of its kind, or without a source.
    """
    problems = {}
    if code not in PARAMETERS:
        problems["code"] = _("Parameter %(code)s tidak dikenal.") % {"code": code}
    elif not 0 <= value <= PARAMETERS[code].per:
        sentence = _("%(value)s di luar batas. Isi 0 sampai %(most)s.")
        problems["value"] = sentence % {
            "value": words.number(value),
            "most": words.number(PARAMETERS[code].per),
        }
    if not FIRST_YEAR <= year <= LAST_YEAR:
        problems["year"] = _("Tahun %(year)s tidak dikenal. Isi misalnya 2026.") % {"year": year}
    if not source.strip():
        problems["source"] = _("Tulis sumbernya, misalnya nomor surat atau nama publikasi.")
    if problems:
        raise Refused(problems)
    kept = SasaranParameter.objects.create(
        regency_code=regency_code, year=year, code=code, value=value, source=source.strip(),
        recorded_by_id=by.pk if by else None,
    )  # fmt: skip
    changes = {
        "regency": regency_code,
        "year": year,
        "code": code,
        "value": str(value),
        "source": kept.source,
    }
    audit.record("sasaran.parameter", "sasaran_parameter", [], changes=changes)
    return kept
