"""Reading answers of a form. An absent or empty answer is None, never zero and never "no"."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from posyandu.rules.judging import Answers


def number(answers: Answers, name: str) -> float | None:
    """A measure; None when unanswered or no number.

    >>> number({"weight_kg": Decimal("61.4")}, "weight_kg"), number({"weight_kg": ""}, "weight_kg")
    (61.4, None)
    """
    value = answers.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return float(value)


def yes(answers: Answers, name: str) -> bool | None:
    """Ya is True, Tidak is False, unanswered is None."""
    value = answers.get(name)
    return value if isinstance(value, bool) else None


def points(answers: Answers, name: str) -> int | None:
    """What one item adds to a score: Ya 1, Tidak 0, an option its points ("2"); None when unanswered.

    Raises ValueError for an option that is no number.

    >>> points({"srq_1": True}, "srq_1"), points({"aks_walking": "3"}, "aks_walking"), points({}, "srq_1")
    (1, 3, None)
    """
    answer = yes(answers, name)
    if answer is not None:
        return int(answer)
    value = answers.get(name)
    if isinstance(value, str) and value:
        return int(value)
    found = number(answers, name)
    return None if found is None else int(found)


def word(answers: Answers, name: str) -> str:
    """The chosen option, "" when unanswered."""
    value = answers.get(name)
    return value if isinstance(value, str) else ""


def day(answers: Answers, name: str) -> date | None:
    """A date, also when it was kept as ISO text; None when unanswered."""
    value = answers.get(name)
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def is_answered(answers: Answers, name: str) -> bool:
    """Whether anything was answered; False, zero and "none of them" are answers."""
    return answers.get(name) not in (None, "")
