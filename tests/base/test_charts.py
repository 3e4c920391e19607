"""Charts say the same in lines, in words and in their table."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from ilp.base import charts
from ilp.base.charts.shapes import path_of, ticks

NBSP = "\N{NO-BREAK SPACE}"


def drawn(tag: str, chart: object) -> str:
    html = Template("{% load ilp %}{% " + tag + " chart %}").render(Context({"chart": chart}))
    ElementTree.fromstring(html)  # well-formed, or this raises
    return html


@pytest.mark.parametrize(
    ("low", "high", "first", "last", "steps"),
    [(0, 100, 0, 100, 5), (0, 7, 0, 8, 4), (0, 0.4, 0, 0.4, 4), (2.1, 28, 0, 30, 3), (5, 5, 5, 5, 1)],
)
def test_an_axis_has_round_numbers_round_its_values(
    low: float, high: float, first: float, last: float, steps: int
) -> None:
    marks = ticks(high, low)
    assert marks[0] <= low
    assert marks[-1] >= high
    assert (marks[0], round(marks[-1], 6)) == pytest.approx((first, last), abs=1e-6)
    assert len(marks) - 1 == steps


def test_a_month_without_report_breaks_the_line() -> None:
    chart = charts.trend(title="D/S", points=[("Sep", 50.0), ("Okt", None), ("Nov", 100.0)], target=80.0)
    assert chart.line == "M166.67 116M833.33 26"
    assert chart.target_line == "M166.67 62L500 62L833.33 62"
    assert [dot.look for dot in chart.dots] == ["", "last"]
    assert chart.twin.rows == (
        ("Sep", f"50,0{NBSP}%", f"80,0{NBSP}%"),
        ("Okt", "–", f"80,0{NBSP}%"),
        ("Nov", f"100,0{NBSP}%", f"80,0{NBSP}%"),
    )
    assert (
        chart.description
        == f"Terakhir Nov: 100,0{NBSP}%. Tertinggi Nov (100,0{NBSP}%), terendah Sep (50,0{NBSP}%)."
    )


def test_a_target_may_climb_month_by_month() -> None:
    chart = charts.trend(title="K1", points=[("Jan", 5.0), ("Feb", 20.0)], target=[8.0, 16.0])
    assert chart.target_text == f"16,0{NBSP}%"
    assert len({point.split()[1] for point in chart.target_line[1:].split("L")}) == 2


def test_a_trend_without_any_number_says_so() -> None:
    chart = charts.trend(title="D/S", points=[("Okt", None), ("Nov", None)])
    assert (chart.line, chart.dots, chart.description) == ("", (), "Belum ada angka.")
    assert "target-line" not in drawn("trend_chart", chart)


@pytest.mark.parametrize(("months", "shown", "on_a_phone"), [(6, 6, 6), (12, 12, 6), (36, 12, 6)])
def test_month_names_never_overlap(months: int, shown: int, on_a_phone: int) -> None:
    chart = charts.trend(title="D/S", points=[(f"b{index}", 1.0) for index in range(months)])
    assert len(chart.labels) == shown
    assert chart.labels[-1].text == f"b{months - 1}"
    assert sum(not label.look for label in chart.labels) == on_a_phone


ROWS = [
    charts.Bar("Soreang", 91.2, "good", "Baik", "109 dari 120", "/pws/desa/1/"),
    charts.Bar("Bontoa", 48.0, "bad", "Jelek", "48 dari 100"),
    charts.Bar("Allepolea", None, "none", "Belum lapor"),
    charts.Bar("Puskesmas Lau", 73.5, is_total=True),
]


def test_bars_keep_the_order_they_were_ranked_in() -> None:
    chart = charts.bars(title="D/S", rows=ROWS, target=80.0)
    assert [row.name for row in chart.rows] == ["1. Soreang", "2. Bontoa", "Allepolea", "Puskesmas Lau"]
    assert [row.width for row in chart.rows] == ["91.2%", "48%", "0%", "73.5%"]
    assert [row.fill for row in chart.rows] == [
        "url(#p-good)",
        "url(#p-bad)",
        "url(#p-none)",
        "url(#p-total)",
    ]
    assert chart.target_x == "80%"
    assert [row[:3] for row in chart.twin.rows] == [
        ("1", "Soreang", f"91,2{NBSP}%"),
        ("2", "Bontoa", f"48,0{NBSP}%"),
        ("–", "Allepolea", "–"),
        ("–", "Puskesmas Lau", f"73,5{NBSP}%"),
    ]


def test_a_coverage_above_a_hundred_widens_the_axis_and_is_not_capped() -> None:
    chart = charts.bars(title="D/S", rows=[charts.Bar("Soreang", 125.0, "good", "Baik")], target=100.0)
    assert chart.rows[0].width == "96.15%"  # 125 of 130
    assert chart.target_x == "76.92%"


def test_status_is_a_word_beside_its_colour() -> None:
    html = drawn("bar_chart", charts.bars(title="D/S", rows=ROWS, target=80.0))
    assert f"91,2{NBSP}% · Baik" in html
    assert '<a href="/pws/desa/1/">' in html


def test_the_parts_of_a_stack_fill_its_width() -> None:
    parts = [
        charts.Part(*part)
        for part in (("N", "naik", 50, "good"), ("T", "tetap", 49, "bad"), ("B", "baru", 1, "info"))
    ]
    chart = charts.stack(title="D", parts=parts)
    assert [(s.x, s.width) for s in chart.segments] == [("0%", "50%"), ("50%", "49%"), ("99%", "1%")]
    assert [s.text for s in chart.segments] == ["N", "T", ""]  # one percent has no room for a letter
    assert chart.description == "Jumlah 100: naik 50, tetap 49, baru 1."
    drawn("stack_chart", chart)


def test_a_stack_of_nobody_is_an_empty_lane() -> None:
    chart = charts.stack(title="D", parts=[charts.Part("N", "naik", 0, "good")])
    assert chart.segments[0].share == "–"
    assert "url(#p-good)" not in drawn("stack_chart", chart).split("<ul")[0]


def test_a_sparkline_stays_inside_its_box() -> None:
    spark = charts.sparkline([10.0, None, 30.0], target=20.0, label="naik")
    heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", spark.line)]
    assert heights == [32.0, 4.0]
    assert spark.target_y == "18"
    assert 'aria-label="naik"' in charts.sparkline_svg(spark)
    assert "aria-hidden" in charts.sparkline_svg(charts.sparkline([]))


def test_a_growth_chart_draws_the_child_over_its_curves() -> None:
    curve = charts.Curve("-2", [(0, 2.0), (12, 8.0), (24, 10.0)])
    seen = [charts.Measured(0, 3.0, "0 bln", "3,0 kg"), charts.Measured(6, 7.0, "6 bln", "7,0 kg", "N")]
    chart = charts.growth(title="KMS", curves=[curve], measured=seen, x_span=(0, 12))
    assert chart.curves[0].path.count("L") == 1  # the point at 24 months is outside
    assert [dot.x for dot in chart.dots] == ["0.00%"]
    assert chart.last is not None
    assert (chart.last.x, chart.last.text) == ("50.00%", "7,0 kg")
    assert [label.text for label in chart.labels] == ["0", "6", "12"]
    assert chart.twin.rows[1] == ("6 bln", "7,0 kg", "N")
    assert "Terakhir pada umur 6 bln: 7,0 kg" in chart.description
    drawn("growth_chart", chart)


def test_letters_stand_by_the_points_and_too_many_leave_only_what_asks_for_attention() -> None:
    def chart(count: int) -> charts.Growth:
        spots = [
            charts.Measured(x, 3.0 + x / 10, f"{x} bln", "kg", letter="TN"[x % 2], is_alert=x % 2 == 0)
            for x in range(count)
        ]
        return charts.growth(title="KMS", curves=[], measured=spots, tone="girl")

    few, many = chart(4), chart(30)
    assert [(letter.text, letter.look) for letter in few.letters] == [
        ("T", "letter halo letter-alert"), ("N", "letter halo"),
        ("T", "letter halo letter-alert"), ("N", "letter halo"),
    ]  # fmt: skip
    assert {(letter.text, letter.look) for letter in many.letters} == {
        ("T", "letter halo letter-alert letter-spare")
    }
    html = drawn("growth_chart", few)
    assert "chart-girl" in html
    assert 'class="letter halo letter-alert"' in html


def test_an_axis_of_years_counts_months_and_labels_never_lie_upon_each_other() -> None:
    lines = [charts.Curve(label, [(60, y), (228, y)]) for label, y in (("a", 10.0), ("b", 10.1), ("c", 30.0))]
    chart = charts.growth(title="IMT", curves=lines, measured=[], x_axis=charts.Axis("Tahun", 12.0, 12.0))
    assert [label.text for label in chart.labels] == [str(year) for year in range(5, 20)]
    heights = sorted(float(curve.label.y) for curve in chart.curves if curve.label)
    assert min(upper - lower for lower, upper in pairwise(heights)) >= 12


def test_a_grid_in_halves_says_so() -> None:
    chart = charts.growth(title="LK", curves=[charts.Curve("0", [(0, 31.0), (24, 49.0)])], measured=[])
    assert "32,5" in [line.text for line in chart.grid]


def test_a_growth_chart_of_a_child_never_weighed_says_so() -> None:
    chart = charts.growth(title="KMS", curves=[charts.Curve("0", [(0, 3.0), (24, 12.0)])], measured=[])
    assert (chart.child, chart.description) == ("", "Belum ada pengukuran.")


def test_names_are_escaped() -> None:
    html = drawn("bar_chart", charts.bars(title="<b>", rows=[charts.Bar("<script>", 1.0, "good", "&")]))
    assert "<script>" not in html
    assert "<b>" not in html


def test_a_path_of_nothing_is_nothing() -> None:
    assert path_of([None, None]) == ""


def test_upright_bars_share_one_axis_and_one_target_line() -> None:
    chart = charts.columns([charts.Bar("A", 50.0, "good"), charts.Bar("B", None)], target=50.0)
    first, second = chart.bars
    assert (first.y, first.height, first.text) == (chart.target_y, "100", f"50,0{NBSP}%")
    assert (second.height, second.text) == ("", "–")
    assert [line.text for line in chart.grid] == [f"{tick}{NBSP}%" for tick in (0, 20, 40, 60, 80, 100)]


@pytest.mark.parametrize(
    ("values", "high", "top"), [((99.9,), 100.0, 100), ((120.0,), 100.0, 125), ((7.0,), None, 8)]
)
def test_upright_bars_widen_their_axis(values: tuple[float, ...], high: float | None, top: float) -> None:
    assert charts.columns([charts.Bar("A", value) for value in values], high=high).top == top


def test_the_number_of_the_target_hides_the_one_it_would_lie_upon() -> None:
    chart = charts.columns([charts.Bar("A", 10.0)], target=41.7)
    assert [line.text for line in chart.grid if not line.text] == [""]
    assert chart.target_text == f"41,7{NBSP}%"
