"""Doses that an answered card says were given today, by the codes of 02 §8.1 and §6.8."""

from __future__ import annotations

from posyandu.rules.campaigns import codes_given
from posyandu.rules.judging import Answers, Subject


def doses_given(subject: Subject, answers: Answers) -> tuple[str, ...]:
    """The codes, each once: vaccines, then vitamin A and deworming."""
    return tuple(dict.fromkeys((*answers.get("doses_given", ()), *codes_given(answers))))
