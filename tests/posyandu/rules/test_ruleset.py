"""Rule sets survive a round trip, apply in their time, and complain clearly."""

import copy
import json
from datetime import date
from typing import Any

import pytest

from posyandu.rules.mapping import RuleSetError
from posyandu.rules.ruleset import DEFAULT, RuleSet, ruleset_on

# 02 §6.4, the printed table: completed months, boys, girls.
KBM = [
    (0, None, None), (1, 800, 800), (2, 900, 900), (3, 800, 800), (4, 600, 600), (5, 500, 500), (6, 400, 400),
    (7, 400, 300), (8, 300, 300), (10, 300, 300), (11, 300, 200), (12, 200, 200), (59, 200, 200),
]  # fmt: skip


@pytest.mark.parametrize(("months", "boys", "girls"), KBM)
def test_the_least_gain_is_that_of_the_card(months: int, boys: int | None, girls: int | None) -> None:
    assert (DEFAULT.kbm_g("L", months), DEFAULT.kbm_g("P", months)) == (boys, girls)


def test_a_set_survives_json() -> None:
    assert RuleSet.from_mapping(json.loads(json.dumps(DEFAULT.to_mapping()))) == DEFAULT


def test_the_set_that_began_last_applies() -> None:
    mapping = DEFAULT.to_mapping()
    later = RuleSet.from_mapping(mapping | {"version": "balita-2027", "valid_from": "2027-01-01"})
    ended = RuleSet.from_mapping(
        mapping | {"version": "uji", "valid_from": "2026-06-01", "valid_to": "2026-06-30"}
    )
    sets = [later, DEFAULT, ended]
    on = {
        day: ruleset_on(day, sets).version for day in (date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 1))
    }
    assert list(on.values()) == ["uji", DEFAULT.version, "balita-2027"]
    with pytest.raises(LookupError):
        ruleset_on(date(2019, 12, 31), sets)


def _put(mapping: Any, path: tuple[str | int, ...], value: object) -> None:
    """Set one value inside nested dicts and lists; None takes it away."""
    *parents, last = path
    for name in parents:
        mapping = mapping[name]
    if value is None:
        del mapping[last]
    else:
        mapping[last] = value


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("version",), "", "version"),
        (("valid_from",), "kemarin", "valid_from"),
        (("valid_to",), "2019-01-01", "valid_to"),
        (("lines", "red_line_z"), "-3", "lines.red_line_z"),
        (("lines", "red_line_z"), 2, "lines.red_line_z"),
        (("lines", "red_line_z"), None, "lines"),
        (("lines", "garis_merah"), -3, "lines"),
        (("kbm",), [], "kbm"),
        (("kbm", 0, "L"), -1, "kbm[0].L"),
        (("kbm", 0, "from_month"), 0, "kbm[0].from_month"),
        (("kbm", 1, "from_month"), 1, "kbm[1].from_month"),
        (("bounds", "muac_cm", "below"), [12.5, 11.5], "bounds.muac_cm.below"),
        (("bounds", "muac_cm", "below"), [11.5], "bounds.muac_cm.below"),
        (("bounds", "head_for_age", "above"), [-2.5], "bounds.head_for_age"),
        (("hard_limits", "weight_kg"), [60, 0.3], "hard_limits.weight_kg"),
        (("flags_5_19", "bmi_for_age"), [float("nan"), 5], "flags_5_19.bmi_for_age[0]"),
        (("flags_under_five", "head_for_age"), [-5, 2.9], "flags_under_five.head_for_age"),
        (("flags_5_19", "weight_for_age"), [-2.9, 5], "flags_5_19.weight_for_age"),
        (("muac_age", "from_month"), 6.5, "muac_age.from_month"),
    ],
)
def test_a_mistake_is_named_with_its_place(path: tuple[str | int, ...], value: object, where: str) -> None:
    mapping = copy.deepcopy(DEFAULT.to_mapping())
    _put(mapping, path, value)
    with pytest.raises(RuleSetError) as refused:
        RuleSet.from_mapping(mapping)
    assert refused.value.path == where


def test_it_refuses_an_unknown_sex() -> None:
    with pytest.raises(ValueError, match="expected 'L' or 'P'"):
        DEFAULT.kbm_g("X", 3)
