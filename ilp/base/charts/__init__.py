"""Charts as geometry: pure functions turn numbers into frozen shapes, which `templates/charts` draw as SVG.

Every chart has a title, a description in words and rows for its table twin.
"""

from ilp.base.charts.columns import Columns, Upright, columns
from ilp.base.charts.growths import Area, Axis, Curve, Growth, Measured, growth
from ilp.base.charts.ranks import Bar, Bars, bars
from ilp.base.charts.shapes import Mark, Point, Twin
from ilp.base.charts.sparks import Spark, sparkline, sparkline_svg
from ilp.base.charts.stacks import Part, Stack, stack
from ilp.base.charts.trends import Trend, trend

__all__ = [
    "Area",
    "Axis",
    "Bar",
    "Bars",
    "Columns",
    "Curve",
    "Growth",
    "Mark",
    "Measured",
    "Part",
    "Point",
    "Spark",
    "Stack",
    "Trend",
    "Twin",
    "Upright",
    "bars",
    "columns",
    "growth",
    "sparkline",
    "sparkline_svg",
    "stack",
    "trend",
]
