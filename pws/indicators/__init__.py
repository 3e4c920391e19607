"""The catalogue: every indicator is one declaration; pages, names, exports and documentation come from it."""

from pws.indicators.balita import BALITA
from pws.indicators.declaration import Direction, Indicator, Kind, Subject
from pws.indicators.posyandu import POSYANDU

CATALOGUE: dict[str, Indicator] = {indicator.code: indicator for indicator in (*BALITA, *POSYANDU)}

__all__ = ["CATALOGUE", "Direction", "Indicator", "Kind", "Subject"]
