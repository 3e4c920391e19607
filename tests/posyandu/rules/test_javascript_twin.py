"""The rules in the browser: the case files of tests/golden/rules, and random children as Python judges them.

What is run is the bundle for the oldest browser that is served, as the pages get it.
"""

import json
import math
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ilp.base.dates import age_days
from ilp.bench.script import bundled, compressed_bytes
from ilp.embedded.frontend import ROOT, npm_command
from posyandu.reference import build_growth_js
from posyandu.rules.growth import INDEX_NAMES, Growth, assess
from posyandu.rules.growth_tables import GrowthTables, growth_tables
from posyandu.rules.kms import Weighing, month_statuses
from posyandu.rules.nutrition import classify
from posyandu.rules.ruleset import DEFAULT
from tests.posyandu.rules.test_growth_command import random_children

GOLDEN = ROOT / "tests" / "golden" / "rules"
RULES = DEFAULT.to_mapping()
MEASURES = {"weight_kg": "weightKg", "length_cm": "lengthCm", "position": "position", "head_cm": "headCm",
            "muac_cm": "muacCm", "oedema": "oedema"}  # fmt: skip
CHILDREN, HISTORIES = 20_000, 500
Ask = Callable[[list[list[Any]]], list[Any]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Put questions to the bundle in node; the answers come in the same order."""
    script = tmp_path_factory.mktemp("twin") / "twin.cjs"
    script.write_bytes(bundled(Path(__file__).parent / "twin.js", "--platform=node", "--format=cjs"))

    def send(questions: list[list[Any]]) -> list[Any]:
        text = json.dumps(questions)
        ran = subprocess.run([_node(), str(script)], input=text, capture_output=True, text=True, check=True)
        answers: list[Any] = json.loads(ran.stdout)
        assert len(answers) == len(questions)
        return answers

    return send


def _node() -> str:
    """The node of this machine, else the one that npm came with."""
    found = shutil.which("node") or npm_command()[0]
    assert Path(found).stem == "node"
    return found


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    return found


def test_completed_months_pass_their_case_file(ask: Ask) -> None:
    wanted = cases("completed_months")
    assert ask([["completedMonths", case["born_on"], case["on"]] for case in wanted]) == [
        case["expect"] for case in wanted
    ]


def test_half_up_passes_its_case_file(ask: Ask) -> None:
    wanted = cases("half_up")
    assert ask([["halfUp", case["value"], case["places"]] for case in wanted]) == [
        case["expect"] for case in wanted
    ]


def test_growth_passes_its_case_file(ask: Ask) -> None:
    wanted = cases("growth")
    questions = [["child", case["sex"], case["age_days"], _camel(case), 0, RULES] for case in wanted]
    for case, answer in zip(wanted, ask(questions), strict=True):
        for name, z in case["expect"].items():
            assert answer["growth"]["indices"][name]["zRounded"] == pytest.approx(z, abs=0.01), case["why"]
        assert answer["growth"]["correctedLengthCm"] == case.get("corrected_length_cm"), case["why"]


def test_classes_pass_their_case_file(ask: Ask) -> None:
    wanted = [case for case in cases("classes") if "z" in case]
    for case, answer in zip(wanted, ask([_class_question(case) for case in wanted]), strict=True):
        assert answer[_class_name(case["index"])] == case["code"], case
    arms = [case for case in cases("classes") if "cm" in case]
    assert ask([["muacClass", case["cm"], case["age_months"], RULES] for case in arms]) == [
        case["code"] for case in arms
    ]


def _class_name(index: str) -> str:
    return {"height_for_age_5_18": "length_for_age"}.get(index, index.removesuffix("_5_18"))


def _class_question(case: dict[str, Any]) -> list[Any]:
    standard = "WHO_2007" if case["index"].endswith("_5_18") else "WHO_2006"
    indices = {name: {"zRounded": None, "isFlagged": False} for name in INDEX_NAMES}
    indices[_class_name(case["index"])]["zRounded"] = case["z"]
    return ["classOfZ", {"standard": standard, "indices": indices}, {"ageMonths": 30}, RULES]


def test_the_kms_passes_its_case_file(ask: Ask) -> None:
    wanted = cases("kms")
    questions = [
        ["kms", case["sex"], case["born_on"], _weighings(case["weighings"]), RULES, case["birth_weight_kg"]]
        for case in wanted
    ]
    names = {"gain_g": "gainG", "kbm_g": "kbmG", "by_birth_weight": "byBirthWeight",
             "times_not_gained": "timesNotGained"}  # fmt: skip
    for case, answer in zip(wanted, ask(questions), strict=True):
        year, month = map(int, case["month"].split("-"))
        found = dict(answer).get(year * 12 + month - 1)
        assert (found and found["status"]) == case["expect"], case["why"]
        for name in case.keys() & names.keys():
            assert found is not None
            assert found[names[name]] == case[name], case["why"]


def _weighings(rows: list[list[Any]]) -> list[dict[str, Any]]:
    return [{"weighedOn": on, "weightKg": kg, "place": place} for on, kg, place in rows]


def test_every_cell_of_every_table_is_the_published_one(ask: Ask) -> None:
    answers = ask([["table", name] for name in GrowthTables._fields])
    for name, table in zip(GrowthTables._fields, answers, strict=True):
        expected = growth_tables()._asdict()[name]
        assert (table["first"], table["last"]) == (expected.first, expected.last)
        for sex in "LP":
            assert [tuple(row) for row in table["rows"][sex]] == expected.rows[sex], name
    lms = cases("growth_lms")
    assert ask([["row", case["table"], case["sex"], case["key"]] for case in lms]) == [c["lms"] for c in lms]


def test_twenty_thousand_children_are_judged_as_python_judges_them(ask: Ask) -> None:
    children = [_measures(row) for row in random_children(CHILDREN, seed=2007)]
    questions = [
        ["child", sex, days, _camel(measures), months, RULES] for sex, days, months, measures in children
    ]
    for (sex, days, months, measures), answer in zip(children, ask(questions), strict=True):
        growth = assess(sex, days, **measures)
        _same_growth(growth, answer["growth"])
        classes = classify(growth, age_months=months, muac_cm=measures["muac_cm"], oedema=measures["oedema"])
        assert answer["classes"] == classes._asdict(), (sex, days, measures)


def _measures(row: dict[str, str]) -> tuple[str, float | None, int | None, dict[str, Any]]:
    def number(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    days = float(row["age_months"]) * 30.4375 if row["age_months"] else number("age_days")
    measures = {
        "weight_kg": number("weight_kg"),
        "length_cm": number("length_height_cm"),
        "position": {"L": "TELENTANG", "H": "BERDIRI", "": None}[row["position"]],
        "head_cm": number("head_circumference_cm"),
        "muac_cm": number("muac_cm"),
        "oedema": row["oedema"] == "Y",
    }
    return row["sex"], days, None if days is None else int(days / 30.4375), measures


def _camel(measures: dict[str, Any]) -> dict[str, Any]:
    return {script: measures.get(name) for name, script in MEASURES.items()}


def _same_growth(growth: Growth, found: dict[str, Any]) -> None:
    assert (found["standard"], found["correctedLengthCm"], found["bmi"]) == (
        growth.standard,
        growth.corrected_length_cm,
        growth.bmi,
    )
    assert (found["positionAssumed"], found["standingTooYoung"]) == (
        growth.position_assumed,
        growth.standing_too_young,
    )
    for name, index in growth.indices.items():
        twin = found["indices"][name]
        assert (twin["zRounded"], twin["isFlagged"], twin["missing"]) == index[1:], (name, growth)
        if index.z is not None:
            assert math.isclose(twin["z"], index.z, rel_tol=1e-9, abs_tol=1e-9), name


def test_random_histories_get_the_letters_that_python_gives(ask: Ask) -> None:
    histories = [_history(Random(seed)) for seed in range(HISTORIES)]
    questions = [
        ["kms", sex, born_on.isoformat(), _as_asked(weighed), RULES, birth_kg]
        for sex, born_on, weighed, birth_kg in histories
    ]
    for (sex, born_on, weighed, birth_kg), answer in zip(histories, ask(questions), strict=True):
        expected = month_statuses(sex, born_on, weighed, birth_weight_kg=birth_kg)
        assert [
            (period, one["status"], one["gainG"], one["kbmG"], one["byBirthWeight"], one["timesNotGained"])
            for period, one in answer
        ] == [
            (period, one.status, one.gain_g, one.kbm_g, one.by_birth_weight, one.times_not_gained)
            for period, one in expected.items()
        ]


def _as_asked(weighed: list[Weighing]) -> list[dict[str, Any]]:
    return _weighings([[one.weighed_on.isoformat(), one.weight_kg, one.place] for one in weighed])


def _history(chance: Random) -> tuple[str, date, list[Weighing], float | None]:
    born_on = date(2021, 1, 1) + timedelta(days=chance.randrange(900))
    days = sorted(chance.randrange(0, 1900) for _ in range(chance.randrange(1, 40)))
    weighed = [
        Weighing(
            born_on + timedelta(days=day),
            round(3 + (day / 1900) ** 0.6 * 14 + chance.gauss(0, 0.2), 1),
            chance.choice(("POSYANDU", "POSYANDU", "PUSTU", "KUNJUNGAN_RUMAH")),
        )
        for day in days
    ]
    chance.shuffle(weighed)
    return chance.choice("LP"), born_on, weighed, chance.choice((None, 2.9, 3.4))


def test_ages_and_lines_are_the_same(ask: Ask) -> None:
    pairs = [("2024-02-29", "2026-03-01"), ("2020-12-31", "2026-01-01"), ("2026-03-29", "2026-03-29")]
    assert ask([["ageDays", *pair] for pair in pairs]) == [
        age_days(date.fromisoformat(born), date.fromisoformat(on)) for born, on in pairs
    ]
    zs = [None, -3.01, -3.0, 1.0, 1.01]
    assert ask([["lines", z, RULES] for z in zs]) == [
        [False, False], [True, False], [False, False], [False, False], [False, True],
    ]  # fmt: skip


def test_the_rule_set_of_a_day_is_the_shipped_one(ask: Ask) -> None:
    today, before = ask([["rulesetOn", "2026-11-22"], ["rulesetOn", "1999-12-31"]])
    assert today == RULES
    assert "no rule set" in before["error"]


@pytest.mark.parametrize(
    "question",
    [
        ["child", "X", 10, {}, 0, RULES],
        ["child", "L", -1, {}, 0, RULES],
        ["child", "L", 10, {"position": "DUDUK"}, 0, RULES],
        ["completedMonths", "2026-01-02", "2026-01-01"],
    ],
)
def test_nonsense_is_refused_here_too(ask: Ask, question: list[Any]) -> None:
    [answer] = ask([question])
    assert "expected" in answer["error"] or "before the birth" in answer["error"]


def test_the_data_file_was_made_from_the_tables_and_rule_sets_of_today() -> None:
    assert build_growth_js.TARGET.read_text("utf-8") == build_growth_js.content(), (
        "run: python -m posyandu.reference.build_growth_js"
    )


def test_rules_and_tables_weigh_little() -> None:
    assert compressed_bytes() <= 250_000
