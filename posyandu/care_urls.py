"""Addresses below a person: pregnancies and births, immunisation, diagnoses, findings."""

from django.urls import path

from posyandu.views import births, diagnoses, doses, findings, pregnancies

urlpatterns = [
    path("orang/<uuid:pk>/kehamilan/baru/", pregnancies.new_pregnancy, name="new_pregnancy"),
    path("orang/<uuid:pk>/kehamilan/<uuid:pregnancy_pk>/", pregnancies.pregnancy, name="pregnancy"),
    path(
        "orang/<uuid:pk>/kehamilan/<uuid:pregnancy_pk>/ubah/",
        pregnancies.edit_pregnancy,
        name="edit_pregnancy",
    ),
    path(
        "orang/<uuid:pk>/kehamilan/<uuid:pregnancy_pk>/akhir/",
        pregnancies.end_pregnancy,
        name="end_pregnancy",
    ),
    path(
        "orang/<uuid:pk>/kehamilan/<uuid:pregnancy_pk>/hapus/",
        pregnancies.void_pregnancy,
        name="void_pregnancy",
    ),
    path("orang/<uuid:pk>/kehamilan/<uuid:pregnancy_pk>/persalinan/", births.delivery, name="delivery"),
    path("orang/<uuid:pk>/imunisasi/", doses.doses, name="doses"),
    path("orang/<uuid:pk>/imunisasi/<uuid:dose_pk>/hapus/", doses.void_dose, name="void_dose"),
    path("orang/<uuid:pk>/diagnosis/", diagnoses.diagnoses, name="diagnoses"),
    path(
        "orang/<uuid:pk>/diagnosis/<uuid:diagnosis_pk>/selesai/",
        diagnoses.resolve_diagnosis,
        name="resolve_diagnosis",
    ),
    path(
        "orang/<uuid:pk>/diagnosis/<uuid:diagnosis_pk>/hapus/",
        diagnoses.void_diagnosis,
        name="void_diagnosis",
    ),
    path("orang/<uuid:pk>/temuan/<int:finding_pk>/", findings.finding, name="finding"),
    path("orang/<uuid:pk>/temuan/<int:finding_pk>/selesai/", findings.end_finding, name="end_finding"),
    path(
        "orang/<uuid:pk>/temuan/<int:finding_pk>/kesampingkan/",
        findings.override_finding,
        name="override_finding",
    ),
]
