"""One page of a desa for the kades and the lokmin, on A4."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpResponse

from ilp.base import words
from ilp.base.language import gettext as _
from ilp.base.printing import pdf
from pws.rules.small_cells import is_hidden
from pws.selectors.matrix import MAIN
from pws.selectors.places import Place
from pws.selectors.situation import Said, Situation
from pws.selectors.tallies import Freshness
from pws.views import graph_words as say
from pws.views.asked import Month
from pws.views.said import count_word, disease_title, shown_gap, shown_words, source_title, stage_title

TEMPLATE = Path(__file__).parent.parent / "print" / "situation.typ"


def situation_pdf(
    place: Place, month: Month, fresh: Freshness, found: Situation, *, hides_small: bool
) -> HttpResponse:
    """The header, the stages of life, the main indicators, the worst five and the posyandu."""

    def count(n: int) -> str:
        return count_word(n, hides_small=hides_small)

    def line(one: Said) -> dict[str, str]:
        text, counts, kind, word, moved = shown_words(one.column, one.indicator, hides_small=hides_small)
        return {
            "title": str(one.indicator.title), "text": text, "counts": counts, "kind": kind, "word": word,
            "moved": say.moved(moved).text,
        }  # fmt: skip

    def missing(one: Said) -> str:
        gap = shown_gap(one.column, hides_small=hides_small)
        return _("kurang %(n)s orang") % {"n": words.number(gap)} if gap else ""

    by_code = {one.indicator.code: one for one in found.said}
    data: dict[str, Any] = {
        "title": _("Situasi kesehatan %(place)s") % {"place": place.name},
        "subtitle": f"{words.month(month.period)} · {place.desa[0].puskesmas_name}",
        "facts": [
            [_("Penduduk"), words.number(found.residents)],
            [_("Keluarga"), words.number(found.families)],
            [_("Posyandu buka"), f"{sum(post.is_open for post in found.posts)}/{len(found.posts)}"],
            [_("Kunjungan rumah"), count(found.home_visits)],
        ],
        "stage_heads": [_("Kelompok"), _("Sasaran"), _("Hadir"), _("Belum"), _("Dirujuk"), _("Selesai")],
        "stages": [
            [stage_title(one.code), *map(count, one.counts)] for one in found.stages
        ],
        "main_title": _("Indikator utama"),
        "main_heads": [_("Indikator"), _("Capaian"), _("Jumlah"), _("Status"), _("Dari bulan lalu")],
        "main": [line(by_code[code]) for code in MAIN if code in by_code],
        "worst_title": _("Paling tertinggal"),
        "worst": [
            [str(one.indicator.title), missing(one)]
            for one in found.worst
        ],
        "diseases": [
            [source_title(source), [
                [disease_title(one.code), count(one.n),
                 _("menonjol") if one.stands_out and not (hides_small and is_hidden(one.n)) else ""]
                for one in standings]]
            for source, standings in found.diseases.items()
        ],
        "diseases_title": _("Penyakit dominan, 12 bulan"),
        "posts_title": _("Posyandu"),
        "post_heads": [_("Posyandu"), _("Buka"), _("Dilayani"), "D/S"],
        "posts": [
            [post.name, _("ya") if post.is_open else _("belum"), count(post.attended),
             words.NONE if hides_small and is_hidden(post.weighed)
             else words.percent(post.weighed, post.children)]
            for post in found.posts
        ],
        "footer": _("Data sampai %(at)s. Status adalah penanda untuk tindak lanjut, bukan diagnosis.") % {
            "at": words.clock(fresh.until) if fresh.until else words.NONE},
    }  # fmt: skip
    response = HttpResponse(pdf(TEMPLATE, data), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="situasi-{place.code}-{month.param}.pdf"'
    return response
