"""Keeping the rows that a laptop sends: each on its own, so that one bad row holds back none."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from ilp.access.models import User
from ilp.base.language import gettext as _
from posyandu.api.serializers import RowSerializer
from posyandu.history import Past
from posyandu.models import HariBuka
from posyandu.selectors.results import result_of
from posyandu.selectors.visits import author_words
from posyandu.services.measured import Conflict, LookTwice
from posyandu.services.visits import Recorded, record_visit
from puskesmas.services.refusal import Refused

Answer = dict[str, Any]


def keep_row(day_id: UUID, sent: object, by: User) -> Answer:
    """Keep one row behind a savepoint, and say what became of it. Never raises for a bad row."""
    row = RowSerializer(data=sent)
    row_id = str(sent.get("id", ""))[:40] if isinstance(sent, dict) else ""
    if not row.is_valid():
        messages = [
            _message("" if field == "non_field_errors" else field, str(sentence))
            for field, said in row.errors.items()
            for sentence in said
        ]
        return _answer(row_id, "refused", messages)
    try:
        with transaction.atomic():
            saved = record_visit(
                day_id=day_id,
                person_id=row.validated_data["person"],
                measured=row.measured(),
                client_id=row.validated_data["id"],
                by=by,
                sure=row.validated_data.get("sure", ""),
                reason=row.validated_data.get("reason", ""),
            )
    except Refused as refused:
        messages = [_message(field, text) for field, text in refused.problems.items()]
        return _answer(row_id, "refused", messages)
    except LookTwice as asked:
        messages = [_message(field, text) for field, text in asked.questions]
        return _answer(row_id, "refused", messages, confirm=asked.token)
    except HariBuka.DoesNotExist:
        text = _("Anak ini tidak ada di wilayah Anda. Mungkin sudah pindah; muat ulang daftarnya.")
        return _answer(row_id, "refused", [_message("person", text)])
    except Conflict as conflict:
        return _conflict(row_id, conflict)
    return _kept(row_id, saved)


def _kept(row_id: str, saved: Recorded) -> Answer:
    result = result_of(saved)
    badges = [{"index": "", **result.month._asdict()}] if result.month else []
    badges += [{"index": line.label, **line.badge._asdict()} for line in result.lines if line.badge]
    return _answer(
        row_id,
        "kept" if saved.is_new else "duplicate",
        [],
        badges=badges,
        advice=[step.text for step in result.steps],
        is_referred=result.is_referred,
    )


def _conflict(row_id: str, conflict: Conflict) -> Answer:
    kept = conflict.kept
    if kept is None:
        text = _("Nomor isian ini sudah dipakai catatan lain. Isi lagi dari daftar.")
        return _answer(row_id, "conflict", [_message("id", text)])
    author = author_words(kept.recorded_by_id)
    text = _("Anak ini sudah dicatat oleh %(author)s dengan nilai lain. Pilih yang benar.")
    return _answer(row_id, "conflict", [_message("", text % {"author": author})], kept=_said(kept, author))


def _said(kept: Past, author: str) -> dict[str, Any]:
    names = (
        "weight_kg", "length_height_cm", "position", "head_circumference_cm", "muac_cm", "has_oedema", "id",
        "recorded_at",
    )  # fmt: skip
    return {**{name: getattr(kept, name) for name in names}, "recorded_by": author}


def _message(field: str, text: str) -> dict[str, str]:
    return {"field": field, "text": text}


def _answer(row_id: str, status: str, messages: list[dict[str, str]], **more: Any) -> Answer:
    empty: Answer = {"confirm": "", "kept": None, "badges": [], "advice": [], "is_referred": False}
    return {"id": row_id, "status": status, "messages": messages, **empty, **more}
