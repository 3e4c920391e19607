"""Situasi kesehatan desa (04 §8): each panel of one desa and month, from cells and counts of its records."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from pws.indicators import CATALOGUE, CHAPTERS, Indicator, Subject, in_force
from pws.rules.coverage import Status
from pws.rules.diseases import REST, Source
from pws.rules.diseases import Standing as DiseaseStanding
from pws.selectors.desa_counts import lines_of_desa_counts
from pws.selectors.diseases import Window, diseases_by_source
from pws.selectors.graph import Column, Group
from pws.selectors.matrix import annual, parts_of, read
from pws.selectors.of_desa import measured_by
from pws.selectors.places import Place
from pws.selectors.series import YearLine, series

WORST = 5
DOMINANT = 5
# Stage: who belongs to it, column of attendance, and the forms whose findings belong to it.
STAGES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("maternal", "maternal", "attended_maternal", ("bumil", "nifas")),
    ("balita", "balita", "attended_balita", ("neonatus", "balita")),
    ("preschool", "apras", "attended_preschool", ("prasekolah",)),
    ("school", "sekolah", "attended_school", ("sekolah",)),
    ("adult", "dewasa", "attended_adult", ("dewasa",)),
    ("elderly", "lansia", "attended_elderly", ("lansia",)),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of life in the month, in persons. `ended`: of the referred, those with nothing open."""

    code: str
    residents: int
    attended: int
    referred: int
    ended: int

    @property
    def absent(self) -> int:
        return max(0, self.residents - self.attended)

    @property
    def counts(self) -> tuple[int, ...]:
        """In the order of the table."""
        return self.residents, self.attended, self.absent, self.referred, self.ended


@dataclass(frozen=True, slots=True)
class Post:
    """A posyandu in the month. `weighed` of `children`: D and S."""

    id: int
    name: str
    is_open: bool
    is_validated: bool
    attended: int
    weighed: int
    children: int


@dataclass(frozen=True, slots=True)
class Said:
    """What one indicator says of the desa."""

    indicator: Indicator
    column: Column


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the page tells. `standing`: how many cumulative indicators have each status."""

    residents: int
    families: int
    home_visits: int
    stages: tuple[Stage, ...]
    posts: tuple[Post, ...]
    said: tuple[Said, ...]
    standing: Mapping[Status, int]
    worst: tuple[Said, ...]
    diseases: Mapping[Source, Sequence[DiseaseStanding]]


def situation(place: Place, *, period: int, stamps: Mapping[int, str] | None = None) -> Situation:
    """One desa; four statements. `stamps`: see `pws.selectors.series.series`."""
    desa = place.desa[0]
    group = Group(desa.id, desa.code, desa.name, (desa,))
    indicators = [in_force(code, period) for code in CATALOGUE]
    wanted = dict.fromkeys([*indicators, *(measured_by(one) for one in indicators)])
    read_lines = series(wanted, desa_ids=[desa.id], year=period // 12, month=period % 12 + 1, stamps=stamps)
    sasaran = annual(place, period, indicators)
    counts = lines_of_desa_counts(
        indicators, desa_ids=[desa.id], period=period, sasaran=sasaran, read=read_lines
    )
    lines = read_lines[desa.id] | counts[desa.id]
    told = [one for one in indicators if one.code in lines]
    parts = parts_of(told, sasaran)
    said = tuple(Said(one, read(place, group, one, lines, parts)) for one in told)
    found = _records(desa.id, period)
    return Situation(
        residents=found["residents"]["all"],
        families=found["families"],
        home_visits=found["home"],
        stages=_stages(found, lines),
        posts=tuple(Post(*row) for row in found["posts"]),
        said=said,
        standing=_standing(said),
        worst=_worst(said),
        diseases=_dominant(place, period),
    )


def _dominant(place: Place, period: int) -> dict[Source, Sequence[DiseaseStanding]]:
    """The diseases of a year that most people have, of each source."""
    found = diseases_by_source(place, window=Window.YEAR, period=period)
    return {
        source: [one for one in of.desa[0].standings if one.n and one.code != REST][:DOMINANT]
        for source, of in found.items()
    }


def _records(desa_id: int, period: int) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("select pws_situation(%s, %s)", [desa_id, period])
        found: dict[str, Any] = json.loads(cursor.fetchone()[0])
    return found


def _stages(found: Mapping[str, Any], lines: Mapping[str, YearLine]) -> tuple[Stage, ...]:
    attended = {
        line.indicator.numerator: line.of_month[-1] or 0
        for line in lines.values()
        if line.indicator.subject is Subject.WARGA
    }
    by_form = {form: (n, ended) for form, n, ended in found["findings"]}
    stages = []
    for code, column, came, forms in STAGES:
        known = found["residents"][column]
        referred = [by_form.get(form, (0, 0)) for form in forms]
        stages.append(Stage(
            code, known, attended.get(came, 0), sum(n for n, _ended in referred),
            sum(ended for _n, ended in referred),
        ))  # fmt: skip
    return tuple(stages)


def _counted_once(said: Sequence[Said]) -> list[Said]:
    """Without the services of SPM, which are told of other indicators again."""
    again = {one.code for one in CHAPTERS.get("spm", ())}
    return [one for one in said if one.indicator.code not in again]


def _standing(said: Sequence[Said]) -> dict[Status, int]:
    counts: dict[Status, int] = {}
    for one in _counted_once(said):
        if one.column.coverage is not None and one.column.coverage.cumulative is not None:
            status = one.column.coverage.status
            if status is Status.NONE:
                continue
            counts[status] = counts.get(status, 0) + 1
    return counts


def _worst(said: Sequence[Said]) -> tuple[Said, ...]:
    """Cumulative indicators with most people missing, by their share of the sasaran that is behind."""

    def behind(one: Said) -> float:
        read = one.column.coverage
        if read is None or not read.gap or not read.sasaran:
            return 0.0
        return read.gap / read.sasaran

    late = [one for one in _counted_once(said) if behind(one)]
    return tuple(sorted(late, key=lambda one: (-behind(one), one.indicator.code))[:WORST])
