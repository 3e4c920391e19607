"""Rows of the page of month closing, as finished HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from ilp.base import words
from ilp.base.language import gettext as _
from ilp.base.templatetags.ilp import badge
from pws.models import Signature
from pws.rules.quality import Report
from pws.rules.signing import NOTHING, added_up
from pws.selectors.closing import PostState, standing
from pws.selectors.figures import MAIN
from pws.selectors.signed import Numbers, SignedMonth
from pws.views.markup import joined, row, row_group
from pws.views.quality_cells import report_badge, share
from pws.views.signed import number_words
from pws.views.trust_asked import Asked, deadlines

COLUMNS = 4
Level, State = Signature.Level, Signature.State


def post_rows(found: Asked, posts: Sequence[PostState], *, may_sign: bool) -> SafeString:
    """The posyandu by desa: report, hari buka, signature; a box to sign those that are ready."""
    period = found.month.period
    is_due = found.month.today > deadlines(period, 1)[period]
    is_over = period < found.month.current
    lines = []
    for desa in found.place.desa:
        mine = [post for post in posts if post.desa_id == desa.id]
        if mine:
            lines.append(row_group(desa.name, COLUMNS))
        for post in mine:
            began = post.sessions
            lines.append(
                row(
                    [
                        _name(post, with_box=may_sign and post.is_ready),
                        report_badge(post.report, is_due=is_due, is_over=is_over),
                        _("%(n)s hari buka, %(closed)s ditutup, %(checked)s divalidasi")
                        % {"n": began.opened, "closed": began.closed, "checked": began.validated},
                        _signature(post),
                    ]
                )
            )
    return joined(lines)


def _name(post: PostState, *, with_box: bool) -> str:
    name = escape(post.name)
    if not with_box:
        return name
    # A posyandu without a hari buka is signed with a note, so it is not chosen for the reader.
    chosen = "" if post.report is Report.NOT_OPENED else " checked"
    box = f'<input class="check" type="checkbox" name="posyandu" value="{post.posyandu_id}"{chosen}>'
    return f'<label class="choice">{box} {name}</label>'


def _signature(post: PostState) -> str:
    if post.signature_id is None:
        return badge("none", _("Belum ditandatangani"))
    kind = "good" if post.state == State.FINAL else "info"
    return (
        badge(kind, str(State(post.state).label)) + f'<span class="fig-detail">{escape(post.signer)}</span>'
    )


def puskesmas_rows(
    found: Asked, posts: Sequence[PostState], signed: Sequence[Signature], month: SignedMonth
) -> SafeString:
    """The puskesmas of a kabupaten: their posyandu, signature, approval, and numbers that moved since."""
    lines = []
    for (number, name), desas in found.groups.items():
        ids = {desa.id for desa in desas}
        mine = [post for post in posts if post.desa_id in ids]
        moved = sum(bool(month.by_desa.get(desa)) for desa in ids)
        lines.append(
            row(
                [
                    _puskesmas_link(found, number, name),
                    share(sum(post.report is Report.IN_TIME for post in mine), len(mine)),
                    share(sum(post.signature_id is not None for post in mine), len(mine)),
                    _stands(standing(signed, number, Level.PUSKESMAS)),
                    _stands(standing(signed, number, Level.DINKES), is_approval=True),
                    badge("watch", _("%(n)s desa") % {"n": moved}) if moved else words.NONE,
                ]
            )
        )
    return joined(lines)


def _puskesmas_link(found: Asked, number: int, name: str) -> str:
    if not number:
        return escape(name)
    href = f"{reverse('pws:closing')}?bulan={found.month.param}&puskesmas={number}"
    return f'<a href="{escape(href)}">{escape(name)}</a>'


def _stands(one: Signature | None, *, is_approval: bool = False) -> str:
    if one is None:
        return badge("none", _("Belum disetujui") if is_approval else _("Belum ditandatangani"))
    word = _("Disetujui") if is_approval else str(State(one.state).label)
    detail = f"{one.signer}, {day_of(one.signed_at)}"
    return (
        badge("good" if one.state == State.FINAL else "info", word)
        + f'<span class="fig-detail">{escape(detail)}</span>'
    )


def day_of(at: datetime) -> str:
    """The day of an instant, in words."""
    return words.day(timezone.localtime(at).date(), short=True)


def number_rows(month: SignedMonth, live: Mapping[int, Numbers], *, hides_small: bool) -> SafeString:
    """What is signed: the main numbers of the place, live and as signed where that differs."""
    now = added_up(list(live.values()))
    then = added_up([one.numbers for one in month.signed.values()]) if month.is_whole else {}
    lines = []
    for indicator in MAIN:
        is_rate = indicator.denominator is not None
        number, signed = now.get(indicator.code, NOTHING), then.get(indicator.code)
        live_text = number_words(number, is_rate=is_rate, hides_small=hides_small)
        cells = [escape(str(indicator.title)), live_text]
        if signed is None:
            cells.append(words.NONE)
        else:
            text = number_words(signed, is_rate=is_rate, hides_small=hides_small)
            cells.append(text if signed[:3] == number[:3] else badge("watch", text))
        lines.append(row(cells, numbers=frozenset({1, 2})))
    return joined(lines)


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature in words. `ended`: who withdrew it, when and why."""

    kind: str
    word: str
    text: str
    note: str
    sha256: str
    ended: str


def signature_lines(found: Sequence[Signature]) -> list[SignatureLine]:
    """The signatures of a month, newest first."""
    return [_line(one) for one in found]


def _line(one: Signature) -> SignatureLine:
    said = {"who": one.signer, "on": day_of(one.signed_at), "version": one.version}
    is_approval = one.level == Level.DINKES
    text = (
        _("Disetujui %(who)s (Dinkes), %(on)s, versi %(version)s")
        if is_approval
        else _("Ditandatangani %(who)s (puskesmas), %(on)s, versi %(version)s")
    ) % said
    ended = ""
    if one.reopened_at is not None:
        ended = _("Dibuka lagi %(on)s: %(reason)s") % {
            "on": day_of(one.reopened_at),
            "reason": one.reopen_reason,
        }
    kind = "none" if ended else ("good" if one.state == State.FINAL else "info")
    word = _("Ditarik") if ended else str(State(one.state).label)
    return SignatureLine(kind, word, text, one.note, one.sha256, ended)
