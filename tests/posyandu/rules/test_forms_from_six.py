"""The cards from six years on: columns, skip logic, limits, and answers that the judges understand."""

from __future__ import annotations

import pytest

from posyandu.rules.clinical import shipped
from posyandu.rules.forms.asking import Asked, is_possible, read
from posyandu.rules.forms.declaration import Form, Kind
from posyandu.rules.forms.reading import shipped_forms
from posyandu.rules.from_six import CLASSES, JUDGES
from posyandu.rules.independence import most_points
from posyandu.rules.judging import judge_all
from posyandu.rules.school import CARD
from posyandu.rules.skilas import ITEMS
from tests.posyandu.rules.screening_cases import cases, subject

FORMS = {form.form: form for form in shipped_forms() if form.form in ("sekolah", "dewasa", "lansia")}
NAKES = {"by_nakes": True, "sees_sensitive": True}
# Judges of other chapters that stand on these cards.
BESIDE = {"tbc"}
DAY = 1
COLUMNS = {"dewasa": 29, "lansia": 53, "sekolah": 24}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_printed_column_is_a_field_or_worked_out(form: Form) -> None:
    typed = {column for column, _fields in form.card_columns}
    worked_out = {column.card for column in form.computed} | {DAY}
    assert typed | worked_out == set(range(1, COLUMNS[form.form] + 1))
    assert not typed & worked_out
    scores = {"puma_sex", "puma_age", "puma_score", "aks_score"}
    assert all(column.family in CLASSES or column.value in scores for column in form.computed)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_what_a_kader_asks_comes_before_what_only_a_nakes_asks(form: Form) -> None:
    by_nakes = [field.by_nakes for field in form.fields.values()]
    assert by_nakes == sorted(by_nakes)
    assert all(field.by_nakes for field in form.fields.values() if field.is_sensitive)
    assert all(not field.by_nakes for field in form.fields.values() if field.card is not None)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_its_judges_are_known_and_every_answer_of_a_case_can_be_given(form: Form) -> None:
    assert set(form.judges) - JUDGES.keys() == BESIDE
    not_on_the_card = {"srq_30"}
    for name in (
        "blood_pressure",
        "glucose",
        "senses",
        "mental",
        "puma",
        "independence",
        "skilas",
        "follow_up",
    ):
        for case in cases(name):
            if case["judge"] in form.judges:
                assert case["answers"].keys() - not_on_the_card <= form.fields.keys(), case["why"]


@pytest.mark.parametrize("name", FORMS)
def test_ages_follow_one_another(name: str) -> None:
    form = FORMS[name]
    assert {"sekolah": (72, 228), "dewasa": (228, 720), "lansia": (720, None)}[name] == (
        form.from_month,
        form.to_month,
    )
    if name == "sekolah":
        assert shipped().numbers("sekolah.umur_bulan") == (form.from_month, form.to_month)


@pytest.mark.parametrize(
    ("name", "field", "warn", "hard"),
    [
        ("sekolah", "weight_kg", (12, 90), (8, 180)),
        ("sekolah", "length_height_cm", (95, 185), (80, 210)),
        ("sekolah", "muac_cm", (15, 45), (8, 60)),
        ("sekolah", "waist_cm", (45, 120), (30, 200)),
        ("sekolah", "systolic_mmhg", (80, 150), (50, 280)),
        ("sekolah", "diastolic_mmhg", (45, 95), (30, 160)),
        ("sekolah", "hb_g_dl", (7, 17), (3, 22)),
        *(
            (name, *limits)
            for name in ("dewasa", "lansia")
            for limits in (
                ("weight_kg", (30, 150), (20, 300)),
                ("length_height_cm", (135, 190), (90, 220)),
                ("waist_cm", (50, 140), (35, 220)),
                ("systolic_mmhg", (85, 180), (50, 280)),
                ("diastolic_mmhg", (50, 110), (30, 160)),
                ("random_glucose_mg_dl", (60, 300), (20, 800)),
                ("fasting_glucose_mg_dl", (50, 250), (20, 800)),
                ("cholesterol_mg_dl", (100, 350), (50, 800)),
            )
        ),
    ],
)
def test_limits_are_those_of_the_domain(
    name: str, field: str, warn: tuple[float, float], hard: tuple[float, float]
) -> None:
    """02 §7, §10.2, §10.3: outside warn is asked again, outside hard is refused; a bound is inside both."""
    asked = Asked("P", 200 if name == "sekolah" else 730, **NAKES)

    def outcome(value: float) -> tuple[int, int]:
        found = read(FORMS[name], asked, {field: [str(int(value))]})
        return len(found.refused), len(found.asked)

    for bound, step in zip(warn, (1, -1), strict=True):
        assert outcome(bound) == outcome(bound + step) == (0, 0)
        assert outcome(bound - step) == (0, 1)
    for bound, step in zip(hard, (1, -1), strict=True):
        assert outcome(bound) == outcome(bound + step) == (0, 1)
        assert outcome(bound - step) == (1, 0)


@pytest.mark.parametrize(
    ("name", "field", "sex", "from_month", "to_month"),
    [
        ("sekolah", "muac_cm", "P", "sekolah.lila_umur_bulan", None),
        ("sekolah", "waist_cm", "L", "sekolah.lingkar_perut_dari_bulan", None),
        ("sekolah", "random_glucose_mg_dl", "L", "sekolah.gds_dari_bulan", None),
        ("sekolah", "ttd_taken_per_week", "P", "sekolah.ttd_umur_bulan", None),
        ("sekolah", "sdq_peer", "L", None, "jiwa.sdq_bulan"),
        ("sekolah", "srq_1", "L", "jiwa.srq20_dari_bulan", None),
        ("dewasa", "iva", "P", "dewasa.iva_umur_bulan", None),
        ("lansia", "iva", "P", None, "dewasa.iva_umur_bulan"),
        ("dewasa", "puma_cough", "L", "dewasa.puma_umur", None),
    ],
)
def test_a_field_is_asked_from_and_to_the_age_of_its_rule(
    name: str, field: str, sex: str, from_month: str | None, to_month: str | None
) -> None:
    value = shipped().entries[from_month or to_month or ""].value
    bounds = value if isinstance(value, tuple) else (value,)
    if from_month:
        first = bounds[0]["dari_bulan"] if isinstance(bounds[0], dict) else bounds[0]
        edge, inside, outside = first, first, first - 1
    else:
        edge, inside, outside = bounds[1], bounds[1] - 1, bounds[1]
    question = FORMS[name].fields[field]
    assert edge > 0
    assert is_possible(question, Asked(sex, int(inside)))
    assert not is_possible(question, Asked(sex, int(outside)))


@pytest.mark.parametrize("field", ["muac_cm", "ttd_taken_per_week", "tablets_given", "menstruating"])
def test_a_boy_is_not_asked_what_concerns_girls(field: str) -> None:
    question = FORMS["sekolah"].fields[field]
    assert is_possible(question, Asked("P", 200))
    assert not is_possible(question, Asked("L", 200))


@pytest.mark.parametrize(
    ("exposure", "kept"),
    [
        ("PEROKOK", {"puma_cough", "cigarettes_per_day"}),
        ("BEKAS", {"puma_cough", "cigarettes_per_day"}),
        ("TERPAPAR", {"puma_cough"}),
        ("TIDAK", set()),
        (None, set()),
    ],
)
def test_puma_is_asked_of_who_breathes_smoke_or_dust(exposure: str | None, kept: set[str]) -> None:
    typed = {"puma_cough": ["ya"], "cigarettes_per_day": ["12"]}
    if exposure:
        typed["puma_exposure"] = [exposure]
    for name in ("dewasa", "lansia"):
        found = read(FORMS[name], Asked("L", 600), typed)
        assert found.answers.keys() - {"puma_exposure"} == kept
    assert read(FORMS["dewasa"], Asked("L", 479), typed).answers == {}


def test_the_card_of_aks_offers_exactly_the_points_of_each_item() -> None:
    for item, most in most_points(shipped()).items():
        options = FORMS["lansia"].fields[item].options
        assert [(option.value, option.score) for option in options] == [(str(p), p) for p in range(most + 1)]


def test_the_card_of_skilas_has_its_eleven_items_and_the_immunisation() -> None:
    columns = [
        field.id for number, fields in FORMS["lansia"].card_columns if number >= 42 for field in fields
    ]
    assert [name for name in columns if name in ITEMS] == list(ITEMS)
    assert set(columns) - set(ITEMS) == {"chair_stand_s", "skilas_covid"}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_mind_is_asked_about_by_a_nakes_only(form: Form) -> None:
    prefixes = ("srq_", "phq", "sdq_", "heeadsss_", "gds15_", "mental_tool")
    found = [field for field in form.fields.values() if field.id.startswith(prefixes)]
    assert found
    assert all(field.is_sensitive and field.by_nakes for field in found)
    sent = {field.id: ["ya" if field.kind is Kind.BOOL else "1"] for field in found}
    assert read(form, Asked("P", form.from_month, by_nakes=False), sent).answers == {}


def test_a_filled_card_is_judged_as_typed() -> None:
    """One older woman, as a nakes types her."""
    form = FORMS["lansia"]
    typed = {
        "weight_kg": ["45,5"], "length_height_cm": ["150"], "muac_cm": ["20,9"], "systolic_mmhg": ["182"],
        "diastolic_mmhg": ["95"], "glucose_device": ["HI"], "eye_right": ["GANGGUAN"], "skilas_covid": ["ya"],
        "mental_tool": ["SRQ20"], "srq_17": ["ya"],
        **{item: [str(most)] for item, most in most_points(shipped()).items()},
    }  # fmt: skip
    kept = read(form, Asked("P", 780, **NAKES), typed)
    assert (kept.refused, [problem.field for problem in kept.asked]) == ([], ["systolic_mmhg"])
    judges = [JUDGES[name] for name in form.judges if name in JUDGES]
    found = judge_all(judges, subject({"sex": "P", "age_months": 780}), kept.answers, shipped())
    assert found.values["bmi"] == 20.2
    assert found.values["aks_score"] == 20
    assert found.classes["aks"] == "MANDIRI"
    assert "skilas" not in found.classes
    assert [raised.finding.code for raised in found.raised] == [
        "TD_SANGAT_TINGGI", "GD_DI_ATAS_ALAT", "JIWA_SEGERA", "SKILAS_RISIKO", "GANGGUAN_LIHAT",
        "BELUM_SKILAS_SETAHUN",
    ]  # fmt: skip


def test_the_letters_of_the_two_cards_are_the_same() -> None:
    assert list(CARD.values()) == ["SK", "K", "N", "G", "O"]
