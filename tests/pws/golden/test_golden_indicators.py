"""Every indicator has a golden case, and shows in each of its months what the case expects.

A few cases of the same months live side by side, each in its own desa: one rebuild looks at them all.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from django.db import connection, transaction

from ilp.base.dates import period_end, period_of
from pws.indicators import CATALOGUE
from pws.services import refresh
from tests.pws.golden.case import Case, CaseError, paths, read_case
from tests.pws.golden.reading import shown_to
from tests.pws.golden.saving import clock
from tests.pws.golden.world import World

pytestmark = pytest.mark.long
TOGETHER = 8
COUNTED = [code for code, indicator in CATALOGUE.items() if not indicator.missing]


def months_of(case: Case) -> tuple[int, int]:
    """From the first record, or January of the first year that is expected, to the last month of the case."""
    periods = [one.period for one in case.expected]
    served = [period_of(row.day) for row in case.of("visit", "day")]
    return min([min(periods) // 12 * 12, *served]), max(periods)


def of_the_same_months() -> list[tuple[Path, ...]]:
    """The cases, a few of the same months together."""
    alike = defaultdict(list)
    for path in paths():
        alike[months_of(read_case(path))].append(path)
    return [
        tuple(listed[start : start + TOGETHER])
        for listed in alike.values()
        for start in range(0, len(listed), TOGETHER)
    ]


def window(first: int, last: int) -> None:
    """Count these months."""
    with connection.cursor() as cursor:
        cursor.execute("update base_window set first_period = %s, last_period = %s", [first, last])


def play(cases: list[Case]) -> list[World]:
    """Save the records of cases of the same months and refresh what they made due."""
    first, last = months_of(cases[0])
    window(first, last)
    worlds = [World(case, last) for case in cases]
    for world in worlds:
        world.play()
    with clock(period_end(last)):
        refresh.refresh_stale(limit=1_000, seconds=60)
    return worlds


def wrong_cells(world: World) -> list[str]:
    """One sentence for each number or list that is not as expected."""
    found, case = [], world.case
    indicator = CATALOGUE[case.code]
    for expected in case.expected:
        desa = world.desas[expected.desa]
        wanted = (expected.numerator, expected.denominator)
        place = f"{case.name}:{expected.line}: desa {expected.desa} {period_end(expected.period):%Y-%m}"
        shown, names = shown_to(desa.nakes, indicator, desa.area, expected.period)
        if shown != wanted:
            found.append(f"{place} shows {shown}, not {wanted}: {expected.reason}")
        if names != shown:
            found.append(f"{place} lists {names} names for {shown}")
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("few", of_the_same_months(), ids=lambda few: "+".join(path.stem for path in few))
def test_a_case_shows_what_it_expects(few: tuple[Path, ...]) -> None:
    with transaction.atomic():
        worlds = play([read_case(path) for path in few])
    found = refresh.rebuild(check_live=True, swap=False)
    wrong = [line for world in worlds for line in wrong_cells(world)]
    assert not wrong, "\n" + "\n".join(wrong)
    assert (found.fact_differences, found.cell_differences) == (0, 0), str(found.examples)[:3_000]


@pytest.mark.parametrize("code", COUNTED)
def test_every_counted_indicator_has_a_case(code: str) -> None:
    assert code in {path.stem for path in paths()}, f"tests/golden/indicators/{code}.csv is not there"


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_a_case_is_of_an_indicator_and_says_why(path: Path) -> None:
    assert path.stem in COUNTED, f"{path.stem} is no indicator that is counted"
    case = read_case(path)
    has_denominator = bool(CATALOGUE[case.code].denominator or CATALOGUE[case.code].of_desa)
    for expected in case.expected:
        where = f"{case.name}:{expected.line}"
        assert expected.desa in "AB", f"{where}: there is no desa {expected.desa}"
        assert (expected.denominator is not None) == has_denominator, f"{where}: wrong denominator"
    assert any(one.numerator for one in case.expected), f"{case.name} never expects anybody"
    reasons = [one.reason for one in case.expected]
    assert len(set(reasons)) == len(reasons), f"{case.name} gives one reason twice"


HEAD = "row,who,on,what,value,reason\n"
EXPECT = "expect,A,2025-0{},1,,a reason {}\n"
THREE = "".join(EXPECT.format(month, month) for month in (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who,on\n", "1: the columns are"),
        (HEAD + EXPECT.format(1, 1), "1: 1 rows expect"),
        (HEAD + "person,Ani,2024-01-05,P,,\n" + THREE, "2: no reason"),
        (HEAD + "visitor,Ani,2024-01-05,P,,r\n" + THREE, "2: 'visitor' is none of"),
        (HEAD + "person,Ani,2024-13-05,P,,r\n" + THREE, "2: month must be"),
        (HEAD + "visit,Ani,2024-01-05,balita,9.8,r\n" + THREE, "2: '9.8' is not name=value"),
        (HEAD + "visit,Ani,2024-01-05,balita,weight_kg=9,8,r\n" + THREE, "2: a row has 6 cells"),
        (HEAD + "expect,A,2025-01,many,,r\n" + THREE, "2: invalid literal"),
    ],
)
def test_a_wrong_file_is_told_by_line(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "GIZ-DS.csv"
    path.write_text(text)
    with pytest.raises(CaseError, match=f"^GIZ-DS.csv:{said}"):
        read_case(path)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("visit,Budi,2025-01-05,balita,weight_kg=9.8,r", "no row person for Budi"),
        ("visit,Ani,2023-01-05,balita,weight_kg=9.8,r", "belum lahir"),
        ("visit,Ani,2025-01-05,lansia,weight_kg=9.8,r", "Kartu ini bukan untuk Ani"),
        ("visit,Ani,2025-01-05,balita,weight_kg=9.8;shoes=9,r", "the card does not ask shoes of Ani"),
        ("void,Ani,2025-01-05,balita,,r", "Ani has no balita on 2025-01-05"),
        ("end,Ani,2025-01-05,BGM,,r", "Ani has no open finding BGM"),
        ("diagnosis,Ani,2025-01-05,I99.99,,r", "I99.99"),
    ],
)
def test_a_row_that_cannot_be_saved_is_told(row: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "GIZ-DS.csv"
    path.write_text(HEAD + "person,Ani,2024-01-05,P,,r\n" + row + "\n" + THREE)
    case = read_case(path)
    with pytest.raises(CaseError, match=r"^GIZ-DS.csv:3: ") as told:
        play([case])
    assert said in str(told.value)
