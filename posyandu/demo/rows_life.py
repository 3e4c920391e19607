"""Visits of all stages, and what the rules found at them, as columns for COPY; of balita the documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posyandu.demo.answers import AT_POSYANDU, AT_PUSKESMAS, PLACES, Bools, Sheet, encode
from posyandu.demo.attendance import completed_months
from posyandu.demo.classes import Computed
from posyandu.demo.copying import NULL, Columns, Texts, Words, booleans, days, minutes, same, texts, uuids
from posyandu.demo.judged import Verdict
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.visits import entry_minutes, now_minute
from posyandu.life import ANSWER_COLUMNS, COMPUTED_COLUMNS
from posyandu.rules.forms.asking import as_json
from posyandu.rules.forms.declaration import Form

Z_COLUMNS = ("wfa_z", "lhfa_z", "wflh_z", "bmifa_z", "hcfa_z")
CLASS_COLUMNS = ("wfa_class", "lhfa_class", "wflh_class", "hc_class", "muac_class")
FRACTIONAL = {"bmi"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A sheet with what follows from it."""

    sheet: Sheet
    form: Form
    verdicts: list[Verdict]
    clinical_version: str
    growth: Computed | None = None
    """Of newborns and prasekolah: the columns of the growth rules."""


def _said(verdict: Verdict, form: Iterable[str]) -> Words:
    """One text per visit from one per distinct result."""
    return np.array([*form], dtype=object)[verdict.which]


def _fragment(values: dict[str, object]) -> str:
    return encode(as_json(values))[1:-1] + "," if values else ""


def _as_object(fragments: list[Words], count: int) -> Words:
    """The fragments of each visit as one JSON object."""
    whole = np.full(count, "", dtype=object)
    for fragment in fragments:
        whole = whole + fragment
    return np.array(["{" + text[:-1] + "}" for text in whole.tolist()], dtype=object)


def visit_columns(
    plan: Plan, judged: Judgement, person_ids: Words, born: Ints, day_ids: Words, pregnancy_ids: Words
) -> tuple[Columns, Words]:
    """Columns of the visits of one form, and their ids. day_ids: by posyandu and month."""
    sheet, count = judged.sheet, len(judged.sheet)
    rng = np.random.default_rng([plan.seed, 204, *judged.form.form.encode()])
    recorded = np.minimum(entry_minutes(plan, rng, sheet.day), now_minute(plan))
    ids = np.array(uuids(rng, recorded), dtype=object)
    posyandu = texts(plan.posyandu_ids[sheet.posyandu])
    held = np.where(sheet.month >= 0, sheet.posyandu * (plan.months + 1) + sheet.month, -1)
    columns: dict[str, Texts] = {
        "id": ids,
        "person_id": person_ids[sheet.person],
        "hari_buka_id": np.append(day_ids, NULL)[held],
        "facility_id": _facilities(plan, sheet),
        "place": np.array(PLACES, dtype=object)[sheet.place],
        "measured_on": days(sheet.day),
        "desa_id": texts(plan.desa_ids[plan.posyandu_desa[sheet.posyandu]]),
        "posyandu_of_residence_id": posyandu,
        "age_days": texts(sheet.day - born[sheet.person]),
        "age_months": texts(completed_months(born[sheet.person], sheet.day)),
        "form": same(judged.form.form, count),
        "form_version": same(judged.form.version, count),
        "by_nakes": booleans(sheet.by_nakes),
        "pregnancy_id": np.append(pregnancy_ids, NULL)[sheet.pregnancy],
        "rule_version": same(judged.clinical_version, count),
        "recorded_at": minutes(recorded),
        "is_confirmed": same("f", count),
        "void_reason": same("", count),
        "position": same("", count),
    }
    columns |= _growth(judged, count) | scores(judged) | _answered(sheet)
    return {**columns, **documents(judged)}, ids


def _facilities(plan: Plan, sheet: Sheet) -> Words:
    places = sheet.posyandu
    chosen = np.where(
        sheet.place == AT_POSYANDU,
        plan.posyandu_ids[places],
        np.where(sheet.place == AT_PUSKESMAS, plan.puskesmas_ids[places], plan.outreach_ids[places]),
    )
    return texts(chosen)


def _answered(sheet: Sheet) -> dict[str, Texts]:
    found: dict[str, Texts] = {
        name: sheet.answers[name].told()
        for name in ANSWER_COLUMNS
        if name in sheet.answers and name != "position"
    }
    if "position" in sheet.answers:
        found["position"] = _position(sheet)
    return found


def _position(sheet: Sheet) -> Words:
    measured = sheet.answers["length_height_cm"].codes >= 0
    told = sheet.answers["position"].told()
    return np.where(measured & (told != NULL), told, "").astype(object)


def _growth(judged: Judgement, count: int) -> dict[str, Texts]:
    found = judged.growth
    if found is None:
        empty = {name: same("", count) for name in CLASS_COLUMNS}
        return {**empty, "is_bgm": same("f", count), "implausible": same("0", count),
                "position_assumed": same("f", count)}  # fmt: skip
    return {
        **{name: texts(z) for name, z in found.z.items()},
        **found.classes,
        "kbm_g": np.where(found.kbm_g < 0, NULL, texts(found.kbm_g)).astype(object),
        "is_bgm": booleans(found.is_bgm),
        "implausible": texts(found.implausible),
        "position_assumed": booleans(found.position_assumed),
    }


def scores(judged: Judgement) -> dict[str, Words]:
    """What the judges worked out and has a column of its own."""
    names = [*COMPUTED_COLUMNS, *(Z_COLUMNS if judged.growth is None else ())]
    found: dict[str, Words] = {}
    for verdict in judged.verdicts:
        for name in names:
            if any(name in result.values for result in verdict.results):
                said = [str(result.values.get(name, NULL)) for result in verdict.results]
                found[name] = _said(verdict, said)
    return found


def documents(judged: Judgement) -> dict[str, Words]:
    """The JSON columns: other answers and values, and the classes."""
    sheet, count = judged.sheet, len(judged.sheet)
    computed = {*COMPUTED_COLUMNS, *Z_COLUMNS}
    details = [
        _said(verdict, [_fragment({k: v for k, v in one.values.items() if k not in computed})
                        for one in verdict.results])
        for verdict in judged.verdicts
        if any(one.values.keys() - computed for one in verdict.results)
    ]  # fmt: skip
    details += [
        column.fragments(name) for name, column in sheet.answers.items() if name not in ANSWER_COLUMNS
    ]
    classes = [
        _said(verdict, [_fragment(dict(one.classes)) for one in verdict.results])
        for verdict in judged.verdicts
        if any(one.classes for one in verdict.results)
    ]
    return {"details": _as_object(details, count), "classes": _as_object(classes, count)}


@dataclass(frozen=True, slots=True)
class Found:
    """Findings of many visits: one entry each. `what` is a place in `kinds`."""

    visit: Ints
    what: Ints
    kinds: tuple[Kind, ...]

    def __len__(self) -> int:
        return len(self.visit)

    def joined(self, other: Found) -> Found:
        """Both together."""
        return Found(
            np.concatenate([self.visit, other.visit]),
            np.concatenate([self.what, other.what + len(self.kinds)]),
            (*self.kinds, *other.kinds),
        )


@dataclass(frozen=True, slots=True)
class Kind:
    """A finding with the values that raised it."""

    code: str
    rule: str
    refer_to: str
    within_days: int
    """-1: no referral."""
    values: str
    is_sensitive: bool


def findings_of(judged: Judgement) -> Found:
    """What the judges found: each code once for a visit, as the first judge of the form said it."""
    kinds: list[Kind] = []
    visits, whats = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for verdict in judged.verdicts:
        starts, counts = _kinds(verdict, judged.form.sensitive, kinds)
        many = counts[verdict.which]
        visit = np.repeat(np.arange(len(verdict.which)), many)
        offset = np.arange(len(visit)) - np.repeat(np.cumsum(many) - many, many)
        visits.append(visit)
        whats.append(np.repeat(starts[verdict.which], many) + offset)
    visit, what = np.concatenate(visits), np.concatenate(whats)
    _names, code = np.unique([kind.code for kind in kinds] or [""], return_inverse=True)
    key = visit * (len(_names) + 1) + (code[what] if len(kinds) else 0)
    _keys, first = np.unique(key, return_index=True)
    return Found(visit[first], what[first], tuple(kinds))


def _kinds(verdict: Verdict, sensitive: frozenset[str], kinds: list[Kind]) -> tuple[Ints, Ints]:
    """Add the kinds of a verdict; first kind and number of kinds for each distinct result."""
    starts, counts = [], []
    for result in verdict.results:
        starts.append(len(kinds))
        counts.append(len(result.raised))
        for one in result.raised:
            finding = one.finding
            kinds.append(
                Kind(
                    finding.code, finding.rule or "", finding.refer_to or "",
                    -1 if finding.within_days is None else finding.within_days,
                    encode(as_json(one.values)),
                    one.is_sensitive(sensitive),
                )
            )  # fmt: skip
    return np.array(starts, np.int64), np.array(counts, np.int64)


def referred(found: Found, count: int) -> tuple[Bools, NDArray[np.int64]]:
    """Whether each visit has a referral, and the most urgent kind of it (-1: none)."""
    within = np.array([kind.within_days for kind in found.kinds] or [0])[found.what]
    place = np.full(count, -1)
    refers = np.flatnonzero(within >= 0)
    order = refers[np.argsort(-within[refers], kind="stable")]
    place[found.visit[order]] = found.what[order]
    return place >= 0, place
