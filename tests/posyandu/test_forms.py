"""The form of one child shares its fields with every other, and nothing else."""

from django.utils import translation

from posyandu.forms import CorrectForm, MeasureForm


def test_what_is_typed_into_one_form_is_not_in_another() -> None:
    first, second = MeasureForm({"weight_kg": "seratus"}), MeasureForm({"weight_kg": "9,8"})
    first.add_error("muac_cm", "Periksa LILA.")
    assert {"weight_kg", "muac_cm"} <= set(first.errors)
    assert set(second.errors) == {"client_id"}
    assert second["weight_kg"].value() == "9,8"
    assert MeasureForm()["weight_kg"].value() is None


def test_a_form_may_lose_a_field_without_taking_it_from_the_others() -> None:
    form = CorrectForm()
    del form.fields["reason"]
    assert "reason" in CorrectForm().fields


def test_the_labels_of_shared_fields_follow_the_language_of_the_reader() -> None:
    with translation.override("en"):
        english = str(MeasureForm()["weight_kg"].label)
    with translation.override("id"):
        assert str(MeasureForm()["weight_kg"].label) == "Berat badan" != english
