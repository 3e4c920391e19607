"""Which rule set applies: the shipped ones, and those a Dinkes added."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from ilp.access import audit
from ilp.base.language import gettext as _
from posyandu.models import RuleSetVersion
from posyandu.rules.mapping import RuleSetError
from posyandu.rules.ruleset import RuleSet, ruleset_on, shipped_rulesets
from posyandu.services.refusing import atomic
from puskesmas.services.refusal import Refused

# A new version is seen by every process within this time; a save does not ask the database for it.
KEPT_SECONDS = 60.0
_kept: dict[str, tuple[float, tuple[RuleSet, ...]]] = {}


def rulesets() -> tuple[RuleSet, ...]:
    """All rule sets; a stored one replaces the shipped one of the same version. Read once a minute."""
    now = time.monotonic()
    read_at, known = _kept.get("all", (-KEPT_SECONDS, ()))
    if now - read_at < KEPT_SECONDS:
        return known
    found = {ruleset.version: ruleset for ruleset in shipped_rulesets()}
    for body in RuleSetVersion.objects.values_list("body", flat=True):
        stored = RuleSet.from_mapping(body)
        found[stored.version] = stored
    _kept["all"] = (now, tuple(found.values()))
    return _kept["all"][1]


def forget() -> None:
    """Read the stored rule sets again at the next question."""
    _kept.clear()


def ruleset_for(on: date) -> RuleSet:
    """The rule set that applies on this day.

    :raises LookupError: when none does.
    """
    return ruleset_on(on, rulesets())


@atomic
def add_ruleset(*, body: Mapping[str, Any]) -> RuleSet:
    """Keep a new version of the rules. A version that was used is never changed: results name it.

    :raises Refused: when the rule set has a mistake, or its version exists.
    """
    try:
        ruleset = RuleSet.from_mapping(body)
    except RuleSetError as error:
        raise Refused({"body": _("Aturan tidak dapat dipakai: %(error)s") % {"error": error}}) from None
    if any(known.version == ruleset.version for known in rulesets()):
        raise Refused(
            {
                "version": _("Versi %(version)s sudah ada. Beri nama versi baru.")
                % {"version": ruleset.version}
            }
        )
    RuleSetVersion.objects.create(
        version=ruleset.version,
        valid_from=ruleset.valid_from,
        valid_to=ruleset.valid_to,
        source=ruleset.source,
        body=ruleset.to_mapping(),
    )
    audit.record("ruleset.added", "ruleset", [], changes={"version": ruleset.version})
    transaction.on_commit(forget)
    return ruleset
