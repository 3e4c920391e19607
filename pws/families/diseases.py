"""The groups of diseases as rows for the roll-up (pws/sql/46_diseases.sql), and how far back it counts."""

from __future__ import annotations

import json

from pws.rules.diseases import GROUPS

MONTHS = 12  # the longest window of the page

SQL_LISTS: dict[str, tuple[str, ...]] = {"disease_months": tuple(str(k) for k in range(1, MONTHS + 1))}


def groups() -> str:
    """Spans and flags; where they are others than yesterday, every desa-month becomes due."""
    spans = sorted([group.code, low, high] for group in GROUPS for low, high in group.spans)
    flags = sorted(
        ([group.code, flag] for group in GROUPS for flag in group.flags), key=lambda one: one[::-1]
    )
    return f"select pws_declare_diseases('{json.dumps(spans)}'::jsonb, '{json.dumps(flags)}'::jsonb);"
