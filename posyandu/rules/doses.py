"""Doses that an answered card says were given that day, by the codes of 02 §8.1, §6.8 and §5."""

from __future__ import annotations

from posyandu.rules.answering import yes
from posyandu.rules.asked import chosen
from posyandu.rules.campaigns import codes_given
from posyandu.rules.judging import Answers

HB0, MOTHER_VITAMIN_A = "HB0", "VITA_NIFAS"


def doses_given(answers: Answers) -> tuple[str, ...]:
    """The codes, each once. A dose typed with a day of its own is history, and recorded as such elsewhere."""
    found = [*(chosen(answers, "doses_given") or ()), *codes_given(answers)]
    if yes(answers, "hb0_given") and answers.get("hb0_on") is None:
        found.append(HB0)
    if yes(answers, "vitamin_a_given"):
        found.append(MOTHER_VITAMIN_A)
    return tuple(dict.fromkeys(found))
