"""`manage.py growth`: random children as the slow reference says, the vectors of 02a, and bad files."""

import csv
import json
from collections.abc import Callable, Iterable
from io import StringIO
from pathlib import Path
from time import process_time

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from posyandu.survey.answering import ADDED, CLASSES, INDICES
from tests.posyandu.rules.growth_reference import answer

COUNT = 20_000
MOST_SECONDS = 8  # a second on a quiet machine, with reading and writing the files
VECTORS = json.loads((Path(__file__).parents[2] / "golden/rules/growth.json").read_text("utf-8"))
NAMES = {
    "under": {"weight_for_age": "zwei", "length_for_age": "zlen", "weight_for_length": "zwfl",
              "bmi_for_age": "zbmi", "head_for_age": "zhc"},
    "from": {"weight_for_age": "zwfa", "length_for_age": "zhfa", "bmi_for_age": "zbfa"},
}  # fmt: skip
POSITIONS = {"TELENTANG": "L", "BERDIRI": "H", None: ""}

Run = Callable[..., list[dict[str, str]]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Send rows or a text through the command; the answered rows come back."""

    def send(content: Iterable[dict[str, str]] | str, out: StringIO | None = None) -> list[dict[str, str]]:
        source, target = tmp_path / "anak.csv", tmp_path / "hasil.csv"
        if isinstance(content, str):
            source.write_text(content, "utf-8")
        else:
            rows = list(content)
            with source.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        call_command("growth", str(source), str(target), stdout=out or StringIO(), stderr=out or StringIO())
        text = target.read_text("utf-8")
        return list(csv.DictReader(StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))

    return send


def random_children(count: int, seed: int) -> list[dict[str, str]]:
    """Ages to 19.3 years in days or months, bodies from absurd to usual, gaps and zeros in every column."""
    chance = np.random.default_rng(seed)

    def text(value: float, places: int, gap: float = 0.08) -> str:
        return "" if chance.random() < gap else "0" if chance.random() < 0.005 else f"{value:.{places}f}"

    children = []
    for number in range(count):
        days = int(chance.integers(0, 1840) if chance.random() < 0.75 else chance.integers(0, 7050))
        years, in_months = days / 365.25, chance.random() < 0.2
        length = (50 + 25 * years**0.6 + 2.5 * years) * chance.normal(1, 0.08)
        weight = 3.3 * (length / 50) ** 2.4 * chance.normal(1, 0.22)
        children.append(
            {
                "nomor": str(number),
                "sex": "LP"[int(chance.integers(0, 2))],
                "age_days": "" if in_months else text(days, 0, 0.03),
                "age_months": f"{days / 30.4375:.{int(chance.integers(0, 3))}f}" if in_months else "",
                "weight_kg": text(max(weight, 0.5), int(chance.integers(1, 4))),
                "length_height_cm": text(length, int(chance.integers(1, 3))),
                "position": ("L", "H", "")[int(chance.integers(0, 3))],
                "oedema": "Y" if chance.random() < 0.04 else "N",
                "head_circumference_cm": text(chance.normal(45, 5), 1, 0.3),
                "muac_cm": text(chance.normal(14, 2), 1, 0.3),
            }
        )
    return children


def test_twenty_thousand_children_are_answered_as_the_slow_reference_says(run: Run) -> None:
    children = random_children(COUNT, seed=2006)
    started = process_time()
    answered = run(children)
    seconds = process_time() - started
    assert [row["nomor"] for row in answered] == [child["nomor"] for child in children]
    for child, row in zip(children, answered, strict=True):
        expected = answer(child)
        assert {name: row[name] for name in expected} == expected, child
    assert seconds < MOST_SECONDS
    _reach_everything(answered)


def _reach_everything(answered: list[dict[str, str]]) -> None:
    for name in INDICES:
        assert {row[f"{name}_flag"] for row in answered} == {"", "0", "1"}, name
    seen = {(name, row[name]) for name in CLASSES for row in answered}
    assert len(seen) == 5 + 5 + 7 + 7 + 4 + 4 + 3 + 6  # every label of every column, and none


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["why"])
def test_a_vector_gives_its_z_and_label(run: Run, vector: dict[str, object]) -> None:
    child = {
        "sex": str(vector["sex"]),
        "age_days": str(vector["age_days"]),
        "birth_date": str(vector.get("born_on") or ""),
        "measured_on": str(vector.get("on") or ""),
        "weight_kg": _text(vector.get("weight_kg")),
        "length_height_cm": _text(vector.get("length_cm")),
        "position": POSITIONS[vector.get("position")],  # type: ignore[index]
        "head_circumference_cm": _text(vector.get("head_cm")),
    }
    [by_days] = run([child])
    names = NAMES["under" if int(child["age_days"]) <= 1826 else "from"]
    for index, z in vector["expect"].items():  # type: ignore[attr-defined]
        assert float(by_days[names[index]]) == pytest.approx(z, abs=0.01), index
    for index, label in vector["labels"].items():  # type: ignore[attr-defined]
        assert by_days[f"{names[index]}_class"].removesuffix(" (normal)") == label.removesuffix(" (normal)")
    if child["birth_date"]:
        [by_dates] = run([child | {"age_days": ""}])
        assert by_dates | {"age_days": ""} == by_days | {"age_days": ""}


def _text(value: object) -> str:
    return "" if value is None else str(value)


HEAD = "sex,age_days,weight_kg,length_height_cm\n"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("age_days,weight_kg\n1,3\n", "Kolom sex tidak ada"),
        ("sex,weight_kg\nL,3\n", "Kolom umur tidak ada"),
        ("sex,birth_date,weight_kg\nL,2026-01-01,3\n", "measured_on"),
        ("sex,age_days\nL,3\n", "weight_kg"),
        ("sex,age_days,weight_kg,weight_kg\nL,3,1,2\n", "weight_kg ada dua kali"),
        ("", "Kolom sex tidak ada"),
    ],
)
def test_a_file_without_a_needed_column_is_refused_and_nothing_is_written(
    run: Run, tmp_path: Path, content: str, named: str
) -> None:
    with pytest.raises(CommandError, match=named):
        run(content)
    assert not (tmp_path / "hasil.csv").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("L,365,sembilan,75", "weight_kg: “sembilan” bukan angka"),
        ("L,365,-9,75", "weight_kg: -9 tidak mungkin"),
        ("L,365,0,75", "weight_kg: 0 tidak mungkin"),
        ("L,365,1e200,75", "weight_kg: 1e200 tidak mungkin"),
        ("L,365,1e999,75", "weight_kg: “1e999” bukan angka"),
    ],
)
def test_a_weight_that_cannot_be_read_is_told_and_the_length_still_judged(
    run: Run, line: str, said: str
) -> None:
    bad, good = run(f"{HEAD}{line}\nL,365,9.6,75.7\n")
    assert said in bad["error"]
    assert bad["zwei"] == bad["zwfl"] == bad["zbmi"] == ""
    assert bad["zlen"] != ""
    assert (good["error"], good["zwei"]) == ("", "-0.04")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("X,365,9.6,75.7", "sex: “X” tidak dikenal"),
        (",365,9.6,75.7", "sex: “” tidak dikenal"),
        ("L,setahun,9.6,75.7", "age_days: “setahun” bukan angka"),
        ("L,-1,9.6,75.7", "age_days: -1 kurang dari nol"),
    ],
)
def test_without_a_readable_sex_or_age_a_row_gets_no_z(run: Run, line: str, said: str) -> None:
    [row] = run(f"{HEAD}{line}\n")
    assert said in row["error"]
    assert not any(row[name] for name in (*INDICES, *CLASSES))


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ("2026-02-30,2026-03-31", "birth_date: “2026-02-30” bukan tanggal"),
        ("2026-02-03,kemarin", "measured_on: “kemarin” bukan tanggal"),
        ("2026-03-31,2026-02-03", "measured_on 2026-02-03 sebelum birth_date 2026-03-31"),
    ],
)
def test_dates_that_cannot_be_are_told(run: Run, dates: str, said: str) -> None:
    [row] = run(f"sex,birth_date,measured_on,weight_kg\nL,{dates},5\n")
    assert said in row["error"]
    assert row["zwei"] == ""


def test_an_unknown_age_leaves_weight_for_length(run: Run) -> None:
    [row] = run(f"{HEAD}P,,9.6,75.7\n")
    assert {name for name in INDICES if row[name]} == {"zwfl"}
    assert row["error"] == ""


def test_a_row_with_too_few_cells_is_told_and_the_next_one_read(run: Run) -> None:
    short, whole = run(f"{HEAD}L,365\n\nL,365,9.6,75.7\n")
    assert "Baris punya 2 kolom, kepala tabel 4" in short["error"]
    assert whole["zwei"] == "-0.04"


def test_semicolons_bring_the_decimal_comma_in_and_out(run: Run) -> None:
    [row] = run("\ufeffsex;age_days;weight_kg\nL;365;9,6\n")
    assert (row["sex"], row["weight_kg"], row["zwei"]) == ("L", "9,6", "-0,04")


def test_answers_of_an_earlier_run_are_replaced(run: Run) -> None:
    [row] = run("sex,age_days,weight_kg,zwei,error\nL,365,9.6,9.99,lama\n")
    assert list(row) == ["sex", "age_days", "weight_kg", *ADDED]
    assert (row["zwei"], row["error"]) == ("-0.04", "")


def test_it_says_how_many_rows_and_which_columns_were_not_there(run: Run) -> None:
    said = StringIO()
    run("sex,age_days,weight_kg\nL,365,9.6\nL,365,x\n", said)
    assert "2 baris, 1 dengan isian yang tidak terbaca" in said.getvalue()
    assert "Tidak ada kolom length_height_cm, head_circumference_cm, muac_cm" in said.getvalue()


def test_it_never_writes_over_the_file_it_reads(tmp_path: Path) -> None:
    source = tmp_path / "anak.csv"
    source.write_text(f"{HEAD}L,365,9.6,75.7\n")
    with pytest.raises(CommandError, match="sama dengan berkas asal"):
        call_command("growth", str(source), str(source))
    assert source.read_text() == f"{HEAD}L,365,9.6,75.7\n"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"tidak-ada\.csv"):
        call_command("growth", str(tmp_path / "tidak-ada.csv"), str(tmp_path / "hasil.csv"))
