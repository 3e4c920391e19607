"""A small form with every kind of field and every kind of condition."""

from __future__ import annotations

import tomllib

import pytest

from posyandu.rules.forms.declaration import Form
from posyandu.rules.forms.reading import from_mapping

TEXT = """
form = "uji"
version = "uji-1"
valid_from = 2026-01-01
title = "Kartu uji"
source = "02 §3"
judges = []

[[sections]]
langkah = 2
title = "Penimbangan"
[[sections.fields]]
id = "weight_kg"
code = "bb_kg"
label = "Berat badan"
type = "decimal"
unit = "kg"
decimals = 1
warn = [30, 150]
hard = [20, 300]
loinc = "29463-7"
card = 1
required = true
[[sections.fields]]
id = "systolic_mmhg"
code = "sistol"
label = "Sistole"
type = "integer"
unit = "mmHg"
hard = [50, 280]
card = 2
when = { from_month = 180 }

[[sections]]
langkah = 4
title = "Skrining"
[[sections.fields]]
id = "smokes"
code = "merokok"
label = "Merokok"
type = "choice"
options = [{ value = "AKTIF", label = "Aktif" }, { value = "TIDAK", label = "Tidak" }]
[[sections.fields]]
id = "cigarettes"
code = "batang"
label = "Batang per hari"
type = "integer"
when = { field = "smokes", is = ["AKTIF"] }
[[sections.fields]]
id = "counsel"
code = "konseling"
label = "Mau konseling"
type = "bool"
when = { field = "cigarettes", at_least = 10 }
[[sections.fields]]
id = "diet"
code = "makan"
label = "Kelompok makanan"
type = "choices"
options = [{ value = "POKOK", label = "Pokok" }, { value = "HEWANI", label = "Hewani" }]
[[sections.fields]]
id = "last_period_on"
code = "haid"
label = "Haid terakhir"
type = "date"
by = "nakes"
sensitive = true
when = { sex = "P" }
[[sections.fields]]
id = "note"
code = "catatan"
label = "Catatan"
type = "text"
"""


def form_from(text: str = TEXT) -> Form:
    """The form of a TOML text."""
    return from_mapping(tomllib.loads(text))


@pytest.fixture
def form() -> Form:
    return form_from()
