"""What a kader reads aloud to a family about a topic: versioned reference data, chosen by card and age.

Topics are those of the referral rules (domain file 02 §12); a finding names them (`Finding.topics`). The
texts lie in ``posyandu/reference/education/*.toml``, each with its source and how sure it is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from posyandu.rules.advice import Finding
from posyandu.rules.mapping import RuleSetError, section

SHIPPED = Path(__file__).parent.parent / "reference" / "education"
# As many as are listened to.
SENTENCES = range(3, 6)
_NO_REFERRAL = 1_000


class Talk(NamedTuple):
    """One text. Without ``forms`` it suits every card; ages in completed months, ``to`` is not included."""

    topic: str
    title: str
    sentences: tuple[str, ...]
    source: str
    mark: str
    """As `clinical.Entry.mark`."""
    forms: tuple[str, ...] = ()
    from_month: int = 0
    to_month: int | None = None

    @property
    def is_from_knowledge(self) -> bool:
        """Whether a Dinkes should look at the wording before families hear it."""
        return "from knowledge" in self.mark

    def suits(self, form: str, age_months: int) -> bool:
        """Whether it speaks to who got this card at this age.

        >>> Talk("ASI", "", (), "", "", ("balita",), 6, 24).suits("balita", 24)
        False
        """
        if self.forms and form not in self.forms:
            return False
        return self.from_month <= age_months and (self.to_month is None or age_months < self.to_month)


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of all texts."""

    version: str
    valid_from: date
    talks: tuple[Talk, ...]

    def about(self, topics: Iterable[str], form: str, age_months: int) -> list[Talk]:
        """One text for each topic that has one for this card and age, in this order, none twice."""
        found = []
        for topic in dict.fromkeys(topics):
            suits = (one for one in self.talks if one.topic == topic and one.suits(form, age_months))
            found += [one for one in [next(suits, None)] if one is not None]
        return found


def topics_of(findings: Iterable[Finding]) -> list[str]:
    """The topics of all findings, those of the most urgent first, none twice."""
    urgent_first = sorted(
        findings, key=lambda one: _NO_REFERRAL if one.within_days is None else one.within_days
    )
    return list(dict.fromkeys(topic for finding in urgent_first for topic in finding.topics))


def from_mapping(data: Mapping[str, Any]) -> Edition:
    """An edition from TOML data. Raises RuleSetError naming the place, for example ``talks[2].sentences``."""
    top = section(data, "", required={"version", "valid_from", "talks"})
    talks = tuple(_talk(item, f"talks[{place}]") for place, item in enumerate(top["talks"]))
    return Edition(top["version"], top["valid_from"], talks)


def _talk(item: object, path: str) -> Talk:
    data = section(
        item,
        path,
        required={"topic", "title", "sentences", "source", "mark"},
        optional={"forms", "from_month", "to_month"},
    )
    if len(data["sentences"]) not in SENTENCES:
        raise RuleSetError(f"{path}.sentences", f"must be {SENTENCES.start} to {SENTENCES.stop - 1}")
    return Talk(
        data["topic"],
        data["title"],
        tuple(data["sentences"]),
        data["source"],
        data["mark"],
        tuple(data.get("forms", ())),
        data.get("from_month", 0),
        data.get("to_month"),
    )


@cache
def shipped_editions() -> tuple[Edition, ...]:
    """The editions that come with the product, the oldest first."""
    found = [from_mapping(tomllib.loads(file.read_text("utf-8"))) for file in SHIPPED.glob("*.toml")]
    return tuple(sorted(found, key=lambda edition: edition.valid_from))


def edition_on(on: date) -> Edition:
    """The edition that applies on this day; before the first one, that first one."""
    editions = shipped_editions()
    return next((one for one in reversed(editions) if one.valid_from <= on), editions[0])
