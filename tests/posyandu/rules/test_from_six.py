"""All findings and classes from six years on: codes, sentences, places, days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from posyandu.rules.advice import FINDINGS as OF_CHILDREN
from posyandu.rules.advice import Finding
from posyandu.rules.clinical import Clinical, Entry, shipped
from posyandu.rules.from_six import CLASSES, FINDINGS, JUDGES
from posyandu.rules.judging import Judged
from tests.posyandu.rules.screening_cases import GOLDEN, cases, judged, subject

CHAPTERS = ("sekolah.", "dewasa.", "lansia.", "jiwa.")
LONGEST_SENTENCE, LONGEST_CODE = 130, 28
VERBS = re.compile(r"\b(antar|bawa|ajak|ukur|isi|panggil|kabari|tawarkan|nakes)\b", re.IGNORECASE)
# Words of a diagnosis that only a nakes gives.
DIAGNOSES = re.compile(
    r"hipertensi|diabetes|kencing manis|\bDM\b|PPOK|TBC|anemia|depresi|demensia|kanker", re.I
)
FILES = (
    "body_mass", "blood_pressure", "glucose", "senses", "anaemia", "puma", "mental", "independence", "skilas",
    "follow_up", "contraception", "cancer", "school", "yearly",
)  # fmt: skip


@pytest.mark.parametrize("finding", FINDINGS.values(), ids=FINDINGS)
def test_every_sentence_is_short_says_what_to_do_and_names_no_diagnosis(finding: Finding) -> None:
    assert len(finding.text) <= LONGEST_SENTENCE
    assert finding.source.startswith("02 §")
    assert VERBS.search(finding.text)
    assert not DIAGNOSES.search(finding.text)


@pytest.mark.parametrize(
    "finding", [finding for finding in FINDINGS.values() if finding.needs_referral], ids=lambda f: f.code
)
def test_a_referral_says_where_and_until_when(finding: Finding) -> None:
    days = {0: "segera", 1: "hari ini juga"}.get(
        finding.within_days or 0, f"dalam {finding.within_days} hari"
    )
    assert days in finding.text
    assert finding.refer_to is not None
    assert finding.refer_to.lower() in finding.text.lower()


def test_codes_are_unique_short_and_upper_case() -> None:
    assert not FINDINGS.keys() & OF_CHILDREN.keys()
    for code in [*FINDINGS, *(code for family in CLASSES.values() for code in family)]:
        assert re.fullmatch(r"[A-Z][A-Z0-9_]*", code)
        assert len(code) <= LONGEST_CODE


def test_every_judge_finding_and_class_has_a_case() -> None:
    found = [case for name in FILES for case in cases(name)]
    assert {case["judge"] for case in found} == JUDGES.keys()
    assert {code for case in found for code in case["findings"]} == FINDINGS.keys()
    shown = {(family, code) for case in found for family, code in case["classes"].items()}
    known = {(family, code) for family, codes in CLASSES.items() for code in codes}
    assert shown <= known
    assert {family for family, _code in known - shown} == {"bmi_who"}
    assert all((GOLDEN / f"{name}.json").exists() for name in FILES)


@pytest.mark.parametrize("judge", JUDGES.keys() - {"tiap_tahun"})
@pytest.mark.parametrize("years", [7, 16, 45, 70])
@pytest.mark.parametrize("sex", ["L", "P"])
def test_a_judge_says_nothing_about_what_was_not_answered(judge: str, years: int, sex: str) -> None:
    person = subject({"sex": sex, "age_months": years * 12})
    assert JUDGES[judge](person, {}, shipped()) == Judged()
    blank = dict.fromkeys(("weight_kg", "systolic_mmhg", "smokes", "srq_17", "aks_bowel", "caries"))
    assert JUDGES[judge](person, blank, shipped()) == Judged()


def test_every_number_of_the_chapters_has_its_source() -> None:
    entries = [entry for code, entry in shipped().entries.items() if code.startswith(CHAPTERS)]
    assert len(entries) > 60
    assert all(re.match(r"02 §(2|4\.3|7|9|10|11)|04 §5", entry.source) for entry in entries)
    assert all(re.match(r"verified: |from knowledge$|project rule$", entry.mark) for entry in entries)


class Watched(dict[str, Entry]):
    """Reference data that remembers what was read."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        super().__init__(entries)
        self.read: set[str] = set()

    def __getitem__(self, code: str) -> Entry:
        self.read.add(code)
        return super().__getitem__(code)


def _nudged(value: Any) -> Iterator[Any]:
    """The value with each of its numbers one step up and one step down."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        step = 0.1 if isinstance(value, float) else 1
        yield from (value + step, value - step)
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value):
            yield from ((*value[:place], other, *value[place + 1 :]) for other in _nudged(item))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from ({**value, name: other} for other in _nudged(item))


def _outcome(case: dict[str, Any], entries: Mapping[str, Entry]) -> object:
    try:
        found = judged(case, Clinical("", entries))
    except (KeyError, ValueError, StopIteration) as error:
        return repr(error)
    return found.values, found.classes, [raised.finding.code for raised in found.raised]


# What no judge reads (the form's ages, figures for reports, the table of the antenatal card), and steps
# that change nothing: no total lies below zero, and WHO's tables end at 19 years.
NOT_READ = {
    "sekolah.gds_dari_bulan", "sekolah.ttd_per_tahun", "dewasa.iva_umur_bulan", "dewasa.imt_who_batas",
    "dewasa.dm_kendali_gdp",
}  # fmt: skip
WITHOUT_EFFECT = {"lansia.aks_kelas", "lansia.aks_kelompok", "sekolah.umur_bulan"}


def test_no_number_can_move_by_one_step_without_a_case_noticing() -> None:
    entries = shipped().entries
    outcomes = []
    readers: dict[str, list[int]] = {}
    everyone = [case for name in FILES for case in cases(name)]
    for place, case in enumerate(everyone):
        watched = Watched(entries)
        outcomes.append(_outcome(case, watched))
        # Changed numbers are read from a copy, so such a case may depend on all of them.
        for code in entries if "clinical" in case else watched.read:
            readers.setdefault(code, []).append(place)
    unnoticed = []
    for code in (code for code in entries if code.startswith(CHAPTERS)):
        for value in _nudged(entries[code].value):
            changed = {**entries, code: entries[code]._replace(value=value)}
            if all(_outcome(everyone[at], changed) == outcomes[at] for at in readers.get(code, [])):
                unnoticed.append((code, value))
    assert {code for code, _value in unnoticed} == NOT_READ | WITHOUT_EFFECT
    assert sum(code in WITHOUT_EFFECT for code, _value in unnoticed) == len(WITHOUT_EFFECT)
