"""A signed month in words: who signed, and which numbers are others since. For every page that shows one.

A board calls `signed_words(signed_month(desa_ids, period), …)` and includes `pws/_signed.html` with the
answer as `signed`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from ilp.base import words
from ilp.base.language import gettext as _
from pws.indicators import CATALOGUE, in_force
from pws.rules.signing import Change, Number
from pws.rules.small_cells import is_hidden
from pws.selectors.figures import HIDDEN
from pws.selectors.signed import SignedMonth


@dataclass(frozen=True, slots=True)
class ChangedWords:
    """One number: as it was signed, and as it is now."""

    code: str
    short: str
    title: str
    signed: str
    live: str


@dataclass(frozen=True, slots=True)
class SignedWords:
    """The notice of a signed month; `kind` of the badge, empty text when nothing was signed."""

    kind: str
    state: str
    text: str
    changed: list[ChangedWords]
    href: str


def signed_words(
    found: SignedMonth, *, period: int, place_query: str, hides_small: bool
) -> SignedWords | None:
    """None when nobody signed the month."""
    if not found.signed:
        return None
    first = next(iter(found.signed.values()))
    final = all(one.is_final for one in found.signed.values())
    changed = changed_words(found.together, period=period, hides_small=hides_small)
    if found.is_changed:
        kind, state = "watch", _("Berubah sejak ditandatangani")
    else:
        kind, state = ("good", _("Final")) if final else ("info", _("Sementara"))
    address = f"{reverse('pws:restatements')}?bulan={words.month_param(period)}"
    return SignedWords(
        kind,
        state,
        _who(found, first.signer),
        changed,
        f"{address}&{place_query}" if place_query else address,
    )


def _who(found: SignedMonth, signer: str) -> str:
    since, signers = found.since, {one.signer for one in found.signed.values()}
    said = {
        "who": signer if len(signers) == 1 else _("%(n)s kepala puskesmas") % {"n": len(signers)},
        "on": words.day(timezone.localtime(since).date()) if since else words.NONE,
    }
    text = _("Ditandatangani %(who)s pada %(on)s.") % said
    if all(one.approved_at for one in found.signed.values()):
        text += " " + _("Disetujui Dinkes.")
    if found.unsigned:
        text += " " + _("%(n)s desa belum ditandatangani.") % {"n": len(found.unsigned)}
    return text


def changed_words(changes: Iterable[Change], *, period: int, hides_small: bool) -> list[ChangedWords]:
    """Changed numbers in words; who may not see small cells sees "< 5" for them."""
    found = []
    for one in changes:
        if one.code not in CATALOGUE:
            continue
        indicator = in_force(one.code, period)
        is_rate = indicator.denominator is not None
        found.append(
            ChangedWords(
                one.code, indicator.short, str(indicator.title),
                number_words(one.signed, is_rate=is_rate, hides_small=hides_small),
                number_words(one.live, is_rate=is_rate, hides_small=hides_small),
            )
        )  # fmt: skip
    return found


def number_words(number: Number, *, is_rate: bool, hides_small: bool) -> str:
    """Numerator and denominator with their percent, or the count alone."""
    numerator, denominator, *_rest = number
    if hides_small and is_hidden(numerator):
        return HIDDEN
    if not is_rate:
        return words.number(numerator)
    return f"{words.number(numerator)}/{words.number(denominator)} ({words.percent(numerator, denominator)})"
