"""What the components page shows: every component with made-up values. No record is read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from ilp.base import charts
from ilp.base.dates import period_of


class ExampleForm(forms.Form):
    """One field of each state."""

    nama = forms.CharField(label="Nama anak", help_text="Seperti tertulis di Buku KIA.")
    berat = forms.CharField(label="Berat badan", initial="98")
    cara = forms.ChoiceField(
        label="Cara ukur", choices=[("", "Pilih"), ("L", "Telentang"), ("H", "Berdiri")], required=False
    )


def examples() -> dict[str, Any]:
    form = ExampleForm({"nama": "", "berat": "98", "cara": ""})
    form.add_error(
        "berat", "98 kg terlalu berat untuk anak 15 bulan. Timbang ulang, atau periksa tanda koma."
    )
    now = timezone.now()
    return {
        "form": form,
        "period": period_of(timezone.localdate()),
        "until": now - timedelta(minutes=4),
        "statuses": [
            ("good", "Baik"),
            ("info", "Kurang"),
            ("watch", "Cukup"),
            ("bad", "Jelek"),
            ("none", "Belum lapor"),
        ],
        "tabs": [
            {"text": "Balita", "href": "#balita", "current": True, "count": 38},
            {"text": "Ibu hamil", "href": "#bumil", "count": 6},
            {"text": "Lansia", "href": "#lansia", "count": 21},
        ],
        "crumbs": [("Beranda", "/"), ("Puskesmas Lau", "/")],
        "head": [
            {"text": "Desa"},
            {"text": "S", "number": True},
            {"text": "D", "number": True},
            {"text": "D/S", "number": True},
        ],
        "rows": [
            ["Mattirodeceng", "120", "98", "81,7\N{NO-BREAK SPACE}%"],
            ["Soreang", "84", "52", "61,9\N{NO-BREAK SPACE}%"],
        ],
        **_charts(),
    }


def _charts() -> dict[str, Any]:
    months = ["Des", "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov"]
    values = [61.2, 64.0, 63.1, 70.4, None, 72.9, 75.0, 74.2, 78.8, 79.1, 83.3, 81.7]
    parts = (
        ("N", "naik", 54, "good"),
        ("T", "tidak naik", 21, "bad"),
        ("O", "tidak ditimbang bulan lalu", 17, "watch"),
        ("B", "baru", 6, "info"),
    )
    return {
        "trend": charts.trend(
            title="D/S, Desember 2025 sampai November 2026",
            points=list(zip(months, values, strict=True)),
            target=80.0,
        ),
        "spark": charts.sparkline(values, target=80.0, label="D/S dua belas bulan: dari 61,2 % ke 81,7 %"),
        "bars": charts.bars(title="D/S menurut desa, November 2026", rows=_desa(), target=80.0),
        "stack": charts.stack(
            title="Hasil penimbangan November 2026", parts=[charts.Part(*part) for part in parts]
        ),
        "growth": _growth(),
    }


def _desa() -> list[charts.Bar]:
    return [
        charts.Bar("Mattirodeceng", 91.2, "good", "Baik", "109 dari 120", "#mattirodeceng"),
        charts.Bar("Soreang", 84.5, "info", "Kurang", "71 dari 84", "#soreang"),
        charts.Bar("Bonto Marannu", 66.1, "watch", "Cukup", "41 dari 62", "#bonto"),
        charts.Bar("Maccini Baji", 48.0, "bad", "Jelek", "48 dari 100", "#maccini"),
        charts.Bar("Allepolea", None, "none", "Belum lapor"),
        charts.Bar("Puskesmas Lau", 73.5, "none", "", "269 dari 366", is_total=True),
    ]


def _growth() -> charts.Growth:
    def curve(shift: float) -> list[tuple[float, float]]:
        return [(month, 3.3 + shift * 0.4 + (6.4 + shift) * (month / 24) ** 0.6) for month in range(25)]

    lines = ((-3, "far"), (-2, "near"), (0, "median"), (2, "near"), (3, "far"))
    seen = ((0, 3.1), (1, 4.0), (2, 4.9), (4, 6.2), (6, 7.0), (9, 7.6), (12, 8.1), (15, 8.3))
    return charts.growth(
        title="Contoh KMS (garis tiruan, bukan acuan)",
        curves=[charts.Curve(f"{shift:+d}" if shift else "0", curve(shift), look) for shift, look in lines],
        areas=[
            charts.Area(curve(-3), curve(-2), "watch"),
            charts.Area(curve(-2), curve(2), "good"),
            charts.Area(curve(2), curve(3), "watch"),
        ],
        measured=[
            charts.Measured(
                x,
                y,
                f"{x} bln",
                f"{y} kg".replace(".", ","),
                letter="T" if x == 15 else "N",
                is_alert=x == 15,
            )
            for x, y in seen
        ],
    )
