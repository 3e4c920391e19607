"""Cells of the page of data quality: a judgement as colour, shape and word, with the number it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from ilp.base import words
from ilp.base.language import gettext as _
from ilp.base.templatetags.ilp import badge
from pws.rules.quality import (
    SILENT_MONTHS,
    Level,
    Pairs,
    Report,
    copied,
    copied_level,
    digit_level,
    flagged_level,
    heaping,
    myers,
    nik_level,
)

_ORDER = (Level.BAD, Level.WATCH, Level.GOOD, Level.UNKNOWN)


def worst(levels: Iterable[Level]) -> Level:
    """The gravest of several judgements; unknown when there is none."""
    return min(levels, key=_ORDER.index, default=Level.UNKNOWN)


def level_word(level: Level) -> str:
    return {
        Level.GOOD: _("wajar"),
        Level.WATCH: _("perhatikan"),
        Level.BAD: _("periksa"),
        Level.UNKNOWN: _("terlalu sedikit"),
    }[level]


def judged(level: Level, detail: str = "") -> str:
    """A badge with its number below."""
    return badge(level.value, level_word(level)) + _detail(detail)


def _detail(text: str) -> str:
    return f'<span class="fig-detail">{escape(text)}</span>' if text else ""


def report_badge(report: Report, *, is_due: bool, is_over: bool) -> str:
    """Where the report stands. Before the deadline nothing is late; a running month may still open."""
    said = {
        Report.IN_TIME: ("good", _("Tepat waktu")),
        Report.LATE: ("watch", _("Divalidasi terlambat")),
        Report.NOT_VALIDATED: ("bad" if is_due else "none", _("Belum divalidasi")),
        Report.NOT_CLOSED: ("bad" if is_due else "none", _("Belum ditutup")),
        Report.NOT_OPENED: ("bad" if is_over else "none", _("Tidak ada hari buka")),
    }
    return badge(*said[report])


def silent_cell(months: int) -> str:
    if months < SILENT_MONTHS:
        return words.NONE
    return badge("bad", _("%(n)s bulan tanpa hari buka") % {"n": months})


def digits_cell(series: Sequence[Sequence[int]]) -> str:
    """The worst of weight, length and height, with the index of each that can be told."""
    level = worst(digit_level(one) for one in series if sum(one))
    told = [words.number(index, 0) for one in series if (index := _known(one)) is not None]
    return judged(level, _("indeks %(all)s") % {"all": " / ".join(told)} if told else "")


def _known(digits: Sequence[int]) -> float | None:
    index = myers(digits) if digit_level(digits) is not Level.UNKNOWN else None
    return None if index is None else float(index)


def copied_cell(pairs: Pairs) -> str:
    index = copied(pairs)
    if index is None:
        return judged(Level.UNKNOWN)
    said = {"equal": words.number(pairs.equal), "pairs": words.number(pairs.pairs)}
    return judged(copied_level(pairs), _("%(equal)s dari %(pairs)s sama persis") % said)


def flagged_cell(flagged: int, measured: int, waiting: int) -> str:
    text = words.percent(flagged, measured)
    if waiting:
        text = f"{text}; " + _("%(n)s belum dilihat") % {"n": waiting}
    return judged(flagged_level(flagged, measured, waiting), text if measured else "")


def nik_cell(people: int, without: int, duplicates: int) -> str:
    if not people:
        return words.NONE
    text = _("%(n)s tanpa NIK") % {"n": words.number(without)}
    if duplicates:
        text += "; " + _("%(n)s mungkin ganda") % {"n": words.number(duplicates)}
    return judged(nik_level(people, without), text)


def share(n: int, of: int) -> str:
    """A percent with its counts below."""
    return f"{words.percent(n, of, 0)}{_detail(f'{n}/{of}')}" if of else words.NONE


def counted(n: int, of: int) -> str:
    """So many posyandu of so many; a warning when any."""
    if not of:
        return words.NONE
    return badge("bad" if n else "good", _("%(n)s dari %(of)s") % {"n": n, "of": of})


def tool_word(tool: str) -> str:
    return {"W": _("berat"), "L": _("panjang, telentang"), "H": _("tinggi, berdiri")}[tool]


def measurer_cells(posyandu: str, who: str, tool: str, digits: Sequence[int]) -> list[str]:
    """One line of measures: which digits, and what the indices say."""
    n = sum(digits)
    index, heaped = myers(digits), heaping(digits)
    return [
        escape(posyandu),
        escape(who or _("tidak dikenal")),
        tool_word(tool),
        words.number(n),
        judged(digit_level(digits)),
        words.NONE if index is None else words.number(float(index), 0),
        words.NONE if heaped is None else words.number(float(heaped), 0),
        " ".join(f"{digit}:{count}" for digit, count in enumerate(digits)),
    ]
