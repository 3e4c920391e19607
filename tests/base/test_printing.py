"""Words of printed tables break where Indonesian is read in syllables, and nowhere else."""

from __future__ import annotations

import pytest

from ilp.base.printing import SOFT_HYPHEN, breakable


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Membersihkan diri", "Mem-ber-sih-kan diri"),
        ("Menggunakan WC", "Meng-gu-na-kan WC"),
        ("Ketergantungan berat (B)", "Ke-ter-gan-tu-ngan berat (B)"),
        ("Spirometri", "Spi-ro-met-ri"),
        ("kesehatan", "ke-se-ha-tan"),
        ("menyusui", "menyusui"),  # eight letters fit
        ("120/80 mmHg", "120/80 mmHg"),
    ],
)
def test_long_words_break_between_syllables(text: str, broken: str) -> None:
    assert breakable(text).replace(SOFT_HYPHEN, "-") == broken
