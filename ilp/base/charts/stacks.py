"""One bar that shows how a whole number splits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ilp.base import words
from ilp.base.charts.shapes import Twin, key_of, percent_x
from ilp.base.language import gettext as _

# A part narrower than this has no room for its letter.
NARROW = 0.06


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole: `short` stands over the bar ("N"), `label` in the legend ("Naik")."""

    short: str
    label: str
    count: int
    kind: str


@dataclass(frozen=True, slots=True)
class Segment:
    part: Part
    x: str
    width: str
    middle: str
    text: str
    share: str


@dataclass(frozen=True, slots=True)
class Stack:
    """How a whole number splits into parts, such as D into N, T, O and B."""

    key: str
    title: str
    description: str
    total: str
    segments: tuple[Segment, ...]
    twin: Twin


def stack(*, title: str, parts: Sequence[Part], head: str = "") -> Stack:
    """A bar split by counts; with a sum of zero it is an empty lane."""
    total = sum(part.count for part in parts)
    segments, before = [], 0
    for part in parts:
        share = part.count / total if total else 0.0
        middle = (before + part.count / 2) / total if total else 0.0
        short = part.short if share >= NARROW else ""
        segments.append(
            Segment(
                part,
                percent_x(before / total if total else 0),
                percent_x(share),
                percent_x(middle),
                short,
                words.percent(part.count, total),
            )
        )
        before += part.count
    said = ", ".join(f"{part.label} {words.number(part.count)}" for part in parts)
    return Stack(
        key=key_of(title),
        title=title,
        description=_("Jumlah %(total)s: %(parts)s.") % {"total": words.number(total), "parts": said},
        total=words.number(total),
        segments=tuple(segments),
        twin=Twin(
            (head or _("Bagian"), _("Jumlah"), _("Bagian dari jumlah")),
            tuple((f"{s.part.short} {s.part.label}", words.number(s.part.count), s.share) for s in segments),
        ),
    )
