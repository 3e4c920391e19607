"""docs/indicators.md says what the declarations say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from pws.indicators import CATALOGUE, CHAPTERS, VERSIONS
from pws.management.commands.indicators_doc import PATH, document
from pws.views.chapters import chapter_title


def paragraph(code: str) -> str:
    found = re.search(rf"^### {code}: .*?(?=^##|\Z)", document(), re.MULTILINE | re.DOTALL)
    assert found, code
    return found[0]


def test_the_page_of_the_indicators_is_current() -> None:
    assert PATH.read_text() == document(), "Run: python manage.py indicators_doc"


def test_every_indicator_stands_once_under_the_heading_of_its_chapter() -> None:
    text = document()
    parts = {part.split("\n", 1)[0]: part for part in text.split("\n## ")[1:]}
    for name, inside in CHAPTERS.items():
        codes = re.findall(r"^### ([A-Z0-9-]+): ", parts[chapter_title(name)], re.MULTILINE)
        assert codes == list(dict.fromkeys(one.code for one in inside))


def test_a_yearly_sasaran_is_named_with_its_share_and_what_stands_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_fifth = replace(CATALOGUE["IMU-HB0"], sp_share=Fraction(1, 5), denominator=None)
    monkeypatch.setitem(VERSIONS, "IMU-HB0", (a_fifth,))
    part = paragraph("IMU-HB0")
    assert "- Denominator: SP `BAYI` × 20 % (Bayi lahir hidup)" in part
    assert "Beside it" not in part
    doses = paragraph("IMU-DPT3")
    assert "- Denominator: SP `BAYI_BERTAHAN` (" in doses
    assert "- Beside it SR: `pws_anakmonth.turned_1`: " in doses


def test_what_cannot_be_counted_says_why_and_has_no_numerator() -> None:
    for code, one in CATALOGUE.items():
        lines = paragraph(code)
        assert ("- Numerator" in lines) is one.is_known, code
        assert (f"- No source of data yet: {one.missing}" in lines) is not one.is_known, code


def test_other_kinds_say_what_they_are() -> None:
    assert "- Numerator: desa where `IMU-IDLBAYI` reaches its target" in paragraph("IMU-UCI")
    assert "- Less, since January: `pws_anakmonth.dpt3`: third valid DPT-HB-Hib" in paragraph("IMU-DO13")
    assert "- Campaign months: 2, 8" in paragraph("GIZ-VITABAYI")
    assert "- Denominator: `pws_pendudukcell.balita`: residents, " in paragraph("ILP-HADIR-BALITA")
    chronic = paragraph("PTM-HTLAY")
    assert "- Kind A*, attribution DOM" in chronic
    assert "- Numerator of the month: `pws_kronismonth.ht_served`: " in chronic
    assert "- Sensitive: " in paragraph("JIW-ODGJ")
    assert "- No denominator" in paragraph("MAT-IBU")


def test_an_earlier_version_stays_under_the_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    now = VERSIONS["GIZ-DS"][-1]
    before = replace(now, definition="Yang dulu.", valid_to=date(2024, 12, 31))
    newer = replace(now, valid_from=date(2025, 1, 1))
    monkeypatch.setitem(VERSIONS, "GIZ-DS", (before, newer))
    first, second = paragraph("GIZ-DS").split("Until 2024-12-31:")
    assert str(now.definition) in first
    assert "- Valid from 2025-01-01\n" in first
    assert "Yang dulu." in second
    assert "- Valid from 2020-01-01 to 2024-12-31" in second
