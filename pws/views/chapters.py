"""Chapters of the catalogue in words, and the indicators to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ilp.base.language import gettext as _
from ilp.base.language import spoken
from pws.indicators import CHAPTERS, Indicator


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter with its indicators, `(code, words)` each."""

    title: str
    choices: tuple[tuple[str, str], ...]


def chapter_title(name: str) -> str:
    """What a module of `pws.indicators` is called on a screen (04 §5)."""
    return {
        "ibu": _("Ibu"),
        "anak": _("Bayi baru lahir, bayi, dan balita"),
        "balita": _("Gizi (SKDN)"),
        "gizi": _("Gizi (SKDN), lanjutan"),
        "imunisasi": _("Imunisasi"),
        "warga": _("Remaja, dewasa, dan lansia"),
        "kronis": _("Penyakit kronis"),
        "penyakit": _("Penyakit, lingkungan, KB, dan kematian"),
        "spm": _("SPM"),
        "posyandu": _("Posyandu"),
        "ilp": _("Proses ILP"),
    }.get(name, name)


def chapters(period: int) -> list[Chapter]:
    """Every indicator in force in a month, by chapter. Those without records yet say so."""
    return _chapters(spoken(), period)


@lru_cache(maxsize=64)
def _chapters(_language: str, period: int) -> list[Chapter]:
    found = []
    for name, indicators in CHAPTERS.items():
        inside = [one for one in indicators if one.holds_in(period)]
        found.append(Chapter(chapter_title(name), tuple((one.code, _choice(one)) for one in inside)))
    return [one for one in found if one.choices]


def _choice(one: Indicator) -> str:
    said = f"{one.code} · {one.title}"
    return said if one.is_known else _("%(title)s (belum ada sumber data)") % {"title": said}
