"""The catalogue: every indicator is one declaration; pages, names, exports and documentation come from it."""

from importlib import import_module
from pkgutil import iter_modules

from pws.indicators.declaration import Direction, Indicator, Kind, Subject

_NO_CHAPTER = {"declaration"}


def _chapters() -> dict[str, tuple[Indicator, ...]]:
    """The indicators of every chapter: each module's `INDICATORS`, in the order of the programme."""
    found = {}
    for name in sorted({one.name for one in iter_modules(__path__)} - _NO_CHAPTER, key=_place):
        found[name] = import_module(f"{__name__}.{name}").INDICATORS
    return found


# 04 §5: the order of the chapters.
_ORDER = (
    "ibu",
    "anak",
    "balita",
    "gizi",
    "imunisasi",
    "warga",
    "kronis",
    "penyakit",
    "spm",
    "posyandu",
    "ilp",
)


def _place(name: str) -> tuple[int, str]:
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)


CHAPTERS: dict[str, tuple[Indicator, ...]] = _chapters()

VERSIONS: dict[str, tuple[Indicator, ...]] = {}
for _indicators in CHAPTERS.values():
    for _one in _indicators:
        VERSIONS[_one.code] = tuple(sorted((*VERSIONS.get(_one.code, ()), _one), key=lambda v: v.valid_from))

# The newest version of each.
CATALOGUE: dict[str, Indicator] = {code: versions[-1] for code, versions in VERSIONS.items()}


def in_force(code: str, period: int) -> Indicator:
    """The version of an indicator that applies in a month; before the first, that first one.

    :raises KeyError: when there is no such code.
    """
    versions = VERSIONS[code]
    return next((one for one in reversed(versions) if one.holds_in(period)), versions[0])


__all__ = ["CATALOGUE", "CHAPTERS", "VERSIONS", "Direction", "Indicator", "Kind", "Subject", "in_force"]
